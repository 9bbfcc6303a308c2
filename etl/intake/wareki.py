"""Dates and fiscal years, Western or of a Japanese era."""

import datetime as dt
import re

from etl.intake.text import key

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
_ERA = re.compile(r"(令和|平成|昭和|r|h|s)\.?(元|[0-9]{1,2})")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:00:00:00|\([月火水木金土日]\))?")
_COMPACT = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?|年度分)?")
_EXCEL_EPOCH = dt.date(1899, 12, 30)


def _western(text: str) -> str:
    """The era and its year replaced by the Western year."""
    return _ERA.sub(lambda m: str(_ERAS[m[1]] + (1 if m[2] == "元" else int(m[2]))), text, count=1)


def parse_date(value: object) -> tuple[dt.date, bool]:
    """(date, whether it had to be mended); ``ValueError`` when it is no date."""
    if isinstance(value, dt.datetime):
        return value.date(), False
    if isinstance(value, dt.date):
        return value, False
    written = key(value)
    if written.isdigit() and len(written) == 5:
        return _EXCEL_EPOCH + dt.timedelta(days=int(written)), True
    text = _western(written)
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        raise ValueError("not a date")
    day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    return day, written != day.isoformat()


def parse_fiscal_year(value: object) -> tuple[int, bool]:
    """(fiscal year, whether it had to be mended); ``ValueError`` when it is no year."""
    written = key(value)
    text = _western(written)
    found = _YEAR.fullmatch(
        text if text == written or text.endswith("度") else f"{text.removesuffix('年')}年度"
    )
    if not found:
        raise ValueError("not a fiscal year")
    return int(found[1]), written != found[1]
