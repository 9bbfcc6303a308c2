"""What a submission must look like: forms, their columns, and the rules that check them."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from etl.catalogue.base import Model, Said

ColumnType = Literal[
    "code",
    "codes",
    "count",
    "integer",
    "flag",
    "date",
    "fiscal_year",
    "text",
    "lg_code",
    "lg_codes",
    "percent",
]


class AtLeast(Model):
    """A condition on a number."""

    minimum: int


class Column(Model):
    """One column of a form.

    ``ja`` is the printed header, unit included. ``max_length`` counts the characters of a text; ``maximum`` bounds a
    number, and the number of codes in a ``codes`` column. ``blank`` is the code that an empty cell stands for (未回答).

    ``when``: a conditional column is required where every column named has one of the codes given, or at least the
    number. It is printed on the form and is what the rule ``asked_by`` asks for; where it is not met, a filled cell is
    taken as it is (``otherwise`` free) or asked about (ask). ``kept`` says why a column is kept for the record though no
    mart and no rule reads it. ``formerly``: definitions of forms given out before, which still come back.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)
    type: ColumnType
    list: str | None = None
    required: Literal["yes", "no", "conditional"] = "no"
    when: dict[str, tuple[str, ...] | AtLeast] | None = None
    asked_by: str = "VR09"
    otherwise: Literal["free", "ask"] = "free"
    kept: Said | None = None
    blank: str | None = None
    unit: str | None = None
    unit_en: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    aliases: tuple[str, ...] = ()
    definition: Said | None = None
    formerly: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.type in ("code", "codes")) != (self.list is not None):
            raise ValueError("list は type が code・codes の列にだけ、必ず書きます")
        if (self.required == "conditional") != bool(self.when):
            raise ValueError("when は required が conditional の列にだけ、必ず書きます")
        # Written at all, if only as the default, they would claim a condition that is not there.
        if not self.when and {"asked_by", "otherwise"} & self.model_fields_set:
            raise ValueError("asked_by と otherwise は required が conditional の列にだけ書きます")
        if self.type == "count" and not (self.unit and self.unit_en):
            raise ValueError("count の列には unit と unit_en が必要です")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("minimum が maximum を超えています")
        return self


class Form(Model):
    """The contract of one form. Keys that are not among its columns come from the cover sheet or the file.

    ``optional``: no rows is a full answer (no practice to tell, no training held).
    """

    id: str = Field(pattern=r"^F[0-7P]$")
    # 31 characters are the most that Excel lets a sheet be called by.
    sheet: str = Field(min_length=1, max_length=31)
    ja: str
    en: str
    periods: tuple[Literal["FY", "H1", "H2"], ...] = Field(min_length=1)
    optional: bool = False
    grain: tuple[str, ...]
    guidance: Said
    columns: tuple[Column, ...] = Field(alias="column", min_length=1)

    @field_validator("columns")
    @classmethod
    def _headers_differ(cls, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        seen: set[str] = set()
        for column in columns:
            # A set: a column may be called by its own name twice, two columns may not share one.
            for text in {column.name, column.ja, *column.aliases}:
                if text in seen:
                    raise ValueError(f"見出し・別名「{text}」が二つの列にあります")
                seen.add(text)
        return columns

    @model_validator(mode="after")
    def _grain_known(self) -> Self:
        unknown = (
            # These three stand on the cover sheet or in the file, never among a form's columns.
            set(self.grain) - {column.name for column in self.columns} - {"lg_code", "fiscal_year", "period"}
        )
        if unknown:
            raise ValueError(f"grain の {'・'.join(sorted(unknown))} は、この様式の列ではありません")
        return self

    @model_validator(mode="after")
    def _conditions_known(self) -> Self:
        names = {column.name for column in self.columns}
        for column in self.columns:
            if unknown := set(column.when or ()) - names:
                raise ValueError(
                    f"{column.name} の when の {'・'.join(sorted(unknown))} は、この様式の列ではありません"
                )
        return self

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


class Rule(Model):
    """A check of submissions: ``sql`` (cross-checks) selects the offending rows of the work tables.

    ``title`` names the rule without any submitted value; ``message`` says what is wrong and how to mend it (where, and
    the value, are put before it; ``{other}`` stands for the cell it disagrees with). ``quarantine`` holds a file back
    until a person has looked at it. ``asks``: a number may stand in the wrong place, and only the sender can tell; the file
    is not ready until he has answered, by a correction or by sending the same answers in a higher revision. ``when``: the
    condition in the words of the instructions, with its thresholds, so that anyone can tell on paper what is asked about.
    ``compares_counts``: a finding says something about counts of people or cases that may be hidden, and is told to its
    sender alone, never published. ``rows_of``: forms of which the rule misses or sums up rows; where a row of theirs was refused
    for another fault, that fault is told alone.
    """

    id: str = Field(pattern=r"^(VR|PX|PI)\d{2}$")
    severity: Literal["fix", "warn", "error", "quarantine", "refuse"]
    asks: bool = False
    compares_counts: bool = False
    rows_of: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    when: str | None = None
    title: Said
    message: Said
    basis: str | None = None
    sql: str | None = None

    @model_validator(mode="after")
    def _says_when_and_asks_of_what_is_kept(self) -> Self:
        if self.id.startswith("VR") and not self.when:
            raise ValueError("when に、どのようなときに確かめるかを書いてください")
        if self.asks and self.severity != "warn":
            raise ValueError("asks は severity が warn の規則にだけ書きます（ほかの規則は自ら止めます）")
        return self
