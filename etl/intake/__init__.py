"""From a submitted file to rows per form: what was written, cell by cell, not yet judged."""

from etl.intake.book import Aside, Book, Sheet, Unreadable
from etl.intake.headers import Remark
from etl.intake.receive import Received, receive
from etl.intake.tables import Contents, Line, Table, contents, refuse_copies, refuse_other_years, tables
from etl.intake.workbook import read

__all__ = [
    "Aside",
    "Book",
    "Contents",
    "Line",
    "Received",
    "Remark",
    "Sheet",
    "Table",
    "Unreadable",
    "contents",
    "read",
    "receive",
    "refuse_copies",
    "refuse_other_years",
    "tables",
]
