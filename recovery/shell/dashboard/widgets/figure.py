"""THE card: no figure stands on a page without its title, reading, table, notes and downloads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk
import streamlit as st

from dashboard import formats, store, theme, words
from dashboard.export import image, plain
from dashboard.export.facts import Facts, state_columns
from dashboard.queries import sources as source_query
from dashboard.widgets import filters, save

Drawable: TypeAlias = go.Figure | Callable[[], go.Figure] | None
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


@dataclass(frozen=True)
class Sign:
    """One entry of a legend: fill and glyph as drawn, and what they mean."""

    glyph: str
    word: str
    fill: str = theme.CARD
    ink: str = theme.TEXT


def card(
    key: str,
    figure: go.Figure | pdk.Deck | None,
    table: pd.DataFrame,
    *,
    title: str,
    unit: str,
    period: str,
    reading: str,
    notes: Sequence[str] = (),
    answered: tuple[int, int] | None = None,
    d2: bool = False,
    sources: Sequence[str] = ("submissions",),
    signs: Sequence[Sign] = (),
    export: Drawable = None,
    headers: Mapping[str, str] | None = None,
    on_select: bool = False,
    selection_mode: Any = "points",
) -> Any:
    """Show one figure with everything that must stand beside it; returns the selection when `on_select`.

    key: unique on the page, also the file name of downloads.
    figure: a Plotly figure, a map, or None to show only the table (open).
    table: tidy frame behind the figure; a column `x` with `x_state` (or `value` with `state`) shows signs on
        screen and keeps number and state apart in the CSV.
    title, unit, period: composed to 「つなぎ件数（年度計・件）令和7年度（2025年度）」.
    reading: one sentence made from the data; shown under the title and read to screen readers.
    notes: further remarks; answered: (n, N); d2: adds the note on disclosure control.
    sources: "submissions" and/or source ids of dim_source. headers: column name → words in the language in force.
    signs: legend of fills and glyphs for maps and status matrices, shown above the figure and in the notes.
    export: the Plotly figure used for PNG/SVG when `figure` is a map, or a function making it when asked.
    selection_mode: as in st.plotly_chart / st.pydeck_chart.
    """
    snapshot = store.current()
    facts = _facts(
        snapshot, key, formats.title(title, unit, period), reading, notes, answered, d2, sources, table
    )
    with st.container(border=True, key=f"card_{key}"):
        _head(facts)
        _legend(signs)
        event = _draw(key, figure, reading, on_select, selection_mode)
        drawable = export or (figure if isinstance(figure, go.Figure) else None)
        _tools(key, facts, table, dict(headers or {}), drawable, opened=figure is None)
        _foot(facts)
    return event
