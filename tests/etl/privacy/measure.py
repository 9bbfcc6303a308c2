"""What becomes of the cases of a set at the door: stopped, or before a person's eyes, or through.

``python -m tests.etl.privacy.measure third`` prints the rates of a set; its shape stands in the README beside this file.
"""

import importlib
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from etl import settings as machine
from etl.checks import privacy
from etl.checks.file import Examined, examine
from etl.checks.values import Judge
from etl.intake.places import senders
from etl.intake.receive import received
from etl.register import review
from tests.etl.privacy import sent
from tests.etl.privacy.sent import CATALOGUE, NAME

SETS = ("held", "unseen")


@dataclass(frozen=True)
class Fate:
    """The rule that stopped a case, if any, the rules that were told, and whether a text of it waits for a person."""

    key: str
    kind: str
    personal: bool
    stopped: str | None
    rules: tuple[str, ...]
    waits: bool

    @property
    def held(self) -> bool:
        """Whether nothing of the case can be published before a person has seen it."""
        return bool(self.stopped) or self.waits


def fates(
    cases: Sequence[Sequence[Any]], plain: Callable[[], bytes] = sent.clean, name: str = NAME
) -> list[Fate]:
    """Every case (id, kind, function, personal[, file name]) read and judged alone, as the load does.

    ``plain`` makes the submission the cases were made of, to be read under ``name``: its texts are nobody's news.
    """
    with tempfile.TemporaryDirectory() as folder:
        unchanged = _examined(plain(), name, Path(folder))
        assert unchanged.refused is None, f"the clean submission is refused by {unchanged.refused}"
        old = _texts(unchanged)
        return [_fate(*case, folder=Path(folder), old=old) for case in cases]


def of_set(module: ModuleType) -> list[Fate]:
    """The fates of a set's cases."""
    return fates(module.CASES, getattr(module, "CLEAN", sent.clean), getattr(module, "CLEAN_NAME", NAME))


def rates(found: Collection[Fate]) -> str:
    """The three figures, by kind as well, and what got through or was stopped without need."""
    bad = [one for one in found if one.personal]
    lines = [_line("personal", bad)]
    lines += [
        _line(f"  {kind}", [one for one in bad if one.kind == kind])
        for kind in dict.fromkeys(one.kind for one in bad)
    ]
    alarms = [one for one in found if not one.personal and one.stopped]
    harmless = len(found) - len(bad)
    lines.append(f"harmless: {len(alarms)} of {harmless} stopped{_share(len(alarms), harmless)}")
    looked = [one for one in found if not one.personal and one.waits and not one.stopped]
    lines.append(f"harmless: {len(looked)} of {harmless} with a text to read{_share(len(looked), harmless)}")
    lines.append("by review alone: " + " ".join(one.key for one in bad if one.held and not one.stopped))
    lines.append("through: " + " ".join(one.key for one in bad if not one.held))
    lines.append("alarms: " + " ".join(f"{one.key} ({one.stopped})" for one in alarms))
    return "\n".join(lines)


def _line(of: str, cases: Collection[Fate]) -> str:
    stopped, held = (
        sum(map(bool, of_each)) for of_each in zip(*((c.stopped, c.held) for c in cases), strict=True)
    )
    n = len(cases)
    return f"{of}: {stopped} of {n} stopped by patterns{_share(stopped, n)}, {held} stopped or held for review{_share(held, n)}"


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.0%})" if whole else ""


@cache
def _judge() -> Judge:
    return Judge(CATALOGUE, senders(machine.load(), CATALOGUE))


def _fate(
    key: str,
    kind: str,
    make: Callable[[], bytes],
    personal: bool,
    name: str = NAME,
    *,
    folder: Path,
    old: frozenset[str],
) -> Fate:
    seen = _examined(make(), name, folder)
    rules = tuple(sorted({one["rule"] for one in seen.findings}))
    return Fate(key, kind, personal, seen.refused, rules, not seen.refused and bool(_texts(seen) - old))


def _examined(data: bytes, name: str, folder: Path) -> Examined:
    path = folder / name
    path.write_bytes(data)
    try:
        return examine(received(path), CATALOGUE, _judge())
    finally:
        path.unlink()


def _texts(seen: Examined) -> frozenset[str]:
    """The texts that a person would be shown: those of the forms, words of the catalogue apart, and those beside them."""
    words = review.known_words(CATALOGUE)
    columns = [(form.id, name) for form in CATALOGUE.forms.values() for name in privacy.read_later(form)]
    texts = [text for form, name in columns for row in seen.rows.get(form, []) if (text := row.get(name))]
    return frozenset(
        text for text in (*texts, *(one.text for one in seen.beside)) if text.strip() not in words
    )


if __name__ == "__main__":
    for given in sys.argv[1:] or SETS:
        print(given)
        print(rates(of_set(importlib.import_module(f"tests.etl.privacy.{given}"))))
