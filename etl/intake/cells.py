"""What a cell of a workbook looks like: read as a person reads it, or refused by name."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from openpyxl.cell.rich_text import CellRichText, TextBlock

from etl.intake.numbers import UNITS
from etl.intake.text import Fault, clean

LOOK = "PX39"
STRUCK = "（取消線）"
RUNS = "（複数の書式）"
FORMATTED = "（表示形式）"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAIN_FORMATS = ("", "general", "@", "標準")
# Colours, languages and 漢数字 change the look alone; any other bracket is a condition.
_BRACKETS = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+|色 ?[0-9]+"
    r"|[赤青黒緑黄白紫水](?:色)?|\$[^\]]*|dbnum[0-9])\]"
)
_PADDING = re.compile(r"_.|\*.", re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)', re.DOTALL)
_DIGITS = re.compile(r"[#?]*[#?0,]*[0#?](?:\.[0#?]+)?")
_UNIT = re.compile(rf"\s*(?:{UNITS})?\s*")


class Day1904(int):
    """A whole number of a workbook whose days count from 1904."""


def text_of(text: str) -> str:
    """Signs that a program wrote as _x000D_ are signs again."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def rich(value: CellRichText) -> str | Fault:
    """The text of all runs; refused where something is struck out or set small, or where digits of two runs would touch."""
    parts = [(text_of(str(run)), run.font if isinstance(run, TextBlock) else None) for run in value]
    parts = [(text, font) for text, font in parts if text]
    for text, font in parts:
        if (
            font is not None
            and text.strip()
            and (font.strike or font.vertAlign in ("superscript", "subscript"))
        ):
            return Fault(STRUCK if font.strike else RUNS, LOOK)
    if any(one and two and _digit(one[-1]) and _digit(two[0]) for one, two in _neighbours(parts)):
        return Fault(RUNS, LOOK)
    return "".join(text for text, _ in parts)


def _neighbours(parts: Sequence[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    return pairwise(text.strip() for text, _ in parts)


def _digit(sign: str) -> bool:
    return any(one in "0123456789.," for one in clean(sign))


def shown(value: float, code: str | None) -> object:
    """A number as its format shows it: itself where that is plain, text such as 80% or 12件, or refused by name."""
    code = code or ""
    if code.strip().lower() in _PLAIN_FORMATS:
        return value
    section = _section(code, value)
    if section is None:
        return Fault(FORMATTED, LOOK)
    quoted = "".join(one or two for one, two in _LITERAL.findall(section))
    plain = _LITERAL.sub("", section)
    percents = plain.count("%")
    found = _DIGITS.findall(plain)
    rest = _DIGITS.sub("", plain).replace("%", "").strip()
    if len(found) != 1 or rest.strip(" ") or percents > 1 or not _UNIT.fullmatch(clean(quoted)):
        return Fault(FORMATTED, LOOK)
    return _number(value * 100**percents, found[0], "%" if percents else clean(quoted))


def _section(code: str, value: float) -> str | None:
    """The part of a format that this number is shown by, without colours and padding; None for a condition."""
    bare = _PADDING.sub("", _BRACKETS.sub("", code.lower().replace("\\ ", " ")) if "[" in code else code)
    if "[" in bare:
        return None
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;])+|(?<=;)(?=;|$)', bare)
    if value < 0:
        return parts[1] if len(parts) > 1 else bare
    if value == 0 and len(parts) > 2:
        return parts[2]
    return parts[0] if parts else None


def _number(value: float, digits: str, unit: str) -> object:
    whole, _, decimals = digits.partition(".")
    if whole.endswith(","):
        return Fault(FORMATTED, LOOK)
    as_shown = round(value, len(decimals))
    if abs(as_shown - value) > 1e-9:
        return Fault(FORMATTED, LOOK)
    number: float = int(as_shown) if float(as_shown).is_integer() else as_shown
    if unit:
        return f"{number}{unit}"
    least = whole.count("0") if "," not in whole else 0
    if isinstance(number, int) and number and len(str(number)) < least:
        return str(number).zfill(least)
    return number
