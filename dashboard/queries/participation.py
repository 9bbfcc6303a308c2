"""参画体制: which bodies stand where, in what form, who sits in them, what they do and how they meet.

Labels come out in the language in force (`$1` of every query). Counts cover the area chosen, else the prefecture;
tables of municipalities list those of the same place, and with the prefecture also its partners outside.
"""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen

CORE = "('B01', 'B02', 'B03', 'B04')"


def label(alias: str, *, short: bool = False) -> str:
    """SQL naming a row of dim_code in the language `$1`."""
    full = f"case when $1 = 'en' then {alias}.en else {alias}.ja end"
    brief = f"case when $1 = 'en' then {alias}.short_en else {alias}.short_ja end"
    return f"coalesce(nullif({brief}, ''), {full})" if short else full


TOWN = (
    "case when $1 = 'en' then m.name_en else m.name_ja end || "
    "case when m.in_prefecture or $1 = 'en' then '' else '（' || m.prefecture || '）' end"
)


def place(snapshot: store.Snapshot, chosen: Chosen) -> tuple[str, str]:
    """Kind and code of the place that is counted: the area chosen, else the prefecture."""
    return ("area", chosen.area) if chosen.area else ("prefecture", snapshot.prefecture_lg_code)


def bodies(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """One row a municipality and core body: `standing` (est_status, or S5 for a joint set-up) with its word.

    Columns lg_code, municipality, in_prefecture, lat, lon, body_code, body, standing, word, form, meetings,
    meetings_state, state.
    """
    sql = f"""
        select b.lg_code, {TOWN} as municipality, m.in_prefecture, m.label_lat as lat, m.label_lon as lon,
            b.body_code, {label("c", short=True)} as body,
            case when b.est_status = 'E1' and b.setup_form = 'S5' then 'S5'
                 else coalesce(b.est_status, 'E9') end as standing,
            {label("e")} as word, {label("f")} as form,
            b.meeting_count as meetings, b.meeting_count_state as meetings_state, b.state
        from mart_participation_body b
        join dim_municipality m using (lg_code)
        join dim_code c on c.list = 'bodies' and c.code = b.body_code
        join dim_code e on e.list = 'est_statuses' and e.code = coalesce(b.est_status, 'E9')
        left join dim_code f on f.list = 'setup_forms' and f.code = b.setup_form
        where b.fiscal_year = $2 and b.body_code in {CORE} and ($3::varchar is null or m.area_code = $3)
        qualify row_number() over (partition by b.lg_code, b.body_code order by b.body_seq) = 1
        order by m.in_prefecture desc, b.lg_code, c.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def setup(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities by core body and set-up status, zero included; answered and expected are n and N."""
    sql = f"""
        select c.code as body_code, {label("c", short=True)} as body, e.code as est_status, {label("e")} as status,
            coalesce(s.municipalities, 0) as value,
            if(max(s.answered) over () > 0, 'value', 'unanswered') as state,
            max(s.answered) over () as answered, max(s.expected) over () as expected
        from dim_code c
        join dim_code e on e.list = 'est_statuses'
        left join mart_participation_setup s on s.body_code = c.code and s.est_status = e.code
            and s.fiscal_year = $2 and s.place_kind = $3 and s.place_code = $4
        where c.list = 'bodies' and c.code in {CORE}
        order by c.sort, e.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, *place(snapshot, chosen)))


def features(snapshot: store.Snapshot, chosen: Chosen, column: str, list_name: str) -> pd.DataFrame:
    """Municipalities of the prefecture by core body and one feature of a standing body, zero included.

    `column`/`list_name`: ("setup_form", "setup_forms"), ("chair_sector", "sec3") or ("secretariat", "secretariats").
    """
    sql = f"""
        with standing as (
            select b.body_code, b.{column} as code, count(distinct b.lg_code)::integer as municipalities
            from mart_participation_body b join dim_municipality m using (lg_code)
            where b.fiscal_year = $2 and b.est_status in ('E1', 'E5') and m.in_prefecture
                and ($3::varchar is null or m.area_code = $3)
            group by all
        )
        select c.code as body_code, {label("c", short=True)} as body, f.code, {label("f")} as feature,
            coalesce(s.municipalities, 0) as value, 'value' as state
        from dim_code c
        join dim_code f on f.list = $4
        left join standing s on s.body_code = c.code and s.code = f.code
        where c.list = 'bodies' and c.code in {CORE}
        order by c.sort, f.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area, list_name))


