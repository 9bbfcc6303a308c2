"""事例: search the library, open a case (`?case=…`), see where cases are many and where none is known yet."""

from collections.abc import Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import formats, words
from dashboard.charts import practices as chart
from dashboard.queries import practices as query
from dashboard.views import _practices_case as detail
from dashboard.views import _practices_offered as cases
from dashboard.widgets import address, sheet
from dashboard.widgets.address import switch
from dashboard.widgets.page import Page, listed
from dashboard.widgets.tiles import Tile, tiles

PARAMETERS = {"themes": "theme", "designs": "design", "items": "item", "bodies": "body", "agencies": "agency"}
OF_THE_LAW = {"principles": "principle", "phases": "phase", "benefits": "benefit"}
OF_THE_PLACE = {"pop_bands": "size", "setup_forms": "form"}
OTHER_PURPOSE = "other"
FIRST = 12


def main() -> None:
    """One case when the address names it, else the library."""
    page = Page.open("practices")
    sheet.style()
    if not detail.show(page):
        _library(page)


def _library(page: Page) -> None:
    counts = query.counts(page.snapshot)
    tiles(_tiles(page, counts))
    text, facets, origin, (sizes, forms), other = _asked(page, counts)
    found = query.library(page.snapshot, text, facets, origin, sizes, forms, other)
    _results(page, found, asked_words=len(text.split()))
    left, right = st.columns(2)
    with left:
        _coverage(page, counts[counts["list"] == "items"], "items")
    with right:
        _coverage(page, counts[counts["list"] == "themes"], "themes")


def _tiles(page: Page, counts: pd.DataFrame) -> list[Tile]:
    everything = query.library(page.snapshot)
    own = int((everything["origin"] == "submission").sum())
    numbers = {"cases": len(everything), "own": own, "public": len(everything) - own}
    latest = formats.count(*query.shared(page.snapshot, page.chosen))
    made = [
        page.tile(
            page.t(f"tile.{name}"),
            formats.count(n),
            page.t("unit.cases"),
            page.t(f"tile.{name}_note", n=latest),
            indicators=("practice_library", "practice_count") if name == "own" else ("practice_library",),
        )
        for name, n in numbers.items()
    ]
    items = counts[counts["list"] == "items"]
    answered = int((items["annex"] + items["submission"] > 0).sum())
    of_items, note = page.t("unit.of_items", n=len(items)), page.t("tile.items_note")
    bound = ("items_with_practice",)
    return [*made, page.tile(page.t("tile.items"), formats.count(answered), of_items, note, indicators=bound)]


def _asked(
    page: Page, counts: pd.DataFrame
) -> tuple[str, dict[str, tuple[str, ...]], str, tuple[tuple[str, ...], ...], bool]:
    """Words, facets, origin, and size and form of the municipality; a code that has a case is offered with their number."""
    text = address.typed("q", page.t("search"), placeholder=page.t("search_example"))
    facets = _facets(page, counts, PARAMETERS, st.columns(len(PARAMETERS)))
    columns = st.columns(len(OF_THE_LAW) + len(OF_THE_PLACE))
    facets |= _facets(page, counts, OF_THE_LAW, columns[: len(OF_THE_LAW)])
    like_us = _like_us(page, columns[len(OF_THE_LAW) :])
    with st.container(horizontal=True, key="kinds_of_case"):
        origin, other = _kinds(page)
    return text, facets, "" if origin == "all" else origin, like_us, other


def _kinds(page: Page) -> tuple[str, bool]:
    """Whose cases, and whether only of activities with another purpose."""
    named = {code: page.t(f"origin.{code}") for code in ("all", "submission", "annex")}
    origin = switch("origin", named, label=page.t("origin.label"))
    purposes = {"every": page.t("purpose.every"), OTHER_PURPOSE: page.t("purpose.other")}
    return origin, switch("purpose", purposes, label=page.t("purpose.label")) == OTHER_PURPOSE


def _facets(
    page: Page, counts: pd.DataFrame, asked: dict[str, str], columns: Sequence[DeltaGenerator]
) -> dict[str, tuple[str, ...]]:
    """The codes chosen of each list, a column each; a code that has a case is offered with their number."""
    facets = {}
    for column, (name, parameter) in zip(columns, asked.items(), strict=True):
        offered = counts[(counts["list"] == name) & (counts["annex"] + counts["submission"] > 0)]
        labels = {
            row["code"]: page.t("option", label=row["label"], n=row["annex"] + row["submission"])
            for row in offered.to_dict("records")
        }
        with column:
            facets[name] = address.several(
                parameter,
                list(labels),
                page.t(f"facet.{name}"),
                labels.__getitem__,
                placeholder=page.t("any"),
            )
    return facets


