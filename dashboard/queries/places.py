"""Municipalities and areas: names, order, readings and label points."""

import pandas as pd

from dashboard import store

_KE = str.maketrans("ヶケ", "ケヶ")


def areas(snapshot: store.Snapshot, *, outside: bool = False) -> list[str]:
    """Codes of the areas (圏域) of the prefecture, in order; `outside` adds those of other prefectures."""
    sql = "select area_code from dim_area where in_prefecture or ? order by sort"
    return [str(code) for code in store.query(snapshot, sql, (outside,))["area_code"]]


def municipalities(snapshot: store.Snapshot, area: str | None = None) -> pd.DataFrame:
    """All municipalities (of one area), those of the prefecture first, by code."""
    sql = """
        select lg_code, name_ja, name_en, kana, prefecture, in_prefecture, area_code, population, label_lat, label_lon
        from dim_municipality
        where ? is null or area_code = ?
        order by in_prefecture desc, lg_code"""
    return store.query(snapshot, sql, (area, area))


def readings(name: str, kana: str) -> list[str]:
    """What else a municipality is looked up by: its reading, and its name with the other of ヶ and ケ."""
    other = name.translate(_KE)
    return [kana] if other == name else [kana, other]
