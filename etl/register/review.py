"""Text that a person reads: free text before it is published, and whatever stands where the printed form has no text.

Patterns cannot tell a life story from a sentence about work. Texts are few in these forms, so none reaches a snapshot
unread; numbers do not wait for them. What was accepted is known again by its digest; what stands beside the form
(:mod:`etl.checks.beside`) is never published, and its words are forgotten as soon as somebody has read them.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyarrow as pa

from etl.catalogue import Catalogue
from etl.checks import messages, privacy
from etl.register import store
from etl.workdb import Connection

ACCEPT, RETURN = "accept", "return"
RULE = "PI11"
_DECISION = """
select sha256, arg_max(decision, decided_at) as decision from text_review group by all"""


class ReviewError(ValueError):
    """The decision cannot be taken; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where a text stands; ``column_ja`` is the heading of its column.

    Beside the forms ``column`` is empty, ``column_ja`` says what holds the text, and only cells have ``form``
    and ``row_no``.
    """

    lg_code: str
    fiscal_year: int
    form: str
    row_no: int | None
    column: str
    column_ja: str
    receipt_id: int
    sheet: str = ""
    column_letter: str = ""


@dataclass(frozen=True)
class Waiting:
    """A text that nobody has read yet, under the first eight letters of its digest."""

    key: str
    text: str
    places: tuple[Place, ...]


def digest(text: str) -> str:
    """SHA-256 of a text as it was sent."""
    return hashlib.sha256(text.encode()).hexdigest()


def waiting(con: Connection, catalogue: Catalogue) -> list[Waiting]:
    """Texts of the submissions that count now and that nobody has accepted or returned, in the order of their places."""
    decided = {sha for (sha,) in con.execute(f"select sha256 from ({_DECISION})").fetchall()}
    known = known_words(catalogue)
    found: dict[str, list[Place]] = {}
    for text, place in _texts(con, catalogue):
        if text.strip() not in known and digest(text) not in decided:
            found.setdefault(text, []).append(place)
    return [Waiting(digest(text)[:8], text, tuple(places)) for text, places in found.items()]


def decide(
    con: Connection, catalogue: Catalogue, keys: Collection[str], decision: str, role: str, reason: str = ""
) -> list[Waiting]:
    """Accept or return texts by their keys; what is returned is told to its sender. All keys must be waiting."""
    there = {one.key: one for one in waiting(con, catalogue)}
    unknown = [key for key in keys if key not in there]
    if unknown:
        raise ReviewError(
            f"確認を待っている文章に {'、'.join(unknown[:5])} はありません。tsunagari review list で確かめてください。"
        )
    if not role.strip() or (decision == RETURN and not reason.strip()):
        raise ReviewError("役割（--role）を、差し戻すときは理由（--reason）も入力してください。")
    if privacy.judge(role) or privacy.judge(reason):
        raise ReviewError("役割と理由に、氏名・番号などの個人情報は書かないでください。")
    # A key typed twice is one text, and its decision is written once.
    chosen = [there[key] for key in dict.fromkeys(keys)]
    now = dt.datetime.now()
    rows = [
        {"sha256": digest(one.text), "decision": decision, "role": role, "reason": reason, "decided_at": now}
        for one in chosen
    ]
    con.begin()
    store.insert(con, "text_review", store.TEXT_REVIEW, rows)
    if decision == RETURN:
        store.insert(
            con, "finding", store.FINDING, [row for one in chosen for row in _told(con, catalogue, one)]
        )
    forget_read(con)
    con.commit()
    return chosen


def forget_read(con: Connection) -> None:
    """Words that stood beside the forms are kept only until somebody has read them."""
    con.execute("update beside set text = null where sha256 in (select sha256 from text_review)")
    # A kept copy that is read again holds its cells alone: what stood elsewhere is known from the first reading.
    con.execute("create or replace table beside as select distinct * from beside")


def summary(con: Connection, catalogue: Catalogue) -> tuple[int, int]:
    """How many texts wait, and how many were returned and still stand in what counts."""
    returned = {sha for sha, decision in con.execute(_DECISION).fetchall() if decision == RETURN}
    standing = {digest(text) for text, _ in _texts(con, catalogue)}
    return len(waiting(con, catalogue)), len(standing & returned)


def seen(con: Connection, catalogue: Catalogue) -> pa.Table:
    """Digests of the texts that may be published: those accepted, and words of the catalogue itself."""
    accepted = {sha for sha, decision in con.execute(_DECISION).fetchall() if decision == ACCEPT}
    words = {digest(word) for word in known_words(catalogue)}
    return pa.table({"sha256": pa.array(sorted(accepted | words), pa.string())})


def known_words(catalogue: Catalogue) -> set[str]:
    """Words of the catalogue's code lists: nobody needs to read them."""
    return {
        word
        for codes in catalogue.codes.values()
        for code in codes
        for word in (code.ja, code.en, code.short_ja, code.short_en, *code.aliases)
        if word
    }


def _texts(con: Connection, catalogue: Catalogue) -> Iterator[tuple[str, Place]]:
    yield from _in_forms(con, catalogue)
    for lg_code, year, form, row_no, kind, receipt_id, sheet, letter, text in con.execute(
        """select b.lg_code, b.fiscal_year, coalesce(form, ''), row_no, b.kind, receipt_id, coalesce(sheet, ''), column_letter,
               text
           from beside b join receipt r using (receipt_id)
           where text is not null and r.outcome in ('accepted', 'warned', 'superseded')
           order by b.fiscal_year desc, b.lg_code, receipt_id, sheet, row_no"""
    ).fetchall():
        yield text, Place(lg_code, year, form, row_no, "", privacy.label(kind), receipt_id, sheet, letter)


def _in_forms(con: Connection, catalogue: Catalogue) -> Iterator[tuple[str, Place]]:
    for form in catalogue.forms.values():
        for name in privacy.read_later(form):
            column = form[name]
            # The newest year first: that is the one waiting to be published.
            for text, lg_code, year, row_no, receipt_id in con.execute(
                f"""select "{column.name}", lg_code, fiscal_year, row_no, receipt_id from {store.table_name(form)}
                    where "{column.name}" is not null order by fiscal_year desc, lg_code, row_no"""
            ).fetchall():
                yield text, Place(lg_code, year, form.id, row_no, column.name, column.ja, receipt_id)


def _told(con: Connection, catalogue: Catalogue, waiting_text: Waiting) -> Iterator[dict[str, object]]:
    """What goes back to the senders: the place, never the text."""
    for place in waiting_text.places:
        layouts: dict[int, messages.Layout] = {}
        for sheet, nth, name, letter in con.execute(
            "select sheet, nth, column_name, column_letter from layout where (receipt_id, form) = (?, ?) order by nth",
            [place.receipt_id, place.form],
        ).fetchall():
            layouts.setdefault(nth, (sheet, {}))[1][name] = letter
        finding = {
            "rule": RULE,
            "form": place.form or None,
            "row_no": place.row_no,
            "column_name": place.column or None,
        }
        if not place.column:
            finding |= {"sheet": place.sheet or place.column_ja, "column_letter": place.column_letter}
        yield messages.complete(catalogue, finding, list(layouts.values())) | {
            # No run found this: a person did, so the next load does not take it away.
            "run_id": "review",
            "receipt_id": place.receipt_id,
            "lg_code": place.lg_code,
            "fiscal_year": place.fiscal_year,
            "across": False,
        }
