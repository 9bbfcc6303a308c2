"""指標をさがす: any indicator of the catalogue in every municipality (`?i=referral_count&show=strip`).

Without an indicator in the address, the list of all of them. Nothing here knows an indicator by name: what the
catalogue says is what stands on the page.
"""

from html import escape

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.queries import indicator as query
from dashboard.queries.definitions import definitions
from dashboard.views import _indicator_shown as shown
from dashboard.widgets import address, definition, notices, run, sheet
from dashboard.widgets.page import Page
from dashboard.widgets.unbroken import unbroken


def main() -> None:
    """Filters and search; then one indicator in the view chosen, or the list."""
    sheet.style()
    page = Page.open("indicator", "fiscal_year", "area", "municipality")
    known = query.published(page.snapshot)
    asked = st.query_params.get("i", "")
    if asked in set(known["indicator_id"]):
        left, middle, right = st.columns([0.3, 0.54, 0.16], vertical_alignment="bottom")
        with left:
            matches = _search(page)
        with middle:
            shown.pick(page, known)
        with right:
            _back(page)
        if matches is not None:
            _listed(page, matches, key="found")
        shown.show(page, known, asked)
        return
    matches = _search(page)
    if asked:
        _elsewhere(page, asked)
    _listed(page, known if matches is None else matches, key="all")


def _back(page: Page) -> None:
    """The way to the list; a file has none."""
    if run.record() is None:
        there, said = escape(definition.address()), escape(page.t("back_all"))
        st.html(f'<p class="to-list"><a href="{there}">{said}</a></p>')


def _search(page: Page) -> pd.DataFrame | None:
    """What the words typed in are found in; None while nothing is typed. A single find opens at once."""
    text = address.typed("q", page.t("search"), placeholder=page.t("search_example"))
    if not text.strip():
        return None
    matches = query.find(page.snapshot, text)
    if len(matches) == 1:
        address.write(i=str(matches["indicator_id"].iloc[0]), q=None)
        # The page read from the address what to show before this search wrote another into it.
        st.rerun()
    return matches


def _listed(page: Page, indicators: pd.DataFrame, *, key: str) -> None:
    """Indicators by topic, each with its formula; the name opens it."""
    with st.container(border=True, key=f"card_{key}"):
        notices.heading(page.t("list", n=len(indicators)) if len(indicators) else page.t("list_none"))
        if indicators.empty:
            st.write(page.t("list_none_text"))
        for topic, rows in indicators.groupby("topic", sort=False):
            entries = "".join(
                _entry(page, {str(k): str(v) for k, v in row.items()}) for row in rows.to_dict("records")
            )
            title = escape(words.indicators_of(str(topic)))
            st.html(f'<h3 class="section">{title}</h3><ul class="catalogue">{entries}</ul>')


def _entry(page: Page, row: dict[str, str]) -> str:
    name = page.t("named", title=row["title"], unit=row["unit"]) if row["unit"] else row["title"]
    named = definition.link(row["indicator_id"], unbroken(name))
    return f"<li>{named}<p>{escape(words.sentence(row['formula']))}</p></li>"


def _elsewhere(page: Page, asked: str) -> None:
    """The address names a definition whose numbers stand on another page, or nothing that we know."""
    found = definitions(page.snapshot, (asked,)) if asked else pd.DataFrame()
    if found.empty:
        st.info(page.t("unknown", id=words.plain(asked)))
        return
    row = found.iloc[0]
    st.info(page.t("elsewhere", title=words.plain(row["title"]), topic=words.t(f"topic.{row['topic']}")))


main()
