"""What leaves for Excel, PowerPoint and Word can be edited, explains itself, and holds no number that is not published."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import docx
import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pptx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard import formats, words
from dashboard.charts import indicator, marks
from dashboard.charts import map as maps
from dashboard.export import docx as word
from dashboard.export import plot
from dashboard.export import pptx as slides
from dashboard.export import xlsx as sheets
from dashboard.export.figure_record import FigureRecord, Sign
from tests.dashboard.kinds import OFFICE
from tests.dashboard.leaks import parts
from tests.dashboard.test_export import RANGED, TABLE, facts

EVERY = pytest.mark.parametrize("kind", OFFICE)
FLOWS = pd.DataFrame({
    "source": ["官", "官", "民", "民"], "target": ["官", "民", "官", "民"],
    "value": pd.array([40, 83461, 7, 0], dtype="Int64"), "state": ["value", "suppressed", "value", "value"],
})  # fmt: skip
FLOW_HEADS = {"source": "連携元", "target": "連携先", "value": "件数"}
RING = [[134.0, 35.0], [134.1, 35.0], [134.1, 35.1], [134.0, 35.0]]


def bars(table: pd.DataFrame = TABLE, **said) -> FigureRecord:
    return facts(table, draw=lambda: marks.bars(table, category="town", unit="件"), **said)


def stack(**said) -> FigureRecord:
    def draw() -> go.Figure:
        return marks.stacked(FLOWS, category="source", series="target")

    return facts(FLOWS, draw=draw, headers=FLOW_HEADS, **said)


def matrix(**said) -> FigureRecord:
    return facts(FLOWS, draw=lambda: marks.heat(FLOWS, x="target", y="source"), headers=FLOW_HEADS, **said)


def flows(**said) -> FigureRecord:
    return facts(
        FLOWS, draw=lambda: marks.sankey(FLOWS, source="source", target="target"), headers=FLOW_HEADS, **said
    )


def town_map(**said) -> FigureRecord:
    places = pd.DataFrame({
        "lg_code": ["010014", "010022"], "label": ["● 甲市", "… 乙町"], "lat": [35.05, 35.25], "lon": [134.05] * 2,
        "status": ["設置済", "未回答"], "fill": ["#0017C1", "#E0E0E0"], "detail": ["", ""],
    })  # fmt: skip
    rings = np.array(RING)
    apart = np.concatenate([rings, [[np.nan, np.nan]], rings + np.array([0.3, 0]), [[np.nan, np.nan]]])
    outlines = {"010014": apart, "010022": np.concatenate([rings + np.array([0, 0.2]), [[np.nan, np.nan]]])}
    arcs = pd.DataFrame({
        "from_lat": [35.05], "from_lon": [134.05], "to_lat": [35.25], "to_lon": [134.05], "width": [3],
        "state": ["value"],
    })  # fmt: skip
    sheet = maps.Sheet((134.0, 35.0, 134.4, 35.3))
    table = pd.DataFrame(
        {"lg_code": places["lg_code"], "municipality": ["甲市", "乙町"], "word": places["status"]}
    )
    signs = (Sign("●", "設置済", "#0017C1", "#FFFFFF"), Sign("…", "未回答", "#E0E0E0"))
    heads = {"lg_code": "団体コード", "municipality": "市町村", "word": "状況"}
    return facts(
        table,
        draw=lambda: maps.drawing(places, outlines, arcs, sheet=sheet),
        headers=heads,
        signs=signs,
        **said,
    )


PAIR = pd.DataFrame({
    "lg_code": ["010014", "010022", "010031", "010049", "010057"],
    "town": ["甲市", "乙町", "丙町", "丁村", "戊町"],
    "value": pd.array([0.25, 83461, 0.5, 1, 0], dtype="Float64"),
    "other": pd.array([40, 7, 83461, 12, 3], dtype="Float64"),
    "state": ["value", "suppressed", "value", "value", "value"],
    "other_state": ["value", "value", "suppressed", "value", "value"],
})  # fmt: skip
PAIR_HEADS = {"lg_code": "団体コード", "town": "市町村", "value": "同意率（%）", "other": "団体（団体）"}


def pair(table: pd.DataFrame = PAIR, **said) -> FigureRecord:
    """Two measures against each other: those with both numbers have a point, one of them without room for its name."""

    def draw() -> go.Figure:
        there = table[(table["state"] == "value") & (table["other_state"] == "value")].rename(
            columns={"town": "municipality"}
        )
        looks = {"said": "", "part": ["own", "rest", "rest"], "side": ["middle right", "top center", ""]}
        return indicator.scatter(there.assign(**looks), "同意率（%）", "団体（団体）", percent=(True, False))

    return facts(table, draw=draw, headers=PAIR_HEADS, **said)


FIGURES: dict[str, Callable[..., FigureRecord]] = {
    "bars": bars, "stack": stack, "matrix": matrix, "flows": flows, "map": town_map, "table": facts, "pair": pair,
}  # fmt: skip
ALL = pytest.mark.parametrize("figure", FIGURES)


def show(made: bytes):
    return pptx.Presentation(io.BytesIO(made))


def shapes(made: bytes) -> list:
    return [shape for slide in show(made).slides for shape in slide.shapes]


def charts(made: bytes) -> list:
    return [shape.chart for shape in shapes(made) if shape.has_chart]


def said(made: bytes) -> str:
    return "\n".join(text for _, text in parts(made))


# ── What is drawn / native objects ──


def test_the_description_of_a_figure_takes_its_numbers_from_the_published_table():
    found = plot.of(bars())
    assert found.categories == ("甲市", "乙町", "丙町", "丁村", "戊町") and found.horizontal
    assert [cell.number for cell in found.series[0].cells] == [12, 0, None, None, None]
    assert [cell.text for cell in found.series[0].cells[2:]] == [
        formats.symbol(s) for s in formats.STATES if s not in ("value", "unknown")
    ]


def test_a_slide_holds_a_native_chart_with_the_numbers_of_its_table():
    (chart,) = charts(slides.deck(bars()))
    assert list(chart.plots[0].series[0].values) == [12, 0, None, None, None]
    assert list(chart.plots[0].categories) == ["甲市", "乙町", "丙町　x", "丁村　－", "戊町　…"]
    held = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [held.cell(row, 2).value for row in range(2, 7)] == [12, 0, None, None, None]
    (table,) = [shape.table for shape in shapes(slides.deck(bars())) if shape.has_table]
    assert [row.cells[1].text for row in list(table.rows)[1:]] == ["12", "0", "x", "－", "…"]


def test_two_measures_are_points_between_two_axes_in_every_kind():
    """Whoever lacks one of the numbers has no point, in the chart or in the workbook behind it; the table tells both."""
    (chart,) = charts(slides.deck(pair()))
    series = chart.plots[0].series[0]
    for way, numbers in (("xVal", [0.25, 1, 0]), ("yVal", [40, 12, 3])):
        assert list(map(float, series._element.xpath(f"./c:{way}//c:v/text()"))) == numbers
    held = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [row[:2] for row in held.iter_rows(min_row=2, values_only=True)] == [(0.25, 40), (1, 12), (0, 3)]
    assert series._element.xpath("./c:dLbls/c:dLbl//a:t/text()") == ["甲市", "丁村"]
    titles = [axis.axis_title.text_frame.text for axis in (chart.category_axis, chart.value_axis)]
    assert titles == ["同意率（%）", "団体（団体）"]
    (table,) = [shape.table for shape in shapes(slides.deck(pair())) if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in list(table.rows)[1:3]] == [
        ["甲市", "25.0%", "40"],
        ["乙町", "x", "7"],
    ]
    made = openpyxl.load_workbook(io.BytesIO(sheets.workbook(pair())))["図表"]
    (drawn,) = made._charts
    places = [
        re.findall(r"\$([A-C])\$(\d+)", ref.f)
        for ref in (drawn.series[0].xVal.numRef, drawn.series[0].yVal.numRef)
    ]
    assert [[made[f"{column}{row}"].value for row in range(int(first), int(last) + 1)]
            for (column, first), (_, last) in places] == [[0.25, 1, 0], [40, 12, 3]]  # fmt: skip
    assert {"「x」：乙町・同意率（%）、丙町・団体（団体）"} <= {str(row[0].value) for row in made.iter_rows()}
    crossed = openpyxl.load_workbook(io.BytesIO(sheets.workbook(pair())))["表（横持ち＝論文用）"]
    (shown,) = [row for row in crossed.iter_rows() if row[0].value == "甲市"]
    assert [(cell.value, cell.number_format) for cell in shown[1:3]] == [(0.25, "0.0%"), (40, "#,##0")]
    names = dict(parts(word.document(pair())))
    assert "<c:scatterChart>" in names["word/charts/chart1.xml"]


def test_office_files_tell_the_range_of_a_hidden_number_and_draw_none():
    """In words beside the name of its category, in the tables and in the line of what is missing; never as a number."""
    (chart,) = charts(slides.deck(bars(RANGED)))
    assert list(chart.plots[0].categories)[2] == "丙町　x（12〜40）"
    assert list(chart.plots[0].series[0].values) == [12, 0, None, None, None]
    (table,) = [shape.table for shape in shapes(slides.deck(bars(RANGED))) if shape.has_table]
    assert [row.cells[1].text for row in list(table.rows)[1:]][2] == "x（12〜40）"
    book = openpyxl.load_workbook(io.BytesIO(sheets.workbook(bars(RANGED))))
    written = {
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "x（12〜40）" in written and "件数（件）（xの下限）" in written
    ends = FLOWS.assign(value_low=20, value_high=30)
    parted = facts(
        ends, draw=lambda: marks.stacked(ends, category="source", series="target"), headers=FLOW_HEADS
    )
    assert sheets.gaps(plot.of(parted)) == ["「x」：官・民（20〜30）"]


def test_a_slide_is_a4_landscape_and_its_title_is_the_reading():
    made = show(slides.deck(bars()))
    assert (made.slide_width, made.slide_height) == (297 * 36000, 210 * 36000)
    assert made.slides[0].shapes.title.text == bars().reading


def test_a_workbook_holds_a_native_chart_over_cells_with_the_numbers():
    made = openpyxl.load_workbook(io.BytesIO(sheets.workbook(bars())))
    assert made.sheetnames == ["図表", "表（横持ち＝論文用）", "データ（縦持ち）", "注記・凡例"]
    (chart,) = made["図表"]._charts
    place = re.fullmatch(r"'?図表'?!\$B\$(\d+):\$B\$(\d+)", chart.series[0].val.numRef.f)
    column = [made["図表"].cell(row, 2).value for row in range(int(place[1]), int(place[2]) + 1)]
    assert column == [12, 0, None, None, None]


def test_the_cross_table_has_numbers_as_numbers_and_signs_as_texts():
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.workbook(stack())))["表（横持ち＝論文用）"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert ["官", 40, "x"] in [row[:3] for row in rows] and ["民", 7, 0] in [row[:3] for row in rows]


def test_tidy_rows_keep_number_and_state_apart_and_headings_say_unit_and_year():
    heads = {"town": "市町村", "value": "値", "seats": "席"}
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.workbook(bars(headers=heads))))["データ（縦持ち）"]
    head, *rows = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert head[:3] == ["市町村", bars().title, f"{bars().title}の状態"]
    assert [row[1:3] for row in rows][:3] == [[12, "数値"], [0, "数値"], [None, "秘匿"]]


def test_a_document_holds_a_native_chart_with_its_workbook_and_a_table():
    made = word.document(bars())
    names = dict(parts(made))
    assert "<c:barChart>" in names["word/charts/chart1.xml"]
    assert any(name.startswith("word/embeddings/chart1.xlsx!") for name in names)
    (table,) = docx.Document(io.BytesIO(made)).tables
    assert [row.cells[1].text for row in table.rows][1:] == ["12", "0", "x", "－", "…"]


def test_a_map_is_one_named_freeform_a_municipality_that_can_be_recoloured():
    found = {
        shape.name: shape
        for shape in shapes(slides.deck(town_map()))
        if shape._element.xpath(".//a:custGeom")
    }
    assert {"甲市", "乙町"} <= set(found)
    assert (
        str(found["甲市"].fill.fore_color.rgb) == "0017C1"
        and str(found["乙町"].fill.fore_color.rgb) == "E0E0E0"
    )
    assert len(found["甲市"]._element.xpath(".//a:moveTo")) == 2  # an island stays with its municipality
    assert found["甲市"]._element.xpath(".//p:cNvPr/@descr") == ["甲市：設置済"]


def test_flows_are_one_named_band_a_published_flow():
    bands = {s.name for s in shapes(slides.deck(flows())) if s._element.xpath(".//a:custGeom")}
    assert bands == {"官 → 官", "民 → 官"}


def test_a_flow_goes_from_end_to_end_whatever_else_its_table_says():
    """A column of texts that differ in each row is no end of a flow."""
    table = FLOWS.iloc[:3].assign(share=["0.1", "0.2", "0.3"])
    record = facts(
        table, draw=lambda: marks.sankey(FLOWS, source="source", target="target"), headers=FLOW_HEADS
    )
    drawn = plot.of(record)
    assert {*drawn.categories, *(series.name for series in drawn.series)} <= {"官", "民"}


def test_a_document_carries_the_shapes_of_map_and_flows():
    assert said(word.document(town_map())).count("<a:custGeom") == 4  # two towns, two halves of a line
    assert said(word.document(flows())).count("<a:custGeom") == 2


@pytest.mark.parametrize(("figure", "names"), [(town_map, {"甲市", "乙町"}), (flows, {"官 → 官", "民 → 官"})])
def test_a_workbook_carries_the_shapes_of_map_and_flows(figure, names):
    """The very shapes of the slide, as one group with an alternative text, each with its name and its fill."""
    made = dict(parts(sheets.workbook(figure())))
    (drawing,) = [ElementTree.fromstring(text) for name, text in made.items() if "drawings/drawing" in name]
    space = {
        "x": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    }
    (group,) = drawing.findall(".//x:twoCellAnchor/x:grpSp", space)
    assert group.find("./x:nvGrpSpPr/x:cNvPr", space).get("descr") == figure().reading
    found = {
        shape.find("./x:nvSpPr/x:cNvPr", space).get("name"): shape.find(
            "./x:spPr/a:solidFill/a:srgbClr", space
        ).get("val")
        for shape in group.findall("./x:sp", space)
        if shape.find("./x:spPr/a:custGeom", space) is not None
        and shape.find("./x:spPr/a:solidFill", space) is not None
    }
    on_slide = {
        shape.name: str(shape.fill.fore_color.rgb)
        for shape in shapes(slides.deck(figure()))
        if shape._element.xpath(".//a:custGeom") and shape._element.xpath("./p:spPr/a:solidFill")
    }
    assert names <= set(found) and found == on_slide
    assert openpyxl.load_workbook(io.BytesIO(sheets.workbook(figure()))).sheetnames[0] == "図表"


@ALL
@EVERY
def test_no_figure_leaves_as_a_picture(kind: str, figure: str):
    names = [name for name, _ in parts(OFFICE[kind](FIGURES[figure]()))]
    assert [
        name for name in names if re.search(r"\.(png|jpe?g|gif|emf|svg)$", name) and "thumbnail" not in name
    ] == []


# ── What stands beside it ──


@ALL
@EVERY
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_file_explains_itself(kind: str, figure: str, language: str):
    words.use(language)
    one = FIGURES[figure](language=language, sha256="ab" * 32)
    found = re.sub(r"&quot;|&#34;", '"', said(OFFICE[kind](one))).replace("&amp;", "&")
    assert [
        t
        for t in (one.title, one.reading, one.selection, one.address, one.sha256, one.demo)
        if t not in found
    ] == []
    assert [
        text
        for text in (*one.origin, *one.notes, one.legend, one.definitions[0].sentence)
        if text not in found
    ] == []
    assert f"figure({one.address!r}, {one.key!r}).table" in found


@ALL
def test_every_slide_and_sheet_of_a_demonstration_is_marked(figure: str):
    made = show(slides.deck(FIGURES[figure]()))
    for slide in made.slides:
        assert any(
            shape.has_text_frame and shape.text_frame.text == "演示用の架空データ" for shape in slide.shapes
        )
        assert "演示用の架空データ" in slide.notes_slide.notes_text_frame.text
    for sheet in openpyxl.load_workbook(io.BytesIO(sheets.workbook(FIGURES[figure]()))):
        assert sheet["A2"].value == "演示用の架空データ" and sheet.sheet_state == "visible"
    paper = docx.Document(io.BytesIO(word.document(FIGURES[figure]())))
    assert paper.sections[0].header.paragraphs[0].text == "演示用の架空データ"


@ALL
@EVERY
def test_real_figures_carry_no_mark(kind: str, figure: str):
    assert "架空" not in said(OFFICE[kind](FIGURES[figure](demo="")))


@ALL
def test_charts_tables_and_freeforms_have_a_text_for_those_who_do_not_see_them(figure: str):
    made = slides.deck(FIGURES[figure]())
    drawn = [s for s in shapes(made) if s.has_chart or s.has_table]
    assert drawn and all(shape._element.xpath(".//p:cNvPr/@descr")[0] for shape in drawn)


@pytest.mark.parametrize("figure", [name for name in FIGURES if name not in ("table", "matrix")])
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_drawings_of_sheets_and_documents_have_that_text_too(kind: str, figure: str):
    one = FIGURES[figure]()
    (drawn,) = [
        t
        for name, t in parts(OFFICE[kind](one))
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml|word/document\.xml", name)
    ]
    outer = re.findall(r"<(?:xdr:cNvPr|wp:docPr) [^>]*>", drawn)
    assert f'descr="{one.reading}"' in outer[0], outer[0]


@ALL
def test_the_speaker_is_told_what_a_listener_may_ask(figure: str):
    """On every slide, since slides are copied one by one: gist, source line, and the notes with all that makes it again."""
    one = FIGURES[figure](sha256="ab" * 32)
    for number, slide in enumerate(show(slides.deck(one)).slides):
        spoken = slide.notes_slide.notes_text_frame.text
        wanted = (
            one.definitions[0].sentence,
            one.snapshot_id,
            one.sha256,
            one.address,
            f"figure({one.address!r}, {one.key!r}).table",
        )
        assert [text for text in wanted if text not in spoken] == []
        boxes = {
            shape.name: shape.text_frame.text.split("\n") for shape in slide.shapes if shape.has_text_frame
        }
        assert len(boxes["gist"]) == (3 if number == 0 else 2), boxes["gist"]
        assert all(text in boxes["source"][0] for text in one.origin) and one.legend in boxes["source"]


def test_cells_of_a_matrix_keep_its_fills_in_every_kind():
    """Fills that can be changed by hand, of a published cell and of a hidden one."""
    one = matrix()
    wanted = {cell.fill.removeprefix("#") for row in plot.of(one).series for cell in row.cells if cell.number}
    (table,) = [shape.table for shape in shapes(slides.deck(one)) if shape.has_table]
    on_slide = {str(cell.fill.fore_color.rgb) for row in table.rows for cell in row.cells}
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.workbook(one)))["図表"]
    on_sheet = {cell.fill.fgColor.rgb[2:] for row in sheet.iter_rows() for cell in row if cell.fill.fill_type}
    on_paper = set(
        re.findall(
            r'<w:shd [^>]*w:fill="([0-9A-F]{6})"', dict(parts(word.document(one)))["word/document.xml"]
        )
    )
    assert len(wanted) == 2 and wanted <= on_slide and wanted <= on_sheet and wanted <= on_paper


@ALL
def test_no_shape_carries_a_running_number(figure: str):
    """A shape that nobody named is called by its kind alone: its number would read like a count."""
    made = shapes(slides.deck(FIGURES[figure]()))
    assert made and [s.name for s in made if s.name.endswith(f" {s.shape_id - 1}")] == []


@EVERY
@pytest.mark.parametrize("figure", ["flows", "map"])
def test_no_shape_that_leaves_a_slide_takes_its_number_with_it(kind: str, figure: str):
    names = re.findall(r':cNvPr [^>]*name="([^"]*)"', said(OFFICE[kind](FIGURES[figure]())))
    assert names and [name for name in names if re.fullmatch(r"(Freeform|TextBox|Rectangle).*\d", name)] == []


@ALL
def test_japanese_letters_have_a_font_that_windows_has(figure: str):
    for slide in show(slides.deck(FIGURES[figure]())).slides:
        runs = [run for shape in slide.shapes for run in shape._element.xpath(".//a:r/a:rPr")]
        assert runs and all(run.xpath("./a:ea/@typeface") == ["Meiryo UI"] for run in runs)
    theme = next(text for name, text in parts(slides.deck(bars())) if name.endswith("theme1.xml"))
    assert theme.count('<a:ea typeface="Meiryo UI"') == 2
    document = dict(parts(word.document(FIGURES[figure]())))["word/document.xml"]
    assert document.count("<w:rPr>") == document.count('w:eastAsia="Meiryo UI"')


@EVERY
@pytest.mark.parametrize("figure", ["bars", "stack"])
def test_letters_of_a_chart_have_that_font_too(kind: str, figure: str):
    """Japanese ones are named apart: Office takes another font where only Latin ones are told theirs."""
    made = [
        text
        for name, text in parts(OFFICE[kind](FIGURES[figure]()))
        if "/charts/chart" in name and name.endswith(".xml")
    ]
    looks = [look for text in made for look in re.findall(r"<a:latin [^>]*/>(?:<a:ea [^>]*/>)?", text)]
    assert looks and all(look.count('typeface="Meiryo UI"') == 2 for look in looks), looks


@ALL
def test_cells_have_a_font_that_windows_has(figure: str):
    looks = dict(parts(sheets.workbook(FIGURES[figure]())))["xl/styles.xml"]
    assert set(re.findall(r'<name val="([^"]*)"', looks)) == {"Meiryo UI"}


@ALL
@EVERY
def test_nobody_is_named_as_author(kind: str, figure: str):
    core = dict(parts(OFFICE[kind](FIGURES[figure]())))["docProps/core.xml"]
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)<", core) == []


# ── What must not leave ──


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1+2", "@SUM(A1)", '=HYPERLINK("x")'])
@EVERY
def test_no_office_program_runs_a_text(kind: str, text: str):
    table = TABLE.assign(town=[text, *TABLE["town"][1:]])
    made = OFFICE[kind](bars(table, reading=text, title=text, selection=text, notes=(text,)))
    assert [name for name, found in parts(made) if "worksheets" in name and re.search(r"<f[ >]", found)] == []
    written = [
        t for _, found in parts(made) for t in re.findall(r"<(?:a:t|w:t|t|c:v)(?: [^>]*)?>([^<]*)<", found)
    ]
    assert [t for t in written if t.replace("&quot;", '"').startswith(text)] == []


COUNTS = st.integers(0, 999_983)


@settings(max_examples=25)
@given(
    cells=st.lists(st.tuples(COUNTS, COUNTS, st.sampled_from(formats.STATES)), min_size=4, max_size=4),
    kind=st.sampled_from(sorted(OFFICE)),
    drawn=st.sampled_from(["bars", "stack", "heat", "sankey", ""]),
)
def test_a_number_that_is_not_published_changes_nothing_in_any_file(cells, kind, drawn):
    """Whatever stands behind the signs, every part of the file is the same: in no cell, cache, order, axis or text."""
    words.use("ja")

    def made(hidden: int) -> list[tuple[str, str]]:
        numbers = [cell[0] if cell[2] == "value" else cell[hidden] for cell in cells]
        table = FLOWS.assign(value=numbers, state=[state for *_, state in cells])
        figures = {
            "bars": lambda: marks.bars(table.assign(town=list("abcd")), category="town"),
            "stack": lambda: marks.stacked(table, category="source", series="target"),
            "heat": lambda: marks.heat(table, x="target", y="source"),
            "sankey": lambda: marks.sankey(table, source="source", target="target"),
        }
        found = parts(OFFICE[kind](facts(table, draw=figures.get(drawn), headers=FLOW_HEADS)))
        return [(name, text) for name, text in found if not name.endswith("core.xml")]  # the time of writing

    assert made(0) == made(1)


@EVERY
def test_a_published_number_does_change_the_file(kind: str):
    """What makes the test above able to fail."""
    other = TABLE.assign(value=pd.array([13, 0, None, None, None], dtype="Int64"))
    assert said(OFFICE[kind](bars())) != said(OFFICE[kind](bars(other)))
    same, again = (dict(parts(OFFICE[kind](bars()))) for _ in range(2))
    changed = dict(parts(OFFICE[kind](bars(other))))
    assert {n for n in same if same[n] != again[n]} <= {n for n in same if n.endswith("core.xml")}
    assert {n for n in same if same[n] != changed[n] and not n.endswith("core.xml")}


def test_the_ends_of_an_interval_go_with_its_number():
    table = pd.DataFrame({
        "town": ["甲市", "乙町"], "value": [0.5, 0.73561], "low": [0.4, 0.61357], "high": [0.6, 0.91353],
        "state": ["value", "suppressed"],
    })  # fmt: skip
    heads = {"town": "市町村", "low": "下限", "high": "上限"}
    one = facts(table, draw=lambda: marks.dots(table, category="town", low="low", high="high"), headers=heads)
    for make in OFFICE.values():
        assert [n for n in ("0.73561", "0.61357", "0.91353") if n in said(make(one))] == []


@pytest.mark.parametrize(("low", "start"), [(0.1, 0), (-0.2, None)])
def test_an_axis_starts_at_zero_unless_something_lies_below(low: float, start: float | None):
    table = pd.DataFrame({"town": ["甲市"], "value": [0.5], "low": [low], "high": [0.6], "state": ["value"]})
    heads = {"town": "市町村", "low": "下限", "high": "上限"}
    one = facts(table, draw=lambda: marks.dots(table, category="town", percent=False), headers=heads)
    (chart,) = charts(slides.deck(one))
    assert chart.value_axis.minimum_scale == start
    made = openpyxl.load_workbook(io.BytesIO(sheets.workbook(one)))["図表"]._charts[0]
    assert made.y_axis.scaling.min == start


def test_what_is_not_in_a_chart_is_named_with_its_sign():
    assert sheets.gaps(plot.of(stack())) == ["「x」：官・民"]
    assert "「x」：官・民" in said(slides.deck(stack())) and "「x」：官・民" in said(word.document(stack()))


def test_a_file_is_named_after_topic_place_and_year():
    assert bars().file_stem == "つなぎ件数（年度計_件）令和7年度（2025年度）_東部圏域_2026-03-31-0a1b"


ANY = st.text(st.characters(exclude_categories=()), min_size=1, max_size=6)


@pytest.mark.slow
@settings(max_examples=30)
@given(text=ANY, kind=st.sampled_from(sorted(OFFICE)), figure=st.sampled_from(["bars", "table"]))
@example("\x1b", "docx", "bars")
@example("\ud800", "xlsx", "table")
@example("\ufffe", "pptx", "bars")
def test_no_character_keeps_a_file_from_being_made(text: str, kind: str, figure: str):
    words.use("ja")
    held = text.encode("utf-8", "replace").decode()  # no table of ours can hold half of a pair
    table = TABLE.assign(town=[held, *TABLE["town"][1:]])
    made = OFFICE[kind](
        FIGURES[figure](table, title=text, reading=text, notes=(text,), signs=(Sign(text, text),))
    )
    for name, part in parts(made):
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part.encode())


# ── The menu ──


def _menu(language: str) -> None:
    from dashboard import words
    from dashboard.widgets import save
    from tests.dashboard.test_export import facts

    words.use(language)
    save.buttons(facts())


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_menu_offers_office_files_and_builds_none_before_a_click(language: str, monkeypatch):
    def built(_: FigureRecord) -> bytes:
        raise AssertionError("built without a click")

    for module, maker in ((sheets, "workbook"), (slides, "deck"), (word, "document")):
        monkeypatch.setattr(module, maker, built)
    words.use(language)
    at = AppTest.from_function(_menu, kwargs={"language": language}, default_timeout=60).run()
    assert not at.exception
    offered = [button.proto.label for button in at.get("download_button")]
    assert offered == [words.t(f"office.{kind}") for kind in OFFICE] + [words.t("card.csv")]


def test_the_libraries_of_office_files_are_imported_when_one_is_made():
    script = "import json, sys; import dashboard.widgets.save; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert loaded & {"pptx", "docx", "xlsxwriter"} == set()
