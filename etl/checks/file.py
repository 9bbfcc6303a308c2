"""One file examined: who sent it for which year, its rows, and what was found in them."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any

from etl.catalogue import Catalogue, Words, is_lg_code, with_check_digit
from etl.checks import beside, privacy, rows, totals
from etl.checks.columns import sent_schema, storable
from etl.checks.examined import Examined, guarded
from etl.checks.redaction import file_name
from etl.checks.rows import Row, first_of
from etl.checks.sheet_account import SHEET_ROWS, SheetAccount, place_of
from etl.checks.values import Judge
from etl.intake import (
    Aside,
    Book,
    Contents,
    Line,
    Received,
    Sheet,
    Table,
    Unreadable,
    contents,
    read,
    refuse_copies,
    refuse_other_years,
)
from etl.intake.headers import Remark, all_names
from etl.intake.numbers import parse_nth, with_numerals
from etl.intake.places import (
    Hint,
    everybody,
    forms_in,
    hint,
    named_otherwise,
    names_match,
    nearly,
    parse_lg_code,
    years_in,
)
from etl.intake.tables import OWN_SHEETS, valued
from etl.intake.text import Fault, clean, key
from etl.intake.wareki import parse_date, parse_fiscal_year
from etl.intake.workbook import SUFFIXES

FIRST = 1
"""The revision that forms are printed with, on the cover and in the name of the file."""
_CODED = re.compile(r"[A-Z][0-9]{1,2}(?![0-9A-Za-z])")
_A_DATE = re.compile(r"[0-9]+(?:年度?|月|日)|[RH][0-9]+|[0-9]+[-/.][0-9]+(?:[-/.][0-9]+)?|[A-Z][0-9]{1,2}")
"""What a comment says beside numbers of its cell: when it was written, of which year, of which code."""
_DIGITS = re.compile(r"[0-9][0-9,]*")
_COUNT_TOLD = re.compile(
    r"(?<![第年月週毎0-9])[0-9][0-9,]*\s?(?:人|名|件|回|世帯|団体|か所|箇所|時間|%)(?!以上|未満|以内|まで)"
)
_CODED_OR_UNIT = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][0-9]{1,2}(?![0-9])|単位|[A-Z]列|この欄|上の表|件数|人数|回数|上記"
)
# 延べ is how the forms count; 実 is another number.
_UNIT_TOLD = re.compile(
    r"世帯数?(?:です|。|$|で|を|に|の)|(?:は|:|=)\s?実?(?:人数?|件数?|回数?|世帯数?|時間数?|団体数?|団体|割合|率)"
    r"|実(?:人数|件数)?(?:で|を)(?:記|入|計|数)|で(?:計上|数え|集計)"
)
_MANY_ROWS = 10
SCHEMA = "tsunagari-forms"
_WORKBOOKS = {
    suffix for kind, suffixes in SUFFIXES.items() if kind not in ("csv", "html") for suffix in suffixes
}


def examine(file: Received, catalogue: Catalogue, judge: Judge, released: bool = False) -> Examined:
    """Read and judge one file, whatever it holds; nothing is written.

    ``released``: a person has looked at what seemed personal.
    """

    def read_and_judge() -> Examined:
        # Raised here and not when the inbox was listed, so that the guard makes it a finding about this file alone.
        if file.failure is not None:
            raise file.failure
        result = _examine(file, catalogue, judge, released)
        for form in catalogue.forms.values():
            # A value that Arrow cannot store must stop this file now, not the whole run when all rows are written.
            storable(sent_schema(form), result.rows.get(form.id, ()))
        return result

    return guarded(file, read_and_judge, cover=judge.known.covered)


def _examine(file: Received, catalogue: Catalogue, judge: Judge, released: bool) -> Examined:
    result, named = Examined(file, file_name(file, judge.known.covered)), hint(Path(file.name).stem)
    result.lg_code, result.fiscal_year, result.revision = (
        named.lg_code,
        named.fiscal_year,
        named.revision or 1,
    )
    known = {word for one in all_names(catalogue).values() for word in one.known}
    try:
        book = read(file.path, known)
    except Unreadable as error:
        result.refuse(error.rule, **({"row_no": error.row_no} if error.row_no else {}))
        return result
    result.kind = book.kind
    result.sheet_names = beside.sheet_names(book, judge.known)
    file_contents = contents(book, catalogue, named.form)
    result.accounts = [
        SheetAccount(one.sheet, one.form.id, one.seen, one.set_aside, one.cells, one.cells_aside)
        for one in file_contents.tables
    ]
    result.accounts += [
        SheetAccount(sheet.name, None, seen, seen, valued(sheet), valued(sheet))
        for sheet, seen in file_contents.others
        if seen
    ]
    # Who sent it comes first: copies of other years, and all that is asked later, depend on municipality and year.
    _identify(result, book, file_contents.tables, judge)
    refuse_copies(file_contents.tables, result.fiscal_year)
    refuse_other_years(file_contents.tables, result.fiscal_year, named=book.kind not in ("csv", "html"))
    # Before anything of the file is noted with its value: what seems personal must not get into a finding.
    held = _suspicious(result, book, file_contents.tables, judge, released)
    _hidden(result, book, file_contents)
    result.refused = result.refused or held
    if result.refused is None:
        _sender(result, file_contents.tables, file_contents.others, judge)
    if result.refused is None:
        _witnesses(result, book, file_contents.tables, judge, named)
    if result.refused:
        # A refused file still names what it would have submitted, so that its sender is shown as refused, not as silent.
        result.periods = [
            (table.form.id, period) for table in file_contents.tables for period in table.form.periods
        ]
        return result
    _format(result, book, file_contents, judge)
    for table in file_contents.tables:
        _table(result, table, judge, named)
    _once(result, file_contents.tables, catalogue)
    _beside(result, book, file_contents.tables, judge, named)
    return result


def _once(result: Examined, parts: list[Table], catalogue: Catalogue) -> None:
    """Two sheets of one form that answer mostly the same questions: none is taken. A row or two are VR01's."""
    for form_id, kept in result.rows.items():
        form = catalogue.forms[form_id]
        sheets = [table for table in parts if table.form.id == form_id]
        answered: dict[int, set[tuple[Any, ...]]] = {}
        for row in kept:
            answered.setdefault(place_of(row["row_no"])[0], set()).add(
                tuple(row.get(name) for name in form.grain)
            )
        clash = {
            nth
            for nth, keys in answered.items()
            for other, theirs in answered.items()
            # More than half the keys in common: the same questions answered twice, and nobody can tell which answer counts.
            if nth != other and 2 * len(keys & theirs) > min(len(keys), len(theirs))
        }
        for nth in sorted(clash):
            result.note("PX41", form_id, sheet=sheets[nth].sheet)
            account = [one for one in result.accounts if one.form == form_id][nth]
            account.refuse()
        result.rows[form_id] = [row for row in kept if place_of(row["row_no"])[0] not in clash]


