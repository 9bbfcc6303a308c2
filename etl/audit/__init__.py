"""The audit of finished snapshots: can any reader, or any insider, narrow a protected count too far?

It shares nothing with the method that chose the pattern but the declaration: ``data/catalogue/disclosure.toml``.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from etl import workers
from etl.audit.attack import Contradiction
from etl.audit.columns import undeclared
from etl.audit.declaration import KEY, Attackers, DeclarationError, Declared, Key, attackers, declaration
from etl.audit.examine import OUTSIDE, Finding, Level, Report, examine
from etl.audit.insiders import PAIR, PROVIDER, called
from etl.audit.joint_system import GROWTH, JointSystem, joint_system, small_difference
from etl.audit.ranges import Range, differing, of_year, stored_ranges
from etl.audit.view import HIDDEN, PUBLISHED, View, stored_certificate, views
from etl.progress import Progress, silent, together, within

CERTIFIED = ("insider_recovered", "insider_narrow", "insider_narrowest")
"""What only the true counts can tell: an audit without them repeats the certificate, and tells its own as supposed."""

__all__ = ["KEY", "Audit", "Finding", "audit", "declaration"]

Truth = Mapping[int, Mapping[tuple[str, ...], int]]


@dataclass(frozen=True)
class Audit:
    """What was tried on a snapshot and what it gave away."""

    snapshot: str
    entries: dict[str, Any]
    findings: tuple[Finding, ...]
    problems: tuple[str, ...]
    certain: bool = False
    withstood: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Attacks that found nothing, by everything they depend on: what `audit` need not try again."""

    @property
    def passed(self) -> bool:
        """Whether the snapshot may be published."""
        return not self.problems and not self.failures

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Findings that forbid publication.

        An insider's count where it certainly learns a number, or wherever the declaration guards against narrow ones.
        """
        guarded = self.entries["guarded_insiders"]
        return tuple(
            finding
            for finding in self.findings
            if finding.attacker == OUTSIDE or (self.certain and (guarded or finding.recovered))
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the totals at the top, what each year gave, and the first findings."""
        first = [vars(finding) for finding in self.findings[:20]]
        return {"snapshot": self.snapshot, **self.entries, "findings": first, "problems": list(self.problems)}

    def why_not(self) -> str:
        """One Japanese sentence on why the snapshot is refused."""
        if self.problems:
            return self.problems[0]
        finding = self.failures[0]
        who = called(finding.attacker) if finding.attacker else "公表データを読む人"
        what = "値が分かる" if finding.recovered else f"{finding.low}〜{finding.high} まで絞り込める"
        cell = finding.cell.removesuffix(f":{GROWTH}")
        cell += "（前の公表データとの差）" * (cell != finding.cell)
        return f"{len(self.failures)} セルの秘匿が足りません（例: {finding.fiscal_year}年度 {cell}。{who}には{what}）。"


