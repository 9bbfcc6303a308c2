"""概況: how many municipalities have set up, answered and linked, on one screen; and where help may be welcome next."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats, store
from dashboard.charts import overview as chart
from dashboard.queries import overview as query
from dashboard.queries import participation
from dashboard.queries.chosen import Chosen
from dashboard.views import _overview_moved as moved
from dashboard.views import _overview_next as further
from dashboard.views import _participation_map as participation_map
from dashboard.widgets import notices, sheet
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

JOINED = ("platform_joined", "council_joined", "support_meeting_joined", "multilayer_meeting_joined")
SHOWN = (*JOINED, "linkage_reported", "referral_count")


def main() -> None:
    """Key figures, the map beside the next steps, the bodies by status and over the years, then what moved."""
    sheet.style()
    page = Page.open("overview", "fiscal_year", "area")
    answers = query.answers(page.snapshot, page.chosen)
    tiles(_tiles(page.snapshot, page.chosen))
    left, right = st.columns([0.55, 0.45])
    with left:
        participation_map.show(page, *participation_map.standing(page))
        _setup(page)
    with right:
        further.show(page, answers)
        _trend(page)
    moved.show(page)
    notices.legend()


@store.kept
def _tiles(snapshot: store.Snapshot, chosen: Chosen) -> tuple[Tile, ...]:
    page = Page("overview", snapshot, chosen)
    rows = query.indicators(snapshot, chosen, SHOWN)
    unlike = query.unlike(snapshot, chosen)
    of_body = {indicator: body for body, indicator in participation.joined(snapshot).items()}
    return (
        _answered(page, query.answers(snapshot, chosen)),
        *(
            _tile(page, rows, name, note=_of_those(page, "F1"), others=of_body[name] in unlike)
            for name in JOINED
        ),
        _referrals(page, rows, "referrals" in unlike),
    )


def _referrals(page: Page, rows: pd.DataFrame, others: bool) -> Tile:
    """Referrals of the year, and how many municipalities have any."""
    reported = _of(rows, "linkage_reported", page.chosen.fiscal_year)
    notes, besides = [_of_those(page, "F3")], []
    if reported is not None and reported["state"] == "value":
        notes.append(page.t("tile.linkage_reported", n=formats.count(reported["value"])))
        besides.append("linkage_reported")
    unit = page.t("unit.cases")
    return _tile(page, rows, "referral_count", *besides, unit=unit, note="\n".join(notes), others=others)


def _answered(page: Page, answers: pd.DataFrame) -> Tile:
    here = answers[answers["in_prefecture"]]
    arrived = here[here["forms"] > 0].groupby("fiscal_year")["lg_code"].nunique()
    year = page.chosen.fiscal_year
    asked = here[here["fiscal_year"] == year]["lg_code"].nunique()
    beyond = answers[~answers["in_prefecture"] & (answers["fiscal_year"] == year) & (answers["forms"] > 0)]
    notes = [_before(page, arrived.get(year, 0), arrived[year - 1])] if year - 1 in arrived else []
    if len(beyond):
        notes.append(page.t("tile.outside", n=len(beyond)))
    return page.tile(
        page.t("tile.answered"),
        formats.count(int(arrived.get(year, 0))),
        page.t("out_of", n=asked),
        "\n".join(notes),
        indicators=("municipalities_answered",),
    )


def _tile(
    page: Page, rows: pd.DataFrame, name: str, *besides: str, unit: str = "", note: str = "", others: bool
) -> Tile:
    """The value of the chosen year, out of those asked unless it has a unit of its own, and of the year before.

    others: not the same municipalities answered in the two years, which is a part of the difference.
    """
    now, before = (_of(rows, name, page.chosen.fiscal_year - ago) for ago in (0, 1))
    notes = [note] if note else []
    if before is not None:
        notes.append(_since(page, now, before, others))
    if now is None:
        shown, out_of = formats.symbol("unanswered"), unit
    else:
        shown = formats.count(now["value"], now["state"])
        # Beside an x stands its range, which says more than of how many.
        out_of = formats.span(dict(now)) or unit or page.t("out_of", n=int(now["expected"]))
    said = "\n".join(notes)
    return page.tile(page.t(f"tile.{name}"), shown, out_of, said, indicators=(name, *besides))


def _since(page: Page, now: pd.Series | None, before: pd.Series, others: bool) -> str:
    """The year before; how much it differs only where both are numbers."""
    if now is not None and now["state"] == before["state"] == "value":
        return _before(page, now["value"], before["value"], others)
    return page.t("before", value=formats.told(dict(before)))


def _before(page: Page, now: float, before: float, others: bool = False) -> str:
    """The year before, and the difference with its sign."""
    phrase = "before_others" if others else "before_change"
    return page.t(phrase, value=formats.count(before), change=formats.change(now, before))


def _of_those(page: Page, form: str) -> str:
    return page.t("reported", answered=page.reported(form))


def _of(rows: pd.DataFrame, name: str, year: int) -> pd.Series | None:
    # An indicator that is not published at this kind of place has no row at all.
    found = rows[(rows["indicator_id"] == name) & (rows["fiscal_year"] == year)]
    return None if found.empty else found.iloc[0]


def _trend(page: Page) -> None:
    """The four bodies over the years in one picture."""
    rows = query.joined(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "trend"):
        return
    first, last = int(rows["fiscal_year"].min()), page.chosen.fiscal_year
    rows = rows.assign(year=[formats.fiscal_year_short(int(year)) for year in rows["fiscal_year"]])
    unit = page.t("unit.places")
    sentences = [
        page.t("reading.trend_now", body=body, last=_shown(part, last, unit))
        if first == last
        else page.t(
            "reading.trend_of", body=body, first=_shown(part, first, unit), last=_shown(part, last, unit)
        )
        for body, part in rows.groupby("body", sort=False)
    ]
    # Each body has an indicator of its own, so the table is bound row by row.
    joined = participation.joined(page.snapshot)
    page.card(
        "trend",
        partial(chart.trend, rows, unit, page.t("axis.places")),
        rows[["year", "body", "value", "state"]],
        page.t("reading.trend", list=listed(sentences)),
        indicators={"value": [joined[code] for code in rows["body_code"]]},
        period=page.when(first),
        form="F1",
        notes=[page.t("note.trend")],
    )


def _shown(part: pd.DataFrame, year: int, unit: str) -> str:
    row = part[part["fiscal_year"] == year].iloc[0]
    return formats.count(row["value"], row["state"], unit)


def _setup(page: Page) -> None:
    """The four bodies by status, those without an answer included: they add up to all municipalities."""
    rows = participation.setup(page.snapshot, page.chosen)
    rows = rows.assign(status=[page.code("est_statuses", code) for code in rows["est_status"]])
    if page.nothing_to_show(rows, "setup"):
        return
    joined = (
        rows[rows["est_status"].isin(query.stands(page.snapshot))].groupby("body", sort=False)["value"].sum()
    )
    sentences = [page.t("reading.setup_of", body=body, n=formats.count(n)) for body, n in joined.items()]
    page.card(
        "setup",
        partial(chart.setup, rows, page.t("unit.places"), page.t("axis.places")),
        rows[["body", "status", "value", "state"]],
        page.t("reading.setup", list=listed(sentences)),
        indicators=("body_status_count",),
        form="F1",
        notes=[page.t("note.legitimate")],
    )


main()
