"""What kind of screen the reader holds, as far as a page must know before it is drawn."""

from collections.abc import Container

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.widgets import run

WIDE = 620
NARROW = 320
SCROLLED = (400, 480, 560, 640, 800, 960, 1200)
"""Pixels of figures that scroll sideways on a telephone (style.css)."""
_NARROW = "narrow"


def narrow() -> bool:
    """True where the page is as narrow as on a telephone: maps then show signs without names."""
    if run.record() is not None:  # what is written down is not for one screen
        return False
    # What the document has measured; until it has, the browser's word for a telephone.
    return bool(st.session_state.get(_NARROW, "Mobi" in (st.context.headers.get("User-Agent") or "")))


def measured(*, narrow: bool) -> None:
    """Keep what the document says of its width, for every page of this reader."""
    st.session_state[_NARROW] = narrow


def map_width() -> int:
    """Pixels a map may count on."""
    return NARROW if narrow() else WIDE


def labelled(places: pd.DataFrame) -> pd.DataFrame:
    """The labels there is room for: sign and name, on a telephone the sign only."""
    return places.assign(label=places["label"].str[:1]) if narrow() else places


def without_outline(places: pd.DataFrame, outlines: Container[str]) -> list[str]:
    """A note that names the municipalities which the map cannot draw, or nothing."""
    lacking = [
        name
        for code, name in zip(places["lg_code"], places["municipality"], strict=True)
        if code not in outlines
    ]
    return [words.t("app.without_outline", names=words.t("format.comma").join(lacking))] if lacking else []
