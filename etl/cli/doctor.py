"""doctor: one screen that says whether this machine is ready."""

import importlib.metadata
import importlib.util
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from etl.cli.base import app

if TYPE_CHECKING:
    from etl.settings import Settings

ENOUGH_DISK = 2_000_000_000
FONTS = Path("dashboard") / "static" / "fonts"
Finding = tuple[bool, str, str]


@app.command()
def doctor() -> None:
    """この端末で動かす用意ができているかを一画面で示す。直すところがあれば終了コードは 1。"""
    from etl import settings

    here = settings.load()
    found = [*_machine(here), *_data(here)]
    for good, name, told in found:
        typer.echo(f"{'○' if good else '✕'} {name}: {told}")
    if not all(good for good, _, _ in found):
        raise typer.Exit(1)


def _machine(here: "Settings") -> Iterator[Finding]:
    versions = "、".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "streamlit", "openpyxl")
    )
    yield True, "版", f"Python {platform.python_version()}、{versions}"
    # The disk is asked through the folder, which a first start has not made yet.
    here.prepare()
    free = shutil.disk_usage(here.home).free
    yield free > ENOUGH_DISK, "空き容量", f"{free / 1e9:.1f} GB（{here.home}）"
    for folder in (here.inbox, here.work, here.snapshots):
        yield _writable(folder), f"{folder.name}/", str(folder)
    fonts = list((here.root / FONTS).glob("*.woff2"))
    yield bool(fonts), "画面の字形", f"{len(fonts)} 個"
    # Only looked for: loading the dictionary takes seconds and 200 MB.
    names = all(importlib.util.find_spec(name) for name in ("sudachipy", "sudachidict_core"))
    yield (
        True,
        "人名の辞書（任意）",
        "SudachiPy を使います" if names else "入っていません（規則だけで探します）",
    )


def _writable(folder: Path) -> bool:
    probe = folder / ".doctor"
    try:
        # Tried, not asked: on network drives the permissions that are shown are not those that hold.
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError:
        return False
    return True


def _data(here: "Settings") -> Iterator[Finding]:
    from etl import catalogue as catalogues
    from etl import home, reference

    try:
        catalogue = catalogues.load(here.catalogue)
    except catalogues.CatalogueError as error:
        yield False, "カタログ", str(error)
        return
    demo = "（演示）" if catalogue.prefecture.demo else ""
    yield (
        True,
        "カタログ",
        f"{catalogue.prefecture.ja}{demo}、様式 {len(catalogue.forms)}、規則 {len(catalogue.rules)}",
    )
    try:
        count = reference.municipalities(here, catalogue).num_rows
        yield count > 0, "市町村", f"{count} 団体"
    except (reference.OfficialFileError, OSError) as error:
        yield False, "市町村", str(error)
    try:
        home.require(here, catalogue)
        yield True, "データの持ち主", str(home.wanted(catalogue))
    except home.ForeignHome as error:
        yield False, "データの持ち主", str(error)
    yield _snapshot(here)
    yield from _older(here)


def _snapshot(here: "Settings") -> Finding:
    from etl import publish

    try:
        path = publish.file_of(here)
        publish.verify(path)
        pointer = publish.current(here) or {}
        same = publish.digest(path) == pointer.get("sha256")
        return same, "公表データ", pointer["snapshot"] if same else f"{path.name} の中身が公表時と違います"
    except publish.PublishError as error:
        # Before the first load there is nothing published, and nothing wrong with that.
        return not here.pointer.exists(), "公表データ", str(error)


def _older(here: "Settings") -> Iterator[Finding]:
    """Snapshots that are kept: the next publication is checked together with every one of them."""
    from etl import publish

    for path in sorted(here.snapshots.glob("*.duckdb")):
        try:
            publish.verify(path)
        except publish.PublishError as error:
            yield False, "保存してある公表データ", str(error)
