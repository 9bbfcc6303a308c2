"""The ledger: per sheet, every row that carries anything, and every cell with a value, has one fate.

``seen = loaded + mended + set_aside + refused + superseded`` for every line, for its rows and (``cells_*``) for its cells;
``loaded + mended`` of all lines are the rows of ``form_*``. A cell is set aside in headings, notes and sums, refused with its
row or where no column of the form is, and superseded only by a newer submission that counts.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from etl.catalogue import Catalogue
from etl.checks.sheet_account import SHEET_ROWS, SheetAccount
from etl.register import store
from etl.workdb import Connection

_ROWS = f"""
select s.receipt_id, '{{form}}' as form, ((s.row_no - 1) // {SHEET_ROWS})::integer as nth, s.mended, s.cells, s.cells_mended,
    exists (select 1 from {{table}} f where (f.receipt_id, f.row_no) = (s.receipt_id, s.row_no)) as counts,
    exists (select 1 from submission mine
            join submission c using (lg_code, fiscal_year, form, period)
            where c.is_current and not mine.is_current and mine.form = '{{form}}'
                and (mine.receipt_id, mine.period) = (s.receipt_id, s.period)) as replaced,
    exists (select 1 from submission mine
            join submission c using (lg_code, fiscal_year, form, period)
            where c.is_current and c.revision > mine.revision and mine.form = '{{form}}'
                and (mine.receipt_id, mine.period) = (s.receipt_id, s.period)) as newer
from {{sent}} s"""
_BALANCE = """
update ledger l set loaded = n.loaded, mended = n.mended, superseded = n.superseded, set_aside = l.file_aside + n.again,
    refused = l.seen - l.file_aside - n.again - n.loaded - n.mended - n.superseded,
    cells_loaded = n.cells_loaded, cells_mended = n.cells_mended, cells_superseded = n.cells_superseded,
    cells_set_aside = l.cells_file_aside + n.cells_again,
    cells_refused = l.cells_seen - l.cells_file_aside - n.cells_again - n.cells_loaded - n.cells_mended - n.cells_superseded
from (select receipt_id, form, nth, count_if(counts and not mended) as loaded, count_if(counts and mended) as mended,
          count_if(newer) as superseded, count_if(replaced and not newer) as again,
          coalesce(sum(cells - cells_mended) filter (counts), 0)::bigint as cells_loaded,
          coalesce(sum(cells_mended) filter (counts), 0)::bigint as cells_mended,
          coalesce(sum(cells) filter (newer), 0)::bigint as cells_superseded,
          coalesce(sum(cells) filter (replaced and not newer), 0)::bigint as cells_again
      from ({rows}) group by all) n
where (l.receipt_id, l.form, l.nth) = (n.receipt_id, n.form, n.nth)"""


def lines(receipt_id: int, sheets: Iterable[SheetAccount], refused: bool) -> Iterator[dict[str, Any]]:
    """Lines of the table ``ledger`` as the file alone has them; ``nth`` counts the sheets of one form from 0."""
    before: dict[str | None, int] = {}
    for account in sheets:
        nth = before[account.form] = before.get(account.form, -1) + 1
        kept = [] if refused else list(account.good.values())
        cells = 0 if refused else sum(held for held, _ in account.held.values())
        cells_mended = 0 if refused else sum(mended for _, mended in account.held.values())
        # Of a refused file nothing was set aside on purpose: all of it was refused.
        aside, cells_aside = (0, 0) if refused else (account.set_aside, account.cells_aside)
        yield {
            "receipt_id": receipt_id,
            "sheet": account.sheet,
            "form": account.form,
            "nth": nth,
            "seen": account.seen,
            "loaded": kept.count(False),
            "mended": kept.count(True),
            "set_aside": aside,
            "refused": account.seen - len(kept) - aside,
            "superseded": 0,
            "file_aside": aside,
            "cells_seen": account.cells,
            "cells_loaded": cells - cells_mended,
            "cells_mended": cells_mended,
            "cells_set_aside": cells_aside,
            "cells_refused": account.cells - cells - cells_aside,
            "cells_superseded": 0,
            "cells_file_aside": cells_aside,
        }


def balance(con: Connection, catalogue: Catalogue) -> None:
    """Say what became of the rows at last: rules across files refuse some, newer revisions supersede others."""
    rows = " union all ".join(
        _ROWS.format(form=form.id, table=store.table_name(form), sent=store.sent_name(form))
        for form in catalogue.forms.values()
    )
    con.execute(_BALANCE.format(rows=rows))
