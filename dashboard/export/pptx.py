"""A figure as a slide for A4 landscape: the reading as title, a gist, a native chart or native shapes, and its table.

Charts, tables and shapes are PowerPoint's own and can be edited and recoloured; the embedded workbook holds the numbers
of the chart and no more. The notes of the speaker hold what a listener may ask: definition, source, address, snapshot.
"""

import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard import formats, theme, words
from dashboard.export import measure, plain
from dashboard.export.chapter import Pack
from dashboard.export.figure_record import FigureRecord, writable
from dashboard.export.handout import Handout
from dashboard.export.plot import CHARTS, Arc, Cell, Plot, from_zero, letters_on, of
from dashboard.export.xlsx import FONT, gaps, labelled, rows

WIDE, TALL = 297.0, 210.0  # millimetres
_EMU = 36000  # of a millimetre
_DRAWINGML = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EDGE = 12.0
_BODY = WIDE - 2 * _EDGE
_TOP, _LAST = 54.0, 206.0  # where the figure begins and the last line ends
_BESIDE = 100.0  # of a table beside its chart
_COLUMNS, _BESIDE_COLUMNS = 10, 4  # of a table on one slide, beside its chart
_SIZES, _HEAD = (9.0, 8.0, 7.0), 7.0  # points of the letters of a table and, the least, of its head
_ALONE = (14.0, 12.0, 11.0, 10.0, 9.0, 8.0)  # of a table that has the slide to itself and fits it
_LEGEND_ROOM = 6.6  # millimetres of the words of a legend, in their box
_PAD, _SIDE = 0.3, 0.8  # millimetres around the text of a cell
_SHORT = 8  # letters of a word that stands in the middle of its cell
_GAP_SIZE, _GAP_ROOM = 8.0, 20.0  # points and millimetres of what stands in the gaps of a chart
_NAME, _BETWEEN = 4.6, 0.8  # of the name of a node of a flow, and between two of them

Box = tuple[float, float, float, float]  # left, top, width, height in millimetres


def deck(record: FigureRecord) -> bytes:
    """The slides in the language of the page: the figure, and its table where it does not fit beside it."""
    record = writable(record)
    with words.speaking(record.language):
        show = blank(record)
        add(show, record)
        return saved(show)


def saved(show: Any) -> bytes:
    """The presentation as a file."""
    for slide in show.slides:
        unnumbered(slide)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def unnumbered(slide: Any) -> None:
    """Shapes that nobody named keep their kind alone: python-pptx (1.0) adds a running number, which reads like a count to
    whoever searches the file for one."""
    for shape in slide._element.xpath(".//p:cNvPr"):
        number = f" {int(shape.get('id')) - 1}"
        shape.set("name", shape.get("name").removesuffix(number))


def add(show: Any, record: FigureRecord) -> None:
    """The slides of one figure at the end of a presentation, in the language in force."""
    _Slides(show, record, of(record)).draw()


def blank(record: FigureRecord | Pack | Handout) -> Any:
    """An empty A4 presentation whose theme names fonts that Windows has, without anybody's name in it."""
    import pptx
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import qn

    show = pptx.Presentation()
    show.slide_width, show.slide_height = _emu(WIDE), _emu(TALL)
    for part in show.slide_masters[0].part.rels.values():
        if part.reltype.endswith("/theme"):
            theme_xml = parse_xml(part.target_part.blob)
            for kind in ("majorFont", "minorFont"):
                for script in ("latin", "ea"):
                    for font in theme_xml.iter(qn(f"a:{kind}")):
                        font.find(qn(f"a:{script}")).set("typeface", FONT)
            part.target_part._blob = _xml(theme_xml)
    said = show.core_properties
    said.title, said.author, said.last_modified_by = record.title, "", ""
    said.comments, said.language = record.demo, record.language
    return show


def _xml(element: Any) -> bytes:
    from lxml import etree

    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _emu(millimetres: float) -> Any:
    return round(millimetres * _EMU)


def places(box: Box) -> tuple[int, int, int, int]:
    """A box in millimetres as Office counts."""
    left, top, width, height = box
    return _emu(left), _emu(top), _emu(width), _emu(height)


