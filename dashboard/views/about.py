"""このサイトについて: purpose and reading, terms, definitions of the indicators, sources, and this snapshot."""

from html import escape

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.queries import about as query
from dashboard.queries.definitions import definitions
from dashboard.widgets import address, notices, sheet
from dashboard.widgets.page import Page

RULES = ("advice", "legitimate", "undefined", "platform", "bodies", "horizontal", "joint")
LISTS = (
    "bodies", "agencies", "sectors", "items", "item_statuses", "est_statuses", "setup_forms", "op_modes",
    "juso_statuses", "channels", "consents", "barriers", "themes",
)  # fmt: skip
# Lines that a telephone shows whole: a comment that wraps is no comment any more.
NOTEBOOK = """from dashboard import store

# {id}
snapshot = store.current()

# pandas.DataFrame
store.query(
    snapshot,
    "from mart_indicator",
)
store.query(
    snapshot,
    "from duckdb_tables()",
)"""


def main() -> None:
    """One of five views; none of them depends on a filter."""
    sheet.style()
    page = Page.open("about")
    views = {
        "reading": _reading,
        "terms": _terms,
        "indicators": _indicators,
        "sources": _sources,
        "data": _data,
    }
    views[page.view("view", *views)](page)


def _reading(page: Page) -> None:
    left, right = st.columns(2)
    with left:
        with st.container(border=True, key="card_purpose"):
            notices.heading(page.t("purpose"))
            st.write(page.t("purpose_text"))
            st.write(page.t("purpose_law"))
        with st.container(border=True, key="card_states"):
            notices.heading(page.t("states.title"))
            st.write(page.t("states.text"))
            notices.state_table()
            st.page_link("views/quality.py", label=page.t("states.more"))
    with right, st.container(border=True, key="card_rules"):
        notices.heading(page.t("rules"))
        for name in RULES:
            title, text = escape(page.t(f"rule.{name}")), escape(page.t(f"rule.{name}_text"))
            st.html(f'<h3 class="section">{title}</h3><p class="prose">{text}</p>')


def _terms(page: Page) -> None:
    left, right = st.columns([0.58, 0.42])
    with left, st.container(border=True, key="card_terms"):
        notices.heading(page.t("terms.title"))
        terms = query.terms(page.snapshot)
        st.write(page.t("terms.none" if terms.empty else "terms.text"))
        heads = [page.t(f"column.{name}") for name in ("name", "other", "meaning", "legal_basis")]
        rows = [[row["name"], row["other"], row["meaning"], _basis(page, row)] for row in _rows(terms)]
        if rows:
            st.html(sheet.plain(heads, rows, [row["url"] or None for row in _rows(terms)]))
    with right, st.container(border=True, key="card_codes"):
        notices.heading(page.t("terms.codes"))
        st.write(page.t("terms.codes_text"))
        picked = address.pick("list", LISTS, page.t("terms.pick"), lambda name: page.t(f"list.{name}"))
        heads = [page.t(f"column.{name}") for name in ("code", "name", "other", "legal_basis")]
        rows = [
            [row["code"], row["name"], row["other"], _basis(page, row)]
            for row in _rows(query.codes(page.snapshot, str(picked)))
        ]
        st.html(sheet.plain(heads, rows))


def _basis(page: Page, row: dict[str, str]) -> str:
    """The article of law in the language in force."""
    return words.basis(page.snapshot, row["legal_basis"] or "")


def _indicators(page: Page) -> None:
    indicators = definitions(page.snapshot)
    with st.container(border=True, key="card_indicators"):
        notices.heading(page.t("indicators.title"))
        st.write(page.t("indicators.text"))
        heads = [page.t(f"column.{name}") for name in ("title", "unit", "formula", "caution")]
        for topic in dict.fromkeys(indicators["topic"]):
            of_topic = indicators[indicators["topic"] == topic]
            title = escape(words.indicators_of(str(topic)))
            rows = [
                [row["title"], row["unit"], words.sentence(row["formula"]), _caution(page, row)]
                for row in _rows(of_topic)
            ]
            st.html(f'<h3 class="section">{title}</h3>{sheet.plain(heads, rows)}')


def _caution(page: Page, row: dict[str, str]) -> str:
    sentences = [row["caution"]]
    # Only numbers of people and cases are protected; whoever reads a definition must know which are.
    if row["class"] == "D2":
        sentences.append(page.t("indicators.protected"))
    if row["legal_basis"]:
        sentences.append(page.t("indicators.basis", basis=row["legal_basis"]))
    between = "" if words.lang() == "ja" else " "
    return between.join(words.sentence(text) for text in sentences if text)


def _sources(page: Page) -> None:
    sources = query.sources(page.snapshot)
    with st.container(border=True, key="card_sources"):
        notices.heading(page.t("sources.title"))
        st.write(page.t("sources.text"))
        heads = [page.t(f"column.{name}") for name in ("title", "published", "attribution", "licence", "url")]
        rows = [
            [row["title"], _published(row["published"]), row["attribution"], row["licence"], row["url"]]
            for row in _rows(sources)
        ]
        st.html(sheet.plain(heads, rows, [row["url"] or None for row in _rows(sources)]))


def _published(when: str) -> str:
    """A day as days are written here; of some sources only the year is known."""
    return formats.day(when) if len(when) > len("2026") else when


def _data(page: Page) -> None:
    snapshot = page.snapshot
    place = words.either(snapshot.prefecture_ja, snapshot.prefecture_en)
    day = formats.day(snapshot.as_of)
    facts = {
        "id": snapshot.id,
        "demo": page.t("data.demo_yes" if snapshot.demo else "data.demo_no"),
        "place": place,
        "as_of": day,
        "years": words.t(
            "format.span",
            first=formats.fiscal_year(snapshot.first_fy),
            last=formats.fiscal_year(snapshot.last_fy),
        ),
        "created": formats.moment(snapshot.created_at),
        "sha": snapshot.sha256,
        "submissions": query.submissions_digest(snapshot),
        "schema": snapshot.schema_version,
    }
    left, right = st.columns(2)
    with left, st.container(border=True, key="card_data"):
        notices.heading(page.t("data.title"))
        st.write(page.t("data.text"))
        # A snapshot opened without its pointer has no seal: the row is left out rather than left blank.
        rows = [[page.t(f"data.{name}"), value] for name, value in facts.items() if value]
        st.html(sheet.plain([page.t("column.what"), page.t("column.value")], rows))
    with right:
        with st.container(border=True, key="card_cite"):
            notices.heading(page.t("cite.title"))
            st.write(page.t("cite.text"))
            form = "cite.form_demo" if snapshot.demo else "cite.form"
            st.code(page.t(form, place=place, day=day, id=snapshot.id), language=None, wrap_lines=True)
            st.write(page.t("cite.share"))
        with st.container(border=True, key="card_research"):
            notices.heading(page.t("cite.research"))
            st.write(page.t("cite.research_text"))
            st.code(NOTEBOOK.format(id=snapshot.id), language=None, wrap_lines=True)


def _rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Rows as texts; what is missing is empty."""
    # As objects first: pandas 3 puts no text into a column of numbers or days.
    return [
        {str(k): str(v) for k, v in row.items()} for row in frame.astype(object).fillna("").to_dict("records")
    ]


main()
