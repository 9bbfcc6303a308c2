"""県の取組: training in the prefecture."""

from functools import partial

from dashboard.charts import alttext, heads, participation
from dashboard.queries import prefecture as query
from dashboard.widgets.page import Page


def training(page: Page) -> None:
    """Participants of training at the chosen place, by kind and audience."""
    chosen = page.chosen
    rows = query.training(page.snapshot, chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    # A row stands for every kind and audience, held or not: without one session there is nothing to draw.
    if not rows["sessions"].any():
        page.empty("none", "training")
        return
    totals = rows.groupby("training", sort=False)["value"].sum().reset_index().assign(state="value")
    page.card(
        "training",
        partial(participation.trainings, rows, wide=heads.PAGE),
        rows[
            [
                "training",
                "audience",
                "sessions",
                "value",
                "state",
                "completed",
                "joint_held",
                "municipalities",
            ]
        ],
        page.t(
            "reading.training",
            list=alttext.largest(totals, category="training", unit=page.t("unit.people"), n=2),
        ),
        indicators={
            "value": "training_participants",
            "sessions": "training_sessions",
            "completed": "training_completed",
            "joint_held": "training_joint",
            "municipalities": "training_municipalities",
        },
        form="F7",
        notes=[page.t("note.training")],
    )
