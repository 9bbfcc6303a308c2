"""CONTRIBUTING names every file of its tasks, and following it leads where it says."""

import io
import re
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dashboard import theme
from etl import catalogue as catalogues
from etl import described, forms, handbook, settings, workdb
from etl.catalogue import CatalogueError
from etl.checks.columns import row_schema
from etl.intake import headers
from etl.register import store

ROOT = settings.ROOT
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.load().catalogue, tmp_path / "catalogue"))


def test_every_file_it_names_is_there():
    named = [path for path in re.findall(r"`((?:data|etl|dashboard|tests|docs)/[^`]*)`", TEXT) if path]
    assert len(named) > 25
    for path in named:
        pattern = re.sub(r"<[a-z_]+>", "*", path).rstrip("/")
        assert list(ROOT.glob(pattern)), path


def test_a_code_is_one_line_and_reaches_forms_and_documents(copy: Path):
    file = copy / "vocabulary" / "themes.csv"
    file.write_text(
        file.read_text("utf-8").rstrip("\n") + "\nT77,終活,End-of-life planning,終活,End of life,,,,\n",
        "utf-8",
    )
    whole = catalogues.load(copy)
    assert whole.code("themes", "T77").ja == "終活"
    book = openpyxl.load_workbook(io.BytesIO(forms.form("312011", 2025, {}, whole)), read_only=True)
    assert any("T77" in str(cell) for row in book["コード表"].iter_rows(values_only=True) for cell in row)
    assert any("終活" in text for text in handbook.documents(ROOT, whole).values())


def test_a_column_is_asked_for_by_its_form_alone(copy: Path):
    """Workbook, intake, work file and documents follow from the form; that nothing reads it yet is said by test_fields."""
    file = copy / "forms" / "f7.toml"
    more = """
[[column]]
name = "online_count"
ja = "うちオンライン(回)"
en = "Of these online"
type = "count"
required = "no"
unit = "回"
unit_en = "sessions"
definition = { ja = "オンラインで開いた回数。", en = "Sessions held online." }
"""
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    whole = catalogues.load(copy)
    form = whole.forms["F7"]
    book = openpyxl.load_workbook(io.BytesIO(forms.form("312011", 2025, {}, whole)), read_only=True)
    assert any(
        "うちオンライン(回)" in row for row in book[form.sheet].iter_rows(max_row=12, values_only=True)
    )
    assert {"online_count", "online_count_state"} <= set(row_schema(form).names)
    assert headers.all_names(whole)["F7"].read("うちオンライン(回)") == ("online_count", "")
    assert any("うちオンライン(回)" in text for text in handbook.documents(ROOT, whole).values())
    with duckdb.connect() as con:
        store.prepare(con, catalogues.load())
        assert store.outdated(con, whole)  # the next load makes the work file anew from the kept copies


def test_a_published_table_is_nothing_without_its_declarations(copy: Path, tmp_path: Path):
    marts = Path(shutil.copytree(workdb.SQL / "marts", tmp_path / "marts"))
    sql = "-- Purpose: new\n-- Grain: one\ncreate table mart_linkage_new(fiscal_year integer, meetings integer);\n"
    (marts / "mart_linkage_new.sql").write_text(sql, "utf-8")
    tables = {table: {name for name, _ in found} for table, found in described.shapes(marts).items()}
    wrong = catalogues.load(copy).columns.unmatched(tables)
    assert wrong == ["mart_linkage_new の列 meetings の意味が columns.toml にありません"]
    file = copy / "disclosure.toml"
    more = '\n[[free]]\nmart = "mart_linkage_new"\ncolumns = ["meetings"]\n'
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    with pytest.raises(CatalogueError, match="mart_linkage_new"):
        catalogues.load(copy)


def test_an_indicator_is_one_file(copy: Path):
    first = next((copy / "indicators" / "participation").glob("platform_joined.toml"))
    twin = first.with_name("platform_twin.toml")
    twin.write_text(first.read_text("utf-8").replace("platform_joined", "platform_twin"), "utf-8")
    assert any(one.id == "platform_twin" for one in catalogues.load(copy).indicators)


def test_what_meets_nothing_stops(copy: Path):
    file = copy / "groups.toml"
    file.write_text(file.read_text("utf-8").replace('"B01"', '"B99"', 1), "utf-8")
    with pytest.raises(CatalogueError, match="B99"):
        catalogues.load(copy)


@pytest.mark.parametrize(
    ("codes", "colours"),
    [("sectors", theme.SECTORS), ("est_statuses", theme.SETUP), ("item_statuses", theme.STATUS)],
)
def test_every_code_that_is_drawn_in_a_colour_of_its_own_has_one(codes: str, colours: dict):
    lacking = [code.code for code in catalogues.load().codes[codes] if code.code not in colours]
    assert not lacking, f"dashboard/theme.py: {codes} の {lacking} に色がありません"
