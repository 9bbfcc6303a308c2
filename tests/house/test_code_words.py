"""The page of words is true: each name stands in the code of its section, and each place is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs" / "code-words.md").read_text("utf-8")
EVERYWHERE = ("etl/catalogue", "data/catalogue")  # what is declared is spoken of in every section
NAMED = re.compile("`([^`]+)`")


def lines() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(folders of the section, names in the code, where they stand)."""
    for section in TEXT.split("\n## ")[1:]:
        head, *body = section.splitlines()
        folders = tuple(name for name in NAMED.findall(head) if "/" in name or name == "dashboard")
        for line in body:
            cells = line.strip("| ").split(" | ")
            if len(cells) == 3 and "`" in cells[0]:
                yield folders, cells[0], cells[2]


def code(folders: tuple[str, ...]) -> str:
    files = [
        file
        for folder in folders
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".py", ".toml", ".sql")
    ]
    return "\n".join(f"{file.stem} {file.read_text('utf-8')}" for file in files)


@pytest.mark.parametrize(("folders", "names", "places"), list(lines()), ids=lambda part: str(part)[:40])
def test_names_and_places_are_there(folders: tuple[str, ...], names: str, places: str) -> None:
    text = code((*folders, *EVERYWHERE, "etl/sql"))
    for named in NAMED.findall(names):
        for name in named.split("(")[0].rstrip("=").split("."):
            assert re.search(rf"\b{re.escape(name)}\b", text), name
    for place in NAMED.findall(places):
        module = place.replace(".", "/")
        beside = [Path(folder, module) for folder in (*folders, "etl", "dashboard")]
        found = [
            ROOT / place,
            *(ROOT / path for path in beside),
            *((ROOT / path).with_suffix(".py") for path in beside),
        ]
        assert any(path.exists() for path in found), place


def test_the_page_is_read() -> None:
    assert len(list(lines())) > 40
