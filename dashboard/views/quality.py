"""提出と品質: which form came from where, what the checks found, what is hidden, why, and how that was verified."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import quality as chart
from dashboard.queries import quality as query
from dashboard.views import _quality_disclosure as disclosure
from dashboard.widgets import notices, sheet
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page
from dashboard.widgets.tiles import Tile, tiles

# Remarks do not keep a form out of the counts.
ARRIVED = ("accepted", "warned")
PERIODS = ("H1", "H2")
INDICATOR = {
    "forms": "forms_arrived",
    "complete": "municipalities_complete",
    "missing": "municipalities_incomplete",
    "check": "municipalities_to_confirm",
    "returned": "municipalities_returned",
}


def main() -> None:
    """Key figures, the matrix beside the reasons and the certificate, then findings beside what is hidden by table."""
    sheet.style()
    page = Page.open("quality", "fiscal_year", "area")
    rows = query.submissions(page.snapshot, page.chosen)
    if page.nothing_to_show(rows, "matrix"):
        return
    hidden = query.hidden(page.snapshot, page.chosen)
    tiles(_tiles(page, rows, hidden))
    left, right = st.columns([0.58, 0.42])
    with left:
        _matrix(page, rows)
    with right:
        disclosure.why(page)
        disclosure.certificate(page)
    left, right = st.columns(2)
    with left:
        _findings(page)
    with right:
        disclosure.share(page, hidden)


def _tiles(page: Page, rows: pd.DataFrame, hidden: pd.DataFrame) -> list[Tile]:
    """Municipalities of the prefecture; a form that was not asked for counts nowhere."""
    here = rows[rows["in_prefecture"] & (rows["status"] != query.NOT_REQUESTED)]
    arrived = here["status"].isin(ARRIVED)
    complete = arrived.groupby(here["lg_code"]).all()
    checking = here.loc[here["status"] == "warned", "lg_code"].nunique()
    returned = here.loc[arrived & (here["errors"] > 0), "lg_code"].nunique()
    towns = page.t("of_places", n=len(complete))
    numbers = (
        ("forms", int(arrived.sum()), page.t("of_forms", n=len(here))),
        ("complete", int(complete.sum()), towns),
        ("missing", int((~complete).sum()), towns),
        ("check", checking, towns),
        ("returned", returned, towns),
    )
    made = [
        page.tile(
            page.t(f"tile.{name}"),
            formats.count(n),
            out_of,
            page.t(f"tile.{name}_note", place=page.where()),
            indicators=(INDICATOR[name],),
        )
        for name, n, out_of in numbers
    ]
    # One share over all tables: a mean of their shares would weigh a small table like a large one.
    cells, x = int(hidden["cells"].sum()), int(hidden["hidden"].sum())
    share = formats.percent(x / cells) if cells else formats.symbol("not_applicable")
    note = page.t("tile.hidden_note", cells=formats.count(cells), hidden=formats.count(x))
    bound = ("hidden_share", "hidden_cells", "protected_cells")
    return [*made, page.tile(page.t("tile.hidden"), share, "", note, indicators=bound)]


def _matrix(page: Page, rows: pd.DataFrame) -> None:
    shown = rows.assign(
        municipality=_drawn(page, rows),
        column=[
            _column(page, form, period) for form, period in zip(rows["form"], rows["period"], strict=True)
        ],
    )
    asked = rows[rows["in_prefecture"] & (rows["status"] != query.NOT_REQUESTED)]
    arrived = int(asked["status"].isin(ARRIVED).sum())
    # A sign of their own: of all that came, only returned rows are missing from every total.
    back = shown["status"].isin(ARRIVED) & (shown["errors"] > 0)
    # The mart's `not_requested` is an optional form that did not come; what a partner outside is not asked for has no row.
    unsent = shown["status"].eq(query.NOT_REQUESTED)
    shown = shown.assign(
        status=shown["status"].mask(back, chart.RETURNED).mask(unsent, chart.OPTIONAL),
        word=shown["word"].mask(back, page.t("returned")).mask(unsent, page.t("optional")),
    )
    shown = _unasked(page, shown)
    signs = [
        Sign(glyph, _state(page, status), fill, ink)
        for status, (fill, ink, glyph) in chart.LOOKS.items()
        if status in set(shown["status"])
    ]
    full = rows.assign(
        within=page.within(rows["in_prefecture"]),
        column=[_named(page, form) for form in rows["form"]],
        half=[page.t(f"half.{period}") for period in rows["period"]],
    )
    names = [
        "lg_code",
        "municipality",
        "within",
        "column",
        "half",
        "word",
        "revision",
        "submitted_on",
        "rows",
        "fixes",
    ]
    word = rows["word"].mask(rows["status"].eq(query.NOT_REQUESTED), page.t("optional"))
    page.card(
        "matrix",
        partial(chart.matrix, shown),
        full.assign(word=word)[[*names, "errors"]],
        page.t(
            "reading.matrix",
            place=page.where(),
            asked=len(asked),
            arrived=arrived,
            missing=len(asked) - arrived,
        ),
        indicators={
            "word": "submission_state",
            **dict.fromkeys(("rows", "fixes", "errors"), "submission_counts"),
        },
        notes=[page.t("note.matrix"), page.t("note.forms", list=_forms(page, rows))],
        signs=signs,
    )


def _drawn(page: Page, rows: pd.DataFrame) -> list[str]:
    """Names of municipalities; those of another prefecture say which, for the sentence counts those of our own."""
    named = zip(rows["municipality"], rows["in_prefecture"], rows["prefecture"], strict=True)
    return [
        name
        if here
        else words.t("place.in_another", name=name, prefecture=words.prefecture(page.snapshot, prefecture))
        for name, here, prefecture in named
    ]


def _unasked(page: Page, shown: pd.DataFrame) -> pd.DataFrame:
    """With a sign for every form that a municipality was not asked for: an empty cell would tell nothing."""
    places, columns = (
        shown[["lg_code", "municipality"]].drop_duplicates(),
        shown[["column"]].drop_duplicates(),
    )
    blank = {"status": query.NOT_REQUESTED, "word": _state(page, query.NOT_REQUESTED)}
    full = places.merge(columns, how="cross").merge(
        shown, how="left", on=["lg_code", "municipality", "column"]
    )
    return full.fillna(blank)


def _state(page: Page, status: str) -> str:
    if status in (chart.RETURNED, chart.OPTIONAL):
        return page.t(status)
    return page.code("submission_statuses", status, short=False)


def _column(page: Page, form: str, period: str) -> str:
    """「様式3 上半期」 on two lines, to keep thirteen columns apart."""
    short = _short(page, form)
    return page.t("half_of", form=short, half=page.t(f"half.{period}")) if period in PERIODS else short


def _short(page: Page, form: str) -> str:
    return page.t("form_short", n=form.removeprefix("F"))


def _named(page: Page, form: str) -> str:
    return page.t("form_name", n=form.removeprefix("F"), name=page.t(f"form.{form}"))


def _forms(page: Page, rows: pd.DataFrame) -> str:
    return words.t("format.comma").join(_named(page, form) for form in sorted(set(rows["form"])))


def _findings(page: Page) -> None:
    rows = query.findings(page.snapshot, page.chosen)
    if rows.empty:
        with st.container(border=True, key="card_no_findings"):
            notices.heading(page.t("title.findings"))
            st.write(page.t("none_found"))
        return
    rows = rows.assign(
        label=[
            page.t(
                "rule_label",
                message=message,
                form=_short(page, form) if form else page.t("whole_file"),
                severity=severity,
            )
            for message, form, severity in zip(
                rows["message"], rows["form"], rows["severity_word"], strict=True
            )
        ]
    )
    most = rows.iloc[int(rows["value"].argmax())]
    page.card(
        "findings",
        partial(chart.findings, rows, page.t("unit.findings"), page.t("axis.findings")),
        rows[["rule", "form", "severity_word", "message", "value", "state", "municipalities"]],
        page.t(
            "reading.findings",
            total=formats.count(rows["value"].sum()),
            message=most["message"],
            n=formats.count(most["value"]),
        ),
        indicators={"value": "finding_count", "municipalities": "finding_count"},
        signs=[
            Sign("", word, theme.SEVERITY[code])
            for code, word in dict(zip(rows["severity"], rows["severity_word"], strict=True)).items()
        ],
        whole=True,
        notes=[page.t("note.findings")],
    )


main()