def _beside(result: Examined, book: Book, parts: list[Table], judge: Judge, named: Hint) -> None:
    """Text where the printed form has none waits for a person; the sender is told once for each kind of place and half."""
    forms = {table.sheet: table.form.id for table in parts}
    read_there = set[tuple[str, int, str]]()
    for table in parts:
        # Of a row that is refused nothing is published: the form's own texts in it are no text where the form has none.
        read_there |= beside.read_cells(
            table.sheet, table.letters, privacy.read_later(table.form), (line.row_no for line in table.lines)
        )
        # What could not be read for its look is told by its own rule.
        read_there |= {
            (table.sheet, line.row_no, table.letters[name])
            for line in table.lines
            for name, cell in line.cells.items()
            if isinstance(cell, Fault) and name in table.letters
        }
    result.beside = list(beside.texts(book, judge.known, read_there))
    stem = Path(result.file.name).stem
    if not judge.known.usual(stem):
        result.beside.append(beside.Beside("file_name", stem))
    result.redaction.private |= {
        (one.sheet, one.row_no, one.column_letter) for one in result.beside if one.kind != "cell"
    }
    halves = _halves(parts, judge, named)
    noted = set[tuple[str, str, str | None]]()
    for remark in result.beside:
        here = halves.get(remark.sheet, {})
        # Text in a row is that row's; text elsewhere on a sheet of one half is that half's, else the whole form's.
        only = set(here.values())
        period = here.get(remark.row_no) or (only.pop() if len(only) == 1 else None)
        if remark.kind == "cell" and remark.sheet in forms and tells_of_counts(remark.text):
            at: Row = {"row_no": remark.row_no, "column_letter": remark.column_letter}
            result.note("PX55", forms[remark.sheet], sheet=remark.sheet, **at)
        if (remark.kind, remark.sheet, period) not in noted:
            noted.add((remark.kind, remark.sheet, period))
            sheet = privacy.sheet_label(book, remark.sheet, forms) or privacy.label(remark.kind)
            place: Row = {"sheet": sheet, "row_no": remark.row_no, "column_letter": remark.column_letter}
            result.note(
                "PI14", forms.get(remark.sheet), **place, period=period, other_value=beside.how(remark.kind)
            )


