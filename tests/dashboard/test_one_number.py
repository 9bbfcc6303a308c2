"""A number on two pages is one number: one definition, place, year and category has one value wherever it stands.

Numbers are gathered with the definition they are bound to (tiles, tables, the sheet, prompts), sentences are held
against the table behind them, and n/N of one form and year is the same everywhere.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd
import pytest

from dashboard import formats, store, words
from dashboard.export.figure_record import state_columns
from tests.dashboard.tour import Figure, Stop

# Columns of a table that say where a row is.
PLACES = {"lg_code": "municipality", "area_code": "area"}
PLAIN_PLACE = {"municipality", "area"}
YEAR = "year"
NUMBER = re.compile(r"[▲−]?\d[\d,]*(?:\.\d+)?%?")
# Numbers of the wording itself, in either language.
WORDING = re.compile(
    r"95%|0件と報告|0より大きい|reported 0|above 0|above zero|0を除く|K\d\d|ほか\d+[^\d、。]{1,4}|and \d+ more"
    r"|\d+(?:件|会議体)以上|\d+ referrals or more|in \d+ bodies or more"
    # of a formula that a sentence tells
    r"|1÷（席のある区分の数−1）|1 ÷ \(kinds seated in it − 1\)"
)
PRIVATE = 0xE000  # names are put away under private characters while a sentence is taken apart
ERAS = re.compile(r"(?:令和|平成)\w+?年度（\d{4}年度）|[RH]\d+\(\d{4}\)|FY\d{4}|\d{4}年度")


class Place(NamedTuple):
    """Where and when a number is."""

    code: str
    year: int


class Key(NamedTuple):
    """What makes a number one number."""

    indicator: str
    place: Place
    category: tuple[tuple[str, str], ...]


class Said(NamedTuple):
    """A number where it stands: its sign or figure, and to how many decimals it is written."""

    value: str | float
    decimals: int
    where: str

    def agrees(self, other: "Said") -> bool:
        if isinstance(self.value, str) or isinstance(other.value, str):
            return self.value == other.value
        return abs(self.value - other.value) <= 0.5000001 * 10.0 ** -min(self.decimals, other.decimals)


def rows_of(shown: Figure, where: str) -> Iterator[tuple[Key, Said]]:
    """Every number of a card's table."""
    table, place = shown.facts.table, shown.place
    states = state_columns(table)
    texts = [
        str(c) for c in table
        if c not in shown.facts.bound and c not in (*PLACES, *PLAIN_PLACE, YEAR, *states.values())
        and not pd.api.types.is_numeric_dtype(table[c])
    ]  # fmt: skip
    years = {formats.fiscal_year_short(year): year for year in range(2000, 2041)}
    for at, row in enumerate(table.to_dict("records")):
        code = next((str(row[name]) for name in PLACES if name in row), place.place_code)
        year = years.get(str(row[YEAR]), place.fiscal_year) if YEAR in row else place.fiscal_year
        category = tuple((name, str(row[name])) for name in texts)
        for column, ids in shown.facts.bound.items():
            if pd.api.types.is_numeric_dtype(table[column]) or column in states:
                state = str(row[states[column]]) if column in states else "value"
                value = row[column] if state == "value" else formats.symbol(state)
                if formats.missing(value):
                    continue
                indicator = ids if isinstance(ids, str) else ids[at]
                extra = () if column == "value" else ((column, ""),)
                number = value if isinstance(value, str) else float(value)
                yield (
                    Key(indicator, Place(code, year), category + extra),
                    Said(number, 9, f"{where} {shown.facts.key}"),
                )


def figure(text: str) -> tuple[str | float, int]:
    """「1,663件」 → (1663.0, 0); 「62.5%」 → (0.625, 3); a sign stays a sign."""
    found = NUMBER.match(text.strip())
    if not found:
        return text.strip(), 0
    digits = found[0].replace(",", "").replace("▲", "-").replace("−", "-")
    percent, digits = digits.endswith("%"), digits.rstrip("%")
    decimals = len(digits.partition(".")[2])
    return (float(digits) / 100, decimals + 2) if percent else (float(digits), decimals)


