"""参画体制, what the bodies do: activities, training, and how the two casework meetings are run together."""

from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import alttext, paper
from dashboard.charts import participation as chart
from dashboard.queries import participation_work as query
from dashboard.queries.headings import heading
from dashboard.queries.labels import members
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed

MEETINGS = ("council", "support", "same_day", "integrated", "fed_back")
# A number is written, not shaded: a mode is no more than another, and meetings are not to be compared by colour.
MODES = {**theme.MODES, "number": (theme.CARD, theme.TEXT, "")}
EFFORTS = ("desks", "hours", "fields", "hotline", "trades", "workplace", "survey", "surveyed", "survey_count")


def activity(page: Page) -> None:
    """Three years of activity measures beside this year's training."""
    rows = query.activities(page.snapshot, page.chosen)
    left, right = st.columns(2)
    with left:
        _activities(page, rows)
    with right:
        _trainings(page, chart.tall(rows["measure"].nunique()))
    _phases(page)
    _efforts(page)


def _phases(page: Page) -> None:
    """Prevention, early detection, support, settling in: of the measures asked for, those with results in the year."""
    rows = query.phases(page.snapshot, page.chosen)
    order = [page.t(f"told.{code}") for code in ("some", "zero", "untold")]
    names = dict(zip(("some", "zero", "untold"), order, strict=True))
    whole = rows.groupby("phase", sort=False)["value"].sum()
    some = rows[rows["told"] == "some"].set_index("phase")["value"]
    sentences = [
        page.t("reading.phase", phase=phase, n=formats.count(int(some[str(phase)])), all=formats.count(n))
        for phase, n in whole.items()
    ]
    rows = rows.assign(told=rows["told"].map(names))
    page.card(
        "phases",
        partial(chart.phases, rows, order, page.t("unit.measures")),
        rows[["phase", "told", "value", "state"]],
        page.t("reading.phases", list=listed(sentences)),
        indicators=("activity_measures", "support_measures"),
        form="F5",
        notes=[page.t("note.phases")],
    )


def _efforts(page: Page) -> None:
    """Desks and the line they point to, trades that watch over residents, workplaces, the latest survey; by code."""
    rows = query.efforts(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "efforts"):
        return
    signs = {True: page.t("answer.yes"), False: page.t("answer.no")}
    blank, none = formats.symbol("unanswered"), page.one("no_survey")
    # Who made no survey has no year to tell: that does not apply, it is not missing.
    surveyed = [code != none for code in rows["survey_code"]]
    table = pd.DataFrame(
        {
            "lg_code": rows["lg_code"],
            "municipality": rows["municipality"],
            "desks": rows["desks"],
            "desks_state": rows["desks_state"],
            "hours": [_word(page, "desk_hours", code) for code in rows["hours_code"]],
            "fields": [_words(page, "themes", codes) for codes in rows["field_codes"]],
            "hotline": [blank if formats.missing(one) else signs[bool(one)] for one in rows["hotline"]],
            "trades": [_words(page, "trades", codes) for codes in rows["trade_codes"]],
            "workplace": [blank if formats.missing(one) else signs[bool(one)] for one in rows["workplace"]],
            "survey": [_word(page, "survey_methods", code) for code in rows["survey_code"]],
            "surveyed": [
                blank if formats.missing(year) and asked else formats.symbol("not_applicable")
                if formats.missing(year) else formats.fiscal_year_short(int(year))
                for year, asked in zip(rows["survey_fy"], surveyed, strict=True)
            ],
            "survey_count": rows["survey_count"],
            "survey_count_state": rows["survey_count_state"],
        }
    )  # fmt: skip
    sentences = [
        page.t(f"reading.{name}", n=formats.count(int(rows[name].eq(True).sum())))
        for name in ("hotline", "workplace")
    ]
    page.card(
        "efforts",
        None,
        table,
        page.t("reading.efforts", list=listed(sentences)),
        indicators=dict.fromkeys(EFFORTS, "municipality_effort"),
        form="F0",
        notes=[page.t("note.efforts")],
    )


def _word(page: Page, list_name: str, code: object) -> str:
    return page.code(list_name, code) if isinstance(code, str) else formats.symbol("unanswered")


def _words(page: Page, list_name: str, codes: object) -> str:
    """Names of several codes; a blank is no answer."""
    told = [page.code(list_name, str(code)) for code in codes] if isinstance(codes, Iterable) else []
    return listed(told) if told else formats.symbol("unanswered")


def _activities(page: Page, rows: pd.DataFrame) -> None:
    if page.nothing_to_show(rows, "activities"):
        return
    now = rows[rows["fiscal_year"] == page.chosen.fiscal_year]
    rows = page.named_by_year(rows)
    page.card(
        "activities",
        partial(chart.trend, rows, list(dict.fromkeys(rows["year"]))),
        rows[["measure", "phase", "year", "value", "state"]],
        page.t("reading.activities", year=page.when(), list=alttext.measured(now, limit=4)),
        indicators=("activity_measures",),
        period=page.when(int(rows["fiscal_year"].min())),
        form="F5",
        notes=[page.t("note.history")],
    )


def _trainings(page: Page, height: int) -> None:
    rows = query.trainings(page.snapshot, page.chosen)
    # Rows are there for every kind of training; without a single participant there is nothing to draw.
    if not rows["value"].sum():
        page.empty("none", "trainings")
        return
    grouped = rows.groupby("training", sort=False, as_index=False)
    kinds = grouped.agg(value=("value", "sum"), state=("state", "first"))
    supporters = rows[rows["training_code"] == page.one("supporters")]
    page.card(
        "trainings",
        partial(chart.trainings, rows, height),
        rows[["training", "audience", "value", "state", "sessions", "completed", "municipalities"]],
        page.t(
            "reading.trainings",
            most=alttext.largest(kinds, category="training", unit=page.t("unit.persons")),
            supporters=formats.count(int(supporters["completed"].sum())),
        ),
        indicators={
            "value": "training_participants",
            "sessions": "training_sessions",
            "completed": "training_completed",
            "municipalities": "training_municipalities",
        },
        form="F7",
    )


