"""What every mark is drawn on and with: the empty figure, inks, hatching, and the check for state columns."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme

HATCH: dict[str, Any] = {
    "shape": "/",
    "fgcolor": theme.HIDDEN_LINE,
    "bgcolor": theme.HIDDEN_FILL,
    "size": 6,
    "solidity": 0.2,
}
LINE = "\n"
"""Where a label goes on below; `plain` makes it a line break of Plotly, whose own tag would be markup in a text."""
_READ_BY_PLOTLY = re.compile(r"<|\n|&(?=#?\w+;)")
_AS_TEXT = {"<": "&lt;", "\n": "<br>", "&": "&amp;"}
BARE = go.layout.Template()
_SEEN = 1.6  # contrast of a pattern's lines with what they lie on, below which nobody sees them
# Written by us, with tags that are meant: <extra></extra> takes the trace's name out of the hover.
_MARKUP = ("hovertemplate", "texttemplate")
# The first series is plain: where there is one alone, nothing has to be told apart.
_PATTERNS = ("", "\\", ".", "x", "-", "|", "+")


def need(frame: pd.DataFrame, *columns: str) -> None:
    """Raise ValueError when `frame` lacks a column; counts are never drawn without their state."""
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise ValueError(f"a figure of counts needs the columns {absent}; found {list(frame.columns)}")


def figure(height: int = 360, *, legend: bool = True, **layout: Any) -> go.Figure:
    """An empty figure in the house style, for shapes that are not here.

    The empty template keeps Plotly's own one, 7 kB in every figure, from travelling to the browser.
    """
    return go.Figure(layout={"template": BARE, **theme.layout(height, legend=legend), **layout})


def plain(drawn: go.Figure) -> go.Figure:
    """The figure, its texts shown as they are: Plotly reads tags and entities in labels, names, notes and hovers.

    Only hover templates are markup; they are ours, and what is filled into them went through here.
    """
    for part in (*drawn.data, drawn.layout):
        for path, text in list(_texts(part.to_plotly_json())):
            part[path] = text
    return drawn


def literal(text: str) -> str:
    """One text as Plotly shows it, nothing in it obeyed."""
    return _READ_BY_PLOTLY.sub(lambda match: _AS_TEXT[match[0]], text)


_OPENING, _CLOSING = "（「『【〔(", "）」』】〕)、。"
_NEVER_LAST = f"{_OPENING}→"  # signs that end no line
_LATIN = 0.625  # of a Japanese letter: how wide a Latin one is, with room for wide ones
_DOT = unicodedata.lookup("KATAKANA MIDDLE DOT")
_ANYWHERE = 3


def is_latin(text: str) -> bool:
    """Whether a text is of Latin letters; an arrow or a dash between two names makes neither of them Japanese."""
    return re.sub("[→←–—−]", "", text).isascii()


def broken(text: str, width: int = 9) -> str:
    """An axis label in lines of about `width` Japanese (more Latin) characters.

    Lines end around brackets first, then at spaces and after ・, then where a word is likely to begin or after a hyphen;
    no other Latin word and no sign such as ー or （ is parted from what it belongs to.
    """
    # An arrow after a space begins a line: 「福祉部局 →PF」 are two names.
    parts = re.split(" (?=→)", text)
    return LINE.join(line for part in parts for line in _filled(part.strip(), width) if line)


def words_in_lines(text: str, width: float) -> list[str]:
    """Lines of about `width` Japanese characters as in `broken`, but no word is cut: a longer one is a line of its own."""
    parts = re.split(" (?=→)", text)
    return [line for part in parts for line in _filled(part.strip(), width, last=_ANYWHERE - 1) if line]


def _filled(text: str, width: float, rank: int = 0, last: int = _ANYWHERE) -> list[str]:
    """Lines of a text, broken where `_rank` is `rank` or, in pieces too long for a line, more than that, up to `last`."""
    if rank > last or _length(text) <= width + (_script(text[-1:]) != ""):
        return [text]
    lines: list[str] = []
    for piece in _pieces(text, rank):
        # A letter more than there is room for stays: alone in its line it would be no word.
        if lines and _length(lines[-1] + piece) <= width:
            lines[-1] += piece
        else:
            lines += _filled(piece.lstrip(), width, rank + 1, last)
    if len(lines[-1]) > 1 or len(lines) == 1:
        return lines
    spaced = " ".join(lines[-2:])
    return [*lines[:-2], spaced if spaced in text else "".join(lines[-2:])]


def _pieces(text: str, rank: int) -> Iterator[str]:
    """A text cut at all places of one rank; a space stays with what follows it."""
    start = 0
    for at in range(1, len(text)):
        if _rank(text[at - 1], text[at : at + 2]) == rank:
            yield text[start:at]
            start = at
    yield text[start:]


def _rank(before: str, following: str) -> int | None:
    """How gladly a line ends between a character and the next two: 0 at once, `_ANYWHERE` at last, None never."""
    after = following[0]
    if after == " ":
        return 0 if before == "|" or following[-1] in _OPENING else 1
    if before == " " or _never_first(after) or before in _NEVER_LAST:
        return None
    if after in _OPENING or before in _CLOSING or before == "｜" or after == "→":
        return 0
    if before == _DOT or (before in "–—" and after.isalpha()):
        return 1
    scripts = _script(before), _script(after)
    if before == "-" and after.isalpha():
        return 2
    if scripts == ("", ""):
        return None
    counted = before.isdigit() or after.isdigit()
    begins = scripts[0] != scripts[1] and scripts[1] != "HIRAGANA" and not counted
    return 2 if begins else _ANYWHERE


def _never_first(letter: str) -> bool:
    """Signs that end something, and what lengthens or repeats the sound before it."""
    return letter in (*_CLOSING, "｜", _DOT) or bool(_BOUND.search(unicodedata.name(letter, "")))


_BOUND = re.compile("(HIRAGANA|KATAKANA) LETTER SMALL|PROLONGED|ITERATION|WAVE DASH")


@cache
def _script(letter: str) -> str:
    """HIRAGANA, KATAKANA or CJK, nothing for Latin letters and signs."""
    named = unicodedata.name(letter, "") if letter else ""
    return next((name for name in ("HIRAGANA", "KATAKANA", "CJK") if named.startswith(name)), "")


def _length(text: str) -> float:
    """How long a text is, in Japanese letters."""
    return sum(_LATIN if is_latin(letter) else 1 for letter in text.strip())


def _texts(part: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Path and new value of every property of a trace or layout in which something would be obeyed."""
    # Only what changes is written back: setting one property validates it, which costs more than finding it.
    for name, value in part.items():
        path = f"{above}{name}"
        if name in _MARKUP or name == "template":
            continue
        if isinstance(value, Mapping):
            yield from _texts(value, f"{path}.")
        elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            for at, one in enumerate(value):
                yield from _texts(one, f"{path}[{at}].")
        elif (said := _literal(value)) is not value:
            yield path, said


