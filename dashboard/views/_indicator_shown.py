"""指標をさがす, one indicator: who is compared, and the map, strip, bars, table, trend or pair of indicators."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import formats, theme, words
from dashboard.charts import indicator as chart
from dashboard.charts import map as maps
from dashboard.charts import paper
from dashboard.export.figure_record import named_columns
from dashboard.queries import indicator as query
from dashboard.queries import places, shapes, sources
from dashboard.widgets import address, assets, filters, notices, pointed, screen
from dashboard.widgets.address import switch
from dashboard.widgets.figure import Shown, Sign
from dashboard.widgets.page import Page, listed

SHEET = "views/municipality.py"
MOST = 5  # municipalities to compare with
ENOUGH = 3  # numbers that have a middle worth naming
YES_NO = {True: "●", False: "○"}


@dataclass(frozen=True)
class Subject:
    """One indicator on this page: its definition, who is compared with whom, and its municipalities."""

    page: Page
    row: dict[str, object]
    beside: tuple[str, ...]
    rows: pd.DataFrame

    @property
    def id(self) -> str:
        """Its code in the catalogue and the address."""
        return str(self.row["indicator_id"])

    @property
    def title(self) -> str:
        """Its name."""
        return str(self.row["title"])

    def name_of(self, code: str) -> str:
        """A municipality by name."""
        return words.place(self.page.snapshot, "municipality", code)

    @property
    def named_beside(self) -> tuple[str, ...]:
        """Who is compared by name, in the order in which they take their marks: the same in every view."""
        return tuple(map(self.name_of, self.beside))

    @property
    def share(self) -> bool:
        """Whether numbers between 0 and 1 are said in per cent."""
        return self.row["unit"] == "%"

    @property
    def decimals(self) -> int:
        """How many decimals its numbers are written with."""
        return int(str(self.row["decimals"]))

    @property
    def unit(self) -> str:
        """Its unit; a number without one says so in the title only."""
        return str(self.row["unit"])

    @property
    def whether(self) -> bool:
        """Whether a municipality is either in it or not."""
        return bool(self.row["whether"])

    def told_of(self, row: dict[str, Any], value: str = "value", state: str = "state") -> str:
        """A number of a row as a person says it; a hidden one with its range."""
        return self.say(row[value], row[state]) + formats.span(row, value, self.decimals)

    def say(self, value: object, state: str = "value") -> str:
        """A number as a person says it."""
        if self.whether and state == "value" and not formats.missing(value):
            return self.page.t("yes" if value else "no")
        if self.share:
            return formats.percent(value, state)
        return formats.count(value, state, self.unit, self.decimals)

    def told(self, row: dict[str, Any]) -> str:
        """A number as a sentence says it; what is none, in words and by its sign."""
        state = row["state"]
        if state == "value" or formats.limits(row):
            return self.told_of(row)
        return self.page.t("signed", word=formats.state_word(state), sign=formats.symbol(state))

    def bare(self, value: object) -> str:
        """A number without its unit."""
        return formats.percent(value) if self.share else formats.count(value, decimals=self.decimals)

    @property
    def named(self) -> str:
        """Its name with its unit, for an axis or a heading."""
        return self.page.t("named", title=self.title, unit=self.unit) if self.unit else self.title


def show(page: Page, known: pd.DataFrame, asked: str) -> None:
    """The choices, then the cards of the view that is chosen."""
    row = {str(k): v for k, v in known[known["indicator_id"] == asked].iloc[0].items()}
    left, middle, right = st.columns([0.44, 0.4, 0.16], vertical_alignment="bottom")
    with left:
        view = page.view("view", *_VIEWS)
    with middle:
        beside = _compared(page)
    with right:
        _alike(page, asked)
    rows = query.by_municipality(page.snapshot, asked, page.chosen.fiscal_year, page.chosen.area)
    own = page.chosen.municipality
    part = ["own" if code == own else "beside" if code in beside else "rest" for code in rows["lg_code"]]
    subject = Subject(page, row, beside, rows.assign(part=part))
    notices.legend()
    _VIEWS[view](subject)
    _onwards(subject)


def pick(page: Page, known: pd.DataFrame) -> None:
    """Another indicator from the list."""
    named = _options(page, known)
    address.pick("i", list(named), page.t("indicator"), named.__getitem__, always=True)


def _options(page: Page, known: pd.DataFrame) -> dict[str, str]:
    return {
        str(row["indicator_id"]): page.t("option", topic=row["topic_name"], title=row["title"])
        for row in known.to_dict("records")
    }


def _compared(page: Page) -> tuple[str, ...]:
    """Up to five municipalities to compare with."""
    towns = [str(code) for code in places.municipalities(page.snapshot)["lg_code"]]
    named = {code: words.place(page.snapshot, "municipality", code) for code in towns}
    offered = [code for code in named if code != page.chosen.municipality]
    said, none = page.t("compared", most=MOST), page.t("compared_none")
    return address.several("c", offered, said, named.__getitem__, placeholder=none, most=MOST)


def _alike(page: Page, asked: str) -> None:
    """Compare with those most similar to one's own."""
    own, year = page.chosen.municipality, page.chosen.fiscal_year
    # Of those with a number only: a comparison with five x shows nothing.
    near = query.alike(page.snapshot, asked, year, own, MOST)["lg_code"].tolist() if own else []
    st.button(
        page.t("similar"),
        disabled=not near,
        help=page.t("similar_help" if near else "similar_none" if own else "similar_first"),
        on_click=address.write,
        kwargs={"c": ",".join(near) or None},
        key="indicator_similar",
        width="stretch",
    )
    if not near:  # a button that does nothing says why, also where nobody points
        st.html(f'<p class="card-notes">{escape(page.t("similar_none" if own else "similar_first"))}</p>')


