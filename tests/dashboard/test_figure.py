"""THE card: title with unit and period, reading, table, notes and demo mark stand beside every figure."""

import json
import re
from collections.abc import Sequence
from functools import partial
from html import unescape
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import store, words
from dashboard.charts import labels, marks, participation, points
from dashboard.charts import matrix as charts
from dashboard.export.figure_record import FigureRecord
from dashboard.widgets import figure
from tests.dashboard.tour import closed


def show(**changes) -> None:
    from functools import partial

    import pandas as pd

    from dashboard import store, words
    from dashboard.charts import marks
    from dashboard.widgets.figure import Sign, card

    words.use(changes.pop("lang", "ja"))
    frame = pd.DataFrame({
        "town": ["甲市", "<乙町>", "丙町"], "value": pd.array([1234, 0, None], dtype="Int64"),
        "state": ["value", "value", "suppressed"],
    })  # fmt: skip
    said = {
        "title": "つなぎ件数", "unit": "年度計・件", "period": "令和7年度（2025年度）", "reading": "甲市 <1,234件>。",
        "notes": ["団体コード順。"], "answered": (17, 19), "signs": [Sign("●", "実施")],
        "headers": {"town": "市町村", "value": "件数"}, "indicators": ("referral_count",), "selection": "",
    }  # fmt: skip
    drawn = None if changes.pop("only_table", False) else partial(marks.bars, frame, category="town")
    card(store.current(), "towns", drawn, frame, **{**said, **changes})


def opened(**changes) -> AppTest:
    at = AppTest.from_function(show, kwargs=changes, default_timeout=30)
    at.run()
    assert [problem.message for problem in at.exception] == []
    return at


@pytest.fixture(autouse=True)
def demo(snapshot) -> store.Snapshot:
    return snapshot


def record(table: pd.DataFrame) -> FigureRecord:
    texts = dict.fromkeys(
        ("key", "title", "unit", "reading", "selection", "address", "legend", "demo", "snapshot_id"), ""
    )
    said = {"language": "ja", "definitions": (), "bound": {}}
    return FigureRecord(**texts, **said, notes=(), origin=(), signs=(), table=table, headers={}, draw=None)


def html(at: AppTest) -> str:
    return closed("\n".join(part.proto.body for part in at.get("html")))


