"""The firewall: a file that seems to hold personal information is not read any further.

What was found is never kept, logged or shown: only the rule, the sheet and the place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum.jp import in_

from etl.intake import Book, Sheet
from etl.intake.text import clean, column_letter

_TWELVE = re.compile(r"(?<![0-9])[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_PATTERNS = (
    (
        "PI03",
        re.compile(r"(?<![0-9])0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}(?![0-9])|(?<![0-9])0[5789]0[0-9]{8}(?![0-9])"),
    ),
    ("PI03", re.compile(r"^(電話|電話番号|携帯|携帯電話|TEL)$|(電話番号|TEL)\s*[::]\s*\S", re.IGNORECASE)),
    ("PI04", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("PI06", re.compile(r"^生年月日$|生年月日\s*[::は]?\s*\S*[0-9]")),
    (
        "PI07",
        re.compile(
            r"^(氏名|お名前|本人氏名|担当者氏名?|担当者名|利用者名|対象者名)$|(氏名|担当者名?|お名前)\s*[::]\s*\S"
        ),
    ),
    ("PI08", re.compile(r"[一-龥々]{1,4}[ 　][一-龥々ぁ-んァ-ヶ]{1,4}(さん|様|氏|くん|ちゃん)")),
)


@dataclass(frozen=True)
class Suspicion:
    """Where which rule was met; ``cell`` is empty for a comment."""

    rule: str
    sheet: str
    row_no: int | None
    column_letter: str


def search(book: Book) -> Iterator[Suspicion]:
    """Every suspicion in every sheet, hidden ones and comments included."""
    for sheet in book.sheets:
        for row_no, index, text in _texts(sheet):
            if rule := judge(text):
                yield Suspicion(rule, sheet.name, row_no, column_letter(index))
    for aside in book.texts():
        if rule := judge(clean(aside.text)):
            yield Suspicion(rule, aside.sheet, aside.row_no, aside.column_letter)


def judge(text: str) -> str | None:
    """The rule that a text breaks; a valid individual number comes first."""
    for found in _TWELVE.finditer(text):
        if in_.is_valid(re.sub(r"[ -]", "", found[0])):
            return "PI01"
    return next((rule for rule, pattern in _PATTERNS if pattern.search(text)), None)


def _texts(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    for row_no, cells in enumerate(sheet.rows, start=1):
        for index, cell in enumerate(cells):
            if isinstance(cell, str | int | float) and (text := clean(cell)):
                yield row_no, index, text
