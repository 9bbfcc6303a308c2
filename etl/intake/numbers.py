"""Numbers as people write them: full-width digits, thousands commas, a unit, a note mark."""

import re

from etl.intake.text import clean

_NOTE = re.compile(r"(※.*|\(注.*|\*+\d*)$")
# A word of magnitude (千, 万) is no unit: reading 3千 as 3 would be worse than refusing it.
_NUMBER = re.compile(
    r"約?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(?:(?:[^\W\d_十百千万億兆a-zA-Z]|・){0,6}|%)"
)
_NEGATIVE = re.compile(r"^[-−△▲]\s*[0-9]")


class NegativeNumber(ValueError):
    """A count below zero."""


def parse_number(value: object) -> tuple[float, bool]:
    """(number, whether it had to be mended); ``ValueError`` when it is not one number."""
    if isinstance(value, bool):
        raise ValueError("not a number")
    if isinstance(value, int | float):
        if value < 0:
            raise NegativeNumber
        return float(value), False
    text = clean(value)
    if _NEGATIVE.match(text):
        raise NegativeNumber
    found = _NUMBER.fullmatch(_NOTE.sub("", text).strip())
    if not found:
        raise ValueError("not a number")
    return float(found[1].replace(",", "") + (found[2] or "")), not str(value).isascii() or not text.isdigit()


def parse_whole(value: object) -> tuple[int, bool]:
    """Like :func:`parse_number`, and whole."""
    number, mended = parse_number(value)
    if not number.is_integer():
        raise ValueError("not a whole number")
    return int(number), mended
