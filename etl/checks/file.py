"""One file examined: who sent it for which year, its rows, and what was found in them."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.catalogue import Catalogue, is_lg_code
from etl.checks import privacy, rows, totals
from etl.checks.ledger import SHEET_ROWS, Sheetful
from etl.checks.messages import Layout
from etl.checks.rows import Row, first_of
from etl.checks.shown import Shown
from etl.checks.values import Judge
from etl.intake import Book, Contents, Received, Table, Unreadable, contents, read, refuse_copies
from etl.intake.headers import Remark, all_names
from etl.intake.places import Hint, hint, names_match, parse_lg_code
from etl.intake.tables import OWN_SHEETS
from etl.intake.text import clean
from etl.intake.wareki import parse_date, parse_fiscal_year
from etl.intake.workbook import SUFFIXES

SCHEMA = "tsunagari-forms"


@dataclass
class Examined:
    """``rows`` by form; ``refused`` is the rule that stops the whole file; ``found`` are findings without ids.

    ``layouts`` is form → (sheet, column → letter) of each of its sheets. ``ledger`` has one entry per sheet: what became
    of each row that carries anything.
    """

    file: Received
    kind: str = ""
    lg_code: str | None = None
    fiscal_year: int | None = None
    revision: int = 1
    submitted_on: dt.date | None = None
    refused: str | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    periods: list[tuple[str, str]] = field(default_factory=list)
    found: list[Row] = field(default_factory=list)
    ledger: list[Sheetful] = field(default_factory=list)
    shown: Shown = field(default_factory=Shown)
    layouts: dict[str, list[Layout]] = field(default_factory=dict)

    def note(self, rule: str, form: str | None = None, **place: Any) -> None:
        """Keep a finding: sheet, row_no, column_letter, column_name; ``value`` only where it can tell of nobody."""
        if "value" in place:
            place |= {"value": self.shown.value(place), "after": self.shown.after(place)}
        self.found.append({"rule": rule, "form": form} | place)

    def refuse(self, rule: str, **place: Any) -> None:
        """Stop the whole file; the first reason stays."""
        self.refused = self.refused or rule
        self.note(rule, **place)


def examine(file: Received, catalogue: Catalogue, judge: Judge, released: bool = False) -> Examined:
    """Read and judge one file; nothing is written. ``released``: a person has looked at what seemed personal."""
    result, named = Examined(file), hint(Path(file.name).stem)
    result.lg_code, result.fiscal_year, result.revision = (
        named.lg_code,
        named.fiscal_year,
        named.revision or 1,
    )
    known = {word for one in all_names(catalogue).values() for word in one.known}
    try:
        book = read(file.path, known)
    except Unreadable as error:
        result.refuse(error.rule)
        return result
    result.kind = book.kind
    found = contents(book, catalogue, named.form)
    result.ledger = [Sheetful(one.sheet, one.form.id, one.seen, one.set_aside) for one in found.tables]
    result.ledger += [Sheetful(sheet.name, None, seen, seen) for sheet, seen in found.others if seen]
    _identify(result, book, found.tables)
    refuse_copies(found.tables, result.fiscal_year)
    held = _suspicious(result, book, found.tables, judge, released)
    _hidden(result, book, found)
    result.refused = result.refused or held
    if result.refused is None:
        _sender(result, found.tables, judge)
    if result.refused:
        result.periods = [(table.form.id, period) for table in found.tables for period in table.form.periods]
        return result
    _format(result, book, found)
    for table in found.tables:
        _table(result, table, judge, named)
    return result


def _identify(result: Examined, book: Book, parts: list[Table]) -> None:
    """Content decides over the file's name: the cover sheet first, then the hidden sheet."""
    first = next((table.lines[0].cells for table in parts if table.lines), {})
    cover = next((t.lines[0].cells for t in parts if t.form.id in ("F0", "FP") and t.lines), first)
    codes = (cover.get("lg_code"), book.meta.get("lg_code"))
    result.lg_code = first_of(parse_lg_code, *codes) or result.lg_code
    years = (cover.get("fiscal_year"), book.meta.get("fiscal_year"))
    result.fiscal_year = first_of(parse_fiscal_year, *years) or result.fiscal_year
    result.submitted_on = first_of(parse_date, cover.get("submitted_on"))
    revision = clean(cover.get("revision_no"))
    if revision.isascii() and revision.isdigit() and len(revision) < 3:
        result.revision = max(result.revision, int(revision))


