"""市町村カルテ: one municipality beside similar ones and the median of the prefecture, from published cells only.

Medians are taken over municipalities with a number; how many those are stands beside each.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard import store
from dashboard.queries.labels import coded, either, group, towns

VARIABLES = ("population", "share65", "single65", "density")
NEAREST = 5  # municipalities that one is compared with
EVERYONE = 2_000  # more than there are municipalities in the country
# Indicators `d` that one municipality is compared by; what depends on how widely a body asks or how often it meets is not.
_COMPARED = """d.class in ('D1', 'D2') and d.topic in ('participation', 'linkage')
            and d.indicator_id not in ('linkage_reported', 'platform_acceptance', 'issues_fed_back')
            and d.published_in = 'mart_indicator.value'"""


def similar(
    snapshot: store.Snapshot, lg_code: str, weights: Mapping[str, float] | None = None, limit: int = NEAREST
) -> pd.DataFrame:
    """The `limit` nearest over the four weighted z-scores, same type first: lg_code, municipality, distance."""
    # In the order of VARIABLES, which the placeholders $2 … $5 repeat.
    given = tuple(float((weights or {}).get(name, 1.0)) for name in VARIABLES)
    sql = """
        with weight(variable, w) as (
            values ('population', $2::double), ('share65', $3::double), ('single65', $4::double), ('density', $5::double)
        )
        select s.similar_lg_code as lg_code, s.same_type, sqrt(sum(weight.w * (own.z - other.z) ** 2)) as distance
        from mart_municipality_similar s
        join mart_municipality_profile own on own.lg_code = s.lg_code
        join mart_municipality_profile other on other.lg_code = s.similar_lg_code and other.variable = own.variable
        join weight on weight.variable = own.variable
        where s.lg_code = $1
        group by all
        order by s.same_type desc, distance, s.similar_lg_code
        limit $6"""
    found = store.query(snapshot, sql, (lg_code, *given, limit))
    return found.assign(municipality=towns(snapshot, found["lg_code"]))


def variables(snapshot: store.Snapshot, lg_codes: Sequence[str]) -> pd.DataFrame:
    """The four variables of some municipalities in the order given: municipality, variable, value, z."""
    # In the order given, so that one's own stands before those it is compared with.
    sql = """
        select lg_code, variable, value, z, 'value' as state
        from mart_municipality_profile where list_contains($1::varchar[], lg_code)
        order by list_position($2::varchar[], variable), list_position($1::varchar[], lg_code)"""
    found = store.query(snapshot, sql, (tuple(lg_codes), VARIABLES))
    return found.assign(municipality=towns(snapshot, found["lg_code"]))


def profile(snapshot: store.Snapshot, lg_code: str, similar_codes: Sequence[str]) -> pd.DataFrame:
    """Published facts of the census: variable, own, similar (median), prefecture (median)."""
    sql = """
        with fact as (
            select lg_code, in_prefecture,
                unnest(['population', 'share65', 'share75', 'households', 'single65', 'density', 'area_km2']) as variable,
                unnest(range(7)) as sort,
                unnest([population, population65 / population, population75 / population, households,
                        single65_households / households, population / habitable_area_km2, area_km2]::double[]) as value
            from dim_municipality
            -- a municipality without inhabitants (in an area that was evacuated) has no shares.
            where population > 0 and households > 0 and habitable_area_km2 > 0
        )
        select variable, any_value(value) filter (where lg_code = $1) as own,
            median(value) filter (where list_contains($2::varchar[], lg_code)) as similar,
            median(value) filter (where in_prefecture) as prefecture
        from fact group by variable, sort order by sort"""
    return store.query(snapshot, sql, (lg_code, tuple(similar_codes)))


@store.kept
def stage(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """What the municipality's cover sheet says of a year: juso, mode, divisions in words, plan_year; no row: not told."""
    sql = """
        select juso_status, juso_plan_fy as plan_year, participation_mode, lonely_dept_same, state
        from mart_municipality_stage where fiscal_year = $1 and lg_code = $2 and state = 'value'"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code))
    return found.assign(
        juso=coded(snapshot, found["juso_status"], "juso_statuses", short=False),
        mode=coded(snapshot, found["participation_mode"], "participation_modes", short=False),
        divisions=coded(snapshot, found["lonely_dept_same"], "same_departments"),
    )


@store.kept
def about(snapshot: store.Snapshot, lg_code: str) -> pd.DataFrame:
    """The municipality's row of dim_municipality with name and area in the language in force."""
    found = store.query(snapshot, "select * from dim_municipality where lg_code = $1", (lg_code,))
    return found.assign(
        municipality=either(found["name_ja"], found["name_en"]),
        area=either(found["area_ja"], found["area_en"]),
    )


