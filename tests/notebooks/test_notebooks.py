"""The notebooks run on the published demo, are kept without outputs, and say what the pages say."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from streamlit.testing.v1 import AppTest

from tests.dashboard.tour import closed

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = ("participation", "linkage", "checklist")

# The kernel's own sockets and event loop warn of things that are not ours.
pytestmark = pytest.mark.filterwarnings("ignore")


def sources(path: Path, kind: str) -> str:
    return "\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == kind)


@pytest.fixture(scope="module")
def said(demo_home: Path) -> dict[str, str]:
    """What each notebook printed when run from top to bottom: name → text."""
    printed = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(demo_home))
        for path in NOTEBOOKS:
            notebook = nbformat.read(path, 4)
            resources = {"metadata": {"path": str(path.parent)}}
            NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
            outputs = (out for cell in notebook.cells for out in cell.get("outputs", ()))
            printed[path.stem] = "".join(out.get("text", "") for out in outputs)
    return printed


def test_there_is_one_for_each_topic_and_one_for_a_new_indicator():
    names = [path.stem for path in NOTEBOOKS]
    assert names == ["01_participation", "02_linkage", "03_checklist", "04_define_an_indicator"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_kept_without_outputs(path):
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells if cell.execution_count or cell.outputs] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_the_snapshot_is_opened(path):
    assert not re.search(r"\betl\b|work\.duckdb|duckdb\.connect", sources(path, "code"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_definitions_of_its_figures_are_read_from_the_snapshot(path):
    code = sources(path, "code")
    asked = re.search(r"definitions\(snapshot.*?\)\[(.*?)\]\n?", code, re.DOTALL)
    assert asked and set(re.findall(r'"(\w+)"', asked[1])) >= {"formula", "caution", "legal_basis", "source"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_names_its_snapshot(path, said, demo_home):
    current = (demo_home / "snapshots" / "current.json").read_text("utf-8")
    first = said[path.stem].split()[0]
    assert f'"{first}"' in current
    assert "架空データ" in said[path.stem]


@pytest.mark.parametrize("page", PAGES)
def test_says_the_same_as_the_page(page, said, demo_home, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    shown = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    shown.switch_page(f"views/{page}.py").run()
    parts = (*shown.markdown, *shown.caption, *shown.get("html"))
    on_page = closed(" ".join(str(part.value) for part in parts))
    told = said[next(name for name in said if name.endswith(page))].splitlines()[-1].split()
    assert told and [part for part in told if part not in on_page] == []
