"""提出と品質, what is hidden: why, how much by table, and the certificate of the calculation that verified it."""

from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.charts import quality as chart
from dashboard.queries import quality as query
from dashboard.widgets import notices, screen, sheet
from dashboard.widgets.page import Page

REASONS = ("small", "other", "tiny", "rates", "organisations")
# What the certificate may say of a year, in the order it is told; keys that are absent are left out.
PROOFS = (
    "cells", "published", "hidden", "unpublished", "relations", "recovered", "narrow", "narrowest_interval",
    "clipped", "known_before", "insiders", "pairs", "providers", "insider_recovered", "insider_narrow", "insider_narrowest",
    "earlier", "programs", "gap", "proven", "seconds", "systems", "solver", "version",
)  # fmt: skip
SHARES = ("gap",)
# The certificate in a few sentences, and the facts that each needs; a snapshot that lacks one leaves the sentence out.
SENTENCES: dict[str, set[str]] = {
    "said_cells": {"cells", "published", "hidden"},
    "said_recovered": {"programs", "recovered", "narrow"},
    "said_insiders": {"insiders", "insider_recovered", "insider_narrow"},
    # Where the declaration names them.
    "said_pairs": {"pairs"},
    "said_providers": {"providers"},
}


def why(page: Page) -> None:
    """Why some numbers are not shown, with the thresholds in force."""
    rule = query.threshold(page.snapshot)
    with st.container(border=True, key="card_why"):
        notices.heading(page.t("why.title"))
        if not rule:
            st.write(page.t("certificate.none", year=page.when()))
            return
        numbers = {
            "most": formats.count(rule["k"] - 1),
            "k": formats.count(rule["k"]),
            "small": formats.count(rule["small_population"]),
            "fine": formats.count(rule["fine_population"]),
        }
        said = "".join(f"<li>{escape(page.t(f'why.{name}', **numbers))}</li>" for name in REASONS)
        st.html(f'<ul class="reasons">{said}</ul>')


def share(page: Page, rows: pd.DataFrame) -> None:
    """Suppressed cells of each published table."""
    if page.nothing_to_show(rows, "hidden"):
        return
    cells, hidden = int(rows["cells"].sum()), int(rows["hidden"].sum())
    most = rows["name"].iloc[int(rows["share"].argmax())]
    page.card(
        "hidden",
        partial(chart.hidden, rows, page.t("axis.hidden"), room=0.8 if screen.narrow() else 1.6),
        rows.assign(percent=[formats.percent(part) for part in rows["share"]])[
            ["table_id", "name", "cells", "hidden", "percent"]
        ],
        page.t(
            "reading.hidden",
            cells=formats.count(cells),
            hidden=formats.count(hidden),
            share=formats.percent(hidden / cells if cells else None),
            most=most,
        ),
        indicators={"cells": "protected_cells", "hidden": "hidden_cells", "percent": "hidden_share"},
        whole=True,
        notes=[page.t("note.hidden")],
    )


def certificate(page: Page) -> None:
    """What was calculated to be sure that hidden numbers stay hidden, in plain words."""
    facts = query.proof(page.snapshot, page.chosen.fiscal_year)
    k = query.threshold(page.snapshot).get("k", "")
    rows = [
        [page.t(f"proof.{key}", k=k), _told(page, key, facts[key])]
        for key in PROOFS
        if facts.get(key) is not None
    ]
    with st.container(border=True, key="card_certificate"):
        notices.heading(page.t("certificate.title"))
        if not rows:
            st.write(page.t("certificate.none", year=page.when()))
            return
        numbers = {key: _written(page, key, facts[key]) for key in PROOFS if facts.get(key) is not None}
        for sentence, needs in SENTENCES.items():
            if numbers.keys() >= needs:
                st.write(
                    page.t(
                        f"certificate.{sentence}", year=page.when(), **{key: numbers[key] for key in needs}
                    )
                )
        # In the open: this card and the one above count different cells, and a reader compares them.
        if left_out := _sent_hidden(page, facts):
            st.html(left_out)
        heads = [page.t("proof_head.what"), page.t("proof_head.value", year=page.when())]
        table = sheet.plain(heads, rows) + _identity(page)
        summary = escape(page.t("certificate.all", n=formats.count(len(rows))))
        st.html(f'<details class="definition"><summary>{summary}</summary>{table}</details>')


def _identity(page: Page) -> str:
    """Which file the certificate belongs to."""
    said = [page.t("certificate.id", id=page.snapshot.id)]
    if page.snapshot.sha256:
        said.append(page.t("certificate.sha", sha=page.snapshot.sha256))
    return "".join(f'<p class="address">{escape(line)}</p>' for line in said)


def _sent_hidden(page: Page, facts: dict[str, Any]) -> str:
    """Why the certificate has more cells than the published tables: some were sent as x."""
    cells, shown = int(facts.get("cells") or 0), int(query.hidden(page.snapshot, page.chosen)["cells"].sum())
    if cells <= shown:
        return ""
    numbers = {"cells": cells, "n": cells - shown, "rest": shown}
    said = page.t("certificate.sent_hidden", **{name: formats.count(n) for name, n in numbers.items()})
    return f'<p class="card-notes">{escape(said)}</p>'


def _told(page: Page, key: str, value: Any) -> str:
    """A value of the certificate with its unit; lists are counted, ranges written as ranges."""
    if key in SHARES and isinstance(value, int | float):
        return page.t(f"proof_unit.{key}", value=formats.percent(value))
    return page.t(f"proof_unit.{key}", value=_written(page, key, value))


def _written(page: Page, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return page.t("certificate.yes" if value else "certificate.no")
    if isinstance(value, list | tuple) and key == "narrowest_interval":
        return page.t("certificate.range", low=formats.count(value[0]), high=formats.count(value[-1]))
    if isinstance(value, dict) and key == "narrowest_interval":  # one a position from which it was tried
        return formats.count(min(value.values()))
    if isinstance(value, list | tuple | dict):
        return formats.count(len(value))
    if isinstance(value, int | float):
        return formats.number(value, 0 if float(value).is_integer() else 1)
    return str(value)
