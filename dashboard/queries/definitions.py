"""The definitions of indicators, as the snapshot carries them: for cards, tiles, exports and notebooks."""

from collections.abc import Sequence

import pandas as pd

from dashboard import store, words
from dashboard.queries import sources
from dashboard.queries.labels import either

TEXTS = ("title", "unit", "formula", "caution")


def definitions(snapshot: store.Snapshot, ids: Sequence[str] = ()) -> pd.DataFrame:
    """Indicators in the language in force, in the order of `ids` (every one, in the catalogue's order, without).

    Columns indicator_id, topic, title, unit, formula, caution, legal_basis, source, class, kind, decimals, form and
    published_in (mart and column). One that an older snapshot does not know yet is left out.
    """
    found = store.query(snapshot, "select * from dim_indicator order by sort")
    if ids:
        known = {str(name): row for row, name in enumerate(found["indicator_id"])}
        found = found.iloc[[known[name] for name in dict.fromkeys(ids) if name in known]]
    titles = sources.titles(snapshot)
    return found.assign(
        **{name: either(found[f"{name}_ja"], found[f"{name}_en"]) for name in TEXTS},
        legal_basis=[words.basis(snapshot, text) for text in found["legal_basis"].fillna("")],
        source=[words.either(*titles.get(str(name), ("", ""))) for name in found["source_id"]],
        **{
            name: found.get(name, pd.Series("", index=found.index)).fillna("")
            for name in ("form", "published_in")
        },
    )
