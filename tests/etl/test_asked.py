"""What a form does not ask is 該当なし; what a municipality withheld is told by no area; both by the product's own SQL."""

from collections.abc import Iterator
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import workdb

CATALOGUE = catalogues.load()
STATES = ("value", "suppressed", "not_applicable", "unknown", "unanswered")
# 様式1: 【設置済みの場合】, B02〜B04 for cases, 「B02・B03の行だけに記入」 for the two ways of meeting together.
COUNTS = {
    "meeting_count": None, "fed_back_count": None, "case_count": {"B02", "B03", "B04"},
    "same_day_count": {"B02", "B03"}, "integrated_count": {"B02", "B03"},
}  # fmt: skip


def _run(con: duckdb.DuckDBPyConnection, *files: str) -> None:
    for name in files:
        workdb.run_sql_file(con, workdb.SQL / name)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield _prepared(opened)


def _prepared(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.execute("create table ref_group(group_id varchar, member varchar)")
    members = [(group.id, code) for group in CATALOGUE.groups.group for code in group.members]
    con.executemany("insert into ref_group values (?, ?)", members)
    con.execute("create table ref_code(list varchar, code varchar, series_code varchar, extra json)")
    for name in ("bodies", "agencies", "operators"):
        for code in CATALOGUE.codes[name]:
            con.execute(
                "insert into ref_code values (?, ?, ?, ?)", [name, code.code, code.code, dict(code.extra)]
            )
    _run(con, "facts/ref_body.sql", "facts/ref_agency.sql")
    return con


@pytest.mark.parametrize("count", COUNTS)
def test_a_blank_is_unanswered_only_where_the_form_asks(con: duckdb.DuckDBPyConnection, count: str) -> None:
    bodies, statuses = CATALOGUE.codes["bodies"], CATALOGUE.codes["est_statuses"]
    cases = list(product((b.code for b in bodies), (s.code for s in statuses), STATES))
    con.execute("create table form_f1(body_code varchar, est_status varchar)")
    con.execute(f"alter table form_f1 add column {count}_state varchar")
    con.executemany("insert into form_f1 values (?, ?, ?)", cases)
    for other in COUNTS.keys() - {count}:
        con.execute(f"alter table form_f1 add column {other}_state varchar default 'value'")
    _run(con, "facts/fct_body.sql")
    shown = con.execute(f"select f.body_code, f.est_status, f.{count}_state, b.{count}_state from form_f1 f "
                        "join fct_body b on b.rowid = f.rowid").fetchall()  # fmt: skip
    assert len(shown) == len(cases)
    for body, status, said, told in shown:
        asked = status == "E9" or (status == "E1" and body in (COUNTS[count] or {body}))
        assert told == (said if said != "unanswered" or asked else "not_applicable"), (body, status, said)


@pytest.mark.parametrize("state", STATES)
def test_invitations_are_asked_of_platforms_alone(con: duckdb.DuckDBPyConnection, state: str) -> None:
    _seats(con, [("甲", "B01", "A20", 1, "value", state), ("甲", "B03", "A20", 1, "value", state)])
    shown = con.execute("select body_code, invited_count_state from fct_seat order by 1").fetchall()
    assert shown == [("B01", state), ("B03", "not_applicable" if state == "unanswered" else state)]


def _seats(con: duckdb.DuckDBPyConnection, rows: list[tuple[object, ...]]) -> None:
    con.execute("""create or replace table form_f2(lg_code varchar, body_code varchar, agency_code varchar, org_count bigint,
        org_count_state varchar, invited_count_state varchar, fiscal_year integer default 2024, operator_type varchar,
        individual_count bigint, individual_count_state varchar default 'unanswered')""")
    if rows:
        con.executemany("insert into form_f2(lg_code, body_code, agency_code, org_count, org_count_state, "
                        "invited_count_state) values (?, ?, ?, ?, ?, ?)", rows)  # fmt: skip
    _run(con, "facts/fct_seat.sql")


TOWNS = {"甲": "東", "乙": "東", "丙": "西"}
_CELL = st.one_of(
    st.integers(0, 6).map(lambda n: (n, "value")), st.sampled_from([(None, state) for state in STATES[1:]])
)
_ROSTER = st.dictionaries(st.sampled_from(["A01", "A20", "A30", "A51"]), _CELL, min_size=1, max_size=4)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(list(TOWNS)), _ROSTER, min_size=1))
@settings(max_examples=60, deadline=None)
def test_no_area_tells_a_mix_that_its_municipality_withholds(
    rosters: dict[str, dict[str, tuple[int | None, str]]],
) -> None:
    """1 + 1 + x has no shares: not in the town, and not in an area that would be the town's."""
    with duckdb.connect() as con:
        _prepared(con)
        rows = [
            (town, "B01", agency, *cell, "value")
            for town, of in rosters.items()
            for agency, cell in of.items()
        ]
        _seats(con, rows)
        con.execute("create table fct_place(lg_code varchar, place_kind varchar, place_code varchar)")
        for town, area in TOWNS.items():
            places = (("municipality", town), ("area", area), ("prefecture", "県"))
            con.executemany("insert into fct_place values (?, ?, ?)", [(town, *place) for place in places])
        _run(con, "facts/fct_sum_state.sql", "marts/mart_participation_diversity.sql")
        shown = {
            (kind, code): (state, n, kinds)
            for kind, code, state, n, kinds in con.execute(
                "select place_kind, place_code, state, organisations, categories from mart_participation_diversity"
            ).fetchall()
        }
    whole = {
        town: {agency: n for agency, (n, state) in of.items() if n}
        for town, of in rosters.items()
        if all(state in ("value", "not_applicable") for _, state in of.values())
    }
    for kind, members in _places().items():
        told = [whole[town] for town in members if town in whole]
        n = sum(sum(of.values()) for of in told)
        if not any(town in rosters for town in members):
            assert kind not in shown
        elif n:
            assert shown[kind] == ("value", n, len(set().union(*told)))
        else:
            assert shown[kind][0] != "value" and shown[kind][1:] == (None, None)
            assert (shown[kind][0] == "not_applicable") == bool(told)


def _places() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {("prefecture", "県"): list(TOWNS)}
    for town, area in TOWNS.items():
        found[("municipality", town)] = [town]
        found.setdefault(("area", area), []).append(town)
    return found