def colour(code: str) -> Any:
    """#RRGGBB as PowerPoint wants it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(code.removeprefix("#"))


def speak(
    paragraph: Any, text: str, size: float, *, bold: bool = False, ink: str = theme.TEXT, language: str
) -> None:
    """One run with its font named for Latin and for Japanese letters."""
    points = str(round(size * 100))
    if not text:  # as high as the mark of its end, beside which LibreOffice must not find a run
        _put(paragraph._p, "endParaRPr", sz=points)
        return
    run = _put(paragraph._p, "r")
    look = _put(run, "rPr", lang={"ja": "ja-JP", "en": "en-GB"}[language], sz=points, b=str(int(bold)))
    _paint_with(look, ink)
    for script in ("latin", "ea"):
        _put(look, script, typeface=FONT)
    _put(run, "t").text = text


def _put(parent: Any, tag: str, **attributes: str) -> Any:
    """A new last part of an element of DrawingML. Slides have thousands, and python-pptx looks for the place of each."""
    from lxml import etree

    return etree.SubElement(parent, f"{_DRAWINGML}{tag}", attributes)


def _paint_with(parent: Any, code: str) -> None:
    """A fill of one colour, #RRGGBB."""
    _put(_put(parent, "solidFill"), "srgbClr", val=code.removeprefix("#"))


