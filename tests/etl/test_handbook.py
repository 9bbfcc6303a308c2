"""The handbook: what is printed is what the catalogue and the SQL say, and staleness is noticed."""

import dataclasses
import re
from pathlib import Path

import pytest

from etl import handbook, settings
from etl.catalogue import Catalogue, Columns, Meaning
from etl.handbook.markdown import table

ROOT = settings.ROOT


@pytest.fixture(scope="module")
def printed(catalogue: Catalogue) -> dict[str, str]:
    return handbook.documents(ROOT, catalogue)


def test_every_code_stands_in_the_glossary(catalogue: Catalogue, printed: dict[str, str]) -> None:
    lines = printed["glossary.md"].splitlines()
    for codes in catalogue.codes.values():
        for code in codes:
            assert any(line.startswith(f"| `{code.code}` | {code.ja} |") for line in lines), code


def test_every_indicator_is_explained(catalogue: Catalogue, printed: dict[str, str]) -> None:
    text = printed["indicators.md"]
    for indicator in catalogue.indicators:
        assert f"## {indicator.title.ja} / {indicator.title.en}" in text
        assert indicator.formula.ja in text


def test_every_column_and_rule_is_in_the_manual(catalogue: Catalogue, printed: dict[str, str]) -> None:
    text = printed["forms.ja.md"]
    for form in catalogue.forms.values():
        assert f"## {form.sheet}" in text
        for column in form.columns:
            assert f"| {column.ja} | `{column.name}` |" in text
    assert all(f"| {rule} |" in text for rule in catalogue.rules)


def test_the_thresholds_of_a_check_can_be_read_on_paper(
    catalogue: Catalogue, printed: dict[str, str]
) -> None:
    """What is asked about is counted on the screen, so a reader of the instructions can tell when a check asks."""
    lines = {
        row.split(" | ")[0].strip("| "): row
        for row in printed["forms.ja.md"].splitlines()
        if row.startswith("| VR")
    }
    found = 0
    for rule in (rule for rule in catalogue.rules.values() if rule.id.startswith("VR")):
        assert rule.when and rule.when in lines[rule.id]
        code = re.sub(r"--.*", "", rule.sql or "")
        for threshold in re.findall(r"(?:[<>]=?|date) '?([\d.-]*\d)\b", code):
            if threshold not in ("0", "1"):  # above none, and at least one, are told in words
                found += 1
                assert threshold in rule.when, (rule.id, threshold)
        for named in re.findall(r"'([A-EG-Z]\d{1,2})'", code):  # F1…F7 are forms, not codes
            assert named in rule.when, (rule.id, named)
    assert found >= 10
    seats = catalogue.rules["VR24"].when or ""
    assert all(f"{seat.item}={seat.body}の{seat.agencies[0]}" in seats for seat in catalogue.groups.seat)


def test_every_mart_and_column_has_a_comment(printed: dict[str, str]) -> None:
    rows = [line for line in printed["tables.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 200
    assert not [row for row in rows if row.split("|")[3].strip() == ""]


def test_every_mart_has_its_section(printed: dict[str, str]) -> None:
    marts = [path.stem for path in (ROOT / handbook.MARTS).glob("*.sql")]
    assert [line[3:] for line in printed["tables.md"].splitlines() if line.startswith("## ")] == sorted(marts)


def test_writing_makes_fresh_and_a_change_makes_stale(tmp_path: Path, catalogue: Catalogue) -> None:
    marts = tmp_path / handbook.MARTS
    marts.mkdir(parents=True)
    (marts / "mart_toy.sql").write_text(
        "-- Purpose: toy\n-- Grain: 玩具\ncreate table mart_toy (n bigint not null);\n"
        "comment on table mart_toy is '玩具';\n"
        "insert into mart_toy select n from fct_elsewhere;\n",
        encoding="utf-8",
    )
    toy = Meaning(ja="個数", en="number", kind="stock", unit="個", unit_en="pieces")
    catalogue = dataclasses.replace(catalogue, columns=Columns(shared={}, table={"mart_toy": {"n": toy}}))
    names = ["coverage.md", "glossary.md", "indicators.md", "forms.ja.md", "tables.md"]
    assert handbook.stale(tmp_path, catalogue) == names
    assert [path.name for path in handbook.write(tmp_path, catalogue)] == names
    assert handbook.stale(tmp_path, catalogue) == []
    assert "| `n` | bigint | 個数 / number | 個 / pieces | ある日の数 / stock |" in (
        tmp_path / "docs" / "tables.md"
    ).read_text(encoding="utf-8")
    fewer = dataclasses.replace(catalogue, indicators=catalogue.indicators[1:])
    assert handbook.stale(tmp_path, fewer) == ["indicators.md"]


def test_a_cell_cannot_break_its_table() -> None:
    assert table(["a"], [["x|y\nz"]]).splitlines()[-1] == "| x\\|y<br>z |"
