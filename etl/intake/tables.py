"""The rows of the forms a file holds; every row that carries anything is a data row, set aside or refused – and said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from etl.catalogue import Catalogue, Form
from etl.intake.book import Book, Sheet
from etl.intake.headers import Header, Names, Remark, all_names, find, is_header
from etl.intake.text import Fault, clean, column_letter, key
from etl.intake.wareki import parse_fiscal_year

# Sheets of the printed workbook that hold no answers.
OWN_SHEETS = ("_meta", "コード表", "記入要領")
_TOTAL = re.compile(r"((上期|下期|年度|年間|全体|h1|h2)?(合計|小計|総計|総数|計)|再掲)(\(.*\))?")
_TOTAL_HEAD = re.compile(r"(合計|小計|総計|総数|計)(\(.*\))?|再掲.*")
_NOTE = re.compile(r"^(※|注[0-9:]|\(注|\*|備考[::]|\(?単位|以下余白|以上$)")
_EXAMPLE = re.compile(r"^(記入例|\(例\)|【例】|<例>|例[::])")
_FILLED = ("code", "codes", "lg_code", "lg_codes", "fiscal_year", "date", "text")
_COPY = re.compile("前年|昨年|前回|旧|控|下書|作業用|参考|記入例")
_NAMED_YEAR = re.compile(
    "(?:令和|(?<![A-Za-z])R)(?:元|[1-9][0-9]?)(?![0-9])(?:年度?)?|20[0-9]{2}(?![0-9])(?:年度?)?"
)
# A number of another magnitude than the form's: （単位：千人）, 百件単位; alone in a cell also 千人.
_SCALED = re.compile(
    "単位.{0,6}?[十百千万億]|[十百千万億](?:人|名|件|回|団体|世帯|円)?(?:単位|で(?:記入|記載|表示))"
    r"|^\(?[十百千万億](?:人|名|件|回|団体|世帯|円)\)?$"
)
# A year in a title is one of the answers only where it says so; in a sheet's name R6 is enough, 2026-04-20 is a day.
_TITLE_YEAR = re.compile(r"(?:令和|(?<![A-Za-z])R)(?:元|[1-9][0-9]?)年度|(?<![0-9])20[0-9]{2}年度")
_SHEET_YEAR = re.compile(
    r"(?:令和|(?<![A-Za-z])R)(?:元|[1-9][0-9]?)(?:年度|(?![0-9年./-]))|(?<![0-9])20[0-9]{2}年度"
)
_OTHER_YEAR = re.compile("前年|昨年")
_THOUSANDS, _HUNDREDS = re.compile("[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")
MERGED_COUNT = "（結合された件数）"


@dataclass(frozen=True)
class Line:
    """One data row: its number in the sheet and its cells by column name (``<name>_status`` from CSV).

    ``written`` names the columns in which this very row holds something; a merged cell stands in its first row alone.
    """

    row_no: int
    cells: dict[str, object]
    written: frozenset[str] = frozenset()


@dataclass
class Table:
    """The rows of one form on one sheet.

    ``letters`` are the sheet's column letters; ``totals`` the rows of stated sums, ``sums`` their columns by letter.
    ``seen`` counts the rows that carry anything: ``lines``, those set aside, and those refused as they stand; ``cells`` the
    cells with a value, ``cells_aside`` those of them in headings, notes and sums.
    """

    form: Form
    sheet: str
    lines: list[Line] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    totals: list[Line] = field(default_factory=list)
    sums: dict[str, dict[int, object]] = field(default_factory=dict)
    seen: int = 0
    set_aside: int = 0
    refused: int = 0
    hidden: bool = False
    titles: list[str] = field(default_factory=list)
    cells: int = 0
    cells_aside: int = 0


@dataclass
class Contents:
    """What a file holds: its tables, and the sheets (name, rows) that are no form."""

    tables: list[Table] = field(default_factory=list)
    others: list[tuple[Sheet, int]] = field(default_factory=list)


def contents(book: Book, catalogue: Catalogue, form_id: str | None = None) -> Contents:
    """Sort a file into forms; a CSV file's form may be known from its name. A form may stand on several sheets."""
    file_contents, names = Contents(), all_names(catalogue)
    for sheet in book.sheets:
        header = None
        if sheet.name not in OWN_SHEETS:
            header = _header(sheet, names, form_id if book.kind in ("csv", "html") else None)
        if header is None:
            file_contents.others.append((sheet, _carrying(sheet)))
            continue
        file_contents.tables.append(_table(sheet, header, names[header.form.id]))
    return file_contents


def tables(book: Book, catalogue: Catalogue, form_id: str | None = None) -> Iterator[Table]:
    """Only the tables of :func:`contents`."""
    yield from contents(book, catalogue, form_id).tables


