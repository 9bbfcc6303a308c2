"""What goes back to municipalities: complete, native, of published numbers alone; own counts only when asked for."""

import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import duckdb
import openpyxl
import pptx
import pytest

from dashboard import formats, store, words
from dashboard.export import handout_pptx, handout_xlsx
from dashboard.export.handout import Handout
from dashboard.handout import card, give_back
from dashboard.handout.__main__ import written
from dashboard.queries import municipality as query
from tests.dashboard.leaks import parts

TOWN, SMALL, SILENT = "312011", "313840", "313718"
SENTINEL = 900_000_000
PARTS = ["received", "sheet", "positions", "changes", "neighbours"]


def files(paper: Handout) -> dict[str, bytes]:
    return {"pptx": handout_pptx.deck(paper), "xlsx": handout_xlsx.workbook(paper)}


def numbers(made: bytes) -> set[str]:
    """Every number that a reader could find in a file: in texts, cells, caches of charts, names and alternative texts."""
    found = set()
    for _, text in parts(made):
        # Places in the table of texts (which is read itself), the time of writing, a limit of the schema, and the name of
        # the snapshot, whose eight signs may all be digits.
        text = re.sub(
            r'<c [^>]*t="s"[^>]*>.*?</c>|<dcterms:.*?</dcterms:|2147483647|\d{4}-\d\d-\d\d-[0-9a-f]{8}',
            "",
            text,
        )
        said = re.findall(r">([^<]+)<", text) + re.findall(r' (?:name|descr|title)="([^"]*)"', text)
        for one in said:
            found |= {
                n.replace(",", "") for n in re.findall(r"(?<![\w.,$])\d[\d,]*(?:\.\d+)?(?![A-Za-z0-9_])", one)
            }
    return found


def paper(snapshot: store.Snapshot, code: str = TOWN, year: int = 2025, own=None) -> Handout:
    return give_back.handout(snapshot, year, code, own)


def every(snapshot: store.Snapshot) -> list[str]:
    sql = "select lg_code from dim_municipality where in_prefecture order by sort"
    return store.query(snapshot, sql)["lg_code"].tolist()


# ── What it holds ──


def test_it_has_the_five_parts_and_the_sheet_is_one_slide(snapshot):
    made = paper(snapshot)
    assert [part.key for part in made.parts] == PARTS
    assert made.stem == f"集計結果のお返し_鳥取市_令和7年度（2025年度）_{snapshot.id}"
    show = pptx.Presentation(io.BytesIO(handout_pptx.deck(made)))
    assert (show.slide_width, show.slide_height) == (297 * 36000, 210 * 36000)
    assert [slide.shapes.title.text for slide in show.slides] == [part.title for part in made.parts]


def test_the_sheet_of_every_municipality_in_every_year_is_one_slide(snapshot):
    """From year to year in the other language, and from municipality to municipality."""
    for year in range(snapshot.first_fy, snapshot.last_fy + 1):
        for at, code in enumerate(every(snapshot)):
            words.use(words.LANGUAGES[(at + year) % 2])
            reader = card.Reader.of(snapshot, year, code)
            made = card.paper(reader)
            show = pptx.Presentation(io.BytesIO(handout_pptx.deck(made)))
            assert len(show.slides) == 1, (code, year)
            assert len([s for s in show.slides[0].shapes if s.has_table]) == 8


def test_three_similar_municipalities_and_two_cases(snapshot):
    for code in (TOWN, SMALL, SILENT):
        part = paper(snapshot, code).parts[4]
        similar, *cases = part.tables
        assert len(similar.heads) == 1 + 1 + 3 and len(cases) == 2
        nearest = query.similar(snapshot, code)["municipality"].tolist()[:3]
        assert list(similar.heads[2:]) == nearest


