"""Dates and fiscal years, Western or of a Japanese era."""

import datetime as dt
import re

from etl.intake.cells import Day1904
from etl.intake.text import foreign_digits, key

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ERAS |= {"令": 2018, "平": 1988, "昭": 1925, "大": 1911, "明": 1867}
_ERAS |= {"r": 2018, "h": 1988, "s": 1925, "t": 1911, "m": 1867}
# The first day of the era that follows 2018, 1988, 1925, 1911, 1867.
_ENDS = {
    1988: dt.date(2019, 5, 1),
    1925: dt.date(1989, 1, 8),
    1911: dt.date(1926, 12, 25),
    1867: dt.date(1912, 7, 30),
}
_BEGINS = {2018: dt.date(2019, 5, 1), 1988: dt.date(1989, 1, 8), 1925: dt.date(1926, 12, 25)}
_BEGINS |= {1911: dt.date(1912, 7, 30), 1867: dt.date(1868, 1, 25)}
_ERA = re.compile(r"^(令和|平成|昭和|大正|明治|[令平昭大明rhstm])\.?(元|[0-9]{1,2})(?=$|[-/.年])")
_WEEKDAY = r"(?:\(?[月火水木金土日](?:曜日?)?\)|[月火水木金土日]曜日?)?"
_DATE = re.compile(
    rf"([0-9]{{4}})(?:年|([-/.]))([0-9]{{1,2}})(?:月|[-/.])([0-9]{{1,2}})日?{_WEEKDAY}(?:t?00:00(?::00)?)?"
)
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?|年度分)?")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
# Serials of days in 1954–2119: a smaller number is no day anybody submits.
_SERIALS = range(20_000, 80_000)
# What a year becomes in a cell for dates: 2024 is the 2,024th day, shown as 1905-07-16.
_YEAR_AS_DAY = (_EXCEL_EPOCH + dt.timedelta(days=1900), _EXCEL_EPOCH + dt.timedelta(days=2199))
_NOT_A_DATE = "not a date"


def parse_date(value: object) -> tuple[dt.date, bool]:
    """(date, whether it had to be mended); ``ValueError`` when it is no date.

    A number is a day of Excel's calendar; the same digits typed as text are refused, and so is a year without era or day.
    """
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if _YEAR_AS_DAY[0] <= day <= _YEAR_AS_DAY[1]:
            raise ValueError(_NOT_A_DATE)
        return day, False
    if foreign_digits(value):
        raise ValueError(_NOT_A_DATE)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, Day1904):
            value += 1462
        if (serial := day_of_serial(value)) is not None:
            return serial, True
        value = int(value) if value == value and abs(value) < 1e9 else "?"
    written = key(value)
    text, _ = _western(written)
    match = _DATE.fullmatch(text)
    if match:
        year, month, date = match[1], match[3], match[4]
    elif compact := _COMPACT.fullmatch(written):
        year, month, date = compact.groups()
    else:
        raise ValueError(_NOT_A_DATE)
    day = dt.date(int(year), int(month), int(date))
    return day, written != day.isoformat()


def day_of_serial(number: float) -> dt.date | None:
    """The day that a number of Excel's calendar stands for, or None where nobody submits that day."""
    return _EXCEL_EPOCH + dt.timedelta(days=int(number)) if number in _SERIALS else None


def beyond_era(value: object) -> bool:
    """Whether a date names an era on a day when that era had ended or not begun, such as 平成31年5月1日."""
    if not isinstance(value, str):
        return False
    base = _western(key(value))[1]
    if base is None:
        return False
    try:
        day = parse_date(value)[0]
    except ValueError:
        return False
    return not _BEGINS[base] <= day < _ENDS.get(base, dt.date.max)


def parse_fiscal_year(value: object) -> tuple[int, bool]:
    """(fiscal year, whether it had to be mended); ``ValueError`` when it is no year or lacks its era."""
    if isinstance(value, dt.date | bool) or foreign_digits(value):
        raise ValueError("not a fiscal year")
    written = key(value)
    match = _YEAR.fullmatch(_western(written)[0])
    if not match:
        raise ValueError("not a fiscal year")
    return int(match[1]), written != match[1]


def western(text: str) -> str:
    """A text (as :func:`etl.intake.text.key` leaves it) with an era and its year at its beginning as the Western year."""
    return _western(text)[0]


def _western(text: str) -> tuple[str, int | None]:
    """(the era and its year replaced by the Western year, the year before the era's first)."""
    match = _ERA.match(text)
    if not match:
        return text, None
    number = 1 if match[2] == "元" else int(match[2])
    base = _ERAS[match[1]]
    # 昭和99年 names no year anybody lived through; only the eras' own lengths, and one year more.
    longest = _ENDS[base].year - base + 1 if base in _ENDS else 99
    if not 1 <= number <= longest:
        return text, None
    return f"{base + number}{text[match.end() :]}", base
