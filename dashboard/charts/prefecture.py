"""県の取組: who carries which function, support by municipality, sharing of cases, training, areas, the country."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import marks, paper

HERE, ELSEWHERE = "here", "elsewhere"
_FEW = 10  # occasions up to which an axis counts them one by one


def roles(rows: pd.DataFrame) -> go.Figure:
    """Function × who: a filled mark under the one who carries it, … where nothing was reported.

    `rows`: label (function), who, standing (here, elsewhere or 9), glyph, word.
    """
    colours = {HERE: theme.STATUS["3"], ELSEWHERE: (theme.CARD, theme.TEXT), "9": theme.STATUS["9"]}
    return marks.glyphs(
        rows, x="who", y="label", glyph="glyph", status="standing", word="word", colours=colours
    )


def support(rows: pd.DataFrame, unit: str) -> go.Figure:
    """Sessions of support: municipality × method, in the order of the codes."""
    return marks.heat(rows, x="method", y="municipality", unit=unit)


def sharing(rows: pd.DataFrame, methods: list[str], unit: str) -> go.Figure:
    """Occasions of sharing by year, parts by method."""
    drawn = marks.stacked(rows, category="year", series="method", order=methods, unit=unit)
    if rows.groupby("year")["value"].sum().max() <= _FEW:  # nobody shares half a time
        drawn.update_xaxes(dtick=1)
    return drawn


def levels(rows: pd.DataFrame, unit: str) -> go.Figure:
    """Municipalities by the level on which platforms stand, in the order of the notification."""
    return marks.bars(rows, category="level", unit=unit)


def areas(rows: pd.DataFrame, unit: str, *, share: bool, decimals: int) -> go.Figure:
    """One indicator by area (column asked: its name, n/N answered), in the order of the area codes; shares in percent."""
    shown = rows.assign(value=rows["value"] * 100) if share else rows
    return marks.bars(shown, category="asked", unit=unit, decimals=1 if share else decimals)


def setup(rows: pd.DataFrame, colours: dict[str, str]) -> go.Figure:
    """Municipalities of each area by set-up status of one body."""
    drawn = marks.stacked(rows, category="area", series="status", order=list(colours), colours=colours)
    drawn.update_traces(marker_line={"color": theme.MUTED, "width": 1})
    return drawn


def national(rows: pd.DataFrame, unit: str) -> go.Figure:
    """The trend of a national figure, from zero; what is planned (column planned) is hatched, for it has not happened."""
    drawn = marks.bars(rows, category="axis", unit=unit, horizontal=False, height=300)
    planned = rows["planned"].tolist()
    shape = [paper.HATCH["shape"] if one else "" for one in planned]
    fills = [theme.CARD if one else theme.PRIMARY for one in planned]
    drawn.data[0].marker = {
        "color": fills,
        "line": {"color": theme.PRIMARY, "width": 1},
        "pattern": {
            "shape": shape,
            "fillmode": "overlay",
            "fgcolor": theme.PRIMARY,
            "size": 8,
            "solidity": 0.35,
        },
    }
    return drawn
