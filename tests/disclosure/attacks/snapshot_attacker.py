"""One who reads a finished snapshot as anyone can, and asks linear programs what the hidden counts may be.

Written from the forms and the description of the tables: the unknowns are the counts that a municipality writes down, and
every published figure is a sum of them. It shares nothing with the method or the audit.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import highspy
import numpy as np
from scipy.sparse import coo_array

Key = tuple[object, ...]
FREE = highspy.kHighsInf
PARTS = {"consented": "not_consented", "established": "not_established", "joint": "not_joint"}


@dataclass
class Model:
    """Counts as columns with their bounds, and sums that must be zero; ``shown`` are the published figures' columns."""

    columns: dict[Key, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    sums: list[list[tuple[int, int]]] = field(default_factory=list)
    hidden: list[Key] = field(default_factory=list)

    def column(self, key: Key, low: float = 0, high: float = FREE) -> int:
        if key not in self.columns:
            self.columns[key] = len(self.low)
            self.low.append(low)
            self.high.append(high)
        return self.columns[key]

    def figure(self, key: Key, value: int | None, parts: Iterable[int]) -> None:
        """A published figure, or an x (None, at least 1), that is the sum of these columns."""
        at = self.column(key, 1 if value is None else value, FREE if value is None else value)
        self.sums.append([(at, -1), *((part, 1) for part in parts)])
        if value is None:
            self.hidden.append(key)


def read(snapshot: Path, year: int, sent_as_x: Container[Key] = ()) -> Model:
    """Everything that the published tables of one fiscal year say about people and cases.

    ``sent_as_x`` names figures that a municipality sent as x, which no total holds: readers cannot tell them apart, so
    an attacker who is told is the stronger one.
    """
    with duckdb.connect(snapshot, read_only=True) as con:
        return _Reader(con, year, sent_as_x).model


class _Reader:
    """Keys of figures: table, period, place kind, place, from level, from, to level, to, category."""

    def __init__(self, con: duckdb.DuckDBPyConnection, year: int, sent_as_x: Container[Key]) -> None:
        self.con, self.year, self.sent_as_x, self.model = con, year, sent_as_x, Model()
        self.sector = dict(
            con.execute("select code, extra->>'sector6' from dim_code where list = 'agencies'").fetchall()
        )
        self.area = dict(
            con.execute("select lg_code, area_code from dim_municipality where in_prefecture").fetchall()
        )
        self.flow = self._rows(
            "flow", "period, place_kind, place_code, from_level, from_code, to_level, to_code"
        )
        self.atoms: list[tuple[str, str, str, str, int]] = []
        self._referrals()
        self._parts()
        self._places()
        self._counts("support", "F5", "period, place_kind, place_code, measure_code")
        self._counts("case", "F1", "'FY', place_kind, place_code, body_code")

    def _rows(self, table: str, key: str) -> dict[Key, int | None]:
        rows = self.con.execute(
            f"select {key}, value from mart_linkage_{table} where fiscal_year = ? and state in ('value', 'suppressed')",
            [self.year],
        ).fetchall()
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _answered(self, form: str) -> set[tuple[str, str]]:
        return set(
            self.con.execute(
                """select lg_code, period from mart_quality_submission
                where fiscal_year = ? and form = ? and status in ('accepted', 'warned')""",
                [self.year, form],
            ).fetchall()
        )

    def _within(self, place_kind: object, place: object, lg_code: str) -> bool:
        return place_kind == "prefecture" or place in (lg_code, self.area.get(lg_code))

    def _referrals(self) -> None:
        fine = {key[2] for key in self.flow if key[1] == "municipality" and key[3] == "sector"}
        pairs = {
            (key[0], key[4], key[6])
            for key in self.flow
            if key[1] == "prefecture" and key[3] == key[5] == "agency"
        }
        halves = {period for period, *_ in pairs} - {"FY"}
        sends = {(key[2], key[4]) for key in self.flow if key[1] == "municipality" and key[3] == "agency"}
        takes = {(key[2], key[6]) for key in self.flow if key[1] == "municipality" and key[5] == "agency"}
        for lg_code, period in sorted(self._answered("F3")):
            known = pairs if halves else {(period, a, b) for _, a, b in pairs}
            for half, a, b in sorted(known):
                if half == period and lg_code in self.area:
                    if lg_code in fine and ((lg_code, a) not in sends or (lg_code, b) not in takes):
                        continue
                    at = self.model.column(("f", lg_code, half, a, b))
                    self.atoms.append((lg_code, half, a, b, at))
        for key, value in self.flow.items():
            self.model.figure(("flow", *key, ""), value, self._sent(*key))

    def _sent(
        self, period: object, kind: object, place: object, fl: object, fc: object, tl: object, tc: object
    ) -> list[int]:
        def fits(level: object, code: object, agency: str) -> bool:
            return level == "total" or code == (agency if level == "agency" else self.sector[agency])

        return [
            at
            for lg, half, a, b, at in self.atoms
            if period in ("FY", half)
            and self._within(kind, place, lg)
            and fits(fl, fc, a)
            and fits(tl, tc, b)
        ]

    def _parts(self) -> None:
        """同意・経路・結果 divide what a municipality sent; 多機関協働 is read off the agencies themselves."""
        rows = self._rows("breakdown", "place_kind, place_code, from_level, from_code, dimension, category")
        kinds = {
            dimension: sorted({key[5] for key in rows if key[4] == dimension})
            for dimension in ("consent", "channel", "outcome")
        }
        places = sorted({lg for lg, *_ in self.atoms})
        sectors = sorted(set(self.sector.values()))
        for lg in places:
            whole = self._sent("FY", "municipality", lg, "total", "total", "total", "total")
            for s in sectors:
                sent = self._sent("FY", "municipality", lg, "sector", s, "total", "total")
                told = [self.model.column(("consent", lg, s, c)) for c in kinds["consent"]]
                self.model.sums.append([*((at, 1) for at in told), *((at, -1) for at in sent)])
            told = [self.model.column(("channel", lg, c)) for c in kinds["channel"]]
            self.model.sums.append([*((at, 1) for at in told), *((at, -1) for at in whole)])
            for c in kinds["outcome"]:
                told = [self.model.column(("outcome", lg, c)), self.model.column(("outcome", lg, f"not_{c}"))]
                self.model.sums.append([*((at, 1) for at in told), *((at, -1) for at in whole)])
        for (kind, place, fl, fc, dimension, category), value in rows.items():
            inside = [lg for lg in places if self._within(kind, place, lg)]
            key = ("breakdown", "FY", kind, place, fl, fc, "total", "total", f"{dimension}:{category}")
            if dimension == "consent":
                parts = [
                    self.model.column(("consent", lg, s, category))
                    for lg in inside
                    for s in sectors
                    if fl == "total" or s == fc
                ]
            elif dimension == "coordinator":
                own = {"in": (False, True), "out": (True, False), "own": (True, True)}[str(category)]
                parts = [
                    at
                    for lg, _, a, b, at in self.atoms
                    if lg in set(inside) and (a == "A10", b == "A10") == own
                ]
            else:
                parts = [self.model.column((dimension, lg, category)) for lg in inside]
            self.model.figure(key, value, parts)
            if category in PARTS:
                whole = self._sent("FY", kind, place, fl, fc, "total", "total")
                rest = self.model.column((*key[:-1], f"{dimension}:{PARTS[str(category)]}"))
                self.model.sums.append([(rest, 1), (self.model.columns[key], 1), *((at, -1) for at in whole)])

    def _places(self) -> None:
        rows = self._rows("place", "lg_code, to_kind, to_code")
        for (lg, kind, code), value in rows.items():
            if not code:
                parts = [
                    self.model.column(("to", lg, kind, c)) for m, k, c in rows if (m, k) == (lg, kind) and c
                ]
                parts = parts or [self.model.column(("to", lg, kind, ""))]
                key = ("place", "FY", "municipality", lg, "total", "total", "kind", kind, kind)
                self.model.figure(key, value, parts)
        for (lg, kind, code), value in rows.items():
            if code:
                key = ("place", "FY", "municipality", lg, "total", "total", "code", code, kind)
                self.model.figure(key, value, [self.model.column(("to", lg, kind, code))])
        for lg in sorted({str(key[0]) for key in rows}):
            whole = self._sent("FY", "municipality", lg, "total", "total", "total", "total")
            told = [at for key, at in self.model.columns.items() if key[:2] == ("to", lg)]
            if whole and told:
                self.model.sums.append([*((at, 1) for at in told), *((at, -1) for at in whole)])

    def _counts(self, table: str, form: str, columns: str) -> None:
        rows = self._rows(table, columns)
        halves = sorted({p for p, *_ in rows if p != "FY"}) or ["FY"]
        own = {key for key in rows if key[1] == "municipality"}
        for key, value in rows.items():
            period, kind, place, item = key
            told = [k for k in own if k[3] == item and self._within(kind, place, str(k[2]))]
            # a municipality whose figure of a period is published has written something for it
            parts = [
                self.model.column((table, k[2], k[0], item))
                for k in told
                if k[0] in halves
                and period in ("FY", k[0])
                and (
                    (kind == "municipality" and period != "FY")
                    or (table, *k[:3], *("total",) * 4, item) not in self.sent_as_x
                )
            ]
            key = (table, period, kind, place, *("total",) * 4, item)
            x_inside = any(
                (table, half, kind, place, *("total",) * 4, item) in self.sent_as_x for half in halves
            )
            if value is None and period == "FY" and x_inside:
                parts.append(self.model.column(("unknown", *key)))
            self.model.figure(key, value, parts)
        if table == "support":
            for period, kind, place, item in rows:
                if item == "N01" and (period, kind, place, "N02") in rows:
                    whole_, part_ = rows[(period, kind, place, "N01")], rows[(period, kind, place, "N02")]
                    if whole_ is not None and part_ is not None and whole_ < part_:
                        continue  # a form may contradict itself; what it says is still what is summed
                    stem = (table, period, kind, place, *("total",) * 4)
                    rest = self.model.column((*stem, "N01:rest"))
                    whole, part = (self.model.columns[(*stem, item)] for item in ("N01", "N02"))
                    self.model.sums.append([(rest, 1), (part, 1), (whole, -1)])


def both(before: Model, after: Model, changed: Container[Key]) -> Model:
    """Two snapshots as one model: what a municipality wrote is the same in both unless it is among the changed."""
    joint = Model()
    for name, model in (("before", before), ("after", after)):
        first = len(joint.low)
        for key, at in model.columns.items():
            joint.column((name, *key), model.low[at], model.high[at])
        joint.sums += [[(first + at, weight) for at, weight in terms] for terms in model.sums]
        joint.hidden += [(name, *key) for key in model.hidden]
    for key in before.columns.keys() | after.columns.keys():
        if len(key) == 9 or key[0] == "unknown" or key in changed:
            continue
        told = [joint.columns[(name, *key)] for name in ("before", "after") if (name, *key) in joint.columns]
        if len(told) == 2:
            joint.sums.append([(told[0], 1), (told[1], -1)])
        else:
            joint.high[told[0]] = 0
    return joint


class Attacker:
    """Asks a model for the least and the most that a figure may be; remembers every table seen on the way."""

    def __init__(self, model: Model, knows: Mapping[Key, int] | None = None) -> None:
        self.model, self.programs = model, 0
        low, high = np.array(model.low), np.array(model.high)
        for key, value in (knows or {}).items():
            at = model.columns.get(key)
            if at is not None:
                low[at] = high[at] = value
        rows = [(i, at, w) for i, terms in enumerate(model.sums) for at, w in terms]
        i, at, w = np.array(rows).T
        size = (len(model.sums), len(low))
        matrix = coo_array((w.astype(float), (i, at)), shape=size).tocsr()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size[1], size[0]
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(size[1]), low, high
        lp.row_lower_ = lp.row_upper_ = np.zeros(size[0])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = (
            matrix.indptr,
            matrix.indices,
            matrix.data,
        )
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.passModel(lp)
        self.cost = np.zeros(size[1])
        self.least, self.most = np.full(size[1], FREE), np.full(size[1], -FREE)
        self.consistent = self._run()

    def _run(self) -> bool:
        self.programs += 1
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            found = np.array(self.solver.getSolution().col_value)
            self.least = np.minimum(self.least, found)
            self.most = np.maximum(self.most, found)
            self.solver.setOptionValue("presolve", "off")
            self.solver.setOptionValue("simplex_strategy", 4)  # primal: only the question changes
            return True
        return False

    def _ask(self, wish: Mapping[int, float]) -> bool:
        for at in np.flatnonzero(self.cost).tolist():
            self.solver.changeColCost(at, 0.0)
        self.cost[:] = 0
        for at, weight in wish.items():
            self.solver.changeColCost(at, weight)
            self.cost[at] = weight
        return self._run()

    def ends(self, key: Key) -> tuple[float, float]:
        """The least and the most (infinite where nothing bounds it)."""
        at = self.model.columns[key]
        low = self.least[at] if self._ask({at: 1.0}) else -FREE
        high = self.most[at] if self._ask({at: -1.0}) else FREE
        return float(low), float(high)

    def narrowed(self, keys: Iterable[Key], width: float) -> dict[Key, tuple[float, float]]:
        """Those of the figures whose range is narrower than the width, with their ends."""
        found: dict[Key, tuple[float, float]] = {}
        wanted = [key for key in keys if key in self.model.columns]
        at = np.array([self.model.columns[key] for key in wanted], int)
        draw = np.random.default_rng(1)
        for _ in range(4):
            sides = draw.choice((-1.0, 1.0), len(at))
            self._ask(dict(zip(at.tolist(), sides.tolist(), strict=True)))
        for key, column in zip(wanted, at.tolist(), strict=True):
            if self.most[column] - self.least[column] < width - 1e-6:
                low, high = self.ends(key)
                if high - low < width - 1e-6:
                    found[key] = (low, high)
        return found
