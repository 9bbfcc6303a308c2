"""How long the pipeline takes: the demo's files written, loaded, loaded again with nothing new, and a form printed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def tsunagari(home: Path, *words: str) -> tuple[str, str]:
    """Seconds one command took (of them on a processor), start of Python included, and what it printed."""
    start, before = time.perf_counter(), os.times()
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", *words],
        cwd=ROOT,
        env=os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return f"{time.perf_counter() - start:.1f} s (CPU {busy:.1f} s)", done.stdout


def bench_load(tmp_path: Path) -> None:
    """The demo's inbox into an empty installation, and what else is done with it in a year."""
    whole, _ = tsunagari(tmp_path, "demo")
    again, told = tsunagari(tmp_path, "load", "--json")
    fresh = tmp_path / "fresh"
    first, _ = tsunagari(fresh, "load", "--inbox", str(tmp_path / "inbox"), "--json")
    printed, _ = tsunagari(tmp_path, "form", "--year", "2026")
    files = len(list((tmp_path / "inbox").iterdir()))
    forms = len(list((tmp_path / "forms" / "2026").glob("*.xlsx")))
    pointer = json.loads((fresh / "snapshots" / "current.json").read_text("utf-8"))
    megabytes = (fresh / "snapshots" / pointer["file"]).stat().st_size / 1e6
    print(f"\n{files} files: load {first} · load again {again} · demo, files written too {whole}")
    print(f"snapshot {pointer['snapshot']}: {megabytes:.1f} MB · {forms} forms printed {printed}")
    assert json.loads(told)["changed"] is False
