"""What the parts of one page share: its words, its snapshot, the choice of its reader, and the card with all three."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import formats, store, words
from dashboard.charts import paper
from dashboard.export.figure_record import named_columns
from dashboard.formats import listed
from dashboard.queries import events as event_query
from dashboard.queries.answered import Answered, answered, halves, left_out, returned
from dashboard.queries.headings import heading
from dashboard.queries.labels import members
from dashboard.widgets import definition, filters, notices, run
from dashboard.widgets.address import switch
from dashboard.widgets.figure import Bound, Shown, card
from dashboard.widgets.filters import Chosen
from dashboard.widgets.tiles import Tile

__all__ = ["Page", "listed"]


@dataclass(frozen=True)
class Page:
    """A page speaks with the phrases of its own section of the locales: `page.t("title.map")`.

    filters, required: those on top of it, and which of them cannot be left open (see `filters.show`).
    """

    topic: str
    snapshot: store.Snapshot
    chosen: Chosen
    filters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @classmethod
    def open(cls, topic: str, *names: str, required: Sequence[str] = ()) -> "Page":
        """The page on the snapshot of this run, under the filters `names`, drawn here (see `filters.show`)."""
        # Never the current one of the store: a publication in the middle of a run would mix two snapshots on one page.
        snapshot = run.snapshot()
        return cls(topic, snapshot, filters.show(snapshot, *names, required=required), names, tuple(required))

    def t(self, key: str, **values: object) -> str:
        """The phrase `<topic>.<key>`."""
        return words.t(f"{self.topic}.{key}", **values)

    def code(self, list_name: str, code: str, *, short: bool = True) -> str:
        """The label of a code, short unless said otherwise."""
        return words.code(self.snapshot, list_name, code, short=short)

    def one(self, group: str) -> str:
        """The only code of a named group (`groups.toml`): `page.one("platform")`."""
        (code,) = members(self.snapshot, group)
        return code

    def members(self, group: str) -> list[str]:
        """The codes of a named group, in its order."""
        return members(self.snapshot, group)

    def when(self, first: int | None = None) -> str:
        """The fiscal year shown, or the span that begins in `first`."""
        last = self.chosen.fiscal_year
        if first is None or first == last:
            return formats.fiscal_year(last)
        return words.t("format.span", first=formats.fiscal_year(first), last=formats.fiscal_year(last))

    def whole(self) -> Chosen:
        """The same choice for the whole prefecture: what is published only there."""
        code = self.snapshot.prefecture_lg_code
        return replace(self.chosen, area=None, municipality=None, place_kind="prefecture", place_code=code)

    def listed_place(self) -> Chosen:
        """The place whose municipalities a table lists: the area chosen, else the prefecture."""
        area = self.chosen.area
        return replace(self.whole(), area=area, place_kind="area", place_code=area) if area else self.whole()

    def where(self, *, listed: bool = False) -> str:
        """The place that is counted, as a sentence says it: 県内, 東部圏域 or 鳥取市; `listed` as in `listed_place`."""
        place = self.listed_place() if listed else self.chosen
        name = words.place(self.snapshot, place.place_kind, place.place_code)
        return words.t(f"place.in_{place.place_kind}", name=name)

    def answered(self, form: str, *, whole: bool = False, listed: bool = False) -> Answered:
        """(n, N, halves) of one form in the place chosen, in the whole prefecture, or in the place that is listed."""
        place = self.whole() if whole else self.listed_place() if listed else self.chosen
        return answered(self.snapshot, place, form)

    def as_of(self) -> str:
        """The day the numbers of the chosen year stand for: its 31 March, never later than the snapshot's own."""
        # A year that is not over yet stands for the day of the snapshot.
        day = min(date(self.chosen.fiscal_year + 1, 3, 31), self.snapshot.as_of)
        return words.t("card.as_of", day=formats.day(day))

    def tile(
        self, label: str, value: str, unit: str = "", note: str = "", *, indicators: Sequence[str]
    ) -> Tile:
        """A key figure bound to its definitions, that of `value` first."""
        return Tile(label, value, unit, note, definition.of(self.snapshot, indicators))

    def view(self, parameter: str, *codes: str) -> str:
        """Which of several views is open (`?<parameter>=code`), named by the phrases `<topic>.<parameter>.<code>`."""
        named = {code: self.t(f"{parameter}.{code}") for code in codes}
        return switch(parameter, named, label=self.t(f"{parameter}.label"))

    def body(self) -> str:
        """Which of the four bodies is looked at (`?body=B02`)."""
        named = {code: self.code("bodies", code) for code in members(self.snapshot, "core_bodies")}
        return switch("body", named, label=self.t("bodies"))

    def card(
        self,
        key: str,
        figure: Shown,
        table: pd.DataFrame,
        reading: str,
        *,
        indicators: Bound,
        whole: bool = False,
        listed: bool = False,
        form: str = "",
        notes: Sequence[str] = (),
        **more: Any,
    ) -> Any:
        """`figure.card` with title, unit and column names from `title.<key>`, `per.<key>` and the marts (queries.headings).

        `whole`: the figure shows the whole prefecture whatever is chosen; `listed`: all municipalities of the area
        or prefecture, whichever of them is chosen. `form`: where the numbers come from, which adds n/N and what is
        not in them.
        """
        place = self.whole() if whole else self.listed_place() if listed else self.chosen
        named = named_columns(table)
        own = {
            # Asked for only where the caller brings none: a phrase that does not exist is an error.
            "title": self.t(f"title.{key}") if "title" not in more else "",
            "unit": self.t(f"per.{key}") if "unit" not in more else "",
            "period": self.when(),
            "headers": {} if "headers" in more else self.headings(named),
            "selection": filters.described(self.snapshot, place),
            "as_of": self.as_of(),
            "notes": notes,
            "left_out": self.left_out(form, place) if form else [],
            "answered": answered(self.snapshot, place, form) if form else None,
        }
        return card(
            self.snapshot, key, figure, table, indicators=indicators, reading=reading, **{**own, **more}
        )

    def nothing_to_show(
        self, frame: pd.DataFrame, figure: str, *, title: str = "", every_year: bool = False
    ) -> bool:
        """True, after saying why and offering the way out, when `frame` has no number for the figure `title.<figure>`."""
        if not frame.empty and ("state" not in frame or (frame["state"] == "value").any()):
            return False
        self.empty(notices.why(frame), figure, title=title, every_year=every_year)
        return True

    def empty(self, reason: str, figure: str, *, title: str = "", every_year: bool = False) -> None:
        """Say why the figure `title.<figure>` has nothing to show (`empty.<reason>`), and the way out this page has.

        every_year: it shows all years whichever is chosen, so that another year is no way out.
        """
        name = title or self.t(f"title.{figure}")
        offered = [one for one in self.filters if not (every_year and one == "fiscal_year")]
        notices.empty(name, reason, offered, self.required, key=f"empty_{figure}")

    def kept(self) -> dict[str, str]:
        """The filters as they stand in the address, so that a link opened in another window keeps them."""
        chosen, last = self.chosen, self.snapshot.last_fy
        kept = {
            "fy": "" if chosen.fiscal_year == last else str(chosen.fiscal_year),
            "area": chosen.area or "",
        }
        kept["lang"] = "" if words.lang() == "ja" else words.lang()
        return {name: value for name, value in kept.items() if value}

    def headings(self, columns: Sequence[str]) -> dict[str, str]:
        """Columns of a table and their headings (see queries.headings)."""
        return {name: heading(self.snapshot, self.topic, name) for name in columns}

    def named_by_year(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Measures through the years as a figure names them: fiscal year in short, measure with its unit and kind of period."""
        named = zip(rows["measure"], rows["unit"], rows["period_kind"], strict=True)
        return rows.assign(
            year=[formats.fiscal_year_short(year) for year in rows["fiscal_year"]],
            measure=[self.t(f"with_unit_{kind}", name=name, unit=unit) for name, unit, kind in named],
        )

    def left_out(self, form: str, place: Chosen) -> list[str]:
        """What is not in the totals of a form: the half that is missing, what the sender hid or did not know, returned rows."""
        return list(_left_out(self.snapshot, place, form))

    def within(self, in_prefecture: pd.Series) -> list[str]:
        """県内 or 県外 for a column of rows: totals count the former, tables list both."""
        return [words.t("place.inside" if inside else "place.outside") for inside in in_prefecture]

    def events(self, years: Sequence[int]) -> tuple[dict[str, str], list[str]]:
        """What law and policy changed in these years: a short mark for each year, and a note with days and full names."""
        marks, days = _events(self.snapshot, min(years), max(years))
        return dict(marks), list(days)

    def reported(self, form: str) -> str:
        """n/N of a form in the place chosen; of one municipality with one half, which half it is."""
        only = halves(self.snapshot, self.chosen, form)
        if self.chosen.municipality and len(only):
            return words.t(f"left_out.half_{only['period'].iloc[0]}")
        return formats.answered(*self.answered(form))


@store.kept
def _left_out(snapshot: store.Snapshot, place: Chosen, form: str) -> tuple[str, ...]:
    found = halves(snapshot, place, form)
    notes = [
        words.t(f"left_out.only_{period}", list=listed(part["municipality"].tolist()))
        for period, part in found.groupby("period")
    ]
    gone = left_out(snapshot, place, form).iloc[0]
    notes += [words.t(f"left_out.{why}", n=int(gone[why])) for why in ("suppressed", "unknown") if gone[why]]
    towns, rows = returned(snapshot, place, form)
    return (*notes, *([words.t("left_out.returned", n=towns, rows=rows)] if rows else []))


def _by_month(changes: pd.DataFrame) -> list[str]:
    """What changed in one fiscal year, a line for each month: a year alone does not say when."""
    days = pd.to_datetime(changes["day"])
    return [
        words.t(
            "card.event_month", month=words.t(f"month.m{month.month}"), list=listed(part["short"].tolist())
        )
        for month, part in changes.groupby(days.dt.to_period("M"), sort=True)
    ]


@store.kept
def _events(
    snapshot: store.Snapshot, first: int, last: int
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    changes = event_query.events(snapshot, first, last)
    marks = tuple(
        (formats.fiscal_year_short(int(str(year))), paper.LINE.join(_by_month(part)))
        for year, part in changes.groupby("fiscal_year", sort=True)
    )
    days = [
        words.t("card.event", day=formats.day(day), name=name)
        for day, name in zip(changes["day"], changes["event"], strict=True)
    ]
    return marks, (words.t("card.events", list=listed(days)),) if days else ()
