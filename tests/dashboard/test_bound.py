"""Figures are bound to their definition: every card and tile names indicators of the catalogue, and says what they mean."""

import re
import threading

import pandas as pd
import pytest

from dashboard import store, words
from dashboard.export import image, plain
from dashboard.export.figure_record import display, range_columns, state_columns
from dashboard.queries.definitions import definitions
from etl import catalogue

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Columns that say who, where or when, how sure a number is, or in what order, and are no figure of their own.
NOT_FIGURES = {
    "lg_code",
    "to_code",
    "area_code",
    "item_code",
    "code",
    "revision",
    "low",
    "high",
    "expected",
    "since",
}


@pytest.fixture(scope="module")
def known() -> set[str]:
    return {one.id for one in catalogue.load().indicators}


def test_every_page_stands_in_both_languages_at_three_settings(tour):
    assert {str(stop): stop.problems for stop in tour if stop.problems} == {}
    assert sum(len(stop.figures) for stop in tour) > 300 and sum(len(stop.key_figures) for stop in tour) > 300


def test_every_card_names_its_definitions(tour, known):
    nameless = {
        (stop.topic, shown.facts.key)
        for stop in tour
        for shown in stop.figures
        if not shown.facts.definitions or not {one.id for one in shown.facts.definitions} <= known
    }
    assert nameless == set()


def test_every_tile_names_its_definitions(tour, known):
    nameless = {
        (stop.topic, shown.tile.label)
        for stop in tour
        for shown in stop.key_figures
        if not shown.tile.definitions or not {one.id for one in shown.tile.definitions} <= known
    }
    assert nameless == set()
    drawn = sum(stop.html.count('<div class="tile"') for stop in tour)
    assert drawn == sum(len(stop.key_figures) for stop in tour), "no tile is made past the page"


def test_what_a_card_binds_is_what_it_shows(tour):
    """A binding that names no column, or a column of numbers that no binding names, is an error."""
    slips = set()
    for stop in tour:
        for shown in stop.figures:
            table, bound = shown.facts.table, shown.facts.bound
            numbers = {str(name) for name in table if pd.api.types.is_numeric_dtype(table[name])}
            numbers = (numbers | set(state_columns(table))) - NOT_FIGURES - set(range_columns(table))
            slips |= {(stop.topic, shown.facts.key, "no column", name) for name in set(bound) - set(table)}
            slips |= {(stop.topic, shown.facts.key, "unbound", name) for name in numbers - set(bound)}
            rows = (len(ids) for ids in bound.values() if not isinstance(ids, str))
            slips |= {(stop.topic, shown.facts.key, "rows", n) for n in rows if n != len(table)}
    assert slips == set()


def test_every_definition_is_shown_somewhere(tour, known):
    shown = {one.id for stop in tour for card in stop.figures for one in card.facts.definitions}
    shown |= {one.id for stop in tour for tile in stop.key_figures for one in tile.tile.definitions}
    shown |= {"national_awareness", "national_lonely"}  # in words beside the national figures
    # those of the page of indicators alone are each drawn in tests/dashboard/test_indicator.py
    alone = {one.id for one in catalogue.load().indicators if one.topic == "indicator"}
    assert known - shown - alone == set()


def test_the_definition_is_one_click_away_on_the_screen(tour):
    """Folded in the card's foot and on the tile, with formula, caution, legal basis and source."""
    for stop in tour:
        assert stop.html.count('<details class="definition">') >= len(stop.figures)
        for shown in (*stop.figures, *stop.key_figures):
            made = shown.facts.definitions if hasattr(shown, "facts") else shown.tile.definitions
            for one in made:
                assert all(
                    part in stop.said
                    for part in (one.title, one.formula, one.caution, one.legal_basis, one.source)
                )


def test_definitions_travel_with_every_export(tour):
    for stop in tour[: len(tour) // 6]:
        for shown in stop.figures:
            text = plain.table(shown.facts).decode("utf-8-sig")
            for one in shown.facts.definitions:
                assert one.formula.replace('"', '""') in text
            if shown.facts.draw is not None:
                sheet = image.sheet(shown.facts.draw(), shown.facts)
                assert [one.sentence for one in shown.facts.definitions] == sheet["definitions"]


def test_a_saved_table_is_in_the_language_of_its_page(tour):
    """A download is built when asked for, in a thread that never heard of the page's language."""
    mixed = set()
    for stop in tour:
        for shown in stop.figures:
            made: list[bytes] = []
            other = threading.Thread(target=lambda: made.append(plain.table(shown.facts)))  # noqa: B023
            other.start()
            other.join()
            text = made[0].decode("utf-8-sig")
            if stop.language == "en":
                mixed |= {(stop.topic, shown.facts.key, found) for found in JAPANESE.findall(text)[:1]}
            else:
                assert words.catalogue("ja")["csv.title"] in text, (str(stop), shown.facts.key)
    assert mixed == set()


def test_every_citation_can_be_said_in_english(snapshot):
    words.use("en")
    said = definitions(snapshot)["legal_basis"].tolist()
    listed = [row["legal_basis"] for row in snapshot.codes.values() if row["legal_basis"]]
    said += [words.basis(snapshot, text) for text in listed]
    assert [text for text in said if JAPANESE.search(text)] == []


def test_an_older_snapshot_without_a_definition_still_opens(opened, altered):
    altered(
        "delete from dim_indicator where indicator_id in ('body_standing', 'network_density', 'horizontality_chairs')"
    )
    for topic, view in (("overview", ""), ("linkage", "network"), ("participation", "level")):
        opened(topic, view=view).fine()


def test_a_notebook_reads_the_same_definition(snapshot):
    words.use("ja")
    row = definitions(snapshot, ("consent_rate",)).iloc[0]
    one = next(found for found in catalogue.load().indicators if found.id == "consent_rate")
    assert (row["title"], row["formula"], row["caution"]) == (one.title.ja, one.formula.ja, one.caution.ja)
    assert row["published_in"] == "mart_indicator.value" and row["source"]


def test_a_definition_names_a_column_of_the_snapshot(snapshot):
    there = store.query(snapshot, "select table_name || '.' || column_name as name from duckdb_columns()")[
        "name"
    ]
    assert set(definitions(snapshot)["published_in"]) <= set(there)


def test_no_number_of_a_table_is_written_to_its_last_digit(tour):
    """0.4376592491931375 is no number that anybody measured."""
    for stop in tour:
        with words.speaking(stop.language):
            for shown in stop.figures:
                table = display(shown.facts)
                assert not table.select_dtypes("float").columns.any(), shown.facts.key
                cells = {str(cell) for column in table for cell in table[column]}
                assert not [cell for cell in cells if re.fullmatch(r"[▲−-]?[0-9,]*[.][0-9]{4,}", cell)]
