"""Sources and licences named under the figures."""

import pandas as pd

from dashboard import store


def all_sources(snapshot: store.Snapshot) -> pd.DataFrame:
    """Every source with licence and attribution, by id."""
    return store.query(snapshot, "select * from dim_source order by source_id")


def titles(snapshot: store.Snapshot) -> dict[str, tuple[str, str]]:
    """`{source_id: (title_ja, title_en)}`."""
    rows = store.query(snapshot, "select source_id, title_ja, title_en from dim_source")
    return {str(s): (str(ja), str(en)) for s, ja, en in rows.itertuples(index=False, name=None)}
