"""A handout as a workbook: a sheet a part, numbers as numbers, and each strip a native chart over the cells it reads.

What the charts read stands below them; a municipality without a published number is in no cell of it.
"""

import io
import re
from typing import Any

from dashboard import theme, words
from dashboard.export import measure, plain
from dashboard.export.figure_record import xml_text
from dashboard.export.handout import Dot, Handout, Part, Strip, Table
from dashboard.export.xlsx import FONT, line
from dashboard.export.xlsx import LETTER as _LETTER
from dashboard.export.xlsx import POINTS as _POINTS

_NUMBER = re.compile(r"(▲|−|-)?(\d[\d,]*)(\.\d+)?(%?)")
_WIDE, _TALL, _ROW = 430, 62, 48  # pixels of a strip, and of its row in points
_FIRST, _OTHER = 34, 15  # width of the columns, in letters
_ACROSS = (_FIRST, *[_OTHER] * 6)  # of a line of text
_CHART = 4  # the column the strips stand over
_DEEP = 3  # rows that no strip reaches


def workbook(handout: Handout) -> bytes:
    """The workbook in the language of the handout."""
    import xlsxwriter

    from dashboard.export import native  # which imports the makers of slides with it

    handout = xml_text(handout)
    with words.speaking(handout.language):
        out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            comments = "　".join(handout.marks)
            book.set_properties({"title": plain.harmless(handout.title), "author": "", "comments": comments})
            book.formats[0].set_font_name(FONT)
            sheets = _Sheets(book, handout)
            for part in handout.parts:
                sheets.part(part)
            sheets.notes()
        return native.placed(out.getvalue(), {})


