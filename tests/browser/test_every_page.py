"""Every page, wide, narrow and on paper, in both languages: it opens, speaks its language, is usable by everyone, asks
nobody outside. What every journey promises (no outside request, no error in the page) is checked on each visit."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from dashboard import words
from tests.browser.figures import CROWDED
from tests.browser.visitor import visiting
from tests.browser.walk import DRAWINGS, HEARD, ON_PAPER, PAGES, Seen, Stop, look


@pytest.fixture(scope="module")
def seen(context: BrowserContext, settled, violations, tmp_path_factory) -> Iterator[Callable[[Stop], Seen]]:
    """`seen(stop)`: what was measured there, on the first question; each stop is visited once."""
    walked: dict[Stop, Seen] = {}

    with visiting(context) as page:

        def ask(stop: Stop) -> Seen:
            if stop not in walked:
                walked[stop] = look(page, stop, settled, violations, tmp_path_factory.mktemp("paper"))
            return walked[stop]

        yield ask


@pytest.mark.parametrize("stop", PAGES, ids=str)
def test_it_opens_in_its_language_under_its_name(seen, stop):
    page = seen(stop)
    assert page.language == stop.language and page.headings == 1 and page.errors == 0
    assert page.title.startswith(words.catalogue(stop.language)[f"topic.{stop.topic}"])


@pytest.mark.parametrize("stop", PAGES, ids=str)
def test_it_fits_a_desk_and_a_telephone(seen, stop):
    assert [pixels <= 0 for pixels in seen(stop).sideways] == [True, True], seen(stop).sideways


@pytest.mark.parametrize("stop", PAGES, ids=str)
def test_the_head_of_a_page_is_one_row_on_a_small_desk(seen, stop):
    """Below it the first figure would begin beyond a window of 1280 × 720."""
    assert not seen(stop).below


@pytest.mark.parametrize("stop", PAGES, ids=str)
def test_every_choice_stands_in_the_window_of_a_telephone(seen, stop):
    assert seen(stop).beyond == []


@pytest.mark.parametrize("stop", PAGES, ids=str)
def test_no_filter_lies_over_another(seen, stop):
    assert seen(stop).over == []


@pytest.mark.parametrize("stop", [*PAGES, *DRAWINGS], ids=str)
def test_no_text_of_a_figure_is_cut_or_lies_on_another(seen, stop):
    """On a desk and, built for it, on a telephone: heads of columns, names of rows and of flows, numbers, legends."""
    assert seen(stop).crowded == []


def test_a_text_on_another_and_one_beyond_the_edge_are_found(visit):
    """The judge itself: a head is moved upon its neighbour, the name of a row out of the figure."""
    page = visit("/checklist?view=barriers")
    assert page.evaluate(CROWDED) == []
    page.evaluate("""() => {
      const figure = document.querySelector('.st-key-card_barriers .main-svg')
      const [one, other] = figure.querySelectorAll('.xtick text'), row = figure.querySelector('.ytick text')
      one.setAttribute('transform', other.getAttribute('transform') ?? '')
      for (const part of [one, ...one.querySelectorAll('tspan')]) part.setAttribute('x', other.getAttribute('x'))
      row.setAttribute('x', -400)
    }""")
    found = page.evaluate(CROWDED)
    assert any(" × " in text for text in found) and any("is cut" in text for text in found), found


@pytest.mark.parametrize("stop", [stop for stop in PAGES if stop.topic == "municipality"], ids=str)
def test_a_number_keeps_its_unit(seen, stop):
    assert seen(stop).parted == []


@pytest.mark.parametrize("stop", [stop for stop in PAGES if stop.topic == "municipality"], ids=str)
def test_no_table_of_a_sheet_lies_over_the_next(seen, stop):
    assert seen(stop).spilt == []


@pytest.mark.parametrize("stop", [stop for stop in PAGES if stop.topic == "municipality"], ids=str)
def test_no_number_of_a_sheet_is_cut_on_a_telephone(seen, stop):
    assert seen(stop).cut == []


@pytest.mark.parametrize("stop", HEARD, ids=str)
def test_it_is_open_to_assistive_technology(seen, stop):
    assert seen(stop).violations == []


@pytest.mark.parametrize("stop", [stop for stop in PAGES if stop.language == "ja"], ids=str)
def test_nothing_streamlit_writes_stays_english(seen, stop):
    page, own = seen(stop), {"English", "CSV", "PNG", "SVG"}
    assert [text for text in page.latin if text not in own and not re.match(r"[\w.-]+\d", text)] == []
    assert page.labels == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="not on this machine: poppler-utils (pdftotext)")
@pytest.mark.parametrize("stop", ON_PAPER, ids=str)
def test_it_prints_on_a4_to_hand_out(seen, stop):
    assert seen(stop).on_paper == []
