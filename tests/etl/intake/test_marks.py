"""A number with anything beside it, in its cell or in the next field, is asked about: it is never the number alone."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.etl.intake.conftest import GOOD, HEAD, Desk, Seen, row
from tests.etl.privacy import sent

WIDE = str.maketrans("0123456789*", "０１２３４５６７８９＊")
MARKS = [
    *("*", "**", "※", "※1", "＊", "†", "‡", "§", "#", "★", "☆", "◎", "○", "●", "△", "?", "!", "’"),
    *("(注)", "(注1)", "注1", "1)", "（再掲）"),
    *("約", "およそ", "概ね", "以上", "以下", "未満", "程度", "強", "弱", "前後", "超", "～", "→", "＋", "±", "≒", "＞", "≧"),
    *("x", "X", "×", "秘", "秘匿", "S", "P", "r", "c", "N", "U", "B", "V", "-", "－", "…", "不詳", "該当なし", "非公表"),
]  # fmt: skip
COUNTS = [
    "referral_count", "consent_count", "no_consent_legal_count", "consent_unknown_count",
    "established_count", "joint_support_count",
]  # fmt: skip
LOUD = ("error", "refuse", "quarantine")


def _loud(desk: Desk, seen: Seen) -> bool:
    """Whether the sender is asked, and nothing is 提出できます."""
    return any(desk.catalogue.rules[rule].severity in LOUD for rule in seen.rules)


def _csv(desk: Desk, form: str, lines: list[list[Any]]) -> Seen:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    half = "H1" if len(desk.catalogue.forms[form].periods) > 1 else ""
    return desk.read(text.getvalue().encode("utf-8-sig"), f"312011_{form}_2024{half}_r1.csv")


@settings(max_examples=40, deadline=None)
@given(
    number=st.integers(0, 99_999),
    mark=st.sampled_from(MARKS),
    before=st.booleans(),
    gap=st.sampled_from(["", " ", "　"]),
    wide=st.booleans(),
    column=st.integers(5, 10),
)
def test_a_mark_beside_a_number_is_never_the_number_alone(
    desk: Desk, number: int, mark: str, before: bool, gap: str, wide: bool, column: int
) -> None:
    digits = str(number).translate(WIDE) if wide else str(number)
    written = f"{mark}{gap}{digits}" if before else f"{digits}{gap}{mark}"
    line = [*GOOD[:column], written, *GOOD[column + 1 :]]
    for seen in (desk.csv([line]), desk.book([line])):
        assert not seen.rows() and _loud(desk, seen), (written, seen.rules)


@pytest.mark.parametrize("written", ["5*", "※5", "5（注1）", "80%*"])
@pytest.mark.parametrize(("form", "name"), [("F1", "meeting_count"), ("F2", "org_count"), ("F7", "sessions")])
def test_so_it_is_in_every_form(desk: Desk, form: str, name: str, written: str) -> None:
    training = {"period": "H1", "training_code": "G1", "audience": "L4", "sessions": 1, "participants": 20}
    training |= {"completed": 0, "joint_held": 0, "pref_hosted": 0}
    answers = sent.ROWS | {"F7": [training]}
    head = [column.name for column in desk.catalogue.forms[form].columns]
    plain, marked = (
        _csv(desk, form, [head, [(answers[form][0] | changed).get(one, "") for one in head]])
        for changed in ({}, {name: written})
    )
    assert plain.values(name, form) == [answers[form][0][name]]
    assert not marked.rows(form) and _loud(desk, marked)


@pytest.mark.parametrize("state", ["X", "x", "秘匿", "非公表", "N", "該当なし", "U", "不詳", "B", "S", "?"])
@pytest.mark.parametrize("quoted", [True, False])
def test_a_number_and_a_state_together_are_asked_about(desk: Desk, state: str, quoted: bool) -> None:
    """In one cell, in the column of states beside it, in the place of the unit."""
    with_states = ["period", "measure_code", "value", "value_status", "unit"]
    printed = ["期", "測定項目", "値(単位は測定項目による)", "単位"]
    cells = [f"15,{state}", ""] if quoted else ["15", state]
    for head, line in [(with_states, ["H1", "N01", *cells, "件"]), (printed, ["H1", "N01", *cells])]:
        seen = _csv(desk, "F5", [head, line])
        known = [one for one in seen.rows("F5") if one["value"] is not None]
        assert not known and _loud(desk, seen), (head, line)


@pytest.mark.parametrize(
    ("letter", "state"), [("X", "suppressed"), ("N", "not_applicable"), ("U", "unknown")]
)
def test_a_state_alone_is_that_state(desk: Desk, letter: str, state: str) -> None:
    head = ["period", "measure_code", "value", "value_status", "unit"]
    seen = _csv(desk, "F5", [head, ["H1", "N01", "", letter, "件"]])
    assert seen.values("value_state", "F5") == [state] and not _loud(desk, seen)


@settings(max_examples=60, deadline=None)
@given(
    thousands=st.integers(1, 9),
    rest=st.integers(0, 999),
    at=st.integers(5, 10),
    extra=st.sampled_from([[], [""], ["", ""]]),
    first=st.booleans(),
)
def test_a_comma_inside_a_number_shifts_no_answer(
    desk: Desk, thousands: int, rest: int, at: int, extra: list[str], first: bool
) -> None:
    """Unquoted, its row is refused and the others stand; quoted, it is the number."""
    apart = [*GOOD[:at], str(thousands), f"{rest:03}", *GOOD[at + 1 :], *extra]
    whole = [*GOOD[:at], f'"{thousands},{rest:03}"', *GOOD[at + 1 :]]
    other = row(channel="C2")
    seen = desk.csv([apart, other] if first else [other, apart])
    assert [one["channel"] for one in seen.rows()] == ["C2"] and "PX51" in seen.rules
    assert seen.place("PX51") == (2 if first else 3, "")
    seen.fate()
    assert desk.csv([whole]).values(COUNTS[at - 5]) == [thousands * 1000 + rest]


def test_a_shorter_line_lost_only_blanks(desk: Desk) -> None:
    """Office programs leave out commas at a line's end."""
    seen = desk.csv([GOOD[:10], row(channel="C2")])
    assert "PX51" not in seen.rules and len(seen.rows()) == 2
    assert seen.values("joint_support_count_state") == ["unanswered", "value"]


def test_a_remark_right_of_the_headings_is_no_answer(desk: Desk) -> None:
    seen = desk.csv([[*GOOD, "確認中"], row(channel="C2")])
    assert [one["channel"] for one in seen.rows()] == ["C2"] and seen.rules.count("PX51") == 1


def test_blank_fields_at_a_lines_end_say_nothing(desk: Desk) -> None:
    seen = desk.csv([[*GOOD, "", ""], row(channel="C2")])
    assert "PX51" not in seen.rules and len(seen.rows()) == 2


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_numbers_with_commas_do_not_choose_what_separates(desk: Desk, sign: str) -> None:
    quote = '"' if sign == "," else ""
    lines = [row(count=f"{quote}1,234{quote}", consent=f"{quote}1,232{quote}") for _ in range(2)]
    lines[1][4] = "C2"
    assert desk.csv(lines, sign=sign).values("referral_count") == [1234, 1234]
    assert HEAD[5] == "つなぎ件数(件・延べ)"
