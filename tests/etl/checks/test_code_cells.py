"""What stands behind a code: its own name, perhaps cut off, or words that make another thing of it."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import settings as machine
from etl.catalogue import Code
from etl.checks.rows import Context, judge_line
from etl.checks.values import Judge
from etl.intake import Line, Table
from etl.intake.places import Hint, senders, years_in
from etl.intake.wareki import parse_date

CATALOGUE = catalogues.load()
JUDGE = Judge(CATALOGUE)
AT_HOME = Judge(CATALOGUE, senders(machine.load(), CATALOGUE))
COLUMNS = {
    column.list: column
    for form in CATALOGUE.forms.values()
    for column in form.columns
    if column.type == "code" and column.list and column.list not in ("municipalities",)
}
CODES = [(name, code) for name in COLUMNS for code in CATALOGUE.codes[name] if code.valid_in(2025)]
OTHERWISE = (
    "以外",
    "を除く",
    " 計",
    "(旧)",
    "のうち委託",
    "（再掲）",
    "?",
    "？",
    "(予定)",
    " 休止中",
    "相当",
    "ほか",
)


@given(st.sampled_from(CODES), st.sampled_from(OTHERWISE))
def test_words_that_make_another_thing_of_a_code_are_refused(one: tuple[str, Code], words: str) -> None:
    name, code = one
    for written in (f"{code.code}{words}", f"{code.code} {code.ja}{words}"):
        judged = JUDGE.cell(COLUMNS[name], written, 2025)
        assert {"VR10", "VR02", "VR45"} & set(judged.rules), (written, judged)


@given(st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from("・、,/→〜+ "))
def test_two_codes_in_a_cell_for_one_are_refused(
    one: tuple[str, Code], two: tuple[str, Code], sign: str
) -> None:
    (name, code), (_, other) = one, two
    if code.code != other.code:
        judged = JUDGE.cell(COLUMNS[name], f"{code.code}{sign}{other.code}", 2025)
        assert {"VR10", "VR02", "VR45"} & set(judged.rules), judged


@given(st.sampled_from(CODES), st.integers(3, 30), st.sampled_from(("{} {}", "{}：{}", "{}（{}）", "{}{}")))
def test_a_code_with_its_own_name_is_read(one: tuple[str, Code], length: int, shape: str) -> None:
    name, code = one
    if re.fullmatch("[A-Z][0-9]+", code.code):
        judged = JUDGE.cell(COLUMNS[name], shape.format(code.code, code.ja[:length]), 2025)
        # Only where the name cut off is another code's whole name may it be asked about.
        other = JUDGE.codes(name).get(code.ja[:length])
        assert judged.value == code.code or "VR45" in judged.rules or (other and other != code.code), judged


@pytest.mark.parametrize(
    ("written", "half"),
    [("R7上期", "H1"), ("令和7年度 下期", "H2"), ("H1 上期", "H1"), ("H2 上期（4〜9月）", None), ("H1 下期", None),
     ("H1・H2", None), ("上期 前年", None), ("H1(訂正)", None)],
)  # fmt: skip
def test_the_half_of_a_row(written: str, half: str | None) -> None:
    from etl.intake.tables import without_years

    assert JUDGE.named("periods", without_years(written)) == half


def test_a_year_typed_where_a_day_belongs_is_none() -> None:
    """2024 in a cell for days is shown as 1905-07-16."""
    for number in (1990, 2024, 2025):
        with pytest.raises(ValueError, match="not a date"):
            parse_date(dt.datetime(1899, 12, 30) + dt.timedelta(days=number))
    assert parse_date(dt.date(2024, 7, 1)) == (dt.date(2024, 7, 1), False)


@pytest.mark.parametrize(
    ("written", "good"), [("2022", True), (1922, False), ("R4", True), (2052, False), (2026, False)]
)
def test_a_year_of_a_beginning_lies_within_reach(written: object, good: bool) -> None:
    for form, name in (("F0", "juso_plan_fy"), ("F2", "joined_fy"), ("F4", "since_fy"), ("F6", "case_fy")):
        judged = JUDGE.cell(CATALOGUE.forms[form][name], written, 2025)
        assert ("VR06" not in judged.rules) == good, (name, judged)


@pytest.mark.parametrize(
    ("stem", "years"),
    [("R6鳥取市", {2024}), ("鳥取市_R6", {2024}), ("鳥取市（令和6）", {2024}), ("令和６年度_鳥取市", {2024}),
     ("R8.4.20_鳥取市", set()),
     ("R8年4月20日", set()), ("鳥取市_R8提出", set()), ("R8-4-20", set()), ("20260420_鳥取市", set()), ("r2", {2020}),
     ("312011_2025_r2", set()), ("鳥取市_R080420", set())],
)  # fmt: skip
def test_the_years_of_a_file_name(stem: str, years: set[int]) -> None:
    assert years_in(stem) == (years - {2020})


@pytest.mark.parametrize(
    ("written", "codes", "rules"),
    [
        ("312029", ["312029"], set()),
        ("312029 米子市", ["312029"], {"PX02"}),
        ("312029（米子市）", ["312029"], {"PX02"}),
        ("31202 米子", ["312029"], {"PX19"}),
        ("312029 鳥取県米子市;312037:倉吉市", ["312029", "312037"], {"PX02"}),
        ("312029 倉吉市", [], {"VR10"}),
        ("312029 米子市;312037 米子市", ["312029"], {"PX02", "VR10"}),
        ("312029以外", [], {"VR10"}),
        ("312029 ほか", [], {"PX20"}),
        ("米子市", [], {"PX20"}),
        ("312028 米子市", [], {"PX20"}),
    ],
)
def test_a_municipalitys_code_and_the_name_behind_it(written: str, codes: list[str], rules: set[str]) -> None:
    column = CATALOGUE.forms["F1"]["joint_lg_codes"]
    judged = AT_HOME.cell(column, written, 2024)
    assert (judged.value, set(judged.rules)) == (codes, rules)


@pytest.mark.parametrize(
    ("name", "code", "asked"),
    [
        ("鳥取市・米子市孤独孤立対策PF", "312029", False),
        ("鳥取市・米子市孤独孤立対策PF", "312037", True),
        ("鳥取県・鳥取市・倉吉市共同協議会", "312037", False),
        ("つながりの輪", "312037", False),
        ("岩美町ほか共同設置PF", "313025;312029", False),
        ("岩美町ほか共同設置PF", "312029", True),
    ],
)
def test_a_body_called_after_those_who_set_it_up(name: str, code: str, asked: bool) -> None:
    form = CATALOGUE.forms["F1"]
    given = {"body_code": "B01", "body_seq": 1, "body_name": name, "est_status": "E1", "joint_lg_codes": code}
    context = Context(Table(form, form.sheet), AT_HOME, Hint(), "312011", 2024)
    found = judge_line(context, Line(2, given, frozenset(given))).findings
    assert any(one["rule"] == "VR10" for one in found) == asked
