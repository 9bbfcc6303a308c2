"""The ledger of rows: per sheet, every row that carries anything ends loaded, mended, set aside, refused or superseded.

``seen = loaded + mended + set_aside + refused + superseded`` for every line, and ``loaded + mended`` of all lines are the
rows of ``form_*``; nothing vanishes between a file and the tables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from etl.catalogue import Catalogue
from etl.checks import store
from etl.checks.store import Connection

# A form may stand on several sheets of a file, one per half. The rows of a second sheet are numbered on after the last
# row a sheet can have, so that one number names one row of a file.
SHEET_ROWS = 1_048_576
_ROWS = f"""
select s.receipt_id, '{{form}}' as form, ((s.row_no - 1) // {SHEET_ROWS})::integer as nth, s.mended,
    exists (select 1 from {{table}} f where (f.receipt_id, f.row_no) = (s.receipt_id, s.row_no)) as counts,
    exists (select 1 from submission c where c.is_current and c.form = '{{form}}'
            and (c.receipt_id, c.period) = (s.receipt_id, s.period)) as newest
from {{sent}} s"""
_SETTLE = """
update ledger l set loaded = n.loaded, mended = n.mended, superseded = n.superseded,
    refused = l.seen - l.set_aside - n.loaded - n.mended - n.superseded
from (select receipt_id, form, nth, count_if(counts and not mended) as loaded, count_if(counts and mended) as mended,
          count_if(not newest) as superseded
      from ({rows}) group by all) n
where (l.receipt_id, l.form, l.nth) = (n.receipt_id, n.form, n.nth)"""


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


def lines(receipt_id: int, sheets: Iterable[Sheetful], refused: bool) -> Iterator[dict[str, Any]]:
    """Lines of the table ``ledger`` as the file alone has them; ``nth`` counts the sheets of one form from 0."""
    before: dict[str | None, int] = {}
    for one in sheets:
        nth = before[one.form] = before.get(one.form, -1) + 1
        kept = [] if refused else list(one.good.values())
        aside = 0 if refused else one.set_aside
        yield {
            "receipt_id": receipt_id,
            "sheet": one.sheet,
            "form": one.form,
            "nth": nth,
            "seen": one.seen,
            "loaded": kept.count(False),
            "mended": kept.count(True),
            "set_aside": aside,
            "refused": one.seen - len(kept) - aside,
            "superseded": 0,
        }


def settle(con: Connection, catalogue: Catalogue) -> None:
    """Say what became of the rows at last: rules across files refuse some, newer revisions supersede others."""
    rows = " union all ".join(
        _ROWS.format(form=form.id, table=store.table_name(form), sent=store.sent_name(form))
        for form in catalogue.forms.values()
    )
    con.execute(_SETTLE.format(rows=rows))
