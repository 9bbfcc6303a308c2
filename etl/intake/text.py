"""Text as people type it, made comparable."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans({"〜": "~", "−": "-", "―": "-", "–": "-", "—": "-", "‐": "-"})


def clean(value: object) -> str:
    """NFKC without surrounding spaces; whole floats as integers; nothing as ''."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def key(value: object) -> str:
    """For comparing: :func:`clean` without any space, one kind of dash, lower case."""
    return _SPACE.sub("", clean(value)).translate(_DASHES).lower()