def _like_us(page: Page, columns: Sequence[DeltaGenerator]) -> tuple[tuple[str, ...], ...]:
    """Cases of municipalities of a size, and of those whose platform was set up in a form."""
    picked = []
    for column, (name, parameter) in zip(columns, OF_THE_PLACE.items(), strict=True):
        codes = list(page.snapshot.code_list(name))
        labels = {code: page.code(name, code) for code in codes}
        with column:
            picked.append(
                address.several(
                    parameter, codes, page.t(f"facet.{name}"), labels.__getitem__, placeholder=page.t("any")
                )
            )
    return tuple(picked)


def _results(page: Page, matches: pd.DataFrame, *, asked_words: int) -> None:
    own = matches[matches["origin"] == "submission"]
    # How many municipalities do what was chosen, a design above all: one may have sent several cases.
    counted = page.t("found", n=len(matches), own=len(own), towns=own["lg_code"].nunique())
    st.markdown(f"**{counted}**")
    # A search also finds cases with a part of what was asked; those are counted apart and said to be near.
    near = int((~matches["complete"].astype(bool)).sum()) if asked_words else 0
    if near:
        phrase = "found_near" if asked_words > 1 else "found_near_word"
        said = page.t(phrase, n=near, complete=len(matches) - near)
        st.html(f'<p class="card-notes">{escape(said)}</p>')
    if matches.empty:
        page.empty("none", "practices", title=page.t("none"))
        st.page_link(cases.PAGE, label=page.t("back_all"))
        return
    # `?all=1` rather than a session: a link to all cases shows all cases.
    shown = matches.head(FIRST if st.query_params.get("all") is None else len(matches))
    tags = query.tags(page.snapshot, shown["practice_id"].tolist())
    for start in range(0, len(shown), 3):
        for column, row in zip(st.columns(3), shown.iloc[start : start + 3].to_dict("records"), strict=False):
            with column:
                _card(page, row, tags[tags["practice_id"] == row["practice_id"]])
    if len(shown) < len(matches):
        more = page.t("more", n=len(matches) - len(shown))
        st.button(more, key="more", on_click=address.write, kwargs={"all": "1"})


def _card(page: Page, row: detail.Row, tags: pd.DataFrame) -> None:
    """Title that opens the case, place and mark, the beginning of the summary, its themes and items."""
    chips = tags.loc[tags["list"].isin(["themes", "items"]), "short"].tolist()
    with st.container(border=True, key=f"card_case_{row['practice_id']}", height="stretch"):
        st.page_link(
            cases.PAGE,
            label=f"**{words.plain(row['title'])}**",
            query_params=detail.address_of(str(row["practice_id"])),
        )
        st.html(
            f'<p class="card-notes">{escape(cases.origin(page.snapshot, row))}</p>'
            f'<p class="clamp" lang="{cases.language(row)}">{escape(str(row["summary"]))}</p>{sheet.chips(chips)}'
        )


def _coverage(page: Page, counts: pd.DataFrame, key: str) -> None:
    kinds = (page.t("origin.submission"), page.t("origin.annex"))
    rows = pd.concat(
        [
            counts.assign(word=word, value=counts[column], state="value", label=counts["short"])
            for column, word in zip(("submission", "annex"), kinds, strict=True)
        ]
    )
    none = counts.loc[counts["annex"] + counts["submission"] == 0, "short"].tolist()
    page.card(
        f"coverage_{key}",
        partial(chart.coverage, rows, kinds),
        rows[["code", "label", "word", "value", "state"]],
        # The figures do not follow the search above them.
        (page.t("reading.coverage", list=listed(none[:6])) if none else page.t("reading.coverage_all"))
        + page.t("reading.whole_library"),
        indicators=("practices_tagged",),
        period=page.t("until", year=formats.fiscal_year(page.snapshot.last_fy)),
        notes=[page.t("note.own_fictitious")] if page.snapshot.demo else [],
        sources=("submissions", "enforcement"),
        # The cases of the annex are real also in a demonstration; only the submitted ones are not.
        fictional=words.t("app.demo_partly"),
    )


main()
