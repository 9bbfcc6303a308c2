"""The run script, the pinned lists and the server's settings."""

import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.side_by_side import ON_TOUR, SHARED_BY, ByFile

ROOT = Path(__file__).resolve().parent.parent.parent
PINNED = [ROOT / name for name in ("requirements.txt", "requirements-dev.txt", "requirements-nlp.txt")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


@pytest.fixture
def script() -> ModuleType:
    """The `run` script as a module."""
    loader = importlib.machinery.SourceFileLoader("run_script", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def pins(file: Path) -> dict[str, set[str]]:
    found = re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)", file.read_text("utf-8"), re.MULTILINE)
    return {name: {version for other, version in found if other == name} for name, _ in found}


def wanted(*extras: str) -> set[str]:
    optional = PROJECT["optional-dependencies"]
    listed = [*PROJECT["dependencies"], *(one for extra in extras for one in optional[extra])]
    return {re.match(r"[A-Za-z0-9-]+", one)[0].lower() for one in listed}


def test_everything_the_project_names_is_pinned():
    product, dev, dictionary = map(pins, PINNED)
    assert wanted("build") <= product.keys()
    assert wanted("build", "dev") <= dev.keys()
    assert set(PROJECT["optional-dependencies"]["nlp"]) and dictionary.keys() == {
        "sudachipy",
        "sudachidict-core",
    }


def test_no_browser_is_installed_with_the_product():
    """Pictures are drawn by the reader's own; one that the server started would be the largest hole in it."""
    browsers = {"kaleido", "playwright", "selenium", "pyppeteer", "choreographer", "weasyprint", "pdfkit"}
    assert pins(PINNED[0]).keys() & browsers == set() and "playwright" in pins(PINNED[1])


def test_the_development_list_holds_the_product_list_unchanged():
    product, dev, _ = map(pins, PINNED)
    assert {name: versions for name, versions in product.items() if dev.get(name) != versions} == {}


@pytest.mark.parametrize("file", PINNED, ids=lambda file: file.stem)
def test_every_pin_has_a_hash_and_no_list_names_a_host(file, script):
    text = file.read_text("utf-8")
    assert re.findall(r"^\S+==[^\\\n]*$", text, re.MULTILINE) == []
    assert not script.NAMES_A_HOST.search(text)
    assert list(ROOT.glob("*.lock")) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://x.example/simple",
        "-f wheels",
        "a @ https://x.example/a.whl",
        "--extra-index-url y",
    ],
)
def test_a_host_in_a_list_would_be_seen(script, line):
    assert script.NAMES_A_HOST.search(f"a==1\n{line}\n")


def test_run_uses_the_standard_library_alone():
    names = re.findall(r"^(?:import|from) (\w+)", (ROOT / "run").read_text("utf-8"), re.MULTILINE)
    assert set(names) <= sys.stdlib_module_names


def test_run_explains_itself_and_refuses_what_it_does_not_know():
    asked = subprocess.run([sys.executable, ROOT / "run"], capture_output=True, encoding="utf-8")
    wrong = subprocess.run([sys.executable, ROOT / "run", "deploy"], capture_output=True, encoding="utf-8")
    assert asked.returncode == 0 and wrong.returncode == 2
    assert all(
        name in asked.stdout for name in ("demo", "test", "check", "bench", "picture", "TSUNAGARI_HOME")
    )


