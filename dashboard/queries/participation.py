"""参画体制, how the bodies are set up: which stand where, in what form, held together with whom.

Labels come out in the language in force (`$1` of every query). Counts cover the place chosen; tables of municipalities
list those of the area chosen, else of the prefecture and its partners outside.
Who sits in the bodies is in participation_roster, what they do in participation_work.
"""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import TOWN, group, label, members

CORE = group("core_bodies")
# Which indicator counts the municipalities with a body, by the group that names the body.
_JOINED = {
    "platform": "platform_joined",
    "council": "council_joined",
    "support_meeting": "support_meeting_joined",
    "multilayer_meeting": "multilayer_meeting_joined",
}


def joined(snapshot: store.Snapshot) -> dict[str, str]:
    """Which indicator counts the municipalities with a body: body_code → indicator_id."""
    return {code: indicator for name, indicator in _JOINED.items() for code in members(snapshot, name)}


def bodies(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """One row a municipality and core body: `standing` (est_status, or the form of a joint set-up) with its word.

    Columns lg_code, municipality, in_prefecture, lat, lon, people, body_code, body, standing, word, form, meetings,
    meetings_state, state.
    """
    sql = f"""
        select b.lg_code, {TOWN} as municipality, m.in_prefecture, m.label_lat as lat, m.label_lon as lon, m.population as people,
            b.body_code, {label("c", short=True)} as body,
            case when b.est_status in {group("set_up")} and b.setup_form in {group("joint_setup")} then b.setup_form
                 else coalesce(b.est_status, {group("not_reported")}) end as standing,
            {label("e")} as word, {label("f")} as form,
            b.meeting_count as meetings, b.meeting_count_state as meetings_state, b.state
        from mart_participation_body b
        join dim_municipality m using (lg_code)
        join dim_code c on c.list = 'bodies' and c.code = b.body_code
        join dim_code e on e.list = 'est_statuses' and e.code = coalesce(b.est_status, {group("not_reported")})
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
    return store.query(
        snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    )


def features(snapshot: store.Snapshot, chosen: Chosen, column: str, list_name: str) -> pd.DataFrame:
    """Municipalities of the place by core body and one feature of a standing body, zero included.

    `column`/`list_name`: ("setup_form", "setup_forms"), ("chair_sector", "sec3") or ("secretariat", "secretariats").
    """
    # With a municipality chosen it alone is counted: the prefecture once stood beside 「回答 1/1団体」.
    sql = f"""
        with standing as (
            select b.body_code, b.{column} as code, count(distinct b.lg_code)::integer as municipalities
            from mart_participation_body b join dim_municipality m using (lg_code)
            where b.fiscal_year = $2 and b.stands and ($3::varchar is null or m.area_code = $3)
                and if($5::varchar is null, m.in_prefecture, m.lg_code = $5)
            group by all
        )
        select c.code as body_code, {label("c", short=True)} as body, f.code, {label("f")} as feature,
            coalesce(s.municipalities, 0) as value, 'value' as state
        from dim_code c
        join dim_code f on f.list = $4
        left join standing s on s.body_code = c.code and s.code = f.code
        where c.list = 'bodies' and c.code in {CORE}
        order by c.sort, f.sort"""
    asked = (words.lang(), chosen.fiscal_year, chosen.area, list_name, chosen.municipality)
    return store.query(snapshot, sql, asked)


def joints(snapshot: store.Snapshot, chosen: Chosen, body: str) -> pd.DataFrame:
    """Municipalities that hold a body together, each pair once, by code."""
    # Both partners report a joint body; drawn from each side there would be two arcs.
    sql = """
        select distinct least(j.lg_code, j.partner_code) as lg_code, greatest(j.lg_code, j.partner_code) as partner_code
        from mart_participation_joint j
        join dim_municipality a on a.lg_code = j.lg_code
        join dim_municipality b on b.lg_code = j.partner_code
        where j.fiscal_year = $1 and j.body_code = $2
            and ($3::varchar is null or a.area_code = $3 or b.area_code = $3)
        order by 1, 2"""
    return store.query(snapshot, sql, (chosen.fiscal_year, body, chosen.area))
