"""市町村カルテ, the A4 sheet: own × similar × prefecture in tables, with a gist of three lines, as one document."""

from collections.abc import Hashable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.queries import checklist, practices, sources
from dashboard.queries import municipality as query
from dashboard.queries.answered import halves
from dashboard.queries.labels import members
from dashboard.views import _practices_offered as cases
from dashboard.widgets import definition, sheet
from dashboard.widgets.page import Page, listed

SHARES = ("share65", "share75", "single65")
GAPS = 4


def document(page: Page, lg_code: str, alike: pd.DataFrame) -> str:
    """The whole sheet as HTML: head, gist, three columns of tables, similar municipalities and cases, notes."""
    year, codes = page.chosen.fiscal_year, alike["lg_code"].tolist()
    bodies = query.bodies(page.snapshot, year, lg_code, codes)
    numbers = query.indicators(page.snapshot, year, lg_code, codes)
    answers = query.checklist(page.snapshot, year, lg_code, codes)
    columns = (
        _profile(page, lg_code, codes) + _bodies(page, bodies) + _seats(page, lg_code, codes, bodies),
        _checklist(page, answers),
        _numbers(page, numbers) + _submissions(page, lg_code),
    )
    below = (_similar(page, lg_code, alike), _gaps(page, lg_code))
    return (
        f'<article class="sheet">{_head(page, lg_code)}{_gist(page, bodies, answers, numbers)}'
        f'<div class="columns">{_cells(columns)}</div><div class="columns two">{_cells(below)}</div>'
        f"{_notes(page)}</article>"
    )


def variable(page: Page, name: str, value: object) -> str:
    """A published fact with its unit: 147,317人, 28.7%, 1,113人/km²."""
    if formats.missing(value):
        return formats.symbol("not_applicable")
    if name in SHARES:
        return formats.percent(value)
    return formats.count(value, unit=page.t(f"unit.{name}"))


def _cells(parts: Sequence[str]) -> str:
    return "".join(f"<div>{part}</div>" for part in parts)


def _head(page: Page, lg_code: str) -> str:
    row = query.about(page.snapshot, lg_code).iloc[0]
    facts = [
        page.t("fact.code", code=lg_code),
        page.t("fact.reading", kana=row["kana"]) if words.lang() == "ja" else "",
        page.t("fact.area", area=row["area"]),
        page.when(),
        words.t("card.as_of", day=formats.day(page.snapshot.as_of)),
    ]
    mark = f'<span class="demo-mark">{escape(words.t("app.demo"))}</span>' if page.snapshot.demo else ""
    return (
        f'<div class="card-head"><h2>{escape(page.t("sheet", name=row["municipality"]))}</h2>{mark}</div>'
        f'<p class="facts-line">{escape(" ｜ ".join(filter(None, facts)))}</p>'
    )


def _gist(page: Page, bodies: pd.DataFrame, answers: pd.DataFrame, numbers: pd.DataFrame) -> str:
    """Three lines: what stands, what the checklist says, how much is handed on."""
    standing = [page.t("said.body", body=r["body"], word=r["standing"]) for r in bodies.to_dict("records")]
    # The items of the notification alone: the supplementary ones are not part of what it asks for.
    own = answers[answers["item_group"] == "notification"]["status"]
    known = [
        # From in place to not yet, then what is no answer: not applicable and unanswered.
        page.t("said.status", word=page.code("item_statuses", s), n=int((own == s).sum()))
        for s in "321089"
    ]
    lines = [
        page.t("gist.bodies", list=listed(standing)),
        page.t("gist.checklist", total=len(own), list=listed(known)),
        _said_referrals(page, numbers),
    ]
    return '<div class="gist">' + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>"


def _said_referrals(page: Page, numbers: pd.DataFrame) -> str:
    row = numbers[numbers["indicator_id"] == "referral_count"].to_dict("records")[0]
    return page.t(
        "gist.referrals",
        own=_halved(
            page, row, formats.count(row["own"], row["own_state"], row["unit"]), _only_half(page, "F3")
        ),
        rate=formats.count(row["own_rate"], row["own_state"], row["unit"], decimals=1),
        similar=_median(page, row["similar_rate"], row["similar_n"]),
        prefecture=_median(page, row["prefecture_rate"], row["prefecture_n"]),
    )


