"""概況: key figures, the trend of the bodies over the years, and where help may be welcome next.

Counts cover the chosen place; lists of municipalities are in the order of their codes and include the partners of
joint bodies in other prefectures when no area is chosen.
"""

import pandas as pd

from dashboard import store
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import coded, members


def indicators(snapshot: store.Snapshot, chosen: Chosen, ids: tuple[str, ...]) -> pd.DataFrame:
    """Published values of some indicators at the chosen place in every year up to the chosen one, newest first.

    Columns indicator_id, fiscal_year, value, value_low, value_high, state, answered, half_only, expected.
    """
    sql = """
        select i.indicator_id, i.fiscal_year, i.value, i.value_low, i.value_high, i.state, i.answered, i.half_only, i.expected
        from mart_indicator i join dim_indicator d using (indicator_id)
        where i.place_kind = $1 and i.place_code = $2 and i.fiscal_year <= $3
            and list_contains($4::varchar[], i.indicator_id)
        order by d.sort, i.fiscal_year desc"""
    return store.query(snapshot, sql, (chosen.place_kind, chosen.place_code, chosen.fiscal_year, ids))


def answers(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Forms of every municipality by year up to the chosen one: accepted, asked for, missing, to confirm, returned.

    To confirm is what the checks remarked on or of which they returned rows (status `warned`); `returned` counts the
    latter.
    """
    sql = """
        select s.fiscal_year, m.lg_code, m.in_prefecture,
            count(*) filter (where s.status in ('accepted', 'warned'))::integer as forms,
            count(*) filter (where s.status <> 'not_requested')::integer as asked,
            count(*) filter (where s.status in ('missing', 'refused', 'quarantined'))::integer as missing,
            count(*) filter (where s.status = 'warned')::integer as to_check,
            count(*) filter (where s.status in ('accepted', 'warned') and s.errors > 0)::integer as returned
        from mart_quality_submission s join dim_municipality m using (lg_code)
        where s.fiscal_year <= $1 and ($2::varchar is null or m.area_code = $2)
        group by all order by s.fiscal_year desc, m.in_prefecture desc, m.lg_code"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))


@store.kept
def unlike(snapshot: store.Snapshot, chosen: Chosen) -> frozenset[str]:
    """What other municipalities of the place answered in the previous year than in the chosen one: core bodies by their
    codes, and `referrals`. A year that nobody answered is unlike any other."""
    sql = """
        with told as (
            select body_code as what, lg_code, fiscal_year from mart_participation_body where state = 'value'
            union all
            select 'referrals', place_code, fiscal_year from mart_linkage_flow
            where period = 'FY' and place_kind = 'municipality' and from_level = 'total' and to_level = 'total'
                and state <> 'unanswered'
        ),
        years as (
            select what, lg_code, count(distinct fiscal_year) as n from told join dim_municipality m using (lg_code)
            where fiscal_year in ($1 - 1, $1) and m.in_prefecture and ($2::varchar is null or m.area_code = $2)
            group by all
        )
        select distinct what from years where n = 1"""
    return frozenset(store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))["what"])


