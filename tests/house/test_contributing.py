"""CONTRIBUTING names every file of its tasks, and following it leads where it says."""

import inspect
import io
import re
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dashboard import theme, words
from dashboard.widgets.page import Page
from etl import catalogue as catalogues
from etl import described, forms, handbook, settings, workdb
from etl.catalogue import CatalogueError
from etl.checks.columns import row_schema
from etl.intake import headers
from etl.register import store

ROOT = settings.ROOT
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


# Each task, and every file that a check asks for when the task is done without it. What asks for it is named beside it.
ASKED_FOR = {
    "A code": {
        "data/catalogue/vocabulary": "the task itself",
        "dashboard/theme.py": "test_every_code_that_is_drawn_in_a_colour_of_its_own_has_one",
        "tests/etl/test_demo.py": "test_the_same_bytes_on_every_machine",
        "docs/glossary.md": "test_generated_documents_are_fresh",
        "docs/forms.ja.md": "test_generated_documents_are_fresh",
    },
    "A column": {
        "data/catalogue/forms": "test_every_field_is_read_or_kept_with_a_reason",
        "etl/sql/marts": "test_every_field_is_read_or_kept_with_a_reason",
        "data/catalogue/columns.toml": "test_a_published_table_is_nothing_without_its_declarations",
        "data/catalogue/disclosure.toml": "test_the_declaration_as_it_is_passes_both_readers",
        "tests/oracle": "test_every_mart_is_counted_a_second_time",
        "tests/spec/counts": "test_every_published_row_is_the_one_counted_by_hand",
        "etl/demo": "test_the_same_bytes_on_every_machine",
        "docs/tables.md": "test_generated_documents_are_fresh",
    },
    "An indicator": {
        "data/catalogue/indicators": "test_an_indicator_is_one_file",
        "tests/oracle/test_definitions.py": "test_every_definition_is_counted_again",
        "docs/indicators.md": "test_generated_documents_are_fresh",
    },
    "A chart": {
        "dashboard/queries": "test_every_query_is_counted_or_says_what_it_chooses",
        "tests/oracle/test_queries.py": "test_every_query_is_counted_or_says_what_it_chooses",
        "dashboard/charts": "test_every_topic_has_its_file_in_every_layer",
        "dashboard/views": "test_a_card_names_its_definitions_or_does_not_run",
        "dashboard/locales": "test_a_card_without_its_words_says_which",
        "tests/dashboard": "test_every_card_names_its_definitions",
    },
    "A protected table": {
        "etl/sql/facts/fct_cell.sql": "test_a_count_of_a_kind_nobody_declared_stops_the_build",
        "etl/sql/marts": "test_the_declaration_as_it_is_passes_both_readers",
        "data/catalogue/disclosure.toml": "test_a_kind_of_count_in_no_equation_is_refused",
        "data/catalogue/columns.toml": "test_a_published_table_is_nothing_without_its_declarations",
        "tests/spec/counts": "test_every_published_table_is_counted_or_says_why_not",
        "docs/tables.md": "test_generated_documents_are_fresh",
    },
}


def test_every_file_it_names_is_there():
    named = [path for path in re.findall(r"`((?:data|etl|dashboard|tests|docs)/[^`]*)`", TEXT) if path]
    assert len(named) > 25
    for path in named:
        pattern = re.sub(r"<[a-z_]+>", "*", path).rstrip("/")
        assert list(ROOT.glob(pattern)), path


@pytest.mark.parametrize("task", ASKED_FOR)
def test_a_task_names_every_file_that_a_check_will_ask_for(task: str):
    (section,) = [part for part in TEXT.split("\n### ")[1:] if part.startswith(task)]
    assert [file for file in ASKED_FOR[task] if f"`{file}" not in section] == []


def test_the_checks_that_ask_are_there():
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    asking = {test for files in ASKED_FOR.values() for test in files.values()} - {"the task itself"}
    assert {test for test in asking if f"def {test}(" not in tests} == set()


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


def test_a_card_names_its_definitions_or_does_not_run():
    for shown in (Page.card, Page.tile):
        assert inspect.signature(shown).parameters["indicators"].default is inspect.Parameter.empty


def test_a_card_without_its_words_says_which():
    with words.speaking("ja"), pytest.raises(KeyError, match=r"linkage\.title\.nothing"):
        words.t("linkage.title.nothing")
