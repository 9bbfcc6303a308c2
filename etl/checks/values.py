"""One cell judged against its column: the value to keep, and the rules it met."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from etl.catalogue import Catalogue, Code, Column, Words
from etl.checks import beside, unread
from etl.intake.cells import LOOK
from etl.intake.numbers import NegativeNumber, parse_nth, parse_number, parse_whole, unit_of
from etl.intake.places import bare, everybody, parse_lg_code, same_name
from etl.intake.text import Fault, clean, foreign_digits, foreign_letters, key, turned
from etl.intake.units import other_unit
from etl.intake.wareki import beyond_era, parse_date, parse_fiscal_year

_SPLIT = re.compile(r"[;、,/|\n]")
_PLACED = re.compile(r"([0-9]{5,6})[\s:(]*([^0-9\s:()][^0-9()]*)\)?")
_CODED = re.compile(r"([A-Za-z][A-Za-z0-9_]*|[0-9])[\s::]+(.+)")
_LETTERED = re.compile(r"([A-Z][0-9]{1,2})(?![0-9A-Za-z])(.*)", re.DOTALL)
# Signs that set a code's name off from it, or mark a footnote: they say nothing of what is meant.
_SET_OFF = " .。:、,_-()「」【】[]※*"
_SHORTENED = 3
"""So many letters of a code's name, from its beginning, are that name cut off."""
_YES, _NO = (
    {"1", "true", "○", "〇", "有", "あり", "はい", "yes"},
    {"0", "false", "×", "無", "なし", "いいえ", "no"},
)
_YES |= {"◯", "⭕", "●", "レ", "✓", "✔", "☑"}
# What people write for no; the letter x is the forms' sign for suppressed and means neither yes nor no.
_CROSSES = {"×", "✕", "✖", "✗", "✘", "❌"}
# 312037 ほか: more than one is meant.
_MORE = re.compile("(?:ほか|他|など|等|外)[0-9]*(?:団体|市町村?|町村?|件)?")
_ADVISED = {"PX06", "PX20", "PX21", "VR02", "VR04", "VR05"}
"""Rules whose sentence follows from what stands in the cell (``unread``)."""
_FORMULA = ("=", "+", "-", "@", "−", "＝", "＋", "＠", "－")
# How a form writes the states of a count. No answer is a blank cell: on screens it is …, but on a form … means 不詳.
MARKS = {"suppressed": "x", "not_applicable": "-", "unknown": "不詳", "unanswered": ""}
# Read without a remark; any other sign is read, and said.
_PRINTED = {*MARKS.values(), "…"}
# What tells two bodies of one name apart: 支援会議（社会福祉法）.
_QUALIFIER = re.compile(r"[（(][^（）()]*[）)]")
OF_MEASURE = "測定項目による"
"""The unit of a count that follows from the row's measure."""


@dataclass(frozen=True)
class Judged:
    """``state`` is set for counts only; ``rules`` in the order they were met."""

    value: Any
    state: str | None = None
    rules: tuple[str, ...] = ()


