"""参画体制, what the bodies do: activities, training, how the casework meetings are run and who sits in which."""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import TOWN, group, label


def activities(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Activity measures (D1) by fiscal year up to the chosen one: measure with its unit, phase, value, state.

    `period_kind`: flow (the year's sum) or stock (at `stock_as_of`; `first_half_only` municipalities told no later one).
    """
    sql = f"""
        select a.measure_code, {label("m")} as measure,
            if($1 = 'en', m.extra ->> 'unit_en', m.extra ->> 'unit_ja') as unit, {label("p")} as phase,
            m.extra ->> 'period_kind' as period_kind, a.stock_as_of, a.first_half_only, a.fiscal_year, a.value, a.state,
            a.answered, a.half_only, a.expected
        from mart_participation_activity a
        join dim_code m on m.list = 'measures' and m.code = a.measure_code
        left join dim_code p on p.list = 'phases' and p.code = (m.extra ->> 'phase')
        where a.period = 'FY' and a.fiscal_year between $2 - 2 and $2 and a.place_kind = $3 and a.place_code = $4
        order by m.sort, a.fiscal_year"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def phases(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Measures of form 5 in the year by phase (予防 to 定着): phase, told (some, zero, untold), value, state.

    A hidden total is some, for 0 is never hidden; what its sender hid, did not know or left blank is untold.
    """
    # Hidden by us, a count is above 0 and a result; hidden by its sender, as activities are, it has no least.
    sql = f"""
        with told as (
            select measure_code, value, state, coalesce(value_low, 0) as least from mart_linkage_support
            where period = 'FY' and fiscal_year = $2 and place_kind = $3 and place_code = $4
            union all
            select measure_code, value, state, 0 from mart_participation_activity
            where period = 'FY' and fiscal_year = $2 and place_kind = $3 and place_code = $4
        ),
        each_ as (
            select m.extra ->> 'phase' as phase, case when t.value > 0 or t.least > 0 then 'some' when t.value = 0 then 'zero'
                else 'untold' end as told
            from told t join dim_code m on m.list = 'measures' and m.code = t.measure_code
        )
        select p.code as phase_code, {label("p")} as phase, k.told, count(e.phase)::integer as value, 'value' as state
        from dim_code p
        cross join (select unnest(['some', 'zero', 'untold']) as told, unnest([1, 2, 3]) as place) k
        left join each_ e on e.phase = p.code and e.told = k.told
        where p.list = 'phases'
        group by all order by any_value(p.sort), any_value(k.place)"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def efforts(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """What each cover sheet says of desks, watching over, workplaces and the latest survey; codes, None where blank."""
    sql = f"""
        select e.lg_code, {TOWN} as municipality, e.workplace, e.watch_trades as trade_codes, e.desk_count as desks,
            e.desk_count_state as desks_state, e.desk_fields as field_codes, e.desk_hours as hours_code, e.hotline,
            e.survey_method as survey_code, e.survey_fy, e.survey_count, e.survey_count_state, e.state
        from mart_municipality_effort e
        join dim_municipality m using (lg_code)
        where e.fiscal_year = $2 and m.in_prefecture and ($3::varchar is null or m.area_code = $3)
            and ($4::varchar is null or m.lg_code = $4)
        order by m.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area, chosen.municipality))