def _suspicious(result: Examined, book: Book, parts: list[Table], judge: Judge, released: bool) -> str | None:
    """Personal information: some refuses the file; the rule that holds it back; none of it gets into a record."""
    forms = {table.sheet: table.form.id for table in parts}
    stops: dict[str, str] = {}
    for one in privacy.search(book, result.file.name):
        severity = judge.catalogue.rules[one.rule].severity
        result.shown.private.add((one.sheet, one.row_no, one.column_letter))
        if released and severity == "quarantine":
            continue
        if severity in ("refuse", "quarantine"):
            stops.setdefault(severity, one.rule)
        sheet = privacy.sheet_label(book, one.sheet, forms)
        place = {"sheet": sheet, "row_no": one.row_no, "column_letter": one.column_letter}
        result.note(one.rule, forms.get(one.sheet), **place)
    result.refused = stops.get("refuse")
    result.shown.words = judge.words
    return stops.get("quarantine")


def _hidden(result: Examined, book: Book, found: Contents) -> None:
    """A hidden sheet with data refuses the file: the classic leak. Only our own sheets are exempt."""
    own = OWN_SHEETS if book.meta.get("schema_id") == SCHEMA else ()
    answers = {table.sheet: len(table.lines) + table.refused for table in found.tables}
    for sheet in book.sheets:
        if sheet.state == "visible" or sheet.name in own:
            continue
        seen = next((seen for other, seen in found.others if other is sheet), 0)
        if seen or answers.get(sheet.name):
            result.refuse("PX29", sheet=sheet.name)
        else:
            result.note("PX12", sheet=sheet.name)


def _sender(result: Examined, parts: list[Table], judge: Judge) -> None:
    """A file of forms, of a known municipality, for a year."""
    if not parts:
        result.refuse("VR08")
    elif (
        not result.lg_code
        or not is_lg_code(result.lg_code)
        or result.fiscal_year is None
        or (judge.places and result.lg_code not in judge.places)
    ):
        result.refuse("PX20")
    else:
        for table in parts:
            for line in table.lines[:1]:
                if not names_match(result.lg_code, line.cells.get("lg_name"), judge.places):
                    letter = table.letters.get("lg_name", "")
                    place: Row = {"sheet": table.sheet, "row_no": line.row_no, "column_letter": letter}
                    result.refuse("PX20", form=table.form.id, **place)


def _format(result: Examined, book: Book, found: Contents) -> None:
    suffix = result.file.path.suffix.lower()
    if book.encoding not in (None, "utf-8", "utf-8-sig"):
        result.note("PX01", after=book.encoding)
    if suffix not in SUFFIXES[book.kind] or book.kind not in ("xlsx", "xlsm", "csv"):
        result.note("PX15")
    if book.kind in ("xls", "xlsb", "ods"):
        result.note("PX35")
    if book.objects or book.kind == "xlsm":
        result.note("PX14")
    for one in book.asides:
        if one.kind == "comment" and one.sheet:
            place: Row = {"row_no": one.row_no, "column_letter": one.column_letter}
            result.note("PX24", sheet=one.sheet, **place)
    for sheet, seen in found.others:
        if seen and sheet.name not in OWN_SHEETS:
            result.note("PX10", sheet=sheet.name)


def _table(result: Examined, table: Table, judge: Judge, named: Hint) -> None:
    form = table.form
    periods = [named.period] if result.kind == "csv" and named.period in form.periods else form.periods
    result.periods += [
        (form.id, period) for period in periods if period and (form.id, period) not in result.periods
    ]
    sheets = result.layouts.setdefault(form.id, [])
    sheets.append((table.sheet, table.letters))
    # A heading the catalogue knows, or one much like it, is nobody's name.
    near = {str(one.value) for one in table.remarks if one.rule in ("VR08", "PX22", "PX26") or one.after}
    result.shown.words |= near
    for remark in table.remarks:
        _remark(result, table, remark)
    context = rows.Context(table, judge, named, result.lg_code or "", result.fiscal_year or 0)
    kept = result.rows.setdefault(form.id, [])
    sheetful = next(one for one in result.ledger if one.sheet == table.sheet)
    judged = []
    for line in table.lines:
        one = rows.judge_line(context, line)
        judged.append(one)
        for finding in one.findings:
            result.note(finding.pop("rule"), form.id, sheet=table.sheet, row_no=line.row_no, **finding)
        if one.good:
            kept.append(one.row)
        one.row["mended"] = one.mended
        sheetful.count(line.row_no, one.good, one.mended)
    for row_no, letter, name, stated in totals.disagreements(table, judged, judge):
        place = {"sheet": table.sheet, "row_no": row_no, "column_letter": letter, "column_name": name}
        result.note("VR11", form.id, **place, value=stated)
    for one in judged:
        one.row["row_no"] += SHEET_ROWS * (len(sheets) - 1)


def _remark(result: Examined, table: Table, remark: Remark) -> None:
    if remark.rule == "VR08" and remark.column_name in ("lg_code", "fiscal_year", "period"):
        return
    place: Row = {
        "row_no": remark.row_no,
        "column_letter": remark.column_letter,
        "column_name": remark.column_name,
    }
    if remark.value is not None:
        place |= {"value": remark.value, "after": remark.after}
    result.note(remark.rule, table.form.id, sheet=table.sheet, **place)
