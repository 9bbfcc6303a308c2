"""参画体制, body by body: the register, who sits where, and what two bodies of one municipality share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import alttext
from dashboard.charts import participation as chart
from dashboard.queries import participation_register as query
from dashboard.queries import places
from dashboard.views import _participation_map as participation_map
from dashboard.views._participation_roster import NAMED, asked_in_parts
from dashboard.widgets import address, notices
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page, listed

STAGE = ("plan", "carried_out", "divisions", "since", "local_plan", "national_pf", "model")
YES = {True: "yes", False: "no"}
YES_OR_NO = ("co_created", "pii_rule", "public_notice", "coord_body", "cooperation")
# Which bodies the form asks (様式1): where all of these are so a blank is no answer (…), elsewhere nothing was asked (－).
ASKED = {
    **dict.fromkeys(("form", "host", "secretariat", "chair"), ("stands",)),
    "relation": ("beside_platform", "stands"),
    "co_created": ("platform", "stands"),
    **dict.fromkeys(("contract_years", "contractor"), ("contracted",)),
    **dict.fromkeys(("public_notice", "coord_body"), ("council", "set_up")),
    "parent": ("with_parent",),
    "pii_rule": ("secret", "set_up"),
    "cooperation": ("council", "stands"),
    "set_up_on": ("set_up",),
    "policy": ("platform", "aims_agreed"),
}
# Asked of these bodies alone, by the words of the form: what stands in the row of another is no answer to anything.
ALONE = {
    "relation": "beside_platform",
    "co_created": "platform",
    "policy": "platform",
    "cooperation": "council",
}


def show(page: Page) -> None:
    """Seats of one body by municipality, two bodies side by side, then the register of all."""
    _seats(page)
    _shared(page)
    _register(page)
    _stages(page)
    _operators(page)


def _operators(page: Page) -> None:
    """Which projects of multi-layered support a municipality runs itself, and which are contracted out."""
    rows = query.operators(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "operators"):
        return
    both = page.one("run_by_both")
    codes = [
        # The project is one: where the rosters of two bodies differ, both run it, and nobody is asked twice.
        "unanswered" if not isinstance(answers, str) else both if ";" in answers else answers
        for answers in rows["codes"]
    ]
    word_of = {code: page.code("operators", code) for code in page.snapshot.code_list("operators")}
    word_of["unanswered"] = page.code("cell_states", "unanswered", short=False)
    rows = rows.assign(standing=codes, word=[word_of[code] for code in codes])
    answers = [
        page.t("reading.operator", word=words.inner(word_of[code]), n=formats.count(n))
        for code in word_of
        if (n := int(_inside(rows)["standing"].eq(code).sum()))
    ]
    page.card(
        "operators",
        partial(chart.standings, rows, theme.OPERATORS, x="project"),
        rows.assign(within=page.within(rows["in_prefecture"]))[
            ["lg_code", "municipality", "within", "project", "word"]
        ].rename(columns={"word": "operator"}),
        page.t("reading.operators", place=page.where(), list=listed(answers)),
        indicators=("operator_type",),
        form="F2",
        signs=[
            Sign(glyph, word_of[code], fill, ink)
            for code, (fill, ink, glyph) in theme.OPERATORS.items()
            if code in set(codes)
        ],
        notes=[page.t("note.operators")],
    )


def _stages(page: Page) -> None:
    """Stage of the multi-layered support system project, plan, mode and divisions of each municipality."""
    rows = query.stages(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "stages"):
        return
    known = rows["state"] == "value"
    # A plan is optional: none is an answer with a word of its own, not a gap.
    plans = [
        formats.symbol("unanswered")
        if not answered
        else page.t("plan_none")
        if formats.missing(year)
        else formats.fiscal_year_short(int(year))
        for answered, year in zip(known, rows["plan_year"], strict=True)
    ]
    counted = _inside(rows)["stage_code"].value_counts()
    rows = rows.assign(
        plan=plans,
        since=[_fiscal_year(year) for year in rows["since_year"]],
        model=[_fiscal_year(year) for year in rows["model_year"]],
        national_pf=[_yes(page, value) for value in rows["national_pf"]],
        within=page.within(rows["in_prefecture"]),
    )
    for column in ("juso", "carried_out", "divisions", "local_plan"):
        rows[column] = rows[column].where(known & rows[column].ne(""), formats.symbol("unanswered"))
    stages = {code: page.code("juso_statuses", code, short=False) for code in counted.index}
    reading = (
        # Of one municipality there is nothing to count.
        page.t("reading.stages_one", place=page.where(), list=listed(list(stages.values())))
        if page.chosen.municipality
        else page.t(
            "reading.stages",
            place=page.where(),
            list=listed(
                [
                    page.t("reading.stage", stage=stages[code], n=formats.count(counted[code]))
                    for code in page.snapshot.code_list("juso_statuses")
                    if code in stages
                ]
            ),
        )
    )
    drawn = participation_map.stages(page, rows)
    page.card(
        "stages",
        drawn["figure"],
        rows[
            [
                "lg_code",
                "municipality",
                "within",
                "juso",
                "plan",
                "carried_out",
                "divisions",
                "since",
                "local_plan",
                "national_pf",
                "model",
            ]
        ],
        reading,
        indicators={"juso": "juso_running"} | dict.fromkeys(STAGE, "municipality_stage"),
        form="F0",
        notes=[page.t("note.stages"), *drawn["notes"]],
        signs=drawn["signs"],
        height=drawn["height"],
        export=drawn["export"],
        beneath=drawn["beneath"],
    )


def _inside(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of the prefecture, as everywhere else in a sentence; of a municipality outside it, its own."""
    return rows[rows["in_prefecture"]] if rows["in_prefecture"].any() else rows


