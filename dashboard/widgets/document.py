"""What the document needs beyond Streamlit: its language, Streamlit's own phrases, the keyboard, its width, paper."""

from pathlib import Path

import streamlit as st

from dashboard import words
from dashboard.widgets import screen

# The launcher serves the page in the language of its address; a switch on the page has to say so afterwards.
_SCRIPTS = [(Path(__file__).parent / name).read_text("utf-8") for name in ("paper.js", "document.js")]
_DOCUMENT = st.components.v2.component("tsunagari_document", js="\n".join(_SCRIPTS))

_KEY = "document"


def tell() -> None:
    """Once on every page; draws nothing. The document answers when it is of another width than the page was built for."""
    data = {
        "language": words.lang(),
        "phrases": _builtin(),
        "narrow": screen.narrow(),
        "more": words.t("app.sideways"),
        "below": words.t("app.downwards"),
    }
    _DOCUMENT(key=_KEY, data=data, on_narrow_change=_measured)


def _measured() -> None:
    screen.measured(narrow=st.session_state[_KEY].narrow)


def _builtin() -> list[tuple[str, str]]:
    """What Streamlit writes by itself: as it may stand on the page, and in the language in force."""
    said = {language: words.catalogue(language) for language in words.LANGUAGES}
    keys = [key for key in said["en"] if key.startswith("builtin.")]
    return [(said[other][key], said[words.lang()][key]) for key in keys for other in words.LANGUAGES]
