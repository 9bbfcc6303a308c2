"""A small prefecture's own house: forms filled, sent, loaded and published by the command line alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl import catalogue as catalogues
from etl import forms, settings

YEAR = 2024
CONSENT = "no_consent_legal_count"
Referral = tuple[str, str, str, int]  # period, from, to, count


class Home:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = settings.load({"TSUNAGARI_HOME": str(folder)})
        self.settings.prepare()
        self.catalogue = catalogues.load(self.settings.catalogue)

    def send(
        self,
        lg_code: str,
        referrals: Sequence[Referral],
        revision: int = 1,
        measures: Sequence[tuple[str, str, int]] = (),
        without_consent: Sequence[int] = (),
    ) -> None:
        legal = without_consent or [0] * len(referrals)
        cover = {"dept_name": "福祉課", "submitted_on": f"2025-04-{20 + revision}", "revision_no": revision}
        cover |= {"juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1"}
        cover |= {"no_pii_ack": 1, "pref_publish_ok": 1, "lg_code": lg_code, "fiscal_year": YEAR}
        flows = [
            {
                "period": h,
                "from_agency": a,
                "to_agency": b,
                "channel": "C1",
                "referral_count": n,
                "consent_count": n - w,
            }
            | {
                "no_consent_legal_count": w,
                "consent_unknown_count": 0,
                "established_count": n,
                "joint_support_count": 0,
            }
            for (h, a, b, n), w in zip(referrals, legal, strict=True)
        ]
        rows: dict[str, list[dict[str, Any]]] = {"F0": [cover], "F3": flows}
        if measures:
            rows["F5"] = [{"period": h, "measure_code": m, "value": v} for h, m, v in measures]
        book = forms.form(lg_code, YEAR, rows, self.catalogue)
        (self.settings.inbox / f"{lg_code}_{YEAR}_r{revision}.xlsx").write_bytes(book)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"TSUNAGARI_HOME": str(self.folder), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "etl.cli", *words]
        return subprocess.run(
            command, cwd=settings.ROOT, env=environment, capture_output=True, encoding="utf-8"
        )

    def load(self) -> Path:
        """The snapshot after reading the inbox; a refusal to publish leaves the earlier one."""
        done = self.run("load", "--json")
        assert "Traceback" not in done.stderr, done.stderr
        return self.snapshot()

    def snapshot(self) -> Path:
        pointer = json.loads((self.settings.snapshots / "current.json").read_text("utf-8"))
        return self.settings.snapshots / pointer["file"]
