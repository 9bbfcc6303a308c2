"""`tsunagari site DIR`: the public pages of the published snapshot as static HTML, in both languages."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard import store, words
from dashboard.app import TOPICS
from dashboard.export import site
from dashboard.queries import places
from dashboard.widgets import assets, packs, take

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
    """Every view of every page for the whole prefecture in the latest year, and the card of each of its municipalities."""
    with words.speaking(language):
        topics = {topic: words.t(f"topic.{topic}") for topic in TOPICS}
    for topic in TOPICS:
        if topic == _CARD:
            asked = [(f"{topic}-{code}", {"m": code}) for code in _towns(snapshot)]
        else:
            first = packs.page(snapshot, topic, {}, language)
            tell(first.title)
            yield site.Page(topic, topics[topic], first)
            views = [code for code in first.chapters[0].views if code != first.chapters[0].view]
            asked = [(f"{topic}-{view}", {"view": view}) for view in views]
        for name, choice in asked:
            pack = packs.page(snapshot, topic, choice, language)
            if topic == _CARD:
                pack = packs.named(pack, snapshot, choice["m"])
            tell(pack.title)
            yield site.Page(name, topics[topic], pack)


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
