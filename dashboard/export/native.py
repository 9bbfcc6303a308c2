"""Shapes that a slide would hold (maps, flows) as one group on a sheet of Excel: moved, recoloured and renamed as there.

XlsxWriter draws rectangles only. It is asked for an empty one where the figure stands, and that is exchanged for the
group in the finished file: the drawing language of slides and sheets is the same.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from dashboard.export import plain, pptx
from dashboard.export.figure_record import FigureRecord
from dashboard.export.plot import Plot

WIDE, TALL = 240.0, 150.0  # millimetres
PIXELS = 96 / 25.4  # of a millimetre
_SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_HOLDER = re.compile(
    r'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="(\d+)" name="[^"]*" descr="([^"]*)".*?</xdr:sp>',
    re.DOTALL,
)
_LATIN = re.compile(r'(<a:latin typeface="([^"]*)"[^>]*/>)(?!<a:ea)')


def group(record: FigureRecord, plot: Plot) -> str:
    """The figure as one group of a sheet (XML); "" when nothing of it may be drawn."""
    from lxml import etree

    drawn = pptx.carried(record, plot, (0.0, 0.0, WIDE, TALL))
    found = [_moved(shape, number) for number, shape in enumerate(drawn, 1000)]
    inside = "".join(etree.tostring(one, encoding="unicode") for one in found)
    if not inside:
        return ""
    corners = "".join(
        f'<a:{kind} {x}="{round(wide * 36000)}" {y}="{round(tall * 36000)}"/>'
        for kind, x, y, wide, tall in (
            ("off", "x", "y", 0.0, 0.0),
            ("ext", "cx", "cy", WIDE, TALL),
            ("chOff", "x", "y", 0.0, 0.0),
            ("chExt", "cx", "cy", WIDE, TALL),
        )
    )
    said = quoteattr(plain.harmless(record.reading or record.title))
    return (
        f'<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="999" name={quoteattr(plain.harmless(record.title))} descr={said}/>'
        f"<xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr><a:xfrm>{corners}</a:xfrm></xdr:grpSpPr>{inside}</xdr:grpSp>"
    )


def _moved(shape: Any, number: int) -> Any:
    """A shape of a slide as a shape of a sheet: same outline, fill, name and words."""
    from lxml import etree

    known = shape.xpath(".//p:cNvPr")[0]
    said = {"id": str(number), "name": known.get("name", ""), "descr": known.get("descr", "")}
    made = etree.Element(f"{{{_SHEET}}}sp", {"macro": "", "textlink": ""}, nsmap={"xdr": _SHEET})
    head = etree.SubElement(made, f"{{{_SHEET}}}nvSpPr")
    etree.SubElement(head, f"{{{_SHEET}}}cNvPr", said)
    etree.SubElement(head, f"{{{_SHEET}}}cNvSpPr")
    for name in ("spPr", "txBody"):
        for part in shape.xpath(f"./p:{name}"):
            copied = etree.SubElement(made, f"{{{_SHEET}}}{name}")
            copied.extend(list(part))
    return made


def placed(data: bytes, groups: Mapping[str, str]) -> bytes:
    """A finished workbook with each group where its empty rectangle (known by its alternative text) stood.

    Charts name their font for Japanese letters too: XlsxWriter names it for Latin ones alone, and Excel then takes another.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            held = old.read(part)
            if part.filename.startswith("xl/drawings/drawing"):
                text = _HOLDER.sub(lambda found: groups.get(found[2], found[0]), held.decode("utf-8"))
                held = text.encode("utf-8")
            elif part.filename.startswith("xl/charts/chart"):
                held = _LATIN.sub(r'\1<a:ea typeface="\2"/>', held.decode("utf-8")).encode("utf-8")
            new.writestr(part, held)
    return out.getvalue()
