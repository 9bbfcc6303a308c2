"""The set-up of one body in every municipality: its words and signs, and the map with arcs between joint bodies.

Speaks the phrases of the section `participation`, also on other pages.
"""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import theme, words
from dashboard.charts import map as maps
from dashboard.queries import participation as query
from dashboard.queries import shapes, sources
from dashboard.widgets import address, assets, pointed, screen
from dashboard.widgets.figure import Sign
from dashboard.widgets.page import Page

SHEET = "views/municipality.py"


def standing(page: Page) -> tuple[pd.DataFrame, list[Sign]]:
    """Every municipality and body with `word`, `brief` and the name to show; and the legend of the signs."""
    names = {code: page.code("est_statuses", code, short=False) for code in theme.SETUP}
    # Together with others is a form of set-up and no status; on the map it has a sign of its own.
    joint, own = page.one("joint_setup"), page.one("set_up")
    names[joint] = words.t("participation.joint", status=names[own], form=page.code("setup_forms", joint))
    brief = {code: page.code("est_statuses", code) for code in theme.SETUP}
    brief[joint] = page.code("setup_forms", joint)
    signs = [Sign(glyph, names[code], fill, ink) for code, (fill, ink, glyph) in theme.SETUP.items()]
    rows = query.bodies(page.snapshot, page.chosen)
    named = rows.assign(
        word=rows["standing"].map(names), brief=rows["standing"].map(brief), municipality=_pointed(page, rows)
    )
    return named, signs


def show(page: Page, rows: pd.DataFrame, signs: list[Sign]) -> None:
    """The map of the body chosen above it; a name on the map opens the sheet of that municipality."""
    # The map stands on 概況 as well; its words are those of 参画体制 wherever it stands.
    page = replace(page, topic="participation")
    body = page.body()
    towns = rows[rows["body_code"] == body]
    places = _drawn(towns)
    links, members = _links(page, towns, query.joints(page.snapshot, page.chosen, body))
    sheet, outlines = pointed.sheet(page.snapshot), shapes.outlines(page.snapshot)
    event = page.card(
        "map",
        partial(
            maps.deck,
            screen.labelled(places),
            assets.boundaries(page.snapshot),
            links,
            sheet=sheet,
            width=screen.map_width(),
        ),
        towns[["lg_code", "municipality", "word", "form"]],
        page.t("reading.joint", n=members) if members else page.t("reading.no_joint"),
        indicators=("body_standing",),
        listed=True,
        title=page.t("title.map", body=page.code("bodies", body)),
        form="F1",
        signs=[sign for sign in signs if sign.word in set(towns["word"])],
        notes=[
            page.t("note.joint"),
            words.t("app.footer_geometry", credit=sources.boundaries(page.snapshot)),
            *screen.without_outline(places, outlines),
        ],
        height=maps.height(sheet, screen.map_width()),
        export=partial(maps.drawing, places, outlines, links, sheet=sheet),
        beneath=partial(pointed.towns, "map", places, page.kept()),
        on_select=True,
    )
    _follow(event)


def stages(page: Page, rows: pd.DataFrame) -> dict[str, Any]:
    """The map of the stages of multi-layered support, as a card takes it: figure, height, drawing, signs and notes."""
    codes = rows["stage_code"].fillna("unanswered")
    words_of = {
        code: page.code("juso_statuses", code, short=False) for code in theme.STAGES if code != "unanswered"
    }
    words_of["unanswered"] = page.code("cell_states", "unanswered", short=False)
    looks = [theme.STAGES[code] for code in codes]
    label = [f"{look[2]} {name}" for look, name in zip(looks, rows["municipality"], strict=True)]
    places = rows.assign(
        status=codes.map(words_of),
        fill=[look[0] for look in looks],
        label=label,
        detail=[
            page.t("stage_said", name=name, stage=words_of[code], plan=plan)
            for name, code, plan in zip(label, codes, rows["plan"], strict=True)
        ],
    )
    sheet, outlines = pointed.sheet(page.snapshot), shapes.outlines(page.snapshot)
    return {
        "figure": partial(
            maps.deck,
            screen.labelled(places),
            assets.boundaries(page.snapshot),
            sheet=sheet,
            width=screen.map_width(),
        ),
        "signs": [
            Sign(glyph, words_of[code], fill, ink)
            for code, (fill, ink, glyph) in theme.STAGES.items()
            if code in set(codes)
        ],
        "height": maps.height(sheet, screen.map_width()),
        "export": partial(maps.drawing, places, outlines, None, sheet=sheet),
        "beneath": partial(pointed.towns, "stages", places, page.kept()),
        "notes": [
            words.t("app.footer_geometry", credit=sources.boundaries(page.snapshot)),
            *screen.without_outline(places, outlines),
        ],
    }


def _drawn(towns: pd.DataFrame) -> pd.DataFrame:
    """One body's rows as the map wants them: status, fill, label, detail."""
    looks = [theme.SETUP[code] for code in towns["standing"]]
    label = [f"{look[2]} {name}" for look, name in zip(looks, towns["municipality"], strict=True)]
    return towns.assign(
        status=towns["word"],
        fill=[look[0] for look in looks],
        label=label,
        detail=[f"{name}\n{word}" for name, word in zip(label, towns["word"], strict=True)],
    )


def _links(page: Page, towns: pd.DataFrame, pairs: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Municipalities holding a body together as arcs of one width, and how many municipalities they are."""
    points = towns.set_index("lg_code")[["lat", "lon", "municipality"]]
    known = pairs[pairs["lg_code"].isin(points.index) & pairs["partner_code"].isin(points.index)]
    a, b = points.loc[known["lg_code"]], points.loc[known["partner_code"]]
    pair_names = [
        page.t("pair_of", a=one, b=other)
        for one, other in zip(a["municipality"], b["municipality"], strict=True)
    ]
    # One width for all: a body held together has no count that would make one tie thicker than another.
    arcs = pd.DataFrame({
        "from_lat": a["lat"].to_numpy(), "from_lon": a["lon"].to_numpy(), "to_lat": b["lat"].to_numpy(),
        "to_lon": b["lon"].to_numpy(), "width": 3, "state": "value", "detail": pair_names, "directed": False,
    })  # fmt: skip
    return maps.spanned(arcs), len({*known["lg_code"], *known["partner_code"]})


def _pointed(page: Page, rows: pd.DataFrame) -> list[str]:
    """Names of municipalities, the chosen one with a pointer."""
    pairs = zip(rows["lg_code"], rows["municipality"], strict=True)
    chosen = page.chosen.municipality
    return [
        words.t("participation.pointed", name=name) if code == chosen else str(name) for code, name in pairs
    ]


def _follow(event: Any) -> None:
    """A name or an area chosen on the map opens the sheet of its municipality."""
    objects = event.selection.objects if event else {}
    named = objects.get("labels") or objects.get("pointed") or []
    found = str(named[0]["lg_code"]) if named else None
    # A picture keeps its selection: without this the way back from the sheet would lead to the sheet again.
    if address.once("town", found):
        st.switch_page(SHEET, query_params={"m": str(found)})
