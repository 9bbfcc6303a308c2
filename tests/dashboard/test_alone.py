"""Alone but not lost: whatever is exported says by itself what it shows, of where and when, and how to make it again."""

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pptx
import pytest

from dashboard import site as command
from dashboard import words
from dashboard.export import (
    book,
    deck,
    handout_pptx,
    handout_xlsx,
    image,
    plain,
    site,
    xlsx,
)
from dashboard.export import pptx as slides
from dashboard.export.chapter import Pack
from dashboard.export.figure_record import FigureRecord
from dashboard.handout import give_back
from dashboard.widgets import packs, recorder
from tests.dashboard import kinds
from tests.dashboard.leaks import parts

YEAR = 2024  # not the latest: a figure's own year and day are told, not those of the publication
ASKED = {"fy": str(YEAR), "area": "3101", "view": "flow"}
TOWN = "312011"
KANA = re.compile("[ぁ-んァ-ヴ]")
BARE = {"値", "value", "Value", "数値", "z"}  # a heading that says neither what nor when


def of_image(record: FigureRecord) -> bytes:
    """What the reader's browser draws as PNG and SVG."""
    return json.dumps(image.sheet(record.draw(), record), ensure_ascii=False).encode()  # type: ignore[misc]


FIGURE: dict[str, Callable[[FigureRecord], bytes]] = {**kinds.FIGURE, "png and svg": of_image}


@pytest.fixture(params=words.LANGUAGES)
def language(request) -> str:
    words.use(request.param)
    return request.param


@pytest.fixture
def page(snapshot, language) -> Pack:
    """A page under filters, of an earlier year."""
    return packs.page(snapshot, "linkage", ASKED, language)


@pytest.fixture
def basket(snapshot, language) -> Pack:
    """A briefing pack of figures of two pages."""
    chosen = f"linkage/sankey?fy={YEAR}&view=flow overview/map?fy={YEAR}"
    from dashboard.export import basket as entries

    return packs.chosen(snapshot, entries.read(chosen), language)


def said(made: bytes) -> str:
    """Every text of a file, as a person or a search would find it."""
    if made[:2] == b"PK":
        text = "\n".join(text for _, text in parts(made))
        return unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:a:p|w:p|si|c|f|v)>", "\n", text)))
    text = made.decode("utf-8-sig")
    if text.startswith("{"):
        return "\n".join(map(str, json.loads(text).values())) + "\n" + text.replace("\\n", "\n")
    if "<html" in text:
        text = re.sub(r"(?s)<style.*?</style>|<script>.*?</script>|<script src.*?</script>", "", text)
        return unescape(re.sub(r"<[^>]+>", "\n", text))
    return "\n".join(cell for row in csv.reader(io.StringIO(text)) for cell in row)


def lacking(text: str, record: FigureRecord) -> list[str]:
    """What a figure that stands alone must say, and this file does not."""
    with words.speaking(record.language):
        source = words.t("card.source", names="").strip()
        day = words.t("card.as_of", day="").strip()
    wanted = [record.title, record.reading, record.selection, record.legend, record.snapshot_id, record.sha256,
              record.address, plain.python_line(record), *record.origin]  # fmt: skip
    assert any(line.startswith(source) for line in record.origin), "source"
    assert any(line.startswith(day) for line in record.origin), "as-of date"
    assert re.search(r"\d+/\d+|\d+ of \d+", " ".join(record.origin)), "n/N"
    squeezed = re.sub(r"\s", "", text)
    return [one for one in wanted if re.sub(r"\s", "", one) not in squeezed]


def test_the_figures_say_their_own_year_day_and_whole_address(page):
    assert len(page.figures) == 3
    for record in page.figures:
        asked = dict(parse_qsl(urlsplit(record.address).query))
        assert (
            asked["fy"] == str(YEAR) and asked["area"] == "3101" and asked["snapshot"] == record.snapshot_id
        )
        assert str(YEAR) in record.title and record.demo
        assert any(f"{YEAR + 1}-03-31" in line or f"31 March {YEAR + 1}" in line for line in record.origin)


def test_the_address_names_the_year_when_none_is_chosen(snapshot, language):
    for record in recorder.gather(snapshot, "linkage", {"view": "flow"}, language).figures:
        asked = dict(parse_qsl(urlsplit(record.address).query))
        assert asked["fy"] == str(snapshot.last_fy) and asked["snapshot"] == snapshot.id


@pytest.mark.parametrize("kind", FIGURE)
def test_a_figure_alone_says_everything(page, kind):
    for record in page.figures:
        with words.speaking("ja"):  # whoever asks, the file speaks the language of its page
            text = said(FIGURE[kind](record))
        assert lacking(text, record) == [], record.key
        assert record.demo in text


