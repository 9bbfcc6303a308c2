"""THE card: no figure stands on a page without its title, reading, table, notes and downloads."""

import io
import json
import math
import pickle
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from html import escape
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from plotly.basedatatypes import BaseFigure

from dashboard import formats, store, theme, words
from dashboard.charts import flow, heads, labels, network, paper
from dashboard.charts import map as maps
from dashboard.export import plain, svg
from dashboard.export.figure_record import FigureRecord, Sign, display, fractions, state_columns
from dashboard.queries import sources as source_query
from dashboard.widgets import address, definition, run, save, screen, take
from dashboard.widgets.unbroken import unbroken

__all__ = ["Sign", "card", "display"]

Shown: TypeAlias = partial[go.Figure] | partial[maps.Map] | None
Bound: TypeAlias = Sequence[str] | Mapping[str, str | Sequence[str]]
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
_IN_SIGHT = 60  # rows of a table that stands alone
_MANY = 300  # rows from which on a table is no document
_BESIDE_EACH_OTHER = 288  # pixels that the columns of a table have on a telephone
_CROWD = 12  # columns beyond which their letters are smaller and their lines shorter
LINE = "/"
"""A line of a map in a legend; a level one would be the sign of what does not apply."""
_WHISKER = "H"  # the line between its two ends, through a point
_DAY = re.compile(r"[\d-]+")  # 2021-11-30 is not parted at its hyphens
_RANGED = re.compile(r"^(\w{1,3}) ?[（(](.+)[）)]$")  # x (1–254)
_HEAD_WORD = 4  # letters of a head after which its line may end
_LEAST, _LEAST_IN_A_CROWD = 7, 4  # letters that a line of a column of texts has there
_JAPANESE_WORD = 4  # letters of a head that a line may end behind
_CELL = 12  # pixels left and right of what is in a cell of a document
_WIDEST, _WIDEST_NARROW = 400, 220  # pixels of a column of texts, and on a telephone
_SHORT = 120  # pixels of a text that finds room in any table
_MEASURED = 5  # rows of which a table is sure to measure the texts by itself
# Pixels of a line of text in a table, and of what is above and below its lines.
_TEXT_LINE, _TEXT_AROUND = 20, 14
_BREAKS = (
    65  # pixels from which on Streamlit breaks the texts of a row (more than its 4rem); a lower row cuts them
)
_LATIN, _WIDE, _BESIDE = (
    6.6,
    14.3,
    24,
)  # pixels of a letter in a table, Latin or Japanese, and of what is beside a text
_LETTER, _LINE = 13, 16  # pixels of a Japanese letter and of a line of them
_BETWEEN = 6  # pixels between the names of two rows that are of three lines or more
_ROW, _AROUND = 28, 110  # pixels of a row of a matrix, and of what stands above and below its rows
_AXIS = 50  # pixels of a figure of bars below and above its rows
_EDGE = 16  # pixels at the right edge of every figure
_NAME, _SHORTER = 8, 5  # letters in a line of a row's name on a telephone, and where columns lack room
_LEVEL = 18  # pixels of a bar among those that lie side by side, with its number
_ALONE = 16  # letters in a line of a cell that has the width to itself there
_FINGER = 24  # pixels of the least that a finger meets
_GROUP = 4  # letters in a line of the name of a group at the right edge there
_SMALL = 11  # pixels of letters that would find no room there otherwise
_TITLE = 12  # letters in a line of the title below an axis there
_LEGEND_LINE = 20  # pixels one entry of a legend takes where entries stand under each other


