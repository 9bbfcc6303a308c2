"""The demo prefecture: a fictitious world printed into the files municipalities would send."""

from etl.demo.write import practice_ids, write

__all__ = ["practice_ids", "write"]