@pytest.mark.parametrize("narrow", [False, True])
def test_a_table_that_is_the_figure_is_a_document(monkeypatch, narrow):
    """A grid cuts what its columns have no room for, and half of a page has little."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: narrow)
    alone = opened(only_table=True)
    assert len(alone.dataframe) == 0
    (document,) = re.findall(r'<table class="document.*?</table>', html(alone))
    numbers = re.findall(r'<td class="number[^"]*">([^<]*)</td>', document)
    assert numbers == ["1,234", "0", "x"] and "&lt;乙町&gt;" in document


def test_the_title_says_what_unit_and_period():
    period = '<span class="period">令和7年度（2025年度）</span>'
    assert f'<h2 class="card-title">つなぎ件数（年度計・件）{period}</h2>' in html(opened())


def test_everything_that_must_stand_beside_a_figure_does(demo):
    said = unescape(html(opened()))
    for part in ("回答 17/19市町村", "基準日 令和8年3月31日（2026-03-31）", "秘匿 1セル（x）", "x は 0 ではありません", "出典：",
                 "鳥取県", demo.id, "団体コード順。", "演示用の架空データ", "実施", "数値の定義・読み方・根拠", "延べ件数",
                 "通知4"):  # fmt: skip
        assert part in said, part


def test_data_is_text_and_never_markup():
    assert "甲市 &lt;1,234件&gt;。" in html(opened())


def test_the_reading_is_read_to_screen_readers():
    (chart,) = opened().get("plotly_chart")
    assert chart.proto.alt == "甲市 <1,234件>。"


def test_a_real_figure_in_a_demonstration_carries_no_mark():
    assert "demo-mark" not in html(opened(fictional=False))


def test_a_figure_of_real_and_fictitious_numbers_says_which_are_which():
    assert '<span class="demo-mark">提出分は架空</span>' in html(opened(fictional="提出分は架空"))


def test_numbers_of_another_day_than_the_submissions_name_it(demo):
    said = html(opened(as_of="基準日 令和2年10月1日"))
    assert "基準日 令和2年10月1日" in said and words.t("card.as_of", day="令和8年") not in said


def test_a_figure_without_suppressed_cells_says_so():
    facts = figure._suppression(pd.DataFrame({"value": [1], "state": ["value"]}), d2=False)
    assert facts == words.t("card.hidden_none")


def test_what_is_no_count_of_people_does_not_speak_of_their_protection():
    assert "秘匿処理をしています" in html(opened())
    assert "秘匿処理をしています" not in html(opened(indicators=("platform_joined",)))


def test_without_a_drawing_the_table_is_open():
    assert 'table class="document"' in html(opened(only_table=True))
    at = opened()
    assert at.dataframe.len == 0 and 'table class="document"' not in html(at)


def test_a_table_of_nothing_but_signs_shows_them():
    table = pd.DataFrame({"value": [None, None], "state": ["suppressed", "unanswered"]}, dtype=object)
    assert figure.display(record(table)).to_dict("list") == {"value": ["x", "…"]}


def test_a_number_behind_a_sign_is_not_shown_and_words_stay_words():
    table = pd.DataFrame(
        {"value": [7, 1.5], "state": ["suppressed", "value"], "text": ["a", "b"], "text_state": "value"}
    )
    assert figure.display(record(table)).to_dict("list") == {"value": ["x", "1.50"], "text": ["a", "b"]}


def test_a_source_is_named_by_its_title_in_the_language():
    assert "国勢調査" in html(opened(sources=("census2020",)))
    assert "compiled by Tottori Prefecture" in html(opened(lang="en"))


def test_a_column_of_texts_is_as_wide_as_its_longest_wherever_that_stands():
    """A table measures its first rows alone."""
    texts = pd.DataFrame({"市町村": ["甲市"] * 30 + ["新温泉町（兵庫県）"]})
    widths, lines = figure._columns(texts)
    assert widths["市町村"] >= labels.width("新温泉町（兵庫県）") + 16 and lines == 1
    assert figure._columns(pd.DataFrame({"市町村": ["甲市"] * 9})) == ({}, 1)


WORDS = st.sampled_from(["市町村", "議会、", "民生委員", "Public health, ", "Intermediaries, ", "CSW "])


@pytest.mark.parametrize("narrow", [False, True])
@given(st.lists(st.lists(WORDS, max_size=30).map("".join), min_size=1, max_size=30))
def test_no_text_of_a_table_is_cut(narrow, texts):
    """Whatever is written: the column holds its longest text in the lines that its rows are tall.

    Letters as wide as a browser draws them in a table, 14 pixels or, of Latin ones, 6.3 on the average.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure.screen, "narrow", lambda: narrow)
        widths, lines = figure._columns(pd.DataFrame({"名": texts}))
    longest = max(sum(14 if ord(letter) > 0x2000 else 6.3 for letter in text) for text in texts)
    assert longest <= (widths.get("名", figure._SHORT) - 16) * lines
    assert narrow or widths.get("名", 0) <= figure._WIDEST
    assert lines == 1 or figure._row_height(lines) > 4 * 16, (
        "Streamlit breaks no text in a row of 4rem or less"
    )


def test_columns_are_no_wider_than_their_texts():
    """Of this text a browser needs 348 pixels: it has a line, and other columns have their room."""
    recent = "Public health, Professions, Rehabilitation, Post offices"
    widths, lines = figure._columns(pd.DataFrame({"new": ["none"] * 9 + [recent]}))
    assert 348 + 16 <= widths["new"] <= figure._WIDEST and lines == 1


def test_no_head_of_a_table_is_cut():
    """Of the widths that a browser draws, 6.3 pixels a Latin letter: a table of Streamlit breaks no head."""
    long = "Secretariat told (municipalities)"
    table = pd.DataFrame({"year": ["FY2025"], long: [16], "本文に書かれたことば（件数の計）": ["3"]})
    widths = figure._lay_out(record(table)).widths
    assert widths[long] >= 6.3 * len(long) + 16 and widths["本文に書かれたことば（件数の計）"] >= 14 * 16 + 16
    assert "year" not in widths


