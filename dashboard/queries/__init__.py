"""Fetches: short parameterised SELECTs on the published marts, one module a topic."""
