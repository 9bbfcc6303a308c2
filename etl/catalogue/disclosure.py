"""What is protected, what is published, and how published counts add up: ``disclosure.toml``.

Every word of the file is held against what it can mean: tables, columns, periods, kinds of place, codes. A word that
nothing can match is an error here, so that no equation of the attacker's is dropped in silence.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator

from etl.catalogue.base import Model
from etl.catalogue.meaning import Columns
from etl.catalogue.vocabulary import Code

WORDS = {
    "period": ("FY", "H1", "H2"),
    "place_kind": ("prefecture", "area", "municipality"),
    "from_level": ("agency", "sector", "total"),
    "to_level": ("agency", "sector", "total", "kind", "code"),
}
"""What these columns of a cell can say, whatever the table."""
CODES = ("from_code", "to_code")
CellColumn = Literal[
    "period", "place_kind", "place_code", "from_level", "from_code", "to_level", "to_code", "category"
]
CELL: tuple[CellColumn, ...] = get_args(CellColumn)
JoinedColumn = Literal[
    "period",
    "place_kind",
    "place_code",
    "from_level",
    "from_code",
    "from_sector",
    "to_level",
    "to_code",
    "to_sector",
    "category",
    "area_code",
]
DIMENSIONS = {
    "consent": "consents",
    "channel": "channels",
    "outcome": "outcomes",
    "coordinator": "coordinator_flows",
}
"""Categories written ``dimension:code``, and the list of their codes; ``not_code`` is what remains of the whole."""
DESTINATIONS = ("own", "inside", "outside")
RATES = ("consent", "established", "absorption")
STATES = ("value", "suppressed", "unpublished")
_QUOTED = re.compile(r"'([^']*)'")
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
# What the sql of a [[mart]] calls; any other word of it is taken for a column.
_FUNCTIONS = {"if"}

Lists = Mapping[str, tuple[Code, ...]]


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str | dict) else given


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class Among(Model):
    """What a column may say: a value, one of several, anything but some (``not``), or any category of a dimension."""

    one_of: Texts | None = None
    without: Texts | None = Field(default=None, alias="not")
    dimension: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"one_of": given} if isinstance(given, str | list) else given

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(form is not None for form in (self.one_of, self.without, self.dimension)) != 1:
            raise ValueError("値、[値, …]、{ not = … }、{ dimension = … } のどれか一つで書いてください")
        if self.dimension is not None and self.dimension not in DIMENSIONS:
            raise ValueError(f"「{self.dimension}」という区分の種類はありません")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """Every value named."""
        return self.one_of or self.without or ()

    def admits(self, value: str) -> bool:
        if self.dimension is not None:
            return value.startswith(f"{self.dimension}:")
        return value in self.one_of if self.one_of is not None else value not in self.words


class Cells(Model):
    """Cells of one table: those whose columns say what is asked of them."""

    table: str
    period: Among | None = None
    place_kind: Among | None = None
    from_level: Among | None = None
    from_code: Among | None = None
    to_level: Among | None = None
    to_code: Among | None = None
    category: Among | None = None

    @model_validator(mode="after")
    def _words_known(self) -> Self:
        for column, words in WORDS.items():
            for word in getattr(self, column).words if getattr(self, column) else ():
                if word not in words:
                    raise ValueError(f"{column} に「{word}」という値はありません（{'・'.join(words)}）")
        return self

    @cached_property
    def conditions(self) -> dict[str, Among]:
        """What is asked, by column."""
        return {name: given for name, given in self if isinstance(given, Among)}

    def hold(self, table: str, words: Mapping[str, str]) -> bool:
        """Whether a cell of the table that says these words, by column, is one of them."""
        return self.table == table and all(
            wanted.admits(words[column]) for column, wanted in self.conditions.items()
        )

    def where(self, **words: str) -> "Cells":
        """The same cells, of which these columns say these words."""
        narrowed = {column: Among(one_of=(word,)) for column, word in words.items()}
        # Not validated again: every word has been, and this is done for each word of the file.
        return Cells.model_construct(None, table=self.table, **self.conditions | narrowed)


Side = Annotated[tuple[Cells, ...], BeforeValidator(_listed), Field(min_length=1)]
"""Cells that meet any of the conditions."""


class Pair(Model):
    """A column of the parent and the column of the child that says the same."""

    parent: JoinedColumn
    child: JoinedColumn

    @model_validator(mode="before")
    @classmethod
    def _same(cls, given: Any) -> Any:
        return {"parent": given, "child": given} if isinstance(given, str) else given


class Threshold(Model):
    """Counts of 1…k−1 are protected; their interval is to be ``width`` wide; two sizes of small municipalities."""

    # Strict: pydantic 2 would else read true as 1 and a quoted number as a number.
    k: StrictInt = Field(ge=2)
    width: StrictInt = Field(ge=1)
    small_population: StrictInt = Field(ge=0)
    fine_population: StrictInt = Field(ge=0)


class Level(Model):
    """Whether an interval too narrow for an insider stops publication as well."""

    insiders: StrictBool


class Attackers(Model):
    """Who is guarded against besides every single municipality: two of one area that put their counts together
    (``pairs``), a provider that knows the counts of one agency of a municipality (``providers``).
    """

    pairs: StrictBool
    providers: StrictBool


class Cost(Model):
    """How dear it is to hide a cell: by kind of place, times the levels of both sides.

    ``place``: times this for the cells of ``places``, the referrals of a place, which are what a reader asks for first.
    ``own``: times this where both sides are the same kind: what passes between kinds is told without them.
    ``series``: times this where all years decided before show the count, divided by it where all of them hide it.
    ``secret``: times a factor of each cell that only the prefecture holds, log-normal with this spread.
    """

    prefecture: float = Field(gt=0)
    area: float = Field(gt=0)
    municipality: float = Field(gt=0)
    total: float = Field(gt=0)
    sector: float = Field(gt=0)
    agency: float = Field(gt=0)
    place: float = Field(gt=0)
    places: Side
    own: float = Field(gt=0)
    series: float = Field(ge=1)
    secret: float = Field(ge=0)


class Mart(Model):
    """A published table of counts, and how its rows are read in the columns that relations speak of.

    A column of the cell is ``fixed``, another column of the mart (``columns``), worked out (``sql``), or of the same name.
    """

    name: str
    table: str = Field(pattern=r"^[a-z]+$")
    form: str
    fixed: dict[CellColumn, str] = Field(default_factory=dict)
    columns: dict[CellColumn, str] = Field(default_factory=dict)
    sql: dict[CellColumn, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _once(self) -> Self:
        twice = [
            name for name, times in Counter([*self.fixed, *self.columns, *self.sql]).items() if times > 1
        ]
        if twice:
            raise ValueError(f"{twice[0]} が fixed・columns・sql に二度あります")
        for column, word in self.fixed.items():
            if column in WORDS and word not in WORDS[column]:
                raise ValueError(f"{column} に「{word}」という値はありません（{'・'.join(WORDS[column])}）")
        return self

    def read(self) -> Iterator[str]:
        """Columns of the mart that are read."""
        for name in CELL:
            if name in self.columns:
                yield self.columns[name]
            elif name in self.sql:
                yield from _identifiers(self.sql[name])
            elif name not in self.fixed:
                yield name
        yield from ("fiscal_year", "value", "state")


class Unpublished(Model):
    """Counts nobody publishes though they follow from published ones; ``sql`` enumerates them from what is published."""

    id: str = Field(pattern=r"^[a-z_]+$")
    ja: str = Field(min_length=1)
    cells: Side
    sql: str = Field(min_length=1)


class Published(Model):
    """A table as readers know it. ``totals``: published if that leaves the protected counts wide enough."""

    id: str = Field(pattern=r"^[A-Z]\d$")
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    cells: Side
    totals: Annotated[tuple[Cells, ...], BeforeValidator(_listed)] = ()


class Relation(Model):
    """Each cell of ``parent`` is the sum of the cells of ``child`` that agree with it ``on`` these columns.

    ``whole``: of a place, the cells of ``child`` are given only where every count of theirs was told.
    """

    id: str = Field(pattern=r"^[a-z_]+$")
    ja: str = Field(min_length=1)
    parent: Side
    child: Side
    on: tuple[Pair, ...] = Field(min_length=1)
    whole: bool = False


class Derived(Model):
    """Numbers worked out of published ones alone; ``sql`` works them out again."""

    mart: str
    columns: tuple[str, ...] = Field(min_length=1)
    key: tuple[str, ...] = ()
    sql: str | None = Field(default=None, min_length=1)
    ja: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if (self.sql is None) == (self.ja is None) or bool(self.sql) != bool(self.key):
            raise ValueError("計算し直す sql とその key か、計算の説明 ja か、どちらか一方を書いてください")
        return self


class Free(Model):
    """Numbers that count neither people nor cases."""

    mart: str
    columns: tuple[str, ...] = Field(min_length=1)


class Disclosure(Model):
    """Everything ``disclosure.toml`` says."""

    threshold: Threshold
    level: Level
    # A declaration of before there was a choice guards against municipalities alone.
    attackers: Attackers = Attackers(pairs=False, providers=False)
    cost: Cost
    marts: tuple[Mart, ...] = Field(alias="mart", min_length=1)
    unpublished: tuple[Unpublished, ...] = ()
    tables: tuple[Published, ...] = Field(alias="table", min_length=1)
    relations: tuple[Relation, ...] = Field(alias="relation", min_length=1)
    derived: tuple[Derived, ...] = ()
    free: tuple[Free, ...] = ()

    @cached_property
    def shapes(self) -> tuple[Cells, ...]:
        """Every kind of cell there can be, published or not, with what is fixed for its table."""
        fixed = {mart.table: mart.fixed for mart in self.marts}
        parts: tuple[Published | Unpublished, ...] = (*self.tables, *self.unpublished)
        return tuple(
            cells.where(
                **{
                    column: word
                    for column, word in fixed.get(cells.table, {}).items()
                    if column in Cells.model_fields and column not in cells.conditions
                }
            )
            for part in parts
            for cells in part.cells
        )

    @property
    def totals(self) -> tuple[Cells, ...]:
        """The totals that are published first."""
        return tuple(cells for table in self.tables for cells in table.totals)


class Fault(ValueError):
    """What is wrong with a declaration: where (as a pydantic location) and why, in Japanese."""

    def __init__(self, where: tuple[str | int, ...], why: str) -> None:
        super().__init__(why)
        self.where, self.why = where, why


def hold_against(disclosure: Disclosure, codes: Lists, forms: Collection[str], columns: Columns) -> None:
    """Raise Fault at the first word that means nothing: to the vocabulary, the forms, or the published columns."""
    _unique(disclosure)
    _marts_known(disclosure, codes, forms, columns)
    # Words first, then whether they can meet: a misspelt word would else be reported as a condition without cells.
    known = _Known(disclosure, codes)
    for where, cells in _places(disclosure):
        known.check_words(where, cells)
    for where, cells in _places(disclosure, shapes=False):
        known.check_possible(where, cells)
    known.check_sql(disclosure)
    known.check_tied()


def _unique(disclosure: Disclosure) -> None:
    parts = {
        "mart": [mart.table for mart in disclosure.marts],
        "unpublished": [rule.id for rule in disclosure.unpublished],
        "table": [table.id for table in disclosure.tables],
        "relation": [relation.id for relation in disclosure.relations],
    }
    for part, names in parts.items():
        for number, name in enumerate(names):
            if name in names[:number]:
                raise Fault((part, number), f"「{name}」が重複しています")


def _marts_known(disclosure: Disclosure, codes: Lists, forms: Collection[str], columns: Columns) -> None:
    for number, mart in enumerate(disclosure.marts):
        _columns_known(("mart", number), mart.name, mart.read(), columns)
        if mart.form not in forms:
            raise Fault(("mart", number, "form"), f"様式「{mart.form}」がありません")
        for column, word in mart.fixed.items():
            if column in CODES and word != "total":
                raise Fault(("mart", number, "fixed"), f"{column} に「{word}」というコードはありません")
            # An empty category says that the table has none.
            if column == "category" and word and word not in {code.code for code in _every(codes)}:
                raise Fault(("mart", number, "fixed"), f"category に「{word}」という区分はありません")
    for number, rule in enumerate(disclosure.derived):
        _columns_known(("derived", number), rule.mart, (*rule.columns, *rule.key), columns)
    for number, free in enumerate(disclosure.free):
        _columns_known(("free", number), free.mart, free.columns, columns)


def _columns_known(where: tuple[str | int, ...], mart: str, read: Iterable[str], columns: Columns) -> None:
    if mart not in columns.table:
        raise Fault(where, f"「{mart}」という表は columns.toml にありません")
    for column in read:
        try:
            columns.of(mart, column)
        except KeyError as error:
            raise Fault(where, f"{mart} に「{column}」という列はありません（columns.toml）") from error


def _every(codes: Lists) -> Iterator[Code]:
    return (code for entries in codes.values() for code in entries)


def _places(disclosure: Disclosure, shapes: bool = True) -> Iterator[tuple[tuple[str | int, ...], Cells]]:
    """Every condition with its place in the file; those that say what cells there are first."""
    if shapes:
        kinds = [(("table", number, "cells"), table.cells) for number, table in enumerate(disclosure.tables)]
        kinds += [
            (("unpublished", number, "cells"), rule.cells)
            for number, rule in enumerate(disclosure.unpublished)
        ]
        for where, side in kinds:
            yield from (((*where, i), cells) for i, cells in enumerate(side))
    yield from ((("cost", "places", i), cells) for i, cells in enumerate(disclosure.cost.places))
    for number, table in enumerate(disclosure.tables):
        yield from ((("table", number, "totals", i), cells) for i, cells in enumerate(table.totals))
    for number, relation in enumerate(disclosure.relations):
        for name, side in (("parent", relation.parent), ("child", relation.child)):
            yield from ((("relation", number, name, i), cells) for i, cells in enumerate(side))


def _word_by_word(cells: Cells) -> Iterator[tuple[str, str, Cells]]:
    """The condition with one of its words alone, for each of them."""
    for column, wanted in cells.conditions.items():
        for word in wanted.words:
            yield column, word, cells.where(**{column: word})


class _Known:
    """What the words of conditions can mean."""

    def __init__(self, disclosure: Disclosure, codes: Lists) -> None:
        self.disclosure, self.shapes = disclosure, disclosure.shapes
        # The same few conditions are held against each other thousands of times; their sets of words are made once.
        self._sets: dict[tuple[str, Among], frozenset[str]] = {}
        self.tables = {mart.table for mart in disclosure.marts}
        self.codes = {name: {code.code for code in entries} for name, entries in codes.items()}
        self.sides = self.codes["agencies"] | self.codes["sectors"] | {"total"}
        # The category of a cell may be a code of any list, so it is known if any list has it.
        every = {code.code for code in _every(codes)}
        self.categories = {
            f"{dimension}:{prefix}{code}"
            for dimension, name in DIMENSIONS.items()
            for code in self.codes[name]
            for prefix in ("", "not_")
        }
        self.categories |= every | {f"{code}:rest" for code in every} | {"", *DESTINATIONS}

    def check_words(self, where: tuple[str | int, ...], cells: Cells) -> None:
        if cells.table not in self.tables:
            raise Fault(where, f"表「{cells.table}」は [[mart]] にありません")
        for column, wanted in cells.conditions.items():
            for word in wanted.words:
                if word not in self._domain(column):
                    raise Fault((*where, column), f"{column} に「{word}」という値はありません")

    def check_possible(self, where: tuple[str | int, ...], cells: Cells) -> None:
        """Each value that is asked for must be one that some cell can have, beside all else that is asked."""
        if not any(self._meet(cells, shape) for shape in self.shapes):
            raise Fault(where, "この条件に当たるセルは、どの [[table]]・[[unpublished]] にもあり得ません")
        # Word by word: one that nothing can have would hide behind the others of its list.
        for column, word, condition in _word_by_word(cells):
            if not any(self._meet(condition, shape) for shape in self.shapes):
                raise Fault((*where, column), f"{column} が「{word}」のセルは、ここではあり得ません")

    def check_tied(self) -> None:
        """Each kind of cell must stand in an equation: what nothing adds up to, or into, is protected by nothing."""
        sides = [
            side for relation in self.disclosure.relations for side in (*relation.parent, *relation.child)
        ]
        for where, cells in _places(self.disclosure):
            # Only what says which cells there are: a relation or a list of totals need not be tied to another relation.
            if where[2] == "cells":
                for column, word, condition in _word_by_word(cells):
                    if not any(self._meet(condition, side) for side in sides):
                        raise Fault(
                            (*where, column),
                            f"{column} が「{word}」のセルは、どの [[relation]] にもありません",
                        )

    def _meet(self, cells: Cells, other: Cells) -> bool:
        if cells.table != other.table:
            return False
        mine, theirs = cells.conditions, other.conditions
        return not any(
            self._admitted(column, mine[column]).isdisjoint(self._admitted(column, theirs[column]))
            for column in mine.keys() & theirs.keys()
        )

    def _admitted(self, column: str, wanted: Among) -> frozenset[str]:
        asked = column, wanted
        if asked not in self._sets:
            self._sets[asked] = frozenset(word for word in self._domain(column) if wanted.admits(word))
        return self._sets[asked]

    def _domain(self, column: str) -> Collection[str]:
        return WORDS.get(column, self.categories if column == "category" else self.sides)

    def check_sql(self, disclosure: Disclosure) -> None:
        """Words in quotation marks are values of cells; what is no value would match nothing."""
        words = {word for column in WORDS.values() for word in column} | {":", ":not_", *STATES}
        words |= self.tables | self.categories | self.sides
        for number, rule in enumerate(disclosure.unpublished):
            self._quoted(("unpublished", number, "sql"), rule.sql, words)
        for number, mart in enumerate(disclosure.marts):
            self._quoted(("mart", number, "sql"), " ".join(mart.sql.values()), words)
        # Sums worked out again speak of rates and dimensions as well, which no cell has.
        words |= {*DIMENSIONS, *RATES}
        for number, derived in enumerate(disclosure.derived):
            self._quoted(("derived", number, "sql"), derived.sql or "", words)

    def _quoted(self, where: tuple[str | int, ...], sql: str, words: Collection[str]) -> None:
        for word in _QUOTED.findall(sql):
            if word not in words:
                raise Fault(where, f"sql の「{word}」は、どの列の値でもありません")


def _identifiers(sql: str) -> list[str]:
    # Values in quotation marks look like identifiers and are none.
    return [word for word in _WORD.findall(_QUOTED.sub("", sql)) if word not in _FUNCTIONS]
