"""Heads of the columns of a matrix: level in lines where they have room, else slanted, else upright; none on another."""

import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.charts import labels, paper

LEAST = 560
"""Pixels a figure of half a page can count on."""
PAGE = 1100
"""Pixels of one that has the page to itself."""
_COUNTED = 34  # pixels above its rows that the height of a matrix counts with
SLANTED = 26
"""Pixels of a column whose head may be slanted."""
_BREAK = "<br>"  # of a text that went through paper.plain
_LINE = 17  # pixels
_APART = 4  # pixels between two heads
_PART = 5  # letters of a line from which on a word may be parted
_SLANT = 40  # degrees: down to the column, so that a long head begins over the names of the rows
_KATAKANA = r"[\u30a1-\u30f4\u30fc]{2}"
_MARGIN = 8  # pixels that `labels.width` adds to the letters
_TICK = 14  # pixels between the names of rows and the cells, and left of the names
_TITLE = 24  # pixels of the title of an upright axis
_FOOT = 13  # pixels below the names of groups of columns


class Heads(NamedTuple):
    """What is written above the columns, at which angle, and how many pixels it takes there."""

    texts: tuple[str, ...]
    angle: int
    tall: int


def stand(drawn: go.Figure, wide: float) -> go.Figure:
    """Write the heads of a matrix `wide` pixels wide, and give it the height that they need."""
    names = [str(name) for name in drawn.layout.xaxis.categoryarray]
    made = heads(names, room(drawn, wide) / len(names), _size(drawn))
    drawn.layout.height += max(made.tall - _COUNTED, 0) - beyond(drawn)
    return drawn.update_xaxes(tickmode="array", tickvals=names, ticktext=made.texts, tickangle=made.angle)


def below(drawn: go.Figure, wide: float) -> go.Figure:
    """Names of groups of columns below a matrix `wide` pixels wide, each on the first line where it lies on no other, and none
    beyond the right edge."""
    names = [note for note in drawn.layout.annotations if note.yref == "paper" and note.y == 0]
    if not names:
        return drawn
    across = room(drawn, wide)
    column = across / len(drawn.layout.xaxis.categoryarray)
    ends: list[float] = []  # of each line, where its last name ends
    for note in names:
        half = _wide(note.text, note.font.size) / 2
        middle = (note.x + 0.5) * column
        beyond_edge = max(0.0, middle + half - across - (drawn.layout.margin.r or 0))
        begins = middle - half - beyond_edge
        line = next((at for at, end in enumerate(ends) if begins >= end + _APART), len(ends))
        ends[line : line + 1] = [begins + 2 * half]
        note.update(yshift=-_APART - _LINE * line, xshift=-beyond_edge)
    lower = _LINE * max(len(ends), 1) + _FOOT
    drawn.layout.height += lower - (drawn.layout.margin.b or 0)
    return drawn.update_layout(margin_b=lower)


def beyond(drawn: go.Figure) -> int:
    """Pixels of a matrix that its heads take beyond the two lines that every matrix has room for."""
    axis = drawn.layout.xaxis
    return max(_tall(axis.ticktext or (), axis.tickangle or 0, _size(drawn)) - _COUNTED, 0)


def room(drawn: go.Figure, wide: float) -> float:
    """Pixels of all columns together: what the names of the rows and what stands at the right edge leave."""
    names = drawn.layout.yaxis.ticktext or drawn.layout.yaxis.categoryarray
    longest = max((_wide(line) for name in names for line in _lines(str(name))), default=0.0)
    title = _TITLE if drawn.layout.yaxis.title.text else 0
    return max(wide - longest - _TICK - title - (drawn.layout.margin.r or 0), 1.0)


def heads(names: Sequence[str], column: float, size: int = labels.SIZE) -> Heads:
    """How the names of columns of `column` pixels stand above them, in letters of `size` pixels."""
    free = column - _APART
    # Whole words first; a long word of ideographs may also be broken where its parts are still words.
    ways = (paper.words_in_lines, _broken) if free >= _PART * size else (paper.words_in_lines,)
    for way in ways:
        level = tuple(paper.LINE.join(_level(name, free, size, way)) for name in names)
        if all(_wide(line, size) <= free for text in level for line in _lines(text)):
            return Heads(level, 0, _tall(level, 0, size))
    # Turned, a head is one line: its lines would stand beside each other.
    whole = tuple((" " if paper.is_latin(name) else "").join(_lines(name)) for name in names)
    # Slanted, neighbours lie as far apart as their columns, seen across the lines.
    angle = _SLANT if column * math.sin(math.radians(_SLANT)) > _LINE - 1 else -90
    return Heads(whole, angle, _tall(whole, angle, size))


def _level(name: str, free: float, size: int, way: Callable[[str, float], list[str]]) -> list[str]:
    """Lines in `free` pixels, broken in one way; what is longer stays as it is, and turns the head."""
    lines: list[str] = []
    for part in _lines(name):
        # A line may have a letter more than it is asked for.
        tries = [way(part, free / size - less) for less in (0, 1)]
        fitting = (one for one in tries if all(_wide(line, size) <= free for line in one))
        lines += next(fitting, tries[0])
    return lines


def _broken(text: str, letters: float) -> list[str]:
    """A word of ideographs is parted where it must be, one of katakana never: its parts say nothing."""
    lines = paper.broken(text, int(letters)).split(paper.LINE)
    joints = (one[-1:] + other[:1] for one, other in pairwise(lines))
    return [text] if any(re.fullmatch(_KATAKANA, joint) for joint in joints) else lines


def _tall(texts: Sequence[str], angle: int, size: int) -> int:
    if not texts:
        return 0
    if angle == 0:
        return _LINE * max(len(_lines(text)) for text in texts)
    turned = math.radians(abs(angle))
    longest = max(_wide(text, size) for text in texts)
    return round(longest * math.sin(turned) + _LINE * math.cos(turned))


def _lines(text: str) -> list[str]:
    return text.replace(paper.LINE, _BREAK).split(_BREAK)


def _wide(text: str, size: int = labels.SIZE) -> float:
    """Pixels of the letters themselves."""
    return (labels.width(text) - _MARGIN) * size / labels.SIZE


def _size(drawn: Any) -> int:
    return int(drawn.layout.xaxis.tickfont.size or labels.SIZE)
