"""Definitions of indicators beside the figures they belong to, and the way to their numbers in every municipality."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard import formats, store, words
from dashboard.export.definition import Definition
from dashboard.queries.definitions import definitions as published
from dashboard.queries.definitions import next_period
from dashboard.widgets import run, url_state


def of(snapshot: store.Snapshot, ids: Sequence[str]) -> tuple[Definition, ...]:
    """The definitions of `ids`, once each, in their order."""
    return _of(snapshot, *ids) if ids else ()


@store.kept
def _of(snapshot: store.Snapshot, *ids: str) -> tuple[Definition, ...]:
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
            due=_due(snapshot, str(row["form"])),
        )
        for row in published(snapshot, ids).to_dict("records")
    )


def listed(definitions: Sequence[Definition]) -> str:
    """The definitions as a list (HTML), every text escaped."""
    items = "".join(
        "<li>" + "".join(f"<p>{escape(line)}</p>" for line in one.lines) + _everywhere(one) + "</li>"
        for one in definitions
    )
    return f'<ul class="definitions">{items}</ul>'


def folded(definitions: Sequence[Definition]) -> str:
    """One line that opens onto the definitions (HTML); nothing without any."""
    if not definitions:
        return ""
    summary = escape(words.t("definition.open"))
    return f'<details class="definition"><summary>{summary}</summary>{listed(definitions)}</details>'


def _due(snapshot: store.Snapshot, form: str) -> str:
    """The submissions after which the numbers of a form come next, in words."""
    found = next_period(snapshot, form)
    return formats.when(*found) if found else ""


def _everywhere(indicator: Definition) -> str:
    """The way to its numbers in every municipality (HTML); none in a file, nor where the reader is there already."""
    if run.record() or not indicator.by_municipality or st.query_params.get("i") == indicator.id:
        return ""
    name = f'<span class="unseen">{escape(words.t("definition.of", name=indicator.title))}</span>'
    return f"<p>{link(indicator.id, escape(words.t('definition.everywhere')) + name)}</p>"


def link(indicator_id: str, html: str) -> str:
    """Words that lead to an indicator on its page (HTML); the words alone where no page stands beside: in a file."""
    return html if run.record() else f'<a href="{escape(address(indicator_id))}">{html}</a>'


def address(indicator_id: str = "") -> str:
    """Where an indicator is shown in every municipality, with the year, the place and the language chosen.

    Without one, where all of them are listed. Beside the page that links to it, whatever path the dashboard is served under.
    """
    named = {"i": indicator_id} if indicator_id else {}
    return f"indicator?{urlencode({**named, **_kept()})}"


def _kept() -> dict[str, str]:
    """Year, place and language chosen, as far as they are known here: an address may say anything."""
    snapshot = run.snapshot()
    years = {str(year) for year in range(snapshot.first_fy, snapshot.last_fy + 1)}
    kept = {name: url_state.get(name) for name in ("fy", "area", "m")}
    known = {
        "fy": kept["fy"] in years,
        "area": ("area", str(kept["area"])) in snapshot.places,
        "m": ("municipality", str(kept["m"])) in snapshot.places,
    }
    chosen = {name: str(value) for name, value in kept.items() if known[name]}
    return chosen if words.lang() == "ja" else {**chosen, "lang": words.lang()}
