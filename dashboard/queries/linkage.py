"""連携・つなぎ: who hands people on to whom, on what legal basis, with what result. Published cells only, never re-added.

Labels come out in the language in force (`$1` of every query). Grains follow the published tables: agencies only for
the prefecture; sectors for prefecture, areas and larger municipalities; totals everywhere.
"""

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import TOWN, group, label, members

RATES = ("consent", "established", "absorption")
# How the network is told: how dense and mutual it is, where it gathers, how it crosses sectors, whether it falls apart.
METRICS = (
    "density", "reciprocity", "centralisation_in", "centralisation_out", "betweenness_centralisation", "gini", "ei_index",
    "assortativity", "fragmentation",
)  # fmt: skip
# A count with the range that an x can be in.
RANGED = "f.value, f.value_low, f.value_high, f.state"
_PLACE = "f.fiscal_year = $2 and f.place_kind = $3 and f.place_code = $4"


# Of what `removal_flow_lost` is a share: all referrals from one category to another, which no row holds by itself. The cast to
# a whole number takes away what the fraction lacks.
_BETWEEN = "((k.strength_in + k.strength_out) / nullif(k.removal_flow_lost, 0))::bigint"


def _at(chosen: Chosen) -> tuple[object, ...]:
    return words.lang(), chosen.fiscal_year, chosen.place_kind, chosen.place_code


def flows(snapshot: store.Snapshot, chosen: Chosen, level: str) -> pd.DataFrame:
    """Referrals of the year from category to category at `level` (sector or agency), codes and labels of both ends.

    Sectors carry every pair (0 included); of agencies only pairs with a referral are stored, the others are 0.
    """
    list_name = "sectors" if level == "sector" else "agencies"
    # Only agencies name a sector; a sector stands for itself.
    sql = f"""
        select f.from_code, {label("a", short=True)} as source, f.to_code, {label("b", short=True)} as target,
            coalesce((a.extra ->> 'sector6'), a.code) as from_sector,
            coalesce((b.extra ->> 'sector6'), b.code) as to_sector, {RANGED}
        from mart_linkage_flow f
        join dim_code a on a.list = $5 and a.code = f.from_code
        join dim_code b on b.list = $5 and b.code = f.to_code
        where {_PLACE} and f.period = 'FY' and f.from_level = $6 and f.to_level = $6
            and ($7::varchar is null or coalesce((a.extra ->> 'sector6'), a.code) = $7)
        order by a.sort, b.sort"""
    return store.query(snapshot, sql, (*_at(chosen), list_name, level, chosen.sector))


def ends(snapshot: store.Snapshot, chosen: Chosen, level: str) -> pd.DataFrame:
    """What each category sent and received in the year: side (from, to), code, value with its range, state.

    Hidden pairs are in these totals. With a sector chosen nothing is told of receivers: their totals are of all senders.
    """
    sql = f"""
        select if(f.to_level = 'total', 'from', 'to') as side, if(f.to_level = 'total', f.from_code, f.to_code) as code, {RANGED}
        from mart_linkage_flow f
        where f.fiscal_year = $1 and f.place_kind = $2 and f.place_code = $3 and f.period = 'FY'
            and ((f.from_level = $4 and f.to_level = 'total')
                or (f.from_level = 'total' and f.to_level = $4 and $5::varchar is null))
        order by side, code"""
    place = (chosen.fiscal_year, chosen.place_kind, chosen.place_code)
    return store.query(snapshot, sql, (*place, level, chosen.sector))


def completed(frame: pd.DataFrame) -> pd.DataFrame:
    """Every pair of the senders and receivers in `frame`; a pair that is not stored is a published 0."""
    names = ["from_code", "source", "from_sector"], ["to_code", "target", "to_sector"]
    senders, receivers = (frame[columns].drop_duplicates().sort_values(columns[0]) for columns in names)
    # Marts keep pairs above zero; a matrix with holes would make 0 and "not published" look alike.
    pairs = senders.merge(receivers, how="cross")
    known = frame.drop(columns=["source", "target", "from_sector", "to_sector"])
    full = pairs.merge(known, on=["from_code", "to_code"], how="left")
    return full.assign(
        state=full["state"].where(full["state"].notna(), "value"),
        value=full["value"].where(full["state"].notna(), 0),
    )


