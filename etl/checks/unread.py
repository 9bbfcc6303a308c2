"""What stands in a cell that could not be used, as far as its look tells: the sentence that mends it follows (`unread.csv`).

Nothing is read here and nothing guessed: a kind chooses among sentences, and the cell is refused whichever it is.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable

from etl.catalogue import Column
from etl.intake.numbers import parse_number
from etl.intake.text import clean, foreign_digits, key
from etl.intake.wareki import day_of_serial, parse_date, western

Shape = tuple[str, Callable[[str], object]]
"""A kind, and whether a text (as :func:`key` leaves it) has its look."""
# What stands around a word that means the same with and without it: （なし）, 未定。
_AROUND = "()「」[]【】。.、,"
_DITTO = re.compile(
    "同上|同じ|上に?同じ?|上記と?同(?:様|じ|上)?|同[左右前様]|左に同じ|[々〃〻\"″“”↑↓←→]|''|′′"
)
_NOTHING = re.compile(
    "(?:特に)?(?:なし|無し|無い|ない|ナシ|ありません|ございません|該当(?:なし|無し|せず))|無|皆無|非該当|対象外|none|null|nil|n/a"
)
_PENDING = re.compile("未定|未確定|未決定|後日|追って|予定|[一-龥]{2}中$|回答待ち")
_ELSEWHERE = re.compile(
    "別紙|別添|別表|別シート|参照|添付|のとおり|の通り|備考|次頁|裏面|(?:前|昨)年度?(?:と|に)?同"
)
_PART = re.compile(r"\(.*[0-9].*\)|再掲|うち|内数|内訳|除く|含む")
_SPAN = re.compile(
    r"[0-9].*(?:以上|以下|未満|超|以内|まで|から)|[0-9][^0-9]?[~][^0-9]?[0-9]|[0-9]-[0-9]|^[<>≦≧≤≥]|[~]$|^[~]"
)
_ABOUT = re.compile(
    "約|およそ|おおよそ|おおむね|概ね|程度|くらい|ぐらい|頃|ごろ|前後|[0-9][人件回]?[弱強余]|概数|推計|見込|ほど"
)
_MAGNITUDE = re.compile("[0-9一二三四五六七八九](?:千|万|百万|億|割|分の)")
_NUMERALS = re.compile(
    "[〇零一二三四五六七八九十百千万壱弐参拾]+(?:人|名|件|回|団体|世帯|[かカヶケ]所|箇所|社|年|割)?"
)
_SIGN = re.compile("[○◯〇●×✕✖✗✓✔レ△▲▽▼◎☆★□■#?!*※/\\\\]+")
_COMMAS = re.compile("[0-9,]*[0-9],[0-9,]*|[0-9,]*,[0-9]+")
_GROUPS = re.compile("[0-9]+")
_LEAP = 2024  # a year that has every day any year has

_YMD = re.compile(r"([0-9]{4})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?")
_WEEKDAY = re.compile(r"\(?[月火水木金土日](?:曜日?)?\)$|[月火水木金土日]曜日?$")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YM = re.compile(r"[0-9]{4}(?:年|[-/.])([0-9]{1,2})月?")
_MD = re.compile(r"([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?")
_YEAR = re.compile(r"[0-9]{4}(?:年度?)?|[0-9]{1,2}年度?")
_SHORT = re.compile(r"[0-9]{1,2}[年/.-][0-9]{1,2}[月/.-][0-9]{1,2}日?")
_DAY_FIRST = re.compile(r"[0-9]{1,2}[月日/.-][0-9]{1,2}[月日/.-][0-9]{4}年?")
_ERA_NAMED = re.compile("(?:令和|平成|昭和|大正|明治|[令平昭大明rhstm])[.]?(?:元|[0-9]{1,3})(?=$|[-/.年])")
_SOME_DAY = re.compile("[0-9元]{1,4}年.*月|[0-9]+[-/.][0-9]+")
# Of words of a form: ・ is a point for whoever compares them (`key`).
_MORE_CODES = re.compile("[a-z][0-9]{1,2}(?![0-9]).*(?:[a-z][0-9]{1,2}|ほか|他|など|等)")
_SEPARATED = re.compile(r"[;、,/|\n.+&]|及び|と|または|又は")


def kind_of(column: Column, raw: object) -> str:
    """The kind of what stands in a cell that its column cannot use: a ``kind`` of ``unread.csv``, ``words`` for anything else."""
    if isinstance(raw, bool):
        return "truth"
    if isinstance(raw, dt.date):
        # A year alone typed into a cell for dates is shown as a day of 1905.
        return "year_alone" if column.type == "date" else "day"
    text = key(raw)
    word = text.strip(_AROUND)
    if _DITTO.fullmatch(word) or _DITTO.fullmatch(text):
        return "ditto"
    if _NOTHING.fullmatch(word):
        return "nothing_required" if column.required == "yes" and column.type != "count" else "nothing"
    if _ELSEWHERE.search(text):
        return "elsewhere"
    if foreign_digits(raw) and column.type in _NUMERIC:
        return "digits"
    return next((kind for kind, fits in _SHAPES.get(column.type, ()) if fits(text)), "words")


def suggested_day(raw: object) -> str:
    """The day that a number of Excel's calendar, typed as text, stands for; '' for anything else."""
    text = clean(raw)
    day = day_of_serial(int(text)) if re.fullmatch("[0-9]{5}", text) else None
    return day.isoformat() if day else ""