def _card(subject: Subject, key: str, figure: Shown, table: pd.DataFrame, reading: str, **more: Any) -> None:
    """The page's card under the indicator's own name, of all municipalities of the area or prefecture."""
    page = subject.page
    unit = page.t("per_unit", unit=subject.unit) if subject.unit else page.t("per_index")
    bound = {name: subject.id for name in ("value", "before", "rate") if name in table.columns}
    own: dict[str, Any] = {
        "title": more.get("title") or page.t(f"title.{key}", title=subject.title),
        "unit": unit,
        "indicators": bound,
        "form": str(subject.row["form"]),
        "listed": True,
        "selection": _selection(subject),
        "headers": _headers(subject, table),
        **more,
    }
    page.card(key, figure, table, reading.strip(), **own)


def _headers(subject: Subject, table: pd.DataFrame) -> dict[str, str]:
    """Headings of a table: the number's own name, the others as everywhere."""
    page = subject.page
    last = formats.fiscal_year_short(page.chosen.fiscal_year - 1)
    own = {
        "value": subject.named,
        "before": page.t("before", year=last),
        "rate": page.t("rate", unit=subject.unit),
    }
    columns = named_columns(table)
    return {name: own.get(name) or page.headings([name])[name] for name in columns}


def _selection(subject: Subject) -> str:
    """The choice in words, with whom is compared: an export says how to come back."""
    page = subject.page
    said = [filters.described(page.snapshot, page.listed_place())]
    chosen = [page.chosen.municipality] if page.chosen.municipality else []
    names = [words.place(page.snapshot, "municipality", code) for code in (*chosen, *subject.beside)]
    return words.t("format.comma").join([*said, *([page.t("marked", list=listed(names))] if names else [])])


def _strip(subject: Subject) -> None:
    """Where everyone stands, all together and by area."""
    page, rows = subject.page, subject.rows
    if page.nothing_to_show(rows, "strip", title=page.t("title.strip", title=subject.title)):
        return
    said = rows.assign(said=[subject.told_of(row) for row in _rows(rows)])
    whole = [] if page.chosen.area else [said[said["in_prefecture"]].assign(lane=page.t("everyone"))]
    by_area = [said[said["area_code"] == code] for code in places.areas(page.snapshot, outside=True)]
    lanes = [part.assign(lane=part["area"]) for part in by_area if len(part)]
    # No middle of yes and no: either choice is lawful, and half of them is nothing.
    middle = None if subject.whether else _middle(rows)
    drawing = partial(
        chart.strip,
        pd.concat([*whole, *lanes], ignore_index=True),
        middle=middle,
        middle_name=page.t("middle", value=subject.say(middle)),
        whether=(page.t("no"), page.t("yes")) if subject.whether else None,
        percent=subject.share,
        beside=subject.named_beside,
    )
    _card(
        subject,
        "strip",
        partial(drawing, width=chart.NARROW if screen.narrow() else chart.WIDTH),
        _table(subject, rows),
        _reading(subject),
        notes=[page.t("note.strip"), *_without(subject)],
        export=drawing,
    )


