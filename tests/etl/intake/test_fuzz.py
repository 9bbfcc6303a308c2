"""Whatever is written, the reader never raises, never invents a value, and every row is accounted for."""

import csv
import datetime as dt
import io
import math
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from japanera import EraDate

from etl.intake.flatfile import decode
from etl.intake.numbers import parse_number
from etl.intake.places import everybody, parse_lg_code
from etl.intake.text import clean, key
from etl.intake.wareki import parse_date, parse_fiscal_year
from tests.etl.intake.conftest import GOOD, HEAD, Desk

STARTS = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table><tr><td>")
MOMENTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2050, 1, 1))
FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(max_examples=400)
SIGNS = "0123456789０１２９①²½,，.．-－−―△▲ 　~～〜()（）※*約件人延べ実未満再掲xX×…・年度月日令和平成元㋿RH'=+#N/A\u200b\n"
MESSY = st.text(alphabet=SIGNS, max_size=12)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2080, 12, 31))
CELL = st.one_of(
    st.sampled_from(
        [
            None,
            "",
            "A11",
            "A20",
            "社協",
            "C1",
            "H1",
            "x",
            "-",
            "…",
            "該当なし",
            "合計",
            "※注",
            "約5",
            "5件",
            "#N/A",
        ]
    ),
    st.integers(-5, 10**6),
    MESSY,
    st.text(max_size=8),
)

# What careful people write: most cells good, some to be mended, now and then one that cannot be.
NEARLY = {
    1: ["A11", "Ａ１１", "a11", "包括的相談支援事業者"],
    2: ["A20", "社会福祉協議会", "社協", " A20 "],
    4: ["C1", "Ｃ２", "C3", "C9"],
    **{at: [0, 0, "０", "x", "秘匿", "－", "不詳", "…", None, "約5"] for at in range(6, 11)},
    5: [0, 10, "１０", "1,234", "10件", "10※1", " 10 ", "10人", "x", "10.0", "十"],
}
NEAR = st.tuples(*(st.sampled_from(NEARLY.get(at, [cell])) for at, cell in enumerate(GOOD))).map(list)
COUNTS = {
    5: "referral_count",
    6: "consent_count",
    7: "no_consent_legal_count",
    8: "consent_unknown_count",
    9: "established_count",
    10: "joint_support_count",
}
# Headings as they are, with signs taken out, put in or doubled, of other columns, and anything at all.
BENT = st.tuples(
    st.sampled_from(HEAD),
    st.integers(0, 16),
    st.integers(0, 3),
    st.text(SIGNS + "うち同意なしあり本人件延つ", max_size=3),
).map(lambda bent: bent[0][: bent[1]] + bent[3] + bent[0][bent[1] + bent[2] :])
HEADING = st.one_of(BENT, BENT, st.sampled_from(HEAD), st.text(max_size=12))
ANY_CELL = st.one_of(CELL, st.floats(allow_nan=False, width=16), st.booleans(), MOMENTS)


@MANY
@given(MESSY)
def test_a_number_is_made_of_the_digits_that_stand_there(text: str) -> None:
    try:
        number, _ = parse_number(text)
    except ValueError:
        return
    written = "".join(re.findall("[0-9.]", unicodedata.normalize("NFKC", text)))
    assert float(written) == number >= 0


@MANY
@given(MESSY)
def test_a_date_names_its_year_and_era(text: str) -> None:
    for parse in (parse_date, parse_fiscal_year, parse_lg_code):
        try:
            value, _ = parse(text)
        except ValueError:
            continue
        digits = re.sub("[^0-9元]", "", key(text))
        if isinstance(value, dt.date):
            assert digits.lstrip("0").endswith(str(value.day)) and ("元" in digits or len(digits) >= 3)
        elif isinstance(value, str):
            zero, check = value.removeprefix("0"), value[:5]
            assert value in everybody() and digits in (value, zero, check)


