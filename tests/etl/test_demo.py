"""The demo's files: the same each time, complete, and without fault except for those that were planted."""

import hashlib
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import demo, settings
from etl.demo import chance, faults, plan, world

CATALOGUE = catalogues.load()
HERE = settings.load()
WORLD = world.grow(CATALOGUE, HERE)
PLACES = plan.places(CATALOGUE, HERE)
# The demo as it was when it was last looked at; a change of the world changes this line.
pytestmark = pytest.mark.slow  # all submissions of the demo are made
SEAL = "3ce201b9769c4169"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("inbox")
    demo.write(place, CATALOGUE, HERE)
    return place


def test_the_same_bytes_on_every_machine(inbox: Path) -> None:
    seal = hashlib.sha256()
    for path in sorted(inbox.iterdir()):
        seal.update(path.name.encode() + path.read_bytes())
    assert seal.hexdigest()[:16] == SEAL


def test_no_two_files_have_the_same_bytes_but_the_copy_sent_twice(inbox: Path) -> None:
    files = {path.name: path.read_bytes() for path in inbox.iterdir()}
    copies = {copy: files.pop(copy) for copy in faults.SENT_TWICE.values()}
    assert len(set(files.values())) == len(files)
    assert all(copies[copy] == files[name] for name, copy in faults.SENT_TWICE.items())


def test_every_file_says_that_it_is_fictitious(inbox: Path) -> None:
    locked = {inbox / name for name in faults.LOCKED}
    for path in set(inbox.iterdir()) - locked:
        data, told = path.read_bytes(), "架空データ"
        by_cover = path.suffix == ".csv" and "_F0_" not in path.name
        assert by_cover or any(told.encode(code) in data for code in ("utf-8", "cp932")), path.name


def _told(work: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], set[str]]:
    found = defaultdict(set)
    for lg_code, year, rule in work.execute("select lg_code, fiscal_year, rule from finding").fetchall():
        found[lg_code, year].add(rule)
    return found


def test_every_fault_is_found_and_nothing_else(work: duckdb.DuckDBPyConnection) -> None:
    planted = defaultdict(set)
    for fault in faults.FAULTS:
        planted[fault.lg_code, fault.year] |= fault.rules
    for place in PLACES:
        for year in place.stages:
            if place.encoding(year) == "cp932":
                planted[place.lg_code, year].add("PX01")
    for rule, names in (("PX15", faults.MACROS), ("PX16", faults.LOCKED)):
        for name in names:
            planted[name[:6], int(name[7:11])].add(rule)
    assert _told(work) == {key: rules for key, rules in planted.items() if rules}


def test_what_became_of_each_file(work: duckdb.DuckDBPyConnection) -> None:
    outcomes = dict(work.execute("select file_name, outcome from receipt").fetchall())
    became = {kind: {name for name, told in outcomes.items() if told == kind} for kind in outcomes.values()}
    assert became.pop("refused") == {"313700_2024_r1.xlsx", *faults.LOCKED}
    assert became.pop("quarantined") == {"314013_2024_r1.xlsx"}
    assert became.pop("superseded") == {"312037_2024_r1.xlsx", *faults.LATE.values()}
    assert set(became) == {"accepted", "warned"}


