"""The public pages as a folder of static HTML: an index, a page a view, one library beside them; no server, no network.

Opened from a web server, a file share or a stick alike: every address in it is relative.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from dashboard import words
from dashboard.export import html
from dashboard.export.chapter import Pack

MARK = "site.json"  # which snapshot a folder shows, and that it is ours to replace
_ASSETS = "assets"


@dataclass(frozen=True, eq=False)
class Page:
    """One page in one language: the name of its file, its topic in words, and what stands on it.

    choices: the rows of its topic in which it can be chosen, by their words (年度, 圏域; "" for views), and its name there.
    """

    name: str
    topic: str
    pack: Pack
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Assets:
    """Files beside the pages: Plotly's library and the fonts by weight; and the style of the product's pages."""

    library: Path
    fonts: Mapping[int, Path]
    style: str
    licences: tuple[Path, ...] = ()


def refuse(folder: Path) -> str:
    """Why a folder cannot be written to, "" when it can: only an empty one or an earlier site is replaced."""
    if folder.exists() and not folder.is_dir():
        return "file"
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        return "foreign"
    return ""


def write(folder: Path, pages: Mapping[str, Sequence[Page]], assets: Assets) -> int:
    """Write the site, put in place only when it is complete. Returns its bytes. ValueError: see `refuse`."""
    if why := refuse(folder):
        raise ValueError(why)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place: only within one file system is a rename done at once.
    building = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        _fill(building, pages, assets)
        size = sum(file.stat().st_size for file in building.rglob("*") if file.is_file())
        if folder.exists():
            shutil.rmtree(folder)
        # mkdtemp lets its owner in alone, and a web server is somebody else.
        building.chmod(0o755)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return size


def _fill(folder: Path, pages: Mapping[str, Sequence[Page]], assets: Assets) -> None:
    (folder / _ASSETS).mkdir()
    for file in (assets.library, *assets.fonts.values(), *assets.licences):
        shutil.copy(file, folder / _ASSETS / file.name)
    for language, listed in pages.items():
        place = _folder(folder, language)
        place.mkdir(exist_ok=True)
        with words.speaking(language):
            (place / "index.html").write_bytes(_index(listed, language, assets))
            for page in listed:
                (place / f"{page.name}.html").write_bytes(_page(page, listed, language, assets))
    first = next(iter(pages.values()))[0].pack
    sums = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    said = {"snapshot": first.snapshot_id, "sha256": first.sha256, "files": sums}
    (folder / MARK).write_text(json.dumps(said, indent=1), encoding="utf-8")


def _folder(folder: Path, language: str) -> Path:
    """Japanese at the top, other languages below."""
    return folder if language == "ja" else folder / language


def _up(language: str) -> str:
    return "" if language == "ja" else "../"


def _frame(assets: Assets, language: str, lead: str) -> html.Frame:
    beside = f"{_up(language)}{_ASSETS}/"
    faces = "".join(
        f'@font-face{{font-family:"Noto Sans JP";font-weight:{weight};font-display:swap;src:url("{beside}{file.name}")}}'
        for weight, file in assets.fonts.items()
    )
    head = f'<script defer src="{beside}{assets.library.name}"></script>'
    return html.Frame(style=faces + assets.style, head=head, lead=lead)


def _page(page: Page, listed: Sequence[Page], language: str, assets: Assets) -> bytes:
    return html.document([page.pack], _frame(assets, language, _navigation(page, listed, language)))


def _navigation(here: Page, listed: Sequence[Page], language: str) -> str:
    """The way to the index, to every topic, to its views, years and areas, and to this page in the other language."""
    topics = {page.topic: page for page in reversed(listed)}
    first = [page for page in listed if topics[page.topic] is page]
    same = [page for page in listed if page.topic == here.topic]
    index = f'<a href="index.html">{escape(words.t("site.index"))}</a>'
    rows = [
        index + "".join(_link(page, page.topic, page.topic == here.topic) for page in first),
        *(_row(row, here, same) for row in dict.fromkeys(row for page in same for row in page.choices)),
    ]
    label = escape(words.t("site.pages"))
    lines = "".join(f'<nav class="site" aria-label="{label}">{row}</nav>' for row in rows if row)
    return _languages(here.name, language) + lines


def _row(row: str, here: Page, same: Sequence[Page]) -> str:
    """The pages of a topic that one choice leads to; nothing where there is no other."""
    offered = [page for page in same if row in page.choices]
    if len(offered) < 2:
        return ""
    links = "".join(_link(page, page.choices[row], page is here) for page in offered)
    return (f"<span>{escape(row)}</span>" if row else "") + links


def _link(page: Page, text: str, current: bool) -> str:
    mark = ' aria-current="page"' if current else ""
    return f'<a href="{page.name}.html"{mark}>{escape(text)}</a>'


def _languages(name: str, language: str) -> str:
    other = "en" if language == "ja" else "ja"
    where = "en/" if other == "en" else "../"
    said = words.catalogue(other)["app.english" if other == "en" else "app.japanese"]
    return f'<p class="languages"><a href="{where}{name}.html" lang="{other}">{escape(said)}</a></p>'


def _index(listed: Sequence[Page], language: str, assets: Assets) -> bytes:
    """Every page, and every figure on it."""
    first = listed[0].pack
    parts = []
    for topic in dict.fromkeys(page.topic for page in listed):
        items = "".join(_entry(page) for page in listed if page.topic == topic)
        parts.append(
            f'<section class="card"><h2>{escape(topic)}</h2><ul class="index">{items}</ul></section>'
        )
    title = words.t("site.title", place=first.place)
    mark = f'<p class="demo">{escape(first.demo)}</p>' if first.demo else ""
    origin = "".join(f"<li>{escape(line)}</li>" for line in first.origin)
    body = (
        f'{_languages("index", language)}<main lang="{language}" data-title="{escape(title)}">{mark}'
        f"<header><h1>{escape(title)}</h1><p>{escape(words.t('site.about'))}</p>"
        f"<p>{escape(words.t('site.left_out'))}</p></header>{''.join(parts)}"
        f'<footer class="site"><ul>{origin}</ul></footer></main>'
    )
    return html.page(title, language, body, _frame(assets, language, ""))


def _entry(page: Page) -> str:
    figures = "".join(
        f'<li><a href="{page.name}.html#{name}">{escape(record.title)}</a></li>'
        for name, record in html.names(page.pack)
    )
    inside = f"<ol>{figures}</ol>" if figures else ""
    return f"<li>{_link(page, page.pack.title, current=False)}{inside}</li>"
