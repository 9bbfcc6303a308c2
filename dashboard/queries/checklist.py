"""取組チェック: what municipalities report on each paragraph of the 通知, beside what their rosters show.

The place that is counted is the area chosen, else the prefecture: a chosen municipality is marked in the picture,
it does not narrow the counts. Items of the prefecture itself (K31) belong to the page of the prefecture.
"""

import json
from typing import NamedTuple

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import coded, either, group

_HERE = """
    join dim_municipality m on m.lg_code = c.lg_code
    where c.fiscal_year = $1 and m.in_prefecture and ($2::varchar is null or m.area_code = $2)"""

# Whether the body an item asks a seat in is known not to stand in the municipality of the row `c`.
_NO_BODY = f"""
    (c.lg_code, c.item_code) in (
        select b.lg_code, s.item_code from mart_participation_body b
        join (select distinct item_code, body_code from dim_seat) s using (body_code)
        where b.fiscal_year = $1 group by all
        having not bool_or(b.stands)
            and coalesce(min(b.est_status) not in {group("not_reported")}, false))"""


class Paragraph(NamedTuple):
    """A paragraph of a notification told in our own words, and the document and place of its own."""

    title: str
    points: tuple[str, ...]
    document: str
    where: str


def place(snapshot: store.Snapshot, chosen: Chosen) -> tuple[str, str]:
    """Kind and code of the place that is counted: the area chosen, else the prefecture."""
    return ("area", chosen.area) if chosen.area else ("prefecture", snapshot.prefecture_lg_code)


@store.kept
def items(snapshot: store.Snapshot) -> pd.DataFrame:
    """The items municipalities answer: item_code, item_group, paragraph, legal_basis, question, item, short."""
    sql = """
        select code as item_code, extra ->> 'group' as item_group, extra ->> 'paragraph' as paragraph, legal_basis,
            extra ->> 'question_ja' as question_ja, extra ->> 'question_en' as question_en
        from dim_code where list = 'items' and (extra ->> 'group') <> 'prefecture' order by sort"""
    found = store.query(snapshot, sql)
    return _named(snapshot, found.assign(question=found[f"question_{words.lang()}"]))


@store.kept
def paragraph(snapshot: store.Snapshot, number: str) -> Paragraph | None:
    """What a paragraph says, in our own words: None where the notification and its annexes do not give its text."""
    sql = "select code, ja, en, extra from dim_code where list = 'paragraphs' and (extra ->> 'paragraph') = ?"
    found = store.query(snapshot, sql, (number,))
    if found.empty:
        return None
    row, extra = found.iloc[0], json.loads(found["extra"].iloc[0])
    language = words.lang()
    return Paragraph(
        title=str(row[language]),
        points=tuple(str(extra[f"gist_{language}"]).split("｜")),
        document=str(extra[f"document_{language}"]),
        where=str(extra[f"where_{language}"]),
    )


@store.kept
def statuses(snapshot: store.Snapshot) -> pd.DataFrame:
    """The statuses of an answer from in place to unanswered: status, glyph, word."""
    sql = """
        select code as status, extra ->> 'glyph' as glyph from dim_code where list = 'item_statuses' order by sort"""
    found = store.query(snapshot, sql)
    return found.assign(word=coded(snapshot, found["status"], "item_statuses", short=False))