def _decimal(text: str) -> bool:
    try:
        return not parse_number(text)[0].is_integer()
    except ValueError:
        return False


def _several(text: str) -> bool:
    return len(_GROUPS.findall(text.replace(",", ""))) > 1


def _no_such_day(text: str) -> bool:
    """A day written whole that the calendar does not have; of a day without its year, one that no year has."""
    text = _WEEKDAY.sub("", western(text))
    if match := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        return not _in_calendar(*(int(one) for one in match.groups()))
    if match := _YM.fullmatch(text):
        return not 1 <= int(match[1]) <= 12
    if match := _MD.fullmatch(text):
        return not _in_calendar(_LEAP, int(match[1]), int(match[2]))
    return False


def _in_calendar(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _no_such_era(text: str) -> bool:
    return bool(_ERA_NAMED.match(text)) and western(text) == text


def _day_with_words(text: str) -> bool:
    """A whole day with words about it: 2024年4月1日頃, R6.4.1〜R7.3.31."""
    return bool(
        re.search(r"[0-9]{4}(?:年|[-/.])[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}", western(text))
    ) and not _is_day(text)


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


_NUMBER: tuple[Shape, ...] = (
    ("magnitude", _MAGNITUDE.search),
    ("sign", _SIGN.fullmatch),
    ("numerals", _NUMERALS.fullmatch),
    ("about", _ABOUT.search),
    ("part", _PART.search),
    ("span", _SPAN.search),
    ("pending", _PENDING.search),
)
_NUMERIC = {"count", "integer", "percent"}
_REST: tuple[Shape, ...] = (("commas", _COMMAS.fullmatch), ("decimal", _decimal), ("several", _several))
_SHAPES: dict[str, tuple[Shape, ...]] = {
    "count": (*_NUMBER, ("share", lambda text: "%" in text), *_REST),
    "integer": (*_NUMBER, *_REST),
    "percent": (
        *_NUMBER,
        ("commas", _COMMAS.fullmatch),
        ("several", lambda text: len(_GROUPS.findall(text)) > 2),
    ),
    "date": (
        ("no_such_era", _no_such_era),
        ("no_such_day", _no_such_day),
        ("serial", suggested_day),
        ("bare_number", lambda text: text.isdigit() and len(text) != 4),
        ("year_alone", lambda text: _YEAR.fullmatch(western(text))),
        ("no_day", lambda text: _YM.fullmatch(western(text))),
        ("day_first", _DAY_FIRST.fullmatch),
        ("no_era", _SHORT.fullmatch),
        ("no_year", _MD.fullmatch),
        ("several", _day_with_words),
        ("pending", _PENDING.search),
    ),
    "fiscal_year": (
        ("no_such_era", _no_such_era),
        ("several", lambda text: len(re.findall("[0-9]{4}|[0-9]{1,2}年度", text)) > 1),
        ("day", _SOME_DAY.search),
        ("no_era", re.compile("[0-9]{1,2}(?:年度?)?").fullmatch),
        ("pending", _PENDING.search),
    ),
    "flag": (("secret", lambda text: text == "x"), ("pending", _PENDING.search)),
    "code": (
        ("pending", _PENDING.search),
        ("several", lambda text: _SEPARATED.search(text) or _MORE_CODES.search(text)),
    ),
    "codes": (("pending", _PENDING.search),),
    "lg_code": (
        ("several", re.compile("[0-9]{5,6}[^0-9]+[0-9]{5,6}|[0-9]{5,6} ?(?:ほか|他|など|等|外)").search),
        ("named", re.compile("[一-龥ぁ-んァ-ヶ]").search),
    ),
    "lg_codes": (("named", re.compile("[一-龥ぁ-んァ-ヶ]").search),),
}
