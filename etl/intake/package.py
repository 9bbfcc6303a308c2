"""The zip package of a workbook, looked through before anything opens it.

Bounds first: how many parts, how large unpacked, no declarations of entities, no names that leave the folder.
Then everything a reader of cells does not see: comments, authors, headers and footers, defined names, text boxes,
phonetic guides, cached pivot data – text for the search for personal information, dropped afterwards.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import fromstring

from etl.intake import shapes, traces
from etl.intake.book import MAX_AREA, MAX_CELLS, Area, Aside, Unreadable

MAX_PARTS = 2_000
# Rows a sheet may name, blank ones included: counted in the bytes, before a parser sees a million of them.
MAX_ROW_TAGS = 100_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
# A small part may well be packed tightly; only large ones are bombs.
RATIO_FROM = 10_000_000
_OBJECTS = re.compile(r"(/activeX/|/ctrlProps/|/drawings/drawing|/charts/)")
_UNREAD = ("xl/theme/", "[Content_Types].xml", "META-INF/", "Thumbnails/")
_KINDS = {
    "docProps/": "property",
    "meta.xml": "property",
    "xl/comments": "comment",
    "xl/threadedComments": "comment",
    "xl/drawings": "text_box",
    "xl/workbook": "defined_name",
    "xl/worksheets": "header_footer",
    "styles.xml": "header_footer",
}
# Who wrote the file or a comment in it, and where: every office file tells that, and it is dropped.
_AUTHORS = frozenset(
    {
        "author",
        "creator",
        "lastModifiedBy",
        "Manager",
        "Company",
        "initial-creator",
        "printed-by",
        "lastPrintedBy",
        "creator-initials",
    }
)
_PROGRAM = frozenset({"Application", "AppVersion", "generator", "Template"})
# Attributes that hold words.
_TOLD = frozenset(
    re.split(
        r"\s+",
        """displayName name author v prompt promptTitle error errorTitle tooltip display target descr title user userName
        userId comment description caption command connection refreshedBy alt cellText hint statusBar help url text""",
    )
)
_FORMULAS = frozenset(
    {"formula", "formula1", "formula2", "f", "definedName", "totalsRowFormula", "calculatedColumnFormula"}
)
_FONTS = frozenset({"typeface", "font", "font-family", "font-name"})
_THEMES = frozenset({"theme", "clrScheme", "fontScheme", "fmtScheme"})
# Elements that hold one line in runs, and those that hold written text; numbers elsewhere in a drawing say where it lies.
_LINES = frozenset({"p", "text"})
_WRITTEN = frozenset({"t", "p", "text", "font", "div", "span"})
_NUMBERS = re.compile(r"[0-9\s,.+-]+")
# What of an OpenDocument file says how a screen or a printer is set.
_SETTINGS = ("settings.xml", "Configurations2/", "manifest.rdf", "layout-cache")


@dataclass
class Package:
    """What was found: ``asides``, whether there are ``objects`` or macros, and formulas without a result by part.

    ``shapes`` are the cells under the shapes of each drawing part, ``drawings`` the drawing parts of each sheet's part.
    """

    parts: dict[str, bytes] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    objects: bool = False
    macros: bool = False
    unresolved: dict[str, set[str]] = field(default_factory=dict)
    shapes: dict[str, list[Area]] = field(default_factory=dict)
    drawings: dict[str, list[str]] = field(default_factory=dict)
    main: str = ""


def look_through(data: bytes) -> Package:
    """Check the bounds and gather the texts; :class:`Unreadable` (PX16, PX17) says why a package stays closed."""
    package = Package()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _bounds(entries)
            package.main = main_part(packed)
            package.asides += traces.of_archive(packed, data)
            for entry in entries:
                name = entry.filename
                package.objects |= _is_object(name, packed, entry)
                package.macros |= name.endswith("vbaProject.bin")
                if kind := traces.closed(name):
                    package.asides.append(Aside(kind, posixpath.basename(name)))
                if name.endswith((".xml", ".rels", ".vml", ".svg")):
                    _part(package, name, packed.read(entry))
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:
        raise Unreadable("PX17") from error
    except (NotImplementedError, ValueError, KeyError, LookupError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise error if isinstance(error, Unreadable) else Unreadable("PX17") from error
    return package


def links_of(part: str) -> str:
    """Where the links of a part stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def main_part(packed: zipfile.ZipFile) -> str:
    """The workbook's main part, whatever it is called: the package's first links name it."""
    if "_rels/.rels" not in packed.namelist():
        return ""
    for link in fromstring(packed.read("_rels/.rels"), forbid_dtd=True):
        if link.get("Type", "").endswith("/officeDocument"):
            target = link.get("Target", "").lstrip("/")
            return target if target.endswith(".xml") and target in packed.namelist() else ""
    return ""