class _Slides:
    """The slides of one figure. Every text is measured before it is set; what needs more room goes on another slide."""

    def __init__(self, show: Any, record: FigureRecord, plot: Plot) -> None:
        self.show, self.record, self.plot = show, record, plot
        self.foot = ["　".join(record.origin), record.legend, *record.notes[:2]]
        self.foot_size = measure.fitting(self.foot, (8.0, 7.0, 6.5), _BODY, 22)
        self.end = _LAST - sum(measure.height(line, self.foot_size, _BODY) for line in self.foot)

    @property
    def tall(self) -> float:
        """Millimetres for figure or table."""
        return self.end - _TOP - 3

    def draw(self) -> None:
        """Figure first; a table that does not fit beside it goes on slides of its own."""
        plot = self.plot
        head, body = grid(self.record, plot)
        if plot.kind in ("matrix", "table"):
            self._tables(head, body, first=True)
            return
        small = len(head) <= _BESIDE_COLUMNS and plot.kind in (*CHARTS, "flows")
        beside = next(
            (t for size in _SIZES if (t := _Rows(head, body, _BESIDE, size)).tall <= self.tall), None
        )
        beside = beside if small else None
        slide = self._slide(first=True)
        wide = _BODY - (_BESIDE + 4 if beside else 0)
        lines = self._gaps(wide)
        room = sum(measure.height(line, _GAP_SIZE, wide) for line in lines) + (1 if lines else 0)
        self._figure(slide, (_EDGE, _TOP, wide, self.tall - room))
        if lines:
            self._text(slide, (_EDGE, self.end - 2 - room, wide, room), lines, _GAP_SIZE, name="signs")
        if beside:
            self._table(slide, WIDE - _EDGE - _BESIDE, beside, self.record.title)
        else:
            self._tables(head, body, first=False)

    def _gaps(self, wide: float) -> list[str]:
        """What stands in the gaps of a chart; where that is long, the tables tell it."""
        lines = gaps(self.plot) if self.plot.kind in CHARTS else []
        if sum(measure.height(line, _GAP_SIZE, wide) for line in lines) <= _GAP_ROOM:
            return lines
        return [words.t("office.gaps_many", n=len(self.plot.untold))]

    def _slide(self, *, first: bool) -> Any:
        """Title, gist, mark, source line and notes: on every slide, since slides are copied one by one."""
        record = self.record
        slide = self.show.slides.add_slide(self.show.slide_layouts[5])
        title, room = slide.shapes.title, _BODY - (50 if record.demo else 0)
        title.left, title.top, title.width, title.height = places((_EDGE, 7, room, 19))
        said = plain.harmless(record.reading if first and record.reading else record.title)
        size = measure.fitting(
            [said], (20.0, 18.0, 16.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0), room, 18, bold=True
        )
        self._lines(title.text_frame, [said], size, bold=True)
        gist = [record.title if first else "", self._chosen(), "　".join(record.origin[:3])]
        gist = [line for line in gist if line]
        size = measure.fitting(gist, (12.0, 11.0, 10.0, 9.0, 8.0, 7.0), _BODY - 4, 23)
        box = self._text(slide, (_EDGE, 28, _BODY, 24), gist, size, name="gist", side=2.0)
        box.fill.solid()
        box.fill.fore_color.rgb = colour(theme.PAGE)
        if record.demo:
            size = measure.fitting([record.demo], (11.0, 10.0, 9.0, 8.0, 7.0), 46, 7.4)
            mark = self._text(
                slide, (WIDE - _EDGE - 48, 8, 48, 8), [record.demo], size, ink=theme.DEMO_TEXT, side=1.0
            )
            mark.fill.solid()
            mark.fill.fore_color.rgb = colour(theme.DEMO_FILL)
        box_ = (_EDGE, self.end, _BODY, _LAST - self.end)
        self._text(slide, box_, self.foot, self.foot_size, ink=theme.MUTED, name="source")
        slide.notes_slide.notes_text_frame.text = "\n".join(
            f"{kind}：{text}" if record.language == "ja" else f"{kind}: {text}"
            for kind, text in plain.notes(record)
        )
        return slide

    def _chosen(self) -> str:
        return words.t("filter.chosen", list=self.record.selection) if self.record.selection else ""

    def _lines(self, frame: Any, lines: Sequence[str], size: float, side: float = 0.0, **look: Any) -> None:
        set_lines(frame, lines, size, language=self.record.language, side=side, **look)

    def _text(
        self, slide: Any, box: Box, lines: Sequence[str], size: float, *, name: str = "", **look: Any
    ) -> Any:
        made = slide.shapes.add_textbox(*places(box))
        if name:
            made.name = name
        self._lines(made.text_frame, lines, size, **look)
        return made

    def _figure(self, slide: Any, box: Box) -> None:
        draw = chart if self.plot.kind in CHARTS else shapes
        draw(slide, self.record, self.plot, box)

    def _tables(self, head: list[Cell], body: list[list[Cell]], *, first: bool) -> None:
        """The whole table in parts of one slide each, the first column repeated."""
        parts = list(_parts(head, body, self.tall))
        for nth, part in enumerate(parts):
            slide = self._slide(first=first and nth == 0)
            page = words.t("office.page", page=nth + 1, pages=len(parts)) if len(parts) > 1 else ""
            self._table(slide, _EDGE, part, f"{self.record.title}{page}")

    def _table(self, slide: Any, left: float, rows: "_Rows", alternative: str) -> None:
        """A native table; cells keep the fill of the figure."""
        frame = slide.shapes.add_table(
            len(rows.body) + 1, len(rows.head), *places((left, _TOP, sum(rows.widths), rows.tall))
        )
        describe(frame, words.t("office.table"), alternative)
        for at, wide in enumerate(rows.widths):
            frame.table.columns[at].width = _emu(wide)
        lines = zip(frame.table.rows, [rows.head, *rows.body], rows.heights, strict=True)
        for row, (line, cells, tall) in enumerate(lines):
            line._tr.h = _emu(tall)  # `line.height` would add up the whole table each time
            for made, cell, align in zip(line.cells, cells, rows.aligned, strict=True):
                self._cell(made, cell, rows, align, head=row == 0)

    def _cell(self, made: Any, cell: Cell, rows: "_Rows", align: str, *, head: bool) -> None:
        """Text and fill of one cell."""
        size = rows.head_size if head else rows.size
        self._lines(made.text_frame, [cell.text], size, align=align, bold=head, ink=cell.ink)
        look = made._tc.get_or_add_tcPr()
        look.set("anchor", "ctr")
        for edge, room in (("marL", _SIDE), ("marR", _SIDE), ("marT", _PAD), ("marB", _PAD)):
            look.set(edge, str(_emu(room)))
        _paint_with(look, theme.GRID if head else cell.fill)


class _Rows:
    """A table as it will stand: widths of its columns and heights of its rows in millimetres at one size of letters.

    whole: no text is broken into lines.
    """

    def __init__(self, head: list[Cell], body: list[list[Cell]], wide: float, size: float) -> None:
        self.head, self.body, self.size = head, body, size
        self.head_size = max(_HEAD, size - 2)
        wanted = [
            max(
                [measure.width(head[column_no].text, self.head_size, bold=True)]
                + [measure.width(row[column_no].text, size) for row in body]
            )
            + 2 * _SIDE
            + 0.3
            for column_no in range(len(head))
        ]
        self.whole = sum(wanted) <= wide and max(wanted) <= wide / 2
        self.widths = measure.columns([min(part, wide / 2) for part in wanted], wide)
        self.aligned = ["l", *(self._side([row[at] for row in body]) for at in range(1, len(head)))]
        self.heights = [
            self._tall(head, self.head_size, bold=True),
            *(self._tall(row, size, bold=False) for row in body),
        ]

    @property
    def tall(self) -> float:
        return sum(self.heights)

    @staticmethod
    def _side(column: Sequence[Cell]) -> str:
        """A column stands on one line with its head: numbers and what stands for them right, short words in the middle."""
        if any(cell.number is not None or cell.state in formats.STATES for cell in column):
            return "r"
        return "ctr" if all(len(cell.text) <= _SHORT for cell in column) else "l"

    def _tall(self, row: list[Cell], size: float, *, bold: bool) -> float:
        pairs = zip(row, self.widths, strict=True)
        text = max(measure.height(cell.text, size, part - 2 * _SIDE, bold=bold) for cell, part in pairs)
        return max(text + 2 * _PAD, 4.5)