def card(
    snapshot: store.Snapshot,
    key: str,
    figure: Shown,
    table: pd.DataFrame,
    *,
    indicators: Bound,
    title: str,
    unit: str,
    period: str,
    reading: str,
    selection: str,
    notes: Sequence[str] = (),
    left_out: Sequence[str] = (),
    answered: tuple[int, ...] | None = None,
    fictional: bool | str = True,
    as_of: str = "",
    sources: Sequence[str] = ("submissions",),
    signs: Sequence[Sign] = (),
    export: Callable[..., go.Figure] | None = None,
    headers: Mapping[str, str] | None = None,
    on_select: bool = False,
    selection_mode: Any = "points",
    height: int = 500,
    beneath: Callable[[], None] | None = None,
) -> Any:
    """Show one figure with everything that must stand beside it; returns the selection when `on_select`.

    snapshot: the one of this run; key: unique on the page.
    indicators: what the numbers are, by id of the catalogue: of each column (or of each of its rows), or in a list, of
        which the first is the column `value` (without one, of `word`) and the others are spoken of besides.
    figure: a partial that draws a Plotly figure or a map (drawn once for all that is asked for with the same contents), or
        None to show only the table (open).
    table: tidy frame behind the figure; a column `x` with `x_state` (or `value` with `state`) shows signs on
        screen and keeps number and state apart in the CSV.
    title, unit, period: composed to 「つなぎ件数（年度計・件）令和7年度（2025年度）」.
    reading: one sentence made from the data; shown under the title and read to screen readers.
    notes: how to read it, folded into one line; left_out: what is not in the totals, always in sight;
        answered: (n, N) or (n, N, of which one half only), see queries.answered.
    fictional: False when every number is real (census, national figures) even in a demonstration; the words for the
        fictitious part when only a part is.
    selection: what the figure is narrowed to, in words.
    as_of: says the date of the numbers when it is not that of the submissions, as for a census.
    sources: "submissions" and/or source ids of dim_source. headers: column name → words in the language in force.
    signs: legend of fills and glyphs for maps and status matrices, shown above the figure and in the notes.
    export: what draws the picture for PNG/SVG when `figure` is another; of a map it is a partial of charts.map.drawing,
        for the map is printed from it.
    selection_mode: as in st.plotly_chart / st.pydeck_chart. height: pixels, of a map only.
    beneath: draws what stands in the card below the figure, on screen alone.
    """
    bound = _bound(table, indicators)
    definitions = definition.of(snapshot, _named(indicators))
    origin = (
        words.t("card.answered", text=formats.answered(*answered)) if answered else "",
        as_of or words.t("card.as_of", day=formats.day(snapshot.as_of)),
        _suppression(table, any(one.protected for one in definitions)),
        words.t("card.source", names=_names(snapshot, sources)),
        words.t("card.snapshot", id=snapshot.id),
    )
    record = FigureRecord(
        key=key,
        title=formats.title(title, unit, period),
        unit=unit,
        reading=reading,
        selection=selection,
        address=address.full(snapshot),
        notes=tuple(note for note in (*notes, *left_out) if note),
        origin=tuple(part for part in origin if part),
        legend=words.t("legend.line"),
        demo=_mark(fictional) if snapshot.demo else "",
        snapshot_id=snapshot.id,
        signs=(*signs, *_joints(figure), *_borders(figure)),
        table=table,
        headers=dict(headers or {}),
        draw=_drawer(figure if export is None else export, words.lang()),
        definitions=definitions,
        bound=bound,
        language=words.lang(),
        sha256=snapshot.sha256,
    )
    if (recording := run.record()) is not None:
        recording.parts.append(record)
        if recording.drawn:
            _work_out(record, figure, export, height)
        return None
    with st.container(border=True, key=f"card_{key}"):
        _head(record, period)
        event = _draw(record, figure, on_select, selection_mode, height)
        if _is_map(figure) and isinstance(export, partial):
            _on_paper(record, _printed_map(export, height))
        if figure is None:
            _rows_on_paper(record)
        if beneath is not None:
            beneath()
        _tools(record, opened=figure is None)
        _foot(record, tuple(left_out))
    return event


def _is_map(figure: Callable[..., Any] | None) -> bool:
    return isinstance(figure, partial) and figure.func is maps.deck


def _borders(figure: Callable[..., Any] | None) -> list[Sign]:
    """The signs of the borders that a map draws: a line that no legend names is asked about."""
    if not _is_map(figure) or not isinstance(figure, partial):
        return []
    looks = {"prefecture": (theme.CARD, theme.TEXT), "area": (theme.MUTED, theme.CARD)}
    drawn = figure.keywords["sheet"].borders
    return [
        Sign(LINE, words.t(f"app.border.{kind}"), *look) for kind, look in looks.items() if drawn.get(kind)
    ]


def _joints(figure: Callable[..., Any] | None) -> list[Sign]:
    """The sign of the lines of a map between municipalities that have something together."""
    if not _is_map(figure) or not isinstance(figure, partial):
        return []
    arcs = next((part for part in figure.args[2:3]), None)
    together = arcs is not None and "directed" in arcs and (~arcs["directed"].astype(bool)).any()
    return [Sign(LINE, words.t("app.line.joint"), theme.CARD, maps.TOGETHER)] if together else []


def whisker(kind: str, rows: pd.DataFrame) -> list[Sign]:
    """The sign of the lines through the points of `points.dots`, where there are any: what they say of (interval, kinds)."""
    drawn = rows[(rows["state"] == "value") & rows["low"].notna()]
    return [Sign(_WHISKER, words.t(f"app.line.{kind}"), theme.CARD, theme.MUTED)] if len(drawn) else []


