"""The published snapshot: found, refused when it is not the one published, read-only, cached without going stale."""

import gc
import hashlib
import json
import threading
import weakref
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard import store, words


@pytest.fixture
def snapshots(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    folder = tmp_path / "snapshots"
    folder.mkdir()
    return folder


@pytest.fixture
def published(demo_home, monkeypatch) -> store.Snapshot:
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    return store.current()


def publish(folder: Path, name: str, *, columns: str = "") -> Path:
    """A snapshot with nothing but its own description, made current."""
    file = folder / f"{name}.duckdb"
    texts = ("schema_version", "prefecture_code", "prefecture_lg_code", "prefecture_ja", "prefecture_en")
    texts += ("lead_department_ja", "lead_department_en", "boundaries_attribution")
    numbers = ("first_fy", "last_fy")
    made = [f"'{name}' as snapshot_id", "timestamp '2026-04-01 09:00' as created_at"]
    made += ["date '2026-03-31' as as_of", "true as demo", *(f"'{text}' as {text}" for text in texts)]
    made += [f"{number} as {column}" for number, column in enumerate(numbers, 2023)]
    with duckdb.connect(str(file)) as con:
        con.execute(f"create table snapshot as select {columns or ', '.join(made)}")
        con.execute(f"create table mart_probe as select '{name}' as said, 1 as n")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    pointer = {"snapshot": name, "file": file.name, "sha256": sha256}
    (folder / "current.json").write_text(json.dumps(pointer), "utf-8")
    return file


def test_before_the_first_publication_the_folder_is_named(snapshots):
    with pytest.raises(store.NoSnapshot) as missing:
        store.current()
    assert str(snapshots) in str(missing.value)


@pytest.mark.parametrize("pointer", ["", "{", "[]", "{}", '{"file": "gone.duckdb", "sha256": "0"}', "\ufffd"])
def test_a_damaged_pointer_is_told_from_a_missing_one(snapshots, pointer):
    (snapshots / "current.json").write_text(pointer, "utf-8")
    with pytest.raises(store.BrokenSnapshot):
        store.current()


def test_a_pointer_in_another_encoding_is_damaged(snapshots):
    (snapshots / "current.json").write_bytes('{"snapshot": "県"}'.encode("cp932"))
    with pytest.raises(store.BrokenSnapshot):
        store.current()


def refused(logged: pytest.LogCaptureFixture) -> str:
    """Why the published data cannot be opened: in the server's log, under the number that the reader is told."""
    with pytest.raises(store.BrokenSnapshot) as broken:
        store.current()
    (record,) = logged.records
    assert record.exc_info and record.message.startswith(str(broken.value))
    return f"{record.exc_info[0].__name__}: {record.exc_info[1]}"


def test_a_file_cut_short_in_a_copy_is_refused(snapshots, caplog):
    file = publish(snapshots, "whole")
    file.write_bytes(file.read_bytes()[:-1])
    assert "whole.duckdb: sha256" in refused(caplog)


def test_a_snapshot_of_an_older_product_is_refused(snapshots, caplog):
    publish(snapshots, "old", columns="'old' as snapshot_id")
    assert refused(caplog).startswith("KeyError")


def test_a_new_publication_and_a_rollback_show_at_once(snapshots):
    def said() -> str:
        return str(store.query(store.current(), "select said from mart_probe")["said"].iloc[0])

    publish(snapshots, "first")
    pointer = (snapshots / "current.json").read_bytes()
    assert said() == "first"
    publish(snapshots, "second")
    assert said() == "second"
    (snapshots / "current.json").write_bytes(pointer)
    assert said() == "first"


@pytest.mark.parametrize("config", [{}, {"threads": "1"}, {"enable_external_access": "false"}])
def test_whoever_else_in_this_process_has_the_file_open(snapshots, config):
    """Audits and tests open a snapshot with settings of their own, before the pages or after them."""
    for name, first in (("before", True), ("after", False)):
        file = publish(snapshots, f"{name}{len(config)}")
        if not first:
            assert store.current().id == file.stem
        with duckdb.connect(str(file), read_only=True, config=config) as other:
            assert store.query(store.current(), "select said from mart_probe")["said"].iloc[0] == file.stem
            assert other.execute("select said from mart_probe").fetchall() == [(file.stem,)]


def test_a_folder_with_a_quotation_mark_in_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path / "it's"))
    folder = tmp_path / "it's" / "snapshots"
    folder.mkdir(parents=True)
    publish(folder, "quoted")
    assert store.current().id == "quoted"


