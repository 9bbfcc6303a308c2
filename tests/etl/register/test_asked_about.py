"""What only the sender can tell is asked about; the file is not 提出できます until he has answered, by a correction or by a
higher revision with the same answers."""

import io
from collections.abc import Callable
from typing import Any

import duckdb
import openpyxl
import pytest
from pydantic import ValidationError

from etl import forms
from etl import settings as machine
from etl.catalogue import Catalogue, Rule
from etl.catalogue.base import Said
from etl.cli.submissions import ASKED, FAULTY, READY
from etl.demo.world import grow
from etl.register import Summary
from etl.register.preview import check_file
from etl.settings import Settings

Rows = dict[str, list[dict[str, Any]]]
LG = "312011"


def _file(settings: Settings, catalogue: Catalogue, year: int, rows: Rows, revision: int) -> Any:
    cover = [rows["F0"][0] | {"revision_no": revision, "revision_reason": "確認" if revision > 1 else None}]
    path = settings.inbox / f"{LG}_{year}_r{revision}.xlsx"
    path.write_bytes(forms.form(LG, year, rows | {"F0": cover}, catalogue))
    return path


def _shifted(rows: Rows) -> Rows:
    """The values of the second half of form 5 stand one row below their own."""
    mine = [row for row in rows["F5"] if row["period"] == "H2"]
    values = [mine[0]["value"], *(row["value"] for row in mine[:-1])]
    moved = [row | {"value": value} for row, value in zip(mine, values, strict=True)]
    return rows | {"F5": [*(row for row in rows["F5"] if row["period"] == "H1"), *moved]}


@pytest.fixture
def years(catalogue: Catalogue) -> dict[int, Rows]:
    """Two years of one municipality of the demo, without what the rules of one year ask."""
    world = grow(catalogue, machine.load())
    return {
        year: {form: [dict(row) for row in kept] for form, kept in world[LG, year].items()}
        for year in (2024, 2025)
    }


@pytest.mark.slow
def test_a_question_stands_until_it_is_answered(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    settings: Settings,
    catalogue: Catalogue,
    years: dict[int, Rows],
) -> None:
    clean = check_file(settings, catalogue, _file(settings, catalogue, 2025, years[2025], 1))
    assert clean.passes, [one["message_ja"] for one in clean.findings]
    _file(settings, catalogue, 2024, years[2024], 1)
    shifted = _shifted(years[2025])
    asked = check_file(settings, catalogue, _file(settings, catalogue, 2025, shifted, 1))
    assert asked.sound and not asked.passes, "the sums of form 1 tell of it even without last year"
    load()
    assert _open(con) == {"VR26", "VR47"}
    _file(settings, catalogue, 2025, shifted, 2)
    load()
    assert not _open(con), "the same answers again are an answer"
    shifted["F5"][-1]["value"] = (shifted["F5"][-1]["value"] or 0) + 1
    _file(settings, catalogue, 2025, shifted, 3)
    load()
    assert _open(con) == {"VR26", "VR47"}, "other answers are asked about anew"


def _headed(data: bytes, heading: str) -> bytes:
    """The file with another heading over the referrals of form 3."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["様式3_連携"]
    cell = next(one for one in sheet[1] if str(one.value).startswith("つなぎ件数"))
    cell.value = heading
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.slow
def test_the_same_answers_are_an_answer_only_where_it_was_asked(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    settings: Settings,
    catalogue: Catalogue,
    years: dict[int, Rows],
) -> None:
    asked = "select count(*) from fault where form = 'F3' and rule = 'PX22'"
    _file(settings, catalogue, 2025, years[2025], 1)
    load()
    assert con.execute(asked).fetchone() == (0,)
    for revision, open_questions in ((2, 1), (3, 0)):
        path = _file(settings, catalogue, 2025, years[2025], revision)
        path.write_bytes(_headed(path.read_bytes(), "つなぎ件数（人・実）"))
        load()
        assert con.execute(asked).fetchone() == (open_questions,), revision


@pytest.mark.slow
def test_a_revision_with_less_than_half_the_rows_is_asked_about(
    con: duckdb.DuckDBPyConnection,
    load: Callable[[], Summary],
    settings: Settings,
    catalogue: Catalogue,
    years: dict[int, Rows],
) -> None:
    asked = "select form from finding where rule = 'VR52'"
    rows = years[2025]
    half = [row for row in rows["F5"] if row["period"] == "H1" and row["value"] is not None]
    _file(settings, catalogue, 2025, rows, 1)
    load()
    few = rows | {"F5": [row for row in rows["F5"] if row["period"] == "H2"] + half[: len(half) // 2 - 1]}
    kept = rows | {"F5": [row for row in rows["F5"] if row["period"] == "H2"] + half[: len(half) // 2 + 1]}
    _file(settings, catalogue, 2025, kept, 2)
    load()
    assert con.execute(asked).fetchall() == []
    _file(settings, catalogue, 2025, rows, 3)
    load()
    _file(settings, catalogue, 2025, few, 4)
    load()
    assert con.execute(asked).fetchall() == [("F5",)]
    _file(settings, catalogue, 2025, few, 5)
    load()
    assert con.execute(asked).fetchall() == [], "sent once more, it is meant"


def _open(con: duckdb.DuckDBPyConnection) -> set[str]:
    """What is asked of the year's form 5 and still open."""
    sql = "select rule from fault where form = 'F5' and fiscal_year = 2025 and rule in ('VR26', 'VR47')"
    return {rule for (rule,) in con.execute(sql).fetchall()}


def test_the_three_verdicts_are_told_apart() -> None:
    assert "提出できます" in READY and not any("提出できます" in one for one in (ASKED, FAULTY))


def test_only_a_warning_asks(catalogue: Catalogue) -> None:
    assert {rule.id for rule in catalogue.rules.values() if rule.asks} == {
        "PX22", "PX47", "PX50", "PX54", "PX55", "VR11", "VR19", "VR26", "VR29", "VR35", "VR47", "VR48", "VR50", "VR52",
    }  # fmt: skip
    said = Said(ja="文", en="text")
    with pytest.raises(ValidationError, match="asks は severity が warn の規則にだけ"):
        Rule(id="VR01", severity="error", asks=True, when="常に", title=said, message=said)
