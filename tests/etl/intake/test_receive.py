"""Files of equal bytes, and the ledger that the work database keeps."""

from pathlib import Path

from etl import settings as machine
from etl import workdb
from etl.catalogue import Catalogue
from etl.register import load_inbox
from tests.etl.intake.conftest import GOOD, HEAD, row

FILES = {
    "312011_F3_2024H1_r1.csv": [HEAD],
    "312029_F3_2024H1_r1.csv": [HEAD],
    "312011_F3_2024H2_r1.csv": [
        HEAD,
        ["H2", *GOOD[1:]],
        ["H2", *row(count="１０", channel="C2")[1:]],
        ["H2"],
        ["※ 注"],
    ],
    "写し.csv": [HEAD],
    "report.pdf": [["%PDF-1.7"]],
}


def test_blank_answers_of_two_municipalities_are_two_answers(tmp_path: Path, catalogue: Catalogue) -> None:
    settings = machine.load({"TSUNAGARI_HOME": str(tmp_path)})
    settings.prepare()
    for name, lines in FILES.items():
        text = "\r\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in lines)
        (settings.inbox / name).write_bytes(text.encode())
    with workdb.connect(settings) as con:
        summary = load_inbox(con, settings, catalogue, "run")
        senders = con.execute("select lg_code, form, period from submission order by all").fetchall()
        sums = "seen = loaded + mended + set_aside + refused"
        broken = con.execute(f"select count(*) from ledger where not ({sums})").fetchone()
        row_3 = con.execute(
            "select seen, loaded, mended, set_aside, refused from ledger where seen > 1"
        ).fetchall()
    assert (summary.duplicates, summary.refused) == (1, 1), "the copy under a free name, and the report"
    assert senders == [("312011", "F3", "H1"), ("312011", "F3", "H2"), ("312029", "F3", "H1")]
    assert broken == (0,) and row_3 == [(5, 1, 1, 2, 1)]