def test_the_received_forms_are_those_of_the_mart(snapshot):
    sql = """select count(*) filter (where status <> 'not_requested')::integer as asked,
        count(submitted_on) filter (where status <> 'not_requested')::integer as came,
        coalesce(sum(errors), 0)::integer as errors
        from mart_quality_submission where lg_code = ? and fiscal_year = 2025"""
    for code in every(snapshot):
        row = store.query(snapshot, sql, (code,)).iloc[0]
        part = paper(snapshot, code).parts[0]
        assert len(part.tables[0].rows) == row["asked"]
        assert part.gist[0] == f"依頼した{row['asked']}件の様式のうち、{row['came']}件を受け付けました。"
        assert part.gist[1].endswith(f"直していただく行{row['errors']}。")


def test_a_form_that_has_not_arrived_has_no_zero(snapshot):
    rows = paper(snapshot, SILENT).parts[0].tables[0].rows
    assert rows and all(set(row[3:]) == {formats.symbol("unanswered")} for row in rows)


def test_what_changed_is_told_only_where_both_years_are_numbers(snapshot):
    sql = """select a.value - b.value as moved, d.unit_ja from mart_indicator a
        join mart_indicator b using (indicator_id, place_kind, place_code) join dim_indicator d using (indicator_id)
        where a.fiscal_year = 2025 and b.fiscal_year = 2024 and place_code = ? and d.title_ja = ?"""
    told = 0
    for code in every(snapshot):
        for name, before, now, moved in paper(snapshot, code).parts[3].tables[0].rows:
            title = name.split("（")[0]
            if formats.symbol("suppressed") in (before, now) or "…" in (before, now):
                assert moved == "－", (code, name)
            elif moved != "－":
                row = store.query(snapshot, sql, (code, title)).iloc[0]
                share = row["unit_ja"] == "%"
                shown = float(moved.replace("ポイント", "").replace("▲", "-").replace(",", ""))
                assert abs(shown - row["moved"] * (100 if share else 1)) < 0.051, (code, name)
                told += 1
    assert told > 50


def test_one_that_did_not_answer_has_changed_nothing(snapshot):
    assert paper(snapshot, SILENT).parts[3].tables[1].rows == (
        ("前の年度と回答が変わったものはありません。",),
    )


# ── Strips: native, and of the very numbers that are published ──


def published(snapshot: store.Snapshot, title: str) -> dict[str, float]:
    """Per 10,000 people or as a share, from the mart by hand."""
    sql = """select m.name_ja, i.value, m.population, d.kind from mart_indicator i join dim_indicator d using (indicator_id)
        join dim_municipality m on m.lg_code = i.place_code
        where i.fiscal_year = 2025 and i.place_kind = 'municipality' and i.state = 'value' and m.in_prefecture
            and d.title_ja = ? and d.published_in = 'mart_indicator.value'"""
    rows = store.query(snapshot, sql, (title,)).to_dict("records")
    return {
        row["name_ja"]: row["value"] * (10000 / row["population"] if row["kind"] == "count" else 1)
        for row in rows
    }


def test_a_strip_places_every_published_number_and_no_other(snapshot):
    made = paper(snapshot)
    assert len(made.parts[2].strips) == len(query.indicators_shown(snapshot)) > 8
    for strip in made.parts[2].strips:
        placed = {dot.name: dot.value for dot in (*strip.dots, *([strip.own] if strip.own else []))}
        expected = published(snapshot, strip.title.split("（")[0])
        assert placed == pytest.approx(expected), strip.title
        assert strip.counted_text.startswith(f"{len(expected)}/19市町村")


