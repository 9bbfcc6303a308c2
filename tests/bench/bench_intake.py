"""How long intake takes for a whole country's size of prefecture: 179 municipalities, 8 forms, 3 years."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MUNICIPALITIES, YEARS, REFERRALS = 179, (2023, 2024, 2025), 60


def _write(inbox: Path) -> int:
    """Workbooks printed by the real forms, with as many rows as a middling city answers."""
    from etl import catalogue as catalogues
    from etl import forms
    from etl.catalogue import is_lg_code

    catalogue = catalogues.load()
    agencies = [code.code for code in catalogue.codes["agencies"] if code.code < "A90"]
    items = [code.code for code in catalogue.codes["items"] if code.code != "K31"]
    codes = [c for n in range(31_201, 31_999) for d in "0123456789" if is_lg_code(c := f"{n}{d}")]
    for lg_code in codes[:MUNICIPALITIES]:
        for year in YEARS:
            rows = {
                "F0": [_cover(lg_code, year)],
                "F2": [
                    {"body_code": "B01", "agency_code": a, "org_count": 3, "role": "R2"} for a in agencies
                ],
                "F3": [_referral(agencies, at) for at in range(REFERRALS)],
                "F4": [{"item_code": item, "status": 1} for item in items],
                "F5": [
                    {"period": p, "measure_code": f"N{n:02}", "value": n}
                    for p in ("H1", "H2")
                    for n in range(1, 18)
                ],
            }
            (inbox / f"{lg_code}_{year}_r1.xlsx").write_bytes(forms.form(lg_code, year, rows, catalogue))
    return sum(1 for _ in inbox.iterdir())


def _cover(lg_code: str, year: int) -> dict[str, object]:
    cover = {
        "lg_code": lg_code,
        "fiscal_year": year,
        "dept_name": "地域福祉課",
        "submitted_on": f"{year + 1}-04-21",
    }
    codes = {"juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1"}
    return cover | codes | {"revision_no": 1, "no_pii_ack": 1, "pref_publish_ok": 1}


def _referral(agencies: list[str], at: int) -> dict[str, object]:
    counts = {
        "referral_count": 10,
        "consent_count": 8,
        "no_consent_legal_count": 0,
        "consent_unknown_count": 2,
    }
    pair = {"from_agency": agencies[at % 7], "to_agency": agencies[7 + at % 11], "channel": f"C{1 + at % 5}"}
    return {"period": "H1" if at % 2 else "H2", **pair, **counts}


def _load(home: Path) -> dict[str, float]:
    """Read and judge every file in this process; peak memory is the process's own."""
    import psutil

    from etl import catalogue as catalogues
    from etl import settings as machine
    from etl.checks.file import examine
    from etl.checks.values import Judge
    from etl.intake.receive import receive

    settings = machine.load({"TSUNAGARI_HOME": str(home)})
    catalogue = catalogues.load()
    judge, rows = Judge(catalogue), 0
    started, used, peak = time.perf_counter(), time.process_time(), 0
    for file in receive(settings.inbox):
        examined = examine(file, catalogue, judge)
        rows += sum(len(one) for one in examined.rows.values())
        peak = max(peak, psutil.Process().memory_info().rss)
    return {
        "rows": rows,
        "seconds": round(time.perf_counter() - started, 1),
        "processor_seconds": round(time.process_time() - used, 1),
        "peak_megabytes": round(peak / 1e6),
    }


def bench_intake(tmp_path: Path) -> None:
    """Write the files, then read them in a process of its own."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    files = _write(inbox)
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=environment)
    print("\n" + json.dumps({"files": files} | json.loads(done.stdout)))


if __name__ == "__main__":
    print(json.dumps(_load(Path(sys.argv[1]))))
