"""Text where the printed form has none: it never passes unread, and the words of forms and office programs need no look."""

import io
import string
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from etl import forms
from etl.checks import beside
from etl.forms.previous import beginning
from etl.intake import read
from tests.etl.privacy import sent
from tests.etl.privacy.measure import Fate, fates

FEW = settings(max_examples=25, deadline=None)
KNOWN = beside.Known(sent.CATALOGUE, ["鳥取市", "智頭町"])
# Words of nobody's list: what no pattern can know.
WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "蛍",
                "隣",
                "薬",
                "縁側",
                "猟師",
                "夜勤",
                "豆腐屋",
                "茶色",
                "軒先",
                "裏山",
                "三男",
                "里",
                "しげばあ",
            ),
            *(
                "みっちゃん",
                "朝顔",
                "犬",
                "自転車",
                "納屋",
                "郵便",
                "娘婿",
                "渡し舟",
                "Genji",
                "kawara",
                "tsubaki",
            ),
        ]
    ),
    min_size=2,
    max_size=5,
).map("".join)


def _fate(make: Any, name: str = sent.NAME) -> Fate:
    return fates([("one", "place", make, True, name)])[0]


def _cell(opened: Any, text: str, form: str = "F3") -> Any:
    return opened[sent.CATALOGUE.forms[form].sheet]


def _comment(text: str) -> Any:
    return sent.book(lambda opened: setattr(_cell(opened, text)["B2"], "comment", Comment(text, "係")))


def _footer(text: str) -> Any:
    return sent.book(lambda opened: setattr(_cell(opened, text).oddFooter.left, "text", text))


def _prompt(text: str) -> Any:
    def change(opened: Any) -> None:
        rule = DataValidation(type="whole", formula1="0", prompt=text, promptTitle="数")
        rule.add("J2:J3")
        _cell(opened, text).add_data_validation(rule)

    return sent.book(change)


def _name(text: str) -> Any:
    def change(opened: Any) -> None:
        opened.defined_names["list_x"] = DefinedName("list_x", attr_text=f'"{text}"')

    return sent.book(change)


def _property(text: str) -> Any:
    return sent.book(lambda opened: setattr(opened.properties, "keywords", text))


def _sheet(text: str) -> Any:
    return sent.book(lambda opened: opened.create_sheet("集計").append(["", text]))


def _below(text: str) -> Any:
    def change(opened: Any) -> None:
        sheet = _cell(opened, text)
        sheet.cell(sheet.max_row + 260, 2, text)

    return sent.book(change)


def _format(text: str) -> Any:
    return sent.book(lambda opened: setattr(_cell(opened, text)["F2"], "number_format", f'0"{text}"'))


def _link(text: str) -> Any:
    return sent.book(
        lambda opened: setattr(_cell(opened, text)["A2"], "hyperlink", f"https://example.com/{text}")
    )


def _part(name: str) -> Any:
    return lambda text: sent.parts(lambda held: held.update({name: f"<a><b>{text}</b></a>".encode()}))


PLACES = {
    "comment": _comment,
    "footer": _footer,
    "prompt": _prompt,
    "defined name": _name,
    "property": _property,
    "further sheet": _sheet,
    "far below": _below,
    "number format": _format,
    "link": _link,
    "beside a table": lambda text: sent.beside("F3", text),
    "number cell": lambda text: sent.written("F3.referral_count", f"3（{text}）"),
    "code cell": lambda text: sent.written("F3.channel", text),
    "date cell": lambda text: sent.written("F0.submitted_on", text),
    "text box": lambda text: sent.parts(sent.drawing(text)),
    "alternative text": lambda text: sent.parts(sent.drawing("", text)),
    **{
        name: _part(name)
        for name in (
            "customXml/item1.xml",
            "xl/connections.xml",
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "xl/externalLinks/externalLink1.xml",
            "xl/queryTables/queryTable1.xml",
            "xl/charts/chart1.xml",
            "xl/threadedComments/threadedComment1.xml",
            "docProps/custom.xml",
            "xl/webextensions/webextension1.xml",
        )
    },
}