def joints(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Municipalities that hold a body together, each pair once, by code."""
    sql = """
        select distinct least(j.lg_code, j.partner_code) as lg_code, greatest(j.lg_code, j.partner_code) as partner_code
        from mart_participation_joint j
        join dim_municipality a on a.lg_code = j.lg_code
        join dim_municipality b on b.lg_code = j.partner_code
        where j.fiscal_year = $1 and j.body_code = $2
            and ($3::varchar is null or a.area_code = $3 or b.area_code = $3)
        order by 1, 2"""
    return store.query(snapshot, sql, (chosen.fiscal_year, body, chosen.area))


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
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, *place(snapshot, chosen)))


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
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, *place(snapshot, chosen), body))


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
    return store.query(snapshot, sql, (chosen.fiscal_year, *place(snapshot, chosen), body))


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


def activities(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Activity measures (D1) by fiscal year up to the chosen one: measure with its unit, phase, value, state."""
    sql = f"""
        select a.measure_code, {label("m")} as measure,
            if($1 = 'en', m.extra ->> 'unit_en', m.extra ->> 'unit_ja') as unit, {label("p")} as phase,
            a.fiscal_year, a.value, a.state, a.answered, a.expected
        from mart_participation_activity a
        join dim_code m on m.list = 'measures' and m.code = a.measure_code
        left join dim_code p on p.list = 'phases' and p.code = (m.extra ->> 'phase')
        where a.period = 'FY' and a.fiscal_year between $2 - 2 and $2 and a.place_kind = $3 and a.place_code = $4
        order by m.sort, a.fiscal_year"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def trainings(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Training by kind and audience: participants, those who completed, sessions; a pair without a row is 0."""
    sql = f"""
        select t.code as training_code, {label("t")} as training, l.code as audience_code, {label("l")} as audience,
            coalesce(r.participants, 0) as value, 'value' as state, coalesce(r.sessions, 0) as sessions,
            coalesce(r.completed, 0) as completed, coalesce(r.municipalities, 0) as municipalities
        from dim_code t
        cross join dim_code l
        left join mart_participation_training r on r.training_code = t.code and r.audience = l.code
            and r.fiscal_year = $2 and r.place_kind = $3 and r.place_code = $4
        where t.list = 'trainings' and l.list = 'audiences'
        order by t.sort, l.sort"""
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def modes(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """How council and support meeting are run together (§3(2)④), one row a municipality, with their meetings."""
    sql = f"""
        select b.lg_code, {TOWN} as municipality, o.code as mode_code, {label("o")} as mode,
            max(b.meeting_count) filter (where b.body_code = 'B02') as council,
            coalesce(max(b.meeting_count_state) filter (where b.body_code = 'B02'), 'unanswered') as council_state,
            max(b.meeting_count) filter (where b.body_code = 'B03') as support,
            coalesce(max(b.meeting_count_state) filter (where b.body_code = 'B03'), 'unanswered') as support_state,
            max(b.same_day_count) as same_day, max(b.integrated_count) as integrated,
            max(b.fed_back_count) filter (where b.body_code = 'B02') as fed_back
        from mart_participation_body b
        join dim_municipality m using (lg_code)
        left join dim_code o on o.list = 'op_modes' and o.code = (
            select min(x.op_mode) from mart_participation_body x
            where x.fiscal_year = b.fiscal_year and x.lg_code = b.lg_code and x.body_code = 'B02')
        where b.fiscal_year = $2 and m.in_prefecture and ($3::varchar is null or m.area_code = $3)
        group by all
        order by b.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def overlaps(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Shared agency categories of two bodies per municipality: council ∩ support meeting and council within platform.

    `pair`: meetings (Jaccard, B9) or platform (share of the council's categories also in the platform, B7).
    """
    sql = f"""
        select m.lg_code, {TOWN} as municipality, p.pair, o.shared, o.union_ as either,
            if(p.pair = 'meetings', o.jaccard, o.share_a_in_b) as value,
            case when o.shared is not null then 'value'
                 when exists (from mart_participation_body b where b.lg_code = m.lg_code and b.fiscal_year = $2
                    and b.body_code in (p.body_a, p.body_b) and b.state = 'unanswered') then 'unanswered'
                 else 'not_applicable' end as state
        from dim_municipality m
        cross join (values ('meetings', 'B02', 'B03'), ('platform', 'B02', 'B01')) p(pair, body_a, body_b)
        left join mart_participation_overlap o on o.lg_code = m.lg_code and o.fiscal_year = $2
            and o.body_a = p.body_a and o.body_b = p.body_b
        where m.in_prefecture and ($3::varchar is null or m.area_code = $3)
        order by m.lg_code, p.pair"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def mutual(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Who sits at whose table, from the rosters: municipality × seat (K21–K26 of the notification).

    `standing`: seated, absent, none (the body does not stand) or E9 (nothing reported); `number` names the seat.
    """
    sql = f"""
        with seat(number, body_code, agencies) as (
            values (1, 'B01', ['A02']), (2, 'B01', ['A10', 'A11', 'A12', 'A13', 'A14']), (3, 'B02', ['A02']),
                (4, 'B02', ['A10', 'A11', 'A12', 'A13', 'A14']), (5, 'B03', ['A01']), (6, 'B04', ['A01'])
        )
        select m.lg_code, {TOWN} as municipality, m.in_prefecture, s.number, {label("c", short=True)} as body,
            case when coalesce(min(b.est_status), 'E9') = 'E9' then 'E9'
                 when min(b.est_status) not in ('E1', 'E5') then 'none'
                 when count(r.agency_code) > 0 then 'seated' else 'absent' end as standing
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
