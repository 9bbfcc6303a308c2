"""A snapshot that was once published keeps its name and its bytes, whatever is loaded after a rollback."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.disclosure.attacks.home import Home

CITIES = ("312011", "312029", "312037")


def test_a_load_after_a_rollback_rewrites_no_snapshot(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for n, city in enumerate(CITIES):
        home.send(city, [("H1", "A11", "A20", 40 + n), ("H2", "A11", "A20", 50 + n)])
    home.load()
    home.send(CITIES[0], [("H1", "A11", "A20", 60), ("H2", "A11", "A20", 70)], revision=2)
    home.load()
    kept = _seals(home)
    assert len(kept) == 2
    assert home.run("rollback").returncode == 0
    home.load()
    now = _seals(home)
    rewritten = [name for name, seal in kept.items() if now.get(name) != seal]
    assert not rewritten, f"{len(rewritten)} snapshots rewritten under their old names: {rewritten}"


def _seals(home: Home) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in home.settings.snapshots.glob("*.duckdb")
    }
