"""Numbers as people write them: full-width digits, thousands commas, a unit."""

import re

from etl.intake.text import clean, foreign_digits

UNITS = "人|名|件|回|団体|世帯|か所|カ所|ヶ所|ケ所|箇所|社|年|年度|版|機関|時間|%"
_QUALITIES = "(?:・?延べ?人?|・?実人?数?)"
_NUMBER = re.compile(
    rf"([0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,15}})(\.[0-9]{{1,6}})?\s*"
    rf"(?P<unit>(?:延べ)?\s*(?:{UNITS})?(?:\({_QUALITIES}\)|{_QUALITIES})?)"
)
_NTH = re.compile(r"(?:第|r|ver\.?)?\s*([0-9]{1,3})\s*(?:版|回目?|号)?", re.IGNORECASE)
_NEGATIVE = re.compile(r"^[-−‐–—―△▲]\s*[0-9]")


class NegativeNumber(ValueError):
    """A count below zero."""


def parse_number(value: object) -> tuple[float, bool]:
    """(number, whether it had to be mended); ``ValueError`` when it is not one number.

    Words of magnitude (千, 万), 約, ranges, 未満, 再掲, brackets and marks of a note (※, *) are refused: what they say of the
    number only its writer knows, and every guess would be an invention.
    """
    if isinstance(value, bool):
        raise ValueError("not a number")
    if isinstance(value, int | float):
        if value < 0:
            raise NegativeNumber
        return float(value), False
    match = _match(value)
    number = float(match[1].replace(",", "") + (match[2] or ""))
    return number, not (str(value).isascii() and str(value).isdigit())


def parse_whole(value: object) -> tuple[int, bool]:
    """Like :func:`parse_number`, and whole."""
    number, mended = parse_number(value)
    if not number.is_integer():
        raise ValueError("not a whole number")
    return int(number), mended


def parse_nth(value: object) -> tuple[int, bool]:
    """Like :func:`parse_whole`, of the number of a revision or a row: 第2版, 2回目 and r2 are 2."""
    found = _NTH.fullmatch(clean(value))
    if not found or foreign_digits(value):
        return parse_whole(value)
    return int(found[1]), not (str(value).isascii() and clean(value).isdigit())


def unit_of(value: object) -> str:
    """The unit written after a number, '' when there is none."""
    try:
        return "" if isinstance(value, int | float) else _match(value)["unit"].strip()
    except ValueError:
        return ""


def _match(value: object) -> re.Match[str]:
    text = clean(value)
    if _NEGATIVE.match(text):
        raise NegativeNumber
    match = _NUMBER.fullmatch(text)
    if not match or foreign_digits(value):
        raise ValueError("not a number")
    return match
