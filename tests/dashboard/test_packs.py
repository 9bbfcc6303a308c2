"""Whole pages and briefing packs: one deck, workbook or HTML file that explains itself and holds what the page shows."""

import io
import json
import re
from collections.abc import Callable
from html import unescape

import openpyxl
import pptx
import pytest

from dashboard import store, words
from dashboard.export import basket, book, deck, html, measure
from dashboard.export.chapter import Pack
from dashboard.export.figure_record import state_columns
from dashboard.widgets import packs, recorder, take
from tests.dashboard.test_office import parts

CHOSEN = (
    "linkage/trend?view=flow overview/map participation/sectors?view=members linkage/sankey?fy=2024&view=flow"
)


@pytest.fixture
def page(snapshot) -> Callable[..., Pack]:
    def make(topic: str = "linkage", language: str = "ja", **asked: str) -> Pack:
        return packs.page(snapshot, topic, asked, language)

    return make


@pytest.fixture
def chosen(snapshot) -> Callable[..., Pack]:
    def make(text: str = CHOSEN, language: str = "ja") -> Pack:
        return packs.chosen(snapshot, basket.read(text), language)

    return make


def slides(made: bytes) -> list[str]:
    """The text of each slide, tables included, notes not."""
    show = pptx.Presentation(io.BytesIO(made))
    return ["\n".join(_texts(slide)) for slide in show.slides]


def _texts(slide) -> list[str]:
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return found + [cell.text for table in tables for row in table.rows for cell in row.cells]


def page_html(*made: Pack) -> str:
    return html.document(made, html.Frame(take.style())).decode()


def drawings(made: str) -> list[dict]:
    found = re.findall(r'<script type="application/json">(.*?)</script>', made, re.DOTALL)
    return [json.loads(one) for one in found]


# ── What is in it / one page, one pack ──


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_deck_has_cover_contents_figures_and_notes_in_reading_order(page, language):
    pack = page(language=language, view="flow")
    said = slides(deck.deck(pack))
    with words.speaking(language):
        contents, notes = words.t("pack.contents"), words.t("office.sheet.notes")
    assert pack.title in said[0] and pack.place in said[0] and pack.snapshot_id in said[0]
    assert pack.sha256 in said[0] and pack.selection in said[0] and pack.address in said[0]
    assert contents in said[1] and notes in said[-1] and pack.sha256 in said[-1]
    starts = [next(n for n, text in enumerate(said[2:], 3) if f.title in text) for f in pack.figures]
    assert starts == sorted(starts) and len(starts) == 3
    lines = said[1].split("\n")
    told = [int(lines[lines.index(record.title) + 1]) for record in pack.figures]
    assert told == starts, "the contents name the slide on which a figure begins"


def test_every_slide_and_sheet_of_a_demonstration_is_marked(page, chosen):
    for pack in (page(view="flow"), chosen()):
        assert pack.demo and all(pack.demo in text for text in slides(deck.deck(pack)))
        for sheet in openpyxl.load_workbook(io.BytesIO(book.workbook(pack))).worksheets:
            assert pack.demo in (sheet["A2"].value, sheet.oddHeader.right.text), sheet.title


def test_key_figures_of_the_page_are_in_every_file(page):
    pack = page(view="flow")
    values = [one.value for one in pack.chapters[0].key_figures]
    assert len(values) == 5
    text, sheet = "\n".join(slides(deck.deck(pack))), book.workbook(pack)
    cells = {cell.value for row in openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[0] for cell in row}
    assert all(value in text and value in page_html(pack) for value in values) and set(values) <= cells


def test_a_workbook_has_three_sheets_a_figure_and_its_contents_lead_there(page):
    pack = page(view="flow")
    made = openpyxl.load_workbook(io.BytesIO(book.workbook(pack)))
    assert len(made.sheetnames) == 3 * len(pack.figures) + 2
    links = [cell.hyperlink.location for row in made.worksheets[0] for cell in row if cell.hyperlink]
    assert [link.split("'")[1] for link in links] == made.sheetnames[1:-1]
    assert sum(len(sheet._charts) for sheet in made.worksheets) == 1, "the course over the years"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sheet_of_a_workbook_prints_on_a4_at_a_size_that_can_be_read(page, language):
    """No text runs on beyond the page, for it would make the whole sheet small; none is higher than its row."""
    for asked in ({"topic": "linkage", "view": "flow"}, {"topic": "participation"}):
        made = openpyxl.load_workbook(io.BytesIO(book.workbook(page(language=language, **asked))))
        for sheet in made.worksheets:
            assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape"), sheet.title
            assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
            wide = [_widths(sheet).get(at, 13.0) for at in range(1, sheet.max_column + 1)]
            assert sum(wide) / (sheet.page_setup.fitToWidth or 1) < 260, sheet.title
            assert not _cut(sheet), sheet.title
    tidy = [sheet for sheet in made.worksheets if sheet.auto_filter.ref]
    assert tidy and all(sheet.print_title_rows == "$4:$4" for sheet in tidy)


