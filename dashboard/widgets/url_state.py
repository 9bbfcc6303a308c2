"""What a reader keeps from page to page, language and filters, and its place in the address.

A change of page empties the address, so what was kept is put back; on the same page the address decides, also when
the reader goes back. All parts are written at once and in one order, to leave one entry in the browser's history.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

PARAMETERS = ("fy", "area", "m", "s", "lang", "basket")
_KEPT = "kept"
_PAGE = "kept_page"


def restore() -> None:
    """Call at the start of every full run."""
    kept = st.session_state.setdefault(_KEPT, {})
    moved = _moved()
    for parameter in PARAMETERS:
        asked = st.query_params.get(parameter)
        if asked:
            kept[parameter] = asked
        elif not moved:
            kept.pop(parameter, None)
    if moved:
        _write()


def get(parameter: str) -> str | None:
    """What is kept under a parameter of the address."""
    return st.session_state.get(_KEPT, {}).get(parameter)


def put(parameter: str, value: str | None) -> None:
    """Keep a value (None forgets it) and show it in the address."""
    if get(parameter) == value == st.query_params.get(parameter):
        return
    kept = st.session_state.setdefault(_KEPT, {})
    if value is None:
        kept.pop(parameter, None)
    else:
        kept[parameter] = value
    _write()


def forget(*parameters: str) -> None:
    """Drop several at once."""
    for parameter in parameters:
        st.session_state.get(_KEPT, {}).pop(parameter, None)
    _write()


def _moved() -> bool:
    """Has the page changed since the last run of this session?"""
    # Not part of the public interface of Streamlit 1.67, which tells the page only by st.navigation, after this.
    context = get_script_run_ctx()
    page = context.page_script_hash if context else ""
    before = st.session_state.get(_PAGE, page)
    st.session_state[_PAGE] = page
    return before != page


def _write() -> None:
    kept = st.session_state.get(_KEPT, {})
    asked = st.query_params.to_dict()
    others = {name: value for name, value in asked.items() if name not in PARAMETERS}
    # One order for all, else two ways to one view leave two entries in the history of the browser.
    wanted = {**others, **{name: kept[name] for name in PARAMETERS if name in kept}}
    if list(wanted.items()) != list(asked.items()):
        st.query_params.from_dict(wanted)
