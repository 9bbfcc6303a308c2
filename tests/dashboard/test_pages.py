"""All ten pages in both languages: no exception, one h1, the demonstration is unmistakable; calm without a snapshot."""

import itertools
import re
import shutil
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import store, words
from dashboard.app import TOPICS

TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def home(demo_home, monkeypatch):
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))


def opened(topic: str, language: str) -> AppTest:
    words.use(language)  # AppTest writes down options in this thread
    at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    at.query_params["lang"] = language
    return (at if topic == TOPICS[0] else at.switch_page(f"views/{topic}.py")).run()


def html(at: AppTest) -> str:
    return "\n".join(part.proto.body for part in at.get("html"))


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_stands(home, topic, language):
    at = opened(topic, language)
    assert [problem.message for problem in at.exception] == []
    said, phrases = html(at), words.catalogue(language)
    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", said) == [phrases[f"topic.{topic}"]]
    assert phrases["app.demo"] in said and phrases["app.demo_note"] in said
    assert store.current().id in said, "the footer names the snapshot"


@pytest.mark.parametrize("topic", TOPICS)
def test_headings_go_down_one_step_at_a_time(home, topic):
    at = opened(topic, "ja")
    levels = [int(level) for level in re.findall(r"<h([1-6])", html(at))]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("topic", ["overview", "linkage", "about"])
def test_without_a_snapshot_a_page_says_what_to_do(tmp_path, monkeypatch, topic, language):
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    at = opened(topic, language)
    assert [problem.message for problem in at.exception] == []
    assert words.catalogue(language)["missing.title"] in html(at)
    assert [code.value for code in at.code] == ["./run demo", "tsunagari load"]
    assert any(str(tmp_path / "snapshots") in unescape(text.value) for text in at.markdown)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_broken_snapshot_says_how_to_go_back(demo_home, tmp_path, monkeypatch, language, caplog):
    shutil.copytree(demo_home / "snapshots", tmp_path / "snapshots")
    monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
    file = next((tmp_path / "snapshots").glob("*.duckdb"))
    file.write_bytes(file.read_bytes()[:4096])
    at = opened("overview", language)
    assert [problem.message for problem in at.exception] == []
    assert words.catalogue(language)["broken.title"] in html(at)
    assert [code.value for code in at.code] == ["tsunagari rollback"]
    said = unescape("\n".join(text.value for text in at.markdown) + html(at))
    (logged,) = {
        record.message.split(":")[0] for record in caplog.records if record.name == "dashboard.store"
    }
    assert logged in said and str(tmp_path) not in said and file.name not in said and "Error" not in said


def test_real_data_carry_no_demonstration_banner(home):
    at = AppTest.from_function(_real, default_timeout=30).run()
    assert [problem.message for problem in at.exception] == [] and html(at) == ""


def _real() -> None:
    from dataclasses import replace

    from dashboard import store
    from dashboard.widgets import notices

    notices.demo_banner(replace(store.current(), demo=False))