def tells_of_counts(text: str) -> bool:
    """Whether a note beside the answers tells a count (31人) or in what something was counted (N08は世帯数), dates left aside."""
    said = clean(text)
    counted = _COUNT_TOLD.search(_A_DATE.sub("", with_numerals(said)))
    return bool(counted or (_CODED_OR_UNIT.search(said) and _UNIT_TOLD.search(said)))


def _halves(parts: list[Table], judge: Judge, named: Hint) -> dict[str, dict[int | None, str]]:
    """Sheet → row → the half it is about, of the forms that are answered by halves."""
    periods = dict[str, dict[int | None, str]]()
    for table in parts:
        if len(table.form.periods) > 1:
            for line in table.lines:
                if period := rows.period_of(table, line, judge, named):
                    periods.setdefault(table.sheet, {})[line.row_no] = period
    return periods


def _identify(result: Examined, book: Book, parts: list[Table], judge: Judge) -> None:
    """Content decides over the file's name: the cover sheet first, then the hidden sheet."""
    first = next((table.lines[0].cells for table in parts if table.lines), {})
    covers = judge.catalogue.groups.members("cover_forms")
    cover = next((t.lines[0].cells for t in parts if t.form.id in covers and t.lines), first)
    codes = (cover.get("lg_code"), book.meta.get("lg_code"))
    result.lg_code = first_of(lambda one: parse_lg_code(one, judge.places), *codes) or result.lg_code
    years = (cover.get("fiscal_year"), book.meta.get("fiscal_year"))
    result.fiscal_year = first_of(parse_fiscal_year, *years) or result.fiscal_year
    result.submitted_on = first_of(parse_date, cover.get("submitted_on"))
    if revision := _revision(cover.get("revision_no")):
        result.revision = revision


def _revision(written: object) -> int | None:
    """The number of a revision, also as 第2版."""
    number: int | None = first_of(parse_nth, written)
    return number


def _witnesses(result: Examined, book: Book, parts: list[Table], judge: Judge, named: Hint) -> None:
    """The file's name, every line of the cover sheet and the hidden sheet say the same, of a year that can have been sent.

    Where there is no cover sheet, the columns of the tables stand in its place.
    """
    cover_forms = judge.catalogue.groups.members("cover_forms")
    covers = [line.cells for table in parts if table.form.id in cover_forms for line in table.lines]
    firsts = [] if covers else [table.lines[0].cells for table in parts if table.lines]
    witnesses: dict[str, list[tuple[str, Any]]] = {"団体": [], "年度": [], "期": [], "版": []}
    for source, code, year in (
        ("ファイル名", named.lg_code, named.fiscal_year),
        *(("提出票", one.get("lg_code"), one.get("fiscal_year")) for one in covers),
        ("_meta", book.meta.get("lg_code"), book.meta.get("fiscal_year")),
        *(("表の列", one.get("lg_code"), one.get("fiscal_year")) for one in firsts),
    ):
        parsed = first_of(lambda one: parse_lg_code(one, judge.places), code)
        # A code with a wrong check digit is nobody's, and says nothing that the others could confirm.
        witnesses["団体"].append((source, parsed or _nobodys(source, code)))
        witnesses["年度"].append((source, first_of(parse_fiscal_year, year)))
    stem = Path(result.file.name).stem
    other = named_otherwise(stem, result.lg_code or "", judge.places)
    if other:
        witnesses["団体"].append(("ファイル名", other))
    # The title above a table speaks of its sender as well: 岩国市 支援・相談.
    for title in (text for table in parts for text in table.titles):
        if other := named_otherwise(title, result.lg_code or "", {**everybody(), **judge.places}):
            witnesses["団体"].append(("表題", other))
    in_words = years_in(stem)
    if named.fiscal_year is None and in_words and result.fiscal_year not in in_words:
        witnesses["年度"].append(("ファイル名", min(in_words)))
    witnesses["版"] = _revisions(result, named, [_revision(one.get("revision_no")) for one in covers])
    said = {named.form} if named.form else forms_in(stem, judge.catalogue)
    held = {table.form.id for table in parts}
    if said and said.isdisjoint(held):
        witnesses["様式"] = [("ファイル名", min(said)), *(("中身", one) for one in sorted(held))]
    if named.period in ("H1", "H2"):
        written = {
            rows.period_of(table, line, judge, named)
            for table in parts
            for line in table.lines
            if result.kind == "csv" or _counted(table, line)
        }
        witnesses["期"] = [
            ("ファイル名", named.period),
            *(("期の列", one) for one in sorted(filter(None, written))),
        ]
    for what, pairs in witnesses.items():
        given = list(dict.fromkeys((source, value) for source, value in pairs if value is not None))
        if len({value for _, value in given}) > 1:
            text = "・".join(f"{source}{value}" for source, value in given)
            result.refuse("PX37", other_value=f"{what}：{text}")
    years = [value for _, value in witnesses["年度"] if value is not None] or [result.fiscal_year]
    first = int(judge.catalogue.forms["F0"]["fiscal_year"].minimum or 0)
    wrong = next((year for year in years if year and not first <= year <= _running(dt.date.today())), None)
    if wrong:
        result.refuse("PX38", other_value=f"{wrong}")