def test_the_browser_named_by_the_environment_wins(script, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_BROWSER", "/opt/browser")
    assert script.find_browser() == "/opt/browser"


def test_a_wheelhouse_closes_every_other_source(script, monkeypatch, tmp_path):
    monkeypatch.setenv("TSUNAGARI_WHEELHOUSE", str(tmp_path))
    assert script.wheels_from() == ["--no-index", "--find-links", str(tmp_path)]
    monkeypatch.delenv("TSUNAGARI_WHEELHOUSE")
    assert script.wheels_from() == []


def test_the_server_tells_nobody_anything():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["address"] == "127.0.0.1" and CONFIG["browser"]["serverAddress"] == "localhost"
    assert CONFIG["client"]["showErrorDetails"] == "none" and CONFIG["client"]["showErrorLinks"] is False
    assert CONFIG["server"]["enableXsrfProtection"] and CONFIG["server"]["enableCORS"]


def test_the_fonts_of_the_pages_are_files_of_this_checkout():
    fonts = ROOT / "dashboard" / "static" / "fonts"
    faces = re.findall(r'font-weight: (\d+).*?/fonts/([^"]+)"', (fonts / "fonts.css").read_text("utf-8"))
    assert [weight for weight, _ in faces] == ["400", "700"] * 2
    for _, file in faces:
        assert (fonts / file).read_bytes()[:4] == b"wOF2"


def test_what_the_product_says_is_written_with_the_small_fonts():
    """A page of the product's own words fetches 0.8 MB of fonts, not 4.7; other characters bring the whole ones."""
    css = (ROOT / "dashboard" / "static" / "fonts" / "fonts.css").read_text("utf-8")
    held = {
        code
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }
    for folder in ("dashboard/locales", "data/catalogue", "data/reference"):
        for file in (ROOT / folder).rglob("*"):
            # Words that files are searched for are shown on no page.
            if file.suffix in (".toml", ".csv") and file.name != "office_words.toml":
                kanji = {char for char in file.read_text("utf-8") if "\u3400" <= char <= "\u9fff"}
                assert {char for char in kanji if ord(char) not in held} == set(), file


def test_checks_run_side_by_side_and_are_told_in_their_order(script, monkeypatch, capfd):
    def complaint(*command: object) -> str:
        return "two lines\nof complaint" if "format" in command else ""

    monkeypatch.setattr(script, "ready", lambda name: None)
    monkeypatch.setattr(script, "complaint", complaint)
    assert script.check([]) == 1
    told = [line.split()[:2] for line in capfd.readouterr().err.splitlines()]
    assert [sign for sign, _ in told] == ["○", "✕", "two", "of", "○", "○", "○", "○"]
    assert [name for sign, name in told if sign in "○✕"] == ["書き方", "書式", "型", "構造", "文書", "固定版"]
    monkeypatch.setattr(script, "complaint", lambda *command: "")
    assert script.check([]) == 0


def test_what_a_command_says_is_shown_when_it_fails_alone(script, capfd):
    good, silent, loud = ("print('fine')", "raise SystemExit(3)", "raise SystemExit('wrong')")
    assert script.complaint(sys.executable, "-c", good) == ""
    assert script.complaint(sys.executable, "-c", silent).endswith(": 3")
    assert not script.quiet(sys.executable, "-c", loud) and script.quiet(sys.executable, "-c", good)
    assert capfd.readouterr().err == "wrong\n"


def test_bytecode_is_kept_where_a_container_forbids_it_beside_the_source(script, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    script.keep_bytecode()
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert os.environ["PYTHONPYCACHEPREFIX"] == str(ROOT / ".cache" / "bytecode")


def test_bytecode_stays_where_python_puts_it_otherwise(script, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    script.keep_bytecode()
    assert "PYTHONPYCACHEPREFIX" not in os.environ


@pytest.mark.parametrize(
    ("there", "named"),
    [((), "soffice・pdftotext"), (("soffice",), "pdftotext"), (("soffice", "pdftotext"), "")],
)
def test_what_shows_office_files_is_said_to_be_missing(script, monkeypatch, capsys, there, named):
    monkeypatch.setattr(script.shutil, "which", lambda tool: tool if tool in there else None)
    monkeypatch.setattr(script, "find_browser", lambda: "/browser")
    monkeypatch.setattr(script, "has_japanese_font", lambda: True)
    monkeypatch.setenv("TSUNAGARI_BROWSER", "/browser")
    script.ready_browser(office=True)
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("△")]
    assert told == (
        [f"△ {named} がないため、これを使う試験は行いません（LibreOffice、poppler-utils）。"] if named else []
    )
    script.ready_browser()  # a picture of a page needs none of them
    assert "△" not in capsys.readouterr().err


def test_workers_share_long_files_and_keep_together_what_is_walked_once():
    def scope(nodeid: str) -> str:
        return ByFile._split_scope(object.__new__(ByFile), nodeid)

    assert (
        scope("tests/etl/test_x.py::test_a")
        == scope("tests/etl/test_x.py::test_b[ja]")
        == "tests/etl/test_x.py"
    )
    pages = {
        scope(f"tests/browser/test_every_page.py::test_{i}[quality-view=x-{i}]") for i in ("ja", "en", "ja")
    }
    assert len(pages) == 2
    (alone,) = {scope(f"tests/dashboard/{name}.py::test_a") for name in ON_TOUR}
    assert alone == "tour"
    named = [*SHARED_BY, *(f"tests/dashboard/{name}.py" for name in ON_TOUR)]
    assert [file for file in named if not (ROOT / file).exists()] == []
