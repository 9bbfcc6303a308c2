"""How long the pipeline takes: the demo's submissions written, loaded, and loaded again with nothing new."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def tsunagari(home: Path, *words: str) -> tuple[float, str]:
    """Seconds one command took, start of Python included, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", *words],
        cwd=ROOT,
        env=os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return time.perf_counter() - start, done.stdout


def bench_load(tmp_path):
    whole, _ = tsunagari(tmp_path, "demo")
    again, printed = tsunagari(tmp_path, "load", "--json")
    files = len(list((tmp_path / "inbox").iterdir()))
    fresh = tmp_path / "fresh"
    first, _ = tsunagari(fresh, "load", "--inbox", str(tmp_path / "inbox"), "--json")
    size = Path(json.loads((tmp_path / "snapshots" / "current.json").read_text("utf-8"))["file"]).name
    megabytes = (tmp_path / "snapshots" / size).stat().st_size / 1e6
    print(
        f"\n{files} files: demo (write + load) {whole:.1f} s · load {first:.1f} s · load again {again:.1f} s"
    )
    print(f"snapshot {size}: {megabytes:.1f} MB")
    assert json.loads(printed)