def _nobodys(source: str, code: object) -> str | None:
    """A code as it was written that is nobody's, on the cover or in the hidden sheet. Six digits of a file's name may be a
    month (202604): there only a municipality's code with another check digit is one. Of rows, each is told by itself."""
    text = clean(code)
    if source == "表の列" or not re.fullmatch("[0-9]{6}", text):
        return None
    return text if source != "ファイル名" or with_check_digit(text[:5]) in everybody() else None


def _counted(table: Table, line: Line) -> bool:
    """Whether a row of a workbook, in which both halves are printed, is answered for its half."""
    counts = {column.name for column in table.form.columns if column.type == "count"}
    return len(table.form.periods) > 1 and not counts.isdisjoint(line.written)


def _revisions(result: Examined, named: Hint, covers: list[int | None]) -> list[tuple[str, Any]]:
    """Who says which revision. The 1 of a name or cover is what was printed: nobody said it where the other was raised."""
    witnesses = [("ファイル名", named.revision), *(("提出票", one) for one in covers)]
    raised = [(source, one) for source, one in witnesses if one and one > 1]
    if raised and (FIRST in (named.revision, *covers)):
        text = "・".join(f"{source}{one}" for source, one in dict.fromkeys(witnesses) if one)
        result.note("PX46", other_value=text)
        result.revision = raised[0][1] or FIRST
        return raised
    return witnesses


def _running(today: dt.date) -> int:
    """The fiscal year of a day: from April on."""
    return today.year if today.month >= 4 else today.year - 1


def _suspicious(result: Examined, book: Book, parts: list[Table], judge: Judge, released: bool) -> str | None:
    """Personal information: some refuses the file; the rule that holds it back; none of it gets into a record."""
    forms = {table.sheet: table.form.id for table in parts}
    stops: dict[str, str] = {}
    reviewed = {
        (table.sheet, table.letters.get(column.name, ""))
        for table in parts
        for column in table.form.columns
        if column.type == "text" and column.name not in privacy.NOT_READ
    }
    founded = {
        (table.sheet, table.letters.get(column.name, ""))
        for table in parts
        for column in table.form.columns
        if column.name == "est_date"
    }
    for suspicion in privacy.search(book, result.file.name, reviewed, judge.places.values(), founded):
        severity = judge.catalogue.rules[suspicion.rule].severity
        result.redaction.private.add((suspicion.sheet, suspicion.row_no, suspicion.column_letter))
        if released and severity == "quarantine":
            continue
        if severity in ("refuse", "quarantine"):
            stops.setdefault(severity, suspicion.rule)
        sheet = privacy.sheet_label(book, suspicion.sheet, forms)
        place = {"sheet": sheet, "row_no": suspicion.row_no, "column_letter": suspicion.column_letter}
        if suspicion.rule == "PI12":
            place["other_value"] = beside.how(suspicion.kind)
        result.note(suspicion.rule, forms.get(suspicion.sheet), **place)
    result.refused = stops.get("refuse")
    result.redaction.words = judge.words
    return stops.get("quarantine")