def _literal(value: Any) -> Any:
    """The value itself where nothing in it would be obeyed, however deep its lists are."""
    if isinstance(value, str):
        return literal(value) if _READ_BY_PLOTLY.search(value) else value
    if isinstance(value, np.ndarray):
        value_list = value.tolist() if value.dtype.kind in "OU" else []
        return value if (said := _literal(value_list)) is value_list else said
    if isinstance(value, list | tuple):
        said = [_literal(one) for one in value]
        return value if all(one is two for one, two in zip(said, value, strict=True)) else said
    return value


def over(
    drawn: go.Figure, lines: Sequence[dict[str, Any]] = (), notes: Sequence[dict[str, Any]] = ()
) -> None:
    """Lay lines (`upright`, `level`, shapes) and notes (annotations) over a figure in one go.

    One by one, as Plotly's add_vline and add_annotation do, each costs as much as a whole trace.
    """
    drawn.update_layout(
        shapes=[*drawn.layout.shapes, *lines],
        annotations=[*drawn.layout.annotations, *({"showarrow": False, **note} for note in notes)],
    )


def dated(drawn: go.Figure, marks: Mapping[str, str]) -> go.Figure:
    """Name above the year of a trend what changed in it: ▽ and a few short lines, at the top of the picture."""
    if marks and drawn.layout.yaxis.range:  # room above the highest value, whose own label stands there
        low, high = drawn.layout.yaxis.range
        lines = max(text.count(LINE) for text in marks.values())
        drawn.update_yaxes(range=[low, low + (high - low) * (1.12 + 0.06 * lines)])
    look = {"yref": "y domain", "y": 1, "yanchor": "top", "font": {"size": 12, "color": theme.MUTED}}
    look["bgcolor"] = theme.CARD  # no line of the grid runs through it
    over(drawn, notes=[{**look, "x": year, "text": f"▽ {text}"} for year, text in marks.items()])
    return drawn


