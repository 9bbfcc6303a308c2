"""Sources and licences named under the figures."""

import pandas as pd

from dashboard import store, words


def all_sources(snapshot: store.Snapshot) -> pd.DataFrame:
    """Every source with licence and attribution, by id."""
    return store.query(snapshot, "select * from dim_source order by source_id")


@store.kept
def titles(snapshot: store.Snapshot) -> dict[str, tuple[str, str]]:
    """`{source_id: (title_ja, title_en)}`."""
    rows = store.query(snapshot, "select source_id, title_ja, title_en from dim_source")
    return {str(s): (str(ja), str(en)) for s, ja, en in rows.itertuples(index=False, name=None)}


@store.kept
def boundaries(snapshot: store.Snapshot) -> str:
    """How the map's shapes must be credited, in the language in force; empty when the snapshot has none."""
    sql = "select attribution_en from dim_source where attribution_ja = ?"
    english = store.query(snapshot, sql, (snapshot.boundaries_attribution,))["attribution_en"]
    return words.either(snapshot.boundaries_attribution, None if english.empty else str(english.iloc[0]))


@store.kept
def census_day(snapshot: store.Snapshot) -> str:
    """The day that people and households were counted on, ISO: 1 October of the census that was loaded."""
    return f"{store.query(snapshot, 'select census_year from snapshot')['census_year'].iloc[0]}-10-01"


@store.kept
def published(snapshot: store.Snapshot, source_id: str) -> str:
    """The day a source came out, ISO."""
    found = store.query(snapshot, "select published from dim_source where source_id = ?", (source_id,))
    return str(found["published"].iloc[0])