@pytest.mark.parametrize("kind", kinds.PACK)
def test_a_page_and_a_pack_say_everything_of_each_figure(page, basket, kind):
    for pack in (page, basket):
        text = said(kinds.PACK[kind](pack))
        for record in pack.figures:
            assert lacking(text, record) == [], record.key
        assert pack.sha256 in text and pack.address in text and pack.demo in text


@pytest.mark.parametrize("kind", kinds.BACK)
def test_what_goes_back_says_everything(snapshot, language, kind):
    paper = give_back.handout(snapshot, YEAR, TOWN)
    text = said(kinds.BACK[kind](paper))
    source, day, name = words.t("card.source", names="").strip(), words.t("card.as_of", day="").strip(), words.place(
        snapshot, "municipality", TOWN)  # fmt: skip
    for wanted in (snapshot.id, snapshot.sha256, f"snapshot={snapshot.id}", f"fy={YEAR}", f"m={TOWN}", source, day,
                   str(YEAR + 1), name, words.t("legend.line"), "import "):  # fmt: skip
        assert wanted in text, wanted
    assert re.search(r"\d+/19|\d+ of 19", text), "how many municipalities have a number"


def test_the_site_says_everything_of_each_figure(snapshot, language, tmp_path):
    found = packs.page(snapshot, "linkage", ASKED, language)
    pages = {language: [site.Page("linkage", "linkage", found, {"": found.title})]}
    folder = tmp_path / "site"
    site.write(folder, pages, command.files())
    (file,) = folder.rglob("linkage.html")
    text = said(file.read_bytes())
    assert [one for record in found.figures for one in lacking(text, record)] == []
    (index,) = folder.rglob("index.html")
    assert words.t("site.left_out") in said(index.read_bytes())


def test_every_slide_and_sheet_bears_the_mark_of_fictitious_data(snapshot, page, basket):
    paper = give_back.handout(snapshot, YEAR, TOWN)
    for made in (
        *(slides.deck(record) for record in page.figures),
        deck.deck(page),
        deck.deck(basket),
        handout_pptx.deck(paper),
    ):
        for number, slide in enumerate(pptx.Presentation(io.BytesIO(made)).slides, 1):
            shown = "".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            assert page.demo in shown.replace("\n", " "), number
    for made in (
        *(xlsx.workbook(record) for record in page.figures),
        book.workbook(page),
        handout_xlsx.workbook(paper),
    ):
        for sheet in openpyxl.load_workbook(io.BytesIO(made)).worksheets:
            top = {cell.value for row in sheet.iter_rows(max_row=3) for cell in row}
            assert page.demo in top and page.demo in sheet.oddHeader.right.text, sheet.title


def test_no_heading_says_only_that_it_is_a_value(snapshot, language):
    for topic, asked in (
        ("linkage", ASKED),
        ("overview", {}),
        ("participation", {}),
        ("checklist", {}),
        ("indicator", {"i": "referral_count"}),
    ):
        for record in recorder.gather(snapshot, topic, asked, language).figures:
            rows = list(csv.reader(io.StringIO(plain.table(record).decode("utf-8-sig"))))
            assert not BARE & set(rows[0]), (topic, record.key)
            made = openpyxl.load_workbook(io.BytesIO(xlsx.workbook(record)))
            heads = {
                cell.value for sheet in made for row in sheet.iter_rows() for cell in row if cell.font.bold
            }
            assert not BARE & heads, (topic, record.key)


def test_names_of_files_say_topic_place_and_year(snapshot, page, language):
    for record in page.figures:
        stem = record.file_stem
        assert str(YEAR) in stem and snapshot.id in stem and words.place(snapshot, "area", "3101") in stem
    paper = give_back.handout(snapshot, YEAR, TOWN)
    assert str(YEAR) in paper.stem and words.place(snapshot, "municipality", TOWN) in paper.stem
    assert str(YEAR) in page.file_stem and snapshot.id in page.file_stem


def test_an_english_file_holds_no_japanese(snapshot):
    """Names of columns, signs, sheets and notes follow the page (texts of cases are Japanese, and say so)."""
    found = packs.page(snapshot, "linkage", ASKED, "en")
    with words.speaking("ja"):
        made = [
            *(make(record) for record in found.figures for make in FIGURE.values()),
            *(make(found) for make in kinds.PACK.values()),
        ]
    for file in made:
        text = said(file)
        assert not (hit := KANA.search(text)), text[max(hit.start() - 60, 0) : hit.end() + 60] if hit else ""