def tiles_of(stop: Stop) -> Iterator[tuple[Key, Said]]:
    for shown in stop.key_figures:
        value, decimals = figure(shown.tile.value)
        if not isinstance(value, str) or value in SIGNS:
            place = Place(shown.place.place_code, shown.place.fiscal_year)
            if stop.topic in AREA_WIDE:
                place = Place(shown.place.area or PREFECTURE, shown.place.fiscal_year)
            parted = (stop.topic, shown.tile.definitions[0].id) in PARTED
            category = (("tile", shown.tile.label),) if parted else ()
            yield (
                Key(shown.tile.definitions[0].id, place, category),
                Said(value, decimals, f"{stop} 「{shown.tile.label}」"),
            )


PREFECTURE = "310000"
SIGNS = ("x", "－", "…", "不詳")


# Tiles that count the area or prefecture whichever municipality is chosen; tiles of which several share a definition.
AREA_WIDE = {"checklist"}
PARTED = {
    ("practices", "practice_library"),
    ("checklist", "barrier_count"),
    ("checklist", "item_status_count"),
}


def sheet_of(stop: Stop, titles: dict[str, str]) -> Iterator[tuple[Key, Said]]:
    """The numbers of the municipality's sheet, row by row: the first cell beside the name of the indicator."""
    if stop.topic != "municipality":
        return
    place = Place(stop.chosen.place_code, stop.chosen.fiscal_year)
    for title, own in re.findall(
        r'<th scope="row">([^<]+)</th><td(?: data-head="[^"]*")?>([^<]*)</td>', stop.html
    ):
        if title in titles:
            value, decimals = figure(own)
            yield Key(titles[title], place, ()), Said(value, decimals, f"{stop} sheet")


def prompts_of(stop: Stop) -> Iterator[tuple[Key, Said]]:
    """「確認をお願いしている市町村　**3市町村**」 on the overview."""
    if stop.topic != "overview":
        return
    place = Place(stop.chosen.place_code, stop.chosen.fiscal_year)
    for name, indicator in PROMPTS.items():
        text = words.catalogue(stop.language)[f"overview.next.{name}"]
        for link in stop.links:
            if link.startswith(text):
                value, decimals = figure(link.removeprefix(text).strip("　 *"))
                yield Key(indicator, place, ()), Said(value, decimals, f"{stop} prompt")


PROMPTS = {
    "check": "municipalities_to_confirm",
    "returned": "municipalities_returned",
    "missing": "municipalities_incomplete",
}


@pytest.fixture(scope="module")
def numbers(tour: list[Stop]) -> dict[str, dict[Key, list[Said]]]:
    """Every number of the walk by what it is, in each language."""
    gathered: dict[str, dict[Key, list[Said]]] = {language: defaultdict(list) for language in words.LANGUAGES}
    for stop in tour:
        words.use(stop.language)
        titles = {
            one.title: one.id for other in tour if other.language == stop.language for one in defined(other)
        }
        parts: Iterable[Iterator[tuple[Key, Said]]] = (
            *(rows_of(shown, str(stop)) for shown in stop.figures),
            tiles_of(stop), sheet_of(stop, titles), prompts_of(stop),
        )  # fmt: skip
        for key, said in itertools.chain(*parts):
            gathered[stop.language][key].append(said)
    words.use("ja")
    return gathered


def defined(stop: Stop) -> Iterator:
    for shown in stop.figures:
        yield from shown.facts.definitions
    for shown in stop.key_figures:
        yield from shown.tile.definitions


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_one_definition_has_one_value(numbers, language):
    found = numbers[language]
    assert sum(len({said.where for said in all_said}) > 1 for all_said in found.values()) > 500, (
        "compared in places"
    )
    places = [said.where for all_said in found.values() for said in all_said]
    for kind in (" sheet", " prompt", "」"):
        assert sum(where.endswith(kind) for where in places) > 5, (
            f"numbers of every kind are compared: {kind}"
        )
    differing = {
        key: [(said.value, said.where) for said in all_said]
        for key, all_said in found.items()
        if not all(all_said[0].agrees(other) for other in all_said[1:])
    }
    assert not differing, "\n".join(f"{key}: {said}" for key, said in differing.items())