def _drawer(figure: Callable[..., Any] | None, language: str) -> Callable[[], go.Figure] | None:
    if figure is None or _is_map(figure):
        return None

    def draw() -> go.Figure:
        with words.speaking(language):
            return paper.plain(figure())

    return draw


def _named(indicators: Bound) -> list[str]:
    """Every indicator that is bound, once, in the order in which it is named."""
    if not isinstance(indicators, Mapping):
        return list(dict.fromkeys(indicators))
    rows = ([ids] if isinstance(ids, str) else ids for ids in indicators.values())
    return list(dict.fromkeys(name for ids in rows for name in ids))


def _bound(table: pd.DataFrame, indicators: Bound) -> dict[str, str | tuple[str, ...]]:
    if isinstance(indicators, Mapping):
        return {name: ids if isinstance(ids, str) else tuple(ids) for name, ids in indicators.items()}
    holder = next((name for name in ("value", "word") if name in table.columns), "")
    return {holder: indicators[0]} if holder and indicators else {}


def _mark(fictional: bool | str) -> str:
    """What of a demonstration's figure is fictitious: all of it, the part named, or nothing."""
    if isinstance(fictional, str):
        return fictional
    return words.t("app.demo") if fictional else ""


def _head(record: FigureRecord, period: str) -> None:
    """Title, mark, reading and signs; a title too long for its line breaks before the period, not inside it."""
    name = unbroken(record.title.removesuffix(period))
    title = f'{name}<span class="period">{unbroken(period)}</span>' if period else name
    mark = f'<span class="demo-mark">{escape(record.demo)}</span>' if record.demo else ""
    items = "".join(
        f'<li><span class="sign" style="background:{sign.fill};color:{sign.ink}">{escape(sign.glyph)}</span>'
        f"{escape(sign.word)}</li>"
        for sign in record.signs
    )
    st.html(
        f'<div class="card-head"><h2 class="card-title">{title}</h2>{mark}</div>'
        f'<p class="card-reading">{unbroken(record.reading)}</p>'
        + (f'<ul class="signs">{items}</ul>' if items else "")
    )


def _draw(
    record: FigureRecord,
    figure: Shown,
    on_select: bool,
    mode: Any,
    height: int,
) -> Any:
    react: Any = "rerun" if on_select else "ignore"
    key = f"figure_{record.key}"
    if figure is None:
        return None
    if not _is_map(figure):
        shown = _ready(figure)
        with st.container(key=f"{f'wide{shown.wide}' if shown.wide else 'drawn'}_{record.key}"):
            return st.plotly_chart(
                shown,
                key=key,
                theme=None,
                config=CONFIG,
                alt=record.reading,
                on_select=react,
                selection_mode=mode,
            )
    single: Any = mode if mode in ("single-object", "multi-object") else "single-object"
    # A map of another width is another map: the engine keeps the view of the one before, and shows a part of a prefecture.
    width = "_narrow" if screen.narrow() else ""
    return st.pydeck_chart(
        _map(_Asked.of(figure)),
        key=f"{key}{width}",
        height=height,
        alt=record.reading,
        on_select=react,
        selection_mode=single,
    )


def _work_out(record: FigureRecord, figure: Shown, export: Any, height: int) -> None:
    """What `card` will show, made and kept for the first reader who asks for it."""
    if figure is None:
        _table_of(record)
    elif not _is_map(figure):
        _ready(figure)
    else:
        _map(_Asked.of(figure))
        if isinstance(export, partial):
            _drawn(_Asked.of(_printed_map(export, height)))


def _printed_map(export: "partial[go.Figure]", height: int) -> "partial[go.Figure]":
    return partial(export, size=(maps.WIDTH, height))


def _on_paper(record: FigureRecord, export: "partial[go.Figure]") -> None:
    """The map as it is printed: a browser prints the picture on screen as it stands, or as an empty box."""
    # As an image: Streamlit takes drawings out of markup.
    source = f"data:image/svg+xml;base64,{_drawn(_Asked.of(export))}"
    st.html(f'<img class="on-paper" alt="{escape(record.reading)}" src="{source}">')


def _rows_on_paper(record: FigureRecord) -> None:
    """A table that stands alone, as it is printed: on screen it is a picture that scrolls."""
    st.html(_table_of(record).on_paper)


def _printed(value: object, counted: bool) -> str:
    return f"<td{' class=number' if counted else ''}>{unbroken(_said(value))}</td>"


