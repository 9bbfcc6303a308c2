"""Answers with gaps never stop the publication for everyone: blank parts, hidden parts, parts above their whole."""

import duckdb
import pytest

from etl import audit, forms, pipeline, settings
from etl import catalogue as catalogues
from etl.audit.ranges import stored_ranges
from etl.demo.world import grow
from etl.forms.values import Row

pytestmark = pytest.mark.slow

CATALOGUE = catalogues.load()


def _measure(rows: dict[str, list[Row]], code: str) -> Row:
    return next(row for row in rows["F5"] if row["measure_code"] == code)


def _blank(rows: dict[str, list[Row]]) -> None:
    _measure(rows, "N02")["value"] = ""


def _alone(rows: dict[str, list[Row]]) -> None:
    _measure(rows, "N01")["value"] = "x"


def _above(rows: dict[str, list[Row]]) -> None:
    _measure(rows, "N02")["value"] = 9_000


def _consent_hidden(rows: dict[str, list[Row]]) -> None:
    row = max(rows["F3"], key=lambda one: one["referral_count"])
    row |= dict.fromkeys(("consent_count", "consent_unknown_count"), "x")


def _outcomes_blank(rows: dict[str, list[Row]]) -> None:
    for row in rows["F3"]:
        row |= dict.fromkeys(("established_count", "joint_support_count"), "")


def _whole_hidden(rows: dict[str, list[Row]]) -> None:
    rows["F3"][0]["referral_count"] = "x"


def _one_half(rows: dict[str, list[Row]]) -> None:
    rows["F5"] = [row for row in rows["F5"] if row["period"] == "H1"]
    rows["F3"] = [row for row in rows["F3"] if row["period"] == "H2"]


def _some(rows: list[Row]) -> list[Row]:
    """The first rows of each half."""
    return [row for half in ("H1", "H2") for row in [one for one in rows if one["period"] == half][:5]]


# Each gap in the answers of another municipality.
GAPS = {
    "312037": _one_half,
    "312045": _blank,
    "313289": _alone,
    "313297": _above,
    "313700": _consent_hidden,
    "313726": _outcomes_blank,
    "313891": _whole_hidden,
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Outcome:
    """What a load makes of them."""
    here = settings.load({"TSUNAGARI_HOME": str(tmp_path_factory.mktemp("gaps"))})
    here.prepare()
    world = grow(CATALOGUE, settings.load())
    for lg_code, gap in GAPS.items():
        rows = {form: [dict(row) for row in told] for form, told in world[lg_code, 2025].items()}
        # Enough of the largest form that every gap has neighbours: the search for a pattern grows with its rows.
        rows["F3"] = _some(rows["F3"])
        gap(rows)
        data = forms.form(lg_code, 2025, rows, CATALOGUE, spare_rows=2)
        (here.inbox / f"{lg_code}_2025_r1.xlsx").write_bytes(data)
    return pipeline.load(here)


def test_gaps_in_the_answers_stop_nobody(outcome: pipeline.Outcome) -> None:
    assert outcome.path is not None and outcome.path.exists()
    assert outcome.intake.accepted + outcome.intake.warned == len(GAPS)


def test_ranges_hold_what_is_counted_whatever_was_kept_back(outcome: pipeline.Outcome) -> None:
    """A range never leaves out the count that stands in the sums; of who hid a number itself there is none."""
    assert outcome.path is not None
    ranges = stored_ranges(outcome.path, audit.declaration(settings.load().catalogue))
    assert ranges and len(ranges[2025]) > 50
    with duckdb.connect(outcome.path.parents[1] / "work" / "work.duckdb", read_only=True) as con:
        counted = {
            tuple(key): value
            for value, *key in con.execute(
                f"select value, {audit.KEY} from fct_cell where fiscal_year = 2025"
            ).fetchall()
        }
    for key, (low, high) in ranges[2025].items():
        assert low <= counted.get(tuple(key), 0) and (high is None or counted.get(tuple(key), 0) <= high), key
    kept = {"flow": {"313700", "313891"}, "support": {"313289"}}
    of_senders = {(k.table_id, k.place_code) for k in ranges[2025] if k.period == "FY"}
    assert not {(table, code) for table, codes in kept.items() for code in codes} & of_senders
