"""The copy of a submission that is kept: what its reader reads, and nothing else of the file.

Built from what is allowed, so that no place can be forgotten: sheets with their cells, merged areas and drop-downs, the texts
that cells show, formats. Authors, properties, comments, drawings, headers, messages, links, caches and readings stay outside.
"""

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from xml.etree import ElementTree

import olefile
from defusedxml.ElementTree import fromstring, iterparse

from etl.intake import spreadsheet, webpage
from etl.intake.book import Book
from etl.intake.package import links_of, main_part
from etl.intake.text import clean

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ElementTree.register_namespace("", _MAIN)
ElementTree.register_namespace("r", _LINK)
# Parts of the package, by the end of their link's type.
_PARTS = {"worksheet": "worksheet", "styles": "styles", "sharedStrings": "sharedStrings"}
_SHEET = frozenset(
    {
        *("sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "mergeCells"),
        *("conditionalFormatting", "dataValidations", "pageMargins"),
    }
)
_BOOK = frozenset(["workbookPr", "bookViews", "sheets", "definedNames", "calcPr"])
_OWN_NAMES = re.compile(r"_xlnm\.Print_(?:Area|Titles)|list_[a-z0-9_]+")
_SAID = ("prompt", "promptTitle", "error", "errorTitle", "comment", "description", "help", "statusBar")
# Fonts that programs bring; any other name is somebody's word.
_FONTS = re.compile(
    r"(?:MS|BIZ UD|UD デジタル 教科書体|HG[A-Z]*|游|Yu|Noto (?:Sans|Serif)(?: CJK)?(?: JP)?|IPA[a-z]*|メイリオ|Meiryo(?: UI)?"
    r"|Calibri|Cambria|Arial|Aptos|Times New Roman|Liberation (?:Sans|Serif)|Segoe UI|Verdana|Tahoma|Courier New|Century)"
    r"(?: ?(?:P|UI|Pro|Light|Bold|Medium|Narrow|Display|Gothic|Mincho|Black|[NR]-[A-Z]|[A-Z]{1,3}|P?ゴシック体?|P?明朝体?))*"
)
_BINARY_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/workbook\.bin\.rels|(?:workbook|styles|sharedStrings|worksheets/sheet[0-9]+)\.bin)"
)
# Elements of an OpenDocument sheet that are no cell's.
_BESIDE = frozenset(
    {
        *("annotation", "annotation-end", "shapes", "forms", "frame", "custom-shape", "caption", "scripts"),
        *("event-listeners", "tracked-changes", "help-message", "error-message", "database-ranges"),
        *("data-pilot-tables", "dde-links", "consolidation", "named-expressions"),
    }
)
# BIFF records that a reader of cells needs: books and sheets, formats, texts, rows, cells, merged areas.
_RECORDS = frozenset(
    {
        *(
            0x0809,
            0x000A,
            0x0042,
            0x0022,
            0x023E,
            0x007D,
            0x0085,
            0x00FC,
            0x0031,
            0x041E,
            0x00E0,
            0x0200,
            0x0208,
            0x0006,
            0x00BD,
        ),
        *(
            0x00BE,
            0x00FD,
            0x0201,
            0x0203,
            0x0204,
            0x0205,
            0x027E,
            0x0207,
            0x04BC,
            0x0221,
            0x00E5,
            0x0017,
            0x00D6,
        ),
    }
)
_TEXTS, _CONTINUED, _OTHER_BOOK, _NOTHING = 0x00FC, 0x003C, 0x01AE, 0x00E1


def cut(data: bytes, kind: str) -> bytes:
    """The copy of a file of this kind (as :class:`Book` names it); reading it again gives the same sheets."""
    cuts: dict[str, Callable[[bytes], bytes]] = {
        "xlsx": _workbook,
        "xlsm": _workbook,
        "ods": _open_document,
        "xlsb": lambda given: _only(given, _BINARY_PARTS.fullmatch),
        "xls": _old_workbook,
        "html": lambda given: _page(webpage.read(given, "", ())),
    }
    return cuts[kind](data) if kind in cuts else data


