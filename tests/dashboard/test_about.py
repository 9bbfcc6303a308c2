"""このサイトについて: the terms with their articles, the states, every indicator and source, and how to cite."""

import re

import pytest

from dashboard import formats, store, words
from dashboard.queries import about as query
from dashboard.queries.definitions import definitions

VIEWS = ("reading", "terms", "indicators", "sources", "data")
BODIES = {
    "platform_body": "第11条",
    "council": "第15条",
    "support_meeting": "第106条の6",
    "multilayer_meeting": "",
}


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_stands(opened, view, language):
    page = opened("about", language, view=view).fine()
    assert page.html.count('class="card-title"') >= 1


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_states_are_told_apart_by_sign_and_word(opened, language):
    said = opened("about", language).said
    words.use(language)
    assert all(formats.state_word(state) in said for state in formats.STATES)
    assert len({formats.symbol(state) for state in formats.STATES}) == len(formats.STATES)


def test_the_four_bodies_are_explained_with_their_articles(opened, snapshot):
    terms = query.terms(snapshot).set_index("term")
    html = opened("about", view="terms").html
    for term, article in BODIES.items():
        assert terms.loc[term, "meaning"] in html
        if article:
            assert re.search(rf'<a href="https://laws\.e-gov\.go\.jp/[^"]+"[^>]*>[^<]*{article}', html)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_older_snapshot_without_glossary_still_opens(opened, altered, language):
    altered("drop table dim_term")
    page = opened("about", language, view="terms").fine()
    assert words.catalogue(language)["about.terms.none"] in page.said


def test_code_lists_can_be_looked_up_by_address(opened, snapshot):
    html = opened("about", view="terms", list="agencies").html
    assert all(code in html for code in query.codes(snapshot, "agencies")["code"])


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_indicator_has_its_formula(opened, language):
    page = opened("about", language, view="indicators")
    words.use(language)
    found = definitions(store.current())
    assert found["formula"].str.len().gt(0).all()
    assert all(title in page.said for title in found["title"])


def test_every_source_carries_its_attribution(opened, snapshot):
    page = opened("about", view="sources")
    found = query.sources(snapshot)
    assert found["attribution"].str.len().gt(0).all() and all(
        text in page.said for text in found["attribution"]
    )


def test_positions_that_stand_in_for_boundaries_are_a_source_only_without_them(snapshot, altered):
    assert query.TILES not in set(query.sources(snapshot)["source_id"])
    without = altered(
        "update snapshot set boundaries_attribution = (select attribution_ja from dim_source where source_id = 'tiles')"
    )
    assert query.TILES in set(query.sources(without)["source_id"])


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_citation_of_a_demonstration_says_that_it_is_fictional(opened, snapshot, altered, language):
    def cited() -> str:
        return next(
            block.value
            for block in opened("about", language, view="data").at.code
            if "import" not in block.value
        )

    words.use(language)
    mark = words.inner(words.t("app.demo"))
    assert snapshot.demo and mark in cited()
    altered("update snapshot set demo = false")
    assert mark not in cited()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_snapshot_says_its_name_and_fingerprint(opened, snapshot, language):
    page = opened("about", language, view="data")
    code = "\n".join(block.value for block in page.at.code)
    assert snapshot.sha256 in page.said and query.submissions_digest(snapshot) in page.said
    assert snapshot.id in code and "store.query" in code


def test_the_lines_for_research_run(opened):
    lines = next(block.value for block in opened("about", view="data").at.code if "import" in block.value)
    exec(lines, {})
