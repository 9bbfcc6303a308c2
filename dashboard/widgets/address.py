"""Choices of one page mirrored in the address with stable codes, beside the filters that all pages share.

The address decides: what it holds is what the widget shows, and a change is written back before the page reruns.
A choice left open is absent from the address.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard import store
from dashboard.widgets import run

# What an address carries from page to page beside the page itself.
NOT_OF_A_PAGE = ("basket", "snapshot")


def pick(
    parameter: str,
    options: Sequence[str],
    label: str,
    named: Callable[[str], str],
    *,
    none: str = "",
    always: bool = False,
    default: str = "",
) -> str | None:
    """One of `options` from a list; with `none` (its words) the list also offers to choose nothing.

    `always`: the first option, too, is written into the address, where without it another view opens.
    `default`: the option of an address that names none, if another than the first.
    """
    entries: list[str | None] = [None, *options] if none else list(options)
    first = default or entries[0]
    key = _from_address(parameter, lambda text: text if text in options else first)
    return st.selectbox(
        label,
        entries,
        key=key,
        format_func=lambda code: none if code is None else named(code),
        on_change=_write,
        args=(parameter, key, None if none or always else first),
        placeholder=none or None,
    )


def switch(parameter: str, options: Mapping[str, str], *, label: str) -> str:
    """Which view of a page: a code of `options` (code → words); the first one is the default."""
    codes = list(options)
    key = _from_address(parameter, lambda text: text if text in options else codes[0])
    picked = st.segmented_control(
        label,
        codes,
        key=key,
        # without it a second press on the chosen one chooses nothing (Streamlit 1.67)
        required=True,
        format_func=lambda code: options[code],
        on_change=_write,
        args=(parameter, key, codes[0]),
        label_visibility="collapsed",
    )
    if (record := run.record()) is not None:
        record.views[parameter] = options
        record.picked[parameter] = str(picked)
    return str(picked)


def several(
    parameter: str,
    options: Sequence[str],
    label: str,
    named: Callable[[str], str],
    *,
    placeholder: str,
    most: int | None = None,
) -> tuple[str, ...]:
    """Any number of `options`, at most `most`; `?theme=T01,T04`."""
    key = _from_address(
        parameter, lambda text: [code for code in dict.fromkeys(text.split(",")) if code in options][:most]
    )
    picked = st.multiselect(
        label,
        options,
        key=key,
        format_func=named,
        placeholder=placeholder,
        max_selections=most,
        on_change=_write,
        args=(parameter, key, []),
    )
    return tuple(picked)


def typed(parameter: str, label: str, *, placeholder: str = "") -> str:
    """A few words, e.g. a search."""
    key = _from_address(parameter, lambda text: text)
    typed_in = st.text_input(
        label, key=key, type="search", placeholder=placeholder, on_change=_write, args=(parameter, key, "")
    )
    return typed_in or ""


def level(parameter: str, label: str, *, default: float = 1.0, top: float = 3.0, step: float = 0.5) -> float:
    """A weight from 0 to `top`."""
    key = _from_address(parameter, lambda text: _within(text, default, top))
    return float(
        st.slider(
            label,
            0.0,
            top,
            step=step,
            format="%.1f",
            key=key,
            on_change=_write,
            args=(parameter, key, default),
        )
    )


def full(snapshot: store.Snapshot) -> str:
    """Path and query that show this page again, without the name of this machine.

    It names year and snapshot also where the reader chose neither: the latest ones are others next year.
    """
    asked = {name: value for name, value in st.query_params.items() if name not in NOT_OF_A_PAGE}
    asked = {"fy": str(snapshot.last_fy), **asked, "snapshot": snapshot.id}
    record = run.record()
    path = record.path if record else urlsplit(st.context.url or "").path or "/"
    return f"{path}?{urlencode(asked)}"


def once(parameter: str, selected: str | None) -> bool:
    """True the first time a selection reports `selected`: a picture keeps its selection over many reruns."""
    key = f"seen_{parameter}"
    new = selected is not None and st.session_state.get(key) != selected
    st.session_state[key] = selected
    return new


def write(**choices: str | None) -> None:
    """Put choices into the address (None takes them out)."""
    for parameter, value in choices.items():
        if value:
            st.query_params[parameter] = value
        else:
            st.query_params.pop(parameter, None)


def _from_address(parameter: str, read: Callable[[str], object]) -> str:
    key = f"address_{parameter}"
    # Before the widget is drawn, for afterwards Streamlit refuses it; going back in the browser changes the address alone.
    st.session_state[key] = read(st.query_params.get(parameter, ""))
    return key


def _write(parameter: str, key: str, default: object) -> None:
    value = st.session_state[key]
    text = ",".join(value) if isinstance(value, list) else "" if value is None else str(value)
    write(**{parameter: None if value == default else text})


def _within(text: str, default: float, top: float) -> float:
    try:
        asked = float(text)
    except ValueError:
        return default
    # inf and nan are numbers to float(), and nan passes through min and max.
    return min(max(asked, 0.0), top) if math.isfinite(asked) else default