@dataclass(frozen=True)
class _Asked:
    """A drawing that is asked for, known by all that it is made of: a run that changes nothing draws nothing."""

    seal: bytes
    export: "partial[Any]" = field(compare=False)

    @classmethod
    def of(cls, export: "partial[Any]") -> "_Asked":
        out = io.BytesIO()
        contents = _Contents(out)
        contents.fast = True  # whether or not equal parts are one object
        contents.dump((export.func.__module__, export.func.__qualname__, export.args, export.keywords))
        return cls(sha256(out.getbuffer()).digest(), export)


class _Contents(pickle.Pickler):
    """What things hold, however it lies in memory."""

    def reducer_override(self, part: Any) -> Any:
        """Equal frames may be kept in other blocks."""
        if isinstance(part, pd.DataFrame):
            columns = [(name, str(column.dtype), column.tolist()) for name, column in part.items()]
            return list, ([part.index.tolist(), columns],)
        if isinstance(part, pd.Series):
            return list, ([part.index.tolist(), str(part.dtype), part.tolist()],)
        return NotImplemented


class _Ready(BaseFigure):
    """A figure as it is sent, which nobody changes any more: the same for every reader who asks for it."""

    # A figure of Plotly is checked property by property when it is made, and copied whole each time it is sent.
    def __init__(self, figure: go.Figure) -> None:
        _fit(figure)
        self._sent: dict[str, Any] = json.loads(figure.to_json())
        self._wide = _scrolled(figure)

    @property
    def wide(self) -> int:
        """Pixels it needs on a telephone, where it scrolls sideways; 0 where it fits."""
        return self._wide

    def to_dict(self) -> dict[str, Any]:
        return self._sent


def _ready(figure: "partial[Any]") -> _Ready:
    return _kept(_Asked.of(figure), words.lang(), words.kind(), screen.narrow())


@lru_cache(maxsize=768)
def _kept(asked: _Asked, *_: str | bool) -> _Ready:
    return _Ready(paper.plain(asked.export()))


@lru_cache(maxsize=256)
def _map(asked: _Asked) -> maps.Map:
    made: maps.Map = asked.export()
    return made


@lru_cache(maxsize=256)
def _drawn(asked: _Asked) -> str:
    """SVG in base64."""
    return b64encode(svg.drawing(asked.export()).encode()).decode()


def _scrolled(figure: go.Figure, size: int | None = None) -> int:
    """A matrix of many columns keeps its cells apart on a telephone: it scrolls sideways, no further than it must.

    size: pixels of the letters in its cells, if another than they have.
    """
    first = figure.data[0] if figure.data else None
    if first is None or first.type != "heatmap":
        return 0
    columns, cell, room = len(set(first.x)), _cell(figure, size), heads.room(figure, screen.NARROW)
    if columns * cell <= room:
        return 0
    # Where it scrolls anyway, heads may be slanted instead of upright.
    missing = columns * max(cell, heads.SLANTED) - room
    return next((step for step in screen.SCROLLED if step >= screen.NARROW + missing), screen.SCROLLED[-1])


def _fit(figure: go.Figure) -> None:
    """On a telephone the entries of a legend stand under each other and need their own height, the names of rows
    leave room for the cells, and what is named all around is numbered."""
    if not screen.narrow():
        return
    network.number(figure, screen.NARROW)
    flow.narrow(figure, screen.NARROW)
    matrix = bool(figure.data) and figure.data[0].type == "heatmap"
    tall = int(figure.layout.height or 0) - (heads.beyond(figure) if matrix else 0)
    if figure.layout.showlegend and figure.layout.height:
        entries = sum(trace.showlegend is not False for trace in figure.data)
        figure.layout.height += _LEGEND_LINE * entries
    names = _rows(figure)
    _narrow_edge(figure)
    if matrix and _scrolled(figure):
        _signs_alone(figure)
        _ranges_below(figure)
    if names and (matrix or figure.layout.yaxis.ticktext is None):
        row = (tall - (_AROUND if matrix else _AXIS)) // len(names)
        if matrix and figure.layout.yaxis.ticktext is None:
            row = min(_ROW, row)
        lines = _in_lines(figure, names)
        cells = [str(text) for text in figure.data[-1].text or ()] if matrix else []
        ends = [*_break_cells(figure), *_break_ends(figure)]
        most = max(line.count("<br>") + 1 for line in [*lines, *cells, *ends])
        figure.layout.height += len(lines) * max(0, most * _LINE + _BETWEEN * (most > 2) - row)
    if matrix:
        wide = _scrolled(figure) or screen.NARROW
        heads.below(heads.stand(figure, wide), wide)
        figure.update_xaxes(
            ticktext=[text.replace(paper.LINE, "<br>") for text in figure.layout.xaxis.ticktext]
        )
    elif names:
        title = figure.layout.xaxis.title.text
        figure.update_xaxes(tickangle=None)  # turned where names find no room
        below = paper.broken(title or "", _TITLE).replace(paper.LINE, "<br>")
        figure.update_xaxes(title_text=below or None)
        figure.layout.height += _LINE * below.count("<br>")
    _stand(figure)