def _parts(head: list[Cell], body: list[list[Cell]], tall: float) -> Iterator[_Rows]:
    """The table on one slide in the largest letters that fit; else in parts of one slide each.

    There are fewer columns on a slide where a row would be higher than a slide.
    """
    alone = (_Rows(head, body, _BODY, size) for size in _ALONE if len(head) <= _COLUMNS + 1)
    if found := next((rows for rows in alone if rows.whole and rows.tall <= tall), None):
        yield found
        return
    for columns in (_COLUMNS, 6, 4, 2):
        slides = max(math.ceil((len(head) - 1) / columns), 1)
        each = max(math.ceil((len(head) - 1) / slides), 1)  # none is left alone on the last slide
        groups = [[0, *range(at, min(at + each, len(head)))] for at in range(1, max(len(head), 2), each)]
        parts = [
            ([head[at] for at in group], [[row[at] for at in group] for row in body]) for group in groups
        ]
        tried = ([_Rows(*part, _BODY, size) for part in parts] for size in _ALONE)
        large = (pages for pages in tried if all(page.whole and page.tall <= tall for page in pages))
        least = _SIZES[0] if each <= 6 else _SIZES[-1]
        pages = next(large, None) or [_Rows(*part, _BODY, least) for part in parts]
        if all(max(page.heights) + page.heights[0] <= tall for page in pages):
            break
    for page in pages:
        first = 0
        while first < max(len(page.body), 1):
            last, used = first, page.heights[0]
            while last < len(page.body) and (last == first or used + page.heights[last + 1] <= tall):
                used += page.heights[last + 1]
                last += 1
            yield _Rows(page.head, page.body[first:last], _BODY, page.size)
            first = max(last, first + 1)


def set_lines(
    frame: Any,
    lines: Sequence[str],
    size: float,
    *,
    language: str,
    side: float = 0.0,
    align: str = "l",
    **properties: Any,
) -> None:
    """Lines of text from the top corner, each as high as `measure` says in whatever font it is shown."""
    body = frame._txBody.bodyPr
    edge = str(_emu(side))
    for name, value in (
        ("wrap", "square"),
        ("anchor", "t"),
        ("lIns", edge),
        ("rIns", edge),
        ("tIns", "0"),
        ("bIns", "0"),
    ):
        body.set(name, value)
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        look = paragraph._p.get_or_add_pPr()
        look.set("algn", align)
        for space, points in (("lnSpc", size * measure.LEADING), ("spcBef", 0.0), ("spcAft", 0.0)):
            _put(_put(look, space), "spcPts", val=str(round(points * 100)))
        speak(paragraph, plain.harmless(line), size, language=language, **properties)


def _columns(text: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if ord(letter) > 0x2000 else 1 for letter in text)


def grid(record: FigureRecord, plot: Plot) -> tuple[list[Cell], list[list[Cell]]]:
    """Head and rows of the cross table; the published rows themselves where they make none."""
    if plot.kind != "table":
        head = [Cell(plot.head), *(Cell(series.name) for series in plot.series)]
        return head, [
            [Cell(name), *(series.cells[row_no] for series in plot.series)]
            for row_no, name in enumerate(plot.categories)
        ]
    found = rows(record)
    names = [c for c in map(str, record.table.columns) if c != "state" and not c.endswith("_state")]
    body = [[Cell(str(row[name][0])) for name in names] for row in found]
    return [Cell(record.heads.get(name, name)) for name in names], body


def describe(shape: Any, name: str, text: str) -> None:
    """Name and alternative text of a shape, chart or table."""
    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain.harmless(text))