def _workbook(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        main = main_part(packed)
        parts = {
            name: spreadsheet.plain_part(name, packed.read(name))
            for name in packed.namelist()
            if _is_text(name)
        }
    book = fromstring(parts[main])
    links = {}
    for link in fromstring(parts.get(links_of(main), b"<none/>")):
        target = link.get("Target", "")
        name = posixpath.normpath(posixpath.join("/", posixpath.dirname(main), target)).lstrip("/")
        kind = _PARTS.get(link.get("Type", "").rpartition("/")[2])
        if kind and name in parts:
            links[link.get("Id", "")] = kind, name
    kept = {main: _cut_book(book, links)}
    used = set[int]()
    for kind, name in links.values():
        if kind == "worksheet":
            kept[name] = _cut_sheet(fromstring(parts[name]), used)
    for kind, name in links.values():
        if kind == "sharedStrings":
            kept[name] = _cut_strings(fromstring(parts[name]), used)
        elif kind == "styles":
            kept[name] = _cut_styles(fromstring(parts[name]))
    types = {main: f"{_KIND}.sheet.main+xml"} | {name: f"{_KIND}.{kind}+xml" for kind, name in links.values()}
    folder = posixpath.dirname(main)
    kept[links_of(main)] = _linked(
        (one, f"{_LINK}/{kind}", posixpath.relpath(name, folder)) for one, (kind, name) in links.items()
    )
    kept["_rels/.rels"] = _linked([("rId1", f"{_LINK}/officeDocument", main)])
    kept["[Content_Types].xml"] = _types(types)
    return _packed(kept)


def _is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _only_these(element: Any, allowed: Iterable[str]) -> None:
    for child in list(element):
        if _tag(child) not in allowed:
            element.remove(child)


def _plain_attributes(element: Any) -> None:
    """Attributes of other vocabularies and those that hold words are left out."""
    for one in list(element.iter()):
        for name in list(one.attrib):
            foreign = name.startswith("{") and not name.startswith(("{http://www.w3.org/XML", f"{{{_LINK}}}"))
            if foreign or name in _SAID:
                del one.attrib[name]


def _cut_book(book: Any, links: dict[str, tuple[str, str]]) -> bytes:
    _only_these(book, _BOOK)
    for group in book:
        for child in list(group):
            link = child.get(f"{{{_LINK}}}id")
            gone = _tag(child) == "sheet" and link not in links
            own = _OWN_NAMES.fullmatch(child.get("name", "")) and '"' not in (child.text or "")
            if gone or (_tag(child) == "definedName" and not own):
                group.remove(child)
    for names in [one for one in book if _tag(one) == "definedNames" and not len(one)]:
        book.remove(names)
    return _written(book)


def _cut_sheet(sheet: Any, used: set[int]) -> bytes:
    _only_these(sheet, _SHEET)
    for cell in sheet.iter(f"{{{_MAIN}}}c"):
        _only_these(cell, ("f", "v", "is"))
        for guide in [
            guide_part
            for inner in cell
            if _tag(inner) == "is"
            for guide_part in inner
            if _tag(guide_part) in ("rPh", "phoneticPr")
        ]:
            next(inner for inner in cell if _tag(inner) == "is").remove(guide)
        shown = next((element.text for element in cell if _tag(element) == "v"), None)
        if cell.get("t") == "s" and shown and shown.strip().isdigit():
            used.add(int(shown))
    for element in sheet.iter():
        for extra in [child for child in element if _tag(child) in ("extLst", "AlternateContent")]:
            element.remove(extra)
    return _written(sheet)


def _cut_strings(strings: Any, used: set[int]) -> bytes:
    """The texts that cells show in their places; those of no cell are blank."""
    _only_these(strings, ("si",))
    for number, text in enumerate(strings):
        _only_these(text, ("t", "r") if number in used else ())
        if not len(text):
            ElementTree.SubElement(text, f"{{{_MAIN}}}t")
    return _written(strings)


def _cut_styles(styles: Any) -> bytes:
    _only_these(
        styles,
        ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "colors"),
    )
    for named in styles.iter(f"{{{_MAIN}}}cellStyles"):
        for style in [one for one in named if one.get("builtinId") is None]:
            named.remove(style)
        named.attrib.pop("count", None)
        for style in named:
            # A style of the program may be called anew: its number says which it is.
            number = style.get("builtinId", "")
            style.set("name", "Normal" if number == "0" else f"Style {number}-{style.get('iLevel', '0')}")
    for font in styles.iter(f"{{{_MAIN}}}font"):
        for name in [one for one in font if _tag(one) in ("name", "rFont")]:
            if not _FONTS.fullmatch(clean(name.get("val"))):
                font.remove(name)
    return _written(styles)


