"""A figure as a Word document for the papers of a council: figure, table, notes on A4.

The chart is Word's own, with its workbook; maps and flows are a group of shapes, matrices a table with fills.
"""

import copy
import io
from typing import Any

from dashboard import theme, words
from dashboard.export import measure, plain, pptx
from dashboard.export.figure_record import FigureRecord, writable
from dashboard.export.plot import CHARTS, Cell, Plot, of
from dashboard.export.xlsx import FONT, gaps

_WIDE = 170.0  # millimetres between the margins of A4
_COLUMNS = 7  # of a table on an upright page
_DRAWN = (0.0, 0.0, 240.0, 150.0)  # where shapes are drawn before they are scaled to the page,
_SCALE = _WIDE / _DRAWN[2]  # and by how much
_NAME, _SMALLEST = 13, 8  # half points of a name in a drawing, and of what has to be smaller
_NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}


def document(record: FigureRecord) -> bytes:
    """The document in the language of the page."""
    import docx

    record = writable(record)
    with words.speaking(record.language):
        paper = docx.Document()
        _Paper(paper, record, of(record)).write()
        out = io.BytesIO()
        paper.save(out)
        return out.getvalue()


class _Paper:
    """One figure with its table and notes, from top to bottom."""

    def __init__(self, paper: Any, record: FigureRecord, plot: Plot) -> None:
        self.paper, self.record, self.plot = paper, record, plot

    def write(self) -> None:
        """Title, reading, figure, table, notes; the mark of fictitious data in the header of every page."""
        record, plot = self.record, self.plot
        self._set_up()
        self._say(record.title, 14, bold=True, style="Heading 1")
        if record.demo:
            self._say(record.demo, 10, ink=theme.DEMO_TEXT)
        self._say(record.reading, 10.5)
        if record.selection:
            self._say(words.t("filter.chosen", list=record.selection), 9)
        if plot.kind in CHARTS:
            self._chart()
            for line in gaps(plot):
                self._say(line, 8)
        elif plot.kind in ("map", "flows"):
            self._shapes()
        self._say(words.t("office.table"), 11, bold=True, style="Heading 2")
        head, body = pptx.grid(record, plot)
        for first in range(1, max(len(head), 2), _COLUMNS):
            shown = [0, *range(first, min(first + _COLUMNS, len(head)))]
            self._table(
                [head[column_no] for column_no in shown],
                [[row[column_no] for column_no in shown] for row in body],
            )
        self._say(record.legend, 8, ink=theme.MUTED)
        self._say(words.t("office.sheet.notes"), 11, bold=True, style="Heading 2")
        for kind, text in plain.notes(record):
            self._say(f"{kind}：{text}" if record.language == "ja" else f"{kind}: {text}", 9)

    def _set_up(self) -> None:
        from docx.shared import Mm

        page = self.paper.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
        said = self.paper.core_properties
        said.title, said.author, said.last_modified_by = self.record.title, "", ""
        said.comments, said.language = self.record.demo, self.record.language
        _named(self.paper.styles["Normal"].element.get_or_add_rPr())
        if self.record.demo:
            _run(page.header.paragraphs[0], self.record.demo, 9, theme.DEMO_TEXT)
        _run(page.footer.paragraphs[0], self.record.snapshot_id, 8, theme.MUTED)

    def _say(
        self, text: str, size: float, *, bold: bool = False, ink: str = theme.TEXT, style: str = "Normal"
    ) -> None:
        from docx.shared import Pt

        paragraph = self.paper.add_paragraph(style=style)
        paragraph.paragraph_format.space_after = Pt(3)
        _run(paragraph, plain.harmless(text), size, ink, bold=bold)

    def _chart(self) -> None:
        """The chart that a slide would hold, moved here with its workbook."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        slide = _slide(self.record)
        frame = pptx.chart(slide, self.record, self.plot, (0, 0, _WIDE, 100))
        made, package = frame.chart.part, self.paper.part.package
        chart = Part(PackURI("/word/charts/chart1.xml"), made.content_type, made.blob, package)
        held = made.chart_workbook.xlsx_part
        book = Part(PackURI("/word/embeddings/chart1.xlsx"), held.content_type, held.blob, package)
        for name, link in made.rels.items():
            chart.load_rel(link.reltype, book, name)
        number = self.paper.part.relate_to(chart, f"{_NAMES['r']}/chart")
        self._inline(
            f'<a:graphicData uri="{_NAMES["c"]}"><c:chart r:id="{number}"/></a:graphicData>', (_WIDE, 100)
        )

    def _shapes(self) -> None:
        """The shapes that a slide would hold, as one group scaled to the page."""
        from lxml import etree

        drawn = pptx.carried(self.record, self.plot, _DRAWN)
        _, _, wide, tall = (round(part * 36000) for part in _DRAWN)
        size = (_WIDE, _WIDE * _DRAWN[3] / _DRAWN[2])
        found = [_moved(shape, at) for at, shape in enumerate(drawn, 2)]
        inside = "".join(etree.tostring(one, encoding="unicode") for one in found)
        cx, cy = round(size[0] * 36000), round(size[1] * 36000)
        group = (
            f'<a:graphicData uri="{_NAMES["wpg"]}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>'
            f'<a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/><a:chOff x="0" y="0"/>'
            f'<a:chExt cx="{wide}" cy="{tall}"/></a:xfrm></wpg:grpSpPr>{inside}</wpg:wgp></a:graphicData>'
        )
        self._inline(group, size, needs="wpg")

    def _inline(self, graphic: str, size: tuple[float, float], needs: str = "") -> None:
        """A drawing in a line of its own, with its alternative text."""
        from docx.oxml import parse_xml

        spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMES.items())
        cx, cy = (round(part * 36000) for part in size)
        said = _attribute(self.record.reading or self.record.title)
        drawing = (
            f'<w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="1" name={_attribute(self.record.title)} descr={said}/>'
            f"<wp:cNvGraphicFramePr/><a:graphic>{graphic}</a:graphic></wp:inline></w:drawing>"
        )
        if needs:
            drawing = (
                f'<mc:AlternateContent><mc:Choice Requires="{needs}">{drawing}</mc:Choice>'
                "</mc:AlternateContent>"
            )
        self.paper.add_paragraph()._p.append(parse_xml(f"<w:r {spaces}>{drawing}</w:r>"))

    def _table(self, head: list[Cell], body: list[list[Cell]]) -> None:
        """A table whose head is repeated on every page and whose cells keep the fill of the figure."""
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        table = self.paper.add_table(rows=len(body) + 1, cols=len(head), style="Table Grid")
        table.autofit = False
        wide = _WIDE / (len(head) + 0.6)
        repeated = table.rows[0]._tr.get_or_add_trPr()
        repeated.append(repeated.makeelement(qn("w:tblHeader"), {}))
        for line, row in zip([head, *body], table.rows, strict=True):
            for column_no, (cell, made) in enumerate(zip(line, row.cells, strict=True)):
                made.width = Mm(wide * (1.6 if column_no == 0 else 1))
                paragraph = made.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.alignment = 2 if column_no and cell.number is not None else 0
                first = line is head
                _run(paragraph, plain.harmless(cell.text), 8, cell.ink, bold=first)
                _fill(made, theme.GRID if first else cell.fill)
        self.paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _slide(record: FigureRecord) -> Any:
    """A slide nobody sees, to draw on."""
    show = pptx.blank(record)
    return show.slides.add_slide(show.slide_layouts[6])


def _attribute(text: str) -> str:
    from xml.sax.saxutils import quoteattr

    return quoteattr(plain.harmless(text))


def _named(properties: Any) -> None:
    """Both fonts of a run or style: of Latin and of Japanese letters."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _run(paragraph: Any, text: str, size: float, ink: str = theme.TEXT, *, bold: bool = False) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(ink.removeprefix("#"))
    _named(run._r.get_or_add_rPr())