def chart(slide: Any, record: FigureRecord, plot: Plot, box: Box) -> Any:
    """The native chart; a number that is not published is a gap in it and in its workbook."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    kind, data = _between(plot) if plot.kind == "scatter" else _beside(record, plot)
    frame = slide.shapes.add_chart(kind, *places(box), data)
    describe(frame, record.title, record.reading or record.title)
    made = frame.chart
    made.has_title = False
    made.font.size, made.font.name = Pt(10), FONT
    _asian(made._chartSpace)
    several = plot.kind != "scatter" and len(plot.charted) + 2 * bool(plot.low) > 1
    made.has_legend = several
    if several:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    if plot.kind == "scatter":
        _place(made, plot)
    else:
        _axes(made, plot)
        _paint(made, plot)
    return frame


def _beside(record: FigureRecord, plot: Plot) -> tuple[Any, Any]:
    """Kind and numbers of a chart that has a place a category."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    bars = {
        (True, True): XL_CHART_TYPE.BAR_STACKED, (True, False): XL_CHART_TYPE.BAR_CLUSTERED,
        (False, True): XL_CHART_TYPE.COLUMN_STACKED, (False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
    }  # fmt: skip
    kind = bars[plot.horizontal, plot.stacked] if plot.kind == "bars" else XL_CHART_TYPE.LINE_MARKERS
    data = CategoryChartData(number_format=plot.number_format)
    data.categories = [plain.harmless(name) for name in labelled(plot)]
    ends = [(record.heads["low"], plot.low), (record.heads["high"], plot.high)] if plot.low else []
    for name, cells in [*((s.name, s.cells) for s in plot.charted), *ends]:
        data.add_series(plain.harmless(name), [cell.number for cell in cells])
    return kind, data


def _between(plot: Plot) -> tuple[Any, Any]:
    """Kind and numbers of a chart of points between two measures."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    across, up = plot.charted
    data = XyChartData(number_format=across.number_format)
    points = data.add_series(plain.harmless(up.name), number_format=up.number_format)
    for at in plot.placed:
        points.add_data_point(across.cells[at].number, up.cells[at].number)
    return XL_CHART_TYPE.XY_SCATTER, data


def _asian(chart_space: Any) -> None:
    """The font of Japanese letters beside that of Latin ones."""
    from pptx.oxml.ns import qn

    for latin in chart_space.iter(qn("a:latin")):
        if latin.getnext() is None or latin.getnext().tag != qn("a:ea"):
            latin.addnext(latin.makeelement(qn("a:ea"), {"typeface": FONT}))


def _axes(made: Any, plot: Plot) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.oxml.ns import qn

    names, counts = made.category_axis, made.value_axis
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.has_major_gridlines = False
    names.format.line.color.rgb = colour(theme.MUTED)
    # Office drops every other name of a crowded axis, and a bar without its name says nothing.
    skip = names._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    names._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    counts.major_gridlines.format.line.color.rgb = colour(theme.GRID)
    counts.tick_labels.number_format, counts.tick_labels.number_format_is_linked = plot.number_format, False
    if plot.from_zero:
        counts.minimum_scale = 0
    # Office counts lying bars from below. Turned round, the axis of numbers stands on top: "high" brings it down again.
    if plot.horizontal:
        names.reverse_order = True
        counts.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _paint(made: Any, plot: Plot) -> None:
    """Colours, labels and marks as on screen; an interval is a line between its two ends."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    drawn = made.plots[0]
    if plot.kind == "bars":
        drawn.gap_width = 50
    for nth, series in enumerate(drawn.series):
        bound = nth >= len(plot.charted)
        tint = theme.MUTED if bound else plot.charted[nth].colour
        if plot.kind == "bars":
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour(tint)
            series.format.line.color.rgb = colour(theme.MUTED)
            series.format.line.width = Pt(0.5)
        else:
            series.smooth = False
            series.marker.style = XL_MARKER_STYLE.DASH if bound else XL_MARKER_STYLE.CIRCLE
            series.marker.size = 7
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour(tint)
            series.marker.format.line.color.rgb = colour(tint)
            if plot.kind == "points":
                series.format.line.fill.background()
            else:
                series.format.line.color.rgb = colour(tint)
        if bound or plot.low:
            continue
        labels = series.data_labels
        labels.show_value = True
        labels.font.size, labels.font.name = Pt(9), FONT
        labels.number_format, labels.number_format_is_linked = plot.number_format, False
        if plot.stacked:
            labels.number_format = f"{plot.number_format};;"
            labels.font.color.rgb = colour(letters_on(tint))
        elif plot.kind != "bars":
            labels.position = XL_LABEL_POSITION.ABOVE
    if plot.low:
        lines = made._chartSpace.makeelement(qn("c:hiLowLines"), {})
        drawn._element.find(qn("c:marker")).addprevious(lines)
    _asian(made._chartSpace)


