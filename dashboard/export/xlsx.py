"""A figure as an Excel workbook: a chart that can be edited, the cross table a paper needs, tidy rows, all notes.

Nothing is hidden: what the chart reads stands below it, and a number that is not published is an empty cell there and
its sign in the tables. Texts are written as texts, never as formulas.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import formats, theme, words
from dashboard.export import measure, plain
from dashboard.export.figure_record import (
    FigureRecord,
    decimals,
    published,
    range_columns,
    state_columns,
    writable,
)
from dashboard.export.plot import CHARTS, Plot, Series, from_zero, letters_on, of

FONT = "Meiryo UI"
LETTER, POINTS = 2.0, 11  # millimetres of a column's letter, and the size of what is written in it
ACROSS = 128  # letters of a line of text: the width of A4 across
_DEEP = 18  # points of a line
_LEAST, _MOST = 8, 28  # letters of a column
_PAGE = 200  # letters on a page, not smaller than people can read
_LINE = 6  # first row under title, mark, reading and unit
_WIDE, _TALL, _ROW = 980, 440, 20  # pixels of the chart, and of a row


def workbook(record: FigureRecord) -> bytes:
    """The workbook in the language of the page: 図表, 表（横持ち）, データ（縦持ち）, 注記・凡例."""
    import xlsxwriter

    from dashboard.export import native  # which draws as slides do, and they take fonts and signs from here

    record = writable(record)
    with words.speaking(record.language):
        out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            book.set_properties(
                {"title": plain.harmless(record.title), "author": "", "comments": record.demo}
            )
            book.formats[0].set_font_name(FONT)
            sheets = add(book, record)
            sheets.notes()
        return native.placed(out.getvalue(), sheets.groups)


def add(book: Any, record: FigureRecord, prefix: str = "") -> "_Sheets":
    """Figure, cross table and tidy rows of one figure; their names begin with `prefix`. Returns them for the notes."""
    sheets = _Sheets(book, record, of(record), prefix)
    sheets.figure()
    sheets.cross()
    sheets.tidy()
    return sheets


class _Sheets:
    """The sheets of one workbook, written one after the other."""

    def __init__(self, book: Any, record: FigureRecord, plot: Plot, prefix: str = "") -> None:
        self.book, self.record, self.plot, self.prefix = book, record, plot, prefix
        self._looks: dict[tuple[tuple[str, object], ...], Any] = {}
        self.groups: dict[str, str] = {}  # shapes to be put in place of their rectangle, see `native.placed`

    def look(self, **properties: object) -> Any:
        """One cell format for each look."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self.book.add_format({"font_name": FONT, "valign": "vcenter", **properties})
        return self._looks[key]

    def sheet(self, name: str, widths: Sequence[int], columns: int = 0) -> Any:
        """A sheet for A4 landscape that says what it shows and, in a demonstration, that it is fictitious.

        widths: of its columns, in letters; columns: how many of them a table takes, which may need several pages.
        """
        sheet = self.book.add_worksheet(sheet_name(self.prefix, name))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.hide_gridlines(2)
        sheet.set_margins(left=0.4, right=0.4)
        sheet.set_footer("&L" + self.record.snapshot_id + "&R&P / &N")
        # & begins a code in headers and footers of Excel; two of them are one.
        sheet.set_header("&R" + self.record.demo.replace("&", "&&"))
        sheet.fit_to_pages(max(1, -(-sum(widths[:columns]) // _PAGE)), 0)
        for column_no, wide in enumerate(widths):
            sheet.set_column(column_no, column_no, wide)
        self.widths = widths
        self.line(sheet, 0, self.record.title, bold=True, font_size=14)
        if self.record.demo:
            mark = {"font_color": theme.DEMO_TEXT, "bg_color": theme.DEMO_FILL, "bold": True}
            self.text(sheet, 1, 0, self.record.demo, **mark)
        return sheet

    def line(self, sheet: Any, row: int, text: str, **look: object) -> None:
        """A text across the sheet, broken at the edge of the page: one that runs on would make everything else small."""
        line(sheet, row, plain.harmless(text), self.widths, self.look(text_wrap=True, **look), **look)

    def text(self, sheet: Any, row: int, column: int, text: str, **look: object) -> None:
        sheet.write_string(row, column, plain.harmless(text), self.look(**look))

    def figure(self) -> None:
        """Title, reading, the chart or coloured cells, the signs behind gaps, and the numbers of the chart."""
        shaped = self.plot.kind in ("map", "flows")
        drawn = shaped or self.plot.kind in CHARTS
        sheet = self.sheet("figure", (30, *[14] * 30), 1 if drawn else 1 + len(self.plot.series))
        self.line(sheet, 2, self.record.reading)
        if self.record.selection:
            self.line(sheet, 3, words.t("filter.chosen", list=self.record.selection))
        row = _LINE
        if self.plot.kind in CHARTS:
            row = self._chart(sheet)
        elif self.plot.kind == "table":
            row = self._listing(sheet, row)
        else:
            # A map brings its legend with it.
            row = self._signs(sheet, row) if self.plot.kind != "map" else row
            # What explains a drawing fills its page; the table that follows has the next.
            drawn_below = self._origin(sheet, self._shapes(sheet, row)) + 2 if shaped else row
            row = self._cells(sheet, drawn_below, filled=True)
        if not shaped:
            self._origin(sheet, row)

    def _origin(self, sheet: Any, row: int) -> int:
        """Answers, day, source and signs, a line each; returns the last row."""
        for said in [*self.record.origin, self.record.legend]:
            row += 1
            self.line(sheet, row, said, font_color=theme.MUTED)
        return row

    def _signs(self, sheet: Any, row: int) -> int:
        for column_no, sign in enumerate(self.record.signs):
            look = {"bg_color": sign.fill, "font_color": sign.ink, "border": 1, "border_color": theme.GRID}
            look |= {"text_wrap": True}
            self.text(sheet, row, column_no, f"{sign.glyph} {sign.word}", **look)
        if self.record.signs:
            sheet.set_row(row, self._tallest([f"{s.glyph} {s.word}" for s in self.record.signs]))
        return row + 2 if self.record.signs else row

    def _shapes(self, sheet: Any, row: int) -> int:
        """The map or the flows as a group of shapes; returns the first row below."""
        from dashboard.export import native

        drawn = native.group(self.record, self.plot)
        if not drawn:
            return row
        wide, tall = round(native.WIDE * native.PIXELS), round(native.TALL * native.PIXELS)
        holder = f"shapes {len(self.groups)} {self.prefix}".strip()
        self.groups[holder] = drawn
        sheet.insert_textbox(
            row, 0, "", {"width": wide, "height": tall, "description": holder, "object_position": 1}
        )
        return row + tall // _ROW + 2

    def _chart(self, sheet: Any) -> int:
        """The chart over its own numbers; returns the first free row."""
        plot = self.plot
        # The numbers stand below the chart, on the same sheet: whoever copies the chart sees what it is made of.
        top = _LINE + self._tall() // _ROW + 1
        self.text(sheet, top, 0, words.t("office.behind"), bold=True)
        columns = list(plot.charted)
        if plot.low:
            for end, cells in (("low", plot.low), ("high", plot.high)):
                name = self.record.heads[end]
                columns.append(Series(name, cells, theme.MUTED, number_format=plot.number_format))
        self._head(sheet, top + 1, [plot.head, *(series.name for series in columns)])
        names = labelled(plot)
        for row, category_no in enumerate(plot.placed, top + 2):
            self.text(sheet, row, 0, names[category_no])
            for column, series in enumerate(columns, 1):
                # An empty cell is a gap in the chart; a text there would be drawn as 0.
                if series.cells[category_no].number is not None:
                    look = self.look(num_format=series.number_format)
                    sheet.write_number(row, column, series.cells[category_no].number, look)
        draw = self._between if plot.kind == "scatter" else self._drawn
        sheet.insert_chart(_LINE - 1, 0, draw(sheet.get_name(), top + 1, columns), self._described())
        row = top + 2 + len(plot.placed)
        for gap in gaps(plot):
            self.line(sheet, row, gap)
            row += 1
        return row

    def _described(self) -> dict[str, object]:
        return {"description": plain.harmless(self.record.reading or self.record.title), "object_position": 1}

    def _drawn(self, name: str, head: int, columns: Sequence[Series]) -> Any:
        """The native chart over the rows below `head`."""
        plot = self.plot
        kind = "line" if plot.kind != "bars" else "bar" if plot.horizontal else "column"
        options = {"type": kind} | ({"subtype": "stacked"} if plot.stacked and kind != "line" else {})
        chart = self.book.add_chart(options)
        first, last = head + 1, head + len(plot.categories)
        for column, series in enumerate(columns, 1):
            chart.add_series(
                {
                    "name": [name, head, column],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, column, last, column],
                    **self._series(series.colour, bound=column > len(plot.charted)),
                }
            )
        if plot.low:
            chart.set_high_low_lines({"line": {"color": theme.MUTED, "width": 1.5}})
        font = {"name": FONT, "size": 10}
        self._titled(chart)
        counts: dict[str, Any] = {"num_font": font, "num_format": plot.number_format, "major_gridlines": {
            "visible": True, "line": {"color": theme.GRID}}}  # fmt: skip
        counts |= {"min": 0} if plot.from_zero else {}
        names = {"num_font": font, "label_position": "low", "interval_unit": 1}
        if kind == "bar":
            chart.set_y_axis({**names, "reverse": True})
            chart.set_x_axis({**counts, "label_position": "high"})
        else:
            chart.set_x_axis(names)
            chart.set_y_axis(counts)
        chart.set_legend({"none": True} if len(columns) == 1 else {"position": "bottom", "font": font})
        chart.show_blanks_as("gap")
        chart.set_size({"width": _WIDE, "height": self._tall()})
        return chart

    def _titled(self, chart: Any) -> None:
        look = {"name_font": {"name": FONT, "size": 12}, "overlay": False}
        chart.set_title({"name": plain.harmless(self.record.title), **look})

    def _between(self, name: str, head: int, columns: Sequence[Series]) -> Any:
        """Points between two measures, over the rows below `head`."""
        plot = self.plot
        chart = self.book.add_chart({"type": "scatter"})
        first, last = head + 1, head + len(plot.placed)
        font = {"name": FONT, "size": 9}
        named = [
            {"value": plain.harmless(plot.categories[at]), "font": font} if look.side else {"delete": True}
            for at, look in zip(plot.placed, plot.points, strict=True)
        ]
        chart.add_series(
            {
                "name": [name, head, 2],
                "categories": [name, first, 1, last, 1],
                "values": [name, first, 2, last, 2],
                "marker": {"type": "circle", "size": 8, **_solid(theme.MUTED)},
                "points": [_solid(look.colour) for look in plot.points],
                "data_labels": {"value": True, "position": "right", "font": font, "custom": named},
            }
        )
        self._titled(chart)
        for set_axis, series in zip((chart.set_x_axis, chart.set_y_axis), columns, strict=True):
            axis: dict[str, Any] = {"name": plain.harmless(series.name), "num_format": series.number_format}
            axis |= {"name_font": {"name": FONT, "size": 10, "bold": False}, "num_font": {**font, "size": 10}}
            axis |= {"major_gridlines": {"visible": True, "line": {"color": theme.GRID}}}
            set_axis({**axis, **({"min": 0} if from_zero(series.cells) else {})})
        chart.set_legend({"none": True})
        chart.set_size({"width": _WIDE, "height": self._tall()})
        return chart

    def _tall(self) -> int:
        """Room for the name of every category."""
        return max(_TALL, 120 + 24 * len(self.plot.categories)) if self.plot.horizontal else _TALL

    def _series(self, colour: str, *, bound: bool) -> dict[str, object]:
        font: dict[str, object] = {"name": FONT, "size": 9}
        if self.plot.kind == "bars":
            inside: dict[str, object] = {"position": "center"} if self.plot.stacked else {}
            font |= {"color": letters_on(colour)} if self.plot.stacked else {}
            labels = {"value": True, "font": font, "num_format": self._label_format(), **inside}
            edge = {"color": theme.MUTED, "width": 0.5}
            return {"fill": {"color": colour}, "border": edge, "gap": 50, "data_labels": labels}
        mark: dict[str, object] = {"type": "short_dash" if bound else "circle", "size": 7}
        mark |= _solid(colour)
        line: dict[str, object] = {"color": colour, "width": 2.25}
        if self.plot.kind == "points":
            line = {"none": True}
        labels = (
            {}
            if bound or self.plot.low
            else {"data_labels": {"value": True, "position": "above", "font": font}}
        )
        return {"line": line, "marker": mark, **labels}

    def _label_format(self) -> str:
        """Parts of nothing are not labelled inside a stack."""
        return f"{self.plot.number_format};;" if self.plot.stacked else self.plot.number_format

    def _head(self, sheet: Any, row: int, names: Sequence[str]) -> None:
        look = {"bold": True, "text_wrap": True, "bg_color": theme.PAGE, "bottom": 1, "align": "center"}
        sheet.set_row(row, self._tallest(names, bold=True))
        sheet.repeat_rows(row)
        for column_no, name in enumerate(names):
            self.text(sheet, row, column_no, name, **look)

    def _tallest(self, texts: Sequence[str], *, bold: bool = False) -> float:
        """Points of a row that holds these texts, a column each."""
        rooms = [*self.widths, *[_LEAST] * len(texts)]
        said = zip(texts, rooms, strict=False)
        return _DEEP * max(measure.lines(text, POINTS, room * LETTER, bold=bold) for text, room in said)

    def _cells(self, sheet: Any, row: int, *, filled: bool) -> int:
        """The cross table; numbers stay numbers, signs and words are texts. Returns the row after the last."""
        plot = self.plot
        if plot.across:
            self.text(sheet, row, 1, plot.across, italic=True)
            row += 1
        self._head(sheet, row, [plot.head, *(series.name for series in plot.series)])
        for nth, category in enumerate(plot.categories, 1):
            self.text(sheet, row + nth, 0, category, text_wrap=True)
            for column, series in enumerate(plot.series, 1):
                self._cell(sheet, row + nth, column, series, nth - 1, filled=filled)
            said = [category, *(series.cells[nth - 1].text for series in plot.series)]
            sheet.set_row(row + nth, self._tallest(said))
        return row + len(plot.categories) + 1

    def _cell(
        self, sheet: Any, row: int, column: int, series: Series, category_no: int, *, filled: bool
    ) -> None:
        cell = series.cells[category_no]
        edge: dict[str, object] = {"border": 1, "border_color": theme.GRID}
        if filled:
            edge |= {"bg_color": cell.fill, "font_color": cell.ink, "align": "center"}
        if cell.number is None:
            self.text(sheet, row, column, cell.text, **{"align": "right", "text_wrap": True, **edge})
        else:
            sheet.write_number(row, column, cell.number, self.look(num_format=series.number_format, **edge))

    def cross(self) -> None:
        """The table as a paper prints it: one row a category, one column a series."""
        listed = self.plot.kind == "table"
        columns = len(self._shown()) if listed else 1 + len(self.plot.series)
        sheet = self.sheet("cross", (30, *[16] * max(columns, 30)), columns)
        self.text(sheet, 2, 0, words.t("office.per", unit=self.record.unit))
        last = self._listing(sheet, 4) if listed else self._cells(sheet, 4, filled=False)
        self.line(sheet, last + 1, self.record.legend, font_color=theme.MUTED)
        sheet.repeat_columns(0)
        sheet.freeze_panes(5 if listed or not self.plot.across else 6, 1)

    def _listing(self, sheet: Any, row: int) -> int:
        """The rows as they stand in the published table, where they make no cross table."""
        record = self.record
        shown = self._shown()
        self._head(sheet, row, [record.heads.get(c, c) for c in shown])
        for line in rows(record):
            row += 1
            for column_no, name in enumerate(shown):
                self._write(sheet, row, column_no, line[name][0])
        return row + 1

    def _shown(self) -> list[str]:
        """The columns of a list: a state and a range stand in the cell of their number."""
        table = self.record.table
        owned = {*state_columns(table).values(), *range_columns(table)}
        return [str(column) for column in table.columns if column not in owned]

    def _write(self, sheet: Any, row: int, column: int, value: object) -> None:
        if isinstance(value, str) and value:
            self.text(sheet, row, column, value, indent=1)
        elif not isinstance(value, str) and value is not None:
            sheet.write(row, column, value, self.look())

    def tidy(self) -> None:
        """Every row of the published table; a number and its state stand in columns of their own."""
        table = self.record.table
        owners = {state: column for column, state in state_columns(table).items()}
        names = [str(column) for column in table.columns]
        heads = plain.headers(table, self.record.heads)
        cells = [
            [line[owners[name]][1] if name in owners else line[name][2] for name in names]
            for line in rows(self.record)
        ]
        widths = [_room([row[at] for row in cells], heads[name]) for at, name in enumerate(names)]
        sheet = self.sheet("tidy", (*widths, *[14] * 12), len(names))
        self._head(sheet, 3, [heads[name] for name in names])
        for row, line in enumerate(cells, 4):
            for column_no, value in enumerate(line):
                self._write(sheet, row, column_no, value)
        sheet.freeze_panes(4, 0)
        sheet.autofilter(3, 0, 3 + len(table), max(len(names) - 1, 0))

    def notes(self) -> None:
        """Definition, source, dates, filters, signs: all that the numbers need beside them."""
        sheet = self.sheet("notes", (24, 110))
        for row, (kind, text) in enumerate(plain.notes(self.record), 3):
            self.text(sheet, row, 0, kind, bold=True, text_wrap=True, valign="top")
            self.text(sheet, row, 1, text, text_wrap=True, valign="top")
            sheet.set_row(row, deep(text, 110, kind, 24))


def line(sheet: Any, row: int, text: str, widths: Sequence[int], look: Any, **style: object) -> None:
    """A text over as many columns as a page has room for, its row as tall as its lines."""
    last, room = 0, widths[0]
    while room < ACROSS and last + 1 < len(widths):
        last += 1
        room += widths[last]
    points = float(str(style.get("font_size", POINTS)))
    if last and measure.width(text, points, bold=bool(style.get("bold"))) > widths[0] * LETTER:
        sheet.merge_range(row, 0, row, last, text, look)
    else:
        sheet.write_string(row, 0, text, look)
    count = measure.lines(text, points, max(room, 1) * LETTER, bold=bool(style.get("bold")))
    sheet.set_row(row, _DEEP * count * points / POINTS)


def deep(text: str, room: int, kind: str = "", side: int = 1) -> float:
    """Points of a row that holds a text in a column of `room` letters, beside its kind."""
    return _DEEP * max(
        measure.lines(text, POINTS, room * LETTER), measure.lines(kind, POINTS, side * LETTER, bold=True)
    )


def _room(cells: Sequence[object], head: str) -> int:
    """Letters of a column: its longest text, and its head in not more than four lines."""
    longest = max((measure.width(str(cell), POINTS) for cell in cells if cell is not None), default=0.0)
    spoken = measure.width(head, POINTS, bold=True) / 4
    return min(max(_LEAST, round(max(longest, spoken) / LETTER) + 2), _MOST)


def sheet_name(prefix: str, name: str) -> str:
    """A sheet of a figure, as Excel allows it: 31 characters."""
    return f"{prefix}{words.t(f'office.sheet.{name}')}"[:31]


def rows(record: FigureRecord) -> list[dict[str, tuple[object, str, object]]]:
    """Each row as `{column: (shown, state in words, number or text to count with)}`; hidden numbers are nowhere in it."""
    states = state_columns(record.table)
    made = []
    for line in published(record.table).to_dict("records"):
        row: dict[str, tuple[object, str, object]] = {}
        for name, value in line.items():
            state = str(line[states[name]]) if name in states else "value"
            kept = plain.cell(value) if state == "value" else ""
            shown = kept if state == "value" else formats.symbol(state) + span(line, str(name), record.table)
            row[str(name)] = (shown, formats.state_word(state), kept)
        made.append(row)
    return made


def span(line: Mapping[Any, Any], name: str, table: pd.DataFrame) -> str:
    """The range of a hidden number of a row, in as many decimals as its column has; empty without one."""
    ends = [end for end in formats.ends(name) if end in table.columns]
    return formats.span(line, name, decimals(pd.concat([table[end] for end in ends]))) if ends else ""


def labelled(plot: Plot) -> list[str]:
    """Names of the categories on an axis; with a single series the sign of a gap stands beside its name."""
    if len(plot.charted) != 1:
        return list(plot.categories)
    cells = plot.charted[0].cells
    return [
        f"{name}　{cell.text}" if cell.number is None and cell.text else name
        for name, cell in zip(plot.categories, cells, strict=True)
    ]


def gaps(plot: Plot) -> list[str]:
    """What stands in the gaps of a chart of several series, a line a sign: 「x：境港市・本人同意あり、…」."""
    if len(plot.charted) == 1:
        return []
    found: dict[str, list[str]] = {}
    for category, series, sign in plot.untold:
        found.setdefault(sign, []).append(words.t("office.gap_part", category=category, series=series))
    comma = words.t("format.comma")
    return [words.t("office.gap", sign=sign, list=comma.join(parts)) for sign, parts in found.items()]


def _solid(colour: str) -> dict[str, object]:
    """A mark filled with one colour."""
    return {"fill": {"color": colour}, "border": {"color": colour}}
