"""`tsunagari site DIR`: the public pages of the published snapshot as static HTML, in both languages."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard import formats, store, words
from dashboard.app import TOPICS
from dashboard.export import site
from dashboard.export.chapter import Pack
from dashboard.queries import places
from dashboard.widgets import assets, filters, packs, take

FONTS = {400: "NotoSansJP-Regular.woff2", 700: "NotoSansJP-Bold.woff2"}
_CARD = "municipality"


def main() -> int:
    """Write the site; an expected failure is one sentence. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="tsunagari site", description=__doc__)
    parser.add_argument("folder", type=Path, help="書き出すフォルダー / folder to write")
    folder = parser.parse_args().folder.resolve()
    words.use("ja")
    try:
        snapshot = store.current()
        if why := site.refuse(folder):
            return _fail(words.t(f"site.{why}", folder=folder))
    except store.NoSnapshot:
        return _fail(words.t("missing.title"))
    except store.BrokenSnapshot as broken:
        return _fail(f"{words.t('broken.title')}: {broken}")
    written = {language: list(pages(snapshot, language, _tell)) for language in words.LANGUAGES}
    size = site.write(folder, written, files())
    count = sum(map(len, written.values()))
    figures = sum(len(page.pack.figures) for listed in written.values() for page in listed)
    print(words.t("site.written", n=count, figures=figures, size=f"{size / 1e6:.1f}", folder=folder))
    return 0


def pages(
    snapshot: store.Snapshot, language: str, tell: Callable[[str], None] = lambda title: None
) -> Iterator[site.Page]:
    """Every view of every page for the whole prefecture in the latest year; the card of each of its municipalities.

    The first view of a page that can be asked for a year or an area also stands for each earlier year and each area.
    """
    with words.speaking(language):
        topics = {topic: words.t(f"topic.{topic}") for topic in TOPICS}
    for topic in TOPICS:
        made = _cards(snapshot, language) if topic == _CARD else _views(snapshot, topic, language)
        for name, choices, pack in made:
            tell(pack.title)
            yield site.Page(name, topics[topic], pack, choices)


def _cards(snapshot: store.Snapshot, language: str) -> Iterator[tuple[str, dict[str, str], Pack]]:
    """One a municipality."""
    for code in _towns(snapshot):
        pack = packs.named(packs.page(snapshot, _CARD, {"m": code}, language), snapshot, code)
        yield f"{_CARD}-{code}", {"": pack.title}, pack


def _views(snapshot: store.Snapshot, topic: str, language: str) -> Iterator[tuple[str, dict[str, str], Pack]]:
    """A page, its other views, and its first view in the other years and in each area, where it asks for them."""
    first = packs.page(snapshot, topic, {}, language)
    chapter = first.chapters[0]
    with words.speaking(language):
        rows = {
            name: (words.t(f"filter.{name}"), _offered(snapshot, name))
            for name in ("fiscal_year", "area")
            if name in chapter.filters
        }
    here = {row: next(iter(offered.values())) for row, offered in rows.values()}
    yield topic, {"": first.title, **here}, first
    for view in [code for code in chapter.views if code != chapter.view]:
        pack = packs.page(snapshot, topic, {"view": view}, language)
        yield f"{topic}-{view}", {"": pack.title}, pack
    for name, (row, offered) in rows.items():
        for code, said in list(offered.items())[1:]:
            pack = packs.page(snapshot, topic, {filters.PARAMETERS[name]: code}, language)
            yield f"{topic}-{code}", {row: said}, packs.titled(pack, said)


def _offered(snapshot: store.Snapshot, name: str) -> dict[str, str]:
    """What a filter offers, the choice of the first page in front: years newest first, all areas before each."""
    if name == "fiscal_year":
        years = range(snapshot.last_fy, snapshot.first_fy - 1, -1)
        return {str(year): formats.fiscal_year(year) for year in years}
    areas = {code: words.place(snapshot, "area", code) for code in places.areas(snapshot)}
    return {"": words.t("filter.all_area"), **areas}


def files() -> site.Assets:
    """What lies beside the pages."""
    fonts = Path(__file__).parent / "static" / "fonts"
    return site.Assets(
        assets.PLOTLY,
        {weight: fonts / name for weight, name in FONTS.items()},
        take.style(),
        (fonts / "OFL.txt",),
    )


def _towns(snapshot: store.Snapshot) -> list[str]:
    """The prefecture's own municipalities."""
    found = places.municipalities(snapshot)
    return [str(code) for code in found.loc[found["in_prefecture"].astype(bool), "lg_code"]]


def _tell(title: str) -> None:
    print(f"・{title}", file=sys.stderr, flush=True)


def _fail(sentence: str) -> int:
    print(f"エラー: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
