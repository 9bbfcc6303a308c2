"""A file checked by itself is told what the load would tell of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl import forms, workdb
from etl import settings as machine
from etl.catalogue import Catalogue
from etl.checks import file as examined
from etl.register import Summary, load_inbox, quarantine
from etl.register.preview import check_file
from etl.settings import Settings

COVER = {"dept_name": "福祉課", "submitted_on": "2025-04-21", "revision_no": 1, "juso_status": "J1"}
COVER |= {"participation_mode": "H1", "lonely_dept_same": "V1", "no_pii_ack": 1, "pref_publish_ok": 1}
BODIES = [{"body_code": f"B0{n}", "body_seq": 1, "est_status": "E4"} for n in (1, 2, 3, 4)]
SEAT = {"body_code": "B01", "agency_code": "A02", "org_count": 3, "role": "R2"}
TOLD = "rule, severity, form, sheet, row_no, column_letter, column_name, value, after, message_ja, message_en"
# Of the demo: mended, questioned, a row sent back, superseded, sent twice, refused, held back, unreadable.
FILES = [
    "313025_2025_r1.xlsx", "313700_2025_r1.xlsx", "313718_2024_r1.xlsx", "313866_2024_r1.xlsx",
    "313891_2025_r1.xlsx", "312037_2025_r1.xlsx", "312037_2024_r1.xlsx", "312045_2025_r1.xlsx", "313700_2024_r1.xlsx",
    "314013_2024_r1.xlsx", "314030_2024_r1.xlsx", "313297_2024_r1.xlsm",
]  # fmt: skip


def _told(con: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    sql = (
        f"select {TOLD} from finding where receipt_id = (select receipt_id from receipt where file_name = ?)"
    )
    return sorted(con.execute(sql, [name]).fetchall(), key=repr)


def _checked(settings: Settings, catalogue: Catalogue, path: Path) -> list[tuple[Any, ...]]:
    return sorted((tuple(one.values()) for one in check_file(settings, catalogue, path).findings), key=repr)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_demo_is_told_what_the_load_told(
    demo_home: Path, catalogue: Catalogue, name: str
) -> None:
    settings = machine.load({"TSUNAGARI_HOME": str(demo_home)})
    with duckdb.connect(settings.workdb, read_only=True) as con:
        told = _told(con, name)
    assert _checked(settings, catalogue, settings.inbox / name) == told


def test_the_file_is_read_once(
    settings: Settings, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: Any
) -> None:
    """Who sent it has to be known before what else they sent is brought; reading it again for that was half of a check."""
    read: list[Path] = []
    monkeypatch.setattr(
        examined, "read", lambda path, known, own=examined.read: (read.append(path), own(path, known))[1]
    )
    path = sent(tmp_path / "new", 2025, ("F1",), F1=[{**body, "name": "会議"} for body in BODIES])["F1"]
    check_file(settings, catalogue, path)
    assert read == [path]


@pytest.fixture
def sent(settings: Settings, catalogue: Catalogue) -> Callable[..., dict[str, Path]]:
    """Write the twins of some forms into a folder: form → its file."""

    def write(
        folder: Path, year: int, wanted: tuple[str, ...], place: str = "312011", **rows: list[dict[str, Any]]
    ) -> dict[str, Path]:
        folder.mkdir(exist_ok=True)
        cover = COVER | {"lg_code": place, "fiscal_year": year}
        twins = forms.csv_twins(place, year, {"F0": [cover]} | rows, catalogue)
        files = {name.split("_")[1]: folder / name for name in twins if name.split("_")[1] in wanted}
        for path in files.values():
            path.write_bytes(twins[path.name])
        return files

    return write


def _measure(value: int) -> list[dict[str, Any]]:
    return [{"period": "H1", "measure_code": "N01", "value": value}]


@pytest.mark.slow
def test_other_forms_and_last_year_are_looked_at(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    settings: Settings,
    catalogue: Catalogue,
    sent: Callable[..., dict[str, Path]],
) -> None:
    """A seat in a body that form 1 has not set up (VR20), ten times last year's number (VR29): each in a file of its own."""
    sent(settings.inbox, 2023, ("F0", "F5"), F5=_measure(30))
    sent(settings.inbox, 2024, ("F0", "F1"), F1=BODIES)
    load()
    con.close()
    aside = sent(settings.home / "aside", 2024, ("F2", "F5"), F2=[SEAT], F5=_measure(300))
    before = settings.workdb.read_bytes()
    checked = {form: _checked(settings, catalogue, path) for form, path in aside.items()}
    assert settings.workdb.read_bytes() == before
    assert [one[0] for one in checked["F2"]] == ["VR20"]
    assert "VR29" in [one[0] for one in checked["F5"]]
    assert check_file(settings, catalogue, aside["F5"]).left_out == ""
    for path in aside.values():
        (settings.inbox / path.name).write_bytes(path.read_bytes())
    with workdb.connect(settings) as again:
        load_inbox(again, settings, catalogue, "run")
        assert {form: _told(again, path.name) for form, path in aside.items()} == checked
    assert {form: _checked(settings, catalogue, path) for form, path in aside.items()} == checked