def test_strips_are_groups_of_named_shapes_that_can_be_moved_and_recoloured(snapshot):
    made = paper(snapshot)
    slide = pptx.Presentation(io.BytesIO(handout_pptx.deck(made))).slides[2]
    groups = {shape.name: shape for shape in slide.shapes if shape.shape_type == 6}
    for strip in made.parts[2].strips:
        group = groups[strip.title]
        assert strip.counted_text in group._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr")[0]
        ovals = [s for s in group.shapes if s._element.xpath(".//a:prstGeom[@prst='ellipse']")]
        assert len(ovals) == len(strip.dots) + (strip.own is not None)
        own = [s for s in ovals if str(s.fill.fore_color.rgb) == "0017C1"]
        assert [s.name for s in own] == ([f"鳥取市：{strip.own.text}"] if strip.own else [])
        # left to right as the numbers rise
        order = sorted(strip.dots, key=lambda dot: dot.value)
        places = {s.name: s.left for s in ovals}
        lefts = [places[f"{dot.name}：{dot.text}"] for dot in order]
        assert lefts == sorted(lefts)


def test_in_the_workbook_strips_are_charts_over_the_published_numbers(snapshot):
    made = paper(snapshot)
    book = openpyxl.load_workbook(io.BytesIO(handout_xlsx.workbook(made)))
    sheet = book["県内での位置"]
    drawn = [strip for strip in made.parts[2].strips if strip.dots or strip.own]
    assert len(sheet._charts) == len(drawn)
    for chart, strip in zip(sheet._charts, drawn, strict=True):
        values: dict[str, list[float]] = {}
        for series in chart.series:
            area = re.search(r"!\$(\w+)\$(\d+)(?::\$\w+\$(\d+))?", series.xVal.numRef.f)
            rows = range(int(area[2]), int(area[3] or area[2]) + 1)
            values[series.tx.v] = [sheet[f"{area[1]}{row}"].value for row in rows]
        assert values.get("ほかの市町村", []) == pytest.approx([dot.value for dot in strip.dots])
        assert values.get("この市町村", []) == pytest.approx([strip.own.value] if strip.own else [])
        assert values["県内の中央値"] == pytest.approx([strip.median] * 2)


def test_nothing_leaves_as_a_picture_and_everything_says_what_it_is(snapshot):
    made = files(paper(snapshot))
    for kind, data in made.items():
        names = [n for n, _ in parts(data) if re.search(r"\.(png|jpe?g|gif|emf|svg)$", n)]
        assert [n for n in names if "thumbnail" not in n] == [], kind
    show = pptx.Presentation(io.BytesIO(made["pptx"]))
    for slide in show.slides:
        said = slide.notes_slide.notes_text_frame.text
        for text in (
            snapshot.id,
            snapshot.sha256,
            "/municipality?fy=2025&m=312011",
            "give_back.again(",
            "定義：",
        ):
            assert text in said
        drawn = [s for s in slide.shapes if s.has_table or s.shape_type == 6]
        assert drawn and all(s._element.xpath(".//p:cNvPr/@descr")[0] for s in drawn)
        assert any(s.has_text_frame and s.text_frame.text == "演示用の架空データ" for s in slide.shapes)
        runs = slide._element.xpath(".//a:r/a:rPr")
        assert runs and all(run.xpath("./a:ea/@typeface") == ["Meiryo UI"] for run in runs)
    for sheet in openpyxl.load_workbook(io.BytesIO(made["xlsx"])):
        assert sheet["A2"].value == "演示用の架空データ" and sheet.sheet_state == "visible"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_it_is_of_one_language(snapshot, language):
    words.use(language)
    for kind, data in files(paper(snapshot)).items():
        found = " ".join(re.findall(r"<(?:a:t|t)(?: [^>]*)?>([^<]*)<", " ".join(t for _, t in parts(data))))
        if language == "en":  # practices without a translation say so
            cases = {
                text for table in paper(snapshot).parts[4].tables[1:] for row in table.cells for text in row
            }
            cases |= {table.caption for table in paper(snapshot).parts[4].tables}
            cases |= {text for table in paper(snapshot).parts[1].tables for row in table.rows for text in row}
            for text in sorted(cases, key=len, reverse=True):
                found = found.replace(text.replace("&", "&amp;"), "") if text else found
            assert re.findall("[぀-ヿ一-鿿]+", found) == [], kind
        else:
            assert "集計結果" in found or "受付" in found


