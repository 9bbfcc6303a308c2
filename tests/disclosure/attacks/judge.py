"""The true counts, for the test alone: to judge what an attacker found, and to give a municipality its own."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.disclosure.attacks.snapshot_attacker import Key, Model

OWN = """
select f.period, from_agency, to_agency, sector6, channel, referral_count, consent_count,
    no_consent_legal_count, consent_unknown_count, established_count, joint_support_count
from form_f3 f join ref_agency on agency_code = from_agency
where f.fiscal_year = ? and f.lg_code = ?
"""


class Judge:
    def __init__(self, work: Path, year: int) -> None:
        self.con = duckdb.connect(work, read_only=True)
        rows = self.con.execute(
            "select * exclude (cell_id) from fct_cell where fiscal_year = ?", [year]
        ).fetchall()
        self.counts: dict[Key, int] = {tuple(row[1:10]): row[10] for row in rows}
        self.year = year
        written = self.con.execute(
            "select period, lg_code, measure_code from form_f5 where fiscal_year = ? and value_state = 'suppressed'",
            [year],
        ).fetchall()
        self.sent_as_x: set[Key] = {
            ("support", period, "municipality", lg_code, *("total",) * 4, item)
            for period, lg_code, item in written
        }

    def true(self, key: Key) -> int:
        return self.counts.get(key, 0)

    def own(self, lg_code: str, model: Model) -> dict[Key, int]:
        """What a municipality wrote down itself, by the names of the attacker's unknowns: its zeros too."""
        sent = self.con.execute(OWN, [self.year, lg_code]).fetchall()
        written: dict[Key, int] = {}
        for half, a, b, s, channel, count, consented, legal, unknown, established, joint in sent:
            told = {("f", lg_code, half, a, b): count, ("channel", lg_code, channel): count}
            told |= {("consent", lg_code, s, "consented"): consented, ("consent", lg_code, s, "legal"): legal}
            told |= {
                ("consent", lg_code, s, "unknown"): unknown,
                ("outcome", lg_code, "established"): established,
            }
            told |= {("outcome", lg_code, "joint"): joint}
            for key, value in told.items():
                written[key] = written.get(key, 0) + (value or 0)
        known = {}
        for key in model.columns:
            if (key[0] in ("f", "channel", "consent") and key[1] == lg_code) or (
                key[0] == "outcome" and key[1] == lg_code and not str(key[2]).startswith("not_")
            ):
                known[key] = written.get(key, 0)
            elif len(key) == 9 and key[2] == "municipality" and key[3] == lg_code and key in self.counts:
                known[key] = self.counts[key]
        return known
