"""THE card: no figure stands on a page without its title, reading, table, notes and downloads."""

import io
import json
import pickle
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

from dashboard import formats, store, words
from dashboard.charts import labels, paper
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
_BESIDE_NARROW = 6  # columns of one whose texts can be broken beside each other on a telephone
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
_ROW, _AROUND = 28, 110  # pixels of a row of a matrix, and of what stands above and below its rows
_SLANTED = (
    200  # pixels of a name below a bar that may be turned: a longer one would leave no room for the bars
)
_AXIS = 50  # pixels of a figure of bars below and above its rows
_EDGE = 16  # pixels at the right edge of every figure
_NAME = 8  # letters in a line of a row's name on a telephone
_UPRIGHT = 1.15  # of an upright axis, so that numbers which stand over its highest bar have room
_ALONE = 16  # letters in a line of a cell that has the width to itself there
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
        signs=tuple(signs),
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
        with st.container(key=f"{'wide' if shown.wide else 'drawn'}_{record.key}"):
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
    return st.pydeck_chart(
        _map(_Asked.of(figure)),
        key=key,
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
    said = value if isinstance(value, str) else str(plain.cell(value))
    return f"<td{' class=number' if counted else ''}>{unbroken(said)}</td>"


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
        self._wide = _is_wide(figure)

    @property
    def wide(self) -> bool:
        return self._wide

    def to_dict(self) -> dict[str, Any]:
        return self._sent


def _ready(figure: "partial[Any]") -> _Ready:
    return _kept(_Asked.of(figure), words.lang(), words.kind(), screen.narrow())


@lru_cache(maxsize=512)
def _kept(asked: _Asked, *_: str | bool) -> _Ready:
    return _Ready(paper.plain(asked.export()))


@lru_cache(maxsize=256)
def _map(asked: _Asked) -> maps.Map:
    made: maps.Map = asked.export()
    return made


@lru_cache(maxsize=64)
def _drawn(asked: _Asked) -> str:
    """SVG in base64."""
    return b64encode(svg.drawing(asked.export()).encode()).decode()


def _is_wide(figure: go.Figure) -> bool:
    """A matrix of several columns keeps its cells apart on a telephone, and so do names beside points: it scrolls sideways."""
    first = figure.data[0] if figure.data else None
    if first is None or figure.layout.meta:
        return first is not None  # a network, or two numbers a mark: both carry names all around
    if first.type == "scatter":
        return bool(first.mode == "markers+text")
    if beside := _side_by_side(figure):
        return max(labels.width(name) for name in _below(beside)) > _SLANTED
    # What is named at the right edge takes its room as well.
    room = screen.NARROW - _LETTER * _NAME - max(0, (figure.layout.margin.r or 0) - _EDGE)
    return first.type == "heatmap" and len(set(first.x)) * _cell(figure) > room


def _fit(figure: go.Figure) -> None:
    """On a telephone the entries of a legend stand under each other and need their own height, and the names of rows
    leave room for the cells."""
    if not screen.narrow():
        return
    tall = int(figure.layout.height or 0)
    if figure.layout.showlegend and figure.layout.height:
        entries = sum(trace.showlegend is not False for trace in figure.data)
        figure.layout.height += _LEGEND_LINE * entries
    names = _rows(figure)
    if names and figure.layout.yaxis.ticktext is None:
        lines = [_on_lines(name) for name in names]
        figure.update_yaxes(tickmode="array", tickvals=names, ticktext=lines)
        heat = figure.data[0].type == "heatmap"
        row = min(_ROW, (tall - _AROUND) // len(names)) if heat else (tall - _AXIS) // len(names)
        most = max(line.count("<br>") + 1 for line in [*lines, *_break_cells(figure)])
        figure.layout.height += len(lines) * max(0, most * _LINE - row)
    if names and not _is_wide(figure):
        title = figure.layout.xaxis.title.text
        figure.update_xaxes(tickangle=None)  # turned where names find no room
        figure.update_xaxes(title_text=title and paper.broken(title, _TITLE).replace(paper.LINE, "<br>"))
        figure.layout.height += _turned(figure)
    _stand(figure)


def _stand(figure: go.Figure) -> None:
    """Numbers over bars side by side stand upright where they would touch: 11 beside 11 is read as 1111.

    What is below the bars is broken into lines where that keeps it level.
    """
    bars = _side_by_side(figure)
    if not bars:
        return
    names = _below(bars)
    room = ((screen.SCROLLED if _is_wide(figure) else screen.NARROW) - 4 * _LETTER) / len(names)
    lines = [paper.broken(name, int(room / _LETTER)).replace(paper.LINE, "<br>") for name in names]
    if max(labels.width(line) - labels.width("") for text in lines for line in text.split("<br>")) <= room:
        figure.update_xaxes(tickvals=names, ticktext=lines, tickangle=0)
    each = room / len(bars)
    longest = max((labels.width(str(text)) for trace in bars for text in trace.text or ()), default=0)
    if longest > each:
        figure.update_traces(textangle=-90, selector={"type": "bar"})
        if end := figure.layout.yaxis.range:
            figure.layout.yaxis.range = (end[0], end[1] * _UPRIGHT)


def _side_by_side(figure: go.Figure) -> list[Any]:
    """The series of columns that stand side by side."""
    if figure.layout.barmode != "group":
        return []
    return [trace for trace in figure.data if trace.type == "bar" and trace.orientation != "h"]


def _below(bars: Sequence[Any]) -> list[str]:
    """What is written below columns, once each."""
    return [str(name) for name in dict.fromkeys(name for trace in bars for name in trace.x)]


def _break_cells(figure: go.Figure) -> list[str]:
    """Break the texts of a matrix of one column as names are, and return them: nothing could be seen of them by scrolling."""
    if figure.data[0].type != "heatmap" or len(set(figure.data[0].x)) > 1:
        return []
    lines: list[str] = []
    for cells in figure.data[1:]:
        cells.text = [_lines(str(text)) for text in cells.text or ()] or None
        lines += cells.text or ()
    return lines


def _lines(text: str) -> str:
    """A text of a cell of its own column."""
    return paper.broken(text, _ALONE).replace(paper.LINE, "<br>")


def _on_lines(name: str) -> str:
    """The name of a row in short lines; one that its chart has broken stays as it is."""
    if "<br>" in name or len(name) <= _NAME + 2:
        return name
    return paper.broken(name, _NAME + 2 if paper.is_latin(name) else _NAME).replace(paper.LINE, "<br>")


def _turned(figure: go.Figure) -> int:
    """Pixels that the heads of a matrix need above it where they are turned: wider than their column.

    Turned, a head is one line again: its lines would stand beside each other.
    """
    if figure.data[0].type != "heatmap":
        return 0
    names = [str(head) for head in dict.fromkeys(figure.data[0].x)]
    column = (screen.NARROW - _LETTER * _NAME) / len(names)
    if max(labels.width(line) for name in names for line in name.split("<br>")) <= column:
        return 0
    whole = [name.replace("<br>", " " if paper.is_latin(name) else "") for name in names]
    figure.update_xaxes(tickvals=names, ticktext=whole)
    return int(max(map(labels.width, whole)))


def _rows(figure: go.Figure) -> list[str]:
    """Names of the rows of a matrix, of level bars or of points beside names; none where the upright axis is of numbers."""
    if figure.layout.yaxis.categoryarray is not None:
        return [str(name) for name in figure.layout.yaxis.categoryarray]
    level = [trace for trace in figure.data if trace.type == "bar" and trace.orientation == "h"]
    names = dict.fromkeys(name for trace in level for name in trace.y)
    return [name for name in names if isinstance(name, str)]


def _cell(figure: go.Figure) -> int:
    """Pixels that a cell of a matrix needs for what is written in it."""
    texts = [
        line for trace in figure.data[1:] for text in trace.text or () for line in str(text).split("<br>")
    ]
    return (
        int(max(map(labels.width, texts), default=labels.width("0"))) + _LETTER + 5
    )  # a label has its own room of 8


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
    """Numbers that are texts because signs stand among them still line up on the right; `whole`: every row in sight.

    A small table that stands alone on a telephone breaks its texts instead of scrolling: its numbers are its last columns.
    """
    table = _table_of(record)
    rows, columns = table.shown.shape
    if whole and screen.narrow() and columns <= _BESIDE_NARROW and rows <= _IN_SIGHT:
        named = "municipality" in record.table.columns  # its code takes a fifth of the width and says no more
        short = (
            replace(record, table=record.table.drop(columns="lg_code", errors="ignore")) if named else record
        )
        st.html(f'<div class="rows">{_table_of(short).on_paper.replace("on-paper", "plain-rows", 1)}</div>')
        return
    st.dataframe(
        table.shown,
        hide_index=True,
        key=f"frame_{record.key}",
        height="content" if whole and len(record.table) <= _IN_SIGHT else "auto",
        row_height=_row_height(table.lines),
        alt=record.title,
        column_config={
            **{name: st.column_config.TextColumn(alignment="right") for name in table.counted},
            **{name: st.column_config.TextColumn(width=wide) for name, wide in table.widths.items()},
        },
    )


class _Laid(NamedTuple):
    """A table as people read it: the columns that hold numbers, how wide and how many lines its texts are; and as HTML."""

    shown: pd.DataFrame
    counted: set[str]
    widths: dict[str, int]
    lines: int
    on_paper: str


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
    return _Laid(shown, counted, *_columns(texts), _as_html(shown, counted))


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
    hidden = sum(int((table[state] == "suppressed").sum()) for state in state_columns(table).values())
    said = words.t("card.hidden_some", n=formats.count(hidden)) if hidden else words.t("card.hidden_none")
    return words.t("card.d2", said=said) if d2 else said


def _names(snapshot: store.Snapshot, sources: Sequence[str]) -> str:
    place = words.either(snapshot.prefecture_ja, snapshot.prefecture_en)
    titles = source_query.titles(snapshot)
    own = words.t("card.own_source", place=place)
    names = [own if s == "submissions" else words.either(*titles.get(s, (s, s))) for s in sources]
    return words.t("format.comma").join(names)