# ── Nothing leaks ──


def hide(tables: dict[str, tuple[str, ...]]) -> list[str]:
    """Statements that put a number of its own behind every sign of the published tables."""
    said = []
    for number, (table, columns) in enumerate(tables.items()):
        for at, column in enumerate(columns):
            state = "state" if column in ("value", "numerator", "denominator") else f"{column}_state"
            said.append(
                f"update {table} set {column} = {SENTINEL} + {number * 10 + at} * 1000000 + rowid % 999983 "
                f"where {state} <> 'value'"
            )
    return said


def test_a_number_behind_a_sign_is_in_no_file(altered):
    """Every hidden cell of the snapshot is given a number of its own: none of them is anywhere in what goes back."""
    snapshot = altered(*hide({
        "mart_indicator": ("value", "numerator", "denominator"), "mart_linkage_flow": ("value",),
        "mart_linkage_breakdown": ("value",), "mart_linkage_support": ("value",), "mart_linkage_case": ("value",),
        "mart_participation_body": ("meeting_count",), "mart_participation_seat": ("org_count",),
        "mart_participation_activity": ("value",),
    }))  # fmt: skip
    hidden = int(
        store.query(snapshot, f"select count(*) as n from mart_indicator where value >= {SENTINEL}")[
            "n"
        ].iloc[0]
    )
    assert hidden > 100
    for code in (TOWN, SMALL, "312037", "313289"):
        for kind, data in files(paper(snapshot, code)).items():
            assert [n for n in numbers(data) if float(n) >= 1_000_000] == [], (code, kind)


def test_a_published_number_is_found(altered):
    """What makes the test above able to fail: the same number, published, is found in both files."""
    snapshot = altered(
        f"update mart_indicator set value = {SENTINEL}, state = 'value' where indicator_id = 'referral_count'"
    )
    for kind, data in files(paper(snapshot)).items():
        assert any(float(n) >= 1_000_000 for n in numbers(data)), kind


def hidden_counts(demo_home: Path) -> dict[str, set[str]]:
    """By municipality, the true counts of two digits and more that the published tables show as x."""
    sql = """select f.place_code, f.value from safe_cell s join fct_cell f using (fiscal_year, table_id, period, place_kind,
            place_code, from_level, from_code, to_level, to_code, category)
        where s.state = 'suppressed' and place_kind = 'municipality' and f.value >= 10 and s.fiscal_year = 2025
            and not f.latent"""
    found: dict[str, set[str]] = {}
    with duckdb.connect(str(demo_home / "work" / "work.duckdb"), read_only=True) as con:
        for code, value in con.execute(sql).fetchall():
            found.setdefault(code, set()).add(str(value))
    return found


def told(snapshot: store.Snapshot) -> set[str]:
    """Whole numbers that the files may hold: published ones of municipalities, what they differ by, and the census."""
    sql = """with n as (select place_code, indicator_id, fiscal_year, value from mart_indicator
            where place_kind = 'municipality' and value is not null)
        select value from n union select unnest([value_low, value_high]) from mart_indicator where place_kind = 'municipality'
        union select abs(a.value - b.value) from n a join n b using (place_code, indicator_id)
        union select org_count from mart_participation_seat where place_kind = 'municipality'
        union select unnest([meeting_count, answered_n]) from mart_participation_body, (select 19 as answered_n)
        union select unnest([rows, fixes, errors]) from mart_quality_submission
        union select round(unnest([area_km2, population / habitable_area_km2])) from dim_municipality
        union select median(area_km2) from dim_municipality union select unnest(range(32))"""
    values = store.query(snapshot, sql).iloc[:, 0].dropna()
    return {str(int(value)) for value in values} | {"65", "75"}  # 65歳以上, 75歳以上


