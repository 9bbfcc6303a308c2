"""docs/tables.md: every table of the snapshot, described by its own SQL and by ``columns.toml``."""

import re
from pathlib import Path
from typing import Any

from etl import described
from etl.catalogue import Columns
from etl.handbook.markdown import page, table

_ABOUT = re.compile(r"comment on table \w+ is '([^']*)'")


def document(marts: Path, columns: Columns, words: dict[str, Any], note: str) -> str:
    """One section a table, in alphabetical order."""
    say = words["tables"]
    shapes = described.shapes(marts)
    parts = [_section(file, shapes[file.stem], columns, say) for file in sorted(marts.glob("*.sql"))]
    return page(say["title"], note, say["intro"], *parts)


def _section(file: Path, shape: list[tuple[str, str]], columns: Columns, say: dict[str, Any]) -> str:
    text = file.read_text(encoding="utf-8")
    about = _ABOUT.search(text)
    grain = next((line for line in text.splitlines() if line.startswith("-- Grain:")), "")
    rows = []
    for name, kind in shape:
        said = columns.of(file.stem, name)
        # Units like % are the same in both languages and said once.
        unit = " / ".join(dict.fromkeys(part for part in (said.unit, said.unit_en) if part))
        rows.append((f"`{name}`", kind, said.comment, unit, say["kinds"][said.kind]))
    return "\n\n".join(
        (
            f"## {file.stem}",
            about[1] if about else "",
            f"{say['grain']}: {grain.removeprefix('-- Grain:').strip()}",
            table(say["header"], rows),
        )
    )
