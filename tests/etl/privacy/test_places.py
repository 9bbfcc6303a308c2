"""Where people stand who are in no cell: every place of a package is searched, and prose there more strictly than a text."""

import io
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.checks import beside
from etl.checks.privacy import search
from etl.intake import Book, Sheet
from etl.intake.book import Aside
from etl.intake.package import look_through
from tests.etl.privacy.sent import CATALOGUE, clean

KNOWN = beside.Known(CATALOGUE, ["鳥取市"])
SHEET = "xl/worksheets/sheet99.xml"
RELS = "xl/worksheets/_rels/sheet98.xml.rels"


def _rules(book: Book, name: str = "312011_2024_r1.xlsx", **known: object) -> set[str]:
    return {one.rule for one in search(book, name, **known)}  # type: ignore[arg-type]


def _with(name: str, data: str, comment: bytes = b"") -> set[str]:
    target = io.BytesIO(clean())
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr(name, f"<a>{data}</a>" if name in (SHEET, RELS) else data)
        packed.comment = comment
    return _rules(Book([], "xlsx", asides=look_through(target.getvalue()).asides))


def test_the_printed_form_holds_nobody() -> None:
    assert not _rules(Book([], "xlsx", asides=look_through(clean()).asides))


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("xl/notes.txt", "山田", "PI12"),
        ("名簿.csv", "a", "PI12"),
        ("xl/embeddings/oleObject1.bin", "x", "PI12"),
        ("xl/images/写真_山田花子.xml", "<a/>", "PI08"),
        ("customXml/item9.xml", "<a><b>山田花子</b></a>", "PI08"),
        ("xl/tables/table9.xml", '<a><tableColumn name="山田花子"/></a>', "PI08"),
        (SHEET, "<filter val='山田花子'/>", "PI08"),
        (SHEET, "<filter val='09012345678'/>", "PI03"),
        (
            SHEET,
            '<sheetData><row><c r="A1"><f>"090"&amp;"-"&amp;"1234-5678"</f></c></row></sheetData>',
            "PI03",
        ),
        (SHEET, "<sheetData><row><c r='A1'><f>'[山田花子.xlsx]S'!A1</f></c></row></sheetData>", "PI08"),
        (
            RELS,
            "<Relationship TargetMode='External' Target='https://a.example.jp/%E5%B9%B8%E7%94%BA1-2-3'/>",
            "PI05",
        ),
        (RELS, "<Relationship TargetMode='External' Target='tel:0857-26-7111'/>", "PI03"),
        ("xl/externalLinks/externalLink9.xml", "<a><v>山田花子</v></a>", "PI08"),
        ("xl/media/image9.svg", "<svg><text>山田花子</text></svg>", "PI08"),
        ("xl/media/x.xml", "<a><!-- 山田花子 090-1234-5678 --></a>", "PI03"),
    ],
)
def test_a_part_of_the_package(name: str, data: str, rule: str) -> None:
    assert rule in _with(name, data)


DRAWING = '<d xmlns:a="a"><from><col>1</col><colOff>123456</colOff><row>6</row></from><sp><txBody><a:p>{}</a:p></txBody></sp></d>'


@given(st.sampled_from(["0859-66-1212", "090-1234-5678", "山田花子さん", "taro@example.jp"]), st.data())
def test_what_a_shape_says_in_several_looks_is_one_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=4)))
    parts = [text[first:last] for first, last in pairwise([0, *cuts, len(text)])]
    written = DRAWING.format("".join(f"<a:r><a:t>{part}</a:t></a:r>" for part in parts))
    assert _with("xl/drawings/drawing9.xml", written) & {"PI03", "PI04", "PI08"}, parts


def _shown(text: str) -> list[str]:
    written = DRAWING.format(f"<a:r><a:t>{text}</a:t></a:r>").encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("xl/drawings/drawing9.xml", written)
    asides = look_through(target.getvalue()).asides
    return [one.text for one in beside.texts(Book([], "xlsx", asides=asides), KNOWN, set())]


@pytest.mark.parametrize("text", ["66-1212", "12345", "1234 567890", "No.1029384"])
def test_who_reads_sees_the_digits_of_a_shape(text: str) -> None:
    assert _shown(text) == [text]


@pytest.mark.parametrize("text", ["12", "2024", "R6.4", "2024-04-01"])
def test_a_year_in_a_shape_needs_no_reader(text: str) -> None:
    assert _shown(text) == []


def test_the_comment_of_the_archive() -> None:
    assert "PI03" in _with("xl/media/x.xml", "<a/>", "連絡先 090-1234-5678".encode("cp932"))


@pytest.mark.parametrize(
    "kind", ["sheet_name", "number_format", "style_name", "hyperlink", "formula", "property", "comment"]
)
@pytest.mark.parametrize("text", ["村上", "ハラダ", "渡部 確認済", "hanako_yamada"])
def test_where_nobody_reads_later_a_name_alone_is_enough(kind: str, text: str) -> None:
    assert "PI08" in _rules(Book([], "xlsx", asides=[Aside(kind, text)]))


@pytest.mark.parametrize(
    "name", ["鳥取", "様式3", "集計", "Sheet1", "上期", "メモ", "日野町", "R6", "確認用", "チェックリスト"]
)
def test_what_sheets_are_called(name: str) -> None:
    assert not _rules(Book([Sheet(name, [])], "xlsx"))


def test_names_of_the_municipalities_are_no_persons() -> None:
    assert "PI08" in _rules(Book([], "xlsx"), "日野_様式.xlsx")
    assert not _rules(Book([], "xlsx"), "日野_様式.xlsx", places=["日野町"])


STORIES = [
    "80代の母と52歳長男の世帯（奥の集落で唯一）",
    "統合失調症の40歳男性、3月に退院",
    "小5年の女児、父は服役中、祖母と二人暮らし",
    "ベトナム籍の実習生（23歳・女性）が妊娠",
    "町内で唯一のブラジル人世帯",
    "妊娠した21歳の相談",
    "元校長、アルコール依存で入院",
    "交通事故で両親を亡くした高校2年の姉弟",
    "いじめを受けた小学校5年の女児",
]


@pytest.mark.parametrize("story", STORIES)
def test_a_life_told_where_no_person_reads_it_is_stopped(story: str) -> None:
    book = Book([Sheet("様式6_事例", [[None, story]])], "xlsx")
    assert "PI13" in _rules(book)
    assert "PI13" not in _rules(book, reviewed={("様式6_事例", "B")})
    assert "PI13" in _rules(Book([], "xlsx", asides=[Aside("comment", story)]))


@pytest.mark.parametrize(
    "text",
    [
        "80代の親と50代の子の世帯への支援が課題。",
        "参加者は20代12人、30代8人、40代15人であった。",
        "高齢者の独居世帯の見守りを始めた",
        "不登校の児童生徒とその家族を対象とした相談会",
        "認知症の人と家族の会と共催",
        "8050世帯の相談が増えた",
        "65歳以上の独居高齢者を虐待から守る",
        "75歳になる方に認知症予防の案内を送付",
        "元校長会の協力で不登校の学習支援",
        "元民生委員が障害の研修で講師",
        "兄弟姉妹の会と障害のある子を支える家族教室",
        "40歳未満のひきこもり相談会",
        "町で唯一の高校と不登校の連絡会",
    ],
)
def test_what_is_said_of_many_is_nobodys_life(text: str) -> None:
    assert not _rules(Book([Sheet("様式6_事例", [[text]])], "xlsx"))
