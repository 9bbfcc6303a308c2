"""連携・つなぎ, the network: agency categories and their referrals as a picture, its hubs, and measures of the whole."""

from collections.abc import Callable, Container
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import linkage as chart
from dashboard.charts import network
from dashboard.queries import linkage as query
from dashboard.queries.labels import series
from dashboard.views import _linkage_governance as governance
from dashboard.views import _linkage_within as within
from dashboard.widgets import address, definition
from dashboard.widgets.figure import Sign, whisker
from dashboard.widgets.page import Page, listed

HUBS = 12
LEAST = ("10", "30", "100")
SHARED = (1, 5, 10, 15, 20, 30, 40)  # bodies that a pair of categories shares at least
_READABLE = 60  # pairs of a picture in which a line can still be followed
NETWORKS = ("referrals", "seats")
# The first is the level of mart_linkage_backbone.sql and of its authors; with few published pairs
# nothing passes it, so a reader may ask for a milder one.
ALPHAS = ("0.05", "0.10", "0.20")
ENDS = ("strength_in", "strength_out")
_BESIDE = network.HEIGHT - 30  # pixels of the hubs, whose card ends where that of the network does


def show(page: Page) -> None:
    """The network drawn, what would go with each hub, and the measures of the whole, with n and coverage."""
    # Who meets whom and who refers to whom are two questions; one picture of both would answer neither.
    if page.view("network", *NETWORKS) == "seats":
        _seats(page)
        return
    st.info(page.t("note.network_hidden"), icon=":material/info:")
    left, right = st.columns([0.6, 0.4])
    with left:
        left_out = _links(page)
    with right:
        _hubs(page)
    # Across the page: beside the hubs it would stand over an empty half.
    if left_out:
        left_out()
    _measures(page)
    _balance(page, st.query_params.get("without", ""))
    governance.show(page)


def _links(page: Page) -> Callable[[], None] | None:
    """Categories and referrals as a picture; one category may be taken out of it, weak links may be left out.

    Returns what shows the measures of what is drawn, where something is left out: of the whole they have their own card.
    """
    flows, nodes = query.flows(page.snapshot, page.whole(), "agency"), query.nodes(page.snapshot, page.chosen)
    # Who hands on within a category makes no link; the flows count it.
    flows = flows[flows["from_code"] != flows["to_code"]]
    if page.nothing_to_show(flows, "links"):
        return None
    named = dict(zip(nodes["agency_code"], nodes["agency"], strict=True))
    first, second, third = st.columns(3)
    with first:
        gone = address.pick(
            "without", list(named), page.t("without"), lambda code: named[code], none=page.t("without_none")
        )
    with second:
        least = address.pick(
            "least", LEAST, page.t("least"), lambda n: page.t("least_of", n=n), none=page.t("least_none")
        )
    # A limit leaves hidden pairs out as well: they may be below it.
    shown = flows[flows["value"].fillna(0).ge(int(least)) if least else flows["state"].notna()]
    # Off unless asked: the backbone stands beside the whole, never instead of it.
    with third:
        spine = address.pick(
            "spine", ALPHAS, page.t("spine"), lambda n: page.t("spine_kept", n=n), none=page.t("spine_none")
        )
    alpha = float(spine or ALPHAS[0])
    held = query.backbone(page.snapshot, page.whole())
    kept = held[held[["alpha_out", "alpha_in"]].min(axis=1) < alpha]
    if spine:
        shown = shown.merge(kept[["from_code", "to_code"]], on=["from_code", "to_code"])
    shown = shown.merge(
        held[["from_code", "to_code", "alpha_out", "alpha_in"]], on=["from_code", "to_code"], how="left"
    )
    cut = shown[(shown["from_code"] != gone) & (shown["to_code"] != gone)]
    if cut.empty:
        st.info(page.t("none_drawn"), icon=":material/info:")
        return None
    chosen = [page.code("sectors", page.chosen.sector)] if page.chosen.sector else []
    chosen += [page.t("least_of", n=least)] if least else []
    chosen += [page.t("spine_kept", n=spine)] if spine else []
    page.card(
        "links",
        partial(
            network.links,
            cut,
            nodes[nodes["agency_code"] != gone],
            # In the order of the list: a category that moved between years could not be compared.
            list(series(page.snapshot, "agencies")),
            page.t("unit.cases"),
        ),
        cut[["source", "target", "value", "state"]].assign(
            **{name: [_alpha(one) for one in cut[name]] for name in ("alpha_out", "alpha_in")}
        ),
        page.t("reading.links", links=len(cut))
        + (page.t("reading.spine", kept=len(kept)) if spine else "")
        # A pair that is not drawn may be what holds a category: the sentence says among which pairs it has no other.
        + (page.t("reading.among", part=listed(chosen)) if gone and chosen else "")
        + (_alone(page, shown, nodes, gone) if gone else ""),
        indicators={"value": "referral_count", "alpha_out": "backbone", "alpha_in": "backbone"},
        form="F3",
        whole=True,
        notes=[
            page.t("note.links"),
            page.t("note.across"),
            page.t("note.links_hidden"),
            page.t("note.spine", alpha=formats.number(alpha, 2)),
            page.t("note.prefecture_only"),
        ],
        signs=[*sectors(page, set(nodes["sector_code"])), *_hidden(page, cut, nodes)],
    )
    chosen += [page.t("without_one", name=named[gone])] if gone else []
    if chosen:
        sector_of = dict(zip(nodes["agency_code"], nodes["sector_code"], strict=True))
        return partial(within.show, page, shown, str(gone or ""), sector_of, listed(chosen))
    return None


