"""Attack one fiscal year: from outside, and as each municipality or other insider that knows its own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.audit.attack import CLOSE, Attack, Cells, Contradiction, Equations, components
from etl.audit.declaration import MUNICIPALITIES_ALONE, Attackers
from etl.audit.insiders import attacks, owned
from etl.audit.joint_system import JointSystem
from etl.audit.view import HIDDEN, PUBLISHED, Cell
from etl.progress import spans, tell, within

OUTSIDE = ""
INSIDE = "insiders"
"""Any insider: what all of them leave open."""
_OUTSIDE_SHARE = 0.4  # of the time of an attack on the demo, for who waits; no result hangs on it


@dataclass(frozen=True)
class Level:
    """What must stay possible: a count below ``k`` keeps an interval at least ``width`` wide, best 1…k."""

    k: int
    width: int
    small_population: int
    fine_population: int


@dataclass(frozen=True)
class Finding:
    """A count that an attacker narrows too far; ``attacker`` is empty for the outside, else an insider's name."""

    fiscal_year: int
    cell: str
    attacker: str
    low: int
    high: int
    number: int

    @property
    def recovered(self) -> bool:
        return self.low == self.high


@dataclass
class Report:
    """What the attacks on one year found."""

    findings: list[Finding] = field(default_factory=list)
    narrowest: dict[str, int] = field(default_factory=dict)
    ranges: dict[int, tuple[int, int]] = field(default_factory=dict)
    clipped: int = 0
    withheld: int = 0
    known_before: int = 0
    spared: int = 0
    programs: int = 0
    insiders: set[str] = field(default_factory=set)

    def see(self, attacker: str, width: int) -> None:
        """Keep the narrowest interval of each attacker."""
        self.narrowest[attacker] = min(width, self.narrowest.get(attacker, width))


@dataclass(frozen=True)
class _Inside:
    """What insiders go by: the true counts, if there are any, those that nobody can tell, who attacks besides
    municipalities, and which counts are each provider's own.
    """

    truth: Mapping[tuple[str, ...], int] | None
    untold: frozenset[int]
    besides: Attackers
    providers: Mapping[str, frozenset[int]]


def examine(
    joint: JointSystem,
    level: Level,
    truth: Mapping[tuple[str, ...], int] | None,
    insiders: bool,
    besides: Attackers = MUNICIPALITIES_ALONE,
) -> Report:
    """Try every unknown count of the year. `truth`: the counts of the private work file, for insiders to know.

    `insiders`: as every municipality as well, and as those `besides`.
    """
    report = Report()
    for number, cell in enumerate(joint.cells):
        if cell.state == PUBLISHED and _must_be_hidden(cell, level):
            report.findings.append(_finding(joint, number, OUTSIDE, (cell.value or 0, cell.value or 0)))
    # The order matters: what a sender hid must be zero in the sums before they are held against each other.
    untold = _untold(joint, truth)
    equations = _without_withheld(joint, truth, untold, report)
    # Components hold unknown counts only; an equation of known ones alone would be held against nothing.
    _known_add_up(joint, equations)
    of_providers = owned(joint, _nothing(joint, equations, truth, untold)) if besides.providers else {}
    inside = _Inside(truth, untold, besides, of_providers)
    # Components share no equation, so each is attacked alone: programs grow faster than their size.
    systems = components(equations)
    for cells, part in zip(systems, spans([len(cells) ** 2 for cells in systems]), strict=True):
        attack = _attack(joint, equations, cells, report)
        targets = [cell for cell in cells.tolist() if attack.open(cell)]
        with within(*part):
            with within(0.0, _OUTSIDE_SHARE if insiders else 1.0):
                _try(joint, attack, targets, level, report)
            if insiders:
                with within(_OUTSIDE_SHARE, 1.0):
                    _try_insiders(joint, attack, targets, level, inside, report)
        report.programs += attack.programs
    return report


def _must_be_hidden(cell: Cell, level: Level) -> bool:
    """A published count that the rules forbid: 1…k−1, or any count of a very small municipality by itself."""
    alone = cell.key.place_kind == "municipality"
    small = 0 < (cell.value or 0) < level.k
    detail = (
        alone
        and cell.population < level.fine_population
        and "total" not in (cell.key.from_level, cell.key.to_level)
    )
    return bool(small or (cell.value and alone and (cell.population < level.small_population or detail)))


