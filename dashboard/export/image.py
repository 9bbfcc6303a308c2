"""What the browser needs to draw a figure as PNG or SVG: the figure itself and the words around it."""

from dataclasses import asdict
from typing import Any

import plotly.graph_objects as go

from dashboard import theme, words
from dashboard.export.facts import Facts

WIDTH, HEIGHT = 1280, 560


def sheet(figure: go.Figure, facts: Facts) -> dict[str, Any]:
    """JSON-ready description of the exported sheet; `figure` travels as Plotly's own JSON text.

    `width` is that of the sheet and `height` that of the figure on it, in pixels.
    """
    with words.speaking(facts.language):
        return _sheet(figure, facts)


def _sheet(figure: go.Figure, facts: Facts) -> dict[str, Any]:
    return {
        "figure": figure.to_json(),
        "width": WIDTH,
        "height": max(int(figure.layout.height or HEIGHT), HEIGHT),
        "title": facts.title,
        "lines": [line for line in (_selection(facts), facts.reading) if line],
        "signs": [asdict(sign) for sign in facts.signs],
        "notes": list(facts.notes),
        "definitions": [definition.sentence for definition in facts.definitions],
        "origin": list(facts.origin),
        "legend": facts.legend,
        "mark": facts.demo,
        "file": facts.file_stem,
        "font": theme.FONT,
        "colours": {
            "text": theme.TEXT,
            "muted": theme.MUTED,
            "paper": theme.CARD,
            "line": theme.GRID,
            "mark": theme.DEMO_TEXT,
            "markFill": theme.DEMO_FILL,
        },
    }


def _selection(facts: Facts) -> str:
    return words.t("filter.chosen", list=facts.selection) if facts.selection else ""
