"""市町村カルテ: one municipality beside similar ones and the prefecture's median, on one page of A4."""

from functools import partial
from importlib import import_module

import pandas as pd
import streamlit as st

from dashboard import formats, words
from dashboard.charts import alttext, participation
from dashboard.charts import checklist as checklist_chart
from dashboard.charts import municipality as chart
from dashboard.charts import paper as drawing
from dashboard.handout import card
from dashboard.queries import municipality as query
from dashboard.queries import places, practices, search, sources
from dashboard.views import _municipality_sheet as paper
from dashboard.views._checklist_breakdowns import signs
from dashboard.views._practices_offered import links
from dashboard.widgets import address, filters, notices, sheet
from dashboard.widgets.page import Page, listed
from dashboard.widgets.save import PPTX, XLSX

SHOWN_HITS = 8


def main() -> None:
    """Picker and weights, the sheet, then figures and cases that do not print."""
    sheet.style()
    with st.container(key="screen"):
        page = Page.open("municipality", "fiscal_year", "municipality", required=("municipality",))
        weights = _controls(page)
    lg_code = str(page.chosen.municipality)
    reader = card.Reader(page.snapshot, page.chosen, weights)
    alike = reader.similar()
    _save(reader)
    st.html(paper.document(card.sheet(reader), demo=page.snapshot.demo))
    with st.container(key="screen_below"):
        _figures(page, lg_code, alike)
        _cases(page, lg_code)


def _save(reader: card.Reader) -> None:
    """The sheet as one A4 slide or as a workbook, made when a button is pressed."""
    language = words.lang()
    kinds = {"pptx": ("handout_pptx", "deck", PPTX), "xlsx": ("handout_xlsx", "workbook", XLSX)}

    def made(module: str, maker: str) -> bytes:
        # Called when the button is pressed, by then outside this run and its language.
        with words.speaking(language):
            # Imported now: a page that nobody saves from does not wait for the libraries of Office files.
            made_of = getattr(import_module(f"dashboard.export.{module}"), maker)
            return made_of(card.paper(reader))

    with st.container(horizontal=True, key="screen_save", horizontal_alignment="right"):
        for kind, (module, maker, mime) in kinds.items():
            st.download_button(
                words.t(f"handout.save_{kind}"),
                partial(made, module, maker),
                file_name=f"{card.sheet_stem(reader)}.{kind}",
                mime=mime,
                key=f"sheet_{kind}",
                # Streamlit (1.67) else runs the whole page again after a download.
                on_click="ignore",
                icon=":material/download:",
            )


def _controls(page: Page) -> dict[str, float]:
    """Search by code, name or reading; weights of the four variables; the print button."""
    left, middle, right = st.columns([0.4, 0.4, 0.2], vertical_alignment="bottom")
    with left:
        _find(page)
    with middle, st.popover(page.t("weights"), icon=":material/tune:", width="stretch"):
        st.write(page.t("weights_note"))
        weights = {name: address.level(f"w_{name}", page.t(f"variable.{name}")) for name in query.VARIABLES}
    with right:
        sheet.print_button(page.t("print"))
    return weights


def _find(page: Page) -> None:
    town = places.municipalities(page.snapshot).iloc[0]  # one of the prefecture's own
    code, name = str(town["lg_code"])[:5], words.place(page.snapshot, "municipality", str(town["lg_code"]))
    known = [code, name, *([str(town["kana"])] if words.lang() == "ja" else [])]
    example = page.t("find_example", list=listed(known))
    text = address.typed("find", page.t("find"), placeholder=example)
    if not text.strip():
        return
    hits = search.find(page.snapshot, text)
    if len(hits) == 1:
        address.write(m=str(hits["lg_code"].iloc[0]), find=None)
        # Everything above was drawn for the municipality before.
        st.rerun()
    if hits.empty:
        st.write(page.t("find_none", text=words.plain(text)))
    with st.container(horizontal=True, key="hits"):
        for row in hits.head(SHOWN_HITS).to_dict("records"):
            code, japanese = str(row["lg_code"]), words.lang() == "ja"
            name = words.plain(words.place(page.snapshot, "municipality", code))
            label = filters.named(code, name, [words.plain(row["kana"])] if japanese else [])
            kwargs = {"m": row["lg_code"], "find": None}
            st.button(label, key=f"hit_{row['lg_code']}", on_click=address.write, kwargs=kwargs)


def _figures(page: Page, lg_code: str, alike: pd.DataFrame) -> None:
    notices.legend()
    left, right = st.columns(2)
    with left:
        _position(page, lg_code, alike)
        _trend(page, lg_code)
    with right:
        _strip(page, lg_code, alike)
        _sectors(page, lg_code)
    _years(page, lg_code)


