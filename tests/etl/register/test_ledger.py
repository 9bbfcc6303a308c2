"""The law of conservation: every row of every file ends loaded, mended, set aside, refused with a reason, or superseded."""

import csv
import hashlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from etl import forms
from etl import settings as machine
from etl.catalogue import Catalogue
from etl.checks.sheet_account import place_of
from etl.intake.receive import receive
from etl.intake.text import clean
from etl.register import Summary, store
from etl.register.load import load_files
from etl.settings import Settings
from tests.etl.intake.conftest import HEAD
from tests.etl.intake.test_fuzz import CELL, NEAR

Con = duckdb.DuckDBPyConnection
Load = Callable[[], Summary]
GOOD = ["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]
FATES = ("loaded", "mended", "set_aside", "refused", "superseded")


def account(con: Con, catalogue: Catalogue) -> dict[str, int]:
    """The sums of the ledger, after everything that must hold of every line has been checked the slow way."""
    cursor = con.execute("select * from ledger join receipt using (receipt_id)")
    names = [column[0] for column in cursor.description or ()]
    lines = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    loaded = _rows(con, catalogue, "form")
    sent = _rows(con, catalogue, "sent")
    for line in lines:
        assert all(line[name] >= 0 for name in FATES), line
        assert line["seen"] == sum(line[name] for name in FATES), line
        assert all(line[f"cells_{name}"] >= 0 for name in FATES), line
        assert line["cells_seen"] == sum(line[f"cells_{name}"] for name in FATES), line
        assert line["cells_seen"] >= line["seen"] and (line["cells_loaded"] > 0) >= (line["loaded"] > 0), line
        assert not line["mended"] or line["cells_mended"], line
        at = (line["receipt_id"], line["form"], line["nth"])
        mine, told = loaded.pop(at, set()), _told(con, catalogue, line)
        assert line["loaded"] + line["mended"] == len(mine), (line, mine)
        assert line["mended"] == len({row for row in mine if "fix" in told.get(row, ())}), (line, told)
        _reasons(line, told, mine, sent.get(at, set()))
    assert not loaded, "rows that no sheet of any file holds"
    return {name: sum(line[name] for line in lines) for name in FATES}


def _rows(con: Con, catalogue: Catalogue, kind: str) -> dict[tuple[int, str, int], set[int]]:
    """(receipt, form, sheet of that form) → rows on that sheet."""
    found: dict[tuple[int, str, int], set[int]] = {}
    for form in catalogue.forms.values():
        table = store.table_name(form) if kind == "form" else store.sent_name(form)
        for receipt, row_no in con.execute(f"select receipt_id, row_no from {table}").fetchall():
            nth, row = place_of(row_no)
            rows = found.setdefault((receipt, form.id, nth), set())
            assert row not in rows, "a row twice"
            rows.add(row)
    return found


def _told(con: Con, catalogue: Catalogue, line: dict[str, Any]) -> dict[int | None, set[str]]:
    """Row → what was said of it: fix, error (its row is refused), or a rule that refuses many rows at once."""
    said: dict[int | None, set[str]] = {}
    for row_no, rule, severity in con.execute(
        "select row_no, rule, severity from finding where (receipt_id, form, sheet) = (?, ?, ?)",
        [line["receipt_id"], line["form"], line["sheet"]],
    ).fetchall():
        word = rule if rule in ("PX32", "VR08") else severity
        said.setdefault(row_no, set()).add(word)
    return said


def _reasons(
    line: dict[str, Any], told: dict[int | None, set[str]], loaded: set[int], sent: set[int]
) -> None:
    """As many rows are refused as there are reasons; nothing that counts has an error, what does not has a reason."""
    if line["rule"]:
        assert line["refused"] == line["seen"] and not loaded and not sent, line
        return
    assert not loaded & {row for row, words in told.items() if "error" in words}, (line, told)
    many = any(words & {"PX32", "VR08"} for words in told.values())
    wrong = {row for row, words in told.items() if "error" in words and row is not None}
    again = line["set_aside"] - line["file_aside"]
    assert len(sent - loaded - wrong) == line["superseded"] + again, (line, sent, loaded)
    replaced = sent if line["superseded"] + again else set()
    assert many or line["refused"] == len(wrong - replaced), (line, told)


def test_a_row_that_a_rule_across_rows_refuses_is_not_loaded(
    con: Con, load: Load, write: Callable[..., Path], catalogue: Catalogue
) -> None:
    write([GOOD, [*GOOD[:4], "C2", 10, 9, 0, 2, 5, 0], [*GOOD[:4], "Ｃ３", *GOOD[5:]]])
    load()
    assert con.execute("select loaded, mended, refused from ledger where form = 'F3'").fetchall() == [
        (1, 1, 1)
    ]
    account(con, catalogue)


def test_two_sheets_of_a_form_have_a_line_each(
    con: Con, load: Load, write: Callable[..., Path], catalogue: Catalogue
) -> None:
    path = write([GOOD, [*GOOD[:4], "C2", *GOOD[5:]]])
    book = openpyxl.load_workbook(path)
    head, second = [cell.value for cell in book.worksheets[1][1]], book.create_sheet("下期")
    for line in (head, ["H2", *GOOD[1:]], GOOD, ["H2", *GOOD[1:4], "C3", 10, 1, 0, 2, 5, 0]):
        second.append(line)
    book.save(path)
    load()
    sql = "select sheet, nth, seen, loaded, set_aside, refused from ledger where form = 'F3' order by nth"
    assert con.execute(sql).fetchall() == [("様式3_連携", 0, 3, 2, 1, 0), ("下期", 1, 4, 1, 1, 2)]
    account(con, catalogue)


def test_an_older_revision_is_superseded_row_by_row(
    con: Con, load: Load, write: Callable[..., Path], catalogue: Catalogue
) -> None:
    write([GOOD, [*GOOD[:4], "C2", *GOOD[5:]]])
    load()
    write([GOOD], revision=2)
    load()
    sql = "select loaded, superseded from ledger where form = 'F3' order by receipt_id"
    assert con.execute(sql).fetchall() == [(0, 2), (1, 0)]
    assert account(con, catalogue)["superseded"] == 3


def test_a_row_revived_by_another_file_is_loaded_again(
    con: Con, load: Load, settings: Settings, catalogue: Catalogue
) -> None:
    seat = {"body_code": "B01", "agency_code": "A02", "org_count": 3, "role": "R2"}

    def send(status: str, revision: int, only: tuple[str, ...]) -> tuple[int, int]:
        bodies = [{"body_code": f"B0{n}", "body_seq": 1, "est_status": "E4"} for n in (2, 3, 4)]
        rows = {"F1": [{"body_code": "B01", "body_seq": 1, "est_status": status}, *bodies], "F2": [seat]}
        for name, data in forms.csv_twins("312011", 2024, rows, catalogue, revision=revision).items():
            if name.split("_")[1] in only:
                (settings.inbox / name).write_bytes(data)
        load()
        account(con, catalogue)
        found = con.execute("select loaded, refused from ledger where form = 'F2'").fetchone()
        assert found
        return found

    assert send("E2", 1, ("F1", "F2")) == (0, 1)
    assert send("E1", 2, ("F1",)) == (1, 0)


def test_the_whole_demo_is_accounted_for(demo_home: Path, catalogue: Catalogue) -> None:
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as con:
        sums = account(con, catalogue)
    assert sums["loaded"] > 4000 and all(sums.values()), sums


# What arrives of one municipality: up to three files of form 3, of the first or the second revision, near-good and wild
# rows in them; good rows are frequent, so that rules across rows, clashes and revisions have something to refuse.
SURE = st.sampled_from(["C1", "C2", "C3", "C9"]).map(lambda channel: [*GOOD[:4], channel, *GOOD[5:]])
ROW = st.one_of(SURE, SURE, NEAR, st.lists(CELL, min_size=1, max_size=12))
SENT = st.lists(st.tuples(st.integers(1, 2), st.lists(ROW, max_size=6)), min_size=1, max_size=3)


@pytest.mark.slow
@hypothesis(max_examples=25)
@given(sent=SENT)
def test_whatever_arrives_is_accounted_for(
    catalogue: Catalogue, sent: list[tuple[int, list[list[Any]]]]
) -> None:
    with tempfile.TemporaryDirectory() as home, duckdb.connect(":memory:") as con:
        here = machine.load({"TSUNAGARI_HOME": home})
        here.prepare()
        for number, (revision, rows) in enumerate(sent):
            text = io.StringIO(newline="")
            csv.writer(text).writerows([HEAD, *rows])
            name = f"312011_F3_2024H1_r{revision}_{number}.csv"
            (here.inbox / name).write_bytes(text.getvalue().encode("utf-8-sig", "replace"))
        for file in receive(here.inbox):
            load_files(con, here, catalogue, "run", [file], keep_copies=False)
            account(con, catalogue)
        _cells(con, here)


def _cells(con: Con, here: Settings) -> None:
    """The cells of each file counted in the file itself, by the rows that the tables hold and those that were replaced."""
    for receipt, name, sha in con.execute("select receipt_id, file_name, sha256 from receipt").fetchall():
        data = (here.inbox / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == sha
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        told = con.execute(
            "select cells_seen, cells_loaded + cells_mended, cells_superseded, cells_mended from ledger where receipt_id = ?",
            [receipt],
        ).fetchone()
        form = {
            row
            for (row,) in con.execute("select row_no from form_f3 where receipt_id = ?", [receipt]).fetchall()
        }
        newest = con.execute(
            "select bool_or(revision > (select revision from receipt where receipt_id = ?)) from submission where is_current",
            [receipt],
        ).fetchone()
        sent = {
            row
            for (row,) in con.execute("select row_no from sent_f3 where receipt_id = ?", [receipt]).fetchall()
        }
        filled = [[bool(clean(cell)) for cell in line] for line in lines]
        own = [sum(line[: len(HEAD)]) for line in filled]
        replaced = sum(own[row - 1] for row in sent) if newest and newest[0] else 0
        assert told and told[:3] == (sum(map(sum, filled)), sum(own[row - 1] for row in form), replaced)
        mended = con.execute(
            """select count(distinct (f.row_no, f.column_name)) from finding f join form_f3 t using (receipt_id, row_no)
               where receipt_id = ? and severity = 'fix' and f.value is not null""",
            [receipt],
        ).fetchone()
        assert mended and told[3] >= mended[0]


def test_the_same_answers_twice_are_set_aside_and_not_superseded(
    con: Con, load: Load, write: Callable[..., Path], catalogue: Catalogue
) -> None:
    """Superseded is said only where a newer submission stands in its place."""
    path = write([GOOD, [*GOOD[:4], "C2", *GOOD[5:]]])
    load()
    book = openpyxl.load_workbook(path)
    book["様式3_連携"].column_dimensions["A"].width = 30
    book.save(path.with_name("312011_2024_r1 (1).xlsx"))
    load()
    assert account(con, catalogue)["superseded"] == 0
    sql = "select loaded, set_aside, cells_loaded, cells_set_aside from ledger where form = 'F3' order by receipt_id"
    assert con.execute(sql).fetchall() == [(2, 1, 20, 11), (0, 3, 0, 31)]
    assert con.execute("select count(*) from receipt where outcome = 'superseded'").fetchone() == (0,)
    write([GOOD], revision=2)
    load()
    assert account(con, catalogue)["superseded"] == 6
