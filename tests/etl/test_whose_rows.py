"""Every published table asks whose rows it reads: what stands in the work file of another prefecture changes none of them."""

import duckdb
import pytest

from etl import catalogue as catalogues
from etl import described, forms, pipeline, workdb
from etl import settings as machine
from etl.demo.world import grow
from etl.settings import Settings

pytestmark = pytest.mark.slow

CATALOGUE = catalogues.load()
YEAR = 2025
SENT = ("310000", "312037", "313289")
# Of a municipality and a prefecture that this installation does not know.
FOREIGN = {"FP": "070009"}
TOWN = "072010"
Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small prefecture, loaded: its own form and two municipalities."""
    here = machine.load({"TSUNAGARI_HOME": str(tmp_path_factory.mktemp("whose"))})
    here.prepare()
    world = grow(CATALOGUE, machine.load())
    for lg_code in SENT:
        rows = {form: told[:12] for form, told in world[lg_code, YEAR].items() if form != "F6"}
        for file, data in forms.csv_twins(lg_code, YEAR, rows, CATALOGUE).items():
            if file.split("_")[1] in rows:
                (here.inbox / file).write_bytes(data)
    assert pipeline.load(here).path is not None
    return here


def _rounded(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(round(cell, 9) if isinstance(cell, float) else cell for cell in row)


def made(con: duckdb.DuckDBPyConnection) -> Tables:
    """Facts and published tables of what the work file holds, each as its rows."""
    workdb.run_sql_folder(con, "facts")
    work = workdb.value(con, "select current_database()")
    con.execute("attach ':memory:' as snap")
    con.execute(f"set search_path = 'snap.main,{work}.main'")
    tables = described.prepare(con, CATALOGUE.columns)
    workdb.run_sql_folder(con, "marts")
    names = [
        name
        for (name,) in con.execute(
            "select table_name from duckdb_tables() where database_name = 'snap'"
        ).fetchall()
    ]
    assert tables
    # Sums of floats differ in their last digit by the order of threads.
    rows = {
        name: sorted(map(_rounded, con.execute(f'select * from snap."{name}"').fetchall()), key=str)
        for name in names
    }
    con.execute(f"set search_path = '{work}.main'")
    con.execute("detach snap")
    return rows | {
        "fct_cell": con.execute("select * exclude (cell_id) from fct_cell order by all").fetchall()
    }


@pytest.fixture(scope="module")
def before(home: Settings) -> Tables:
    with workdb.connect(home) as con:
        return made(con)


@pytest.mark.parametrize("form", [form for form in CATALOGUE.forms if form != "F6"])
def test_rows_of_another_prefecture_are_published_nowhere(home: Settings, before: Tables, form: str) -> None:
    table, sender = f"form_{form.lower()}", FOREIGN.get(form, TOWN)
    with workdb.connect(home) as con:
        con.execute(f"insert into {table} by name select * replace (? as lg_code) from {table}", [sender])
        after = made(con)
        con.execute(f"delete from {table} where lg_code = ?", [sender])
    assert [name for name, rows in before.items() if rows != after[name]] == []
