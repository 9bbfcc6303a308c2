"""このサイトについて: terms, code lists, definitions of the indicators and sources, as the snapshot carries them."""

import pandas as pd

from dashboard import store
from dashboard.queries import sources as published
from dashboard.queries.labels import either

TILES = "tiles"
"""The source of a map without boundaries."""


def terms(snapshot: store.Snapshot) -> pd.DataFrame:
    """The glossary: term, name, other (the name in the other language), meaning, legal_basis, url.

    Empty for a snapshot that was published before the glossary travelled with the numbers.
    """
    there = "select 1 from duckdb_tables() where table_name = 'dim_term'"
    if store.query(snapshot, there).empty:
        return pd.DataFrame()
    found = store.query(snapshot, "select * from dim_term order by sort")
    return found.assign(
        name=either(found["ja"], found["en"]),
        other=either(found["en"], found["ja"]),
        meaning=either(found["meaning_ja"], found["meaning_en"]),
    )


def codes(snapshot: store.Snapshot, list_name: str) -> pd.DataFrame:
    """One code list in its order: code, name, other, legal_basis."""
    sql = "select code, ja, en, legal_basis from dim_code where list = $1 order by sort, code"
    found = store.query(snapshot, sql, (list_name,))
    return found.assign(name=either(found["ja"], found["en"]), other=either(found["en"], found["ja"]))


def sources(snapshot: store.Snapshot) -> pd.DataFrame:
    """Every source with title, licence and attribution in the language in force, url and date.

    Without the positions that stand in for boundaries where there are boundaries.
    """
    rows = published.all_sources(snapshot)
    # Their attribution says that no boundaries are loaded, which is true of a snapshot that is credited so.
    stand_in = (rows["source_id"] == TILES) & (rows["attribution_ja"] != snapshot.boundaries_attribution)
    rows = rows[~stand_in]
    return rows.assign(
        **{
            name: either(rows[f"{name}_ja"], rows[f"{name}_en"])
            for name in ("title", "licence", "attribution")
        }
    )


def submissions_digest(snapshot: store.Snapshot) -> str:
    """SHA-256 over the submissions that this snapshot was made from."""
    return str(store.query(snapshot, "select submissions_sha256 as digest from snapshot")["digest"].iloc[0])
