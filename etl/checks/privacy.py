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
from etl.intake import Book, traces
from etl.intake.text import clean, column_letter

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))
# Where a header or footer stands and how it looks: &L left, &"font" …
_CODES = re.compile(r'&(?:"[^"]*"|[0-9]+|[A-Z])')
_URL = re.compile(r"https?://[!-~]+")
_TWELVE = re.compile(r"(?<![0-9])[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# taro[at]example.jp, taro（アット）example.jp, taro at example.jp
_AT = re.compile(
    r"\s*(?:[\[(<{【〔]\s*(?:at|アット|あっと|アットマーク|@)\s*[\])>}】〕]|アットマーク)\s*|(?<=\w) at (?=[\w-]+\.\w)",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s*[\[(<{]\s*(?:dot|ドット)\s*[\])>}]\s*", re.IGNORECASE)
_PHONE_LABEL = re.compile(
    r"^(電話|電話番号|携帯|携帯電話|携帯番号|TEL|内線|直通)$|(電話番号|TEL|内線|直通|ext\.?|FAX|ファクス|ファックス)\s*:?\s*(?:番号)?\s*:?\(?[0-9]{2}",
    re.IGNORECASE,
)
# Our own identifiers, code and year (012025_2025_r1, 012025-2025-1a2b), look like a toll-free number.
_OWN = re.compile(r"(?<![0-9])([0-9]{6})[-_ ](?=20[0-9]{2}(?![0-9]))")
_MOBILE = re.compile(r"(?<![0-9])[789]0[0-9]{8}(?![0-9])")
_LAND = re.compile(r"(?<![0-9])\(?0[0-9]{1,4}[-) .]{1,2}[0-9]{1,4}[-) .][0-9]{3,4}(?![0-9])")
_ADDRESS = re.compile(
    r"〒\s*[0-9]{3}-?[0-9]{4}|郵便番号\s*:?\s*[0-9]{3}-?[0-9]{4}"
    r"|[市区町村郡字条丘台沢原浜谷][一-龥々ァ-ヶヶケの]{0,8}(?<![内計民分役制外約])[0-9]{1,4}(?:丁目|番地|番[0-9]|-[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9-]))(?!.{0,3}[人件回か名月])"
    r"|[0-9]{1,2}丁目[0-9]{1,3}(?:番|-|の)"
    r"|[一-龥々ァ-ヶ][0-9]{1,5}番地"
    r"|(?<![一-龥])(?!.{0,6}[式表図章節号版第和成年月料][0-9])[一-龥々ぁ-ん]{2,8}[0-9]{1,4}-[0-9]{1,4}-[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9-]|\s?[人件回名団か%])"
    r"|(?:ハイツ|コーポ|マンション|アパート|メゾン|レジデンス|団地|ハウス|荘|棟)[一-龥々ぁ-んァ-ヶー\s]{0,8}[A-Z]?-?[0-9]{1,4}(?:号|-|$|\s)|[0-9]{2,4}号室"
)
_FULL_DATE = r"(?:[0-9]{1,2}|元)[年./-]\s?[0-9]{1,2}[月./-]\s?[0-9]{1,2}日?"
_FOUNDED = r"\s?(?:に)?(?:設|創|発足|施行|制定|公布|開)"
_BORN = re.compile(
    r"^生年月日$|生年月日\s*[:は]?\s*\S*[0-9]|(?:誕生日|生まれ)\s*[:は]\s*\S*[0-9]"
    rf"|(?:(?:明治|大正|昭和|平成|令和|明|大|昭|平|令|[MTSHR])\s?{_FULL_DATE}|(?:19|20)[0-9]{{2}}[年./-]\s?[0-9]{{1,2}}[月./-]\s?[0-9]{{1,2}}日?)\s?[()（]?(?:生|誕生|出生)"
    r"|(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:[0-9]{1,2}|元)|(?:19|20)[0-9]{2})年\s?生(?!.{0,4}世代|徒|活|産|涯|じ)"
    # The day on which something befell somebody.
    rf"|{_FULL_DATE}.{{0,20}}(?:死亡|亡くな|自死|自殺(?!対策|予防|防止)|逝去|搬送|逮捕|入院|退院|遺体)"
    # Nobody set up a body of this work before 1989: a whole date of those years in a text is somebody's.
    rf"|(?:明治|大正|昭和|(?<![A-Za-z0-9])[MTS]|(?<![一-龥])昭)\s?{_FULL_DATE}(?!日|{_FOUNDED})"
    rf"|(?<![0-9])19[0-8][0-9][年./-]\s?[0-9]{{1,2}}[月./-]\s?[0-9]{{1,2}}日?(?![0-9日]|{_FOUNDED})"
)
# Numbers that a register gives to one person.
_REGISTERED = re.compile(
    r"(?:被保険者|保険証|保険者|介護保険|健康保険|国保|後期高齢者?|年金|手帳|免許証?|旅券|パスポート|在留カード|口座|受給者|診察券|患者|宛名|整理|"
    r"世帯|住民票|カルテ|ケース|利用者|相談者|登録)(?:証|等)?(?:の)?(?:記号)?[・.]?(?:番号|コード|No\.?|ID)\s*[:は]?\s*"
    r"[A-Z]{0,2}[0-9][0-9 -]{3,}"
    # (番号3100456) behind the insurance, 手帳 第12345号, a column of such numbers, a car
    r"|(?:保険|年金|手帳|受給者証|国保)\s?[(:]?\s?(?:番号|第|No\.?)\s?:?\s?[0-9]{4,}"
    r"|^(?:宛名|被保険者|受給者|世帯|住民票|ケース|利用者|相談者|対象者|カルテ|患者|診察券)(?:証)?(?:番号|コード|ID)$"
    r"|[一-龥]{2,4} ?[0-9]{2,3} ?[あ-ん] ?(?:[0-9]{2}-?[0-9]{2}|[・.]{1,3}[0-9]{1,3})(?![0-9])"
    r"|(?<![A-Z0-9])[A-Z]{2}[0-9]{7}(?![0-9])|(?<![A-Z0-9])[A-Z]{2}[0-9]{8}[A-Z]{2}(?![A-Z0-9])"
    r"|(?<![0-9-])[0-9]{4}-[0-9]{6}(?![0-9-])|(?:普通|当座)(?:預金)?\s*:?\s*[0-9]{6,8}(?![0-9])|記号\s*:?\s*[0-9]{3,8}\s*番号\s*:?\s*[0-9]{3,8}"
)
# 〇九〇-一二三四-五六七八; 昭和三十年, 廿五日, 三丁目
_POSITIONAL = re.compile(r"[〇零○一二三四五六七八九](?:[ -]?[〇零○一二三四五六七八九]){2,}")
# 〇八五七の二二の〇一二三: three groups of digits, however they are set apart
_GROUPS = re.compile(
    r"(?<![一二三四五六七八九十])[〇零○][〇零○一二三四五六七八九]{1,4}(?:[の・.,() -]{1,2}[〇零○一二三四五六七八九]{1,4}){2}"
)
_JOINED = re.compile(r"[の・.,() -]+")
_COUNTED = re.compile(
    r"[一二三四五六七八九十百廿卅卌元〇]+(?=[年月日丁番号歳才の・./-])|(?<=[年月丁番・./-])[一二三四五六七八九十百廿卅卌〇]+"
)
_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_TENS = {"十": 10, "廿": 20, "卅": 30, "卌": 40}
_SPREAD = re.compile(r"(?<![0-9])[0-9](?: [0-9]){5,}(?![0-9])")
_LABELS = (
    r"氏名|名前|お名前|本人氏名|担当者(?:氏名|名)?|記入者(?:氏名|名)?"
    r"|作成者(?:氏名|名)?|利用者名|対象者名|相談者名|フリガナ|ふりがな"
)
_LABEL = re.compile(rf"^(?:{_LABELS})$|(?:{_LABELS})\s*:\s*\S|^(?:{_LABELS})[ ]+\S")
_AGE = r"[0-9]{1,3}[歳才](?!代|以|未満|前後|児|から|~|-|まで|程度)"
_SEX = r"男性|女性|男児|女児|男子|女子|夫|妻|父|母|息子|娘|長男|長女|祖父|祖母|\(男\)|\(女\)|男、|女、"
_AGE_AND_SEX = re.compile(rf"(?:{_AGE}).{{0,8}}(?:{_SEX})|(?:{_SEX}).{{0,8}}(?:{_AGE})")

_ERAS = frozenset({"明治", "大正", "昭和", "M", "T", "S"})
# Headings under which names of persons may stand as well as those of departments.
_WHO = frozenset({"担当", "記入", "作成", "確認", "本人", "対象者", "利用者", "相談者", "承認", "決裁"})

PLACES = {
    "comment": "コメント",
    "property": "プロパティ",
    "header_footer": "ヘッダー・フッター",
    "defined_name": "名前の定義",
    "text_box": "図形の文字",
    "phonetic": "ふりがな",
    "sheet_name": "シート名",
    "file_name": "ファイル名",
    "embedded": "埋め込みファイル",
    "number_format": "表示形式",
    "style_name": "スタイル名",
    "hyperlink": "リンク先",
    "formula": "数式",
    "archive": "ファイルの注記",
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
            for index, rule in _over_cells(cells):
                yield Suspicion(rule, sheet.name, row_no, column_letter(index))
        for row_no, index in _under_headings(sheet.rows):
            yield Suspicion("PI07", sheet.name, row_no, column_letter(index))
    for aside in book.texts():
        if aside.kind == "file_name":
            continue
        rules = judge(_CODES.sub(" ", aside.text) if aside.kind == "header_footer" else aside.text)
        if aside.kind == traces.EMBEDDED:
            yield Suspicion("PI12", PLACES[aside.kind])
            continue
        if aside.kind == "author":
            # Every office file carries its author's name: it is dropped; what reaches a person stops the file.
            rules = tuple(rule for rule in rules if rule not in ("PI07", "PI08", "PI09"))
        for rule in rules:
            place = aside.sheet or PLACES.get(aside.kind, "表の外")
            yield Suspicion(rule, place, aside.row_no, aside.column_letter)


def _over_cells(cells: list[object]) -> Iterator[tuple[int, str]]:
    """A telephone or individual number with its groups in cells of their own, written as text (090｜1234｜5678);
    family and given name side by side; a day of the eras in which people were born (昭和｜23｜5｜4).

    Counts are numbers and stand alone: only cells of text, or of four digits each, are read together.
    """
    texts = [
        clean(cell) if isinstance(cell, str | int) and not isinstance(cell, bool) else "" for cell in cells
    ]
    for index in range(len(cells) - 1):
        pair = cells[index : index + 2]
        if all(isinstance(cell, str) for cell in pair) and names.pair(texts[index], texts[index + 1]):
            yield index, "PI08"
    for index in range(len(cells) - 3):
        if texts[index] in _ERAS and all(
            part.isdigit() and len(part) < 3 for part in texts[index + 1 : index + 4]
        ):
            yield index, "PI06"
    for index in range(len(cells) - 2):
        three = texts[index : index + 3]
        if not all(part.isascii() and part.isdigit() for part in three):
            continue
        together = "".join(three)
        written = all(isinstance(cell, str) for cell in cells[index : index + 3])
        if (
            written
            and three[0].startswith("0")
            and len(together) in (10, 11)
            and all(2 <= len(part) <= 4 for part in three)
        ):
            yield index, "PI03"
        if all(len(part) == 4 for part in three) and in_.is_valid(together):
            yield index, "PI01"


def _under_headings(rows: list[list[object]]) -> Iterator[tuple[int, int]]:
    """Cells that hold a family name under (or to the right of) a heading that asks who: row from 1, column from 0."""
    asked: set[int] = set()
    for row_no, cells in enumerate(rows, start=1):
        for index, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            text = clean(cell)
            if text in _WHO:
                asked.add(index)
            elif names.is_family(text) and (
                index in asked or (index and clean(str(cells[index - 1])) in _WHO)
            ):
                yield row_no, index


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
    folded = plain(text)
    return tuple(rule for rule, finds in _FINDERS if finds(folded) or (folded != text and finds(text)))


def plain(text: str) -> str:
    """The text with one kind of dash and @, digits close together, and Japanese numerals as digits where they count."""
    folded = _DOT.sub(".", _AT.sub("@", text)).translate(_DASHES)
    folded = _GROUPS.sub(lambda found: _JOINED.sub("-", found[0]), folded)
    folded = _POSITIONAL.sub(lambda found: "".join(_DIGITS.get(sign, sign) for sign in found[0]), folded)
    folded = _COUNTED.sub(lambda found: _counted(found[0]), folded)
    return _SPREAD.sub(lambda found: found[0].replace(" ", ""), folded)


def _counted(numeral: str) -> str:
    """三十五 → 35, 廿五 → 25, 元 → 1; what is no such number stays."""
    if numeral == "元":
        return "1"
    if not set(numeral) & {*_TENS, "百"}:
        return "".join(_DIGITS.get(sign, sign) for sign in numeral)
    total, ones = 0, 0
    for sign in numeral:
        if sign == "百":
            total, ones = total + (ones or 1) * 100, 0
        elif sign == "十":
            total, ones = total + (ones or 1) * 10, 0
        elif sign in _TENS:
            total, ones = total + _TENS[sign], 0
        elif sign in _DIGITS:
            ones = int(_DIGITS[sign])
        else:
            return numeral
    return str(total + ones)


def _individual_number(text: str) -> bool:
    return any(in_.is_valid(re.sub(r"[ -]", "", found[0])) for found in _TWELVE.finditer(text))


def _twelve_digits(text: str) -> bool:
    numbers = [re.sub(r"[ -]", "", found[0]) for found in _TWELVE.finditer(text)]
    return any(not in_.is_valid(number) for number in numbers)


def _phone(text: str) -> bool:
    folded = _OWN.sub(lambda found: " " if is_lg_code(found[1]) else found[0], text)
    if sum(map(str.isdigit, folded)) < 9:
        return bool(_PHONE_LABEL.search(folded))
    return bool(
        _PHONE_LABEL.search(folded)
        or _MOBILE.search(folded)
        or any(10 <= sum(map(str.isdigit, one[0])) <= 11 for one in _LAND.finditer(folded))
        or any(PhoneNumberMatcher(folded, "JP"))
    )


_FINDERS = (
    ("PI01", _individual_number),
    ("PI03", _phone),
    ("PI04", lambda text: "@" in text and bool(_MAIL.search(text))),
    ("PI05", lambda text: bool(_ADDRESS.search(text))),
    ("PI06", lambda text: bool(_BORN.search(text))),
    ("PI07", lambda text: bool(_LABEL.search(text))),
    ("PI08", names.found),
    ("PI09", lambda text: bool(_AGE_AND_SEX.search(text))),
    ("PI10", lambda text: bool(_REGISTERED.search(text))),
    ("PI02", _twelve_digits),
)
