"""The command line answers at once: what a command works with is imported where it is used."""

import json
import subprocess
import sys

import pytest

from etl.cli import app

HEAVY = {
    "duckdb",
    "highspy",
    "networkx",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "scipy",
    "shapely",
}
OF_OTHERS = {"highspy", "networkx", "scipy", "shapely"}
LOADED = """
import json, sys
sys.argv = ["tsunagari", *{words!r}]
from etl.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)))
"""


def modules(*words: str) -> set[str]:
    """What Python has imported once the command has answered."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(words=list(words))],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", [("--help",), ("load", "--help"), ("lod",)], ids=" ".join)
def test_help_and_a_mistyped_word_wait_for_no_library(words):
    imported = modules(*words)
    assert {name.split(".")[0] for name in imported} & HEAVY == set()
    assert {name for name in imported if name.startswith("etl")} <= {"etl"} | {
        name for name in imported if name.startswith("etl.cli")
    }


def test_a_check_waits_for_no_solver(tmp_path):
    imported = modules("check", str(tmp_path / "none.xlsx"))
    assert any(name.startswith("etl.checks.") for name in imported)
    assert {name.split(".")[0] for name in imported} & OF_OTHERS == set()


def test_a_check_waits_for_nothing_that_it_does_not_use(demo_home, monkeypatch):
    """Arrow would import pandas at its first array, and the list that goes back is of another command."""
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    sent = next((demo_home / "inbox").glob("*_2025_r1.xlsx"))
    imported = modules("check", str(sent))
    assert {"openpyxl", "pyarrow", "duckdb"} <= imported, "it has read the file"
    assert {name.split(".")[0] for name in imported} & (OF_OTHERS | {"pandas", "xlsxwriter"}) == set()


def test_every_command_tells_what_it_does():
    commands = [
        *app.registered_commands,
        *(one for group in app.registered_groups for one in group.typer_instance.registered_commands),
    ]
    assert len(commands) > 10
    assert [one.callback.__name__ for one in commands if not (one.callback.__doc__ or "").strip()] == []
