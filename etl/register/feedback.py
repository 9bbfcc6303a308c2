"""What goes back to a municipality: its workbook with the faults marked, and a list of one page to work through.

Both are Excel: the forms are Excel, mail filters of offices let it pass, and the list can be ticked off and printed on A4.
The workbook's authors, comments, headers and drawings are left out, and whatever a reader's office software would run or
fetch: a formula comes back as its result, links and references to other files as nothing.
"""

import datetime as dt
import io
import json
import logging
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.worksheet.header_footer import HeaderFooterItem

from etl import workdb
from etl.catalogue import Catalogue
from etl.checks import privacy
from etl.intake import read
from etl.register import listing
from etl.settings import Settings
from etl.workdb import Connection

Row = dict[str, Any]
_LOG = logging.getLogger("tsunagari.feedback")
AUTHOR = "つながり"
# Copies of the same file with the same faults are the same.
MADE = dt.datetime(2023, 4, 1)
FILLS = {
    severity: PatternFill("solid", fgColor=colour)
    for severity, colour in (
        ("fix", "FFE3F1E3"),
        ("warn", "FFFFF2C4"),
        ("error", "FFF8CFC4"),
        ("refuse", "FFF8CFC4"),
    )
}
_ORDER = ("refuse", "quarantine", "error", "warn", "fix")
# Another file, an address or a command: [1]Sheet!A1, \\\\server, cmd|'/c …'!A0, functions that fetch.
_OUTWARD = re.compile(r"\[|\\\\|//|\||WEBSERVICE|HYPERLINK|IMAGE|RTD|DDE", re.IGNORECASE)
_NO_TITLE = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
_OPEN = """
select r.receipt_id, r.file_name, r.stored_as, r.outcome, r.kind, f.* exclude (receipt_id)
from fault f join receipt r using (receipt_id)
where r.lg_code = ? order by f.fiscal_year desc, f.form nulls first, f.row_no nulls first, f.column_letter"""


def faults(con: Connection, lg_code: str) -> list[Row]:
    """What is still open for a municipality: the newest year first, in it the gravest first, then by form, row and column."""
    rows = workdb.fetch(con, _OPEN, [lg_code])
    return sorted(rows, key=lambda row: (-(row["fiscal_year"] or 0), _ORDER.index(row["severity"])))


def give_back(
    con: Connection, settings: Settings, catalogue: Catalogue, lg_code: str | None = None
) -> list[Path]:
    """Write ``work/feedback/<lg_code>/`` for everyone whose faults changed since, or for one municipality."""
    con.execute(
        "create table if not exists given_back(lg_code varchar primary key, seal varchar, given_at timestamp)"
    )
    known = dict(con.execute("select lg_code, seal from given_back").fetchall())
    senders = [lg_code] if lg_code else _senders(con)
    written: list[Path] = []
    for sender in senders:
        rows = faults(con, sender)
        seal = _seal(rows)
        folder = settings.work / "feedback" / sender
        if lg_code is None and known.get(sender) == seal and (folder.exists() or not rows):
            continue
        try:
            written += _write(folder, rows, settings, catalogue, _name(con, sender))
        except Exception as error:  # a list that is open on somebody's desk, say: the next run tries again
            if lg_code is not None:
                raise
            _LOG.error("nothing given back to %s: %s", sender, type(error).__name__)
            continue
        con.execute("insert or replace into given_back values (?, ?, now()::timestamp)", [sender, seal])
    return written


def _senders(con: Connection) -> list[str]:
    return [
        code
        for (code,) in con.execute("""
            select distinct lg_code from receipt where lg_code is not null order by 1""").fetchall()
    ]


def _name(con: Connection, lg_code: str) -> str:
    known = workdb.value(con, "select 1 from duckdb_tables() where table_name = 'ref_municipality'")
    name = known and workdb.value(con, "select name_ja from ref_municipality where lg_code = ?", [lg_code])
    return str(name) if name else lg_code


def _seal(rows: Sequence[Row]) -> str:
    faults_in_short = [[row["receipt_id"], row["rule"], row["message_ja"]] for row in rows]
    return sha256(json.dumps(faults_in_short, ensure_ascii=False).encode()).hexdigest()


def _write(
    folder: Path, rows: Sequence[Row], settings: Settings, catalogue: Catalogue, name: str
) -> list[Path]:
    """The list and one annotated workbook per file with a marked cell; what is no longer open is taken away."""
    if rows:
        folder.mkdir(parents=True, exist_ok=True)
    files = {folder / "確認事項の一覧.xlsx": listing.page(rows, catalogue, name)} if rows else {}
    for receipt_id in dict.fromkeys(row["receipt_id"] for row in rows):
        mine = [row for row in rows if row["receipt_id"] == receipt_id]
        stored = mine[0]["stored_as"]
        if stored and mine[0]["outcome"] not in ("quarantined", "refused") and any(map(_marks, mine)):
            stem = Path(mine[0]["file_name"]).stem
            try:
                copy = annotated(settings.work / stored, mine, mine[0]["file_name"])
            except Exception as error:  # the list alone says what is to be mended
                _LOG.error("no annotated copy of receipt %s: %s", receipt_id, type(error).__name__)
                continue
            files[folder / f"{stem}_確認.xlsx"] = copy
    for path, data in files.items():
        # Whole or not at all: a run that is cut off leaves the list of before.
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    for old in folder.glob("*.xlsx"):
        if old not in files:
            old.unlink()
    return list(files)


