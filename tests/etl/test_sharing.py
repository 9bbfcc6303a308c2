"""A practice is shared when its municipality agrees, two roles have approved it and a person has read its texts."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl import pipeline, settings, workdb
from etl.checks.columns import row_schema
from etl.register import store
from etl.workdb import Connection

CATALOGUE = catalogues.load()
HERE, TITLE, ACTION = "312011", "郵便局と見守り", "配達の折に声を掛ける。"
YEARS = (2023, 2024, 2025)


@pytest.fixture(scope="module")
def con() -> Iterator[Connection]:
    with duckdb.connect(":memory:") as con:
        con.create_function("nfkc", lambda text: text, ["VARCHAR"], "VARCHAR")
        store.prepare(con, CATALOGUE)
        pipeline._write_reference(con, settings.load(), CATALOGUE)
        yield con


def _settle(
    con: Connection, covers: dict[int, bool], sent: set[int], roles: list[str], read: bool = True
) -> list[Any]:
    """Published practices of covers (year → answer), the years the practice was sent in, who approved, whether read."""
    con.execute("delete from ref_text_seen")
    for text in (TITLE, ACTION) if read else (TITLE,):
        con.execute("insert into ref_text_seen (sha256) values (sha256(?))", [text])
    for table in ("form_f0", "form_f6", "practice_approval"):
        con.execute(f"delete from {table}")
    keys = {"receipt_id": 1, "row_no": 2, "lg_code": HERE, "period": "FY"}
    rows = [keys | {"fiscal_year": year, "pref_publish_ok": answer} for year, answer in covers.items()]
    store.insert(con, "form_f0", row_schema(CATALOGUE.forms["F0"]), rows)
    rows = [keys | {"fiscal_year": year, "title": TITLE, "case_fy": 2023, "action": ACTION} for year in sent]
    store.insert(con, "form_f6", row_schema(CATALOGUE.forms["F6"]), rows)
    workdb.run_sql_file(con, workdb.SQL / "facts" / "fct_practice_waiting.sql")
    for practice, *_ in pipeline.waiting(con):
        for role in roles:
            pipeline.approve(con, practice, role)
    for name in ("fct_practice_waiting", "fct_practice"):
        workdb.run_sql_file(con, workdb.SQL / "facts" / f"{name}.sql")
    return con.execute("select practice_id from fct_practice where origin = 'submission'").fetchall()


@given(
    covers=st.dictionaries(st.sampled_from(YEARS), st.booleans()),
    sent=st.sets(st.sampled_from(YEARS), min_size=1),
    roles=st.lists(st.sampled_from(["孤独・孤立対策担当", "重層担当"]), max_size=3),
    read=st.booleans(),
)
@profile(max_examples=60, deadline=None)
def test_published_only_with_leave_and_two_roles(
    con: Connection, covers: dict[int, bool], sent: set[int], roles: list[str], read: bool
) -> None:
    published = _settle(con, covers, sent, roles, read)
    leave = covers.get(
        max(sent)
    )  # the year it was last sent for; what was answered for other years does not count
    assert bool(published) == (leave is True and len(set(roles)) == 2 and read)
    waiting = pipeline.waiting(con)
    assert bool(waiting) != bool(published)
    if waiting:
        why = {None: "no_cover", False: "declined", True: "one_role" if len(set(roles)) < 2 else "unread"}[
            leave
        ]
        assert (waiting[0][2], waiting[0][4]) == (TITLE, why)
        assert CATALOGUE.code("withheld", why).ja


def test_a_practice_says_its_population_by_code_not_in_words(con: Connection) -> None:
    _settle(con, {2024: True}, {2024}, ["孤独・孤立対策担当", "重層担当"])
    (band,) = con.execute("select pop_band from fct_practice where origin = 'submission'").fetchone() or ("",)
    assert band == "from_50000" and CATALOGUE.code("pop_bands", band).en


def test_every_band_has_its_code(con: Connection) -> None:
    sql = "select distinct population from ref_municipality"
    bands = {int(code.extra["minimum"]): code.code for code in CATALOGUE.codes["pop_bands"]}
    assert list(bands) == sorted(bands) and min(bands) == 0
    assert all(people >= 0 for (people,) in con.execute(sql).fetchall())