def _signs_alone(figure: go.Figure) -> None:
    """Of statuses told by sign and words the sign, where the words of all columns find no room: the legend has both."""
    cells = figure.data[-1]
    texts = [str(text) for text in cells.text or ()]
    if len(set(cells.x)) > 1 and texts and all(len(text.split(" ")[0]) <= 1 for text in texts):
        cells.text = [text[:1] for text in texts]


def _ranges_below(figure: go.Figure) -> None:
    """The range of a hidden number below its sign, where they find no room beside each other."""
    cells = figure.data[-1]
    cells.text = [_RANGED.sub(r"\1<br>\2", str(text)) for text in cells.text or ()]


def _in_lines(figure: go.Figure, names: list[str]) -> list[str]:
    """Write the names of rows in lines and return them; in shorter ones, and the cells smaller, where all columns are then in
    sight."""
    usual = [_on_lines(name) for name in names]
    short = [name if "<br>" in name else "<br>".join(paper.words_in_lines(name, _SHORTER)) for name in names]
    for lines, size in ((usual, None), (short, None), (usual, _SMALL), (short, _SMALL)):
        figure.update_yaxes(tickmode="array", tickvals=names, ticktext=lines)
        if not _scrolled(figure, size):
            if size:
                figure.data[-1].textfont.size = size
            return lines
    figure.update_yaxes(ticktext=usual)
    return usual


def _narrow_edge(figure: go.Figure) -> None:
    """Names of groups at the right edge in shorter lines: they take no more room than they need."""
    named = [note for note in figure.layout.annotations if note.xref == "paper" and note.xanchor == "left"]
    if not named or (figure.layout.margin.r or 0) <= _EDGE:
        return
    for note in named:
        whole = note.text.replace("<br>", " " if paper.is_latin(note.text) else "")
        note.text = paper.broken(whole, _GROUP).replace(paper.LINE, "<br>")
        note.font.size = _SMALL
    letters = [labels.letters(line) for note in named for line in note.text.split("<br>")]
    figure.layout.margin.r = math.ceil(max(letters) * _SMALL / labels.SIZE) + _LETTER


def _stand(figure: go.Figure) -> None:
    """Columns side by side keep their names level and their numbers apart (11 beside 11 is read as 1111), or lie level."""
    bars = _side_by_side(figure)
    if not bars:
        return
    names = list(dict.fromkeys(str(name) for trace in bars for name in trace.x))
    room = (screen.NARROW - 4 * _LETTER) / len(names)
    lines = [paper.broken(name, int(room / _LETTER)).replace(paper.LINE, "<br>") for name in names]
    longest = max((labels.width(str(text)) for trace in bars for text in trace.text or ()), default=0)
    named = max(labels.letters(line) for text in lines for line in text.split("<br>"))
    if named <= room and longest <= room / len(bars):
        figure.update_xaxes(tickvals=names, ticktext=lines, tickangle=0)
    else:
        _lay_level(figure, bars, names)


def _lay_level(figure: go.Figure, bars: Sequence[Any], names: list[str]) -> None:
    """Columns side by side as bars below each other, in the same order, the names in lines beside them."""
    for trace in bars:
        trace.update(x=trace.y, y=trace.x, orientation="h")
        trace.hovertemplate = trace.hovertemplate.replace("%{x}", "%{y}")
    kept = ("range", "rangemode", "dtick", "tickformat", "title")
    upright = figure.layout.yaxis.to_plotly_json()
    scale = {name: upright[name] for name in kept if name in upright}
    figure.update_yaxes(dict.fromkeys(scale))
    lines = [_on_lines(name.replace("<br>", " " if paper.is_latin(name) else "")) for name in names]
    figure.update_xaxes(**scale, type="linear", showgrid=True)
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        showgrid=False,
        tickmode="array",
        tickvals=names,
        ticktext=lines,
    )
    each = max(_LEVEL * len(bars) + _LETTER, _LINE * max(line.count("<br>") + 1 for line in lines))
    legend = _LEGEND_LINE * len(bars) if figure.layout.showlegend else 0
    figure.layout.height = (
        each * len(names) + _AXIS + legend + (_LINE if "text" in scale.get("title", {}) else 0)
    )


