"""What the facts at hand must be cited as: the census and edition that were loaded, and whose areas they are."""

import csv
from pathlib import Path

from etl.catalogue import Catalogue, Source, Words

COMMITTED = {"edition": "SSDSE-A 2026", "era": "令和2年", "census": "2020"}
"""What ``sources.toml`` says, which is true of the committed facts."""


def cited(catalogue: Catalogue, own: Path, census_year: int) -> tuple[Source, ...]:
    """The catalogue's sources as they are true of this installation, whose own files lie in ``own``."""
    replaced = dict[str, Source]()
    if (statistics := own / "statistics.csv").exists():
        replaced |= _statistics(catalogue, _edition(statistics), census_year)
    if (own / "codes.csv").exists():
        replaced["areas"] = _areas(_source(catalogue, "areas"), (own / "areas.csv").exists())
    return tuple(replaced.get(source.id, source) for source in catalogue.sources)


def _statistics(catalogue: Catalogue, edition: str, census_year: int) -> dict[str, Source]:
    era = f"令和{census_year - 2018}年" if census_year > 2018 else f"平成{census_year - 1988}年"
    wording = {
        COMMITTED["edition"]: f"SSDSE-A {edition}".strip(),
        COMMITTED["era"]: era,
        COMMITTED["census"]: str(census_year),
    }
    census = _told(_source(catalogue, "census2020"), wording)
    if str(census_year) != COMMITTED["census"]:
        # The day in sources.toml is that of the committed census; of another census we know none.
        address = (census.url or "").replace(COMMITTED["census"], str(census_year))
        census = census.model_copy(update={"url": address, "published": None})
    table = _told(_source(catalogue, "ssdse_a"), {COMMITTED["edition"]: wording[COMMITTED["edition"]]})
    return {"census2020": census, "ssdse_a": table.model_copy(update={"published": edition or None})}


def _areas(source: Source, listed: bool) -> Source:
    if listed:
        title = Words(ja="圏域の一覧", en="List of areas")
        whose = Words(
            ja="圏域は取り込んだ一覧（圏域名は県の定めによる）", en="Areas as in the list of the prefecture"
        )
    else:
        title = Words(ja="圏域（県全域）", en="Area (the whole prefecture)")
        whose = Words(
            ja="圏域の一覧がないため、県全域を一つの圏域とする",
            en="No list of areas is loaded: the prefecture is one area",
        )
    return source.model_copy(update={"title": title, "attribution": whose})


def _told(source: Source, wording: dict[str, str]) -> Source:
    return source.model_copy(
        update={name: _replaced(getattr(source, name), wording) for name in ("title", "attribution")}
    )


def _replaced(pair: Words, wording: dict[str, str]) -> Words:
    ja, en = pair.ja, pair.en
    for old, new in wording.items():
        ja, en = ja.replace(old, new), en.replace(old, new)
    return Words(ja=ja, en=en)


def _source(catalogue: Catalogue, name: str) -> Source:
    return next(source for source in catalogue.sources if source.id == name)


def _edition(path: Path) -> str:
    """The newest edition that a municipality's figures are of; blank where no file said it."""
    with path.open(encoding="utf-8", newline="") as text:
        return max((row.get("edition") or "" for row in csv.DictReader(text)), default="")
