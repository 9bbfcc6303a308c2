"""What one run of a page holds on to: its snapshot, taken once, whatever is published meanwhile."""

from contextvars import ContextVar

from dashboard import store

_TAKEN: ContextVar[store.Snapshot | None] = ContextVar("snapshot_of_this_run", default=None)


def begin() -> store.Snapshot:
    """Take the published snapshot for this run. Raises NoSnapshot or BrokenSnapshot."""
    snapshot = store.current()
    _TAKEN.set(snapshot)
    return snapshot


def snapshot() -> store.Snapshot:
    """The snapshot of this run, for the page that app.py runs; it hands it on to its parts."""
    taken = _TAKEN.get()
    return begin() if taken is None else taken
