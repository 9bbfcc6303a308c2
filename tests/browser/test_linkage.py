"""連携・つなぎ in a browser: a planner walks from the flows to the map and the network, and shares the link."""


def test_a_shared_address_opens_the_same_view_and_level(visit, settled):
    page = visit("/linkage")
    page.get_by_role("radio", name="機関（詳しい区分）").click()
    settled(page)
    assert "level=agency" in page.url
    again = visit(page.url)
    assert again.get_by_role("radio", name="機関（詳しい区分）").is_checked()


def test_the_map_is_drawn_from_this_server_alone(visit):
    page = visit("/linkage?view=places")
    page.wait_for_selector("[data-testid='stDeckGlJsonChart'] canvas")
    assert page.get_by_text("市町村をこえるつなぎ件数").first.is_visible()


def test_the_page_speaks_english(visit):
    page = visit("/linkage?view=network&lang=en")
    assert page.get_by_text("Measures of the network").first.is_visible()