def _fill(cell: Any, fill: str) -> None:
    from docx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()
    look = {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): fill.removeprefix("#")}
    properties.append(properties.makeelement(qn("w:shd"), look))


def _moved(shape: Any, number: int) -> Any:
    """A shape of a slide as a shape of Word: same outline, fill, name and words."""
    from lxml import etree

    def tag(name: str) -> str:
        prefix, local = name.split(":")
        return f"{{{_NAMES[prefix]}}}{local}"

    made = etree.Element(tag("wps:wsp"))
    known = shape.xpath(".//p:cNvPr")[0]
    said = {"id": str(number), "name": known.get("name", ""), "descr": known.get("descr", "")}
    etree.SubElement(made, tag("wps:cNvPr"), said)
    etree.SubElement(made, tag("wps:cNvSpPr"))
    look = etree.SubElement(made, tag("wps:spPr"))
    look.extend(copy.deepcopy(part) for part in shape.spPr)
    text = "".join(found.text or "" for found in shape.iter(tag("a:t")))
    if text:
        box = etree.SubElement(etree.SubElement(made, tag("wps:txbx")), tag("w:txbxContent"))
        inks = [found.get("val") for found in shape.txBody.iter(tag("a:srgbClr"))]
        sides = [found.get("algn") for found in shape.txBody.iter(tag("a:pPr"))]
        alone = shape.txBody.bodyPr.get("wrap") == "none"  # one line over its plate
        room = int(shape.xpath(".//a:ext/@cx")[0]) / 36000 * _SCALE
        size = _fitting(text, room, 1 if alone else 2)
        said_whole = text.replace(" ", "\u00a0") if alone else text
        box.append(_paragraph(said_whole, (inks or ["1A1A1A"])[0], (sides or [None])[0], size))
    etree.SubElement(made, tag("wps:bodyPr"), {"lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
    return made


def _fitting(text: str, room: float, most: int) -> int:
    """Half points at which a text takes no more than so many lines of its shape: Word would cut what is below it."""
    sizes = range(_NAME, _SMALLEST, -1)
    return next((size for size in sizes if measure.lines(text, size / 2, room) <= most), _SMALLEST)


def _paragraph(text: str, ink: str, side: str | None, size: int) -> Any:
    """One line in a shape; size: in half points, as Word counts."""
    from xml.sax.saxutils import escape

    from docx.oxml import parse_xml

    where = {"r": "right", "l": "left"}.get(side or "", "center")
    return parse_xml(
        f'<w:p xmlns:w="{_NAMES["w"]}"><w:pPr><w:spacing w:after="0" w:line="{size * 13}" w:lineRule="exact"/>'
        f'<w:jc w:val="{where}"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" '
        f'w:eastAsia="{FONT}"/><w:color w:val="{ink}"/><w:sz w:val="{size}"/></w:rPr>'
        f"<w:t>{escape(text)}</w:t></w:r></w:p>"
    )
