"""What the browser needs to draw a figure as PNG or SVG: the figure itself and the words around it."""

from dataclasses import asdict
from typing import Any

import plotly.graph_objects as go

from dashboard import theme, words
from dashboard.export import plain
from dashboard.export.figure_record import FigureRecord

WIDTH, HEIGHT = 1280, 560


def sheet(figure: go.Figure, record: FigureRecord) -> dict[str, Any]:
    """JSON-ready description of the exported sheet; `figure` travels as Plotly's own JSON text.

    `width` is that of the sheet and `height` that of the figure on it, in pixels.
    """
    with words.speaking(record.language):
        return _sheet(figure, record)


def _sheet(figure: go.Figure, record: FigureRecord) -> dict[str, Any]:
    return {
        "figure": figure.to_json(),
        "width": WIDTH,
        "height": max(int(figure.layout.height or HEIGHT), HEIGHT),
        "title": record.title,
        "lines": [line for line in (_selection(record), record.reading) if line],
        "signs": [asdict(sign) for sign in record.signs],
        "notes": list(record.notes),
        "definitions": [definition.sentence for definition in record.definitions],
        "origin": list(record.origin),
        "legend": record.legend,
        "identity": _identity(record),
        "mark": record.demo,
        "file": record.file_stem,
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


def _identity(record: FigureRecord) -> list[str]:
    """Where the picture comes from when it is found alone: address, seal, and the line of Python."""
    colon = "：" if record.language == "ja" else ": "
    said = {"address": record.address, "seal": record.sha256, "python": plain.python_line(record)}
    return [f"{words.t(f'csv.{name}')}{colon}{text}" for name, text in said.items() if text]


def _selection(record: FigureRecord) -> str:
    return words.t("filter.chosen", list=record.selection) if record.selection else ""
