"""From a submitted file to rows per form: what was written, cell by cell, not yet judged."""

from etl.intake.headers import Line, Table, tables
from etl.intake.receive import Received, receive
from etl.intake.workbook import Book, Sheet, read

__all__ = ["Book", "Line", "Received", "Sheet", "Table", "read", "receive", "tables"]
