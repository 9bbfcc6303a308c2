"""Open-document spreadsheets (.ods), read exactly: what each cell shows, hidden parts, merged cells, error values.

A cell of this format carries its value and, beside it, the text that is seen. Where the two say the same the value is
taken; a text that says more (80%, 12件) is taken as it stands; where they differ the cell is refused by name.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from defusedxml.ElementTree import fromstring

from etl.intake import cells
from etl.intake.book import MAX_COLUMNS, Area, Aside, Book, Sheet, laid_out
from etl.intake.cells import Look
from etl.intake.errors import WRITTEN
from etl.intake.numbers import parse_number
from etl.intake.text import Fault, clean, column_letter

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT, _STYLE = (_ODF % name for name in ("table", "office", "text", "style"))
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SHOWN_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_NUMBERS = ("float", "currency", "percentage")
_UNSEEN = ("collapse", "filter")
# What may stand inside a cell without being its text.
_BESIDE = (f"{_OFFICE}annotation", f"{_TEXT}ruby-text", f"{_TEXT}note")
_GAPS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NO_SIZE = re.compile(r"0(?:\.0[0-9]*)?(?:cm|mm|in|pt|pc|px)")
_NO_LINE = re.compile(r"none|hidden|0(?:\.0+)?(?:cm|mm|in|pt|px)\b")
_SLANTS = ("bl-tr", "tl-br")
_BARE_NUMBER = re.compile(r"(?:0|[1-9][0-9,]*)(?:\.[0-9]+)?")
NO_RESULT = "（結果のない数式）"


@dataclass
class _Styles:
    """Looks of letters by the name of a cell's or a run's style, the sheets' styles that hide them, those of rows and
    columns of no size."""

    looks: dict[str, Look] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    flat: set[str] = field(default_factory=set)
    since_1904: bool = False
    zeros: bool = True


def read(content: bytes, styles: bytes, asides: list[Aside], objects: bool, zeros: bool = True) -> Book:
    """The whole workbook; what stands under a merged cell is nobody's answer and goes to the asides.

    ``zeros``: its sheets show zeros, not blanks in their place.
    """
    body = fromstring(content)
    named = _styles([fromstring(styles), body] if styles else [body])
    named.zeros = zeros
    null = next(body.iter(f"{_TABLE}null-date"), None)
    named.since_1904 = null is not None and null.get(f"{_TABLE}date-value", "").startswith("1904")
    remarks = list(asides)
    sheets = [
        _sheet(table, named, remarks)
        for spreadsheet in body.iter(f"{_OFFICE}spreadsheet")
        for table in spreadsheet
        if table.tag == f"{_TABLE}table"
    ]
    return Book(sheets, "ods", asides=remarks, objects=objects)


def _styles(roots: list[Any]) -> _Styles:
    styles, parents = _Styles(), dict[str, str]()
    given: dict[str, dict[str, str]] = {}
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name", "")
            parents[name] = style.get(f"{_STYLE}parent-style-name", "")
            given[name] = {key: value for child in style for key, value in child.attrib.items()}
            if given[name].get(f"{_TABLE}display") == "false":
                styles.hidden.add(name)
            sizes = (given[name].get(f"{_STYLE}{size}", "") for size in ("row-height", "column-width"))
            if any(_NO_SIZE.fullmatch(size) for size in sizes):
                styles.flat.add(name)
    for name in given:
        properties: dict[str, str] = {}
        at, met = name, set[str]()
        while at in given and at not in met:
            met.add(at)
            properties = given[at] | properties
            at = parents[at]
        styles.looks[name] = _look(properties)
    return styles


def _look(properties: dict[str, str]) -> Look:
    line = [properties.get(f"{_STYLE}text-line-through-{what}", "none") for what in ("style", "type")]
    position = properties.get(f"{_STYLE}text-position", "").split(" ")[0]
    ground = properties.get(f"{_FO}background-color", "transparent").lower()
    return Look(
        struck=any(one != "none" for one in line),
        small=position in ("super", "sub") or position.strip("-0%") != "",
        white=cells.alike(
            properties.get(f"{_FO}color", "#000000"), ground if ground != "transparent" else "#ffffff"
        ),
        filled=properties.get(f"{_STYLE}repeat-content") == "true",
        crossed=any(not _NO_LINE.match(properties.get(f"{_STYLE}diagonal-{one}", "none")) for one in _SLANTS),
    )


def _times(element: Any, of: str) -> int:
    return int(element.get(f"{_TABLE}number-{of}-repeated", "1"))


def _inside(element: Any, wanted: str) -> Iterator[Any]:
    """Rows or columns of a table, those of its groups and headings included, in order."""
    for child in element:
        if child.tag == f"{_TABLE}{wanted}":
            yield child
        elif child.tag.startswith(f"{_TABLE}table-") and wanted.removeprefix("table-") in child.tag:
            yield from _inside(child, wanted)


def _sheet(table: Any, named: _Styles, asides: list[Aside]) -> Sheet:
    name = table.get(f"{_TABLE}name", "")
    defaults, hidden_columns = _columns(table, named)
    values: dict[tuple[int, int], object] = {}
    crossed: set[tuple[int, int]] = set()
    merged: list[Area] = []
    hidden_rows: set[int] = set()
    row = 0
    folded = _folded(table, "table-row")
    for line in _inside(table, "table-row"):
        tall = _times(line, "rows")
        filled = _row(line, row, named, defaults, merged, asides, name)
        blank = {at for at, value in filled.items() if value is None}
        filled = {at: value for at, value in filled.items() if value is not None}
        if filled:
            crossed |= {(row + down, at) for down in range(tall) for at in blank}
            if _unseen(line, named) or line in folded:
                hidden_rows |= set(range(row, row + tall))
            values |= {(row + down, at): value for down in range(tall) for at, value in filled.items()}
        row += tall
    values |= cells.crossed_blanks(values, crossed)
    rows, far = laid_out(values)
    state = "hidden" if table.get(f"{_TABLE}style-name", "") in named.hidden else "visible"
    wide = len(rows[0]) if rows else 0
    columns = {at for at in hidden_columns if at < wide}
    return Sheet(name, rows, merged, {at for at in hidden_rows if at < len(rows)}, columns, state, far)


def _unseen(line: Any, named: _Styles) -> bool:
    """Whether a row or column is hidden, filtered away or of no size."""
    return line.get(f"{_TABLE}visibility") in _UNSEEN or line.get(f"{_TABLE}style-name", "") in named.flat


def _folded(table: Any, wanted: str) -> set[Any]:
    """The rows or columns of groups that are folded."""
    groups = (
        group for group in table.iter(f"{_TABLE}{wanted}-group") if group.get(f"{_TABLE}display") == "false"
    )
    return {line for group in groups for line in group.iter(f"{_TABLE}{wanted}")}


def _columns(table: Any, named: _Styles) -> tuple[list[str], set[int]]:
    """The style of cells without one, by column; and the hidden columns."""
    defaults: list[str] = []
    hidden: set[int] = set()
    folded = _folded(table, "table-column")
    for column in _inside(table, "table-column"):
        wide = min(_times(column, "columns"), MAX_COLUMNS - min(len(defaults), MAX_COLUMNS))
        if _unseen(column, named) or column in folded:
            hidden |= set(range(len(defaults), len(defaults) + wide))
        defaults += [column.get(f"{_TABLE}default-cell-style-name", "")] * wide
    return defaults, hidden


def _row(
    line: Any,
    row: int,
    named: _Styles,
    defaults: list[str],
    merged: list[Area],
    asides: list[Aside],
    sheet: str,
) -> dict[int, object | None]:
    """What stands in the cells of a row; None for a blank with a slanting line through it."""
    filled: dict[int, object | None] = {}
    column_no = 0
    for cell in line:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        wide = _times(cell, "columns")
        for note in cell.iter(f"{_OFFICE}annotation"):
            said = " ".join("".join(line.itertext()) for line in note.iter(f"{_TEXT}p"))
            asides.append(Aside("comment", said, sheet, row + 1, column_letter(column_no)))
        if cell.tag == f"{_TABLE}covered-table-cell":
            under = _told(cell, cells.PLAIN, named)
            if isinstance(under, str) and under.strip():
                asides.append(Aside("cell", under, sheet, row + 1, column_letter(column_no)))
        else:
            own = cell.get(f"{_TABLE}style-name") or line.get(f"{_TABLE}default-cell-style-name")
            own = own or (defaults[column_no] if column_no < len(defaults) else "")
            look, value = named.looks.get(own, cells.PLAIN), None
            if len(cell) or cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula"):
                value = _value(cell, look, named)
            # A blank with a slanting line is noted as a blank.
            if (value is not None and value != "") or look.crossed:
                told = None if value == "" else value
                filled |= {column_no + more: told for more in range(min(wide, 4 * MAX_COLUMNS))}
        down, across = (int(cell.get(f"{_TABLE}number-{of}-spanned", "1")) for of in ("rows", "columns"))
        if down > 1 or across > 1:
            merged.append(Area(row, column_no, row + down - 1, column_no + across - 1))
        column_no += wide
    return filled


def _value(cell: Any, look: Look, named: _Styles) -> object:
    kind, shown = cell.get(f"{_OFFICE}value-type"), _told(cell, look, named)
    text = shown if isinstance(shown, str) else ""
    formula = cell.get(f"{_TABLE}formula")
    if cell.get(_SHOWN_TYPE) == "error" or WRITTEN.fullmatch(text.strip()):
        return Fault(text.strip() or NO_RESULT)
    if kind is None and formula and not text:
        return Fault(NO_RESULT)
    if isinstance(shown, Fault):
        return shown
    if kind in _NUMBERS:
        value = cells.seen(_number(cell, kind, text), look, named.zeros)
        return cells.Day1904(value) if named.since_1904 and type(value) is int else value
    if kind == "date":
        return cells.seen(_date(cell.get(f"{_OFFICE}date-value", ""), text), look)
    if kind == "boolean":
        return cells.seen(cell.get(f"{_OFFICE}boolean-value") == "true", look)
    return cells.seen(text or cell.get(f"{_OFFICE}string-value") or None, look)


def _number(cell: Any, kind: str, text: str) -> object:
    """The number where it is what is seen, or the text where that says more; refused where the two differ."""
    try:
        given = float(cell.get(f"{_OFFICE}value", ""))
    except ValueError:
        return text
    value = int(given) if given.is_integer() and abs(given) < 1e15 else given
    if not any(child.tag == f"{_TEXT}p" for child in cell):
        return f"{round(given * 100, 9):g}%" if kind == "percentage" else value  # no program has drawn it yet
    plain = clean(text)
    if given < 0 or plain.upper() in ("TRUE", "FALSE"):
        return text
    try:
        seen, _ = parse_number(plain)
    except ValueError:
        return Fault(cells.FORMATTED, cells.LOOK)
    if abs(seen - (given * 100 if "%" in plain else given)) > 1e-9:
        return Fault(cells.FORMATTED, cells.LOOK)
    return value if _BARE_NUMBER.fullmatch(plain) else text


def _date(written: str, text: str) -> object:
    try:
        day = dt.datetime.fromisoformat(written)
    except ValueError:
        return text
    return day if day.time() != dt.time() else day.date()


def _told(cell: Any, look: Look, named: _Styles) -> str | Fault:
    """The text of a cell, line by line; refused where parts of it are struck out or small."""
    parts: list[tuple[str, Look]] = []
    for at, line in enumerate(one for one in cell if one.tag in (f"{_TEXT}p", f"{_TEXT}h")):
        parts += [("\n", cells.PLAIN)] if at else []
        parts += list(_parts(line, cells.PLAIN, named))
    return cells.runs(parts)


def _parts(element: Any, look: Look, named: _Styles) -> Iterator[tuple[str, Look]]:
    yield element.text or "", look
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1")), look
        elif child.tag in _GAPS:
            yield _GAPS[child.tag], look
        elif child.tag not in _BESIDE:
            yield from _parts(child, named.looks.get(child.get(f"{_TEXT}style-name", ""), look), named)
        yield child.tail or "", look