def _place(made: Any, plot: Plot) -> None:
    """Both axes by their measure, and each point in its colour with its name where there is room."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.util import Pt

    for axis, series in zip((made.category_axis, made.value_axis), plot.charted, strict=True):
        axis.has_title = True
        title = axis.axis_title.text_frame
        title.text = plain.harmless(series.name)
        title.paragraphs[0].runs[0].font.size, title.paragraphs[0].runs[0].font.bold = Pt(10), False
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = colour(theme.GRID)
        axis.format.line.color.rgb = colour(theme.MUTED)
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = series.number_format, False
        if from_zero(series.cells):
            axis.minimum_scale = 0
    sides = {"left": XL_LABEL_POSITION.LEFT, "right": XL_LABEL_POSITION.RIGHT}
    sides |= {"top": XL_LABEL_POSITION.ABOVE, "bottom": XL_LABEL_POSITION.BELOW}
    points = made.plots[0].series[0]
    points.format.line.fill.background()
    for nth, (category_no, look) in enumerate(zip(plot.placed, plot.points, strict=True)):
        mark = points.points[nth].marker
        mark.style, mark.size = XL_MARKER_STYLE.CIRCLE, 8
        mark.format.fill.solid()
        mark.format.fill.fore_color.rgb = colour(look.colour)
        mark.format.line.color.rgb = colour(look.colour)
        if not look.side:
            continue
        label = points.points[nth].data_label
        label.text_frame.text = plain.harmless(plot.categories[category_no])
        label.text_frame.paragraphs[0].runs[0].font.size = Pt(9)
        label.text_frame.paragraphs[0].runs[0].font.name = FONT
        label.position = next(place for word, place in sides.items() if word in look.side)
    _asian(made._chartSpace)


def shapes(slide: Any, record: FigureRecord, plot: Plot, box: Box) -> None:
    """A map or flows, which Office has no chart for, as shapes that can be edited."""
    if plot.kind == "map":
        _Map(slide, record, plot, box).draw()
    else:
        _flows(slide, record, plot, box)


def carried(record: FigureRecord, plot: Plot, box: Box) -> list[Any]:
    """The elements of a map or flows, for files of other kinds that take them over from a slide; empty without a shape."""
    show = blank(record)
    slide = show.slides.add_slide(show.slide_layouts[6])
    shapes(slide, record, plot, box)
    unnumbered(slide)
    return [shape._element for shape in slide.shapes]


class _Map:
    """Municipalities as named freeforms, lines between them, names above: all can be moved and recoloured."""

    def __init__(self, slide: Any, record: FigureRecord, plot: Plot, box: Box) -> None:
        self.slide, self.record, self.plot = slide, record, plot
        points = [point for outline in plot.outlines for ring in outline.rings for point in ring]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        self.north, south = max(y for _, y in points), min(y for _, y in points)
        left, top, width, height = box
        height -= 10  # the legend
        self.scale = min(width / (east - west), height / ((self.north - south) * plot.stretch))
        self.west = west
        self.left = left + (width - self.scale * (east - west)) / 2
        self.top, self.box = top + 10, box

    def draw(self) -> None:
        for outline in self.plot.outlines:
            rings = [[self.at(point) for point in ring] for ring in outline.rings]
            name = self.named(outline.code)
            made = freeform(self.slide, rings, closed=True)
            describe(made, name, f"{name}：{outline.status}")
            made.fill.solid()
            made.fill.fore_color.rgb = colour(outline.fill)
            made.line.color.rgb = colour(theme.MUTED)
        for arc in self.plot.arcs:
            self._arc(arc)
        for text, x, y in self.plot.names:
            self._name(text, *self.at((x, y)))
        _legend(self.slide, self.record, self.box)

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Millimetres on the slide."""
        x, y = point
        return (
            self.left + (x - self.west) * self.scale,
            self.top + (self.north - y) * self.scale * self.plot.stretch,
        )

    def named(self, code: str) -> str:
        """The name of a municipality as the table has it."""
        table = self.record.table
        if not {"lg_code", "municipality"} <= set(table.columns):
            return code
        found = table.loc[table["lg_code"].astype(str) == code, "municipality"]
        return str(found.iloc[0]) if len(found) else code

    def _arc(self, arc: Arc) -> None:
        from pptx.enum.dml import MSO_LINE
        from pptx.oxml.ns import qn
        from pptx.util import Pt

        made = freeform(self.slide, [[self.at(point) for point in arc.points]], closed=False)
        made.fill.background()
        made.line.color.rgb = colour(arc.colour)
        made.line.width = Pt(arc.width * 0.75)
        if arc.dotted:
            made.line.dash_style = MSO_LINE.ROUND_DOT
        if arc.arrow:
            # python-pptx (1.0) knows no heads of arrows.
            line = made.line._get_or_add_ln()
            line.append(line.makeelement(qn("a:tailEnd"), {"type": "triangle"}))

    def _name(self, text: str, x: float, y: float) -> None:
        from pptx.enum.text import PP_ALIGN

        wide = _columns(text) * 1.55 + 1
        made = self.slide.shapes.add_textbox(*places((x - wide / 2, y - 2.2, wide, 4.4)))
        made.fill.solid()
        made.fill.fore_color.rgb = colour(theme.CARD)
        _faint(made, 85)
        frame = made.text_frame
        frame.margin_top = frame.margin_bottom = frame.margin_left = frame.margin_right = 0
        made.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        language = self.record.language
        speak(made.text_frame.paragraphs[0], plain.harmless(text), 8, bold=True, language=language)


