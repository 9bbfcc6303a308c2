"""The committed catalogue is whole, and the documents printed from it are the ones in docs/."""

import ast
import dataclasses
import tomllib

from dashboard import store
from etl import catalogue, handbook, settings

ROOT = settings.ROOT


def test_the_catalogue_loads_with_every_form():
    loaded = catalogue.load()
    assert {"F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "FP"} <= loaded.forms.keys()
    assert loaded.indicators and loaded.sources


def test_generated_documents_are_fresh():
    assert handbook.stale(settings.ROOT) == []


def _attributes(*folders: str, but: str) -> set[str]:
    """Every name after a dot in the code of some folders, one file left out."""
    return {
        node.attr
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path != ROOT / but
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }


def test_every_key_of_an_installation_is_read() -> None:
    """prefecture.toml and sources.toml: a key that nothing reads misleads whoever sets it."""
    read = _attributes("etl", but="etl/catalogue/models.py")
    given = tomllib.loads((ROOT / "data/catalogue/prefecture.toml").read_text("utf-8"))
    keys = {*given, *given["map"]}
    for source in tomllib.loads((ROOT / "data/catalogue/sources.toml").read_text("utf-8"))["source"]:
        keys |= source.keys()
    assert {"lat", "lon", "licence", "published", "neighbours", "lead_department"} <= keys
    assert keys <= read, keys - read


def test_everything_a_snapshot_says_of_itself_is_read() -> None:
    """A column that no page reads is asked of every office for nothing."""
    told = {one.name for one in dataclasses.fields(store.Snapshot) if not one.name.startswith("_")}
    read = _attributes("dashboard", but="dashboard/store.py")
    inside = {
        node.attr
        for node in ast.walk(ast.parse((ROOT / "dashboard/store.py").read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert told <= read | inside, told - read - inside