def _widths(sheet) -> dict[int, float]:
    """Letters of each column; neighbours of one width stand in one entry."""
    return {at: one.width for one in sheet.column_dimensions.values() for at in range(one.min, one.max + 1)}


def _cut(sheet) -> list[str]:
    """Texts that end beyond the page or below their row."""
    merged, widths = {cells.min_row: cells for cells in sheet.merged_cells.ranges}, _widths(sheet)
    wrong = []
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                continue
            span = range(cell.column, (merged[cell.row].max_col if cell.row in merged else cell.column) + 1)
            room = sum(widths.get(at, 13.0) for at in span) * 2
            lines = measure.lines(cell.value, cell.font.size, room, bold=bool(cell.font.bold))
            if lines * cell.font.size > (sheet.row_dimensions[cell.row].height or 15) + 1:
                wrong.append(cell.value)
    loose = [cell.value for row in sheet.iter_rows() for cell in row[:1] if isinstance(cell.value, str)
             and not cell.alignment.wrap_text and measure.width(cell.value, cell.font.size) > 280]  # fmt: skip
    return wrong + loose


def test_a_pack_keeps_the_order_of_its_reader_over_pages_and_years(chosen):
    pack = chosen()
    assert [record.key for record in pack.figures] == ["trend", "map", "sectors", "sankey"]
    assert "2024" in pack.figures[3].title and "2025" in pack.figures[2].title
    assert [one.topic for one in pack.chapters] == ["linkage", "overview", "participation", "linkage"]
    said = slides(deck.deck(pack))
    at = [next(n for n, text in enumerate(said[2:]) if record.title in text) for record in pack.figures]
    assert at == sorted(at)


def test_the_address_of_a_pack_makes_it_again(chosen, snapshot):
    pack = chosen(language="en")
    assert "lang=en" in pack.address and snapshot.id not in pack.address
    from urllib.parse import parse_qs, urlsplit

    (text,) = parse_qs(urlsplit(pack.address).query)["basket"]
    again = packs.chosen(snapshot, basket.read(text), "en")
    assert [record.title for record in again.figures] == [record.title for record in pack.figures]


def test_the_same_address_shows_the_next_publication(altered, chosen):
    """Next year's snapshot: what was not chosen by year moves on, what was stays; what is gone is named."""
    before = chosen("linkage/sankey?fy=2024&view=flow overview/map linkage/gone nowhere/x")
    later = altered("update snapshot set last_fy = 2024, snapshot_id = '2027-03-31-00000000'")
    after = packs.chosen(later, basket.read("linkage/sankey?fy=2024&view=flow overview/map"), "ja")
    assert before.figures[0].title == after.figures[0].title
    assert before.figures[1].title != after.figures[1].title
    assert after.snapshot_id == "2027-03-31-00000000" in after.file_stem
    assert len(before.missing) == 2 and "gone" in before.missing[0] and before.missing[1] == "nowhere/x"
    assert before.missing[1] in slides(deck.deck(before))[0]


def test_no_page_is_written_down_before_its_menu_is_opened(opened, monkeypatch):
    """Neither the whole page nor the pack in the address: a rerun costs nothing for what nobody asked for."""

    def built(*_: object) -> None:
        raise AssertionError("made without a click")

    for module, maker in (
        (packs, "page"),
        (packs, "chosen"),
        (deck, "deck"),
        (book, "workbook"),
        (html, "document"),
    ):
        monkeypatch.setattr(module, maker, built)
    opened("linkage", basket="linkage/sankey overview/map").fine()


# ── HTML ──


def test_an_html_file_holds_both_languages_and_loads_nothing(page):
    made = page_html(page(view="flow"), page(language="en", view="flow"))
    assert re.findall(r'<main lang="(\w+)"', made) == ["ja", "en"] and made.count("<main ") == 2
    assert not re.search(r"""(src|href)=["'](?!#|data:)(?!https://[^"']*["'] target)""", made)
    assert not re.search(r"url\((?!data:)", made)


def test_plotly_is_in_the_file_once():
    pack = Pack("t", "p", "", (), "/", "", "s", "", "ja", ())
    made = html.document([pack], html.Frame("", "/* the library */ '</script><!--'")).decode()
    assert made.count("the library") == 1 and "<\\/script><\\!--" in made


