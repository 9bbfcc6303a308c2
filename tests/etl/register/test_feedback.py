"""What goes back: marked cells, a list to tick off; and what a corrected file clears."""

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from etl import forms
from etl.catalogue import Catalogue
from etl.register import Summary, feedback, revisions
from etl.settings import Settings

GOOD = ["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]
WRONG = ["H1", "A11", "A22", None, "C1", 10, 9, 0, 2, 5, 0]
Con = duckdb.DuckDBPyConnection
Load = Callable[[], Summary]
Write = Callable[..., Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _rules(con: Con) -> set[str]:
    return {rule for (rule,) in con.execute("select rule from fault where severity <> 'fix'").fetchall()}


def test_the_faulty_cell_is_coloured_and_told(
    con: Con, load: Load, write: Write, settings: Settings, catalogue: Catalogue
) -> None:
    path = write([GOOD, WRONG])
    book = openpyxl.load_workbook(path)
    book.properties.creator = "県庁 太郎"
    book["様式3_連携"]["B2"].comment = Comment("要確認", "県庁 太郎")
    choices = DataValidation(type="list", formula1='"H1,H2"')
    choices.add("A2:A9")
    book["様式3_連携"].add_data_validation(choices)
    book.save(path)
    before = path.read_bytes()
    load()
    files = feedback.give_back(con, settings, catalogue)
    assert {file.name for file in files} == {"確認事項の一覧.xlsx", "312011_2024_r1_確認.xlsx"}
    assert path.read_bytes() == before
    copy = openpyxl.load_workbook(settings.work / "feedback" / "312011" / "312011_2024_r1_確認.xlsx")
    cell = copy["様式3_連携"]["G3"]
    assert (cell.value, cell.fill.fgColor.rgb) == (9, "FFF8CFC4")
    assert (
        cell.comment.text.startswith("様式3 3行目 G列「うち本人同意あり(件)」= 9：")
        and "VR12" in cell.comment.text
    )
    assert len(copy["様式3_連携"].data_validations.dataValidation) == 1
    told = copy["様式3_連携"]["B2"].comment
    assert told.author == "つながり" and "PX24" in told.text and "要確認" not in told.text
    assert copy["様式3_連携"]["G2"].comment is None and copy["様式3_連携"]["F2"].value == 10
    assert copy.properties.creator == "つながり" and "_meta" not in copy.sheetnames
    page = openpyxl.load_workbook(settings.work / "feedback" / "312011" / "確認事項の一覧.xlsx").worksheets[0]
    told = [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("VR12" in text for text in told)
    setup = page.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)


def test_merged_cells_are_marked_where_they_begin(
    con: Con, load: Load, write: Write, settings: Settings, catalogue: Catalogue
) -> None:
    path = write([GOOD, WRONG])
    book = openpyxl.load_workbook(path)
    book["様式3_連携"].merge_cells("A2:A3")
    book["様式3_連携"].merge_cells("F2:F3")
    book.save(path)
    load()
    feedback.give_back(con, settings, catalogue)
    copy = openpyxl.load_workbook(settings.work / "feedback" / "312011" / "312011_2024_r1_確認.xlsx")
    assert "PX33" in copy["様式3_連携"]["F2"].comment.text


def test_a_csv_file_comes_back_as_a_marked_sheet(
    con: Con, load: Load, settings: Settings, catalogue: Catalogue
) -> None:
    head = (
        "period,from_agency,to_agency,to_lg_code,channel,referral_count,consent_count,no_consent_legal_count"
    )
    text = (
        f"{head},consent_unknown_count,established_count,joint_support_count\nH1,A11,A20,,C1,=10,8,0,2,5,0\n"
    )
    (settings.inbox / "312011_F3_2024H1_r1.csv").write_text(text, encoding="utf-8-sig")
    load()
    feedback.give_back(con, settings, catalogue)
    copy = openpyxl.load_workbook(settings.work / "feedback" / "312011" / "312011_F3_2024H1_r1_確認.xlsx")
    cell = copy.worksheets[0]["F2"]
    assert (cell.value, cell.data_type) == ("=10", "s") or cell.data_type != "f"
    assert "様式3 2行目 F列" in cell.comment.text


def test_the_corrected_file_clears_the_faults(
    con: Con, load: Load, write: Write, settings: Settings, catalogue: Catalogue
) -> None:
    write([GOOD, WRONG])
    load()
    feedback.give_back(con, settings, catalogue)
    assert "VR12" in _rules(con)
    write([GOOD, [*WRONG[:6], 8, *WRONG[7:]]], revision=2)
    load()
    assert "VR12" not in _rules(con)
    assert con.execute("select count(*) from form_f3").fetchone() == (2,)
    feedback.give_back(con, settings, catalogue)
    names = {file.name for file in (settings.work / "feedback" / "312011").iterdir()}
    assert "312011_2024_r1_確認.xlsx" not in names


def test_a_refused_file_is_cleared_by_a_better_one(
    con: Con, load: Load, write: Write, settings: Settings
) -> None:
    write([[*GOOD[:3], "123456789018", *GOOD[4:]]])
    assert load().refused == 1
    assert "PI01" in _rules(con)
    write([GOOD], name="312011_2024_r1_clean.xlsx")
    load()
    assert "PI01" not in _rules(con)


def test_rows_refused_for_another_file_come_back_when_that_file_is_corrected(
    con: Con, load: Load, settings: Settings, catalogue: Catalogue
) -> None:
    """Form 2 has a seat in a body that form 1 calls planned; correcting form 1 alone revives the row of form 2."""
    bodies = [{"body_code": f"B0{n}", "body_seq": 1, "est_status": "E4"} for n in (2, 3, 4)]
    seat = {"body_code": "B01", "agency_code": "A02", "org_count": 3, "role": "R2"}

    def send(status: str, revision: int, only: tuple[str, ...]) -> None:
        first = {"body_code": "B01", "body_seq": 1, "est_status": status}
        rows = {"F1": [first, *bodies], "F2": [seat]}
        for name, data in forms.csv_twins("312011", 2024, rows, catalogue, revision=revision).items():
            if name.split("_")[1] in only:
                (settings.inbox / name).write_bytes(data)

    send("E2", 1, ("F1", "F2"))
    load()
    assert con.execute("select count(*) from form_f2").fetchone() == (0,)
    assert "VR20" in _rules(con)
    send("E1", 2, ("F1",))
    load()
    assert con.execute("select count(*) from form_f2").fetchone() == (1,)
    assert "VR20" not in _rules(con)


def test_revisions_are_told_cell_by_cell_and_the_older_stays_readable(
    con: Con, load: Load, write: Write, catalogue: Catalogue
) -> None:
    write([GOOD, ["H1", "A11", "A21", None, "C1", 3, 3, 0, 0, 1, 0]])
    load()
    write([[*GOOD[:5], 20, 18, *GOOD[7:]], ["H1", "A11", "A22", None, "C1", 4, 4, 0, 0, 1, "x"]], revision=2)
    summary = load()
    f3 = next(one for one in summary.changes if one["form"] == "F3")
    assert (f3["cell"], f3["added"], f3["removed"]) == (2, 1, 1)
    found = [one for one in revisions.difference(con, catalogue, "312011", 2024) if one.form == "F3"]
    cells = {(one.column, one.before, one.after) for one in found if one.kind == "cell"}
    assert cells == {("referral_count", "10", "20"), ("consent_count", "8", "18")}
    told = [revisions.sentence(one, catalogue) for one in found]
    assert "様式3 H1・A11・A20・C1「つなぎ件数(件・延べ)」: 10 → 20（第1版→第2版）" in told
    assert con.execute("select count(*) from sent_f3").fetchone() == (4,)


def test_a_form_left_empty_keeps_the_earlier_answers(con: Con, load: Load, write: Write) -> None:
    write([GOOD])
    load()
    write([], revision=2)
    load()
    assert con.execute("select count(*) from form_f3").fetchone() == (1,)
    told = "select receipt_id, form from finding where rule = 'VR42'"
    assert con.execute(told).fetchall() == [(2, "F3")]
    write([[*GOOD[:5], 11, 9, *GOOD[7:]]], revision=3)
    load()
    assert con.execute("select referral_count from form_f3").fetchall() == [(11,)]
    assert (3, "F3") not in con.execute(told).fetchall()


def test_two_sections_send_their_forms_under_one_revision(
    con: Con, load: Load, write: Write, settings: Settings
) -> None:
    """The same cover sheet but for the department; each its own form: no conflict."""
    path = write([GOOD])
    second = openpyxl.load_workbook(path)
    second.worksheets[0]["C2"] = "健康対策課"
    del second["様式3_連携"]
    sheet = second.create_sheet("様式7_研修")
    sheet.append(
        [
            "期",
            "研修区分",
            "対象者",
            "開催回数(回)",
            "参加者数(人・延べ)",
            "修了者数(人)",
            "両部局の共催",
            "県の主催",
        ]
    )
    sheet.append(["H1", "G1", "L4", 1, 20, 18, 1, 0])
    second.save(settings.inbox / "312011_2024_r1_健康.xlsx")
    summary = load()
    assert (summary.refused, summary.accepted + summary.warned) == (0, 2)
    assert [con.execute(f"select count(*) from form_{form}").fetchone() for form in ("f3", "f7")] == [
        (1,),
        (1,),
    ]


@pytest.fixture
def tsunagari(settings: Settings, command_line: Run) -> Run:
    return partial(command_line, settings.home)


@pytest.mark.slow
def test_check_tells_the_same_before_submission_and_loads_nothing(
    con: Con, write: Write, settings: Settings, tsunagari: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    con.close()
    path = write([GOOD, WRONG])
    out = settings.home / "marked.xlsx"
    done = tsunagari("check", str(path), "--json", "--out", str(out))
    told = json.loads(done.stdout)
    assert (done.returncode, told["passes"]) == (1, False)
    assert "VR12" in {one["rule"] for one in told["findings"]}
    assert openpyxl.load_workbook(out)["様式3_連携"]["G3"].comment is not None
    assert not list(settings.work.glob("received/*")) and not list(settings.work.glob("feedback/*"))
    monkeypatch.setenv("COLUMNS", "20")
    missing = tsunagari("check", str(settings.home / "none.xlsx"))
    assert missing.returncode == 1
    assert missing.stderr == f"エラー: {settings.home / 'none.xlsx'} がありません。\n", (
        "one line, however narrow"
    )
