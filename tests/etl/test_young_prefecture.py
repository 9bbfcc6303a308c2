"""A prefecture in its first weeks: few municipalities, small counts or none. Whoever sends first, it can be published."""

import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import forms, pipeline
from etl import settings as machine
from etl.demo.world import grow

pytestmark = pytest.mark.slow

CATALOGUE = catalogues.load()
YEAR = 2025
WORLD = {
    code: rows for (code, year), rows in grow(CATALOGUE, machine.load()).items()
    if year == YEAR and {"F3", "F5"} <= rows.keys()
}  # fmt: skip


def _smaller(rows: dict[str, Any], part: int) -> dict[str, Any]:
    """The forms with every count of people and cases divided; by 10,000 nothing but zeros is left."""
    told = {form: [dict(row) for row in lines] for form, lines in rows.items()}
    for row in (*told["F3"], *told["F5"]):
        row |= {name: n // part for name, n in row.items() if _counted(name) and isinstance(n, int)}
    return told


def _counted(name: str) -> bool:
    return name == "value" or name.endswith("_count")


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(sorted(WORLD)), st.sampled_from([1, 5, 20, 60, 10_000])),
             min_size=1, max_size=3, unique_by=lambda sender: sender[0]),
)  # fmt: skip
# A total of two municipalities, of which one knows its own part; a first municipality that tells nothing but zeros.
@example([("312011", 1), ("313289", 5), ("313297", 60)])
@example([("314013", 60), ("313645", 60)])
@example([("313025", 10_000)])
def test_a_few_municipalities_with_small_counts_can_be_published(senders: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        here = machine.load({"TSUNAGARI_HOME": home})
        here.prepare()
        for code, part in senders:
            data = forms.form(code, YEAR, _smaller(WORLD[code], part), CATALOGUE, spare_rows=2)
            (here.inbox / f"{code}_{YEAR}_r1.xlsx").write_bytes(data)
        outcome = pipeline.load(here)
        assert outcome.path is not None and outcome.path.exists()
        assert outcome.intake.accepted + outcome.intake.warned == len(senders)
