"""連携・つなぎ by municipality: across borders on the map, totals, and the balance of multi-agency coordination."""

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import alttext
from dashboard.charts import linkage as chart
from dashboard.charts import map as maps
from dashboard.queries import linkage as query
from dashboard.queries import shapes, sources
from dashboard.widgets import assets, notices, pointed, screen
from dashboard.widgets.figure import LINE, Sign, whisker
from dashboard.widgets.page import Page, listed

# How a municipality stands on the map: fill, text, sign. Presence only; the number is in the bars.
LOOKS: dict[str, tuple[str, str, str]] = {
    "some": (*theme.STATUS["1"], "●"),
    "suppressed": (*theme.STATES["suppressed"], "x"),
    "zero": (*theme.STATUS["0"], "○"),
    "unanswered": (*theme.STATES["unanswered"], "…"),
    "not_applicable": (*theme.STATES["not_applicable"], "－"),
}
STANDING = ("yes", "no", "unanswered")
REPORTED = ("some", "zero", "unknown", "not_applicable", "unanswered")


def show(page: Page) -> None:
    """Map with arcs beside the totals, then who has bodies and referrals, and the balance of the coordinators."""
    towns = query.towns(page.snapshot, page.chosen)
    left, right = st.columns(2)
    with left:
        _map(page, towns)
    with right:
        _totals(page, towns[towns["in_prefecture"]])
    _standing(page)
    _absorption(page)


def _standing(page: Page) -> None:
    """Two axes: whether a conference stands, and whether there were referrals; every municipality by name, with its sheet."""
    rows = query.standing(page.snapshot, page.chosen)
    quiet = rows[rows["standing"].eq("yes") & rows["reported"].eq("zero")]["municipality"].tolist()
    pairs = [(here, amount) for here in STANDING for amount in REPORTED]
    cells = {pair: part for pair, part in rows.groupby(["standing", "reported"], sort=False)}
    some = {amount for _, amount in cells}
    worded = pd.DataFrame(
        {
            "standing": page.t(f"standing.{here}"),
            "reported": page.t(f"reported.{amount}"),
            "count": len(cells.get((here, amount), ())),
            "count_state": "value",
            "named": listed(cells[here, amount]["municipality"].tolist()) if (here, amount) in cells else "",
        }
        for here, amount in pairs
        # The two that the question is of stand always; other signs only where somebody has them.
        if amount in some or amount in REPORTED[:2]
    )
    page.card(
        "standing",
        partial(chart.standing, worded, page.t("unit.municipalities")),
        worded,
        page.t("reading.quiet", n=len(quiet), list=listed(quiet)) if quiet else page.t("reading.none_quiet"),
        indicators={"count": "linkage_reported", "standing": "body_standing", "reported": "referral_count"},
        listed=True,
        form="F3",
        notes=[page.t("note.standing")],
        beneath=partial(_named, page, [(pair, cells[pair]) for pair in pairs if pair in cells]),
    )


def _named(page: Page, cells: list[tuple[tuple[str, str], pd.DataFrame]]) -> None:
    """Who is in each field, by code; a name opens the sheet of its municipality."""
    kept = page.kept()
    for (here, amount), towns in cells:
        with st.container(horizontal=True, key=f"standing_{here}_{amount}", gap="xsmall"):
            field = page.t(
                "field", standing=page.t(f"standing.{here}"), reported=page.t(f"reported.{amount}")
            )
            st.html(f'<p class="card-notes">{escape(field)}</p>', width="content")
            for code, name in towns[["lg_code", "municipality"]].itertuples(index=False, name=None):
                st.page_link(
                    pointed.SHEET, label=words.plain(name), query_params={**kept, "m": code}, width="content"
                )


def _map(page: Page, towns: pd.DataFrame) -> None:
    rows = query.crossings(page.snapshot, page.chosen)
    places = _placed(page, towns)
    # A receiver that is known by its code alone has no place for an arc to end.
    links = chart.arcs(rows[rows["to_lat"].notna() & rows["state"].isin(["value", "suppressed"])])
    shown = screen.labelled(places)
    sheet, outlines = pointed.sheet(page.snapshot), shapes.outlines(page.snapshot)
    page.card(
        "map",
        partial(
            maps.deck, shown, assets.boundaries(page.snapshot), links, sheet=sheet, width=screen.map_width()
        ),
        rows[["lg_code", "source", "to_code", "target", "value", *formats.ends(), "state"]],
        _crossed(page, rows),
        indicators=("referral_count",),
        listed=True,
        form="F3",
        signs=[*_signs(page, places), *_arcs(page, links)],
        notes=[
            page.t("note.crossing"),
            page.t("note.arcs"),
            words.t("app.borders"),
            words.t("app.footer_geometry", credit=sources.boundaries(page.snapshot)),
            *screen.without_outline(places, outlines),
        ],
        height=maps.height(sheet, screen.map_width()),
        export=partial(maps.drawing, places, outlines, links, sheet=sheet),
        beneath=partial(pointed.towns, "map", places, page.kept()),
    )


