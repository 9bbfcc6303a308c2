"""Saving a figure: two clicks to CSV, PNG or SVG, each with everything that was said beside the figure."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

CARDS = {"/linkage": "sankey", "/linkage?view=places": "map", "/participation?view=meetings": "modes"}


@pytest.fixture
def saved(visit, settled, tmp_path):
    """`saved(address, key, "SVG")`: the file of a card's download button."""

    def save(address: str, key: str, *kinds: str) -> list[Path]:
        page = visit(address)
        page.locator(f".st-key-tools_{key}").get_by_role("button", name="保存").click()
        settled(page)
        return [_download(page, kind, tmp_path) for kind in kinds]

    return save


def _download(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download(timeout=60_000) as found:
        page.get_by_role("button", name=kind).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def _texts(path: Path) -> str:
    return "".join(
        "".join(part.itertext()) for part in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    )


@pytest.mark.parametrize("address", CARDS)
def test_a_drawing_carries_title_source_snapshot_and_demo_mark(saved, address):
    (path,) = saved(address, CARDS[address], "SVG（図形）")
    said = _texts(path)
    snapshot = path.stem.rsplit("_", 1)[1]
    for part in (
        "令和7年度（2025年度）",
        "演示用の架空データ",
        "出典：",
        "基準日",
        f"スナップショット {snapshot}",
        "x＝秘匿",
    ):
        assert part in said, part
    assert "�" not in said and "http" not in path.read_text("utf-8").replace("http://www.w3.org/", "")


def test_table_and_image_of_one_figure_share_their_name(saved):
    table, image = saved("/linkage", "sankey", "CSV（表）", "PNG（画像）")
    assert table.stem == image.stem and table.stem.startswith("つなぎ件数の流れ")
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    # alone, a column is named by what the figure measures, with unit and year, and its states after it
    assert re.search(
        r",(つなぎ件数の流れ[^,]*件[^,]*年度[^,]*),\1（xの下限）,\1（xの上限）,\1の状態$",
        table.read_text("utf-8-sig").splitlines()[0],
    )
    head = image.read_bytes()[:24]
    assert head.startswith(b"\x89PNG") and int.from_bytes(head[16:20], "big") == 2 * 1280
    assert image.stat().st_size > 100_000


def test_a_drawing_speaks_the_language_of_the_page(visit, settled, tmp_path):
    page = visit("/linkage?lang=en")
    page.locator(".st-key-tools_trend").get_by_role("button", name="Save").click()
    settled(page)
    said = _texts(_download(page, "SVG (drawing)", tmp_path))
    assert "Fictitious demonstration data" in said and "Source:" in said
    assert not any("぀" <= char <= "鿿" for char in said), said