class Judge:
    """Judges cells by the catalogue; one per run, because it indexes every code list.

    ``places`` is code → name of the municipalities that may send; empty when they are not known.
    """

    def __init__(self, catalogue: Catalogue, places: Mapping[str, str] | None = None) -> None:
        self.catalogue, self.places = catalogue, {} if places is None else places
        self._lists: dict[str, tuple[dict[str, str], dict[str, frozenset[str]]]] = {}

    @cached_property
    def states(self) -> dict[str, str]:
        """Symbols and words of each cell state, and the letters of the CSV status columns."""
        known: dict[str, str] = {}
        for code, mark in zip(self.catalogue.codes["cell_states"], "VXNUB", strict=True):
            words = (code.code, code.ja, code.extra.get("symbol", ""), *code.aliases)
            # … is what people write for unknown; on the dashboard it stands for unanswered.
            known |= {key(word): code.code for word in words if word and key(word) not in known}
            known[f"status:{mark.lower()}"] = code.code
        return known

    @cached_property
    def words(self) -> frozenset[str]:
        """What the forms print: labels and names of codes, headings."""
        codes = (code for codes in self.catalogue.codes.values() for code in codes)
        printed = {word for code in codes for word in (code.code, code.ja, code.label, *code.aliases)}
        for form in self.catalogue.forms.values():
            printed |= {word for column in form.columns for word in (column.ja, *column.aliases)}
        return frozenset(printed | {clean(word) for word in printed})

    @cached_property
    def known(self) -> beside.Known:
        """The words of the printed forms and of those who send."""
        return beside.Known(self.catalogue, self.places.values())

    def is_state(self, raw: object) -> bool:
        """Whether a cell holds the sign, letter or word of a state."""
        return bool(self.states.get(key(raw)) or self.states.get(f"status:{key(raw)}"))

    def codes(self, name: str) -> dict[str, str]:
        """Everything that names one code of a list alone, made comparable."""
        return self._index(name)[0]

    def ambiguous(self, name: str) -> dict[str, frozenset[str]]:
        """Words that fit two or more codes of a list: a person must say which is meant."""
        return self._index(name)[1]

    def _index(self, name: str) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
        """What the form prints names its code; any other word names one only if it fits no other."""
        if name not in self._lists:
            codes = self.catalogue.codes[name]
            printed = {key(word): code.code for code in codes for word in (code.code, code.ja, code.label)}
            fits: dict[str, set[str]] = {}
            for code in codes:
                for word in _words(code):
                    if key(word) and key(word) not in printed:
                        fits.setdefault(key(word), set()).add(code.code)
            alone = {word: min(named) for word, named in fits.items() if len(named) == 1}
            several = {word: frozenset(named) for word, named in fits.items() if len(named) > 1}
            self._lists[name] = alone | printed, several
        return self._lists[name]

    def lg_code(self, raw: object) -> Judged:
        """A municipality's code: mended PX19, nobody's PX20; a name behind it says the same (PX02), or VR10."""
        if named := _PLACED.fullmatch(clean(raw)):
            judged = _try(lambda one: parse_lg_code(one, self.places), named[1], "PX19", "PX20")
            own = {**everybody(), **self.places}.get(judged.value or "", "")
            if _MORE.fullmatch(named[2].strip()):
                return Judged(None, None, ("PX20",))
            if judged.value and not (same_name(named[2], own) or same_name(named[2], bare(own))):
                return Judged(None, None, ("VR10",))
            return Judged(judged.value, None, judged.rules or ("PX02",))
        return _try(lambda one: parse_lg_code(one, self.places), raw, "PX19", "PX20")

    def advice(self, column: Column, raw: object, rule: str, fiscal_year: int) -> Words | None:
        """The sentence of a rule for what stands in just this cell; None where the rule's own says it all."""
        if rule == "VR45":
            return self._question(column, raw)
        if rule == "VR06":
            most = fiscal_year if column.type == "fiscal_year" else column.maximum
            said = self.catalogue.advised("outside", column.type)
            return _filled(said, least=_written(column.minimum), most=_written(most))
        if rule not in _ADVISED or (rule == "VR04" and not clean(raw)):
            return None
        if rule == "VR04":
            return self.catalogue.advised("state", column.type)
        if rule == "PX21":
            return self.catalogue.advised("not_of_file", column.type)
        part = self._at_fault(column, raw, fiscal_year)
        named = self.named(column.list, part) if column.list else None
        kind = "expired" if named else unread.kind_of(column, part)
        return _filled(self.catalogue.advised(kind, column.type), day=unread.suggested_day(part))

    def _at_fault(self, column: Column, raw: object, fiscal_year: int) -> object:
        """Of several codes in a cell, the first that is none; a cell for one, as it is."""
        if column.type not in ("codes", "lg_codes") or not isinstance(raw, str):
            return raw
        parts = [part for part in _SPLIT.split(clean(raw)) if part.strip()]
        one = (lambda part: self._code(column.list, part, fiscal_year)) if column.list else self.lg_code
        return next((part for part in parts if one(part).value is None), raw)

    def _question(self, column: Column, raw: object) -> Words | None:
        """The sentence that asks which of several codes is meant, of the first word in the cell that fits several."""
        for part in _SPLIT.split(clean(raw)):
            for ambiguity in self.catalogue.ambiguous:
                if ambiguity.list == column.list and key(ambiguity.word) == key(part):
                    return Words(ja=ambiguity.ask_ja, en=ambiguity.ask_en)
            code = self._named(column.list, part)[0] if column.list else None
            if column.list and code and len(parts := self.catalogue.followers(column.list, code)) > 1:
                return _which(code, [self.catalogue.code(column.list, one) for one in parts])
        return None

    def cell(self, column: Column, raw: object, fiscal_year: int, status: object = None) -> Judged:
        """Judge one cell; a blank is None, or ``unanswered`` for a count."""
        if isinstance(raw, Fault) and (raw.text or column.type == "count"):
            return Judged(None, None, (raw.rule,))
        # A text is read by a person, who sees what stands there; only a direction that turns its digits round misleads.
        if turned(raw, backwards=column.type == "text") or turned(status):
            return Judged(None, None, (LOOK,))
        if column.type == "count":
            return self._count(column, raw, status)
        if not clean(raw) and column.blank:
            return Judged(column.blank, None, ("VR31",))
        if not clean(raw):
            return Judged(None, None, ("VR04",) if column.required == "yes" else ())
        if column.type == "text":
            return _text(column, raw)
        if column.type == "flag" and foreign_digits(raw):
            return Judged(None, None, ("VR05",))
        if column.type == "flag" and key(raw) in _CROSSES | {"x"}:
            return Judged(False, None) if key(raw) in _CROSSES else Judged(None, None, ("VR05",))
        state = None if foreign_letters(raw) else self.states.get(key(raw))
        if state not in (None, "value") and key(raw) not in self._own(column):
            return Judged(None, None, ("VR04",) if column.required == "yes" else ())
        if column.type == "code":
            return self._code(column.list or "", raw, fiscal_year)
        if column.type in ("codes", "lg_codes"):
            return self._several(column, raw, fiscal_year)
        if column.type == "lg_code":
            return self.lg_code(raw)
        return _year(column, raw, fiscal_year) if column.type == "fiscal_year" else _plain(column, raw)

    def _own(self, column: Column) -> dict[str, str]:
        return self.codes(column.list) if column.list else {}

    def _count(self, column: Column, raw: object, status: object) -> Judged:
        if isinstance(status, Fault):
            return Judged(None, None, (status.rule,))
        if clean(status):
            given = self._state(status)
            beside = clean(raw) and self.states.get(key(raw)) in (None, "value")
            # A number beside 秘匿: whether it is to be counted or kept secret, only the sender knows. V without a number has
            # lost it.
            if given is None or (beside if given != "value" else not clean(raw)):
                return Judged(None, None, ("PX43",))
            if given != "value":
                return Judged(None, given)
        if not clean(raw):
            return Judged(None, "unanswered", ("VR46",) if column.required == "yes" else ())
        state = None if foreign_letters(raw) else self.states.get(key(raw))
        if state not in (None, "value"):
            mended = str(raw).strip() not in _PRINTED and state != "unanswered"
            return Judged(None, state, ("PX05",) if mended else ())
        if "%" in clean(raw) and "%" not in (column.unit or ""):
            return Judged(None, None, ("PX06",))
        judged = _plain(column, raw)
        units = () if column.unit == OF_MEASURE else _units(column, raw)
        return Judged(judged.value, None if judged.value is None else "value", judged.rules + units)

    def _state(self, status: object) -> str | None:
        """What the status column says; None where nobody can tell."""
        if foreign_letters(status):
            return None
        return self.states.get(f"status:{key(status)}", self.states.get(key(status)))

    def _code(self, name: str, raw: object, fiscal_year: int) -> Judged:
        text = clean(raw)
        if foreign_digits(raw) or foreign_letters(raw):
            return Judged(None, None, ("VR02",))
        code, rules = self._named(name, raw)
        if code is None and key(text) in self.ambiguous(name):
            return Judged(None, None, ("VR45",))
        current_code = code and self.catalogue.current(name, code, fiscal_year)
        if code and current_code is None:  # split: which part is meant the sender alone can say
            return Judged(None, None, ("VR45",))
        if current_code is None or not self.catalogue.code(name, current_code).valid_in(fiscal_year):
            return Judged(None, None, ("VR02", "PX25") if text.startswith(_FORMULA) else ("VR02",))
        return Judged(current_code, None, rules if current_code == code else ("PX02",))

    def named(self, name: str, raw: object) -> str | None:
        """The code that a cell names, where nothing in it says otherwise."""
        code, rules = self._named(name, raw)
        return None if {"VR02", "VR10"} & {*rules} else code

    def _named(self, name: str, raw: object) -> tuple[str | None, tuple[str, ...]]:
        """(the code that a cell names, in whatever year; how it was read)."""
        index, text = self.codes(name), clean(raw)
        if code := index.get(key(text)):
            as_printed = (code, self.catalogue.code(name, code).label)
            return code, () if (raw.strip() if isinstance(raw, str) else text) in as_printed else ("PX02",)
        match = (
            None if key(text) in self.ambiguous(name) else _CODED.fullmatch(text) or _LETTERED.fullmatch(text)
        )
        if match is None:
            return None, ()
        code = index.get(key(match[1]))
        if code is None or self._is_name(name, code, match[2]):
            return code, ("PX02",)
        return code, ("VR02",) if self._more(name, match[2]) else ("VR10",)

    def _more(self, name: str, rest: str) -> bool:
        """Whether another code stands behind the first, or a word that there are more: C2,C3, N08〜N10, C2ほか."""
        codes = re.findall(r"[a-z][0-9]{1,2}(?![0-9])", key(rest))
        return any(code in self.codes(name) for code in codes) or bool(
            _MORE.fullmatch(key(rest).strip(_SET_OFF))
        )

    def _is_name(self, name: str, code: str, rest: str) -> bool:
        """Whether what stands behind a code is its name, perhaps cut off: 以外, 計 or a second code mean another thing."""
        behind = key(rest).strip(_SET_OFF)
        if other := self.codes(name).get(behind):
            return other == code
        if named := self.ambiguous(name).get(behind):
            return code in named
        own = (key(word) for word in _words(self.catalogue.code(name, code)))
        return not behind or (len(behind) >= _SHORTENED and any(word.startswith(behind) for word in own))

    def _several(self, column: Column, raw: object, fiscal_year: int) -> Judged:
        parts = [part for part in _SPLIT.split(clean(raw)) if part.strip()]
        if column.list:
            judged = [self._code(column.list, part, fiscal_year) for part in parts]
        else:
            judged = [self.lg_code(part) for part in parts]
        rules = tuple(dict.fromkeys(rule for one in judged for rule in one.rules))
        values = list(dict.fromkeys(one.value for one in judged if one.value is not None))
        too_many = ("VR06",) if column.maximum is not None and len(values) > column.maximum else ()
        return Judged(values, None, rules + too_many)


