"""Which language the reader sees: `?lang=en` in the address, a switch in the header, kept from page to page."""

import streamlit as st

from dashboard import words
from dashboard.widgets import url_state

_SWITCH = "language_switch"


def speak() -> None:
    """Speak the kept language, also in partial reruns, which begin without this call."""
    words.follow(_kept)
    words.use(_kept())


def switch() -> None:
    """The two languages, each written in itself."""
    st.session_state[_SWITCH] = words.lang()
    st.segmented_control(
        words.t("app.language"),
        words.LANGUAGES,
        key=_SWITCH,
        required=True,
        label_visibility="collapsed",
        format_func=lambda code: {"ja": words.t("app.japanese"), "en": words.t("app.english")}[code],
        on_change=_switched,
    )


def _kept() -> str:
    return "en" if url_state.get("lang") == "en" else "ja"


def _switched() -> None:
    """Japanese is the default and needs no mark in the address."""
    url_state.put("lang", "en" if st.session_state[_SWITCH] == "en" else None)