def test_the_other_side_of_a_joint_body_is_looked_at(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    settings: Settings,
    catalogue: Catalogue,
    sent: Callable[..., dict[str, Path]],
) -> None:
    """VR21: 岩美町 has a platform of its own and does not name the city that names it."""
    ours = {
        "body_code": "B01",
        "body_seq": 1,
        "body_name": "会議",
        "est_status": "E1",
        "est_date": "2024-06-01",
    }
    ours |= {"setup_form": "S5", "host_dept": "I1", "secretariat": "W1", "handles_personal_info": "Z0"}
    ours |= {"joint_lg_codes": "313025", "meeting_count": 2, "case_count": "-"}
    theirs = ours | {"setup_form": "S1", "joint_lg_codes": ""}
    sent(settings.inbox, 2024, ("F0", "F1"), "313025", F1=[theirs, *BODIES[1:]])
    sent(settings.inbox, 2024, ("F0",))
    load()
    con.close()
    path = sent(settings.home / "aside", 2024, ("F1",), F1=[ours, *BODIES[1:]])["F1"]
    checked = _checked(settings, catalogue, path)
    assert [one[0] for one in checked if one[0] != "VR09"] == [
        "VR21"
    ]  # VR09: cells that this short form leaves blank
    (settings.inbox / path.name).write_bytes(path.read_bytes())
    with workdb.connect(settings) as again:
        load_inbox(again, settings, catalogue, "run")
        assert _told(again, path.name) == checked


def test_with_nothing_to_compare_it_says_so_and_asks_for_no_other_file(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    sent: Callable[..., dict[str, Path]],
) -> None:
    con.close()
    settings.workdb.unlink()
    path = sent(settings.home / "aside", 2024, ("F2",), F2=[SEAT])["F2"]
    checked = check_file(settings, catalogue, path)
    assert (checked.findings, checked.result.outcome, checked.passes) == ([], "accepted", True)
    assert checked.left_out == (
        "作業ファイルに、この団体のほかの提出物がないため、前年度・ほかの様式・ほかの市町村との照合は省きました。"
    )
    assert not settings.workdb.exists()


def test_a_work_file_in_use_or_of_another_version_is_no_obstacle(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    settings: Settings,
    catalogue: Catalogue,
    sent: Callable[..., dict[str, Path]],
) -> None:
    path = sent(settings.inbox, 2024, ("F0",))["F0"]
    load()
    assert check_file(settings, catalogue, path).left_out.startswith(
        "作業ファイルをほかの処理が使っているため"
    )
    con.execute("drop table edition")
    con.close()
    checked = check_file(settings, catalogue, path)
    assert checked.passes and checked.left_out.startswith("作業ファイルが別の版のものであるため")


def test_a_file_held_back_and_released_keeps_its_copy_through_a_check(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    write: Callable[..., Path],
    settings: Settings,
    catalogue: Catalogue,
) -> None:
    """The next load needs the copy: a check must not read, move or delete it."""
    path = write([["H1", "A11", "A20", "山田 花子さん", "C1", 10, 8, 0, 2, 5, 0]])
    load()
    quarantine.decide(con, settings, catalogue, 1, "release", "データ担当", "架空の名前と確かめた")
    con.close()
    copies = list((settings.work / "quarantine").iterdir())
    assert check_file(settings, catalogue, path).result.outcome == "quarantined"
    assert copies and list((settings.work / "quarantine").iterdir()) == copies


def test_any_name_and_any_folder_will_do(
    settings: Settings, catalogue: Catalogue, tmp_path: Path, write: Callable[..., Path]
) -> None:
    path = write([["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]])
    odd = path.rename(tmp_path / "回答様式（最終版）のコピー.xlsx")
    assert check_file(settings, catalogue, odd).result.outcome == "accepted"
