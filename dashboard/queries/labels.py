"""Words for the codes of a fetched frame, in the language in force (the cache behind the query knows no language)."""

import pandas as pd

from dashboard import words
from dashboard.store import Snapshot


def coded(snapshot: Snapshot, codes: pd.Series, list_name: str, *, short: bool = True) -> list[str]:
    """Label of every code of a column; a missing code gives an empty text."""
    return [
        words.code(snapshot, list_name, code if isinstance(code, str) else None, short=short)
        for code in codes
    ]


def towns(snapshot: Snapshot, codes: pd.Series) -> list[str]:
    """Names of the municipalities of a column."""
    return [words.place(snapshot, "municipality", str(code)) for code in codes]


def either(japanese: pd.Series, english: pd.Series) -> list[str]:
    """Of two stored columns the text that fits the language; the other one where it is missing."""
    pairs = zip(japanese, english, strict=True)
    return [words.either(*(text if isinstance(text, str) else None for text in pair)) for pair in pairs]
