"""参画体制, body by body: the register of all bodies, who sits in one of them, and what two of them share."""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import TOWN, group, label, used

_HERE = "($3::varchar is null or m.area_code = $3) and ($4::varchar is null or m.lg_code = $4)"


def _asked(chosen: Chosen) -> tuple[object, ...]:
    return words.lang(), chosen.fiscal_year, chosen.area, chosen.municipality


def bodies(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Every body reported by the municipalities of the place, by code of municipality and body; labels of its answers.

    `core` tells the four bodies from those that were there before; set_up, stands, contracted, with_parent, platform,
    beside_platform, secret and council what its form asks of it (様式1). A name that nobody has read yet is not published.
    """
    # The name of a department outside the list is the sender's Japanese, and told in Japanese alone.
    sql = f"""
        select b.lg_code, {TOWN} as municipality, b.body_code, c.code in {group("core_bodies")} as core,
            -- the four are called on every card as they are here; of the others the short name may say too little
            if(c.code in {group("core_bodies")}, {label("c", short=True)}, {label("c")}) as body,
            coalesce(b.body_name, '') as body_name, {label("e")} as word,
            coalesce({label("s", short=True)}, '') as form,
            coalesce({label("h", short=True)} ||
                if($1 = 'en' or b.host_other is null, '', '（' || b.host_other || '）'), '') as host,
            coalesce({label("w", short=True)}, '') as secretariat, b.contract_years,
            coalesce({label("r", short=True)}, '') as contractor, b.policy_fy,
            coalesce({label("k", short=True)}, '') as chair, coalesce({label("u", short=True)}, '') as relation,
            coalesce({label("p", short=True)}, '') as parent, b.pii_rule, b.public_notice, b.coord_body, b.co_created,
            b.cooperation, b.stands, b.est_status in {group("set_up")} as set_up,
            coalesce(b.secretariat in {group("contracted")}, false) as contracted,
            coalesce(b.setup_form in {group("with_parent")}, false) as with_parent,
            b.body_code in {group("platform")} as platform, b.body_code not in {group("platform")} as beside_platform,
            b.body_code in {group("bound_to_secrecy")} as secret, b.body_code in {group("council")} as council,
            strftime(b.est_date, '%Y-%m-%d') as set_up_on, b.meeting_count as meetings, b.meeting_count_state as meetings_state
        from mart_participation_body b
        join dim_municipality m using (lg_code)
        join dim_code c on c.list = 'bodies' and c.code = b.body_code
        left join dim_code e on e.list = 'est_statuses' and e.code = b.est_status
        left join dim_code s on s.list = 'setup_forms' and s.code = b.setup_form
        left join dim_code h on h.list = 'host_depts' and h.code = b.host_dept
        left join dim_code w on w.list = 'secretariats' and w.code = b.secretariat
        left join dim_code r on r.list = 'contractors' and r.code = b.contractor
        left join dim_code k on k.list = 'sec3' and k.code = b.chair_sector
        left join dim_code u on u.list = 'pf_relations' and u.code = b.pf_relation
        left join dim_code p on p.list = 'bodies' and p.code = b.base_body_code
        where b.fiscal_year = $2 and b.state = 'value' and {_HERE}
        order by m.in_prefecture desc, m.lg_code, c.sort, b.body_seq"""
    return store.query(snapshot, sql, _asked(chosen))


def stages(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """What each cover sheet says, with the place of its label.

    Columns stage_code, juso, plan_year, carried_out, divisions, since_year, local_plan, national_pf, model_year; words for
    codes, None where nothing was written; state … where no sheet came.
    """
    sql = f"""
        select s.lg_code, {TOWN} as municipality, m.in_prefecture, m.label_lat as lat, m.label_lon as lon,
            s.juso_status as stage_code, coalesce({label("j", short=True)}, '') as juso, s.juso_plan_fy as plan_year,
            coalesce({label("p", short=True)}, '') as carried_out, coalesce({label("d", short=True)}, '') as divisions,
            s.lonely_dept_fy as since_year, coalesce({label("l", short=True)}, '') as local_plan,
            s.national_pf, s.model_fy as model_year, s.state
        from mart_municipality_stage s
        join dim_municipality m using (lg_code)
        left join dim_code j on j.list = 'juso_statuses' and j.code = s.juso_status
        left join dim_code p on p.list = 'participation_modes' and p.code = s.participation_mode
        left join dim_code l on l.list = 'plan_kinds' and l.code = s.local_plan
        left join dim_code d on d.list = 'same_departments' and d.code = s.lonely_dept_same
        where s.fiscal_year = $2 and {_HERE}
        order by m.in_prefecture desc, m.lg_code"""
    return store.query(snapshot, sql, _asked(chosen))


def operators(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Who runs each project of multi-layered support: municipality × project; operator_code, operator (or state …).

    Where rosters say different things, the code is that of both.
    """
    sql = f"""
        with told as (
            select lg_code, agency_code, list(operator_type order by operator_type) as codes
            from mart_participation_operator where fiscal_year = $2 group by all
        )
        select m.lg_code, {TOWN} as municipality, m.in_prefecture, a.code as agency_code, {label("a", short=True)} as project,
            list_aggregate(t.codes, 'string_agg', ';') as codes
        from dim_municipality m
        cross join dim_code a
        left join told t on t.lg_code = m.lg_code and t.agency_code = a.code
        where a.list = 'agencies' and (a.extra ->> 'by_operator') = '1' and {_HERE}
            and m.lg_code in (select lg_code from mart_participation_operator where fiscal_year = $2)
        order by m.in_prefecture desc, m.lg_code, a.sort"""
    return store.query(snapshot, sql, _asked(chosen))


def roles(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Organisations in one body by role and sector: role, sector, value, state, municipalities; a pair nobody names is 0."""
    sql = f"""
        with told as (
            select * from mart_participation_role
            where fiscal_year = $2 and place_kind = $3 and place_code = $4 and body_code = $5
        )
        select r.code as role_code, {label("r", short=True)} as role, s.code as sector_code, {label("s", short=True)} as sector,
            if(t.role is null, 0, t.org_count) as value, coalesce(t.org_count_state, 'value') as state,
            coalesce(t.municipalities, 0) as municipalities
        from dim_code r
        cross join dim_code s
        left join told t on t.role = r.code and t.sector = s.code
        where r.list = 'roles' and s.list = 'sectors' and exists (from told)
        order by r.sort, s.sort"""
    asked = (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code, body)
    return store.query(snapshot, sql, asked)


def seats(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Organisations in one body, municipality × agency category: value and state.

    0 where the body stands and its roster was answered without that category; － where the body does not stand;
    invited: organisations asked that have no seat yet.
    """
    # A hidden number of organisations is at least one, so nobody is still to join there.
    sql = f"""
        with stood as (
            select lg_code, bool_or(stands) as stands, bool_or(state = 'value') as told
            from mart_participation_body where fiscal_year = $2 and body_code = $5 group by lg_code
        ),
        roster as (
            select place_code as lg_code, bool_or(state <> 'unanswered') as told from mart_participation_seat
            where fiscal_year = $2 and place_kind = 'municipality' and body_code = $5 and agency_level = 'total' group by all
        )
        select m.lg_code, {TOWN} as municipality, a.code as agency_code, {label("a", short=True)} as agency,
            {label("s6", short=True)} as sector, if(s.org_count_state is null and d.stands and r.told, 0, s.org_count) as value,
            case when s.org_count_state is not null then s.org_count_state
                when not coalesce(d.told, false) then 'unanswered' when not d.stands then 'not_applicable'
                when r.told then 'value' else 'unanswered' end as state,
            coalesce(s.invited_count > 0, false) and not coalesce(s.org_count > 0 or s.org_count_state = 'suppressed', false)
                as invited
        from dim_municipality m
        cross join dim_code a
        join dim_code s6 on s6.list = 'sectors' and s6.code = (a.extra ->> 'sector6')
        left join stood d using (lg_code)
        left join roster r using (lg_code)
        left join mart_participation_seat s on s.fiscal_year = $2 and s.place_kind = 'municipality'
            and s.place_code = m.lg_code and s.body_code = $5 and s.agency_level = 'agency' and s.agency_code = a.code
        where a.list = 'agencies' and a.code not in {group("unknown_agency")} and {used("a", "$2")}
            and d.lg_code is not null and {_HERE}
        order by m.in_prefecture desc, m.lg_code, s6.sort, a.sort"""
    return store.query(snapshot, sql, (*_asked(chosen), body))


def rostered(snapshot: store.Snapshot, chosen: Chosen, lg_code: str) -> list[str]:
    """Codes of the bodies of one municipality whose roster names a seat."""
    # A row with invitations alone is published too, and is no seat.
    sql = """
        select distinct s.body_code, c.sort from mart_participation_seat s
        join dim_code c on c.list = 'bodies' and c.code = s.body_code
        where s.fiscal_year = ? and s.place_kind = 'municipality' and s.place_code = ? and s.agency_level = 'agency'
            and s.municipalities > 0 order by c.sort"""
    return [str(code) for code in store.query(snapshot, sql, (chosen.fiscal_year, lg_code))["body_code"]]


def meetings(snapshot: store.Snapshot, chosen: Chosen, lg_code: str, body: str) -> pd.DataFrame:
    """Meetings of one body in the year, those on the same day as the other of the two and those held as one."""
    # Of several bodies under one code the first; the register lists all of them.
    sql = """
        select meeting_count, meeting_count_state, same_day_count, same_day_count_state, integrated_count,
            integrated_count_state from mart_participation_body
        where fiscal_year = ? and lg_code = ? and body_code = ? and stands order by body_seq limit 1"""
    return store.query(snapshot, sql, (chosen.fiscal_year, lg_code, body))
