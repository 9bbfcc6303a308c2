"""事例: the library, its search by character pairs, its facets and the cases that answer a gap."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from dashboard import store, words
from dashboard.queries.chosen import Chosen
from dashboard.queries.labels import coded, either, group

# What a tag weighs beside the character pairs of a text: about as much as a word of four characters found there.
_TAGGED = 8.0


def terms(text: str) -> tuple[str, ...]:
    """The character pairs of a query, folded as the index folds its text (NFKC, lower case, no spaces).

    Words are cut apart at spaces, so that no pair straddles two of them; a single character is kept as it is.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    pairs = (w[i : i + 2] for w in re.split(r"\s+", folded) if w for i in range(max(1, len(w) - 1)))
    return tuple(dict.fromkeys(pairs))


class Word(NamedTuple):
    """A word of a query in the spellings that mean the same, and the tags whose labels hold it ("themes:T15")."""

    spellings: tuple[str, ...]
    tags: tuple[str, ...]


def asked(snapshot: store.Snapshot, text: str) -> list[Word]:
    """The words of a query: 子供 also looks for 子ども and こども, 8050 also finds what is tagged 8050・複合世帯."""
    synonyms = store.query(
        snapshot, "select extra ->> 'variants' as variants from dim_code where list = 'synonyms'"
    )
    groups = [[_folded(word) for word in str(line).split("｜")] for line in synonyms["variants"]]
    # The lists that cases are tagged with: a word of any other label would find nothing.
    labels = store.query(
        snapshot,
        """select list || ':' || code as tag, concat_ws(' ', ja, short_ja, en, short_en) as label from dim_code
        where list in ('themes', 'designs', 'bodies', 'agencies', 'items', 'principles', 'phases', 'benefits')""",
    )
    named = [(str(tag), _folded(label)) for tag, label in zip(labels["tag"], labels["label"], strict=True)]
    searched = []
    for word in _folded(text).split():
        same = [word, *(spelling for group in groups if word in group for spelling in group)]
        spellings = tuple(dict.fromkeys(same))
        tags = [tag for tag, label in named if any(spelling in label for spelling in spellings)]
        searched.append(Word(spellings, tuple(tags)))
    return searched


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", str(text)).lower()


def library(
    snapshot: store.Snapshot,
    text: str = "",
    chosen: Mapping[str, Sequence[str]] | None = None,
    origin: str = "",
    sizes: Sequence[str] = (),
    forms: Sequence[str] = (),
    other_purpose: bool = False,
) -> pd.DataFrame:
    """Practices by relevance to `text`, else newest first; `complete`: every word of `text` was found, or its synonym or tag.

    `chosen` maps a facet to codes: a case has at least one code of every facet used. `origin`: annex, submission.
    `sizes` and `forms` are of the municipality: population band, and how its platform was set up in the year of the case.
    `other_purpose`: only cases of organisations and activities that were not made for loneliness policy.
    """
    wanted = tuple(f"{facet}:{code}" for facet, codes in (chosen or {}).items() for code in codes)
    query = asked(snapshot, text)
    parts = [
        (number, spelling, term)
        for number, word in enumerate(query)
        for spelling in word.spellings
        for term in terms(spelling)
    ]
    tagged = [(number, tag) for number, word in enumerate(query) for tag in word.tags]
    sql = f"""
        with term as (
            select unnest($1::integer[]) as word, unnest($2::varchar[]) as spelling, unnest($3::varchar[]) as term
        ),
        whole as (select word, spelling, count(distinct term) as n from term group by all),
        hit as (
            select t.practice_id, q.word, q.spelling, sum(t.weight) as weight, count(distinct q.term) as n
            from term q
            -- a word of one character has no pair of its own: every pair that holds it counts
            join mart_practices_term t on t.term = q.term or (length(q.term) = 1 and contains(t.term, q.term))
            group by all
        ),
        word as (
            select h.practice_id, h.word, max(h.weight) as weight, bool_or(h.n = w.n) as complete
            from hit h join whole w using (word, spelling) group by all
            union all
            select g.practice_id, q.word, {_TAGGED} as weight, true
            from (select unnest($4::integer[]) as word, unnest($5::varchar[]) as tag) q
            join mart_practices_tag g on g.list || ':' || g.code = q.tag
        ),
        found as (
            select practice_id, sum(weight) as weight, count(*) filter (where complete) as words from (
                select practice_id, word, sum(weight) as weight, bool_or(complete) as complete from word group by all
            ) group by all
        ),
        asked as (
            select split_part(pair, ':', 1) as list, split_part(pair, ':', 2) as code
            from (select unnest($6::varchar[]) as pair)
        ),
        fitting as (
            select t.practice_id from mart_practices_tag t join asked using (list, code)
            group by all having count(distinct t.list) = (select count(distinct list) from asked)
        )
        select c.*, coalesce(f.words, 0) = $7 as complete
        from mart_practices_case c left join found f using (practice_id)
        where ($7 = 0 or f.weight > 0)
            and (len($6::varchar[]) = 0 or c.practice_id in (select practice_id from fitting))
            and ($8 = '' or c.origin = $8)
            and (not $11::boolean or coalesce(c.other_purpose, false))
            and (len($9::varchar[]) = 0 or list_contains($9::varchar[], c.pop_band))
            and (len($10::varchar[]) = 0 or (c.lg_code, c.case_fy) in (
                select (b.lg_code, b.fiscal_year) from mart_participation_body b
                where b.body_code in {group("platform")} and list_contains($10::varchar[], b.setup_form)))
        -- origin: what municipalities here sent in stands before the cases of the Ministry's annex
        order by complete desc, f.weight desc nulls last, c.origin desc, c.case_fy desc nulls last, c.practice_id"""
    numbers, spellings, pairs = (
        (tuple(column) for column in zip(*parts, strict=True)) if parts else ((), (), ())
    )
    places, tags = (tuple(column) for column in zip(*tagged, strict=True)) if tagged else ((), ())
    asked_for = (
        numbers,
        spellings,
        pairs,
        places,
        tags,
        wanted,
        len(query),
        origin,
        tuple(sizes),
        tuple(forms),
        other_purpose,
    )
    return _worded(store.query(snapshot, sql, asked_for))