def _marks(row: Mapping[str, Any]) -> bool:
    return row["severity"] in ("warn", "error") and bool(row["sheet"])


def annotated(path: Path, rows: Sequence[Row], name: str) -> bytes:
    """A copy with the faulty cells coloured and commented; drop-downs stay, authors, comments and headers go."""
    copy = _as_it_is(path) or _cells_only(path, name)
    whole = len(copy.worksheets) == 1
    for number, target in enumerate(copy.worksheets, 1):
        # Records call a sheet by its number where its name may be somebody's.
        called = {target.title, privacy.numbered(number)}
        _mark(target, [row for row in rows if whole or row["sheet"] in called])
    copy.properties = DocumentProperties(creator=AUTHOR, lastModifiedBy=AUTHOR, created=MADE, modified=MADE)
    copy.custom_doc_props = CustomPropertyList()  # type: ignore[attr-defined]
    target_bytes = io.BytesIO()
    copy.save(target_bytes)
    return target_bytes.getvalue()


def _as_it_is(path: Path) -> openpyxl.Workbook | None:
    """The workbook itself, stripped of what may name people; None when only its cells can be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are left out on purpose
            data = path.read_bytes()
            book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
            results = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OSError,
        zipfile.BadZipFile,
        InvalidFileException,
    ):
        return None
    for name in [name for name, area in book.defined_names.items() if _OUTWARD.search(area.value or "")]:
        del book.defined_names[name]
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            if not isinstance(cell, MergedCell):
                cell.comment = cell.hyperlink = None
                if cell.data_type == "f":
                    _as_result(cell, results[sheet.title][cell.coordinate].value)
        _nothing_outward(sheet)
        for name in ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"):
            setattr(sheet, name, HeaderFooterItem())
    return book


def _as_result(cell: Any, result: object) -> None:
    """What the formula came to when it was saved; without that its own text, which nothing runs."""
    formula = getattr(cell.value, "text", None) or cell.value
    _cell(cell, result if result is not None else str(formula))


def _nothing_outward(sheet: Any) -> None:
    """Takes away pictures, charts, links and rules that point outside the workbook."""
    sheet._hyperlinks, sheet._images, sheet._charts, sheet._pivots = [], [], [], []
    rules = sheet.data_validations
    rules.dataValidation = [
        rule for rule in rules.dataValidation if not _outward(rule.formula1, rule.formula2)
    ]
    colours = sheet.conditional_formatting
    kept = [(area.sqref, rule) for area in colours for rule in area.rules if not _outward(*rule.formula)]
    sheet.conditional_formatting = ConditionalFormattingList()
    for area, rule in kept:
        sheet.conditional_formatting.add(str(area), rule)


def _outward(*formulas: str | None) -> bool:
    return any(formula and _OUTWARD.search(formula) for formula in formulas)


def _cells_only(path: Path, name: str) -> openpyxl.Workbook:
    """A new workbook with the visible cells of whatever was sent; a CSV file is one sheet, called by its name."""
    book, copy = read(path), openpyxl.Workbook()
    copy.remove(copy.worksheets[0])
    for sheet in (sheet for sheet in book.sheets if sheet.state == "visible"):
        title = Path(name).stem if book.kind == "csv" else sheet.name
        _plain(copy.create_sheet(_NO_TITLE.sub("_", title)[:31]), sheet.rows)
    return copy


def _plain(target: Any, rows: Sequence[Sequence[object]]) -> None:
    """Cells alone, text that looks like a formula as text."""
    for row_no, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None and value != "":
                _cell(target.cell(row_no, column), value)
    target.freeze_panes = "A2"
    for column in range(1, max((len(cells) for cells in rows), default=0) + 1):
        target.column_dimensions[openpyxl.utils.get_column_letter(column)].width = 18


def _mark(target: Any, faulty: Sequence[Row]) -> None:
    told: dict[str, list[Row]] = {}
    for row in faulty:
        if _marks(row):
            told.setdefault(f"{row['column_letter'] or 'A'}{row['row_no'] or 1}", []).append(row)
    for place, findings in told.items():
        worst = min((row["severity"] for row in findings), key=_ORDER.index)
        cell = _first(target, place)
        cell.fill = FILLS[worst]
        comment = Comment("\n".join(row["message_ja"] for row in findings), AUTHOR)
        comment.width, comment.height = 360, 60 + 60 * len(findings)
        cell.comment = comment


def _first(sheet: Any, place: str) -> Any:
    """The cell, or of merged cells the one that holds their value."""
    area = next((area for area in sheet.merged_cells.ranges if place in area), None)
    return sheet.cell(area.min_row, area.min_col) if area else sheet[place]


def _cell(cell: Any, value: object) -> None:
    """As submitted; text that looks like a formula stays text."""
    try:
        cell.value = value if isinstance(value, int | float | dt.date | dt.datetime | dt.time) else str(value)
    except (IllegalCharacterError, ValueError):
        cell.value = "（読めない文字）"
    if isinstance(value, str):
        cell.data_type = "s"