def _side_by_side(figure: go.Figure) -> list[Any]:
    """The series of columns that stand side by side."""
    if figure.layout.barmode != "group":
        return []
    return [trace for trace in figure.data if trace.type == "bar" and trace.orientation != "h"]


def _break_cells(figure: go.Figure) -> list[str]:
    """Break the texts of a matrix of one column as names are, and return them: nothing could be seen of them by scrolling."""
    if figure.data[0].type != "heatmap" or len(set(figure.data[0].x)) > 1:
        return []
    lines: list[str] = []
    for cells in figure.data[1:]:
        cells.text = [_lines(str(text)) for text in cells.text or ()] or None
        lines += cells.text or ()
    return lines


def _break_ends(figure: go.Figure) -> list[str]:
    """Break what is written at the ends of bars, and return it: on one line it would drive the scale beyond the longest bar."""
    comma = words.t("format.comma")
    beside = [note for note in figure.layout.annotations if note.xanchor == "left" and note.xref != "paper"]
    ends = [note for note in beside if comma in (note.text or "")]
    broken = f"{comma.rstrip()}<br>"
    for note in ends:
        # a comma at which the chart has broken its line already ends no second one
        note.update(text=note.text.replace(comma, broken).replace(f"{broken}<br>", broken), align="left")
    return [note.text for note in ends]


def _lines(text: str) -> str:
    """A text of a cell of its own column."""
    return paper.broken(text, _ALONE).replace(paper.LINE, "<br>")


def _on_lines(name: str) -> str:
    """The name of a row in short lines; one that its chart has broken stays as it is."""
    if "<br>" in name or len(name) <= _NAME + 2:
        return name
    return paper.broken(name, _NAME + 2 if paper.is_latin(name) else _NAME).replace(paper.LINE, "<br>")


def _rows(figure: go.Figure) -> list[str]:
    """Names of the rows of a matrix, of level bars or of points beside names; none where the upright axis is of numbers."""
    if figure.layout.yaxis.categoryarray is not None:
        return [str(name) for name in figure.layout.yaxis.categoryarray]
    level = [trace for trace in figure.data if trace.type == "bar" and trace.orientation == "h"]
    names = dict.fromkeys(name for trace in level for name in trace.y)
    return [name for name in names if isinstance(name, str)]


def _cell(figure: go.Figure, size: int | None = None) -> int:
    """Pixels that a cell of a matrix needs for what is written in it, and for a finger."""
    texts = [
        line for trace in figure.data[1:] for text in trace.text or () for line in str(text).split("<br>")
    ]
    small = _SMALL in (size, figure.data[-1].textfont.size)
    letters = max(map(labels.letters, texts), default=0.0)
    needed = letters * _SMALL / labels.SIZE + 2 if small else letters + labels.width("")
    return math.ceil(max(_FINGER, needed))


@st.fragment
def _tools(record: FigureRecord, *, opened: bool) -> None:
    """Table and downloads: built when opened, without rerunning the page."""
    with st.container(horizontal=True, key=f"tools_{record.key}", vertical_alignment="top"):
        unfolded = st.expander(
            words.t("card.table"), key=f"table_{record.key}", expanded=opened, on_change="rerun"
        )
        kept = st.popover(
            words.t("card.save"), key=f"save_{record.key}", on_change="rerun", icon=":material/download:"
        )
    if unfolded.open:
        with unfolded:
            _table(record, whole=opened)
    if kept.open:
        with kept:
            save.buttons(record)
            take.add(record)


def _table(record: FigureRecord, *, whole: bool) -> None:
    """Numbers that are texts because signs stand among them still line up on the right; `whole`: the table is the figure."""
    table, rows = _table_of(record), len(record.table)
    # A grid is for searching, beneath a figure on a desk: it breaks no head and cuts what its place has no room for.
    if rows <= _MANY and (whole or screen.narrow()):
        in_sight = whole and rows <= _IN_SIGHT
        with st.container(key=f"rows{'' if in_sight else 'part'}_{record.key}"):
            st.html(table.document)
        return
    st.dataframe(
        table.shown,
        hide_index=True,
        key=f"frame_{record.key}",
        row_height=_row_height(table.lines),
        alt=record.title,
        column_config={
            name: st.column_config.Column(
                width=table.widths.get(name), alignment="right" if name in table.counted else None
            )
            for name in {*table.counted, *table.widths}
        },
    )