def trend(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Total referrals by fiscal year (period FY alone is published) up to the chosen year."""
    # By half nothing is published: before and after a late submission it would tell one municipality's half.
    sql = f"""
        select fiscal_year, period, {RANGED} from mart_linkage_flow f
        where fiscal_year <= ? and place_kind = ? and place_code = ? and from_level = 'total' and to_level = 'total'
        order by fiscal_year, period"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code))


def legal_bases(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Referrals by consent state and fiscal year: category is consented, legal or unknown. Not kept for areas."""
    sql = f"""
        select fiscal_year, category, {RANGED} from mart_linkage_breakdown f
        where fiscal_year <= ? and place_kind = ? and place_code = ? and from_level = 'total' and dimension = 'consent'
        order by fiscal_year, category"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code))


def legal_basis_by_sector(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Referrals of the prefecture by the sender's sector and consent state."""
    sql = f"""
        select f.from_code as sector_code, {label("s")} as sector, f.category, {RANGED}
        from mart_linkage_breakdown f join dim_code s on s.list = 'sectors' and s.code = f.from_code
        where {_PLACE} and f.from_level = 'sector' and f.dimension = 'consent'
        order by s.sort, f.category"""
    place = (words.lang(), chosen.fiscal_year, "prefecture", snapshot.prefecture_lg_code)
    return store.query(snapshot, sql, place)


def parts(snapshot: store.Snapshot, chosen: Chosen, dimension: str) -> pd.DataFrame:
    """Referrals of the place by channel, outcome or coordinator: category, label (channels only), value, state."""
    sql = f"""
        select f.category, {label("c")} as label, {RANGED}
        from mart_linkage_breakdown f left join dim_code c on c.list = 'channels' and c.code = f.category
        where {_PLACE} and f.from_level = 'total' and f.dimension = $5
        order by c.sort, f.category"""
    return store.query(snapshot, sql, (*_at(chosen), dimension))


def rate(snapshot: store.Snapshot, chosen: Chosen, name: str) -> pd.DataFrame:
    """consent, established or absorption of the place: one row with Wilson bounds, or none (areas)."""
    sql = """
        select value, low, high, numerator, denominator, state from mart_linkage_rate
        where fiscal_year = ? and place_kind = ? and place_code = ? and rate = ?"""
    return store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code, name))


def rates(snapshot: store.Snapshot, chosen: Chosen, name: str) -> pd.DataFrame:
    """The same for every municipality of the area or prefecture, by code."""
    sql = f"""
        select r.place_code as lg_code, {TOWN} as municipality, r.value, r.low, r.high, r.numerator, r.denominator,
            r.state
        from mart_linkage_rate r join dim_municipality m on m.lg_code = r.place_code
        where r.fiscal_year = $2 and r.place_kind = 'municipality' and r.rate = $4 and m.in_prefecture
            and ($3::varchar is null or m.area_code = $3)
        order by m.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area, name))


def towns(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Total referrals of every municipality of the area or prefecture, by code, with its label point."""
    sql = f"""
        select m.lg_code, {TOWN} as municipality, m.in_prefecture, m.label_lat as lat, m.label_lon as lon,
            m.population as people, f.value, f.value_low, f.value_high,
            -- partners of joint bodies in other prefectures are on the map, but were never asked
            coalesce(f.state, if(m.in_prefecture, 'unanswered', 'not_applicable')) as state
        from dim_municipality m
        left join mart_linkage_flow f on f.place_kind = 'municipality' and f.place_code = m.lg_code
            and f.fiscal_year = $2 and f.period = 'FY' and f.from_level = 'total' and f.to_level = 'total'
        where $3::varchar is null or m.area_code = $3
        order by m.in_prefecture desc, m.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def crossings(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Referrals from one municipality to another, with label points; a receiver we have no name of is told by its code."""
    # A receiver without a name is still a published row, so it is shown by its code.
    sql = f"""
        select f.lg_code, case when $1 = 'en' then a.name_en else a.name_ja end as source, f.to_kind, f.to_code,
            coalesce(if($1 = 'en', b.name_en, b.name_ja), if($1 = 'en', 'code ', '団体コード ') || f.to_code) as target,
            a.label_lat as from_lat,
            a.label_lon as from_lon, b.label_lat as to_lat, b.label_lon as to_lon, {RANGED}
        from mart_linkage_place f
        join dim_municipality a on a.lg_code = f.lg_code
        left join dim_municipality b on b.lg_code = f.to_code
        where f.fiscal_year = $2 and f.to_code <> ''
            and ($3::varchar is null or a.area_code = $3 or b.area_code = $3)
            and ($4::varchar is null or $4 in (f.lg_code, f.to_code))
        order by f.lg_code, f.to_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area, chosen.municipality))


def network(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Network measures of the prefecture: metric, value, jackknife bounds, expectation, nodes, coverage."""
    sql = """
        select metric, value, low, high, expected, nodes, coverage, state from mart_linkage_network
        where fiscal_year = ? and metric in (select unnest(?::varchar[])) order by list_position(?::varchar[], metric)"""
    return store.query(snapshot, sql, (chosen.fiscal_year, METRICS, METRICS))


def nodes(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Every agency category of the year's network with its sector and position; `strength` is received plus passed on.

    between_kinds: all referrals from one category to another, of which `removal_flow_lost` is a share; none where that is hidden.
    """
    # Published totals, not sums of pairs: with hidden pairs at 0 the largest hubs would come out too small.
    sql = f"""
        select k.agency_code, {label("a", short=True)} as agency, (a.extra ->> 'sector6') as sector_code,
            {label("s", short=True)} as sector, k.strength_in + k.strength_out as strength,
            if(k.strength_in is null or k.strength_out is null, 'suppressed', 'value') as state,
            k.strength_in, k.strength_out, k.degree, k.betweenness, k.removal_fragmentation, k.removal_flow_lost,
            {_BETWEEN} as between_kinds
        from mart_linkage_node k
        join dim_code a on a.list = 'agencies' and a.code = k.agency_code
        join dim_code s on s.list = 'sectors' and s.code = (a.extra ->> 'sector6')
        where k.fiscal_year = $2 order by a.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year))