def _placed(page: Page, towns: pd.DataFrame) -> pd.DataFrame:
    counted = towns["value"].gt(0).map({True: "some", False: "zero"})
    standing = towns["state"].where(towns["state"] != "value", counted)
    signs = [LOOKS[code][2] for code in standing]
    counts = formats.cells(towns)
    return towns.assign(
        standing=standing,
        status=[page.t(f"place.{code}") for code in standing],
        fill=[LOOKS[code][0] for code in standing],
        label=[f"{sign} {name}" for sign, name in zip(signs, towns["municipality"], strict=True)],
        detail=[f"{name}\n{text}" for name, text in zip(towns["municipality"], counts, strict=True)],
    )


def _signs(page: Page, places: pd.DataFrame) -> list[Sign]:
    present = set(places["standing"])
    return [
        Sign(glyph, page.t(f"place.{code}"), fill, ink)
        for code, (fill, ink, glyph) in LOOKS.items()
        if code in present
    ]


def _arcs(page: Page, links: pd.DataFrame) -> list[Sign]:
    """What a line says by its colours and its width, where there are any of the kind."""
    known, hidden = (
        Sign("→", page.t("sign.arc"), theme.CARD, theme.PRIMARY),
        Sign(LINE, page.t("sign.arc_hidden"), theme.CARD, theme.HIDDEN_LINE),
    )
    seen = (known, links["state"].eq("value")), (hidden, links["state"].eq("suppressed"))
    return [sign for sign, there in seen if there.any()]


def _crossed(page: Page, rows: pd.DataFrame) -> str:
    if rows.empty:
        return page.t("reading.no_crossing")
    top, certain = alttext.leading(rows, 2)
    sentences = [
        page.t(
            "reading.pair",
            a=row["source"],
            b=row["target"],
            value=formats.told(row, unit=page.t("unit.cases")),
        )
        for row in top.head(2).to_dict("records")
    ]
    counted = page.t(
        "reading.crossing",
        n=len(rows),
        outside=int((rows["to_kind"] == "outside").sum()),
        hidden=int((rows["state"] == "suppressed").sum()),
    )
    phrase = "reading.flow" if certain else "reading.flow_published"
    return counted + (page.t(phrase, list=listed(sentences)) if sentences else "")


def _totals(page: Page, towns: pd.DataFrame) -> None:
    if page.nothing_to_show(towns, "towns"):
        return
    zero = int(((towns["state"] == "value") & (towns["value"] == 0)).sum())
    most = alttext.largest(towns, category="municipality", unit=page.t("unit.cases"), n=2)
    states = alttext.states(towns) or page.t("reading.all_published")
    page.card(
        "towns",
        partial(chart.towns, towns, page.t("unit.cases")),
        towns[["lg_code", "municipality", "value", *formats.ends(), "state"]],
        most + page.t("reading.towns" if zero else "reading.towns_no_zero", zero=zero, states=states),
        indicators=("referral_count",),
        listed=True,
        form="F3",
        notes=[page.t("note.towns")],
    )


def _absorption(page: Page) -> None:
    rows = query.rates(page.snapshot, page.chosen, "absorption")
    there = rows[rows["state"] == "value"]
    if there.empty:
        page.empty(notices.why(rows), "absorption")
        return
    # With its whole interval above 0: else as many may have been handed on as were taken in.
    clear = int((there["low"] > 0).sum())
    rest = rows[rows["state"] != "value"]["municipality"].tolist()
    notes = [page.t("note.absorption")]
    if rest:
        notes.append(page.t("note.absorption_small", list=listed(rest)))
    page.card(
        "absorption",
        partial(chart.absorption, there),
        rows[["lg_code", "municipality", "value", "low", "high", "state"]],
        page.t("reading.absorption", n=len(there), clear=clear),
        indicators=("absorption",),
        listed=True,
        form="F3",
        notes=notes,
        signs=whisker("interval", rows),
    )