CELLS = re.compile(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>")


@settings(max_examples=30)
@given(
    texts=st.lists(st.text("市町村会議<&abc ", min_size=1, max_size=60), min_size=1, max_size=8, unique=True),
    counts=st.integers(1, 9),
)
def test_a_table_on_a_telephone_says_the_whole_of_every_text(texts, counts):
    """As a document, whose lines break: a grid of Streamlit cuts heads, and shows two of six columns without a sign."""
    frame = pd.DataFrame({"lg_code": "312011", "municipality": texts, **{f"n{n}": n for n in range(counts)}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure.screen, "narrow", lambda: True)
        laid = figure._lay_out(record(frame))
    told = [unescape(cell) for cell in CELLS.findall(laid.document)]
    assert told == [
        *laid.shown.columns[1:],
        *(figure._said(value) for row in laid.shown.iloc[:, 1:].itertuples(index=False) for value in row),
    ], "all but a code, which names nobody"
    head = laid.document.split("</thead>")[0]
    assert head.count("whose") == 1 and 'class="whose"' in head.split("<th ")[1]


def test_a_column_of_texts_has_a_word_in_a_line():
    frame = pd.DataFrame({"body": ["地方版官民連携プラットフォーム"], "role": ["一般"], "value": [3]})
    head = figure._lay_out(record(frame)).document
    assert re.findall(r"min-width:(\d+)em", head) == ["7", "2"]


@settings(max_examples=60)
@given(
    texts=st.lists(st.text("市町村会議 abc", min_size=1, max_size=30), min_size=1, max_size=4),
    heads=st.lists(
        st.text("設置の状況 of set-up", min_size=1, max_size=20), min_size=1, max_size=9, unique=True
    ),
)
def test_rows_that_find_no_room_on_a_telephone_name_each_cell(texts, heads):
    """Side by side where all columns are in sight, else every cell behind its own head: none is out of sight."""
    frame = pd.DataFrame({"municipality": texts, **{name: texts for name in heads}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure.screen, "narrow", lambda: True)
        document = figure._lay_out(record(frame)).document
    needed = figure._least_across(frame, set())
    stacked = 'class="document stacked"' in document
    assert stacked is (needed > figure._BESIDE_EACH_OTHER)
    named = [unescape(name) for name in re.findall(r' data-head="([^"]*)"', document)]
    assert named == (heads * len(texts) if stacked else [])


def test_what_every_row_says_is_not_said_in_a_column(monkeypatch):
    """Of one municipality its code and its name stand in the title; of several the name stands first."""
    bodies = {"body": ["協議会", "支援会議"], "n": [1, 2]}
    alone = pd.DataFrame({"lg_code": "312011", "municipality": "鳥取市", **bodies})
    assert "鳥取市" not in figure._lay_out(record(alone)).document
    several = pd.DataFrame({"year": "R7", "lg_code": ["1", "2"], "municipality": ["甲市", "乙町"], **bodies})
    head = figure._lay_out(record(several)).document.split("</thead>")[0]
    assert re.findall(r">([^<]+)</th>", head) == ["municipality", "year", "body", "n"]


def test_the_range_of_a_hidden_number_stands_below_its_sign_where_it_finds_no_room(monkeypatch):
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    years = [f"FY{year}" for year in (2023, 2024, 2025)]
    names = [f"Cases taken up by the multi-agency coordinator, no. {n} (cases)" for n in range(3)]
    rows = [(name, year) for name in names for year in years]
    frame = pd.DataFrame(rows, columns=["measure", "year"])
    frame = frame.assign(value=None, value_low=1, value_high=254, state="suppressed")
    drawn = figure._ready(partial(participation.trend, frame, years))
    assert drawn.wide == 0
    assert {text for text in drawn.to_dict()["data"][-1]["text"]} == {"x<br>1〜254"}


def matrix(names: list[str], texts: list[str], heads: list[str] | None = None):
    """A heat map of one row a name, one column a text, which is written in its cells."""
    columns = heads or [f"区分{n}" for n in range(len(texts))]
    drawn = charts.heat(
        pd.DataFrame({
            "row": [name for name in names for _ in texts], "column": columns * len(names),
            "value": range(len(names) * len(texts)), "state": "value",
        }),
        x="column", y="row",
    )  # fmt: skip
    drawn.data[1].text = texts * len(names)
    return drawn


def test_on_a_telephone_the_names_of_rows_leave_room_for_the_cells(monkeypatch):
    names = ["既存の会議体の分科会に組込み", "人材の確保・養成", "鳥取市", "新温泉町（兵庫県）"]
    wide = matrix(names, ["1", "2"])
    figure._fit(wide)
    assert wide.layout.yaxis.ticktext is None
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    narrow = matrix(names, ["1", "2"])
    figure._fit(narrow)
    lines = [text.split("<br>") for text in narrow.layout.yaxis.ticktext]
    assert ["".join(parts) for parts in lines] == names == list(narrow.layout.yaxis.tickvals)
    assert max(len(line) for parts in lines for line in parts) <= figure._NAME + 2
    figure._fit(broken := matrix(["文字コード<br>様式3"], ["1"]))
    assert list(broken.layout.yaxis.ticktext) == ["文字コード<br>様式3"], (
        "what a chart has broken stays as it is"
    )
    rows = narrow.layout.height / len(names)
    assert rows >= figure._LINE * max(map(len, lines))  # no name on another


def test_rows_that_lie_close_part_for_names_of_two_lines(monkeypatch):
    """A chart that asks for lower rows than others gets as much more room as its names need."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    drawn = matrix([f"Probation officers {n}" for n in range(40)], ["1", "2", "3"])
    drawn.layout.height = 23 * 40 + 120
    figure._fit(drawn)
    assert {text.count("<br>") for text in drawn.layout.yaxis.ticktext} == {1}
    assert (drawn.layout.height - 120) / 40 >= figure._LINE * 2


def test_a_head_that_is_turned_is_one_line(monkeypatch):
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    heads = ["Collection<br>of<br>examples", "Training<br>session", "Liaison<br>meeting", "Portal", "Visit"]
    figure._fit(drawn := matrix(["Tottori"], ["0", "0", "2", "0", "4"], heads))
    assert drawn.layout.xaxis.ticktext == (
        "Collection of examples",
        "Training session",
        "Liaison meeting",
        "Portal",
        "Visit",
    )


@pytest.mark.parametrize(
    "group", ["福祉・医療", "重層事業者", "NPO・市民", "Government", "Multi-layered providers"]
)
def test_names_at_the_right_edge_leave_room_for_the_cells(monkeypatch, group):
    """Groups of rows are named there: four bodies stand in the window of a telephone, none of them out of sight."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    drawn = matrix(["民生主管部局（都道府県）", "NPO法人"], ["16", "6", "11", "11"])
    figure._fit(participation._parted(drawn, [group, group]))
    assert not figure._scrolled(drawn)
    (note,) = drawn.layout.annotations
    longest = max(labels.width(line) - labels.width("") for line in note.text.split("<br>"))
    assert note.xshift + longest * note.font.size / labels.SIZE + 4 <= drawn.layout.margin.r


def test_a_matrix_of_one_column_is_read_without_scrolling(monkeypatch):
    """Its words stand in lines within the cell, and its rows are as high as they need."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    drawn = matrix(["Tottori", "Yonago"], ["◆ Function of one added to the other"])
    before = drawn.layout.height
    figure._fit(drawn)
    lines = drawn.data[1].text[0].split("<br>")
    assert len(lines) == 2 and all(labels.width(line) < 210 for line in lines), lines
    assert not figure._scrolled(drawn) and drawn.layout.height >= before + 2 * (
        2 * figure._LINE - figure._ROW
    )


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["● Established", "◆ Pref./wide-area", "", "○ No plans"], ["●", "◆", "", "○"]),
        (["● 設置済"], ["● 設置済"]),  # of one column the words have room
        (["11", "◆ Jointly", "1,118", "59,416"], ["11", "◆ Jointly", "1,118", "59,416"]),
    ],
)
def test_on_a_telephone_every_status_of_a_matrix_is_in_sight(monkeypatch, texts, shown):
    """Four bodies with words would be two screens wide; their signs are in the legend."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    figure._fit(drawn := matrix(["Tottori", "Yonago"], texts))
    assert list(drawn.data[-1].text)[: len(texts)] == shown
    assert bool(figure._scrolled(drawn)) is (shown == texts and len(texts) > 1)


def test_numbers_of_a_matrix_are_smaller_where_all_columns_are_then_in_sight(monkeypatch):
    """Six audiences of training with up to 1,118 people each: no column of them out of sight, and none lies on the next."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    figure._fit(drawn := matrix(["つながりサポーター", "ゲートキーパー"], ["1,118"] * 6))
    assert not figure._scrolled(drawn) and drawn.data[-1].textfont.size == 11
    column = figure.heads.room(drawn, figure.screen.NARROW) / 6
    assert (labels.width("1,118") - labels.width("")) * 11 / labels.SIZE < column
    figure._fit(few := matrix(["つながりサポーター", "ゲートキーパー"], ["1,118"] * 3))
    figure._fit(many := matrix(["つながりサポーター", "ゲートキーパー"], ["1,118"] * 9))
    assert {size for drawn in (few, many) for size in drawn.data[-1].textfont.size} == {13}


@pytest.mark.parametrize("name", ["Existing bodies merged into one", "民生主管部局→協議会"])
def test_names_of_rows_stand_in_shorter_lines_where_all_columns_are_then_in_sight(monkeypatch, name):
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    figure._fit(few := matrix([name], ["11"] * 2))
    figure._fit(more := matrix([name], ["11"] * 8))
    figure._fit(many := matrix([name], ["11"] * 30))
    few, more, many = (drawn.layout.yaxis.ticktext[0].split("<br>") for drawn in (few, more, many))
    assert few == many and len(more) > len(few)
    assert max(map(labels.width, more)) < max(map(labels.width, few))


def columns(names: Sequence[str], years: int = 3, value: int = 11) -> go.Figure:
    rows = [(name, str(2023 + year), value, "value") for name in names for year in range(years)]
    frame = pd.DataFrame(rows, columns=["body", "year", "value", "state"])
    return marks.grouped(frame, category="body", series="year", unit="件")


def orientations(drawn) -> set[str]:
    return {trace.orientation or "v" for trace in drawn.data}


@pytest.mark.parametrize(("bodies", "lies"), [(2, "v"), (4, "h")])
def test_numbers_over_bars_side_by_side_are_not_read_as_one(monkeypatch, bodies, lies):
    """11 beside 11 would be 1111 on a telephone: the bars lie below each other where their numbers would touch."""
    names = [f"会議体{n}" for n in range(bodies)]
    figure._fit(drawn := columns(names))
    assert orientations(drawn) == {"v"}, "a wide window has room"
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    figure._fit(drawn)
    assert orientations(drawn) == {lies}


def test_bars_that_lie_say_what_they_said_upright(monkeypatch):
    """Every body in sight, in its order from the top, each bar as long as it was high, each name in lines that fit."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    names = ["Platform", "Regional council", "Support<br>conference", "Multi-layered support conference"]
    upright, drawn = columns(names), columns(names)
    drawn.update_yaxes(title={"text": "Municipalities"})
    figure._fit(drawn)
    for before, after in zip(upright.data, drawn.data, strict=True):
        assert (after.orientation, after.x, after.y) == ("h", before.y, before.x)
        assert "%{y}" in after.hovertemplate and "%{x}" not in after.hovertemplate
    across, down = drawn.layout.xaxis, drawn.layout.yaxis
    assert across.range == upright.layout.yaxis.range and across.title.text == "Municipalities"
    assert down.autorange == "reversed" and down.title.text is None and down.tickvals == tuple(names)
    assert down.ticktext[3] == "Multi-layered<br>support<br>conference"
    assert drawn.layout.height >= 4 * 3 * figure._LINE and not figure._scrolled(drawn)


def test_names_below_bars_stand_level_on_a_telephone(monkeypatch):
    """In lines, where words allow it; with a word longer than its place the bars lie."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    figure._fit(
        drawn := columns(
            ("多機関協働 受付", "支援プラン 新規", "支援プラン 終結", "つなぎ先での不調"), years=1
        )
    )
    assert orientations(drawn) == {"v"} and drawn.layout.xaxis.ticktext == (
        "多機関協働<br>受付", "支援プラン<br>新規", "支援プラン<br>終結", "つなぎ<br>先での不調",
    )  # fmt: skip
    figure._fit(
        drawn := columns(
            ("Platform", "Regional council", "Support conference", "Multi-layered support conference")
        )
    )
    assert orientations(drawn) == {"h"}


def test_names_of_bars_below_a_legend_lie_on_no_other(monkeypatch):
    """What the legend takes on a telephone is not room for rows."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    names = [f"Loneliness division {n} → multi-layered support conf." for n in range(12)]
    rows = [
        (name, part, 3)
        for name in names
        for part in ("In place", "Partly in place", "Under consideration", "Not yet", "Not answered")
    ]
    frame = pd.DataFrame(rows, columns=["item", "status", "value"]).assign(state="value")
    figure._fit(drawn := marks.stacked(frame, category="item", series="status"))
    lines = max(text.count("<br>") + 1 for text in drawn.layout.yaxis.ticktext)
    legend = 5 * figure._LEGEND_LINE
    assert (drawn.layout.height - legend - figure._AXIS) / len(names) >= lines * figure._LINE


def test_an_arrow_between_english_names_breaks_them_as_english(monkeypatch):
    """Two lines, not one a word: "Loneliness → support" is no Japanese."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    names = ["Loneliness → support", "Welfare → platform", "Joined-up running"]
    drawn = matrix(names, ["1"])
    figure._fit(drawn)
    assert list(drawn.layout.yaxis.ticktext) == [
        "Loneliness<br>→ support", "Welfare<br>→ platform", "Joined-up<br>running",
    ]  # fmt: skip


def test_on_a_telephone_turned_heads_take_no_room_from_the_rows(monkeypatch):
    def rows(names, heads):
        drawn = matrix(names, ["6"] * len(heads), heads)
        before = drawn.layout.height
        figure._fit(drawn)
        return drawn.layout.height - before

    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    short, long = ["PF", "協議会"], [f"Multi-layered<br>conference {n}" for n in range(4)]
    assert rows(["甲市", "乙町"], short) == 0
    assert rows(["甲市", "乙町"], long) >= labels.width("Multi-layered") - 8


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("draw", [points.dots, marks.bars])
def test_on_a_telephone_no_long_name_takes_the_room_of_the_points(monkeypatch, draw, language):
    names = {
        "ja": ["民間が議長の官民連携プラットフォーム", "送り手の広がり"],
        "en": ["Municipalities whose platform is chaired from outside government", "Breadth of receivers"],
    }[language]
    frame = pd.DataFrame({"row": names, "value": [0.3, 0.6], "low": 0.2, "high": 0.7, "state": "value"})
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    drawn = draw(frame, category="row")
    drawn.update_xaxes(title={"text": "0＝ひとつの機関に集まる・1＝すべての機関に広がる"})
    figure._fit(drawn)
    lines = dict(zip(drawn.layout.yaxis.tickvals, drawn.layout.yaxis.ticktext, strict=True))
    assert set(lines) == set(names), "every row keeps its name"
    room = figure._LETTER * (figure._NAME + 2)
    for text in (part for line in lines.values() for part in line.split("<br>")):
        assert labels.width(text) <= room + 8, text
    assert all(labels.width(part) <= 200 for part in drawn.layout.xaxis.title.text.split("<br>"))
    assert drawn.layout.height / len(names) >= figure._LINE * max(t.count("<br>") + 1 for t in lines.values())


@pytest.mark.parametrize(
    ("texts", "scrolls"),
    [(["●"] * 4, False), (["●"] * 12, True), (["● 設置済（広域共同）"] * 2, True), (["59,416"] * 3, False)],
)
def test_a_matrix_scrolls_sideways_where_its_cells_have_no_room_on_a_telephone(texts, scrolls):
    assert bool(figure._scrolled(matrix(["甲市", "乙町"], texts))) is scrolls


def towns(*values: int) -> pd.DataFrame:
    frame = pd.DataFrame({"town": [f"{n}市" for n in range(len(values))], "value": values, "state": "value"})
    return frame.astype({"value": "Int64"})


def test_a_figure_of_the_same_contents_is_drawn_once_for_all_readers(monkeypatch):
    first = figure._ready(partial(marks.bars, towns(1, 2), category="town", unit="件"))
    assert figure._ready(partial(marks.bars, towns(1, 2), category="town", unit="件")) is first
    others = [
        partial(marks.bars, towns(1, 3), category="town", unit="件"),
        partial(marks.bars, towns(1, 2), category="town", unit="回"),
    ]
    assert all(figure._ready(other) is not first for other in others)
    with words.speaking("en"):
        assert figure._ready(partial(marks.bars, towns(1, 2), category="town", unit="件")) is not first
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    assert figure._ready(partial(marks.bars, towns(1, 2), category="town", unit="件")) is not first


def test_charts_of_one_name_are_two_drawings():
    """`trend` is a chart of four topics."""

    def drawing(module: str) -> "partial[object]":
        def trend(rows: pd.DataFrame) -> None: ...

        trend.__module__ = module
        return partial(trend, towns(1, 2))

    one, other = (figure._Asked.of(drawing(module)) for module in ("charts.linkage", "charts.overview"))
    assert one != other


def test_what_is_sent_is_the_figure_as_it_was_drawn():
    drawn = marks.bars(towns(1, 2), category="town")
    kept = figure._ready(partial(marks.bars, towns(1, 2), category="town"))
    assert kept.to_dict() == json.loads(drawn.to_json())
    at = opened()
    assert json.loads(at.get("plotly_chart")[0].proto.spec)["data"][0]["type"] == "bar"


def test_a_map_of_another_width_is_another_map(monkeypatch):
    """Else the engine keeps the view of the one before it, and a telephone sees a part of the prefecture."""

    def identity() -> str:
        at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
        at.query_params["view"] = "setup"
        at.switch_page("views/participation.py").run()
        assert [problem.message for problem in at.exception] == []
        return str(at.get("deck_gl_json_chart")[0].proto.id)

    wide = identity()
    assert identity() == wide
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    assert identity() != wide


def test_hidden_differences_are_counted_with_hidden_numbers():
    """A table of changes shows an x where one of the two years is hidden: its foot counts what its reader sees."""
    table = pd.DataFrame({
        "now": pd.array([None, 5, None], dtype="Int64"), "now_state": ["suppressed", "value", "unanswered"],
        "change": ["x", "＋1", "…"],
    })  # fmt: skip
    assert figure._suppression(table, d2=False) == "秘匿 2セル（x）"
    assert figure._suppression(table.iloc[1:2], d2=False) == words.t("card.hidden_none")


@given(
    st.lists(
        st.sampled_from(["方針を", "共に作成", "調査の方法", "（か所）", "PF", "<b>", "Art. 16", " "]),
        min_size=1,
        max_size=6,
    ).map("".join)
)
def test_a_head_keeps_its_letters_and_is_broken_between_words_alone(head):
    """Where its line may end stands in it, and no other place will do: the style keeps all else together."""
    html = figure._in_words(head)
    assert unescape(html.replace("<wbr>", "")).split() == head.split()
    ends = [unescape(part) for part in html.split("<wbr>")][:-1]
    assert not any(re.search("[方共調か.（]$", end) for end in ends)
    style = (Path(figure.__file__).parent / "style.css").read_text("utf-8")
    assert re.search(r"table\.document thead th {[^}]*word-break: keep-all", style)
