"""Workbooks of the current Excel format, read exactly: hidden parts, merged cells, comments, error values."""

import io
import operator
import posixpath
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from defusedxml.ElementTree import fromstring
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from etl.intake import cells
from etl.intake.book import Area, Aside, Book, Sheet, Unreadable, laid_out
from etl.intake.cells import Look, Rgb
from etl.intake.errors import WRITTEN
from etl.intake.package import Package, links_of
from etl.intake.text import Fault, column_letter

# What openpyxl raises on workbooks that are not what they say.
_BROKEN = (
    zipfile.BadZipFile,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
)
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
)
_EXTENSIONS = re.compile(rb"<(\w+:)?extLst\b[^>]*?(/>|>.*?</(\w+:)?extLst>)", re.DOTALL)
_EMPTY_FILL = re.compile(rb"<((?:\w+:)?)fill\s*(?:/>|>\s*</(?:\w+:)?fill>)")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": operator.gt,
    "greaterThanOrEqual": operator.ge,
    "lessThan": operator.lt,
    "lessThanOrEqual": operator.le,
}
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_NOT_SET = "00000000"
"""What openpyxl puts where a file says no colour."""
_READ_FROM = 3
"""Points of type: nobody reads letters smaller than that."""
_SEEN_FROM = 1
"""Points of a row's height, letters of a column's width: below it nothing is seen."""
NO_RESULT = "（結果のない数式）"


def read(data: bytes, package: Package) -> Book:
    """The whole workbook; formulas as the values they last had, macros never run."""
    try:
        # data_only: the value a formula last had, nothing is calculated. rich_text: a part of a cell may be struck out.
        with warnings.catch_warnings():
            # It leaves shapes out, and says so; where they lie is read from the package itself.
            warnings.filterwarnings("ignore", "DrawingML support is incomplete")
            opened = openpyxl.load_workbook(io.BytesIO(_ordinary(data)), data_only=True, rich_text=True)
        parts = _parts(package)
        sheets = [
            _sheet(
                sheet,
                package.unresolved.get(parts.get(sheet.title, ""), set()),
                opened.epoch == CALENDAR_MAC_1904,
                _drawn(package, parts.get(sheet.title, "")),
            )
            for sheet in opened.worksheets
        ]
        comments = [remark for sheet in opened.worksheets for remark in _comments(sheet)]
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable("PX42") from error
    if not sheets:
        raise Unreadable("PX42")
    # Comments are told with their cell; the package knows the same text without it.
    said = [aside for aside in package.asides if not any(aside.text in one.text for one in comments)]
    return Book(
        sheets, "xlsm" if package.macros else "xlsx", asides=[*comments, *said], objects=package.objects
    )


