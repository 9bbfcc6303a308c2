"""What kind of screen the reader holds, as far as a page must know before it is drawn."""

import pandas as pd
import streamlit as st

WIDE = 620
NARROW = 320


def narrow() -> bool:
    """True on a telephone: maps then show signs without names."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def map_width() -> int:
    """Pixels a map may count on."""
    return NARROW if narrow() else WIDE


def map_height() -> int:
    """Pixels a map is tall."""
    return 260 if narrow() else 340


def labelled(places: pd.DataFrame) -> pd.DataFrame:
    """The labels there is room for: sign and name, on a telephone the sign only."""
    return places.assign(label=places["label"].str[:1]) if narrow() else places
