"""連携・つなぎ, how the network is held together: the mode of governance (Provan & Kenis 2008), by a rule that is printed."""

import pandas as pd
import streamlit as st

from dashboard import formats
from dashboard.queries import linkage as query
from dashboard.widgets import address, definition
from dashboard.widgets.page import Page

MEASURE = "network_betweenness_centralisation"
# From where on one category is called the middle of the network; the literature names no number, so the reader may choose.
CUTS = ("0.3", "0.4", "0.5", "0.6")


def mode(row: dict[str, object], cut: float) -> str:
    """apart (run by an organisation of its own), lead, shared, or open where the numbers leave it so.

    row: value, low and high of the betweenness centralisation (value None where there is none), contracted, asked.
    """
    contracted, asked = int(str(row["contracted"])), int(str(row["asked"]))
    if not asked:
        return "open"
    if 2 * contracted > asked:
        return "apart"
    value, ends = row["value"], [row[end] for end in ("low", "high") if not formats.missing(row[end])]
    told = [float(str(one)) for one in ([] if formats.missing(value) else [value, *ends])]
    # One category less, and the answer would be another: then nothing is said.
    if not told or min(told) < cut <= max(told):
        return "open"
    return "lead" if min(told) >= cut else "shared"


def show(page: Page) -> None:
    """The mode by year beside the numbers that decide it; the limit is the reader's."""
    rows = query.governance(page.snapshot, page.whole())
    if page.nothing_to_show(rows, "governance"):
        return
    left, _ = st.columns([0.4, 0.6])
    with left:
        picked = address.pick("cut", CUTS, page.t("cut"), lambda n: page.t("cut_of", n=n))
    cut = float(picked or CUTS[0])
    modes = [mode({str(k): v for k, v in row.items()}, cut) for row in rows.to_dict("records")]
    table = pd.DataFrame(
        {
            "year": [formats.fiscal_year_short(int(year)) for year in rows["fiscal_year"]],
            "governance": [page.t(f"governance.{one}") for one in modes],
            **{name: rows[name] for name in ("value", "low", "high", "state", "density")},
            "between": rows["agency"].fillna(formats.symbol("not_applicable")),
            "betweenness": rows["betweenness"],
            "asked": rows["asked"],
            "contracted": rows["contracted"],
        }
    )
    last = rows.iloc[-1]
    page.card(
        "governance",
        None,
        table,
        page.t(
            f"reading.governance_{modes[-1]}",
            agency=last["agency"],
            value=formats.count(last["value"], last["state"], decimals=2),
            low=formats.count(last["low"], decimals=2),
            high=formats.count(last["high"], decimals=2),
            density=formats.count(last["density"], decimals=2),
            cut=formats.number(cut, 1),
            contracted=formats.count(last["contracted"]),
            asked=formats.count(last["asked"]),
        ),
        indicators={
            "value": MEASURE,
            "density": "network_density",
            "betweenness": "hub_betweenness",
            "contracted": "secretariat_count",
            "asked": "secretariat_count",
        },
        headers=page.headings([name for name in table.columns if name != "state"])
        | {"value": definition.of(page.snapshot, [MEASURE])[0].title}
        # Of this measure the two ends are known: what it would be with one category less.
        | {end: page.t(f"column.{end}_without") for end in ("low", "high")},
        period=page.when(int(rows["fiscal_year"].min())),
        form="F3",
        whole=True,
        notes=[
            page.t("note.governance_rule", cut=formats.number(cut, 1)),
            page.t("note.governance"),
            page.t("note.prefecture_only"),
        ],
    )
