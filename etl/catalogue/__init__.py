"""The reader of ``data/catalogue``: vocabulary, forms, indicators, rules, sources, prefecture, groups, columns, coverage,
words of office files.

The audit alone reads ``disclosure.toml`` a second time, with a reader of its own, so as to trust nothing of the method.
"""

from etl.catalogue.base import Words, is_lg_code, local, with_check_digit
from etl.catalogue.contracts import Column, Form, Rule
from etl.catalogue.coverage import Coverage, SourceRow
from etl.catalogue.disclosure import Cells, Disclosure, Relation
from etl.catalogue.load import REFERENCES, load
from etl.catalogue.meaning import Columns, Group, Groups, Meaning, Seat
from etl.catalogue.models import Catalogue, Indicator, Prefecture, Source
from etl.catalogue.reading import CatalogueError
from etl.catalogue.vocabulary import Advice, Ambiguity, Code, CodeChange, OfficeWords, Term

__all__ = [
    "REFERENCES",
    "Advice",
    "Ambiguity",
    "Catalogue",
    "CatalogueError",
    "Cells",
    "Code",
    "CodeChange",
    "Column",
    "Columns",
    "Coverage",
    "Disclosure",
    "Form",
    "Group",
    "Groups",
    "Indicator",
    "Meaning",
    "OfficeWords",
    "Prefecture",
    "Relation",
    "Rule",
    "Seat",
    "Source",
    "SourceRow",
    "Term",
    "Words",
    "is_lg_code",
    "load",
    "local",
    "with_check_digit",
]