def dated_trend(trend: Callable[[], go.Figure], marks: Mapping[str, str]) -> go.Figure:
    """`dated` of a trend that is yet to be drawn."""
    return dated(trend(), marks)


def upright(x: float, width: int = 1, *, dotted: bool = False) -> dict[str, Any]:
    """A line across the whole height at `x`."""
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain"}
    return {"type": "line", **ends, "line": _stroke(width, dotted)}


def level(y: float, width: int = 1) -> dict[str, Any]:
    """A line across the whole width at `y`."""
    ends = {"y0": y, "y1": y, "x0": 0, "x1": 1, "xref": "x domain"}
    return {"type": "line", **ends, "line": _stroke(width, dotted=False)}


def _stroke(width: int, dotted: bool) -> dict[str, Any]:
    return {"color": theme.TEXT, "width": width, "dash": "dot" if dotted else "solid"}


def ink(fill: str) -> str:
    """Black or white, whichever is read better on `fill`."""
    return theme.CARD if contrast(fill, theme.CARD) >= contrast(fill, theme.INK) else theme.INK


def legible(colour: str) -> str:
    """The colour itself, or as little darker as letters of it on a card need (WCAG 2.2: 4.5 to 1)."""
    while contrast(colour, theme.CARD) < 4.5:
        colour = "#" + "".join(f"{int(part * 0.95):02X}" for part in rgb(colour))
    return colour


def contrast(colour: str, other: str) -> float:
    """WCAG contrast ratio of two #RRGGBB colours, 1–21."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in rgb(colour))
    # Relative luminance as in WCAG 2.2, of sRGB.
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(colour: str) -> tuple[int, int, int]:
    """#RRGGBB as three numbers 0–255."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def faint(colour: str) -> str:
    """The colour at a third of its strength, for bands."""
    return f"rgba{(*rgb(colour), 0.35)}"


def shown(frame: pd.DataFrame, value: str, state: str) -> "pd.Series[Any]":
    """The numbers that may be drawn; whatever else stands in the column stays out of every scale."""
    return pd.to_numeric(frame[value], errors="coerce").where(frame[state] == "value").astype(float)


def top(values: "pd.Series[Any]") -> float:
    """The largest number of a column, 1 when there is none above 0."""
    largest = values.max()
    return float(largest) if pd.notna(largest) and largest > 0 else 1.0


def step(most: float) -> int:
    """From tick to tick on an axis of whole municipalities: no line between two of them, and never more than nine."""
    return next((one for one in (1, 5, 10, 20, 50, 100, 200) if most < 8 * one), 500)


def whole(most: float) -> int | None:
    """From tick to tick on an axis of whole things of which there are few: 1, where Plotly would draw halves; else None."""
    return 1 if most < 6 else None


def length(value: float, state: str) -> float:
    """How long a bar is: what is not a published number has no length, which readers would take for a small one."""
    return value if state == "value" and pd.notna(value) else 0


def fill(state: str, colour: str) -> str:
    """The colour of a bar in its state."""
    return theme.HIDDEN_FILL if state == "suppressed" else colour


Span = tuple[float, float | None] | None
"""Least and most of what is hidden, with no most where nothing limits it; None without a range."""