def _places(subject: Subject) -> None:
    """The map, and beside it a bar each."""
    if subject.page.nothing_to_show(
        subject.rows, "map", title=subject.page.t("title.map", title=subject.title)
    ):
        return
    order = "code" if subject.whether else _order(subject.page)
    left, right = st.columns(2)
    with left:
        _map(subject)
    with right:
        # A bar says how much; where the answer is yes or no, there is nothing to measure.
        _strip(subject) if subject.whether else _bars(subject, order)


def _bars(subject: Subject, order: str) -> None:
    """One bar a municipality, by code or by value."""
    page = subject.page
    rows = query.ordered(subject.rows, order)
    _card(
        subject,
        "bars",
        partial(chart.bars, rows, subject.unit, decimals=subject.decimals, percent=subject.share),
        _table(subject, rows),
        _reading(subject),
        notes=[page.t("note.order")],
    )


def _numbers(subject: Subject) -> None:
    """The table itself, open, with the year before and what a count is per 10,000 people."""
    page = subject.page
    rows = query.ordered(subject.rows, _order(page))
    table = _table(subject, rows, full=True)
    _card(subject, "table", None, table, _reading(subject), notes=[page.t("note.order")])


def _map(subject: Subject) -> None:
    """Municipalities in five shades, each with its number; signs for what is no number."""
    page, rows = subject.page, subject.rows
    drawn, signs = _shaded(subject)
    sheet, outlines = pointed.sheet(page.snapshot), shapes.outlines(page.snapshot)
    if outlines.keys() - set(rows["lg_code"]):
        signs = [*signs, Sign("", page.t("outside"), theme.OUTSIDE)]
    on_screen = drawn.assign(label=drawn["short"]) if screen.narrow() else drawn
    _card(
        subject,
        "map",
        partial(
            maps.deck, on_screen, assets.boundaries(page.snapshot), sheet=sheet, width=screen.map_width()
        ),
        _table(subject, rows),
        _reading(subject),
        signs=signs,
        notes=[
            page.t("note.map"),
            words.t("app.borders"),
            words.t("app.footer_geometry", credit=sources.boundaries(page.snapshot)),
            *screen.without_outline(drawn, outlines),
        ],
        height=maps.height(sheet, screen.map_width()),
        export=partial(maps.drawing, drawn, outlines, sheet=sheet),
        beneath=partial(pointed.towns, "map", drawn, page.kept()),
    )


