"""The firewall: what looks personal, what does not, and where it is looked for."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import forms
from etl.catalogue import Catalogue
from etl.checks import names
from etl.checks.names import named
from etl.checks.privacy import judge, judge_name, search
from etl.intake import Book, Sheet
from etl.intake.book import Aside

NUMBER = "123456789018"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"個人番号{NUMBER}", "PI01"),
        ("1234-5678-9018", "PI01"),
        ("１２３４ ５６７８ ９０１８", "PI01"),
        (int(NUMBER), "PI01"),
        ("123456789012", "PI02"),
        ("0857-26-7111", "PI03"),
        ("0857（26）7111", "PI03"),
        ("携帯は090−1234−5678です", "PI03"),
        (9012345678, "PI03"),
        ("内線 2345", "PI03"),
        ("a.b@example.jp", "PI04"),
        ("ａｂ＠example.lg.jp", "PI04"),
        ("鳥取市東町1丁目220番", "PI05"),
        ("〒680-8570 鳥取市東町1-220", "PI05"),
        ("米子市加茂町1-1", "PI05"),
        ("生年月日", "PI06"),
        ("昭和25年3月2日生まれ", "PI06"),
        ("1950/3/2生", "PI06"),
        ("氏名", "PI07"),
        ("担当者：くらよし", "PI07"),
        ("記入者 健康課", "PI07"),
        ("鳥取 花子さん", "PI08"),
        ("田中さんの訪問を始めた", "PI08"),
        ("担当の佐藤様より", "PI08"),
        ("山田太郎", "PI08"),
        ("山田　太郎", "PI08"),
        ("本人の鈴木は", "PI08"),
        ("ヤマダ ハナコ", "PI08"),
        ("82歳の女性が一人で暮らす", "PI09"),
        ("母（79歳）と同居", "PI09"),
        # Japanese numerals, letters apart, other spellings of @
        ("〇九〇-一二三四-五六七八", "PI03"),
        ("０ ９ ０ - １ ２ ３ ４ - ５ ６ ７ ８", "PI03"),
        ("090.1234.5678", "PI03"),
        ("直通 26-7111", "PI03"),
        ("一二三四五六七八九〇一八", "PI01"),
        ("taro[at]example.jp", "PI04"),
        ("taro（アット）example.lg.jp", "PI04"),
        ("taro at example.jp", "PI04"),
        ("本町三丁目五番二号", "PI05"),
        ("中町2-3-4", "PI05"),
        ("メゾン末広203", "PI05"),
        ("昭和三十年五月三日生", "PI06"),
        ("昭和廿五年三月一日", "PI06"),
        ("S30.5.3", "PI06"),
        ("大正十五年一月二日", "PI06"),
        ("ヤマダ・ハナコ", "PI08"),
        ("やまだ はなこ", "PI08"),
        ("YAMADA Hanako", "PI08"),
        ("Ｙ Ａ Ｍ Ａ Ｄ Ａ　Ｈ Ａ Ｎ Ａ Ｋ Ｏ", "PI08"),
        ("山 田 花 子", "PI08"),
        ("花子さんの来所", "PI08"),
        ("はなこさん", "PI08"),
        ("翔太くん", "PI08"),
        ("小鳥遊 美咲", "PI08"),
        ("小鳥遊美咲", "PI08"),
        ("勅使河原さん宅", "PI08"),
        ("民生委員 高橋", "PI08"),
        ("佐藤 ゆき", "PI08"),
        # Numbers of registers
        ("介護保険被保険者番号：0012345678", "PI10"),
        ("基礎年金番号 1234-567890", "PI10"),
        ("在留カード AB12345678CD", "PI10"),
        ("普通 1234567", "PI10"),
        ("身体障害者手帳番号 12345", "PI10"),
    ],
)
def test_looks_personal(text: object, rule: str) -> None:
    assert rule in judge(text)


@pytest.mark.parametrize(
    "text",
    [
        "312011-2024-1",
        "地域福祉課",
        "2024-04-01",
        "7000012050002",
        "民生委員さんや住民の皆さんと、お子さん・お母さんの居場所をひらいた",
        "お客様アンケートの様式を同様に見直した",
        "石川県・福島県・宮崎市・千葉市の取組を参考にした",
        "山口市社会福祉協議会、小川町、松本地域",
        "80歳代の女性の参加が増えた",
        "65歳以上の男性を対象とした講座",
        "市内10か所、町内3-5回の開催",
        "担当者会議で氏名を伏せて共有した",
        "https://www.pref.tottori.lg.jp/page/0857267111.html",
        "1,234人・5,678件（前年度 1,200人・5,500件）",
        "10件 20件 30件 1234 5678",
        "会議体名称",
        "一人ひとりの多様な暮らしの有様",
        "B01 地方版孤独・孤立対策官民連携プラットフォーム",
        "ボランティアさんとコーディネーターさん",
        "住民のみなさん、お母さん方、主任児童委員",
        "様式3-2-1",
        "資料2-3",
        "令和6-7年度",
        "午前9時-12時",
        "第1・第3水曜",
        "百歳体操、三世代交流、七つの取組、第三者提供",
        "石川県社会福祉協議会、千葉大学、鳥取銀行、JA鳥取いなば",
        "Social Welfare Council, Tottori Prefecture",
        "平成19年4月1日設置",
        "昭和28年5月1日に設立",
        "あおぞら",
        "ひなた",
        "アイリス",
        "サクラ サロン",
        "登録 35団体、利用者 120人、整理番号",
        12,
        0.125,
        True,
        None,
    ],
)
def test_does_not_look_personal(text: object) -> None:
    assert judge(text) == ()


@pytest.mark.parametrize(
    ("cells", "rule"),
    [(["090", "1234", "5678"], "PI03"), (["0857", "26", "7111"], "PI03"), (["1234", "5678", "9018"], "PI01"),
     ([1234, 5678, 9018], "PI01")],
)  # fmt: skip
def test_a_number_spread_over_cells_is_read_together(cells: list[object], rule: str) -> None:
    found = list(search(Book([Sheet("様式3_連携", [["見出し"], [None, *cells, "備考"]])], "xlsx")))
    assert [(one.rule, one.row_no, one.column_letter) for one in found] == [(rule, 2, "B")]


@pytest.mark.parametrize(
    "cells", [[12, 30, 1200], ["012025", "2024", "0"], [0, 10, 12, 9], ["12", "34", "56"]]
)
def test_counts_beside_each_other_are_no_number(cells: list[object]) -> None:
    assert list(search(Book([Sheet("様式3_連携", [cells])], "xlsx"))) == []


def test_our_own_forms_are_clean(catalogue: Catalogue, tmp_path) -> None:
    """Nothing that we print ourselves, the guidance included, is taken for personal."""
    from etl.intake import read

    path = tmp_path / "312011_2024_r1.xlsx"
    path.write_bytes(forms.form("312011", 2024, {}, catalogue))
    assert list(search(read(path), path.name)) == []


@pytest.mark.parametrize(
    "kind", ["comment", "header_footer", "defined_name", "text_box", "sheet_name", "phonetic", "other"]
)
def test_everything_around_the_cells_is_searched(kind: str) -> None:
    book = Book([Sheet("様式3_連携", [])], "xlsx", asides=[Aside(kind, "鳥取 花子さん 090-1234-5678")])
    assert {one.rule for one in search(book)} == {"PI03", "PI08"}


def test_an_author_is_dropped_but_a_number_in_the_properties_is_not() -> None:
    author, number = Aside("author", "山田 太郎"), Aside("author", "090-1234-5678")
    assert list(search(Book([], "xlsx", asides=[author]))) == []
    assert [one.rule for one in search(Book([], "xlsx", asides=[number]))] == ["PI03"]


def test_the_name_of_the_file_is_searched() -> None:
    assert judge_name("山田太郎さん_2024.xlsx") == ("PI08",)
    assert judge_name("312011_F3_2024H1_r1.csv") == ()
    assert judge_name("【境港市】提出様式_最終版.xlsx") == ()


@pytest.mark.parametrize("code", ["012025", "012084", "052019", "092011"])
def test_our_own_identifiers_are_no_telephone_numbers(code: str) -> None:
    """A code that begins with 0 and a year have the shape of a toll-free number."""
    assert judge_name(f"{code}_2025_r1.xlsx") == () == judge(f"{code}-2025-1a2b;{code}-2025-3c4d")
    assert judge("0857-25-2025") == ("PI03",) == judge("012026-2025"), "012026 is no municipality"


def test_family_and_given_name_as_a_dictionary_sees_them() -> None:
    family, given = ("名詞", "固有名詞", "人名", "姓"), ("名詞", "固有名詞", "人名", "名")
    place = ("名詞", "固有名詞", "地名", "一般")
    assert named([("山田", family), ("太郎", given)])
    assert not named([("山口", family), ("県", place)])
    assert not named([("花子", given), ("山田", family)])


# A dictionary of two words in the place of SudachiPy: as strict as that one about how it is called and how long a text is.
SUDACHI = """
import re
class Word:
    def __init__(self, text, kind):
        self.text, self.kind = text, kind
    def surface(self):
        return self.text
    def part_of_speech(self):
        return ("名詞", "固有名詞", "人名", self.kind, "*", "*")