def spans(frame: pd.DataFrame, value: str, state: str) -> list[Span]:
    """The range of every hidden number of a table (columns `value_low`, `value_high`)."""
    return [
        formats.limits(row, value) if row[state] == "suppressed" else None for row in frame.to_dict("records")
    ]


def reach(shown: "pd.Series[Any]", ranges: Sequence[Span]) -> float:
    """As `top`, ranges included: an axis shows all that a hidden number can be."""
    ends = [end for span in ranges if span for end in (span[1] or 1.5 * span[0],)]
    return max([top(shown) if shown.notna().any() or not ends else 0.0, *ends])


def chips(
    categories: Sequence[Any],
    states: Sequence[str],
    horizontal: bool,
    texts: Sequence[str],
    ranges: Sequence[Span],
) -> list[dict[str, Any]]:
    """The sign of every suppressed bar in a grey box (as notes for `over`): at the end of its range, or at the foot."""
    look = {
        "bgcolor": theme.HIDDEN_FILL,
        "bordercolor": theme.HIDDEN_LINE,
        "borderpad": 2,
        "font": {"size": 13, "color": theme.TEXT},
    }
    foot: dict[str, Any] = (
        {"xanchor": "left", "xshift": 5} if horizontal else {"yanchor": "bottom", "yshift": 5}
    )
    at = [0.0 if span is None else span[0] if span[1] is None else span[1] for span in ranges]
    ends = [
        ({"x": end, "y": name} if horizontal else {"x": name, "y": end})
        for name, end in zip(categories, at, strict=True)
    ]
    return [
        {**look, **foot, **end, "text": text}
        for end, text, s in zip(ends, texts, states, strict=True)
        if s == "suppressed"
    ]


def floating(
    lengths: Sequence[float], ranges: Sequence[Span], most: float, wide: float
) -> dict[str, list[float]]:
    """Where bars begin, end and how wide they are: the range of a hidden number is a thin band from its least to its most.

    `most`: the end of the axis, as far as a band without end goes; `wide`: of a bar, as a share of its place.
    """
    bands = [
        (0.0, length) if span is None else (span[0], (span[1] or most) - span[0])
        for span, length in zip(ranges, lengths, strict=True)
    ]
    return {
        "base": [start for start, _ in bands],
        "lengths": [length for _, length in bands],
        "width": [wide if span is None else 0.4 * wide for span in ranges],
    }


def hatched(states: Sequence[str], outline: int = 0) -> dict[str, Any]:
    """Pattern and edge of bars: suppressed ones hatched and outlined, the others plain with `outline` pixels."""
    hidden = [state == "suppressed" for state in states]
    return {
        "pattern": {**HATCH, "fillmode": "overlay", "shape": [HATCH["shape"] if h else "" for h in hidden]},
        "line": {"color": theme.HIDDEN_LINE, "width": [1 if h else outline for h in hidden]},
    }


def pattern(index: int, colour: str) -> dict[str, Any]:
    """A light pattern a series, so that colour never stands alone; never in the ink of what is written on `colour`.

    White has none: it stands for nothing done, and lines on it would be read as hatching.
    """
    shape = "" if colour == theme.CARD else _PATTERNS[index % len(_PATTERNS)]
    lines = theme.CARD if ink(colour) == theme.INK else theme.INK
    if contrast(colour, lines) < _SEEN:
        lines = theme.MUTED
    look = {"fillmode": "overlay", "size": 8, "solidity": 0.1, "fgopacity": 0.35}
    return {"shape": shape, "fgcolor": lines, **look}


def palette(names: Sequence[str]) -> dict[str, str]:
    """Series colours in order; at most five, the pattern or symbol tells a sixth series apart."""
    return {name: theme.SERIES[index % len(theme.SERIES)] for index, name in enumerate(names)}


def spoken(text: str, unit: str) -> str:
    """A number with its unit for the hover; a sign alone."""
    return text + unit if text[-1:].isdigit() else text


def tall(rows: int) -> int:
    """Height in pixels of a figure with one bar a row."""
    return max(160, 34 * rows + 50)