def _register(page: Page) -> None:
    rows = query.bodies(page.snapshot, page.chosen)
    which = page.view("which", "core", "earlier")
    rows = rows[rows["core"] if which == "core" else ~rows["core"].astype(bool)]
    if rows.empty:
        page.empty("none", "register")
        return
    rows = rows.assign(policy=rows["policy_fy"], aims_agreed=rows["co_created"].fillna(False).astype(bool))
    in_words: dict[str, Callable[[Any], str]] = {
        **dict.fromkeys(YES_OR_NO, partial(_yes, page)),
        "contract_years": lambda n: page.t("years", n=formats.count(n)),
        "policy": _fiscal_year,
        "set_up_on": formats.day,
    }
    rows = rows.assign(**{name: _said(rows, name, in_words.get(name, str)) for name in ASKED})
    columns = ["lg_code", "municipality", "body", "body_name", "word", "form", "parent", "host", "secretariat", "contract_years",
               "contractor", "chair", "relation", *YES_OR_NO, "policy", "set_up_on", "meetings", "meetings_state"]  # fmt: skip
    if words.lang() != "ja":  # names are written in Japanese
        columns.remove("body_name")
    # Who answered that there is none has answered, and has no body.
    counted = {"n": formats.count(len(rows)), "stands": formats.count(int(rows["stands"].sum()))}
    page.card(
        "register",
        None,
        rows[columns],
        page.t("reading.register_one", **counted, place=words.place(page.snapshot, "municipality", town))
        if (town := page.chosen.municipality)
        else page.t("reading.register", **counted, places=rows["lg_code"].nunique()),
        title=page.t("title.register" if which == "core" else "title.register_earlier"),
        indicators={"word": "body_standing", "meetings": "meetings_held"},
        form="F1",
        notes=[page.t("note.register")],
    )


def _said(rows: pd.DataFrame, name: str, say: Callable[[Any], str]) -> list[str]:
    """The answers of a column in words; a blank is … where the form asks that body, － where it does not."""
    asked = rows[list(ASKED[name])].astype(bool).all(axis=1)
    theirs = rows[ALONE[name]].astype(bool) if name in ALONE else asked | True
    return [
        formats.symbol("unanswered" if of_it else "not_applicable")
        if not its_own or formats.missing(value) or value == ""
        else say(value)
        for value, of_it, its_own in zip(rows[name], asked, theirs, strict=True)
    ]


