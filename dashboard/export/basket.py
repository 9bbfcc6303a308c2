"""The briefing pack as it stands in an address: figures of any pages, in the order of the reader.

`?basket=linkage/sankey?view=flow&fy=2024 overview/map` (encoded): page, figure, and what was chosen on that page. A year
that was not chosen is not in it, so that the same address shows next year's numbers next year.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

LARGEST = 40  # figures of one pack: an address is short, and anyone can write one
# Of a page's address, what belongs to its reader and not to the figure.
_NOT_KEPT = ("lang", "basket", "snapshot")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Entry:
    """One figure: its page, its name on it, and what is chosen there."""

    topic: str
    key: str
    asked: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        query = urlencode(self.asked)
        return f"{self.topic}/{self.key}" + (f"?{query}" if query else "")


def entry(topic: str, key: str, asked: Mapping[str, str]) -> Entry:
    """A figure as it is seen now; choices in one order, so that one figure has one name."""
    return Entry(topic, key, tuple(sorted((k, v) for k, v in asked.items() if k not in _NOT_KEPT and v)))


def read(text: str) -> tuple[Entry, ...]:
    """The figures of a parameter of an address; what names none is left out, and each stands once."""
    found = (_read(part) for part in text.split())
    return tuple(dict.fromkeys(one for one in found if one))[:LARGEST]


def _read(text: str) -> Entry | None:
    path, _, query = text.partition("?")
    topic, _, key = path.partition("/")
    if not (_NAME.fullmatch(topic) and _NAME.fullmatch(key)):
        return None
    return entry(topic, key, dict(parse_qsl(query)))


def write(entries: Iterable[Entry]) -> str:
    """As one parameter of an address; "" for none."""
    return " ".join(map(str, entries))


def added(entries: tuple[Entry, ...], new: Entry) -> tuple[Entry, ...]:
    """With one more at the end, unless it is there or the pack is full."""
    return entries if new in entries or len(entries) >= LARGEST else (*entries, new)


def without(entries: tuple[Entry, ...], place: int) -> tuple[Entry, ...]:
    """Without the one at a place."""
    return entries[:place] + entries[place + 1 :]


def moved(entries: tuple[Entry, ...], place: int, by: int) -> tuple[Entry, ...]:
    """With the one at a place moved up (-1) or down (1); at an end it stays."""
    to = place + by
    if not (0 <= place < len(entries) and 0 <= to < len(entries)):
        return entries
    order = list(entries)
    order.insert(to, order.pop(place))
    return tuple(order)
