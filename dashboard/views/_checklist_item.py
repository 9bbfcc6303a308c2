"""One checklist item: the text behind it, the answer of one municipality, and cases that answer it."""

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, store, words
from dashboard.queries import checklist, practices
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import members
from dashboard.views._practices_offered import links


def panel(snapshot: store.Snapshot, chosen: Chosen, item: pd.Series, answers: pd.DataFrame) -> None:
    """The question and its legal basis, what its paragraph says, what the chosen municipality answered, and cases."""
    with st.container(border=True, key="card_item"):
        st.subheader(f"{item['item_code']} {item['item']}", anchor=False)
        st.html(
            f'<p class="clause"><strong>{escape(_t("question"))}</strong> {escape(item["question"])}</p>'
            f'<p class="clause-basis">{escape(_t("basis"))}{escape(words.basis(snapshot, item["legal_basis"]))}</p>'
            f"{gist(snapshot, str(item['paragraph']))}"
        )
        own = answers[
            (answers["lg_code"] == chosen.municipality) & (answers["item_code"] == item["item_code"])
        ]
        if own.empty:
            st.info(_t("choose_cell"))
            _offer(
                snapshot, str(item["item_code"]), practices.tagged(snapshot, "items", item["item_code"], 3)
            )
            return
        _answer(snapshot, own.iloc[0])
        _offer(snapshot, str(item["item_code"]), _cases(snapshot, chosen, own.iloc[0]))


def _offer(snapshot: store.Snapshot, item_code: str, cases: pd.DataFrame) -> None:
    """Cases of the item; where none is known, cases of the nearest items of the same part, saying so."""
    if cases.empty and not (near := practices.nearest(snapshot, item_code)).empty:
        named = words.t("format.comma").join(dict.fromkeys(near["item"]))
        st.write(words.plain(_t("nearest", list=named)))
        cases = near
    links(snapshot, cases, key="item")


def gist(snapshot: store.Snapshot, number: str) -> str:
    """What the paragraph says, point by point and marked as our words, with where its own words are found."""
    paragraph = checklist.paragraph(snapshot, number)
    if paragraph is None:
        return f'<p class="clause-basis">{escape(_t("gist.none"))}</p>'
    points = "".join(f"<li>{escape(point)}</li>" for point in paragraph.points)
    return (
        # Marked as our words: without the mark a question of form 4 read like a quotation of the notification.
        f'<div class="gist"><p><strong>{escape(_t("gist.title", name=paragraph.title))}</strong></p><ul>{points}</ul>'
        f'<p class="clause-basis">{escape(_t("gist.note", document=paragraph.document, where=paragraph.where))}</p></div>'
    )


def _answer(snapshot: store.Snapshot, row: pd.Series) -> None:
    sentences = [f"**{words.plain(row['municipality'])}**　{row['glyph']} {row['word']}"]
    if not formats.missing(row["since_fy"]):
        sentences.append(_t("since", year=formats.fiscal_year(int(row["since_fy"]))))
    if isinstance(row["evidence"], str):
        sentences.append(_t("evidence", name=words.code(snapshot, "evidences", row["evidence"])))
    if named := barriers(snapshot, row["barriers"]):
        sentences.append(_t("barriers_named", list=named))
    if row["no_body"] and row["derived_status"] == "no":
        sentences.append(_t("roster_none"))
    elif isinstance(row["derived_status"], str):
        agreement = "open" if formats.missing(row["agrees"]) else "yes" if row["agrees"] else "no"
        sentences.append(_t(f"roster_{row['derived_status']}") + _t(f"agrees_{agreement}"))
    st.markdown("  \n".join(sentences))


def _cases(snapshot: store.Snapshot, chosen: Chosen, row: pd.Series) -> pd.DataFrame:
    """Cases that answer an open cell, with the reasons; for any other cell, cases of the same item."""
    if row["status"] in members(snapshot, "open_items"):
        found = practices.answering(snapshot, chosen.fiscal_year, row["lg_code"], row["item_code"])
        if not found.empty:
            return found.head(3)
    return practices.tagged(snapshot, "items", row["item_code"], 3)


def barriers(snapshot: store.Snapshot, codes: object) -> str:
    """Barriers in words, as one text; empty when none was named."""
    listed = codes if isinstance(codes, Iterable) and not isinstance(codes, str) else ()
    return words.t("format.comma").join(words.code(snapshot, "barriers", str(code)) for code in listed)


def _t(key: str, **values: object) -> str:
    return words.t(f"checklist.{key}", **values)
