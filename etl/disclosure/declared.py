"""What ``disclosure.toml`` declares, as SQL over cells, and whether the cells of a load are what it declares."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from etl import workdb
from etl.catalogue import Cells, Disclosure, Relation


class ProtectionError(RuntimeError):
    """The counts cannot be published safely; the message says which relation or cell, in Japanese."""


def where(side: Iterable[Cells]) -> str:
    """The SQL condition of cells that meet any of the conditions."""
    # No condition is no cell: a declaration need not name totals.
    return " or ".join(f"({_all_of(cells)})" for cells in side) or "false"


def _all_of(cells: Cells) -> str:
    parts = [f"table_id = '{cells.table}'"]
    for column, wanted in cells.conditions.items():
        if wanted.dimension is not None:
            parts.append(f"starts_with({column}, '{wanted.dimension}:')")
        else:
            words = ", ".join(f"'{word}'" for word in wanted.words)
            parts.append(f"{column} {'in' if wanted.one_of else 'not in'} ({words})")
    return " and ".join(parts)


def relation_sql(relation: Relation, source: str = "fct_cell") -> str:
    """A query over cells (fiscal year given twice): parent cell and the list of cells that add up to it."""
    # Children in one order, so that an equation told again by another snapshot is seen to be the same.
    return f"""
        select p.cell_id, list(c.cell_id order by c.cell_id)
        from (select * from {source} where fiscal_year = ? and ({where(relation.parent)})) p
        join (select * from {source} where fiscal_year = ? and ({where(relation.child)})) c on {_on(relation)}
        group by p.cell_id order by p.cell_id"""


def _on(relation: Relation) -> str:
    return " and ".join(f"p.{pair.parent} = c.{pair.child}" for pair in relation.on)


def refuse_idle(con: duckdb.DuckDBPyConnection, declared: Disclosure) -> None:
    """Raise ProtectionError for a count of ``fct_cell`` that is declared nowhere, or a relation that joins nothing.

    A relation may find no cell on one side, since a prefecture may have no such count in any year. Where both sides have
    cells and never meet, ``on`` says the wrong thing: the equation that readers know would be dropped in silence.
    """
    # One such count is enough to stop, and the loop runs at most once.
    for year, kind in con.execute(f"""
        select fiscal_year, concat_ws('/', table_id, period, place_kind, from_level, to_level, nullif(category, ''))
        from fct_cell where not ({where(declared.shapes)}) order by cell_id limit 1""").fetchall():
        raise ProtectionError(
            f"{year}年度の件数 {kind} は disclosure.toml のどの [[table]] のセルでもありません（cells）。"
        )
    for relation in declared.relations:
        (met,) = workdb.fetch(
            con,
            f"""
            with p as (select * from fct_cell where {where(relation.parent)}),
            c as (select * from fct_cell where {where(relation.child)})
            select exists (from p) as parents, exists (from c) as children,
                exists (from p join c on p.fiscal_year = c.fiscal_year and {_on(relation)}) as joined""",
        )
        if met["parents"] and met["children"] and not met["joined"]:
            raise ProtectionError(
                f"disclosure.toml の関係 {relation.id} は、どの年度でも親と子が結び付きません。on を確かめてください。"
            )
