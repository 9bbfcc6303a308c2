"""連携・つなぎ, the measures of what is drawn: those of the pairs that a sector, a limit or the backbone has left."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from dashboard import formats
from dashboard.export.figure_record import named_columns
from dashboard.queries import linkage as query
from dashboard.widgets import definition
from dashboard.widgets.page import Page, listed

MEASURES = ("density", "centralisation_in", "centralisation_out", "ei_index")


def measures(links: pd.DataFrame, gone: str, sectors: Mapping[str, str]) -> dict[str, float | None]:
    """Measures of links alone, by name: categories with a link and the links between them, without `gone`.

    links: from_code, to_code. None where there are too few categories or no link. Formulas: docs/indicators.md.
    """
    pairs = {(str(a), str(b)) for a, b in zip(links["from_code"], links["to_code"], strict=True) if a != b}
    nodes = linked(links, gone)
    left = [(a, b) for a, b in pairs if gone not in (a, b)]
    n = len(nodes)
    crossing = sum(sectors[a] != sectors[b] for a, b in left)
    return {
        "density": len(left) / (n * (n - 1)) if n > 1 else None,
        "centralisation_in": _spread(Counter(b for _, b in left), n),
        "centralisation_out": _spread(Counter(a for a, _ in left), n),
        "ei_index": (2 * crossing - len(left)) / len(left) if left else None,
    }


def linked(links: pd.DataFrame, gone: str = "") -> set[str]:
    """The categories that have a link with another, without `gone`."""
    apart = links[links["from_code"] != links["to_code"]]
    # Who is left without a partner is still there, as in the measures of the whole with one category less.
    return {*apart["from_code"], *apart["to_code"]} - {gone}


def density(links: pd.DataFrame) -> float:
    """Of links without a direction (from_code, to_code): those there are among all that their categories could have."""
    n = len(linked(links))
    return 2 * len(links) / (n * (n - 1)) if n > 1 else 0.0


def _spread(links: Counter[str], n: int) -> float | None:
    """How far the category with most links stands above the others, of what a star would give (Freeman 1979)."""
    most = max(links.values(), default=0)
    return (n * most - links.total()) / (n - 1) ** 2 if n > 1 else None


def show(page: Page, links: pd.DataFrame, gone: str, sectors: Mapping[str, str], part: str) -> None:
    """Each measure of the whole beside that of what is drawn; `part` says which that is."""
    whole = query.network(page.snapshot, page.whole()).set_index("metric")
    known = {
        one.id: one.title for one in definition.of(page.snapshot, [f"network_{name}" for name in MEASURES])
    }
    names = [name for name in MEASURES if f"network_{name}" in known and name in whole.index]
    drawn = measures(links, gone, sectors)
    without = page.code("agencies", gone) if gone else ""
    heads = _heads(page, int(whole.loc[names, "nodes"].max()), len(linked(links, gone)), without)
    table = pd.DataFrame(
        {
            "measure": [known[f"network_{name}"] for name in names],
            "value": [whole.loc[name, "value"] for name in names],
            "state": [whole.loc[name, "state"] for name in names],
            "part": part,
            "drawn": [drawn[name] for name in names],
            "drawn_state": ["not_applicable" if drawn[name] is None else "value" for name in names],
        }
    )
    bound = [f"network_{name}" for name in names]
    page.card(
        "within",
        None,
        table,
        page.t(
            "reading.within",
            whole=heads["value"],
            part=heads["drawn"],
            list=listed(
                [
                    page.t("reading.within_one", name=row["measure"], whole=_two(row["value"], row["state"]),
                           drawn=_two(row["drawn"], row["drawn_state"]))
                    for row in table.head(2).to_dict("records")
                ]
            ),
        ),
        indicators={"value": bound, "drawn": bound},
        form="F3",
        whole=True,
        notes=[page.t("note.within"), page.t("note.prefecture_only")],
        headers=page.headings([name for name in named_columns(table) if name not in heads]) | heads,
    )  # fmt: skip


def show_seated(page: Page, links: pd.DataFrame, drawn: pd.DataFrame, part: str) -> None:
    """The density of sitting together, of all pairs and of those drawn; `part` says which those are."""
    (name,) = (one.title for one in definition.of(page.snapshot, ["network_density"]))
    table = pd.DataFrame(
        {
            "measure": [name],
            "value": [density(links)],
            "state": "value",
            "part": part,
            "drawn": [density(drawn)],
            "drawn_state": "value",
        }
    )
    (row,) = table.to_dict("records")
    sentence = page.t(
        "reading.within_one", name=name, whole=_two(row["value"], "value"), drawn=_two(row["drawn"], "value")
    )
    heads = _heads(page, len(linked(links)), len(linked(drawn)))
    page.card(
        "seated_within",
        None,
        table,
        page.t("reading.within", whole=heads["value"], part=heads["drawn"], list=sentence),
        indicators={"value": "coseating", "drawn": "coseating"},
        form="F2",
        whole=True,
        notes=[page.t("note.seated_within"), page.t("note.prefecture_whole")],
        headers=page.headings([name for name in named_columns(table) if name not in heads]) | heads,
    )


def _heads(page: Page, of_whole: int, of_drawn: int, without: str = "") -> dict[str, str]:
    """Of how many categories each of the two numbers is: a density among those with a line is none of the whole."""
    drawn = "column.drawn_without" if without else "column.drawn_of"
    return {
        "value": page.t("column.whole_of", n=of_whole),
        "drawn": page.t(drawn, n=of_drawn, name=without),
    }


def _two(value: object, state: object) -> str:
    return formats.count(value, str(state), decimals=2)