def _profile(page: Page, lg_code: str, codes: list[str]) -> str:
    rows = [
        [
            page.t(f"variable.{r['variable']}"),
            *(variable(page, r["variable"], r[c]) for c in ("own", "similar", "prefecture")),
        ]
        for r in query.profile(page.snapshot, lg_code, codes).to_dict("records")
    ]
    title = page.t("table.profile", census=words.either(*sources.titles(page.snapshot)["census2020"]))
    return sheet.table(title, _heads(page, "own", "similar", "prefecture"), rows)


def _bodies(page: Page, bodies: pd.DataFrame) -> str:
    rows = [
        [
            row["body"],
            page.t("said.standing", word=row["standing"], form=row["form"])
            if row["form"]
            else row["standing"],
            formats.count(row["meeting_count"], row["meeting_count_state"] or "unanswered"),
            page.t("of", n=row["similar"], total=row["similar_answered"]),
            page.t("of", n=row["prefecture"], total=row["prefecture_answered"]),
        ]
        for row in bodies.to_dict("records")
    ]
    heads = _heads(page, "own", "meetings", "similar", "prefecture")
    return sheet.table(page.t("table.bodies"), heads, rows)


def _checklist(page: Page, answers: pd.DataFrame) -> str:
    words_of = checklist.statuses(page.snapshot).astype(str).to_dict("records")
    known = {row["status"]: f"{row['glyph']} {row['word']}" for row in words_of}
    rows = [
        [
            f"{row['item_code']} {row['item']}",
            known[row["status"]],
            page.t("of", n=row["similar"], total=row["similar_answered"]),
            page.t("of", n=row["prefecture"], total=row["prefecture_answered"]),
        ]
        for row in answers.to_dict("records")
    ]
    return sheet.table(page.t("table.checklist"), _heads(page, "own", "similar", "prefecture"), rows)


def _numbers(page: Page, numbers: pd.DataFrame) -> str:
    """Counts per 10,000 people (own count in front), shares as they are."""
    forms = {one.id: one.form for one in definition.of(page.snapshot, numbers["indicator_id"].tolist())}
    only = {form: _only_half(page, form) for form in set(forms.values()) if form}
    rows = [
        _number(page, row, only.get(forms.get(row["indicator_id"], ""), ""))
        for row in numbers.to_dict("records")
    ]
    return sheet.table(
        page.t("table.numbers"), _heads(page, "own", "per_10000", "similar", "prefecture"), rows
    )


def _only_half(page: Page, form: str) -> str:
    """Which half alone this municipality sent of a form, in words; empty when the year is whole."""
    found = halves(page.snapshot, page.chosen, form)
    return "" if found.empty else words.t(f"left_out.brief_{found['period'].iloc[0]}")


def _halved(page: Page, row: Mapping[Hashable, Any], value: str, half: str) -> str:
    """A number of a year of which only one half is there says so beside itself."""
    stands = row["own_state"] in ("value", "suppressed")
    return page.t("halved", value=value, half=half) if half and stands else value


def _number(page: Page, row: Mapping[Hashable, Any], half: str) -> list[str]:
    if row["kind"] == "count":
        own = [
            _halved(page, row, formats.count(row["own"], row["own_state"], row["unit"]), half),
            formats.count(row["own_rate"], row["own_state"], decimals=1),
        ]
        medians = [_median(page, row[f"{who}_rate"], row[f"{who}_n"]) for who in ("similar", "prefecture")]
        return [row["title"], *own, *medians]
    share = row["unit"] == "%"
    shown = formats.percent if share else (lambda value, state: formats.count(value, state, decimals=2))
    medians = [
        _median(page, row[who], row[f"{who}_n"], share=share, decimals=2) for who in ("similar", "prefecture")
    ]
    own_share = _halved(page, row, shown(row["own"], row["own_state"]), half)
    return [row["title"], own_share, formats.symbol("not_applicable"), *medians]


