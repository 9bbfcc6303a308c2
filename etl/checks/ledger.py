"""The ledger of rows: per sheet, every row that carries anything ends loaded, mended, set aside or refused.

``seen = loaded + mended + set_aside + refused`` for every line; nothing vanishes between a file and the tables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

# A form may stand on several sheets of a file, one per half. The rows of a second sheet are numbered on after the last
# row a sheet can have, so that one number names one row of a file.
SHEET_ROWS = 1_048_576


def place_of(row_no: int) -> tuple[int, int]:
    """(0 for the form's first sheet in the file, row on that sheet)."""
    nth, row = divmod(row_no - 1, SHEET_ROWS)
    return nth, row + 1


@dataclass
class Sheetful:
    """One sheet's rows; ``good`` is row number → whether the row had to be mended."""

    sheet: str
    form: str | None
    seen: int
    set_aside: int
    good: dict[int, bool] = field(default_factory=dict)

    def count(self, row_no: int, good: bool, mended: bool) -> None:
        """Remember a row that may be loaded; all others are refused."""
        if good:
            self.good[row_no] = mended


def lines(
    receipt_id: int, sheets: Iterable[Sheetful], refused: bool, dropped: set[tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    """Lines of the table ``ledger``; ``dropped`` are (form, row) that a rule across rows refused later."""
    for one in sheets:
        kept = [
            mended
            for row_no, mended in one.good.items()
            if not refused and (one.form or "", row_no) not in dropped
        ]
        aside = 0 if refused else one.set_aside
        yield {
            "receipt_id": receipt_id,
            "sheet": one.sheet,
            "form": one.form,
            "seen": one.seen,
            "loaded": kept.count(False),
            "mended": kept.count(True),
            "set_aside": aside,
            "refused": one.seen - len(kept) - aside,
        }