class _Sheets:
    """The sheets of one workbook, written one after the other."""

    def __init__(self, book: Any, handout: Handout) -> None:
        self.book, self.handout = book, handout
        self._looks: dict[tuple[tuple[str, object], ...], Any] = {}

    def _look(self, **look: object) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            self._looks[key] = self.book.add_format({"font_name": FONT, "valign": "vcenter", **look})
        return self._looks[key]

    def _text(self, sheet: Any, row: int, column: int, text: str, **look: object) -> None:
        sheet.write_string(row, column, plain.harmless(text), self._look(**look))

    def _line(self, sheet: Any, row: int, text: str, **look: object) -> None:
        """A text over the columns of a page, broken where they end."""
        line(sheet, row, plain.harmless(text), _ACROSS, self._look(text_wrap=True, **look))

    def _sheet(self, key: str, title: str) -> Any:
        """A sheet for A4 whose first rows say what it shows, and whether it is internal or fictitious."""
        sheet = self.book.add_worksheet(words.t(f"handout.sheet.{key}"))
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_header("&R" + "　".join(self.handout.marks).replace("&", "&&"))
        sheet.set_footer("&L" + self.handout.snapshot_id + "&R&P / &N")
        self._text(sheet, 0, 0, title, bold=True, font_size=14)
        for row, mark in enumerate(self.handout.marks, 1):
            internal = mark == self.handout.internal
            ink = (
                {"font_color": theme.SERIES[3]}
                if internal
                else {"font_color": theme.DEMO_TEXT, "bg_color": theme.DEMO_FILL}
            )
            self._text(sheet, row, 0, mark, bold=True, **ink)
        return sheet

    def part(self, part: Part) -> None:
        """Facts and gist, then the tables one under the other, or the strips."""
        sheet = self._sheet(part.key, part.title)
        sheet.set_column(0, 0, _FIRST)
        sheet.set_column(1, 60, _OTHER)
        sheet.fit_to_pages(1, 1 if len(part.bands) > 1 else 0)  # the sheet of a municipality is one page
        row = 1 + len(self.handout.marks)
        self._line(sheet, row, part.facts, font_color=theme.MUTED)
        row += 1
        for text in part.gist:
            self._line(sheet, row, text)
            row += 1
        row += 1
        if part.strips:
            sheet.set_landscape()
            row = self._strips(sheet, part, row)
        for table in part.tables:
            row = self._table(sheet, table, row) + 1
        for text in (*part.remarks, self.handout.foot, self.handout.legend):
            self._line(sheet, row, text, font_color=theme.MUTED)
            row += 1

    def _table(self, sheet: Any, table: Table, row: int) -> int:
        """Caption, head and rows; returns the first free row."""
        if table.caption:
            self._text(sheet, row, 0, table.caption, bold=True)
            row += 1
        if any(table.heads):
            self._head(sheet, row, table.heads)
            row += 1
        edge = {"bottom": 1, "bottom_color": theme.GRID, "text_wrap": True}
        wide = max(len(table.heads), 1)
        for cells in table.rows:
            deepest = measure.lines(cells[0], _POINTS, _FIRST * _LETTER)
            for column_no, text in enumerate(cells):
                bold = column_no == table.strong and not table.prose
                if table.prose and column_no == len(cells) - 1 and column_no:
                    last = column_no + max(6 - wide, 0)
                    look = self._look(**edge, valign="top")
                    if last > column_no:
                        sheet.merge_range(row, column_no, row, last, plain.harmless(text), look)
                    else:
                        sheet.write_string(row, column_no, plain.harmless(text), look)
                    deepest = max(
                        deepest, measure.lines(text, _POINTS, (last - column_no + 1) * _OTHER * _LETTER)
                    )
                else:
                    self._cell(
                        sheet,
                        row,
                        column_no,
                        text,
                        bold=bold,
                        words_only=table.prose or column_no in (0, *table.texts),
                        **edge,
                    )
            sheet.set_row(row, 18 * deepest)
            row += 1
        return row

    def _head(self, sheet: Any, row: int, heads: tuple[str, ...]) -> None:
        for column_no, name in enumerate(heads):
            side = "left" if column_no == 0 else "center"
            self._text(
                sheet,
                row,
                column_no,
                name,
                bold=True,
                text_wrap=True,
                bottom=1,
                bg_color=theme.PAGE,
                align=side,
            )
        sheet.set_row(
            row,
            18 * max([measure.lines(n, _POINTS, _OTHER * _LETTER, bold=True) for n in heads[1:]], default=1),
        )

    def _cell(
        self, sheet: Any, row: int, column: int, text: str, *, words_only: bool, **look: object
    ) -> None:
        """A number as a number; a sign or word as text."""
        found = None if words_only else _NUMBER.fullmatch(text)
        if not found:
            self._text(sheet, row, column, text, align="left" if words_only else "right", **look)
            return
        sign, whole, part, percent = found.groups()
        number = float(whole.replace(",", "") + (part or "")) * (-1 if sign else 1) / (100 if percent else 1)
        code = ("0" if percent else "#,##0") + ("." + "0" * (len(part) - 1) if part else "") + (percent or "")
        sheet.write_number(row, column, number, self._look(num_format=code, **look))

    def _strips(self, sheet: Any, part: Part, row: int) -> int:
        """A row an indicator with its chart beside the numbers; below, what the charts read."""
        heads = (
            part.strip_heads[0],
            part.strip_heads[1],
            part.strip_heads[3],
            part.strip_heads[4],
            part.strip_heads[2],
        )
        self._head(sheet, row, heads)
        behind = row + len(part.strips) + _DEEP
        # What the charts read is wider than a page: on paper the strips stand alone.
        sheet.print_area(0, 0, behind - 1, _CHART + 5)
        self._text(sheet, behind, 0, words.t("handout.behind"), bold=True)
        deepest = behind
        for nth, strip in enumerate(part.strips):
            here = row + 1 + nth
            sheet.set_row(here, _ROW)
            self._text(sheet, here, 0, strip.title, text_wrap=True)
            for column, text in ((1, strip.own_text), (2, strip.median_said)):
                self._cell(sheet, here, column, text, words_only=False, bold=column == 1)
            self._text(sheet, here, 3, strip.counted_text, text_wrap=True, font_size=9)
            if strip.own is None and not strip.dots:
                continue
            last = self._behind(sheet, strip, behind + 1, 3 * nth)
            sheet.insert_chart(here, _CHART, self._chart(sheet.get_name(), strip, behind + 3, 3 * nth), {
                "x_offset": 4, "y_offset": 1, "object_position": 1, "description": plain.harmless(self._said(strip)),
            })  # fmt: skip
            deepest = max(deepest, last)
        return deepest + 2

    def _said(self, strip: Strip) -> str:
        return words.t(
            "handout.drawn",
            title=strip.title,
            name=words.t("municipality.head.own"),
            own=strip.own_text,
            median=strip.median_said,
            told=strip.counted_text,
        )

    def _behind(self, sheet: Any, strip: Strip, row: int, column: int) -> int:
        """Names, numbers and heights: the median's line, then the own dot, then the others."""
        self._text(sheet, row, column, strip.title, bold=True)
        for column_no, name in enumerate((words.t("handout.name"), strip.title, words.t("handout.level"))):
            self._text(sheet, row + 1, column + column_no, name, bold=True, text_wrap=True, bottom=1)
        number = self._look(num_format="0.0%" if strip.percent else "#,##0." + "0" * max(strip.decimals, 1))
        for name, value, level in _points(strip):
            row += 1
            self._text(sheet, row + 1, column, name)
            sheet.write_number(row + 1, column + 1, value, number)
            sheet.write_number(row + 1, column + 2, level, self._look())
        return row + 1

    def _chart(self, name: str, strip: Strip, first: int, column: int) -> Any:
        """A native scatter chart on a line from 0 to the largest number."""
        chart = self.book.add_chart({"type": "scatter"})
        kinds = ["median"] * (2 if strip.median is not None else 0) + ["own"] * (strip.own is not None)
        kinds += ["other"] * len(strip.dots)
        for kind in ("other", "median", "own"):
            if kind not in kinds:
                continue
            begin, end = first + kinds.index(kind), first + len(kinds) - 1 - kinds[::-1].index(kind)
            phrase = {"other": "handout.others", "median": "handout.median", "own": "municipality.head.own"}[
                kind
            ]
            chart.add_series(
                {
                    "name": plain.harmless(words.t(phrase)),
                    "categories": [name, begin, column + 1, end, column + 1],
                    "values": [name, begin, column + 2, end, column + 2],
                    **_manner(kind),
                }
            )
        none = {"visible": False}
        code = "0%" if strip.percent else "#,##0.##"
        font = {"name": FONT, "size": 7}
        ends = {"min": 0, "max": strip.top, "major_unit": strip.top, "num_format": code, "num_font": font}
        chart.set_x_axis({**ends, "major_gridlines": none, "line": {"color": theme.MUTED}})
        chart.set_y_axis({"min": 0, "max": 3, "visible": False, "major_gridlines": none})
        chart.set_legend({"none": True})
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        chart.set_size({"width": _WIDE, "height": _TALL})
        return chart

    def notes(self) -> None:
        """Definitions, source, dates, address, seal: what the numbers need beside them."""
        sheet = self._sheet("notes", self.handout.title)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 110)
        for row, (kind, text) in enumerate(self.handout.notes, 2 + len(self.handout.marks)):
            self._text(sheet, row, 0, kind, bold=True)
            self._text(sheet, row, 1, text, text_wrap=True)
            sheet.set_row(row, 18 * measure.lines(text, _POINTS, 110 * _LETTER))


