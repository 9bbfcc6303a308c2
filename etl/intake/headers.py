"""Where a form's header is on a sheet, and which column each heading means."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from etl.catalogue import Catalogue, Form
from etl.intake.book import Area, Sheet
from etl.intake.text import clean, column_letter, key
from etl.intake.units import other_unit

SEARCHED_ROWS = 15
ENOUGH = 0.6
LIKENESS = 60
KEYS = ("lg_code", "fiscal_year", "period")
# The keys' headings where the form does not print them itself, and the name that only confirms a code.
_KEY_WORDS = {
    "団体コード": "lg_code",
    "市町村コード": "lg_code",
    "市区町村コード": "lg_code",
    "年度": "fiscal_year",
    "期": "period",
    **dict.fromkeys(("団体名", "市町村名", "市区町村名", "自治体名", "lg_name"), "lg_name"),
}
_UNIT = re.compile(r"\(([^()]*)\)$")
_MAGNITUDE = re.compile("[千万億百]")


@dataclass(frozen=True)
class Remark:
    """Something met on a sheet: the rule, the place, and what was written and read there."""

    rule: str
    row_no: int | None = None
    column_letter: str = ""
    column_name: str | None = None
    value: object = None
    after: str | None = None


@dataclass
class Header:
    """The best header found: 0-based ``row`` and ``height``; ``columns`` is index → column name."""

    form: Form
    row: int = 0
    height: int = 1
    columns: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    again: dict[int, str] = field(default_factory=dict)

    @property
    def second(self) -> bool:
        """Whether so many headings stand twice that a second table stands beside the first."""
        return len(self.again) >= 2 and len(set(self.again.values())) >= ENOUGH * len(self.form.columns)

    @property
    def share(self) -> float:
        """How much of the form is there."""
        own = {column.name for column in self.form.columns} & set(self.columns.values())
        return len(own) / len(self.form.columns)

    @property
    def missing(self) -> list[str]:
        """Required columns without a heading."""
        found = self.columns.values()
        return [c.name for c in self.form.columns if c.required == "yes" and c.name not in found]

    def suggestion(self, name: str) -> tuple[str, str]:
        """(letter, heading) of the unknown heading most like a missing column: said, never acted upon."""
        wanted = key(self.form[name].ja)
        unknown = [(i, text) for i, text in self.headings.items() if i not in self.columns and text]
        best = max(unknown, key=lambda one: fuzz.ratio(key(one[1]), wanted), default=None)
        if best is None or fuzz.ratio(key(best[1]), wanted) < LIKENESS:
            return "", ""
        return column_letter(best[0]), best[1]


class Names:
    """What the headings of one form may say."""

    def __init__(self, form: Form, units: Collection[str] = ()) -> None:
        self.form, self.units = form, units
        self.known: dict[str, str] = {key(word): name for word, name in _KEY_WORDS.items()}
        # CSV twins of the forms are headed by the names of the columns.
        self.known |= {name: name for name in KEYS}
        self.bases: dict[str, str] = {}
        self.printed = {column.name: column.ja for column in form.columns}
        for column in form.columns:
            for text in (*column.aliases, column.name, column.ja):
                self.known[key(text)] = column.name
            if column.type == "count":
                self.known[f"{column.name}_status"] = f"{column.name}_status"
                self.bases[_UNIT.sub("", key(column.ja))] = column.name

    def read(self, text: str) -> tuple[str, str] | None:
        """(column name, rule met): alias or less of the unit PX18, another unit PX22, padding PX26; None where not known."""
        folded = key(text)
        if name := self.known.get(folded):
            printed = self.printed.get(name)
            if printed is None or folded in (key(printed), name):
                plain = clean(text) in (clean(printed), name) or printed is None
                return name, "" if plain else "PX26"
            return name, "PX18"
        unit = _UNIT.search(folded)
        base = self.bases.get(_UNIT.sub("", folded))
        if base is None or (unit and (_MAGNITUDE.search(unit[1]) or not self._is_unit(unit[1]))):
            return None
        other = other_unit(self.form[base].unit or "", unit[1]) if unit else ()
        return base, "PX22" if other else "PX18"

    def _is_unit(self, text: str) -> bool:
        """Whether brackets hold a unit of the catalogue; a year, 参考 or 見込 makes another column of it."""
        return all(word in self.units for word in re.split(r"[.、/]|(?<=延べ)(?=.)", text) if word)


def find(sheet: Sheet, names: Names) -> Header | None:
    """The header among the first rows, in one row or in two with merged cells; None below ``ENOUGH``.

    A form printed before optional columns were added to it has less of today's, and all that is required: half as much is
    enough then.
    """
    best = Header(names.form)
    for row, height, texts in _candidates(sheet):
        header = _read(names, row, height, texts)
        if header.share > best.share:
            best = header
    whole = not best.missing and best.share >= ENOUGH / 2
    return best if whole or best.share >= ENOUGH else None


def is_header(cells: list[object], names: Names) -> bool:
    """Whether a row below the first ones is a header again: a second table begins."""
    known = {name for cell in cells if isinstance(cell, str) and (name := names.known.get(key(cell)))}
    own = {column.name for column in names.form.columns}
    return len(known) >= 2 and len(known & own) >= ENOUGH * len(own)


def _candidates(sheet: Sheet) -> Iterator[tuple[int, int, list[tuple[str, ...]]]]:
    """(row, height, what each column's heading may be)."""
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS]):
        # Only text can be a heading: a number in that row is data or a year.
        yield row, 1, [(_text(cell),) for cell in cells]
        merged = [area for area in sheet.merged if area.top <= row <= area.bottom]
        if merged and row + 1 < len(sheet.rows):
            upper = [_text(_at(sheet, merged, row, column)) for column in range(len(cells))]
            lower = [_text(_at(sheet, sheet.merged, row + 1, column)) for column in range(len(cells))]
            yield row, 2, [_joined(one, two) for one, two in zip(upper, lower, strict=True)]


