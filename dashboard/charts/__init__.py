"""Frames to figures: pure functions, colours from `theme`, the states of a count drawn by `marks` alone."""
