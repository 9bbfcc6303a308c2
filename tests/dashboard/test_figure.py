"""THE card: title with unit and period, reading, table, notes and demo mark stand beside every figure."""

import json
import re
from functools import partial
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import store, words
from dashboard.charts import labels, marks, points
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


@pytest.fixture
def facts_of():
    def make(table: pd.DataFrame) -> FigureRecord:
        texts = dict.fromkeys(
            ("key", "title", "unit", "reading", "selection", "address", "legend", "demo", "snapshot_id"), ""
        )
        said = {"language": "ja", "definitions": (), "bound": {}}
        return FigureRecord(
            **texts, **said, notes=(), origin=(), signs=(), table=table, headers={}, draw=None
        )

    return make


def html(at: AppTest) -> str:
    return closed("\n".join(part.proto.body for part in at.get("html")))


def test_a_small_table_alone_keeps_its_numbers_in_sight_on_a_telephone(monkeypatch):
    """In a frame that scrolls sideways the numbers, its last column, would stand beyond the edge."""
    wide = opened(only_table=True)
    assert len(wide.dataframe) == 1 and "plain-rows" not in html(wide)
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    narrow = opened(only_table=True)
    assert len(narrow.dataframe) == 0
    shown = re.search(r'<div class="rows">(.*?)</div>', html(narrow)).group(1)
    assert re.findall(r"<td class=number>([^<]*)</td>", shown) == ["1,234", "0", "x"]
    assert "on-paper" not in shown and "&lt;乙町&gt;" in shown


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
    at = opened(only_table=True)
    (frame,) = at.dataframe
    assert frame.value.to_dict("list") == {"市町村": ["甲市", "<乙町>", "丙町"], "件数": ["1,234", "0", "x"]}
    assert opened().dataframe.len == 0


def test_a_table_of_nothing_but_signs_shows_them(facts_of):
    table = pd.DataFrame({"value": [None, None], "state": ["suppressed", "unanswered"]}, dtype=object)
    assert figure.display(facts_of(table)).to_dict("list") == {"value": ["x", "…"]}


def test_a_number_behind_a_sign_is_not_shown_and_words_stay_words(facts_of):
    table = pd.DataFrame(
        {"value": [7, 1.5], "state": ["suppressed", "value"], "text": ["a", "b"], "text_state": "value"}
    )
    assert figure.display(facts_of(table)).to_dict("list") == {"value": ["x", "1.50"], "text": ["a", "b"]}


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


def matrix(names: list[str], texts: list[str]):
    """A heat map of one row a name, two columns, with something written in its cells."""
    drawn = charts.heat(
        pd.DataFrame({
            "row": [name for name in names for _ in texts], "column": [f"区分{n}" for n in range(len(texts))] * len(names),
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
    drawn = matrix(["Tottori"], ["0", "0", "2", "0", "4"])
    heads = ["Collection<br>of<br>examples", "Training<br>session", "Liaison<br>meeting", "Portal", "Visit"]
    drawn.data[0].x = heads
    figure._fit(drawn)
    assert drawn.layout.xaxis.ticktext == (
        "Collection of examples",
        "Training session",
        "Liaison meeting",
        "Portal",
        "Visit",
    )


def test_names_at_the_right_edge_leave_room_for_the_cells():
    """Groups of rows are named there: on a telephone four columns would have eleven pixels each."""
    drawn = matrix(["社会福祉協議会", "NPO法人"], ["16", "6", "11", "11"])
    assert not figure._is_wide(drawn)
    drawn.update_layout(margin_r=116)
    assert figure._is_wide(drawn)


def test_a_matrix_of_one_column_is_read_without_scrolling(monkeypatch):
    """Its words stand in lines within the cell, and its rows are as high as they need."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    drawn = matrix(["Tottori", "Yonago"], ["◆ Function of one added to the other"])
    before = drawn.layout.height
    figure._fit(drawn)
    lines = drawn.data[1].text[0].split("<br>")
    assert len(lines) == 2 and all(labels.width(line) < 210 for line in lines), lines
    assert not figure._is_wide(drawn) and drawn.layout.height >= before + 2 * (2 * figure._LINE - figure._ROW)


@pytest.mark.parametrize(("bodies", "turned"), [(2, None), (4, -90)])
def test_numbers_over_bars_side_by_side_are_not_read_as_one(monkeypatch, bodies, turned):
    """11 beside 11 would be 1111 on a telephone: they stand upright where they would touch, with room above."""
    rows = [(f"会議体{n}", str(year), 11, "value") for n in range(bodies) for year in (2023, 2024, 2025)]
    frame = pd.DataFrame(rows, columns=["body", "year", "value", "state"])
    drawn = marks.grouped(frame, category="body", series="year")
    _, before = drawn.layout.yaxis.range
    figure._fit(drawn)
    assert {trace.textangle for trace in drawn.data} == {None}, "a wide window has room"
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    figure._fit(drawn)
    assert {trace.textangle for trace in drawn.data} == {turned}
    assert (drawn.layout.yaxis.range[1] > before) is bool(turned)


def test_names_below_bars_stand_level_on_a_telephone(monkeypatch):
    """In lines, where words allow it; a word longer than its place is turned as before."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)

    def ticks(*names: str) -> tuple[str, ...] | None:
        frame = pd.DataFrame({"body": names, "year": "R7", "value": 1, "state": "value"})
        figure._fit(drawn := marks.grouped(frame, category="body", series="year"))
        return drawn.layout.xaxis.ticktext

    assert ticks("多機関協働 受付", "支援プラン 新規", "支援プラン 終結", "つなぎ先での不調") == (
        "多機関協働<br>受付", "支援プラン<br>新規", "支援プラン<br>終結", "つなぎ<br>先での不調",
    )  # fmt: skip
    assert ticks("Platform", "Regional council", "Support conference", "Multi-layered conference") is None
    # Turned, names this long would leave the bars no room: the figure scrolls sideways, and the names stand level.
    long = ("Multi-agency coordination: cases accepted", "New plans", "Plans concluded", "Not worked out")
    assert ticks(*long)[0] == "Multi-agency<br>coordination:<br>cases accepted"


def test_names_of_bars_below_a_legend_lie_on_no_other(monkeypatch):
    """What the legend takes on a telephone is not room for rows."""
    monkeypatch.setattr(figure.screen, "narrow", lambda: True)
    names = [f"Loneliness division {n} → multi-layered conf." for n in range(12)]
    rows = [
        (name, part, 3)
        for name in names
        for part in ("In place", "Partly", "Considering", "Not yet", "No answer")
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
        drawn = matrix(names, ["6"] * len(heads))
        drawn.data[0].x = heads
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
        "en": ["Platforms chaired from outside government", "Breadth of receivers"],
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
    assert figure._is_wide(matrix(["甲市", "乙町"], texts)) is scrolls


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
