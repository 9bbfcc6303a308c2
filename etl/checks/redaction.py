"""Which written values a finding may repeat: those that can tell of nobody.

Findings are read by many. A cell in which something personal was suspected is never repeated, and neither is free
text: only digits, signs, codes and words that the forms themselves print.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.checks import privacy
from etl.intake.places import hint
from etl.intake.receive import Received
from etl.intake.text import clean

LONGEST = 40
# Words around numbers and dates; whatever else is written stays in the sender's file.
PLAIN = re.compile(
    "令和?|平成?|昭和?|大正|明治|元年|年度|年|月|火|水|木|金|土|日|曜|期|上|下|約|程度|以上|以下|未満|ほど|前後|弱|強|延べ?|実"
    "|人|名|件|回|団体|世帯|か所|箇所|ヶ所|社|千|万|百|億|円|再掲|内数|うち|別紙|のとおり|参照|同|該当なし|不詳|不明|秘匿|非公表|未回答"
    "|エラー値|結合された件数|結果のない数式|合計|小計|総計|計"
)
_WORD = re.compile(r"[^\W\d_]{1,}")
_CODE = re.compile(r"[A-Za-z]{1,3}")
_DIGITS = re.compile(r"[0-9]")
# As many digits as no count, date or municipality code has: a telephone number or worse.
_TOO_MANY = 9
# 859345678: a cell of numbers takes the 0 of a telephone number away.
_RUNG = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")


@dataclass
class Redaction:
    """``private`` are (sheet, row, letter) of suspicions; ``words`` are labels that the forms print."""

    private: set[tuple[str, int | None, str]] = field(default_factory=set)
    words: frozenset[str] = frozenset()

    def after(self, place: dict[str, Any]) -> str | None:
        """What was read; as safe as its type, unless the cell was suspected."""
        text = place.get("after")
        return None if text is None or self._suspected(place) or len(text) > LONGEST else text

    def _suspected(self, place: dict[str, Any]) -> bool:
        cell = (place.get("sheet"), place.get("row_no"), place.get("column_letter") or "")
        return not self.private.isdisjoint({cell, (cell[0], None, ""), (cell[0], cell[1], "")})

    def value(self, place: dict[str, Any]) -> str | None:
        """The value of a finding as written, cut to ``LONGEST`` characters, or None where it may not be repeated."""
        text = str(place["value"] if place["value"] is not None else "").strip()
        if not text or self._suspected(place):
            return None
        return text[:LONGEST] if self.harmless(text) else None

    def harmless(self, text: str) -> bool:
        """Whether nothing but numbers, dates, codes and printed words is left of a text."""
        plain = clean(text)
        if plain in self.words or text in self.words:
            return True
        if len(_DIGITS.findall(plain)) > _TOO_MANY or _RUNG.search(plain):
            return False
        rest = PLAIN.sub(" ", plain)
        return all(_CODE.fullmatch(word) or word in self.words for word in _WORD.findall(rest))


def file_name(file: Received, cover: Callable[[str], str] = str) -> str:
    """The file's name; one that seems to name a person is replaced by what else it says.

    ``cover`` puts a sign in the place of words that no form and no office uses: they may be somebody's name that no list holds.
    """
    if not privacy.judge_name(file.name):
        return cover(file.name)
    named = hint(Path(file.name).stem)
    parts = [named.lg_code, named.form, f"{named.fiscal_year or ''}{named.period or ''}" or None]
    parts += [f"r{named.revision}"] if named.revision else []
    return "_".join(filter(None, parts or [file.sha256[:8]])) + file.path.suffix.lower()
