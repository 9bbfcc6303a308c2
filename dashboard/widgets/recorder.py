"""Pages run to be written down instead of shown: the same code, the same choice in the address, and no browser.

Decks, workbooks, HTML files, briefing packs, the site and the line of Python beside a figure all come from here.
"""

import runpy
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard import store, words
from dashboard.export.chapter import Chapter, Prose
from dashboard.export.figure_record import FigureRecord
from dashboard.widgets import address, filters, run, url_state

_APP = Path(__file__).resolve().parent.parent / "app.py"
_VIEWS = _APP.parent / "views"
_FIRST = "overview"
TOPICS = tuple(sorted(file.stem for file in _VIEWS.glob("[!_]*.py")))


def topic_of(path: str) -> str:
    """The page that a path leads to; the first page has no name in it."""
    named = urlsplit(path).path.rstrip("/").rpartition("/")[2]
    return named if named in TOPICS else _FIRST


def figure(where: str, key: str) -> FigureRecord:
    """One figure, from the address that stands on every export: `figure("/linkage?fy=2025&snapshot=…", "sankey").table`.

    Raises LookupError where that page has no such figure, NoSnapshot where the snapshot is no longer kept.
    """
    asked = dict(parse_qsl(urlsplit(where).query))
    named = asked.get("snapshot")
    snapshot = store.named(named) if named else store.current()
    language = asked.get("lang", "ja")
    found = gather(snapshot, topic_of(where), asked, language).figures
    for record in found:
        if record.key == key:
            return record
    raise LookupError(f"{where}: {key} — {', '.join(record.key for record in found)}")


def gather(
    snapshot: store.Snapshot, topic: str, asked: Mapping[str, str], language: str, *, drawn: bool = False
) -> Chapter:
    """The page of `topic` as it stands under an address, in one language; `drawn` as in `run.Record`.

    It runs in a thread of its own: a page finds its reader's choices in what Streamlit keeps for a thread, and the one
    that asks may be another reader's.
    """
    query = {name: value for name, value in asked.items() if name not in (*address.NOT_OF_A_PAGE, "lang")}
    if language != "ja":
        query["lang"] = language
    made: list[Chapter | BaseException] = []

    def work() -> None:
        try:
            made.append(_run(snapshot, topic, query, language, drawn))
        # Whatever ends the run, Streamlit's own signals included: in a thread it would be lost.
        except BaseException as problem:
            made.append(problem)

    thread = threading.Thread(target=work, name=f"recorder-{topic}")
    thread.start()
    thread.join()
    (found,) = made
    if isinstance(found, BaseException):
        raise found
    return found


def _run(snapshot: store.Snapshot, topic: str, query: dict[str, str], language: str, drawn: bool) -> Chapter:
    words.use(language)
    path = f"/{'' if topic == _FIRST else topic}"
    with run.recording(snapshot, path, drawn=drawn) as record, _reader(query, record):
        # A link to another page raises unless the app knows that page.
        pages = [st.Page(f"views/{name}.py", url_path=name, default=name == _FIRST) for name in TOPICS]
        st.navigation(pages, position="hidden")
        url_state.restore()
        with suppress(StopException, RerunException):  # the page ends there
            runpy.run_path(str(_VIEWS / f"{topic}.py"), run_name=f"recorded_{topic}")
        chosen = record.chosen
        assert chosen is not None, f"{topic} opens no filters"
        view = record.picked.get("view", "")
        views = dict(record.views.get("view", {}))
        name = words.t(f"topic.{topic}")
        return Chapter(
            topic=topic,
            title=words.t("pack.view_of", page=name, view=views[view]) if view else name,
            lead=words.t(f"topic_lead.{topic}"),
            view=view,
            selection=filters.described(snapshot, chosen),
            address=address.full(snapshot),
            parts=tuple(record.parts),
            views=views,
            filters=record.filters,
        )


@contextmanager
def _reader(query: Mapping[str, str], record: run.Record) -> Iterator[None]:
    """A reader of this thread alone who has just opened an address; what the page would send is read, not sent.

    Not part of the public interface of Streamlit 1.67, which runs pages for browsers and tests only.
    """
    asked = urlencode(query)
    context = ScriptRunContext(
        session_id="recorder",
        _enqueue=lambda message: _read(message, record),
        query_string=asked,
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/recorder"),
        main_script_path=str(_APP),
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(str(_APP)),
    )
    thread = threading.current_thread()
    add_script_run_ctx(thread, context)
    context.reset(query_string=asked)
    with context.session_state.query_params() as params:
        params.populate_from_query_string(asked)
    yield


def _read(message: ForwardMsg, record: run.Record) -> None:
    """Texts on their way to a browser that is not there."""
    if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
        return
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "html" and not element.html.body.startswith("<style"):
        record.parts.append(Prose("html", element.html.body))
    elif kind in ("markdown", "heading", "alert"):
        text = getattr(element, kind).body
        record.parts.append(Prose("text", f"**{text}**" if kind == "heading" else text))
    elif kind == "page_link":
        record.parts.append(Prose("link", element.page_link.label))
    elif kind == "code":
        record.parts.append(Prose("code", element.code.code_text))
