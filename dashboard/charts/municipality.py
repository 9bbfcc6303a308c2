"""市町村カルテ: where a municipality stands on the four variables, its referrals by receiving sector and by year."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import marks, paper


def position(rows: pd.DataFrame, own: str, names: tuple[str, str], axis: str) -> go.Figure:
    """z-scores on the four variables: own municipality as a filled diamond, similar ones as open circles.

    `rows`: label (of the variable), municipality, z, text (its value in words), state. `names`: legend of the two.
    """
    marks.need(rows, "label", "municipality", "z", "text", "state")
    drawn = marks.figure(300)
    for name, mine in zip(names, (True, False), strict=True):
        part = rows[(rows["municipality"] == own) == mine]
        drawn.add_scatter(
            x=part["z"].tolist(),
            y=part["label"].tolist(),
            name=name,
            mode="markers",
            marker={
                "symbol": "diamond" if mine else "circle-open",
                "size": 15 if mine else 11,
                "color": theme.PRIMARY if mine else theme.MUTED,
                "line": {"width": 2},
            },
            customdata=list(zip(part["municipality"], part["text"], strict=True)),
            hovertemplate="%{customdata[0]}<br>%{y} %{customdata[1]}<extra></extra>",
        )
    paper.over(drawn, [paper.upright(0, dotted=True)])
    drawn.update_xaxes(title={"text": axis}, zeroline=False)
    # named as rows, so that on a telephone their names stand in lines and leave the points their room
    names_of_rows = list(dict.fromkeys(rows["label"]))
    drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=names_of_rows, autorange="reversed"
    )
    return drawn


def sectors(rows: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals by the sector that received them, suppressed ones as their sign."""
    return marks.bars(rows, category="label", unit=unit)


def trend(rows: pd.DataFrame, unit: str) -> go.Figure:
    """Referrals by year; a year without a number shows its sign on the base line."""
    drawn = marks.lines(rows, x="year", unit=unit, height=300)
    drawn.update_yaxes(tickformat=",d", nticks=5)
    return drawn