def _words(code: Code) -> tuple[str, ...]:
    """Everything that a code is called, by the forms and by people."""
    bare = _QUALIFIER.sub("", code.ja)
    return (code.code, code.ja, code.label, bare, code.short_ja, code.short_en, code.en, *code.aliases)


def _filled(words: Words | None, **parts: str) -> Words | None:
    """A sentence with what it names put in."""
    return words and Words(ja=words.ja.format(**parts), en=words.en.format(**parts))


def _written(number: float | None) -> str:
    return "" if number is None else clean(number)


def _which(code: str, parts: Sequence[Code]) -> Words:
    """The sentence that asks which part of a code that was split is meant."""
    ja = "・".join(f"{one.code} {one.short_ja}" for one in parts)
    en = ", ".join(one.code for one in parts)
    return Words(
        ja=f"{code}は{ja}に分かれました。どれかを選んでください。", en=f"{code} was split: choose from {en}."
    )


def _text(column: Column, raw: object) -> Judged:
    """Free text is kept as it was sent, without the space around it."""
    text = str(raw).strip() if isinstance(raw, str) else clean(raw)
    rules = ("VR07",) if column.max_length is not None and len(text) > column.max_length else ()
    return Judged(text, None, (*rules, "PX25") if text.startswith(_FORMULA) and len(text) > 1 else rules)


