"""Additive tables to try the engine on: two-way tables and a whole prefecture-year of linked tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from etl.suppression import Insider, Protection, Relation, Table

Key = tuple[Hashable, ...]
SECTORS = (8, 5, 6, 5, 4, 6)  # agency categories in each of the six sectors
SPLITS = (("R4", 3), ("R5", 3), ("R6", 6))
K = 10


def two_way(rows: int, columns: int, seed: int = 0, small: float = 0.2, k: int = K) -> Table:
    """A rows × columns table with margins; about `small` of its inner cells are counts from 1 to k−1."""
    rng = np.random.default_rng(seed)
    large = rng.integers(k, 100, (rows, columns))
    inner = np.where(rng.random((rows, columns)) < small, rng.integers(1, k, (rows, columns)), large)
    book = Book()
    for i, j in np.ndindex(rows, columns):
        for key in ((i, j), (i, "計"), ("計", j), ("計", "計")):
            book.add(key, int(inner[i, j]))
    for i in (*range(rows), "計"):
        book.relate((i, "計"), ((i, j) for j in range(columns)))
    for j in (*range(columns), "計"):
        book.relate(("計", j), ((i, j) for i in range(rows)))
    return book.table(k)


def prefecture(municipalities: int, areas: int, seed: int = 0, insiders: bool = True) -> Table:
    """Tables R1–R8, S1 and B1 of one fiscal year, linked, with dirty small counts and many zeros."""
    book, rng = Book(), np.random.default_rng(seed)
    sizes = np.clip(rng.lognormal(0, 1.0, municipalities), 0.05, 12)
    for m, size in enumerate(sizes.tolist()):
        area = m * areas // municipalities
        _referrals(book, rng, m, area, size)
        _support(book, rng, m, area, size)
    _relate_referrals(book, municipalities, areas)
    _relate_support(book, municipalities, areas)
    table = book.table(K)
    return book.with_insiders(table, municipalities, areas) if insiders else table


class Book:
    """Counts under keys, and the sums that tie them."""

    def __init__(self) -> None:
        self.counts: dict[Key, int] = defaultdict(int)
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []

    def add(self, key: Key, count: int) -> None:
        self.counts[key] += count

    def relate(self, total: Key, parts: Iterable[Key]) -> None:
        self.sums.append((total, tuple(parts)))

    def table(self, k: int) -> Table:
        keys, values = list(self.counts), tuple(self.counts.values())
        index = {key: at for at, key in enumerate(keys)}
        return Table(
            values=values,
            relations=tuple(self._relations(index)),
            primary=tuple(Protection(i, v - 1, k - v) for i, v in enumerate(values) if 0 < v < k),
            cost=tuple(_weight(key) * math.log1p(v) for key, v in zip(keys, values, strict=True)),
            lower_bound=(1,) * len(values),
            names=tuple("/".join(map(str, key)) for key in keys),
        )

    def _relations(self, index: dict[Key, int]) -> Iterator[Relation]:
        for total, parts in self.sums:
            terms = [(index[p], 1) for p in parts if p in index]
            if total in index:
                yield Relation("/".join(map(str, total)), (*terms, (index[total], -1)))

    def with_insiders(self, table: Table, municipalities: int, areas: int) -> Table:
        """Each municipality knows its own counts and attacks the others of its area."""
        own: dict[int, list[int]] = defaultdict(list)
        for at, key in enumerate(self.counts):
            if key[1] == "市町村" and isinstance(key[2], int):
                own[key[2]].append(at)
        primary = {p.cell for p in table.primary}
        seen = []
        for m in range(municipalities):
            others = [o for o in _members(m * areas // municipalities, municipalities, areas) if o != m]
            protects = tuple(c for o in others for c in own[o] if c in primary)
            seen.append(Insider(f"市町村{m}", tuple(own[m]), protects))
        return replace(table, insiders=tuple(seen))


def _members(area: int, municipalities: int, areas: int) -> list[int]:
    return [m for m in range(municipalities) if m * areas // municipalities == area]


def _weight(key: Key) -> float:
    place = {"県": 8.0, "圏域": 4.0}.get(str(key[1]), 1.0)
    totals = sum(1 for part in key[2:] if part in ("計", "FY"))
    return place * (1 + totals)


def _sector_of(category: int) -> str:
    return f"S{int(np.searchsorted(np.cumsum(SECTORS), category, side='right'))}"


def _referrals(book: Book, rng: np.random.Generator, m: int, area: int, size: float) -> None:
    """F3 rows of one municipality, added to every table that counts them."""
    categories = sum(SECTORS)
    liking = rng.dirichlet(np.full(categories, 0.35))
    for _ in range(int(12 + 40 * min(size, 3))):
        a, b = rng.choice(categories, 2, p=liking * 0.7 + 0.3 / categories)
        n = int(rng.geometric(min(1.0, 0.5 / max(size, 0.4))))
        _count_flow(book, (m, area), f"H{rng.integers(1, 3)}", int(a), int(b), n)
        for name, options in SPLITS:
            part = f"{name}-{rng.choice(options, p=_skew(options))}"
            book.add((name, "市町村", m, part), n)
            book.add((name, "県", part), n)
            if name == "R5":
                book.add(("R5s", "県", _sector_of(int(a)), part), n)
        for part in ("成立", "共同"):
            book.add(("R7", "市町村", m, part), int(rng.binomial(n, 0.5)))


def _skew(options: int) -> np.ndarray:
    weights = 0.45 ** np.arange(options)
    return weights / weights.sum()


def _count_flow(book: Book, where: tuple[int, int], period: str, a: int, b: int, n: int) -> None:
    m, area = where
    sa, sb = _sector_of(a), _sector_of(b)
    for p in (period, "FY"):
        for x in (f"A{a}", sa, "計"):
            for y in (f"A{b}", sb, "計"):
                book.add(("R", "県", p, x, y), n)
    for x in (sa, "計"):
        for y in (sb, "計"):
            book.add(("R", "圏域", area, x, y), n)
            book.add(("R", "市町村", m, x, y), n)
    book.add(("R", "市町村", m, f"A{a}", "計"), n)
    book.add(("R", "市町村", m, "計", f"A{b}"), n)
    if 8 in (a, b):
        book.add(("R8", "市町村", m, "自" if a == b else "出" if a == 8 else "入"), n)


def _support(book: Book, rng: np.random.Generator, m: int, area: int, size: float) -> None:
    for measure in range(10):
        for half in ("H1", "H2"):
            n = int(rng.poisson(size * (40, 12, 8, 6, 4, 5, 9, 3, 2, 6)[measure]))
            for p in (half, "FY"):
                book.add(("S", "市町村", m, f"N{measure}", p), n)
                book.add(("S", "圏域", area, f"N{measure}", p), n)
                book.add(("S", "県", f"N{measure}", p), n)
    for body in range(4):
        n = int(rng.poisson(size * (9, 5, 3, 12)[body]))
        for part in (f"B{body}", "計"):
            book.add(("B", "市町村", m, part), n)
            book.add(("B", "県", part), n)


def _relate_referrals(book: Book, municipalities: int, areas: int) -> None:
    groups = {f"S{s}": [f"A{c}" for c in range(sum(SECTORS)) if _sector_of(c) == f"S{s}"] for s in range(6)}
    _relate_prefecture(book, groups)
    _relate_places(book, groups, municipalities, areas)
    _relate_splits(book, groups, municipalities)


def _relate_prefecture(book: Book, groups: dict[str, list[str]]) -> None:
    every = [x for s in groups for x in (s, *groups[s])] + ["計"]
    for period in ("H1", "H2", "FY"):
        base = ("R", "県", period)
        for x in every:
            for s, members in groups.items():
                book.relate((*base, x, s), ((*base, x, c) for c in members))
                book.relate((*base, s, x), ((*base, c, x) for c in members))
            book.relate((*base, x, "計"), ((*base, x, s) for s in groups))
            book.relate((*base, "計", x), ((*base, s, x) for s in groups))
    for x in every:
        for y in every:
            book.relate(("R", "県", "FY", x, y), (("R", "県", h, x, y) for h in ("H1", "H2")))


def _relate_places(book: Book, groups: dict[str, list[str]], municipalities: int, areas: int) -> None:
    sectors = (*groups, "計")
    for kind, count in (("圏域", areas), ("市町村", municipalities)):
        for m in range(count):
            for x in sectors:
                book.relate(("R", kind, m, x, "計"), (("R", kind, m, x, s) for s in groups))
                book.relate(("R", kind, m, "計", x), (("R", kind, m, s, x) for s in groups))
    for x in sectors:
        for y in sectors:
            book.relate(("R", "県", "FY", x, y), (("R", "圏域", a, x, y) for a in range(areas)))
            for a in range(areas):
                members = _members(a, municipalities, areas)
                book.relate(("R", "圏域", a, x, y), (("R", "市町村", m, x, y) for m in members))
    for c in [c for s in groups for c in groups[s]]:
        book.relate(("R", "県", "FY", c, "計"), (("R", "市町村", m, c, "計") for m in range(municipalities)))
        book.relate(("R", "県", "FY", "計", c), (("R", "市町村", m, "計", c) for m in range(municipalities)))


def _relate_splits(book: Book, groups: dict[str, list[str]], municipalities: int) -> None:
    for m in range(municipalities):
        base = ("R", "市町村", m)
        for s, members in groups.items():
            book.relate((*base, s, "計"), ((*base, c, "計") for c in members))
            book.relate((*base, "計", s), ((*base, "計", c) for c in members))
        book.relate((*base, "A8", "計"), (("R8", "市町村", m, part) for part in ("自", "出")))
        book.relate((*base, "計", "A8"), (("R8", "市町村", m, part) for part in ("自", "入")))
        for name, options in SPLITS:
            book.relate((*base, "計", "計"), ((name, "市町村", m, f"{name}-{o}") for o in range(options)))
    for name, options in SPLITS:
        for part in (f"{name}-{o}" for o in range(options)):
            book.relate((name, "県", part), ((name, "市町村", m, part) for m in range(municipalities)))
    for s in groups:
        book.relate(("R", "県", "FY", s, "計"), (("R5s", "県", s, f"R5-{o}") for o in range(3)))
    for o in range(3):
        book.relate(("R5", "県", f"R5-{o}"), (("R5s", "県", s, f"R5-{o}") for s in groups))


def _relate_support(book: Book, municipalities: int, areas: int) -> None:
    for code in (f"N{measure}" for measure in range(10)):
        for p in ("H1", "H2", "FY"):
            book.relate(("S", "県", code, p), (("S", "圏域", a, code, p) for a in range(areas)))
            for a in range(areas):
                members = _members(a, municipalities, areas)
                book.relate(("S", "圏域", a, code, p), (("S", "市町村", m, code, p) for m in members))
        places = [("市町村", m) for m in range(municipalities)] + [("圏域", a) for a in range(areas)]
        for place in [*places, ("県",)]:
            book.relate(("S", *place, code, "FY"), (("S", *place, code, h) for h in ("H1", "H2")))
    for body in ("計", *(f"B{b}" for b in range(4))):
        book.relate(("B", "県", body), (("B", "市町村", m, body) for m in range(municipalities)))
    for place in [*(("市町村", m) for m in range(municipalities)), ("県",)]:
        book.relate(("B", *place, "計"), (("B", *place, f"B{b}") for b in range(4)))
