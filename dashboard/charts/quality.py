"""提出と品質: the matrix of submissions, findings by rule, the share of suppressed cells by table."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts import marks, paper

# A form that was accepted but of which rows went back has a sign of its own.
RETURNED = "returned"
# A form that nobody has to send has a sign of its own where it did not come: it was neither missed nor not asked for.
OPTIONAL = "optional"
_LETTERS = 16  # in a line of a label
LOOKS = {**theme.SUBMISSION, OPTIONAL: theme.OPTIONAL, RETURNED: theme.RETURNED}


def matrix(rows: pd.DataFrame) -> go.Figure:
    """Municipality × form: fill and glyph say the state of the submission (columns municipality, column, status)."""
    colours = {status: (fill, text) for status, (fill, text, _) in LOOKS.items()}
    glyph = rows["status"].map({status: sign for status, (_, _, sign) in LOOKS.items()})
    return marks.glyphs(
        rows.assign(glyph=glyph), x="column", y="municipality", glyph="glyph", status="status", word="word",
        colours=colours, height=26 * rows["municipality"].nunique() + 90,
        letters=11,  # of a form by halves, two heads side by side
    )  # fmt: skip


def findings(rows: pd.DataFrame, unit: str, axis: str) -> go.Figure:
    """Findings by rule, in the order of the frame; the colour repeats the severity written in the label."""
    colours = [theme.SEVERITY[severity] for severity in rows["severity"]]
    said = _on_lines(rows, "label")
    drawn = marks.bars(said, category="label", colour=colours, unit=unit, height=_tall(said["label"]))
    drawn.update_xaxes(title={"text": axis})
    return drawn


def hidden(rows: pd.DataFrame, axis: str, room: float = 1) -> go.Figure:
    """Share of suppressed cells by published table, of 100 %; `room` as in `_on_lines`."""
    said = _on_lines(rows, "name", room)
    drawn = marks.bars(said, category="name", value="share", percent=True, height=_tall(said["name"]))
    drawn.update_xaxes(range=[0, 1.08], tickformat=".0%", title={"text": axis})
    return drawn


def _tall(labels: "pd.Series[str]") -> int:
    """Pixels that keep labels of several lines apart."""
    lines = max((label.count(paper.LINE) + 1 for label in labels), default=1)
    return max(34, 18 * lines) * len(labels) + 60


def _on_lines(rows: pd.DataFrame, column: str, room: float = 1) -> pd.DataFrame:
    """Long labels on several lines, to leave room for the bars; a wide card has more `room` for them."""
    return rows.assign(**{column: [paper.broken(text, int(room * _LETTERS)) for text in rows[column]]})