def _points(strip: Strip) -> list[tuple[str, float, float]]:
    """(name, value, height) of every point of a strip; dots at one place stand above each other."""
    median = words.t("handout.median")
    points = [] if strip.median is None else [(median, strip.median, 0.0), (median, strip.median, 2.6)]
    if strip.own:
        points.append((strip.own.name, strip.own.value, 1.0))
    ends = [float("-inf")] * 3
    placed: dict[str, tuple[Dot, float]] = {}
    for dot in sorted(strip.dots, key=lambda one: one.value):
        level = next((at for at, end in enumerate(ends) if dot.value - end >= strip.top * 0.018), 2)
        ends[level] = dot.value
        placed[dot.name] = (dot, 1 + 0.6 * level)
    return points + [(dot.name, dot.value, level) for dot, level in (placed[dot.name] for dot in strip.dots)]


def _manner(kind: str) -> dict[str, object]:
    if kind == "median":
        return {"line": {"color": theme.TEXT, "width": 1.5}, "marker": {"type": "none"}}
    tint, size = (theme.PRIMARY, 10) if kind == "own" else (theme.HIDDEN_LINE, 6)
    edge = {"color": theme.CARD, "width": 0.5}
    return {
        "line": {"none": True},
        "marker": {"type": "circle", "size": size, "fill": {"color": tint}, "border": edge},
    }
