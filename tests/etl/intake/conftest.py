"""One file, written as municipalities write it, and what the reader makes of it."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl import settings as machine
from etl.catalogue import Catalogue
from etl.checks.examined import Examined
from etl.checks.file import examine
from etl.checks.values import Judge
from etl.intake.places import senders
from etl.intake.receive import receive
from etl.register import ledger

LG = "312011"
HEAD = ["期", "連携元", "連携先", "連携先団体コード", "経路", "つなぎ件数(件・延べ)", "うち本人同意あり(件)"]
HEAD += [
    "うち同意なし・法令等根拠あり(件)",
    "うち同意の有無不明(件)",
    "うち支援開始につながった件数(件)",
    "うち共同支援(件)",
]
GOOD: list[Any] = ["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]
COVER = {
    "lg_code": LG,
    "fiscal_year": 2024,
    "dept_name": "地域福祉課",
    "submitted_on": "2025-04-21",
    "revision_no": 1,
    "juso_status": "J1",
    "participation_mode": "H1",
    "lonely_dept_same": "V1",
    "no_pii_ack": 1,
    "pref_publish_ok": 1,
}
COLUMNS = {"from": 1, "to": 2, "to_lg": 3, "channel": 4, "count": 5, "consent": 6, "joint": 10}


def row(**cells: Any) -> list[Any]:
    """A good row of form 3 with some cells changed."""
    changed = list(GOOD)
    for name, value in cells.items():
        changed[COLUMNS[name]] = value
    return changed


@dataclass
class Seen:
    """What came of a file."""

    result: Examined
    catalogue: Catalogue

    @property
    def rules(self) -> list[str]:
        return [one["rule"] for one in self.result.findings]

    @property
    def refused(self) -> str | None:
        return self.result.refused

    def rows(self, form: str = "F3") -> list[dict[str, Any]]:
        return self.result.rows.get(form, [])

    def values(self, name: str, form: str = "F3") -> list[Any]:
        return [one[name] for one in self.rows(form)]

    def fix(self, rule: str) -> tuple[str | None, str | None]:
        """(before, after) of a rule's first finding."""
        one = next(one for one in self.result.findings if one["rule"] == rule)
        return one.get("value"), one.get("after")

    def place(self, rule: str) -> tuple[Any, Any]:
        """(row, letter) of a rule's first finding."""
        one = next(one for one in self.result.findings if one["rule"] == rule)
        return one.get("row_no"), one.get("column_letter")

    def fate(self) -> dict[str, int]:
        """The sums of the ledger, checked against each other line by line."""
        names = ("seen", "loaded", "mended", "set_aside", "refused")
        lines = list(ledger.lines(1, self.result.accounts, bool(self.refused)))
        for line in lines:
            assert all(line[name] >= 0 for name in names), line
            assert line["seen"] == sum(line[name] for name in names[1:]), line
        return {name: sum(line[name] for line in lines) for name in names}


class Desk:
    """Writes files into an inbox and examines them."""

    def __init__(self, folder: Path, catalogue: Catalogue, judge: Judge) -> None:
        self.folder, self.catalogue, self.judge = folder, catalogue, judge

    def read(self, data: bytes, name: str = f"{LG}_F3_2024H1_r1.csv") -> Seen:
        path = self.folder / name
        path.write_bytes(data)
        (file,) = receive(self.folder)
        seen = Seen(examine(file, self.catalogue, self.judge), self.catalogue)
        path.unlink()
        return seen

    def book(
        self,
        rows: list[list[Any]],
        change: Callable[[Any], None] = lambda _: None,
        *,
        head: list[Any] | None = None,
        name: str = f"{LG}_2024_r1.xlsx",
        cover: dict[str, Any] | None = None,
    ) -> Seen:
        """A workbook with cover sheet and form 3; ``change`` gets the open workbook before it is saved."""
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        form = self.catalogue.forms["F0"]
        first.title = form.sheet
        first.append([column.ja for column in form.columns])
        first.append([(COVER | (cover or {})).get(column.name) for column in form.columns])
        sheet = book.create_sheet(self.catalogue.forms["F3"].sheet)
        for line in [HEAD if head is None else head, *rows]:
            sheet.append(line)
        change(book)
        return self.read(packed(book), name)

    def csv(
        self, rows: list[list[Any]], encoding: str = "utf-8-sig", name: str | None = None, sign: str = ","
    ) -> Seen:
        lines = [sign.join("" if cell is None else str(cell) for cell in line) for line in [HEAD, *rows]]
        return self.read("\r\n".join(lines).encode(encoding), name or f"{LG}_F3_2024H1_r1.csv")


def packed(book: Any) -> bytes:
    """A workbook's bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture(scope="session")
def desk(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("inbox")
    places = senders(machine.load({"TSUNAGARI_HOME": str(folder)}), catalogue)
    return Desk(folder, catalogue, Judge(catalogue, places))
