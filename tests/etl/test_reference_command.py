"""``tsunagari reference``: what it brings in, what it says is lacking, how it refuses."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import catalogue, reference, settings
from etl.cli.base import app
from etl.reference import OfficialFileError

AREAS = "code,area_code,area_name\n312011,3101,いなば\n312029,3103,西部\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    return tmp_path


def told(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["reference", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_areas_are_brought_in_and_win(home: Path) -> None:
    file = home / "areas.csv"
    file.write_text(AREAS, encoding="cp932")
    code, said = told("areas", str(file))
    assert code == 0 and "鳥取県の対象は 21 市区町村です" in said
    rows = reference.municipalities(settings.load(), catalogue.load()).to_pylist()
    assert {row["area_name"] for row in rows if row["code6"] == "312011"} == {"いなば"}


def test_a_file_that_is_none_is_refused_in_japanese(home: Path) -> None:
    file = home / "list.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    for kind in ("codes", "statistics", "areas"):
        with pytest.raises(OfficialFileError, match=r"list\.csv"):
            told(kind, str(file))
    with pytest.raises(OfficialFileError, match="ありません"):
        told("boundaries", str(home / "nothing.zip"))


def test_an_unknown_kind_names_the_kinds(home: Path) -> None:
    code, said = told("weather", "x")
    assert code == 2 and "boundaries" in said