def test_both_languages_show_the_same_numbers(tour):
    half = len(tour) // 2
    for ours, theirs in zip(tour[:half], tour[half:], strict=True):
        assert (ours.topic, ours.asked) == (theirs.topic, theirs.asked)
        assert [s.facts.key for s in ours.figures] == [s.facts.key for s in theirs.figures]
        for one, other in zip(ours.figures, theirs.figures, strict=True):
            numeric = one.facts.table.select_dtypes("number")
            pd.testing.assert_frame_equal(numeric, other.facts.table[numeric.columns], check_dtype=False)
        assert [figure(s.tile.value)[0] for s in ours.key_figures if s.tile.value[:1].isdigit()] == [
            figure(s.tile.value)[0] for s in theirs.key_figures if s.tile.value[:1].isdigit()
        ]


def test_n_of_all_is_one_for_a_form_and_year(tour):
    """The n/N beside every card and in every tile belongs to the form its numbers come from."""
    said: dict[tuple[str, str, int, str], set[str]] = defaultdict(set)
    reported = {
        "ja": re.compile(r"回答 (\d+/\d+市町村(?:（[^）]*）)?)"),
        "en": re.compile(r"([\d,]+(?: of |/)[\d,]+)"),
    }
    for stop in tour:
        for shown in stop.figures:
            if shown.form:
                assert shown.form in {one.form for one in shown.facts.definitions}, (
                    str(stop),
                    shown.facts.key,
                )
                place = shown.place
                where = (shown.form, place.place_code, place.fiscal_year, stop.language)
                found = reported[stop.language].search(shown.facts.origin[0])
                said[where].add(found[1])
        if stop.language == "ja":
            for shown in stop.key_figures:
                found = reported["ja"].search(shown.tile.note)
                if found and shown.tile.definitions[0].form:
                    place = shown.place
                    where = (shown.tile.definitions[0].form, place.place_code, place.fiscal_year, "ja")
                    said[where].add(found[1])
    assert len(said) > 20
    assert {where: found for where, found in said.items() if len(found) > 1} == {}


def held_by(rows: pd.DataFrame) -> Iterator[set[str]]:
    """What may be said of some rows, the plainest first: their numbers; sums, counts and extremes; those of groups."""
    states = state_columns(rows)
    numbers = {
        column: pd.to_numeric(rows[column], errors="coerce").astype(float)
        for column in rows
        if column not in states.values() and (pd.api.types.is_numeric_dtype(rows[column]) or column in states)
    }
    for column in numbers.keys() & states.keys():
        numbers[column] = numbers[column].where(rows[states[column]] == "value")
    texts = [c for c in rows if c not in numbers and c not in states.values()]
    yield written(value for column in numbers.values() for value in column.dropna())
    if {"measure", "year", "value"} <= {*rows}:
        yield written(moved(rows.assign(value=numbers["value"])))
    yield written(
        (
            0, len(rows), *(rows[c].nunique() for c in texts), *(n for c in states.values() for n in rows[c].value_counts()),
            *(n for column in numbers.values() for n in told(column)),
        )
    )  # fmt: skip
    for size in (1, 2):
        for names in itertools.combinations([*texts, *states.values()], size):
            keys = [rows[name].astype(str) for name in names]
            found: set[float] = {*map(float, rows.groupby(keys).size())}
            for column in numbers.values():
                found |= {
                    *column.groupby(keys).sum(),
                    *(column > 0).groupby(keys).sum(),
                    *column.groupby(keys).max().dropna(),
                }
                found |= {*(column == 0).groupby(keys).sum(), *column.groupby(keys).median().dropna()}
            yield written({*found, float(rows.groupby(keys).ngroups)})

    names = [*texts, *states.values()]
    sizes = [
        rows.groupby(list(some), observed=True).size()
        for k in (1, 2)
        for some in itertools.combinations(names, k)
    ]
    yield written(
        sum(some)
        for counts in sizes
        if len(counts) < 10
        for k in (2, 3)
        for some in itertools.combinations(counts, k)
    )
    sums = [column.sum() for column in numbers.values()]
    yield written(a / b for a in sums for b in sums if b)
    few = [column.dropna() for column in numbers.values() if column.notna().sum() < 13]
    yield written(sum(some) for column in few for k in (2, 3) for some in itertools.combinations(column, k))


