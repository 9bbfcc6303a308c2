"""The register of submissions: what has been received, what of it counts now, and what goes back to its senders."""

from etl.register.load import load_inbox
from etl.register.summary import FileResult, Summary

__all__ = ["FileResult", "Summary", "load_inbox"]