def test_the_figures_of_an_html_file_are_those_of_the_page_and_written_out(page):
    pack = page(view="flow")
    made = page_html(pack)
    found = drawings(made)
    assert len(found) == len(pack.figures) and '"bdata"' not in made
    matrix = next(one for one in found if one["data"][0]["type"] == "heatmap")
    table = pack.figures[-1].table
    shown = {float(v) for v in table.loc[table["state"] == "value", "value"]}
    drawn = {float(v) for row in matrix["data"][0]["z"] for v in row if v is not None}
    assert shown - {0.0} <= drawn


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_figure_of_an_html_file_has_its_foot(page, language):
    pack = page(language=language, view="results")
    made = page_html(pack)
    sections = re.findall(r'<section class="card".*?</section>', made, re.DOTALL)
    assert len(sections) == len(pack.figures) == 4
    for section, record in zip(sections, pack.figures, strict=True):
        text = unescape(re.sub(r"<[^>]+>", "", section))
        with words.speaking(language):
            defined = [one.sentence for one in record.definitions]
        wanted = [
            record.title,
            record.reading,
            *record.notes,
            *record.origin,
            record.selection,
            record.address,
            *defined,
        ]
        assert [part for part in (*wanted, record.sha256, record.demo) if part not in text] == []
        assert f"snapshot={record.snapshot_id}" in text and 'figure("' not in text.replace("figure('", "")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_definition_of_a_pack_is_in_each_of_its_files(page, language):
    pack = page(language=language, view="results")
    with words.speaking(language):
        told = {one.sentence for record in pack.figures for one in record.definitions}
    book_made = openpyxl.load_workbook(io.BytesIO(book.workbook(pack)))
    cells = {cell.value for sheet in book_made for row in sheet.iter_rows() for cell in row}
    spoken = "\n".join(
        slide.notes_slide.notes_text_frame.text
        for slide in pptx.Presentation(io.BytesIO(deck.deck(pack))).slides
        if slide.has_notes_slide
    )
    shown = "\n".join(slides(deck.deck(pack)))
    assert len(told) > 3 and told - cells == set()
    assert [one for one in told if one not in spoken and one not in shown] == []
    # of a key figure, every sentence stands beside its number
    tiles = {line for one in pack.chapters[0].key_figures for line in one.definitions}
    assert tiles and [one for one in tiles if one not in unescape(page_html(pack))] == []


def test_texts_from_outside_are_texts_in_html(page, altered):
    evil = "<img src=x onerror=alert(1)>"
    altered(f"update dim_municipality set name_ja = '{evil}'", f"update dim_area set area_ja = '{evil}'")
    made = page_html(packs.page(store.current(), "participation", {"area": "3101"}, "ja"))
    assert "<img" not in made and "&lt;img" in made


def test_a_page_of_texts_leaves_as_html(page):
    made = page_html(page("about", view="terms"))
    assert "孤独" in made and "<table" in made and not drawings(made)


# ── Names and headings ──


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("topic", [t for t in recorder.TOPICS if t != "about"])
def test_headings_say_what_is_counted_never_only_that_it_is_a_value(snapshot, topic, language):
    bare = re.compile(r"^(値|数値|value|number|figure|z|n)$", re.IGNORECASE)
    for record in recorder.gather(snapshot, topic, {}, language).figures:
        columns = [c for c in record.table.columns if c not in state_columns(record.table).values()]
        assert [c for c in columns if bare.match(record.heads.get(c, c))] == [], record.key


def test_a_file_is_named_after_topic_place_and_year(page, chosen):
    stem = page("participation", view="members", fy="2024", m="312029").file_stem
    assert re.fullmatch(r"参画体制（構成員と多元化）_令和6年度（2024年度）_米子市_[0-9a-z-]+", stem)
    for stem in (chosen().file_stem, page(language="en").file_stem):
        assert not set(stem) & set('\\/:*?"<>| ')


def test_no_author_and_no_hidden_sheet(page):
    pack = page(view="flow")
    for made in (deck.deck(pack), book.workbook(pack)):
        text = "".join(text for name, text in parts(made) if name.startswith("docProps/core"))
        assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", text) == []
    sheets = openpyxl.load_workbook(io.BytesIO(book.workbook(pack))).worksheets
    assert {sheet.sheet_state for sheet in sheets} == {"visible"}


@pytest.mark.parametrize("kind", [deck.deck, book.workbook])
def test_no_character_keeps_a_pack_from_being_made(page, kind):
    from dataclasses import replace

    pack = page(view="flow")
    assert kind(replace(pack, title="表\x00題\ud800", place="=1+1"))
