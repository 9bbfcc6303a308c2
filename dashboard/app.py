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


def main() -> None:
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