def _joined(upper: str, lower: str) -> tuple[str, ...]:
    # The longest reading first: 「つなぎ件数」 over 「うち同意あり」 may be one heading, or either of them.
    return (upper,) if upper == lower or not lower else (f"{upper}{lower}", lower, upper)


def _at(sheet: Sheet, merged: list[Area], row: int, column: int) -> object:
    inside = (a for a in merged if a.top <= row <= a.bottom and a.left <= column <= a.right)
    area = next(inside, None)
    return sheet.rows[area.top][area.left] if area else sheet.rows[row][column]


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _read(names: Names, row: int, height: int, texts: list[tuple[str, ...]]) -> Header:
    header = Header(names.form, row, height)
    for index, choices in enumerate(texts):
        header.headings[index] = choices[0]
        known = ((text, names.read(text)) for text in choices if text)
        text, column, rule = next(((text, *read) for text, read in known if read), ("", "", ""))
        if not column:
            continue
        # The first of two equal headings counts; whether the second holds other numbers is asked about later.
        if column in header.columns.values():
            header.again[index] = column
            continue
        header.columns[index], header.headings[index] = column, text
        if rule and height == 1:
            printed = names.printed.get(column)
            header.remarks.append(Remark(rule, row + 1, column_letter(index), column, text, printed))
    return header


def all_names(catalogue: Catalogue) -> dict[str, Names]:
    """The headings of every form."""
    units = catalogue_units(catalogue)
    return {form.id: Names(form, units) for form in catalogue.forms.values()}


def catalogue_units(catalogue: Catalogue) -> frozenset[str]:
    """The words of every unit that a column or a measure has, and the words for how is counted."""
    units = {column.unit or "" for form in catalogue.forms.values() for column in form.columns}
    units |= {code.extra["unit_ja"] for code in catalogue.codes["measures"]}
    units |= {
        inner[1]
        for form in catalogue.forms.values()
        for column in form.columns
        if (inner := _UNIT.search(key(column.ja)))
    }
    words = {word for one in units for word in re.split(r"[.、/()]", key(one)) if word}
    return frozenset(
        words
        | {
            "延べ",
            "延",
            "延べ人",
            "延べ人数",
            "実",
            "実人",
            "実人数",
            "延人数",
            "人数",
            "名",
            "世帯",
            "件数",
            "回数",
        }
    )
