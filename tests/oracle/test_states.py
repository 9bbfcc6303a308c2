"""A number, 0, x, －, 不詳 and a blank stay six different things: every mart, every query, every half and its other half.

A prefecture is made in which each municipality answers every count of every form in one way in the first half and in
one way in the second; its facts and marts are made by the product's own SQL.
"""

import inspect
import json
import shutil
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import store
from dashboard.queries.chosen import Chosen
from etl import catalogue as catalogues
from etl import described, indicators, networks, publish, workdb
from etl import settings as machine
from tests.oracle.world import Cell, total

WAYS: dict[str, Cell] = {
    "number": (40, "value"),
    "zero": (0, "value"),
    "x": (None, "suppressed"),
    "dash": (None, "not_applicable"),
    "unknown": (None, "unknown"),
    "blank": (None, "unanswered"),
}
MADE = ("F1", "F2", "F3", "F5", "F7")


@given(
    st.lists(st.sampled_from(list(WAYS.values())), min_size=1, max_size=6),
    st.sampled_from(["municipality", "area"]),
)
@settings(deadline=None, max_examples=150)
def test_the_state_of_a_sum_is_the_one_the_forms_mean(cells: list[Cell], kind: str) -> None:
    with duckdb.connect() as con:
        workdb.run_sql_file(con, workdb.SQL / "facts" / "fct_sum_state.sql")
        con.execute("create table c(value bigint, state varchar)")
        con.executemany("insert into c values (?, ?)", cells)
        state = con.execute(f"select fct_sum_state('{kind}', value, state) from c").fetchone()
    assert state == (total(kind, cells)[1],)


