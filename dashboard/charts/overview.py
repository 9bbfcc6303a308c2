"""概況: set-up status in parts of a whole, and its trend over the years."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import marks, paper


def setup(rows: pd.DataFrame, unit: str, axis: str) -> go.Figure:
    """Municipalities by status (columns body, status, est_status, value, state), one bar a body."""
    marks.need(rows, "est_status")
    names = dict(zip(rows["est_status"], rows["status"], strict=True))
    colours = {names[code]: fill for code, (fill, *_) in theme.SETUP.items() if code in names}
    drawn = marks.stacked(
        rows, category="body", series="status", order=list(colours), colours=colours, unit=unit, height=280
    )
    # White and pale parts need an edge to be seen on a white card.
    drawn.update_traces(marker_line={"color": theme.MUTED, "width": 1})
    drawn.update_xaxes(dtick=paper.step(rows.groupby("body")["value"].sum().max()), title={"text": axis})
    return drawn


def trend(rows: pd.DataFrame, unit: str, axis: str) -> go.Figure:
    """Municipalities with each body, a column a year (columns year, body, value, state); the latest is darkest."""
    years = list(dict.fromkeys(rows["year"]))
    shades = dict(zip(years, theme.YEARS[-len(years) :], strict=True)) if len(years) <= 3 else None
    two_lines = rows.assign(body=rows["body"].str.replace(" ", paper.LINE, n=1))
    drawn = marks.grouped(two_lines, category="body", series="year", colours=shades, unit=unit)
    drawn.update_yaxes(dtick=paper.step(rows["value"].max()), title={"text": axis})
    return drawn
