"""Pages of the demo as AppTest sees them, in either language, also over a snapshot with rows changed."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import store, words
from dashboard.export.figure_record import FigureRecord
from dashboard.queries.chosen import Chosen
from dashboard.widgets import figure
from tests.dashboard.tour import Stop, closed, walk

JUDGING = re.compile(
    "違反|未達|達成率|ランキング|ワースト|順位(?!や|では|を示すもの)|(?<!not a )ranking|worst|violation",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Opened:
    """A page after its run."""

    at: AppTest

    @property
    def html(self) -> str:
        """All HTML of the page."""
        return closed("\n".join(part.proto.body for part in self.at.get("html")))

    @property
    def said(self) -> str:
        """Every text of the page, tags taken out."""
        texts = [text.value for kind in ("markdown", "caption", "info") for text in self.at.get(kind)]
        links = [link.proto.label for link in self.at.get("page_link")]
        return unescape(re.sub(r"<[^>]+>", " ", self.html)) + "\n".join([*texts, *links])

    @property
    def tiles(self) -> dict[str, str]:
        """Key figures: `{label: value with its unit}`."""
        found = re.findall(r'<dt>([^<]*)</dt><dd class="tile-value">(.*?)</dd>', self.html)
        return {unescape(label): unescape(re.sub(r"<[^>]+>", "", value)) for label, value in found}

    @property
    def links(self) -> dict[str, str]:
        """Links to pages: `{label: page?query}`."""
        found = [link.proto for link in self.at.get("page_link")]
        return {link.label: f"{link.page}?{link.query_string}" for link in found}

    def fine(self) -> "Opened":
        """No exception, and no word that judges."""
        assert [problem.message for problem in self.at.exception] == []
        assert JUDGING.findall(self.said) == []
        return self


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    """Every test begins in Japanese and leaves it so, whatever it speaks meanwhile."""
    words.use("ja")
    yield
    words.use("ja")


@pytest.fixture
def snapshot(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[store.Snapshot]:
    """The demo, spoken of in Japanese."""
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    words.use("ja")
    yield store.current()
    words.use("ja")


@pytest.fixture
def altered(
    snapshot: store.Snapshot, demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., store.Snapshot]:
    """`altered("update …", …)`: the demo with rows changed, as another prefecture might publish them."""

    def change(*statements: str) -> store.Snapshot:
        folder = tmp_path / "snapshots"
        shutil.copytree(demo_home / "snapshots", folder)
        file, pointer = folder / snapshot.path.name, folder / "current.json"
        with duckdb.connect(str(file)) as con:
            for statement in statements:
                con.execute(statement)
        sealed = json.loads(pointer.read_text("utf-8")) | {"sha256": sha256(file.read_bytes()).hexdigest()}
        pointer.write_text(json.dumps(sealed), "utf-8")
        monkeypatch.setenv("TSUNAGARI_HOME", str(tmp_path))
        return store.current()

    return change


@pytest.fixture
def opened(snapshot: store.Snapshot) -> Callable[..., Opened]:
    """`opened("quality", "en", area="3101")`: a page after its run, with what stands in its address."""

    def open_page(topic: str, language: str = "ja", **asked: str) -> Opened:
        words.use(language)  # AppTest writes down options in this thread
        at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
        for name, value in {**asked, "lang": language}.items():
            at.query_params[name] = value
        return Opened((at if topic == "overview" else at.switch_page(f"views/{topic}.py")).run())

    return open_page


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> dict[str, FigureRecord]:
    """Every card drawn from here on, by its key."""
    seen, foot = dict[str, FigureRecord](), figure._foot
    monkeypatch.setattr(
        figure, "_foot", lambda facts, *more: (seen.update({facts.key: facts}), foot(facts, *more))
    )
    return seen


@pytest.fixture
def chosen(snapshot: store.Snapshot) -> Callable[..., Chosen]:
    """`chosen(area="3101")`: the whole prefecture in the last year unless said otherwise."""

    def choose(**changes: object) -> Chosen:
        kind = "municipality" if "municipality" in changes else "area" if "area" in changes else "prefecture"
        code = changes.get("municipality") or changes.get("area") or snapshot.prefecture_lg_code
        whole = {"area": None, "municipality": None, "sector": None, "fiscal_year": snapshot.last_fy}
        return Chosen(**{**whole, "place_kind": kind, "place_code": code, **changes})

    return choose


@pytest.fixture(scope="session")
def tour(demo_home: Path) -> list[Stop]:
    """Every page of the demo as read by three readers in two languages (see tour.py)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(demo_home))
        return walk()
