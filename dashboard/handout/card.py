"""市町村カルテ: own × similar × prefecture in tables, with a gist of three lines, as one page that is shown, printed or saved."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pandas as pd

from dashboard import formats, store, words
from dashboard.export.definition import Definition
from dashboard.export.handout import Band, Handout, History, Part, Step, Table, table
from dashboard.formats import listed
from dashboard.queries import checklist, practices, sources
from dashboard.queries import municipality as query
from dashboard.queries.answered import halves
from dashboard.queries.chosen import Chosen
from dashboard.queries.definitions import definitions
from dashboard.queries.labels import members
from dashboard.queries.offered import origin, why

SHARES = ("share65", "share75", "single65")
GAPS = 3
_NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\s・]+')


@dataclass(frozen=True)
class Reader:
    """One municipality in one year, and the words that speak of it. weights: of the variables that say who is similar."""

    snapshot: store.Snapshot
    chosen: Chosen
    weights: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> "Reader":
        """The reader of a municipality."""
        return cls(snapshot, Chosen.of(snapshot, fiscal_year, municipality=lg_code))

    @property
    def lg_code(self) -> str:
        """Its code."""
        return str(self.chosen.municipality)

    @property
    def name(self) -> str:
        """Its name in the language in force."""
        return words.place(self.snapshot, "municipality", self.lg_code)

    def similar(self, limit: int = query.NEAREST) -> pd.DataFrame:
        """Municipalities like it (see queries.municipality.similar)."""
        return query.similar(self.snapshot, self.lg_code, self.weights, limit)

    def t(self, key: str, **values: object) -> str:
        """The phrase `municipality.<key>`."""
        return words.t(f"municipality.{key}", **values)

    def code(self, list_name: str, code: str) -> str:
        """The short label of a code."""
        return words.code(self.snapshot, list_name, code, short=True)

    def one(self, group: str) -> str:
        """The only code of a named group (`groups.toml`)."""
        (code,) = members(self.snapshot, group)
        return code

    def when(self) -> str:
        """The fiscal year in words."""
        return formats.fiscal_year(self.chosen.fiscal_year)

    def as_of(self) -> str:
        """The day the numbers stand for: 31 March of the year, never later than the snapshot's own."""
        day = min(date(self.chosen.fiscal_year + 1, 3, 31), self.snapshot.as_of)
        return words.t("card.as_of", day=formats.day(day))


def sheet(page: Reader) -> Part:
    """The whole sheet beside the municipalities that are alike by the weights of the reader, put together once for all."""
    return _sheet(page.snapshot, page.chosen, tuple(page.weights.items()))


@store.kept
def _sheet(snapshot: store.Snapshot, chosen: Chosen, weights: tuple[tuple[str, float], ...]) -> Part:
    page = Reader(snapshot, chosen, dict(weights))
    return part(page, page.similar())


def part(page: Reader, alike: pd.DataFrame) -> Part:
    """The whole sheet: gist, three columns of tables, similar municipalities and cases below, notes."""
    year, lg_code, codes = page.chosen.fiscal_year, page.lg_code, alike["lg_code"].tolist()
    # Row by row the nearest that told something: a median of five who were never asked would be of nobody.
    everyone = page.similar(query.EVERYONE)
    order = everyone["lg_code"].tolist()
    bodies = query.bodies(page.snapshot, year, lg_code, order)
    numbers = query.indicators(page.snapshot, year, lg_code, order)
    answers = query.checklist(page.snapshot, year, lg_code, order)
    seats = query.seats(page.snapshot, year, lg_code, order)
    last = max(
        (
            int(one["farthest"].max())
            for one in (bodies, numbers, answers, seats)
            if one["farthest"].notna().any()
        ),
        default=0,
    )
    left = (_profile(page, lg_code, codes), _bodies(page, bodies), _seats(page, seats, bodies))
    middle = (_checklist(page, answers), _submissions(page, lg_code))
    right = (_numbers(page, numbers), _similar(page, lg_code, alike))
    return Part(
        key="sheet",
        title=page.t("sheet", name=page.name),
        facts=facts_line(page),
        gist=tuple(_gist(page, bodies, answers, numbers)),
        bands=(Band((20, 19, 26), (left, middle, right)), Band((1,), ((_gaps(page, lg_code),),))),
        remarks=tuple(_notes(page, everyone.iloc[last - 1] if last > query.NEAREST else None)),
    )


