"""Numbers, dates and states as people read them, in Japanese and English: said once, here.

A count travels with its state. Only `value` shows a number (0 included); the other four show their own sign, a hidden one
with the range that anybody can work out of what is published: in columns `x_low` and `x_high` beside `x`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from dashboard import words

STATES = ("value", "suppressed", "not_applicable", "unknown", "unanswered")


@dataclass(frozen=True)
class Era:
    """A Japanese era: locale key and first day."""

    key: str
    starts: date


ERAS = (
    Era("reiwa", date(2019, 5, 1)),
    Era("heisei", date(1989, 1, 8)),
    Era("showa", date(1926, 12, 25)),
    Era("taisho", date(1912, 7, 30)),
    Era("meiji", date(1868, 1, 25)),
)


def missing(value: object) -> bool:
    """True for None, NaN, NaT and pd.NA."""
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def symbol(state: str) -> str:
    """The sign a state shows in place of a number: x, －, 不詳 or …; empty for `value`."""
    return words.t(f"state.{_known(state)}.symbol")


def state_word(state: str) -> str:
    """The state in words: 数値, 秘匿, 該当なし, 不詳, 未回答."""
    return words.t(f"state.{_known(state)}.word")


def _known(state: str) -> str:
    if state not in STATES:
        raise ValueError(f"unknown cell state {state!r}")
    return state


def rounded(value: float | Decimal, decimals: int = 0) -> Decimal:
    """四捨五入: half goes away from zero (0.625 is 0.63), also where binary fractions fall short of a half."""
    # As it is written, to 12 digits: the binary fraction behind 0.285 lies below the half and would round down.
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.12g}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """1,234 or ▲1,234.5: half-width digits, thousands separated, ▲ for negatives (− in English); half rounds up.

    What is above 0 never reads as 0: it is <0.1 where it rounds to 0.0.
    """
    text = f"{abs(rounded(value, decimals)):,f}"
    if value > 0 and text.strip("0.,") == "":
        return _below(decimals)
    # ▲0 would say that something fell where rounding left nothing.
    negative = value < 0 and text.strip("0.,") != ""
    return (words.t("format.negative") + text) if negative else text


def _below(decimals: int) -> str:
    return words.t("format.below", least=f"{Decimal(1).scaleb(-decimals):f}")


def count(value: object, state: str = "value", unit: str = "", decimals: int = 0) -> str:
    """A count with its unit, or the sign of its state; a `value` without a number reads as unanswered."""
    if state != "value":
        return symbol(state)
    if missing(value):
        return symbol("unanswered")
    shown = number(float(value), decimals)  # type: ignore[arg-type]
    return words.t("format.with_unit", number=shown, unit=unit.lstrip()) if unit else shown


def percent(value: object, state: str = "value", n: object = None, decimals: int = 1) -> str:
    """A share given as 0–1, e.g. 「62.5%（n=48）」; the sign of its state when it has no value."""
    if state != "value" or missing(value):
        return symbol(state if state != "value" else "unanswered")
    return of_n(number(100 * Decimal(f"{float(value):.12g}"), decimals) + "%", n)  # type: ignore[arg-type]


def of_n(text: str, n: object) -> str:
    """A text with the n that it is of, 「62.5%（n=48）」; without one, the text alone."""
    return text if missing(n) else words.t("format.with_n", value=text, n=number(float(n)))  # type: ignore[arg-type]


def change(now: float, before: float, decimals: int = 0) -> str:
    """A difference with its sign: ＋6, ▲2, ±0."""
    moved = rounded(now, decimals) - rounded(before, decimals)
    if moved == 0:
        return words.t("format.unchanged")
    return number(moved, decimals) if moved < 0 else words.t("format.positive") + number(moved, decimals)


def are_changes(texts: "pd.Series[Any]") -> bool:
    """Whether a column holds nothing but signed differences and the signs of states."""
    starts = (words.t("format.positive"), words.t("format.unchanged"), number(-1).removesuffix("1"))
    counted = [text for text in texts if text not in {symbol(state) for state in STATES}]
    return bool(counted) and all(isinstance(text, str) and text.startswith(starts) for text in counted)


def bounds(low: str, high: str) -> str:
    """Between which two numbers a hidden one lies: "x（0.12〜0.50）"."""
    return words.t("format.bounds", sign=symbol("suppressed"), low=low, high=high)


def ends(value: str = "value") -> tuple[str, str]:
    """The columns with the least and the most of what is hidden in column `value`."""
    return f"{value}_low", f"{value}_high"


def limits(row: Mapping[Any, Any], value: str = "value") -> tuple[float, float | None] | None:
    """The range of a hidden number; None where there is none, or where it says no more than that it is not 0."""
    low, high = (row.get(end) for end in ends(value))
    if missing(low) or (missing(high) and float(low) <= 1):  # type: ignore[arg-type]
        return None
    return float(low), None if missing(high) else float(high)  # type: ignore[arg-type]


def span(row: Mapping[Any, Any], value: str = "value", decimals: int = 0) -> str:
    """The range of a hidden number without its sign: （12〜40）, （12以上）; empty without one."""
    found = limits(row, value)
    if found is None:
        return ""
    low, high = (None if end is None else number(end, decimals) for end in found)
    if decimals and found[0] == 0:  # rounded down to nothing: what is hidden is more than that
        low = _below(decimals)
    return (
        words.t("format.at_least", low=low) if high is None else words.t("format.within", low=low, high=high)
    )


def told(
    row: Mapping[Any, Any], value: str = "value", state: str = "state", unit: str = "", decimals: int = 0
) -> str:
    """`count` of a row of a table; what is hidden with its range: x（12〜40）, in English x (12–40)."""
    said = count(row[value], str(row[state]), unit, decimals)
    return said + (span(row, value, decimals) if row[state] == "suppressed" else "")


def answered(n: object, total: object, halves: int = 0) -> str:
    """「17/19市町村」: how many of those asked have answered; 「ほかに半期のみ1市町村」 when a year is not whole there."""
    said = words.t("format.answered", n=count(n), total=count(total))
    return said + words.t("format.halves", n=count(halves)) if halves else said


def day(value: date | datetime | str) -> str:
    """令和6年4月1日（2024-04-01）; in English 1 April 2024."""
    calendar_day = pd.Timestamp(value).date()
    if words.lang() == "en":
        return words.t(
            "format.day_plain",
            day=calendar_day.day,
            month=words.t(f"month.m{calendar_day.month}"),
            year=calendar_day.year,
        )
    era = next((era for era in ERAS if calendar_day >= era.starts), None)
    if era is None:
        return calendar_day.isoformat()
    year = _era_year(calendar_day.year - era.starts.year + 1)
    return words.t(
        "format.day",
        era=words.t(f"era.{era.key}"),
        year=year,
        month=calendar_day.month,
        day=calendar_day.day,
        iso=calendar_day.isoformat(),
    )


def moment(value: datetime) -> str:
    """A date with hours and minutes, for the publication time."""
    return f"{day(value)} {value:%H:%M}"


def fiscal_year(year: int) -> str:
    """令和6年度（2024年度）; FY2024. The calendar year of a change of era is its 元年度."""
    if words.lang() == "en":
        return words.t("format.fiscal_year_plain", gregorian=int(year))
    era, within = _fiscal_era(year)
    return words.t(
        "format.fiscal_year", era=words.t(f"era.{era.key}"), year=_era_year(within), gregorian=int(year)
    )


def fiscal_year_short(year: int) -> str:
    """R6(2024) for axes; FY2024 in English."""
    if words.lang() == "en":
        return words.t("format.fiscal_year_plain", gregorian=int(year))
    era, within = _fiscal_era(year)
    return words.t(
        "format.fiscal_year_short", letter=words.t(f"era.{era.key}_letter"), year=within, gregorian=int(year)
    )


def _fiscal_era(year: int) -> tuple[Era, int]:
    # By year, not by day: a fiscal year in which an era begins carries the new name as a whole (令和元年度).
    era = next(era for era in ERAS if int(year) >= era.starts.year)
    return era, int(year) - era.starts.year + 1


def _era_year(within: int) -> str:
    return words.t("era.first") if within == 1 else str(within)


def period(code: str) -> str:
    """FY, H1 or H2 in words: 年度計, 上半期（4–9月）, 下半期（10–3月）."""
    return words.t(f"period.{code}")


def when(year: int, code: str = "FY") -> str:
    """Fiscal year with its half: 令和6年度（2024年度）上半期（4–9月）; the whole year stands alone."""
    return (
        fiscal_year(year)
        if code == "FY"
        else words.t("format.when", year=fiscal_year(year), period=period(code))
    )


def title(name: str, unit: str, when_text: str) -> str:
    """Sentence title of a figure: data type, unit, period: 「つなぎ件数（年度計・件）令和6年度（2024年度）」."""
    return words.t("format.title", name=name, unit=unit, period=when_text)


def cells(frame: pd.DataFrame, value: str = "value", state: str = "state", decimals: int = 0) -> list[str]:
    """`told` of every row of a table."""
    there = [name for name in (value, state, *ends(value)) if name in frame.columns]
    return [told(row, value, state, decimals=decimals) for row in frame[there].to_dict("records")]


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence joined by the comma of the language; a sentence about none of them says so (`words.t`)."""
    return words.t("format.comma").join(parts)