def bodies(
    snapshot: store.Snapshot, fiscal_year: int, lg_code: str, similar_codes: Sequence[str]
) -> pd.DataFrame:
    """The four bodies: own status in words, and in how many answering municipalities each is in place.

    In place means set up or taking part in one of the prefecture or of a wider area: equals. similar_codes: everyone,
    nearest first, of whom the nearest that answered are counted (`farthest`: the place of the last in that order).
    """
    # Of several bodies under one code the least status stands for all: E1 (set up) comes before every other.
    sql = f"""
        with first_row as (
            select b.lg_code, b.body_code, min(coalesce(b.est_status, {group("not_reported")})) as est_status,
                any_value(b.setup_form order by b.body_seq) as setup_form,
                any_value(b.meeting_count order by b.body_seq) as meeting_count,
                any_value(b.meeting_count_state order by b.body_seq) as meeting_count_state
            from mart_participation_body b
            where b.fiscal_year = $1 and b.body_code in {group("core_bodies")}
            group by all
        ),
        told as (
            select f.*, f.est_status in {group("stands")} as here, f.est_status not in {group("not_reported")} as answered,
                list_position($3::varchar[], f.lg_code) as place, m.in_prefecture
            from first_row f join dim_municipality m using (lg_code)
        ),
        placed as (
            select *, answered and place is not null and row_number() over (
                partition by body_code, answered and place is not null order by place
            ) <= $4 as alike
            from told
        )
        select p.body_code,
            any_value(p.est_status) filter (where p.lg_code = $2) as est_status,
            any_value(p.setup_form) filter (where p.lg_code = $2) as setup_form,
            any_value(p.meeting_count) filter (where p.lg_code = $2) as meeting_count,
            any_value(p.meeting_count_state) filter (where p.lg_code = $2) as meeting_count_state,
            count(*) filter (where p.alike and p.here)::integer as similar,
            count(*) filter (where p.alike and p.answered)::integer as similar_answered,
            max(p.place) filter (where p.alike)::integer as farthest,
            count(*) filter (where p.in_prefecture and p.here)::integer as prefecture,
            count(*) filter (where p.in_prefecture and p.answered)::integer as prefecture_answered
        from placed p group by p.body_code order by p.body_code"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code, tuple(similar_codes), NEAREST))
    return found.assign(
        body=coded(snapshot, found["body_code"], "bodies"),
        standing=coded(snapshot, found["est_status"], "est_statuses"),
        form=coded(snapshot, found["setup_form"], "setup_forms"),
    )


def seats(
    snapshot: store.Snapshot, fiscal_year: int, lg_code: str, similar_codes: Sequence[str]
) -> pd.DataFrame:
    """Organisations in the platform by sector: own with its state, medians over municipalities with a platform.

    similar_codes: everyone, nearest first; `farthest` is the place in that order of the last of those compared with.
    """
    sql = f"""
        with platform as (
            select place_code as lg_code, agency_code, org_count_state,
                case when org_count_state = 'value' then org_count end as org_count
            from mart_participation_seat
            where fiscal_year = $1 and place_kind = 'municipality' and agency_level <> 'agency'
                and body_code in {group("platform")}
        ),
        member as (select distinct p.lg_code, m.in_prefecture from platform p join dim_municipality m using (lg_code)),
        sector as (
            select code, sort from dim_code where list = 'sectors' union all select 'total', 999
        ),
        counted as (
            select s.code, s.sort, m.lg_code, m.in_prefecture, coalesce(p.org_count_state, w.org_count_state) as state,
                -- a sector without a row is 0 only where the whole roster was counted
                if(p.agency_code is null and w.org_count_state = 'value', 0, p.org_count) as org_count
            from sector s cross join member m
            left join platform p on p.lg_code = m.lg_code and p.agency_code = s.code
            left join platform w on w.lg_code = m.lg_code and w.agency_code = 'total'
        ),
        cell as (
            select *, row_number() over (
                partition by code, org_count is null or not list_contains($3::varchar[], lg_code)
                order by list_position($3::varchar[], lg_code)
            ) <= $4 and list_contains($3::varchar[], lg_code) as alike
            from counted
        )
        select code as sector, max(org_count) filter (where lg_code = $2)::bigint as own,
            max(state) filter (where lg_code = $2) as own_state,
            median(org_count) filter (where alike) as similar,
            count(org_count) filter (where alike)::integer as similar_n,
            max(list_position($3::varchar[], lg_code)) filter (where alike and org_count is not null)::integer as farthest,
            median(org_count) filter (where in_prefecture) as prefecture,
            count(org_count) filter (where in_prefecture)::integer as prefecture_n
        from cell group by all order by any_value(sort)"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code, tuple(similar_codes), NEAREST))
    return found.assign(label=coded(snapshot, found["sector"], "sectors"))