def _ordinary(data: bytes) -> bytes:
    """The package as Excel itself writes it: Strict names as the usual ones, and styles without what other programs add."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    changed = {
        name: plain_part(name, part) if name.endswith((".xml", ".rels", ".vml")) else part
        for name, part in parts.items()
    }
    # Nearly every file is ordinary already and need not be packed again.
    if changed == parts:
        return data
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, part in changed.items():
            packed.writestr(name, part)
    return target.getvalue()


def plain_part(name: str, part: bytes) -> bytes:
    """One part as Excel itself writes it."""
    if b"purl.oclc.org/ooxml" in part:
        for strict, usual in _STRICT:
            part = part.replace(strict, usual)
    if posixpath.basename(name) == "styles.xml":
        part = _EMPTY_FILL.sub(rb"<\1fill><\1patternFill/></\1fill>", _EXTENSIONS.sub(b"", part))
    return part


def _parts(package: Package) -> dict[str, str]:
    """Sheet name → file name of its part."""
    targets = {
        link.get("Id"): posixpath.basename(link.get("Target", ""))
        for link in fromstring(package.parts.get(links_of(package.main), b"<none/>"))
    }
    part_of = {}
    for element in fromstring(package.parts[package.main]).iter():
        link = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
        if element.tag.endswith("}sheet") and link in targets:
            part_of[element.get("name", "")] = targets[link]
    return part_of


def _drawn(package: Package, part: str) -> list[Area]:
    """What lies on a sheet."""
    return [area for one in package.drawings.get(part, ()) for area in package.shapes.get(one, ())]


def _sheet(sheet: Worksheet, unresolved: set[str], since_1904: bool, shapes: list[Area]) -> Sheet:
    values: dict[tuple[int, int], object] = {}
    zeros = sheet.sheet_view.showZeros is not False
    conditions, crossed, looks = _conditions(sheet), set[tuple[int, int]](), _Looks()
    for cell in _cells(sheet):
        value = _value(cell, looks, unresolved, since_1904, zeros)
        if value is None and looks.of(cell).crossed:
            crossed.add((cell.row - 1, cell.column - 1))
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = next((told for one in conditions if (told := one.seen(cell, value)) != value), value)
        if value is not None:
            values[cell.row - 1, cell.column - 1] = value
    values |= cells.crossed_blanks(values, crossed)
    rows, far = laid_out(values)
    hidden = {row - 1 for row, size in sheet.row_dimensions.items() if size.hidden or _flat(size.ht)}
    if sheet.sheet_format.zeroHeight or _flat(sheet.sheet_format.defaultRowHeight):
        # Rows are hidden unless they say how high they are.
        hidden |= {row for row in range(len(rows)) if sheet.row_dimensions[row + 1].ht is None}
    return Sheet(
        sheet.title,
        rows,
        _areas(sheet.merged_cells),
        {row for row in hidden if row < len(rows)},
        set(_hidden_columns(sheet, len(rows[0]) if rows else 0)),
        sheet.sheet_state,
        far,
        shapes=shapes,
    )


@dataclass(frozen=True)
class _Condition:
    """A look that cells take on by their value: struck out, in other colours, or in another number format (0 as a blank).

    ``letters`` and ``painted`` are the colours that it sets; what it leaves is the cell's own.
    """

    areas: Sequence[Area]
    operator: str | None
    bound: float | None
    look: Look
    letters: Any = None
    painted: Any = None

    def seen(self, cell: Cell, value: float) -> object:
        """The number as this look shows it; where nobody can tell whether it applies, as if it did."""
        here = any(area.holds(cell.row - 1, cell.column - 1) for area in self.areas)
        if not here or self._applies(value) is False:
            return value
        white = self._unseen(cell)
        if self.look == cells.PLAIN and not white:
            return value
        code = self.look.code or str(cell.number_format)
        return cells.seen(value, Look(code, self.look.struck, white=white))

    def _unseen(self, cell: Cell) -> bool:
        """Whether the letters would have the colour of what is behind them."""
        if self.letters is None and self.painted is None:
            return False
        return _same_colour(
            self.letters if self.letters is not None else cell.font.color,
            self.painted if self.painted is not None else _behind(cell.fill),
        )

    def _applies(self, value: float) -> bool | None:
        compare = _COMPARED.get(self.operator or "")
        return compare(value, self.bound) if compare and self.bound is not None else None


def _conditions(sheet: Worksheet) -> list[_Condition]:
    conditions = []
    for formatted in sheet.conditional_formatting:
        for rule in formatted.rules:
            font, number = getattr(rule.dxf, "font", None), getattr(rule.dxf, "numFmt", None)
            fill = getattr(rule.dxf, "fill", None)
            letters, painted = font.color if font else None, _painted(fill)
            look = Look(number.formatCode if number else "", bool(font and font.strike))
            if look != cells.PLAIN or letters is not None or painted is not None:
                formula = (rule.formula or [""])[0]
                bound = float(formula) if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", str(formula)) else None
                areas = _areas(formatted.sqref)
                conditions.append(_Condition(areas, rule.operator, bound, look, letters, painted))
    return conditions


def _areas(ranges: MultiCellRange) -> list[Area]:
    # openpyxl would make a range of every cell that is asked about: a tenth of the time of a file.
    return [Area(one.min_row - 1, one.min_col - 1, one.max_row - 1, one.max_col - 1) for one in ranges.ranges]


def _cells(sheet: Worksheet) -> list[Cell]:
    """Only the cells that exist: a ghost in the last row must not make a million of them."""
    return [cell for _, cell in sorted(sheet._cells.items()) if isinstance(cell, Cell)]


def _style(cell: Cell) -> Any:
    """Which of a workbook's styles a cell has; openpyxl 3.1 keeps it under no public name."""
    return getattr(cell, "_style", None)


class _Looks:
    """What the cells of a sheet look like: there are thousands of them, and a handful of styles."""

    def __init__(self) -> None:
        self._looks = dict[Any, Look]()

    def of(self, cell: Cell) -> Look:
        style = _style(cell)
        if (known := self._looks.get(style)) is None:
            known = self._looks[style] = _look(cell)
        return known


def _value(cell: Cell, looks: _Looks, unresolved: set[str], since_1904: bool, zeros: bool) -> object:
    value: Any = cell.value
    if isinstance(value, CellRichText):
        value = cells.runs([(str(run), _run(run)) for run in value])
    elif isinstance(value, str):
        value = cells.text_of(value)
    if value is None:
        return Fault(NO_RESULT) if cell.coordinate in unresolved else None
    if cell.data_type == "e" or (isinstance(value, str) and WRITTEN.fullmatch(value.strip())):
        return Fault(str(value))
    look = looks.of(cell)
    if isinstance(value, int | float) and not isinstance(value, bool) and _japanese_day(cell):
        value = cells.day(value, since_1904)
    value = cells.seen(value, look, zeros)
    return cells.Day1904(value) if since_1904 and type(value) is int else value