def _yes(page: Page, value: object) -> str:
    return formats.symbol("unanswered") if formats.missing(value) else page.t(f"answer.{YES[bool(value)]}")


def _fiscal_year(year: object) -> str:
    return (
        formats.symbol("unanswered") if formats.missing(year) else formats.fiscal_year_short(int(str(year)))
    )


def _seats(page: Page) -> None:
    """Who sits in one body of every municipality; with one municipality chosen, in each of its four bodies."""
    town = page.chosen.municipality
    bodies = page.members("core_bodies") if town else [page.body()]
    rows = pd.concat(
        query.seats(page.snapshot, page.chosen, body).assign(body=page.code("bodies", body))
        for body in bodies
    )
    rows = rows.assign(head=rows["body" if town else "municipality"])
    title = (
        page.t("title.seats_of", place=words.place(page.snapshot, "municipality", town))
        if town
        else page.t("title.seats", body=page.code("bodies", bodies[0]))
    )
    if page.nothing_to_show(rows, "seats", title=title):
        return
    seated = rows[rows["state"].eq("suppressed") | rows["value"].fillna(0).gt(0)]
    waiting = rows[rows["invited"].astype(bool)]
    counted = seated.groupby("head", sort=False).size()
    sentences = [page.t("reading.seats_of", name=name, n=formats.count(n)) for name, n in counted.items()]
    named = [
        page.t("reading.pair", name=a, agency=b)
        for a, b in zip(waiting["head"], waiting["agency"], strict=True)
    ]
    page.card(
        "seats",
        partial(chart.seats, rows, page.t("unit.organisations")),
        rows.assign(
            invitation=[page.t(f"answer.{YES[bool(one)]}") for one in rows["invited"]],
        )[["lg_code", "municipality", "body", "sector", "agency", "value", "state", "invitation"]],
        page.t("reading.seats", list=alttext.first(sentences, "body" if town else "municipality", NAMED))
        + (
            page.t("reading.waiting", n=len(waiting), list=alttext.first(named, "case", NAMED))
            if named
            else ""
        ),
        indicators={"value": "body_organisations", "invitation": "body_invitations"},
        title=title,
        form="F2",
        notes=[page.t("note.seats"), *asked_in_parts(page)],
    )


def _shared(page: Page) -> None:
    """Two bodies of one municipality: shared categories, meetings held together, and the hours one could save."""
    chosen, town = list(st.columns(4)), page.chosen.municipality
    if not town:
        # Asked for only where none is chosen above.
        with chosen.pop(0):
            town = _town(page)
    known = query.rostered(page.snapshot, page.chosen, town)
    place = words.place(page.snapshot, "municipality", town)
    # Two bodies are laid side by side: one roster has nothing to share with.
    if len(known) < 2:
        with st.container(border=True, key="card_shared"):
            notices.heading(page.t("title.shared", place=place))
            st.write(page.t("reading.shared_none"))
        return
    with chosen[0]:
        first = str(address.pick("one", known, page.t("one"), lambda code: page.code("bodies", code)))
    others = [code for code in known if code != first]
    with chosen[1]:
        second = str(address.pick("other", others, page.t("other"), lambda code: page.code("bodies", code)))
    with chosen[2]:
        hours = address.level("hours", page.t("hours"), default=2.0, top=6.0)
    here = replace(page.whole(), municipality=town, place_kind="municipality", place_code=town)
    bodies = first, second
    rosters = [_seated(query.seats(page.snapshot, here, body)) for body in bodies]
    held = [query.meetings(page.snapshot, page.chosen, town, body) for body in bodies]
    fewer = _fewer(held)
    replace(page, chosen=here).card(
        "shared",
        None,
        _overlap(page, bodies, rosters, fewer, hours),
        "".join(_told(page, bodies, rosters, held, fewer, hours)),
        indicators={
            **dict.fromkeys(("categories", "of_either", "estimate"), "roster_overlap"),
            "fewer": "meetings_held",
        },
        title=page.t("title.shared", place=place),
        form="F2",
        notes=[page.t("note.shared")],
    )