@store.kept
def joined(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities with each core body (own, joint or the prefecture's) by year; unanswered when nobody answered.

    Columns fiscal_year, body_code, body, value, state, answered, expected.
    """
    sql = """
        select fiscal_year, body_code,
            coalesce(sum(municipalities) filter (
                where est_status in (select member from dim_group where group_id = 'stands')), 0)::integer as value,
            if(any_value(answered) = 0, 'unanswered', 'value') as state,
            any_value(answered) as answered, any_value(expected) as expected
        from mart_participation_setup
        where place_kind = $1 and place_code = $2 and fiscal_year <= $3
        group by all order by fiscal_year, body_code"""
    found = store.query(snapshot, sql, (chosen.place_kind, chosen.place_code, chosen.fiscal_year))
    return found.assign(
        # The sum over no answer is 0 in SQL; a body that nobody answered about has no number.
        value=found["value"].where(found["state"] == "value"),
        body=coded(snapshot, found["body_code"], "bodies"),
    )


def stands(snapshot: store.Snapshot) -> list[str]:
    """Codes of the statuses with which a body stands."""
    return members(snapshot, "stands")


def preparing(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities that plan (E2) or consider (E3) one of the four bodies: body_code, lg_code."""
    sql = """
        select distinct b.body_code, b.lg_code, m.in_prefecture
        from mart_participation_body b join dim_municipality m using (lg_code)
        where b.fiscal_year = $1 and b.body_code in (select member from dim_group where group_id = 'core_bodies')
            and b.est_status in (select member from dim_group where group_id = 'preparing')
            and ($2::varchar is null or m.area_code = $2)
        order by b.body_code, m.in_prefecture desc, b.lg_code"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))


def without_referral(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities that have a support or multi-layered conference and reported zero referrals: lg_code."""
    sql = """
        select distinct b.lg_code
        from mart_participation_body b
        join mart_linkage_flow f on f.fiscal_year = b.fiscal_year and f.place_code = b.lg_code
        join dim_municipality m on m.lg_code = b.lg_code
        where b.fiscal_year = $1 and b.stands
            and b.body_code in (select member from dim_group where group_id = 'case_meetings')
            and f.place_kind = 'municipality' and f.period = 'FY' and f.from_level = 'total'
            and f.to_level = 'total' and f.state = 'value' and f.value = 0
            and ($2::varchar is null or m.area_code = $2)
        order by b.lg_code"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))


def differing(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities whose own answer differs from the seats they reported on some checklist item: lg_code."""
    sql = """
        select distinct c.lg_code
        from mart_checklist_item c join dim_municipality m using (lg_code)
        where c.fiscal_year = $1 and not c.agrees and ($2::varchar is null or m.area_code = $2)
        order by c.lg_code"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))


@store.kept
def considered(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """The item of the notification that most municipalities are considering: item_code, item, value; or no row."""
    # Of two considered equally often, the first of the notification: the same data name the same item.
    sql = """
        select s.item_code, s.municipalities as value
        from mart_checklist_summary s join dim_code i on i.list = 'items' and i.code = s.item_code
        where s.fiscal_year = $1 and s.place_kind = $2 and s.place_code = $3 and s.status = '1'
            and (i.extra ->> 'group') = 'notification' and s.municipalities > 0
        order by s.municipalities desc, i.sort limit 1"""
    found = store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code))
    return found.assign(item=coded(snapshot, found["item_code"], "items", short=False))


@store.kept
def hindering(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """The barrier named with most items of the notification and municipalities: barrier, label, value; or no row."""
    sql = """
        select b.barrier, sum(b.municipalities)::integer as value
        from mart_checklist_barrier b join dim_code c on c.list = 'barriers' and c.code = b.barrier
        join dim_code i on i.list = 'items' and i.code = b.item_code and (i.extra ->> 'group') = 'notification'
        where b.fiscal_year = $1 and b.place_kind = $2 and b.place_code = $3
        group by b.barrier, c.sort having value > 0 order by value desc, c.sort limit 1"""
    found = store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code))
    return found.assign(label=coded(snapshot, found["barrier"], "barriers"))


def moved(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """What differs from the year before, a row a municipality of the place in the order of codes.

    Columns lg_code, bodies (codes of core bodies that stand now and did not), forward and back (items of the
    notification), kinds (codes of agencies that have a seat in the platform now and had none), before, now (referrals
    of the year), each with its `_state`: unanswered where one of the two years has no answer to compare.
    """
    # A change needs an answer in both years: against a year of silence everything would look new.
    sql = """
        with town as (
            select lg_code, sort from dim_municipality
            where in_prefecture and ($2::varchar is null or area_code = $2)
        ),
        body as (
            select n.lg_code,
                list(distinct n.body_code order by n.body_code)
                    filter (where n.stands and not coalesce(b.stands, false)) as bodies,
                bool_and(coalesce(b.answered, false)) and bool_or(n.state = 'value') as known
            from mart_participation_body n
            left join (
                select lg_code, body_code, bool_or(stands) as stands, bool_or(state = 'value') as answered
                from mart_participation_body where fiscal_year = $1 - 1 group by all
            ) b using (lg_code, body_code)
            where n.fiscal_year = $1 and n.body_code in (select member from dim_group where group_id = 'core_bodies')
            group by all
        ),
        item as (
            select n.lg_code, count(*) filter (where n.status > b.status) as forward,
                count(*) filter (where n.status < b.status) as back
            from mart_checklist_item n
            join mart_checklist_item b on b.lg_code = n.lg_code and b.item_code = n.item_code
                and b.fiscal_year = n.fiscal_year - 1 and b.state = 'value'
            join dim_code c on c.list = 'items' and c.code = n.item_code and (c.extra ->> 'group') = 'notification'
            where n.fiscal_year = $1 and n.state = 'value' group by all
        ),
        seated as (
            -- in the code that all years have: one asked in parts since is not newly reached
            select distinct fiscal_year, place_code as lg_code, c.series_code as agency_code from mart_participation_seat s
            join dim_code c on c.list = 'agencies' and c.code = s.agency_code
            where place_kind = 'municipality' and agency_level = 'agency' and municipalities > 0
                and body_code in (select member from dim_group where group_id = 'platform')
        ),
        kind as (
            select n.lg_code, list(n.agency_code order by n.agency_code) filter (where b.lg_code is null) as kinds
            from seated n left join seated b on b.lg_code = n.lg_code and b.agency_code = n.agency_code
                and b.fiscal_year = n.fiscal_year - 1
            where n.fiscal_year = $1
                and n.lg_code in (select lg_code from seated where fiscal_year = $1 - 1)
            group by all
        ),
        referral as (
            select fiscal_year, place_code as lg_code, value, value_low, value_high, state from mart_linkage_flow
            where period = 'FY' and place_kind = 'municipality' and from_level = 'total' and to_level = 'total'
        )
        select t.lg_code, if(d.known, coalesce(d.bodies, []), null) as bodies,
            if(d.known, 'value', 'unanswered') as bodies_state,
            i.forward, if(i.forward is null, 'unanswered', 'value') as forward_state,
            i.back, if(i.back is null, 'unanswered', 'value') as back_state,
            if(s.lg_code is null, null, coalesce(s.kinds, [])) as kinds,
            -- a new platform has no seats of the year before to compare with
            case when s.lg_code is not null then 'value'
                when d.known and list_has_any(d.bodies, (select list(member) from dim_group where group_id = 'platform'))
                then 'not_applicable' else 'unanswered' end as kinds_state,
            b.value as before, b.value_low as before_low, b.value_high as before_high,
            coalesce(b.state, 'unanswered') as before_state,
            n.value as now, n.value_low as now_low, n.value_high as now_high,
            coalesce(n.state, 'unanswered') as now_state
        from town t
        left join body d using (lg_code)
        left join item i using (lg_code)
        left join kind s using (lg_code)
        left join referral n on n.lg_code = t.lg_code and n.fiscal_year = $1
        left join referral b on b.lg_code = t.lg_code and b.fiscal_year = $1 - 1
        order by t.sort"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.area))


def supported(snapshot: store.Snapshot, chosen: Chosen) -> dict[str, tuple[object, str]]:
    """How often the prefecture supported each municipality in the year, by code: (times, state); one without a row, none."""
    sql = """
        -- the prefecture answers as one: with any row, a municipality that it does not list was not supported
        select m.lg_code, case when count(s.lg_code) = 0 then 0 else sum(s.sessions) end::integer as value,
            case when not (select count(*) > 0 from mart_prefecture_support where fiscal_year = $1) then 'unanswered'
                when sum(s.sessions) is null and count(s.lg_code) > 0 then any_value(s.sessions_state)
                else 'value' end as state
        from dim_municipality m
        left join mart_prefecture_support s on s.lg_code = m.lg_code and s.fiscal_year = $1
        where m.in_prefecture group by m.lg_code"""
    found = store.query(snapshot, sql, (chosen.fiscal_year,))
    return {str(row["lg_code"]): (row["value"], str(row["state"])) for row in found.to_dict("records")}
