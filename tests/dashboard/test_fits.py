"""Nothing on a slide is cut or covered, whatever is said: measured with the letters of the bundled font, on any machine."""

import io
from typing import get_args

import pandas as pd
import pptx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard import words
from dashboard.charts import marks
from dashboard.export import handout_pptx, measure, plot
from dashboard.export import pptx as slides
from dashboard.handout import card, give_back
from tests.dashboard.fitting import crowded, unknown
from tests.dashboard.test_export import TABLE, facts
from tests.dashboard.test_office import FIGURES

LONG = "孤独・孤立対策と重層的支援体制整備事業の連携について、関係機関とともに確かめた内容を述べます。"


def said(made: bytes) -> str:
    show = pptx.Presentation(io.BytesIO(made))
    texts = [shape.text_frame.text for slide in show.slides for shape in slide.shapes if shape.has_text_frame]
    cells = [
        cell.text
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    return "".join(texts + cells)


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_fit(figure):
    words.use("ja")
    assert crowded(slides.deck(FIGURES[figure]())) == []


@settings(max_examples=6)
@given(
    title=st.integers(1, 4), reading=st.integers(1, 6), notes=st.integers(0, 6), name=st.integers(1, 12), rows=st.integers(1, 25)
)  # fmt: skip
def test_long_texts_fit_as_well(title, reading, notes, name, rows):
    words.use("ja")
    table = pd.DataFrame({
        "town": [f"{n}{LONG * name}"[: 6 + 40 * name] for n in range(rows)],
        "value": range(rows), "state": "value",
    })  # fmt: skip
    one = facts(
        table,
        draw=lambda: marks.bars(table, category="town"),
        title=LONG[: 12 * title],
        reading=(LONG * reading)[: 60 * reading],
        notes=(LONG * notes,) if notes else (),
    )
    assert crowded(slides.deck(one)) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_goes_back_fits_and_can_be_written(snapshot, language):
    words.use(language)
    for code in ("312011", "313718", "313840", "285854"):
        made = handout_pptx.deck(give_back.handout(snapshot, snapshot.last_fy, code))
        assert crowded(made) == [], code
        assert unknown(said(made)) == [], code
        reader = card.Reader.of(snapshot, snapshot.last_fy, code)
        assert crowded(handout_pptx.deck(card.paper(reader))) == [], code


def test_every_figure_of_every_page_fits(tour):
    found = {}
    for stop in tour:
        if not {"fy", "m"} & set(stop.asked):
            words.use(stop.language)
            for figure in stop.figures:
                if faults := crowded(slides.deck(figure.facts)):
                    found[str(stop), figure.facts.key] = faults
    assert found == {}


def test_no_drawing_leaves_as_a_list(tour):
    """What is drawn on a page is drawn in Office as well: as a chart of its own, as shapes, or as cells with their fills."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for stop in tour:
        if not {"fy", "m"} & set(stop.asked):
            words.use(stop.language)
            for figure in stop.figures:
                if figure.facts.draw is not None and figure.facts.draw().data:
                    kind = plot.of(figure.facts).kind
                    kinds.setdefault(kind, []).append((str(stop), figure.facts.key))
    assert kinds.get("table", []) == [] and kinds.keys() == {*get_args(plot.Kind)} - {"table"}


@given(text=st.text("x（）71〜、。あ市A5件", min_size=4, max_size=14), share=st.floats(0.8, 1.2))
@example(text="x（71〜141）", share=0.98)
def test_a_text_takes_one_line_only_where_all_of_it_has_room(text, share):
    """Some programs set full-width and Latin letters apart, before a number and behind it."""
    room = share * measure.width(text, 7)
    assert (measure.lines(text, 7, room) == 1) == (measure.width(text, 7) <= room)


# ── The check can fail ──


def changed(change) -> bytes:
    words.use("ja")
    show = pptx.Presentation(
        io.BytesIO(slides.deck(facts(TABLE, draw=lambda: marks.bars(TABLE, category="town"))))
    )
    change(show.slides[0])
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def test_a_text_too_long_for_its_box_is_found():
    def plant(slide):
        slide.shapes.title.text_frame.paragraphs[0].runs[0].text = LONG * 8

    assert any("needs" in one for one in crowded(changed(plant)))


def test_a_table_that_grows_over_the_source_line_is_found():
    def plant(slide):
        table = next(shape.table for shape in slide.shapes if shape.has_table)
        table.cell(1, 0).text_frame.paragraphs[0].runs[0].text = LONG * 20

    assert any("over source" in one for one in crowded(changed(plant)))


def test_a_letter_that_no_font_has_is_found():
    assert unknown("市町村 abc x－…▲") == []
    assert unknown("市\u0378\ue123") == ["\u0378", "\ue123"]
