"""One file can never stop the others: every step of taking one in fails here on purpose, for one file of several."""

import importlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl import catalogue as catalogues
from etl import forms, pipeline, workdb
from etl import settings as machine
from etl.catalogue import Catalogue
from etl.demo.world import grow
from etl.register import load_inbox
from etl.settings import Settings
from tests.etl.intake.conftest import COVER, GOOD, packed

CATALOGUE = catalogues.load()
SENDERS = ("312029", "312037", "312045")
FOURTH = "313289"
BAD = f"{SENDERS[1]}_2025_r1.xlsx"
# (what is called, which argument tells of which file the call is); every step of one file from the folder to the tables.
STEPS = [
    "etl.intake.receive.received",
    "etl.intake.receive.hashlib.file_digest",
    "etl.intake.receive.Received.same_as",
    "etl.register.load.hint",
    "etl.register.load.examine",
    "etl.checks.file.read",
    "etl.checks.file.contents",
    "etl.checks.file.hint",
    "etl.checks.file.file_name",
    "etl.checks.file._identify",
    "etl.checks.file._suspicious",
    "etl.checks.file._table",
    "etl.checks.file._once",
    "etl.checks.file.privacy.search",
    "etl.checks.rows.judge_line",
    "etl.checks.file.storable",
    "etl.register.load.Intake._spare_large_places",
    "etl.register.load.Intake._refuse_clash",
    "etl.register.load.receipts.content",
    "etl.register.receipts.keep",
]
SEVERAL_FAIL = {"etl.checks.examined.hint", "etl.checks.examined.file_name", "etl.checks.examined._LOG.error"}


def _ordinary(senders: Sequence[str]) -> dict[str, bytes]:
    """Workbooks as the prefecture hands them out, each with one thing to be mended; of 様式3 the first rows are enough."""
    world = grow(CATALOGUE, machine.load())
    made = {}
    for sender in senders:
        rows = {form: [dict(row) for row in told] for form, told in world[sender, 2025].items()}
        rows["F3"] = rows["F3"][:4]
        rows["F3"][0]["referral_count"] = f"{rows['F3'][0]['referral_count']}世帯"
        made[f"{sender}_2025_r1.xlsx"] = forms.form(sender, 2025, rows, CATALOGUE, spare_rows=2)
    return made


def _small() -> dict[str, bytes]:
    """Cover and form 3 alone, for the many runs."""
    made = {}
    for sender in SENDERS:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for form, line in (("F0", COVER | {"lg_code": sender, "fiscal_year": 2025}), ("F3", None)):
            sheet = book.create_sheet(CATALOGUE.forms[form].sheet)
            names = [column.name for column in CATALOGUE.forms[form].columns]
            sheet.append([column.ja for column in CATALOGUE.forms[form].columns])
            sheet.append([line.get(name) for name in names] if line else GOOD)
        made[f"{sender}_2025_r1.xlsx"] = packed(book)
    return made


def _home(folder: Path, files: dict[str, bytes]) -> Settings:
    made = machine.load({"TSUNAGARI_HOME": str(folder)})
    made.prepare()
    for name, data in files.items():
        (made.inbox / name).write_bytes(data)
    return made


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return _home(tmp_path, _small())


class _Failing:
    """Fails whenever the call is about the bad file, and does what it should for every other."""

    def __init__(self, real: Any, sender: str) -> None:
        self.real, self.sender, self.failed = real, sender, 0

    def __get__(self, one: Any, _: Any = None) -> Any:
        return self if one is None else lambda *given, **named: self(one, *given, **named)

    def __call__(self, *given: Any, **named: Any) -> Any:
        if self.sender in _told(given):
            self.failed += 1
            raise RuntimeError("田中")
        return self.real(*given, **named)


