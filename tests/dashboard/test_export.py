"""What leaves the screen keeps number and state apart and says title, source, snapshot and that data is fictitious."""

import csv
import io
import json
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import formats, words
from dashboard.charts import marks
from dashboard.export import image, plain
from dashboard.export.definition import Definition
from dashboard.export.figure_record import FigureRecord, Sign, display, state_columns

TABLE = pd.DataFrame({
    "town": ["甲市", "乙町", "丙町", "丁村", "戊町"], "value": pd.array([12, 0, None, None, None], dtype="Int64"),
    "state": ["value", "value", "suppressed", "not_applicable", "unanswered"], "seats": [3.0, 4.5, 5.0, 6.0, 7.0],
    "seats_state": ["value", "value", "suppressed", "value", "value"],
})  # fmt: skip

REFERRALS = Definition(
    id="referral_count", title="つなぎ件数", unit="件", formula="引き継いだ回数", caution="多寡は良し悪しではありません。",
    legal_basis="社会福祉法第106条の4第2項", source="提出票", protected=True, form="F3", published_in="mart_indicator.value",
)  # fmt: skip


def facts(table: pd.DataFrame = TABLE, **changes) -> FigureRecord:
    said = {
        "key": "towns", "title": "つなぎ件数（年度計・件）令和7年度（2025年度）", "unit": "件", "reading": "甲市が12件です。",
        "selection": "令和7年度（2025年度）、東部圏域", "address": "/linkage?area=3101&view=places",
        "notes": ("団体コード順。",), "origin": ("回答 17/19団体", "出典：提出票", "スナップショット 2026-03-31-0a1b"),
        "legend": words.t("legend.line"), "demo": "演示用の架空データ", "snapshot_id": "2026-03-31-0a1b",
        "signs": (Sign("●", "実施"),), "table": table,
        "headers": {"town": "市町村", "value": "件数（件）", "seats": "席"}, "draw": None, "definitions": (REFERRALS,),
        "bound": {"value": "referral_count"}, "language": "ja",
    }  # fmt: skip
    return FigureRecord(**{**said, **changes})


def read(made: bytes) -> tuple[list[dict[str, str]], list[list[str]]]:
    """The table and the notes of a CSV, as a stranger's program reads them."""
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    end = rows.index([])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:end]], rows[end + 1 :]


def test_the_csv_opens_in_excel_as_utf8():
    assert plain.table(facts()).startswith(b"\xef\xbb\xbf")


def test_number_and_state_stand_in_columns_of_their_own():
    rows, _ = read(plain.table(facts()))
    assert list(rows[0]) == ["市町村", "件数（件）", "件数（件）の状態", "席", "席の状態"]
    assert [row["件数（件）"] for row in rows] == ["12", "0", "", "", ""]
    assert [row["件数（件）の状態"] for row in rows] == ["数値", "数値", "秘匿", "該当なし", "未回答"]


def test_a_number_behind_a_sign_is_never_written():
    rows, _ = read(plain.table(facts()))
    assert [row["席"] for row in rows] == ["3", "4.5", "", "6", "7"] and rows[2]["席の状態"] == "秘匿"


RANGED = TABLE.assign(value_low=[7, 7, 12, 7, 7], value_high=[8, 8, 40, 8, 8])


def test_the_range_of_a_hidden_number_is_told_on_screen_and_kept_apart_in_the_csv():
    """Two columns of their own, empty beside every other state; on screen it stands in the cell of its x."""
    rows, _ = read(plain.table(facts(RANGED)))
    assert [(row["件数（件）（xの下限）"], row["件数（件）（xの上限）"]) for row in rows] == [
        ("", ""),
        ("", ""),
        ("12", "40"),
        ("", ""),
        ("", ""),
    ]
    assert [row["件数（件）"] for row in rows] == ["12", "0", "", "", ""]
    shown = display(facts(RANGED))
    assert list(shown) == ["市町村", "件数（件）", "席"]
    assert shown["件数（件）"].tolist() == ["12", "0", "x（12〜40）", "－", "…"]
    words.use("en")
    assert display(facts(RANGED))["件数（件）"].tolist()[2] == "x (12–40)"


CELLS = st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from(formats.STATES)), max_size=20)


