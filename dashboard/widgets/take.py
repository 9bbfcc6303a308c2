"""What the reader takes along: the whole page as one file, and the briefing pack that is kept in the address.

Both are run and written when their menu is opened and a button in it is pressed, never with the page.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import store, words
from dashboard.export import basket, html
from dashboard.export.basket import Entry
from dashboard.export.chapter import Pack
from dashboard.export.figure_record import FigureRecord
from dashboard.widgets import assets, packs, recorder, url_state

_OFFICE = "application/vnd.openxmlformats-officedocument"
_STYLES = ("style.css", "sheet.css")


@st.fragment
def menus(snapshot: store.Snapshot, topic: str) -> None:
    """Both menus, in the head of every page."""
    with st.container(horizontal=True, key="take"):
        _page(snapshot, topic)
        _basket(snapshot)


def add(record: FigureRecord) -> None:
    """In the menu of a card: its figure, as it is seen now, goes into the pack."""
    new = basket.entry(recorder.topic_of(record.address), record.key, st.query_params.to_dict())
    entries = chosen()
    label = words.t("pack.is_in" if new in entries else "pack.add")
    full = len(entries) >= basket.LARGEST
    pressed = st.button(
        label,
        key=f"pack_{record.key}",
        icon=":material/playlist_add:",
        disabled=new in entries or full,
        on_click=_keep,
        args=(basket.added(entries, new),),
        width="stretch",
    )
    if pressed:
        st.rerun()  # the head of the page counts them


def chosen() -> tuple[Entry, ...]:
    """The pack in the address."""
    return basket.read(url_state.get("basket") or "")


def _keep(entries: Sequence[Entry]) -> None:
    url_state.put("basket", basket.write(entries) or None)


def _page(snapshot: store.Snapshot, topic: str) -> None:
    menu = st.popover(words.t("pack.whole"), key="take_page", on_change="rerun", icon=":material/download:")
    # The page is run once more for its pack, so only for who has opened the menu.
    if not menu.open:
        return
    asked, language = st.query_params.to_dict(), words.lang()
    pack = packs.page(snapshot, topic, asked, language)
    with menu:
        st.write(words.t("pack.holds", page=pack.title, n=len(pack.figures)))
        _buttons(pack, "page", partial(packs.page, snapshot, topic, asked))


def _basket(snapshot: store.Snapshot) -> None:
    entries, language = chosen(), words.lang()
    label = words.t("pack.menu", n=len(entries))
    menu = st.popover(label, key="take_basket", on_change="rerun", icon=":material/library_books:")
    if not menu.open:
        return
    with menu:
        if not entries:
            st.write(words.t("pack.empty"))
            return
        pack = packs.chosen(snapshot, entries, language)
        _order(entries, _titles(pack, entries))
        if pack.missing:
            st.info(f"{words.t('pack.missing')}：{words.plain('、'.join(pack.missing))}")
        _buttons(pack, "basket", partial(packs.chosen, snapshot, entries))
        st.write(words.t("pack.address"))
        st.code(pack.address, language=None, wrap_lines=True)
        pressed = st.button(
            words.t("pack.clear"), key="basket_clear", on_click=_keep, args=((),), width="stretch"
        )
    if pressed:
        st.rerun()


def _titles(pack: Pack, entries: Sequence[Entry]) -> list[str]:
    """The title of each figure; its name where this publication does not have it."""
    figures = iter(pack.figures)
    known = next(figures, None)
    titles = []
    for entry in entries:
        here = (
            known is not None and known.key == entry.key and recorder.topic_of(known.address) == entry.topic
        )
        titles.append(known.title if here and known else str(entry))
        known = next(figures, None) if here else known
    return titles


def _order(entries: tuple[Entry, ...], titles: Sequence[str]) -> None:
    """Each figure with its place in the pack: up, down, out."""
    for place, title in enumerate(titles):
        said, up, down, out = st.columns([0.73, 0.09, 0.09, 0.09], gap="xxsmall", vertical_alignment="center")
        said.write(f"{place + 1}. {words.plain(title)}")
        last = place == len(entries) - 1
        with up:
            _step(
                f"up_{place}",
                ":material/arrow_upward:",
                "pack.up",
                title,
                basket.moved(entries, place, -1),
                place == 0,
            )
        with down:
            _step(
                f"down_{place}",
                ":material/arrow_downward:",
                "pack.down",
                title,
                basket.moved(entries, place, 1),
                last,
            )
        with out:
            _step(
                f"out_{place}", ":material/close:", "pack.out", title, basket.without(entries, place), False
            )


def _step(key: str, icon: str, phrase: str, title: str, entries: Sequence[Entry], disabled: bool) -> None:
    help_text = words.t(phrase, title=title)
    pressed = st.button(
        "", key=f"move_{key}", icon=icon, help=help_text, disabled=disabled, on_click=_keep, args=(entries,)
    )
    if pressed:
        st.rerun()


def _buttons(pack: Pack, name: str, again: Callable[[str], Pack]) -> None:
    """PowerPoint and Excel in the language of the page where there is a figure, HTML in both."""
    if pack.figures:
        _button(pack, name, "pptx", f"{_OFFICE}.presentationml.presentation", lambda: _deck(pack))
        _button(pack, name, "xlsx", f"{_OFFICE}.spreadsheetml.sheet", lambda: _book(pack))
    _button(pack, name, "html", "text/html", lambda: _html(pack, again))


def _button(pack: Pack, name: str, kind: str, mime: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        words.t(f"pack.{kind}"),
        make,
        file_name=f"{pack.file_stem}.{kind}",
        mime=mime,
        key=f"{kind}_{name}",
        on_click="ignore",
        width="stretch",
    )


def _deck(pack: Pack) -> bytes:
    from dashboard.export import deck  # python-pptx is imported when somebody asks for it

    return deck.deck(pack)


def _book(pack: Pack) -> bytes:
    from dashboard.export import book

    return book.workbook(pack)


def _html(pack: Pack, again: Callable[[str], Pack]) -> bytes:
    others = [again(language) for language in words.LANGUAGES if language != pack.language]
    return html.document([pack, *others], html.Frame(style(), assets.PLOTLY.read_text(encoding="utf-8")))


def style() -> str:
    """The product's own styles, for pages that stand alone."""
    here = Path(__file__).parent
    return html.colours() + "\n".join((here / name).read_text(encoding="utf-8") for name in _STYLES)