def _header(sheet: Sheet, names: dict[str, Names], form_id: str | None) -> Header | None:
    """By the file's name, else the sheet's name, else – for a renamed sheet – its header."""
    named = [
        one for one in names.values() if one.form.id == form_id or key(one.form.sheet) == key(sheet.name)
    ]
    for form_names in named:
        if header := find(sheet, form_names):
            return header
    found = [header for one in names.values() if (header := find(sheet, one))]
    return max(found, key=lambda header: header.share, default=None)


def _carrying(sheet: Sheet) -> int:
    """Rows with anything in them, those far away included."""
    near = {row for row, cells in enumerate(sheet.rows) if any(clean(cell) for cell in cells)}
    return len(near | {row for row, _ in sheet.far})


def valued(sheet: Sheet) -> int:
    """Cells with anything in them, those far away included."""
    return sum(map(_valued, sheet.rows)) + len(sheet.far)


def _valued(cells: list[object]) -> int:
    return sum(1 for cell in cells if clean(cell))


def refuse_copies(parts: list[Table], fiscal_year: int | None) -> None:
    """Of several sheets of one form, those named after another year or as a copy hold no answers of this submission."""
    for form_id in {table.form.id for table in parts}:
        several = [table for table in parts if table.form.id == form_id and table.lines]
        copies = [table for table in several if _is_copy(table.sheet, fiscal_year)]
        # Where every sheet looks like a copy the names say nothing, and none is refused for its name.
        for table in copies if len(copies) < len(several) else ():
            _refuse_all(table, "PX32")


def refuse_other_years(parts: list[Table], fiscal_year: int | None, named: bool) -> None:
    """A sheet whose title, or (``named``) whose name, says another year than the submission's holds other answers."""
    for table in parts:
        years = {year for text in table.titles for year in years_named(text, _TITLE_YEAR)}
        other = bool(years) and fiscal_year not in years
        if named and not other:
            years = years_named(table.sheet, _SHEET_YEAR)
            other = (bool(years) and fiscal_year not in years) or bool(_OTHER_YEAR.search(table.sheet))
        if other and table.lines:
            _refuse_all(table, "PX49")


def years_named(text: object, spelling: re.Pattern[str] = _NAMED_YEAR) -> set[int]:
    """The fiscal years that a text names."""
    return {
        parse_fiscal_year(found[0].rstrip("年度") + "年度")[0] for found in spelling.finditer(clean(text))
    }


def without_years(text: object) -> str:
    """A text without the fiscal years that it names."""
    return _NAMED_YEAR.sub("", clean(text))


def _is_copy(name: str, fiscal_year: int | None) -> bool:
    years = years_named(name)
    return bool(_COPY.search(name)) or (bool(years) and fiscal_year not in years)


def _refuse_all(table: Table, rule: str, row_no: int | None = None) -> None:
    table.remarks.append(Remark(rule, row_no or table.lines[0].row_no))
    table.refused += len(table.lines)
    table.lines = []
    table.totals = []


def _table(sheet: Sheet, header: Header, names: Names) -> Table:
    table = Table(header.form, sheet.name, missing=header.missing, remarks=list(header.remarks))
    table.letters = {name: column_letter(i) for i, name in header.columns.items()}
    table.hidden = sheet.state != "visible"
    table.seen = _carrying(sheet)
    first = header.row + header.height
    above = [row for row in range(first) if any(clean(cell) for cell in sheet.rows[row])]
    table.set_aside += len(above)
    table.cells = valued(sheet)
    table.cells_aside = sum(_valued(sheet.rows[row]) for row in above)
    table.remarks += [Remark("PX10", row + 1) for row in above if row < header.row]
    table.titles = [
        clean(cell) for row in above if row < header.row for cell in sheet.rows[row] if clean(cell)
    ]
    lost = (row for row in above if row < header.row and _answers(sheet.rows[row], header))
    table.remarks += [Remark("PX40", row + 1) for row in lost]
    for name in table.missing:
        letter, heading = header.suggestion(name)
        table.remarks.append(Remark("VR08", header.row + 1, letter, name, heading or None))
    # Forms printed earlier lack columns that came later. Where nobody must answer them nothing is missing; else it is said once.
    left_out = [
        c.ja for c in header.form.columns if c.required == "conditional" and c.name not in table.letters
    ]
    if left_out:
        table.remarks.append(Remark("PX18", header.row + 1, value="・".join(left_out)))
    notes = _body(table, sheet, header, names, first)
    _beside(table, sheet, header, first)
    _hidden(table, sheet)
    _drawn_over(table, sheet, header)
    _far(table, sheet)
    scaled = [row for row in (*above, *notes) if any(_SCALED.search(clean(cell)) for cell in sheet.rows[row])]
    if scaled and table.lines:
        _refuse_all(table, "PX48", scaled[0] + 1)
    if cut := _cut_off(table, sheet, header):
        _refuse_all(table, "PX53", cut.row_no)
    return table


