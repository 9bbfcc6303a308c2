"""Text as people type it, made comparable."""

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"\s+")
# Seen by nobody: control signs, zero-width signs, soft hyphens, direction marks, variation selectors (葛 + a glyph's number).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
FORMULA = tuple("=+-@＝＋－＠")
"""How a text begins that office software would run out of a CSV file."""
# Signs that turn the direction of reading (486 is then seen as 684), and those of a broken transfer, where digits may be lost.
_TURNING = re.compile("[\x00-\x08\x0e-\x1f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BACKWARDS = re.compile("[\u061c\u200f\u202b\u202e\u2067]")
# Headings, codes and words come again in every file and are remembered; a story of 30,000 letters is not.
_SHORT = 200
_ALIKE = str.maketrans({"〜": "~", "∥": "‖", **dict.fromkeys("−―–—‐‑‒─━", "-"), **dict.fromkeys("・·•", ".")})


class Fault:
    """A cell that holds no value: an error such as #N/A, a formula without result, a count merged over rows."""

    def __init__(self, text: str, rule: str = "PX13", written: object = None) -> None:
        """``written`` is what stands in the cell though its look hides or strikes it: for the firewall and who reads texts."""
        self.text, self.rule, self.written = text, rule, written

    def __str__(self) -> str:
        return self.text


def clean(value: object) -> str:
    """NFKC without what nobody sees; whole floats as integers; nothing as ''."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return _seen(text) if len(text) <= _SHORT else _seen.__wrapped__(text)


@lru_cache(maxsize=50_000)
def _seen(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip()


def foreign_digits(value: object) -> bool:
    """Whether NFKC would make digits of other signs: 12² is not 122, and 4月1① is not the 11th."""
    return isinstance(value, str) and any(
        sign not in "０１２３４５６７８９" and re.search("[0-9]", unicodedata.normalize("NFKC", sign))
        for sign in value
        if not sign.isascii()
    )


def foreign_letters(value: object) -> bool:
    """Whether NFKC would make letters of other signs than those of full width: Ⅹ is ten and no x, Ⓥ no V."""
    return isinstance(value, str) and any(
        not "！" <= sign <= "～" and re.search("[A-Za-z]", unicodedata.normalize("NFKC", sign))
        for sign in value
        if not sign.isascii()
    )


def turned(value: object, backwards: bool = False) -> bool:
    """Whether signs of direction stand in a text with digits, which then may look other than it reads; ``backwards``: those
    alone that make it run from the right."""
    signs = _BACKWARDS if backwards else _TURNING
    return isinstance(value, str) and bool(signs.search(value) and re.search("[0-9]", clean(value)))


def key(value: object) -> str:
    """For comparing: :func:`clean` without any space, one kind of dash, wave and dot, lower case."""
    return _SPACE.sub("", clean(value)).translate(_ALIKE).lower()


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    return (column_letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