def _shaded(subject: Subject) -> tuple[pd.DataFrame, list[Sign]]:
    """Rows as the map wants them, and the legend: classes of numbers, then the states that occur."""
    page, rows = subject.page, subject.rows
    points = places.municipalities(page.snapshot).set_index("lg_code")
    numbers = rows.loc[rows["state"] == "value", "value"].astype(float)
    # About as many in each: in five equal steps one large city leaves all others in the lightest.
    classes = chart.shades(numbers.tolist())
    fills = _fills(len(classes))
    names = [
        subject.say(low) if low == high else page.t("class", low=subject.bare(low), high=subject.say(high))
        for low, high in classes
    ]
    # On a telephone 「いいえ」 finds no room in its own area: there a sign stands for the answer, in the legend as well.
    marks = {}
    if subject.whether and screen.narrow():
        marks = {name: YES_NO[bool(low)] for name, (low, _) in zip(names, classes, strict=True)}
    looks = {
        name: Sign(marks.get(name, ""), name, fill, paper.ink(fill))
        for name, fill in zip(names, fills, strict=True)
    }
    states = {
        state: Sign(formats.symbol(state), formats.state_word(state), *theme.STATES[state])
        for state in formats.STATES[1:]
        if (rows["state"] == state).any()
    }

    def look(value: float, state: str) -> Sign:
        class_no = (
            next((n for n, (low, high) in enumerate(classes) if low <= value <= high), 0)
            if state == "value"
            else 0
        )
        return looks[names[class_no]] if state == "value" else states[state]

    signs = [look(v, s) for v, s in zip(rows["value"], rows["state"], strict=True)]
    # On the map itself, for colour alone is not read by everyone.
    answers = [subject.say(v, s) for v, s in zip(rows["value"], rows["state"], strict=True)]
    short = [marks.get(text, text) for text in answers]
    # A pointer at one's own: the colour of its shade says how much, and cannot say whose it is.
    pointed = [
        words.t("participation.pointed", name=name) if part == "own" else name
        for name, part in zip(rows["municipality"], rows["part"], strict=True)
    ]
    frame = rows.assign(
        status=[sign.word for sign in signs],
        fill=[sign.fill for sign in signs],
        short=short,
        label=[f"{name} {text}" for name, text in zip(pointed, short, strict=True)],
        detail=[
            f"{name}\n{subject.title} {subject.told_of(row)}"
            for name, row in zip(pointed, _rows(rows), strict=True)
        ],
        lat=points["label_lat"].reindex(rows["lg_code"]).to_numpy(),
        lon=points["label_lon"].reindex(rows["lg_code"]).to_numpy(),
        people=points["population"].reindex(rows["lg_code"]).to_numpy(),
    )
    return frame, [*looks.values(), *states.values()]


def _fills(n: int) -> list[str]:
    """`n` shades from light to dark, as far apart as the house's five allow."""
    last = len(theme.SEQUENTIAL) - 1
    return [theme.SEQUENTIAL[round(at * last / (n - 1)) if n > 1 else last] for at in range(n)]


def _trend(subject: Subject) -> None:
    """The years: of one's own and those compared beside the middle of all; without a choice, of prefecture and areas."""
    page = subject.page
    chosen = [code for code in (page.chosen.municipality, *subject.beside) if code]
    areas = [page.chosen.area] if page.chosen.area else places.areas(page.snapshot)
    whole = [("prefecture", page.snapshot.prefecture_lg_code), *(("area", code) for code in areas)]
    shown = [("municipality", code) for code in chosen] if chosen else whole
    rows = query.trends(page.snapshot, subject.id, page.chosen.fiscal_year, shown)
    if page.nothing_to_show(rows, "trend", title=page.t("title.trend", title=subject.title)):
        return
    middle, of_how_many = page.t("middle_of_all"), list[str]()
    if chosen and not subject.whether:
        medians = query.medians(page.snapshot, subject.id)
        medians = medians[(medians["n"] >= ENOUGH) & medians["fiscal_year"].isin(rows["fiscal_year"])]
        rows = pd.concat([rows, medians.assign(place=middle, code="", state="value")])
        counted = [
            page.t("middle_n", year=formats.fiscal_year_short(int(year)), n=formats.count(n))
            for year, n in zip(medians["fiscal_year"], medians["n"], strict=True)
        ]
        of_how_many = [page.t("note.middle_n", list=listed(counted))] if counted else []
    rows = rows.assign(year=[formats.fiscal_year_short(int(year)) for year in rows["fiscal_year"]])
    drawn = rows.assign(value=rows["value"] * 100) if subject.share else rows
    table = rows.rename(columns={"code": "lg_code", "place": "municipality"})
    marks, days = page.events(rows["fiscal_year"].tolist())
    note = page.t("note.trend_middle" if chosen and not subject.whether else "note.trend")
    _card(
        subject,
        "trend",
        partial(
            paper.dated_trend,
            partial(
                chart.trend,
                drawn,
                subject.unit,
                decimals=1 if subject.share else subject.decimals,
                middle=middle,
                own=subject.name_of(page.chosen.municipality) if page.chosen.municipality else "",
                beside=subject.named_beside,
            ),
            marks,
        ),
        table[["year", "lg_code", "municipality", "value", *formats.ends(), "state"]],
        _trend_reading(subject, rows[rows["place"] != middle]),
        period=page.when(int(rows["fiscal_year"].min())),
        notes=[note, *of_how_many, *days],
    )


