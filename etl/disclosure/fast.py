"""The fast method: prove what the primary cells already protect among themselves, repair the rest, clean up.

Its pattern always protects (every need carries a witness) and is minimal; it is not proven to be the cheapest.
"""

from __future__ import annotations

from collections.abc import Callable

from etl.disclosure.ledger import Ledger
from etl.disclosure.prover import Prover
from etl.disclosure.reopen import reopen
from etl.disclosure.repair import Repairer
from etl.disclosure.system import Flags, System

Progress = Callable[[str, float], None]


def silent(stage: str, share: float) -> None:
    """The progress of a run nobody watches."""


def fast(system: System, names: tuple[str, ...], progress: Progress = silent) -> tuple[Flags, Ledger]:
    """A minimal protecting pattern and its witnesses. Raises BadTable when no pattern protects."""
    hidden, ledger = system.start.copy(), Ledger(system)
    needs = sorted(range(len(system.needs)), key=lambda at: (len(system.needs[at].known) > 0, at))
    unmet = Prover(system, hidden, ledger).settle(needs)
    progress("repair", 0.0)
    repairer = Repairer(system, names)
    for done, at in enumerate(unmet):
        if ledger.missing(at):
            repairer.repair(at, hidden, ledger)
        progress("repair", (done + 1) / len(unmet))
    reopen(system, hidden, ledger)
    return hidden, ledger