def _seats(page: Page, lg_code: str, codes: list[str], bodies: pd.DataFrame) -> str:
    """Organisations in the platform; without one the row is not applicable, never 0."""
    platform = bodies.set_index("body_code").loc[page.one("platform"), "est_status"]
    # Only of a body known not to stand can it be said that nobody can sit in it.
    open_seats = [*members(page.snapshot, "stands"), *members(page.snapshot, "not_reported")]
    seats = query.seats(page.snapshot, page.chosen.fiscal_year, lg_code, codes)
    nobody = "unanswered" if formats.missing(platform) or platform in open_seats else "not_applicable"
    rows = [
        [
            row["label"] if row["sector"] != "total" else page.t("total"),
            formats.count(row["own"], nobody if formats.missing(row["own"]) else "value"),
            _median(page, row["similar"], row["similar_n"]),
            _median(page, row["prefecture"], row["prefecture_n"]),
        ]
        for row in seats.to_dict("records")
    ]
    return sheet.table(page.t("table.seats"), _heads(page, "own", "similar", "prefecture"), rows)


def _submissions(page: Page, lg_code: str) -> str:
    """Forms gathered by the state of their submission; forms not asked for are left out."""
    sent = query.submissions(page.snapshot, page.chosen.fiscal_year, lg_code)
    rows = [
        [page.code("submission_statuses", str(status)), listed(_forms(page, part))]
        for status, part in sent[sent["status"] != "not_requested"].groupby("status", sort=False)
    ]
    return sheet.table(page.t("table.submissions"), _heads(page, "forms"), rows, prose=True)


def _forms(page: Page, sent: pd.DataFrame) -> list[str]:
    return [
        number if period == "FY" else page.t("form", form=number, half=page.t(f"half.{period}"))
        for number, period in zip(sent["form"].str.removeprefix("F"), sent["period"], strict=True)
    ]


def _similar(page: Page, lg_code: str, alike: pd.DataFrame) -> str:
    values = query.variables(page.snapshot, [lg_code, *alike["lg_code"]])
    distance = dict(zip(alike["lg_code"], alike["distance"], strict=True))
    rows = [
        [
            str(part["municipality"].iloc[0]),
            *(variable(page, v, x) for v, x in zip(part["variable"], part["value"], strict=True)),
            formats.count(distance[code], decimals=2) if code in distance else page.t("self"),
        ]
        for code, part in values.groupby("lg_code", sort=False)
    ]
    return sheet.table(page.t("table.similar"), _heads(page, *query.VARIABLES, "distance"), rows)


def _gaps(page: Page, lg_code: str) -> str:
    """For items not yet fully in place, the case that fits best and why."""
    rows = [
        [
            f"{row['item_code']} {row['item']}",
            str(row["title"]),
            cases.origin(page.snapshot, row),
            listed(cases.why(page.snapshot, row["reasons"])),
        ]
        for row in practices.offered(page.snapshot, page.chosen.fiscal_year, lg_code)
        .head(GAPS)
        .to_dict("records")
    ]
    title, heads = page.t("table.gaps"), _heads(page, "case", "place", "reasons")
    if not rows:
        heads, rows = [""], [[page.t("gaps_none")]]
    return sheet.table(title, heads, rows, prose=True)


def _notes(page: Page) -> str:
    place = words.either(page.snapshot.prefecture_ja, page.snapshot.prefecture_en)
    titles = sources.titles(page.snapshot)
    census, statistics = (words.either(*titles[name]) for name in ("census2020", "ssdse_a"))
    notes = [
        *([page.t("note.partly_fictitious")] if page.snapshot.demo else []),
        page.t("note.similar"),
        page.t("note.median"),
        page.t("note.neutral"),
        words.t("legend.line"),
        words.t("card.source", names=page.t("sources", place=place, census=census, statistics=statistics)),
        words.t("card.snapshot", id=page.snapshot.id),
    ]
    return f'<p class="sheet-notes">{escape(" ｜ ".join(notes))}</p>'


def _heads(page: Page, *names: str) -> list[str]:
    return ["", *(page.t(f"head.{name}") for name in names)]


def _median(page: Page, value: object, n: int, *, share: bool = False, decimals: int = 1) -> str:
    """A median with the number of municipalities behind it; says so when none of them has a published number."""
    if formats.missing(value):
        return page.t("no_median")
    shown = formats.percent(value) if share else formats.count(value, decimals=decimals)
    return page.t("median", value=shown, n=n)
