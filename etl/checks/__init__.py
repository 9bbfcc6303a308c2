"""Judging submissions: cells, rows, one file, rules across rows and files, and what seems personal."""