def _cut_off(table: Table, sheet: Sheet, header: Header) -> Line | None:
    """The last row of a CSV file, where it ends before its headings and before its line does, and no other row is short: the
    file stopped arriving there.

    Programs that leave out the commas of blank cells do so in many rows, or (Excel, by blocks of sixteen lines) in the last
    alone; but they end every line.
    """
    if not sheet.unended or not sheet.widths or len(table.lines) < 2:
        return None
    *whole, last = (sheet.widths[line.row_no - 1] for line in table.lines)
    ends = table.lines[-1].row_no == max(row + 1 for row, cells in enumerate(sheet.rows) if _valued(cells))
    headed = max(header.columns) + 1
    return table.lines[-1] if ends and last < headed <= min(whole) else None


def _answers(cells: list[object], header: Header) -> bool:
    """Whether a row above the headings holds answers that lost their own headings, and is no title with a year."""
    counts = {column.name for column in header.form.columns if column.type == "count"}
    filled = {
        index: text for index, cell in enumerate(cells) if (text := clean(cell)) and index in header.columns
    }
    counted = any(header.columns[index] in counts and text.isdigit() for index, text in filled.items())
    # A title may hold a year beside a word or two; a row of answers says what its number is of.
    return sum(clean(one).isdigit() for one in cells) > 1 or (counted and len(filled) > 2)


def _body(table: Table, sheet: Sheet, header: Header, names: Names, first: int) -> list[int]:
    """Fill the table's lines; the rows (from 0) of notes between and below them."""
    notes: list[int] = []
    filled = _merged(table, sheet, header, first)
    for row in range(first, len(sheet.rows)):
        cells = sheet.rows[row]
        texts = [text for cell in cells if (text := clean(cell))]
        if not texts:
            continue
        # A second heading begins another table: what stands below may be of other columns, so none of it is guessed at.
        if is_header(cells, names):
            table.remarks.append(Remark("PX32", row + 1))
            table.refused += sum(any(clean(cell) for cell in cells) for cells in sheet.rows[row:])
            return notes
        if _ragged(sheet, header, row):
            table.remarks.append(Remark("PX51", row + 1))
            table.refused += 1
            continue
        carried = _valued(cells)
        cells = _fitting(cells, header)
        written = frozenset(name for i, name in header.columns.items() if i < len(cells) and clean(cells[i]))
        own = {name: cells[i] for i, name in header.columns.items() if i < len(cells)}
        line = Line(
            row + 1,
            own | {name: value for (filled_row, name), value in filled.items() if filled_row == row},
            written,
        )
        rule = _not_data(texts, _labels(cells, header))
        if rule:
            table.set_aside += 1
            table.cells_aside += carried
            table.remarks.append(Remark(rule, row + 1))
            # A note with a number may be an answer after all: the sender is asked.
            if rule == "PX10" and any(isinstance(cell, int | float) for cell in cells):
                table.remarks.append(Remark("PX40", row + 1))
            table.totals += [line] if rule == "PX11" else []
            notes += [row] if rule == "PX10" else []
        else:
            table.lines.append(line)
    return notes