def audit(
    snapshot: Path,
    declared: Declared,
    earlier: Sequence[Path] = (),
    *,
    truth: Truth | None = None,
    earlier_truth: Mapping[str, Truth] | None = None,
    insiders: bool = True,
    withstood: Mapping[str, dict[str, Any]] | None = None,
    progress: Progress = silent,
) -> Audit:
    """Attack a snapshot, together with the earlier ones (oldest first). `truth`: counts of the private work file.

    Without `truth` an insider is given the counts of a consistent table well inside what is possible. `earlier_truth`:
    those behind each earlier snapshot, by its name, so that a count not corrected in a form sent again is held equal.
    `withstood`: attacks of an earlier audit that found nothing; one on the very same system of counts is not made again.
    """
    began = time.perf_counter()
    level = Level(**{key: declared["threshold"][key] for key in Level.__annotations__})
    now, problems = _read(snapshot, declared)
    # Not strict: an earlier snapshot was made under the declaration of its day, which this one need not be.
    before = [
        _with_counts(view, (earlier_truth or {}).get(path.stem))
        for path in earlier
        for view in views(path, declared)
    ]
    problems += undeclared(snapshot, declared, built=truth is not None)
    stored = stored_certificate(snapshot)
    certified = stored.get("years", {})
    # Without views the declaration does not fit the file, and the marts it names may not be there to be read.
    ranges = stored_ranges(snapshot, declared) if now else None
    years: dict[str, dict[str, Any]] = {}
    findings: list[Finding] = []
    tasks = [
        _Year(
            view,
            tuple(seen for seen in before if seen.fiscal_year == view.fiscal_year),
            level,
            None if truth is None else truth.get(view.fiscal_year, {}),
            insiders,
            attackers(declared),
            certified.get(str(view.fiscal_year), {}).get("spared", 0),
            None if ranges is None else ranges.get(view.fiscal_year, {}),
            withstood or {},
        )
        for view in now
    ]
    found_nothing: dict[str, dict[str, Any]] = {}
    # Years share no count, so each is attacked in a process of its own: the largest decides how long it takes.
    watch = together("audit", [f"{view.fiscal_year}年度" for view in now], progress)
    for task, result in zip(tasks, workers.each(_attacked, tasks, watch), strict=True):
        if isinstance(result, str):
            problems.append(result)
            continue
        entries_of_year, new, attack = result
        findings += new
        if not new:
            found_nothing[attack] = entries_of_year
        year = str(task.view.fiscal_year)
        years[year] = entries_of_year | _method(certified.get(year, {}))
    progress("audit", 1.0)
    total = _total(years)
    entries = {
        "threshold": declared["threshold"],
        "guarded_insiders": declared["level"]["insiders"],
        **(total if truth is not None else _as_certified(total, stored)),
        "earlier": [path.stem for path in earlier],
        "solver": "HiGHS",
        "version": version("highspy"),
        "seconds": round(time.perf_counter() - began, 1),
        "years": years,
    }
    return Audit(snapshot.stem, entries, tuple(findings), tuple(problems), truth is not None, found_nothing)


def _read(snapshot: Path, declared: Declared) -> tuple[list[View], list[str]]:
    """What the snapshot gives to a reader, or why the declaration does not speak of it."""
    try:
        return views(snapshot, declared, strict=True), []
    except DeclarationError as error:
        return [], [str(error)]


def _with_counts(view: View, truth: Truth | None) -> View:
    return replace(view, counts=truth.get(view.fiscal_year)) if truth else view


@dataclass(frozen=True)
class _Year:
    """Everything one worker needs to attack one fiscal year."""

    view: View
    old: tuple[View, ...]
    level: Level
    counts: Mapping[tuple[str, ...], int] | None
    insiders: bool
    besides: Attackers
    spared: int
    ranges: Mapping[Key, Range] | None
    withstood: Mapping[str, dict[str, Any]]


def _attacked(task: _Year) -> tuple[dict[str, Any], list[Finding], str] | str:
    """Entries of the certificate, what the year gave away and the attack's digest; or why it cannot be attacked, in Japanese."""
    started = time.perf_counter()
    joined = joint_system([*task.old, replace(task.view, counts=task.counts)])
    attack = _digest(task, joined)
    if attack in task.withstood:
        return task.withstood[attack], [], attack
    try:
        # What comes afterwards takes a fifth of the time: the ranges are worked out once more.
        with within(0.0, 0.8):
            report = examine(joined, task.level, task.counts, task.insiders, task.besides)
        _spare(report, joined, task.level, task.counts, task.spared)
        # The earlier snapshots are attacked by themselves only where something was found: it doubles the time.
        if report.findings and task.old:
            _forgive(report, joined, task)
    except Contradiction as error:
        return f"{task.view.fiscal_year}年度: 公表値どうしの足し算が合いません（{error}）。"
    grown = None if report.findings else small_difference(task.old, task.view, task.level.k)
    if grown:
        named = "/".join(filter(None, grown))
        return f"{task.view.fiscal_year}年度: 前の公表データとの差から {task.level.k} 未満の件数が分かります（{named}）。"
    # Published ranges are worked out again from the counts beside them, and from nothing else.
    with within(0.8, 1.0):
        again = {} if report.findings or task.ranges is None else of_year(task.view)
    if not report.findings and task.ranges is not None and (wrong := differing(again, task.ranges)):
        return f"{task.view.fiscal_year}年度: x の範囲が公表した数から求めたものと違います（{'/'.join(filter(None, wrong))}）。"
    return (
        _year(task.view, joined, report, task.besides, time.perf_counter() - started),
        report.findings,
        attack,
    )


