"""The process may be killed between any two stages: nothing is lost, and the next run ends as if nothing had happened."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import forms, publish, runlog
from etl import settings as machine

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is of POSIX")
# In order, so that each killed run gets further than the one before.
STOPS = [
    ("receive", 1.0), ("read", 1.0), ("check", 0.0), ("check", 1.0), ("feedback", 1.0),
    ("facts", 1.0), ("protect", 1.0), ("snapshot", 1.0), ("audit", 1.0), ("publish", 0.0), ("publish", 1.0),
]  # fmt: skip
# One process imports the product; each run is a fork of it, killed from within at its stop.
RUNS = """
import json, os, signal, sys
from etl import pipeline, settings
for stage, share in json.loads(sys.argv[1]):
    def progress(*at):
        if at == (stage, share):
            os.kill(os.getpid(), signal.SIGKILL)
    child = os.fork()
    if not child:
        pipeline.load(settings.load(), progress=progress)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
TO_THE_END = ("never", 0.0)


def _runs(home: Path, *stops: tuple[str, float]) -> list[int]:
    """Exit codes of one run per stop."""
    environment = os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", RUNS, json.dumps(stops)]
    done = subprocess.run(command, cwd=machine.ROOT, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return [int(line) for line in done.stdout.split()]


def _inbox(home: Path) -> None:
    """Two municipalities, one of them with a fault to send back."""
    settings = machine.load({"TSUNAGARI_HOME": str(home)})
    settings.prepare()
    catalogue = catalogues.load(settings.catalogue)
    cover = {"dept_name": "福祉課", "submitted_on": "2025-04-21", "revision_no": 1, "juso_status": "J1"}
    cover |= {"participation_mode": "H1", "lonely_dept_same": "V1", "no_pii_ack": 1, "pref_publish_ok": 1}
    for code, consent in (("312011", 38), ("313025", 39)):
        flow = {
            "period": "H1",
            "from_agency": "A11",
            "to_agency": "A20",
            "channel": "C1",
            "referral_count": 40,
        }
        flow |= {"consent_count": consent, "no_consent_legal_count": 0, "consent_unknown_count": 2}
        flow |= {"established_count": 20, "joint_support_count": 12}
        rows = {"F0": [cover | {"lg_code": code, "fiscal_year": 2024}], "F3": [flow]}
        (settings.inbox / f"{code}_2024_r1.xlsx").write_bytes(forms.form(code, 2024, rows, catalogue))


def _state(home: Path) -> tuple[object, ...]:
    """What matters afterwards: rows, receipts, findings, what went back, what is published."""
    settings = machine.load({"TSUNAGARI_HOME": str(home)})
    with duckdb.connect(settings.workdb) as con:
        tables = [
            con.execute(sql).fetchall()
            for sql in (
                "select * from form_f3 order by all",
                "select receipt_id, sha256, outcome from receipt order by all",
                "select receipt_id, rule, row_no, message_ja from finding order by all",
                "select lg_code, form, period, status, is_current, rows from submission order by all",
            )
        ]
    returned = sorted(
        path.relative_to(home).as_posix() for path in (home / "work" / "feedback").rglob("*.xlsx")
    )
    left_over = [path.name for path in home.rglob("*") if path.suffix in (".part", ".building", ".writing")]
    pointer = publish.current(settings)
    return (*tables, returned, left_over, pointer and pointer["snapshot"])


@pytest.mark.slow
def test_killed_between_every_pair_of_stages(tmp_path: Path) -> None:
    clean, killed = tmp_path / "clean", tmp_path / "killed"
    _inbox(clean)
    shutil.copytree(clean, killed)
    originals = {path.name: path.read_bytes() for path in (killed / "inbox").iterdir()}
    assert _runs(clean, TO_THE_END) == [0]
    assert _runs(killed, *STOPS, TO_THE_END) == [-signal.SIGKILL] * len(STOPS) + [0]
    assert _state(killed) == _state(clean)
    assert originals == {path.name: path.read_bytes() for path in (killed / "inbox").iterdir()}
    with duckdb.connect(killed / "work" / "work.duckdb") as con:
        outcomes = [run.outcome for run in reversed(runlog.recent(con, 99))]
    assert outcomes == ["interrupted"] * len(STOPS) + ["unchanged"]


@pytest.mark.slow
def test_the_very_next_run_completes(tmp_path: Path) -> None:
    _inbox(tmp_path)
    assert _runs(tmp_path, ("snapshot", 1.0), TO_THE_END) == [-signal.SIGKILL, 0]
    settings = machine.load({"TSUNAGARI_HOME": str(tmp_path)})
    pointer = publish.current(settings)
    assert pointer
    publish.verify(settings.snapshots / pointer["file"])