@store.kept
def nearest(snapshot: store.Snapshot, item_code: str, limit: int = 3) -> pd.DataFrame:
    """Cases of the other items of the same part of the notification, the nearest item first; `item` names it."""
    sql = """
        -- 3(2)① and 3(2)④ are of one part: what stands before the circled number
        with here as (select sort, regexp_extract(extra ->> 'paragraph', '^[^①-⑨]+') as part from dim_code
            where list = 'items' and code = $1),
        near as (
            select i.code, abs(i.sort - h.sort) as far from dim_code i join here h
                on regexp_extract(i.extra ->> 'paragraph', '^[^①-⑨]+') = h.part
            where i.list = 'items' and i.code <> $1
        )
        select any_value(n.code order by n.far) as item_code, min(n.far) as far, c.*
        from near n join mart_practices_tag t on t.list = 'items' and t.code = n.code
        join mart_practices_case c using (practice_id)
        group by all order by far, c.case_fy desc nulls last, c.practice_id limit $2"""
    found = _worded(store.query(snapshot, sql, (item_code, limit)))
    return found.assign(item=coded(snapshot, found["item_code"], "items", short=False))


def shared(snapshot: store.Snapshot, chosen: Chosen) -> tuple[object, str]:
    """How many practices were shared in the year: (value, state) of the indicator practice_count."""
    sql = """select value, state from mart_indicator
        where indicator_id = 'practice_count' and fiscal_year = ? and place_kind = ? and place_code = ?"""
    found = store.query(snapshot, sql, (chosen.fiscal_year, chosen.place_kind, chosen.place_code))
    return (found["value"].iloc[0], str(found["state"].iloc[0])) if len(found) else (None, "unanswered")


@store.kept
def counts(snapshot: store.Snapshot) -> pd.DataFrame:
    """Practices by facet and code: list, code, label, short, item_group, annex, submission; no case is 0."""
    sql = """
        select d.list, d.code, d.extra ->> 'group' as item_group,
            count(c.practice_id) filter (where c.origin = 'annex')::integer as annex,
            count(c.practice_id) filter (where c.origin = 'submission')::integer as submission
        from dim_code d
        left join mart_practices_tag t on t.list = d.list and t.code = d.code
        left join mart_practices_case c using (practice_id)
        where d.list in ('themes', 'designs', 'bodies', 'agencies', 'items', 'principles', 'phases', 'benefits')
            and coalesce(d.extra ->> 'group', '') <> 'prefecture'
        group by all order by d.list, any_value(d.sort)"""
    return _labelled(snapshot, store.query(snapshot, sql))