def test_no_true_count_that_is_hidden_is_in_any_file(demo_home, snapshot, capsys):
    """With `own` the hidden counts are found where they belong (so the search can find), and nowhere else."""
    shown = told(snapshot)
    hidden = {code: values - shown for code, values in hidden_counts(demo_home).items()}
    looked_for = set().union(*hidden.values())
    code = max(hidden, key=lambda one: len(hidden[one]))
    assert len(hidden[code]) > 3
    others = looked_for - hidden[code]
    for kind, data in files(paper(snapshot, code, own=own_counts(demo_home, code))).items():
        found = numbers(data)
        assert hidden[code] <= found, kind
        assert others & found == set(), kind
    searched = {
        (town, kind): data for town in every(snapshot) for kind, data in files(paper(snapshot, town)).items()
    }
    hits = {name: looked_for & numbers(data) for name, data in searched.items()}
    assert {name: found for name, found in hits.items() if found} == {}
    with capsys.disabled():
        print(f"\n{len(searched)} files, {len(looked_for)} hidden true counts looked for, 0 found")


def own_counts(demo_home: Path, code: str) -> list[give_back.Count]:
    from etl.cli.give_back import _HIDDEN

    with duckdb.connect(str(demo_home / "work" / "work.duckdb"), read_only=True) as con:
        names = [column[0] for column in con.execute(_HIDDEN).description]
        rows = [dict(zip(names, row, strict=True)) for row in con.fetchall()]
    return [
        give_back.Count(**{k: v for k, v in row.items() if k != "place_code"})
        for row in rows
        if row["place_code"] == code
    ]


def test_a_submitters_text_is_no_formula(altered):
    snapshot = altered(
        "update mart_practices_case set title_ja = '=1+1', summary_ja = '+cmd|x', action = '@SUM(1)'"
    )
    for kind, data in files(paper(snapshot)).items():
        assert [n for n, t in parts(data) if "worksheets" in n and re.search(r"<f[ >]", t)] == []
        said = [t for _, text in parts(data) for t in re.findall(r"<(?:a:t|t)(?: [^>]*)?>([^<]*)<", text)]
        assert [t for t in said if t.startswith(("=1+1", "+cmd", "@SUM"))] == [], kind
        assert any(t.startswith("'=1+1") for t in said)


# ── Own counts ──


def test_own_counts_mark_every_slide_and_sheet_as_internal(demo_home, snapshot):
    made = files(paper(snapshot, own=own_counts(demo_home, TOWN)))
    mark = words.t("handout.internal")
    for slide in pptx.Presentation(io.BytesIO(made["pptx"])).slides:
        assert any(s.has_text_frame and s.text_frame.text == mark for s in slide.shapes)
        assert slide.notes_slide.notes_text_frame.text.startswith(mark)
    for sheet in openpyxl.load_workbook(io.BytesIO(made["xlsx"])):
        assert sheet["A2"].value == mark
    assert mark not in "".join(text for data in files(paper(snapshot)).values() for _, text in parts(data))


def test_own_counts_are_named_in_words(demo_home, snapshot):
    for code in every(snapshot)[:6]:
        rows = paper(snapshot, code, own=own_counts(demo_home, code)).parts[-1].tables[0].rows
        for row in rows:
            assert not re.search(r"[A-Z]\d\d|^\w+:", row[2]) and row[2] and row[3] == "x", row


# ── The command ──


def run(home: Path, *words_: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TSUNAGARI_HOME": str(home), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "etl.cli", "give-back", *words_]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")