def sectors(page: Page, drawn: Container[str]) -> list[Sign]:
    """The legend of the colours of sectors, those that are drawn."""
    return [
        Sign("●", page.code("sectors", code), theme.CARD, theme.sector(code))
        for code in page.snapshot.code_list("sectors")
        if code in drawn
    ]


def _hidden(page: Page, drawn: pd.DataFrame, nodes: pd.DataFrame) -> list[Sign]:
    """What a dotted link and a hollow circle say, where there are any."""
    dotted = Sign("¦", page.t("sign.dotted"), theme.CARD, theme.HIDDEN_LINE)
    hollow = Sign("○", page.t("sign.hollow"), theme.CARD, theme.TEXT)
    seen = (dotted, drawn["state"].eq("suppressed")), (hollow, nodes["state"].ne("value"))
    return [sign for sign, there in seen if there.any()]


def _alpha(value: object) -> str:
    """An alpha, － where there is none: a single partner, or a pair whose number is hidden."""
    return (
        formats.symbol("not_applicable") if formats.missing(value) else formats.number(float(str(value)), 3)
    )


def _seats(page: Page) -> None:
    """The second network: categories that sit in the same bodies, Newman's projection of the rosters."""
    pairs = query.coseating(page.snapshot, page.whole())
    if page.nothing_to_show(pairs, "seated"):
        return
    ends = pd.concat(
        [
            pairs[["from_code", "source", "from_sector", "value"]],
            pairs[["to_code", "target", "to_sector", "value"]].set_axis(
                ["from_code", "source", "from_sector", "value"], axis=1
            ),
        ]
    )
    nodes = ends.groupby("from_code", as_index=False).agg(
        agency=("source", "first"), sector_code=("from_sector", "first"), strength=("value", "sum")
    )
    nodes = nodes.rename(columns={"from_code": "agency_code"}).assign(state="value")
    shared = _shared(page, pairs)
    drawn = pairs[pairs["bodies"] >= shared]
    strongest = pairs.head(3)
    sentences = [
        page.t(
            "reading.seated_pair",
            a=row["source"],
            b=row["target"],
            weight=formats.number(row["value"], 2),
            n=formats.count(row["bodies"]),
        )
        for row in strongest.to_dict("records")
    ]
    page.card(
        "seated",
        partial(network.links, drawn, nodes, list(series(page.snapshot, "agencies")), "", mutual=True),
        drawn[["source", "target", "bodies", "value", "state"]].rename(
            columns={"source": "agency_a", "target": "agency_b", "value": "weight", "state": "weight_state"}
        ),
        page.t("reading.seated", links=len(drawn), list=listed(sentences))
        if len(drawn) == len(pairs)
        else page.t(
            "reading.seated_part",
            links=len(drawn),
            part=words.inner(page.t("shared_of", n=shared)),
            list=listed(sentences),
        ),
        indicators={"bodies": "coseating", "weight": "coseating"},
        form="F2",
        whole=True,
        notes=[page.t("note.seated"), page.t("note.prefecture_whole")],
        signs=sectors(page, set(nodes["sector_code"])),
    )
    if len(drawn) < len(pairs):
        within.show_seated(page, pairs, drawn, page.t("shared_of", n=shared))


def _shared(page: Page, pairs: pd.DataFrame) -> int:
    """How many bodies a pair shares at least to be drawn; unless chosen, as few as leave a picture that can be read."""
    options = [n for n in SHARED if n == SHARED[0] or (pairs["bodies"] >= n).any()]
    default = next((n for n in options if (pairs["bodies"] >= n).sum() <= _READABLE), options[-1])
    named = {str(n): page.t("shared_of", n=n) for n in options} | {str(SHARED[0]): page.t("shared_all")}
    return int(
        address.pick("shared", list(named), page.t("least"), named.__getitem__, default=str(default))
        or default
    )


