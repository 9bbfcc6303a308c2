"""連携・つなぎ: flows between categories and municipalities, the legal basis they rest on, and the network they make."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import flow, heads, marks, matrix, paper, points

LEGAL_BASES = ("consented", "legal", "unknown")
_GROUND_COLOURS = (theme.SERIES[0], theme.SERIES[1], theme.MUTED)
_ROW, _RATE = 27, 32  # pixels of a row, and of one whose name has a second line on a telephone
_NAME = 12  # letters in a line of the name of a category beside bars
_CELL = 26


def flow_sankey(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals from sender to receiver, coloured by the sender's sector (columns source, target, from_sector, …).

    sent, received: the published totals of both ends in words, hidden pairs in them; "" where there is none.
    """
    paper.need(frame, "from_sector", "to_sector", "sent", "received")
    sector = dict(zip(frame["target"], frame["to_sector"], strict=True))
    sector |= dict(zip(frame["source"], frame["from_sector"], strict=True))
    colours = {name: theme.sector(code) for name, code in sector.items()}
    ends = max(frame["source"].nunique(), frame["target"].nunique())
    height = max(480, 26 * ends)
    sent = dict(zip(frame["source"], frame["sent"], strict=True))
    received = dict(zip(frame["target"], frame["received"], strict=True))
    return flow.sankey(
        frame,
        source="source",
        target="target",
        colours=colours,
        totals=(sent, received),
        unit=unit,
        height=height,
    )


def strongest(frame: pd.DataFrame, n: int) -> pd.DataFrame:
    """The `n` largest published pairs and every suppressed one; what is left out stays in the matrix and the table."""
    there = frame[frame["state"] == "value"].nlargest(n, "value").index
    return frame[frame.index.isin(there) | (frame["state"] == "suppressed")]