def test_the_command_writes_both_files_for_those_asked(demo_home, tmp_path):
    done = run(demo_home, TOWN, SMALL, "--out", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    files_ = json.loads(done.stdout)["files"]
    assert sorted(Path(f).suffix for f in files_) == [".pptx", ".pptx", ".xlsx", ".xlsx"]
    assert all(Path(f).parent == tmp_path and Path(f).stat().st_size > 10_000 for f in files_)
    assert not list(tmp_path.glob(".*"))


def test_how_far_it_is_is_told_with_each_municipality(demo_home, tmp_path, monkeypatch):
    from etl.cli import give_back as command

    seen = []
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    monkeypatch.setattr(command, "progress", lambda quiet: nullcontext(lambda *told: seen.append(told)))
    command._made(["--out", str(tmp_path), TOWN, SMALL], None, quiet=False)
    assert seen == [("give_back", 0.5), ("give_back", 1.0)]


def test_own_files_go_into_a_folder_of_their_own_that_nobody_else_may_read(demo_home, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    for part in ("work", "snapshots"):
        shutil.copytree(demo_home / part, home / part, ignore=shutil.ignore_patterns("received", "feedback"))
    done = run(home, TOWN, "--own")
    assert done.returncode == 0, done.stderr
    folder = home / "work" / "give-back-own" / TOWN
    made = list(folder.iterdir())
    assert len(made) == 2 and not (home / "work" / "give-back").exists()
    if os.name != "nt":
        assert {oct(f.stat().st_mode & 0o777) for f in made} == {"0o600"}
        assert oct(folder.stat().st_mode & 0o777) == "0o700"
        assert oct(folder.parent.stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("999999",), "公表データにない団体コードです: 999999"),
        ((TOWN, "--year", "2050"), "2050年度の公表データはありません"),
        (("--own", "--out", "x"), "work/give-back-own"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(demo_home, tmp_path, asked, said):
    done = run(demo_home, *asked, *(() if "--out" in asked else ("--out", str(tmp_path))))
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr


def test_a_file_is_whole_or_the_older_one(snapshot, tmp_path, monkeypatch):
    """A disk that is full while writing leaves what was there."""
    (first,) = written(snapshot, tmp_path, [TOWN])
    before = {file: Path(file).read_bytes() for file in first["files"]}
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        list(written(snapshot, tmp_path, [TOWN]))
    assert {file: Path(file).read_bytes() for file in first["files"]} == before


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("year", [2024, 2025])
def test_its_address_names_year_and_snapshot_also_when_they_are_the_latest(snapshot, language, year):
    words.use(language)
    reader = card.Reader.of(snapshot, year, TOWN)
    sheet = card.paper(reader)
    for made in (sheet, paper(snapshot, TOWN, year)):
        (said,) = [text for kind, text in made.notes if kind == words.t("csv.address")]
        asked = dict(parse_qsl(urlsplit(said).query))
        assert asked.pop("lang", "ja") == language
        assert asked == {"fy": str(year), "m": TOWN, "snapshot": snapshot.id}
        for kind, file in files(made).items():
            assert any(said in html.unescape(text) for _, text in parts(file)), kind


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_its_line_of_python_makes_the_very_sheet_again(snapshot, language):
    """Run as it stands, by someone who speaks another language; weights that decide who is similar are in the address."""
    words.use(language)
    plain, turned = (
        card.Reader.of(snapshot, 2024, TOWN),
        dict.fromkeys(query.VARIABLES, 0.0) | {"density": 2.5},
    )
    weighted = replace(plain, weights=turned)
    made = {name: card.paper(reader) for name, reader in (("plain", plain), ("weighted", weighted))}
    made["back"] = paper(snapshot, TOWN, 2024)
    lines = {
        name: next(text for kind, text in one.notes if kind == words.t("csv.python"))
        for name, one in made.items()
    }
    assert len(set(lines.values())) == 3 and made["plain"].parts != made["weighted"].parts
    words.use("en" if language == "ja" else "ja")
    for name, line in lines.items():
        setup, _, expression = line.partition("; ")
        scope: dict[str, object] = {}
        exec(setup, scope)
        assert eval(expression, scope) == made[name].parts, name
