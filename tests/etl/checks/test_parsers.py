"""Parsers of numbers, dates and codes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.intake.numbers import parse_number, parse_whole
from etl.intake.places import Hint, hint, parse_lg_code
from etl.intake.wareki import parse_date, parse_fiscal_year

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(st.integers(0, 10**9))
def test_every_spelling_of_a_number_is_that_number(number: int) -> None:
    for text in (str(number), f"{number:,}", str(number).translate(WIDE), f"{number}件"):
        assert parse_whole(text)[0] == number


@given(st.text())
def test_any_text_is_a_number_or_a_value_error(text: str) -> None:
    try:
        assert parse_number(text)[0] >= 0
    except ValueError:
        # Sixteen digits and more are no count of anything.
        assert len(text) > 15 or not (text.isascii() and text.isdigit())


@pytest.mark.parametrize(
    "text",
    ["2024-04-01", "令和6年4月1日", "R6.4.1", "2024/4/1", "20240401", "令和６年４月１日（月）"],
)
def test_dates(text: str) -> None:
    assert parse_date(text)[0] == dt.date(2024, 4, 1)


@pytest.mark.parametrize("text", ["2024", "2024年度", "令和6年度", "R6", "令和６年"])
def test_fiscal_years(text: str) -> None:
    assert parse_fiscal_year(text)[0] == 2024


def test_lost_leading_zero_and_check_digit() -> None:
    assert parse_lg_code(11002) == ("011002", True)
    assert parse_lg_code("312011") == ("312011", False)
    with pytest.raises(ValueError, match="municipality"):
        parse_lg_code("312012")


def test_file_names_are_hints() -> None:
    assert hint("313289_F3_2024H1_r2") == Hint("313289", "F3", 2024, "H1", 2)
    assert hint("最終版") == Hint()