def _written(element: Any) -> bytes:
    _plain_attributes(element)
    return bytes(ElementTree.tostring(element, encoding="utf-8", xml_declaration=True))


def _linked(links: Iterable[tuple[str, str, str]]) -> bytes:
    lines = (
        f'<Relationship Id="{escape(one)}" Type="{kind}" Target="{escape(target)}"/>'
        for one, kind, target in links
    )
    return f'<Relationships xmlns="{_LINKS}">{"".join(lines)}</Relationships>'.encode()


def _types(types: dict[str, str]) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    named = (f'<Override PartName="/{escape(name)}" ContentType="{kind}"/>' for name, kind in types.items())
    usual = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    usual += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{space}">{usual}{"".join(named)}</Types>'.encode()


def _packed(parts: dict[str, bytes]) -> bytes:
    """The same parts give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _only(data: bytes, wanted: Callable[[str], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return _packed({name: packed.read(name) for name in packed.namelist() if wanted(name)})


def _open_document(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        part = packed.read("content.xml")
    # Readers know the elements by the names that office programs give them.
    for _, (prefix, space) in iterparse(io.BytesIO(part), events=("start-ns",)):
        if prefix and not re.fullmatch("ns[0-9]+", prefix):
            ElementTree.register_namespace(prefix, space)
    content = fromstring(part)
    for parent in list(content.iter()):
        before = None
        for child in list(parent):
            if _tag(child) in _BESIDE:
                # The text behind an element is its parent's.
                if before is not None:
                    before.tail = (before.tail or "") + (child.tail or "")
                else:
                    parent.text = (parent.text or "") + (child.tail or "")
                parent.remove(child)
            else:
                before = child
        for name in [
            one
            for one in parent.attrib
            if one.rpartition("}")[2] in ("href", "title", "name") and _tag(parent) == "a"
        ]:
            del parent.attrib[name]
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = {"/": kind.decode(), "content.xml": "text/xml"}
    lines = (
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{of}"/>'
        for name, of in entries.items()
    )
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{"".join(lines)}</manifest:manifest>'
    body = bytes(ElementTree.tostring(content, encoding="utf-8", xml_declaration=True))
    return _packed({"mimetype": kind, "content.xml": body, "META-INF/manifest.xml": manifest.encode()})


def _old_workbook(data: bytes) -> bytes:
    """An .xls with everything but its cells overwritten in place: the layout of the file stays."""
    target = io.BytesIO(data)
    with olefile.OleFileIO(target, write_mode=True) as ole:
        for path in ole.listdir():
            stream = ole.openstream(path).read()
            kept = (
                _blanked(stream)
                if path[-1] in ("Workbook", "Book") and len(path) == 1
                else bytes(len(stream))
            )
            if stream:
                ole.write_stream(path, kept)
    return target.getvalue()


def _blanked(stream: bytes) -> bytes:
    out, offset, last = bytearray(stream), 0, 0
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        itself = kind == _OTHER_BOOK and size == 4
        if not (kind in _RECORDS or itself or (kind == _CONTINUED and last == _TEXTS)):
            struct.pack_into("<H", out, offset, _NOTHING)
            out[offset + 4 : offset + 4 + size] = bytes(len(out[offset + 4 : offset + 4 + size]))
        if kind != _CONTINUED:
            last = kind
        offset += 4 + size
    return bytes(out)


def _page(book: Book) -> bytes:
    """The tables of a page, cell by cell."""
    tables = []
    for sheet in book.sheets:
        areas = {(area.top, area.left): area for area in sheet.merged}
        covered = {
            (row, column)
            for area in sheet.merged
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        } - areas.keys()
        rows = []
        for row_no, cells in enumerate(sheet.rows):
            cells_html = []
            for column, cell in enumerate(cells):
                if (row_no, column) not in covered:
                    area = areas.get((row_no, column))
                    span = (
                        f' rowspan="{area.bottom - row_no + 1}" colspan="{area.right - column + 1}"'
                        if area
                        else ""
                    )
                    cells_html.append(f"<td{span}>{escape(str(cell or '')).replace(chr(10), '<br>')}</td>")
            rows.append(f"<tr>{''.join(cells_html)}</tr>")
        tables.append(f"<table>{''.join(rows)}</table>")
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(tables)}</body></html>'.encode()
