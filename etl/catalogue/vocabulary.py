"""Words with fixed meaning: entries of code lists, replaced codes, terms of the glossary, words of office files."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from etl.catalogue.base import Model
from etl.catalogue.contracts import ColumnType


class Code(Model):
    """One entry of a vocabulary list; ``extra`` holds the columns only its list has."""

    list: str
    # A11, 9, or a word for machines (pref).
    code: str = Field(pattern=r"^([A-Z][A-Z0-9]{1,2}|[0-9]|[a-z][a-z0-9_]*)$")
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    short_ja: str = Field(min_length=1)
    short_en: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    legal_basis: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    sort: int = Field(ge=0)
    extra: dict[str, str] = Field(default_factory=dict)

    @property
    def label(self) -> str:
        """As printed in a form's drop-down: code and name; the name alone where the code is a word for machines."""
        return self.ja if self.code[0].islower() else f"{self.code} {self.ja}"

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from が valid_to より後の日付です")
        return self

    def valid_in(self, fiscal_year: int) -> bool:
        """Whether the code may be used for some day of the fiscal year (1 April to 31 March)."""
        begins, ends = date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)
        return (self.valid_from or begins) <= ends and (self.valid_to or ends) >= begins


class Ambiguity(Model):
    """A word that people use for two or more codes of a list, and the sentence that asks which is meant."""

    list: str
    word: str = Field(min_length=1)
    codes: tuple[str, ...] = Field(min_length=2)
    ask_ja: str = Field(min_length=1)
    ask_en: str = Field(min_length=1)


class Advice(Model):
    """The sentence that mends one kind of cell that cannot be used; of columns of ``types``, or of every type."""

    kind: str = Field(min_length=1)
    types: tuple[ColumnType, ...]
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)


class CodeChange(Model):
    """A code that was replaced: codes are never reused, so old submissions stay readable through this map."""

    list: str
    old_code: str
    new_code: str
    changed_on: date
    note_ja: str = ""


class Term(Model):
    """A word of the fixed glossary: the identifier used in every layer, its two names, its meaning.

    `url` is the address of the law in `legal_basis`.
    """

    term: str
    ja: str
    en: str
    meaning_ja: str
    meaning_en: str
    legal_basis: str | None = None
    url: str | None = None


def _apart(words: Any) -> Any:
    return frozenset(words.split()) if isinstance(words, str) else words


WordSet = Annotated[frozenset[str], BeforeValidator(_apart), Field(min_length=1)]


class OfficeWords(Model):
    """Words that no form prints and that say nothing of anybody: a file that holds no others need not wait for a person.

    ``sheets``: what office programs write into files themselves, and what offices call their sheets. ``files``: what offices
    call their files, divisions and states of work by, one piece each, since they are written together (再提出).
    """

    sheets: WordSet
    files: WordSet
