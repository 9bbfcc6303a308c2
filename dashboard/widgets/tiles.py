"""Key figures in a row: a label, a number with its unit, what it is out of, and on request what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboard import words
from dashboard.export.chapter import KeyFigure, KeyFigures
from dashboard.export.definition import Definition
from dashboard.widgets import run
from dashboard.widgets.definition import listed
from dashboard.widgets.unbroken import unbroken


@dataclass(frozen=True)
class Tile:
    """One key figure. `value` is already formatted (formats.count/percent); `note` says n/N or the change.

    `definitions`: what the numbers of the tile mean, that of `value` first.
    """

    label: str
    value: str
    unit: str = ""
    note: str = ""
    definitions: Sequence[Definition] = ()


def tiles(items: Sequence[Tile], *, key: str = "tiles") -> None:
    """Show the tiles in one row; they wrap on narrow screens."""
    if (record := run.record()) is not None:
        record.parts.append(KeyFigures(tuple(map(_kept, items))))
        return
    with st.container(key=key):
        st.html('<dl class="tiles">' + "".join(map(_tile, items)) + "</dl>")


def _kept(tile: Tile) -> KeyFigure:
    said = tuple(one.sentence for one in tile.definitions)
    return KeyFigure(tile.label, tile.value, tile.unit, tile.note, said)


def _tile(tile: Tile) -> str:
    unit = f'<span class="tile-unit">{escape(tile.unit)}</span>' if tile.unit else ""
    note = f'<dd class="tile-note">{unbroken(tile.note)}</dd>' if tile.note else ""
    return (
        f'<div class="tile"><dt>{escape(tile.label)}</dt>'
        f'<dd class="tile-value">{escape(tile.value)}{unit}</dd>{note}{_meaning(tile)}</div>'
    )


def _meaning(tile: Tile) -> str:
    """Opened by keyboard, finger or mouse alike: a tooltip would be for the mouse alone."""
    if not tile.definitions:
        return ""
    of = f'<span class="unseen">{escape(words.t("definition.of", name=tile.label))}</span>'
    said = f"<summary>{escape(words.t('app.explain'))}{of}</summary>{listed(tile.definitions)}"
    return f'<dd class="tile-help"><details>{said}</details></dd>'