def _ragged(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a line of a CSV file has values beyond its headings: 1,125 without quotes shifts all that follows."""
    if not sheet.widths:
        return False
    headed = max(sheet.widths[header.row : header.row + header.height])
    beyond = any(clean(cell) for cell in sheet.rows[row][headed:])
    return beyond or (sheet.widths[row] > headed and _in_thousands(sheet.rows[row], header))


def _in_thousands(cells: list[object], header: Header) -> bool:
    """Whether 1,125 may stand in two fields that should be a count and what follows it."""
    counts = {column.name for column in header.form.columns if column.type == "count"}
    return any(
        _THOUSANDS.fullmatch(clean(one)) and _HUNDREDS.fullmatch(clean(other))
        for at, (one, other) in enumerate(pairwise(cells))
        if header.columns.get(at) in counts
    )


def _fitting(cells: list[object], header: Header) -> list[object]:
    """A row whose cells under a repeated heading are nobody's: which of the two columns counts, only the sender knows."""
    both = {name: index for index, name in header.columns.items() if name in header.again.values()}
    twins = {index: both[name] for index, name in header.again.items() if name in both}
    changed = list(cells)
    for index, first in twins.items():
        if clean(cells[index]) and not header.second and clean(cells[index]) != clean(cells[first]):
            changed[first] = Fault(f"{clean(cells[first])}｜{clean(cells[index])}", "PX40")
    return changed


def _labels(cells: list[object], header: Header) -> list[str]:
    """The cells that may say that a row is a total: not counts, and not free text."""
    numbers = {c.name for c in header.form.columns if c.type in ("count", "integer", "percent", "text")}
    return [
        clean(cell)
        for i, cell in enumerate(cells)
        if isinstance(cell, str) and header.columns.get(i, "") not in numbers and clean(cell)
    ]


def _not_data(texts: list[str], labels: list[str]) -> str | None:
    if any(_TOTAL.fullmatch(key(text)) for text in labels[:3]):
        return "PX11"
    note = _NOTE.match(texts[0]) and len(texts) <= 2
    return "PX10" if note or _EXAMPLE.match(texts[0]) else None


def _merged(table: Table, sheet: Sheet, header: Header, first: int) -> dict[tuple[int, str], object]:
    """Values of cells merged downwards, filled inside the merged range only; a merged count is nobody's."""
    filled: dict[tuple[int, str], object] = {}
    for area in sheet.merged:
        if area.top < first or area.top >= len(sheet.rows):
            continue
        name = header.columns.get(area.left)
        counts = [c for c in table.form.columns if c.type == "count"]
        across = [
            c.name
            for column_no in range(area.left, area.right + 1)
            for c in counts
            if c.name == header.columns.get(column_no)
        ]
        value = sheet.rows[area.top][area.left] if area.left < len(sheet.rows[area.top]) else None
        table.remarks.append(Remark("PX09", area.top + 1, column_letter(area.left), name, value))
        column = next((c for c in table.form.columns if c.name == name), None)
        # One number over two columns of counts is of one of them, or of both together: nobody can tell.
        if clean(value) and len(across) > 1:
            for row in range(area.top, min(area.bottom + 1, len(sheet.rows))):
                filled |= {(row, one): Fault(MERGED_COUNT, "PX33") for one in across}
            continue
        if area.bottom == area.top or not clean(value) or name is None:
            continue
        # A label holds for every row it spans; a count does not, and copying it would invent people.
        copied = column is None or column.type in _FILLED
        for row in range(area.top, min(area.bottom + 1, len(sheet.rows))):
            filled[row, name] = value if copied else Fault(MERGED_COUNT, "PX33")
    return filled


def _beside(table: Table, sheet: Sheet, header: Header, first: int) -> None:
    """Columns that are not the form's: sums are kept as a check, all others are named and left out."""
    data = {line.row_no for line in (*table.lines, *table.totals)}
    for index, heading in header.headings.items():
        if index in header.columns:
            continue
        values = {row: sheet.rows[row - 1][index] for row in data if clean(sheet.rows[row - 1][index])}
        if not values:
            continue
        if _TOTAL_HEAD.fullmatch(key(heading)):
            table.remarks.append(Remark("PX11", header.row + 1, column_letter(index), None, heading))
            table.cells_aside += len(values.keys() & {line.row_no for line in table.lines})
            table.sums[column_letter(index)] = values if not key(heading).startswith("再掲") else {}
        else:
            row_no = header.row + 1 if clean(heading) else min(values)
            rules = ["PX18"] if clean(heading) and index not in header.again else []
            for rule in (*rules, "PX40"):
                table.remarks.append(Remark(rule, row_no, column_letter(index), None, heading or None))


def _hidden(table: Table, sheet: Sheet) -> None:
    rows = sorted(row for row in sheet.hidden_rows if any(clean(cell) for cell in sheet.rows[row]))
    table.remarks += [Remark("PX12", row + 1) for row in rows[:1]]
    for index in sorted(sheet.hidden_columns):
        if any(index < len(cells) and clean(cells[index]) for cells in sheet.rows):
            table.remarks.append(Remark("PX12", None, column_letter(index)))


def _drawn_over(table: Table, sheet: Sheet, header: Header) -> None:
    """A line through a row, or a shape on it: is the number struck out, or covered by chance? It is asked, row by row."""
    counts = {column.name for column in table.form.columns if column.type == "count"}
    for line in table.lines:
        under = {
            index
            for area in sheet.shapes
            if area.top <= line.row_no - 1 <= area.bottom
            for index in range(area.left, min(area.right, max(header.columns)) + 1)
        }
        covered = [i for i in sorted(under) if header.columns.get(i) in counts & line.written]
        if covered:
            table.remarks.append(Remark("PX54", line.row_no, column_letter(covered[0])))


def _far(table: Table, sheet: Sheet) -> None:
    """Cells below a long gap belong to no table; cells far to the right are named."""
    below = sorted({row for row, _ in sheet.far if row >= len(sheet.rows)})
    table.refused += len(below)
    table.remarks += [Remark("PX32", row + 1) for row in below[:1]]
    right = [(row, column) for row, column in sheet.far if row < len(sheet.rows)]
    table.remarks += [Remark("PX32", row + 1, column_letter(column)) for row, column in sorted(right)[:1]]