def facts_line(page: Reader) -> str:
    """Code, reading, area, year and as-of date in one line."""
    row = query.about(page.snapshot, page.lg_code).iloc[0]
    facts = [
        page.t("fact.code", code=page.lg_code),
        page.t("fact.reading", kana=row["kana"]) if words.lang() == "ja" else "",
        page.t("fact.area", area=row["area"]),
        page.when(),
        page.as_of(),
    ]
    return " ｜ ".join(filter(None, [*facts, *_stage(page)]))


def _stage(page: Reader) -> list[str]:
    """Stage of the multi-layered support system project, year of its plan, and how loneliness policy is carried out."""
    found = query.stage(page.snapshot, page.chosen.fiscal_year, page.lg_code)
    if found.empty:
        return [page.t("fact.stage", juso=formats.symbol("unanswered"))]
    row = found.iloc[0]
    plan = row["plan_year"]
    said = "" if formats.missing(plan) else page.t("fact.plan", year=formats.fiscal_year_short(int(plan)))
    return [page.t("fact.stage", juso=row["juso"]) + said, page.t("fact.mode", mode=row["mode"])]


def variable(page: Reader, name: str, value: object) -> str:
    """A published fact with its unit: 147,317人, 28.7%, 1,113人/km²."""
    if formats.missing(value):
        # A place without inhabitants (an evacuated area) has no shares: they do not apply.
        return formats.symbol("not_applicable")
    if name in SHARES:
        return formats.percent(value)
    return formats.count(value, unit=page.t(f"unit.{name}"))


def _gist(page: Reader, bodies: pd.DataFrame, answers: pd.DataFrame, numbers: pd.DataFrame) -> list[str]:
    """Three lines: what stands, what the checklist says, how much is handed on."""
    standing = [page.t("said.body", body=r["body"], word=r["standing"]) for r in bodies.to_dict("records")]
    # The items of the notification alone: the supplementary ones are not part of what it asks for.
    own = answers[answers["item_group"] == "notification"]["status"]
    known = [
        # From in place to not yet, then what is no answer: not applicable and unanswered.
        page.t("said.status", word=page.code("item_statuses", s), n=int((own == s).sum()))
        for s in "321089"
    ]
    return [
        page.t("gist.bodies", list=listed(standing)),
        page.t("gist.checklist", total=len(own), list=listed(known)),
        _said_referrals(page, numbers),
    ]


def _said_referrals(page: Reader, numbers: pd.DataFrame) -> str:
    row = numbers[numbers["indicator_id"] == "referral_count"].to_dict("records")[0]
    return page.t(
        "gist.referrals",
        own=_halved(page, row, formats.told(row, "own", "own_state", row["unit"]), _only_half(page, "F3")),
        rate=formats.told(row, "own_rate", "own_state", row["unit"], decimals=1),
        # Medians as rates: counts of a city and of a village are no comparison.
        similar=_of_others(page, row, _said_median(page, row["similar_rate"], row["similar_n"], row["unit"])),
        prefecture=_said_median(page, row["prefecture_rate"], row["prefecture_n"], row["unit"]),
    )


def _profile(page: Reader, lg_code: str, codes: list[str]) -> Table:
    rows = [
        [
            page.t(f"variable.{r['variable']}"),
            *(variable(page, r["variable"], r[c]) for c in ("own", "similar", "prefecture")),
        ]
        for r in query.profile(page.snapshot, lg_code, codes).to_dict("records")
    ]
    title = page.t("table.profile", census=words.either(*sources.titles(page.snapshot)["census2020"]))
    return table(title, _heads(page, "own", "similar", "prefecture"), rows)


def _bodies(page: Reader, bodies: pd.DataFrame) -> Table:
    rows = [
        [
            row["body"],
            page.t("said.standing", word=row["standing"], form=row["form"])
            if row["form"]
            else row["standing"],
            formats.count(row["meeting_count"], row["meeting_count_state"] or "unanswered"),
            _of_others(page, row, page.t("of", n=row["similar"], total=row["similar_answered"])),
            page.t("of", n=row["prefecture"], total=row["prefecture_answered"]),
        ]
        for row in bodies.to_dict("records")
    ]
    heads = _heads(page, "own", "meetings", "similar", "within")
    return table(page.t("table.bodies"), heads, rows)


