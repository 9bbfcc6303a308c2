"""`streamlit run …/with_streamlit.py`: the three pages as a small plain Streamlit application shows them.

With `TSUNAGARI_BARE=1` without their figures and with one tile: what a page costs before anything is drawn on it.
"""

import os

import streamlit as st

from tests.bench.peers import drawn


def shown(page: str) -> None:
    year = st.selectbox("year", drawn.years(drawn.begin()))
    tiles, figures = drawn.drawn(page, year)
    if os.environ.get("TSUNAGARI_BARE"):
        tiles, figures = [("year", str(year))], []
    for column, (name, value) in zip(st.columns(len(tiles)), tiles, strict=True):
        column.metric(name, value)
    for at, figure in enumerate(figures):
        st.plotly_chart(figure, key=f"{page}{at}", theme=None, config={"displayModeBar": False})


st.set_page_config(layout="wide")
pages = [st.Page(lambda page=page: shown(page), title=page, url_path=page) for page in drawn.PAGES]
# The address of the first page is /, whatever it is called.
first = st.Page(lambda: None, title="peer", url_path="start", default=True)
st.navigation([first, *pages], position="top").run()
