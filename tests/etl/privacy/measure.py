"""What becomes of the cases at the door: stopped, or before a person's eyes, or through."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl import settings as machine
from etl.checks import review
from etl.checks.file import Examined, examine
from etl.checks.values import Judge
from etl.intake.places import senders
from etl.intake.receive import received
from tests.etl.privacy.sent import CATALOGUE, Case


@dataclass(frozen=True)
class Fate:
    """The rule that stopped a case, if any, the rules that were told, and whether its text waits for a person."""

    case: Case
    stopped: str | None
    rules: tuple[str, ...]
    waits: bool


def fates(cases: Iterable[Case]) -> list[Fate]:
    """Every case read and judged alone, as the load and the check before submission do."""
    folder = Path(tempfile.mkdtemp())
    return [_fate(case, folder / str(n)) for n, case in enumerate(cases)]


@cache
def _judge() -> Judge:
    return Judge(CATALOGUE, senders(machine.load(), CATALOGUE))


def _fate(case: Case, folder: Path) -> Fate:
    folder.mkdir()
    path = folder / case.name
    path.write_bytes(case.make())
    seen = examine(received(path), CATALOGUE, _judge())
    rules = sorted({one["rule"] for one in seen.found})
    return Fate(case, seen.refused, tuple(rules), not seen.refused and _waits(seen, case))


def _waits(seen: Examined, case: Case) -> bool:
    """Whether the case stands in a text that nobody has read: such a text is shown to a person before it is published."""
    form, _, name = case.where.partition(".")
    columns = CATALOGUE.forms[form].columns if form in CATALOGUE.forms else []
    read = any(one.name == name and one.type == "text" for one in columns) and name not in review.NOT_READ
    return read and any(row.get(name) for row in seen.rows.get(form, []))
