"""Attack one fiscal year: from outside, and as each municipality that knows its own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.audit.attack import CLOSE, ENDLESS, Attack, Cells, Contradiction, Equations, components
from etl.audit.insiders import neighbours
from etl.audit.puzzle import Puzzle
from etl.audit.view import HIDDEN, PUBLISHED, Cell

OUTSIDE = ""


@dataclass(frozen=True)
class Level:
    """What must stay possible: a count below ``k`` keeps an interval at least ``width`` wide, best 1…k."""

    k: int
    width: int
    small_population: int
    fine_population: int


@dataclass(frozen=True)
class Finding:
    """A count that an attacker narrows too far; ``attacker`` is empty for the outside, else a municipality's code."""

    fiscal_year: int
    cell: str
    attacker: str
    low: int
    high: int
    at: int

    @property
    def recovered(self) -> bool:
        return self.low == self.high


@dataclass
class Report:
    """What the attacks on one year found."""

    findings: list[Finding] = field(default_factory=list)
    narrowest: dict[str, int] = field(default_factory=dict)
    clipped: int = 0
    withheld: int = 0
    known_before: int = 0
    spared: int = 0
    programs: int = 0
    insiders: set[str] = field(default_factory=set)

    def see(self, attacker: str, width: int) -> None:
        """Keep the narrowest interval of each attacker."""
        self.narrowest[attacker] = min(width, self.narrowest.get(attacker, width))


def examine(
    puzzle: Puzzle, level: Level, truth: Mapping[tuple[str, ...], int] | None, insiders: bool
) -> Report:
    """Try every unknown count of the year. `truth`: the counts of the private work file, for insiders to know."""
    report = Report()
    for at, cell in enumerate(puzzle.cells):
        if cell.state == PUBLISHED and _must_be_hidden(cell, level):
            report.findings.append(_finding(puzzle, at, OUTSIDE, (cell.value or 0, cell.value or 0)))
    equations = _without_withheld(puzzle, truth, report)
    _known_add_up(puzzle, equations)
    for cells in components(equations):
        attack = _attack(puzzle, equations, cells, report)
        targets = [cell for cell in cells.tolist() if attack.open(cell)]
        _try(puzzle, attack, targets, level, OUTSIDE, report)
        if insiders:
            _try_insiders(puzzle, attack, targets, level, truth, report)
        report.programs += attack.programs
    return report


def _must_be_hidden(cell: Cell, level: Level) -> bool:
    """A published count that the rules forbid: 1…k−1, or any count of a very small municipality by itself."""
    alone = cell.key[2] == "municipality"
    small = 0 < (cell.value or 0) < level.k
    detail = alone and cell.population < level.fine_population and "total" not in (cell.key[4], cell.key[6])
    return bool(small or (cell.value and alone and (cell.population < level.small_population or detail)))


def _without_withheld(
    puzzle: Puzzle, truth: Mapping[tuple[str, ...], int] | None, report: Report
) -> Equations:
    """Counts the sender itself hid stand in no total: to the equations they are zero."""
    equations = puzzle.equations
    if truth is None:
        return equations
    newest = set(puzzle.newest)
    gone = [
        at for at, c in enumerate(puzzle.cells) if c.state == HIDDEN and at in newest and c.key not in truth
    ]
    report.withheld += len(gone)
    return _zero(equations, gone)


def _zero(equations: Equations, cells: Sequence[int]) -> Equations:
    low, high = equations.low.copy(), equations.high.copy()
    low[cells] = high[cells] = 0.0
    return Equations(equations.matrix, equations.right, low, high)


def _known_add_up(puzzle: Puzzle, equations: Equations) -> None:
    known = equations.high - equations.low < CLOSE
    unknown_terms = abs(equations.matrix) @ (~known).astype(float)
    off = np.abs(equations.matrix @ np.where(known, equations.low, 0.0)) > CLOSE
    for row in np.flatnonzero(off & (unknown_terms == 0)):
        raise Contradiction(puzzle.rules[row])


def _attack(puzzle: Puzzle, equations: Equations, cells: Cells, report: Report) -> Attack:
    """An attack that allows for counts the sender itself hid: hidden cells that can only be nothing are nothing."""
    try:
        return Attack(equations, cells)
    except Contradiction:
        loose = Equations(
            equations.matrix,
            equations.right,
            np.where(equations.high > equations.low, 0.0, equations.low),
            equations.high,
        )
        try:
            attack = Attack(loose, cells)
        except Contradiction:
            names = sorted(puzzle.cells[cell].name for cell in cells.tolist())
            raise Contradiction(names[0]) from None
        hidden = [cell for cell in cells.tolist() if puzzle.cells[cell].state == HIDDEN]
        gone = [cell for cell in hidden if not attack.reaches(cell, 1)]
        report.withheld += len(gone)
        try:
            return Attack(_zero(equations, gone), cells)
        except Contradiction:
            return attack