def _told(value: Any, depth: int = 0) -> str:
    """Everything an argument says, its parts' parts included."""
    if isinstance(value, str | Path | int):
        return str(value)
    if isinstance(value, dict):
        return " ".join(_told(one, depth) for one in value.values())
    if isinstance(value, list | tuple | set):
        return " ".join(_told(one, depth) for one in value)
    if depth < 3 and type(value).__module__.split(".")[0] == "etl" and type(value).__name__ in _OF_A_FILE:
        return " ".join(_told(one, depth + 1) for one in vars(value).values())
    return str(getattr(value, "name", ""))


_OF_A_FILE = ("Received", "Examined", "Book", "Sheet", "Context", "Aside", "SheetAccount")


def _loaded(here: Settings, catalogue: Catalogue) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """(sender → outcome of its file, what is said of the bad file)."""
    with workdb.connect(here) as con:
        load_inbox(con, here, catalogue, "run")
        outcomes = dict(con.execute("select file_name, outcome from receipt").fetchall())
        rows = dict(con.execute("select lg_code, count(*) from form_f3 group by 1").fetchall())
        said = con.execute(
            "select f.rule, message_ja from finding f join receipt using (receipt_id) where outcome = 'refused'"
        ).fetchall()
        broken = con.execute(
            "select count(*) from ledger where seen <> loaded + mended + set_aside + refused + superseded"
        ).fetchone()
    assert broken == (0,) and set(rows) == {code for code in SENDERS if code not in BAD}
    return outcomes, said


@pytest.mark.parametrize("step", STEPS)
def test_no_step_stops_the_others(
    here: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    owner, _, name = step.rpartition(".")
    target = _resolved(owner)
    failing = _Failing(getattr(target, name), SENDERS[1])
    monkeypatch.setattr(target, name, failing)
    outcomes, said = _loaded(here, CATALOGUE)
    monkeypatch.undo()
    assert failing.failed
    assert list(outcomes.values()).count("refused") == 1
    ((rule, message),) = said
    assert rule == "PX36" and "このファイルは読めませんでした" in message and len(message) <= 120
    number = message.partition("記録番号 ")[2][:8]
    assert number in caplog.text and "田中" not in caplog.text + message
    if step not in ("etl.checks.file.file_name", "etl.register.receipts.file_name"):
        assert BAD in message and outcomes[BAD] == "refused"


def _resolved(owner: str) -> Any:
    """A module, or something inside one."""
    parts = owner.split(".")
    for at in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:at]))
        except ModuleNotFoundError:
            continue
        for part in parts[at:]:
            found = getattr(found, part)
        return found
    raise AssertionError(owner)


