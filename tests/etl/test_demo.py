"""The demo's files: the same each time, with every planted fault found by the checks."""

from pathlib import Path

import pytest

from etl import catalogue as catalogues
from etl import demo, settings
from etl.checks.file import examine
from etl.checks.values import Judge
from etl.demo import faults
from etl.intake import receive

CATALOGUE = catalogues.load()
# What the checks of one file say to each fault.
FOUND = {
    "full_width_digits": "PX03",
    "wareki_date": "PX07",
    "my_number": "PI01",
    "total_row": "PX11",
    "notes_row": "PX10",
    "unit_in_number": "PX06",
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("inbox")
    demo.write(place, CATALOGUE, settings.load())
    return place


def test_same_bytes_each_time(inbox: Path, tmp_path: Path) -> None:
    again = demo.write(tmp_path, CATALOGUE, settings.load())
    assert {path.name for path in inbox.iterdir()} == {path.name for path in again}
    assert all((inbox / path.name).read_bytes() == path.read_bytes() for path in again)


def test_faults_are_found_by_the_checks(inbox: Path) -> None:
    said = {}
    for file in receive(inbox):
        examined = examine(file, CATALOGUE, Judge(CATALOGUE))
        said.setdefault((examined.lg_code, examined.fiscal_year), set()).update(
            f["rule"] for f in examined.found
        )
    for place, year, name, _ in faults.FAULTS:
        assert FOUND.get(name) is None or FOUND[name] in said[place, year], name


def test_only_the_personal_number_is_refused(inbox: Path) -> None:
    judge = Judge(CATALOGUE)
    refused = {file.name for file in receive(inbox) if examine(file, CATALOGUE, judge).refused}
    assert refused == {"313700_2024_r1.xlsx"}


def test_resubmission_and_copy(inbox: Path) -> None:
    assert (inbox / "312037_2024_r2.xlsx").exists()
    for name, copy in faults.SENT_TWICE:
        assert (inbox / name).read_bytes() == (inbox / copy).read_bytes()


def test_practices_have_different_ids() -> None:
    ids = demo.practice_ids(CATALOGUE, settings.load())
    assert len(ids) == len(set(ids)) >= 25
