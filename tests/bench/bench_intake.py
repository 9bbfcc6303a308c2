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
                "F1": [
                    {"body_code": f"B0{n}", "body_seq": 1, "est_status": "E4"} | {"body_name": "会議"}
                    for n in range(1, 5)
                ],
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
                "F6": [_practice(year, at) for at in range(2)],
                "F7": [
                    {"period": p, "training_code": "G1", "audience": a, "sessions": 2, "participants": 40}
                    | {"completed": 35, "joint_held": 1, "pref_hosted": 0}
                    for p in ("H1", "H2")
                    for a in ("L1", "L4")
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


def _practice(year: int, at: int) -> dict[str, object]:
    told = {"title": f"見守りの取組 {at}", "case_fy": year, "design_codes": "D1", "theme_codes": "T04"}
    told |= {"agency_codes": "A52", "item_codes": "K14", "person_detail": "Q0"}
    return told | {name: "地域の郵便局と見守りを始めた。" * 8 for name in ("background", "action", "device")}


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
    """Read, judge and keep every file in this process, all rules included; peak memory is the process's own."""
    import dataclasses
    import resource

    from etl import catalogue as catalogues
    from etl import settings as machine
    from etl import workdb
    from etl.register import load_inbox

    # No list of municipalities, so that any code may send.
    settings = dataclasses.replace(machine.load({"TSUNAGARI_HOME": str(home)}), reference=home / "none")
    settings.prepare()
    catalogue = catalogues.load()
    started, used = time.perf_counter(), time.process_time()
    with workdb.connect(settings) as con:
        summary = load_inbox(con, settings, catalogue, "bench")
        seconds, busy = time.perf_counter() - started, time.process_time() - used
        started = time.perf_counter()
        load_inbox(con, settings, catalogue, "again")
        again = time.perf_counter() - started
    return {
        "taken": summary.accepted + summary.warned,
        "rows": summary.rows,
        "seconds": round(seconds, 1),
        "processor_seconds": round(busy, 1),
        "seconds_again": round(again, 1),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }


def bench_intake(tmp_path: Path) -> None:
    """Write the files, then load them in a process of its own."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    files = _write(inbox)
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=environment)
    print("\n" + json.dumps({"files": files} | json.loads(done.stdout)))


if __name__ == "__main__":
    print(json.dumps(_load(Path(sys.argv[1]))))