@store.kept
def case(snapshot: store.Snapshot, practice_id: str) -> pd.DataFrame:
    """One practice in full (one row), with its source's title, url and attribution; empty when unknown."""
    sql = """
        select c.*, s.title_ja as source_ja, s.title_en as source_en, s.url as source_url, s.attribution_ja,
            s.attribution_en
        from mart_practices_case c left join dim_source s using (source_id)
        where c.practice_id = $1"""
    return _worded(store.query(snapshot, sql, (practice_id,)))


def tags(snapshot: store.Snapshot, practice_ids: Sequence[str]) -> pd.DataFrame:
    """Tags of some practices with their labels: practice_id, list, code, label, short."""
    sql = """
        select t.practice_id, t.list, t.code
        from mart_practices_tag t join dim_code d using (list, code)
        where list_contains($1::varchar[], t.practice_id) order by t.practice_id, t.list, d.sort"""
    return _labelled(snapshot, store.query(snapshot, sql, (tuple(practice_ids),)))


@store.kept
def related(snapshot: store.Snapshot, practice_id: str, limit: int = 4) -> pd.DataFrame:
    """Other practices sharing most tags with this one, with the number shared; every case has a phase, so phases say little."""
    sql = """
        with near as (
            select theirs.practice_id, count(*)::integer as shared
            from mart_practices_tag mine join mart_practices_tag theirs using (list, code)
            where mine.practice_id = $1 and theirs.practice_id <> $1 and list not in ('principles', 'phases')
            group by all
        )
        select c.*, n.shared from near n join mart_practices_case c using (practice_id)
        order by n.shared desc, c.practice_id limit $2"""
    return _worded(store.query(snapshot, sql, (practice_id, limit)))


@store.kept
def answering(
    snapshot: store.Snapshot, fiscal_year: int, lg_code: str, item_code: str | None = None
) -> pd.DataFrame:
    """Cases that answer the items a municipality has open, best first, with the reasons why and its status."""
    sql = """
        select g.item_code, a.status, g.rank, g.reasons, c.*
        from mart_practices_gap g
        join mart_practices_case c using (practice_id)
        join mart_checklist_item a on a.fiscal_year = g.fiscal_year and a.lg_code = g.lg_code
            and a.item_code = g.item_code
        join dim_code i on i.list = 'items' and i.code = g.item_code
        where g.fiscal_year = $1 and g.lg_code = $2 and ($3::varchar is null or g.item_code = $3)
        order by i.sort, g.rank"""
    found = _worded(store.query(snapshot, sql, (fiscal_year, lg_code, item_code)))
    return found.assign(item=coded(snapshot, found["item_code"], "items", short=False))


@store.kept
def offered(snapshot: store.Snapshot, fiscal_year: int, lg_code: str) -> pd.DataFrame:
    """One case for each item that is considered, not yet or partly in place (in this order), none offered twice."""
    found = answering(snapshot, fiscal_year, lg_code)
    # Under consideration first: whoever is about to decide can use a case now; not yet and partly in place follow.
    ordered = found.assign(_turn=found["status"].map({"1": 0, "0": 1, "2": 2}))
    ordered = ordered.sort_values(["_turn", "item_code", "rank"], kind="stable")
    taken: dict[str, int] = {}
    for _, candidates in ordered.groupby(["_turn", "item_code"]):
        fresh = candidates[~candidates["practice_id"].isin(list(taken))]
        # An item whose cases were all offered for earlier items is left out rather than repeating them.
        if not fresh.empty:
            taken[str(fresh["practice_id"].iloc[0])] = int(fresh.index[0])
    return ordered.loc[list(taken.values())]


@store.kept
def tagged(snapshot: store.Snapshot, list_name: str, code: str, limit: int = 5) -> pd.DataFrame:
    """Cases with one tag: for an item that is in place and needs no answer to a gap."""
    return library(snapshot, chosen={list_name: (code,)}).head(limit)


def _worded(cases: pd.DataFrame) -> pd.DataFrame:
    """Title, summary and place in the language in force; `japanese_only` where no translation is stored."""
    texts = {name: either(cases[f"{name}_ja"], cases[f"{name}_en"]) for name in ("title", "summary", "place")}
    return cases.assign(**texts, japanese_only=cases["title_en"].isna())


def _labelled(snapshot: store.Snapshot, case_tags: pd.DataFrame) -> pd.DataFrame:
    pairs = list(zip(case_tags["list"], case_tags["code"], strict=True))
    return case_tags.assign(
        label=[words.code(snapshot, name, code) for name, code in pairs],
        short=[words.code(snapshot, name, code, short=True) for name, code in pairs],
    )
