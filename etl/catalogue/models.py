"""The catalogue as a whole, with its indicators, sources and the prefecture it serves."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from etl.catalogue.base import LgCode, Model, Said, Words, is_lg_code
from etl.catalogue.contracts import ColumnType, Form, Rule
from etl.catalogue.coverage import Coverage
from etl.catalogue.disclosure import Disclosure
from etl.catalogue.meaning import Columns, Groups
from etl.catalogue.vocabulary import Advice, Ambiguity, Code, CodeChange, OfficeWords, Term

Topic = Literal[
    "overview",
    "participation",
    "linkage",
    "checklist",
    "practices",
    "municipality",
    "indicator",
    "prefecture",
    "quality",
    "about",
]


class Source(Model):
    """Where figures come from and how to cite them."""

    id: str
    title: Said
    url: str | None = None
    published: str | None = None
    licence: Words = Words(ja="", en="")
    attribution: Said


class Indicator(Model):
    """A published figure and its definition; ``disclosure`` (``class`` in the file) is D0, D1 or D2.

    Its numbers are made by ``sql`` into ``mart_indicator``, or stand in a column of a mart (``mart_x.y``) already.
    ``absent``: what a form that came, without a row of this, means: nothing was held (0), or there is nothing to count (－).
    ``each``: the list of the vocabulary of whose codes, those in ``but`` excepted, this is the pattern (see ``load``).
    ``body``: the body whose set-up it counts; its ``caution`` says ``{duty}`` where the duty level of that body is told.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    topic: Topic
    body: str | None = None
    each: str | None = None
    but: tuple[str, ...] = ()
    title: Said
    unit: Words
    kind: Literal["count", "share", "mean", "index", "state"]
    disclosure: Literal["D0", "D1", "D2"] = Field(alias="class")
    form: str | None = Field(default=None, pattern=r"^F[0-7P]$")
    direction: Literal["higher", "lower", "neither"] = "neither"
    decimals: int = Field(ge=0, le=4)
    formula: Said
    caution: Words = Words(ja="", en="")
    legal_basis: str | None = None
    source: str
    sql: str | None = Field(default=None, min_length=1)
    absent: Literal["zero", "not_applicable"] = "not_applicable"
    column: str | None = Field(default=None, pattern=r"^(mart|dim)_[a-z0-9_]+\.[a-z0-9_]+$")

    @model_validator(mode="after")
    def _stands_somewhere(self) -> "Indicator":
        if (self.sql is None) == (self.column is None):
            raise ValueError("sql と column は、どちらか一つだけを書いてください")
        if self.sql is not None and self.form is None:
            raise ValueError("sql で計算する指標には form が必要です")
        return self

    @property
    def published_in(self) -> str:
        """Mart and column that hold its numbers."""
        return self.column or "mart_indicator.value"


class MapView(Model):
    """Around where the tiles lie that stand for outlines which are not there."""

    # Japan lies between 沖ノ鳥島 and 択捉島, 与那国島 and 南鳥島.
    lat: float = Field(ge=20, le=46)
    lon: float = Field(ge=122, le=154)


class Prefecture(Model):
    """The institution this installation serves; the one file to edit for another prefecture.

    ``neighbours`` are municipalities of other prefectures that share a body with ours.
    """

    code: str = Field(pattern=r"^(0[1-9]|[1-3][0-9]|4[0-7])$")
    ja: str
    en: str
    lead_department: Said
    municipalities: str
    boundaries: str
    practices: str = "reference/practices.csv"
    neighbours: tuple[LgCode, ...] = ()
    demo: bool
    map: MapView

    @property
    def lg_code(self) -> str:
        """The prefecture's own 団体コード: 31 → 310000, the last digit being the check digit."""
        return next(code for last in range(10) if is_lg_code(code := f"{self.code}000{last}"))


@dataclass(frozen=True)
class Catalogue:
    """Everything ``data/catalogue`` says, checked."""

    root: Path
    codes: dict[str, tuple[Code, ...]]
    forms: dict[str, Form]
    prefecture: Prefecture
    sources: tuple[Source, ...]
    indicators: tuple[Indicator, ...]
    rules: dict[str, Rule]
    disclosure: Disclosure
    glossary: tuple[Term, ...]
    code_map: tuple[CodeChange, ...]
    columns: Columns
    groups: Groups
    ambiguous: tuple[Ambiguity, ...]
    advice: tuple[Advice, ...]
    coverage: Coverage
    office_words: OfficeWords

    # Frozen all the same: cached_property writes into the instance, past the dataclass.
    @cached_property
    def _index(self) -> dict[tuple[str, str], Code]:
        return {(code.list, code.code): code for codes in self.codes.values() for code in codes}

    def code(self, list_name: str, code: str) -> Code:
        """One entry of a list; ``KeyError`` when the list does not know it."""
        return self._index[list_name, code]

    @cached_property
    def _advice(self) -> dict[tuple[str, str], Words]:
        return {
            (one.kind, type_): Words(ja=one.ja, en=one.en)
            for one in self.advice
            for type_ in one.types or get_args(ColumnType)
        }

    def advised(self, kind: str, column_type: str) -> Words | None:
        """The sentence that mends a cell of this kind (``etl.checks.unread``) in a column of this type, if there is one."""
        return self._advice.get((kind, column_type))

    def followers(self, list_name: str, code: str) -> tuple[str, ...]:
        """The codes that took a code's place (``code_map``): one where it was replaced, several where it was split."""
        return tuple(
            change.new_code for change in self.code_map if (change.list, change.old_code) == (list_name, code)
        )

    def current(self, list_name: str, code: str, fiscal_year: int) -> str | None:
        """The code to use in a year: the code itself, the one that took its place once it had ended, or the one it was
        part of before it began. None where it was split: somebody has to say which part is meant."""
        while not (entry := self.code(list_name, code)).valid_in(fiscal_year):
            # It had begun by the end of the year, so it has ended: what followed is meant, else what it was part of.
            ahead = not entry.valid_from or entry.valid_from <= date(fiscal_year + 1, 3, 31)
            instead = self.followers(list_name, code) if ahead else self._whole(list_name, code)
            if len(instead) != 1:
                return None if instead else code
            code = instead[0]
        return code

    def series(self, list_name: str, code: str) -> str:
        """The code in which every year can be told: the whole of a code that was split, else the one that followed."""
        # Again for what is found: a successor may itself have been replaced, or be a part of what was split.
        followers = self.followers(list_name, code)
        if len(followers) == 1:
            return self.series(list_name, followers[0])
        split = [whole for whole in self._whole(list_name, code) if len(self.followers(list_name, whole)) > 1]
        return self.series(list_name, split[0]) if split else code

    def _whole(self, list_name: str, code: str) -> tuple[str, ...]:
        return tuple(
            change.old_code for change in self.code_map if (change.list, change.new_code) == (list_name, code)
        )
