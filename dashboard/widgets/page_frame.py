"""What surrounds every page: banner, heading, language switch, footer; and the screens without data."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import formats, store, words
from dashboard.queries import sources
from dashboard.widgets import document, language, notices, take
from dashboard.widgets.unbroken import unbroken

WORDMARK = {name: Path(__file__).parent / f"wordmark.{name}.svg" for name in words.LANGUAGES}
ICON = Path(__file__).parent / "icon.svg"
STYLE = Path(__file__).parent / "style.css"


def header(topic: str, snapshot: store.Snapshot) -> None:
    """Page title, banner, the one h1 with its lead sentence, whose data it is, and the language switch."""
    place = words.either(snapshot.prefecture_ja, snapshot.prefecture_en)
    _configure(topic, place)
    notices.demo_banner(snapshot)
    department = words.either(snapshot.lead_department_ja, snapshot.lead_department_en)
    # A prefecture that named no department yet is shown by its name alone.
    lead = words.t("app.lead", place=place, department=department) if department else place
    _heading(topic, (lead, words.t("app.as_of", day=formats.day(snapshot.as_of))), snapshot)
    _other_snapshot(snapshot)


def _other_snapshot(snapshot: store.Snapshot) -> None:
    """An address of an export names its snapshot; only the published one is shown, since another may have been withdrawn."""
    named = st.query_params.get("snapshot")
    if named and named != snapshot.id:
        st.info(words.t("app.other_snapshot", named=words.plain(named[:40]), id=snapshot.id))


def footer(snapshot: store.Snapshot) -> None:
    """Source, dates and identity of what was shown."""
    place = words.either(snapshot.prefecture_ja, snapshot.prefecture_en)
    lines = (
        words.t("app.footer_source", place=place),
        words.t("app.footer_geometry", credit=sources.boundaries(snapshot)),
        words.t("app.footer_use"),
    )
    identity = (
        words.t("app.as_of", day=formats.day(snapshot.as_of)),
        words.t("app.footer_published", moment=formats.moment(snapshot.created_at)),
        words.t("app.footer_snapshot", id=snapshot.id),
    )
    told = "".join(f"<p>{unbroken(line)}</p>" for line in lines)
    # Apart by space: a line of a telephone would begin with a sign between them.
    told += f"<p>{' '.join(f'<span class=part>{unbroken(part)}</span>' for part in identity)}</p>"
    st.html(f'<footer class="site">{told}</footer>')


def no_snapshot(topic: str, folder: str) -> None:
    """Nothing published yet: what to run."""
    _configure(topic, "")
    _heading(topic, ())
    with st.container(border=True, key="card_missing"):
        notices.heading(words.t("missing.title"))
        st.write(words.t("missing.text"))
        _command("missing.demo", "./run demo")
        _command("missing.real", "tsunagari load")
        st.write(words.t("missing.where", folder=words.plain(folder)))
        st.write(words.t("missing.again"))


def broken_snapshot(topic: str, reason: str) -> None:
    """The pointer or its file is damaged: nothing is lost, and how to go back."""
    _configure(topic, "")
    _heading(topic, ())
    with st.container(border=True, key="card_broken"):
        notices.heading(words.t("broken.title"))
        st.write(words.t("broken.text"))
        _command("broken.fix", "tsunagari rollback")
        st.write(words.t("broken.detail", reason=words.plain(reason)))


def failed() -> None:
    """A page broke off: say so without technical words."""
    with st.container(border=True, key="card_failed"):
        notices.heading(words.t("error.title"))
        st.write(words.t("error.text"))


def _command(phrase: str, command: str) -> None:
    st.markdown(f"**{words.t(phrase)}**")
    # No highlighting: a command is to be copied, and colours would only suggest a meaning.
    st.code(command, language=None)


def _configure(topic: str, place: str) -> None:
    name = words.t("app.of_place", name=words.t("app.name"), place=place) if place else words.t("app.name")
    title = words.t("app.browser_title", page=words.t(f"topic.{topic}"), name=name)
    st.set_page_config(page_title=title, page_icon=str(ICON), layout="wide")
    st.logo(str(WORDMARK[words.lang()]), size="large")
    st.html(STYLE)
    document.tell()


def _heading(topic: str, beside: Sequence[str], snapshot: store.Snapshot | None = None) -> None:
    with st.container(horizontal=True, key="page_head", vertical_alignment="center"):
        st.html(
            f'<div class="head"><h1>{escape(words.t(f"topic.{topic}"))}</h1>'
            f"<p>{escape(words.t(f'topic_lead.{topic}'))}</p></div>"
        )
        with st.container(width="content", horizontal=True, key="page_side", vertical_alignment="center"):
            st.html('<p class="head-side">' + "<br>".join(map(unbroken, beside)) + "</p>", width="content")
            if snapshot:
                take.menus(snapshot, topic)
            language.switch()
