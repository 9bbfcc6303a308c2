"""参画体制 in a browser: an official looks at the set-up, then asks who has no seat yet."""


def test_from_the_matrix_to_the_categories_without_a_seat(visit, settled):
    page = visit("/participation")
    page.get_by_role("radio", name="構成員と多元化").click()
    page.wait_for_url("**view=members**")
    settled(page)
    assert page.get_by_text("まだ参画のない区分").first.is_visible()


def test_the_map_follows_the_body(visit, settled):
    page = visit("/participation")
    page.get_by_role("radio", name="地域協議会").click()
    page.wait_for_url("**body=B02**")
    settled(page)
    assert page.get_by_text("地域協議会の設置状況と共同設置").first.is_visible()