class Tokenizer:
    def tokenize(self, text):
        if len(text.encode("utf-8")) > 49149:
            raise RuntimeError("Input is too long")
        kinds = {"凪良": "姓", "凛祢": "名"}
        return [Word(part, kinds.get(part, "一般")) for part in re.findall("凪良|凛祢|.", text)]
class Dictionary:
    def __init__(self, *, dict):
        assert dict == "core"
    def tokenizer(self):
        return Tokenizer()
"""
RARE = "相談は凪良凛祢から受けた"


@pytest.fixture
def dictionary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The extra ``[nlp]`` as it looks from here once it is installed."""
    (tmp_path / "sudachipy.py").write_text(SUDACHI, "utf-8")
    (tmp_path / "sudachidict_core.py").write_text("", "utf-8")
    for name in ("sudachipy", "sudachidict_core"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    names.tokenizer.cache_clear()
    judge.cache_clear()
    yield
    sys.modules.pop("sudachipy", None)
    names.tokenizer.cache_clear()
    judge.cache_clear()


def test_the_dictionary_finds_what_no_pattern_knows(dictionary: None) -> None:
    assert judge(RARE) == ("PI08",)
    assert judge("居場所を三か所にひらいた、凪良と凛祢の二つの地区で") == ()


def test_without_the_dictionary_the_patterns_do_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "tokenizer", lambda: None)
    judge.cache_clear()
    assert judge(RARE) == () and judge("田中さんの訪問を始めた") == ("PI08",)
    judge.cache_clear()


