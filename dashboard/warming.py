"""Pages are worked out before their first reader comes: what a choice shows is kept for all who make it.

After a start and after each publication, by the pages' own code and the recorder; while nobody reads, and never for more
than a fifth of a processor. What is kept is bounded where it is kept, so this only decides what is kept first.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

from dashboard import store
from dashboard.queries import places
from dashboard.widgets import recorder, run

QUIET = 5.0
"""Seconds without a reader before work begins or goes on."""
SHARE = 0.2  # of a processor
MOST = 400  # pages, about as many as the figures that are kept at a time
SHEET = "municipality"
OF_A_TOWN = ("participation", "linkage", "checklist")  # where a municipality may be chosen besides


def begin() -> None:
    """Keep the published snapshot warm, in a thread that ends with the process."""
    threading.Thread(target=_keep_warm, name="warming", daemon=True).start()


def addresses(snapshot: store.Snapshot) -> Iterator[tuple[str, dict[str, str]]]:
    """Pages and what is chosen on them: the newest year first, and each page before its areas; then each place."""
    areas = places.areas(snapshot)
    towns = places.municipalities(snapshot)["lg_code"].astype(str).tolist()
    for year in range(snapshot.last_fy, snapshot.first_fy - 1, -1):
        # What is chosen by default is not in an address, nor in what a page is asked for.
        chosen = {} if year == snapshot.last_fy else {"fy": str(year)}
        for area in ("", *areas):
            for topic in recorder.TOPICS:
                if topic != SHEET:
                    yield topic, {**chosen, **({"area": area} if area else {})}
        for topic in (SHEET, *OF_A_TOWN):
            for town in towns:
                yield topic, {**chosen, "m": town}


def work_out(snapshot: store.Snapshot, topic: str, asked: dict[str, str]) -> None:
    """One page as a reader of the Japanese page on a desk would see it."""
    recorder.gather(snapshot, topic, asked, "ja", drawn=True)


def _keep_warm() -> None:
    warm = ""
    while True:
        time.sleep(QUIET)
        # Nothing published yet, or damaged: readers are told, and it may come later.
        with contextlib.suppress(store.NoSnapshot, store.BrokenSnapshot):
            snapshot = store.current()
            if snapshot.id != warm:
                warm = snapshot.id
                _warm(snapshot)


def _warm(snapshot: store.Snapshot) -> None:
    for number, (topic, asked) in enumerate(addresses(snapshot)):
        if number == MOST or store.current().id != snapshot.id:
            return
        while run.quiet() < QUIET:
            time.sleep(QUIET / 5)
        begun = time.monotonic()
        try:
            work_out(snapshot, topic, asked)
        except Exception:
            # A reader of that page is told what is wrong; the others are not kept waiting for it.
            logging.getLogger(__name__).exception("%s %s cannot be worked out", topic, asked)
        time.sleep((time.monotonic() - begun) * (1 / SHARE - 1))