def _checklist(page: Reader, answers: pd.DataFrame) -> Table:
    words_of = checklist.statuses(page.snapshot).astype(str).to_dict("records")
    # The short words: with the long ones English rows take two lines, and the page would not be one.
    known = {
        row["status"]: _status(row["glyph"], page.code("item_statuses", row["status"])) for row in words_of
    }
    rows = [
        [
            f"{row['item_code']} {row['item']}",
            known[row["status"]],
            _of_others(page, row, page.t("of", n=row["similar"], total=row["similar_answered"])),
            page.t("of", n=row["prefecture"], total=row["prefecture_answered"]),
        ]
        for row in answers.to_dict("records")
    ]
    return table(page.t("table.checklist"), _heads(page, "own", "similar", "within"), rows)


def _status(glyph: str, word: str) -> str:
    """Sign and word; 該当なし is the word of its sign, which a spreadsheet would take for a minus besides."""
    return word if glyph == formats.symbol("not_applicable") else f"{glyph} {word}"


def _of_others(page: Reader, row: Mapping[Hashable, Any], text: str) -> str:
    """What similar municipalities told, marked where they are not the nearest five that the table of variables names."""
    farther = not formats.missing(row["farthest"]) and int(row["farthest"]) > query.NEAREST
    return page.t("of_others", value=text) if farther else text


def _numbers(page: Reader, numbers: pd.DataFrame) -> Table:
    """Counts per 10,000 people (own count in front), shares as they are."""
    forms = {one.id: one.form for one in defined(page.snapshot, numbers["indicator_id"].tolist())}
    only = {form: _only_half(page, form) for form in set(forms.values()) if form}
    by_year = query.histories(page.snapshot, page.chosen.fiscal_year, page.lg_code)
    histories = {str(name): _three_years(part) for name, part in by_year.groupby("indicator_id", sort=False)}
    rows = [
        _number(page, row, only.get(forms.get(row["indicator_id"], ""), ""), histories[row["indicator_id"]])
        for row in numbers.to_dict("records")
    ]
    heads = _heads(page, "own", "before", "history", "per_10000", "similar", "prefecture")
    drawn = [histories[name] for name in numbers["indicator_id"]]
    return table(page.t("table.numbers"), heads, rows, drawn=3, histories=drawn)


def _three_years(rows: pd.DataFrame) -> History:
    """An indicator through the years: counts as they are, shares in per cent."""
    return History(
        tuple(
            Step(
                formats.fiscal_year(int(row["fiscal_year"])),
                float(row["value"]) if row["state"] == "value" else None,
                _stepped(row),
            )
            for row in rows.to_dict("records")
        )
    )


def _stepped(row: Mapping[Hashable, Any]) -> str:
    # Without its unit, which the own number beside it says.
    if row["kind"] == "count":
        return formats.count(row["value"], row["state"])
    if row["unit_ja"] == "%":
        return formats.percent(row["value"], row["state"])
    return formats.count(row["value"], row["state"], decimals=2)


def _only_half(page: Reader, form: str) -> str:
    """Which half alone this municipality sent of a form, in words; empty when the year is whole."""
    found = halves(page.snapshot, page.chosen, form)
    return "" if found.empty else words.t(f"left_out.brief_{found['period'].iloc[0]}")


def _halved(page: Reader, row: Mapping[Hashable, Any], value: str, half: str) -> str:
    """A number of a year of which only one half is there says so beside itself."""
    stands = row["own_state"] in ("value", "suppressed")
    return page.t("halved", value=value, half=half) if half and stands else value


def _number(page: Reader, row: Mapping[Hashable, Any], half: str, three_years: History) -> list[str]:
    before = [three_years.steps[-2].text, three_years.said]
    if row["kind"] == "count":
        own = [
            _halved(page, row, formats.told(row, "own", "own_state", row["unit"]), half),
            *before,
            formats.told(row, "own_rate", "own_state", decimals=1),
        ]
        similar, prefecture = (
            _median(page, row[f"{who}_rate"], row[f"{who}_n"]) for who in ("similar", "prefecture")
        )
        return [row["title"], *own, _of_others(page, row, similar), prefecture]
    share = row["unit"] == "%"
    shown = formats.percent if share else (lambda value, state: formats.count(value, state, decimals=2))
    similar, prefecture = (
        _median(page, row[who], row[f"{who}_n"], share=share, decimals=2) for who in ("similar", "prefecture")
    )
    own_share = _halved(page, row, shown(row["own"], row["own_state"]), half)
    # A share is compared as it is; per 10,000 people it would mean nothing.
    compared = [_of_others(page, row, similar), prefecture]
    return [row["title"], own_share, *before, formats.symbol("not_applicable"), *compared]


