"""What published columns mean, and the named groups of codes: ``columns.toml`` and ``groups.toml``."""

from typing import Literal

from pydantic import Field

from etl.catalogue.base import Model

Kind = Literal["key", "text", "flow", "stock", "state", "rate", "structure", "measured"]


class Meaning(Model):
    """A published column: its two names, its unit, and of what kind it is; ``head`` is its heading, if shorter.

    key: part of the grain, or a code. text: words, dates, places. flow: happens within a period, adds up over time.
    stock: stands at a day (31 March, or the date beside it), never adds up over time. state: of a cell or an answer.
    rate: never added, nor averaged without its weights. structure: a measure, rank or description of the whole.
    measured: flow, stock or rate as the measure or indicator of the row says.
    """

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    kind: Kind
    unit: str | None = None
    unit_en: str | None = None
    head: str | None = None
    head_en: str | None = None

    @property
    def comment(self) -> str:
        """As written into the database: both names, one if they are equal."""
        return self.ja if self.ja == self.en else f"{self.ja} / {self.en}"


class Columns(Model):
    """``shared``: what a name means wherever it stands; ``table``: what it means in one table only."""

    shared: dict[str, Meaning]
    table: dict[str, dict[str, Meaning]]

    def of(self, table: str, column: str) -> Meaning:
        """The meaning of one column; ``KeyError`` when nobody declared it."""
        own = self.table.get(table, {})
        return own[column] if column in own else self.shared[column]

    def unmatched(self, tables: dict[str, set[str]]) -> list[str]:
        """One sentence for each column nobody declared, and each declaration that meets no column."""
        silent = [
            f"{table} の列 {column} の意味が columns.toml にありません"
            for table, columns in sorted(tables.items())
            for column in sorted(columns)
            if column not in self.table.get(table, {}) and column not in self.shared
        ]
        idle = [
            f"columns.toml の [table.{table}] {column} に当たる列がありません"
            for table, columns in self.table.items()
            for column in columns
            if column not in tables.get(table, set())
        ]
        # A shared meaning that every table overrides is read by nobody and would go stale.
        taken = {
            column
            for table, columns in tables.items()
            for column in columns
            if column not in self.table.get(table, {})
        }
        idle += [
            f"columns.toml の [shared] {column} に当たる列がありません"
            for column in self.shared
            if column not in taken
        ]
        return silent + idle


class Group(Model):
    """A named set of codes of one list."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    list: str
    members: tuple[str, ...] = Field(min_length=1)


class Seat(Model):
    """The body and the agencies that an item of the checklist looks at."""

    item: str
    body: str
    agencies: tuple[str, ...] = Field(min_length=1)


class Groups(Model):
    """Everything ``groups.toml`` says."""

    group: tuple[Group, ...]
    seat: tuple[Seat, ...]

    def members(self, name: str) -> tuple[str, ...]:
        """The codes of the group ``name``, in their order."""
        return next(group.members for group in self.group if group.id == name)