def _run(run: object) -> Look:
    font = run.font if isinstance(run, TextBlock) else None
    return Look(struck=bool(font.strike), small=_is_small(font) or _tiny(font)) if font else cells.PLAIN


def _look(cell: Cell) -> Look:
    font = cell.font
    filled = cell.has_style and cell.alignment is not None and cell.alignment.horizontal == "fill"
    crossed = _is_crossed(cell)
    if font is None:
        return Look(str(cell.number_format), crossed=crossed, filled=filled)
    return Look(str(cell.number_format), bool(font.strike), _is_small(font), _is_white(cell), crossed, filled)


def _is_crossed(cell: Cell) -> bool:
    """A slanting line through the cell, which says 該当なし or strikes out what stands there."""
    if not cell.has_style:
        return False
    border = cell.border
    drawn = border.diagonal is not None and border.diagonal.style not in (None, "none")
    return bool(drawn and (border.diagonalUp or border.diagonalDown))


def _is_small(font: Any) -> bool:
    return font.vertAlign in ("superscript", "subscript")


def _is_white(cell: Cell) -> bool:
    """Letters in the colour of what is painted behind them, white where nothing is, or of 2 points: nobody sees them."""
    return _tiny(cell.font) or _same_colour(cell.font.color, _behind(cell.fill))


def _tiny(font: Any) -> bool:
    return font.sz is not None and font.sz < _READ_FROM


_BARE, _PATTERN = "bare", "pattern"
"""What is behind letters where nothing is painted, and where a pattern of two colours is."""


def _behind(fill: Any) -> Any:
    """The colour that is painted behind a cell's letters."""
    if fill is None or fill.fill_type is None:
        return _BARE
    return fill.fgColor if fill.fill_type == "solid" else _PATTERN


def _painted(fill: Any) -> Any:
    """The colour that a condition paints: there the ground's colour says it, and solid need not be said."""
    if fill is None:
        return None
    kind = getattr(fill, "fill_type", None)
    ground, dots = getattr(fill, "bgColor", None), getattr(fill, "fgColor", None)
    if kind not in (None, "solid"):
        return _PATTERN
    return ground if ground is not None and ground.value != _NOT_SET else dots


def _same_colour(colour: Any, behind: Any) -> bool:
    if behind is _PATTERN:
        return False
    if behind is not _BARE and colour is not None and colour == behind:
        return True
    letters, ground = _rgb(colour, _BLACK), _WHITE if behind is _BARE else _rgb(behind, None)
    return letters is not None and ground is not None and cells.near(letters, ground)


def _rgb(colour: Any, default: Rgb | None) -> Rgb | None:
    """A colour's red, green and blue; ``default`` where none is set, None where only the theme knows it."""
    if colour is None or (colour.type == "rgb" and colour.rgb == _NOT_SET):
        return default
    if colour.type == "theme":
        return {0: _WHITE, 1: _BLACK}.get(colour.theme) if not colour.tint else None
    if colour.type == "indexed":
        return cells.channels(COLOR_INDEX[colour.indexed]) if colour.indexed < len(COLOR_INDEX) else default
    return cells.channels(str(colour.rgb))


def _japanese_day(cell: Cell) -> bool:
    style = _style(cell)
    return style is not None and style.numFmtId in cells.DAYS_OF_JAPAN


def _flat(size: float | None) -> bool:
    """Whether a height or width is too small for anybody to see what stands there."""
    return size is not None and size < _SEEN_FROM


def _hidden_columns(sheet: Worksheet, width: int) -> list[int]:
    """A column's entry may stand for a range of columns; where all are of no width, those with a width of their own are seen."""
    hidden, sized = list[int](), set[int]()
    for letters, size in sheet.column_dimensions.items():
        first = size.min or column_index_from_string(letters)
        covered = range(first - 1, min(size.max or first, width))
        sized |= set(covered)
        hidden += covered if size.hidden or _flat(size.width) else ()
    if _flat(sheet.sheet_format.defaultColWidth):
        hidden += sorted(set(range(width)) - sized)
    return hidden


def _comments(sheet: Worksheet) -> list[Aside]:
    return [
        Aside("comment", cell.comment.text, sheet.title, cell.row, column_letter(cell.column - 1))
        for cell in _cells(sheet)
        if cell.comment
    ]
