"""What a pointer finds on a map, for the keyboard and for whoever hears the page: each municipality with what is said of it."""

import pandas as pd
import streamlit as st

from dashboard import store, words
from dashboard.charts import map as maps
from dashboard.queries import shapes

SHEET = "views/municipality.py"


def sheet(snapshot: store.Snapshot) -> maps.Sheet:
    """What every map lies on: the extent of the prefecture, boxes of islands, areas to point at and borders."""
    return maps.Sheet(*shapes.sheet(snapshot, words.lang()), *shapes.land(snapshot))


@st.fragment
def towns(key: str, places: pd.DataFrame, kept: dict[str, str]) -> None:
    """A fold that opens onto a link for each municipality of a map (columns lg_code, detail), as its hover says it.

    key: the card's; kept: what the links carry of the address. The links are made when the fold is opened.
    """
    fold = st.expander(words.t("card.places", n=len(places)), key=f"places_{key}", on_change="rerun")
    if not fold.open:
        return
    with fold, st.container(horizontal=True, key=f"towns_{key}", gap="small"):
        for code, said in places[["lg_code", "detail"]].itertuples(index=False, name=None):
            label = words.plain(" ".join(str(said).split("\n")))
            st.page_link(SHEET, label=label, query_params={**kept, "m": str(code)}, width="content")