def test_the_longest_cell_is_read_to_its_end(dictionary: None) -> None:
    """Excel's cells hold 32,767 characters, twice what the dictionary takes at once; a name may stand on any seam."""
    for at in (0, 7_970, 7_979, 7_999, 8_001, 15_961, 32_763):
        assert judge("あ" * at + "凪良凛祢" + "い" * (32_763 - at)) == ("PI08",), at
    assert judge("\ud800" * 9) == ()


@pytest.mark.parametrize("day", ["昭和25年5月4日", "昭和三十三年十二月二十七日", "1947年12月12日"])
@pytest.mark.parametrize(
    "called",
    ["法律第144号", "政令第148号", "厚生省令第28号", "厚生省告示第158号", "鳥取県条例第3号", "規則第12号"],
)
def test_the_day_of_a_law_is_nobodys(day: str, called: str) -> None:
    assert judge(f"生活保護法（{day}{called}）による") == ()
    assert judge(f"{day}に来所") == ("PI06",) == judge(f"{day}の法律相談")


@pytest.mark.parametrize("kind", ["ふるさと館", "記念館", "美術館", "文学館", "資料館", "郷土館", "顕彰館"])
def test_an_institution_called_after_somebody_is_spared_wherever_it_is_named(kind: str) -> None:
    named = f"青山剛昌{kind}"
    assert judge(f"北栄町の{named}と図書館を使う。二回目は{named}で開いた。") == ()
    assert judge(f"{named}で開いた。青山剛昌さんの家を訪ねた。") == ("PI08",)