def told(column: pd.Series) -> Iterator[float]:
    there = column.dropna()
    yield from ((there > 0).sum(), (there == 0).sum(), len(column) - (there == 0).sum())
    if len(there):
        yield from (there.sum(), there.median(), there.min(), there.max())


def written(values: Iterable[float]) -> set[str]:
    """Numbers as a sentence may write them: whole, to one or two decimals, as a share."""
    found = {float(value) for value in values}
    said = {formats.number(value, decimals) for value in found for decimals in (0, 1, 2)}
    return said | {
        formats.percent(value, decimals=d) for value in found if abs(value) <= 1.001 for d in (0, 1)
    }


def clauses(reading: str, labels: list[str]) -> Iterator[tuple[list[str], str]]:
    """Each clause of a sentence: the names of rows in it, and the rest. Names go first, for they may hold dots and digits."""
    rest = WORDING.sub(" ", reading)
    for at, label in enumerate(labels):
        rest = rest.replace(label, chr(PRIVATE + at))
    for part in re.split(r"[。；;、]|, |\.(?= |$)", rest):
        named = [labels[ord(char) - PRIVATE] for char in part if PRIVATE <= ord(char) < PRIVATE + len(labels)]
        yield named, ERAS.sub(" ", re.sub(f"[{chr(PRIVATE)}-{chr(PRIVATE + 6000)}]", " ", part))


def as_in_the_table(shown: Figure) -> str:
    """The sentence with its measures as the table writes them: 多機関協働の受付 is 多機関協働 受付（件） there."""
    reading, table = shown.facts.reading, shown.facts.table
    for measure in sorted(set(table["measure"]) if "measure" in table else (), key=len, reverse=True):
        name = re.sub(r"（[^（）]*）$| \([^()]*\)$", "", measure)
        reading = reading.replace(name.replace(" ", "の"), measure).replace(f"{name}:", measure)
    return reading


def unsupported(shown: Figure, known: set[str]) -> list[str]:
    """Numbers of the sentence that neither the rows it speaks of nor a bound definition holds."""
    table = shown.facts.table
    texts = [
        c
        for c in table
        if not pd.api.types.is_numeric_dtype(table[c]) and c not in state_columns(table).values()
    ]
    # a name that holds another one is looked for first
    labels = sorted(
        {str(v) for c in texts for v in table[c].dropna() if str(v).strip()}, key=len, reverse=True
    )
    missing = []
    for named, rest in clauses(as_in_the_table(shown), labels):
        open_ = set(NUMBER.findall(rest)) - known
        for rows in of_all_and_of_the_prefecture(spoken_of(table, texts, named)) if open_ else ():
            for held in held_by(rows) if open_ else ():
                open_ -= held
                if not open_:
                    break
        missing += [f"{number} in 「{rest.strip()}」 of {named}" for number in sorted(open_)]
    return missing