def _trend_reading(subject: Subject, rows: pd.DataFrame) -> str:
    parts = []
    for name, part in rows.groupby("place", sort=False):
        said = [
            words.t("format.label_value", label=row["year"], value=_plain(subject, row))
            for row in _rows(part)
        ]
        parts.append(subject.page.t("reading.trend", name=name, list=listed(said)))
    return subject.page.t("reading.trends", list="".join(parts))


def _plain(subject: Subject, row: dict[str, Any]) -> str:
    """A number of a place that may be more than one municipality: never yes or no."""
    if subject.share:
        return formats.percent(row["value"], row["state"])
    return formats.told(row, unit=subject.unit, decimals=subject.decimals)


def _pair(subject: Subject) -> None:
    """Beside a second indicator: a named point each, and below who has no point and why."""
    page = subject.page
    known = query.published(page.snapshot)
    # Yes and no on the upper axis would be two lines of points that say nothing of how much.
    others = known[(known["indicator_id"] != subject.id) & ~known["whether"]]
    named = _options(page, others)
    picked = address.pick("with", list(named), page.t("with"), named.__getitem__)
    if picked is None:
        return
    row = {str(k): v for k, v in others[others["indicator_id"] == picked].iloc[0].items()}
    other = Subject(page, row, subject.beside, subject.rows)
    rows = query.pairs(page.snapshot, subject.id, picked, page.chosen.fiscal_year, page.chosen.area)
    rows = rows.assign(part=subject.rows["part"].to_numpy(), within=page.within(rows["in_prefecture"]))
    both = (rows["state"] == "value") & (rows["other_state"] == "value")
    if not both.any():
        why = "suppressed" if rows["state"].eq("suppressed").any() else "unanswered"
        page.empty(
            why, "pair", title=page.t("title.pair", title=subject.title, other=words.inner(other.title))
        )
        return
    there = rows[both]
    there = there.assign(said=[_both(subject, other, r) for r in _rows(there)])
    width = chart.NARROW_PLOT if screen.narrow() else chart.WIDTH
    on_screen = there.assign(side=chart.sides(there, width))
    drawing = partial(
        chart.scatter,
        across=subject.named,
        up=other.named,
        percent=(subject.share, other.share),
        beside=subject.named_beside,
        whether=(page.t("no"), page.t("yes")) if subject.whether else None,
    )
    told = [name for one in ("value", "other") for name in (one, *formats.ends(one))]
    table = rows[["lg_code", "municipality", "within", "area", *told, "state", "other_state"]]
    _card(
        subject,
        "pair",
        partial(drawing, on_screen),
        table,
        _pair_reading(subject, other, rows),
        title=page.t("title.pair", title=subject.title, other=words.inner(other.title)),
        indicators={"value": subject.id, "other": picked},
        unit=page.t("per_pair"),
        headers={**_headers(subject, table), "other": other.named},
        notes=[page.t("note.pair"), *_unnamed(page, on_screen), *_missing(rows[~both], subject, other)],
        export=partial(drawing, there.assign(side=chart.sides(there))),
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _both(subject: Subject, other: Subject, row: dict[str, Any]) -> str:
    return subject.page.t("both", one=subject.told_of(row), other=other.told_of(row, "other", "other_state"))


def _pair_reading(subject: Subject, other: Subject, rows: pd.DataFrame) -> str:
    """How many have both numbers, and those of the municipalities marked."""
    page = subject.page
    both = (rows["state"] == "value") & (rows["other_state"] == "value")
    sentence = page.t("reading.pair", n=int(both.sum()), total=len(rows))
    for row in _rows(_marked(rows)):
        sentence += page.t("reading.own", name=row["municipality"], value=_both(subject, other, row))
    return sentence


def _unnamed(page: Page, there: pd.DataFrame) -> list[str]:
    """Whose point has no room for a name."""
    # A name laid on another cannot be read, and one missing without a word misleads.
    names = there.loc[there["side"] == "", "municipality"].tolist()
    return [page.t("note.unnamed", list=listed(names))] if names else []


def _missing(rows: pd.DataFrame, subject: Subject, other: Subject) -> list[str]:
    """Who has no point, with both numbers or signs."""
    if rows.empty:
        return []
    page = subject.page
    said = [
        words.t("format.label_value", label=row["municipality"], value=_both(subject, other, row))
        for row in _rows(rows)
    ]
    return [page.t("note.no_point", list=listed(said))]


def _order(page: Page) -> str:
    # By code first: a list by number reads as a league table.
    named = {code: page.t(f"order.{code}") for code in ("code", "value")}
    return switch("order", named, label=page.t("order.label"))


def _table(subject: Subject, rows: pd.DataFrame, *, full: bool = False) -> pd.DataFrame:
    """The columns of a table of municipalities; `full`: the year before where there is one, a count per 10,000 people."""
    page = subject.page
    columns = ["lg_code", "municipality", "within", "area", "value", *formats.ends(), "state"]
    if full and page.chosen.fiscal_year > page.snapshot.first_fy:
        columns += ["before", *formats.ends("before"), "before_state"]
    if full and subject.row["kind"] == "count" and not subject.whether:
        columns += ["rate", *formats.ends("rate"), "rate_state"]
    return rows.assign(within=page.within(rows["in_prefecture"]))[columns]


def _middle(rows: pd.DataFrame) -> float | None:
    """The middle of the prefecture's own with a number; None for fewer than `ENOUGH`."""
    numbers = rows.loc[(rows["state"] == "value") & rows["in_prefecture"], "value"].astype(float)
    return float(numbers.median()) if len(numbers) >= ENOUGH else None


def _reading(subject: Subject) -> str:
    """How many have a number, between what they lie, the middle, and one's own."""
    page, rows = subject.page, subject.rows
    inside = rows[rows["in_prefecture"]]
    there = inside[inside["state"] == "value"]
    if there.empty:
        return words.t("alt.no_number")
    if subject.whether:
        sentence = page.t("reading.whether", yes=int(there["value"].sum()), n=len(there), total=len(inside))
    else:
        ends = {"low": subject.say(there["value"].min()), "high": subject.say(there["value"].max())}
        sentence = page.t("reading.spread", n=len(there), total=len(inside), **ends)
        middle = _middle(rows)
        sentence += page.t("reading.middle", value=subject.say(middle)) if middle is not None else ""
    for row in _rows(_marked(rows)):
        answer = "own_answer" if subject.whether and row["state"] == "value" else "own"
        sentence += page.t(f"reading.{answer}", name=row["municipality"], value=subject.told(row))
    return sentence


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    """One's own municipality, then those compared with it."""
    return pd.concat([rows[rows["part"] == "own"], rows[rows["part"] == "beside"]])


def _without(subject: Subject) -> list[str]:
    """Who has no number, by state: never a low number."""
    rows = subject.rows
    return [
        subject.page.t(
            "note.without",
            sign=formats.symbol(state),
            word=formats.state_word(state),
            list=listed(rows.loc[rows["state"] == state, "municipality"].tolist()),
        )
        for state in formats.STATES[1:]
        if (rows["state"] == state).any()
    ]


def _onwards(subject: Subject) -> None:
    """From one's own position to one's own sheet, and to the page that tells more."""
    page = subject.page
    with st.container(horizontal=True, key="indicator_onwards"):
        if page.chosen.municipality:
            name = words.place(page.snapshot, "municipality", page.chosen.municipality)
            st.page_link(SHEET, label=page.t("sheet_of", name=words.plain(name)))
        topic = str(subject.row["topic"])
        if topic != page.topic:
            st.page_link(f"views/{topic}.py", label=page.t("more_on", topic=words.t(f"topic.{topic}")))


_VIEWS: dict[str, Callable[[Subject], None]] = {
    "strip": _strip, "map": _places, "table": _numbers, "trend": _trend, "pair": _pair,
}  # fmt: skip