def _fewer(held: Sequence[pd.DataFrame]) -> int | None:
    """The fewer of the meetings of two bodies; None where one of them did not say."""
    counts = [
        int(frame.iloc[0]["meeting_count"])
        for frame in held
        if len(frame) and frame.iloc[0]["meeting_count_state"] == "value"
    ]
    return min(counts) if len(counts) == len(held) else None


def _overlap(
    page: Page, bodies: tuple[str, str], rosters: Sequence[dict[str, str]], fewer: int | None, hours: float
) -> pd.DataFrame:
    """How many categories sit in both bodies and in one of them alone, which, and what one meeting of both would spare.

    body, categories, of_either (0–1), agency; in the row of both: fewer (meetings), estimate (hours).
    """
    first, second = rosters
    either = len({*first, *second})
    parts = {
        page.t("in_both"): [name for code, name in first.items() if code in second],
        page.t("in_one", body=page.code("bodies", bodies[0])): [
            first[code] for code in first if code not in second
        ],
        page.t("in_one", body=page.code("bodies", bodies[1])): [
            second[code] for code in second if code not in first
        ],
    }
    none = formats.symbol("not_applicable")
    # What is said of both says nothing of one alone.
    states = ("unanswered" if fewer is None else "value", "not_applicable", "not_applicable")
    return pd.DataFrame(
        {
            "body": where,
            "categories": len(names),
            "categories_state": "value",
            "of_either": len(names) / either,
            "of_either_state": "value",
            "agency": listed(names) if names else none,
            "fewer": fewer,
            "fewer_state": state,
            "estimate": None if fewer is None else len(names) * fewer * hours,
            "estimate_state": state,
        }
        for (where, names), state in zip(parts.items(), states, strict=True)
    )


def _town(page: Page) -> str:
    """The municipality that is chosen for this card."""
    towns = [str(code) for code in places.municipalities(page.snapshot, page.chosen.area)["lg_code"]]
    named = {code: words.place(page.snapshot, "municipality", code) for code in towns}
    return address.pick("town", towns, words.t("filter.municipality"), named.__getitem__) or towns[0]


def _told(
    page: Page,
    bodies: tuple[str, str],
    seated: Sequence[dict[str, str]],
    held: Sequence[pd.DataFrame],
    fewer: int | None,
    hours: float,
) -> Iterator[str]:
    """What the two share, from the published rosters and counts; the hours follow the formula that is shown."""
    first_body, second_body = bodies
    both = [name for code, name in seated[0].items() if code in seated[1]]
    n, of = len(both), len({*seated[0], *seated[1]})
    yield page.t("reading.shared", n=n, of=of, share=formats.percent(n / of)) + (
        page.t("reading.shared_names", list=listed(both)) if both else ""
    )
    # How often they met together was told of council and support conference, and of no other pair.
    together = {first_body, second_body} == {page.one("council"), page.one("support_meeting")}
    for body, other, frame in zip((first_body, second_body), (second_body, first_body), held, strict=True):
        if (
            together
            and len(frame)
            and frame.iloc[0]["integrated_count_state"] == "value"
            and frame.iloc[0]["same_day_count_state"] == "value"
        ):
            row = frame.iloc[0]
            yield page.t(
                "reading.together",
                body=page.code("bodies", body),
                other=words.inner(page.code("bodies", other)),
                meetings=formats.count(row["meeting_count"], row["meeting_count_state"]),
                same_day=formats.count(row["same_day_count"]),
                integrated=formats.count(row["integrated_count"]),
            )
    if fewer is not None:
        # An estimate of the reader's, under its formula: what an attendance costs the office knows, not we.
        yield page.t(
            "reading.saved", n=n, meetings=formats.count(fewer), hours=formats.number(hours, 1),
            total=formats.number(n * fewer * hours, 1),
        )  # fmt: skip
    else:
        yield page.t("reading.saved_unknown")


def _seated(rows: pd.DataFrame) -> dict[str, str]:
    """Categories with a seat: code → name. A hidden number of organisations is at least one."""
    there = rows[rows["state"].eq("suppressed") | rows["value"].fillna(0).gt(0)]
    return dict(zip(there["agency_code"], there["agency"], strict=True))
