"""Which language the reader sees: `?lang=en` in the address, a switch in the header, kept from page to page."""

from pathlib import Path

import streamlit as st

from dashboard import words
from dashboard.widgets import kept

_SWITCH = "language_switch"
# The launcher serves the page in the language of its address; a switch on the page has to say so afterwards.
_DOCUMENT = st.components.v2.component(
    "tsunagari_language", js=(Path(__file__).parent / "language.js").read_text(encoding="utf-8")
)


def settle() -> None:
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
    _DOCUMENT(key="document_language", data={"language": words.lang(), "phrases": _builtin()})


def _builtin() -> list[tuple[str, str]]:
    """What Streamlit writes by itself: as it may stand on the page, and in the language in force."""
    said = {language: words.catalogue(language) for language in words.LANGUAGES}
    keys = [key for key in said["en"] if key.startswith("builtin.")]
    return [(said[other][key], said[words.lang()][key]) for key in keys for other in words.LANGUAGES]


def _kept() -> str:
    return "en" if kept.get("lang") == "en" else "ja"


def _switched() -> None:
    """Japanese is the default and needs no mark in the address."""
    kept.put("lang", "en" if st.session_state[_SWITCH] == "en" else None)
