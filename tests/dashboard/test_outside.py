"""Nothing that a submitter or a link says is obeyed: one page of tricks through every text that comes from outside.

Three municipalities write the tricks into every text of every form and into the names of their files; places are named
after them as well; every parameter of the address holds them. Pages, hovers, exports, forms and returned workbooks may
show them, letter by letter, and do nothing else.
"""

import ast
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from dashboard import store, words
from dashboard.charts import map as maps
from dashboard.charts import paper
from dashboard.export import book, deck, image, plain
from dashboard.widgets import address, packs, save
from etl import forms, pipeline, settings
from etl.catalogue import Catalogue
from etl.checks import privacy
from etl.demo.world import grow
from etl.register import review
from etl.settings import Settings
from tests.dashboard.tour import APP, VIEWS, Stop, _recording

TRICKS = (
    "![画像](//evil.example/x.png)",
    "[押す](//evil.example)",
    "$E=mc^2$ :red[赤] :material/home: :smile:",
    "<img src=x onerror=alert(1)><b>太</b><a href='javascript:1'>押</a>",
    "**太字** # 見出し | 表 | `c` ~~消~~ \\",
    "%{customdata} &lt;b&gt;太&lt;/b&gt; {detail} {place}",
    "連携\u202e逆さ\u2067の取組\u061c",
    "@@=evil",
    "www.evil.example 参照",
)
FORMULAS = (
    '=HYPERLINK("//evil.example","押す")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1+2",
    "\t=1+1",
    "\r@SUM(1)",
    "＝1+1",
)
OBEYED = ("](//", "$E=", ":red[", ":material/home:", ":smile:", "<img", "<b>太", "<a href='j", "**太字", "~~消~~",
          "www.evil.")  # fmt: skip
UNTOLD = ("\u202e", "\u2067", "\u061c", "\x07")
BEGINS_FORMULA = re.compile(
    r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠].|[\t\r\n]", re.DOTALL
)
TOWNS = ("312011", "312029", "312037")
YEAR = 2025
TITLE = TRICKS[0]
FILE = "=cmd[a](b)&&_"
PARAMETERS = (
    "fy", "area", "m", "s", "lang", "q", "theme", "design", "item", "body", "agency", "origin", "all", "case", "find", "list",
    "indicator", "i", "c", "with", "order", "view", "level", "w_population", "w_aged",
    "one", "other", "hours", "town", "t", "without", "least", "snapshot", "basket", "next", "which", "size", "form",
    "spine", "cut", "shared",
)  # fmt: skip
# Where a parameter is read that not every page reads.
ASKED_ON = {
    **dict.fromkeys(("case", "q", "find", "m"), ("practices", "municipality", "checklist")),
    **dict.fromkeys(("level", "without", "least", "spine", "cut", "shared"), ("linkage",)),
    **dict.fromkeys(("one", "other", "hours", "town", "body"), ("participation",)),
    **dict.fromkeys(("w_population", "w_aged"), ("municipality",)),
    **dict.fromkeys(("theme", "design", "agency", "origin", "all"), ("practices",)),
    "list": ("about",),
    "indicator": ("prefecture",),
}
MARKDOWN = ("markdown", "caption", "info", "warning", "error", "success", "header", "subheader", "title")


