"""A workbook as it is seen: the text of each cell, and an open document that carries it beside the values.

An own, plain reading of number formats: of the few that the faults use.
"""

import datetime as dt
import io
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.cell.rich_text import CellRichText, TextBlock

_NAMES = {"office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible"}
_STYLES = """
<style:style style:name="Tstrike"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="Tsmall"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="cestrike" style:family="table-cell" style:parent-style-name="Tstrike"/>
<style:style style:name="cewhite" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="tahidden" style:family="table"><style:table-properties table:display="false"/></style:style>
"""


def displayed(cell: Any) -> str:
    """What a person sees in the cell."""
    value, code = cell.value, str(cell.number_format)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if "y" in code:
        return f"{dt.date(1899, 12, 30) + dt.timedelta(days=int(value)):%Y/%m/%d}"
    sections = re.findall(r'(?:"[^"]*"|[^;])*', code)[::2] if ";" in code else [code]
    section = sections[2] if value == 0 and len(sections) > 2 else sections[0]
    return _number(value, section)


def _number(value: float, section: str) -> str:
    if section == "General":
        return str(value)
    plain = re.sub(r"_.|\*.", "", section)
    digits = re.search(
        r"[0#,]*[0#](?:[.]0+)?,*", re.sub(r'"[^"]*"|\\.', lambda found: " " * len(found[0]), plain)
    )
    words = plain.replace('"', "").replace("\\", "")
    if digits is None:
        return words
    pattern = digits[0]
    scale = len(pattern) - len(pattern.rstrip(","))
    decimals = len(pattern.partition(".")[2].rstrip(","))
    shown = value * (100 if "%" in plain else 1) / 1000**scale
    thousands = "," in pattern.rstrip(",")
    text = f"{shown:{',' if thousands else ''}.{decimals}f}"
    before, after = plain[: digits.start()], plain[digits.end() :]
    return "".join(part.replace('"', "").replace("\\", "") for part in (before, text, after))


def open_document(book: Any) -> bytes:
    """The sheets of an openpyxl workbook as an .ods file."""
    told = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES.items()
    )
    tables = "".join(map(_table, book.worksheets))
    content = (
        f"<office:document-content {told}><office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
    return target.getvalue()


def _table(sheet: Any) -> str:
    hidden = ' table:style-name="tahidden"' if sheet.sheet_state != "visible" else ""
    rows = []
    for row in sheet.iter_rows():
        unseen = ' table:visibility="collapse"' if sheet.row_dimensions[row[0].row].hidden else ""
        rows.append(f"<table:table-row{unseen}>{''.join(map(_cell, row))}</table:table-row>")
    return f'<table:table table:name="{escape(sheet.title)}"{hidden}>{"".join(rows)}</table:table>'


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return "<table:table-cell/>"
    font = cell.font
    white = font.color is not None and str(font.color.rgb) == "FFFFFFFF"
    style = ' table:style-name="cestrike"' if font.strike else ' table:style-name="cewhite"' if white else ""
    rich = isinstance(value, CellRichText)
    text = "".join(map(_run, value)) if rich else escape(displayed(cell))
    kind = 'office:value-type="string"'
    if isinstance(value, int | float) and not isinstance(value, bool):
        percent = "%" in str(cell.number_format)
        kind = f'office:value-type="{"percentage" if percent else "float"}" office:value="{value}"'
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell{style} {kind}>{lines}</table:table-cell>"


def _run(run: Any) -> str:
    if not isinstance(run, TextBlock):
        return escape(str(run))
    struck, small = run.font.strike, run.font.vertAlign is not None
    name = "Tstrike" if struck else "Tsmall" if small else "Tplain"
    return f'<text:span text:style-name="{name}">{escape(str(run))}</text:span>'
