"""Practices in words, wherever one is offered: where it comes from, in which language, and why."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from dashboard import formats, store, words


def origin(snapshot: store.Snapshot, row: Mapping[Hashable, Any]) -> str:
    """Place, year and whether the case is public (出典) or submitted; fictitious ones say so."""
    year = "" if formats.missing(row["case_fy"]) else formats.fiscal_year_short(int(row["case_fy"]))
    return words.t("format.comma").join(
        part for part in (str(row["place"]), year, mark(snapshot, row), _original(row)) if part
    )


def mark(snapshot: store.Snapshot, row: Mapping[Hashable, Any]) -> str:
    """出典 for the cases of the annex; 架空 for submitted ones of a demonstration, else 提出."""
    kind = "annex" if row["origin"] == "annex" else "fictitious" if snapshot.demo else "submission"
    return words.t(f"practices.mark.{kind}")


def language(row: Mapping[Hashable, Any]) -> str:
    """Language the texts of a case are written in."""
    return "ja" if row["japanese_only"] else words.lang()


def _original(row: Mapping[Hashable, Any]) -> str:
    return words.t("practices.original") if language(row) != words.lang() else ""


def why(snapshot: store.Snapshot, reasons: object) -> list[str]:
    """The reasons in words."""
    codes = reasons if isinstance(reasons, Iterable) and not isinstance(reasons, str) else ()
    return [words.code(snapshot, "gap_reasons", str(code)) for code in codes]
