"""Definitions of indicators beside the figures they belong to."""

from collections.abc import Sequence
from html import escape

from dashboard import store, words
from dashboard.export.definition import Definition
from dashboard.queries.definitions import definitions as published


def of(snapshot: store.Snapshot, ids: Sequence[str]) -> tuple[Definition, ...]:
    """The definitions of `ids`, once each, in their order."""
    if not ids:
        return ()
    return tuple(
        Definition(
            id=str(row["indicator_id"]),
            **{
                str(name): str(row[name])
                for name in ("title", "unit", "formula", "caution", "legal_basis", "source")
            },
            protected=row["class"] == "D2",
            form=str(row["form"]),
            published_in=str(row["published_in"]),
        )
        for row in published(snapshot, ids).to_dict("records")
    )


def listed(definitions: Sequence[Definition]) -> str:
    """The definitions as a list (HTML), every text escaped."""
    items = "".join(
        "<li>" + "".join(f"<p>{escape(line)}</p>" for line in definition.lines) + "</li>"
        for definition in definitions
    )
    return f'<ul class="definitions">{items}</ul>'


def folded(definitions: Sequence[Definition]) -> str:
    """One line that opens onto the definitions (HTML); nothing without any."""
    if not definitions:
        return ""
    summary = escape(words.t("definition.open"))
    return f'<details class="definition"><summary>{summary}</summary>{listed(definitions)}</details>'