def _years(page: Page, lg_code: str) -> None:
    """Its own counts of three years side by side, the year before beside this one."""
    rows = query.by_year(page.snapshot, page.chosen.fiscal_year, lg_code)
    if page.nothing_to_show(rows, "years"):
        return
    rows = rows.assign(
        year=[formats.fiscal_year_short(year) for year in rows["fiscal_year"]],
        measure=[
            page.t("with_unit", name=a, unit=b) for a, b in zip(rows["title"], rows["unit"], strict=True)
        ],
    )
    published = rows[rows["state"] == "value"].pivot_table(
        index="indicator_id", columns="fiscal_year", values="value"
    )
    year = page.chosen.fiscal_year
    # Only what is a number in both years can be said to be more or fewer.
    both = (
        published.dropna(subset=[year - 1, year])
        if {year - 1, year} <= set(published.columns)
        else published.iloc[:0]
    )
    page.card(
        "years",
        partial(participation.trend, rows, list(dict.fromkeys(rows["year"]))),
        rows[["measure", "year", "value", *formats.ends(), "state"]],
        page.t(
            "reading.years",
            n=formats.count(len(both)),
            before=formats.fiscal_year_short(year - 1),
            year=formats.fiscal_year_short(year),
            more=formats.count(int((both[year] > both[year - 1]).sum()) if len(both) else 0),
            fewer=formats.count(int((both[year] < both[year - 1]).sum()) if len(both) else 0),
        ),
        indicators={"value": [str(one) for one in rows["indicator_id"]]},
        period=page.when(int(rows["fiscal_year"].min())),
        notes=[page.t("note.years")],
    )


def _position(page: Page, lg_code: str, alike: pd.DataFrame) -> None:
    rows = query.variables(page.snapshot, [lg_code, *alike["lg_code"]])
    reader = card.Reader(page.snapshot, page.chosen)
    rows = rows.assign(
        label=[page.t(f"variable.{name}") for name in rows["variable"]],
        text=[card.variable(reader, v, x) for v, x in zip(rows["variable"], rows["value"], strict=True)],
    )
    own = str(rows.loc[rows["lg_code"] == lg_code, "municipality"].iloc[0])
    page.card(
        "position",
        partial(chart.position, rows, own, (own, page.t("similar")), page.t("axis.z")),
        rows[["lg_code", "municipality", "label", "text", "z"]],
        page.t("reading.position", own=own, list=listed(alike["municipality"].tolist())),
        indicators={"text": "population_facts", "z": "similar_position"},
        period=words.either(*sources.titles(page.snapshot)["census2020"]),
        notes=[page.t("note.census"), page.t("note.similar")],
        sources=("census2020", "ssdse_a"),
        # The census is real in the demonstration too.
        fictional=False,
        as_of=words.t("card.as_of", day=formats.day(sources.census_day(page.snapshot))),
    )


def _strip(page: Page, lg_code: str, alike: pd.DataFrame) -> None:
    rows = query.strip(page.snapshot, page.chosen.fiscal_year, [lg_code, *alike["lg_code"]])
    if rows.empty:
        page.empty("unanswered", "strip")
        return
    own = rows[rows["lg_code"] == lg_code]
    page.card(
        "strip",
        partial(checklist_chart.matrix, rows.assign(key=rows["item_code"]), row=_first(own)),
        rows[["lg_code", "municipality", "item_code", "short", "word"]],
        _answered(page, own["status"]),
        indicators=("item_status",),
        answered=_who_answered(rows),
        signs=signs(page),
    )


def _who_answered(rows: pd.DataFrame) -> tuple[int, int]:
    spoke = rows.loc[rows["status"] != "9", "lg_code"].nunique()
    return int(spoke), int(rows["lg_code"].nunique())


def _answered(page: Page, statuses: pd.Series) -> str:
    """How many items are in place; one that has not answered is not said to have none."""
    if statuses.eq("9").all():
        return page.t("reading.strip_none", total=len(statuses))
    return page.t("reading.strip", n=int(statuses.isin(page.members("in_place")).sum()), total=len(statuses))


def _first(own: pd.DataFrame) -> str | None:
    return None if own.empty else str(own["municipality"].iloc[0])


def _sectors(page: Page, lg_code: str) -> None:
    rows = query.referrals_by_sector(page.snapshot, page.chosen.fiscal_year, lg_code)
    # No rows, not signs: below the population of detail no sector is published at all, and the reader is told.
    if rows.empty:
        with st.container(border=True, key="card_no_sectors"):
            notices.heading(page.t("title.sectors"))
            st.write(page.t("too_small"))
        return
    if page.nothing_to_show(rows, "sectors"):
        return
    page.card(
        "sectors",
        partial(chart.sectors, rows, page.t("unit.referrals")),
        rows.rename(columns={"label": "target"})[["target", "value", *formats.ends(), "state"]],
        page.t(
            "reading.sectors", most=alttext.largest(rows, category="label", unit=page.t("unit.referrals"))
        ),
        indicators=("referral_count",),
    )


def _trend(page: Page, lg_code: str) -> None:
    rows = query.referrals_by_year(page.snapshot, lg_code)
    if page.nothing_to_show(rows, "trend", every_year=True):
        return
    rows = rows.assign(year=[formats.fiscal_year_short(year) for year in rows["fiscal_year"]])
    marks, days = page.events(rows["fiscal_year"].tolist())
    page.card(
        "trend",
        partial(drawing.dated_trend, partial(chart.trend, rows, page.t("unit.referrals")), marks),
        rows[["year", "value", *formats.ends(), "state"]],
        alttext.trend(rows, x="year", unit=page.t("unit.referrals")),
        indicators=("referral_count",),
        period=page.when(int(rows["fiscal_year"].min())),
        notes=days,
    )


def _cases(page: Page, lg_code: str) -> None:
    """The cases of the sheet, to be opened."""
    cases = practices.offered(page.snapshot, page.chosen.fiscal_year, lg_code).head(6)
    with st.container(border=True, key="card_gaps"):
        notices.heading(page.t("gaps"))
        if cases.empty:
            st.write(page.t("gaps_none"))
            return
        st.write(page.t("gaps_note"))
        links(page.snapshot, cases, key="gaps")


main()
