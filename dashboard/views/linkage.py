"""連携・つなぎ: who hands people on to whom, on what legal basis, across which borders, and how the network stands."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.charts import alttext, flow, paper
from dashboard.charts import linkage as chart
from dashboard.queries import linkage as query
from dashboard.views import _linkage_network as network
from dashboard.views import _linkage_places as places
from dashboard.views import _linkage_results as results
from dashboard.widgets import notices
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

# Arrows that can still be followed; what is left out is counted in a note.
LARGEST = 40


def main() -> None:
    """Key figures, then one of five views."""
    page = Page.open("linkage", "fiscal_year", "area", "municipality", "sector")
    trend = query.trend(page.snapshot, page.chosen)
    tiles(_tiles(page, trend))
    view = page.view("view", "flow", "places", "results", "network", "support")
    notices.legend()
    if view == "flow":
        _flow(page, trend)
    elif view == "places":
        places.show(page)
    elif view == "results":
        results.legal_bases(page)
    elif view == "network":
        network.show(page)
    else:
        results.support(page)


def _tiles(page: Page, trend: pd.DataFrame) -> list[Tile]:
    answered = page.t("tile.answered", answered=page.reported("F3"))
    return [_total(page, trend, answered), _reported(page), *(_rate(page, name) for name in query.RATES)]


def _total(page: Page, trend: pd.DataFrame, answered: str) -> Tile:
    year = page.chosen.fiscal_year
    known = trend[trend["period"] == "FY"]
    by_year = {int(row["fiscal_year"]): row for row in known.to_dict("records")}
    # Partners in other prefectures share a body with ours; their casework belongs to their own.
    if year not in by_year:
        sign, why = formats.symbol("not_applicable"), page.t("tile.outside")
        return page.tile(page.t("tile.total"), sign, "", why, indicators=("referral_count",))
    notes = [answered]
    if year - 1 in by_year:
        notes.append(page.t("tile.before", value=formats.told(by_year[year - 1])))
    now, said = by_year[year], "\n".join(notes)
    value = formats.count(now["value"], now["state"])
    unit = page.t("unit.cases") if now["state"] == "value" else formats.span(now)
    return page.tile(page.t("tile.total"), value, unit, said, indicators=("referral_count",))


def _reported(page: Page) -> Tile:
    """Municipalities with at least one referral (a suppressed count is at least one) and those that report none."""
    towns = query.towns(page.snapshot, page.chosen)
    chosen = page.chosen.municipality
    towns = towns[towns["lg_code"] == chosen if chosen else towns["in_prefecture"]]
    # A suppressed count is never 0, which is published.
    some = int(((towns["state"] == "suppressed") | (towns["value"] > 0)).sum())
    none = int(((towns["state"] == "value") & (towns["value"] == 0)).sum())
    note = page.t("tile.zero", n=none) if none else page.t("tile.no_zero")
    out_of = page.t("tile.out_of", n=len(towns))
    return page.tile(
        page.t("tile.reported"), formats.count(some), out_of, note, indicators=("linkage_reported",)
    )


def _rate(page: Page, name: str) -> Tile:
    rates = query.rate(page.snapshot, page.chosen, name)
    label, bound = page.t(f"tile.{name}"), (results.INDICATOR[name],)
    if rates.empty:
        sign, why = page.t("tile.unpublished"), page.t("tile.unpublished_note")
        return page.tile(label, sign, "", why, indicators=bound)
    row = rates.iloc[0]
    if row["state"] != "value":
        sign, word = formats.symbol(row["state"]), formats.state_word(row["state"])
        return page.tile(label, sign, "", word, indicators=bound)
    said = formats.number(row["value"], 2) if name == "absorption" else formats.percent(row["value"])
    of = page.t(f"tile.of_{name}", n=formats.count(row["denominator"]))
    return page.tile(label, said, "", of, indicators=bound)


def _flow(page: Page, trend: pd.DataFrame) -> None:
    # Agency by agency is published for the prefecture alone; other places have their sectors.
    level = page.view("level", "sector", "agency") if page.chosen.place_kind == "prefecture" else "sector"
    rows = query.flows(page.snapshot, page.chosen, level)
    if trend.empty:
        st.info(page.t("tile.outside"), icon=":material/info:")
        return
    # Small municipalities publish no detail: a handful of cases by sector would be a page of x.
    if rows.empty:
        _trend(page, trend)
        st.info(page.t("note.fine"), icon=":material/info:")
        return
    if page.nothing_to_show(rows, "sankey"):
        return
    if level == "agency":
        _sankey(page, rows, level)
        _matrix(page, rows, level)
        return
    left, right = st.columns([3, 2])
    with left:
        _sankey(page, rows, level)
    with right:
        _trend(page, trend)
    _matrix(page, rows, level)


def _sankey(page: Page, rows: pd.DataFrame, level: str) -> None:
    shown = chart.strongest(rows, LARGEST)
    ends = query.ends(page.snapshot, page.chosen, level)
    told = dict(zip(zip(ends["side"], ends["code"], strict=True), formats.cells(ends), strict=True))
    shown = shown.assign(
        sent=[told.get(("from", code), "") for code in shown["from_code"]],
        received=[told.get(("to", code), "") for code in shown["to_code"]],
    )
    drawn = int((shown["state"] == "value").sum())
    notes = [page.t("note.ends"), flow.hidden_pairs(rows)]
    if level == "agency":
        notes.insert(0, page.t("note.strongest", n=drawn))
    ends_of = {*shown["from_sector"], *shown["to_sector"]}
    page.card(
        "sankey",
        partial(chart.flow_sankey, shown, page.t("unit.cases")),
        _pairs(rows, level),
        _largest(page, rows, drawn=shown),
        indicators=("referral_count",),
        form="F3",
        notes=[note for note in [*notes, _narrowed(page)] if note],
        # Sectors are named beside their bands; agencies have the colour of their sector.
        signs=network.sectors(page, ends_of) if level == "agency" else (),
    )


def _pairs(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """Sender and receiver under headings that say of which level they are: some names are of both."""
    shown = rows[["source", "target", "value", *formats.ends(), "state"]]
    return shown.rename(columns={"source": f"source_{level}", "target": f"target_{level}"})


def _narrowed(page: Page) -> str:
    sector = page.chosen.sector
    return page.t("note.sector", sector=page.code("sectors", sector)) if sector else ""


def _largest(page: Page, rows: pd.DataFrame, drawn: pd.DataFrame | None = None) -> str:
    """The three largest flows in words, and how many combinations are suppressed.

    drawn: the rows given to a figure that draws published numbers alone; then what it leaves out is said, and of which flow.
    """
    top, certain = alttext.leading(rows, 3)
    sentences = [
        page.t(
            "reading.pair_undrawn" if drawn is not None and row["state"] == "suppressed" else "reading.pair",
            a=row["source"],
            b=row["target"],
            value=formats.told(row, unit=page.t("unit.cases")),
        )
        for row in top[(top["state"] == "suppressed") | (top["value"] > 0)].head(3).to_dict("records")
    ]
    phrase = "reading.flow" if certain else "reading.flow_published"
    return page.t(phrase, list=listed(sentences)) + (
        _hidden(page, rows) if drawn is None else _undrawn(page, rows, drawn)
    )


def _hidden(page: Page, rows: pd.DataFrame) -> str:
    """How many combinations are suppressed; nothing without any."""
    hidden = alttext.states(rows)
    return page.t("reading.hidden", list=hidden) if hidden else ""


def _undrawn(page: Page, rows: pd.DataFrame, drawn: pd.DataFrame) -> str:
    """How many pairs with referrals have no band, since a name's total is wider than its bands by them; nothing if all have."""
    there, shown = (
        int(((part["state"] == "suppressed") | (part["value"] > 0)).sum()) for part in (rows, drawn)
    )
    hidden = int((rows["state"] == "suppressed").sum())
    bands = shown - hidden
    if bands == there:
        return ""
    return page.t("reading.undrawn", all=there, drawn=bands, hidden=hidden)


