"""Words for codes: as SQL inside a query that gets the language as `$1`, or for the codes of a fetched frame."""

import pandas as pd

from dashboard import store, words
from dashboard.store import Snapshot

# SQL naming a row `m` of dim_municipality in the language `$1`.
TOWN = (
    "case when $1 = 'en' then m.name_en else m.name_ja end || "
    "case when m.in_prefecture or $1 = 'en' then '' else '（' || m.prefecture || '）' end"
)


def label(alias: str, *, short: bool = False) -> str:
    """SQL naming a row of dim_code in the language `$1`."""
    full = f"case when $1 = 'en' then {alias}.en else {alias}.ja end"
    brief = f"case when $1 = 'en' then {alias}.short_en else {alias}.short_ja end"
    return f"coalesce(nullif({brief}, ''), {full})" if short else full


def group(name: str) -> str:
    """SQL for the codes of a named group (`groups.toml`): `body_code in {group("core_bodies")}`."""
    return f"(select member from dim_group where group_id = '{name}')"


def used(alias: str, year: str) -> str:
    """SQL for whether a row of dim_code may be used in a fiscal year; `year` is SQL for it (`$2`)."""
    # A code that begins or ends within a year may be used in all of it: a year is answered as one.
    return (
        f"coalesce({alias}.valid_from <= make_date({year} + 1, 3, 31), true) "
        f"and coalesce({alias}.valid_to >= make_date({year}, 4, 1), true)"
    )


@store.kept
def series(snapshot: Snapshot, list_name: str) -> tuple[str, ...]:
    """The codes of a list in which all years can be told, in display order: of a code that was split, the whole."""
    sql = "select code from dim_code where list = ? and code = series_code order by sort"
    return tuple(str(code) for code in store.query(snapshot, sql, (list_name,))["code"])


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


def members(snapshot: Snapshot, group: str) -> list[str]:
    """The codes of a named group, in its order."""
    return list(_members(snapshot, group))


@store.kept
def _members(snapshot: Snapshot, group: str) -> tuple[str, ...]:
    sql = "select member from dim_group where group_id = ? order by sort"
    return tuple(str(code) for code in store.query(snapshot, sql, (group,))["member"])