def _untold(joint: JointSystem, truth: Mapping[tuple[str, ...], int] | None) -> frozenset[int]:
    """Counts that even the work file cannot tell: parts of a total that add up to it only with what a sender hid."""
    if truth is None:
        return frozenset()
    newest = set(joint.newest)
    known = np.array(
        [
            cell.value if cell.value is not None else truth.get(cell.key, 0) if number in newest else np.nan
            for number, cell in enumerate(joint.cells)
        ],
        float,
    )
    rows = joint.equations.matrix.tocsr()
    off = np.flatnonzero(np.abs(rows @ known) > CLOSE)  # rows with counts of earlier snapshots are no numbers
    terms = {
        number for row in off for number in rows.indices[rows.indptr[row] : rows.indptr[row + 1]].tolist()
    }
    return frozenset(
        number
        for number in terms
        if joint.cells[number].state != PUBLISHED and joint.cells[number].key not in truth
    )


def _nothing(
    joint: JointSystem,
    equations: Equations,
    truth: Mapping[tuple[str, ...], int] | None,
    untold: frozenset[int],
) -> set[int]:
    """Counts of nobody: readers know it of some, the work file of all of the newest snapshot."""
    nothing = set(np.flatnonzero(equations.high == 0).tolist())
    if truth is not None:
        nothing.update(
            number
            for number in set(joint.newest) - untold
            if joint.cells[number].state != PUBLISHED and not truth.get(joint.cells[number].key, 0)
        )
    return nothing


def _without_withheld(
    joint: JointSystem, truth: Mapping[tuple[str, ...], int] | None, untold: frozenset[int], report: Report
) -> Equations:
    """Counts the sender itself hid stand in no total: to the equations they are zero."""
    equations = joint.equations
    if truth is None:
        return equations
    newest = set(joint.newest)
    gone = [
        number
        for number, cell in enumerate(joint.cells)
        if cell.state == HIDDEN and number in newest and cell.key not in truth
    ]
    report.withheld += len(gone)
    equations = _zero(equations, [number for number in gone if number not in untold])
    # `_zero` has made copies: the bounds of the joint system stay as they are.
    equations.low[sorted(untold)] = 0.0
    return equations


def _zero(equations: Equations, cells: Sequence[int]) -> Equations:
    low, high = equations.low.copy(), equations.high.copy()
    low[cells] = high[cells] = 0.0
    return Equations(equations.matrix, equations.right, low, high)


def _known_add_up(joint: JointSystem, equations: Equations) -> None:
    known = equations.high - equations.low < CLOSE
    unknown_terms = abs(equations.matrix) @ (~known).astype(float)
    off = np.abs(equations.matrix @ np.where(known, equations.low, 0.0)) > CLOSE
    for row in np.flatnonzero(off & (unknown_terms == 0)):
        raise Contradiction(joint.rules[row])


def _attack(joint: JointSystem, equations: Equations, cells: Cells, report: Report) -> Attack:
    """An attack that allows for counts the sender itself hid: hidden cells that can only be nothing are nothing."""
    try:
        return Attack(equations, cells)
    except Contradiction:
        # A hidden count that is really nothing (its sender kept all of it) contradicts "at least 1": try without that.
        loose = Equations(
            equations.matrix,
            equations.right,
            np.where(equations.high > equations.low, 0.0, equations.low),
            equations.high,
        )
        try:
            attack = Attack(loose, cells)
        except Contradiction:
            names = sorted(joint.cells[cell].name for cell in cells.tolist())
            raise Contradiction(names[0]) from None
        hidden = [cell for cell in cells.tolist() if joint.cells[cell].state == HIDDEN]
        gone = [cell for cell in hidden if not attack.reaches(cell, 1)]
        report.withheld += len(gone)
        try:
            return Attack(_zero(equations, gone), cells)
        except Contradiction:
            # Each could be 1, but not all of them: two that share a 1, say. No file tells which of them is nothing, and a
            # count is 0 or at least 1, so "0 or more" is all that a reader can say of any of them: no table is left out.
            return attack


