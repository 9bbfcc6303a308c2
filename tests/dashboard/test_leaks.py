"""No true count that is hidden stands in any deck, workbook, HTML file or site; and the search finds one that does."""

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import store, words
from dashboard.export import docx, plain, pptx, xlsx
from dashboard.export.chapter import Pack
from dashboard.export.figure_record import FigureRecord
from dashboard.widgets import packs
from tests.dashboard import leaks
from tests.dashboard.kinds import PACK
from tests.dashboard.tour import VIEWS

PAGES = [(topic, view) for topic, views in VIEWS.items() for view in views]


@pytest.fixture
def hidden(snapshot: store.Snapshot, demo_home: Path, tmp_path: Path) -> set[int]:
    work = tmp_path / "work.duckdb"
    shutil.copy(demo_home / "work" / "work.duckdb", work)
    found = leaks.hidden(work, snapshot)
    assert len(found) > 50, "a search for nothing proves nothing"
    return found


def found_in(name: str, made: bytes, hidden: set[int]) -> list[tuple[str, int]]:
    return [(place, number) for place, number in leaks.numbers(name, made) if number in hidden]


@pytest.fixture(scope="module")
def left(demo_home: Path) -> list[tuple[str, dict[str, str], Pack]]:
    """Every page and view, in turn in either language and for the prefecture, an earlier year and one municipality."""
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(demo_home))
        for at, (topic, view) in enumerate(PAGES):
            asked = {**view, **({"m": "312029"} if at % 3 == 2 else {"fy": "2024"} if at % 3 == 1 else {})}
            made.append((topic, asked, packs.page(store.current(), topic, asked, words.LANGUAGES[at % 2])))
    words.use("ja")
    return made


def test_nothing_hidden_leaves_with_a_page(hidden, left):
    """Every page and view as deck, workbook and HTML."""
    for topic, asked, pack in left:
        secrets = hidden - leaks.told(pack.figures)
        for kind, make in PACK.items():
            if pack.figures or kind == "html":
                assert found_in(f"{topic}.{kind}", make(pack), secrets) == [], (asked, kind)


@pytest.mark.slow
def test_nothing_hidden_leaves_with_a_figure(hidden, left):
    """Word and CSV are made of single figures alone; what PNG and SVG are drawn from is in the HTML of the page."""
    searched: set[str] = set()
    for topic, asked, pack in left:
        # What several views of a page have in common is searched once.
        figures = [
            one for one in pack.figures if f"{topic}/{one.key} {one.title} {one.selection}" not in searched
        ]
        secrets = hidden - leaks.told(figures)
        for record in figures:
            rows = csv.reader(io.StringIO(plain.table(record).decode("utf-8-sig")))
            told = {number for row in rows for cell in row for number in leaks.read(cell)}
            assert secrets & told == set(), (asked, record.key)
            assert found_in("x.docx", docx.document(record), secrets) == [], (asked, record.key)
        searched |= {f"{topic}/{one.key} {one.title} {one.selection}" for one in figures}
    assert len(searched) > 80


def leaking(record: FigureRecord, secret: int) -> dict[str, FigureRecord]:
    """One figure with a secret where it must not be: in its table as if published, in words, in its drawing."""
    table = record.table.copy()
    row = table.index[0]
    table["value"] = table["value"].astype("Float64")
    table.loc[row, ["value", "state"]] = [float(secret), "value"]

    def drawn():
        figure = record.draw()
        figure.data[0].hovertext = [f"{secret:,}"] * 4
        return figure

    return {
        "table": replace(record, table=table),
        "reading": replace(record, reading=f"{record.reading}{secret:,}件"),
        "note": replace(record, notes=(*record.notes, f"（{secret}）")),
        "address": replace(record, address=f"{record.address}&n={secret} {secret}"),
        "hover": replace(record, draw=drawn),
    }


# Office files take nothing from the drawing but manner and colours: only a page of HTML carries a hover.
@pytest.mark.parametrize(
    ("kind", "place"),
    [
        *((kind, place) for kind in PACK for place in ("table", "reading", "note", "address")),
        ("html", "hover"),
    ],
)
def test_the_search_finds_what_is_planted(snapshot, hidden, kind, place):
    """A secret in a cell, in a sentence, in a note of the speaker, or behind a mark of a drawing."""
    pack = packs.page(snapshot, "linkage", {"view": "flow"}, "ja")
    secret = max(hidden)
    record = next(one for one in pack.figures if one.key == "matrix")
    chapter = replace(pack.chapters[0], parts=(leaking(record, secret)[place],))
    made = PACK[kind](replace(pack, chapters=(chapter,)))
    assert secret in {number for _, number in found_in(f"x.{kind}", made, hidden)}


def test_the_search_looks_into_the_workbook_behind_a_chart(snapshot, hidden):
    """Charts of slides and documents carry a workbook, and a cache of it in their own part."""
    pack = packs.page(snapshot, "linkage", {"view": "places"}, "ja")
    record = next(one for one in pack.figures if one.key == "towns")
    secret = max(hidden)
    leaked = leaking(record, secret)["table"]
    for name, made in (
        ("x.pptx", pptx.deck(leaked)),
        ("x.docx", docx.document(leaked)),
        ("x.xlsx", xlsx.workbook(leaked)),
    ):
        places = {place.split(" ")[0] for place, number in found_in(name, made, hidden) if number == secret}
        assert any("chart" in place for place in places), (name, places)
        assert name == "x.xlsx" or any(".xlsx!" in place for place in places), (name, places)


def test_a_number_behind_a_sign_is_hidden_again_when_a_file_is_made(snapshot, hidden):
    """Were a true count to slip into a table, its state keeps it out of every file."""
    pack = packs.page(snapshot, "linkage", {"view": "flow"}, "ja")
    record = next(one for one in pack.figures if one.key == "matrix")
    secret = max(hidden)
    table = record.table.copy()
    behind = table["state"] == "suppressed"
    assert behind.any()
    table["value"] = pd.array(
        [secret if x else n for x, n in zip(behind, table["value"], strict=True)], "Float64"
    )
    chapter = replace(pack.chapters[0], parts=(replace(record, table=table),))
    for kind, make in PACK.items():
        assert found_in(f"x.{kind}", make(replace(pack, chapters=(chapter,))), hidden) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,234件", {1234}),
        ("合計 1234", {1234}),
        ("R5(2023)", {2023}),
        ("12.34", set()),
        ("1234.0", {1234}),
        ("2026-03-31", {2026}),
        ("1.234,5", set()),
        ("a1b2", set()),
        ("'1 表'!$A$1:$H$907", {1}),
        ("3、45", {3, 45}),
    ],
)
def test_numbers_are_read_as_people_write_them(text, told):
    assert leaks.read(text) == told