def flow_matrix(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Sender × receiver: darker is more, suppressed pairs are hatched, zeros are written small and grey."""
    senders, receivers = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame["target"]))
    large = len(senders) > 10
    drawn = matrix.heat(
        frame,
        x="target",
        y="source",
        unit=unit,
        x_order=receivers,
        y_order=senders,
        height=(_CELL if large else 44) * len(senders) + 110,
        wide=heads.PAGE,
    )
    drawn.update_xaxes(title={"text": words.t("linkage.axis.receiver"), "standoff": 10})
    drawn.update_yaxes(title={"text": words.t("linkage.axis.sender"), "standoff": 10})
    return _quiet_zeros(drawn, frame, 11 if large else 13)


def _quiet_zeros(drawn: go.Figure, frame: pd.DataFrame, size: int) -> go.Figure:
    cells = drawn.data[-1]
    zero = ((frame["state"] == "value") & (frame["value"] == 0)).tolist()
    small = [z or len(text) > 6 for z, text in zip(zero, cells.text, strict=True)]
    inks = [theme.MUTED if z else ink for z, ink in zip(zero, cells.textfont.color, strict=True)]
    cells.textfont = {"color": inks, "size": [size - 2 if s else size for s in small]}
    return drawn


def trend(frame: pd.DataFrame, totals: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals by year, split by legal basis; the published total stands above each column.

    frame: year, category, value, state; totals: year, value, state. A suppressed part has no length; its sign is in
    the hover and the table.
    """
    paper.need(totals, "year", "value", "state")
    names = {code: words.t(f"linkage.legal_basis.{code}") for code in LEGAL_BASES}
    drawn = marks.stacked(
        frame.assign(_legal_basis=frame["category"].map(names)),
        category="year",
        series="_legal_basis",
        order=list(names.values()),
        colours=dict(zip(names.values(), _GROUND_COLOURS, strict=True)),
        horizontal=False,
        unit=unit,
        signs=False,  # the totals above the columns say them
    )
    ranges = paper.spans(totals, "value", "state")
    top = paper.reach(paper.shown(totals, "value", "state"), ranges)
    heights = [v if s == "value" else 0 for v, s in zip(totals["value"], totals["state"], strict=True)]
    labels = [words.t("linkage.total", value=text) for text in formats.cells(totals)]
    points.columns(drawn, totals["year"].tolist(), ranges, labels, labels, 1.15 * top)
    drawn.add_scatter(
        x=totals["year"].tolist(),
        y=heights,
        mode="text",
        text=["" if span else text for text, span in zip(labels, ranges, strict=True)],
        textposition="top center",
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    return drawn.update_yaxes(
        range=[0, top * 1.15], title={"text": unit.strip().capitalize()}, dtick=paper.whole(top)
    )


def total(totals: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals by year without parts, where none are published (columns year, value, state)."""
    return marks.bars(totals, category="year", horizontal=False, unit=unit)


def legal_bases(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals by the sender's sector, split by legal basis (columns sector, category, value, state)."""
    names = {code: words.t(f"linkage.legal_basis.{code}") for code in LEGAL_BASES}
    drawn = marks.stacked(
        frame.assign(_legal_basis=frame["category"].map(names)),
        category="sector",
        series="_legal_basis",
        order=list(names.values()),
        colours=dict(zip(names.values(), _GROUND_COLOURS, strict=True)),
        unit=unit,
    )
    return drawn.update_xaxes(title={"text": unit.strip().capitalize()})


def parts(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals by one breakdown, a bar a category (columns label, value, state)."""
    return marks.bars(frame, category="label", unit=unit)


def towns(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Total referrals by municipality, in the order of the frame (団体コード)."""
    return marks.bars(frame, category="municipality", unit=unit, height=_ROW * len(frame) + 40)


def rates(frame: pd.DataFrame, whole: float | None, whole_name: str = "") -> go.Figure:
    """A share with its Wilson interval by municipality, each named with its n; the dotted line is the prefecture.

    frame: columns municipality, value, low, high, denominator, state. whole_name: what is written above the line.
    """
    # Points, not lengths: the scale begins at the tens below the least that is drawn, so that 93 and 95 % lie apart.
    there = frame.loc[frame["state"] == "value", "low"].tolist()
    begins = int(min([*there, *([] if whole is None else [whole])], default=0.0) * 10) / 10
    named = [
        formats.of_n(name, n) for name, n in zip(frame["municipality"], frame["denominator"], strict=True)
    ]
    drawn = points.dots(
        frame.assign(municipality=named), category="municipality", edge=begins, height=_RATE * len(frame) + 80
    )
    if whole is not None:
        above = {"x": whole, "y": 1, "yref": "paper", "yanchor": "bottom", "text": whole_name}
        paper.over(drawn, [paper.upright(whole, dotted=True)], [{**above, "font": {"size": 12}}])
        drawn.update_layout(margin_t=28)
    drawn.update_xaxes(range=[begins, 1 + (1 - begins) / 50])
    return drawn


def standing(frame: pd.DataFrame, unit: str) -> go.Figure:
    """How many municipalities have a conference or none, by what they reported (columns standing, reported, count)."""
    return matrix.heat(
        frame, x="reported", y="standing", value="count", state="count_state", unit=unit, height=44 * 3 + 90
    )


def absorption(frame: pd.DataFrame) -> go.Figure:
    """Received less passed on, by municipality on −1…+1: right of 0 more is taken over than passed on."""
    drawn = points.dots(
        frame, category="municipality", percent=False, reference=0, height=_ROW * len(frame) + 70
    )
    drawn.update_xaxes(
        range=[-1.05, 1.05],
        tickvals=[-1, -0.5, 0, 0.5, 1],
        title={"text": words.t("linkage.axis.absorption")},
    )
    return drawn


def hubs(frame: pd.DataFrame, height: int | None = None) -> go.Figure:
    """Share of published flow that would be lost without a category (columns agency, value, state).

    height: pixels, where it stands beside another figure.
    """
    # Names of kinds leave little width for the bars, and a share is a longer text than a count.
    names = [paper.broken(name, _NAME) for name in frame["agency"]]
    lines = max(name.count(paper.LINE) + 1 for name in names)
    drawn = marks.bars(
        frame.assign(agency=names),
        category="agency",
        percent=True,
        height=height or max(34, 20 * lines) * len(names) + 50,
    )
    if drawn.layout.xaxis.range:
        drawn.layout.xaxis.range = [0, drawn.layout.xaxis.range[1] * 1.2]
    return drawn


def measures(frame: pd.DataFrame) -> go.Figure:
    """Network measures with their jackknife range and, where there is one, the value expected by chance."""
    drawn = points.dots(frame, category="measure", percent=False, height=40 * len(frame) + 70)
    there = frame[frame["expected"].notna()]
    drawn.add_scatter(
        x=there["expected"].tolist(),
        y=there["measure"].tolist(),
        mode="markers",
        name=words.t("linkage.expected"),
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 3, "color": theme.SERIES[2]}},
        customdata=[formats.count(v, decimals=2) for v in there["expected"]],
        hovertemplate="%{fullData.name} %{customdata}<extra></extra>",
    )
    low = min(0.0, float(frame["low"].min()) if frame["low"].notna().any() else 0.0)
    drawn.update_xaxes(range=[low - 0.06, 1.06])
    return drawn


def sides(frame: pd.DataFrame) -> go.Figure:
    """Municipalities × measures of two groups: shade compares the municipalities of one measure, never two measures.

    Columns municipality, measure, unit, value, state.
    """
    known = frame["value"].where(frame["state"] == "value")
    largest = known.groupby(frame["measure"]).transform("max")
    share = (known / largest.where(largest > 0)).fillna(0)
    drawn = matrix.heat(
        frame.assign(
            _share=share,
            _x=[
                words.t("linkage.with_unit_flow", name=name, unit=unit)
                for name, unit in zip(frame["measure"], frame["unit"], strict=True)
            ],
        ),
        x="_x",
        y="municipality",
        value="_share",
        height=27 * frame["municipality"].nunique() + 120,
        wide=heads.PAGE,
    )
    said = formats.cells(frame)
    drawn.data[0].zmax = 2  # half the scale: dark text stays readable on the largest value
    drawn.data[-1].update(
        text=[formats.count(v, s) for v, s in zip(frame["value"], frame["state"], strict=True)],
        customdata=[[None, text] for text in said],
        textfont={"color": theme.TEXT},
    )
    return drawn


def steps(frame: pd.DataFrame) -> go.Figure:
    """Counts along the way of a case (columns measure, year, value, state), a column a year; the latest is darkest.

    A measure is named with its unit: they have not all the same.
    """
    years = list(dict.fromkeys(frame["year"]))
    shades = dict(zip(years, theme.YEARS[-len(years) :], strict=True))
    return marks.grouped(frame, category="measure", series="year", colours=shades)


def cases(frame: pd.DataFrame, unit: str, order: Sequence[str]) -> go.Figure:
    """Cases discussed, municipality × body."""
    return matrix.heat(
        frame,
        x="body",
        y="municipality",
        unit=unit,
        x_order=order,
        height=tall(frame["municipality"].nunique()),
    )


def tall(rows: int) -> int:
    """Pixels of a matrix of municipalities."""
    return _ROW * max(rows, 8) + 90


def arcs(frame: pd.DataFrame) -> pd.DataFrame:
    """Referrals between municipalities as arcs: width by count; a suppressed one is thin and of one width."""
    paper.need(frame, "value", "state")
    top = float(frame["value"].max()) if frame["value"].notna().any() else 1.0
    width = (1.5 + 4.5 * frame["value"].astype(float) / top).fillna(1.5).round(1)
    said = formats.cells(frame)
    detail = [f"{a} → {b}\n{text}" for a, b, text in zip(frame["source"], frame["target"], said, strict=True)]
    ends = ["from_lat", "from_lon", "to_lat", "to_lon", "state"]
    return frame[ends].assign(width=width, detail=detail)