def coseating(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Pairs of categories that sit in the same bodies of the prefecture: both ends, bodies, value (the weight), state."""
    # By weight, 1/(n−1) a pair of each body: counted plainly, large bodies would fill the picture.
    sql = f"""
        select c.agency_a as from_code, {label("a", short=True)} as source, c.agency_b as to_code,
            {label("b", short=True)} as target, (a.extra ->> 'sector6') as from_sector, (b.extra ->> 'sector6') as to_sector,
            c.bodies, c.weight as value, 'value' as state
        from mart_participation_coseating c
        join dim_code a on a.list = 'agencies' and a.code = c.agency_a
        join dim_code b on b.list = 'agencies' and b.code = c.agency_b
        where c.fiscal_year = $2 order by c.weight desc, a.sort, b.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year))


def backbone(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Published pairs between categories with their alpha at either end, and whether the backbone keeps them."""
    # Published pairs alone: a filter that calls a pair weak may not rest on an x.
    sql = """
        select from_code, to_code, value, alpha_out, alpha_in, kept from mart_linkage_backbone
        where fiscal_year = $1 order by from_code, to_code"""
    return store.query(snapshot, sql, (chosen.fiscal_year,))


def governance(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """What tells the mode of governance, by fiscal year up to the chosen one: the middle of the network and who runs platforms.

    Columns fiscal_year, value (betweenness centralisation) with low, high and state, density, agency (that hands on for most
    others) with its betweenness, contracted and asked (platforms of the prefecture's own municipalities whose secretariat is
    contracted out alone, and whose secretariat is told).
    """
    # W2 alone: who runs a platform together with a contractor (W3) still runs it.
    sql = f"""
        with middle as (
            select fiscal_year, agency_code, betweenness from mart_linkage_node
            qualify row_number() over (partition by fiscal_year order by betweenness desc, agency_code) = 1
        ),
        run as (
            select b.fiscal_year,
                count(*) filter (b.secretariat = 'W2')::integer as contracted, count(b.secretariat)::integer as asked
            from mart_participation_body b join dim_municipality m using (lg_code)
            where b.stands and m.in_prefecture and b.body_code in {group("platform")} group by all
        )
        select c.fiscal_year, c.value, c.low, c.high, c.state, d.value as density, {label("a", short=True)} as agency,
            t.betweenness, coalesce(r.contracted, 0) as contracted, coalesce(r.asked, 0) as asked
        from mart_linkage_network c
        left join mart_linkage_network d on d.fiscal_year = c.fiscal_year and d.metric = 'density'
        left join middle t on t.fiscal_year = c.fiscal_year
        left join dim_code a on a.list = 'agencies' and a.code = t.agency_code
        left join run r on r.fiscal_year = c.fiscal_year
        where c.metric = 'betweenness_centralisation' and c.fiscal_year between $2 - 2 and $2
        order by c.fiscal_year"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year))


def hubs(snapshot: store.Snapshot, chosen: Chosen, n: int) -> pd.DataFrame:
    """The `n` agency categories whose removal would lose most flow, with their position in the network; then all of which
    nobody may know, for a total of theirs is hidden (state suppressed). between_kinds: see `nodes`.
    """
    sql = f"""
        select k.agency_code, {label("a", short=True)} as agency, {label("s", short=True)} as sector,
            k.removal_flow_lost as value, k.state, k.removal_fragmentation, k.betweenness, k.participation,
            k.degree, k.strength_in, k.strength_out, {_BETWEEN} as between_kinds
        from mart_linkage_node k
        join dim_code a on a.list = 'agencies' and a.code = k.agency_code
        join dim_code s on s.list = 'sectors' and s.code = (a.extra ->> 'sector6')
        where k.fiscal_year = $2
        qualify k.state <> 'value' or row_number() over (partition by k.state order by k.removal_flow_lost desc, a.sort) <= $3
        order by k.removal_flow_lost desc nulls last, a.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, n))


def support(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Support measures (D2) of the place by fiscal year up to the chosen one: measure with unit, phase, value, state."""
    sql = f"""
        select f.measure_code, {label("m")} as measure,
            if($1 = 'en', m.extra ->> 'unit_en', m.extra ->> 'unit_ja') as unit,
            m.extra ->> 'period_kind' as period_kind, {label("p")} as phase, f.fiscal_year, {RANGED}
        from mart_linkage_support f
        join dim_code m on m.list = 'measures' and m.code = f.measure_code
        left join dim_code p on p.list = 'phases' and p.code = (m.extra ->> 'phase')
        where f.period = 'FY' and f.fiscal_year between $2 - 2 and $2 and f.place_kind = $3 and f.place_code = $4
        order by m.sort, f.fiscal_year"""
    return store.query(snapshot, sql, _at(chosen))


@store.kept
def sides(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Support of individuals beside community building: municipality × measure of the two groups, named in full and in short;
    value, range, state."""
    # Activities are no counts of people: their sender alone hides them, and of such an x there is no range.
    sql = f"""
        with told as (
            select fiscal_year, period, place_kind, place_code, measure_code, value, value_low, value_high, state
            from mart_linkage_support
            union all
            select fiscal_year, period, place_kind, place_code, measure_code, value, null, null, state
            from mart_participation_activity
        )
        select m.lg_code, {TOWN} as municipality, g.side, c.code as measure_code, {label("c")} as measure,
            {label("c", short=True)} as short,
            if($1 = 'en', c.extra ->> 'unit_en', c.extra ->> 'unit_ja') as unit, {RANGED}
        from (select member, group_id as side from dim_group where group_id in ('individual_side', 'community_side')) g
        join dim_code c on c.list = 'measures' and c.code = g.member
        join told f on f.measure_code = c.code and f.period = 'FY' and f.place_kind = 'municipality' and f.fiscal_year = $2
        join dim_municipality m on m.lg_code = f.place_code
        where m.in_prefecture and ($3::varchar is null or m.area_code = $3)
        order by m.lg_code, g.side desc, c.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


@store.kept
def steps(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Support measures along the way of a case (group coordination_steps), by year: the rows of `support`, in that order."""
    rows = support(snapshot, chosen)
    order = members(snapshot, "coordination_steps")
    rows = rows[rows["measure_code"].isin(order)]
    return rows.sort_values("measure_code", key=lambda codes: codes.map(order.index), kind="stable")


def standing(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Whether a support or multi-layered conference stands in each municipality, beside its referrals; by code.

    Columns lg_code, municipality, standing (yes, no, unanswered), reported (some, zero, or the state of the total; a
    suppressed total is some, for 0 is never hidden).
    """
    sql = f"""
        with body as (
            select lg_code, case when bool_or(stands) then 'yes' when bool_or(state = 'value') then 'no' else 'unanswered' end
                as standing
            from mart_participation_body where fiscal_year = $2 and body_code in {group("case_meetings")} group by lg_code
        )
        select m.lg_code, {TOWN} as municipality, coalesce(b.standing, 'unanswered') as standing,
            case when f.state = 'suppressed' or f.value > 0 then 'some' when f.value = 0 then 'zero'
                else coalesce(f.state, 'unanswered') end as reported
        from dim_municipality m
        left join body b using (lg_code)
        left join mart_linkage_flow f on f.place_kind = 'municipality' and f.place_code = m.lg_code
            and f.fiscal_year = $2 and f.period = 'FY' and f.from_level = 'total' and f.to_level = 'total'
        where m.in_prefecture and ($3::varchar is null or m.area_code = $3)
        order by m.lg_code"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))


def cases(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Cases discussed by municipality (of the area or prefecture) and body."""
    sql = f"""
        select f.place_code as lg_code, {TOWN} as municipality, f.body_code, {label("c", short=True)} as body,
            {RANGED}
        from mart_linkage_case f
        join dim_municipality m on m.lg_code = f.place_code
        join dim_code c on c.list = 'bodies' and c.code = f.body_code
        where f.fiscal_year = $2 and f.place_kind = 'municipality' and m.in_prefecture
            and ($3::varchar is null or m.area_code = $3)
        order by m.lg_code, c.sort"""
    return store.query(snapshot, sql, (words.lang(), chosen.fiscal_year, chosen.area))