@given(CELLS)
def test_numbers_and_states_survive_the_way_there_and_back(cells):
    words.use("ja")
    states = {formats.state_word(state): state for state in formats.STATES}
    frame = pd.DataFrame(cells, columns=["value", "state"])
    rows, _ = read(plain.table(facts(frame)))
    back = [(row["件数（件）"], states[row["件数（件）の状態"]]) for row in rows]
    assert back == [(str(n) if state == "value" else "", state) for n, state in cells]


def test_the_notes_say_where_it_comes_from_and_that_it_is_fictitious():
    _, notes = read(plain.table(facts()))
    said = [text for _, text in notes]
    assert said[0] == "演示用の架空データ" and facts().title in said and words.t("legend.line") in said
    assert (
        "スナップショット 2026-03-31-0a1b" in said
        and "● 実施" in said
        and "/linkage?area=3101&view=places" in said
    )


def test_a_table_speaks_the_language_it_was_asked_in_whoever_builds_it():
    words.use("ja")
    header = plain.table(facts(language="en")).decode("utf-8-sig").splitlines()[0]
    assert header == "市町村,件数（件）,State of 件数（件）,席,State of 席"
    assert words.lang() == "ja"


def test_the_definition_travels_with_the_table():
    _, notes = read(plain.table(facts()))
    assert ["定義", REFERRALS.sentence] in notes
    one = REFERRALS
    parts = (one.title, one.unit, one.formula, one.caution, one.legal_basis, one.source)
    assert [part for part in parts if part not in one.sentence] == [], "all six, and so in every file"


def test_a_real_figure_carries_no_mark():
    _, notes = read(plain.table(facts(demo="")))
    assert "演示用の架空データ" not in [text for _, text in notes]


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1+2", "@SUM(A1)", "\tx"])
def test_a_spreadsheet_does_not_run_a_text(text):
    rows, _ = read(plain.table(facts(pd.DataFrame({"town": [text]}))))
    assert rows[0]["市町村"] == "'" + text


def test_dates_and_lists_are_written_plainly():
    frame = pd.DataFrame({"day": [date(2026, 3, 31), None], "codes": [["A01", "A02"], []]})
    rows, _ = read(plain.table(facts(frame)))
    assert rows[0] == {"day": "2026-03-31", "codes": "A01;A02"} and rows[1] == {"day": "", "codes": ""}


def test_a_lone_state_belongs_to_value_and_others_to_their_column():
    assert state_columns(TABLE) == {"seats": "seats_state", "value": "state"}
    assert state_columns(pd.DataFrame(columns=["town", "state"])) == {}


def test_a_file_is_named_after_its_title_and_snapshot_as_windows_allows():
    stem = facts(title='件数（年・件）:a/b*"c"').file_stem
    assert (
        stem.endswith("_2026-03-31-0a1b")
        and stem.startswith("件数（年_件）")
        and not set(stem) & set('\\/:*?"<>|')
    )


def drawn() -> go.Figure:
    return marks.bars(TABLE, category="town", unit="件")


def test_the_sheet_carries_all_words_of_the_card():
    sheet = image.sheet(drawn(), facts())
    assert sheet["title"] == facts().title and sheet["mark"] == "演示用の架空データ"
    assert sheet["lines"] == ["表示条件：令和7年度（2025年度）、東部圏域", "甲市が12件です。"]
    assert sheet["definitions"] == [REFERRALS.sentence] and "引き継いだ回数" in REFERRALS.sentence
    assert sheet["notes"] == ["団体コード順。"] and sheet["origin"] == list(facts().origin)
    assert sheet["legend"] == words.t("legend.line")
    assert sheet["signs"][0]["word"] == "実施"


def test_the_sheet_travels_as_json_and_has_room_for_the_figure():
    sheet = json.loads(json.dumps(image.sheet(drawn().update_layout(height=900), facts())))
    assert sheet["height"] == 900 and json.loads(sheet["figure"])["data"][0]["type"] == "bar"
    assert image.sheet(drawn(), facts())["height"] >= image.HEIGHT


def test_a_suppressed_number_never_travels_with_the_sheet():
    leaked = TABLE.assign(value=[12, 0, 83461, None, None])
    assert "83461" not in json.dumps(image.sheet(marks.bars(leaked, category="town"), facts()))