@MANY
@given(DAYS)
def test_every_spelling_of_a_japanese_date_is_that_day(day: dt.date) -> None:
    """japanera is the oracle: another parser's names and years of the eras."""
    era = EraDate.from_date(day)
    name, year = era.era.kanji, day.year - era.era.since.year + 1
    letter = {"令和": "R", "平成": "H", "昭和": "S"}[name]
    spellings = [f"{name}{year}年{day.month}月{day.day}日", f"{letter}{year}.{day.month}.{day.day}"]
    spellings += [f"{letter}{year:02}.{day.month:02}.{day.day:02}", f"{name[0]}{year}/{day.month}/{day.day}"]
    spellings += [f"{name}元年{day.month}月{day.day}日"] if year == 1 else []
    spellings += [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）",
    ]
    for text in spellings:
        assert parse_date(text)[0] == day, text
        assert parse_date(text.translate(str.maketrans("0123456789", "０１２３４５６７８９")))[0] == day, text


@MANY
@given(st.text(alphabet="令和平成年度R0123456789", max_size=8))
def test_any_text_is_a_fiscal_year_or_refused(text: str) -> None:
    try:
        assert 1900 <= parse_fiscal_year(text)[0] < 2100
    except ValueError:
        assert not re.fullmatch("20[0-9]{2}(年度)?", text)


@MANY
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decode(data)[0], str)
    except ValueError:
        assert data


@FEW
@given(data=st.binary(max_size=300), start=st.sampled_from(STARTS))
@pytest.mark.filterwarnings("ignore")
def test_any_file_is_read_or_refused_with_a_reason(desk: Desk, start: bytes, data: bytes) -> None:
    seen = desk.read(start + data, "312011_2024_r1.xlsx")
    assert seen.refused in desk.catalogue.rules


@FEW
@given(
    rows=st.lists(st.one_of(NEAR, st.lists(CELL, min_size=1, max_size=12)), max_size=8),
    head=st.permutations(HEAD),
    at=st.integers(0, 3),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_rows_are_conserved_and_no_value_is_invented_in_csv(
    desk: Desk, rows: list[list[Any]], head: list[str], at: int, encoding: str
) -> None:
    rows = [
        [row[HEAD.index(name)] for name in head] if len(row) == len(HEAD) else row for row in [GOOD, *rows]
    ]
    lines = [*([""] for _ in range(at)), head, *rows]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    seen = desk.read(text.getvalue().encode(encoding, "replace"))
    _conserved(seen, lines, at + 1)


@FEW
@given(
    rows=st.lists(st.one_of(NEAR, st.lists(ANY_CELL, min_size=1, max_size=12)), max_size=8),
    merged=st.lists(st.tuples(st.integers(2, 8), st.integers(1, 11), st.integers(1, 3)), max_size=2),
)
def test_rows_are_conserved_and_no_value_is_invented_in_workbooks(
    desk: Desk, rows: list[list[Any]], merged: list[tuple[int, int, int]]
) -> None:
    printable = [[_printable(cell) for cell in line] for line in rows]

    def change(book: Any) -> None:
        sheet = book.worksheets[1]
        for index, (top, column, tall) in enumerate(merged):
            at = top + 10 * index
            sheet.merge_cells(start_row=at, end_row=at + tall, start_column=column, end_column=column)

    seen = desk.book([GOOD, *printable], change)
    lines = [list(line) for line in (HEAD, GOOD, *printable)]
    for index, (top, column, tall) in enumerate(merged):
        for line in lines[top + 10 * index :][:tall]:
            line[column - 1 : column] = [None] if column <= len(line) else []
    _conserved(seen, lines, 1)


@MANY
@given(at=st.integers(5, 10), written=HEADING)
def test_a_column_is_read_as_what_its_heading_says(desk: Desk, at: int, written: str) -> None:
    """Every count column has a number of its own; it is read as itself, under a heading that is its own in other letters
    or another unit, or not at all: likeness is never enough."""
    row = [*GOOD[:5], *(100 + place for place in range(5, 11))]
    head = [*HEAD[:at], written, *HEAD[at + 1 :]]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, row])
    seen = desk.read(text.getvalue().encode("utf-8-sig", "replace"))
    for kept in seen.rows():
        for place, name in COUNTS.items():
            read = kept[name] and kept[name] - 100
            assert read in (None, place, at)
            if read == at and place != at:
                assert _same_heading(seen, name, written), (name, written)
            if read is None:
                assert HEAD[place] not in head, "a heading that stands there is read"


