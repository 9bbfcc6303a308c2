"""No word that may be somebody's name gets into the work file by the name of a file or a sheet, whatever kind of file it is."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from etl.catalogue import Catalogue
from etl.register import Summary, feedback
from etl.settings import Settings

Con = duckdb.DuckDBPyConnection
HEAD = "期,連携元,連携先,連携先団体コード,経路,つなぎ件数(件・延べ),うち本人同意あり(件),うち同意なし・法令等根拠あり(件)"
HEAD += ",うち同意の有無不明(件),うち支援開始につながった件数(件),うち共同支援(件)"
ROWS = ["H1,A11,A20,,C1,10,8,0,2,5,0", "H1,A11,A20,,C2,約50,8,0,2,5,0", "合計,,,,,60,,,,,"]
# Family names of no list, nicknames, spellings: no pattern stops them, so they wait for a person.
WORDS = ["小鳥遊", "四十物谷", "ぬまっち", "ギバサワ", "Kuchikomi", "喜屋武宅"]


def _csv(text: str) -> bytes:
    return text.encode("utf-8-sig")


def _page(text: str) -> bytes:
    rows = ("".join(f"<td>{cell}</td>" for cell in line.split(",")) for line in text.split("\r\n"))
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<html><meta charset='utf-8'><body><table>{table}</table><table>{table}</table></body></html>".encode()


def _holding(con: Con, word: str) -> set[str]:
    """The tables of the work file that hold a word in any cell, but for the texts that wait to be read."""
    tables = [name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()]
    columns = {name: "* exclude (text)" if name == "beside" else "*" for name in tables}
    kept = {name: con.execute(f'select {columns[name]} from "{name}"').fetchall() for name in tables}
    return {name for name, rows in kept.items() if word in str(rows)}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        *zip(
            ["312011_F3_2024H1_r1_{}", "{}312011_F3_2024H1_r1", "312011_F3_2024H1（{}担当）"] * 2,
            WORDS,
            strict=True,
        )
    ],
)
@pytest.mark.parametrize(("ending", "made"), [("csv", _csv), ("xls", _page)])
def test_the_name_of_a_file_is_kept_only_in_words_of_offices(
    con: Con,
    load: Callable[[], Summary],
    settings: Settings,
    word: str,
    name: str,
    ending: str,
    made: Callable[[str], bytes],
) -> None:
    settings.inbox.mkdir(exist_ok=True)
    (settings.inbox / f"{name.format(word)}.{ending}").write_bytes(made("\r\n".join([HEAD, *ROWS])))
    load()
    assert con.execute("select count(*) from receipt").fetchone() == (1,)
    assert _holding(con, word) == set()


@pytest.mark.parametrize("word", WORDS[::2])
def test_the_name_of_a_sheet_is_kept_by_its_number_and_its_cells_are_marked_all_the_same(
    con: Con,
    load: Callable[[], Summary],
    write: Callable[..., Path],
    settings: Settings,
    catalogue: Catalogue,
    word: str,
) -> None:
    good, wrong = (
        ["H1", "A11", "A20", None, way, 10, more, 0, 2, 5, 0] for way, more in (("C1", 8), ("C2", 9))
    )
    path = write([good, wrong])
    book = openpyxl.load_workbook(path)
    book["様式3_連携"].title = f"様式3_{word}"
    book.save(path)
    load()
    sheets = con.execute("select distinct sheet from ledger where form = 'F3'").fetchall()
    assert sheets == [("2枚目のシート",)] or not sheets
    assert _holding(con, word) == set()
    feedback.give_back(con, settings, catalogue)
    (copied,) = (settings.work / "feedback" / "312011").glob("*_確認.xlsx")
    returned = openpyxl.load_workbook(copied)
    marked = [cell.coordinate for cell in returned[f"様式3_{word}"][3] if cell.comment]
    assert marked == ["G3"]


def test_sheets_of_usual_names_keep_them(
    con: Con, load: Callable[[], Summary], write: Callable[..., Path]
) -> None:
    write([["H1", "A11", "A20", None, "C1", 10, 8, 0, 2, 5, 0]])
    load()
    assert con.execute("select distinct sheet from ledger where form = 'F3'").fetchall() == [("様式3_連携",)]
