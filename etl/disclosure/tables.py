"""The declared system: published cells and how they add up, read from the facts by ``disclosure.toml``.

One system per fiscal year (5 of the design: "one linked system"). Cells at zero are published and drop out of
every relation; latent cells are never published but follow from published ones, so they are hidden from the start.
"""

import math
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.disclosure.model import Insider, Protection, Relation, Table

_KEYS = "table_id, period, place_kind, place_code, from_level, from_code, to_level, to_code, category"


@dataclass(frozen=True)
class System:
    """The table of one fiscal year; ``cell_ids[i]`` is the row of ``fct_cell`` behind cell ``i``."""

    fiscal_year: int
    cell_ids: tuple[int, ...]
    latent: frozenset[int]
    table: Table


def declaration(catalogue: Path) -> dict[str, Any]:
    """Read ``disclosure.toml``."""
    with (catalogue / "disclosure.toml").open("rb") as file:
        return tomllib.load(file)


def years(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Fiscal years that have any protected cell, in order."""
    return [row[0] for row in con.execute("select distinct fiscal_year from fct_cell order by 1").fetchall()]


def system(con: duckdb.DuckDBPyConnection, declared: dict[str, Any], fiscal_year: int) -> System:
    """Build the linked table of one year from ``fct_cell``."""
    rows = con.execute(
        f"select cell_id, value, latent, population, {_KEYS} from fct_cell where fiscal_year = ? order by cell_id",
        [fiscal_year],
    ).fetchall()
    index = {row[0]: i for i, row in enumerate(rows)}
    latent = frozenset(i for i, row in enumerate(rows) if row[2])
    primary = _primary(rows, declared["threshold"])
    table = Table(
        values=tuple(row[1] for row in rows),
        relations=_relations(con, declared, fiscal_year, index),
        primary=primary,
        cost=tuple(0.0 if row[2] else _cost(row, declared["cost"]) for row in rows),
        lower_bound=tuple(0 if row[2] else 1 for row in rows),
        public=frozenset(i for i, row in enumerate(rows) if _always_published(row, declared["threshold"])),
        names=tuple("/".join(str(part) for part in row[4:] if part) for row in rows),
        insiders=_insiders(rows, primary),
    )
    return System(fiscal_year, tuple(index), latent, table)


def _primary(rows: list[tuple[Any, ...]], threshold: dict[str, int]) -> tuple[Protection, ...]:
    """Counts from 1 to k−1, every count of a very small municipality, and latent cells (hidden in any case)."""
    k = threshold["k"]
    protections = []
    for i, (_, value, latent, population, _, _, place_kind, *_) in enumerate(rows):
        tiny = place_kind == "municipality" and population < threshold["small_population"]
        if value < k or tiny:
            protections.append(Protection(i, lower=value - 1, upper=max(k - value, 0)))
        elif latent:
            protections.append(Protection(i, lower=0, upper=0))
    return tuple(protections)


def _cost(row: tuple[Any, ...], weights: dict[str, float]) -> float:
    place_kind, levels = row[6], (row[8], row[10])
    weight = weights[place_kind]
    for level in levels:
        weight *= weights.get(level, 1.0)
    return round(math.log2(1 + row[1]) * weight, 6)


def _always_published(row: tuple[Any, ...], threshold: dict[str, int]) -> bool:
    """Totals of the prefecture per year stay whenever they reach k (5-disclosure: complementary)."""
    _, value, latent, _, table_id, period, place_kind, _, from_level, _, to_level, *_ = row
    is_total = table_id == "flow" and from_level == to_level == "total"
    return bool(
        not latent and place_kind == "prefecture" and period == "FY" and is_total and value >= threshold["k"]
    )


def _insiders(rows: list[tuple[Any, ...]], primary: tuple[Protection, ...]) -> tuple[Insider, ...]:
    """Each municipality knows its own counts and must not learn a protected one of another."""
    own: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row[6] == "municipality":
            own[row[7]].append(i)
    guarded = {need.cell for need in primary if need.lower or need.upper}
    others = {name: sorted(guarded & {i for o, c in own.items() if o != name for i in c}) for name in own}
    return tuple(Insider(name, tuple(own[name]), tuple(others[name])) for name in sorted(own) if others[name])


def _relations(
    con: duckdb.DuckDBPyConnection, declared: dict[str, Any], fiscal_year: int, index: dict[int, int]
) -> tuple[Relation, ...]:
    relations = []
    for rule in declared["relation"]:
        rows = con.execute(relation_sql(rule), [fiscal_year, fiscal_year]).fetchall()
        for parent, children in rows:
            terms = ((index[parent], -1), *((index[child], 1) for child in children))
            relations.append(Relation(f"{rule['id']}:{parent}", terms))
    return tuple(relations)


def relation_sql(rule: dict[str, Any]) -> str:
    """A query over ``fct_cell`` (fiscal year given twice): parent cell and the list of cells that add up to it."""
    pairs = (part.split("=") if "=" in part else (part, part) for part in rule["on"])
    on = " and ".join(f"p.{left.strip()} = c.{right.strip()}" for left, right in pairs)
    return f"""
        select p.cell_id, list(c.cell_id order by c.cell_id)
        from (select * from fct_cell where fiscal_year = ? and {rule["parent"]}) p
        join (select * from fct_cell where fiscal_year = ? and {rule["child"]}) c on {on}
        group by p.cell_id order by p.cell_id"""