class _Laid(NamedTuple):
    """A table as people read it: the columns that hold numbers, how wide and how many lines its texts are; and as HTML, for
    paper and as a document."""

    shown: pd.DataFrame
    counted: set[str]
    widths: dict[str, int]
    lines: int
    on_paper: str
    document: str


def _table_of(record: FigureRecord) -> _Laid:
    # Neither how the figure is drawn nor where its reader came from is in the table.
    bare = replace(record, draw=None, address="")
    return _laid(_Asked.of(partial(_lay_out, bare)), words.lang(), words.kind(), screen.narrow())


@lru_cache(maxsize=128)
def _laid(asked: _Asked, *_: str | bool) -> _Laid:
    made: _Laid = asked.export()
    return made


def _lay_out(record: FigureRecord) -> _Laid:
    shown = display(record)
    counted = _counted(record, shown)
    texts = shown.drop(columns=list(counted)).select_dtypes(exclude="number")
    widths, lines = _columns(texts)
    widths |= _headed(shown, widths)
    document = _as_document(_for_people(record, shown), counted)
    return _Laid(shown, counted, widths, lines, _as_html(shown, counted), document)


def _for_people(record: FigureRecord, shown: pd.DataFrame) -> pd.DataFrame:
    """Without what every row says, and in front whose row it is."""
    code, town = (record.headers.get(name, name) for name in ("lg_code", "municipality"))
    if not {"lg_code", "municipality"} <= {*record.table.columns}:
        return shown
    # The name says whose row it is; the code is in every file that is saved.
    named = shown.drop(columns=code)
    if len(named) > 1 and named[town].nunique() == 1:
        return named.drop(columns=town)
    return named[[town, *named.columns.drop(town)]]


def _as_document(shown: pd.DataFrame, counted: set[str]) -> str:
    """HTML: texts and heads stand in lines; the first column stays where others are moved. On a telephone the rows of a table
    whose columns find no room beside each other are blocks: whose row it is, then each head with its cell."""
    numbers = {*counted, *shown.select_dtypes("number").columns}
    stacked = screen.narrow() and _least_across(shown, numbers) > _BESIDE_EACH_OTHER
    kinds = [
        " ".join(["number"] * (name in numbers) + ["whose"] * (at == 0))
        for at, name in enumerate(shown.columns)
    ]
    crowded = len(shown.columns) > _CROWD
    line = _LEAST_IN_A_CROWD if crowded else _LEAST
    # Else a browser gives a column of texts beside many others one letter a line.
    least = [
        "" if name in numbers else f' style="min-width:{min(_longest(shown[name]), line)}em"'
        for name in shown.columns
    ]
    head = "".join(
        f'<th scope="col" class="{kind}"{style}>{_in_words(str(name))}</th>'
        for name, kind, style in zip(shown.columns, kinds, least, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{kind}{" day" * bool(_DAY.fullmatch(_said(value)))}"'
            f"{_of_head(str(name)) if stacked and at else ''}>{unbroken(_said(value))}</td>"
            for at, (value, kind, name) in enumerate(zip(row, kinds, shown.columns, strict=True))
        )
        + "</tr>"
        for row in shown.itertuples(index=False, name=None)
    )
    kind = " stacked" * stacked or " crowded" * crowded
    return f'<table class="document{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _of_head(name: str) -> str:
    return f' data-head="{escape(name)}"'


def _least_across(shown: pd.DataFrame, numbers: set[str]) -> float:
    """Pixels of all columns side by side, each as narrow as its longest word and its numbers let it be."""
    return sum(
        _CELL
        + max(
            _word(str(name)),
            *(labels.letters(cell) if name in numbers else _word(cell) for cell in map(_said, shown[name])),
            0 if name in numbers else labels.SIZE * min(_longest(shown[name]), _LEAST),
        )
        for name in shown.columns
    )


def _word(text: str) -> float:
    """Pixels of the longest part that stays on a line."""
    if paper.is_latin(text):
        return max(map(labels.letters, text.split()), default=0.0)
    return min(labels.letters(text), float(labels.SIZE * _JAPANESE_WORD))


def _in_words(head: str) -> str:
    """HTML of a head that a browser breaks between words alone (`word-break: keep-all`); at spaces it does so by itself."""
    parts = (paper.words_in_lines(part, _HEAD_WORD) for part in head.split())
    return " ".join("<wbr>".join(map(escape, lines)) for lines in parts)


def _longest(texts: "pd.Series[Any]") -> int:
    """How long the longest text of a column is, in Japanese letters."""
    return max((math.ceil(labels.letters(_said(text)) / labels.SIZE) for text in texts), default=1)


