"""CONTRIBUTING names every file of its tasks, and following it leads where it says."""

import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from dashboard import theme
from etl import catalogue as catalogues
from etl import forms, handbook, settings
from etl.catalogue import CatalogueError

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