def indicators(
    snapshot: store.Snapshot, fiscal_year: int, lg_code: str, similar_codes: Sequence[str]
) -> pd.DataFrame:
    """Counts and shares of 参画 and 連携: own with state, medians with the number of municipalities behind them.

    Counts also as `own_rate`, `similar_rate`, `prefecture_rate` per 10,000 people, from published numbers only.
    similar_codes: everyone, nearest first, of whom the nearest with a number are taken, indicator by indicator.
    """
    sql = f"""
        with told as (
            select i.indicator_id, i.place_code as lg_code, i.state, m.in_prefecture,
                case when i.state = 'value' then i.value end as value, i.value_low, i.value_high,
                case when i.state = 'value' and d.kind = 'count' then i.value * 10000 / m.population end as rate,
                -- outward to the digit that is shown: inward, a number that the x can be would lie outside its range
                floor(i.value_low * 100000 / m.population) / 10 as rate_low,
                ceil(i.value_high * 100000 / m.population) / 10 as rate_high,
                list_position($3::varchar[], i.place_code) as place
            from mart_indicator i
            join dim_indicator d using (indicator_id)
            join dim_municipality m on m.lg_code = i.place_code
            where i.fiscal_year = $1 and i.place_kind = 'municipality' and m.population > 0
        ),
        cell as (
            select *, value is not null and place is not null and row_number() over (
                partition by indicator_id, value is not null and place is not null order by place
            ) <= $4 as alike
            from told
        )
        select d.indicator_id, d.title_ja, d.title_en, d.unit_ja, d.unit_en, d.kind, d.decimals,
            any_value(c.value) filter (where c.lg_code = $2) as own,
            coalesce(any_value(c.state) filter (where c.lg_code = $2), 'unanswered') as own_state,
            any_value(c.rate) filter (where c.lg_code = $2) as own_rate,
            any_value(c.value_low) filter (where c.lg_code = $2) as own_low,
            any_value(c.value_high) filter (where c.lg_code = $2) as own_high,
            any_value(c.rate_low) filter (where c.lg_code = $2) as own_rate_low,
            any_value(c.rate_high) filter (where c.lg_code = $2) as own_rate_high,
            median(c.value) filter (where c.alike) as similar, median(c.rate) filter (where c.alike) as similar_rate,
            count(c.value) filter (where c.alike)::integer as similar_n,
            max(c.place) filter (where c.alike)::integer as farthest,
            median(c.value) filter (where c.in_prefecture) as prefecture,
            median(c.rate) filter (where c.in_prefecture) as prefecture_rate,
            count(c.value) filter (where c.in_prefecture)::integer as prefecture_n
        from dim_indicator d join cell c using (indicator_id)
        where {_COMPARED}
        group by all order by any_value(d.sort)"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code, tuple(similar_codes), NEAREST))
    return found.assign(
        title=either(found["title_ja"], found["title_en"]), unit=either(found["unit_ja"], found["unit_en"])
    )


def checklist(
    snapshot: store.Snapshot, fiscal_year: int, lg_code: str, similar_codes: Sequence[str]
) -> pd.DataFrame:
    """Items with own status, and how many of those answering have it in place in full or in part.

    similar_codes: everyone, nearest first, of whom the nearest with an answer are counted, item by item.
    """
    sql = """
        with told as (
            select c.*, m.in_prefecture, list_position($3::varchar[], c.lg_code) as place,
                c.status in (select member from dim_group where group_id = 'in_place') as here
            from mart_checklist_item c join dim_municipality m using (lg_code) where c.fiscal_year = $1
        ),
        answer as (
            select *, state = 'value' and place is not null and row_number() over (
                partition by item_code, state = 'value' and place is not null order by place
            ) <= $4 as alike
            from told
        )
        select i.code as item_code, i.extra ->> 'group' as item_group, i.extra ->> 'paragraph' as paragraph,
            coalesce(any_value(a.status) filter (where a.lg_code = $2), '9') as status,
            count(*) filter (where a.alike and a.here)::integer as similar,
            count(*) filter (where a.alike and a.state = 'value')::integer as similar_answered,
            max(a.place) filter (where a.alike)::integer as farthest,
            count(*) filter (where a.in_prefecture and a.here)::integer as prefecture,
            count(*) filter (where a.in_prefecture and a.state = 'value')::integer as prefecture_answered
        from dim_code i left join answer a on a.item_code = i.code
        where i.list = 'items' and (i.extra ->> 'group') <> 'prefecture'
        group by all order by any_value(i.sort)"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code, tuple(similar_codes), NEAREST))
    return found.assign(item=coded(snapshot, found["item_code"], "items"))