def _said(value: object) -> str:
    return value if isinstance(value, str) else str(plain.cell(value))


def _as_html(shown: pd.DataFrame, counted: set[str]) -> str:
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in shown.columns)
    body = "".join(
        "<tr>"
        + "".join(_printed(value, name in counted) for name, value in zip(shown.columns, row, strict=True))
        + "</tr>"
        for row in shown.itertuples(index=False, name=None)
    )
    return f'<table class="on-paper"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _columns(texts: pd.DataFrame) -> tuple[dict[str, int], int]:
    """Pixels of the columns of texts that the table would cut, and the lines their longest text takes.

    The table measures its first rows alone and cuts what is longer below, and shares its width among columns of any
    length; a text longer than the widest column is broken.
    """
    limit = _WIDEST_NARROW if screen.narrow() else _WIDEST
    widths, lines = dict[str, int](), 1
    for name in texts.columns:
        needed = [_needed(str(text)) for text in texts[name]]
        longest = max(needed, default=0)
        if longest > max(needed[:_MEASURED], default=0) or longest > _SHORT:
            widths[str(name)] = min(longest, limit)
            # A line is broken between words or letters, so that its end may stay empty.
            lines = max(lines, 1 if longest <= limit else -(-longest // (limit - 2 * _LETTER)))
    return widths, lines


def _headed(shown: pd.DataFrame, widths: Mapping[str, int]) -> dict[str, int]:
    """Pixels of the columns whose head is longer than all that stands below it: a table breaks no head, and cuts it."""
    of_head = {str(name): _needed(str(name)) for name in shown.columns}
    return {name: wide for name, wide in of_head.items() if wide > max(_SHORT, widths.get(name, 0))}


def _needed(text: str) -> int:
    """Pixels of a column that shows a text in one line."""
    return round(sum(_WIDE if ord(letter) > 0x2000 else _LATIN for letter in text)) + _BESIDE


def _row_height(lines: int) -> int | None:
    """Pixels of the rows of a table whose longest text takes so many lines; None: as Streamlit has them."""
    return None if lines == 1 else max(_BREAKS, _TEXT_LINE * lines + _TEXT_AROUND)


def _counted(record: FigureRecord, shown: pd.DataFrame) -> set[str]:
    """The columns that hold numbers, by their heading."""
    counted = {*state_columns(record.table), *fractions(record.table)}
    headed = {record.headers.get(name, name) for name in counted}
    return headed | {str(name) for name in shown.columns if formats.are_changes(shown[name])}


def _foot(record: FigureRecord, left_out: tuple[str, ...]) -> None:
    """What a reader must not miss stands open; how to read the figure, and what its numbers mean, open at a click."""
    parts = " ".join(f"<span>{unbroken(part)}</span>" for part in (*left_out, *record.origin))
    notes = _folded([note for note in record.notes if note not in left_out])
    st.html(
        f'<p class="card-notes">{parts}</p>'
        f'<div class="card-folds">{notes}{definition.folded(record.definitions)}</div>'
    )


def _folded(notes: Sequence[str]) -> str:
    """One line that opens onto the notes (HTML); nothing without any. On paper they stand open."""
    if not notes:
        return ""
    summary = escape(words.t("card.notes", n=len(notes)))
    items = "".join(f"<li>{unbroken(note)}</li>" for note in notes)
    return f'<details class="notes"><summary>{summary}</summary><ul class="card-notes">{items}</ul></details>'


def _suppression(table: pd.DataFrame, d2: bool) -> str:
    """How many cells are suppressed; for counts of people and cases also that they are protected."""
    stated = state_columns(table)
    hidden = sum(int((table[state] == "suppressed").sum()) for state in stated.values())
    # A column of texts has no state beside it: a difference is hidden where the sign stands in it.
    texts = table.drop(columns=[*stated, *stated.values()]).select_dtypes(exclude="number")
    hidden += sum(int((texts[name] == formats.symbol("suppressed")).sum()) for name in texts)
    said = words.t("card.hidden_some", n=formats.count(hidden)) if hidden else words.t("card.hidden_none")
    return words.t("card.d2", said=said) if d2 else said


def _names(snapshot: store.Snapshot, sources: Sequence[str]) -> str:
    place = words.either(snapshot.prefecture_ja, snapshot.prefecture_en)
    titles = source_query.titles(snapshot)
    own = words.t("card.own_source", place=place)
    names = [own if s == "submissions" else words.either(*titles.get(s, (s, s))) for s in sources]
    return words.t("format.comma").join(names)
