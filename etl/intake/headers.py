"""Which sheet is which form, where its header is, and which rows are data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from etl.catalogue import Catalogue, Form
from etl.intake.text import clean, key
from etl.intake.workbook import Book, Sheet

SEARCHED_ROWS = 15
ENOUGH = 0.6
KEYS = ("lg_code", "fiscal_year", "period")
_TOTAL = re.compile(r"(合計|小計|総計|計|総数)(\(.*\))?")
_NOTE = re.compile(r"^(※|注[0-9:)]|\(注|\*)")


@dataclass(frozen=True)
class Line:
    """One data row: its number in the sheet and its cells by column name (``<name>_status`` from CSV)."""

    row_no: int
    cells: dict[str, object]


@dataclass(frozen=True)
class Table:
    """The rows of one form; ``letters`` are the sheet's column letters; ``skipped`` is (row, rule)."""

    form: Form
    sheet: str
    lines: list[Line]
    letters: dict[str, str]
    missing: list[str]
    skipped: list[tuple[int, str]] = field(default_factory=list)


def tables(book: Book, catalogue: Catalogue, form_id: str | None = None) -> Iterator[Table]:
    """The forms a file holds, each once; a CSV file's form may be known from its name."""
    seen: set[str] = set()
    for sheet in book.sheets:
        form = catalogue.forms.get(form_id or "") if book.kind == "csv" else _form(sheet, catalogue)
        found = _header(sheet, form) if form else _best(sheet, catalogue)
        if found and found[0].id not in seen:
            seen.add(found[0].id)
            yield _table(sheet, *found)


def _form(sheet: Sheet, catalogue: Catalogue) -> Form | None:
    return next((form for form in catalogue.forms.values() if key(form.sheet) == key(sheet.name)), None)


def _best(sheet: Sheet, catalogue: Catalogue) -> tuple[Form, int, dict[int, str]] | None:
    """A renamed sheet is known by its header."""
    found = [match for form in catalogue.forms.values() if (match := _header(sheet, form))]
    return max(found, key=lambda match: len(match[2]) / len(match[0].columns), default=None)


def _header(sheet: Sheet, form: Form) -> tuple[Form, int, dict[int, str]] | None:
    names = _names(form)
    best: dict[int, str] = {}
    at = 0
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS]):
        columns: dict[int, str] = {}
        for index, cell in enumerate(cells):
            name = names.get(key(cell))
            if name and name not in columns.values():
                columns[index] = name
        if len(columns) > len(best):
            best, at = columns, row
    own = {column.name for column in form.columns} & set(best.values())
    return (form, at, best) if len(own) >= ENOUGH * len(form.columns) else None


def _names(form: Form) -> dict[str, str]:
    names = {name: name for name in KEYS}
    for column in form.columns:
        names |= {key(text): column.name for text in (column.name, column.ja, *column.aliases)}
        if column.type == "count":
            names[f"{column.name}_status"] = f"{column.name}_status"
    return names


def _table(sheet: Sheet, form: Form, at: int, columns: dict[int, str]) -> Table:
    lines: list[Line] = []
    skipped: list[tuple[int, str]] = [(at, "PX10")] if at else []
    for row_no, cells in enumerate(sheet.rows[at + 1 :], start=at + 2):
        filled = [clean(cell) for cell in cells if clean(cell)]
        if not filled:
            continue
        if rule := _not_data(filled):
            skipped.append((row_no, rule))
            continue
        lines.append(Line(row_no, {name: cells[i] for i, name in columns.items() if i < len(cells)}))
    missing = [c.name for c in form.columns if c.required == "yes" and c.name not in columns.values()]
    return Table(form, sheet.name, lines, {n: letter(i) for i, n in columns.items()}, missing, skipped)


def _not_data(filled: list[str]) -> str | None:
    if any(_TOTAL.fullmatch(key(text)) for text in filled[:3]):
        return "PX11"
    return "PX10" if _NOTE.match(filled[0]) and len(filled) <= 2 else None


def letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
