"""Things a page says about its numbers: the legend of states, empty selections, the demonstration banner."""

import re
from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, store, words
from dashboard.widgets import filters


def heading(text: str) -> None:
    """The h2 of a card without a figure."""
    st.html(f'<h2 class="card-title">{escape(text)}</h2>')


def legend() -> None:
    """One line telling the five states of a number apart; on every page with numbers."""
    # Sign and word in one box, so that a narrow screen never breaks a line between them.
    signs = re.split(r"(\u3000| · )", escape(words.t("legend.line")))
    said = "".join(f"<span>{sign}</span>" if sign.strip(" ·") else sign for sign in signs)
    st.html(f'<p class="states">{said}</p><p class="states">{escape(words.t("legend.range"))}</p>')


def demo_banner(snapshot: store.Snapshot) -> None:
    """演示用の架空データ: nothing when the snapshot holds real submissions."""
    if snapshot.demo:
        text = f"<strong>{escape(words.t('app.demo'))}</strong> {escape(words.t('app.demo_note'))}"
        st.html(f'<p class="demo" role="note">{text}</p>')


def why(frame: pd.DataFrame, state: str = "state") -> str:
    """What explains an empty selection: none, or the states that occur in it, with a blank between two of them."""
    there = set(frame[state]) if state in frame else set()
    # What was reported without a number to show here is a row that does not fit, as is no row at all.
    return " ".join(one for one in formats.STATES[1:] if one in there) or "none"


def empty(name: str, reason: str, offered: Sequence[str], required: Sequence[str] = (), *, key: str) -> None:
    """The figure `name` has nothing to show: why, and the way out through the filters that this page offers.

    reason: as `why` has it; required: filters that cannot be left open, so that nothing is there to clear.
    """
    narrowing = [one for one in offered if one != "fiscal_year" and one not in required]
    sentences = _explained(reason)
    if narrowing and "suppressed" in reason:
        sentences += words.t("empty.wider")
    if offered:
        listed = formats.listed([words.inner(words.t(f"filter.{one}")) for one in offered])
        sentences += words.t("empty.clear" if narrowing else "empty.choose", filters=listed)
    with st.container(border=True, key=key):
        heading(name)
        st.write(f"**{words.t('empty.title')}**")
        st.write(sentences)
        if narrowing:
            st.button(words.t("filter.show_all"), key=f"{key}_clear", on_click=filters.clear)


def _explained(reason: str) -> str:
    """Why there is nothing: one state in a sentence of its own, several are all named, for none of them is another."""
    states = reason.split()
    if len(states) == 1 and words.known(f"empty.{reason}"):
        return words.t(f"empty.{reason}")
    named = [words.t("empty.state", word=formats.state_word(one), sign=formats.symbol(one)) for one in states]
    return words.t("empty.several", list=formats.listed(named))


def state_table() -> None:
    """The states as a small table: sign, word, meaning."""
    signs = [(words.t("legend.zero") if s == "value" else formats.symbol(s), s) for s in formats.STATES]
    rows = "".join(
        f"<tr><th scope='row'>{escape(sign)}</th><td>{escape(formats.state_word(s))}</td>"
        f"<td>{escape(words.t(f'state.{s}.meaning'))}</td></tr>"
        for sign, s in signs
    )
    st.html(f'<table class="plain states-table"><tbody>{rows}</tbody></table>')