def test_rows_with_an_error_are_left_out_and_all_others_are_loaded(
    work: duckdb.DuckDBPyConnection,
) -> None:
    """What was written equals what was read, but for the rows that a planted fault sends back."""
    lost = {("312037", 2025, "F3"): 1, ("312037", 2023, "F2"): 1, ("313645", 2025, "F5"): 1}
    refused = {("313700", 2024), ("314013", 2024)}
    for form in ("F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "FP"):
        sql = f"select lg_code, fiscal_year, count(*) from form_{form.lower()} group by all"
        loaded = {(lg, year): n for lg, year, n in work.execute(sql).fetchall()}
        written = {
            key: len(rows[form]) - lost.get((*key, form), 0)
            for key, rows in WORLD.items()
            if rows.get(form) and key not in refused
        }
        assert loaded == written, form


def test_a_mended_value_is_the_value_that_was_meant(work: duckdb.DuckDBPyConnection) -> None:
    """Full-width digits, a unit, a note mark and a comma change nothing."""
    for key in (("313025", 2025), ("312029", 2023), ("313891", 2024)):
        sql = "select period, measure_code, value from form_f5 where lg_code = ? and fiscal_year = ?"
        read = {(period, code): value for period, code, value in work.execute(sql, key).fetchall()}
        meant = {(row["period"], row["measure_code"]): row["value"] for row in WORLD[key]["F5"]}
        assert read == {code: value if isinstance(value, int) else None for code, value in meant.items()}


def test_practices_have_different_ids() -> None:
    ids = demo.practice_ids(CATALOGUE, HERE)
    assert len(ids) == len(set(ids)) == 29


def test_the_world_is_plausible() -> None:
    """Sizes as in the official statistics and the design: cities 100 to 2,000 referrals a year, small towns a few dozen."""
    whole = {key: sum(_numbers(rows.get("F3", ()), "referral_count")) for key, rows in WORLD.items()}
    for place in PLACES:
        told = [whole[place.lg_code, year] for year in place.stages if place.inside]
        if place.city:
            assert all(60 <= n <= 2_000 for n in told), (place.name, told)
        else:
            assert all(n <= 200 for n in told), (place.name, told)
    years = {year: sum(n for (_, y), n in whole.items() if y == year) for year in plan.YEARS}
    assert years[2023] < years[2024] < years[2025] < 1.6 * years[2023]


def _numbers(rows: list[dict[str, object]], column: str) -> list[int]:
    return [row[column] for row in rows if isinstance(row[column], int)]


def test_a_fifth_of_the_municipalities_with_the_project_had_no_case() -> None:
    stages = [stage for place in PLACES for stage in place.stages.values() if place.inside]
    running = [stage for stage in stages if stage.juso == "J1"]
    assert 0.1 <= sum(stage.quiet for stage in running) / len(running) <= 0.25


def test_some_do_not_answer_and_partners_outside_send_three_forms() -> None:
    inside = [place for place in PLACES if place.inside]
    silent = {year: sum(year not in place.stages for place in inside) for year in plan.YEARS}
    assert all(2 <= n <= 4 for n in silent.values())
    outside = {place.lg_code for place in PLACES if not place.inside}
    assert all(set(rows) == {"F0", "F1", "F2"} for key, rows in WORLD.items() if key[0] in outside)


def test_parts_are_those_of_the_vocabulary_and_add_up_to_the_whole_of_the_year_before() -> None:
    """From the year of the split on nobody answers in a whole; seats of a part are as valid as any."""
    told = {(line["whole"], line["part"]) for line in plan.table("parts")}
    assert told == {(one.old_code, one.new_code) for one in CATALOGUE.code_map if one.list == "agencies"}
    wholes, used = {whole for whole, _ in told}, set[str]()
    for (_, year), forms in WORLD.items():
        codes = {row[end] for row in forms.get("F3", ()) for end in ("from_agency", "to_agency")}
        codes |= {row["agency_code"] for row in forms.get("F2", ())}
        assert not codes & (wholes if year >= 2025 else {part for _, part in told}), year
        used |= codes
        for row in forms.get("F2", ()):
            new, asked = row["new_org_count"], row["invited_count"]
            assert new == "-" or new <= row["org_count"] <= asked
    assert {part for _, part in told} <= used


def test_chance_is_even_and_named() -> None:
    drawn = [chance.share("test", i) for i in range(2_000)]
    assert 0.48 < sum(drawn) / len(drawn) < 0.52 and min(drawn) >= 0 and max(drawn) < 1
    assert chance.share("a", 1) == chance.share("a", 1) != chance.share("a", 2)
    for mean in (0.3, 4, 30, 400):
        average = sum(chance.happen(mean, "poisson", mean, i) for i in range(600)) / 600
        assert abs(average - mean) < 0.15 * mean + 0.1
    assert chance.happen(0, "never") == 0 and chance.part(9, 1, "all") == 9
