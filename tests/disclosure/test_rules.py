"""秘匿の規則を、紙の表で: 規則の文と、それを破れば直ちに失敗する小さな表。

「なにびとも、公表されたものすべてを持ち、方法を知っていても、守るべき件数を守る幅より狭く言い当てられない。」
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.disclosure.apply import decide
from etl.disclosure.cells import Cell
from etl.disclosure.insiders import insiders, knowers
from etl.disclosure.tables import LinkedTable
from etl.suppression import BadTable, Pattern, Protection, Relation, Table, protect
from tests.disclosure.attacker import interval


def read(drawing: str, k: int, public: tuple[str, ...] = ()) -> Table:
    """A two-way table as it is drawn: header, rows, and the last row and column as totals."""
    lines = [line.replace("|", " ").split() for line in drawing.strip().splitlines()]
    columns, rows = lines[0], {line[0]: [int(count) for count in line[1:]] for line in lines[1:]}
    names = [f"{row}/{column}" for row in rows for column in columns]
    cells = {name: at for at, name in enumerate(names)}
    values = [count for counts in rows.values() for count in counts]
    sums = [
        Relation(f"{row}の計", _sum([cells[f"{row}/{column}"] for column in columns])) for row in rows
    ] + [Relation(f"{column}の計", _sum([cells[f"{row}/{column}"] for row in rows])) for column in columns]
    return Table(
        values=tuple(values),
        relations=tuple(sums),
        primary=tuple(Protection(at, v - 1, k - v) for at, v in enumerate(values) if 0 < v < k),
        cost=tuple(float(value) for value in values),
        lower_bound=(1,) * len(values),
        public=frozenset(cells[name] for name in public),
        names=tuple(names),
    )


def _sum(cells: list[int]) -> tuple[tuple[int, int], ...]:
    return (*((cell, 1) for cell in cells[:-1]), (cells[-1], -1))


def hidden(table: Table, pattern: Pattern) -> set[str]:
    return {table.names[cell] for cell in pattern.suppressed}


TOWNS = """
             社協  NPO  医療   計
    甲市  |    3    40    57   100
    乙町  |   20    31    49   100
    計    |   23    71   106   200 """


def test_one_small_cell_brings_partners_in_its_row_and_column() -> None:
    """一つだけ隠しても、行の計と列の計からの引き算で分かる。行と列に道連れが要る。"""
    table = read(TOWNS, k=5)
    shown = protect(table)
    assert hidden(table, shown) == {"甲市/社協", "甲市/NPO", "乙町/社協", "乙町/NPO"} and shown.proven
    low, high = interval(table, shown.suppressed, table.names.index("甲市/社協"))
    assert low <= 1 and high >= 5  # an attacker cannot tell it from any count of 1…k-1, nor from k


def test_primary_suppression_alone_gives_the_count_away() -> None:
    """一次秘匿だけでは守れない。"""
    table = read(TOWNS, k=5)
    small = table.names.index("甲市/社協")
    assert interval(table, {small}, small) == (3, 3)


def test_zero_is_published_and_never_a_partner() -> None:
    """0 は公表する。だから隠されたセルは 1 以上だと、誰もが知っている。"""
    table = read(
        """
             社協  NPO  医療   計
    甲市  |    3     0    57    60
    乙町  |   20    31    49   100
    計    |   23    31   106   160 """,
        k=5,
    )
    assert hidden(table, protect(table)) == {"甲市/社協", "甲市/医療", "乙町/社協", "乙町/医療"}


def test_what_must_stay_public_stays_public() -> None:
    """県の年度計は公表する。"""
    table = read(TOWNS, k=5, public=("計/計", "甲市/NPO", "計/社協", "甲市/計"))
    assert hidden(table, protect(table)) == {"甲市/社協", "甲市/医療", "乙町/社協", "乙町/医療"}


def test_what_nothing_can_protect_is_refused_by_name() -> None:
    """どう隠しても守れないセルは、公表せず、名を挙げて止まる。"""
    table = read(TOWNS, k=5, public=("甲市/NPO", "甲市/医療", "甲市/計"))
    with pytest.raises(BadTable, match="甲市/社協"):
        protect(table)


def test_a_partner_too_small_to_hide_behind_is_not_enough() -> None:
    """道連れが小さければ、一組では幅が足りない。もう一組が要る。"""
    table = read(
        """
             社協  NPO  医療   計
    甲市  |   90    11    12   113
    乙町  |   11    95    95   201
    丙村  |   12    95    95   202
    計    |  113   201   202   516 """,
        k=1,
    )
    public = frozenset(at for at, name in enumerate(table.names) if "計" in name)
    near, far = (replace(table, public=public, primary=(Protection(0, 1, rise),)) for rise in (8, 18))
    assert len(protect(near).suppressed) == 4 < len(protect(far).suppressed)
    low, high = interval(far, protect(far).suppressed, 0)
    assert low <= 89 and high >= 108


@pytest.mark.parametrize(("parts", "published"), [((9, 8, 12, 11), True), ((2, 2, 2, 2, 3), False)])
def test_a_total_of_the_prefecture_is_published_unless_it_bares_its_parts(
    parts: tuple[int, ...], published: bool
) -> None:
    """5.1: 「県の年度計は k 以上なら必ず公表する」. A total of 11 over five hidden parts would hold each within 1…7."""
    total, width = sum(parts), 9
    cells = range(len(parts))
    table = Table(
        values=(*parts, total),
        relations=(Relation("計", ((len(parts), -1), *((i, 1) for i in cells))),),
        primary=tuple(Protection(i, n - 1, 10 - n) for i, n in enumerate(parts) if n < 10),
        cost=(*(1.0 for _ in cells), 0.1),
        lower_bound=(1,) * (len(parts) + 1),
    )
    year = LinkedTable(
        2024, tuple(range(len(parts) + 1)), frozenset(), table, totals=frozenset({len(parts)}), width=width
    )
    assert (len(parts) not in decide(year).suppressed) == published


def test_who_knows_one_of_two_unknown_parts_does_not_read_the_other() -> None:
    """計112、公表29・23・31・13。残る二つの和は16で、7を知る市町村には9が分かる。公表した相手は数に入らない。"""
    counts, total = (29, 23, 31, 13, 7, 9), 112
    keys = [("municipality", f"町{i}") for i in range(len(counts))] + [("prefecture", "県")]
    cells = [
        Cell.of((i, value, False, 50_000, 1, "support", "FY", *key, *("total",) * 4, "N03"))
        for i, (key, value) in enumerate(zip(keys, (*counts, total), strict=True))
    ]
    primary = tuple(Protection(i, n - 1, 10 - n) for i, n in enumerate(counts) if n < 10)
    table = Table(
        values=(*counts, total),
        relations=(Relation("計", ((6, -1), *((i, 1) for i in range(6)))),),
        primary=primary,
        cost=(*map(float, counts), 1000.0),
        lower_bound=(1,) * 7,
    )
    assert protect(table).suppressed == {4, 5}
    assert interval(table, {4, 5}, 5, known=(4,)) == (9, 9)
    guarded = replace(table, insiders=insiders(cells, primary, knowers(cells)))
    pattern = protect(guarded)
    for cell, other in ((5, 4), (4, 5), *((cell, shown) for cell in (4, 5) for shown in range(4))):
        low, high = interval(guarded, pattern.suppressed, cell, known=(other,))
        assert low <= 1 and high >= 10
