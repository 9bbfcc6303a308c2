"""Flows from a left to a right column. Suppressed flows are listed in words, because a width would tell them."""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import paper

_PAD, _THICK = 18, 18  # pixels between two ends on one side, and of an end
_LETTER, _LINE = 13, 17  # pixels of a Japanese letter of a name, and of its lines


def sankey(
    frame: pd.DataFrame,
    *,
    source: str,
    target: str,
    value: str = "value",
    state: str = "state",
    colours: Mapping[str, str] | None = None,
    order: Sequence[str] = (),
    totals: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
    unit: str = "",
    height: int = 460,
) -> go.Figure:
    """Flows from left to right. Suppressed flows have no width to show: say `hidden_pairs` in the notes.

    totals: what is written behind a name on the left and on the right; it may be more than the widths that are drawn.
    """
    paper.need(frame, source, target, value, state)
    shown = frame[(frame[state] == "value") & (frame[value] > 0)]
    names = list(order) or list(dict.fromkeys([*frame[source], *frame[target]]))
    left = [name for name in names if name in set(shown[source])]
    right = [name for name in names if name in set(shown[target])]
    tints = [(colours or {}).get(name, theme.MUTED) for name in [*left, *right]]
    start = [left.index(name) for name in shown[source]]
    drawn = paper.figure(height, legend=False)
    drawn.add_sankey(
        valuesuffix=unit,
        node={
            "label": [
                f"{name} {side.get(name, '')}".strip()
                for side, names_ in zip(totals, (left, right), strict=True)
                for name in names_
            ],
            "color": tints,
            "pad": _PAD,
            "thickness": _THICK,
            "line": {"color": theme.CARD, "width": 1},
            "hovertemplate": "%{label}<extra></extra>",
        },
        link={
            "source": start,
            "target": [len(left) + right.index(name) for name in shown[target]],
            "value": shown[value].tolist(),
            "color": [paper.faint(tints[index]) for index in start],
            "customdata": [formats.count(v, unit=unit) for v in shown[value]],
            "hovertemplate": "%{source.label} → %{target.label}<br>%{customdata}<extra></extra>",
        },
    )
    return drawn


def narrow(drawn: go.Figure, wide: int) -> go.Figure:
    """Flows in a frame of `wide` pixels: each name in lines of its half, the ends as far apart as their lines need.

    So is the edge: a thin end may be the first or the last. Any other figure stays as it is.
    """
    if not drawn.data or drawn.data[0].type != "sankey":
        return drawn
    (flows,) = drawn.data
    letters = int((wide / 2 - _THICK) / _LETTER) - 1
    texts = [paper.broken(text, letters).replace(paper.LINE, "<br>") for text in flows.node.label]
    lines = max((text.count("<br>") + 1 for text in texts), default=1)
    left = len(set(flows.link.source))
    ends = max(left, len(texts) - left)
    pad = max(_PAD, _LINE * lines)
    edge = _LINE * (lines - 1) // 2
    flows.node.update(label=texts, pad=pad)
    drawn.layout.margin.update(t=drawn.layout.margin.t + edge, b=drawn.layout.margin.b + edge)
    drawn.layout.height += (pad - _PAD) * max(ends - 1, 0) + 2 * edge
    return drawn


def hidden_pairs(frame: pd.DataFrame, state: str = "state") -> str:
    """The note to a Sankey: how many combinations are suppressed; empty when none is."""
    hidden = int((frame[state] == "suppressed").sum())
    return words.t("mark.hidden_pairs", n=formats.count(hidden)) if hidden else ""
