"""参画体制: standing of bodies, who sits in them, how level the field is, what they do and how they meet."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats, theme, words
from dashboard.charts import heads, labels, marks, matrix, paper, points

_OUTSIDE = 0.12  # of the scale of shares, on either side of it: for signs, and for the number of a share of 1
_ROW = 27


def standings(
    frame: pd.DataFrame,
    looks: dict[str, tuple[str, str, str]],
    *,
    x: str,
    status: str = "standing",
    word: str = "word",
    brief: str = "",
    row: int = _ROW,
) -> go.Figure:
    """Municipalities × `x`: each cell carries its sign and the text of column `brief`; `word` is in the hover.

    `row`: pixels a row is tall.
    """
    paper.need(frame, "municipality", x, status, word)
    signs = [looks[s][2] if s in looks else "" for s in frame[status]]
    texts = (
        [f"{sign} {text}".strip() for sign, text in zip(signs, frame[brief], strict=True)] if brief else signs
    )
    drawn = matrix.glyphs(
        frame.assign(_said=texts),
        x=x,
        y="municipality",
        glyph="_said",
        status=status,
        word=word,
        colours={code: look[:2] for code, look in looks.items()},
        height=row * frame["municipality"].nunique() + 90,
    )
    return drawn.update_traces(
        textfont_size=_letters(drawn, texts) if brief else 14, selector={"type": "scatter"}
    )


def _letters(drawn: go.Figure, texts: Sequence[str]) -> int:
    """Pixels of the letters in the cells: smaller ones where the longest text would touch the edges of its own."""
    column = heads.room(drawn, heads.LEAST) / len(drawn.layout.xaxis.categoryarray)
    longest = max(map(labels.width, texts), default=0.0)
    return 12 if longest * 12 / labels.SIZE <= column else 11


def features(frame: pd.DataFrame) -> go.Figure:
    """Municipalities by a feature of their bodies, as a matrix feature × body (set-up form, chair, secretariat)."""
    return matrix.heat(
        frame,
        x="body",
        y="feature",
        unit=words.t("participation.unit.municipalities"),
        height=_ROW * frame["code"].nunique() + 90,
    )


def categories(frame: pd.DataFrame) -> go.Figure:
    """Agency categories × bodies: municipalities where the category has a seat; nobody is a plain 0."""
    drawn = matrix.heat(
        frame,
        x="body",
        y="agency",
        unit=words.t("participation.unit.municipalities"),
        height=23 * frame["agency_code"].nunique() + 80,
    )
    drawn.update_traces(textfont_size=12, selector={"type": "scatter"})
    return _parted(drawn, frame.drop_duplicates("agency_code")["sector"].tolist())


def seats(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Agency category × `head` (a municipality, or a body of one): organisations with a seat, categories grouped by sector."""
    drawn = matrix.heat(
        frame,
        x="head",
        y="agency",
        unit=unit,
        height=23 * frame["agency_code"].nunique() + 60,
        wide=heads.PAGE,
        letters=12,
    )
    cells = drawn.data[-1]
    zero = ((frame["state"] == "value") & (frame["value"] == 0)).tolist()
    cells.textfont = {
        "color": [theme.MUTED if z else ink for z, ink in zip(zero, cells.textfont.color, strict=True)],
        "size": 12,
    }
    return _parted(drawn, frame.drop_duplicates("agency_code")["sector"].tolist())


def _parted(drawn: go.Figure, groups: Sequence[str]) -> go.Figure:
    """Lines between the groups of rows, each group named at the right edge."""
    # A line only where the group changes; the frame is in the order of its groups.
    starts = [at for at, name in enumerate(groups) if at == 0 or name != groups[at - 1]]
    look = {
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 6,
        "align": "left",
        "yanchor": "top",
        "yshift": 9,
    }
    font = {"size": 12, "color": theme.MUTED}
    names = [{**look, "y": start, "text": paper.broken(groups[start], 7), "font": font} for start in starts]
    paper.over(drawn, [paper.level(start - 0.5) for start in starts if start], names)
    return drawn.update_layout(margin_r=116, margin_b=20)


