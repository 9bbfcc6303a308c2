"""The firewall stops the file and keeps nothing of what it saw."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.comments import Comment

from etl.checks import Summary
from etl.checks.privacy import judge
from etl.settings import Settings

NUMBER = "123456789018"
ROW = ["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"個人番号{NUMBER}", "PI01"),
        ("1234-5678-9018", "PI01"),
        ("0857-26-7111", "PI03"),
        ("a.b@example.jp", "PI04"),
        ("生年月日", "PI06"),
        ("氏名", "PI07"),
        ("鳥取 花子さん", "PI08"),
        ("123456789012", None),
        ("312011-2024-1", None),
        ("地域福祉課", None),
    ],
)
def test_judgement(text: str, rule: str | None) -> None:
    assert judge(text) == rule


@pytest.mark.parametrize("where", ["cell", "comment", "hidden"])
def test_file_is_refused_and_the_number_kept_nowhere(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    write: Callable[..., Path],
    settings: Settings,
    where: str,
) -> None:
    path = write([ROW])
    book = openpyxl.load_workbook(path)
    if where == "comment":
        book.worksheets[1]["B2"].comment = Comment(NUMBER, "x")
    else:
        sheet = book.create_sheet("控え") if where == "hidden" else book.worksheets[1]
        sheet["Z30"] = int(NUMBER)
        sheet.sheet_state = "hidden" if where == "hidden" else "visible"
    book.save(path)
    summary = load()
    assert (summary.refused, summary.rows) == (1, 0)
    assert con.execute("select count(*) from form_f3").fetchone() == (0,)
    assert con.execute("select distinct status from submission").fetchall() == [("refused",)]
    for table in ("receipt", "finding", "submission"):
        assert NUMBER not in str(con.execute(f"select * from {table}").fetchall())
    assert [file.parent.name for file in settings.work.rglob("*.xlsx")] == ["quarantine"]
