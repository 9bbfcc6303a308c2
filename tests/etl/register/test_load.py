"""From the inbox to the tables: what is mended, what is refused, what a second run changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from etl.register import Summary
from etl.settings import Settings

Con = duckdb.DuckDBPyConnection
Load = Callable[[], Summary]
Write = Callable[..., Path]
GOOD = ["H1 上期（4〜9月）", "A11 包括的相談支援事業者", "A20", None, "C1", 10, 8, 0, 2, 5, "-"]


def _row(**cells: Any) -> list[Any]:
    at = {
        "period": 0,
        "to_agency": 2,
        "to_lg_code": 3,
        "channel": 4,
        "referrals": 5,
        "consent": 6,
        "joint": 10,
    }
    row = list(GOOD)
    for name, value in cells.items():
        row[at[name]] = value
    return row


def _rules(con: Con) -> set[str]:
    return {rule for (rule,) in con.execute("select rule from finding").fetchall()}


def test_a_form_on_two_sheets_is_one_form(con: Con, load: Load, write: Write) -> None:
    path = write([GOOD, _row(channel="C2")])
    book = openpyxl.load_workbook(path)
    head, second = [cell.value for cell in book.worksheets[1][1]], book.create_sheet("下期")
    for line in (head, _row(period="H2"), GOOD, _row(period="H2", channel="C3", consent=1)):
        second.append(line)
    book.save(path)
    load()
    assert con.execute("select period, channel from form_f3 order by all").fetchall() == [
        ("H1", "C1"),
        ("H1", "C2"),
        ("H2", "C1"),
    ]
    places = con.execute(
        "select rule, sheet, row_no from finding where rule in ('VR01', 'VR12') order by 1"
    ).fetchall()
    assert places == [("VR01", "下期", 3), ("VR12", "下期", 4)]


def test_labels_and_codes_load_with_their_states(con: Con, load: Load, write: Write) -> None:
    write([GOOD])
    assert load().accepted == 1
    sql = "select period, from_agency, to_agency, referral_count, joint_support_count, joint_support_count_state from form_f3"
    assert con.execute(sql).fetchall() == [("H1", "A11", "A20", 10, None, "not_applicable")]
    cover = con.execute("select fiscal_year, submitted_on::varchar, juso_status from form_f0").fetchall()
    assert cover == [(2024, "2025-04-21", "J1")]


@pytest.mark.parametrize("written", ["１０", "10件", "10件・延べ", " 10 "])
def test_numbers_as_people_write_them(con: Con, load: Load, write: Write, written: str) -> None:
    write([_row(referrals=written)])
    load()
    assert con.execute("select referral_count from form_f3").fetchall() == [(10,)]


@pytest.mark.parametrize("written", ["十件", "3千", "10～12", "△3", "10.5"])
def test_what_is_no_count_refuses_its_row_only(con: Con, load: Load, write: Write, written: str) -> None:
    write([_row(referrals=written), _row(channel="C2")])
    assert load().warned == 1
    assert con.execute("select channel from form_f3").fetchall() == [("C2",)]


def test_unknown_codes_and_consent_that_does_not_add_up_refuse_the_row(
    con: Con, load: Load, write: Write
) -> None:
    write([_row(to_agency="A98"), _row(channel="C2", consent=9), _row(channel="C3")])
    assert load().errors == 2
    assert con.execute("select channel from form_f3").fetchall() == [("C3",)]
    assert {"VR02", "VR12"} <= _rules(con)


def test_titles_notes_and_totals_are_not_data(con: Con, load: Load, write: Write) -> None:
    notes = [["合計", None, None, None, None, 10], ["※ 半期ごとの数"]]
    write([GOOD, *notes], above=[["令和6年度 連携の状況"], []])
    load()
    assert con.execute("select count(*) from form_f3").fetchone() == (1,)
    assert {"PX10", "PX11"} <= _rules(con)


def test_same_bytes_again_change_nothing(con: Con, load: Load, write: Write) -> None:
    write([GOOD])
    load()
    before = (
        con.execute("select * from receipt").fetchall(),
        con.execute("select * from submission").fetchall(),
    )
    again = load()
    assert (again.files, again.duplicates, again.rows) == (1, 1, 0)
    assert before == (
        con.execute("select * from receipt").fetchall(),
        con.execute("select * from submission").fetchall(),
    )


def test_newer_revision_supersedes(con: Con, load: Load, write: Write) -> None:
    write([GOOD])
    load()
    write([_row(referrals=20, consent=18)], revision=2)
    load()
    assert con.execute("select referral_count from form_f3").fetchall() == [(20,)]
    superseded = "select revision from receipt where outcome = 'superseded'"
    assert con.execute(superseded).fetchall() == [(1,)]
    current = "select distinct revision from submission where is_current"
    assert con.execute(current).fetchall() == [(2,)]


def test_same_revision_with_other_content_is_a_conflict(con: Con, load: Load, write: Write) -> None:
    write([GOOD])
    load()
    write([_row(referrals=20, consent=18)], name="312011_2024_r1_copy.xlsx")
    assert load().details[-1].outcome == "conflict"
    assert con.execute("select referral_count from form_f3").fetchall() == [(10,)]


def test_csv_in_cp932_with_states(con: Con, load: Load, settings: Settings) -> None:
    head = (
        "period,from_agency,to_agency,to_lg_code,channel,referral_count,referral_count_status,consent_count"
    )
    tail = "no_consent_legal_count,consent_unknown_count,established_count,joint_support_count"
    text = f"{head},{tail}\nH2,A11,社会福祉協議会,,C1,,X,1,0,0,1,0\n"
    (settings.inbox / "312011_F3_2024H2_r1.csv").write_bytes(text.encode("cp932"))
    load()
    sql = "select period, to_agency, referral_count, referral_count_state from form_f3"
    assert con.execute(sql).fetchall() == [("H2", "A20", None, "suppressed")]
    assert "PX01" in _rules(con)


def test_a_run_that_fails_leaves_nothing(
    con: Con, load: Load, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    write([GOOD])
    monkeypatch.setattr("etl.register.current.determine", broken)
    with pytest.raises(OSError, match="disk full"):
        load()
    assert con.execute("select count(*) from duckdb_tables() where table_name = 'receipt'").fetchone() == (0,)
