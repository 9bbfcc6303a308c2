"""Reference data of the prefecture: facts on municipalities, boundaries, public practices.

Official files brought in by ``tsunagari reference`` live in ``<home>/reference/own`` and take the place of the
committed facts of the demo prefecture, which stay untouched.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

from etl.catalogue import Catalogue, Source
from etl.reference import sources
from etl.reference.official import OfficialFileError
from etl.settings import Settings

if TYPE_CHECKING:
    from etl.reference.build import Loaded

__all__ = [
    "OfficialFileError",
    "boundaries",
    "boundaries_credit",
    "census_year",
    "cited",
    "load",
    "municipalities",
    "own",
    "practices",
]

_LISTS = ("designs", "themes", "bodies", "agencies", "items", "benefits")
_NUMBERS = (
    "census_year",
    "population",
    "households",
    "single",
    "area_km2",
    "habitable",
    "lat",
    "lon",
    "label",
)


def own(settings: Settings) -> Path:
    """The installation's own folder; below ``reference`` even where that is the committed one."""
    return settings.home / "reference" / "own"


def load(kind: str, paths: Sequence[Path], settings: Settings, catalogue: Catalogue) -> "Loaded":
    """Bring in official files of one kind (one of ``build.KINDS``); raises :class:`OfficialFileError` in Japanese."""
    from etl.reference.build import Builder  # geometry takes long to import, and only this needs it

    return Builder(own(settings), settings.reference, catalogue.prefecture).load(kind, paths)


def file(settings: Settings, name: str) -> Path:
    """Where ``reference/<name>`` is read from: the installation's own folder first, then the committed one."""
    # The own folder is flat, whatever folder prefecture.toml names.
    mine = own(settings) / Path(name).name
    return mine if mine.exists() else settings.reference.parent / name


def municipalities(settings: Settings, catalogue: Catalogue) -> pa.Table:
    """One row per municipality, codes as text; columns as in ``municipalities.csv``."""
    source = file(settings, catalogue.prefecture.municipalities)
    with source.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    _complete(rows, catalogue)
    # As text: read as numbers, codes would lose a leading zero, and an empty name would become a gap.
    types = {name: pa.string() for name in rows[0] if not name.startswith(_NUMBERS)}
    options = arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False)
    return arrow_csv.read_csv(source, convert_options=options)


def census_year(settings: Settings, catalogue: Catalogue) -> int:
    """The census that people and households are of."""
    # More than one has been refused by municipalities().
    years = set(municipalities(settings, catalogue).column("census_year").to_pylist()) - {None}
    return int(min(years))


def cited(settings: Settings, catalogue: Catalogue) -> tuple[Source, ...]:
    """The catalogue's sources, citing what was really loaded."""
    return sources.cited(catalogue, own(settings), census_year(settings, catalogue))


def _complete(rows: list[dict[str, str]], catalogue: Catalogue) -> None:
    """The prefecture is there, and every municipality has its population: without it nothing can be protected."""
    here = catalogue.prefecture
    known = {row["code6"] for row in rows}
    if not any(row["pref_code"] == here.code for row in rows) or not known.issuperset(here.neighbours):
        raise OfficialFileError(
            f"{here.ja}（又は prefecture.toml の neighbours）の市区町村が参照データにありません。"
            "tsunagari reference codes で団体コード表を取り込んでください。"
        )
    wanted = [row for row in rows if row["pref_code"] == here.code or row["code6"] in here.neighbours]
    years = sorted({row["census_year"] for row in rows if row["census_year"]})
    if len(years) > 1:
        raise OfficialFileError(
            f"人口の調査年が混ざっています（{'・'.join(years)}年）。同じ年の SSDSE-A ですべての市区町村を取り込んでください。"
        )
    without = [row["name"] for row in wanted if not row["population"]]
    if without:
        raise OfficialFileError(
            f"人口が分からない市区町村があります（{'、'.join(without[:5])}）。"
            "tsunagari reference statistics で SSDSE-A を取り込んでください。"
        )


def boundaries(settings: Settings, catalogue: Catalogue) -> Path | None:
    """The map's shapes (GeoJSON, id = 6-digit code): official ones, tiles where there are none, or the committed."""
    # Tiles first: the grid is taken away as soon as outlines are there (see build).
    for made in ("tiles.geojson", "map.geojson"):
        if (own(settings) / made).exists():
            return own(settings) / made
    source = file(settings, catalogue.prefecture.boundaries)
    return source if source.exists() else None


def boundaries_credit(settings: Settings, catalogue: Catalogue) -> str:
    """How the shapes must be credited on every map; of tiles, that positions are approximate."""
    source = boundaries(settings, catalogue)
    if source is None:
        return ""
    kinds = {"tiles.geojson": "tiles"}
    wanted = kinds.get(source.name) or (
        "boundaries_n03" if source.parent == own(settings) else "boundaries_jma"
    )
    return next((source.attribution.ja for source in catalogue.sources if source.id == wanted), "")


def practices(settings: Settings, catalogue: Catalogue) -> pa.Table:
    """Public practices of the annex; list columns hold codes."""
    with file(settings, catalogue.prefecture.practices).open(encoding="utf-8", newline="") as text:
        rows = [_practice(row) for row in csv.DictReader(text)]
    return pa.Table.from_pylist(rows)


def _practice(row: dict[str, str]) -> dict[str, object]:
    record: dict[str, object] = {name: value or None for name, value in row.items()}
    record |= {name: [code for code in (row.get(name) or "").split(";") if code] for name in _LISTS}
    record["case_fy"] = int(row["case_fy"]) if row.get("case_fy") else None
    return record