def trainings(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Training by kind and audience: participants, those who completed, sessions; a pair nobody reports is 0."""
    # Whoever sent one half was heard as well: with nobody else, a pair without a row is still 0.
    sql = f"""
        select t.code as training_code, {label("t")} as training, l.code as audience_code, {label("l")} as audience,
            if(r.training_code is null and v.heard > 0, 0, r.participants) as value,
            coalesce(r.participants_state, if(v.heard > 0, 'value', 'unanswered')) as state,
            if(r.training_code is null and v.heard > 0, 0, r.sessions) as sessions,
            coalesce(r.sessions_state, if(v.heard > 0, 'value', 'unanswered')) as sessions_state,
            if(r.training_code is null and v.heard > 0, 0, r.completed) as completed,
            coalesce(r.completed_state, if(v.heard > 0, 'value', 'unanswered')) as completed_state,
            coalesce(r.municipalities, 0) as municipalities
        from dim_code t
        cross join dim_code l
        cross join (select coalesce(max(answered + half_only), 0) as heard from mart_quality_coverage where form = 'F7'
            and period = 'FY' and fiscal_year = $2 and place_kind = $3 and place_code = $4) v
        left join mart_participation_training r on r.training_code = t.code and r.audience = l.code
            and r.fiscal_year = $2 and r.place_kind = $3 and r.place_code = $4
        where t.list = 'trainings' and l.list = 'audiences'
        order by t.sort, l.sort"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def modes(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """How council and support meeting are run together (通知§3(2)④), one row a municipality, with their meetings."""
    sql = f"""
        select b.lg_code, {TOWN} as municipality, o.code as mode_code, {label("o")} as mode,
            max(b.meeting_count) filter (where is_council) as council,
            coalesce(max(b.meeting_count_state) filter (where is_council), 'unanswered') as council_state,
            max(b.meeting_count) filter (where is_support) as support,
            coalesce(max(b.meeting_count_state) filter (where is_support), 'unanswered') as support_state,
            max(b.same_day_count) as same_day,
            case when count(b.same_day_count) > 0 then 'value'
                 when bool_or(b.same_day_count_state = 'suppressed') then 'suppressed'
                 when bool_or(b.same_day_count_state = 'unknown') then 'unknown'
                 when bool_or(b.same_day_count_state = 'not_applicable') then 'not_applicable'
                 else 'unanswered' end as same_day_state,
            max(b.integrated_count) as integrated,
            case when count(b.integrated_count) > 0 then 'value'
                 when bool_or(b.integrated_count_state = 'suppressed') then 'suppressed'
                 when bool_or(b.integrated_count_state = 'unknown') then 'unknown'
                 when bool_or(b.integrated_count_state = 'not_applicable') then 'not_applicable'
                 else 'unanswered' end as integrated_state,
            max(b.fed_back_count) filter (where is_council) as fed_back,
            coalesce(max(b.fed_back_count_state) filter (where is_council), 'unanswered') as fed_back_state
        from (select *, body_code in {group("council")} as is_council,
                body_code in {group("support_meeting")} as is_support
            from mart_participation_body) b
        join dim_municipality m using (lg_code)
        left join dim_code o on o.list = 'op_modes' and o.code = (
            select min(x.op_mode) from mart_participation_body x
            where x.fiscal_year = b.fiscal_year and x.lg_code = b.lg_code and x.body_code in {group("council")})
        where b.fiscal_year = $2 and m.in_prefecture and ($3::varchar is null or m.area_code = $3)
        group by all
        order by b.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def overlaps(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Shared agency categories of two bodies per municipality: council ∩ support meeting and council within platform.

    `pair`: meetings (Jaccard) or platform (share of the council's categories also in the platform).
    """
    sql = f"""
        select m.lg_code, {TOWN} as municipality, p.pair, o.shared, o.union_ as either,
            if(p.pair = 'meetings', o.jaccard, o.share_a_in_b) as value,
            case when o.shared is not null then 'value'
                 when exists (from mart_participation_body b where b.lg_code = m.lg_code and b.fiscal_year = $2
                    and b.body_code in (p.body_a, p.body_b) and b.state = 'unanswered') then 'unanswered'
                 else 'not_applicable' end as state
        from dim_municipality m
        cross join (
            select 'meetings' as pair, {group("council")} as body_a, {group("support_meeting")} as body_b
            union all select 'platform', {group("council")}, {group("platform")}) p
        left join mart_participation_overlap o on o.lg_code = m.lg_code and o.fiscal_year = $2
            and o.body_a = p.body_a and o.body_b = p.body_b
        where m.in_prefecture and ($3::varchar is null or m.area_code = $3)
        order by m.lg_code, p.pair"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def mutual(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Who sits at whose table, from the rosters: municipality × seat (K21–K26 of the notification).

    `standing`: seated, absent, joined (the body is the prefecture's or a wider area's, whose roster is its own), none (no
    body stands) or unanswered (nothing reported); `number` names the seat.
    """
    sql = f"""
        with seat as (
            select row_number() over (order by item_code)::integer as number, body_code, list(agency_code) as agencies
            from dim_seat group by item_code, body_code
        )
        select m.lg_code, {TOWN} as municipality, m.in_prefecture, s.number, {label("c", short=True)} as body,
            case when coalesce(min(b.est_status) in {group("not_reported")}, true) then 'unanswered'
                 when not bool_or(b.stands) then 'none'
                 when max(r.municipalities) > 0 then 'seated'
                 when min(b.est_status) in {group("joined")} then 'joined' else 'absent' end as standing
        from dim_municipality m
        cross join seat s
        join dim_code c on c.list = 'bodies' and c.code = s.body_code
        left join mart_participation_body b on b.lg_code = m.lg_code and b.fiscal_year = $2 and b.body_code = s.body_code
        left join mart_participation_seat r on r.place_kind = 'municipality' and r.place_code = m.lg_code
            and r.fiscal_year = $2 and r.body_code = s.body_code and r.agency_level = 'agency'
            and list_contains(s.agencies, r.agency_code)
        where $3::varchar is null or m.area_code = $3
        group by all
        order by m.in_prefecture desc, m.lg_code, s.number"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))