def test_an_unread_file_is_tried_again(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, a fault of the program that is mended since: nobody has to send the file anew."""
    with monkeypatch.context() as patch:
        target = _resolved("etl.register.receipts")
        patch.setattr(target, "keep", _Failing(target.keep, SENDERS[1]))
        assert _loaded(here, CATALOGUE)[0][BAD] == "refused"
    with workdb.connect(here) as con:
        summary = load_inbox(con, here, CATALOGUE, "again")
        outcomes = con.execute("select count(*), count_if(outcome = 'refused') from receipt").fetchone()
        assert con.execute("select count(distinct lg_code) from form_f3").fetchone() == (len(SENDERS),)
    assert outcomes == (len(SENDERS), 0) and summary.duplicates == len(SENDERS) - 1


@pytest.mark.parametrize("also", sorted(SEVERAL_FAIL))
def test_the_guard_itself_may_fail(here: Settings, monkeypatch: pytest.MonkeyPatch, also: str) -> None:
    """Its log, the name it would tell: the file is still one finding, under its number."""
    for step in ("etl.checks.file.contents", also):
        owner, _, name = step.rpartition(".")
        target = _resolved(owner)
        monkeypatch.setattr(target, name, _Failing(getattr(target, name), SENDERS[1] if step != also else ""))
    _, said = _loaded(here, CATALOGUE)
    assert [rule for rule, _ in said] == ["PX36"] and "記録番号" in said[0][1]


def test_a_file_that_cannot_be_opened_is_told_once(
    here: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A file locked by another program; once it can be opened, it is taken in without being sent again."""
    real = Path.open

    def locked(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == BAD and path.parent == here.inbox:
            raise PermissionError("locked")
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", locked)
    outcomes, said = _loaded(here, CATALOGUE)
    assert outcomes[BAD] == "refused" and BAD in said[0][1]
    monkeypatch.undo()
    with workdb.connect(here) as con:
        load_inbox(con, here, CATALOGUE, "again")
        assert con.execute("select count(*) from form_f3 where lg_code = ?", [SENDERS[1]]).fetchone() != (0,)
        assert con.execute("select count(*) from fault where rule = 'PX36'").fetchone() == (0,)


# Where the program fails in a whole run, and on whose file.
WHERE = {
    "etl.checks.file.contents": SENDERS[1],
    "etl.register.feedback.annotated": SENDERS[2],
    "etl.register.feedback._write": FOURTH,
}


@pytest.mark.slow
def test_a_whole_run_publishes_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """From the inbox to a snapshot, with one good file among three that the program fails on, each at another step."""
    here = _home(tmp_path, _ordinary((*SENDERS, FOURTH)))
    failing = {}
    for step, sender in WHERE.items():
        owner, _, name = step.rpartition(".")
        target = _resolved(owner)
        failing[step] = _Failing(getattr(target, name), sender)
        monkeypatch.setattr(target, name, failing[step])
    with caplog.at_level(logging.ERROR):
        outcome = pipeline.load(here)
    assert all(one.failed for one in failing.values()), failing
    assert outcome.path is not None and outcome.path.exists()
    assert outcome.intake.accepted + outcome.intake.warned == len(SENDERS)
    assert (here.work / "feedback" / SENDERS[0] / "確認事項の一覧.xlsx").is_file()
    assert len(caplog.records) >= len(WHERE)


_KEPT = ("receipt", "finding", "submission", "ledger", "layout", "form_f0", "form_f3")
_OF_THE_RUN = {"run_id", "received_at", "stored_as"}


def _tables(here: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a load leaves behind but its own number and hour."""
    with workdb.connect(here) as con:
        load_inbox(con, here, CATALOGUE, "run")
        columns = {
            table: [
                name for name, *_ in con.execute(f"describe {table}").fetchall() if name not in _OF_THE_RUN
            ]
            for table in _KEPT
        }
        return {
            table: con.execute(f"select {', '.join(names)} from {table} order by all").fetchall()
            for table, names in columns.items()
        }


@pytest.mark.slow
@pytest.mark.usefixtures("processes")
def test_many_files_are_read_side_by_side_as_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Among them one file that is locked, one sent twice under two names and one that is no workbook."""
    files = _small()
    files |= {"写し.xlsx": files[f"{SENDERS[0]}_2025_r1.xlsx"], f"{FOURTH}_2025_r1.xlsx": b"no workbook"}
    real = Path.open

    def locked(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == BAD and path.parent.name == "inbox" and "wb" not in (*given, *named.values()):
            raise PermissionError("locked")
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", locked)
    expected = _tables(_home(tmp_path / "home", files))
    assert len(expected["receipt"]) == len(files) - 1 and expected["form_f3"]
    caplog.clear()
    # The same folder again: a file that cannot be opened is numbered by where it lies.
    (tmp_path / "home").rename(tmp_path / "before")
    load, workers = _resolved("etl.register.load"), _resolved("etl.workers")
    monkeypatch.setattr(load, "MANY", 2)
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)
    # In this process no file that is sent once may be read any more.
    here = _Failing(load.examine, SENDERS[2])
    monkeypatch.setattr(load, "examine", here)
    assert _tables(_home(tmp_path / "home", files)) == expected and not here.failed
    assert "PermissionError" in caplog.text, "what a worker logs is lost"