def _units(column: Column, raw: object) -> tuple[str, ...]:
    """A unit beside the number: its own is superfluous, another one may mean another count."""
    written = unit_of(raw)
    return () if not written else other_unit(column.unit or "", written) or ("PX30",)


def _plain(column: Column, raw: object) -> Judged:
    if column.type == "flag":
        text = key(raw)
        return Judged(text in _YES, None, () if text in _YES | _NO else ("VR05",))
    if column.type == "date":
        judged = _try(parse_date, raw, "PX07", "VR05")
        return Judged(judged.value, None, (*judged.rules, "PX31")) if beyond_era(raw) else judged
    judged = _number(column, raw)
    if column.type == "percent" and unit_of(raw) not in ("", "%"):
        return Judged(None, None, ("VR05",))
    if column.type == "integer" and column.unit and judged.value is not None:
        judged = Judged(judged.value, None, judged.rules + _units(column, raw))
    if column.type == "percent" and judged.value is not None and _of_one(judged.value, raw):
        judged = Judged(judged.value, None, (*judged.rules, "PX47"))
    low, high = column.minimum, column.maximum
    if judged.value is None or (
        (low is None or judged.value >= low) and (high is None or judged.value <= high)
    ):
        return judged
    return Judged(judged.value, None, (*judged.rules, "VR06"))


def _of_one(rate: float, raw: object) -> bool:
    """Whether a rate may be meant as a part of one: 0.8 for 80 %, and 1 for all unless % is written behind it."""
    return 0 < rate < 1 or (rate == 1 and "%" not in clean(raw))


def _year(column: Column, raw: object, answered: int) -> Judged:
    """A fiscal year in which something began or was done: none before its column's least, none after the one answered for."""
    judged = _try(parse_fiscal_year, raw, "PX08", "VR05")
    if judged.value is None or (column.minimum or 0) <= judged.value <= answered:
        return judged
    return Judged(judged.value, None, (*judged.rules, "VR06"))


def _number(column: Column, raw: object) -> Judged:
    parse: Callable[[object], tuple[float, bool]] = {"percent": parse_number, "integer": parse_nth}.get(
        column.type, parse_whole
    )
    try:
        return _try(parse, raw, "PX03", "PX06" if column.type == "count" else "VR05")
    except NegativeNumber:
        return Judged(None, None, ("PX04",))


def _try(parse: Callable[[object], tuple[Any, bool]], raw: object, fix: str, error: str) -> Judged:
    try:
        value, mended = parse(raw)
    except NegativeNumber:
        raise
    except (ValueError, OverflowError):
        return Judged(None, None, (error,))
    return Judged(value, None, (fix,) if mended else ())
