"""事例, one case in full: what was done and learnt, its tags, where it comes from, cases like it."""

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, words
from dashboard.queries import practices as query
from dashboard.views import _practices_offered as cases
from dashboard.widgets import notices, sheet
from dashboard.widgets.page import Page

Row = Mapping[Hashable, Any]
SECTIONS = ("summary", "background", "action", "device", "result", "challenge", "sustain")
# All that the list can be asked for (a test goes through them): who comes back from a case finds the list as it was.
KEPT = (
    "q", "theme", "design", "item", "body", "agency", "principle", "phase", "benefit", "size", "form", "purpose", "origin",
    "all",
)  # fmt: skip


def address_of(practice_id: str | None) -> dict[str, str]:
    """Address of a case (None: of the list) that keeps the search it was found with."""
    kept = {name: st.query_params[name] for name in KEPT if name in st.query_params}
    return {**kept, "case": practice_id} if practice_id else kept


def show(page: Page) -> bool:
    """Draw the case named by the address; False when it names none. An unknown one is said to be unknown."""
    wanted = st.query_params.get("case")
    if not wanted:
        return False
    st.page_link(
        cases.PAGE, label=page.t("back"), query_params=address_of(None), icon=":material/arrow_back:"
    )
    found = query.case(page.snapshot, wanted)
    if found.empty:
        st.warning(page.t("unknown_case", id=words.plain(wanted)))
        return False
    row = found.to_dict("records")[0]
    left, right = st.columns([0.66, 0.34])
    with left:
        with st.container(border=True, key="card_practice"):
            _text(page, row)
        _related(page, str(row["practice_id"]))
    with right:
        _tags(page, row)
        _source(page, row)
    return True


def _text(page: Page, row: Row) -> None:
    mark = f'<span class="demo-mark">{escape(cases.mark(page.snapshot, row))}</span>'
    prefecture = words.prefecture(page.snapshot, _written(row["prefecture"]))
    facts = [str(row["place"]), prefecture, _year(row), _band(page, row)]
    said = words.t("format.comma").join(dict.fromkeys(fact for fact in facts if fact))
    st.html(
        f'<div class="card-head"><h2 class="card-title" lang="{cases.language(row)}">{escape(row["title"])}</h2>{mark}</div>'
        f'<p class="card-notes">{escape(said)}</p>'
    )
    if words.lang() == "en":
        st.html(f'<p class="card-notes">{escape(page.t("japanese_text"))}</p>')
    for name in SECTIONS:
        text = _written(row[name])
        # Said to be empty: a real place must not be credited with what the notification does not report.
        if not text and row["origin"] == "annex":
            unsaid = escape(page.t("not_in_source"))
            st.html(
                f'<h3 class="section">{escape(page.t(f"section.{name}"))}</h3><p class="card-notes">{unsaid}</p>'
            )
        elif text and not (name == "summary" and text == row["action"]):
            spoken = cases.language(row) if name == "summary" else "ja"  # only summaries are translated
            section = page.t(f"section.{name}")
            heading = escape(section if spoken == words.lang() else page.t("in_japanese", section=section))
            st.html(f'<h3 class="section">{heading}</h3><p class="prose" lang="{spoken}">{escape(text)}</p>')


def _tags(page: Page, row: Row) -> None:
    """The case's codes; an item leads to the checklist."""
    tags = query.tags(page.snapshot, [str(row["practice_id"])])
    with st.container(border=True, key="card_tags"):
        notices.heading(page.t("tags"))
        for name in ("themes", "designs", "benefits", "principles", "phases", "bodies", "agencies"):
            labels = tags.loc[tags["list"] == name, "label"].tolist()
            if labels:
                st.html(f'<p class="card-notes">{escape(page.t(f"facet.{name}"))}</p>{sheet.chips(labels)}')
        # The annex says nothing of it, and a blank is no "no".
        if row["other_purpose"] is True:
            st.html(f'<p class="card-notes">{escape(page.t("purpose.other"))}</p>')
        items = tags[tags["list"] == "items"]
        if not items.empty:
            st.html(f'<p class="card-notes">{escape(page.t("facet.items"))}</p>')
        for code, label in zip(items["code"], items["label"], strict=True):
            st.page_link("views/checklist.py", label=f"{code} {label}", query_params={"item": code})


def _source(page: Page, row: Row) -> None:
    with st.container(border=True, key="card_source"):
        notices.heading(page.t("source"))
        if row["origin"] == "annex":
            st.write(words.either(_written(row["source_ja"]), _written(row["source_en"])))
            st.write(words.either(_written(row["attribution_ja"]), _written(row["attribution_en"])))
        else:
            st.write(page.t("submitted_by", place=words.plain(row["place"])))
            st.write(page.t("fictitious" if page.snapshot.demo else "approved"))
        for address in (_written(row["public_url"]), _written(row["source_url"])):
            if address:
                st.html(f'<p class="prose"><span class="address">{escape(address)}</span></p>')


def _related(page: Page, practice_id: str) -> None:
    related = query.related(page.snapshot, practice_id)
    if related.empty:
        return
    with st.container(border=True, key="card_related"):
        notices.heading(page.t("related"))
        for row in related.to_dict("records"):
            label, where = words.plain(row["title"]), cases.origin(page.snapshot, row)
            st.page_link(cases.PAGE, label=label, query_params=address_of(str(row["practice_id"])))
            st.html(
                f'<p class="card-notes">{escape(where)} ｜ {escape(page.t("shared", n=row["shared"]))}</p>'
            )


def _year(row: Row) -> str:
    return "" if formats.missing(row["case_fy"]) else formats.fiscal_year(int(row["case_fy"]))


def _band(page: Page, row: Row) -> str:
    band = _written(row["pop_band"])
    return words.code(page.snapshot, "pop_bands", band) if band else ""


def _written(value: object) -> str:
    return value if isinstance(value, str) else ""