def _try(joint: JointSystem, attack: Attack, targets: Sequence[int], level: Level, report: Report) -> None:
    """Find every target that a reader narrows too far, and the narrowest interval of one that may be small."""
    hidden = [cell for cell in targets if joint.cells[cell].state == HIDDEN]
    for done, cell in enumerate(hidden):
        tell("outside", done / len(hidden))
        report.ranges[cell] = attack.interval(cell)
    # A count never given has no range to report; whether it is wide is mostly told by a witness, without a program.
    never_given = [cell for cell in targets if joint.cells[cell].state != HIDDEN]
    narrow = [cell for cell in never_given if not attack.wide(cell, level.width)]
    for cell in sorted({*hidden, *narrow}):
        _judge(joint, cell, attack.interval(cell), level, report)
    _at_the_edge(joint, attack, hidden, level, report)


def _judge(joint: JointSystem, number: int, interval: tuple[int, int], level: Level, report: Report) -> None:
    """A count that may be a small one must not be narrow: hidden or never given, wherever its range begins.

    Free of this are a zero that everybody knows (zeros are published) and a count never given that is known to be large.
    """
    low, high = interval
    if _kept_by_its_sender(joint, number, high):
        return
    if _out_of_reach(joint, number, low, level) and (high > low or joint.cells[number].hidden_in_part):
        return
    if joint.cells[number].state != HIDDEN and (high == 0 or low >= level.k):
        return
    # Wide enough, but not all of 1…k: a sum of n parts above zero cannot look smaller than n.
    report.clipped += low < level.k and not (low <= 1 and high >= level.k)
    if high - low < level.width:
        report.findings.append(_finding(joint, number, OUTSIDE, interval))


def _kept_by_its_sender(joint: JointSystem, number: int, high: int) -> bool:
    """Whether all of a hidden count is what its municipality kept to itself: it stands in no total, nobody can tell it."""
    return high == 0 and joint.cells[number].state == HIDDEN


def _out_of_reach(joint: JointSystem, number: int, low: int, level: Level) -> bool:
    """Whether the attacker knows that the count is not a small one, and may know it."""
    cell = joint.cells[number]
    alone = cell.key.place_kind == "municipality" and cell.population < level.small_population
    return low >= level.k and not alone


def _at_the_edge(
    joint: JointSystem, attack: Attack, hidden: Sequence[int], level: Level, report: Report
) -> None:
    """The narrowest range of a count that may be small; at the edge of the level it is asked over whole numbers too."""
    for cell in hidden:
        low, high = report.ranges[cell]
        if _out_of_reach(joint, cell, low, level) or high - low < level.width:
            continue
        # Linear bounds are wide enough for nearly all; whole numbers are asked for only where one more or less decides.
        if high - low <= level.width + 1:
            low, high = report.ranges[cell] = attack.whole_interval(cell)
        if high - low < level.width:
            report.findings.append(_finding(joint, cell, OUTSIDE, (low, high)))
        else:
            report.see(OUTSIDE, high - low)


def _finding(joint: JointSystem, number: int, attacker: str, interval: tuple[int, int]) -> Finding:
    return Finding(joint.fiscal_year, joint.cells[number].name, attacker, *interval, number)


def _try_insiders(
    joint: JointSystem,
    attack: Attack,
    targets: Sequence[int],
    level: Level,
    inside: _Inside,
    report: Report,
) -> None:
    """Each insider knows its own counts: those of the work file, else those of a table well inside the possible."""
    truth = inside.truth
    supposed = {} if truth is not None else dict(zip(attack.place, attack.middle().tolist(), strict=True))

    def value_of(number: int) -> float:
        return supposed[number] if truth is None else truth.get(joint.cells[number].key, 0)

    tellable = set(joint.newest) - inside.untold
    attacked = attacks(
        joint, attack, targets, level.width, value_of, tellable, inside.besides, inside.providers
    )
    report.insiders.update(attacked.names)
    report.programs += attacked.programs
    for insider, number, (low, high) in attacked.narrow:
        # Counts never given need no width against an insider; small ones must not become known to it.
        if joint.cells[number].state != HIDDEN and not (0 < low == high < level.k):
            continue
        if _kept_by_its_sender(joint, number, high):
            continue
        if not _out_of_reach(joint, number, low, level):
            report.findings.append(_finding(joint, number, insider, (low, high)))
    if attacked.names:
        # What coalitions leave wide is not measured for each insider: the level is what all of them leave at least.
        report.see(INSIDE, level.width)
