"""Units beside a number or in a heading: the form's own, one that means the same, or one that counts something else."""

import re

from etl.intake.text import key

# Spellings of か所; signs that no unit of a form has: a number, 百人, %.
_PLACES = re.compile("[カヶケ箇ヵ]所")
_NO_UNIT = re.compile("[0-9十百千万億%]")
_COMPOUND = re.compile(r"[.・()、]|延べ?|実")
# 延べ counts a person each time, 実 once: whoever writes one where the other is asked tells another number.
_COUNTED = ("延", "実")


def other_unit(own: str, written: object) -> tuple[str, ...]:
    """The rule that a unit met which is not the own one: no unit at all or one of another magnitude (PX48), another word or
    another way of counting (PX22)."""
    if _NO_UNIT.search(key(written)):
        return ("PX48",)
    return () if _words(written) <= _words(own) and not _counted_otherwise(own, written) else ("PX22",)


def _words(text: object) -> set[str]:
    """人・延べ → 人; 名 counts people as 人 does."""
    return set(_COMPOUND.sub(" ", _PLACES.sub("か所", key(text)).replace("名", "人")).split())


def _counted_otherwise(own: str, written: object) -> bool:
    asked, told = ({one for one in _COUNTED if one in key(text)} for text in (own, written))
    return bool(asked and told and asked.isdisjoint(told))
