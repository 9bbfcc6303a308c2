"""A work database of its own, and submissions written the way municipalities write them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from etl import settings as machine
from etl import workdb
from etl.catalogue import Catalogue
from etl.register import Summary, load_inbox, store
from etl.settings import Settings

Cells = list[list[Any]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = machine.load({"TSUNAGARI_HOME": str(tmp_path)})
    made.prepare()
    return made


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A home that is not there yet."""
    return machine.load({"TSUNAGARI_HOME": str(tmp_path / "home")})


@pytest.fixture(scope="module")
def work(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's work file, to read."""
    with duckdb.connect(demo_home / "work" / "work.duckdb", read_only=True) as opened:
        yield opened


@pytest.fixture
def con(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with workdb.connect(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def memory(catalogue: Catalogue) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of the forms without a row."""
    with duckdb.connect(":memory:") as opened:
        store.prepare(opened, catalogue)
        yield opened


@pytest.fixture
def load(con: duckdb.DuckDBPyConnection, settings: Settings, catalogue: Catalogue) -> Callable[[], Summary]:
    return lambda: load_inbox(con, settings, catalogue, "run")


@pytest.fixture
def write(settings: Settings, catalogue: Catalogue) -> Callable[..., Path]:
    """Write a workbook: a cover sheet, and form 3 with the given rows below its printed header."""

    def workbook(rows: Cells, revision: int = 1, above: Cells | None = None, name: str | None = None) -> Path:
        book = openpyxl.Workbook()
        cover = book.active
        assert cover is not None
        _cover(cover, catalogue, revision)
        form = catalogue.forms["F3"]
        sheet = book.create_sheet(form.sheet)
        for row in [*(above or []), [column.ja for column in form.columns], *rows]:
            sheet.append(row)
        path = settings.inbox / (name or f"312011_2024_r{revision}.xlsx")
        book.save(path)
        return path

    return workbook


def _cover(sheet: Any, catalogue: Catalogue, revision: int) -> None:
    form = catalogue.forms["F0"]
    given = {
        "lg_code": "312011",
        "fiscal_year": "令和6年度",
        "dept_name": "地域福祉課",
        "submitted_on": "R7.4.21",
    }
    given |= {
        "juso_status": "J1 実施",
        "participation_mode": "H1",
        "lonely_dept_same": "V1",
        "no_pii_ack": "1",
    }
    values = given | {"revision_no": str(revision), "pref_publish_ok": "1"}
    sheet.title = form.sheet
    sheet.append([column.ja for column in form.columns])
    sheet.append([values.get(column.name) for column in form.columns])
