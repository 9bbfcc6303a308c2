"""A submitted file as sheets of cells, whatever its format; and everything else it carries."""

from dataclasses import dataclass, field

from etl.intake.text import Fault, column_letter

MAX_BYTES = 30_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_CELLS = 1_000_000
# Rows times columns, for readers that lay out every cell of a sheet.
MAX_AREA = 4_000_000
# A row below so many blank ones belongs to no table.
GAP = 200


class Unreadable(ValueError):
    """A file that cannot be read; ``rule`` says why, ``row_no`` at which line of a text file."""

    def __init__(self, rule: str, row_no: int | None = None) -> None:
        self.rule, self.row_no = rule, row_no
        super().__init__(rule)


@dataclass(frozen=True)
class Aside:
    """Text outside the table's cells: a comment, an author, a header, a defined name, a text box …"""

    kind: str
    text: str
    sheet: str = ""
    row_no: int | None = None
    column_letter: str = ""


@dataclass(frozen=True)
class Area:
    """A block of cells (merged, or under one rule), counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def shown_or_hidden(cell: object) -> str:
    """A cell's text for who looks for texts: one that is refused for its look, with what stands there."""
    hidden = cell.written if isinstance(cell, Fault) else None
    return f"{cell}{hidden}" if isinstance(hidden, str) else str(cell)


@dataclass
class Sheet:
    """One sheet: ``rows`` of cell values, row 1 first; ``far`` are cells below a gap or right of the last column read.

    ``hidden_rows`` and ``hidden_columns`` count from 0; ``state`` is visible, hidden or veryHidden. ``widths`` are the numbers of
    fields of the lines of a CSV file, whose last has no end when it is ``unended``; ``shapes`` are the cells under what is drawn.
    """

    name: str
    rows: list[list[object]]
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = "visible"
    far: dict[tuple[int, int], object] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)
    unended: bool = False
    shapes: list[Area] = field(default_factory=list)


@dataclass
class Book:
    """A file's sheets; ``meta`` is what its hidden sheet says; ``encoding`` is set for CSV.

    ``asides`` is all other text, for the search for personal information only: it is never kept.
    ``objects`` tells that pictures, embedded files or macros were left out; ``kind`` is the format found in the bytes.
    """

    sheets: list[Sheet]
    kind: str
    meta: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    asides: list[Aside] = field(default_factory=list)
    objects: bool = False

    def texts(self) -> list[Aside]:
        """Everything but the ordinary cells: asides, cells that stand apart, sheet names."""
        names = [Aside("sheet_name", sheet.name, sheet.name) for sheet in self.sheets]
        far = [
            Aside("cell", shown_or_hidden(value), sheet.name, row + 1, column_letter(column))
            for sheet in self.sheets
            for (row, column), value in sheet.far.items()
        ]
        return [*self.asides, *names, *far]


def laid_out(
    cells: dict[tuple[int, int], object],
) -> tuple[list[list[object]], dict[tuple[int, int], object]]:
    """(dense rows up to the first gap, the cells beyond it); blank text counts as nothing."""
    filled = {at: value for at, value in cells.items() if not (isinstance(value, str) and not value.strip())}
    last = -1
    for row in sorted({row for row, _ in filled}):
        if row > last + GAP:
            break
        last = row
    near = {at: value for at, value in filled.items() if at[0] <= last and at[1] < MAX_COLUMNS}
    if last + 1 > MAX_ROWS or len(near) > MAX_CELLS:
        raise Unreadable("PX17")
    width = max((column for _, column in near), default=-1) + 1
    rows: list[list[object]] = [[None] * width for _ in range(last + 1)]
    for (row, column), value in near.items():
        rows[row][column] = value
    return rows, {at: value for at, value in filled.items() if at not in near}
