"""A handout as slides of A4: native tables as large as the page allows, strips as shapes that can be moved and recoloured.

Letters are measured before they are set: a part whose tables do not fit is set smaller, and below the smallest size it
goes on over further slides. Nothing is cut and nothing is a picture.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dashboard import theme, words
from dashboard.export import measure, plain
from dashboard.export.figure_record import xml_text
from dashboard.export.handout import Band, Handout, Part, Strip, Table
from dashboard.export.pptx import WIDE, Box, blank, colour, describe, places, saved, speak
from dashboard.export.xlsx import FONT

_EDGE, _GAP = 10.0, 4.0
_FOOT = 206.0  # where the last line ends
_SIZES = (10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_LIST_SIZE = 9.0
_PAD, _SIDE = 0.3, 0.7  # millimetres around the text of a cell
_MARK = 12.0  # letters of a mark
_STRIP = (74.0, 24.0, 112.0, 26.0, 41.0)  # columns of the page of strips
_STRIP_TALL = 11.0
_DOT, _OWN = 2.2, 3.2
_BLANK = "\u3000" * 3  # as wide as the bars of three years
# Office's own style 「スタイルなし、表のグリッド線なし」: fills and lines are those of each cell.
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def deck(handout: Handout) -> bytes:
    """The slides, one part after the other."""
    handout = _with_room(xml_text(handout))
    with words.speaking(handout.language):
        show = blank(handout)
        for part in handout.parts:
            pages = list(_pages(handout, part))
            for at, page in enumerate(pages, 1):
                title = part.title
                if len(pages) > 1:
                    title = words.t("handout.continued", title=part.title, page=at, pages=len(pages))
                _Slide(show, handout, replace(page, title=title)).draw()
        return saved(show)


def _with_room(handout: Handout) -> Handout:
    """The same with blank cells where histories are drawn: shapes over words could be read by nobody."""

    def blank_out(table: Table) -> Table:
        if table.drawn is None:
            return table
        rows = tuple((*row[: table.drawn], _BLANK, *row[table.drawn + 1 :]) for row in table.rows)
        return replace(table, rows=rows)

    def cleared(part: Part) -> Part:
        bands = (
            replace(band, columns=tuple(tuple(map(blank_out, column)) for column in band.columns))
            for band in part.bands
        )
        return replace(part, bands=tuple(bands))

    return replace(handout, parts=tuple(map(cleared, handout.parts)))


@dataclass(frozen=True)
class _Room:
    """Where the parts of a slide stand, in millimetres from its top."""

    gist: float
    gist_tall: float
    body: float
    foot: float

    @property
    def tall(self) -> float:
        return self.foot - self.body


def _room(handout: Handout, part: Part) -> _Room:
    wide = WIDE - 2 * _EDGE
    size = _gist_size(part)
    gist = sum(measure.height(line, size, wide - 6) for line in part.gist) + 2.4 if part.gist else 0.0
    foot = sum(measure.height(line, 7, wide) for line in _foot(handout, part)) + 1.0
    return _Room(23.0, gist, 23.0 + gist + 2.0, _FOOT - foot)


def _gist_size(part: Part) -> float:
    """A page full of tables leaves less room for the gist."""
    return 10.5 if len(part.tables) < 4 else 9.0


def _foot(handout: Handout, part: Part) -> list[str]:
    return (
        ["　".join(part.remarks), handout.foot, handout.legend]
        if part.key != "sheet"
        else list(_joined(part))
    )


def _joined(part: Part) -> Iterator[str]:
    yield " ｜ ".join(part.remarks)


def _pages(handout: Handout, part: Part) -> Iterator[Part]:
    """The part, over as many slides as its tables need."""
    tall = _room(handout, part).tall
    if not part.bands or _fit(part.bands, tall) is not None:
        yield part
    elif len(part.tables) == 1:
        (only,) = part.tables
        rows = list(only.rows)
        while rows:
            took = _taken(only, rows, tall)
            yield replace(part, bands=(Band((1,), ((replace(only, rows=tuple(rows[:took])),),)),))
            rows = rows[took:]
    else:
        for band in part.bands:
            yield replace(part, bands=(band,))


def _taken(table: Table, rows: list[tuple[str, ...]], tall: float) -> int:
    """How many rows fit on a slide at the size of a list; at least one."""
    for took in range(len(rows), 1, -1):
        if _set(replace(table, rows=tuple(rows[:took])), WIDE - 2 * _EDGE, _LIST_SIZE).tall <= tall:
            return took
    return 1


@dataclass(frozen=True)
class _Setting:
    """A table as it will stand: letters, columns and rows in points and millimetres, its caption above."""

    table: Table
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]

    @property
    def caption(self) -> float:
        said = self.table.caption
        return measure.height(said, self.size + 1, sum(self.widths) - 0.5, bold=True) + 0.8 if said else 0.0

    @property
    def tall(self) -> float:
        return self.caption + sum(self.heights) + 1.6


def _set(table: Table, wide: float, size: float) -> _Setting:
    widths = _widths(table, wide, size)
    heights = [
        max(
            measure.height(text, size, widths[column_no] - 2 * _SIDE, bold=_is_bold(table, row, column_no))
            for column_no, text in enumerate(row)
        )
        + 2 * _PAD
        for row in table.cells
    ]
    if not any(table.heads):
        heights[0] = 0.0
    return _Setting(table, size, widths, tuple(heights))


def _is_bold(table: Table, row: Sequence[str], column_no: int) -> bool:
    return row is table.heads or (column_no == table.strong and not table.prose)


def _widths(table: Table, wide: float, size: float) -> tuple[float, ...]:
    """Columns as wide as their longest text where the page allows; longer ones share what is left."""
    wanted = [
        max(measure.width(row[column_no], size, bold=_is_bold(table, row, column_no)) for row in table.cells)
        + 2 * _SIDE
        + 0.3
        for column_no in range(len(table.heads))
    ]
    return measure.columns(wanted, wide)


def _fit(bands: Sequence[Band], tall: float) -> tuple[tuple[Band, ...], float] | None:
    """The bands with the largest letters at which all fit on one slide; None when even the smallest do not."""
    for size in _SIZES:
        # As arranged first: columns give each other width only where the letters would else be smaller.
        for tried in (tuple(bands), tuple(_balanced(band, size) for band in bands)):
            if sum(_tallest(band, size) for band in tried) <= tall:
                return tried, size
    return None


def _tallest(band: Band, size: float) -> float:
    return max(_column(column, wide, size) for wide, column in _shared(band))


def _balanced(band: Band, size: float) -> Band:
    """The same columns, each giving width to the tallest as long as that makes the band lower."""
    best, tall = band, _tallest(band, size)
    # Six steps of 4 %: after a quarter of the width the columns would no longer be those that were arranged.
    for _ in range(6):
        heights = [_column(column, wide, size) for wide, column in _shared(best)]
        high, low = heights.index(max(heights)), heights.index(min(heights))
        shares = list(best.shares)
        moved = 0.04 * sum(shares)
        shares[high], shares[low] = shares[high] + moved, shares[low] - moved
        tried = replace(best, shares=tuple(shares))
        if shares[low] <= moved or _tallest(tried, size) >= tall:
            break
        best, tall = tried, _tallest(tried, size)
    return best


def _shared(band: Band) -> list[tuple[float, tuple[Table, ...]]]:
    room = WIDE - 2 * _EDGE - _GAP * (len(band.columns) - 1)
    return [
        (room * share / sum(band.shares), column)
        for share, column in zip(band.shares, band.columns, strict=True)
    ]


def _column(column: Sequence[Table], wide: float, size: float) -> float:
    return sum(_set(one, wide, size).tall for one in column)


class _Slide:
    """One slide: title and marks, facts, gist, tables or strips, foot, notes of the speaker."""

    def __init__(self, show: Any, handout: Handout, part: Part) -> None:
        self.handout, self.part = handout, part
        self.slide = show.slides.add_slide(show.slide_layouts[5])
        # Above the numbers that python-pptx gives: the same twice, and PowerPoint wants to repair the file.
        self.ids = count(100)

    def draw(self) -> None:
        part, room = self.part, _room(self.handout, self.part)
        self._head()
        self._text((_EDGE, 17, WIDE - 2 * _EDGE, 5), [part.facts], 9, "facts", ink=theme.MUTED)
        if part.gist:
            box = self._text(
                (_EDGE, room.gist, WIDE - 2 * _EDGE, room.gist_tall),
                part.gist,
                _gist_size(part),
                "gist",
                side=3.0,
                top=1.2,
            )
            box.fill.solid()
            box.fill.fore_color.rgb = colour(theme.PAGE)
        if part.strips:
            self._strips(room)
        self._bands(room)
        self._text(
            (_EDGE, room.foot + 0.5, WIDE - 2 * _EDGE, _FOOT - room.foot),
            _foot(self.handout, part),
            7,
            "source",
            ink=theme.MUTED,
        )
        colon = "：" if self.handout.language == "ja" else ": "
        self.slide.notes_slide.notes_text_frame.text = "\n".join(
            [*self.handout.marks[:1], part.title, *(f"{kind}{colon}{text}" for kind, text in self.handout.notes)]
        )  # fmt: skip

    def _head(self) -> None:
        marks = self.handout.marks
        left = WIDE - _EDGE
        for mark in marks:
            wide = min(measure.width(mark, _MARK - 2, bold=True) + 3, 120.0)
            left -= wide + 2
            ink, fill = (
                (theme.CARD, theme.SERIES[3])
                if mark == self.handout.internal
                else (theme.DEMO_TEXT, theme.DEMO_FILL)
            )
            box = self._text(
                (left + 2, 6, wide, 6), [mark], _MARK - 2, "mark", ink=ink, side=1.0, top=0.6, bold=True
            )
            box.fill.solid()
            box.fill.fore_color.rgb = colour(fill)
        title = self.slide.shapes.title
        room = left - _EDGE if marks else WIDE - 2 * _EDGE
        title.left, title.top, title.width, title.height = places((_EDGE, 5, room, 11))
        size = next(
            (
                s
                for s in (18.0, 16.0, 14.0, 12.0, 11.0)
                if measure.lines(self.part.title, s, room - 1, bold=True) == 1
            ),
            10.0,
        )
        self._set(title.text_frame, [self.part.title], size, bold=True)

    def _set(
        self, frame: Any, lines: Sequence[str], size: float, side: float = 0.0, top: float = 0.0, **look: Any
    ) -> None:
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
        from pptx.util import Mm, Pt

        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = Mm(side)
        frame.margin_top = frame.margin_bottom = Mm(top)
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.line_spacing, paragraph.space_after = Pt(size * measure.LEADING), Pt(0)
            paragraph.space_before = Pt(0)
            speak(paragraph, plain.harmless(line), size, language=self.handout.language, **look)

    def _text(self, box: Box, lines: Sequence[str], size: float, name: str, **look: Any) -> Any:
        made = self.slide.shapes.add_textbox(*places(box))
        made.name = name
        self._set(made.text_frame, lines, size, **look)
        return made

    def _bands(self, room: _Room) -> None:
        least = _LIST_SIZE if len(self.part.tables) == 1 else _SIZES[-1]
        bands, size = _fit(self.part.bands, room.tall) or (self.part.bands, least)
        top = room.body
        for band in bands:
            left, tallest = _EDGE, 0.0
            for wide, column in _shared(band):
                down = top
                for one in column:
                    setting = _set(one, wide, size)
                    self._table(setting, left, down, wide)
                    down += setting.tall
                tallest, left = max(tallest, down - top), left + wide + _GAP
            top += tallest

    def _table(self, setting: _Setting, left: float, top: float, wide: float) -> None:
        table, size = setting.table, setting.size
        if table.caption:
            self._text((left, top, wide, setting.caption), [table.caption], size + 1, "caption", bold=True)
        rows = list(zip(table.cells, setting.heights, strict=True))
        rows = rows if any(table.heads) else rows[1:]
        # One cell, exchanged below for rows written at once: python-pptx looks for the place of each cell it makes.
        frame = self.slide.shapes.add_table(
            1, 1, *places((left, top + setting.caption, wide, sum(tall for _, tall in rows)))
        )
        describe(frame, table.caption or words.t("office.table"), table.caption or self.part.title)
        grid = "".join(f'<a:gridCol w="{_emu(part)}"/>' for part in setting.widths)
        named = range(len(table.heads)) if table.prose else (0, *table.texts)
        strong = None if table.prose else table.strong
        body = "".join(
            _row(row, tall, size, self.handout.language, head=row is table.heads, left=named, strong=strong)
            for row, tall in rows
        )
        self._replace(frame, f'<a:tblPr firstRow="{int(any(table.heads))}"><a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>'
                             f"<a:tblGrid>{grid}</a:tblGrid>{body}")  # fmt: skip
        self._histories(setting, left, top)

    def _histories(self, setting: _Setting, left: float, top: float) -> None:
        """The bars of each row over its blank cell, each a group that says its years."""
        from pptx.oxml import parse_xml

        table, size = setting.table, setting.size
        if table.drawn is None:
            return
        x = left + sum(setting.widths[: table.drawn]) + _SIDE
        wide = (setting.widths[table.drawn] - 2 * _SIDE) / max(
            (len(three_years.steps) for three_years in table.histories), default=1
        )
        down = top + setting.caption + setting.heights[0]
        for three_years, name, tall in zip(table.histories, table.rows, setting.heights[1:], strict=True):
            most = min(tall - 2 * _PAD, measure.height("0", size, 10))
            base = down + (tall + most) / 2
            below = any(bar is not None and bar < 0 for bar in three_years.bars)
            zero, reach = (base - most / 2, most / 2) if below else (base, most)
            made = [
                _line(
                    next(self.ids), x, zero, x + wide * len(three_years.steps), zero, theme.HIDDEN_LINE, 0.5
                )
            ]
            signs = []
            for nth, (step, bar) in enumerate(zip(three_years.steps, three_years.bars, strict=True)):
                if bar:
                    tint = theme.PRIMARY if nth == len(three_years.steps) - 1 else theme.HIDDEN_LINE
                    box = (x + nth * wide + 0.4, zero - max(bar, 0.0) * reach, wide - 0.8, abs(bar) * reach)
                    said = words.t("format.label_value", label=step.year, value=step.text)
                    made.append(
                        _shape(next(self.ids), said, box, "rect", _fill(tint) + "<a:ln><a:noFill/></a:ln>")
                    )
                else:
                    signs.append((x + nth * wide, step.text if bar is None else "0"))
            alternative = words.t("format.label_value", label=name[0], value=three_years.said)
            frame = "".join(f'<a:{kind} {a}="{_emu(across)}" {b}="{_emu(high)}"/>' for kind, a, b, across, high in (
                ("off", "x", "y", x, down), ("ext", "cx", "cy", wide * len(three_years.steps), tall),
                ("chOff", "x", "y", x, down), ("chExt", "cx", "cy", wide * len(three_years.steps), tall)))  # fmt: skip
            group = (
                f'<p:grpSp {_SPACES}><p:nvGrpSpPr><p:cNvPr id="{next(self.ids)}" name={_attribute(name[0])} '
                f"descr={_attribute(alternative)}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{frame}"
                f"</a:xfrm></p:grpSpPr>{''.join(made)}</p:grpSp>"
            )
            self.slide.shapes._spTree.append(parse_xml(group))
            for at, sign in signs:
                self._text(
                    (at, base - most, max(wide, measure.width(sign, size) + 0.3), most), [sign], size, "sign"
                )
            down += tall

    def _replace(self, frame: Any, inside: str) -> None:
        from pptx.oxml import parse_xml

        old = frame._element.graphic.graphicData.tbl
        old.getparent().replace(old, parse_xml(f"<a:tbl {_SPACES}>{inside}</a:tbl>"))

    def _strips(self, room: _Room) -> None:
        """A table whose third column holds the strips."""
        strips, size = self.part.strips, 9.0
        tall = min(_STRIP_TALL, room.tall / (len(strips) + 0.7))
        rows = [(self.part.strip_heads, tall * 0.7)]
        for strip in strips:
            empty = "" if strip.dots or strip.own else words.t("municipality.no_median")
            rows.append(((strip.title, strip.own_text, empty, strip.median_said, strip.counted_text), tall))
        frame = self.slide.shapes.add_table(
            1, 1, *places((_EDGE, room.body, sum(_STRIP), sum(t for _, t in rows)))
        )
        describe(frame, words.t("office.table"), self.part.title)
        grid = "".join(f'<a:gridCol w="{_emu(part)}"/>' for part in _STRIP)
        language = self.handout.language
        body = "".join(
            _row(row, t, _fitting(row, size, t), language, head=at == 0, left=(0, 2, 4), strong=1)
            for at, (row, t) in enumerate(rows)
        )
        self._replace(frame, f'<a:tblPr firstRow="1"><a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>'
                             f"<a:tblGrid>{grid}</a:tblGrid>{body}")  # fmt: skip
        top = room.body + rows[0][1]
        for row_no, strip in enumerate(strips):
            self._strip(strip, top + row_no * tall, tall)

    def _strip(self, strip: Strip, top: float, tall: float) -> None:
        """The line from 0 to the largest number, a dot a municipality, the median across, the own dot last."""
        from pptx.oxml import parse_xml

        if not strip.dots and strip.own is None:
            return
        left = _EDGE + sum(_STRIP[:2]) + 6
        wide = _STRIP[2] - 6 - 16
        base = top + tall * 0.62

        def at(value: float) -> float:
            return left + wide * max(value, 0.0) / strip.top

        made = [_line(next(self.ids), left, base, left + wide, base, theme.HIDDEN_LINE, 0.75)]
        if strip.median is not None:
            x = at(strip.median)
            name = words.t("handout.of", name=words.t("handout.median"), value=strip.median_said)
            made.append(_line(next(self.ids), x, base - 3.2, x, base + 1.6, theme.TEXT, 1.25, name))
        for dot, x, level in _piled([(dot, at(dot.value)) for dot in strip.dots]):
            name = words.t("handout.of", name=dot.name, value=dot.text)
            made.append(_oval(next(self.ids), x, base - level * 1.5, _DOT, theme.HIDDEN_LINE, name))
        if strip.own:
            name = words.t("handout.of", name=strip.own.name, value=strip.own.text)
            made.append(_oval(next(self.ids), at(strip.own.value), base, _OWN, theme.PRIMARY, name))
        alternative = words.t("handout.drawn", title=strip.title, name=words.t("municipality.head.own"), own=strip.own_text,
                       median=strip.median_said, told=strip.counted_text)  # fmt: skip
        box = "".join(f'<a:{kind} {x}="{_emu(across)}" {y}="{_emu(down)}"/>' for kind, x, y, across, down in (
            ("off", "x", "y", left, top), ("ext", "cx", "cy", wide, tall),
            ("chOff", "x", "y", left, top), ("chExt", "cx", "cy", wide, tall)))  # fmt: skip
        group = (
            f'<p:grpSp {_SPACES}><p:nvGrpSpPr><p:cNvPr id="{next(self.ids)}" name={_attribute(strip.title)} '
            f"descr={_attribute(alternative)}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{box}</a:xfrm></p:grpSpPr>"
            f"{''.join(made)}</p:grpSp>"
        )
        self.slide.shapes._spTree.append(parse_xml(group))
        for text, x, room in (("0", left - 6, 5.0), (strip.scale, left + wide + 2, 14.0)):
            self._text((x, base - 1.6, room, 3.2), [text], 7, "scale", ink=theme.MUTED)


def _piled(dots: Sequence[tuple[Any, float]]) -> Iterator[tuple[Any, float, int]]:
    """Dots that would hide each other stand above each other, up to three high."""
    ends = [float("-inf")] * 3
    for dot, x in sorted(dots, key=lambda pair: pair[1]):
        level = next((at for at, end in enumerate(ends) if x - end >= _DOT * 0.8), 2)
        ends[level] = x
        yield dot, x, level


def _fitting(row: Sequence[str], size: float, tall: float) -> float:
    """The largest letters at which every text of a row of strips stays inside it."""
    # Each row by itself: one long title must not make the letters of all others small.
    for tried in (size, 8.5, 8.0, 7.5, 7.0, 6.5):
        if all(
            measure.height(text, tried, room - 2 * _SIDE) + 2 * _PAD <= tall
            for text, room in zip(row, _STRIP, strict=True)
        ):
            return tried
    return 6.0


def _emu(millimetres: float) -> int:
    return round(millimetres * 36000)


def _attribute(text: str) -> str:
    return quoteattr(plain.harmless(text))


def _fill(tint: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{tint.removeprefix("#")}"/></a:solidFill>'


def _row(
    row: Sequence[str],
    tall: float,
    size: float,
    language: str,
    *,
    head: bool,
    left: Collection[int],
    strong: int | None,
) -> str:
    """A row of a table: names on the left, numbers on the right, the own one bold; a thin line below."""
    spoken = "ja-JP" if language == "ja" else "en-GB"
    ink, line = (_fill(theme.MUTED), 12700) if head else (_fill(theme.TEXT), 6350)
    edge = f'<a:lnB w="{line}">{_fill(theme.MUTED if head else theme.GRID)}</a:lnB><a:noFill/>'
    margins = f'marL="{_emu(_SIDE)}" marR="{_emu(_SIDE)}" marT="{_emu(_PAD)}" marB="{_emu(_PAD)}"'
    spacing = f'<a:lnSpc><a:spcPts val="{round(size * measure.LEADING * 100)}"/></a:lnSpc>'
    font = f'{ink}<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    cells = []
    for column_no, text in enumerate(row):
        look = f'lang="{spoken}" sz="{round(size * 100)}" b="{int(head or column_no == strong)}"'
        run_xml = (
            f"<a:r><a:rPr {look}>{font}</a:rPr><a:t>{escape(plain.harmless(text))}</a:t></a:r>"
            if text
            else ""
        )
        side = "l" if column_no in left else "r"
        cells.append(
            f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{side}">{spacing}</a:pPr>{run_xml}'
            f"<a:endParaRPr {look}/></a:p></a:txBody>"
            f'<a:tcPr {margins} anchor="{"b" if head else "ctr"}">{edge}</a:tcPr></a:tc>'
        )
    return f'<a:tr h="{_emu(tall)}">{"".join(cells)}</a:tr>'


def _shape(number: int, name: str, box: Box, geometry: str, look: str) -> str:
    x, y, wide, tall = box
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name={_attribute(name)}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{_emu(x)}" y="{_emu(y)}"/><a:ext cx="{_emu(wide)}" cy="{_emu(tall)}"/></a:xfrm>'
        f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom>{look}</p:spPr></p:sp>'
    )


def _oval(number: int, x: float, y: float, size: float, tint: str, name: str) -> str:
    edge = f'<a:ln w="6350">{_fill(theme.CARD)}</a:ln>'
    return _shape(number, name, (x - size / 2, y - size / 2, size, size), "ellipse", _fill(tint) + edge)


def _line(
    number: int, x0: float, y0: float, x1: float, y1: float, tint: str, points: float, name: str = ""
) -> str:
    edge = f'<a:noFill/><a:ln w="{round(points * 12700)}">{_fill(tint)}</a:ln>'
    return _shape(number, name or "line", (x0, y0, x1 - x0, y1 - y0), "line", edge)