def _matrix(page: Page, rows: pd.DataFrame, level: str) -> None:
    frame = query.completed(rows) if level == "agency" else rows
    # Who sends nothing has its row all the same, and is no sender.
    there = frame[frame["state"].eq("suppressed") | frame["value"].gt(0)]
    sides = page.t("reading.matrix", senders=there["source"].nunique(), receivers=there["target"].nunique())
    page.card(
        "matrix",
        partial(chart.flow_matrix, frame, page.t("unit.cases")),
        _pairs(frame, level),
        sides + _largest(page, rows),
        indicators=("referral_count",),
        form="F3",
        notes=[note for note in (page.t("note.matrix"), _narrowed(page)) if note],
    )


def _trend(page: Page, trend: pd.DataFrame) -> None:
    """Total by year above its parts by legal basis; areas keep only the total."""
    whole = trend[trend["period"] == "FY"]
    whole = whole.assign(year=_years(whole))
    if page.nothing_to_show(whole, "trend"):
        return
    parts = query.legal_bases(page.snapshot, page.chosen)
    parts = parts.assign(
        year=_years(parts), legal_basis=[page.t(f"legal_basis.{c}") for c in parts["category"]]
    )
    unit = page.t("unit.cases")
    figure = partial(chart.trend, parts, whole, unit) if len(parts) else partial(chart.total, whole, unit)
    marks, days = page.events(whole["fiscal_year"].tolist())
    table = pd.concat([whole.assign(legal_basis=page.t("legal_basis.total")), parts], ignore_index=True)
    page.card(
        "trend",
        partial(paper.dated_trend, figure, marks),
        table[["year", "legal_basis", "value", *formats.ends(), "state"]],
        alttext.trend(whole, x="year", unit=unit),
        indicators=("referral_count",),
        period=page.when(int(whole["fiscal_year"].min())),
        form="F3",
        notes=[page.t("note.trend"), *days],
    )


def _years(frame: pd.DataFrame) -> list[str]:
    return [formats.fiscal_year_short(year) for year in frame["fiscal_year"]]


main()
