"""県の取組: who does what, support given to municipalities, cases shared, training, areas side by side."""

from collections.abc import Iterable

import pandas as pd

from dashboard import store, words
from dashboard.queries.labels import coded, either, towns


@store.kept
def roles(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Every function with the one who carries it: function, label, basis, role (None: not reported), state."""
    sql = """
        select f.code as function, f.legal_basis as basis, r.role,
            if(r.role is null, 'unanswered', 'value') as state
        from dim_code f left join mart_prefecture_role r on r.function = f.code and r.fiscal_year = $1
        where f.list = 'functions' order by f.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(
        label=coded(snapshot, found["function"], "functions", short=False),
        basis=[words.basis(snapshot, text) for text in found["basis"].fillna("")],
        word=coded(snapshot, found["role"], "role_splits", short=False),
    )


@store.kept
def support(snapshot: store.Snapshot, fiscal_year: int, area: str | None = None) -> pd.DataFrame:
    """Support given to every municipality by method: sessions (value) with state; nothing reported at all is …."""
    sql = """
        -- the prefecture answers as one: with any row, what it does not list is 0; with none, nothing is known
        with reported as (select count(*) > 0 as any_row from mart_prefecture_support where fiscal_year = $1)
        select m.lg_code, c.code as method_code,
            if(s.sessions_state is null and r.any_row, 0, s.sessions)::bigint as value,
            coalesce(s.sessions_state, if(r.any_row, 'value', 'unanswered')) as state
        from dim_municipality m
        join dim_code c on c.list = 'share_methods'
        cross join reported r
        left join mart_prefecture_support s on s.fiscal_year = $1 and s.lg_code = m.lg_code and s.method = c.code
        where m.in_prefecture and ($2::varchar is null or m.area_code = $2)
        order by m.sort, c.sort"""
    found = store.query(snapshot, sql, (fiscal_year, area))
    return found.assign(
        municipality=towns(snapshot, found["lg_code"]),
        method=coded(snapshot, found["method_code"], "share_methods", short=False),
    )


@store.kept
def sharing(snapshot: store.Snapshot) -> pd.DataFrame:
    """Every time cases were shared within the prefecture: fiscal_year, share_date, method, recipients, practices."""
    sql = """
        select s.fiscal_year, s.share_date, s.share_method, s.recipients, s.recipients_state, s.practices, s.practices_state
        from mart_prefecture_sharing s order by s.fiscal_year, s.share_date nulls last, s.share_method"""
    found = store.query(snapshot, sql)
    return found.assign(method=coded(snapshot, found["share_method"], "share_methods", short=False))


@store.kept
def bodies(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Every body the prefecture may have of its own: body_code, body, status, meetings with state; one not told is …."""
    sql = """
        select c.code as body_code, b.est_status, b.meetings, coalesce(b.meetings_state, 'unanswered') as meetings_state,
            if(b.est_status is null, 'unanswered', 'value') as state
        from dim_code c left join mart_prefecture_body b on b.own_body = c.code and b.fiscal_year = $1
        where c.list = 'prefecture_bodies' order by c.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(
        body=coded(snapshot, found["body_code"], "prefecture_bodies", short=False),
        status=coded(snapshot, found["est_status"], "est_statuses"),
    )


@store.kept
def levels(snapshot: store.Snapshot, fiscal_year: int, area: str | None = None) -> pd.DataFrame:
    """Of every municipality whose platform it has: level_code, level (None: not answered), state; the bodies it sits in."""
    sql = """
        select m.lg_code, l.level as level_code, coalesce(l.state, 'unanswered') as state,
            (select list(s.own_body order by c.sort) from mart_prefecture_seat s
             join dim_code c on c.list = 'prefecture_bodies' and c.code = s.own_body
             where s.fiscal_year = $1 and s.lg_code = m.lg_code) as own_bodies
        from dim_municipality m
        left join mart_prefecture_level l on l.fiscal_year = $1 and l.lg_code = m.lg_code
        where m.in_prefecture and ($2::varchar is null or m.area_code = $2) order by m.sort"""
    meetings = store.query(snapshot, sql, (fiscal_year, area))
    return meetings.assign(
        municipality=towns(snapshot, meetings["lg_code"]),
        level=coded(snapshot, meetings["level_code"], "pf_levels", short=False),
        seats=[
            words.t("format.comma").join(
                coded(snapshot, pd.Series(list(codes), dtype=object), "prefecture_bodies")
            )
            if isinstance(codes, Iterable)
            else ""
            for codes in meetings["own_bodies"]
        ],
    )


@store.kept
def consultations(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Set-up considered with municipalities up to a year, latest first: consulted_on (day), municipality, considered."""
    sql = """
        select c.fiscal_year, coalesce(strftime(c.consulted_on, '%Y-%m-%d'), '') as consulted_on, c.lg_code,
            c.level as level_code
        from mart_prefecture_consultation c join dim_municipality m using (lg_code) where c.fiscal_year <= $1
        order by c.fiscal_year desc, c.consulted_on desc nulls last, m.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(
        municipality=towns(snapshot, found["lg_code"]),
        considered=coded(snapshot, found["level_code"], "pf_levels", short=False),
    )


@store.kept
def reuse(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Municipalities that used a shared practice, up to a year, latest first: practices with state."""
    sql = """
        select r.fiscal_year, r.lg_code, r.practices, r.practices_state from mart_prefecture_reuse r
        join dim_municipality m using (lg_code) where r.fiscal_year <= $1 order by r.fiscal_year desc, m.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(municipality=towns(snapshot, found["lg_code"]))


def contacts(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Contacts with coordinators of municipalities up to a year, latest first: contacts with state, and how each takes part."""
    sql = """
        select c.fiscal_year, c.lg_code, c.contacts, c.contacts_state, s.participation_mode as mode_code
        from mart_prefecture_contact c join dim_municipality m using (lg_code)
        left join mart_municipality_stage s on s.fiscal_year = c.fiscal_year and s.lg_code = c.lg_code
        where c.fiscal_year <= $1 order by c.fiscal_year desc, m.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(
        municipality=towns(snapshot, found["lg_code"]),
        carried_out=coded(snapshot, found["mode_code"], "participation_modes"),
    )


def item(snapshot: store.Snapshot) -> dict[str, str]:
    """The item of the prefecture itself (K31): code, item, paragraph, question, legal_basis."""
    # The notification has one such item; all others are for municipalities.
    sql = """
        select code, extra ->> 'paragraph' as paragraph, legal_basis, extra ->> 'question_ja' as question_ja,
            extra ->> 'question_en' as question_en
        from dim_code where list = 'items' and (extra ->> 'group') = 'prefecture' order by sort limit 1"""
    row = store.query(snapshot, sql).iloc[0]
    return {
        "code": row["code"],
        "item": words.code(snapshot, "items", row["code"]),
        "paragraph": row["paragraph"],
        "legal_basis": row["legal_basis"],
        "question": words.either(row["question_ja"], row["question_en"]),
    }


@store.kept
def training(snapshot: store.Snapshot, fiscal_year: int, place_kind: str, place_code: str) -> pd.DataFrame:
    """Training by kind and audience: sessions, participants (value, state), completed, municipalities, joint_held.

    A pair that nobody reports is 0 where form 7 was answered.
    """
    # Whoever sent one half was heard as well (answered + half_only).
    sql = """
        select k.code as training_code, a.code as audience_code,
            if(t.training_code is null and v.heard > 0, 0, t.sessions) as sessions,
            coalesce(t.sessions_state, if(v.heard > 0, 'value', 'unanswered')) as sessions_state,
            if(t.training_code is null and v.heard > 0, 0, t.participants) as value,
            coalesce(t.participants_state, if(v.heard > 0, 'value', 'unanswered')) as state,
            if(t.training_code is null and v.heard > 0, 0, t.completed) as completed,
            coalesce(t.completed_state, if(v.heard > 0, 'value', 'unanswered')) as completed_state,
            coalesce(t.joint_held, 0) as joint_held, coalesce(t.municipalities, 0) as municipalities
        from dim_code k
        cross join dim_code a
        cross join (select coalesce(max(answered + half_only), 0) as heard from mart_quality_coverage where form = 'F7'
            and period = 'FY' and fiscal_year = $1 and place_kind = $2 and place_code = $3) v
        left join mart_participation_training t on t.training_code = k.code and t.audience = a.code
            and t.fiscal_year = $1 and t.place_kind = $2 and t.place_code = $3
        where k.list = 'trainings' and a.list = 'audiences'
        order by k.sort, a.sort"""
    found = store.query(snapshot, sql, (fiscal_year, place_kind, place_code))
    return found.assign(
        # in full: short, the training of gatekeepers reads as the people
        training=coded(snapshot, found["training_code"], "trainings", short=False),
        audience=coded(snapshot, found["audience_code"], "audiences", short=False),
    )


@store.kept
def areas(snapshot: store.Snapshot, fiscal_year: int) -> pd.DataFrame:
    """Every indicator by area (圏域) in area order: indicator_id, title, unit, kind, area, value, state, n, N."""
    # Measures whose numbers stand in a mart of their own have no row by area to put side by side.
    sql = """
        select d.indicator_id, d.title_ja, d.title_en, d.unit_ja, d.unit_en, d.kind, d.class, d.decimals,
            a.area_code, a.municipalities, i.value, coalesce(i.state, 'unanswered') as state, i.answered, i.expected
        from dim_indicator d
        join dim_area a on a.in_prefecture
        left join mart_indicator i on i.indicator_id = d.indicator_id and i.fiscal_year = $1
            and i.place_kind = 'area' and i.place_code = a.area_code
        where d.topic in ('participation', 'linkage', 'checklist')
            and d.indicator_id in (select indicator_id from mart_indicator)
        order by d.sort, a.sort"""
    found = store.query(snapshot, sql, (fiscal_year,))
    return found.assign(
        title=either(found["title_ja"], found["title_en"]),
        unit=either(found["unit_ja"], found["unit_en"]),
        area=[words.place(snapshot, "area", code) for code in found["area_code"]],
    )


@store.kept
def setup_by_area(snapshot: store.Snapshot, fiscal_year: int, body_code: str) -> pd.DataFrame:
    """Municipalities (value) of every area by set-up status of one body, in area order."""
    sql = """
        select a.area_code, s.est_status, s.municipalities as value, 'value' as state, s.answered, s.expected
        from dim_area a
        join mart_participation_setup s on s.place_kind = 'area' and s.place_code = a.area_code
        join dim_code e on e.list = 'est_statuses' and e.code = s.est_status
        where a.in_prefecture and s.fiscal_year = $1 and s.body_code = $2
        order by a.sort, e.sort"""
    found = store.query(snapshot, sql, (fiscal_year, body_code))
    return found.assign(
        area=[words.place(snapshot, "area", code) for code in found["area_code"]],
        status=coded(snapshot, found["est_status"], "est_statuses"),
    )


@store.kept
def national(snapshot: store.Snapshot, series: str) -> pd.DataFrame:
    """Public national figures of one series, oldest first: code, label, fiscal_year, value, state."""
    sql = """
        select code, (extra ->> 'fiscal_year') as fiscal_year, (extra ->> 'value')::double as value, 'value' as state
        from dim_code where list = 'national_context' and (extra ->> 'series') = $1 order by sort"""
    found = store.query(snapshot, sql, (series,))
    return found.assign(label=coded(snapshot, found["code"], "national_context"))
