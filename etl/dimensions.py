"""Code lists, places and definitions as ``ref_*`` tables of the work database; the snapshot carries them on as ``dim_*``."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from etl import reference, workdb
from etl.catalogue import Catalogue, Indicator, Source, Words, local
from etl.settings import Settings

_MUNICIPALITY = """
create or replace table ref_municipality as
select code6 as lg_code, name as name_ja, name_en, kana, county, type, city_class, pref_code, prefecture,
    pref_code = $prefecture as in_prefecture, area_code, area_name as area_ja, area_en,
    population::bigint as population, population65::bigint as population65,
    population75::bigint as population75, households::bigint as households,
    single_households::bigint as single_households, single65_households::bigint as single65_households,
    area_km2::double as area_km2, habitable_area_km2::double as habitable_area_km2,
    label_lat::double as label_lat, label_lon::double as label_lon,
    (row_number() over (order by pref_code <> $prefecture, code6))::integer as sort
from incoming
where pref_code = $prefecture or list_contains($neighbours::varchar[], code6)"""

# What laws, sources and terms say stays as it is, and so do the names of other prefectures.
_LOCAL = ("ja", "short_ja", "title_ja", "formula_ja", "caution_ja")
_NAMES = ("laws", "prefectures")

_AREA = """
create or replace table ref_area as
select area_code, any_value(area_ja) as area_ja, any_value(area_en) as area_en, bool_and(in_prefecture) as in_prefecture,
    count(*)::integer as municipalities, (row_number() over (order by bool_and(in_prefecture) desc, area_code))::integer as sort
from ref_municipality group by area_code"""


def write(con: duckdb.DuckDBPyConnection, settings: Settings, catalogue: Catalogue) -> None:
    """Write every ``ref_*`` table that does not depend on submissions."""
    words = _locally(catalogue.prefecture.ja)
    _from_rows(con, "ref_code", map(words, _codes(catalogue)))
    _from_rows(con, "ref_form", _forms(catalogue))
    indicators = [_indicator(i, sort) for sort, i in enumerate(catalogue.indicators)]
    _from_rows(con, "ref_indicator", map(words, indicators))
    _from_rows(con, "ref_group", map(words, _groups(catalogue)))
    _from_rows(con, "ref_seat", _seats(catalogue))
    # What was loaded is cited, not what the catalogue names: an installation may have brought a newer edition.
    _from_rows(con, "ref_source", _sources(reference.cited(settings, catalogue)))
    _from_rows(con, "ref_rule", _rules(catalogue))
    _from_rows(con, "ref_term", [t.model_dump() | {"sort": i} for i, t in enumerate(catalogue.glossary)])
    _from_rows(
        con,
        "ref_prefecture",
        [
            _prefecture(catalogue, reference.boundaries_credit(settings, catalogue))
            | {"census_year": reference.census_year(settings, catalogue)}
        ],
    )
    places = {"prefecture": catalogue.prefecture.code, "neighbours": list(catalogue.prefecture.neighbours)}
    with workdb.lent(con, "incoming", reference.municipalities(settings, catalogue)):
        con.execute(_MUNICIPALITY, places)
        con.execute(_AREA)
    workdb.put(con, "ref_practice", reference.practices(settings, catalogue))


def _locally(prefecture: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Our own words of a row as the prefecture says them."""
    return lambda row: {
        name: local(value, prefecture)
        if name in _LOCAL and isinstance(value, str) and row.get("list") not in _NAMES
        else value
        for name, value in row.items()
    }


def _from_rows(con: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    workdb.put(con, name, pa.Table.from_pylist(list(map(dict, rows))))


def _codes(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        code.model_dump(exclude={"aliases", "extra"})
        | {
            "series_code": catalogue.series(code.list, code.code),
            "extra": json.dumps(code.extra, ensure_ascii=False),
        }
        for codes in catalogue.codes.values()
        for code in codes
    ]


def _forms(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"form": form.id, "period": period, "optional": form.optional}
        for form in catalogue.forms.values()
        for period in form.periods
    ]


def _indicator(indicator: Indicator, sort: int) -> dict[str, Any]:
    return {
        "indicator_id": indicator.id,
        "topic": indicator.topic,
        **_pair("title", indicator.title),
        **_pair("unit", indicator.unit),
        "kind": indicator.kind,
        "class": indicator.disclosure,
        "direction": indicator.direction,
        "decimals": indicator.decimals,
        **_pair("formula", indicator.formula),
        **_pair("caution", indicator.caution),
        "legal_basis": indicator.legal_basis,
        "form": indicator.form,
        "published_in": indicator.published_in,
        "source_id": indicator.source,
        "sort": sort,
    }


def _groups(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "group_id": group.id,
            "list": group.list,
            "member": member,
            "ja": group.ja,
            "en": group.en,
            "sort": sort,
        }
        for group in catalogue.groups.group
        for sort, member in enumerate(group.members)
    ]


def _seats(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {"item_code": seat.item, "body_code": seat.body, "agency_code": agency}
        for seat in catalogue.groups.seat
        for agency in seat.agencies
    ]


def _sources(sources: Iterable[Source]) -> list[dict[str, Any]]:
    return [
        {
            "source_id": source.id,
            **_pair("title", source.title),
            "url": source.url,
            "published": source.published,
            **_pair("licence", source.licence),
            **_pair("attribution", source.attribution),
        }
        for source in sources
    ]


def _rules(catalogue: Catalogue) -> list[dict[str, Any]]:
    none = {
        "rule": "",
        "ja": "",
        "en": "",
        "compares_counts": False,
    }  # keeps the columns when there is no rule at all
    return [
        none,
        *(
            {
                "rule": rule.id,
                "ja": rule.title.ja,
                "en": rule.title.en,
                "compares_counts": rule.compares_counts,
            }
            for rule in catalogue.rules.values()
        ),
    ]


def _prefecture(catalogue: Catalogue, boundaries_credit: str) -> dict[str, Any]:
    here = catalogue.prefecture
    return {
        "prefecture_code": here.code,
        "prefecture_lg_code": here.lg_code,
        "prefecture_ja": here.ja,
        "prefecture_en": here.en,
        **_pair("lead_department", here.lead_department),
        "demo": here.demo,
        "boundaries_attribution": boundaries_credit,
        "submissions_sha256": "",
    }


def _pair(name: str, words: Words | None) -> dict[str, str]:
    return {f"{name}_ja": words.ja if words else "", f"{name}_en": words.en if words else ""}
