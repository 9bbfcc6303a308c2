"""Submissions in, a protected snapshot out: everything that happens before the dashboard."""
