"""The ordinary faults planted in the demo's files, one line each."""

import copy
from collections.abc import Callable
from typing import Any

Rows = dict[str, list[dict[str, Any]]]
TO_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
# A number of the right form (check digit included) that belongs to nobody.
MY_NUMBER = "123456789018"


def _full_width(rows: Rows) -> None:
    row = rows["F5"][0]
    row["value"] = str(row["value"]).translate(TO_FULL)


def _wareki(rows: Rows) -> None:
    year, month, day = str(rows["F0"][0]["submitted_on"]).split("-")
    rows["F0"][0]["submitted_on"] = f"令和{int(year) - 2018}年{int(month)}月{int(day)}日"


def _notes(rows: Rows) -> None:
    rows["F3"].append({"period": "※ 件数は延べで記入しています。"})


def _total(rows: Rows) -> None:
    total = sum(int(row["referral_count"]) for row in rows["F3"] if str(row["referral_count"]).isdigit())
    rows["F3"].append({"from_agency": "合計", "referral_count": total})


def _sums(rows: Rows) -> None:
    row = next(row for row in rows["F3"] if str(row["consent_count"]).isdigit())
    row["consent_count"] = int(row["consent_count"]) + 1


def _lost_zero(rows: Rows) -> None:
    row = next(row for row in rows["F2"] if str(row["agency_code"]).startswith("A0"))
    row["agency_code"] = "A" + str(row["agency_code"])[2:]


def _unit(rows: Rows) -> None:
    rows["F5"][0]["value"] = f"{rows['F5'][0]['value']}件"


def _my_number(rows: Rows) -> None:
    rows["F6"][0]["challenge"] = f"{rows['F6'][0]['challenge']}（個人番号 {MY_NUMBER}）"


# (municipality, fiscal year, name of the fault, how it is planted)
FAULTS: tuple[tuple[str, int, str, Callable[[Rows], None]], ...] = (
    ("313025", 2025, "full_width_digits", _full_width),
    ("312029", 2024, "wareki_date", _wareki),
    ("313297", 2025, "notes_row", _notes),
    ("312045", 2024, "total_row", _total),
    ("312037", 2025, "sum_differs", _sums),
    ("313891", 2024, "lost_zero", _lost_zero),
    ("314021", 2024, "unit_in_number", _unit),
    ("313700", 2024, "my_number", _my_number),
)
RESUBMITTED = (("312037", 2024),)
SENT_TWICE = (("312045_2025_r1.xlsx", "【境港市】提出様式_最終版.xlsx"),)


def revisions(lg_code: str, year: int) -> tuple[int, ...]:
    """The revisions sent."""
    return (1, 2) if (lg_code, year) in RESUBMITTED else (1,)


def plant(lg_code: str, year: int, revision: int, rows: Rows) -> Rows:
    """The rows as this municipality wrote them; a second revision says why it came."""
    told = copy.deepcopy(rows)
    told["F0"][0]["revision_no"] = revision
    told["F0"][0]["revision_reason"] = "連携の件数を見直したため" if revision > 1 else ""
    for place, when, _, fault in FAULTS:
        if (place, when) == (lg_code, year):
            fault(told)
    return told


def resent(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same file once more under another name."""
    return {copy_name: files[name] for name, copy_name in SENT_TWICE}
