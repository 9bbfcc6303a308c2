"""指標をさがす: every indicator that is published by place, its numbers by municipality and over the years."""

from collections.abc import Sequence

import pandas as pd

from dashboard import store, words
from dashboard.formats import ends
from dashboard.queries import municipality as neighbours
from dashboard.queries.definitions import definitions
from dashboard.queries.labels import towns
from dashboard.queries.search import fold

HOLDER = "mart_indicator.value"
# Counts of a city and of a village are no comparison; rates per so many people are.
PER = 10_000


@store.kept
def published(snapshot: store.Snapshot) -> pd.DataFrame:
    """Definitions of all indicators with a number at each place, in the order of the pages (see queries.definitions).

    topic_name: the page's own name; whether: it counts municipalities, so that one of them is in it (1) or not (0).
    """
    indicators = definitions(snapshot)
    pages = [name for name in words.catalogue(words.lang()) if name.startswith("topic.")]
    position = {name.removeprefix("topic."): place for place, name in enumerate(pages)}
    indicators = indicators[indicators["published_in"] == HOLDER].sort_values(
        "topic", key=lambda topic: topic.map(position), kind="stable"
    )
    return indicators.assign(
        topic_name=[words.indicators_of(topic) for topic in indicators["topic"]],
        whether=(indicators["kind"] == "count") & (indicators["unit_en"] == "municipalities"),
    )


def find(snapshot: store.Snapshot, text: str) -> pd.DataFrame:
    """Indicators (as `published`) in whose name, topic, unit, formula or legal basis every word of `text` stands.

    In either language and any width of letters; all of them for an empty text.
    """
    known = published(snapshot)
    columns = (
        "indicator_id",
        "title_ja",
        "title_en",
        "unit_ja",
        "unit_en",
        "formula_ja",
        "formula_en",
        "legal_basis",
    )
    # In both languages: who reads the page in one may know the word of the other.
    topics: dict[str, str] = {}
    for language in words.LANGUAGES:
        with words.speaking(language):
            for topic in known["topic"].unique():
                topics[topic] = f"{topics.get(topic, '')} {words.indicators_of(topic)}"
    wanted = [fold(word) for word in text.split()]
    said = [
        fold(" ".join([topics[row["topic"]], *(str(row[name]) for name in columns)]))
        for row in known.to_dict("records")
    ]
    return known[[all(word in one for word in wanted) for one in said]]


@store.kept
def by_municipality(
    snapshot: store.Snapshot, indicator_id: str, fiscal_year: int, area: str | None = None
) -> pd.DataFrame:
    """One indicator in every municipality (of an area), those of the prefecture first, by code.

    Columns lg_code, municipality, in_prefecture, area_code, area, value, state, before and before_state (the year before),
    rate and rate_state (a count per 10,000 people, from the published number); of each the range of a hidden one, that of
    a rate rounded outward. Others' municipalities only where asked.
    """
    sql = """
        select m.lg_code, m.in_prefecture, m.area_code, i.value, i.value_low, i.value_high,
            coalesce(i.state, 'unanswered') as state,
            p.value as before, p.value_low as before_low, p.value_high as before_high,
            coalesce(p.state, 'unanswered') as before_state,
            -- outward to the digit that is shown: inward, a number that the x can be would lie outside its range
            floor(i.value_low * $4 * 10 / nullif(m.population, 0)) / 10 as rate_low,
            ceil(i.value_high * $4 * 10 / nullif(m.population, 0)) / 10 as rate_high,
            if(d.kind = 'count', i.value * $4 / nullif(m.population, 0), null) as rate,
            coalesce(i.state, 'unanswered') as rate_state
        from dim_municipality m
        join dim_indicator d on d.indicator_id = $1
        left join mart_indicator i on i.indicator_id = d.indicator_id and i.fiscal_year = $2
            and i.place_kind = 'municipality' and i.place_code = m.lg_code
        left join mart_indicator p on p.indicator_id = d.indicator_id and p.fiscal_year = $2 - 1
            and p.place_kind = 'municipality' and p.place_code = m.lg_code
        where (m.in_prefecture or i.state is not null) and ($3::varchar is null or m.area_code = $3)
        order by m.in_prefecture desc, m.lg_code"""
    found = store.query(snapshot, sql, (indicator_id, fiscal_year, area, PER))
    return found.assign(
        municipality=towns(snapshot, found["lg_code"]),
        area=[words.place(snapshot, "area", code) for code in found["area_code"]],
    )


