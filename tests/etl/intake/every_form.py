"""Clean submissions of every form, and faults at random cells of them: marks, states, commas, unseen letters, words behind codes.

What a cell says is known from the clean file: a fault either leaves that as it is, or takes it away (nobody can tell any more).
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.styles import Font, PatternFill

from etl import forms
from etl.catalogue import Catalogue, Column

YEAR, LG, PREFECTURE = 2024, "312011", "310000"
NUMBERS = ("count", "integer", "percent", "flag")
MARKS = ("*", "※", "＊", "※1", "(注1)", "†", "約", "?", "○", "△", "S", "#", "以上", "～", "（速報）")
STATES = ("x", "X", "秘匿", "N", "該当なし", "U", "不詳", "-", "…", "非公表")
WHITE, YELLOW = "FFFFFFFF", "FFFFFF00"
_HALVES = ("H1", "H2")
_LINK = {"from_agency": "A11", "channel": "C1", "no_consent_legal_count": 0, "joint_support_count": 6}
ROWS: dict[str, list[dict[str, Any]]] = {
    "F0": [
        {"lg_code": LG, "fiscal_year": YEAR, "dept_name": "地域福祉課", "submitted_on": "2025-04-21", "revision_no": 1,
         "juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1", "no_pii_ack": 1, "pref_publish_ok": 1},
    ],
    "F1": [
        {"body_code": code, "body_seq": 1, "body_name": "会議体", "est_status": "E1", "est_date": "2024-06-01",
         "setup_form": "S5", "joint_lg_codes": "312029", "host_dept": "I1", "secretariat": "W1", "chair_sector": "public",
         "handles_personal_info": "Z0", "meeting_count": 12, "same_day_count": 4, "integrated_count": 3, "case_count": 25}
        for code in ("B01", "B03")
    ],
    "F2": [
        {"body_code": "B01", "agency_code": code, "org_count": 14, "individual_count": 12, "new_org_count": 3, 
         "invited_count": 20, "role": "R2", "attended_rate": 75}
        for code in ("A20", "A22", "A30")
    ],
    "F3": [
        {**_LINK, "period": half, "to_agency": code, "referral_count": 24, "consent_count": 20, "consent_unknown_count": 4,
         "established_count": 11}
        for half in _HALVES for code in ("A20", "A22")
    ],
    "F4": [{"item_code": code, "status": "3", "since_fy": 2023, "evidence": "Y2"} for code in ("K12", "K13")],
    "F5": [
        {"period": half, "measure_code": code, "value": value, "unit": unit}
        for half in _HALVES for code, value, unit in (("N01", 125, "件"), ("N08", 60, "人"), ("N16", 31, "件"))
    ],
    "F6": [
        {"title": "身近な居場所づくり", "case_fy": YEAR, "design_codes": "D5", "theme_codes": "T04", "agency_codes": "A20;A22",
         "body_codes": "B01", "item_codes": "K12", "person_detail": "Q0", "background": "相談窓口が分かりにくい。",
         "action": "茶話会を開いた。", "device": "呼び掛けを分担した。"},
    ],
    "F7": [
        {"period": half, "training_code": "G1", "audience": "L4", "sessions": 3, "participants": 120, "completed": 90,
         "joint_held": 1, "pref_hosted": 0}
        for half in _HALVES
    ],
    "FP": [
        {"record_kind": kind, "record_seq": 1, "fiscal_year": YEAR, "lg_code": PREFECTURE,
         "sessions": 12, "recipients": 19, "practices": 15}
        for kind in ("support", "sharing")
    ],
}  # fmt: skip


@dataclass
class Drawn:
    """One file on its way, a workbook or lines of CSV; ``lost`` are the cells (form, row from 0, column) nobody can read now."""

    draw: random.Random
    catalogue: Catalogue
    lost: set[tuple[str, int, str]] = field(default_factory=set)
    done: list[str] = field(default_factory=list)


@dataclass
class Cell:
    """A cell of a column: where it is, and how it is written anew."""

    form: str
    row: int
    column: Column
    at: Any

    @property
    def value(self) -> Any:
        return self.at.value

    @value.setter
    def value(self, told: Any) -> None:
        self.at.value = told


class Field:
    """A field of a line of CSV, written as a cell is."""

    def __init__(self, line: list[Any], index: int) -> None:
        self.line, self.index = line, index

    @property
    def value(self) -> Any:
        return self.line[self.index]

    @value.setter
    def value(self, told: Any) -> None:
        self.line[self.index] = told


def _pick(drawn: Drawn, cells: list[Cell], *types: str) -> Cell | None:
    found = [
        one
        for one in cells
        if one.column.type in types
        and str(one.value if one.value is not None else "").strip()
        and (one.form, one.row, one.column.name) not in drawn.lost
    ]
    return drawn.draw.choice(found) if found else None


def _lose(drawn: Drawn, one: Cell) -> None:
    drawn.lost.add((one.form, one.row, one.column.name))


def mark(drawn: Drawn, cells: list[Cell]) -> None:
    if one := _pick(drawn, cells, *NUMBERS):
        sign, gap = drawn.draw.choice(MARKS), drawn.draw.choice(["", " ", "　"])
        one.value = drawn.draw.choice([f"{sign}{gap}{one.value}", f"{one.value}{gap}{sign}"])
        _lose(drawn, one)


def state_beside(drawn: Drawn, cells: list[Cell]) -> None:
    if one := _pick(drawn, cells, *NUMBERS):
        state = drawn.draw.choice(STATES)
        one.value = drawn.draw.choice(
            [f"{one.value},{state}", f"{one.value} {state}", f"{state}({one.value})"]
        )
        _lose(drawn, one)


def words_behind(drawn: Drawn, cells: list[Cell]) -> None:
    """A code with the name of another."""
    if one := _pick(drawn, cells, "code", "codes"):
        code = str(one.value).split(";")[0].split(" ")[0]
        others = [other for other in drawn.catalogue.codes[one.column.list or ""] if other.code != code]
        one.value = f"{code} {drawn.draw.choice(others).ja}"
        _lose(drawn, one)


def place_behind(drawn: Drawn, cells: list[Cell]) -> None:
    if one := _pick(drawn, cells, "lg_codes"):
        one.value = f"{one.value} {drawn.draw.choice(['倉吉市', '境港市', '岩美町', '横浜市', 'ほか'])}"
        _lose(drawn, one)


def wide(drawn: Drawn, cells: list[Cell]) -> None:
    """Harmless: digits in full width."""
    if one := _pick(drawn, cells, "count"):
        one.value = str(one.value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def unseen_letters(drawn: Drawn, cells: list[Cell]) -> None:
    if one := _pick(drawn, cells, *NUMBERS, "code"):
        letters, ground = drawn.draw.choice([(WHITE, None), (WHITE, WHITE), (YELLOW, YELLOW)])
        one.at.font = Font(color=letters)
        if ground:
            one.at.fill = PatternFill("solid", fgColor=ground)
        _lose(drawn, one)


def shows_nothing(drawn: Drawn, cells: list[Cell]) -> None:
    one = _pick(drawn, cells, "count")
    if one and isinstance(one.value, int):
        one.at.number_format = drawn.draw.choice([";;;", '""', '"約"0', "0,"])
        _lose(drawn, one)


def flat_row(drawn: Drawn, cells: list[Cell]) -> None:
    """Read, and said (PX12)."""
    if one := _pick(drawn, cells, *NUMBERS, "code"):
        one.at.parent.row_dimensions[one.at.row].height = 0.5


Fault = Callable[[Drawn, list[Cell]], None]
ANYWHERE: tuple[Fault, ...] = (mark, mark, state_beside, words_behind, place_behind, wide)
IN_BOOKS: tuple[Fault, ...] = (*ANYWHERE, unseen_letters, shows_nothing, flat_row)


def workbook(
    seed: int, catalogue: Catalogue, whose: str = LG, faults: int | None = None
) -> tuple[bytes, str, Drawn]:
    """A filled workbook of ``seed`` with one to three faults: bytes, file name, what was done."""
    drawn = Drawn(random.Random(seed), catalogue)
    book = openpyxl.load_workbook(io.BytesIO(forms.form(whose, YEAR, ROWS, catalogue, spare_rows=1)))
    cells = [
        Cell(form.id, row, column, sheet.cell(row + 2, at))
        for form in catalogue.forms.values()
        if form.sheet in book.sheetnames
        for sheet in (book[form.sheet],)
        for at, column in _columns(sheet, form.columns)
        for row in range(len(ROWS[form.id]))
    ]
    _spoil(drawn, cells, IN_BOOKS, faults)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), f"{whose}_{YEAR}_r1.xlsx", drawn


def _columns(sheet: Any, columns: list[Column]) -> list[tuple[int, Column]]:
    by_head = {column.ja: column for column in columns}
    return [(cell.column, by_head[cell.value]) for cell in sheet[1] if cell.value in by_head]


def _spoil(drawn: Drawn, cells: list[Cell], among: tuple[Fault, ...], faults: int | None) -> None:
    for _ in range(drawn.draw.randint(1, 3) if faults is None else faults):
        fault = drawn.draw.choice(among)
        fault(drawn, cells)
        drawn.done.append(fault.__name__)


def lines(
    seed: int, catalogue: Catalogue, whose: str = LG, faults: int | None = None
) -> tuple[bytes, str, Drawn]:
    """One CSV of ``seed``, of any form and half, with one to three faults; commas among them."""
    drawn = Drawn(random.Random(seed), catalogue)
    twins = forms.csv_twins(whose, YEAR, ROWS, catalogue)
    name = drawn.draw.choice(sorted(twins))
    form = catalogue.forms[name.split("_")[1]]
    table: list[list[Any]] = list(csv.reader(io.StringIO(twins[name].decode("utf-8-sig"))))
    by_name = {column.name: column for column in form.columns}
    cells = [
        Cell(form.id, row, by_name[head], Field(line, at))
        for row, line in enumerate(table[1:])
        for at, head in enumerate(table[0])
        if head in by_name
    ]
    _spoil(drawn, cells, ANYWHERE, faults)
    if faults is None and drawn.draw.random() < 0.5:
        drawn.draw.choice((_comma, _status))(drawn, form.id, table, cells)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    return text.getvalue().encode("utf-8-sig"), name, drawn


def _comma(drawn: Drawn, form: str, table: list[list[Any]], cells: list[Cell]) -> None:
    """1,125 without quotes: what stands behind it in this line, nobody can tell."""
    if one := _pick(drawn, cells, "count"):
        line, at = one.at.line, one.at.index
        line[at : at + 1] = [str(drawn.draw.randint(1, 9)), f"{drawn.draw.randint(0, 999):03}"]
        drawn.lost |= {(form, one.row, head) for head in table[0][at:]}
        drawn.done.append("comma")


def _status(drawn: Drawn, form: str, table: list[list[Any]], cells: list[Cell]) -> None:
    """A number and, in the column of states, that it is to be kept secret."""
    one = _pick(drawn, cells, "count")
    head = f"{one.column.name}_status" if one else ""
    if one and head in table[0] and len(one.at.line) == len(table[0]):
        one.at.line[table[0].index(head)] = drawn.draw.choice(["X", "N", "U", "B", "秘匿", "S", "?"])
        _lose(drawn, one)
        drawn.done.append("status")


def wrong(
    drawn: Drawn, clean: dict[str, list[dict[str, Any]]], rows: dict[str, list[dict[str, Any]]]
) -> dict[str, set[str]]:
    """Form → what was read that does not stand there, or stands there and was lost. ``clean`` is the same file read unspoilt."""
    found: dict[str, set[str]] = {}
    for form, expected in clean.items():
        own = {one["row_no"]: one for one in rows.get(form, [])}
        for at, row in enumerate(expected):
            read = own.pop(row["row_no"], None)
            for name in drawn.catalogue.forms[form].columns:
                value = row.get(name.name)
                lost = (form, at, name.name) in drawn.lost
                if read is None:
                    if value is not None and not lost:
                        found.setdefault(form, set()).add(f"{at}.{name.name} lost")
                elif read.get(name.name) != (None if lost else value) and not (
                    lost and read.get(name.name) == []
                ):
                    found.setdefault(form, set()).add(f"{at}.{name.name}: {read.get(name.name)} for {value}")
                elif lost:
                    found.setdefault(form, set()).add(f"{at}.{name.name} blank")
        for row_no in own:
            found.setdefault(form, set()).add(f"row {row_no} invented")
    return found
