"""What is personal only when cells side by side are read together, or under their heading.

Counts are numbers and stand alone: only cells of text, or of four digits each, are read together.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from stdnum.jp import in_

from etl.checks import names
from etl.checks.patterns import judge
from etl.intake.text import clean

_ERAS = frozenset({"明治", "大正", "昭和", "明", "大", "昭", "M", "T", "S"})
# Headings under which names of persons may stand as well as those of departments.
_WHO = frozenset(
    re.split(
        " ",
        "担当 主担当 副担当 記入 入力 作成 確認 承認 決裁 本人 家族 保護者 世帯主 対象者 利用者 相談者 申請者 "
        "支援者 出席者 参加者 通報者 報告者",
    )
)
_LABEL = re.compile(
    r"(?:電話|携帯|連絡先|TEL|FAX|番号|口座|手帳|保険|年金|記号|証|住所)[^0-9]{0,4}$", re.IGNORECASE
)
# The number of a house, no date (2025-04-21), behind a place where people live, no department.
_HOUSE = re.compile(
    r"(?!(?:19|20)[0-9]{2}-)(?:[0-9]{1,4}(?:-[0-9]{1,4}){1,3}|[0-9]{1,2}丁目.*|[0-9]{1,4}番.*)"
)
_OFFICE = re.compile("[課係部室会所署園院局校社団班者数日]$")
_PART = re.compile(r"[0-9()〇零○一二三四五六七八九-]{2,9}")
_NAME = re.compile(r"[一-龥々ヶぁ-んァ-ヶー]{1,7}|[A-Za-z]{2,12}")
_DATE = re.compile(r"(?:[明大昭平令][治正和成]?|[MTSHR])?\s?[0-9]{1,4}[年月日]")
_TOGETHER = ("PI01", "PI03", "PI10")


def over_cells(cells: Sequence[object]) -> tuple[tuple[int, str], ...]:
    """Names, numbers, dates, mail and street addresses whose parts stand in cells of their own: index from 0, and rule."""
    texts = [
        clean(cell) if isinstance(cell, str | int) and not isinstance(cell, bool) else "" for cell in cells
    ]
    written = [isinstance(cell, str) and bool(text) for cell, text in zip(cells, texts, strict=True)]
    return _over(tuple(texts), tuple(written)) if any(texts) else ()


@lru_cache(maxsize=20_000)
def _over(texts: tuple[str, ...], written: tuple[bool, ...]) -> tuple[tuple[int, str], ...]:
    """Every file brings the rows of the printed pages again."""
    return tuple(_told_over(texts, written))


def _told_over(texts: tuple[str, ...], written: tuple[bool, ...]) -> Iterator[tuple[int, str]]:
    for index, text in enumerate(texts[:-1]):
        if written[index] and written[index + 1]:
            yield from ((index, rule) for rule in _pair(text, texts[index + 1]))
        if written[index] and _LABEL.search(text) and texts[index + 1]:
            yield from ((index + 1, rule) for rule in _labelled(text, texts[index + 1]))
        yield from ((index, rule) for rule in _birth(texts[index : index + 4]))
        for length in range(2, 6):
            yield from ((index, rule) for rule in _number(texts[index : index + length]))
        yield from ((index, rule) for rule in _groups(texts[index : index + 3]))
    yield from _single_signs(texts)


def down_cells(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int, str]]:
    """The same one below the other, in short columns: row and column from 0, and rule. Years and counts in a column are none."""
    width = max(map(len, rows), default=0)
    for column in range(width):
        cells = [row[column] if column < len(row) else None for row in rows]
        start = None
        for cell_no, cell in enumerate([*cells, None]):
            if cell is not None and start is None:
                start = cell_no
            elif cell is None and start is not None:
                if 2 <= cell_no - start <= 12:
                    for index, rule in over_cells(cells[start:cell_no]):
                        alone = cell_no - start == 2 or len(clean(cells[start])) == 1
                        if rule != "PI01" and (rule != "PI08" or alone):
                            yield start + index, column, rule
                start = None


def under_headings(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int]]:
    """Cells that hold a family name under (or to the right of) a heading that asks who: row and column from 0."""
    asked: set[int] = set()
    for row_no, cells in enumerate(rows):
        for index, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            text = clean(cell)
            if text in _WHO:
                asked.add(index)
            elif (index in asked or (index and clean(cells[index - 1]) in _WHO)) and _may_be_family(text):
                yield row_no, index


@lru_cache(maxsize=20_000)
def _may_be_family(text: str) -> bool:
    return names.like_family(text) or names.bare(text)


@lru_cache(maxsize=20_000)
def _pair(left: str, right: str) -> tuple[str, ...]:
    if _NAME.fullmatch(left) and _NAME.fullmatch(right) and names.pair(left, right):
        return ("PI08",)
    if (
        left[-1] >= "ぁ"
        and not _OFFICE.search(left)
        and _HOUSE.fullmatch(right)
        and "PI05" in judge(left + right)
    ):
        return ("PI05",)
    return ("PI04",) if "@" in left + right and left.isascii() and "PI04" in judge(left + right) else ()


@lru_cache(maxsize=20_000)
def _labelled(label: str, value: str) -> tuple[str, ...]:
    digits = sum(map(str.isdigit, value))
    if digits < 5 and not (digits > 1 and value.startswith("0")):
        return ()
    return tuple(rule for rule in judge(f"{label}:{value}") if rule in (*_TOGETHER, "PI05"))


def _birth(texts: tuple[str, ...]) -> tuple[str, ...]:
    """昭和｜23｜5｜4, 昭和23年｜5月｜4日."""
    if (
        texts[0] in _ERAS
        and len(texts) == 4
        and all(re.fullmatch("[0-9]{1,2}[年月日]?", one) for one in texts[1:])
    ):
        return ("PI06",)
    three = texts[:3]
    if len(three) == 3 and all(_DATE.fullmatch(one) for one in three):
        return tuple(rule for rule in judge("".join(three)) if rule == "PI06")
    return ()


@lru_cache(maxsize=20_000)
def _number(parts: tuple[str, ...]) -> tuple[str, ...]:
    """090｜1234｜5678, 0857-26｜7111, taro｜@｜example.jp."""
    together = "".join(parts)
    if "@" in together:
        alone = any("PI04" in judge(one) for one in parts)
        return ("PI04",) if together.isascii() and not alone and "PI04" in judge(together) else ()
    parts = tuple(one for one in parts if one not in ("-", "ー", "−"))
    if (
        len(parts) < 2
        or not all(_PART.fullmatch(one) for one in parts)
        or parts[0].lstrip("(")[:1] not in "0〇零○"
    ):
        return ()
    if not 9 < sum(sign.isdigit() or sign in "〇零○一二三四五六七八九" for sign in together) < 13:
        return ()
    return tuple(rule for rule in judge("-".join(parts)) if rule in _TOGETHER)


def _groups(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Three cells of digits: an individual number, a mobile number whose leading 0 was lost."""
    if len(texts) < 3 or not all(part.isascii() and part.isdigit() for part in texts):
        return ()
    years = all(part[:2] in ("19", "20") for part in texts)
    if all(len(part) == 4 for part in texts) and not years and in_.is_valid("".join(texts)):
        return ("PI01",)
    lost = [len(part) for part in texts] == [2, 4, 4] and texts[0] in ("70", "80", "90")
    return ("PI03",) if lost else ()


def _single_signs(texts: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """山｜田｜花｜子; 0｜9｜0｜1｜…"""
    start = 0
    for end in range(len(texts) + 1):
        if end < len(texts) and len(texts[end]) == 1:
            continue
        together = "".join(texts[start:end])
        if len(together) > 2 and not together.isdigit() and names.found(together):
            yield start, "PI08"
        if re.fullmatch("0[789]0[0-9]{8}", together):
            yield start, "PI03"
        start = end + 1