def strip(snapshot: store.Snapshot, fiscal_year: int, lg_codes: Sequence[str]) -> pd.DataFrame:
    """Answers of some municipalities in the order given, one row a municipality and notification item."""
    # Items of the notification alone: the supplementary ones are no part of what it asks for.
    sql = """
        select c.lg_code, c.item_code, i.extra ->> 'paragraph' as paragraph, c.status,
            s.extra ->> 'glyph' as glyph, c.state
        from mart_checklist_item c
        join dim_code i on i.list = 'items' and i.code = c.item_code
        join dim_code s on s.list = 'item_statuses' and s.code = c.status
        where c.fiscal_year = $1 and list_contains($2::varchar[], c.lg_code)
            and (i.extra ->> 'group') = 'notification'
        order by list_position($2::varchar[], c.lg_code), i.sort"""
    found = store.query(snapshot, sql, (fiscal_year, tuple(lg_codes)))
    return found.assign(
        municipality=towns(snapshot, found["lg_code"]),
        short=coded(snapshot, found["item_code"], "items"),
        word=coded(snapshot, found["status"], "item_statuses", short=False),
    )


@store.kept
def referrals_by_sector(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """Referrals of a year by the sector that received them; empty where a municipality is too small to show it."""
    sql = """
        -- below the population of detail there is no row in the mart at all, rather than signs.
        select f.to_code as sector, f.value, f.value_low, f.value_high, f.state
        from mart_linkage_flow f join dim_code d on d.list = 'sectors' and d.code = f.to_code
        where f.fiscal_year = $1 and f.period = 'FY' and f.place_kind = 'municipality' and f.place_code = $2
            and f.from_level = 'total' and f.to_level = 'sector'
        order by d.sort"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code))
    return found.assign(label=coded(snapshot, found["sector"], "sectors"))


def referrals_by_year(snapshot: store.Snapshot, lg_code: str) -> pd.DataFrame:
    """Referrals of every published year: fiscal_year, value, state."""
    sql = """
        select fiscal_year, value, value_low, value_high, state from mart_linkage_flow
        where period = 'FY' and place_kind = 'municipality' and place_code = $1
            and from_level = 'total' and to_level = 'total'
        order by fiscal_year"""
    return store.query(snapshot, sql, (lg_code,))


def submissions(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """What this municipality has sent: form, period, status, revision, submitted_on, rows and what was found in them."""
    sql = """
        select form, period, status, revision, submitted_on, rows, fixes, errors from mart_quality_submission
        where fiscal_year = $1 and lg_code = $2 order by form, period"""
    return store.query(snapshot, sql, (fiscal_year, lg_code))


def indicators_shown(snapshot: store.Snapshot) -> list[str]:
    """Ids of the indicators that a municipality is compared by, in the catalogue's order."""
    found = store.query(snapshot, f"select indicator_id from dim_indicator d where {_COMPARED} order by sort")
    return [str(name) for name in found["indicator_id"]]


@store.kept
def positions(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Every municipality of the prefecture on every indicator: counts per 10,000 people, shares as they are.

    Columns indicator_id, title, unit, kind, decimals, lg_code, municipality, value (None unless published), state.
    """
    # A row for every municipality: one without a number is counted beside the strip, never dropped.
    sql = f"""
        select d.indicator_id, d.title_ja, d.title_en, d.unit_ja, d.unit_en, d.kind, d.decimals, m.lg_code,
            case when i.state = 'value' then if(d.kind = 'count', i.value * 10000 / m.population, i.value) end as value,
            coalesce(i.state, 'unanswered') as state
        from dim_indicator d
        cross join dim_municipality m
        left join mart_indicator i on i.indicator_id = d.indicator_id and i.place_kind = 'municipality'
            and i.place_code = m.lg_code and i.fiscal_year = $1
        where {_COMPARED} and m.in_prefecture and m.population > 0
        order by d.sort, m.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(
        title=either(found["title_ja"], found["title_en"]),
        unit=either(found["unit_ja"], found["unit_en"]),
        municipality=towns(snapshot, found["lg_code"]),
    )


def years(snapshot: store.Snapshot, fiscal_year: int, lg_codes: Sequence[str]) -> pd.DataFrame:
    """Indicators of some municipalities in a year and the year before, as published: before, now and their states."""
    sql = f"""
        select d.indicator_id, d.title_ja, d.title_en, d.unit_ja, d.unit_en, d.kind, d.decimals, c.lg_code,
            any_value(i.value) filter (where i.fiscal_year = $1 - 1 and i.state = 'value') as before,
            coalesce(any_value(i.state) filter (where i.fiscal_year = $1 - 1), 'unanswered') as before_state,
            any_value(i.value_low) filter (where i.fiscal_year = $1 - 1) as before_low,
            any_value(i.value_high) filter (where i.fiscal_year = $1 - 1) as before_high,
            any_value(i.value_low) filter (where i.fiscal_year = $1) as now_low,
            any_value(i.value_high) filter (where i.fiscal_year = $1) as now_high,
            any_value(i.value) filter (where i.fiscal_year = $1 and i.state = 'value') as now,
            coalesce(any_value(i.state) filter (where i.fiscal_year = $1), 'unanswered') as now_state
        from dim_indicator d
        cross join (select unnest($2::varchar[]) as lg_code) c
        left join mart_indicator i on i.indicator_id = d.indicator_id and i.place_kind = 'municipality'
            and i.place_code = c.lg_code and i.fiscal_year in ($1 - 1, $1)
        where {_COMPARED}
        group by all order by any_value(d.sort)"""
    found = store.query(snapshot, sql, (fiscal_year, tuple(lg_codes)))
    return found.assign(
        title=either(found["title_ja"], found["title_en"]), unit=either(found["unit_ja"], found["unit_en"])
    )


def by_year(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """The compared indicators of one municipality in the year and the two before: title, unit, fiscal_year, value, state."""
    sql = f"""
        select d.indicator_id, d.title_ja, d.title_en, d.unit_ja, d.unit_en, d.kind, i.fiscal_year,
            case when i.state = 'value' then i.value end as value, i.value_low, i.value_high, i.state
        from dim_indicator d
        join mart_indicator i on i.indicator_id = d.indicator_id and i.place_kind = 'municipality' and i.place_code = $2
            and i.fiscal_year between $1 - 2 and $1
        where {_COMPARED} and d.kind = 'count'
        order by d.sort, i.fiscal_year"""
    found = store.query(snapshot, sql, (fiscal_year, lg_code))
    return found.assign(
        title=either(found["title_ja"], found["title_en"]), unit=either(found["unit_ja"], found["unit_en"])
    )


def histories(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """The compared indicators in the year and the two before, told or not: indicator_id, kind, fiscal_year, value, state."""
    # Three rows for each indicator: a year without a row is unanswered, never left out of the history.
    sql = f"""
        select d.indicator_id, d.kind, d.unit_ja, y.fiscal_year, case when i.state = 'value' then i.value end as value,
            i.value_low, i.value_high, coalesce(i.state, 'unanswered') as state
        from dim_indicator d
        cross join (select unnest(range($1 - 2, $1 + 1))::integer as fiscal_year) y
        left join mart_indicator i on i.indicator_id = d.indicator_id and i.place_kind = 'municipality'
            and i.place_code = $2 and i.fiscal_year = y.fiscal_year
        where {_COMPARED}
        order by d.sort, y.fiscal_year"""
    return store.query(snapshot, sql, (fiscal_year, lg_code))


def turned(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """Bodies and items whose answer differs from the year before: kind (bodies, items), code, before, now (codes)."""
    sql = f"""
        with told as (
            select 'items' as kind, item_code as code, fiscal_year, status from mart_checklist_item
            where lg_code = $2 and state = 'value'
            union all
            select 'bodies', body_code, fiscal_year, min(est_status) from mart_participation_body
            where lg_code = $2 and body_code in {group("core_bodies")} and est_status not in {group("not_reported")}
            group by all
        ),
        pair as (
            select kind, code, any_value(status) filter (where fiscal_year = $1 - 1) as before,
                any_value(status) filter (where fiscal_year = $1) as now
            from told where fiscal_year in ($1 - 1, $1) group by all
        )
        select p.kind, p.code, p.before, p.now from pair p
        join dim_code d on d.list = p.kind and d.code = p.code
        where p.before is not null and p.now is not null and p.before <> p.now
        order by p.kind, d.sort"""
    return store.query(snapshot, sql, (fiscal_year, lg_code))
