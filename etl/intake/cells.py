"""What a cell of a workbook looks like: read as a person reads it, or refused by name."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.intake.numbers import UNITS
from etl.intake.text import Fault, clean

LOOK = "PX39"
STRUCK = "（取消線）"
CROSSED = "（斜線）"
RUNS = "（複数の書式）"
FORMATTED = "（表示形式）"
UNSEEN = "（見えない文字）"
REPEATED = "（繰り返し）"
FIELD = "（入力欄・図）"
# Formats of days that Excel of Japan writes by their number alone (令和6年4月1日, R6.4.1 …).
DAYS_OF_JAPAN = frozenset((*range(27, 37), *range(50, 59)))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PLAIN_FORMATS = ("", "general", "@", "標準")
# Colours, languages and 漢数字 change the look alone; any other bracket is a condition.
_BRACKETS = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|yellow|color ?[0-9]+|色 ?[0-9]+"
    r"|[赤青黒緑黄紫水](?:色)?|\$-[^\]]*|\$|dbnum[0-9])\]"
)
_WHITE = re.compile(r"\[(?:white|白色?|(?:color|色) ?2)\]")
_INVISIBLE = "\0"
# [$円-411], [$9-411]: signs in front of a language are shown as they stand.
_SIGNS = re.compile(r'\[\$([^\]"-]+)(?:-[^\]]*)?\]')
# A gap as wide as a sign, and a blank that fills the cell; what else fills it (*9, *0, **) is seen as digits or marks.
_PADDING = re.compile(r'("[^"]*"|\\.)|_.|\*[ \u3000]', re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)', re.DOTALL)
_GENERAL = re.compile("general|g/標準", re.IGNORECASE)
_TEXT = re.compile(r'"([^"]*)"|\\(.)|(@)', re.DOTALL)
_DIGITS = re.compile(r"[#?]*[#?0,]*[0#?](?:\.[0#?]+)?")
_DIGITS_ALONE = re.compile(r"[0-9,.]+")
_UNIT = re.compile(rf"\s*(?:{UNITS})?\s*")


class Day1904(int):
    """A whole number of a workbook whose days count from 1904."""


@dataclass(frozen=True)
class Look:
    """How a cell, or a part of its text, is shown: its number format, struck out, set small above or below the line, ``white``
    in the colour of what is behind it, ``crossed`` by a slanting line through the cell, ``filled`` with the value again and again
    up to its width (1 is seen as 1111)."""

    code: str = ""
    struck: bool = False
    small: bool = False
    white: bool = False
    crossed: bool = False
    filled: bool = False


PLAIN = Look()
Rgb = tuple[int, int, int]
_UNLIKE = 16
"""Colours that differ by no more in red, green and blue are one colour to the eye."""


def channels(code: str) -> Rgb | None:
    """Red, green and blue of FFD9D9D9 or #d9d9d9."""
    code = code.lstrip("#")
    if not re.fullmatch("(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", code):
        return None
    red, green, blue = (int(code[-6:][at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def near(first_colour: Rgb, second_colour: Rgb) -> bool:
    """Whether the eye cannot tell two colours apart."""
    return (
        max(abs(first - second) for first, second in zip(first_colour, second_colour, strict=True)) <= _UNLIKE
    )


def alike(first_code: str, second_code: str) -> bool:
    """The same of two colours as they are written; what is not known is like nothing."""
    first, second = channels(first_code), channels(second_code)
    return first is not None and second is not None and near(first, second)


def text_of(text: str) -> str:
    """Signs that a program wrote as _x000D_ are signs again."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def runs(parts: Sequence[tuple[str, Look]]) -> str | Fault:
    """The text of all runs; refused where something is struck out or set small, or where digits of two runs would touch."""
    parts = [(text_of(text), look) for text, look in parts if text]
    whole = "".join(text for text, _ in parts)
    for text, look in parts:
        if text.strip() and (look.struck or look.small):
            return Fault(STRUCK if look.struck else RUNS, LOOK, whole)
    texts = [text.strip() for text, _ in parts]
    if any(one and two and _digit(one[-1]) and _digit(two[0]) for one, two in pairwise(texts)):
        return Fault(RUNS, LOOK, whole)
    return whole


def _digit(sign: str) -> bool:
    return any(one in "0123456789.," for one in clean(sign))


def seen(value: object, look: Look, zeros: bool = True) -> object:
    """A cell's value as a person sees it, or refused by name; ``zeros``: the sheet shows zeros, not blanks in their place."""
    if value is None or isinstance(value, Fault) or (isinstance(value, str) and not value.strip()):
        return value
    as_seen = _seen(value, look, zeros)
    if isinstance(as_seen, Fault):
        return Fault(as_seen.text, as_seen.rule, value)
    return as_seen


def _seen(value: object, look: Look, zeros: bool) -> object:
    if look.struck or look.small:
        return Fault(STRUCK if look.struck else RUNS, LOOK)
    if look.crossed:
        return Fault(CROSSED, LOOK)
    if look.white:
        return Fault(UNSEEN, LOOK)
    # A word is filled in to keep it from running over; of digits, nobody can tell how many were meant.
    if look.filled and _DIGITS_ALONE.fullmatch(clean(value)):
        return Fault(REPEATED, LOOK)
    if isinstance(value, str):
        return _worded(value, look.code)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return shown(value, look.code) if value or zeros else Fault(FORMATTED, LOOK)


def crossed_blanks(
    values: Mapping[tuple[int, int], object], crossed: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Fault]:
    """Blank cells with a slanting line, in rows and columns that hold something: is that 該当なし, or struck out? It is asked."""
    filled = {at for at, value in values.items() if value is not None and str(value).strip()}
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    return {
        (row, column): Fault("", LOOK)
        for row, column in crossed
        if row in rows and column in columns and (row, column) not in filled
    }


def day(value: float, since_1904: bool = False) -> object:
    """The day of a number in a workbook's calendar; the number where that is no day of this or the last century."""
    number = value + (1462 if since_1904 else 0)
    return dt.datetime(1899, 12, 30) + dt.timedelta(days=number) if 0 < number < 80_000 else value


def _worded(text: str, code: str) -> object:
    """A text in a format that adds words to it, or hides it."""
    if code in ("", "@") or ("@" not in code and ";" not in code):
        return text
    sections = _sections(_bare(code))
    section = next((one for one in sections if "@" in _LITERAL.sub("", one)), "@")
    section = sections[3] if len(sections) > 3 else section
    if _INVISIBLE in section:
        return Fault(UNSEEN, LOOK)
    told = _TEXT.sub(lambda found: text if found[3] else found[1] or found[2] or "", section)
    hidden = code.replace(" ", "") == ";;;" or not told.strip()
    return Fault(FORMATTED, LOOK) if hidden else text if told.strip() == text.strip() else told


def shown(value: float, code: str | None) -> object:
    """A number as its format shows it: itself where that is plain, text such as 80% or 12件, or refused by name."""
    code = code or ""
    if code.strip().lower() in _PLAIN_FORMATS:
        return value
    section = _section(code, value)
    if section is None:
        return Fault(FORMATTED, LOOK)
    if _INVISIBLE in section:
        return Fault(UNSEEN, LOOK)
    plain = _LITERAL.sub(lambda found: " " * len(found[0]), section)
    general = _GENERAL.search(plain)
    numbers = [general] if general else list(_DIGITS.finditer(plain))
    if len(numbers) != 1 or _quoted(section[: numbers[0].start()]):
        return Fault(FORMATTED, LOOK)  # what stands before a number (約, △, R) is never a unit
    percents, unit = plain.count("%"), _quoted(section[numbers[0].end() :])
    rest = (plain[: numbers[0].start()] + plain[numbers[0].end() :]).replace("%", "").strip()
    if rest or percents > 1 or (percents and unit) or (percents and general):
        return Fault(FORMATTED, LOOK)
    if general:
        return _with_unit(value, unit)
    return _number(value * 100**percents, numbers[0][0], "%" if percents else unit)


def _quoted(part: str) -> str:
    """The words that a part of a format adds."""
    return clean("".join(one or two for one, two in _LITERAL.findall(part)))


def _with_unit(value: float, unit: str) -> object:
    if not _UNIT.fullmatch(unit):
        return Fault(FORMATTED, LOOK)
    number = int(value) if float(value).is_integer() else value
    return f"{number}{unit.strip()}" if unit.strip() else number


def _bare(code: str) -> str:
    """A format without its colours, languages and padding; letters in white are marked as invisible."""
    if "[" in code:
        code = _BRACKETS.sub("", _WHITE.sub(_INVISIBLE, code.lower().replace("\\ ", " ")))
        code = _SIGNS.sub(r'"\1"', code)
    return _PADDING.sub(lambda found: found[1] or "", code)


def _sections(bare: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|[^;])+|(?<=;)(?=;|$)', bare)


def _section(code: str, value: float) -> str | None:
    """The part of a format that this number is shown by; None for a condition."""
    bare = _bare(code)
    if "[" in bare:
        return None
    parts = _sections(bare)
    if value < 0:
        return parts[1] if len(parts) > 1 else bare
    if value == 0 and len(parts) > 2:
        return parts[2]
    return parts[0] if parts else None


def _number(value: float, digits: str, unit: str) -> object:
    whole, _, decimals = digits.partition(".")
    if whole.endswith(",") or (not value and "0" not in digits):
        return Fault(FORMATTED, LOOK)
    as_shown = round(value, len(decimals))
    if abs(as_shown - value) > 1e-9:
        return Fault(FORMATTED, LOOK)
    number: float = int(as_shown) if float(as_shown).is_integer() else as_shown
    if unit.strip():
        return _with_unit(number, unit)
    least = whole.count("0") if "," not in whole else 0
    if isinstance(number, int) and number and len(str(number)) < least:
        return str(number).zfill(least)
    return number
