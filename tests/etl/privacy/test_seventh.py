"""Kinds that a blind set found missed or stopped without need; each with what is much like it and is harmless (or is not)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from etl.checks import beside
from etl.checks.patterns import judge
from etl.checks.privacy import search
from etl.checks.redaction import Redaction
from etl.intake import Book, Sheet, read, traces
from etl.intake.copies import cut
from tests.etl.intake.test_copies import _unpacked
from tests.etl.privacy import sent
from tests.etl.privacy.measure import Fate, fates
from tests.etl.privacy.test_beside import KNOWN

PAGE = "312011_F3_2024_r1.htm"


def _fate(make: Callable[[], bytes], name: str = sent.NAME) -> Fate:
    return fates([("one", "place", make, True, name)])[0]


def _styles(old: str, new: str) -> Callable[[], bytes]:
    def change(held: dict[str, bytes]) -> None:
        text = held["xl/styles.xml"].decode()
        assert old in text
        held["xl/styles.xml"] = text.replace(old, new, 1).encode()

    return sent.parts(change)


END = "</styleSheet>"
STYLES = {
    "a style of the program called anew": (END, "<cellStyles><cellStyle name='{}' xfId='0' builtinId='0'/></cellStyles>" + END),
    "a style for tables": (END, "<tableStyles count='1' defaultTableStyle='{0}'><tableStyle name='{0}'/></tableStyles>" + END),
    "a further style": (END, "<extLst><ext uri='x'><slicerStyle name='{}'/></ext></extLst>" + END),
}  # fmt: skip


@pytest.mark.parametrize("place", STYLES)
def test_names_in_styles_are_judged_and_not_kept(place: str, tmp_path: Any) -> None:
    old, new = STYLES[place]
    data = _styles(old, new.format("山岡様用"))()
    assert _fate(lambda: data).stopped == "PI08"
    path = tmp_path / sent.NAME
    path.write_bytes(_styles(old, new.format("しらゆりの件"))())
    kept = cut(path.read_bytes(), read(path).kind)
    assert "しらゆり" not in _unpacked(kept).decode("utf-8", "replace")
    assert _fate(lambda: path.read_bytes()).waits


@pytest.mark.parametrize(
    "name",
    ["Normal", "標準 2", "桁区切り [0]", "20% - アクセント 1", "TableStyleMedium9", "SlicerStyleLight1"],
)
@pytest.mark.parametrize("place", STYLES)
def test_names_of_the_programs_styles_are_nobodys(place: str, name: str) -> None:
    old, new = STYLES[place]
    assert not _fate(_styles(old, new.format(name))).held


def test_a_font_of_no_program_is_not_kept(tmp_path: Any) -> None:
    path = tmp_path / sent.NAME
    path.write_bytes(
        _styles(
            "</fonts>",
            "<font><name val='山岡松子'/></font><font><name val='游ゴシック Light'/></font></fonts>",
        )()
    )
    kept = _unpacked(cut(path.read_bytes(), "xlsx")).decode("utf-8", "replace")
    assert "山岡松子" not in kept and "游ゴシック Light" in kept


@pytest.mark.parametrize(
    ("code", "told"), [("0山岡様", "山岡様"), ("[$山岡様-411]0", "山岡様"), ('[赤]0"山岡様"', "山岡様")]
)
def test_words_of_a_number_format_however_they_are_set(code: str, told: str) -> None:
    assert [one.text for one in traces.of_format(code)] == [told]


def test_signs_of_a_number_format_are_no_words() -> None:
    assert [
        one for code in ("[赤]#,##0;[青]-0", "G/標準", "[>=100]0.0%") for one in traces.of_format(code)
    ] == []


def _page(head: str = "", body: str = "", cell: str = "件") -> Callable[[], bytes]:
    table = f"<table><tr><td>期</td><td>様式3</td></tr><tr><td>H1</td><td>{cell}</td></tr></table>"
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}{table}</body></html>".encode


def _in_page(make: Callable[[], bytes], folder: Any) -> list[str]:
    path = folder / PAGE
    path.write_bytes(make())
    return [one.rule for one in search(read(path))]


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        (_page('<meta name="keywords" content="坂井 ノブ 0857-66-5555">'), "PI03"),
        (_page("", '<img src="x.png" alt="長尾 キク宅">'), "PI08"),
        (_page("", '<input type="hidden" value="昭和12年4月5日生">'), "PI06"),
        (_page("", '<input placeholder="山田花子さん">'), "PI08"),
        (_page("", '<p aria-label="090-1234-5678">表</p>'), "PI03"),
        (_page("", '<p title="Yamada Hanako">表</p>'), "PI08"),
        (_page("", "<!-- 山田花子さん 090-1234-5678 -->"), "PI03"),
        (_page(cell='<a href="mailto:nomura.k@example.ne.jp">件</a>'), "PI04"),
        (_page(cell='<a href="tel:0857-26-1234">件</a>'), "PI03"),
        (_page("", '<img src="file:///C:/%E5%B1%B1%E7%94%B0%E8%8A%B1%E5%AD%90/x.png">'), "PI08"),
    ],
)  # fmt: skip
def test_attributes_of_a_page_are_judged(page: Callable[[], bytes], rule: str, tmp_path: Any) -> None:
    assert rule in _in_page(page, tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        _page('<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
            '<meta name="Generator" content="Microsoft Excel 15">'),
        _page("", '<p style="font-family:ＭＳ 明朝" class="山"><font face="ＭＳ Ｐゴシック">表</font></p>'),
        _page("", '<a href="https://www.pref.tottori.lg.jp/kodoku/">県</a><img src="graph.png" alt="">'),
        _page("", '<input type="text" value="12" placeholder="回数">'),
    ],
)  # fmt: skip
def test_attributes_that_name_nobody_pass(page: Callable[[], bytes], tmp_path: Any) -> None:
    assert _in_page(page, tmp_path) == []


def _hidden(text: Any, code: str = ";;;", **look: Any) -> Callable[[], bytes]:
    def change(opened: Any) -> None:
        sheet = opened[sent.CATALOGUE.forms["F3"].sheet]
        cell = sheet.cell(2, sheet.max_column + 3, text)
        cell.number_format = code
        for name, value in look.items():
            setattr(cell, name, value)

    return lambda: sent.book(change)


@pytest.mark.parametrize("code", [";;;", '0;0;0;""', '@"";;;', "0;0;0;"])
def test_a_text_that_its_format_hides_is_judged(code: str) -> None:
    assert _fate(_hidden("0858-22-8155 南條", code)).stopped == "PI03"


def test_who_reads_sees_the_text_that_a_format_hides(tmp_path: Any) -> None:
    path = tmp_path / sent.NAME
    path.write_bytes(_hidden("しらゆりの件")())
    assert any("しらゆりの件" in one.text for one in beside.texts(read(path), KNOWN, set()))


@pytest.mark.parametrize("number", ["859345678", "859345678.0", "90123456789"])
def test_a_number_that_can_be_rung_is_not_repeated(number: str) -> None:
    assert Redaction().value({"value": number}) is None


@pytest.mark.parametrize("number", ["12345678", "99999", "1,234人", "2024-04-01"])
def test_a_count_that_is_too_large_is_repeated(number: str) -> None:
    assert Redaction().value({"value": number}) == number


def _day(when: Any, founded: tuple[str, ...] = ()) -> list[str]:
    book = Book([Sheet("様式", [[when]])], "xlsx")
    return [one.rule for one in search(book, founded=[("様式", letter) for letter in founded])]


def test_a_day_long_before_the_work_is_a_birthday() -> None:
    assert _day(dt.datetime(1948, 5, 14)) == ["PI06"]
    assert _day(dt.datetime(1948, 5, 14), ("A",)) == []  # where it is asked when a body was set up
    assert _day(dt.datetime(2022, 4, 1)) == _day(dt.datetime(1899, 12, 31)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("https://www.city.tottori.lg.jp/case?name=x&tel=09012345678", "PI03"),
        ("https://example.com/f?phone=0857-26-1234", "PI03"),
        ("窓口は hanako.y あっと gmail どっと com。", "PI04"),
        ("hanako（あっと）example（どっと）jp", "PI04"),
        ("連絡はLINEのhana_0412へ。", "PI04"),
        ("山口ミサヲ宅", "PI08"),
        ("長尾 キク宅", "PI08"),
        ("藤井久美宅の玄関", "PI08"),
        ("小鳥遊みつ江の世帯がきっかけとなった。", "PI08"),
        ("民生委員 德丸 喜代志", "PI08"),
        ("福祉部 地域福祉課 保坂", "PI08"),
        ("森脇より指摘があったため", "PI08"),
        ("K.T（男52）", "PI08"),
        # a home that is somebody's
        ("まつもとさんちを訪問", "PI08"),
        ("さとうさんちで独居", "PI08"),
        ("花子さんちの息子", "PI08"),
        ("さとうさんちに居場所がない", "PI08"),
        # a number that is somebody's own, whoever else stands beside it
        ("担当課（地域福祉課）090-1234-5678", "PI03"),
        ("山田花子 0857-20-3422", "PI03"),
        ("ご自宅 0857-20-3422", "PI03"),
    ],
)
def test_stopped(text: str, rule: str) -> None:
    assert rule in judge(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.pref.tottori.lg.jp/page/0857267111.html",
        "https://www.pref.tottori.lg.jp/item/1234567.htm?page=20240401",
        "LINEで相談できる。LINE WORKSの利用、LINEの登録者1200人",
        "あっという間にどっと人が集まった",
        "在宅・自宅・居宅の高齢者宅を巡回する住宅部局",
        "健康福祉部 長寿社会課",
        "県社会福祉課より指摘があったため",
        "福島からの連絡",
        "80代の親と50代の子の世帯への支援",
        "高齢者とその世帯、障害児のいる世帯、ひとり親世帯",
        "まつもとさんち（居場所）で月1回",
        "花子さんちのとなり（空き家活用の拠点名）",
        "NPO法人さとうさんち",
        "カフェ「よしこさんち」で開催",
        "担当課（地域福祉課）0857-20-3422",
        "地域包括支援センター 0857-20-3422",
        "長寿社会課 電話：0857-20-3422",
        "T.E（事例5）",
    ],
)
def test_let_in(text: str) -> None:
    assert judge(text) == ()
