"""Held back, looked at, released or refused; and the canary: nothing personal goes further than the door."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from etl import settings as machine
from etl.catalogue import Catalogue
from etl.register import Summary, feedback, quarantine
from etl.register.preview import check_file
from etl.settings import Settings

ROW = ["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]
Con = duckdb.DuckDBPyConnection
Load = Callable[[], Summary]
Write = Callable[..., Path]

# What is planted, and what may be nowhere afterwards: as written, and in the pieces a record might keep.
NAME, NUMBER, PHONE, MAIL = "鳥海 花世さん", "123456789018", "090-1357-2468", "hanayo.toriumi@example.jp"
STREET = "鳥取市東町9丁目871番"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
# The real commands in a process of their own, which imports the product once.
ONE_AFTER_THE_OTHER = """
import json, sys
from etl import cli
for words in json.loads(sys.argv[1]):
    sys.argv = ["tsunagari", *words]
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    print("", f"ended {code}", sep=chr(10), flush=True)
"""
SECRETS = ("鳥海", "花世", NUMBER, PHONE, "09013572468", "hanayo", "871番", "トリウミ")


def _plant(path: Path, place: str) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    if place == "cell":
        sheet["A5"] = f"※ {NAME}に確認済み"
    elif place == "far":
        sheet["AZ900"] = PHONE
    elif place == "number":
        sheet["A5"] = int(NUMBER)
    elif place == "address":
        sheet["A5"] = f"※ 訪問先 {STREET}"
    elif place == "hidden row":
        sheet["A6"] = f"※ {MAIL}"
        sheet.row_dimensions[6].hidden = True
    elif place == "hidden column":
        sheet["M2"] = PHONE
        sheet.column_dimensions["M"].hidden = True
    elif place in ("hidden", "veryHidden"):
        book.create_sheet("控え")["B2"] = f"{NAME} {PHONE}"
        book["控え"].sheet_state = place
    elif place == "sheet name":
        book.create_sheet(NAME)["A1"] = 1
    elif place == "comment":
        sheet["B2"].comment = Comment(f"{NAME} {PHONE}", "鳥海")
    elif place == "properties":
        book.properties.creator, book.properties.title = "鳥海 花世", MAIL
    elif place == "author":
        book.properties.creator = book.properties.lastModifiedBy = "鳥海 花世"
    elif place == "header":
        sheet.oddHeader.center.text = NAME
    elif place == "footer":
        sheet.evenFooter.left.text = PHONE
    elif place == "merged":
        sheet["A5"] = NAME
        sheet.merge_cells("A5:F6")
    elif place == "defined name":
        book.defined_names["memo"] = DefinedName("memo", attr_text=f'"{PHONE}"')
    if place == "file name":
        target = path.with_name(f"312011_2024_r1_{NAME.replace(' ', '')}.xlsx")
        path.unlink()
        book.save(target)
        return target
    book.save(path)
    if place == "phonetic":
        text = f"<si><t>x</t><rPh><t>トリウミ {PHONE}</t></rPh></si>"
        _add(path, "xl/sharedStrings.xml", f'<sst xmlns="{SHEET}">{text}</sst>')
    if place == "text box":
        _add(path, "xl/drawings/drawing9.xml", f'<a:t xmlns:a="{DRAWING}">{NAME} {PHONE}</a:t>')
    return path


def _add(path: Path, part: str, text: str) -> None:
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, text)


PLACES = {
    "cell": "quarantined", "far": "quarantined", "number": "refused", "address": "quarantined", "hidden row": "quarantined",
    "hidden column": "quarantined", "hidden": "refused", "veryHidden": "refused", "sheet name": "quarantined",
    "comment": "quarantined", "properties": "quarantined", "author": "accepted", "header": "quarantined",
    "footer": "quarantined", "merged": "quarantined", "defined name": "quarantined", "file name": "quarantined",
    "phonetic": "quarantined", "text box": "quarantined",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_hides_it_is_found(con: Con, load: Load, write: Write, place: str) -> None:
    _plant(write([ROW]), place)
    summary = load()
    outcome = summary.details[0].outcome
    assert ("accepted" if outcome == "warned" else outcome) == PLACES[place]
    assert (con.execute("select count(*) from form_f3").fetchone() == (0,)) == (PLACES[place] != "accepted")


def _everything_written(home: Path, originals: set[bytes]) -> dict[str, str]:
    """Every byte the run wrote, as text: the tables row by row, workbooks unpacked; files held back are kept as they came."""
    told: dict[str, str] = {}
    for path in sorted(home.rglob("*")):
        if not path.is_file() or "inbox" in path.relative_to(home).parts[:1]:
            continue
        data = path.read_bytes()
        told[f"name of {path.name}"] = path.relative_to(home).as_posix()
        if data in originals:
            continue
        told[path.name] = "".join(data.decode(code, "ignore") for code in ("utf-8", "utf-16-le", "cp932"))
        if path.suffix == ".duckdb":
            with duckdb.connect(path, read_only=True) as con:
                for (table,) in con.execute("select table_name from duckdb_tables()").fetchall():
                    told[f"{path.name}.{table}"] = str(con.execute(f'select * from "{table}"').fetchall())
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for name in package.namelist():
                    told[f"{path.name}/{name}"] = package.read(name).decode("utf-8", "ignore")
    return told


@pytest.mark.slow
def test_canary(write: Write, settings: Settings, con: Con, catalogue: Catalogue) -> None:
    """Planted in every place a file can hide something, then searched for in all that the real command wrote."""
    con.close()
    for number, place in enumerate(PLACES):
        path = _plant(write([ROW], name=f"312011_2024_r{number + 1}.xlsx"), place)
        if place not in ("file name", "author"):
            path.rename(path.with_name(f"{number:02}_{place.replace(' ', '_')}_r{number + 1}.xlsx"))
    write([[*ROW[:5], 10, 9, *ROW[7:]]], name="313025_2024_r1.xlsx")
    commands = (
        ["load", "--json"],
        ["load"],
        ["quarantine", "list"],
        ["quarantine", "show", "1"],
        ["feedback"],
        ["log"],
    )
    environment = os.environ | {"TSUNAGARI_HOME": str(settings.home), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(commands)],
        cwd=machine.ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout + done.stderr
    assert [line for line in printed.splitlines() if line.startswith("ended")] == ["ended 0"] * len(commands)
    originals = {path.read_bytes() for path in settings.inbox.rglob("*") if path.is_file()}
    checked = {path.name: repr(check_file(settings, catalogue, path)) for path in settings.inbox.iterdir()}
    assert sum("PI08" in text for text in checked.values()) > 5
    told = {"printed": printed, "checked": "".join(checked.values())} | _everything_written(
        settings.home, originals
    )
    assert any("quarantined" in text for text in told.values())  # the search can see what was written
    assert {where: secret for where, text in told.items() for secret in SECRETS if secret in text} == {}


def test_release_loads_what_a_person_has_looked_at(
    con: Con, load: Load, write: Write, settings: Settings, catalogue: Catalogue
) -> None:
    _plant(write([ROW]), "address")
    assert (load().quarantined, con.execute("select count(*) from form_f3").fetchone()) == (1, (0,))
    (held,) = quarantine.waiting(con, catalogue)
    (place,) = quarantine.show(con, catalogue, held.receipt_id)
    assert (place.sheet, place.row_no, place.column_letter, place.rule) == ("様式3_連携", 5, "A", "PI05")
    quarantine.decide(
        con, settings, catalogue, held.receipt_id, "release", "個人情報保護担当", "公民館の所在地のため"
    )
    summary = load()
    assert (summary.duplicates, summary.quarantined) == (1, 0)
    assert con.execute("select referral_count from form_f3").fetchall() == [(10,)]
    logged = con.execute("select decision, role, reason, decided_at is not null from decision").fetchall()
    assert logged == [("release", "個人情報保護担当", "公民館の所在地のため", True)]
    assert quarantine.waiting(con, catalogue) == []
    assert con.execute("select count(*) from receipt").fetchone() == (1,)


def test_refuse_keeps_no_copy(
    con: Con, load: Load, write: Write, settings: Settings, catalogue: Catalogue
) -> None:
    path = _plant(write([ROW]), "cell")
    load()
    (held,) = quarantine.waiting(con, catalogue)
    quarantine.decide(con, settings, catalogue, held.receipt_id, "refuse", "個人情報保護担当", "氏名の記載")
    assert path.exists() and list((settings.work / "quarantine").iterdir()) == []
    assert load().duplicates == 1 and quarantine.waiting(con, catalogue) == []
    told = [row["message_ja"] for row in feedback.faults(con, "312011")]
    assert len(told) >= 1 and all("鳥海" not in text for text in told)


@pytest.mark.parametrize(("role", "reason"), [("", "x"), ("担当", " "), ("担当", "山田太郎さんに電話で確認")])
def test_a_decision_needs_role_and_reason_and_no_names(
    con: Con, load: Load, write: Write, settings: Settings, catalogue: Catalogue, role: str, reason: str
) -> None:
    _plant(write([ROW]), "cell")
    load()
    with pytest.raises(quarantine.QuarantineError):
        quarantine.decide(con, settings, catalogue, 1, "release", role, reason)
    with pytest.raises(quarantine.QuarantineError):
        quarantine.decide(con, settings, catalogue, 9, "release", "担当", "確認した")
    assert con.execute("select count(*) from decision").fetchone() == (0,)


def test_a_valid_individual_number_cannot_be_released(
    con: Con, load: Load, write: Write, catalogue: Catalogue
) -> None:
    _plant(write([ROW]), "number")
    assert load().refused == 1
    assert quarantine.waiting(con, catalogue) == []


@pytest.mark.parametrize(("place", "warned"), [("312011", False), ("313025", True)])
def test_age_and_sex_warn_where_few_people_live(
    con: Con, load: Load, settings: Settings, catalogue: Catalogue, place: str, warned: bool
) -> None:
    head = "title,case_fy,design_codes,theme_codes,agency_codes,item_codes,background,action,device,person_detail"
    text = f"{head}\n見守り,2024,D1,T04,A52,K14,82歳の女性の例,取組,工夫,Q0\n"
    (settings.inbox / f"{place}_F6_2024FY_r1.csv").write_text(text, encoding="utf-8-sig")
    load()
    rules = {rule for (rule,) in con.execute("select rule from finding").fetchall()}
    assert ("PI09" in rules) == warned
    assert con.execute("select count(*) from form_f6").fetchone() == (1,)
    assert "82" not in json.dumps(
        con.execute("select value, message_ja from finding").fetchall(), default=str
    )