def of_all_and_of_the_prefecture(parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """A table may show municipalities of the neighbouring prefecture, of which a sentence about 鳥取県 does not speak."""
    for rows in parts:
        yield rows
        if "lg_code" in rows and not (own := rows["lg_code"].astype(str).str.startswith("31")).all():
            yield rows[own]


def of_the_mart(snapshot: store.Snapshot, ids: set[str], shown: Figure) -> set[str]:
    """What the indicators a card names besides its columns are worth at its place."""
    sql = "select value from mart_indicator where fiscal_year = ? and place_code = ? and list_contains(?, indicator_id)"
    asked = (shown.place.fiscal_year, shown.place.place_code, tuple(sorted(ids)))
    return written(store.query(snapshot, sql, asked)["value"].dropna())


def of_the_network(snapshot: store.Snapshot, ids: set[str], shown: Figure) -> set[str]:
    """Of how many referrals a lost share is: all of the year less those within one kind of organisation."""
    sql = """
        select max(value) filter (from_level = 'total' and to_level = 'total')
            - coalesce(sum(value) filter (from_level = 'agency' and to_level = 'agency' and from_code = to_code), 0) as n
        from mart_linkage_flow where fiscal_year = ? and place_kind = 'prefecture' and period = 'FY'"""
    return (
        written(store.query(snapshot, sql, (shown.place.fiscal_year,))["n"])
        if "hub_flow_lost" in ids
        else set()
    )


def of_the_tiles(stop: Stop, shown: Figure) -> set[str]:
    """The key figures of the same page that come from the same column: 「173」 of 「/200件」."""
    columns = {one.published_in for one in shown.facts.definitions}
    tiles = [other.tile for other in stop.key_figures if other.tile.definitions[0].published_in in columns]
    return {number for tile in tiles for number in NUMBER.findall(f"{tile.value} {tile.unit}")}


def moved(rows: pd.DataFrame) -> Iterator[int]:
    """Of how many measures the last two years can be compared, and how many rose and fell."""
    years = rows.pivot_table(index="measure", columns="year", values="value", dropna=False)
    change = (years.iloc[:, -1] - years.iloc[:, -2]).dropna() if years.shape[1] > 1 else years.iloc[:0, 0]
    yield from (len(change), int((change > 0).sum()), int((change < 0).sum()))


def spoken_of(table: pd.DataFrame, texts: list[str], named: list[str]) -> Iterator[pd.DataFrame]:
    """The rows a clause speaks of: those with all its names, or, where a name is of two columns, with one of them.

    A word of a state is also an ordinary word of a sentence (「実施または一部実施」) and need not narrow it.
    """
    table = table.reset_index(drop=True)
    masks = {c: mask for c in texts if (mask := table[c].astype(str).isin(named)).any()}
    yield _all(table, masks.values())
    if "word" in masks:
        yield _all(table, [mask for column, mask in masks.items() if column != "word"])
    if len(masks) > 1:
        yield from (table[mask] for mask in masks.values())


def _all(table: pd.DataFrame, masks: Iterable[pd.Series]) -> pd.DataFrame:
    rows = table
    for mask in masks:
        here = mask.loc[rows.index]
        rows = rows[here] if here.any() else rows
    return rows


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_sentence_says_the_numbers_of_its_table(tour, numbers, snapshot, language):
    words.use(language)
    missing: dict[str, list[str]] = {}
    checked = 0
    for stop in tour:
        if stop.language != language:
            continue
        for shown in stop.figures:
            ids = {one.id for one in shown.facts.definitions}
            known = {
                text
                for key, said in numbers[language].items()
                if key.indicator in ids and key.place == Place(shown.place.place_code, shown.place.fiscal_year)
                for one in said if isinstance(one.value, float)
                for text in (formats.percent(one.value), formats.number(one.value))
                if key.category == ()
            }  # fmt: skip
            known |= of_the_mart(snapshot, ids, shown) | of_the_tiles(stop, shown)
            known |= of_the_network(snapshot, ids, shown)
            # 「県全体（31区分）」: a sentence may name a column of its table by its heading.
            known |= {number for head in shown.facts.headers.values() for number in NUMBER.findall(head)}
            checked += bool(NUMBER.search(shown.facts.reading))
            found = unsupported(shown, known)
            if found:
                missing[f"{stop} {shown.facts.key}"] = found
    words.use("ja")
    assert checked > 80 and not missing, "\n".join(f"{where}: {found}" for where, found in missing.items())


def test_a_figure_of_an_earlier_year_stands_for_that_year(tour):
    """令和6年度 is of 31 March 2025; figures of a census or of the nation say their own day."""
    own_day = {("municipality", "position"), ("prefecture", "national")}
    earlier = [
        stop for stop in tour if stop.asked.get("fy") == "2024" and stop.topic not in ("practices", "about")
    ]
    assert earlier
    for stop in earlier:
        for shown in stop.figures:
            if (stop.topic, shown.facts.key) not in own_day:
                assert any("2025-03-31" in part or "31 March 2025" in part for part in shown.facts.origin), (
                    str(stop)
                )