def _digest(task: _Year, joined: JointSystem) -> str:
    """Of everything an attack depends on: joint system, published ranges, who the insiders are and what they know, level,
    solver and this code."""
    equations = joined.equations
    digest = hashlib.sha256(version("highspy").encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    counts = None if task.counts is None else sorted((*key, value) for key, value in task.counts.items())
    ranges = None if task.ranges is None else sorted(task.ranges.items())
    view = task.view  # published ranges are held against its counts, equations and what senders left out
    given = (view.cells, view.relations, sorted(view.left_out))
    system = (joined.fiscal_year, joined.cells, joined.rules, joined.newest, given)
    inside = (counts, task.insiders, task.besides)
    digest.update(repr((system, ranges, task.level, inside, task.spared)).encode())
    matrix = equations.matrix
    for part in (matrix.indptr, matrix.indices, matrix.data, equations.right, equations.low, equations.high):
        digest.update(part.tobytes())
    return digest.hexdigest()


def _spare(
    report: Report,
    joined: JointSystem,
    level: Level,
    counts: Mapping[tuple[str, ...], int] | None,
    spared_before: int,
) -> None:
    """Counts of k or more that are hidden for the sake of others may be narrow: they are not protected themselves.

    With the true counts they are known; without, as many narrow intervals are spared as were when it was made.
    """
    if counts is None:
        narrow = [
            finding for finding in report.findings if not finding.recovered and finding.attacker == OUTSIDE
        ]
        # One more than the certificate counted: nobody can tell which of them is the new one, so none is spared.
        spared = set(narrow) if len(narrow) <= spared_before else set()
    else:
        newest = set(joined.newest)

        def is_large(finding: Finding) -> bool:
            cell = joined.cells[finding.number]
            alone = cell.key.place_kind == "municipality" and cell.population < level.small_population
            value = (
                counts.get(cell.key, 0) if finding.number in newest else joined.grown.get(finding.number, 0)
            )
            return value >= level.k and not alone

        # Large or not, a number that anyone can compute exactly was not hidden at all.
        pinned = {finding for finding in report.findings if finding.recovered and finding.attacker == OUTSIDE}
        spared = {finding for finding in report.findings if is_large(finding)} - pinned
    report.spared = sum(finding.attacker == OUTSIDE for finding in spared)
    report.findings = [finding for finding in report.findings if finding not in spared]
    for finding in report.findings:
        report.see(finding.attacker, finding.high - finding.low)


def _forgive(report: Report, joined: JointSystem, task: _Year) -> None:
    """What the earlier snapshots gave away by themselves cannot be taken back; it is counted apart.

    Of the same number, a corrected one is another, and as near as now: to the same attacker or to every reader.
    """
    before = joint_system(list(task.old))
    counts = task.old[-1].counts
    # From the inside only where an insider found something now.
    insiders = counts is not None and any(finding.attacker != OUTSIDE for finding in report.findings)
    earlier = examine(before, task.level, counts if insiders else None, insiders, task.besides)
    # By name, not by position: each joint system counts its cells from 0.
    near = {(finding.attacker, before.names[finding.number]): finding for finding in earlier.findings}

    def had(finding: Finding) -> bool:
        name = joined.names[finding.number]
        ranges = [near[who, name] for who in (OUTSIDE, finding.attacker) if (who, name) in near]
        return any(finding.low <= then.low and then.high <= finding.high for then in ranges)

    kept = [finding for finding in report.findings if not had(finding)]
    report.known_before = len(report.findings) - len(kept)
    report.findings = kept


def _insiders(report: Report, besides: Attackers) -> dict[str, int]:
    """How many of each kind were tried; of kinds that the declaration does not name, nothing."""
    pairs = sum(PAIR in who for who in report.insiders)
    providers = sum(PROVIDER in who for who in report.insiders)
    tried = {"pairs": pairs, "providers": providers}
    named = besides._asdict()
    return {"insiders": len(report.insiders) - pairs - providers} | {
        kind: count for kind, count in tried.items() if named[kind]
    }


def _year(
    view: View, joined: JointSystem, report: Report, besides: Attackers, seconds: float
) -> dict[str, Any]:
    outside = [finding for finding in report.findings if finding.attacker == OUTSIDE]
    inside = [finding for finding in report.findings if finding.attacker != OUTSIDE]
    # Cells above zero, as the method counts them: zeros are always published.
    shown = sum(bool(cell.value) for cell in view.cells if cell.state == PUBLISHED)
    hidden = sum(cell.state == HIDDEN for cell in view.cells)
    return {
        "cells": shown + hidden,
        "published": shown,
        "hidden": hidden,
        "unpublished": len(joined.unknown) - hidden,
        "relations": len(joined.rules),
        "recovered": sum(finding.recovered for finding in outside),
        "narrow": len(outside),
        "narrowest_interval": report.narrowest.get(OUTSIDE),
        "clipped": report.clipped,
        "known_before": report.known_before,
        "spared": report.spared,
        **_insiders(report, besides),
        "insider_recovered": sum(finding.recovered for finding in inside),
        "insider_narrow": len(inside),
        "insider_narrowest": min((width for who, width in report.narrowest.items() if who), default=None),
        "programs": report.programs,
        "seconds": round(seconds, 1),
    }


def _method(certified: Mapping[str, Any]) -> dict[str, Any]:
    """What only the method can know of itself, as it said when the snapshot was made."""
    return {key: certified.get(key) for key in ("gap", "proven")}


def _as_certified(certificate: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The insiders as the certificate knows them, from true counts; those tried now, on supposed counts, apart."""
    # Who is declared today need not have been tried when it was made.
    of_insiders = (*CERTIFIED, *Attackers._fields)
    certified = {key: stored[key] for key in of_insiders if key in stored}
    tried = {key: certificate[key] for key in of_insiders if key in certificate}
    rest = {key: value for key, value in certificate.items() if key not in Attackers._fields}
    return {**rest, **certified, "supposed": tried}


def _total(years: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    def of(key: str, take: Callable[[list[Any]], Any]) -> Any:
        # A key may be None for a year: nothing hidden has no narrowest interval, and an old file no gap.
        known = [year[key] for year in years.values() if year.get(key) is not None]
        return take(known) if known else None

    added = (
        "cells",
        "published",
        "hidden",
        "unpublished",
        "relations",
        "recovered",
        "narrow",
        "clipped",
        "known_before",
        "programs",
    )
    return {
        "systems": len(years),
        **{key: of(key, sum) or 0 for key in added},
        "narrowest_interval": of("narrowest_interval", min),
        # The same insiders attack every year: no sum.
        "insiders": of("insiders", max) or 0,
        **{kind: of(kind, max) for kind in Attackers._fields if any(kind in year for year in years.values())},
        "insider_recovered": of("insider_recovered", sum) or 0,
        "insider_narrow": of("insider_narrow", sum) or 0,
        "insider_narrowest": of("insider_narrowest", min),
        "gap": of("gap", max),
    }