@pytest.fixture(scope="module")
def tricked(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Settings:
    """A home where every text says a trick, read by an official and approved by two, as if nobody had noticed."""
    here = settings.load({"TSUNAGARI_HOME": str(tmp_path_factory.mktemp("tricked"))})
    here.prepare()
    world = grow(catalogue, settings.load())
    shared = []
    for lg_code in TOWNS:
        rows = {form: [dict(row) for row in told] for form, told in world[lg_code, YEAR].items()}
        tricks = iter((*TRICKS, *FORMULAS) * 400)
        for form, told in rows.items():
            free = [column for column in catalogue.forms[form].columns if column.type == "text"]
            for row in told:
                for column in free:
                    if column.name not in privacy.NOT_READ:
                        row[column.name] = next(tricks)[: column.max_length or 400]
        rows["F0"][0]["pref_publish_ok"] = 1
        for row in rows["F6"][:1]:
            row["title"] = TITLE
            shared.append(f"{lg_code}-{row['case_fy']}-{hashlib.md5(TITLE.encode()).hexdigest()[:4]}")
        data = forms.form(lg_code, YEAR, rows, catalogue, spare_rows=2)
        (here.inbox / f"{lg_code}_{YEAR}_r1.xlsx").write_bytes(data)
    # A file of one municipality under the name of another, which also says a formula and a link.
    told = f"lg_code,fiscal_year,period,body_code,body_name,est_status\n{TOWNS[0]},{YEAR},FY,B01,=HYPERLINK(1),E9\n"
    (here.inbox / f"{FILE}{TOWNS[1]}_F1_{YEAR}FY_r2.csv").write_text(told, "utf-8-sig")

    def officials(con: duckdb.DuckDBPyConnection, known: Catalogue) -> None:
        waiting = [one.key for one in review.waiting(con, known)]
        assert len(waiting) > len(TRICKS) / 2
        review.decide(con, known, waiting, review.ACCEPT, "福祉課")
        for practice in shared:
            pipeline.approve(con, practice, "福祉課")
            pipeline.approve(con, practice, "企画課")

    assert shared and pipeline.load(here, read=officials).path
    _name_places(here.snapshots)
    return here


def _name_places(folder: Path) -> None:
    """Places named after tricks, as a list of codes from elsewhere might: our readers refuse them, a page must not care."""
    pointer = json.loads((folder / "current.json").read_text("utf-8"))
    file = folder / pointer["file"]
    with duckdb.connect(str(file)) as con:
        for number, (code,) in enumerate(
            con.execute("select lg_code from dim_municipality order by 1").fetchall()
        ):
            name = (*TRICKS, *FORMULAS)[number % (len(TRICKS) + len(FORMULAS))]
            con.execute(
                "update dim_municipality set name_ja = $1, name_en = $1, kana = $1 where lg_code = $2",
                [name, code],
            )
        for number, (code,) in enumerate(con.execute("select distinct area_code from dim_area").fetchall()):
            name = TRICKS[number]
            con.execute(
                "update dim_area set area_ja = ?, area_en = ? where area_code = ?", [name, name, code]
            )
            con.execute(
                "update dim_municipality set area_ja = ?, area_en = ? where area_code = ?", [name, name, code]
            )
        con.execute("update mart_practices_case set place_ja = ?, place_en = ?", [TRICKS[3], TRICKS[3]])
        con.execute(
            "update mart_quality_finding set message_ja = message_ja || $1, message_en = $1", [TRICKS[3]]
        )
    sealed = pointer | {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    (folder / "current.json").write_text(json.dumps(sealed), "utf-8")


@pytest.fixture(scope="module")
def walked(tricked: Settings) -> Iterator[list[tuple[Stop, AppTest]]]:
    """Every page and sub-view in both languages, each after its run."""
    seen_pages = []
    with pytest.MonkeyPatch.context() as patch, _recording(patch) as seen:
        patch.setenv("TSUNAGARI_HOME", str(tricked.home))
        case = store.query(
            store.current(), "select practice_id from mart_practices_case where origin = 'submission'"
        )
        more = {
            "practices": ({}, {"case": str(case["practice_id"].iloc[0])}),
            "municipality": ({"m": TOWNS[0]}, {"m": TOWNS[1]}, {"find": "evil"}),
            "checklist": (*VIEWS["checklist"], {"view": "items", "m": TOWNS[0]}),
        }
        for language in words.LANGUAGES:
            words.use(language)
            pages = VIEWS | more if language == "ja" else {"overview": ({},), **more}
            for topic, views in pages.items():
                for view in views:
                    at = _opened(topic, {**view, "lang": language}, seen)
                    seen_pages.append((seen["stop"], at))
        yield seen_pages
    words.use("ja")


def _opened(topic: str, asked: dict[str, str], seen: dict[str, Any]) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    for name, value in asked.items():
        at.query_params[name] = value
    seen["stop"] = Stop(topic, asked.get("lang", "ja"), asked)
    return (at if topic == "overview" else at.switch_page(APP.parent / "views" / f"{topic}.py")).run()


class _Read(HTMLParser):
    """Tags, attributes and text of a piece of HTML."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (
            tag == "img" and ("class", "on-paper") in attrs
        ):  # our own drawing of a map: what stands in it is text as well
            drawn = b64decode(str(dict(attrs)["src"]).removeprefix("data:image/svg+xml;base64,")).decode()
            marks = " ".join(re.findall(r"<[^>]*>", drawn))
            assert not re.search(r"<(script|image|foreignObject|a|use)\b|\son\w+=|href", marks), drawn[:200]
            assert [
                text
                for text in re.findall(r">([^<]*)<", drawn)
                if "&" in re.sub(r"&(amp|lt|gt|quot|#\d+|#x[\da-f]+);", "", text)
            ] == []
            self.text += str(dict(attrs)["alt"])
            attrs = [one for one in attrs if one[0] not in ("src", "alt")]
            tag = "drawing"
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def _read_as_markdown(at: AppTest) -> list[str]:
    """Every text of a page that Streamlit reads as Markdown: bodies, labels, helps, options of button groups."""
    said = [one.value for kind in MARKDOWN for one in at.get(kind)]
    for kind in (
        "page_link",
        "button",
        "expander",
        "popover",
        "selectbox",
        "multiselect",
        "text_input",
        "slider",
    ):
        said += [part.proto.label for part in at.get(kind) if hasattr(part.proto, "label")]
        said += [part.proto.help for part in at.get(kind) if hasattr(part.proto, "help")]
    for group in at.get("button_group"):
        said += [option.content for option in group.proto.options]
    return [str(text) for text in said if text]


def _strings(part: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _strings(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value, name)
    elif isinstance(part, str):
        yield name, part


def _obeyed_by_plotly(figure: dict[str, Any]) -> list[str]:
    texts = [text for name, text in _strings(figure) if name not in ("hovertemplate", "texttemplate")]
    templates = [text for name, text in _strings(figure) if name in ("hovertemplate", "texttemplate")]
    tags = [text for text in texts if re.search(r"<(?!br>)|&(?!amp;|lt;)#?\w+;", text)]
    return tags + [text for text in templates if re.search("evil|太|押", text)]


@pytest.mark.slow
def test_pages_show_texts_as_texts(walked: list[tuple[Stop, AppTest]]) -> None:
    told, obeyed = "", []
    for stop, at in walked:
        assert [problem.message for problem in at.exception] == [], stop
        for text in _read_as_markdown(at):
            obeyed += [(str(stop), text) for trick in (*OBEYED, *UNTOLD) if trick in text]
        for part in at.get("html"):
            read = _Read(part.proto.body)
            assert read.tags.isdisjoint({"img", "script", "iframe", "b", "object", "form"}), (stop, read.tags)
            for name, value in read.attributes:
                assert not name.startswith("on") and "evil" not in value and "javascript" not in value, (
                    stop,
                    value,
                )
            told += read.text
    assert obeyed == []
    for trick in (TRICKS[0], TRICKS[2], TRICKS[3], TRICKS[4]):
        assert trick in told, trick  # they did come through, as letters


@pytest.mark.slow
def test_figures_and_maps_obey_no_text(walked: list[tuple[Stop, AppTest]]) -> None:
    drawn = mapped = 0
    for stop, at in walked:
        for chart in at.get("plotly_chart"):
            assert _obeyed_by_plotly(json.loads(chart.proto.spec)) == [], stop
            drawn += "evil" in chart.proto.spec
        for drawing in at.get("deck_gl_json_chart"):
            rows = json.loads(drawing.proto.json)
            data = [layer.get("data") for layer in rows["layers"] if isinstance(layer.get("data"), list)]
            assert not [text for _, text in _strings(data) if text.startswith("@@")], stop
            assert json.loads(drawing.proto.tooltip) == {"text": "{detail}"}, stop
            mapped += 1
        for frame in at.get("arrow_data_frame"):
            kinds = set(re.findall(r'"type": ?"(\w+)"', frame.proto.columns))
            assert kinds <= {"text"}, (stop, kinds)
    assert drawn and mapped


@pytest.mark.slow
def test_exports_hold_no_formula_and_no_tag(walked: list[tuple[Stop, AppTest]]) -> None:
    cells = 0
    for stop, _ in walked:
        for figure in stop.figures:
            facts = figure.facts
            for row in csv.reader(io.StringIO(plain.table(facts).decode("utf-8-sig"), newline="")):
                for cell in row:
                    number = re.fullmatch(r"-?\d[\d.]*", cell)
                    assert number or not BEGINS_FORMULA.match(cell), (stop, facts.key, cell)
                    cells += 1
            assert not re.search(r'[\\/:*?"<>|\s]', facts.file_stem)
            if facts.draw is not None:
                sheet = image.sheet(facts.draw(), facts)
                assert _obeyed_by_plotly(json.loads(sheet["figure"])) == [], (stop, facts.key)
    assert cells > 1000


def _package(data: bytes, told: list[str]) -> None:
    """An Office file: nothing it points to outside itself, no formula in a sheet, workbooks inside charts included."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            part = package.read(name)
            if name.endswith(".xlsx"):
                _package(part, told)
            if name.endswith((".xml", ".rels")):
                root = fromstring(part)
                outside = [one.get("Target", "") for one in root if one.get("TargetMode") == "External"]
                assert not [target for target in outside if "evil" in target or "javascript" in target], name
                told += [text for one in root.iter() if (text := one.text)]
                if "worksheets/" in name:
                    assert not [one for one in root.iter() if one.tag.endswith("}f")], name
                if name.startswith("word/"):
                    assert not [one for one in root.iter() if one.tag.endswith(("}instrText", "}fldSimple"))
                                and "evil" in "".join(one.itertext())], name  # fmt: skip


def _document(text: str) -> str:
    """A page of HTML: what it asks for is its own; returns its words."""
    read = _Read(text)
    for name, value in read.attributes:
        fetched = name in ("src", "href", "action", "srcset", "poster", "data", "xlink:href", "formaction")
        assert not name.startswith("on") and not value.strip().lower().startswith("javascript:"), (
            name,
            value,
        )
        assert not (fetched and "evil" in value), (name, value)
    assert read.tags.isdisjoint({"iframe", "object", "embed", "form", "base"})
    return read.text


@pytest.mark.slow
def test_files_of_every_kind_obey_no_text(walked: list[tuple[Stop, AppTest]]) -> None:
    """Every figure as Excel, PowerPoint and Word."""
    told: list[str] = []
    made = dict.fromkeys(save._MAKERS, 0)
    figures = {
        (stop.topic, one.facts.key): one.facts
        for stop, _ in walked
        for one in stop.figures
        if stop.language == "ja"
    }
    for record in figures.values():
        for kind, (maker, _) in save._MAKERS.items():
            _package(getattr(import_module(f"dashboard.export.{kind}"), maker)(record), told)
            made[kind] += 1
    assert min(made.values()) > 10, made
    assert "evil" in " ".join(told)  # they did come through, as letters


@pytest.mark.slow
def test_packs_handouts_and_the_site_obey_no_text(tricked: Settings, tmp_path: Path) -> None:
    """Whole pages as PowerPoint, Excel and HTML, what goes back to a municipality, and the static site."""
    env = os.environ | {"TSUNAGARI_HOME": str(tricked.home)}
    for command in (
        ["site", tmp_path / "site"],
        ["give-back", "--out", tmp_path / "back", *TOWNS],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "etl.cli", *map(str, command)], env=env, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TSUNAGARI_HOME", str(tricked.home))
        for topic, asked in (("practices", {}), ("municipality", {"m": TOWNS[0]}), ("quality", {})):
            pack = packs.page(store.current(), topic, asked, "ja")
            (tmp_path / f"{topic}.pptx").write_bytes(deck.deck(pack))
            (tmp_path / f"{topic}.xlsx").write_bytes(book.workbook(pack))
    told: list[str] = []
    kinds = set()
    for path in tmp_path.rglob("*"):
        kinds.add(path.suffix)
        if path.suffix in (".pptx", ".xlsx", ".docx"):
            _package(path.read_bytes(), told)
        elif path.suffix == ".html":
            told.append(_document(path.read_text("utf-8")))
        elif path.suffix == ".svg":
            _document(path.read_text("utf-8"))
    assert {".html", ".pptx", ".xlsx"} <= kinds, kinds
    assert "evil" in " ".join(told)


def _workbook(path: Path) -> None:
    """No formula but those that the form prints, no link, no part that points elsewhere."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert not sheet._hyperlinks and not sheet._images, path
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, (path, sheet.title, cell.coordinate)
    with openpyxl.reader.excel._validate_archive(path) as archive:
        names = archive.namelist()
        assert not [name for name in names if "externalLink" in name or "connections" in name], path
        for name in names:
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name), (path, name)


@pytest.mark.slow
def test_what_goes_back_and_what_goes_out_again_holds_no_formula_and_no_link(
    tricked: Settings, catalogue: Catalogue, tmp_path: Path
) -> None:
    returned = list((tricked.work / "feedback").rglob("*.xlsx"))
    assert len(returned) > len(TOWNS), returned
    for year in (YEAR, YEAR + 1):
        forms.print_forms(tricked, catalogue, year, tmp_path / str(year), TOWNS[0])
    printed = list(tmp_path.rglob("*.xlsx"))
    assert printed
    for path in (*returned, *printed):
        _workbook(path)
    for path in tmp_path.rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            assert not [cell for cell in row if BEGINS_FORMULA.match(cell)], path
    sheets = [sheet for path in printed for sheet in openpyxl.load_workbook(path)]
    texts = {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert TITLE in texts or TRICKS[1] in texts


def test_a_returned_workbook_leaves_out_what_the_sender_linked_to(
    tricked: Settings, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Formulas, links, rules and names that fetch or run something, in a workbook that came in with a fault."""
    from etl.register import feedback

    path = tmp_path / "sent.xlsx"
    shutil.copy(tricked.inbox / f"{TOWNS[0]}_{YEAR}_r1.xlsx", path)
    book = openpyxl.load_workbook(path)
    sheet = book[catalogue.forms["F1"].sheet]
    sheet["C2"] = '=WEBSERVICE("http://evil.example")'
    sheet["C3"].hyperlink = "http://evil.example"
    sheet["D2"] = "=SUM(1,2)"
    book.defined_names["far"] = openpyxl.workbook.defined_name.DefinedName("far", attr_text="'[1]evil'!$A$1")
    rule = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1="'[1]evil'!$A$1:$A$9")
    rule.add("C2:C9")
    sheet.add_data_validation(rule)
    book.save(path)
    faulty = {
        "severity": "warn",
        "sheet": sheet.title,
        "column_letter": "C",
        "row_no": 2,
        "message_ja": FORMULAS[0],
    }
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(feedback.annotated(path, [faulty], "sent.xlsx"))
    _workbook(copy)
    told = openpyxl.load_workbook(copy)
    assert told[sheet.title]["C2"].value == '=WEBSERVICE("http://evil.example")'  # as letters
    assert told[sheet.title]["C2"].data_type == "s" and "far" not in told.defined_names
    rules = told[sheet.title].data_validations.dataValidation
    assert rules and not [one for one in rules if "[" in (one.formula1 or "")]
    assert told[sheet.title].conditional_formatting  # what the form itself prints stays


@pytest.mark.slow
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_any_parameter_of_the_address_may_say_anything(
    tricked: Settings, monkeypatch: pytest.MonkeyPatch, parameter: str
) -> None:
    monkeypatch.setenv("TSUNAGARI_HOME", str(tricked.home))
    words.use("ja")
    text = " ".join((*TRICKS, *FORMULAS, *UNTOLD))
    topics = ASKED_ON.get(parameter, ("checklist",))
    with _recording(monkeypatch) as seen:
        for topic in topics:
            at = _opened(topic, {parameter: text}, seen)
            assert [problem.message for problem in at.exception] == []
            assert words.t("error.title") not in " ".join(_read_as_markdown(at))
            for said in _read_as_markdown(at):
                assert not [trick for trick in (*OBEYED, *UNTOLD) if trick in said], (topic, said)
            for part in at.get("html"):
                assert _Read(part.proto.body).tags.isdisjoint({"img", "script", "b"})


def test_every_parameter_that_a_page_reads_is_among_them() -> None:
    """Found in the code: what is asked of the address by name, on whatever page."""
    asked = set()
    for path in sorted(APP.parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Attribute):
                continue
            of = ast.unparse(node.func)
            if re.fullmatch(
                r"address\.(pick|switch|several|typed|level)|st\.query_params\.get|url_state\.get", of
            ):
                asked |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert asked <= set(PARAMETERS), asked - set(PARAMETERS)
    assert {"one", "without", "q", "case", "t"} <= asked


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "x", "", "１", "0x1", "[]"])
def test_a_weight_that_is_no_number_is_the_default_or_within_reach(text: str) -> None:
    found = address._within(text, 1.0, 3.0)
    assert 0 <= found <= 3 and (found == 1.0 or text in ("１",))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("<b>x</b>", "&lt;b>x&lt;/b>"), ("a\nb", "a<br>b"), ("&lt;b&gt;", "&amp;lt;b&amp;gt;"), ("R&D", "R&D")],
)
def test_plotly_is_told_letters(text: str, shown: str) -> None:
    assert paper.literal(text) == shown


def test_the_engine_of_maps_is_told_letters() -> None:
    import pandas as pd

    frame = maps._literal(pd.DataFrame({"label": ["@@=a", "東部"], "detail": ["@@type", "x\n@@=y"]}))
    assert not frame["label"].str.startswith("@@").any() and not frame["detail"].str.startswith("@@").any()


@pytest.mark.slow
@pytest.mark.parametrize("topic", ["overview", "linkage", "practices", "municipality", "indicator"])
def test_a_choice_that_no_widget_offers_falls_back_to_the_page_of_its_address(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch, topic: str
) -> None:
    """Kept by a browser from an earlier version, or written to the socket by hand."""
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    at = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    at.switch_page(f"views/{topic}.py").run()
    shown = [part.proto.body for part in at.get("html") if "<h1>" in part.proto.body]
    sent = at._tree.get_widget_states()
    assert shown and len(sent.widgets) > 2
    at._run(WidgetStates(widgets=[WidgetState(id=state.id, string_value="evil") for state in sent.widgets]))
    assert [problem.message for problem in at.exception] == []
    assert [part.proto.body for part in at.get("html") if "<h1>" in part.proto.body] == shown
    assert "evil" not in " ".join(part.proto.body for part in at.get("html"))