def _legend(slide: Any, record: FigureRecord, box: Box) -> None:
    """The signs of the figure in a row of filled boxes."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Pt

    left, top, width, _ = box
    said = [f"{sign.glyph} {sign.word}" for sign in record.signs]
    widths = measure.columns([measure.width(text, 9) + 4 for text in said], width)
    for sign, text, wide in zip(record.signs, said, widths, strict=True):
        made = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *places((left, top, wide - 1, 7)))
        left += wide
        made.fill.solid()
        made.fill.fore_color.rgb = colour(sign.fill)
        made.line.color.rgb = colour(theme.MUTED)
        _flat(made)
        describe(made, sign.word, sign.word)
        frame = made.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.word_wrap = True
        size = measure.fitting([text], (9.0, 8.0, 7.0, 6.5, 6.0), wide - 1.5, _LEGEND_ROOM)
        frame.paragraphs[0].line_spacing = Pt(size * measure.LEADING)
        speak(frame.paragraphs[0], text, size, ink=sign.ink, language=record.language)


def freeform(slide: Any, rings: Sequence[Sequence[tuple[float, float]]], *, closed: bool) -> Any:
    """One shape of several rings, or one open line, through points in millimetres."""
    lines = [[(_emu(x), _emu(y)) for x, y in ring] for ring in rings]
    across, down = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
    left, top = min(across), min(down)
    wide, tall = max(across) - left, max(down) - top
    made = slide.shapes.build_freeform(left, top).convert_to_shape()
    made.width, made.height = wide, tall
    # The outline is written by itself: python-pptx looks for the place of each point, and a coast has thousands.
    paths = made._element.spPr.find(f"{_DRAWINGML}custGeom/{_DRAWINGML}pathLst")
    paths.clear()
    path = _put(paths, "path", w=str(wide), h=str(tall))
    for line in lines:
        for at, (x, y) in enumerate(line):
            _put(_put(path, "lnTo" if at else "moveTo"), "pt", x=str(x - left), y=str(y - top))
        if closed:
            _put(path, "close")
    return _flat(made)


def _flat(shape: Any) -> Any:
    """Without the shadow that a theme gives to shapes."""
    from pptx.oxml.ns import qn

    for effect in shape._element.iter(qn("a:effectRef")):
        effect.set("idx", "0")
    return shape


def _flows(slide: Any, record: FigureRecord, plot: Plot, box: Box) -> None:
    """Flows from left to right as bands of the width of their number; hidden ones have none and stand in the table."""
    left, top, width, height = box
    names, node = 34.0, 4.0
    flows = [
        (row, target_no, cell.number)
        for target_no, series in enumerate(plot.series)
        for row, cell in enumerate(series.cells)
        if cell.number
    ]
    if not flows:
        return
    sides = ([(row, n) for row, _, n in flows], [(target_no, n) for _, target_no, n in flows])
    scale = min(_scale(side, height) for side in sides)
    sources, targets = (_stacked(side, top, height, scale) for side in sides)
    x0, x1 = left + names, left + width - names
    here, there = {k: y for k, (y, _) in sources.items()}, {k: y for k, (y, _) in targets.items()}
    for row, target_no, number in sorted(flows):
        thick = number * scale
        tint = theme.SERIES[row % len(theme.SERIES)]
        made = _band(slide, (x0 + node, here[row]), (x1 - node, there[target_no]), thick)
        source, target = plot.categories[row], plot.series[target_no].name
        describe(made, f"{source} → {target}", f"{source} → {target} {formats.number(number)}")
        made.fill.solid()
        made.fill.fore_color.rgb = colour(tint)
        _faint(made)
        made.line.fill.background()
        here[row] += thick
        there[target_no] += thick
    for side, nodes in ((0, sources), (1, targets)):
        for node_no, (y, tall_node) in nodes.items():
            name = plot.series[node_no].name if side else plot.categories[node_no]
            tint = theme.MUTED if side else theme.SERIES[node_no % len(theme.SERIES)]
            _node(slide, record, name, ((x1 - node if side else x0), y, node, tall_node), tint, side)


def _sums(flows: Sequence[tuple[int, float]]) -> dict[int, float]:
    sums: dict[int, float] = {}
    for key, number in sorted(flows):
        sums[key] = sums.get(key, 0) + number
    return sums


def _slot(nodes: int, height: float) -> float:
    """The least height of a node with its name: names of thin ones do not cover each other."""
    return min(_NAME, height / nodes - _BETWEEN)


def _scale(flows: Sequence[tuple[int, float]], height: float) -> float:
    """Millimetres of a unit, so that thick nodes share what thin ones, which need room for their names, leave over."""
    sums = _sums(flows)
    least, room, thick = _slot(len(sums), height), height - _BETWEEN * len(sums), dict(sums)
    while True:
        scale = room / sum(thick.values()) if thick else 0.0
        thin = [key for key, total in thick.items() if total * scale < least]
        if not thin or len(thin) == len(thick):
            return scale
        for key in thin:
            room -= least
            del thick[key]


def _stacked(
    flows: Sequence[tuple[int, float]], top: float, height: float, scale: float
) -> dict[int, tuple[float, float]]:
    """Top and height of each node, one under the other, each in the middle of its slot."""
    sums = _sums(flows)
    least = _slot(len(sums), height)
    placed, y = {}, top
    for key, total in sums.items():
        slot = max(total * scale, least)
        placed[key] = (y + (slot - total * scale) / 2, total * scale)
        y += slot + _BETWEEN
    return placed


def _band(slide: Any, start: tuple[float, float], end: tuple[float, float], thick: float) -> Any:
    """A bent band between two nodes, as one freeform."""
    (x0, y0), (x1, y1) = start, end
    steps = [at / 16 for at in range(17)]
    upper = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * (3 * t**2 - 2 * t**3)) for t in steps]
    lower = [(x, y + thick) for x, y in reversed(upper)]
    return freeform(slide, [[*upper, *lower]], closed=True)


def _faint(shape: Any, percent: int = 40) -> None:
    """Less than the whole strength of its fill, so that what lies below is seen."""
    from pptx.oxml.ns import qn

    # Of fill and line alike; python-pptx (1.0) has no word for it.
    for found in shape._element.spPr.iter(qn("a:srgbClr")):
        found.append(found.makeelement(qn("a:alpha"), {"val": f"{percent}000"}))


def _node(slide: Any, record: FigureRecord, name: str, box: Box, tint: str, side: int) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import PP_ALIGN

    x, y, wide, tall = box
    made = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *places((x, y, wide, max(tall, 0.3))))
    made.fill.solid()
    made.fill.fore_color.rgb = colour(tint)
    made.line.fill.background()
    _flat(made)
    describe(made, name, name)
    at = x + wide if side else x - 34
    text = slide.shapes.add_textbox(*places((at, y + tall / 2 - _NAME / 2, 34, _NAME)))
    text.text_frame.margin_top = text.text_frame.margin_bottom = 0
    text.text_frame.word_wrap = True
    text.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if side else PP_ALIGN.RIGHT
    text.text_frame.margin_left = text.text_frame.margin_right = _emu(1)
    size = next((s for s in (9.0, 8.0, 7.0, 6.5, 6.0) if measure.lines(name, s, 32) == 1), 5.0)
    speak(text.text_frame.paragraphs[0], plain.harmless(name), size, language=record.language)
