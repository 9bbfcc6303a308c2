"""The rows of the source that the product must cover: from the field of a form to the card of a page and its test."""

import re
from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import Field, model_validator

from etl.catalogue.base import Model
from etl.catalogue.contracts import Form, Rule
from etl.catalogue.meaning import Columns
from etl.catalogue.vocabulary import Code


class SourceRow(Model):
    """One thing that the notification, its annexes or the law name, and where the product answers it.

    ``field``: ``F2.agency_code=A52`` (form, column, and the code where the row is one of a list), or
    ``practices.csv=annex-01`` (a file of reference or vocabulary, and its key) where no form asks. ``rule``: what checks
    the field; ``no_rule`` says why nothing has to. ``mart``: ``table.column``. ``view``: the address as the words of the
    screen have it, ``topic/view/key`` or ``topic/key``. ``test``: ``tests/….py::name``. A row with ``missing`` does not
    work yet; what it names all the same is there, and checked like the rest.
    """

    # With b: a second row under one number (F28b).
    id: str = Field(pattern=r"^[A-K][1-9][0-9]?b?$")
    ja: str = Field(min_length=1, max_length=60)
    field: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    no_rule: str | None = Field(default=None, min_length=1)
    mart: tuple[str, ...] = ()
    view: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    missing: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _whole_or_missing(self) -> Self:
        if self.rule and self.no_rule:
            raise ValueError(f"{self.id}: rule と no_rule は、どちらか一方だけを書きます")
        five = {
            "field": self.field,
            "rule": self.rule or self.no_rule,
            "mart": self.mart,
            "view": self.view,
            "test": self.test,
        }
        if self.missing is None and (lost := [name for name, places in five.items() if not places]):
            raise ValueError(f"{self.id}: {'・'.join(lost)} がありません。なければ missing に理由を書きます")
        return self


class Coverage(Model):
    """Everything ``coverage.toml`` says."""

    rows: tuple[SourceRow, ...] = Field(alias="row", min_length=1)

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [row.id for row in self.rows]
        if twice := {row_id for row_id in ids if ids.count(row_id) > 1}:
            raise ValueError(f"行 {'・'.join(sorted(twice))} が重複しています")
        return self

    @property
    def working(self) -> tuple[SourceRow, ...]:
        """The rows that lack nothing."""
        return tuple(row for row in self.rows if row.missing is None)


def faults(
    coverage: Coverage,
    forms: Mapping[str, Form],
    rules: Mapping[str, Rule],
    codes: Mapping[str, tuple[Code, ...]],
    columns: Columns,
) -> Iterator[tuple[int, str, str]]:
    """(number of the row, key, what is wrong) of every name that the catalogue does not know."""
    # Views and tests are held to their words by tests/house/test_coverage.py: the catalogue does not know the screen.
    for number, row in enumerate(coverage.rows):
        asked = set()
        for field in row.field:
            where, _, code = field.partition("=")
            form, _, name = where.partition(".")
            if form in forms:
                asked.add(form)
                if reason := _unasked(forms[form], name, code, codes):
                    yield number, "field", f"{row.id}: {field} は{reason}"
        for rule in row.rule:
            if rule not in rules:
                yield number, "rule", f"{row.id}: 規則 {rule} がありません"
            elif asked and not any(_sees(rules[rule], form) for form in asked):
                yield number, "rule", f"{row.id}: 規則 {rule} は {'・'.join(sorted(asked))} を見ません"
        for mart in row.mart:
            table, _, name = mart.partition(".")
            if name not in columns.table.get(table, {}) and name not in columns.shared:
                yield number, "mart", f"{row.id}: 列 {mart} の意味が columns.toml にありません"


def _sees(rule: Rule, form: str) -> bool:
    """Whether a rule is told of a form, or reads it beside another; one that names no form looks at whole files."""
    # The table of a form is called by its id in small letters.
    return not rule.forms or form in rule.forms or bool(re.search(rf"\b{form.lower()}\b", rule.sql or ""))


def _unasked(form: Form, name: str, code: str, codes: Mapping[str, tuple[Code, ...]]) -> str:
    """Why a field does not carry a row; empty when it does."""
    column = next((column for column in form.columns if column.name == name), None)
    if column is None:
        return "様式にありません"
    if column.kept:
        return "記録のために残すだけで、どこにも公表しない項目です"
    if code and code not in {entry.code for entry in codes.get(column.list or "", ())}:
        return "コード表にありません"
    return ""
