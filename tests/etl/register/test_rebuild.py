"""A work file of another version: a clear word to every command, and a load that makes it anew and loses nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import workdb
from etl.catalogue import Catalogue
from etl.register import Summary, quarantine, store
from etl.settings import Settings
from etl.workdb import WorkfileError
from tests.etl.register.test_ledger import account

Con = duckdb.DuckDBPyConnection
GOOD = ["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]
# The tables as they were before sheets of one form were counted, before the ledger told of revisions, or with other forms.
OLDER = {
    "number": ["drop table edition"],
    "sheets": ["alter table layout drop column nth"],
    "ledger": ["alter table ledger drop column nth", "alter table ledger drop column superseded"],
    "column": ["alter table sent_f3 drop column joint_support_count", "drop table form_f3"],
    "type": ["alter table sent_f3 alter referral_count type varchar"],
}


@pytest.fixture
def received(
    con: Con,
    load: Callable[[], Summary],
    write: Callable[..., Path],
    settings: Settings,
    catalogue: Catalogue,
) -> None:
    """Files accepted, superseded, refused, held back, and held back but released."""
    personal = [*GOOD[:3], "山田 花子さん", *GOOD[4:]]
    write([GOOD, [*GOOD[:4], "C2", 10, 9, 0, 2, 5, 0]])
    write([[*GOOD[:5], "１２", 10, *GOOD[7:]]], revision=2)
    write([[*GOOD[:3], "123456789018", *GOOD[4:]]], name="312011_2023_r1.xlsx")
    write([GOOD, personal], name="312011_2024_r3.xlsx", revision=3)
    load()
    quarantine.decide(con, settings, catalogue, 4, "release", "データ担当", "架空の名前と確かめた")
    write([personal, GOOD], name="312011_2024_r4.xlsx", revision=4)
    load()


def _state(con: Con) -> list[Any]:
    return [
        con.execute(sql).fetchall()
        for sql in (
            "select * exclude (stored_as) from receipt order by all",
            "select * from decision order by all",
            "select * from form_f3 order by all",
            "select * from sent_f3 order by all",
            "select * exclude (run_id) from finding order by all",
            "select * from submission order by all",
            "select * from ledger order by all",
            "select * from layout order by all",
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize("older", OLDER)
def test_everything_stands_as_before_once_it_is_loaded_again(
    con: Con,
    load: Callable[[], Summary],
    received: None,
    settings: Settings,
    catalogue: Catalogue,
    older: str,
) -> None:
    before = _state(con)
    outcomes = [row[-4] for row in before[0]]
    assert outcomes == ["refused", "superseded", "superseded", "warned", "quarantined"]
    for change in OLDER[older]:
        con.execute(change)
    with pytest.raises(WorkfileError, match="tsunagari load"):
        store.prepare(con, catalogue)
    (settings.inbox / "312011_2024_r1.xlsx").unlink()
    summary = load()
    assert (summary.rebuilt, summary.accepted + summary.warned, summary.rows) == (3, 0, 0)
    assert _state(con) == before
    account(con, catalogue)
    assert load().rebuilt == 0


def test_a_lost_copy_is_said_and_nothing_is_changed(
    con: Con, load: Callable[[], Summary], received: None, settings: Settings
) -> None:
    before = _state(con)
    for copy in (settings.work / "received").iterdir():
        copy.unlink()
    con.execute("drop table edition")
    with pytest.raises(WorkfileError, match=r"受付番号 2（312011_2024_r1.xlsx）の写し work/received/"):
        load()
    assert _state(con) == before


def test_a_work_file_that_is_none_is_said(con: Con, settings: Settings) -> None:
    con.close()
    settings.workdb.write_bytes(b"no database")
    with pytest.raises(WorkfileError, match="作業ファイルとして開けません"):
        workdb.connect(settings)


HOLD = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_work_file_that_another_process_holds_is_said(con: Con, settings: Settings) -> None:
    con.close()
    command = [sys.executable, "-c", HOLD, str(settings.workdb)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        with pytest.raises(WorkfileError, match="ほかの処理が使っています"):
            workdb.connect(settings)
        holder.communicate("")
    workdb.connect(settings).close()
