"""Checking submissions and keeping the good rows in the work database."""

from etl.checks.load import load_inbox
from etl.checks.summary import FileResult, Summary

__all__ = ["FileResult", "Summary", "load_inbox"]
