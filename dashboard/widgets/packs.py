"""What leaves as a whole: one page under its filters, or the reader's own choice of figures; each with its cover."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlencode

from dashboard import formats, store, words
from dashboard.export.basket import Entry, write
from dashboard.export.chapter import Chapter, Pack
from dashboard.widgets import recorder


def page(snapshot: store.Snapshot, topic: str, asked: Mapping[str, str], language: str) -> Pack:
    """One page as it stands under an address."""
    chapter = recorder.gather(snapshot, topic, asked, language)
    with words.speaking(language):
        return _pack(snapshot, chapter.title, chapter.selection, chapter.address, (chapter,))


def named(pack: Pack, snapshot: store.Snapshot, lg_code: str) -> Pack:
    """The same page under the name of the municipality it is about."""
    with words.speaking(pack.language):
        return titled(pack, words.place(snapshot, "municipality", lg_code))


def titled(pack: Pack, view: str) -> Pack:
    """The same page, what was chosen on it in its title."""
    with words.speaking(pack.language):
        return replace(pack, title=words.t("pack.view_of", page=pack.title, view=view))


def chosen(snapshot: store.Snapshot, entries: Sequence[Entry], language: str) -> Pack:
    """The figures of a basket in its order; neighbours from one page make one chapter, each page is run once."""
    pages: dict[tuple[str, tuple[tuple[str, str], ...]], Chapter] = {}
    chapters, missing = [], []
    # Neighbours alone make a chapter: the order of the figures is the reader's.
    for (topic, asked), group in groupby(entries, lambda one: (one.topic, one.asked)):
        if topic not in recorder.TOPICS:
            missing += [str(one) for one in group]
            continue
        if (topic, asked) not in pages:
            pages[topic, asked] = recorder.gather(snapshot, topic, dict(asked), language)
        whole = pages[topic, asked]
        by_key = {record.key: record for record in whole.figures}
        figures = []
        for entry in group:
            if entry.key in by_key:
                figures.append(by_key[entry.key])
            else:
                missing.append(f"{whole.title} {entry.key}")
        if figures:
            chapters.append(replace(whole, parts=tuple(figures)))
    with words.speaking(language):
        # One choice for all stands on the cover; where they differ each chapter says its own.
        said = {chapter.selection for chapter in chapters}
        said_language = {} if language == "ja" else {"lang": language}
        address = f"/?{urlencode({**said_language, 'basket': write(entries)})}"
        selection = said.pop() if len(said) == 1 else ""
        return _pack(snapshot, words.t("pack.title"), selection, address, tuple(chapters), tuple(missing))


def _pack(
    snapshot: store.Snapshot,
    title: str,
    selection: str,
    address: str,
    chapters: tuple[Chapter, ...],
    missing: tuple[str, ...] = (),
) -> Pack:
    """The cover: place, dates and identity of the snapshot."""
    place = words.either(snapshot.prefecture_ja, snapshot.prefecture_en)
    department = words.either(snapshot.lead_department_ja, snapshot.lead_department_en)
    return Pack(
        title=title,
        place=words.t("app.lead", place=place, department=department) if department else place,
        selection=selection,
        origin=(
            words.t("card.source", names=words.t("card.own_source", place=place)),
            words.t("card.as_of", day=formats.day(snapshot.as_of)),
            words.t("app.footer_published", moment=formats.moment(snapshot.created_at)),
            f"{words.t('card.snapshot', id=snapshot.id)} (sha256 {snapshot.sha256})",
        ),
        address=address,
        demo=words.t("app.demo") if snapshot.demo else "",
        snapshot_id=snapshot.id,
        sha256=snapshot.sha256,
        language=words.lang(),
        chapters=chapters,
        missing=missing,
    )