def _is_object(name: str, packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Pictures, embedded files, macros; a drawing with nothing in it is what LibreOffice leaves beside its cell notes."""
    if name.startswith("xl/drawings/drawing") and name.endswith(".xml"):
        return b"Anchor" in packed.read(entry)
    return bool(_OBJECTS.search(f"/{name}"))


def _bounds(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("PX16")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    names = [entry.filename for entry in entries]
    outside = [name for name in names if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)]
    bomb = unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)
    if len(names) > MAX_PARTS or len(set(names)) < len(names) or unpacked > MAX_UNPACKED or bomb or outside:
        raise Unreadable("PX17")


def _part(package: Package, name: str, data: bytes) -> None:
    if data.count(b"<row") > MAX_ROW_TAGS or data.count(b"<c ") > MAX_CELLS:
        raise Unreadable("PX17")
    if name in (package.main, links_of(package.main)):
        package.parts[name] = data
    if name.startswith("xl/drawings/drawing"):
        package.shapes[posixpath.basename(name)] = shapes.areas(data)
    elif name.startswith("xl/worksheets/_rels/"):
        package.drawings[posixpath.basename(name).removesuffix(".rels")] = shapes.drawings_of(data)
    package.asides += traces.of_xml(data)
    events = _events(data)
    if name == traces.STYLES:
        package.asides += traces.of_styles(events)
    elif name.endswith(".rels"):
        package.asides += traces.of_links(events)
    elif name == traces.STRINGS:
        package.asides += traces.of_strings(events)
    elif name.startswith("xl/worksheets/sheet"):
        package.asides += _worksheet(package, name, events)
    elif name == "content.xml":
        package.asides += _open_document(events)
    elif name == "styles.xml":
        package.asides += _page_styles(events)
    else:
        kind = next((kind for start, kind in _KINDS.items() if name.startswith(start)), "other")
        # How a shape lies on its sheet is told in numbers; only what is written in it is text.
        placed = kind == "text_box"
        for tag, text in _texts(events, package.asides if kind == "other" else None):
            if name.startswith("xl/theme/") and tag in _THEMES:
                package.asides.append(Aside("part", text))
            if name.startswith(_UNREAD) or (tag in _PROGRAM and text.isascii()):
                continue
            if placed and tag not in _WRITTEN and _NUMBERS.fullmatch(text):
                continue
            if name.startswith(_SETTINGS):
                package.asides += [Aside("other", text)] if traces.speaking(text) else []
            elif tag == "absPath":
                package.asides.append(Aside("path", text))
            else:
                # Who wrote a comment is a property of the file, as its author is: every office file has them.
                package.asides.append(
                    Aside("author" if tag in _AUTHORS or name.startswith("xl/persons") else kind, text)
                )


def _events(data: bytes) -> Any:
    """Begin and end of each element, by the quick parser; that the part declares nothing is seen before, by one that can tell."""
    first = expat.ParserCreate()
    first.StartDoctypeDeclHandler = _refused
    try:
        first.Parse(data, True)
    except expat.ExpatError as error:
        raise ParseError(str(error)) from error
    return iterparse(io.BytesIO(data), events=("start", "end"))


def _refused(name: str, system: str | None, public: str | None, _: int) -> None:
    raise DTDForbidden(name, system, public)


def _texts(events: Any, others: list[Aside] | None) -> Iterator[tuple[str, str]]:
    """Tag and text, telling attributes included, of each element; ``others`` takes what its other attributes may say."""
    for event, element in events:
        if event == "start":
            continue
        tag = _tag(element)
        yield from ((tag, text) for text in _said(element) if text.strip())
        # A shape's line may be written in several looks: 0859-|66-1212 is one text to whoever sees it.
        runs = [one.text or "" for one in element.iter() if _tag(one) == "t"] if tag in _LINES else []
        if len(runs) > 1:
            yield tag, "".join(runs)
        if others is not None:
            others += traces.of_other(element)
        if tag in ("comment", "sp") or (tag == "r" and not any(_tag(one) == "t" for one in element)):
            element.clear()


def _said(element: Any) -> Iterator[str]:
    text = element.text or ""
    if _tag(element) in _FORMULAS:
        yield from traces.in_formula(text)
    else:
        yield text
    for name, value in element.attrib.items():
        called = name.rpartition("}")[2]
        filtered = called == "val" and _tag(element) == "filter"
        if called in _TOLD or filtered or (called not in _FONTS and traces.speaking(value)):
            yield value


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _worksheet(package: Package, name: str, events: Any) -> Iterator[Aside]:
    """Counts the cells, notes formulas without a result, and yields what stands outside the cells."""
    cells, placed = 0, set[str]()
    unresolved = package.unresolved.setdefault(posixpath.basename(name), set())
    inside = False
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            inside |= tag == "sheetData"
            continue
        if tag == "sheetData":
            inside = False
        if inside and tag == "c":
            cells += 1
            if cells > MAX_CELLS:
                raise Unreadable("PX17")
            place = element.get("r", "")
            # Two cells in one place: Excel would mend the file and keep one of them, nobody knows which.
            if place in placed:
                raise Unreadable("PX42")
            placed |= {place} - {""}
            inner = {_tag(child): child for child in element}
            if "f" in inner and re.search("[\"'0-9]", inner["f"].text or ""):
                package.asides += traces.of_formula(inner["f"].text)
            if (
                "f" in inner
                and not (inner["v"].text if "v" in inner else None)
                and not _left_blank(element, inner)
            ):
                unresolved.add(element.get("r", ""))
            if "is" in inner:
                traces.one_text(inner["is"])
                guides = (one for one in inner["is"] if _tag(one) == "rPh")
                yield from (Aside("phonetic", text) for one in guides for text in one.itertext())
            element.clear()
        elif inside and tag == "row":
            element.clear()
        elif not inside:
            kind = "header_footer" if re.match("odd|even|first", tag) else "sheet_part"
            yield from (Aside(kind, text) for text in _said(element) if text.strip())


def _left_blank(cell: Any, inner: Mapping[str, Any]) -> bool:
    """Whether a formula such as IF(A1="","",A1) was worked out and left its cell blank, as its writer wanted."""
    text = (inner["f"].text or "").replace(" ", "").upper()
    return cell.get("t") == "str" and "v" in inner and text.startswith(("IF(", "IFERROR(")) and ',""' in text


def _open_document(events: Any) -> Iterator[Aside]:
    """Comments of an ODS; and no larger an area than may be read, however often a row or cell is repeated."""
    row = last = width = passages = in_table = 0
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            passages += traces.opens_passage(tag)
            in_table += tag == "table"
            continue
        yield from traces.of_open_document(tag, element, passages, in_table)
        passages -= traces.opens_passage(tag)
        in_table -= tag == "table"
        if tag == "table-row":
            row += _times(element, "rows")
            if filled := _width(element):
                last, width = row, max(width, filled)
            element.clear()
        if tag == "table":
            row = last = width = 0
        if last * width > MAX_AREA:
            raise Unreadable("PX17")


def _page_styles(events: Any) -> Iterator[Aside]:
    """Headers and footers of an ODS, its formats and the names of its styles; what it looks like says nothing."""
    inside = 0
    for event, element in events:
        tag = _tag(element)
        margin = tag.startswith(("header", "footer")) and not tag.endswith("style")
        inside += margin if event == "start" else -margin
        if event == "start":
            continue
        if inside and (element.text or "").strip():
            yield Aside("header_footer", element.text)
        if (element.tail or "").strip() and inside:
            yield Aside("header_footer", element.tail)
        if tag == "text" and (element.text or "").strip() and not inside:
            yield Aside("number_format", element.text)
        yield from (
            Aside("style_name", value)
            for name, value in element.attrib.items()
            if name.endswith("}display-name")
        )


def _width(row: Any) -> int:
    """How many columns a row reaches, the blank ones at its end left out."""
    at = reached = 0
    for cell in row:
        at += _times(cell, "columns")
        reached = at if len(cell) else reached
    return reached


def _times(element: Any, of: str) -> int:
    given = next((v for n, v in element.attrib.items() if n.endswith(f"number-{of}-repeated")), "1")
    return int(given) if given.isdigit() and len(given) < 12 else MAX_AREA + 1
