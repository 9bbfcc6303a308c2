"""Municipality codes: everybody's of the whole country, however it is typed; nobody's never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalogue import is_lg_code, with_check_digit
from etl.intake.places import bare, everybody, nearly, parse_lg_code
from tests.etl.intake.conftest import GOOD, HEAD, Desk, row

CODES = sorted(everybody())
# Five digits that are one municipality's code without its zero and another's without its check digit.
BOTH = {code[1:] for code in CODES if code.startswith("0")} & {code[:5] for code in CODES}


def test_the_list_is_the_whole_country() -> None:
    assert len(CODES) == 1741 + 47 and all(map(is_lg_code, CODES))
    assert {code[:2] for code in CODES} == {f"{number:02}" for number in range(1, 48)}
    assert everybody()["312011"] == "鳥取市" and everybody()["310000"] == "鳥取県"


@given(st.sampled_from(CODES))
def test_every_code_is_read_from_six_five_or_a_number(code: str) -> None:
    assert parse_lg_code(code) == (code, False)
    if code[:5] not in BOTH:
        assert parse_lg_code(code[:5]) == (code, True)
    if code.startswith("0") and code[1:] not in BOTH:
        assert parse_lg_code(int(code)) == (code, True)


@given(st.integers(0, 999_999).map(lambda number: f"{number:06}"))
def test_six_digits_of_nobody_are_refused(text: str) -> None:
    if text not in everybody():
        with pytest.raises(ValueError, match="not a municipality code"):
            parse_lg_code(text)


@given(st.integers(0, 99_999).map(lambda number: f"{number:05}"))
def test_five_digits_of_nobody_are_refused(text: str) -> None:
    if with_check_digit(text) not in everybody() and f"0{text}" not in everybody():
        with pytest.raises(ValueError, match="not a municipality code"):
            parse_lg_code(text)


@pytest.mark.parametrize("text", ["00000", "000001", "033990", "03399", "990019", "99001", "31399", "011011"])
def test_codes_that_only_look_like_one(text: str) -> None:
    with pytest.raises(ValueError, match="not a municipality code"):
        parse_lg_code(text)


def test_five_digits_that_fit_two_are_those_of_a_sender_or_asked_about() -> None:
    assert len(BOTH) == 12
    for text in BOTH:
        with pytest.raises(ValueError, match="not a municipality code"):
            parse_lg_code(text)
        assert parse_lg_code(text, {f"0{text}": "ここ"}) == (f"0{text}", True)


def test_a_code_of_nobody_is_an_error_of_its_row_and_no_repair(desk: Desk) -> None:
    seen = desk.book([row(to_lg="033990"), row(to_lg="31364", channel="C2"), row(to_lg=1100, channel="C3")])
    assert seen.values("to_lg_code") == ["313645"]
    assert (seen.rules.count("PX20"), seen.rules.count("PX19")) == (2, 1)


@pytest.mark.parametrize("name", ["鳥取", "鳥取県鳥取", "鳥取県"])
def test_a_name_short_of_its_ending_is_read_by_the_code_and_said(desk: Desk, name: str) -> None:
    seen = desk.book([[*GOOD, name]], head=[*HEAD, "団体名"])
    if name == "鳥取県":
        assert seen.refused == "PX45"
    else:
        assert seen.refused is None and "PX44" in seen.rules and len(seen.rows()) == 1


@given(st.sampled_from(CODES))
def test_only_the_ending_may_be_missing(code: str) -> None:
    name = everybody()[code]
    assert nearly(code, bare(name), everybody())
    assert not nearly(code, f"{bare(name)}東", everybody())