def _seats(page: Reader, seats: pd.DataFrame, bodies: pd.DataFrame) -> Table:
    """Organisations in the platform; without one the row is not applicable, never 0."""
    platform = bodies.set_index("body_code").loc[page.one("platform"), "est_status"]
    # Only of a body known not to stand can it be said that nobody can sit in it.
    open_seats = [*members(page.snapshot, "stands"), *members(page.snapshot, "not_reported")]
    nobody = "unanswered" if formats.missing(platform) or platform in open_seats else "not_applicable"
    rows = [
        [
            row["label"] if row["sector"] != "total" else page.t("total"),
            formats.count(row["own"], nobody if formats.missing(row["own"]) else "value"),
            _of_others(page, row, _median(page, row["similar"], row["similar_n"])),
            _median(page, row["prefecture"], row["prefecture_n"]),
        ]
        for row in seats.to_dict("records")
    ]
    return table(page.t("table.seats"), _heads(page, "own", "similar", "prefecture"), rows)


def _submissions(page: Reader, lg_code: str) -> Table:
    """Forms gathered by the state of their submission; forms not asked for are left out."""
    sent = query.submissions(page.snapshot, page.chosen.fiscal_year, lg_code)
    # A form that this municipality is not asked for is neither sent nor missing.
    asked = sent[sent["status"] != "not_requested"]
    rows = [
        [page.code("submission_statuses", str(status)), listed(_forms(page, part, asked))]
        for status, part in asked.groupby("status", sort=False)
    ]
    return table(page.t("table.submissions"), _heads(page, "forms"), rows, prose=True)


def _forms(page: Reader, sent: pd.DataFrame, asked: pd.DataFrame) -> list[str]:
    """Numbers of forms; one of which only a half is in this state says which."""
    named = []
    for form, part in sent.groupby("form", sort=False):
        number = str(form).removeprefix("F")
        whole = len(part) == int(asked["form"].eq(form).sum())
        named += (
            [number]
            if whole
            else [page.t("form", form=number, half=page.t(f"half.{period}")) for period in part["period"]]
        )
    return named


def _similar(page: Reader, lg_code: str, alike: pd.DataFrame) -> Table:
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
    return table(page.t("table.similar"), _heads(page, *query.VARIABLES, "distance"), rows)


def _gaps(page: Reader, lg_code: str) -> Table:
    """For items not yet fully in place, the case that fits best and why."""
    rows = [
        [
            f"{row['item_code']} {row['item']}",
            str(row["title"]),
            origin(page.snapshot, row),
            listed(why(page.snapshot, row["reasons"])),
        ]
        for row in practices.offered(page.snapshot, page.chosen.fiscal_year, lg_code)
        .head(GAPS)
        .to_dict("records")
    ]
    title, heads = page.t("table.gaps"), _heads(page, "case", "place", "reasons")
    if not rows:
        heads, rows = [""], [[page.t("gaps_none")]]
    return table(title, heads, rows, prose=True)


def _notes(page: Reader, farthest: "pd.Series[Any] | None") -> list[str]:
    place = words.either(page.snapshot.prefecture_ja, page.snapshot.prefecture_en)
    titles = sources.titles(page.snapshot)
    census, statistics = (words.either(*titles[name]) for name in ("census2020", "ssdse_a"))
    return [
        # Partly: census and land are real in the demonstration too.
        *([page.t("note.partly_fictitious")] if page.snapshot.demo else []),
        page.t("note.similar"),
        *(
            []
            if farthest is None
            else [
                page.t(
                    "note.farthest",
                    n=query.NEAREST,
                    name=farthest["municipality"],
                    distance=formats.number(farthest["distance"], 2),
                )
            ]
        ),
        page.t("note.private"),
        page.t("note.median"),
        page.t("note.history"),
        page.t("note.neutral"),
        words.t("legend.line"),
        words.t("card.source", names=page.t("sources", place=place, census=census, statistics=statistics)),
        words.t("card.snapshot", id=page.snapshot.id),
    ]


def _heads(page: Reader, *names: str) -> list[str]:
    return ["", *(page.t(f"head.{name}") for name in names)]


def _median(page: Reader, value: object, n: int, *, share: bool = False, decimals: int = 1) -> str:
    """A median with the number of municipalities behind it; says so when none of them has a published number."""
    if formats.missing(value):
        return page.t("no_median")
    shown = formats.percent(value) if share else formats.count(value, decimals=decimals)
    return page.t("median", value=shown, n=n)


def _said_median(page: Reader, value: object, n: int, unit: str) -> str:
    """A median in a sentence: of how many people it is and what the number in brackets counts is said."""
    if formats.missing(value):
        return page.t("no_median")
    return page.t("said_median", value=formats.count(value, unit=unit, decimals=1), n=n)


