"""What three of our pages show in a few lines: the figures and the numbers in tiles, by the same charts and queries."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, store, theme
from dashboard.charts import checklist, linkage, quality
from dashboard.queries import checklist as items
from dashboard.queries import linkage as referrals
from dashboard.queries import quality as forms
from dashboard.queries.chosen import Chosen

Tiles = list[tuple[str, str]]
Drawn = tuple[Tiles, list[go.Figure]]


def _linkage(snapshot: store.Snapshot, chosen: Chosen) -> Drawn:
    flows = referrals.flows(snapshot, chosen, "sector")
    whole, parts = referrals.trend(snapshot, chosen), referrals.legal_bases(snapshot, chosen)
    whole, parts = (part.assign(year=part["fiscal_year"].astype(str)) for part in (whole, parts))
    rates = {name: referrals.rate(snapshot, chosen, name) for name in referrals.RATES}
    tiles = [("つなぎ件数", formats.told(whole.to_dict("records")[-1]))]
    tiles += [(name, formats.percent(rate["value"].iloc[0])) for name, rate in rates.items() if len(rate)]
    figures = [
        linkage.flow_sankey(flows.assign(sent="", received=""), "件"),
        linkage.trend(parts, whole, "件"),
        linkage.flow_matrix(flows, "件"),
    ]
    return tiles, figures


def _checklist(snapshot: store.Snapshot, chosen: Chosen) -> Drawn:
    answers, counts = items.answers(snapshot, chosen), items.summary(snapshot, chosen)
    answers, counts = (part[part["item_group"] == "notification"] for part in (answers, counts))
    looks = {
        row["word"]: (row["status"], theme.STATUS[row["status"]][0]) for row in counts.to_dict("records")
    }
    tiles = [(str(word), str(n)) for word, n in answers["word"].value_counts().items()]
    return tiles, [checklist.matrix(answers.assign(key="")), checklist.parts(counts, looks)]


def _quality(snapshot: store.Snapshot, chosen: Chosen) -> Drawn:
    sent, found, hidden = (one(snapshot, chosen) for one in (forms.submissions, forms.findings, forms.hidden))
    sent = sent.assign(
        column=[f"{form} {half}" for form, half in zip(sent["form"], sent["period"], strict=True)]
    )
    found = found.assign(label=found["message"] + " " + found["form"].fillna(""))
    tiles = [(str(word), str(n)) for word, n in sent["word"].value_counts().items()]
    shares = quality.hidden(hidden, "%", 1.6)
    return tiles, [quality.matrix(sent), quality.findings(found, "件", "件"), shares]


PAGES: dict[str, Callable[[store.Snapshot, Chosen], Drawn]] = {
    "linkage": _linkage,
    "checklist": _checklist,
    "quality": _quality,
}


def begin() -> store.Snapshot:
    """The published snapshot, with the setting that our own launcher makes as well."""
    pd.options.mode.string_storage = "python"
    return store.current()


def years(snapshot: store.Snapshot) -> list[int]:
    return list(range(snapshot.last_fy, snapshot.first_fy - 1, -1))


def drawn(page: str, year: int) -> Drawn:
    snapshot = store.current()
    return PAGES[page](snapshot, Chosen.of(snapshot, year))