def test_what_a_page_does_to_its_frame_stays_on_that_page(published):
    sql = "select lg_code, population from dim_municipality order by lg_code"
    mine = store.query(published, sql)
    mine.loc[0, "population"] = -1
    mine["more"] = 1
    again = store.query(published, sql)
    assert list(again.columns) == ["lg_code", "population"] and (again["population"] > 0).all()


def test_copies_that_are_gone_leave_nothing_behind(published):
    """A server runs for weeks: what each click leaves in the cache, however little, fills the machine."""
    sql = "select lg_code, name_ja, population from dim_municipality"
    store.query(published, sql)
    gc.collect()
    before = sum(isinstance(each, weakref.ref) for each in gc.get_objects())
    for _ in range(300):
        store.query(published, sql)
    gc.collect()
    assert sum(isinstance(each, weakref.ref) for each in gc.get_objects()) - before < 50


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine (n int)",
        "delete from dim_code",
        f"select * from read_csv('{Path(__file__).as_posix()}')",
        "select * from read_blob('/etc/hostname')",
        "install httpfs",
        "set enable_external_access = true",
        "copy dim_code to 'out.csv'",
    ],
)
def test_the_snapshot_is_read_and_nothing_else(published, sql):
    with pytest.raises(duckdb.Error):
        store.query(published, sql)


def test_a_value_is_a_parameter_never_sql(published):
    sql = "select count(*) as n from dim_code where code = ?"
    assert store.query(published, sql, ("' or 1 = 1 --",))["n"].iloc[0] == 0


def test_readers_at_the_same_time_do_not_disturb_each_other(published):
    wrong: list[object] = []

    def read(number: int) -> None:
        for step in range(20):
            sql = f"select {number} * 1000 + {step} as n, count(*) as rows from mart_indicator group by all"
            found = store.query(published, sql)
            if found["n"].tolist() != [number * 1000 + step] or found["rows"].iloc[0] < 1:
                wrong.append(found)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_labels_and_names_come_with_the_snapshot(published):
    assert published.codes["cell_states", "suppressed"]["ja"] == "秘匿"
    assert published.places["prefecture", published.prefecture_lg_code]["ja"] == published.prefecture_ja
    assert published.places["municipality", "312011"] == {"ja": "鳥取市", "en": "Tottori"}
    assert published.code_list("periods") == ("FY", "H1", "H2")
    assert published.demo and published.first_fy < published.last_fy


def test_boundaries_belong_to_the_publication(published):
    assert store.boundaries(published) == published.path.with_suffix(".geojson")
    assert store.boundaries(published).exists()


def test_what_was_worked_out_is_kept_for_whoever_asks_the_same_in_the_same_language(published):
    worked: list[tuple[str, int]] = []

    @store.kept
    def answer(snapshot: store.Snapshot, n: int, *, twice: bool = False) -> str:
        worked.append((words.lang(), n))
        return f"{snapshot.id} {n} {twice}"

    words.use("ja")
    assert answer(published, 1) == answer(published, 1) and answer(published, 2) != answer(published, 1)
    assert answer(published, 1, twice=True).endswith("True")
    with words.speaking("en"):
        answer(published, 1)
    assert worked == [("ja", 1), ("ja", 2), ("ja", 1), ("en", 1)]


def test_a_kept_frame_is_the_callers_to_change(published):
    @store.kept
    def rows(snapshot: store.Snapshot) -> pd.DataFrame:
        return pd.DataFrame({"n": [1, 2]})

    mine = rows(published)
    mine["more"] = 0
    mine.loc[0, "n"] = 9
    assert rows(published).to_dict("list") == {"n": [1, 2]}