def roles(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Roles × sectors: organisations with a seat in one body."""
    return matrix.heat(
        frame,
        x="sector",
        y="role",
        unit=unit,
        height=_ROW * frame["role_code"].nunique() + 110,
        wide=heads.PAGE,
    )


def phases(frame: pd.DataFrame, order: Sequence[str], unit: str) -> go.Figure:
    """Measures of form 5 by phase, in the parts of `order`: with results, none, not told (columns phase, told, value)."""
    colours = dict(zip(order, (theme.SERIES[0], theme.SERIES[1], theme.GRID), strict=True))
    drawn = marks.stacked(
        frame, category="phase", series="told", order=list(order), colours=colours, unit=unit
    )
    return drawn.update_traces(marker_line={"color": theme.MUTED, "width": 1})


def sectors(frame: pd.DataFrame) -> go.Figure:
    """Organisations by sector, those in no earlier body set apart (columns sector, origin, value, state)."""
    names = {origin: words.t(f"participation.origin.{origin}") for origin in ("known", "new")}
    return marks.stacked(
        frame.assign(_origin=frame["origin"].map(names)),
        category="sector",
        series="_origin",
        order=list(names.values()),
        colours=dict(zip(names.values(), (theme.SERIES[1], theme.SERIES[0]), strict=True)),
        unit=words.t("participation.unit.organisations"),
    )


def diversity(frame: pd.DataFrame) -> go.Figure:
    """Effective number of categories (Hill q = 1) by municipality, in the order of the frame."""
    return marks.bars(frame, category="municipality", decimals=1, height=_ROW * len(frame) + 40)


def horizontality(frame: pd.DataFrame) -> go.Figure:
    """The measures of 水平性 side by side on 0–1, each with its range (columns measure, value, low, high, state, said)."""
    drawn = points.dots(frame, category="measure", percent=False, height=44 * len(frame) + 70)
    drawn.update_xaxes(
        range=[0, 1.04],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        title={"text": words.t("participation.axis.horizontality")},
    )
    known = frame[frame["value"].notna()]
    said = [
        {"x": value, "y": name, "text": text}
        for name, value, text in zip(known["measure"], known["value"], known["said"], strict=True)
    ]
    paper.over(drawn, notes=[{**note, "yshift": 15, "font": {"size": 12}} for note in said])
    return drawn


def tall(rows: int) -> int:
    """Pixels of a matrix of measures."""
    return _ROW * rows + 70


def trend(frame: pd.DataFrame, years: Sequence[str], height: int | None = None) -> go.Figure:
    """Measures × years as numbers; shade compares the years of one measure, never two measures.

    Columns measure (with its unit), year, value, state. Units differ by row, so no common axis is drawn.
    """
    paper.need(frame, "measure", "year", "value", "state")
    largest = frame.groupby("measure")["value"].transform("max")
    share = (frame["value"] / largest.where(largest > 0)).fillna(0).where(frame["state"] == "value")
    drawn = matrix.heat(
        frame.assign(_share=share),
        x="year",
        y="measure",
        value="_share",
        x_order=years,
        height=height or tall(frame["measure"].nunique()),
    )
    said = formats.cells(frame)
    drawn.data[0].zmax = 2  # half the scale: dark text stays readable on the largest value
    drawn.data[-1].update(
        text=said, customdata=[[None, text] for text in said], textfont={"color": theme.TEXT}
    )
    return drawn


def trainings(frame: pd.DataFrame, height: int | None = None, wide: int = heads.LEAST) -> go.Figure:
    """Participants by training and audience; `wide`: pixels that the figure has at least."""
    unit = words.t("participation.unit.persons")
    return matrix.heat(frame, x="audience", y="training", unit=unit, height=height, wide=wide)


def overlaps(frame: pd.DataFrame) -> go.Figure:
    """Shares of common agency categories by municipality, one sign a pair of bodies (columns pair, value, state)."""
    drawn = paper.figure(_ROW * frame["municipality"].nunique() + 90)
    signs = {"meetings": ("circle", theme.SERIES[0]), "platform": ("diamond", theme.SERIES[2])}
    for pair, (symbol, colour) in signs.items():
        part = frame[frame["pair"] == pair]
        there = part[part["state"] == "value"]
        drawn.add_scatter(
            x=there["value"].tolist(),
            y=there["municipality"].tolist(),
            name=words.t(f"participation.pair.{pair}"),
            mode="markers",
            marker={"symbol": symbol, "size": 12, "color": colour},
            customdata=[formats.percent(v) for v in there["value"]],
            hovertemplate="%{y}<br>%{fullData.name} %{customdata}<extra></extra>",
        )
    paper.over(drawn, notes=_numbered(frame[frame["state"] == "value"]))
    names = list(dict.fromkeys(frame["municipality"]))
    known = set(frame.loc[frame["state"] == "value", "municipality"])
    missing = frame[~frame["municipality"].isin(known)].drop_duplicates("municipality")
    drawn.add_scatter(
        # Left of where the scale begins: on it a sign would be read as a share.
        x=[-_OUTSIDE / 2] * len(missing),
        y=missing["municipality"].tolist(),
        mode="text",
        text=[formats.symbol(state) for state in missing["state"]],
        showlegend=False,
        hoverinfo="skip",
    )
    drawn.update_yaxes(type="category", categoryarray=names[::-1], categoryorder="array")
    drawn.update_yaxes(showgrid=False)
    drawn.update_xaxes(range=[-_OUTSIDE, 1 + _OUTSIDE], tickformat=".0%")
    return drawn


def _numbered(there: pd.DataFrame) -> list[dict[str, Any]]:
    """The share beside each point: the lesser of a municipality on the left, the greater on the right."""
    look = {"font": {"size": 12}, "bgcolor": theme.CARD, "borderpad": 0}
    left, right = {"xanchor": "right", "xshift": -8}, {"xanchor": "left", "xshift": 8}
    notes = []
    for name, part in there.groupby("municipality", sort=False):
        shares = part["value"].sort_values(kind="stable").tolist()
        sides = [left, right][-len(shares) :]
        notes += [
            {**look, **side, "x": share, "y": name, "text": formats.percent(share)}
            for share, side in zip(shares, sides, strict=True)
        ]
    return notes
