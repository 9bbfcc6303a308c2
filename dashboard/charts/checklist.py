"""取組チェック: the matrix municipality × item and the counts behind it. Frames come labelled from queries.checklist."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import heads, marks, paper

_BLUE, _, _ORANGE, _RED, _ = theme.SERIES
# An answer and a roster: agreement in blue, difference in orange and red, nothing to compare in grey.
COMPARISON = {
    "both": _BLUE,
    "neither": theme.SEQUENTIAL[1],
    "report": _ORANGE,
    "roster": _RED,
    "none": theme.STATUS["8"][0],
    "open": theme.STATUS["9"][0],
}
CHANGE = {
    "forward": _BLUE,
    "same": theme.SEQUENTIAL[1],
    "back": _ORANGE,
    "none": theme.STATUS["8"][0],
    "open": theme.STATUS["9"][0],
}
# Parts that are no answer, of statuses, comparisons and changes, by the state whose sign they carry: no sign stands for both.
NO_ANSWER = {"8": "not_applicable", "9": "unanswered", "none": "not_applicable", "open": "unanswered"}
OPENS_TEXT = "text"
_BESIDE = 700  # pixels of the matrix beside the text of an item


def matrix(
    answers: pd.DataFrame, *, row: str | None = None, column: str | None = None, wide: int = _BESIDE
) -> go.Figure:
    """Statuses with glyphs, a first row that opens the text of each item, items bracketed by paragraph.

    `answers` carries a `key` ("item|municipality") for selections; `row` and `column` (labels) are outlined. `wide`: pixels
    that the figure has at least.
    """
    columns, rows = list(dict.fromkeys(answers["short"])), list(dict.fromkeys(answers["municipality"]))
    drawn = marks.glyphs(
        answers,
        x="short",
        y="municipality",
        glyph="glyph",
        status="status",
        word="word",
        colours={OPENS_TEXT: (theme.CARD, theme.PRIMARY), **theme.STATUS},
        height=28 * len(rows) + 110,
        wide=wide,
        key="key",
    )
    lines, notes = _brackets(answers.drop_duplicates("short")["paragraph"].tolist())
    if row in rows:
        lines.append(_outline(-0.5, len(columns) - 0.5, rows.index(row) - 0.5, rows.index(row) + 0.5))
    if column in columns:
        at = columns.index(column)
        lines.append(_outline(at - 0.5, at + 0.5, -0.5, len(rows) - 0.5))
    paper.over(drawn, lines, notes)
    return heads.below(drawn, wide)


def parts(counts: pd.DataFrame, looks: Mapping[str, tuple[str, str]], *, narrow: bool = False) -> go.Figure:
    """Municipalities by `word` (of a status, a comparison, a change), one bar an item.

    looks: word (see `signed`) → its code and colour, in their order. A part that is no answer carries its sign before its
    number as well, but not where the picture is narrow: the number would find no room beside it, and the legend has none.
    """
    colours = {word: colour for word, (_, colour) in looks.items()}
    drawn = marks.stacked(counts, category="short", series="word", order=list(colours), colours=colours)
    for trace in drawn.data:
        if not (sign := _sign(looks[trace.name][0])):
            continue
        if narrow:
            trace.name = trace.name.removeprefix(f"{sign} ")
        else:
            trace.text = [f"{sign} {text}" if text else "" for text in trace.text]
    # White and pale parts need an edge to be seen on a white card.
    drawn.update_traces(marker_line={"color": theme.MUTED, "width": 1})
    drawn.update_xaxes(dtick=paper.step(counts.groupby("short")["value"].sum().max()))
    return drawn


def signed(code: str, word: str) -> str:
    """The word of a status, a comparison or a change; of one that is no answer with its sign, for greys alone are alike."""
    return f"{_sign(code)} {word}".strip()


def _sign(code: str) -> str:
    """－ or … of a part that is no answer, else nothing."""
    return formats.symbol(NO_ANSWER[code]) if code in NO_ANSWER else ""


def barriers(counts: pd.DataFrame, unit: str) -> go.Figure:
    """Municipalities naming a barrier: item × barrier."""
    return marks.heat(counts, x="barrier", y="short", unit=unit, wide=heads.PAGE)


def _brackets(paragraphs: Sequence[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Lines between neighbouring paragraphs, and their names below their columns (`heads.below` gives each its line)."""
    start, lines, notes = 0, [], []
    for paragraph, run in groupby(paragraphs):
        width = len(list(run))
        notes.append({
            "x": start + width / 2 - 0.5, "y": 0, "yref": "paper", "yanchor": "top", "text": words.cited(paragraph),
            "font": {"size": 12, "color": theme.MUTED},
        })  # fmt: skip
        if start:
            lines.append(paper.upright(start - 0.5, 2))
        start += width
    return lines, notes


def _outline(left: float, right: float, top: float, bottom: float) -> dict[str, Any]:
    corners = {"x0": left, "x1": right, "y0": top, "y1": bottom}
    return {"type": "rect", **corners, "line": {"color": _ORANGE, "width": 3}, "layer": "above"}