def _hidden(result: Examined, book: Book, contents: Contents) -> None:
    """A hidden sheet with data refuses the file: the classic leak. Only our own sheets are exempt."""
    own = OWN_SHEETS if book.meta.get("schema_id") == SCHEMA else ()
    answers = {table.sheet: len(table.lines) + table.refused for table in contents.tables}
    for sheet in book.sheets:
        if sheet.state == "visible" or sheet.name in own:
            continue
        seen = next((seen for other, seen in contents.others if other is sheet), 0)
        if seen or answers.get(sheet.name):
            result.refuse("PX29", sheet=sheet.name)
        else:
            result.note("PX12", sheet=sheet.name)


def _sender(result: Examined, parts: list[Table], others: list[tuple[Sheet, int]], judge: Judge) -> None:
    """A file of forms, of a known municipality, for a year."""
    if not parts:
        # Words without a heading of ours under the name of a workbook: its ending says what it is not.
        alien = result.kind in ("csv", "html") and result.file.path.suffix.lower() in _WORKBOOKS
        headless = any(_headless(sheet, judge) for sheet, _ in others)
        said = judge.catalogue.advised("no_heading", "text") if headless and not alien else None
        result.refuse("PX42" if alien else "VR08", said=said)
    elif unknown := _unknown(result, parts, judge):
        result.refuse("PX20", said=judge.catalogue.advised(*unknown))
    else:
        _name(result, result.lg_code or "", parts, judge)


def _name(result: Examined, lg_code: str, parts: list[Table], judge: Judge) -> None:
    """The name beside the code is that of the code."""
    for table in parts:
        for line in table.lines[:1]:
            written = line.cells.get("lg_name")
            if names_match(lg_code, written, judge.places):
                continue
            place: Row = {"sheet": table.sheet, "row_no": line.row_no, "column_name": "lg_name"}
            place |= {
                "column_letter": table.letters.get("lg_name", ""),
                "other_value": f"{lg_code} {judge.places[lg_code]}",
            }
            if nearly(lg_code, written, judge.places):
                result.note("PX44", table.form.id, **place)
            else:
                result.refuse("PX45", form=table.form.id, **place)


def _unknown(result: Examined, parts: list[Table], judge: Judge) -> tuple[str, str] | None:
    """What is not known of the sender, as the kind of a sentence and the type of its column; None where all is known."""
    code = result.lg_code
    if not code:
        written = (line.cells.get("lg_code") for table in parts for line in table.lines[:1])
        return "nobodys" if any(_DIGITS.search(clean(one)) for one in written) else "no_code", "lg_code"
    if not is_lg_code(code) or (judge.places and code not in judge.places):
        return "elsewhere_sent" if code in everybody() else "nobodys", "lg_code"
    return ("no_year", "fiscal_year") if result.fiscal_year is None else None


def _format(result: Examined, book: Book, file_contents: Contents, judge: Judge) -> None:
    suffix = result.file.path.suffix.lower()
    if book.encoding not in (None, "utf-8", "utf-8-sig"):
        result.note("PX01", after=book.encoding)
    if suffix not in SUFFIXES[book.kind] or book.kind not in ("xlsx", "xlsm", "csv"):
        result.note("PX15")
    if book.kind in ("xls", "xlsb"):
        result.note("PX35")
    if book.objects or book.kind == "xlsm":
        result.note("PX14")
    for aside in book.asides:
        if aside.kind == "comment" and aside.sheet:
            place: Row = {"row_no": aside.row_no, "column_letter": aside.column_letter}
            result.note("PX24", sheet=aside.sheet, **place)
            if _another_number(file_contents, aside):
                result.note("PX50", sheet=aside.sheet, **place)
    for sheet, seen in file_contents.others:
        answers = _answers(sheet, judge)
        if answers:
            # A sheet called like a form, with answers and no heading of the form: they have lost their row of headings.
            own = key(sheet.name) in {key(form.sheet) for form in judge.catalogue.forms.values()}
            said = judge.catalogue.advised("no_heading", "text") if own else None
            result.note("PX40", sheet=sheet.name, row_no=answers[0] + 1, said=said)
        elif seen and sheet.name not in OWN_SHEETS:
            result.note("PX10", sheet=sheet.name)


