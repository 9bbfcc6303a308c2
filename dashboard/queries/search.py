"""Finding a municipality by code, name (漢字 or romanised) or reading, however its ヶ is written."""

import unicodedata

import pandas as pd

from dashboard import store
from dashboard.queries import places

_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# The small ヶ of a place name is written ヶ, ケ, ケ, が or ガ by different people: all become か.
_SMALL_KE = str.maketrans({"ゖ": "か", "け": "か", "が": "か", "ゕ": "か"})


def fold(text: str) -> str:
    """A name, reading or code in the form in which it is compared: NFKC, hiragana, one spelling of ヶ, no spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_KATAKANA).translate(_SMALL_KE)
    return "".join(folded.split())


def find(snapshot: store.Snapshot, text: str) -> pd.DataFrame:
    """Municipalities whose code, name (漢字 or romanised) or reading contains `text`; all when it is empty."""
    towns = places.municipalities(snapshot)
    columns = ("lg_code", "name_ja", "name_en", "kana")
    wanted = fold(text)
    hits = [any(wanted in fold(str(row[c])) for c in columns) for row in towns.to_dict("records")]
    return towns[hits]