def _try(
    puzzle: Puzzle, attack: Attack, targets: Sequence[int], level: Level, attacker: str, report: Report
) -> None:
    """Find every target that this attacker narrows too far, and the narrowest interval of one that may be small."""
    hidden = [cell for cell in targets if puzzle.cells[cell].state == HIDDEN]
    never_given = [cell for cell in targets if puzzle.cells[cell].state != HIDDEN]
    if attacker == OUTSIDE:
        for cell in hidden:
            _judge(puzzle, cell, attack.interval(cell), level, attacker, report)
    narrow = [cell for cell in targets if not attack.wide(cell, level.width)]
    for cell in narrow if attacker else set(never_given).intersection(narrow):
        _judge(puzzle, cell, attack.interval(cell), level, attacker, report)
    _narrowest(puzzle, attack, hidden if attacker == OUTSIDE else targets, level, attacker, report)


def _judge(
    puzzle: Puzzle, at: int, interval: tuple[int, int], level: Level, attacker: str, report: Report
) -> None:
    """A hidden count must not be pinned and, when it may be small, not be narrow; one never given may be a zero."""
    low, high = interval
    if _out_of_reach(puzzle, at, low, level) and (high > low or puzzle.cells[at].hidden_in_part):
        return
    if puzzle.cells[at].state != HIDDEN and (
        high == 0 or low >= level.k or (attacker != OUTSIDE and low == 0)
    ):
        return
    report.clipped += attacker == OUTSIDE and low < level.k and not (low <= 1 and high >= level.k)
    if high - low < level.width:
        report.findings.append(_finding(puzzle, at, attacker, interval))


def _out_of_reach(puzzle: Puzzle, at: int, low: int, level: Level) -> bool:
    """Whether the attacker knows that the count is not a small one, and may know it."""
    cell = puzzle.cells[at]
    alone = cell.key[2] == "municipality" and cell.population < level.small_population
    return low >= level.k and not alone


def _narrowest(
    puzzle: Puzzle, attack: Attack, targets: Sequence[int], level: Level, attacker: str, report: Report
) -> None:
    """Exact intervals for as long as a cell could be the narrowest; at the edge of the level, over whole numbers too."""
    widths = {cell: high - low for cell in targets for low, high in [attack.witnessed(cell)]}
    for cell in sorted(widths, key=lambda cell: (widths[cell], cell)):
        low, high = attack.witnessed(cell)
        small = low > 0 or puzzle.cells[cell].state == HIDDEN
        if not small or _out_of_reach(puzzle, cell, low, level) or high - low < level.width:
            continue
        at_the_edge = attacker == OUTSIDE and high - low <= level.width + 1
        if not at_the_edge and high - low >= report.narrowest.get(attacker, ENDLESS):
            continue
        low, high = attack.whole_interval(cell) if at_the_edge else attack.interval(cell)
        if high - low < level.width:
            report.findings.append(_finding(puzzle, cell, attacker, (low, high)))
        else:
            report.see(attacker, high - low)


def _finding(puzzle: Puzzle, at: int, attacker: str, interval: tuple[int, int]) -> Finding:
    return Finding(puzzle.fiscal_year, puzzle.cells[at].name, attacker, *interval, at)


def _try_insiders(
    puzzle: Puzzle,
    attack: Attack,
    targets: Sequence[int],
    level: Level,
    truth: Mapping[tuple[str, ...], int] | None,
    report: Report,
) -> None:
    """Each municipality knows its own counts: those of the work file, else those of a table well inside the possible."""
    newest = set(puzzle.newest)
    supposed = {} if truth is not None else dict(zip(attack.place, attack.middle().tolist(), strict=True))
    for insider, own, others in neighbours(puzzle, targets):
        known = [cell for cell in own if cell in newest]
        values = [supposed[cell] if truth is None else truth.get(puzzle.cells[cell].key, 0) for cell in known]
        report.insiders.add(insider)
        inside = attack.knowing(known, values)
        _try(puzzle, inside, others, level, insider, report)
        report.programs += inside.programs
