"""The network as a picture: places that never move, widths that say counts, and no size for what is hidden."""

import math
from itertools import combinations, pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import formats, store, theme, words
from dashboard.charts import labels, marks, network, paper
from dashboard.queries import linkage as query
from dashboard.views import _linkage_within as within

CODES = [f"A{number:02d}" for number in range(1, 13)]


def flows(*rows: tuple[str, str, int | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["from_code", "to_code", "value", "state"])
    return frame.assign(source=frame["from_code"], target=frame["to_code"], from_sector="gov")


def nodes(**strength: int | None) -> pd.DataFrame:
    return pd.DataFrame({
        "agency_code": list(strength), "agency": list(strength), "sector_code": "gov",
        "strength": pd.array(list(strength.values()), dtype="Int64"),
        "state": ["suppressed" if value is None else "value" for value in strength.values()],
    })  # fmt: skip


def curves(drawn):
    return [trace for trace in drawn.data if trace.mode == "lines"]


def test_a_category_keeps_its_place_whoever_else_is_there():
    few = network.links(flows(("A01", "A05", 10, "value")), nodes(A01=10, A05=10), CODES, "件")
    many = network.links(
        flows(("A01", "A05", 10, "value"), ("A02", "A09", 99, "value")),
        nodes(A01=10, A02=99, A05=10, A09=99),
        CODES,
        "件",
    )
    first, second = (
        {(x, y) for x, y in zip(drawn.data[-1].x, drawn.data[-1].y, strict=True)} for drawn in (few, many)
    )
    assert first < second
    assert all(math.isclose(math.hypot(x, y), 1) for x, y in second)


def test_places_are_apart_and_cover_the_vocabulary():
    found = network.places(CODES)
    assert list(found) == CODES
    assert len({(round(place.x, 6), round(place.y, 6)) for place in found.values()}) == len(CODES)


@given(st.lists(st.text("abMWi 会議", min_size=1, max_size=20), min_size=12, max_size=12))
def test_every_name_stands_inside_the_square(names):
    """In a window of 1280, where the square of the card is 690 pixels wide: none is cut at its edge."""
    drawn = network.links(
        flows(("A01", "A05", 10, "value")), nodes(**dict.fromkeys(CODES, 1)).assign(agency=names), CODES, "件"
    )
    pixels = 690 / (drawn.layout.xaxis.range[1] - drawn.layout.xaxis.range[0])
    for note in drawn.layout.annotations:
        angle, half = math.radians(note.textangle), labels.width(note.text) / 2
        for turn, place, shift in (
            (math.cos(angle), note.x, note.xshift),
            (math.sin(angle), note.y, note.yshift),
        ):
            assert abs(place * pixels + shift) + abs(turn) * half <= 690 / 2 + 1


@settings(max_examples=20)
@given(st.lists(st.text("abMWi 会議・", min_size=1, max_size=40).filter(str.strip), min_size=12, max_size=12))
def test_in_a_narrow_frame_names_are_numbered_and_the_whole_circle_is_in_sight(names):
    """On a telephone: every number inside the frame and apart from the next, and every name once in the key below."""
    wide = 320
    drawn = network.links(
        flows(("A01", "A05", 10, "value")), nodes(**dict.fromkeys(CODES, 1)).assign(agency=names), CODES, "件"
    )
    at = network.places(CODES)
    network.number(paper.plain(drawn), wide)
    pixels = wide / (drawn.layout.xaxis.range[1] - drawn.layout.xaxis.range[0])
    tall = drawn.layout.height
    assert math.isclose((1 - drawn.layout.yaxis.domain[0]) * tall, wide), "the circle has a square"
    numbers = [note for note in drawn.layout.annotations if note.xref != "paper"]
    middles = [(note.x * pixels + note.xshift, note.y * pixels + note.yshift) for note in numbers]
    assert all(max(abs(x), abs(y)) + labels.SIZE / 2 <= wide / 2 for x, y in middles)
    assert all(math.dist(one, other) > labels.SIZE for one, other in pairwise([*middles, middles[0]]))
    entries = [note for note in drawn.layout.annotations if note.xref == "paper"]
    told = {note.text.split(" ")[0]: note.text.split(" ", 1)[1].replace("<br>", "") for note in entries}
    where = {(round(note.x, 6), round(note.y, 6)): note.text for note in numbers}
    for code, name in zip(CODES, names, strict=True):
        no = where[round(at[code].x, 6), round(at[code].y, 6)]
        assert "".join(told[no].split()) == "".join(name.split())
    for note in entries:
        lines = note.text.split("<br>")
        assert note.yshift >= 16 * len(lines), "nothing ends below the figure"
        free = wide / 2 + labels.SIZE  # a letter more than a line is asked for
        assert all(labels.width(line) * note.font.size / labels.SIZE <= free for line in lines)


def test_any_other_figure_is_not_numbered():
    drawn = marks.bars(pd.DataFrame({"town": ["甲市"], "value": [1], "state": "value"}), category="town")
    before = drawn.to_json()
    assert network.number(drawn, 320).to_json() == before


@pytest.mark.parametrize("least", ["", "10"])
def test_what_is_dotted_or_hollow_is_in_the_legend(opened, cards, least):
    opened("linkage", view="network", **({"least": least} if least else {})).fine()
    drawn, words_of = cards["links"].draw(), {sign.word for sign in cards["links"].signs}
    dotted = any(t.line.dash == "dot" and t.x for t in curves(drawn))
    assert (words.t("linkage.sign.dotted") in words_of) is dotted is not bool(least)
    hollow = theme.CARD in drawn.data[-1].marker.color
    assert (words.t("linkage.sign.hollow") in words_of) is hollow is True


def test_a_wider_link_is_never_a_smaller_count():
    values = [10, 11, 40, 41, 90, 160, 161, 400]
    drawn = network.links(
        flows(*((CODES[0], code, value, "value") for code, value in zip(CODES[1:], values, strict=False))),
        nodes(**dict.fromkeys(CODES, 1)), CODES, "件",
    )  # fmt: skip
    at = network.places(CODES)
    pairs = zip(CODES[1:], values, strict=False)
    ends = {(round(at[code].x, 6), round(at[code].y, 6)): value for code, value in pairs}
    widest = []
    for trace in sorted((t for t in curves(drawn) if t.line.dash != "dot"), key=lambda t: t.line.width):
        told = zip(trace.x, trace.y, (*trace.x[1:], None), strict=True)
        last = [(x, y) for x, y, after in told if x is not None and after is None]
        widest.append([ends[round(x, 6), round(y, 6)] for x, y in last])
    assert [value for group in widest for value in sorted(group)] == values


def test_a_hidden_link_is_dotted_and_its_width_says_nothing():
    one, other = (
        network.links(
            flows(("A01", "A02", None, "suppressed"), ("A03", "A04", most, "value")),
            nodes(A01=None, A02=None, A03=most, A04=most), CODES, "件",
        )
        for most in (10, 5000)
    )  # fmt: skip
    dotted = [[t.line.width for t in curves(drawn) if t.line.dash == "dot" and t.x] for drawn in (one, other)]
    assert dotted[0] == dotted[1] and len(dotted[0]) == 1
    sizes = [list(drawn.data[-1].marker.size)[:2] for drawn in (one, other)]
    assert sizes[0] == sizes[1] and len(set(sizes[0])) == 1
    assert list(one.data[-1].marker.color)[:2] == [theme.CARD] * 2


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_page_draws_every_published_pair_and_names_every_node(opened, snapshot, chosen, language):
    page = opened("linkage", language, view="network").fine()
    pairs = query.flows(snapshot, chosen(), "agency")
    between = pairs[pairs["from_code"] != pairs["to_code"]]
    assert len(between) < len(pairs), "within a category nothing is drawn"
    assert words.t("linkage.reading.links", links=len(between)).strip() in page.said


def _between(snapshot: store.Snapshot) -> int:
    """All referrals of the year less those handed on within a category, of which the demo hides none."""
    sql = """
        select max(value) filter (from_level = 'total' and to_level = 'total')
            - sum(value) filter (from_level = 'agency' and to_level = 'agency' and from_code = to_code) as n
        from mart_linkage_flow where fiscal_year = $1 and place_kind = 'prefecture' and period = 'FY'"""
    return int(store.query(snapshot, sql, (snapshot.last_fy,))["n"].iloc[0])


def test_a_category_with_a_hidden_total_stands_in_the_table_of_hubs_and_is_counted(opened, snapshot, cards):
    """Left out, it would be read as one without which nothing is lost."""
    said = opened("linkage", view="network").fine().said
    nodes = store.query(
        snapshot, "select state from mart_linkage_node where fiscal_year = $1", (snapshot.last_fy,)
    )
    hidden = int(nodes["state"].eq("suppressed").sum())
    table = cards["hubs"].table
    assert hidden and int(table["state"].eq("suppressed").sum()) == hidden
    assert words.t("linkage.reading.hubs_hidden", n=hidden).strip() in said
    assert len(cards["hubs"].draw().data[0].y) == int(table["state"].eq("value").sum())


def test_without_a_hub_it_says_who_is_left_alone(opened, snapshot, chosen):
    """Counted anew from the published pairs: who has no link but to the hub."""
    pairs = store.query(
        snapshot,
        """select from_code, to_code from mart_linkage_flow where fiscal_year = $1 and place_kind = 'prefecture'
        and period = 'FY' and from_level = 'agency' and to_level = 'agency' and (state <> 'value' or value > 0)""",
        (snapshot.last_fy,),
    )
    linked: dict[str, set[str]] = {}
    for one, other in pairs.itertuples(index=False):
        if one != other:
            linked.setdefault(one, set()).add(other)
            linked.setdefault(other, set()).add(one)
    hub = max(linked, key=lambda code: len(linked[code]))
    alone = [code for code, partners in linked.items() if partners == {hub}]
    assert alone
    said = opened("linkage", view="network", without=hub).fine().said
    lost = store.query(
        snapshot,
        "select removal_flow_lost as n from mart_linkage_node where fiscal_year = $1 and agency_code = $2",
        (snapshot.last_fy, hub),
    )["n"].iloc[0]
    assert f"全てのつなぎの {formats.percent(lost, n=_between(snapshot))}が失われ" in said
    for code in alone:
        assert words.code(snapshot, "agencies", code, short=True) in said.split("つながる相手がなくなる")[1]


@pytest.mark.parametrize("least", ["10", "100"])
def test_weak_links_are_left_out_and_hidden_ones_with_them(opened, snapshot, chosen, least):
    """A hidden count may be below any limit: with a limit it is not drawn as if it reached it."""
    pairs = query.flows(snapshot, chosen(), "agency")
    there = pairs[(pairs["value"].fillna(0) >= int(least)) & (pairs["from_code"] != pairs["to_code"])]
    said = opened("linkage", view="network", least=least).fine().said
    assert words.t("linkage.reading.links", links=len(there)) in said


def test_what_goes_with_a_category_is_said_of_whichever_is_taken_out(opened, snapshot):
    """Not of the largest, which its own card names: of one whose share is a number and of one whose share is hidden."""
    rows = store.query(
        snapshot,
        """select agency_code, removal_flow_lost as lost from mart_linkage_node where fiscal_year = $1
        order by removal_flow_lost desc nulls last""",
        (snapshot.last_fy,),
    )
    known, hidden = rows[rows["lost"].notna()].iloc[1], rows[rows["lost"].isna()].iloc[0]
    counted = formats.percent(known["lost"], n=_between(snapshot))
    for row, share in ((known, counted), (hidden, formats.symbol("suppressed"))):
        name = words.code(snapshot, "agencies", row["agency_code"], short=True)
        said = opened("linkage", view="network", without=row["agency_code"]).fine().said
        assert f"{name}を除くと、異なる区分の間の全てのつなぎの {share}が失われ" in said


@given(
    st.sets(
        st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]), min_size=1
    )
)
def test_the_density_of_links_without_direction_is_their_share_of_all(pairs):
    """Counted out: of every two categories that sit anywhere, in how many cases they sit together."""
    links = pd.DataFrame(sorted(pairs), columns=["from_code", "to_code"])
    there = {code for pair in pairs for code in pair}
    every = list(combinations(sorted(there), 2))
    assert within.density(links) == pytest.approx(sum(pair in pairs for pair in every) / len(every))
