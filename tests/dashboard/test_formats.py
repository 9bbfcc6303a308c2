"""Numbers, states, dates and years as officials read them; 0, 秘匿, 該当なし, 不詳 and 未回答 never look alike."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from japanera import EraDate

from dashboard import formats, words


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (1234, 0, "1,234"),
        (-1234.5, 1, "▲1,234.5"),
        (-0.04, 1, "0.0"),
        (12345678, 0, "12,345,678"),
    ],
)
def test_numbers(value, decimals, shown):
    assert formats.number(value, decimals) == shown


def test_negatives_in_english():
    words.use("en")
    assert formats.number(-5) == "−5"


def test_the_five_states_never_look_alike():
    for language in words.LANGUAGES:
        words.use(language)
        shown = [formats.count(0 if state == "value" else None, state) for state in formats.STATES]
        assert len(set(shown)) == len(formats.STATES) and shown[0] == "0"
        assert len({formats.state_word(state) for state in formats.STATES}) == len(formats.STATES)


def test_a_state_wins_over_a_stray_number():
    assert formats.count(3, "suppressed") == "x"
    assert formats.percent(0.3, "suppressed") == "x"


def test_a_missing_number_is_an_open_answer_never_zero():
    for nothing in (None, float("nan"), pd.NA, pd.NaT):
        assert formats.count(nothing) == "…"
        assert formats.percent(nothing) == "…"


def test_an_unknown_state_is_an_error():
    with pytest.raises(ValueError, match="hidden"):
        formats.count(1, "hidden")


def test_units_follow_the_number():
    assert formats.count(1234, unit="件") == "1,234件"
    words.use("en")
    assert formats.count(1234, unit="cases") == "1,234 cases"


def test_shares_carry_their_n():
    assert formats.percent(0.625, n=48) == "62.5%（n=48）"
    assert formats.percent(1.0) == "100.0%"
    assert formats.answered(17, 19) == "17/19市町村"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2019-04-30", "平成31年4月30日（2019-04-30）"),
        ("2019-05-01", "令和元年5月1日（2019-05-01）"),
        ("2024-04-01", "令和6年4月1日（2024-04-01）"),
        ("1989-01-07", "昭和64年1月7日（1989-01-07）"),
        ("1989-01-08", "平成元年1月8日（1989-01-08）"),
        ("1926-12-24", "大正15年12月24日（1926-12-24）"),
        ("1926-12-25", "昭和元年12月25日（1926-12-25）"),
        ("1867-12-31", "1867-12-31"),
    ],
)
def test_days_at_the_turns_of_eras(day, shown):
    assert formats.day(day) == shown
    assert formats.day(date.fromisoformat(day)) == shown


@given(some.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_has_the_era_another_library_gives_it(day):
    known = EraDate.from_date(day)
    year = known.year - known.era.since.year + 1
    said = "元" if year == 1 else str(year)
    assert formats.day(day) == f"{known.era.kanji}{said}年{day.month}月{day.day}日（{day}）"


@pytest.mark.parametrize(
    ("year", "long", "short"),
    [
        (2018, "平成30年度（2018年度）", "H30(2018)"),
        (2019, "令和元年度（2019年度）", "R1(2019)"),
        (2024, "令和6年度（2024年度）", "R6(2024)"),
        (1989, "平成元年度（1989年度）", "H1(1989)"),
    ],
)
def test_fiscal_years_in_both_counts(year, long, short):
    assert formats.fiscal_year(year) == long
    assert formats.fiscal_year_short(year) == short


def test_periods_of_a_year():
    assert formats.when(2024) == "令和6年度（2024年度）"
    assert formats.when(2024, "H1") == "令和6年度（2024年度）上半期（4–9月）"
    assert formats.title("つなぎ件数", "年度計・件", formats.when(2024)) == (
        "つなぎ件数（年度計・件）令和6年度（2024年度）"
    )


def test_english_dates():
    words.use("en")
    assert formats.day("2024-04-01") == "1 April 2024"
    assert formats.fiscal_year(2024) == formats.fiscal_year_short(2024) == "FY2024"
    assert formats.when(2024, "H2") == "FY2024, second half (Oct–Mar)"
    assert formats.moment(datetime(2026, 4, 1, 9, 5)) == "1 April 2026 09:05"


def test_columns_of_numbers_and_states():
    values = pd.Series([1200, None, None, 0], dtype="Int64")
    frame = pd.DataFrame({"value": values, "state": ["value", "suppressed", "unanswered", "value"]})
    assert formats.cells(frame) == ["1,200", "x", "…", "0"]
    ranged = frame.assign(value_low=[None, 12, None, None], value_high=[None, 1140, None, None])
    assert formats.cells(ranged) == ["1,200", "x（12〜1,140）", "…", "0"]


@pytest.mark.parametrize(
    ("low", "high", "ja", "en"),
    [
        (12, 40, "x（12〜40）", "x (12–40)"),
        (1125, 1160, "x（1,125〜1,160）", "x (1,125–1,160)"),
        (0, 45, "x（0〜45）", "x (0–45)"),
        (12, None, "x（12以上）", "x (12 or more)"),
        (1, None, "x", "x"),
        (0, None, "x", "x"),
        (None, None, "x", "x"),
    ],
)
def test_a_hidden_number_is_told_with_its_range(low, high, ja, en):
    """Without a range, and where the range says only that it is not 0, the sign stands alone."""
    row = {"own": None, "own_state": "suppressed", "own_low": low, "own_high": high}
    assert formats.told(row, "own", "own_state", "件") == ja
    words.use("en")
    assert formats.told(row, "own", "own_state", "cases") == en


def test_only_a_hidden_number_has_a_range():
    """What is published, unknown or unanswered shows itself, whatever stands in the columns of the range."""
    ends = {"value_low": 3, "value_high": 9}
    assert formats.told({"value": 12, "state": "value", **ends}, unit="件") == "12件"
    assert formats.told({"value": None, "state": "unanswered", **ends}) == "…"
    assert formats.told({"value": None, "state": "unknown", **ends}) == "不詳"


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [(0.625, 2, "0.63"), (0.125, 2, "0.13"), (2.5, 0, "3"), (1.005, 2, "1.01"), (-0.625, 2, "▲0.63"), (1 - 6 / 16, 2, "0.63"),
     (0.285, 2, "0.29"), (9.995, 2, "10.00"), (1234.5, 0, "1,235"), (-0.004, 2, "0.00"), (10 / 16, 2, "0.63")],
)  # fmt: skip
def test_half_rounds_up_as_on_paper(value, decimals, said):
    assert formats.number(value, decimals) == said


@given(some.integers(-(10**7), 10**7), some.integers(0, 3))
def test_every_half_goes_away_from_zero(tenths, decimals):
    """四捨五入 on the decimal digits themselves, worked out with whole numbers."""
    value, unit = tenths / 10 ** (decimals + 1), 10**decimals
    whole, rest = divmod(abs(tenths), 10)
    expected = whole + (rest >= 5)
    shown = formats.number(value, decimals).replace(",", "").replace("▲", "-")
    got = "0" if shown.startswith("<") else shown
    assert float(got) * unit == pytest.approx(expected if tenths >= 0 else -expected)


def test_percentages_round_the_same_way():
    assert formats.percent(0.0625) == "6.3%" and formats.percent(0.28499999999999998, decimals=1) == "28.5%"


def test_only_formats_rounds():
    """Plotly and Python round half to even or by binary luck; whatever is written goes through `formats`."""
    root = Path(formats.__file__).parent
    slips = {
        f"{file.relative_to(root)}: {found}"
        for part in ("charts", "views", "widgets", "queries", "export")
        for file in (root / part).glob("*.py")
        for found in re.findall(
            r"\{[^{}\"']*:[,.]?\d*\.?\d+f\}|\bround\(.*?,\s*\d\)|%\{\w+:\.\d[f%]\}", file.read_text("utf-8")
        )
    }
    assert slips == set()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_column_of_differences_is_told_from_codes_and_words(language):
    words.use(language)
    signs = [formats.symbol(state) for state in formats.STATES[1:]]
    moved = [formats.change(now, 1200) for now in (1, 1200, 4000)]
    assert formats.are_changes(pd.Series([*signs, *moved]))
    for other in ("312011", "地域協議会", "1,200", 5):
        assert not formats.are_changes(pd.Series([*moved, other]))
    assert not formats.are_changes(pd.Series(signs)) and not formats.are_changes(pd.Series([], dtype=object))


@given(some.floats(1e-9, 5e5), some.integers(0, 3))
def test_what_is_above_zero_never_reads_as_zero(value, decimals):
    """0 says that there is nothing: the least of a range of 0.05 people, or of a share of 0.04 %, is not nothing."""
    words.use("ja")
    said = formats.number(value, decimals)
    least = Decimal(1).scaleb(-decimals)
    assert re.search("[1-9]", said)
    assert said.startswith("<") == (Decimal(f"{value:.12g}") < least / 2)
    assert not said.startswith("<") or said == f"<{least:f}"
    assert re.search("[1-9]", formats.percent(value / 1e6, decimals=decimals))


def test_nothing_is_still_nothing():
    assert formats.number(0, 1) == "0.0" and formats.percent(0) == "0.0%" and formats.count(0) == "0"
    row = {"value": None, "state": "suppressed", "value_low": 0.04, "value_high": 7.6}
    words.use("ja")
    assert formats.told(row, decimals=1) == "x（<0.1〜7.6）"
    assert formats.told(row | {"value_low": 0.0}, decimals=1) == "x（<0.1〜7.6）"  # as a query rounds it down
