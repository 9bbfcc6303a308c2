"""The public pages as a folder: whole, both languages, no server, no network, every figure with its foot, nothing hidden."""

import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from dashboard import site as command
from dashboard import store, words
from dashboard.app import TOPICS
from dashboard.export import site
from tests.dashboard import leaks

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def made(
    demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, list[site.Page]]]:
    """The folder, and what was written into it by language."""
    folder = tmp_path_factory.mktemp("share") / "公開"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(demo_home))
        snapshot = store.current()
        pages = {language: list(command.pages(snapshot, language)) for language in words.LANGUAGES}
        site.write(folder, pages, command.files())
    words.use("ja")
    return folder, pages


@pytest.fixture
def written(made) -> Path:
    return made[0]


def text(file: Path) -> str:
    return file.read_text("utf-8")


def listed(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.html") if file.name != "index.html")


def test_every_page_and_view_is_there_in_both_languages(written, snapshot):
    japanese, english = ({file.name for file in listed(place)} for place in (written, written / "en"))
    assert japanese == english
    assert {name.split("-")[0].removesuffix(".html") for name in japanese} == set(TOPICS)
    towns = [name for name in japanese if name.startswith("municipality-")]
    inside = store.query(snapshot, "select count(*) as n from dim_municipality where in_prefecture")[
        "n"
    ].iloc[0]
    assert len(towns) == inside and f"municipality-{snapshot.prefecture_lg_code}.html" not in japanese


BY_YEAR = ("overview", "participation", "linkage", "checklist", "indicator", "prefecture", "quality")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_earlier_years_and_areas_are_pages_chosen_on_the_page(made, snapshot, language):
    folder, pages = made
    place = folder if language == "ja" else folder / "en"
    sql = "select distinct area_code from dim_municipality where in_prefecture and area_code is not null"
    areas = set(store.query(snapshot, sql)["area_code"])
    years = {str(year) for year in range(snapshot.first_fy, snapshot.last_fy)}
    assert areas and years
    for topic in BY_YEAR:
        first = text(place / f"{topic}.html")
        for code in areas | years:
            assert f'href="{topic}-{code}.html"' in first, (topic, code)
            chosen = text(place / f"{topic}-{code}.html")
            assert f'href="{topic}.html"' in chosen and 'aria-current="page"' in chosen
            (pack,) = (page.pack for page in pages[language] if page.name == f"{topic}-{code}")
            asked = dict(parse_qsl(urlsplit(pack.address).query))
            assert asked.get("fy") == (code if code in years else str(snapshot.last_fy))
            assert asked.get("area") == (code if code in areas else None)
            assert all(f"fy={asked['fy']}" in record.address for record in pack.figures)
    latest, *earlier = (
        [record.title for page in pages[language] if page.name == name for record in page.pack.figures]
        for name in ("overview", *(f"overview-{year}" for year in sorted(years)))
    )
    assert all(set(latest).isdisjoint(titles) for titles in earlier), "a year's figures say their year"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_index_leads_to_every_page_and_every_figure(written, language):
    folder = written if language == "ja" else written / "en"
    index = text(folder / "index.html")
    assert f'<html lang="{language}">' in index
    linked = {unescape(found) for found in re.findall(r'href="([^"]+\.html[^"]*)"', index)}
    for file in listed(folder):
        assert file.name in linked, file.name
        anchors = re.findall(r'<section class="card" id="([^"]+)"', text(file))
        assert {f"{file.name}#{anchor}" for anchor in anchors} <= linked


def test_every_link_leads_somewhere_inside_the_folder(written):
    """Sources on the web are links to be followed; nothing is loaded from anywhere else."""
    for file in written.rglob("*.html"):
        said = text(file)
        for where in re.findall(r'(?:href|src)="([^"]+)"', said) + re.findall(r'url\("([^"]+)"\)', said):
            path, _, anchor = unquote(unescape(where)).partition("#")
            if path.startswith(("http://", "https://")):
                assert f'<a href="{where}" target="_blank"' in said, where
                continue
            target = (file.parent / path).resolve() if path else file
            assert target.is_file() and target.is_relative_to(written), (file.name, where)
            assert not anchor or f'id="{unescape(anchor)}"' in text(target), (file.name, where)


def test_every_figure_has_its_foot(written, snapshot):
    figures = 0
    for language, folder in (("ja", written), ("en", written / "en")):
        with words.speaking(language):
            marks = [words.t("csv.seal"), words.t("csv.python"), words.t("card.table")]
        for file in listed(folder):
            for section in re.findall(r'<section class="card" id=.*?</section>', text(file), re.DOTALL):
                figures += 1
                wanted = [snapshot.id, snapshot.sha256, f"snapshot={snapshot.id}", *marks]
                assert [one for one in wanted if one not in section] == [], file.name
                assert re.search("基準日|公表日|As of|Published", section) and re.search(
                    "出典|Source", section
                )
    assert figures > 200


def test_every_page_of_a_demonstration_is_marked(written):
    for file in written.rglob("*.html"):
        assert '<p class="demo">' in text(file), file.name


def test_the_folder_says_what_it_shows_and_its_seals_hold(written, snapshot):
    said = json.loads(text(written / site.MARK))
    assert said["snapshot"] == snapshot.id and said["sha256"] == snapshot.sha256
    assert all(
        sha256((written / name).read_bytes()).hexdigest() == seal for name, seal in said["files"].items()
    )
    assert len(said["files"]) == sum(file.is_file() for file in written.rglob("*")) - 1
    assert (written / "assets" / "OFL.txt").exists(), "the fonts come with their licence"


def test_nothing_hidden_is_in_the_folder(made, snapshot, demo_home, tmp_path):
    folder, pages = made
    work = shutil.copy(demo_home / "work" / "work.duckdb", tmp_path / "work.duckdb")
    hidden = leaks.hidden(Path(work), snapshot)
    assert len(hidden) > 50
    searched, found = {folder / "index.html", folder / "en" / "index.html"}, []
    for language, listed_pages in pages.items():
        for page in listed_pages:
            file = (folder if language == "ja" else folder / "en") / f"{page.name}.html"
            searched.add(file)
            told = leaks.told(page.pack.figures)
            found += [hit for hit in leaks.numbers(file.name, file.read_bytes()) if hit[1] in hidden - told]
    assert found == [] and searched == set(folder.rglob("*.html"))


# ── The folder ──


def test_only_an_empty_folder_or_an_earlier_site_is_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "会議録.docx").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    assert site.refuse(tmp_path / "mine") == "foreign" and site.refuse(tmp_path / "file") == "file"
    assert site.refuse(tmp_path / "new") == ""
    (tmp_path / "mine" / site.MARK).write_text("{}")
    assert site.refuse(tmp_path / "mine") == ""


def test_a_folder_with_other_files_is_left_alone_and_said_so(tmp_path, demo_home):
    kept = tmp_path / "会議録.docx"
    kept.write_bytes(b"x")
    done = _run(tmp_path, demo_home)
    assert done.returncode == 1 and "ほかのファイル" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.slow
def test_without_a_publication_there_is_nothing_to_write(tmp_path):
    done = _run(tmp_path / "site", tmp_path / "nothing")
    assert done.returncode == 1 and "公表データ" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


def _run(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    import os

    environment = os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"}
    command_line = [sys.executable, "-m", "etl.cli", "site", str(folder)]
    return subprocess.run(command_line, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
