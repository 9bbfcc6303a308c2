"""参画体制, who sits in the bodies: breadth of membership (多元化) and how level the field is (水平性)."""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import TOWN, label
from dashboard.queries.participation import CORE


def categories(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Agency category × core body: municipalities with a seat, organisations, invitations; nobody is 0."""
    sql = f"""
        with coverage as (
            select max(answered) as answered from mart_participation_setup
            where fiscal_year = $2 and place_kind = $3 and place_code = $4
        )
        select a.code as agency_code, {label("a")} as agency, s6.code as sector_code, {label("s6")} as sector,
            c.code as body_code, {label("c", short=True)} as body,
            coalesce(s.municipalities, 0) as value, if(v.answered > 0, 'value', 'unanswered') as state,
            coalesce(s.org_count, 0) as organisations, coalesce(s.invited_count, 0) as invited
        from dim_code a
        join dim_code c on c.list = 'bodies' and c.code in {CORE}
        join dim_code s6 on s6.list = 'sectors' and s6.code = (a.extra ->> 'sector6')
        cross join coverage v
        left join mart_participation_seat s on s.agency_level = 'agency' and s.agency_code = a.code
            and s.body_code = c.code and s.fiscal_year = $2 and s.place_kind = $3 and s.place_code = $4
        where a.list = 'agencies' and a.code <> 'A99'
        order by s6.sort, a.sort, c.sort"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def sectors(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Organisations in one body by sector, split by `origin`: new (in no earlier body, E25) and known."""
    sql = f"""
        select s6.code as sector_code, {label("s6")} as sector, o.origin,
            case o.origin when 'new' then coalesce(s.new_org_count, 0)
                 else coalesce(s.org_count, 0) - coalesce(s.new_org_count, 0) end as value,
            coalesce(s.org_count_state, 'value') as state
        from dim_code s6
        cross join (values ('known'), ('new')) o(origin)
        left join mart_participation_seat s on s.agency_level = 'sector' and s.agency_code = s6.code
            and s.fiscal_year = $2 and s.place_kind = $3 and s.place_code = $4 and s.body_code = $5
        where s6.list = 'sectors'
        order by s6.sort, o.origin"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code, body)
    )


def diversity(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Per municipality the breadth of one body: Hill numbers, categories, organisations, private share.

    state: not_applicable where the body does not stand, unanswered where nothing was reported.
    """
    sql = f"""
        with standing as (
            select lg_code, min(est_status) as est_status from mart_participation_body
            where fiscal_year = $2 and body_code = $4 group by all
        )
        select m.lg_code, {TOWN} as municipality, d.hill1 as value,
            case when d.hill1 is not null then 'value'
                 when coalesce(b.est_status, 'E9') in ('E1', 'E5', 'E9') then 'unanswered'
                 else 'not_applicable' end as state,
            d.categories, d.hill2, d.organisations, d.private_share
        from dim_municipality m
        left join standing b using (lg_code)
        left join mart_participation_diversity d on d.place_kind = 'municipality' and d.place_code = m.lg_code
            and d.fiscal_year = $2 and d.body_code = $4
        where $3::varchar is null or m.area_code = $3
        order by m.in_prefecture desc, m.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area, body))


def breadth(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """The same measures for the place as a whole: one row, or none when the body has no member there."""
    sql = """
        select categories, hill1, hill2, organisations, private_share from mart_participation_diversity
        where fiscal_year = ? and place_kind = ? and place_code = ? and body_code = ?"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code, body))


def level_field(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """水平性: measures on 0–1 (1 is level) from the published referral network and the platforms' chairs.

    One row a measure: degree_in, degree_out, reciprocity, betweenness, strength (1 − Gini), chairs (share outside
    government), with jackknife range, nodes and coverage.
    """
    sql = """
        with turned(metric, measure, sort, flip) as (
            values ('centralisation_in', 'degree_in', 1, true), ('centralisation_out', 'degree_out', 2, true),
                ('reciprocity', 'reciprocity', 3, false), ('betweenness_centralisation', 'betweenness', 4, true),
                ('gini', 'strength', 5, true)
        ),
        chairs as (
            select count(b.chair_sector) as n, count(*) filter (where b.chair_sector <> 'public') as outside
            from mart_participation_body b join dim_municipality m using (lg_code)
            where b.fiscal_year = $1 and b.body_code = 'B01' and b.est_status in ('E1', 'E5') and m.in_prefecture
        )
        select t.measure as code, t.sort, if(t.flip, 1 - n.value, n.value) as value,
            if(t.flip, 1 - n.high, n.low) as low, if(t.flip, 1 - n.low, n.high) as high, n.state, n.nodes, n.coverage
        from turned t join mart_linkage_network n on n.metric = t.metric and n.fiscal_year = $1
        union all
        select 'chairs', 6, outside / n, null, null, if(n > 0, 'value', 'not_applicable'), n, null from chairs
        order by 2"""
    return store.query(snapshot, sql, (chosen.fiscal_year,))