@store.kept
def answers(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """One row a municipality and item: status with glyph and word, since_fy, evidence, barriers, derived_status."""
    sql = f"""
        select c.lg_code, c.item_code, i.extra ->> 'group' as item_group,
            i.extra ->> 'paragraph' as paragraph, i.extra ->> 'paragraph_en' as paragraph_en,
            c.status, s.extra ->> 'glyph' as glyph, c.since_fy, c.evidence, c.barriers, c.derived_status, c.agrees,
            c.state, {_NO_BODY} as no_body
        from mart_checklist_item c
        join dim_code i on i.list = 'items' and i.code = c.item_code
        join dim_code s on s.list = 'item_statuses' and s.code = c.status
        {_HERE} order by m.sort, i.sort"""
    found = _named(snapshot, store.query(snapshot, sql, (chosen.fiscal_year, chosen.area)))
    return found.assign(
        paragraph=either(found["paragraph"], found["paragraph_en"]),
        municipality=[words.place(snapshot, "municipality", code) for code in found["lg_code"]],
        word=coded(snapshot, found["status"], "item_statuses", short=False),
    )


@store.kept
def summary(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities (value) by item and status, with answered and expected; every status has its row."""
    sql = """
        select i.code as item_code, i.extra ->> 'group' as item_group, s.code as status,
            if(max(m.answered) over () > 0, coalesce(m.municipalities, 0), null) as value,
            if(max(m.answered) over () > 0, 'value', 'unanswered') as state,
            max(m.answered) over () as answered, max(m.expected) over () as expected
        from dim_code i
        join dim_code s on s.list = 'item_statuses'
        left join mart_checklist_summary m on m.item_code = i.code and m.status = s.code
            and m.fiscal_year = $1 and m.place_kind = $2 and m.place_code = $3
        where i.list = 'items' and (i.extra ->> 'group') <> 'prefecture'
        order by i.sort, s.sort"""
    # A status that nobody chose has no row of its own: n and N come from its neighbours (`over ()`).
    found = store.query(snapshot, sql, (chosen.fiscal_year, *place(snapshot, chosen)))
    named = _named(snapshot, found)
    return named.assign(word=coded(snapshot, named["status"], "item_statuses", short=False))


@store.kept
def comparison(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """VR24: municipalities (value) by item and by how answer and roster compare.

    `comparison` is both, neither, report (only the answer says so), roster (only the roster does), none (not applicable:
    no body and so no seat, or answered so) or open (answer or roster is missing). 実施済 and 一部実施 count as yes.
    """
    # Items that no roster speaks of are open everywhere, and left out: there is nothing to compare.
    sql = f"""
        with compared as (
            select c.item_code, case
                when {_NO_BODY} and c.derived_status = 'no' and c.status not in {group("in_place")} then 'none'
                when c.state = 'not_applicable' and c.derived_status is not null then 'none'
                when c.agrees then if(c.derived_status = 'yes', 'both', 'neither')
                -- agrees is null where answer or roster is missing, and falls through to the last line
                when not c.agrees then if(c.derived_status = 'no', 'report', 'roster')
                else 'open' end as comparison
            from mart_checklist_item c {_HERE}
        )
        select item_code, comparison, count(*)::integer as value, 'value' as state
        from compared where item_code in (select item_code from compared where comparison <> 'open')
        group by all order by item_code, comparison"""
    return _named(snapshot, store.query(snapshot, sql, (chosen.fiscal_year, chosen.area)))


@store.kept
def barriers(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities (value) naming each barrier, by item; a pair nobody named is 0."""
    # Zero is a statement: a barrier nobody named is 0 only where somebody answered the item.
    sql = """
        with covered as (
            select item_code, max(answered) > 0 as answered from mart_checklist_summary
            where fiscal_year = $1 and place_kind = $2 and place_code = $3 group by all
        )
        select i.code as item_code, i.extra ->> 'group' as item_group, b.code as barrier_code,
            if(c.answered, coalesce(m.municipalities, 0), null) as value,
            if(c.answered, 'value', 'unanswered') as state
        from dim_code i
        join dim_code b on b.list = 'barriers'
        left join covered c on c.item_code = i.code
        left join mart_checklist_barrier m on m.item_code = i.code and m.barrier = b.code
            and m.fiscal_year = $1 and m.place_kind = $2 and m.place_code = $3
        where i.list = 'items' and (i.extra ->> 'group') <> 'prefecture'
        order by i.sort, b.sort"""
    found = _named(snapshot, store.query(snapshot, sql, (chosen.fiscal_year, *place(snapshot, chosen))))
    return found.assign(barrier=coded(snapshot, found["barrier_code"], "barriers", short=False))


@store.kept
def changes(snapshot: store.Snapshot, chosen: Chosen) -> pd.DataFrame:
    """Municipalities (value) by item and change since the year before: forward, same, back; open where an answer of one of
    the two years is missing, none where it is that the item does not apply (or was not asked)."""
    # Codes rise from not yet (0) to in place (3), so their order is progress; 8 and 9 are no `value`.
    sql = f"""
        with step as (
            select c.item_code, case
                when 'unanswered' in (c.state, b.state) then 'open'
                when c.state <> 'value' or coalesce(b.state, '') <> 'value' then 'none'
                when c.status > b.status then 'forward'
                when c.status < b.status then 'back'
                else 'same' end as change
            from mart_checklist_item c
            left join mart_checklist_item b on b.lg_code = c.lg_code and b.item_code = c.item_code
                and b.fiscal_year = c.fiscal_year - 1
            {_HERE}
        )
        select s.item_code, i.extra ->> 'group' as item_group, s.change, count(*)::integer as value, 'value' as state
        from step s join dim_code i on i.list = 'items' and i.code = s.item_code
        group by all order by any_value(i.sort), s.change"""
    return _named(snapshot, store.query(snapshot, sql, (chosen.fiscal_year, chosen.area)))


def _named(snapshot: store.Snapshot, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        item=coded(snapshot, frame["item_code"], "items", short=False),
        short=coded(snapshot, frame["item_code"], "items"),
    )
