"""A number counts what the form asks for, or its sender is asked: other units, rates that are no rates, signs that are no x."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.catalogue import Column
from etl.intake.units import other_unit
from tests.etl.intake.conftest import GOOD, HEAD, Desk, Seen, row

FEW = settings(max_examples=60, deadline=None)
COUNTED = ("人", "件", "回", "団体", "世帯", "か所", "社", "機関", "時間", "年")
# Every sign that is compatible with the letter x, but is no x that anybody would type for 秘匿.
LOOK_LIKE_X = [
    sign
    for sign in map(chr, range(0x80, 0x20000))
    if unicodedata.normalize("NFKC", sign).lower() == "x" and sign not in "ｘＸ"
]


def _asks(seen: Seen, *rules: str) -> bool:
    """Whether one of these rules keeps the file from being 提出できます."""
    stopping = {
        one.id for one in seen.catalogue.rules.values() if one.asks or one.severity in ("error", "refuse")
    }
    return bool(stopping & set(rules) & set(seen.rules))


def _passes(seen: Seen) -> bool:
    return not _asks(seen, *seen.rules)


@FEW
@given(number=st.integers(0, 9999), unit=st.sampled_from([one for one in COUNTED if one != "件"]))
def test_another_unit_behind_a_number_is_asked_about(desk: Desk, number: int, unit: str) -> None:
    assert _asks(desk.csv([row(joint=f"{number}{unit}")]), "PX22")


@pytest.mark.parametrize("unit", ["世帯", "社", "回", "ヶ所"])
def test_another_unit_in_a_format_is_asked_about(desk: Desk, unit: str) -> None:
    def formatted(book: Any) -> None:
        book["様式3_連携"]["K2"].number_format = f'0" {unit}"'

    assert _asks(desk.book([row(joint=3)], formatted), "PX22")


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("つなぎ件数(世帯)", True),
        ("つなぎ件数(人)", True),
        ("つなぎ件数(件・実)", True),
        ("つなぎ件数(件・延べ)", False),
        ("つなぎ件数（件、延べ）", False),
        ("つなぎ件数(件)", False),
        ("つなぎ件数", False),
    ],
)
def test_another_unit_in_a_heading_is_asked_about(desk: Desk, heading: str, asked: bool) -> None:
    seen = desk.book([GOOD], head=[*HEAD[:5], heading, *HEAD[6:]])
    assert seen.values("referral_count") == [10]
    assert _asks(seen, "PX22") == asked and _passes(seen) != asked


@pytest.mark.parametrize(
    ("own", "written", "rules"),
    [
        ("人", "名", ()),
        ("人・延べ", "名", ()),
        ("人・延べ", "延べ人", ()),
        ("人・延べ", "人・実", ("PX22",)),
        ("人", "世帯", ("PX22",)),
        ("団体", "社", ("PX22",)),
        ("か所", "ヶ所", ()),
        ("か所", "箇所", ()),
        ("件", "千件", ("PX48",)),
    ],
)
def test_units_that_mean_the_same(own: str, written: str, rules: tuple[str, ...]) -> None:
    assert other_unit(own, written) == rules


@pytest.mark.parametrize("column", ["count", "joint"])
@pytest.mark.parametrize("sign", LOOK_LIKE_X)
def test_a_roman_ten_and_its_like_are_no_x(desk: Desk, sign: str, column: str) -> None:
    seen = desk.csv([row(**{column: sign}), row(channel="C2")])
    assert _asks(seen, "PX06") and seen.values("channel") == ["C2"]


@pytest.mark.parametrize("sign", ["x", "X", "ｘ", "Ｘ", "×"])
def test_what_people_type_for_x_is_one(desk: Desk, sign: str) -> None:
    seen = desk.csv([row(joint=sign)])
    assert _passes(seen) and seen.values("joint_support_count_state") == ["suppressed"]


@pytest.mark.parametrize("sign", ["Ⅹ", "ⓧ", "Ⅴ", "ⓥ", "𝐕"])
def test_letters_of_the_status_column(desk: Desk, sign: str) -> None:
    assert _asks(_status(desk, "10", sign), "PX43")


def _status(desk: Desk, number: str, word: str) -> Seen:
    head = ",".join([*HEAD[:5], "referral_count", "referral_count_status", *HEAD[6:]])
    return desk.read(f"{head}\r\nH1,A11,A20,,C1,{number},{word},8,0,2,5,0\r\n".encode())


def test_a_number_that_its_status_promises_and_nobody_wrote(desk: Desk) -> None:
    assert _asks(_status(desk, "", "V"), "PX43")
    assert not _asks(_status(desk, "", "B"), "PX43") and not _asks(_status(desk, "", ""), "PX43")
    assert _passes(_status(desk, "10", "V"))


def _column(desk: Desk, form: str, name: str) -> Column:
    return desk.catalogue.forms[form][name]


@pytest.mark.parametrize("written", ["Ⓐ11", "Ⅽ1", "①"])
def test_codes_and_yes_in_signs_of_another_meaning(desk: Desk, written: str) -> None:
    column = _column(desk, "F3", "channel") if written != "①" else _column(desk, "F7", "joint_held")
    assert desk.judge.cell(column, written, 2024).rules in (("VR02",), ("VR05",))


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("100人", "VR05"),
        ("80回", "VR05"),
        ("8割", "VR05"),
        (1, "PX47"),
        ("1", "PX47"),
        (1.0, "PX47"),
        (0.8, "PX47"),
        ("1%", None),
        ("80%", None),
        (80, None),
        (100, None),
        (0, None),
        (2, None),
    ],
)
def test_a_rate_is_a_rate(desk: Desk, written: object, rule: str | None) -> None:
    met = desk.judge.cell(_column(desk, "F2", "attended_rate"), written, 2024).rules
    assert [one for one in met if one in ("VR05", "PX47")] == ([rule] if rule else [])


@pytest.mark.parametrize(("written", "rule"), [("3人", "PX22"), ("3団体", "PX30"), (3, None)])
def test_units_of_numbers_that_are_not_protected(desk: Desk, written: object, rule: str | None) -> None:
    met = desk.judge.cell(_column(desk, "F2", "org_count"), written, 2024).rules
    assert [one for one in met if one in ("PX22", "PX30")] == ([rule] if rule else [])


@FEW
@given(number=st.integers(1, 99_999), parts=st.integers(2, 9))
def test_the_noise_of_calculating_is_no_part_of_a_number(desk: Desk, number: int, parts: int) -> None:
    """What a formula of parts leaves is the whole number that is seen; a true part of one is refused."""
    noisy = sum([number / parts] * parts)
    column = _column(desk, "F3", "joint_support_count")
    assert desk.judge.cell(column, noisy, 2024).value == number
    assert desk.judge.cell(column, number - 1e-4, 2024).rules == ("PX06",)


def test_noise_is_told_as_a_repair(desk: Desk) -> None:
    judged = desk.judge.cell(_column(desk, "F3", "joint_support_count"), 11.999999999999998, 2024)
    assert (judged.value, judged.rules) == (12, ("PX03",))


@FEW
@given(cut=st.integers(1, 200), rows=st.integers(2, 6))
def test_a_csv_cut_off_within_a_line_is_not_accepted(desk: Desk, cut: int, rows: int) -> None:
    """Wherever a line of fewer fields ends the file, nothing of the form is loaded."""
    lines = [",".join(map(str, [one or "" for one in row(channel=f"C{at % 4 + 1}")])) for at in range(rows)]
    last = lines[-1][: cut % (len(lines[-1].rpartition(",")[0])) + 1].rstrip(",")
    text = "\r\n".join([",".join(HEAD), *lines[:-1], last])
    seen = desk.read(text.encode())
    assert _asks(seen, "PX53") and not seen.rows()


@pytest.mark.parametrize("short", [[2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
def test_commas_left_out_behind_blank_cells_are_harmless(desk: Desk, short: list[int]) -> None:
    """Excel leaves them out by blocks of sixteen lines: of the last line alone, where a block begins with it."""
    rows = [row(channel=f"C{at + 1}")[: 9 if at in short else None] for at in range(3)]
    lines = [",".join("" if cell is None else str(cell) for cell in line) for line in [HEAD, *rows]]
    seen = desk.read("".join(f"{line}\r\n" for line in lines).encode())
    assert "PX53" not in seen.rules and len(seen.rows()) == 3


@pytest.mark.parametrize("below", ["※ 件数は延べ", "合計,,,,,20", "\r\n\r\n"])
def test_notes_and_sums_at_the_end_are_no_line_cut_off(desk: Desk, below: str) -> None:
    lines = [
        ",".join(HEAD),
        *(",".join(map(str, [one or "" for one in line])) for line in (GOOD, row(channel="C2"))),
    ]
    assert "PX53" not in desk.read("\r\n".join([*lines, below]).encode()).rules
