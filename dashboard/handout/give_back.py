"""What goes back to one municipality: what its submission came to, its sheet, where it lies, what changed, whom to ask.

Everything comes from the published snapshot (x stays x). Only `own`, counts that the municipality itself has sent, may
hold what is hidden elsewhere; a paper with them says 内部用 on every page and stays in its own house.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import formats, store, words
from dashboard.export.handout import Band, Dot, Handout, Part, Strip, Table, table
from dashboard.formats import listed
from dashboard.handout import card
from dashboard.handout.card import Reader
from dashboard.queries import municipality as query
from dashboard.queries import practices
from dashboard.queries.offered import origin, why

SIMILAR, CASES = 3, 2
_TEXT = 160  # characters of a case's summary
_SHARE = "%"


@dataclass(frozen=True)
class Count:
    """One count of a municipality that the published tables show as x: where it stands, and what was sent."""

    table_id: str
    fiscal_year: int
    period: str
    from_level: str
    from_code: str
    to_level: str
    to_code: str
    category: str
    value: int


def handout(
    snapshot: store.Snapshot, fiscal_year: int, lg_code: str, own: Sequence[Count] | None = None
) -> Handout:
    """The paper of one municipality; `own` are its true counts, asked for and marked."""
    page = Reader.of(snapshot, fiscal_year, lg_code)
    alike = page.similar()
    parts = [
        _received(page),
        card.part(page, alike),
        *_positions(page),
        _changes(page),
        _neighbours(page, alike.head(SIMILAR)),
        *([_own(page, own)] if own is not None else []),
    ]
    return card.handout(
        page,
        said("title", name=page.name),
        said("topic"),
        parts,
        query.indicators_shown(snapshot),
        internal=said("internal") if own is not None else "",
        made_by="give_back",
    )


def again(where: str) -> Handout:
    """The paper from the address that stands on it, without own counts: these are in no snapshot."""
    page, language = card.asked(where)
    with words.speaking(language):
        return handout(page.snapshot, page.chosen.fiscal_year, page.lg_code)


def said(key: str, **values: object) -> str:
    """The phrase `handout.<key>`."""
    return words.t(f"handout.{key}", **values)


def _part(page: Reader, key: str, gist: Sequence[str], **more: Any) -> Part:
    return Part(key, said(f"{key}.title", name=page.name), card.facts_line(page), tuple(gist), **more)


def _received(page: Reader) -> Part:
    """Each form with what became of it."""
    sent = query.submissions(page.snapshot, page.chosen.fiscal_year, page.lg_code)
    sent = sent[sent["status"] != "not_requested"]
    rows = [
        [
            words.t("quality.form_name", n=form.removeprefix("F"), name=words.t(f"quality.form.{form}")),
            words.t(f"quality.half.{row['period']}"),
            page.code("submission_statuses", str(row["status"])),
            *(
                formats.count(row[name], _state(row, name))
                for name in ("revision", "rows", "fixes", "errors")
            ),
        ]
        for row in sent.to_dict("records")
        for form in (str(row["form"]),)
    ]
    heads = [
        said(f"received.head.{name}")
        for name in ("form", "period", "status", "revision", "rows", "fixes", "errors")
    ]
    came = int(sent["submitted_on"].notna().sum())
    totals = {name: int(sent[name].fillna(0).sum()) for name in ("fixes", "errors")}
    to_confirm = int((sent["status"] == "warned").sum())
    gist = [
        said("received.came", n=came, total=len(sent)),
        said("received.found", forms=to_confirm, **totals),
        said(_asked(to_confirm, came < len(sent))),
    ]
    one = table(said("received.table", year=page.when()), heads, rows, texts=(1, 2), strong=None)
    return _part(page, "received", gist, bands=(Band((1,), ((one,),)),), remarks=(said("received.note"),))


def _asked(faults: int, late: bool) -> str:
    return "received.asks" if faults else "received.late" if late else "received.done"


def _state(row: Mapping[Hashable, Any], name: str) -> str:
    """A form that has not arrived has no numbers yet; rows are not told where they would tell of people."""
    if formats.missing(row["submitted_on"]):
        return "unanswered"
    return "not_applicable" if formats.missing(row[name]) else "value"


def _positions(page: Reader) -> list[Part]:
    """One strip an indicator; municipalities without a published number are counted beside it, never placed."""
    found = query.positions(page.snapshot, page.chosen.fiscal_year)
    strips = [_strip(page, rows) for _, rows in found.groupby("indicator_id", sort=False)]
    shown = sum(strip.own is not None for strip in strips)
    heads = [said(f"positions.head.{name}") for name in ("indicator", "own", "strip", "median", "told")]
    gist = [
        said("positions.shown", n=shown, total=len(strips)),
        said("positions.how"),
        said("positions.neutral"),
    ]
    return [
        _part(page, "positions", gist, strips=tuple(strips), strip_heads=tuple(heads),
              remarks=(said("positions.note"),))
    ]  # fmt: skip


def _strip(page: Reader, rows: pd.DataFrame) -> Strip:
    first = rows.iloc[0]
    count, share = first["kind"] == "count", first["unit"] == _SHARE
    decimals = 1 if count else 2

    def shown(value: float) -> str:
        return formats.percent(value) if share else formats.count(value, decimals=decimals)

    known = rows[rows["state"] == "value"]
    dots = {
        str(row["lg_code"]): Dot(str(row["municipality"]), float(row["value"]), shown(row["value"]))
        for row in known.to_dict("records")
    }
    # A partner in another prefecture can be asked for by its code; strips hold our own alone.
    state = (
        str(rows.loc[rows["lg_code"] == page.lg_code, "state"].iloc[0])
        if page.lg_code in set(rows["lg_code"])
        else ""
    )
    own = dots.pop(page.lg_code, None)
    without = [
        said("positions.without", word=formats.state_word(one), n=int((rows["state"] == one).sum()))
        for one in formats.STATES[1:]
        if (rows["state"] == one).any()
    ]
    rest = said("positions.rest", list=listed(without)) if without else ""
    unit = said("positions.rate", unit=first["unit"]) if count else str(first["unit"])
    top = max((dot.value for dot in (*dots.values(), *([own] if own else []))), default=0.0)
    median = float(known["value"].median()) if len(known) else None
    return Strip(
        title=words.t("format.head_unit", name=first["title"], unit=unit) if unit else str(first["title"]),
        dots=tuple(dots.values()),
        own=own,
        own_text=own.text if own else formats.symbol(state) if state else said("positions.outside"),
        median=median,
        median_said=shown(median) if median is not None else page.t("no_median"),
        counted_text=said("positions.told", n=len(known), total=len(rows)) + rest,
        scale=shown(top),
        percent=share,
        decimals=decimals,
    )  # fmt: skip


def _changes(page: Reader) -> Part:
    """What is published of both years, side by side; where either is no number there is no difference."""
    year = page.chosen.fiscal_year
    turned = query.turned(page.snapshot, year, page.lg_code)
    lists = {"items": "item_statuses", "bodies": "est_statuses"}
    answers = [
        [page.code(row["kind"], row["code"]), *(page.code(lists[row["kind"]], row[when]) for when in ("before", "now"))]
        for row in turned.to_dict("records")
    ]  # fmt: skip
    numbers = query.years(page.snapshot, year, [page.lg_code])
    rows = [_change(row) for row in numbers.to_dict("records")]
    both = numbers[(numbers["before_state"] == "value") & (numbers["now_state"] == "value")]
    heads = (formats.fiscal_year_short(year - 1), formats.fiscal_year_short(year))
    numbered = (said("changes.indicator"), *heads, said("changes.difference"))
    first = table(said("changes.numbers"), numbered, rows, strong=2)
    second = table(said("changes.answers"), (said("changes.answer"), *heads), answers, texts=(1, 2), strong=2)
    if not answers:
        second = table(said("changes.answers"), ("",), [[said("changes.none")]], prose=True)
    gist = [
        said("changes.said", n=len(both), total=len(numbers)) if len(both) else said("changes.no_year"),
        said("changes.turned", items=int((turned["kind"] == "items").sum()),
             bodies=int((turned["kind"] == "bodies").sum())),
    ]  # fmt: skip
    band = Band((6, 5), ((first,), (second,)))
    return _part(page, "changes", gist, bands=(band,), remarks=(said("changes.note"),))


def _change(row: Mapping[Hashable, Any]) -> list[str]:
    share = row["unit"] == _SHARE

    decimals = 0 if row["kind"] == "count" else 2

    def shown(name: str) -> str:
        if share:
            return formats.percent(row[name], row[f"{name}_state"])
        return formats.told(row, name, f"{name}_state", decimals=decimals)

    # Where either year is a sign there is no difference: 0 would be read as no change.
    told = row["before_state"] == "value" and row["now_state"] == "value"
    moved = row["now"] - row["before"] if told else 0.0
    difference = (
        said("changes.none_told") if not told
        else said("changes.points", n=formats.number(100 * moved, 1)) if share
        else formats.count(moved, decimals=decimals)
    )  # fmt: skip
    unit = (
        "" if share or not row["unit"] else words.t("format.head_unit", name=row["title"], unit=row["unit"])
    )
    return [
        unit or row["title"],
        shown("before"),
        shown("now"),
        difference,
    ]


def _neighbours(page: Reader, alike: pd.DataFrame) -> Part:
    """Three similar municipalities on the published numbers, and two practices to talk about with them."""
    codes = [page.lg_code, *alike["lg_code"]]
    names = [page.name, *alike["municipality"]]
    values = query.variables(page.snapshot, codes)
    rows = [
        [page.t(f"variable.{name}"), *(card.variable(page, str(name), value) for value in part["value"])]
        for name, part in values.groupby("variable", sort=False)
    ]
    numbers = query.years(page.snapshot, page.chosen.fiscal_year, codes)
    for _, part in numbers.groupby("indicator_id", sort=False):
        by_code = {row["lg_code"]: row for row in part.to_dict("records")}
        cells = [_change(by_code[code]) for code in codes]
        rows.append([cells[0][0], *(cell[2] for cell in cells)])
    similar = table(said("neighbours.table"), (said("neighbours.measure"), *names), rows)
    offers = practices.offered(page.snapshot, page.chosen.fiscal_year, page.lg_code).head(CASES)
    offered = len(offers) > 0
    # Who has nothing open, or little that answers it, still gets cases to talk about: the newest.
    if len(offers) < CASES:
        more = practices.library(page.snapshot)
        more = more[~more["practice_id"].isin(list(offers["practice_id"]))]
        offers = pd.concat([offers, more.head(CASES - len(offers))], ignore_index=True)
    cases = tuple(_case(page, row) for row in offers.to_dict("records"))
    gist = [
        said("neighbours.said", list=listed(alike["municipality"].tolist())),
        said("neighbours.cases" if offered else "neighbours.newest"),
    ]
    band = Band((6, 5), ((similar,), cases))
    return _part(page, "neighbours", gist, bands=(band,), remarks=(page.t("note.similar"),))


def _case(page: Reader, row: Mapping[Hashable, Any]) -> Table:
    texts = {
        name: "" if formats.missing(row.get(name)) else str(row[name])
        for name in ("summary", "action", "device")
    }
    summaries: dict[str, str] = {}
    for name, text in texts.items():  # a case without a summary of its own begins with what is done
        if text and _short(text) not in summaries.values():
            summaries[name] = _short(text)
    reasons = why(page.snapshot, row.get("reasons"))
    item = row.get("item")
    rows = [
        [said("neighbours.from"), origin(page.snapshot, row)],
        *([[said("neighbours.answers"), str(item)]] if isinstance(item, str) else []),
        *([[said("neighbours.why"), listed(reasons)]] if reasons else []),
        *([said(f"neighbours.{name}"), text] for name, text in summaries.items()),
    ]
    return table(str(row["title"]), ("", ""), rows, prose=True)


def _short(text: str) -> str:
    return text if len(text) <= _TEXT else text[: _TEXT - 1].rstrip("、。 ") + "…"


def _own(page: Reader, own: Sequence[Count]) -> Part:
    """Counts the municipality sent that the published tables show as x."""
    now = [count for count in own if count.fiscal_year == page.chosen.fiscal_year]
    rows = [
        [said(f"own.table.{one.table_id}"), words.t(f"period.{one.period}"), _where(page, one),
         formats.symbol("suppressed"), formats.count(one.value)]
        for one in now
    ]  # fmt: skip
    heads = [said(f"own.head.{name}") for name in ("table", "period", "what", "published", "sent")]
    compared = table(said("own.caption", year=page.when()), heads, rows, texts=(1, 2), strong=4)
    gist = [said("own.said", n=len(now)), said("own.keep")]
    return _part(page, "own", gist, bands=(Band((1,), ((compared,),)),),
                 remarks=(said("own.note"),))  # fmt: skip


def _where(page: Reader, count: Count) -> str:
    """The cell in words: from whom to whom, or what kind."""
    if count.table_id == "flow":
        return said(
            "own.flow",
            source=_end(page, count.from_level, count.from_code),
            target=_end(page, count.to_level, count.to_code),
        )
    if count.table_id == "breakdown":
        dimension, _, code = count.category.partition(":")
        kinds = {
            "channel": "channels",
            "consent": "consents",
            "coordinator": "coordinator_flows",
            "outcome": "outcomes",
        }
        label = page.code(kinds.get(dimension, dimension), code)
        source = "" if count.from_level == "total" else _end(page, count.from_level, count.from_code)
        return said("own.flow", source=source, target=label) if source else label
    if count.table_id == "place":
        if count.to_level == "code":
            return words.place(page.snapshot, "municipality", count.to_code)
        return said(f"own.place.{count.to_code}")
    return page.code("measures" if count.table_id == "support" else "bodies", count.category)


def _end(page: Reader, level: str, code: str) -> str:
    if level == "total":
        return page.t("total")
    return page.code({"agency": "agencies", "sector": "sectors"}[level], code)
