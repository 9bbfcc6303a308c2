"""What becomes of each row and cell of one sheet, as far as the file alone decides; the ledger goes on from here."""

from dataclasses import dataclass, field

# A form may stand on several sheets of a file, one per half. The rows of a second sheet are numbered on after the last
# row a sheet can have, so that one number names one row of a file.
SHEET_ROWS = 1_048_576


def place_of(row_no: int) -> tuple[int, int]:
    """(0 for the form's first sheet in the file, row on that sheet)."""
    nth, row = divmod(row_no - 1, SHEET_ROWS)
    return nth, row + 1


@dataclass
class SheetAccount:
    """One sheet's rows and cells; ``good`` is row number → whether the row had to be mended, ``held`` → (its cells, of them
    mended)."""

    sheet: str
    form: str | None
    seen: int
    set_aside: int
    cells: int
    cells_aside: int
    good: dict[int, bool] = field(default_factory=dict)
    held: dict[int, tuple[int, int]] = field(default_factory=dict)

    def count(self, row_no: int, mended: bool, cells: int, cells_mended: int) -> None:
        """Remember a row that may be loaded; all others are refused."""
        self.good[row_no] = mended
        self.held[row_no] = cells, cells_mended

    def refuse(self) -> None:
        """None of the rows is loaded."""
        self.good.clear()
        self.held.clear()
