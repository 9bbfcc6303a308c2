"""The dashboard: which pages there are, in which language, on which snapshot. Run by `python -m dashboard`."""

import streamlit as st

from dashboard import store, words
from dashboard.widgets import language, page_frame, run, url_state

TOPICS = (
    "overview",
    "participation",
    "linkage",
    "checklist",
    "practices",
    "municipality",
    "indicator",
    "prefecture",
    "quality",
    "about",
)


_AGAIN = "shown_again"


def main() -> None:
    """The page; one that what the browser keeps makes impossible is shown once more as its address alone says.

    A browser may hold choices of an earlier version, and whoever writes to the socket by hand may send anything: Streamlit
    (1.67) hands on a value of the wrong kind and breaks off where its widget stands.
    """
    try:
        _show()
    except Exception:
        if st.session_state.get(_AGAIN):
            raise
        st.session_state.clear()
        st.session_state[_AGAIN] = True
        st.rerun()
    st.session_state.pop(_AGAIN, None)


def _show() -> None:
    """Restore what the reader kept, then the page between header and footer."""
    # The language comes from what is kept, and every word below from the language.
    url_state.restore()
    language.speak()
    page = st.navigation([_page(topic) for topic in TOPICS], position="top")
    topic = page.url_path or TOPICS[0]
    try:
        snapshot = run.begin()
    except store.NoSnapshot as missing:
        page_frame.no_snapshot(topic, str(missing))
    except store.BrokenSnapshot as broken:
        page_frame.broken_snapshot(topic, str(broken))
    else:
        page_frame.header(topic, snapshot)
        page.run()
        page_frame.footer(snapshot)


def _page(topic: str) -> st.Page:
    title = words.t(f"topic.{topic}")
    return st.Page(f"views/{topic}.py", title=title, url_path=topic, default=topic == TOPICS[0])


if __name__ == "__main__":
    main()
