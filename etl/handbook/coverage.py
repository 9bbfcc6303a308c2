"""docs/coverage.md: each row of the source, from the field of a form to the test of the card that answers it."""

from collections.abc import Iterable
from typing import Any

from etl.catalogue import Catalogue, SourceRow
from etl.handbook.markdown import page, table


def document(catalogue: Catalogue, words: dict[str, Any], note: str) -> str:
    """The count first, then the rows that lack something, then those that work."""
    say = words["coverage"]
    rows, working = catalogue.coverage.rows, catalogue.coverage.working
    missing = [row for row in rows if row.missing]
    return page(
        say["title"],
        say["count"].format(works=len(working), all=len(rows)),
        note,
        say["intro"],
        # What lacks something stands first: collected and shown nowhere looked finished from inside.
        f"## {say['missing']}\n\n" + table(say["missing_header"], map(_missing, missing)),
        f"## {say['working']}\n\n" + table(say["working_header"], map(_working, working)),
    )


def _missing(row: SourceRow) -> tuple[str, ...]:
    return row.id, row.ja, row.missing or "", _there(row)


def _there(row: SourceRow) -> str:
    """What stands already of a row that does not work yet."""
    return _code((*row.field, *row.rule, *row.mart, *row.view))


def _working(row: SourceRow) -> tuple[str, ...]:
    return (
        row.id,
        row.ja,
        _code(row.field),
        # Some fields leave a rule nothing to judge; the source says why, and the row still works.
        _code(row.rule) or row.no_rule or "",
        _code(row.mart),
        _code(row.view),
        _code(row.test),
    )


def _code(names: Iterable[str]) -> str:
    return "\n".join(f"`{name}`" for name in names)
