"""参画体制, who sits in the bodies: breadth of membership (多元化) and how level the field is (水平性)."""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import TOWN, group, label, used
from dashboard.queries.participation import CORE


def categories(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Agency category × core body: municipalities with a seat, organisations, those of the national platform, invitations.

    Nobody is 0 where form 2 was answered; invitations are asked for the platform alone, elsewhere they are －.
    """
    sql = f"""
        with coverage as (
            select max(answered) as answered from mart_quality_coverage
            where form = 'F2' and fiscal_year = $2 and place_kind = $3 and place_code = $4
        )
        select a.code as agency_code, {label("a")} as agency, s6.code as sector_code, {label("s6")} as sector,
            c.code as body_code, {label("c", short=True)} as body,
            coalesce(s.municipalities, 0) as value, if(v.answered > 0, 'value', 'unanswered') as state,
            if(s.org_count_state is null and v.answered > 0, 0, s.org_count) as organisations,
            coalesce(s.org_count_state, if(v.answered > 0, 'value', 'unanswered')) as organisations_state,
            if(s.invited_count_state is null and v.answered > 0 and p.member is not null, 0, s.invited_count) as invited,
            coalesce(s.invited_count_state, case when p.member is null then 'not_applicable'
                                                 when v.answered > 0 then 'value' else 'unanswered' end) as invited_state,
            if(s.national_pf_count_state is null and v.answered > 0, 0, s.national_pf_count) as national,
            coalesce(s.national_pf_count_state, if(v.answered > 0, 'value', 'unanswered')) as national_state
        from dim_code a
        join dim_code c on c.list = 'bodies' and c.code in {CORE}
        join dim_code s6 on s6.list = 'sectors' and s6.code = (a.extra ->> 'sector6')
        cross join coverage v
        left join dim_group p on p.group_id = 'platform' and p.member = c.code
        left join mart_participation_seat s on s.agency_level = 'agency' and s.agency_code = a.code
            and s.body_code = c.code and s.fiscal_year = $2 and s.place_kind = $3 and s.place_code = $4
        where a.list = 'agencies' and a.code not in {group("unknown_agency")} and {used("a", "$2")}
        order by s6.sort, a.sort, c.sort"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


@store.kept
def split(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Categories asked in parts in the chosen year that earlier published years told as one: whole, parts, since (year)."""
    # Said under the figure, for a trend must not seem to rise because a question became finer.
    sql = f"""
        select {label("w", short=True)} as whole, list({label("p", short=True)} order by p.sort) as parts,
            year(min(p.valid_from))::integer as since
        from dim_code p join dim_code w on w.list = p.list and w.code = p.series_code and w.code <> p.code
        where p.list = 'agencies' and {used("p", "$2")}
            and year(p.valid_from) > (select min(fiscal_year) from mart_participation_seat)
        group by w.sort, whole order by w.sort"""
    found = store.query(snapshot, sql, (words.lang(), chosen.fiscal_year))
    return found.assign(parts=[words.t("format.comma").join(parts) for parts in found["parts"]])


def sectors(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Organisations in one body by sector, split by `origin`: new (in no earlier body) and known."""
    sql = f"""
        select s6.code as sector_code, {label("s6")} as sector, o.origin,
            -- new is part of all: where it does not apply nobody is new, where it is not told neither is the rest
            case when t.state is distinct from 'value' then null
                 when o.origin = 'new' then coalesce(s.new_org_count, 0)
                 else coalesce(s.org_count, 0) - coalesce(s.new_org_count, 0) end as value,
            coalesce(t.state, 'unanswered') as state
        from dim_code s6
        cross join (values ('known'), ('new')) o(origin)
        left join mart_participation_seat s on s.agency_level = 'sector' and s.agency_code = s6.code
            and s.fiscal_year = $2 and s.place_kind = $3 and s.place_code = $4 and s.body_code = $5
        left join lateral (
            select case when s.org_count_state is null then if(v.answered > 0, 'value', 'unanswered')
                        when s.org_count_state <> 'value' then s.org_count_state
                        when s.new_org_count_state in ('value', 'not_applicable', 'unanswered') then 'value'
                        else s.new_org_count_state end as state
            from (select max(answered) as answered from mart_quality_coverage where form = 'F2' and fiscal_year = $2
                    and place_kind = $3 and place_code = $4) v
        ) t on true
        where s6.list = 'sectors'
        order by s6.sort, o.origin"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code, body)
    )


def diversity(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Per municipality the breadth of one body: Hill numbers, categories, organisations, private share; of platforms, the
    share of invitations accepted.

    state: not_applicable where the body does not stand, or is one of the prefecture or of a wider area that the municipality
    has joined (`joined`: its own few seats are no body to compare); unanswered where nothing was reported.
    """
    sql = f"""
        with standing as (
            select lg_code, min(est_status) as est_status, bool_or(stands) as stands,
                coalesce(min(est_status) in {group("joined")}, false) as joined
            from mart_participation_body
            where fiscal_year = $2 and body_code = $4 group by all
        )
        select m.lg_code, {TOWN} as municipality, coalesce(b.joined, false) as joined,
            if(b.joined, null, d.hill1) as value,
            case when b.joined then 'not_applicable' when d.state is not null then d.state
                 when b.stands or coalesce(b.est_status in {group("not_reported")}, true) then 'unanswered'
                 else 'not_applicable' end as state,
            d.categories, d.hill2, d.organisations, d.private_share,
            if(p.member is null, null, i.value) as accepted,
            if(p.member is null, 'not_applicable', coalesce(i.state, 'unanswered')) as accepted_state
        from dim_municipality m
        left join dim_group p on p.group_id = 'platform' and p.member = $4
        left join mart_indicator i on i.indicator_id = 'platform_acceptance' and i.fiscal_year = $2
            and i.place_kind = 'municipality' and i.place_code = m.lg_code
        left join standing b using (lg_code)
        left join mart_participation_diversity d on d.place_kind = 'municipality' and d.place_code = m.lg_code
            and d.fiscal_year = $2 and d.body_code = $4
        where $3::varchar is null or m.area_code = $3
        order by m.in_prefecture desc, m.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area, body))


def breadth(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """The same measures for the place as a whole: one row, or none when the body has no member there."""
    sql = """
        select categories, hill1, hill2, organisations, private_organisations, sided_organisations, private_share
        from mart_participation_diversity
        where state = 'value' and fiscal_year = ? and place_kind = ? and place_code = ? and body_code = ?"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code, body))


def horizontality(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """水平性: measures on 0–1 (1 is level) from the published referral network and the platforms' chairs.

    One row a measure: degree_in, degree_out, reciprocity, betweenness, strength (1 − Gini), chairs (share outside
    government), with jackknife range, nodes and coverage; last density, which is no side of it but must be known to read it.
    """
    # Where 1 means uneven the measure is turned round, and its range with it: low and high change places.
    sql = """
        with turned(metric, measure, sort, flip) as (
            values ('centralisation_in', 'degree_in', 1, true), ('centralisation_out', 'degree_out', 2, true),
                ('reciprocity', 'reciprocity', 3, false), ('betweenness_centralisation', 'betweenness', 4, true),
                ('gini', 'strength', 5, true),
                -- no middle in a ring and none in a complete network: only the density tells one from the other
                ('density', 'density', 7, false)
        ),
        chairs as (
            select count(b.chair_sector) as n, count(*) filter (where b.chair_sector <> 'public') as outside
            from mart_participation_body b join dim_municipality m using (lg_code)
            where b.fiscal_year = $1 and b.stands and m.in_prefecture
                and b.body_code in (select member from dim_group where group_id = 'platform')
        )
        select t.measure as code, t.sort, if(t.flip, 1 - n.value, n.value) as value,
            if(t.flip, 1 - n.high, n.low) as low, if(t.flip, 1 - n.low, n.high) as high, n.state, n.nodes, n.coverage
        from turned t join mart_linkage_network n on n.metric = t.metric and n.fiscal_year = $1
        union all
        select 'chairs', 6, outside / n, null, null, if(n > 0, 'value', 'not_applicable'), n, null from chairs
        order by 2"""
    return store.query(snapshot, sql, (chosen.fiscal_year,))