def address(page: Reader) -> str:
    """Path and query that show the sheet again: year and snapshot are named also when they are the latest."""
    asked = {
        # Written out, for "the latest" is another year and another number next year.
        "fy": str(page.chosen.fiscal_year),
        "m": page.lg_code,
        **{f"w_{name}": str(weight) for name, weight in page.weights.items() if weight != 1},
        **({} if words.lang() == "ja" else {"lang": words.lang()}),
        "snapshot": page.snapshot.id,
    }
    return f"/municipality?{urlencode(asked)}"


def asked(where: str) -> tuple[Reader, str]:
    """Whom an address of a sheet is about, and the language to speak of it. NoSnapshot where that is no longer kept."""
    said = dict(parse_qsl(urlsplit(where).query))
    weights = {name: float(said[f"w_{name}"]) for name in query.VARIABLES if f"w_{name}" in said}
    found = Reader.of(store.named(said["snapshot"]), int(said["fy"]), said["m"])
    return replace(found, weights=weights), said.get("lang", "ja")


def again(where: str) -> Handout:
    """The sheet from the address that stands on it."""
    page, language = asked(where)
    with words.speaking(language):
        return paper(page)


def handout(
    page: Reader,
    title: str,
    topic: str,
    parts: Sequence[Part],
    indicators: Sequence[str],
    internal: str = "",
    made_by: str = "card",
) -> Handout:
    """The paper around its parts: file name, source, legend, definitions, address and seal; `internal` marks every page.

    made_by: the module of this folder whose `again` makes it from its address.
    """
    place = words.either(page.snapshot.prefecture_ja, page.snapshot.prefecture_en)
    census, statistics = (
        words.either(*sources.titles(page.snapshot)[name]) for name in ("census2020", "ssdse_a")
    )
    foot = [
        words.t("card.source", names=page.t("sources", place=place, census=census, statistics=statistics)),
        page.as_of(),
        words.t("card.snapshot", id=page.snapshot.id),
    ]
    defined = definition_lines(page.snapshot, indicators)
    lines_of = {
        "csv.demo": [words.t("app.demo")] if page.snapshot.demo else [],
        "csv.title": [title],
        "csv.legend": [words.t("legend.line")],
        "csv.notes": [*(note for part in parts for note in part.remarks), *foot],
        "csv.definition": defined,
        "csv.address": [address(page)],
        "csv.seal": [page.snapshot.sha256],
        "csv.python": [f"from dashboard.handout import {made_by}; {made_by}.again({address(page)!r}).parts"],
    }
    notes = [
        (words.t(kind), text) for kind, texts in lines_of.items() for text in dict.fromkeys(texts) if text
    ]
    return Handout(
        title=title,
        stem=stem(topic, page.name, page.when(), page.snapshot.id),
        parts=tuple(parts),
        foot="　".join(foot),
        legend=words.t("legend.line"),
        notes=tuple(notes),
        snapshot_id=page.snapshot.id,
        language=words.lang(),
        demo=words.t("app.demo") if page.snapshot.demo else "",
        internal=internal,
    )


def sheet_stem(page: Reader) -> str:
    """The name of the sheet's files: topic, place, year, snapshot."""
    return stem(words.t("topic.municipality"), page.name, page.when(), page.snapshot.id)


def paper(page: Reader) -> Handout:
    """The sheet alone, as a paper of one page."""
    one = part(page, page.similar())
    return handout(
        page, one.title, words.t("topic.municipality"), [one], query.indicators_shown(page.snapshot)
    )


def stem(*parts: str) -> str:
    """A file name of these parts, without characters that Windows refuses."""
    return "_".join(_NOT_IN_A_FILE_NAME.sub("_", part).strip("_.")[:60] for part in parts)


def definition_lines(snapshot: store.Snapshot, ids: Sequence[str]) -> list[str]:
    """Each definition in one paragraph."""
    return [one.sentence for one in defined(snapshot, ids)]


def defined(snapshot: store.Snapshot, ids: Sequence[str]) -> list[Definition]:
    """The definitions of `ids`, once each, in their order."""
    texts = ("title", "unit", "formula", "caution", "legal_basis", "source", "form", "published_in")
    return [
        Definition(
            id=str(row["indicator_id"]),
            protected=row["class"] == "D2",
            **{str(name): str(row[name]) for name in texts},
        )
        for row in (definitions(snapshot, ids) if ids else pd.DataFrame()).to_dict("records")
    ]