def ordered(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    """Rows of `by_municipality` by code as they are, or by `value`, greatest first; those without a number stay last."""
    # By code unless asked, and never numbered: order helps to find and to compare, a rank judges.
    if order != "value":
        return rows
    numbers = pd.to_numeric(rows["value"], errors="coerce").where(rows["state"] == "value")
    return rows.loc[numbers.sort_values(ascending=False, kind="stable", na_position="last").index]


@store.kept
def pairs(
    snapshot: store.Snapshot, indicator_id: str, other_id: str, fiscal_year: int, area: str | None = None
) -> pd.DataFrame:
    """Two indicators in every municipality: lg_code, municipality, in_prefecture, area, value, state, other, other_state."""
    rows = by_municipality(snapshot, indicator_id, fiscal_year, area)
    beside = by_municipality(snapshot, other_id, fiscal_year, area)
    renamed = {"value": "other", "state": "other_state", **dict(zip(ends(), ends("other"), strict=True))}
    named = beside[["lg_code", *renamed]].rename(columns=renamed)
    kept = ["lg_code", "municipality", "in_prefecture", "area", "value", *ends(), "state"]
    # Partners of a joint body in another prefecture may stand in the one indicator and not in the other.
    both = rows[kept].merge(named, on="lg_code", how="left")
    return both.assign(other_state=both["other_state"].fillna("unanswered"))


def trends(
    snapshot: store.Snapshot, indicator_id: str, fiscal_year: int, places: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """One indicator at some places (kind, code), in their order, in each year up to `fiscal_year`.

    Columns place, code, fiscal_year, value, state. A year of which nothing is published at the place is left out.
    """
    sql = """
        select place_kind, place_code as code, fiscal_year, value, value_low, value_high, state from mart_indicator
        where indicator_id = $1 and fiscal_year <= $3 and list_contains($2::varchar[], place_kind || ' ' || place_code)
        order by list_position($2::varchar[], place_kind || ' ' || place_code), fiscal_year"""
    found = store.query(
        snapshot, sql, (indicator_id, tuple(f"{kind} {code}" for kind, code in places), fiscal_year)
    )
    named = zip(found["place_kind"], found["code"], strict=True)
    return found.assign(place=[words.place(snapshot, kind, code) for kind, code in named])


def medians(snapshot: store.Snapshot, indicator_id: str) -> pd.DataFrame:
    """The middle of the prefecture's municipalities with a number, by year: fiscal_year, value, n (how many they are)."""
    sql = """
        -- an x or a － is null here: the middle is of what is published, and n says of how many
        select i.fiscal_year, median(i.value) as value, count(i.value)::integer as n
        from mart_indicator i join dim_municipality m on m.lg_code = i.place_code
        where i.indicator_id = $1 and i.place_kind = 'municipality' and m.in_prefecture
        group by i.fiscal_year order by i.fiscal_year"""
    return store.query(snapshot, sql, (indicator_id,))


@store.kept
def alike(
    snapshot: store.Snapshot, indicator_id: str, fiscal_year: int, lg_code: str, limit: int = 5
) -> pd.DataFrame:
    """Of those with a number, the most similar to one (queries.municipality.similar): lg_code, municipality, distance."""
    sql = """
        select place_code from mart_indicator
        where indicator_id = $1 and fiscal_year = $2 and place_kind = 'municipality' and state = 'value'"""
    told = store.query(snapshot, sql, (indicator_id, fiscal_year))["place_code"]
    # All of them first: the nearest five may be those without a number.
    pool = neighbours.similar(snapshot, lg_code, limit=len(snapshot.places))
    return pool[pool["lg_code"].isin(told)].head(limit)
