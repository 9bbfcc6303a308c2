"""Numbers as people write them: full-width digits, thousands commas, a unit."""

import math
import re

from etl.intake.text import clean, foreign_digits

UNITS = "人|名|件|回|団体|世帯|か所|カ所|ヶ所|ケ所|箇所|社|年|年度|版|機関|時間|%"
_QUALITIES = "(?:・?延べ?人?|・?実人?数?)"
_NUMBER = re.compile(
    rf"([0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,15}})(\.[0-9]{{1,6}})?\s*"
    rf"(?P<unit>(?:延べ)?\s*(?:{UNITS})?(?:\({_QUALITIES}\)|{_QUALITIES})?)"
)
_NTH = re.compile(r"(?:第|r|ver\.?)?\s*([0-9]{1,3})\s*(?:版|回目?|号)?", re.IGNORECASE)
_NOISE = 1e-9
"""So small a part of a number is no part of it, but the noise of calculating with binary fractions."""
_NEGATIVE = re.compile(r"^[-−‐–—―△▲]\s*[0-9]")


# 十二件, 一千二十五人, 正しくは六百九十: numerals that count something, or stand where a number is corrected.
_NUMERALS = "〇零一二三四五六七八九十百千万壱弐参拾廿"
_COUNTERS = r"人(?!ひとり|一人|暮らし|ぼっち|親|者)|名|件|回|団体|世帯|[かカヶケ]所|箇所|社(?!会|協)|機関|時間|年|月|日|%|割"
_COUNTED = re.compile(
    rf"[{_NUMERALS}]+(?=\s?(?:{_COUNTERS}))|[{_NUMERALS}]{{2,}}(?=$|[^一-龥])"
    rf"|(?<=[→:=は])\s?[{_NUMERALS}]+(?=$|[^一-龥々])|[{_NUMERALS}]+(?=\s?(?:に(?:訂正|修正|変更)|の(?:誤り|間違い)|が正))"
)
_TENS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_ONES = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0, "壱": 1, "弐": 2, "参": 3}


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
        whole = _whole(value)
        return float(whole), whole != value
    match = _match(value)
    number = float(match[1].replace(",", "") + (match[2] or ""))
    return number, not (str(value).isascii() and str(value).isdigit())


def _whole(value: float) -> float:
    """The whole number that a sum of parts misses by what a computer cannot write: 11.999999999999998 is 12."""
    nearest = round(value) if math.isfinite(value) else 0
    return nearest if nearest and abs(value - nearest) < _NOISE * nearest else value


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


def with_numerals(text: str) -> str:
    """A text with the numbers that it tells in 漢数字 as digits: 十二件に訂正 → 12件に訂正; 一部 and 第三者 stay words."""
    return _COUNTED.sub(lambda found: str(_numeral(found[0].strip())), text)


def _numeral(text: str) -> int:
    """十二 → 12, 千二十五 → 1025, 一二〇 → 120, 二万三百 → 20300."""
    if not set(text) & {*_TENS, "万", "廿"}:
        return int("".join(str(_ONES[sign]) for sign in text))
    total, part, ones = 0, 0, 0
    for sign in text.replace("廿", "二十"):
        if sign == "万":
            total, part, ones = (total + part + ones or 1) * 10_000, 0, 0
        elif sign in _TENS:
            part, ones = part + (ones or 1) * _TENS[sign], 0
        else:
            ones = ones * 10 + _ONES[sign]
    return total + part + ones


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