def _same_heading(seen: Any, name: str, written: str) -> bool:
    """The column's name, heading or another name it has, width, blanks and the unit in brackets apart."""
    column = next(one for one in seen.catalogue.forms["F3"].columns if one.name == name)
    plain = [re.sub(r"\([^()]*\)$", "", key(word)) for word in (column.name, column.ja, *column.aliases)]
    return re.sub(r"\([^()]*\)$", "", key(written)) in plain


def test_near_good_rows_are_mended_and_logged(desk: Desk) -> None:
    """The strategy of the two tests above does reach mended rows."""
    rows = [["H1", "Ａ１１", "社協", None, "Ｃ２", "１０", 0, "－", "秘匿", "…", None], list(GOOD)]
    seen = desk.book(rows)
    assert seen.fate()["mended"] == 1 and len(seen.rows()) == 2
    _conserved(seen, [HEAD, *rows], 1)


def _printable(cell: Any) -> Any:
    """Control signs and numbers without end cannot be written into a workbook at all."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return (
        "".join(sign for sign in cell if unicodedata.category(sign)[0] != "C")
        if isinstance(cell, str)
        else cell
    )


def _conserved(seen: Any, lines: list[list[Any]], header: int) -> None:
    """``lines`` as written, the header in line ``header`` (from 1): sums, one log entry per row, values as they stand."""
    fate = seen.fate()
    kept = sum(len(one) for one in seen.result.rows.values())
    assert seen.refused or kept == fate["loaded"] + fate["mended"]
    for one in seen.result.findings:
        assert len(str(one.get("value") or "")) <= 40
    if not seen.refused:
        _logged(seen, lines, header)
        _as_written(seen, lines, header)


def _logged(seen: Any, lines: list[list[Any]], header: int) -> None:
    """Every row below the header that is not loaded as it stands is named, or stands below a row that ends the table."""
    fixes = {rule.id for rule in seen.catalogue.rules.values() if rule.severity == "fix"}
    sheet = next(one for one in seen.result.accounts if one.form == "F3")
    told: dict[int, set[str]] = {}
    for one in seen.result.findings:
        if one.get("sheet") == sheet.sheet and one.get("row_no"):
            told.setdefault(one["row_no"], set()).add(one["rule"])
    ends = min((row_no for row_no, rules in told.items() if "PX32" in rules), default=len(lines) + 1)
    if any("PX53" in rules for rules in told.values()):
        ends = header  # a file cut off: its last line speaks for all rows of the form
    for row_no in range(header + 1, len(lines) + 1):
        rules, mended = told.get(row_no, set()), sheet.good.get(row_no)
        if mended is None and any(clean(cell) for cell in lines[row_no - 1]):
            assert rules or row_no >= ends, row_no
        elif mended is not None:
            assert mended == bool(rules & fixes), (row_no, rules)


def _as_written(seen: Any, lines: list[list[Any]], header: int) -> None:
    """Each count is the number, and each code among the words, that stands in its own cell; read in the plainest way."""
    head = lines[header - 1]
    lists = {1: ("from_agency", "agencies"), 2: ("to_agency", "agencies"), 4: ("channel", "channels")}
    for row in seen.rows():
        line = lines[row["row_no"] - 1]
        for at, (name, codes) in lists.items():
            code = seen.catalogue.code(codes, row[name])
            words = (code.code, code.ja, code.label, code.short_ja, code.en, *code.aliases)
            merged = line[head.index(HEAD[at])] is None
            assert merged or any(key(word) in key(line[head.index(HEAD[at])]) for word in words if word)
        for at, name in COUNTS.items():
            if row[name] is None:
                continue
            cell = line[head.index(HEAD[at])]
            text = unicodedata.normalize("NFKC", str(cell))
            assert float("".join(re.findall("[0-9.]", text))) == row[name], (cell, row[name])
