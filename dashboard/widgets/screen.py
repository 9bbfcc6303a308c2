"""What kind of screen the reader holds, as far as a page must know before it is drawn."""

from collections.abc import Container

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.widgets import run

WIDE = 620
NARROW = 320


def narrow() -> bool:
    """True on a telephone: maps then show signs without names."""
    # What is written down is not for one screen, and nobody's browser asks for it.
    return run.record() is None and "Mobi" in (st.context.headers.get("User-Agent") or "")


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
