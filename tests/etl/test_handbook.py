"""The handbook: what is printed is what the catalogue and the SQL say, and staleness is noticed."""

import dataclasses
from pathlib import Path

import pytest

from etl import catalogue as catalogues
from etl import handbook, settings
from etl.catalogue import Catalogue, Columns, Meaning
from etl.handbook.markdown import table

ROOT = settings.ROOT


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogues.load()


@pytest.fixture(scope="module")
def printed(whole: Catalogue) -> dict[str, str]:
    return handbook.documents(ROOT, whole)


def test_every_code_stands_in_the_glossary(whole: Catalogue, printed: dict[str, str]) -> None:
    lines = printed["glossary.md"].splitlines()
    for codes in whole.codes.values():
        for code in codes:
            assert any(line.startswith(f"| `{code.code}` | {code.ja} |") for line in lines), code


def test_every_indicator_is_explained(whole: Catalogue, printed: dict[str, str]) -> None:
    text = printed["indicators.md"]
    for indicator in whole.indicators:
        assert f"## {indicator.title.ja} / {indicator.title.en}" in text
        assert indicator.formula.ja in text


def test_every_column_and_rule_is_in_the_manual(whole: Catalogue, printed: dict[str, str]) -> None:
    text = printed["forms.ja.md"]
    for form in whole.forms.values():
        assert f"## {form.sheet}" in text
        for column in form.columns:
            assert f"| {column.ja} | `{column.name}` |" in text
    assert all(f"| {rule} |" in text for rule in whole.rules)


def test_every_mart_and_column_has_a_comment(printed: dict[str, str]) -> None:
    rows = [line for line in printed["tables.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 200
    assert not [row for row in rows if row.split("|")[3].strip() == ""]


def test_every_mart_has_its_section(printed: dict[str, str]) -> None:
    marts = [path.stem for path in (ROOT / handbook.MARTS).glob("*.sql")]
    assert [line[3:] for line in printed["tables.md"].splitlines() if line.startswith("## ")] == sorted(marts)


def test_writing_makes_fresh_and_a_change_makes_stale(tmp_path: Path, whole: Catalogue) -> None:
    marts = tmp_path / handbook.MARTS
    marts.mkdir(parents=True)
    (marts / "mart_toy.sql").write_text(
        "-- Purpose: toy\n-- Grain: 玩具\ncreate table mart_toy (n bigint not null);\n"
        "comment on table mart_toy is '玩具';\n"
        "insert into mart_toy select n from fct_elsewhere;\n",
        encoding="utf-8",
    )
    toy = Meaning(ja="個数", en="number", kind="stock", unit="個", unit_en="pieces")
    whole = dataclasses.replace(whole, columns=Columns(shared={}, table={"mart_toy": {"n": toy}}))
    names = ["coverage.md", "glossary.md", "indicators.md", "forms.ja.md", "tables.md"]
    assert handbook.stale(tmp_path, whole) == names
    assert [path.name for path in handbook.write(tmp_path, whole)] == names
    assert handbook.stale(tmp_path, whole) == []
    assert "| `n` | bigint | 個数 / number | 個 / pieces | ある日の数 / stock |" in (
        tmp_path / "docs" / "tables.md"
    ).read_text(encoding="utf-8")
    fewer = dataclasses.replace(whole, indicators=whole.indicators[1:])
    assert handbook.stale(tmp_path, fewer) == ["indicators.md"]


def test_a_cell_cannot_break_its_table() -> None:
    assert table(["a"], [["x|y\nz"]]).splitlines()[-1] == "| x\\|y<br>z |"
