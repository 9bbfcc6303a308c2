"""Interface words in Japanese and English, and the labels of codes and places.

Phrases live in `locales/<topic>.<lang>.toml`; each file holds tables whose keys are joined with a dot:
`[card] source = "出典：{names}"` is `t("card.source", names=…)`. Labels of codes come from the snapshot, so that
they always match the version of the numbers.
"""

import tomllib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Protocol

LANGUAGES = ("ja", "en")
LOCALES = Path(__file__).parent / "locales"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_source: list[Callable[[], str | None]] = []


class Labels(Protocol):
    """What a snapshot offers to name things: see `store.Snapshot`."""

    @property
    def codes(self) -> Mapping[tuple[str, str], Mapping[str, str]]: ...

    @property
    def places(self) -> Mapping[tuple[str, str], Mapping[str, str]]: ...


def use(lang: str) -> None:
    """Speak `lang` ("ja" or "en") in this thread; anything else means Japanese."""
    _chosen.set(lang if lang in LANGUAGES else "ja")


def follow(source: Callable[[], str | None]) -> None:
    """Ask `source` for the language whenever `use` was not called (partial reruns start without a context)."""
    _source[:] = [source]


def lang() -> str:
    """The language in force: "ja" or "en"."""
    found = _chosen.get() or (_source[0]() if _source else None)
    return found if found in LANGUAGES else "ja"


def t(key: str, **values: object) -> str:
    """The phrase `key` in the language in force, its `{placeholders}` filled. KeyError names a missing phrase."""
    phrases = catalogue(lang())
    if key not in phrases:
        raise KeyError(f"dashboard/locales: no phrase {key!r} in {lang()!r}")
    return phrases[key].format(**values) if values else phrases[key]


@cache
def catalogue(language: str) -> dict[str, str]:
    """All phrases of a language as `{"section.key": text}`."""
    phrases: dict[str, str] = {}
    for path in sorted(LOCALES.glob(f"*.{language}.toml")):
        phrases |= _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    return phrases


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


def code(snapshot: Labels, list_name: str, value: str | None, *, short: bool = False) -> str:
    """Label of a code, e.g. `code(s, "agencies", "A20")`; the code itself when the list does not know it."""
    row = snapshot.codes.get((list_name, str(value)))
    if row is None:
        return "" if value is None else str(value)
    return (row[f"short_{lang()}"] if short else "") or row[lang()] or row["ja"]


def place(snapshot: Labels, kind: str, place_code: str) -> str:
    """Name of a place; `kind` is prefecture, area or municipality."""
    row = snapshot.places.get((kind, str(place_code)))
    return str(place_code) if row is None else row[lang()] or row["ja"]


def either(japanese: str | None, english: str | None) -> str:
    """The one of two stored texts that fits the language in force."""
    return (english or japanese or "") if lang() == "en" else (japanese or english or "")
