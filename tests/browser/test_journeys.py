"""What officials come for: from a gap to a case, a link that shows a colleague the same view, a sheet on one page."""

import re

import pytest

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b(?!s)")


def test_from_a_cell_of_the_checklist_to_a_case(visit, settled):
    page = visit("/checklist")
    cell = page.locator(".st-key-figure_matrix .textpoint text", has_text="△").first.bounding_box()
    page.mouse.click(cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2)
    page.wait_for_url(re.compile(r"t=\d{6}"))
    settled(page)
    offered = page.locator(".st-key-card_item [data-testid=stPageLink-NavLink]").first
    title = offered.inner_text()
    offered.click()
    page.wait_for_url(re.compile(r"/practices\?.*case="))
    settled(page)
    assert page.locator("h2.card-title").first.inner_text() == title


def test_a_shared_address_shows_the_same_view(visit, settled):
    page = visit("/")
    page.get_by_role("combobox", name="圏域").click()
    page.get_by_role("option", name="中部").click()
    page.wait_for_url(re.compile("area=3102"))
    page.get_by_role("radio", name="支援会議", exact=True).click()
    page.wait_for_url(re.compile("body=B03"))
    settled(page)
    tiles, title = page.locator("dl.tiles").inner_text(), page.locator("h2.card-title").first.inner_text()
    again = visit(page.url)
    assert again.locator("dl.tiles").inner_text() == tiles
    assert again.locator("h2.card-title").first.inner_text() == title


def test_the_filter_is_kept_on_the_way_to_another_page(visit, settled):
    page = visit("/?fy=2024&area=3103")
    page.get_by_role("link", name="提出と品質").first.click()
    page.wait_for_url(re.compile(r"/quality\?"))
    settled(page)
    assert "fy=2024" in page.url and "area=3103" in page.url


def test_a_name_on_the_overview_opens_the_sheet(visit, settled):
    page = visit("/")
    town = page.locator("[class*=st-key-next_towns_] a").first
    name = town.inner_text()
    town.click()
    page.wait_for_url(re.compile(r"/municipality\?.*m=\d{6}"))
    settled(page)
    assert page.locator("article.sheet h2").inner_text().endswith(name.split("（")[0])


@pytest.mark.parametrize("asked", ["m=312011", "m=313840&lang=en", "m=285854&lang=en"])
def test_the_sheet_prints_on_one_page_of_a4(visit, asked):
    page = visit(f"/municipality?{asked}")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGE_OF_PDF.findall(printed)) == 1
    assert page.locator("article.sheet").is_visible()