def _another_number(file_contents: Contents, remark: Aside) -> bool:
    """Whether a comment on a count tells a number that is not the one in the cell, dates left aside: which of them is meant?"""
    for table in file_contents.tables:
        counts = [column.name for column in table.form.columns if column.type == "count"]
        names = [name for name in counts if table.letters.get(name) == remark.column_letter]
        lines = [line for line in table.lines if line.row_no == remark.row_no]
        if table.sheet == remark.sheet and names and lines:
            text = _A_DATE.sub("", with_numerals(clean(remark.text)))
            told = {number.replace(",", "") for number in _DIGITS.findall(text)}
            return bool(told - {clean(lines[0].cells.get(names[0])).replace(",", "")})
    return False


def _answers(sheet: Sheet, judge: Judge) -> list[int]:
    """Rows (from 0) of a sheet that is no form but look like answers: a code of the lists and a number."""
    if sheet.name == "_meta":
        return []
    # Lists and instructions of ours are full of codes; there a number alone is enough to look like an answer.
    printed = sheet.name in OWN_SHEETS
    return [
        at for at, cells in enumerate(sheet.rows) if _number_in(cells) and (printed or _code_in(cells, judge))
    ]


def _headless(sheet: Sheet, judge: Judge) -> bool:
    """Whether the first row with anything holds an answer already; in CSV numbers are text."""
    first = next((cells for cells in sheet.rows if any(map(clean, cells))), [])
    return any(clean(cell).isdigit() for cell in first) and _code_in(first, judge)


def _number_in(cells: list[object]) -> bool:
    return any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _code_in(cells: list[object], judge: Judge) -> bool:
    return any(
        (isinstance(cell, str) and _CODED.match(clean(cell))) or clean(cell) in judge.words
        for cell in cells
        if cell
    )


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
    result.redaction.words |= near
    for remark in table.remarks:
        _remark(result, table, remark)
    context = rows.Context(table, judge, named, result.lg_code or "", result.fiscal_year or 0)
    kept = result.rows.setdefault(form.id, [])
    account = next(one for one in result.accounts if one.sheet == table.sheet)
    judged = [rows.judge_line(context, line) for line in table.lines]
    everywhere = _everywhere(judged, judge)
    for line, judged_row in zip(table.lines, judged, strict=True):
        for finding in judged_row.findings:
            fault = (finding["rule"], finding["column_name"])
            if fault in everywhere and everywhere[fault] is None:
                continue
            if fault in everywhere:
                finding["said"], everywhere[fault] = everywhere[fault], None
            place: Row = {"sheet": table.sheet, "row_no": line.row_no, "period": judged_row.row["period"]}
            result.note(finding.pop("rule"), form.id, **place, **finding)
        if judged_row.good:
            kept.append(judged_row.row)
            mended = len(judged_row.mended & line.written)
            account.count(line.row_no, bool(judged_row.mended), len(line.written), mended)
            judged_row.row |= {
                "mended": bool(judged_row.mended),
                "cells": len(line.written),
                "cells_mended": mended,
            }
    # After all rows of the sheet: a stated sum is held against them and never loaded.
    for row_no, letter, name, stated in totals.disagreements(table, judged, judge):
        place = {"sheet": table.sheet, "row_no": row_no, "column_letter": letter, "column_name": name}
        result.note("VR11", form.id, **place, value=stated)
    for judged_row in judged:
        # Only now, since findings above name the row as the sender sees it.
        judged_row.row["row_no"] += SHEET_ROWS * (len(sheets) - 1)


def _everywhere(judged: list[rows.JudgedRow], judge: Judge) -> dict[tuple[str, str], Words | None]:
    """(rule, column) of faults that every row of a sheet of ten and more has, each with the sentence that tells it once: a
    column was filled in otherwise than the form asks, and sixty sentences say no more than the first."""
    if len(judged) < _MANY_ROWS:
        return {}
    first = {(one["rule"], one["column_name"]): one for row in reversed(judged) for one in row.findings}
    faults = Counter(
        fault for row in judged for fault in {(one["rule"], one["column_name"]) for one in row.findings}
    )
    sentences = dict[tuple[str, str], Words | None]()
    for fault, number in faults.items():
        rule = judge.catalogue.rules[fault[0]]
        if number == len(judged) and rule.severity == "error":
            words = first[fault].get("said") or rule.message
            more = f"ほか{number - 1}行も同じです。"
            sentences[fault] = Words(ja=f"{more}{words.ja}", en=f"So in {number - 1} more rows. {words.en}")
    return sentences


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
