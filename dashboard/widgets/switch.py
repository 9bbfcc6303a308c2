"""A choice between views of one page, mirrored in the address with a stable code (`?view=network`)."""

from collections.abc import Mapping

import streamlit as st

from dashboard.widgets import run


def switch(parameter: str, options: Mapping[str, str], *, label: str) -> str:
    """The chosen code of `options` (code → words); the first one is the default and leaves the address clean."""
    codes = list(options)
    key = f"switch_{parameter}"
    asked = st.query_params.get(parameter)
    st.session_state[key] = asked if asked in options else codes[0]
    picked = st.segmented_control(
        label,
        codes,
        key=key,
        # without it a second press on the chosen one chooses nothing (Streamlit 1.67)
        required=True,
        format_func=lambda code: options[code],
        on_change=_mirror,
        args=(parameter, key, codes[0]),
        label_visibility="collapsed",
    )
    if (record := run.record()) is not None:
        record.views[parameter] = options
        record.picked[parameter] = str(picked)
    return str(picked)


def _mirror(parameter: str, key: str, default: str) -> None:
    picked = st.session_state[key]
    if picked == default:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = picked
