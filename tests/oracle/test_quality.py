"""How much is hidden: the published rows of each table of the dashboard counted one by one, as a reader would.

Which rows are of which table follows from its title (R1: 県全体の分野・機関同士 …), not from the conditions of disclosure.toml.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.oracle.world import Row, Table

FLOWS = {"prefecture": "R1", "area": "R2", "municipality": "R3"}
BREAKDOWNS = {"consent": "R5", "channel": "R6", "outcome": "R7", "coordinator": "R8"}
TOTAL = ("total",) * 4
Key = tuple[str, ...]


def counts(published: Table) -> Iterator[tuple[str, Key, Row]]:
    """(table of the dashboard, what the count is of, row) of every published count of people or cases."""
    for row in published("mart_linkage_flow"):
        sides = (row["from_level"], row["from_code"], row["to_level"], row["to_code"])
        place = (row["period"], row["place_kind"], row["place_code"])
        yield FLOWS[row["place_kind"]], ("flow", *place, *sides, ""), row
    for row in published("mart_linkage_place"):
        to = ("code", row["to_code"]) if row["to_code"] else ("kind", row["to_kind"])
        place = ("FY", "municipality", row["lg_code"])
        yield "R4", ("place", *place, "total", "total", *to, row["to_kind"]), row
    for row in published("mart_linkage_breakdown"):
        place = ("FY", row["place_kind"], row["place_code"], row["from_level"], row["from_code"])
        of = f"{row['dimension']}:{row['category']}"
        yield BREAKDOWNS[row["dimension"]], ("breakdown", *place, "total", "total", of), row
    for row in published("mart_linkage_support"):
        place = (row["period"], row["place_kind"], row["place_code"])
        yield "S1", ("support", *place, *TOTAL, row["measure_code"]), row
    for row in published("mart_linkage_case"):
        yield "B1", ("case", "FY", row["place_kind"], row["place_code"], *TOTAL, row["body_code"]), row


def test_cells_and_hidden_cells_of_each_table(published: Table, submitted: Table) -> None:
    """Counts above zero, and of them those shown as x; an x that its sender wrote is no cell that the method hid."""
    names = (
        "table_id",
        "period",
        "place_kind",
        "place_code",
        "from_level",
        "from_code",
        "to_level",
        "to_code",
        "category",
    )
    true = {
        (row["fiscal_year"], *(row[name] for name in names))
        for row in submitted("fct_cell")
        if not row["latent"]
    }
    cells, hidden = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for table, key, row in counts(published):
        year = row["fiscal_year"]
        is_hidden = row["state"] == "suppressed" and (year, *key) in true
        hidden[year, table] += is_hidden
        cells[year, table] += is_hidden or (row["state"] == "value" and row["value"] > 0)
    shown = {(row["fiscal_year"], row["table_id"]): row for row in published("mart_quality_disclosure")}
    assert {key: (row["cells"], row["hidden"]) for key, row in shown.items()} == {
        key: (cells[key], hidden[key]) for key in cells if cells[key]
    }
    assert all(row["hidden_share"] == pytest.approx(row["hidden"] / row["cells"]) for row in shown.values())
    assert len(shown) == 30 and sum(hidden.values()) > 1000
