"""The ordinary faults of the demo's files, and what the load must do with each.

Each is planted by hand in one file: in its rows before they are printed, in the printed workbook (``spoil``), or in the
way the file is sent (``write``). Everything else in the demo is without fault.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etl.demo import spoil

Rows = dict[str, list[dict[str, Any]]]
TO_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
# A number of the right form (check digit included) that belongs to nobody.
MY_NUMBER = "123456789018"


@dataclass(frozen=True)
class Fault:
    """``rules`` are what the checks say of the file; ``does`` plants it in rows, ``bends`` in the workbook."""

    lg_code: str
    year: int
    name: str
    rules: frozenset[str]
    does: Callable[[Rows], None] | None = None
    bends: spoil.Bend | None = None


def _numbered(rows: list[dict[str, Any]], column: str, least: int = 10) -> dict[str, Any]:
    """The first row with a number of two digits or more."""
    return next(row for row in rows if isinstance(row[column], int) and row[column] >= least)


def _full_width(rows: Rows) -> None:
    row = _numbered(rows["F5"], "value", 1)
    row["value"] = str(row["value"]).translate(TO_FULL)


def _thousands(rows: Rows) -> None:
    row = _numbered(rows["F5"], "value", 1000)
    row["value"] = f"{row['value']:,}"


def _unit(rows: Rows) -> None:
    row = _numbered(rows["F5"], "value")
    row["value"] = f"{row['value']}{row['unit']}"


def _spaced(rows: Rows) -> None:
    row = _numbered(rows["F3"], "referral_count")
    row["referral_count"] = f"\u3000{row['referral_count']}"


def _about(rows: Rows) -> None:
    row = _numbered(rows["F5"], "value")
    row["value"] = "10～20"


def _wareki(rows: Rows) -> None:
    year, month, day = str(rows["F0"][0]["submitted_on"]).split("-")
    rows["F0"][0]["submitted_on"] = f"令和{int(year) - 2018}年{int(month)}月{int(day)}日"


def _fiscal_year(rows: Rows) -> None:
    for row in rows["F2"]:
        row["joined_fy"] = f"R{int(row['joined_fy']) - 2018}年度"


def _notes(rows: Rows) -> None:
    rows["F3"].append({"period": "※ 件数は延べで記入しています。"})


def _total(rows: Rows, more: int = 0) -> None:
    total = sum(row["referral_count"] for row in rows["F3"] if isinstance(row["referral_count"], int))
    rows["F3"].append({"from_agency": "合計", "referral_count": total + more})


def _wrong_total(rows: Rows) -> None:
    _total(rows, more=3)


def _sums(rows: Rows) -> None:
    row = _numbered(rows["F3"], "referral_count")
    row["consent_count"] += 1


def _lost_zero(rows: Rows) -> None:
    row = next(row for row in rows["F3"] if str(row["to_lg_code"]).startswith("0"))
    row["to_lg_code"] = str(row["to_lg_code"])[1:]


def _wrong_label(rows: Rows) -> None:
    row = next(row for row in rows["F2"] if row["agency_code"] == "A21")
    row["agency_code"] = "A21 社会福祉協議会"


def _symbols(rows: Rows) -> None:
    blanks = [row for row in rows["F5"] if row["value"] == "-"]
    for row, sign in zip(blanks, ("―", "－", "該当なし"), strict=False):
        row["value"] = sign


def _blank(rows: Rows) -> None:
    row = next(row for row in rows["F3"] if row["no_consent_legal_count"] == 0)
    row["no_consent_legal_count"] = ""


def _machine_letters(rows: Rows) -> None:
    row = next(row for row in rows["F4"] if row["status"] in ("2", "3"))
    row["comment"] = "①㈱髙﨑商店ほか Ⅲ社と見守りの協定を結ぶ準備をしています。"


def _my_number(rows: Rows) -> None:
    rows["F6"][0]["challenge"] = f"{rows['F6'][0]['challenge']}（個人番号 {MY_NUMBER}）"


def _name(rows: Rows) -> None:
    row = next(row for row in rows["F4"] if row["status"] in ("0", "1"))
    row["comment"] = "窓口の 山田 花子さん に確認しているところです。"


def _fault(lg_code: str, year: int, does: Callable[[Rows], None], *rules: str) -> Fault:
    return Fault(lg_code, year, does.__name__.strip("_"), frozenset(rules), does=does)


def _bend(lg_code: str, year: int, bends: spoil.Bend, *rules: str) -> Fault:
    return Fault(lg_code, year, bends.__name__, frozenset(rules), bends=bends)


FAULTS = (
    # read as meant, with a note
    _fault("313025", 2025, _full_width, "PX03"),
    _fault("312029", 2023, _thousands, "PX03"),
    _fault("313891", 2024, _unit, "PX03", "PX30"),
    _fault("312045", 2025, _spaced, "PX03"),
    _fault("312029", 2024, _wareki, "PX07"),
    _fault("313904", 2024, _fiscal_year, "PX08"),
    _fault("313297", 2025, _notes, "PX10", "PI14"),
    _fault("312045", 2024, _total, "PX11"),
    _fault("312011", 2025, _lost_zero, "PX19"),
    _fault("313726", 2024, _machine_letters, "PX01"),
    _fault("313254", 2024, _symbols, "PX05"),
    _bend("313700", 2025, spoil.title_rows, "PX10", "PI14"),
    _bend("313645", 2023, spoil.group_header, "PI14"),
    _bend("313718", 2024, spoil.renamed_column, "PX18"),
    _bend("313289", 2023, spoil.moved_column),
    _bend("314021", 2024, spoil.broken_header, "PX26", "PI14"),
    _bend("312011", 2024, spoil.cell_comment, "PX24", "PI14"),
    # read, and worth a question
    _fault("313866", 2024, _wrong_total, "PX11", "VR11"),
    _bend("314013", 2023, spoil.merged_cells, "PX09"),
    _bend("313891", 2025, spoil.hidden_column, "PX12"),
    # one row is sent back
    _fault("312037", 2025, _sums, "VR12"),
    _fault("312037", 2023, _wrong_label, "VR10"),
    _fault("313645", 2025, _about, "PX06"),
    _fault("313718", 2023, _blank, "VR46"),
    # the file is not read any further
    _fault("313700", 2024, _my_number, "PI01"),
    _fault("314013", 2024, _name, "PI08"),
)
# A second revision; for the second of these the first arrives late, under another name.
RESUBMITTED = (("312037", 2024), ("312029", 2025))
LATE = {"312029_2025_r1.xlsx": "【米子市】様式（初回提出分）.xlsx"}
SENT_TWICE = {"312045_2025_r1.xlsx": "【境港市】提出様式_最終版.xlsx"}
MACROS = {"313297_2024_r1.xlsx": "313297_2024_r1.xlsm"}
# Sent with a password by a municipality silent that year; a kept file, because encryption is never twice the same.
LOCKED = {"314030_2024_r1.xlsx": "locked.xlsx"}


def revisions(lg_code: str, year: int) -> tuple[int, ...]:
    """The revisions sent."""
    return (1, 2) if (lg_code, year) in RESUBMITTED else (1,)


def of(lg_code: str, year: int) -> list[Fault]:
    """Faults of one municipality's year."""
    return [fault for fault in FAULTS if (fault.lg_code, fault.year) == (lg_code, year)]


def plant(lg_code: str, year: int, revision: int, rows: Rows) -> Rows:
    """The rows as this municipality wrote them; a second revision says why it came."""
    answers = copy.deepcopy(rows)
    answers["F0"][0]["revision_no"] = revision
    answers["F0"][0]["revision_reason"] = "連携の件数を見直したため" if revision > 1 else ""
    if revision < max(revisions(lg_code, year)):
        row = _numbered(answers["F5"], "value")
        row["value"] -= 4
    for fault in of(lg_code, year):
        if fault.does:
            fault.does(answers)
    return answers
