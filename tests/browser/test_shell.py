"""The frame of every page in a browser: filters and language survive, a place is found as one types it."""

import re

import pytest
from playwright.sync_api import Page, expect


def choose(page: Page, label: str, typed: str, option: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(typed)
    page.get_by_role("option", name=option).click()


def test_the_choice_survives_a_change_of_page_and_the_way_back(visit, settled):
    page = visit("/linkage?fy=2024&area=3101")
    page.get_by_role("link", name="参画体制", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile(r"/participation\?fy=2024&area=3101$"))
    expect(page.get_by_role("combobox", name=re.compile("圏域"))).to_have_value("東部")
    page.go_back()
    settled(page)
    expect(page).to_have_url(re.compile(r"/linkage\?fy=2024&area=3101$"))


def test_english_is_kept_from_page_to_page(visit, settled):
    page = visit("/linkage")
    page.get_by_role("radio", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settled(page)
    page.get_by_role("link", name="Checklist", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile(r"/checklist\?lang=en$"))
    expect(page.locator("h1")).to_have_text("Checklist")
    page.get_by_role("radio", name="日本語").click()
    expect(page.locator("h1")).to_have_text("取組チェック")
    settled(page)
    assert "lang" not in page.url


@pytest.mark.parametrize("typed", ["よなご", "米子", "312029", "3120"])
def test_a_municipality_is_found_as_one_types_it(visit, settled, typed):
    page = visit("/linkage")
    choose(page, "市町村", typed, "312029 米子市（よなごし）")
    settled(page)
    expect(page).to_have_url(re.compile(r"\?m=312029$"))


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("/linkage")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("本文へ移動")
    page.keyboard.press("Tab")
    ring = page.locator(":focus").evaluate("element => getComputedStyle(element).outlineWidth")
    assert ring == "4px"


@pytest.mark.parametrize(
    "part, style, still",
    [
        ("stSkeleton", "animation: pulse 1s infinite", {"animationName": "none"}),
        (
            "stElementContainer",
            "transition: opacity 1s 0.5s",
            {"transitionDuration": "0s", "transitionDelay": "0.5s"},
        ),
    ],
)
def test_nothing_moves_while_a_page_is_on_its_way(visit, part, style, still):
    """What fades over the whole window was half of what a visit cost a reader without a graphics card."""
    shown = visit("/about").evaluate(
        """([part, style]) => {
          const box = document.body.appendChild(document.createElement('div'))
          box.dataset.testid = part
          box.style = style
          return {...getComputedStyle(box)}
        }""",
        [part, style],
    )
    assert shown.items() >= still.items()


@pytest.mark.parametrize("path", ["/", "/linkage", "/quality"])
def test_what_a_page_is_made_of_is_asked_for_with_the_page(visit, path):
    """Else scripts come file by file, each when the one before it has been read."""
    later = visit(path).evaluate("""() => {
      const early = [...document.querySelectorAll('link[rel=modulepreload], head script')].map(one => one.href || one.src)
      const asked = performance.getEntriesByType('resource').map(one => one.name)
      return asked.filter(name => name.endsWith('.js') && !early.includes(name))
    }""")
    assert [name for name in later if not name.startswith("blob:")] == []


def test_no_font_is_fetched_that_the_page_does_not_show(visit):
    """Streamlit's own would come and be laid out before it is told of ours."""
    fonts = visit("/linkage").evaluate("""() => performance.getEntriesByType('resource')
      .map(one => one.name).filter(name => name.endsWith('.woff2')).map(name => name.replace(/.*\\//, ''))""")
    assert all(name.startswith(("NotoSansJP-", "MaterialSymbols-")) for name in fonts) and len(fonts) > 1


def test_a_key_figure_explains_itself_on_demand(visit):
    page = visit("/linkage")
    tile = page.locator(".tile", has_text="多機関協働の受け・送りの差")
    expect(tile.locator("details")).not_to_have_attribute("open", "")
    tile.get_by_text("説明").click()
    expect(tile.locator("details")).to_have_attribute("open", "")


def test_a_narrow_screen_opens_every_page_from_the_menu(visit, page, settled):
    page.set_viewport_size({"width": 390, "height": 844})
    visit("/linkage")
    page.get_by_role("button", name="メニューを開く").click()
    page.get_by_role("link", name="取組チェック", exact=True).click()
    settled(page)
    expect(page.locator("h1")).to_have_text("取組チェック")


def test_a_page_prints_across_a4_with_its_head_and_foot(visit):
    page = visit("/checklist")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed).groups())
    assert (round(width), round(height)) == (842, 595)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 4
    page.emulate_media(media="print")
    for kept in ("h1", "p.demo", "footer.site", "dl.tiles"):
        expect(page.locator(kept)).to_be_visible()
    for left_out in ("[data-testid=stHeader]", ".st-key-tools_matrix", ".st-key-language_switch"):
        expect(page.locator(left_out)).to_be_hidden()


def test_a_map_is_built_for_the_width_of_the_window(visit, page, settled):
    """Not for the kind of device: a narrow window of a desk shows the whole prefecture, and a widened one its names."""

    def height() -> float:
        page.wait_for_timeout(500)  # the document measures after it is laid out
        settled(page)
        box = page.locator("[data-testid=stDeckGlJsonChart]").first.bounding_box()
        return round(box["height"])

    page.set_viewport_size({"width": 390, "height": 844})
    visit("/overview")
    narrow = height()
    page.set_viewport_size({"width": 1440, "height": 900})
    wide = height()
    page.set_viewport_size({"width": 390, "height": 844})
    assert narrow < wide and height() == narrow
    page.get_by_role("button", name="メニューを開く").click()
    page.get_by_role("link", name="参画体制", exact=True).click()
    settled(page)
    assert height() == narrow  # remembered from page to page


@pytest.mark.parametrize("short", ["width: 120px", "max-height: 120px"])
def test_the_keyboard_scrolls_what_is_larger_than_its_frame(visit, short):
    """Whichever way it is larger: a drawing is built anew for a telephone after its frame has changed."""
    page = visit("/linkage?view=flow")
    frame = page.locator(".st-key-figure_sankey")
    expect(frame).not_to_have_attribute("tabindex", "0")
    page.add_style_tag(
        content=f".st-key-figure_sankey {{ {short} !important }} .stPlotlyChart {{ min-width: 600px; min-height: 480px }}"
    )
    expect(frame).to_have_attribute("tabindex", "0")