@pytest.fixture(scope="module")
def town(made: Path) -> dict[str, tuple[str, str]]:
    """How each municipality of the prefecture answers in the first and in the second half."""
    return dict(json.loads((made / "ways.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def made(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("states")
    for folder in ("work", "snapshots"):
        (home / folder).mkdir()
    shutil.copyfile(demo_home / "work" / "work.duckdb", home / "work" / "work.duckdb")
    whole = catalogues.load()
    where = machine.load({"TSUNAGARI_HOME": str(home)})
    with workdb.connect(where) as con:
        ways = _answers(con)
        workdb.run_sql_folder(con, "facts")
        # everything above the protected counts is what is tested here: what may be shown is shown
        con.execute("""
            create or replace table safe_cell as select fiscal_year, table_id, period, place_kind, place_code,
                from_level, from_code, to_level, to_code, category, value, 'value' as state from fct_cell where not latent""")
        networks.fill(con)
        snapshot = workdb.value(con, "select snapshot_id from ref_snapshot")
        path = where.snapshots / f"{snapshot}.duckdb"
        con.execute(f"attach '{path}' as snap (storage_version 'v1.5.0')")
        con.execute("set search_path = 'snap.main,work.main'")
        described.prepare(con, whole.columns)
        workdb.run_sql_folder(con, "marts")
        indicators.fill(con, whole.indicators)
        con.execute("set search_path = 'work.main'")
        con.execute("detach snap")
    publish.verify(path)
    publish.release(where, publish.Published(path.stem, path, publish.digest(path)))
    (home / "ways.json").write_text(json.dumps(ways), encoding="utf-8")
    return home


def _snapshot(home: Path) -> Path:
    (path,) = (home / "snapshots").glob("*.duckdb")
    return path


def _answers(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Every municipality answers as one city did, with its own way in every count cell."""
    towns = [code for (code,) in con.execute(
        "select lg_code from ref_municipality where in_prefecture order by population desc").fetchall()]  # fmt: skip
    pairs = [(way, way) for way in WAYS] + [
        p for p in product(WAYS, WAYS) if p[0] != p[1] and ("x" in p or "zero" in p)
    ]
    ways = dict(zip(towns, pairs, strict=False))
    con.execute("delete from submission where fiscal_year <> 2025 or lg_code <> '312011'")
    con.execute(
        "create or replace temp table way(lg_code varchar, half varchar, value bigint, state varchar)"
    )
    for code, (first, second) in ways.items():
        con.executemany("insert into way values (?, ?, ?, ?)", [(code, "H1", *WAYS[first]), (code, "H2", *WAYS[second]),
                                                             (code, "FY", *WAYS[first])])  # fmt: skip
    con.execute("create or replace table submission as select s.* replace (w.lg_code as lg_code) from submission s "
                "cross join (select distinct lg_code from way) w")  # fmt: skip
    for form in MADE:
        name = f"form_{form.lower()}"
        columns = [row[0] for row in con.execute(f"describe {name}").fetchall()]
        counts = [column for column in columns if f"{column}_state" in columns]
        new = ", ".join(f"w.value as {c}, w.state as {c}_state" for c in counts)
        con.execute(f"""create or replace table {name} as select f.* replace (w.lg_code as lg_code, {new}) from {name} f
            join way w on w.half = coalesce(f.period, 'FY') where f.fiscal_year = 2025 and f.lg_code = '312011'""")
    return ways


@pytest.fixture(scope="module")
def snapshot(made: Path) -> Iterator[store.Snapshot]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(made))
        yield store.current()


def silent(ways: tuple[str, str]) -> bool:
    """A municipality that said no 0 and no number anywhere, or hid a part of everything: nothing of it may be 0."""
    return "zero" not in ways and "number" not in ways


MARTS = {
    "mart_linkage_flow": "F3", "mart_linkage_place": "F3", "mart_linkage_breakdown": "F3", "mart_linkage_support": "F5",
    "mart_linkage_case": "F1", "mart_participation_activity": "F5", "mart_participation_seat": "F2",
    "mart_participation_training": "F7", "mart_participation_body": "F1", "mart_participation_diversity": "F2",
}  # fmt: skip


@pytest.mark.parametrize("mart", MARTS)
def test_no_mart_turns_an_answer_without_a_number_into_zero(
    mart: str, made: Path, town: dict[str, Any]
) -> None:
    with duckdb.connect(_snapshot(made), read_only=True) as con:
        rows = con.execute(f"select * from {mart}").df()
    place = "lg_code" if "lg_code" in rows else "place_code"
    pairs = [(c.removesuffix("_state"), c) for c in rows if c.endswith("_state")]
    pairs += [("value", "state")] if "value" in rows else []
    checked = 0
    for code, ways in town.items():
        mine = rows[rows[place] == code]
        for value, state in pairs:
            cells = mine[mine[state] == "value"]
            assert mine[mine[state] != "value"][value].isna().all(), (mart, code, value)
            if silent(tuple(ways)):
                assert cells.empty, (mart, code, value)
            checked += len(mine)
    assert checked or mart == "mart_participation_diversity"


def test_a_half_that_is_hidden_hides_the_year(made: Path, town: dict[str, Any]) -> None:
    with duckdb.connect(_snapshot(made), read_only=True) as con:
        totals = dict(con.execute("""select place_code, state from mart_linkage_flow where period = 'FY'
            and place_kind = 'municipality' and from_level = 'total' and to_level = 'total'""").fetchall())  # fmt: skip
    for code, ways in town.items():
        assert totals[code] == total("municipality", [WAYS[way] for way in ways])[1], (code, ways)


def test_a_query_loses_no_crossing(snapshot: store.Snapshot) -> None:
    from dashboard.queries import linkage

    for year in store.query(snapshot, "select distinct fiscal_year from mart_linkage_place")["fiscal_year"]:
        stored = store.query(
            snapshot,
            "select count(*) as n from mart_linkage_place where fiscal_year = ? and to_code <> ''",
            (int(year),),
        )["n"].iloc[0]
        assert len(linkage.crossings(snapshot, Chosen.of(snapshot, int(year)))) == stored


TOPICS = ("checklist", "indicator", "linkage", "municipality", "overview", "participation", "participation_roster",
          "participation_register", "participation_work", "prefecture", "quality", "answered")  # fmt: skip


def _called(snapshot: store.Snapshot, function: Any) -> pd.DataFrame | None:
    """One call of a query at the whole prefecture, each parameter filled by its name; an unknown one is an error."""
    known = {
        "snapshot": snapshot, "chosen": Chosen.of(snapshot, 2025), "fiscal_year": 2025, "lg_code": "312011",
        "similar_codes": ["312029", "312037"], "lg_codes": ["312011", "312029"], "level": "sector", "form": "F3",
        "dimension": "channel", "name": "consent", "body": "B01", "body_code": "B01", "n": 5, "series": "platform",
        "place_kind": "prefecture", "number": "3(1)", "place_code": snapshot.prefecture_lg_code, "column": "setup_form",
        "list_name": "setup_forms", "ids": ("linkage_reported",),
        "indicator_id": "referral_count", "other_id": "platform_organisations", "text": "", "order": "value",
        "rows": pd.DataFrame({"value": [1.0], "state": ["value"]}), "places": [("municipality", "312011")],
    }  # fmt: skip
    wanted = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    found = function(**{name: known[name] for name in wanted})
    return found if isinstance(found, pd.DataFrame) else None


@pytest.mark.parametrize("topic", TOPICS)
def test_no_query_shows_zero_for_an_answer_without_a_number(
    topic: str, snapshot: store.Snapshot, town: dict[str, Any]
) -> None:
    module = import_module(f"dashboard.queries.{topic}")
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or name.startswith("_") or name == "completed":
            continue
        frame = _called(snapshot, function)
        if frame is None:
            continue
        pairs = [(str(c).removesuffix("_state"), str(c)) for c in frame if str(c).endswith("_state")]
        pairs += [("value", "state")] if {"value", "state"} <= set(frame) else []
        for value, state in pairs:
            if value in frame:
                assert frame[frame[state] != "value"][value].isna().all(), (topic, name, value)
        if "lg_code" in frame and name not in ("changes", "submissions", "variables", "similar"):
            mute = [code for code, ways in town.items() if silent(tuple(ways))]
            mine = frame[frame["lg_code"].isin(mute)]
            for value, state in pairs:
                if value in mine and topic in ("linkage", "participation_work") and name != "overlaps":
                    assert not ((mine[state] == "value") & (mine[value] == 0)).any(), (topic, name, value)


@pytest.mark.parametrize(("first", "second"), list(product(WAYS, WAYS)))
def test_counts_of_the_prefecture_keep_their_state(first: str, second: str) -> None:
    """様式FP: two visits to one town add up as any two halves do; what was shared is shown as it was answered."""
    ways = [WAYS[first], WAYS[second]]
    with duckdb.connect() as con:
        workdb.run_sql_file(con, workdb.SQL / "facts" / "fct_sum_state.sql")
        con.execute("create table ref_prefecture as select '310000' as prefecture_lg_code")
        con.execute("""create table form_fp(fiscal_year integer, lg_code varchar default '310000',
            record_kind varchar, target_lg_code varchar,
            share_method varchar, share_date date, sessions bigint, sessions_state varchar, recipients bigint,
            recipients_state varchar, practices bigint, practices_state varchar)""")
        for way in ways:
            con.execute(
                "insert into form_fp by name select 2025 as fiscal_year, 'support' as record_kind, '312011' as target_lg_code,"
                "'H1' as share_method, ? as sessions, ? as sessions_state",
                list(way),
            )
        con.execute(
            """insert into form_fp by name select 2025 as fiscal_year, 'sharing' as record_kind, 'W1' as share_method,
            ? as recipients, ? as recipients_state, ? as practices, ? as practices_state""",
            [*ways[0], *ways[1]],
        )
        workdb.run_sql_file(con, workdb.SQL / "facts" / "fct_own_record.sql")
        for mart in ("mart_prefecture_support", "mart_prefecture_sharing"):
            workdb.run_sql_file(con, workdb.SQL / "marts" / f"{mart}.sql")
        summed = con.execute("select sessions, sessions_state from mart_prefecture_support").fetchone()
        shared = con.execute(
            "select recipients, recipients_state, practices, practices_state from mart_prefecture_sharing"
        ).fetchone()
    assert summed == total("municipality", ways)
    assert shared == (*ways[0], *ways[1])
