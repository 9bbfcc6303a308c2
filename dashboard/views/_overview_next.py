"""概況, where help may be welcome next: who prepares a body, what is still to come in, what is hard; with the way there.

Prompts, not judgements: municipalities stand in the order of their codes, and an empty prompt is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.queries import overview as query
from dashboard.queries import places
from dashboard.widgets import notices
from dashboard.widgets.page import Page, listed

SHEET = "views/municipality.py"
NAMED = 6


@dataclass(frozen=True)
class Prompt:
    """One line: what it is about, the municipalities or the finding, and the page that shows more.

    `short` is what a municipality's own line says of it, `shorts` what those of some codes say instead. Of `codes`, the last
    `outside` are of another prefecture; those of ours are the number that other pages show.
    """

    text: str
    topic: str
    codes: tuple[str, ...] = ()
    outside: int = 0
    finding: str = ""
    address: dict[str, str] = field(default_factory=dict)
    short: str = ""
    shorts: dict[str, str] = field(default_factory=dict)


def show(page: Page, answers: pd.DataFrame) -> None:
    """The card of prompts, then links to the other pages with the filters kept."""
    names = _names(page)
    with st.container(border=True, key="card_next"):
        notices.heading(page.t("next.title"))
        st.html(f'<p class="card-notes">{page.t("next.note")}</p>')
        prompts = [*_preparing(page), *_arriving(page, answers), *_items(page), *_consistency(page)]
        if not prompts:
            st.write(page.t("next.nothing"))
            return
        if page.view("next", "prompt", "town") == "town":
            _by_municipality(page, prompts, names)
            return
        for index, prompt in enumerate(prompts):
            _line(page, prompt, names, index)


def _by_municipality(page: Page, prompts: list[Prompt], names: dict[str, str]) -> None:
    """Each municipality once: all that is said of it above, and what support the prefecture gave it this year."""
    given = query.supported(page.snapshot, page.chosen)
    # In the order of codes: the prefecture looks for whom to help, not for who is last.
    with st.container(key="next_by_town"):
        for code, name in names.items():
            about = [
                listed([prompt.shorts.get(code, prompt.short) for prompt in prompts if code in prompt.codes])
            ]
            if not any(about):
                continue
            if code in given:
                about.append(page.t("next.supported", n=formats.count(*given[code])))
            with st.container(key=f"next_town_{code}", gap="xxsmall"):
                st.page_link(
                    SHEET, label=words.plain(name), query_params={**page.kept(), "m": code}, width="content"
                )
                st.html(f'<p class="card-notes">{"<br>".join(map(escape, about))}</p>')


def _preparing(page: Page) -> Iterator[Prompt]:
    found = query.preparing(page.snapshot, page.chosen)
    for body, towns in found.groupby("body_code", sort=True):
        text = page.t("next.planned", body=page.code("bodies", str(body)))
        outside, address = _outside(towns), {"body": str(body)}
        short = page.t("next.short.planned", body=page.code("bodies", str(body)))
        yield Prompt(text, "participation", tuple(towns["lg_code"]), outside, address=address, short=short)


def _arriving(page: Page, answers: pd.DataFrame) -> Iterator[Prompt]:
    now = answers[answers["fiscal_year"] == page.chosen.fiscal_year]
    # Returned apart from to confirm: both are telephoned about, only the former lack in every total.
    # One number, as the page of submissions counts it; who sent nothing at all is told so in its own line.
    silent = dict.fromkeys(now.loc[now["forms"].eq(0), "lg_code"], page.t("next.short.silent"))
    for name, column in (("missing", "missing"), ("check", "to_check"), ("returned", "returned")):
        towns = now[now[column] > 0]
        if len(towns):
            text, short = page.t(f"next.{name}"), page.t(f"next.short.{name}")
            shorts = silent if name == "missing" else {}
            yield Prompt(
                text, "quality", tuple(towns["lg_code"]), _outside(towns), short=short, shorts=shorts
            )


def _outside(towns: pd.DataFrame) -> int:
    return int((~towns["in_prefecture"]).sum())


def _items(page: Page) -> Iterator[Prompt]:
    for row in query.considered(page.snapshot, page.chosen).to_dict("records"):
        said = page.t("next.item_value", item=row["item"], n=row["value"])
        yield Prompt(page.t("next.item"), "checklist", finding=said, address={"item": row["item_code"]})
    for row in query.hindering(page.snapshot, page.chosen).to_dict("records"):
        said = page.t("next.barrier_value", barrier=row["label"], n=row["value"])
        yield Prompt(page.t("next.barrier"), "checklist", finding=said, address={"view": "barriers"})


def _consistency(page: Page) -> Iterator[Prompt]:
    zero = tuple(query.without_referral(page.snapshot, page.chosen)["lg_code"])
    if zero:
        short = page.t("next.short.zero")
        yield Prompt(page.t("next.zero"), "linkage", zero, address={"view": "places"}, short=short)
    differing = tuple(query.differing(page.snapshot, page.chosen)["lg_code"])
    if differing:
        short = page.t("next.short.differs")
        yield Prompt(page.t("next.differs"), "checklist", differing, address={"view": "roster"}, short=short)


def _line(page: Page, prompt: Prompt, names: dict[str, str], index: int) -> None:
    """The prompt with its page, then the municipalities: each opens its sheet."""
    kept = page.kept()
    count = page.t("next.count", n=len(prompt.codes) - prompt.outside) if prompt.codes else prompt.finding
    count += page.t("next.count_outside", n=prompt.outside) if prompt.outside else ""
    with st.container(key=f"next_{index}", gap="xxsmall"):
        st.page_link(
            f"views/{prompt.topic}.py",
            label=f"{prompt.text}　**{count}**",
            query_params={**kept, **prompt.address},
        )
        if not prompt.codes:
            return
        with st.container(horizontal=True, key=f"next_towns_{index}", gap="xsmall"):
            # A handful of names invites to look; all of them would read as a list of laggards.
            for code in prompt.codes[:NAMED]:
                st.page_link(
                    SHEET, label=words.plain(names[code]), query_params={**kept, "m": code}, width="content"
                )
            if len(prompt.codes) > NAMED:
                st.html(
                    f'<p class="card-notes">{page.t("more_places", n=len(prompt.codes) - NAMED)}</p>',
                    width="content",
                )


def _names(page: Page) -> dict[str, str]:
    """Names of municipalities; those of another prefecture say so in Japanese."""
    towns = places.municipalities(page.snapshot)
    shown = {}
    for town in towns.to_dict("records"):
        name = words.place(page.snapshot, "municipality", str(town["lg_code"]))
        outside = not town["in_prefecture"] and words.lang() == "ja"
        shown[str(town["lg_code"])] = (
            page.t("next.outside", name=name, prefecture=words.prefecture(page.snapshot, town["prefecture"]))
            if outside
            else name
        )
    return shown
