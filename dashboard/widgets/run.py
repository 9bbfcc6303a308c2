"""What one run of a page holds on to: its snapshot, taken once, whatever is published meanwhile; and what it records."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from dashboard import store
from dashboard.export.chapter import Part
from dashboard.queries.chosen import Chosen

_TAKEN: ContextVar[store.Snapshot | None] = ContextVar("snapshot_of_this_run", default=None)
_begun = [0.0]
_RECORD: ContextVar["Record | None"] = ContextVar("record_of_this_run", default=None)


@dataclass
class Record:
    """What a page says when it is run to be written down instead of shown: see `recorder`.

    path: that of the page. parts: key figures, figures and texts in reading order. views: the choices between views
    that the page offers, by their parameter, with the words of each; `picked` says which one is open. filters: those it offers.
    drawn: what its figures are made of is worked out, too, for the readers who will ask for it.
    """

    path: str
    drawn: bool = False
    parts: list[Part] = field(default_factory=list)
    chosen: Chosen | None = None
    views: dict[str, Mapping[str, str]] = field(default_factory=dict)
    picked: dict[str, str] = field(default_factory=dict)
    filters: tuple[str, ...] = ()


def begin() -> store.Snapshot:
    """Take the published snapshot for this run. Raises NoSnapshot or BrokenSnapshot."""
    _begun[0] = time.monotonic()
    snapshot = store.current()
    _TAKEN.set(snapshot)
    return snapshot


def quiet() -> float:
    """Seconds since a reader last asked for a page."""
    return time.monotonic() - _begun[0]


def snapshot() -> store.Snapshot:
    """The snapshot of this run, for the page that app.py runs; it hands it on to its parts."""
    taken = _TAKEN.get()
    return begin() if taken is None else taken


@contextmanager
def recording(snapshot: store.Snapshot, path: str, *, drawn: bool = False) -> Iterator[Record]:
    """Inside the block a page is written down, on this snapshot; `drawn` as in `Record`."""
    record = Record(path, drawn)
    taken, begun = _TAKEN.set(snapshot), _RECORD.set(record)
    try:
        yield record
    finally:
        _TAKEN.reset(taken)
        _RECORD.reset(begun)


def record() -> Record | None:
    """The record this run writes into; None on a screen."""
    return _RECORD.get()