def meetings(page: Page) -> None:
    """Operation mode of the two meetings (通知§3(2)④), seats across the two policies, and shared rosters."""
    left, right = st.columns(2)
    with left:
        _modes(page)
    with right:
        _mutual(page)
    _overlaps(page)


def _modes(page: Page) -> None:
    rows = query.modes(page.snapshot, page.chosen)
    codes = rows["mode_code"].fillna("unanswered")
    names = {code: page.code("op_modes", code, short=False) for code in theme.MODES}
    names["unanswered"] = page.code("cell_states", "unanswered", short=False)
    # From held as one to held apart; considering it, or having no two meetings, is no way of meeting.
    levels = [*members(page.snapshot, "joined_up")[::-1], *members(page.snapshot, "apart")]
    rows = rows.assign(standing=codes, word=codes.map(names))
    counts = codes.value_counts().reindex(list(theme.MODES), fill_value=0)
    parts = [page.t("reading.mode", mode=names[code], n=counts[code]) for code in levels]
    table = rows[["lg_code", "municipality", "word", "council", "council_state", "support", "support_state",
                  "same_day", "same_day_state", "integrated", "integrated_state", "fed_back", "fed_back_state"]]  # fmt: skip
    page.card(
        "modes",
        partial(chart.standings, _run_together(page, rows), MODES, x="column", brief="text"),
        table.rename(columns={"word": "mode"}),
        page.t("reading.modes", list=listed(parts)),
        indicators={
            "mode": "meeting_mode",
            "council": "meetings_held",
            "support": "meetings_held",
            "same_day": "meetings_same_day",
            "integrated": "meetings_integrated",
            "fed_back": "issues_fed_back",
        },
        listed=True,
        form="F1",
        signs=[
            Sign(glyph, names[code], fill, ink)
            for code, (fill, ink, glyph) in theme.MODES.items()
            if code in set(codes)
        ],
    )


def _run_together(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Municipality × what tells how the two are run: the mode as a sign, then how often they met and met together."""
    sign = rows.assign(column=heading(page.snapshot, page.topic, "mode"), text="")
    counted = [
        rows.assign(
            column=heading(page.snapshot, page.topic, name),
            standing="number",
            text=formats.cells(rows, name, f"{name}_state"),
        )
        for name in MEETINGS
    ]
    counts = pd.concat(counted)
    spoken = [paper.spoken(text, page.t("unit.times")) for text in counts["text"]]
    return pd.concat([sign, counts.assign(word=spoken)])[
        ["municipality", "column", "standing", "text", "word"]
    ]


def _overlaps(page: Page) -> None:
    rows = query.overlaps(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "overlaps"):
        return
    rows = rows.assign(pair_word=[page.t(f"pair.{pair}") for pair in rows["pair"]])
    there = rows[(rows["pair"] == "meetings") & (rows["state"] == "value")]
    page.card(
        "overlaps",
        partial(chart.overlaps, rows),
        rows[["lg_code", "municipality", "pair_word", "value", "state", "shared", "either"]],
        page.t("reading.overlaps", n=len(there), median=formats.percent(there["value"].median())),
        indicators={"value": "roster_overlap", "shared": "roster_overlap", "either": "roster_overlap"},
        listed=True,
        form="F2",
        notes=[page.t("note.overlaps")],
    )


def _mutual(page: Page) -> None:
    rows = query.mutual(page.snapshot, page.chosen)
    names = {standing: page.t(f"seat.{standing}") for standing in ("seated", "absent", "joined", "none")}
    names["unanswered"] = page.code("cell_states", "unanswered", short=False)
    named = {n: page.t(f"seat.s{n}") for n in rows["number"].unique()}
    rows = rows.assign(
        word=rows["standing"].map(names),
        seat=rows["number"].map(named),
        within=page.within(rows["in_prefecture"]),
    )
    page.card(
        "mutual",
        partial(chart.standings, rows, theme.SEATS, x="seat"),
        rows[["lg_code", "municipality", "within", "seat", "word"]],
        # Our own municipalities alone are counted; partners outside stand in the picture with them.
        page.t(
            "reading.mutual",
            place=page.where(listed=True),
            list=listed(_seated(page, rows[rows["in_prefecture"]])),
        ),
        indicators=("mutual_seat",),
        listed=True,
        form="F2",
        signs=[
            Sign(glyph, names[code], fill, ink)
            for code, (fill, ink, glyph) in theme.SEATS.items()
            if code in set(rows["standing"])
        ],
        notes=[page.t("note.mutual")],
    )


def _seated(page: Page, rows: pd.DataFrame) -> list[str]:
    """Of the municipalities where the body stands, in how many the seat is taken."""
    stands = rows[rows["standing"].isin(["seated", "absent"])]
    taken = stands.assign(taken=stands["standing"] == "seated").groupby("seat", sort=False)["taken"]
    # A space in a Japanese name says where the head of its column may break; a sentence has none.
    named = {seat: seat if words.lang() == "en" else seat.replace(" ", "") for seat in stands["seat"]}
    return [
        page.t("reading.seat", seat=named[seat], n=int(part.sum()), all=len(part)) for seat, part in taken
    ]
