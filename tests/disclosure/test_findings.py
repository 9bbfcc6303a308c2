"""Findings are no way around suppression: what a check says of counts of people and cases is told to its sender alone.

A published "more persons than visits" bounds two hidden counts against each other, whatever the tables hide.
"""

import re
from importlib import resources
from pathlib import Path

import duckdb
import pytest

from etl import catalogue as catalogues

CATALOGUE = catalogues.load()
# Counts of people and cases that a snapshot may hide, by form (5-disclosure: referrals, support, cases of a body).
HIDDEN = {
    "f3": r"\b(referral|consent|no_consent_legal|consent_unknown|established|joint_support)_count\b",
    "f5": r"\bf5\b.*\bvalue\b",
    "f1": r"\bcase_count\b",
}
WARNINGS = [rule for rule in CATALOGUE.rules.values() if rule.severity == "warn"]


@pytest.mark.parametrize("rule", [rule for rule in WARNINGS if rule.sql], ids=lambda rule: rule.id)
def test_a_warning_that_reads_counts_says_so(rule) -> None:
    text = re.sub(r"\bas \w+", "", " ".join(rule.sql.split()))  # what a column is called reads nothing
    reads = [form for form, pattern in HIDDEN.items() if re.search(pattern, text)]
    assert bool(reads) == rule.compares_counts, (rule.id, reads)


def test_sums_that_disagree_are_said_to_their_sender_alone() -> None:
    """VR11 has no SQL: totals printed below a table are compared while the file is read."""
    assert CATALOGUE.rules["VR11"].compares_counts
    assert {rule.id for rule in CATALOGUE.rules.values() if rule.compares_counts} >= {"VR19", "VR28", "VR29"}


def test_only_other_findings_are_published() -> None:
    sql = resources.files("etl").joinpath("sql/marts/mart_quality_finding.sql").read_text("utf-8")
    with duckdb.connect() as con:
        con.execute("create table fault (fiscal_year int, lg_code text, form text, rule text, severity text)")
        con.execute("create table ref_rule (rule text, ja text, en text, compares_counts boolean)")
        con.execute("insert into ref_rule values ('VR19', 'a', 'a', true), ('VR03', 'b', 'b', false)")
        con.execute("""insert into fault values (2025, '312011', 'F5', 'VR19', 'warn'), (2025, '312011', 'F3', 'VR03', 'warn'),
            (2025, '312029', 'F5', 'VR19', 'warn'), (2025, '312029', 'F3', 'PX99', 'fix')""")
        con.execute(sql)
        told = con.execute("select rule from mart_quality_finding order by all").fetchall()
    assert told == [("PX99",), ("VR03",)]


def test_the_demo_tells_no_finding_of_counts(snapshot_file: Path) -> None:
    kept = [rule.id for rule in CATALOGUE.rules.values() if rule.compares_counts]
    with duckdb.connect(snapshot_file, read_only=True) as con:
        told = con.execute(
            "select rule from mart_quality_finding where list_contains($1, rule)", [kept]
        ).fetchall()
        columns = [name for name, *_ in con.execute("describe mart_quality_submission").fetchall()]
    assert told == []
    assert "warnings" not in columns, "how many remarks a municipality has, by form and half"