def _balance(page: Page, gone: str) -> None:
    """Received, passed on, the difference and what would go with each category; hidden where one of the two totals is."""
    rows = query.nodes(page.snapshot, page.chosen)
    if rows.empty:
        return
    # The difference of two totals tells a hidden one, so it is hidden with either.
    has_value = rows["state"].eq("value")
    net = rows["strength_in"] - rows["strength_out"]
    counted = (*ENDS, "removal_flow_lost")
    ends = {f"{name}_state": rows[name].notna().map({True: "value", False: "suppressed"}) for name in counted}
    rows = rows.assign(
        **ends,
        net=[
            formats.change(a, b) if known else formats.symbol("suppressed")
            for a, b, known in zip(rows["strength_in"], rows["strength_out"], has_value, strict=True)
        ],
    )
    most = rows.loc[net.abs()[has_value].astype(float).nlargest(2).index]
    sentences = [
        page.t("reading.net", agency=row["agency"], net=row["net"]) for row in most.to_dict("records")
    ]
    page.card(
        "balance",
        None,
        rows[
            [
                "agency",
                "sector",
                *(name for one in counted for name in (one, f"{one}_state")),
                "removal_fragmentation",
                "net",
            ]
        ],
        page.t("reading.balance", list=listed(sentences)) + _without(page, rows[rows["agency_code"] == gone]),
        indicators={
            "strength_in": "referral_count",
            "strength_out": "referral_count",
            "net": "referral_count",
            "removal_flow_lost": "hub_flow_lost",
            "removal_fragmentation": "hub_fragmentation",
        },
        form="F3",
        whole=True,
        notes=[page.t("note.balance"), page.t("note.across"), page.t("note.prefecture_only")],
    )


def _alone(page: Page, links: pd.DataFrame, nodes: pd.DataFrame, gone: str) -> str:
    """Who would have no link left without one category."""
    ends = pd.concat(
        [
            links[["from_code", "to_code"]],
            links[["to_code", "from_code"]].set_axis(["from_code", "to_code"], axis=1),
        ]
    )
    ends = ends[ends["from_code"] != ends["to_code"]]
    partners = ends.groupby("from_code")["to_code"].agg(set)
    named = dict(zip(nodes["agency_code"], nodes["agency"], strict=True))
    alone = [named[str(code)] for code, of in partners.items() if of == {gone}]
    said = listed(alone)
    key = "reading.alone" if alone else "reading.none_alone"
    return page.t(key, agency=named[gone], list=said)


def _without(page: Page, rows: pd.DataFrame) -> str:
    """What the network would lose with the category that is taken out."""
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return page.t(
        "reading.without",
        agency=row["agency"],
        lost=formats.percent(row["removal_flow_lost"], row["removal_flow_lost_state"], row["between_kinds"]),
        fragmentation=formats.number(row["removal_fragmentation"], 2),
    )


def _hubs(page: Page) -> None:
    rows = query.hubs(page.snapshot, page.chosen, HUBS)
    if page.nothing_to_show(rows, "hubs"):
        return
    there, hidden = rows[rows["state"] == "value"], int((rows["state"] == "suppressed").sum())
    first = there.iloc[0]
    table = rows[["agency", "sector", "value", "state", "removal_fragmentation", "betweenness", "participation",
                  "degree"]]  # fmt: skip
    page.card(
        "hubs",
        partial(chart.hubs, there, _BESIDE),
        table,
        page.t(
            "reading.hubs",
            agency=first["agency"],
            share=formats.percent(first["value"], n=first["between_kinds"]),
            fragmentation=formats.number(first["removal_fragmentation"], 2),
        )
        + (page.t("reading.hubs_hidden", n=hidden) if hidden else ""),
        indicators={
            "value": "hub_flow_lost",
            "removal_fragmentation": "hub_fragmentation",
            "betweenness": "hub_betweenness",
            "participation": "hub_participation",
            "degree": "hub_degree",
        },
        form="F3",
        whole=True,
        notes=[page.t("note.hubs", n=len(there)), page.t("note.prefecture_only")],
    )


def _measures(page: Page) -> None:
    rows = query.network(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "measures"):
        return
    ids = [f"network_{code}" for code in rows["metric"]]
    known = {one.id: one for one in definition.of(page.snapshot, ids)}
    # A measure without a definition is not shown: every figure is bound to one.
    rows = rows[[name in known for name in ids]].assign(
        measure=[known[name].title for name in ids if name in known],
        meaning=[known[name].formula for name in ids if name in known],
    )
    sentences = [
        page.t("reading.measure", name=row["measure"], value=_told(row)) for _, row in rows.iterrows()
    ]
    first = rows.iloc[0]
    page.card(
        "measures",
        partial(chart.measures, rows),
        rows[["measure", "value", "low", "high", "state", "expected", "meaning"]],
        page.t("reading.measures", list=listed(sentences[:4])),
        indicators={"value": [name for name in ids if name in known]},
        form="F3",
        whole=True,
        notes=[
            page.t("note.network", n=int(first["nodes"]), share=formats.percent(first["coverage"])),
            page.t("note.range"),
            page.t("note.prefecture_only"),
        ],
        signs=[
            *whisker("kinds", rows),
            *[Sign("┃", words.t("linkage.expected"), theme.CARD, theme.SERIES[2])]
            * bool(rows["expected"].notna().any()),
        ],
    )


def _told(row: pd.Series) -> str:
    """A measure, or the bounds of one that hidden counts leave open."""
    if row["state"] == "suppressed" and not formats.missing(row["low"]):
        return formats.bounds(*(formats.number(row[end], 2) for end in ("low", "high")))
    return formats.count(row["value"], row["state"], decimals=2)
