"""What goes back to a municipality: its workbook with the faults marked, and a list of one page to work through.

Both are Excel: the forms are Excel, mail filters of offices let it pass, and the list can be ticked off and printed on A4.
Nothing is taken along but the sheets' cells: no author, no comment, no hidden sheet but our own.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError

from etl.catalogue import Catalogue
from etl.checks import listing
from etl.checks.store import Connection
from etl.intake import read
from etl.settings import Settings

Row = dict[str, Any]
OWN_SHEETS = ("_meta", "コード表", "記入要領")
AUTHOR = "つながり"
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
_OPEN = """
select r.receipt_id, r.file_name, r.stored_as, r.outcome, r.kind, f.* exclude (receipt_id)
from fault f join receipt r using (receipt_id)
where r.lg_code = ? order by f.fiscal_year desc, f.form nulls first, f.row_no nulls first, f.column_letter"""


def faults(con: Connection, lg_code: str) -> list[Row]:
    """What is still open for a municipality, the gravest first within a form."""
    cursor = con.execute(_OPEN, [lg_code])
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
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
        written += _write(folder, rows, settings, catalogue, _name(con, sender))
        con.execute("insert or replace into given_back values (?, ?, now()::timestamp)", [sender, seal])
    return written


def _senders(con: Connection) -> list[str]:
    return [
        code
        for (code,) in con.execute("""
            select distinct lg_code from receipt where lg_code is not null order by 1""").fetchall()
    ]


def _name(con: Connection, lg_code: str) -> str:
    known = con.execute("select 1 from duckdb_tables() where table_name = 'ref_municipality'").fetchone()
    row = (
        known and con.execute("select name_ja from ref_municipality where lg_code = ?", [lg_code]).fetchone()
    )
    return str(row[0]) if row else lg_code


def _seal(rows: Sequence[Row]) -> str:
    told = [[row["receipt_id"], row["rule"], row["message_ja"]] for row in rows]
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


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
            files[folder / f"{stem}_確認.xlsx"] = annotated(
                settings.work / stored, mine, mine[0]["file_name"]
            )
    for path, data in files.items():
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
    """A new workbook with the cells of the submitted one, the faulty ones coloured and commented."""
    book = read(path)
    copy = openpyxl.Workbook()
    copy.remove(copy.worksheets[0])
    copy.properties.creator, copy.properties.lastModifiedBy = AUTHOR, AUTHOR
    copy.properties.created = copy.properties.modified = dt.datetime(2023, 4, 1)
    forms = {row["sheet"] for row in rows if row["sheet"]}
    for sheet in book.sheets:
        if sheet.name == "_meta" or (sheet.name in OWN_SHEETS and sheet.name not in forms):
            continue
        if sheet.state == "visible":
            _sheet(
                copy.create_sheet(sheet.name[:31]), sheet.rows, [r for r in rows if r["sheet"] == sheet.name]
            )
    if not copy.worksheets:
        copy.create_sheet("提出物")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "copy.xlsx"
        copy.save(target)
        return target.read_bytes()


def _sheet(target: Any, rows: Sequence[Sequence[object]], faulty: Sequence[Row]) -> None:
    for row_no, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None and value != "":
                _cell(target.cell(row_no, column), value)
    target.freeze_panes = "A2"
    for column in range(1, max((len(cells) for cells in rows), default=0) + 1):
        target.column_dimensions[openpyxl.utils.get_column_letter(column)].width = 18
    told: dict[str, list[Row]] = {}
    for row in faulty:
        if _marks(row):
            told.setdefault(f"{row['column_letter'] or 'A'}{row['row_no'] or 1}", []).append(row)
    for place, found in told.items():
        worst = min((row["severity"] for row in found), key=_ORDER.index)
        target[place].fill = FILLS[worst]
        comment = Comment("\n".join(row["message_ja"] for row in found), AUTHOR)
        comment.width, comment.height = 360, 60 + 60 * len(found)
        target[place].comment = comment


def _cell(cell: Any, value: object) -> None:
    """As submitted; text that looks like a formula stays text."""
    try:
        cell.value = value if isinstance(value, int | float | dt.date | dt.datetime | dt.time) else str(value)
    except (IllegalCharacterError, ValueError):
        cell.value = "（読めない文字）"
    if isinstance(value, str):
        cell.data_type = "s"
