"""Audit of a finished snapshot by subtraction: can any published margin give a hidden count back?

Reads the snapshot only, as any reader could, and the declared relations. A relation with a single unknown cell
gives that cell away; a remainder that is never published (``unpublished``) must not come out between 1 and k−1.
"""

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.disclosure.tables import relation_sql

_CELLS = """
create temp table fct_cell as
with cell as (
    select fiscal_year, 'flow' as table_id, period, place_kind, place_code, from_level, from_code, to_level, to_code,
        '' as category, value, state
    from snap.mart_linkage_flow
    union all
    select fiscal_year, 'place', 'FY', 'municipality', lg_code, 'total', 'total', if(to_code = '', 'kind', 'code'),
        if(to_code = '', to_kind, to_code), to_kind, value, state
    from snap.mart_linkage_place
    union all
    select fiscal_year, 'breakdown', 'FY', place_kind, place_code, from_level, from_code, 'total', 'total',
        dimension || ':' || category, value, state
    from snap.mart_linkage_breakdown
    union all
    select fiscal_year, 'support', period, place_kind, place_code, 'total', 'total', 'total', 'total', measure_code,
        value, state
    from snap.mart_linkage_support
    union all
    select fiscal_year, 'case', 'FY', place_kind, place_code, 'total', 'total', 'total', 'total', body_code, value, state
    from snap.mart_linkage_case
)
select row_number() over () as cell_id, c.*, f.extra ->> 'sector6' as from_sector,
    t.extra ->> 'sector6' as to_sector, m.area_code
from cell c
left join snap.dim_code f on f.list = 'agencies' and f.code = c.from_code
left join snap.dim_code t on t.list = 'agencies' and t.code = c.to_code
left join snap.dim_municipality m on m.lg_code = c.place_code
where c.state in ('value', 'suppressed')"""


@dataclass(frozen=True)
class Audit:
    """What subtraction finds: cells above zero, hidden ones, relations tried and counts recovered (must be 0)."""

    snapshot: str
    systems: int
    cells: int
    hidden: int
    relations: int
    recovered: int
    first: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def audit(snapshot: Path, declared: dict[str, Any]) -> Audit:
    """Try every declared relation of every fiscal year of a snapshot file."""
    began = time.perf_counter()
    with duckdb.connect() as con:
        con.execute(f"attach '{str(snapshot).replace(chr(39), chr(39) * 2)}' as snap (read_only)")
        con.execute(_CELLS)
        cells = dict(con.execute("select cell_id, value from fct_cell").fetchall())
        years = [
            row[0] for row in con.execute("select distinct fiscal_year from fct_cell order by 1").fetchall()
        ]
        tried, found = 0, []
        for year in years:
            for rule in declared["relation"]:
                for parent, children in con.execute(relation_sql(rule), [year, year]).fetchall():
                    tried += 1
                    if _gives_away(cells, parent, children, rule, declared["threshold"]["k"]):
                        found.append(f"{year} {rule['id']} {_name(con, parent)}")
    return Audit(
        snapshot=snapshot.stem,
        systems=len(years),
        cells=sum(value != 0 for value in cells.values()),
        hidden=sum(value is None for value in cells.values()),
        relations=tried,
        recovered=len(found),
        first=found[0] if found else "",
        seconds=round(time.perf_counter() - began, 2),
    )


def _gives_away(
    cells: dict[int, int | None], parent: int, children: list[int], rule: dict[str, Any], k: int
) -> bool:
    """A remainder of zero is a count the sender itself withheld: it stands in no total, so no total tells it."""
    unknown = sum(cells[cell] is None for cell in (parent, *children))
    shown = sum(cells[child] or 0 for child in children)
    if rule.get("unpublished"):
        return unknown == 0 and 1 <= (cells[parent] or 0) - shown < k
    return unknown == 1 and abs((cells[parent] or 0) - shown) > 0


def _name(con: duckdb.DuckDBPyConnection, cell: int) -> str:
    row = con.execute(
        "select columns(* exclude (cell_id, value)) from fct_cell where cell_id = ?", [cell]
    ).fetchone()
    return "/".join(str(part) for part in row or () if part)
