"""提出と品質: which form came from where, what the checks found, how much is hidden and how that was verified."""

import json
from typing import Any

import pandas as pd

from dashboard import store
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import coded, either, towns

NOT_REQUESTED = "not_requested"
"""The state of an optional form that did not come."""


@store.kept
def submissions(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """One row a municipality (with its prefecture), form and period: status, word, revision, dates, counts of the checks."""
    sql = """
        select s.lg_code, m.in_prefecture, m.prefecture, s.form, s.period, s.status, s.revision,
            strftime(s.submitted_on, '%Y-%m-%d') as submitted_on, s.rows, s.fixes, s.errors
        from mart_quality_submission s join dim_municipality m using (lg_code)
        where s.fiscal_year = $1 and ($2::varchar is null or m.area_code = $2)
        order by m.in_prefecture desc, s.lg_code, s.form, s.period"""
    found = store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))
    return found.assign(
        municipality=towns(snapshot, found["lg_code"]),
        word=coded(snapshot, found["status"], "submission_statuses", short=False),
    )


@store.kept
def findings(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Findings of the year by form, rule and severity, the gravest first; never the submitted values."""
    sql = """
        select f.form, f.rule, f.severity, f.findings as value, 'value' as state, f.municipalities,
            f.message_ja, f.message_en
        from mart_quality_finding f join dim_code c on c.list = 'severities' and c.code = f.severity
        where f.fiscal_year = $1 order by c.sort desc, f.form, f.rule"""
    found = store.query(snapshot, sql, (chosen.fiscal_year,))
    return found.assign(
        message=either(found["message_ja"], found["message_en"]),
        severity_word=coded(snapshot, found["severity"], "severities", short=False),
    )


@store.kept
def hidden(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Cells above zero and suppressed cells of each published table: table_id, name, cells, hidden, share, state."""
    sql = """
        select table_id, title_ja, title_en, cells, hidden, hidden_share as share, 'value' as state
        from mart_quality_disclosure where fiscal_year = $1 order by table_id"""
    found = store.query(snapshot, sql, (chosen.fiscal_year,))
    return found.assign(name=either(found["title_ja"], found["title_en"]))


def threshold(snapshot: store.Snapshot) -> dict[str, int]:
    """The rule of disclosure control in force: k, small_population, fine_population."""
    return _certificate(snapshot).get("threshold", {})


def proof(snapshot: store.Snapshot, fiscal_year: int) -> dict[str, Any]:
    """What the certificate says of one fiscal year, then of the snapshot as a whole: `{key: value}`."""
    # By key, whatever it holds: older snapshots with other keys must keep opening.
    parts: dict[str, Any] = {}
    for name, entry in _certificate(snapshot).items():
        if not isinstance(entry, dict):
            parts[name] = entry
        elif name != "threshold":  # either about the whole snapshot or one part a year
            by_year = any(key.isdigit() for key in entry)
            parts |= entry.get(str(fiscal_year), {}) if by_year else entry
    return parts


@store.kept
def _certificate(snapshot: store.Snapshot) -> dict[str, Any]:
    rows = store.query(snapshot, "select key, value::varchar as value from certificate order by key")
    return {str(key): json.loads(value) for key, value in rows.itertuples(index=False, name=None)}
