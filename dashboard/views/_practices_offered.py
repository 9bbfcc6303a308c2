"""Practices as they are offered on other pages: a link to each, where it comes from and why it is offered."""

from html import escape

import pandas as pd
import streamlit as st

from dashboard import store, words
from dashboard.queries.offered import language, mark, origin, why

__all__ = ["PAGE", "language", "links", "mark", "origin", "why"]

PAGE = "views/practices.py"


def links(snapshot: store.Snapshot, cases: pd.DataFrame, *, key: str) -> None:
    """Titles that open the library at the case, each with place, year and the reasons why it is offered."""
    st.markdown(f"**{words.t('practices.offered')}**")
    if cases.empty:
        st.write(words.t("practices.offered_none"))
        st.page_link(PAGE, label=words.t("practices.open_library"))
    for index, row in enumerate(cases.to_dict("records")):
        with st.container(key=f"case_{key}_{index}", gap="xxsmall"):
            # A title may hold signs that Markdown would read as its own.
            st.page_link(
                PAGE, label=words.plain(row["title"]), query_params={"case": str(row["practice_id"])}
            )
            said = " ｜ ".join([origin(snapshot, row), *why(snapshot, row.get("reasons"))])
            st.html(f'<p class="card-notes">{escape(said)}</p>')
