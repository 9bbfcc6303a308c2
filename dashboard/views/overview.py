"""概況: how many municipalities have set up, answered and linked, on one screen; and where help may be welcome next."""

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.charts import overview as chart
from dashboard.queries import overview as query
from dashboard.queries import participation
from dashboard.views import _overview_next as further
from dashboard.views import _participation_map as participation_map
from dashboard.widgets import notices, sheet
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

JOINED = ("platform_joined", "council_joined")
SHOWN = (*JOINED, "linkage_reported", "referral_count", "consent_rate", "practice_count")


def main() -> None:
    """Key figures, the map beside the next steps, the bodies over the years and by status."""
    sheet.style()
    page = Page.open("overview", "fiscal_year", "area")
    answers = query.answers(page.snapshot, page.chosen)
    tiles(_tiles(page, answers))
    notices.legend()
    left, right = st.columns([0.55, 0.45])
    with left:
        participation_map.show(page, *participation_map.standing(page))
        _setup(page)
    with right:
        further.show(page, answers)
        _trend(page)


def _tiles(page: Page, answers: pd.DataFrame) -> list[Tile]:
    rows = query.indicators(page.snapshot, page.chosen, SHOWN)
    consent = _consent(page, rows)
    return [
        _answered(page, answers),
        *(_tile(page, rows, name, note=_of_those(page, "F1")) for name in JOINED),
        _tile(page, rows, "linkage_reported", note=_of_those(page, "F3")),
        _tile(
            page,
            rows,
            "referral_count",
            *(["consent_rate"] if consent else []),
            unit=page.t("unit.cases"),
            note="\n".join(filter(None, (_of_those(page, "F3"), consent))),
        ),
        _tile(page, rows, "practice_count", unit=page.t("unit.cases"), note=page.t("tile.of_this_year")),
    ]


def _answered(page: Page, answers: pd.DataFrame) -> Tile:
    here = answers[answers["in_prefecture"]]
    arrived = here[here["forms"] > 0].groupby("fiscal_year")["lg_code"].nunique()
    year = page.chosen.fiscal_year
    asked = here[here["fiscal_year"] == year]["lg_code"].nunique()
    beyond = answers[~answers["in_prefecture"] & (answers["fiscal_year"] == year) & (answers["forms"] > 0)]
    notes = [page.t("before", value=formats.count(arrived[year - 1]))] if year - 1 in arrived else []
    if len(beyond):
        notes.append(page.t("tile.outside", n=len(beyond)))
    return page.tile(
        page.t("tile.answered"),
        formats.count(int(arrived.get(year, 0))),
        page.t("out_of", n=asked),
        "\n".join(notes),
        indicators=("municipalities_answered",),
    )


def _tile(page: Page, rows: pd.DataFrame, name: str, *besides: str, unit: str = "", note: str = "") -> Tile:
    """The value of the chosen year, out of those asked unless it has a unit of its own, and of the year before."""
    now, before = (_of(rows, name, page.chosen.fiscal_year - ago) for ago in (0, 1))
    notes = [note] if note else []
    if before is not None:
        notes.append(page.t("before", value=formats.count(before["value"], before["state"])))
    if now is None:
        shown, out_of = formats.symbol("unanswered"), unit
    else:
        shown = formats.count(now["value"], now["state"])
        out_of = unit or page.t("out_of", n=int(now["expected"]))
    said = "\n".join(notes)
    return page.tile(page.t(f"tile.{name}"), shown, out_of, said, indicators=(name, *besides))


def _of_those(page: Page, form: str) -> str:
    return page.t("reported", answered=page.reported(form))


def _consent(page: Page, rows: pd.DataFrame) -> str:
    """Published for the prefecture and for municipalities, not for areas: then the tile is silent about it."""
    now = _of(rows, "consent_rate", page.chosen.fiscal_year)
    if now is None:
        return ""
    return page.t("tile.consent", rate=formats.percent(now["value"], now["state"]))


def _of(rows: pd.DataFrame, name: str, year: int) -> pd.Series | None:
    # An indicator that is not published at this kind of place has no row at all.
    found = rows[(rows["indicator_id"] == name) & (rows["fiscal_year"] == year)]
    return None if found.empty else found.iloc[0]


def _trend(page: Page) -> None:
    """The four bodies over the years in one picture."""
    rows = query.joined(page.snapshot, page.chosen)
    if notices.nothing_to_show(rows, key="empty_trend"):
        return
    first, last = int(rows["fiscal_year"].min()), page.chosen.fiscal_year
    rows = rows.assign(year=[formats.fiscal_year_short(int(year)) for year in rows["fiscal_year"]])
    unit = page.t("unit.places")
    said = [
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
        chart.trend(rows, unit, page.t("axis.places")),
        rows[["year", "body", "value", "state"]],
        page.t("reading.trend", list=listed(said)),
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
    if notices.nothing_to_show(rows, key="empty_setup"):
        return
    joined = (
        rows[rows["est_status"].isin(query.stands(page.snapshot))].groupby("body", sort=False)["value"].sum()
    )
    said = [page.t("reading.setup_of", body=body, n=formats.count(n)) for body, n in joined.items()]
    page.card(
        "setup",
        chart.setup(rows, page.t("unit.places"), page.t("axis.places")),
        rows[["body", "status", "value", "state"]],
        page.t("reading.setup", list=listed(said)),
        indicators=("body_status_count",),
        form="F1",
        notes=[page.t("note.legitimate")],
    )


main()
