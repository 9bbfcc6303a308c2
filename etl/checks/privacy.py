"""The firewall: a file that seems to hold personal information is not read any further.

What was found is never kept, logged or shown: only the rule, the sheet and the place.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from phonenumbers import PhoneNumberMatcher
from stdnum.jp import in_

from etl.catalogue import is_lg_code
from etl.checks import names
from etl.intake import Book
from etl.intake.text import clean, column_letter

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))
# Where a header or footer stands and how it looks: &L left, &"font" …
_CODES = re.compile(r'&(?:"[^"]*"|[0-9]+|[A-Z])')
_URL = re.compile(r"https?://[!-~]+")
_TWELVE = re.compile(r"(?<![0-9])[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE_LABEL = re.compile(
    r"^(電話|電話番号|携帯|携帯電話|携帯番号|TEL|内線)$|(電話番号|TEL|内線)\s*:?\s*\(?[0-9]", re.IGNORECASE
)
# Our own identifiers, code and year (012025_2025_r1, 012025-2025-1a2b), look like a toll-free number.
_OWN = re.compile(r"(?<![0-9])([0-9]{6})[-_ ](?=20[0-9]{2}(?![0-9]))")
_MOBILE = re.compile(r"(?<![0-9])[789]0[0-9]{8}(?![0-9])")
_ADDRESS = re.compile(
    r"〒\s*[0-9]{3}-?[0-9]{4}"
    r"|[市区町村郡][一-龥々ァ-ヶヶケの]{1,8}(?<![内計民分役制外約])[0-9]{1,4}(?:丁目|番地|番[0-9]|-[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9-]))(?!.{0,3}[人件回か名])"
    r"|(?:[0-9]{1,2}|[一二三四五六七八九十])丁目[0-9]{1,3}(?:番|-)"
    r"|[一-龥々ァ-ヶ][0-9]{1,5}番地"
)
_BORN = re.compile(
    r"^生年月日$|生年月日\s*[:は]?\s*\S*[0-9]"
    r"|(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:[0-9]{1,2}|元)[年.]|(?:19|20)[0-9]{2}[年./-])\s?[0-9]{1,2}[月./-]\s?[0-9]{1,2}日?\s?(?:生|誕生)"
)
_LABELS = (
    r"氏名|名前|お名前|本人氏名|担当者(?:氏名|名)?|記入者(?:氏名|名)?"
    r"|作成者(?:氏名|名)?|利用者名|対象者名|相談者名|フリガナ|ふりがな"
)
_LABEL = re.compile(rf"^(?:{_LABELS})$|(?:{_LABELS})\s*:\s*\S|^(?:{_LABELS})[ ]+\S")
_AGE = r"[0-9]{1,3}[歳才](?!代|以|未満|前後|児|から|~|-|まで|程度)"
_SEX = r"男性|女性|男児|女児|男子|女子|夫|妻|父|母|息子|娘|長男|長女|祖父|祖母|\(男\)|\(女\)|男、|女、"
_AGE_AND_SEX = re.compile(rf"(?:{_AGE}).{{0,8}}(?:{_SEX})|(?:{_SEX}).{{0,8}}(?:{_AGE})")

PLACES = {
    "comment": "コメント",
    "property": "プロパティ",
    "header_footer": "ヘッダー・フッター",
    "defined_name": "名前の定義",
    "text_box": "図形の文字",
    "phonetic": "ふりがな",
    "sheet_name": "シート名",
    "file_name": "ファイル名",
}


@dataclass(frozen=True)
class Suspicion:
    """Where which rule was met; ``row_no`` and ``column_letter`` are empty outside the cells."""

    rule: str
    sheet: str
    row_no: int | None = None
    column_letter: str = ""


def search(book: Book, file_name: str = "") -> Iterator[Suspicion]:
    """Every suspicion: cells, hidden ones too, sheet names, comments, properties, headers, text boxes, the file's name."""
    for rule in judge_name(file_name):
        yield Suspicion(rule, PLACES["file_name"])
    for sheet in book.sheets:
        for row_no, cells in enumerate(sheet.rows, start=1):
            for index, cell in enumerate(cells):
                for rule in judge(cell):
                    yield Suspicion(rule, sheet.name, row_no, column_letter(index))
    for aside in book.texts():
        if aside.kind == "file_name":
            continue
        rules = judge(_CODES.sub(" ", aside.text) if aside.kind == "header_footer" else aside.text)
        if aside.kind == "property":
            # Every office file carries its author's name: it is dropped; what reaches a person stops the file.
            rules = tuple(rule for rule in rules if rule not in ("PI07", "PI08", "PI09"))
        for rule in rules:
            place = aside.sheet or PLACES.get(aside.kind, "表の外")
            yield Suspicion(rule, place, aside.row_no, aside.column_letter)


def sheet_label(book: Book, sheet: str, forms: Collection[str]) -> str:
    """What a sheet is called in records: one that is none of our forms by its number, lest its name tell too much."""
    known = {*forms, *PLACES.values(), "表の外"}
    number = next((n for n, one in enumerate(book.sheets, 1) if one.name == sheet), 0)
    return sheet if sheet in known or not number else f"{number}枚目のシート"


def safe(sheet: str | None) -> str | None:
    """A sheet's name for records; one that seems personal is withheld."""
    return "（名前を伏せたシート）" if sheet and judge(sheet) else sheet


def judge_name(file_name: str) -> tuple[str, ...]:
    """The rules that a file's name meets."""
    return judge(file_name.rpartition(".")[0].replace("_", " "))


@lru_cache(maxsize=50_000)
def judge(value: object) -> tuple[str, ...]:
    """The rules that a cell or text meets, the gravest first."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ()
    text = _URL.sub(" ", clean(value).replace("\n", " "))
    if len(text) < 2 or (isinstance(value, float) and not value.is_integer()):
        return ()
    met = [rule for rule, finds in _FINDERS if finds(text)]
    return tuple(dict.fromkeys(met))


def _individual_number(text: str) -> bool:
    return any(in_.is_valid(re.sub(r"[ -]", "", found[0])) for found in _TWELVE.finditer(_folded(text)))


def _twelve_digits(text: str) -> bool:
    numbers = [re.sub(r"[ -]", "", found[0]) for found in _TWELVE.finditer(_folded(text))]
    return any(not in_.is_valid(number) for number in numbers)


def _phone(text: str) -> bool:
    folded = _OWN.sub(lambda found: " " if is_lg_code(found[1]) else found[0], _folded(text))
    if sum(map(str.isdigit, folded)) < 9:
        return bool(_PHONE_LABEL.search(folded))
    return bool(
        _PHONE_LABEL.search(folded) or _MOBILE.search(folded) or any(PhoneNumberMatcher(folded, "JP"))
    )


def _folded(text: str) -> str:
    return text.translate(_DASHES)


_FINDERS = (
    ("PI01", _individual_number),
    ("PI03", _phone),
    ("PI04", lambda text: "@" in text and bool(_MAIL.search(text))),
    ("PI05", lambda text: bool(_ADDRESS.search(_folded(text)))),
    ("PI06", lambda text: bool(_BORN.search(text))),
    ("PI07", lambda text: bool(_LABEL.search(text))),
    ("PI08", names.found),
    ("PI09", lambda text: bool(_AGE_AND_SEX.search(text))),
    ("PI02", _twelve_digits),
)