@pytest.mark.slow
@settings(max_examples=2, deadline=None)
@given(WORDS)
def test_words_of_no_list_wait_or_stop_in_every_place(text: str) -> None:
    made = {place: put(text) for place, put in PLACES.items()}
    found = fates(
        [
            (place, "place", lambda one=one: one if isinstance(one, bytes) else one(), True)
            for place, one in made.items()
        ]
    )
    assert [one.key for one in found if not one.held] == [], text


@pytest.mark.parametrize(
    "part", ["xl/media/image1.jpeg", "xl/media/写真.emf", "xl/vbaProject.bin", "xl/customProperty1.bin"]
)
def test_what_cannot_be_read_is_refused(part: str) -> None:
    fate = _fate(sent.parts(lambda held: held.update({part: b"x"})))
    assert fate.stopped == "PI12"


@pytest.mark.parametrize("year", [2024, 2026])
@pytest.mark.parametrize("mark", ["", "架空データ"])
def test_a_form_says_nothing_but_its_own_words(year: int, mark: str, tmp_path: Any) -> None:
    for lg_code, name in (
        ("312011", "鳥取市"),
        (sent.CATALOGUE.prefecture.lg_code, sent.CATALOGUE.prefecture.ja),
    ):
        begun = beginning(None, sent.CATALOGUE, lg_code, year)
        data = forms.form(lg_code, year, begun.rows, sent.CATALOGUE, name=name, mark=mark, spare_rows=2)
        path = tmp_path / f"{lg_code}_{year}_r1.xlsx"
        path.write_bytes(data)
        assert list(beside.texts(read(path), KNOWN, set())) == []


@FEW
@given(st.text(alphabet=string.digits, min_size=9, max_size=12))
def test_long_numbers_are_not_harmless(number: str) -> None:
    assert not KNOWN.harmless(f"番号{number}")


@pytest.mark.parametrize(
    "account",
    [
        "福祉課",
        "福祉課共有端末3",
        "user",
        "openpyxl",
        "Administrator",
        "鳥取市役所",
        "PC-0231",
        "owner",
        "作成者",
    ],
)
def test_an_account_of_an_office_is_no_person(account: str) -> None:
    assert not beside.names_somebody(account)


@FEW
@given(
    st.sampled_from(["高橋", "鈴木", "城戸口", "蓮佛", "多鯰", "薬袋"]),
    st.sampled_from(["陽介", "晴美", "孝一", "由美子"]),
    st.sampled_from(["", " ", "　"]),
)
def test_an_account_of_a_person_is_one(family: str, given_name: str, between: str) -> None:
    assert beside.names_somebody(f"{family}{between}{given_name}")


@pytest.mark.parametrize("account", ["TSUBOI Naoko", "n-tanaka", "kusunoki.mai", "Yamada_T", "suzuki01"])
def test_an_account_in_letters(account: str) -> None:
    assert beside.names_somebody(account)


def test_readings_of_words_are_theirs_and_others_wait() -> None:
    def reading(words: str, said: str) -> Any:
        old = b"<si><t>"

        def change(held: dict[str, bytes]) -> None:
            strings = held["xl/sharedStrings.xml"].decode()
            guide = f'<rPh sb="0" eb="{len(words)}"><t>{said}</t></rPh>'
            at = strings.index(f"<t>{words}")
            end = strings.index("</si>", at)
            held["xl/sharedStrings.xml"] = (strings[:end] + guide + strings[end:]).encode()

        assert old in zipfile.ZipFile(io.BytesIO(sent.clean())).read("xl/sharedStrings.xml")
        return sent.parts(change)

    assert not _fate(reading("相談窓口", "ソウダンマドグチ")).held
    assert _fate(reading("相談窓口が分かり", "シラユリサンノケン")).held
