"""The documents printed from the catalogue and the SQL, so that they cannot say anything else than the product does."""

import tomllib
from pathlib import Path

from etl.catalogue import Catalogue, load
from etl.handbook import coverage, definitions, manual, tables

MARTS = Path("etl") / "sql" / "marts"


def write(root: Path, catalogue: Catalogue | None = None) -> list[Path]:
    """Write ``docs/{coverage,glossary,indicators,forms.ja,tables}.md`` below ``root``; returns what changed."""
    changed = [root / "docs" / name for name in stale(root, catalogue)]
    texts = documents(root, catalogue)
    for path in changed:
        path.parent.mkdir(exist_ok=True)
        path.write_text(texts[path.name], encoding="utf-8", newline="\n")
    return changed


def stale(root: Path, catalogue: Catalogue | None = None) -> list[str]:
    """Names of the documents that differ from what the catalogue and the SQL say now."""
    return [
        name for name, text in documents(root, catalogue).items() if _current(root / "docs" / name) != text
    ]


def documents(root: Path, catalogue: Catalogue | None = None) -> dict[str, str]:
    """Every generated document: file name → text."""
    catalogue = catalogue or load(root / "data" / "catalogue")
    words = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    note = words["note"]
    return {
        "coverage.md": coverage.document(catalogue, words, note),
        "glossary.md": definitions.glossary(catalogue, words, note),
        "indicators.md": definitions.indicators(catalogue, words, note),
        "forms.ja.md": manual.document(catalogue, words, note),
        "tables.md": tables.document(root / MARTS, catalogue.columns, words, note),
    }


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
