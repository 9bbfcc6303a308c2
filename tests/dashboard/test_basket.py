"""The briefing pack in an address: what goes in comes out, in its order, whatever else somebody writes there."""

from urllib.parse import parse_qs, urlencode

from hypothesis import given
from hypothesis import strategies as st

from dashboard.export import basket
from dashboard.export.basket import Entry

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
CHOICES = st.dictionaries(NAMES, st.text(min_size=1, max_size=8), max_size=3)
ENTRIES = st.lists(st.builds(basket.entry, NAMES, NAMES, CHOICES), max_size=basket.LARGEST, unique=True).map(
    tuple
)


@given(ENTRIES)
def test_a_pack_survives_the_way_through_an_address(entries):
    query = urlencode({"basket": basket.write(entries)})
    (text,) = parse_qs(query).get("basket", [""])
    assert basket.read(text) == entries


@given(st.text())
def test_what_names_no_figure_is_left_out_and_never_an_error(text):
    for one in basket.read(text):
        assert one == basket.read(str(one))[0]


def test_the_same_figure_stands_once_and_a_pack_has_an_end():
    one = Entry("linkage", "sankey")
    assert basket.read("linkage/sankey linkage/sankey") == (one,)
    many = " ".join(f"linkage/f{n}" for n in range(basket.LARGEST + 5))
    full = basket.read(many)
    assert len(full) == basket.LARGEST and basket.added(full, one) == full
    assert basket.added((one,), one) == (one,)


def test_neither_language_nor_snapshot_nor_a_year_that_nobody_chose_is_kept():
    """So the address shows the next publication, in the language of whoever opens it."""
    asked = {"lang": "en", "snapshot": "2026-03-31-0a1b", "basket": "x/y", "view": "flow"}
    assert basket.entry("linkage", "sankey", asked) == Entry("linkage", "sankey", (("view", "flow"),))
    assert str(basket.entry("linkage", "sankey", {"fy": "2024"})) == "linkage/sankey?fy=2024"


@given(ENTRIES.filter(bool), st.integers(0, 50), st.sampled_from([-1, 1]))
def test_moving_keeps_every_figure(entries, at, by):
    moved = basket.moved(entries, at, by)
    assert sorted(map(str, moved)) == sorted(map(str, entries))
    inside = at < len(entries) and 0 <= at + by < len(entries)
    assert (moved[at + by] == entries[at] and moved[at] == entries[at + by]) if inside else moved == entries


@given(ENTRIES.filter(bool), st.integers(0, 50))
def test_taking_one_out_takes_out_that_one(entries, at):
    left = basket.without(entries, at % len(entries))
    assert entries[at % len(entries)] not in left and len(left) == len(entries) - 1
