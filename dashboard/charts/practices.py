"""事例: how many cases there are for each code of a facet, public ones and submitted ones apart."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import marks


def coverage(counts: pd.DataFrame, order: tuple[str, str]) -> go.Figure:
    """Cases by `label`, one bar a code in the order of the list; `order` names submitted and public cases."""
    colours = dict(zip(order, (theme.SERIES[0], theme.SEQUENTIAL[1]), strict=True))
    drawn = marks.stacked(counts, category="label", series="word", order=order, colours=colours)
    drawn.update_traces(marker_line={"color": theme.MUTED, "width": 1})
    return drawn
