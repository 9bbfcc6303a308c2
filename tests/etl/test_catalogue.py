"""The catalogue: what policy staff edit must load whole, and a slip of the hand is named by file and line."""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl.catalogue import (
    Catalogue,
    CatalogueError,
    Columns,
    Coverage,
    Disclosure,
    Form,
    Groups,
    Indicator,
    Prefecture,
    Rule,
    is_lg_code,
    reading,
)
from etl.catalogue.load import FIELDS, vocabulary
from etl.forms import previous

COMMITTED = Path(__file__).resolve().parents[2] / "data" / "catalogue"
LETTERS = {
    "agencies": "A",
    "bodies": "B",
    "est_statuses": "E",
    "setup_forms": "S",
    "host_depts": "I",
    "op_modes": "M",
    "pf_relations": "U",
    "secretariats": "W",
    "personal_info": "Z",
    "roles": "R",
    "operators": "O",
    "channels": "C",
    "items": "K",
    "evidences": "Y",
    "barriers": "X",
    "measures": "N",
    "trainings": "G",
    "audiences": "L",
    "designs": "D",
    "themes": "T",
    "person_details": "Q",
    "juso_statuses": "J",
    "participation_modes": "H",
    "same_departments": "V",
    "share_methods": "P",
}


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogues.load(COMMITTED)


def test_every_list_has_its_letter(whole: Catalogue) -> None:
    assert {name: whole.codes[name][0].code[0] for name in LETTERS} == LETTERS


def test_the_notification_is_kept_apart_from_what_supplements_it(whole: Catalogue) -> None:
    groups: dict[str, list[str]] = {}
    for item in whole.codes["items"]:
        groups.setdefault(item.extra["group"], []).append(item.code)
    assert groups["prefecture"] == ["K31"]
    assert groups["supplement"] == ["K43", "K44", "K51", "K52"]
    assert len(groups["notification"]) == 15


def test_people_and_cases_are_class_d2_and_nothing_else(whole: Catalogue) -> None:
    """Form 5: N01–N03, N06–N10, N16, N17 are counts of people or cases in support."""
    people = {code.code for code in whole.codes["measures"] if code.extra["class"] == "D2"}
    assert people == {"N01", "N02", "N03", "N06", "N07", "N08", "N09", "N10", "N16", "N17"}


def test_core_bodies_are_the_four_of_the_notification(whole: Catalogue) -> None:
    core = [code.code for code in whole.codes["bodies"] if code.extra["group"] == "core"]
    assert core == ["B01", "B02", "B03", "B04"]


def test_a_body_that_came_later_is_not_valid_before(whole: Catalogue) -> None:
    later = whole.code("bodies", "B17")
    assert (later.valid_from, later.valid_in(2024), later.valid_in(2025)) == (date(2025, 4, 1), False, True)
    assert whole.code("bodies", "B01").valid_in(2023)


@pytest.mark.parametrize("slip", ["つながりセンター", "府縿", "府内で", "事業者のか重層"])
def test_scan_errors_of_the_source_are_in_no_label(whole: Catalogue, slip: str) -> None:
    texts = [
        text
        for codes in whole.codes.values()
        for c in codes
        for text in (c.ja, *c.aliases, *c.extra.values())
    ]
    assert not [text for text in texts if slip in text]


@pytest.mark.parametrize("word", ["違反", "未達", "達成率"])
def test_nothing_sounds_like_an_inspection(word: str) -> None:
    said = (COMMITTED / "vocabulary").rglob("*.csv"), (COMMITTED / "forms").rglob("*.toml")
    assert not [path for paths in said for path in paths if word in path.read_text(encoding="utf-8")]


def test_every_count_shows_its_unit_in_the_header(whole: Catalogue) -> None:
    counts = [c for form in whole.forms.values() for c in form.columns if c.type == "count"]
    assert len(counts) > 20
    assert not [c.name for c in counts if not c.unit or (c.unit not in c.ja and c.name != "contract_years")]


def test_sheet_names_fit_excel_and_differ(whole: Catalogue) -> None:
    sheets = [form.sheet for form in whole.forms.values()]
    assert len(set(sheets)) == len(sheets) == 9


def test_the_form_has_every_column_the_checks_speak_of(whole: Catalogue) -> None:
    asked = {
        "F0": {
            "dept_name",
            "submitted_on",
            "revision_no",
            "juso_status",
            "participation_mode",
            "lonely_dept_same",
        },
        "F1": {
            "pf_relation",
            "secretariat",
            "contract_years",
            "chair_sector",
            "co_created",
            "same_day_count",
        },
        "F2": {"new_org_count", "invited_count", "national_pf_count", "operator_type"},
        "F3": {"consent_count", "no_consent_legal_count", "consent_unknown_count", "established_count"},
        "F5": {"measure_code", "value", "unit"},
        "F6": {"design_codes", "item_codes", "person_detail", "public_url"},
        "F7": {"participants", "completed", "joint_held", "pref_hosted"},
        "FP": {
            "function",
            "role_split",
            "target_lg_code",
            "share_method",
            "recipients",
            "case_ids",
            "own_body",
            "est_status",
            "level",
        },
    }
    for form, names in asked.items():
        assert names <= {column.name for column in whole.forms[form].columns}, form


def test_the_prefecture_knows_its_own_code(whole: Catalogue) -> None:
    assert whole.prefecture.lg_code == "310000"


@pytest.mark.parametrize(
    "code", ["010006", "011002", "130001", "131016", "142042", "270008", "312011", "473821"]
)
def test_check_digits_of_known_codes(code: str) -> None:
    assert is_lg_code(code)
    assert not is_lg_code(code[:5] + str((int(code[5]) + 1) % 10))


@pytest.mark.parametrize("text", ["", "31201", "3120111", "３１２０１１", "31201x"])
def test_what_is_no_code_at_all(text: str) -> None:
    assert not is_lg_code(text)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_with(path: Path, text: str) -> int:
    return next(i for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


# file, what stood there, the slip, what the message says, text of the line it names ("" where any line will do)
SLIPS = [
    ("vocabulary/agencies.csv", "A20,社会福祉協議会", "A21,社会福祉協議会", "重複", "A21,社会福祉法人"),
    ("vocabulary/agencies.csv", "A51,金融機関", "B51,金融機関", "文字 A", "B51"),
    ("vocabulary/agencies.csv", "A52,郵便局,Post offices", "A52,郵便局", "列は", "A52"),
    ("vocabulary/agencies.csv", "A53,経済団体", "A53,", "ja", "A53"),
    ("vocabulary/agencies.csv", "gov,public,,市町村", "govt,public,,市町村", "sectors.csv", "A01"),
    ("vocabulary/agencies.csv", "日本郵便", "社協", "「社協」は A20 も", "A52"),
    ("vocabulary/bodies.csv", "2025-04-01,", "2025/04/01,", "日付", "B17"),
    ("vocabulary/bodies.csv", "2025-04-01,,existing", "2025-04-01,2024-03-31,existing", "より後", "B17"),
    ("vocabulary/measures.csv", "D2,flow,N01,", "D2,flow,N91,", "measures.csv", "N02"),
    ("vocabulary/channels.csv", "第15条,,,B02", "第15条,,,B92", "bodies.csv", "C4"),
    ("vocabulary/trainings.csv", "G1,つながりサポーター養成", 'G1,"つながりサポーター養成', "引用符", ""),
    ("vocabulary/barriers.csv", "code,ja,en", "code,日本語,en", "見出し", "code,日本語"),
    ("forms/f2.toml", 'list = "roles"', 'list = "role"', "コード表「role」", 'list = "role"'),
    ("forms/f2.toml", 'type = "percent"', 'type = "per cent"', "どれでもありません", 'type = "per cent"'),
    ("forms/f2.toml", 'name = "role"', 'nmae = "role"', "", ""),
    ("forms/f3.toml", 'unit = "件・延べ"', 'unti = "件・延べ"', "unti", ""),
    ("forms/f1.toml", 'ja = "連番"', 'ja = "連番', "TOML", 'ja = "連番'),
    ("forms/f1.toml", '"body_seq"]', '"body_sq"]', "body_sq", ""),
    ("forms/f1.toml", 'ja = "会議体名称"', 'ja = "設置状況"', "「設置状況」が二つ", ""),
    ("office_words.toml", "files = ", "file = ", "file：知らない項目", "file = "),
    ("prefecture.toml", '"285854"', '"285855"', "団体コード", "neighbours"),
    ("prefecture.toml", "demo = true\n", "", "demo", ""),
    ("forms/f1.toml", 'est_status = ["E1"]', 'est_status = ["E7"]', "コード表にないコード", ""),
    ("forms/f1.toml", 'asked_by = "VR17"', 'asked_by = "VR01"', "{asked}", ""),
    ("forms/f2.toml", "{ agency_code =", "{ agency =", "この様式の列ではありません", ""),
    ("ambiguous.csv", "B03;B12", "B03;B99", "B99", "B99"),
    ("vocabulary/bodies.csv", "core,may", "core,must", "duties.csv", "B03"),
    ("indicators/participation/platform_joined.toml", 'body = "B01"', 'body = "B11"', "義務の程度", "body ="),
    ("indicators/participation/platform_joined.toml", "{duty}", "", "caution", "caution ="),
    ("indicators/indicator/measure.toml", 'each = "measures"', 'each = "measure"', "each", "each ="),
    ("indicators/indicator/measure.toml", '"N10"]', '"N99"]', "but", "but ="),
    ("prefecture.toml", "lat = 35.40", "lat = 84", "大きすぎ", "lat ="),
    ("code_map.csv", "note_ja\n", "note_ja\nagencies,A20,A98,2026-04-01,\n", "A98", "A98"),
    (
        "indicators/linkage/referral_count.toml",
        'source = "submissions"',
        'source = "nowhere"',
        "nowhere",
        "source =",
    ),
    ("coverage.toml", '"F2.new_org_count"', '"F2.new_org"', "様式にありません", '"F2.new_org"'),
    (
        "coverage.toml",
        "F2.agency_code=A52",
        "F2.agency_code=A89",
        "コード表にありません",
        "F2.agency_code=A89",
    ),
    ("coverage.toml", "F1.joint_lg_codes", "F0.dept_name", "記録のため", "F0.dept_name"),
    ("coverage.toml", '"VR17", "VR21"', '"VR17", "VR99"', "規則 VR99 がありません", '"VR17", "VR99"'),
    ("coverage.toml", '"VR17", "VR21"', '"VR17", "VR14"', "規則 VR14 は F1 を見ません", '"VR17", "VR14"'),
    ("coverage.toml", "share_a_in_b", "share_b_in_a", "columns.toml", "share_b_in_a"),
    ("coverage.toml", '"mart_participation_joint.partner_code"', "", "mart がありません", ""),
    ("coverage.toml", 'id = "A6"', 'id = "A5"', "重複", ""),
    ("coverage.toml", 'id = "A6"', 'id = "L6"', "形", 'id = "L6"'),
]


@pytest.mark.parametrize(("file", "old", "new", "said", "line"), SLIPS)
def test_a_slip_is_named_by_file_and_line(
    copy: Path, file: str, old: str, new: str, said: str, line: str
) -> None:
    path = copy / file
    edit(path, old, new)
    with pytest.raises(CatalogueError) as error:
        catalogues.load(copy)
    assert error.value.file == path.name
    assert said in error.value.message_ja
    assert 1 <= error.value.line <= len(path.read_text(encoding="utf-8").splitlines()) + 1
    if line:
        assert error.value.line == line_with(path, line)
    assert str(error.value).startswith(f"{path.name} {error.value.line}行目: ")


# Files that stand for their kind, and the model of each.
MODELS = {
    "disclosure.toml": Disclosure,
    "groups.toml": Groups,
    "columns.toml": Columns,
    "coverage.toml": Coverage,
    "prefecture.toml": Prefecture,
    "forms/f1.toml": Form,
    "rules/VR18.toml": Rule,
    "rules/VR47.toml": Rule,
    "indicators/linkage/consent_rate.toml": Indicator,
}
FILES = {name: tomllib.loads((COMMITTED / name).read_text("utf-8")) for name in MODELS}
ODD = st.sampled_from(
    [True, 0, -1, 10**9, 2.5, "", "x", "あ" * 500, [], [1], ["x", "x"], {}, {"x": 1}, date(2025, 4, 1)]
)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where every value of a file stands, and every table and list."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if path:
        yield path
    for key, inner in inside:
        yield from leaves(inner, (*path, key))


PLACES = [(name, path) for name, file in FILES.items() for path in leaves(file)]


@settings(max_examples=300)
@given(place=st.sampled_from(PLACES), odd=ODD)
def test_whatever_is_wrong_is_told_in_japanese(place: tuple[str, tuple[str | int, ...]], odd: object) -> None:
    """pydantic speaks English; whoever edits the catalogue is told in Japanese, whatever the slip."""
    name, path = place
    changed = deepcopy(FILES[name])
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = odd
    with patch.object(reading, "toml", lambda _: changed):
        try:
            reading.toml_model(COMMITTED / name, MODELS[name])
        except CatalogueError as error:
            assert re.search("[ぁ-ん]", error.message_ja), error.message_ja
            assert " / " not in error.message_ja


def test_every_measure_of_form_5_and_of_the_network_is_an_indicator(catalogue: Catalogue) -> None:
    """The form's measures, each once, under the words, unit, class and law of its code; the nine of the network."""
    measures = {code.code: code for code in catalogue.codes["measures"]}
    named = {
        code: [one for one in catalogue.indicators if one.sql and f"'{code}'" in one.sql] for code in measures
    }
    assert len(measures) == 30 and {code for code, found in named.items() if len(found) != 1} == set()
    for code, (one,) in named.items():
        assert (one.unit.ja, one.disclosure) == (
            measures[code].extra["unit_ja"],
            measures[code].extra["class"],
        )
        assert code in one.formula.ja and code in one.formula.en
        assert "{" not in "".join((one.title.ja, one.title.en, one.unit.ja, one.formula.ja, one.sql or ""))
    parts = {code: named[code][0].title.ja for code in ("N02", "N31")}
    assert parts["N02"].startswith(measures["N01"].ja) and parts["N31"].startswith(measures["N30"].ja)
    network = [one for one in catalogue.indicators if one.published_in == "mart_linkage_network.value"]
    assert sum(one.id.startswith("network_") for one in network) == 9


def test_municipalities_are_counted_as_municipalities_and_organisations_as_organisations(
    catalogue: Catalogue,
) -> None:
    """「団体」 means both in the field, so a page that says it of one says it of no other."""
    units = {(one.unit.ja, one.unit.en) for one in catalogue.indicators}
    assert {ja for ja, en in units if en == "municipalities"} == {"市町村"}
    assert {ja for ja, en in units if en == "organisations"} == {"団体"}


def test_a_new_code_of_a_list_is_a_new_indicator(copy: Path) -> None:
    path = copy / "vocabulary" / "measures.csv"
    line = "N39,試しの項目,A measure on trial,試し,Trial,,,,,回,times,prevention,D1,flow,,\n"
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + line, "utf-8")
    (one,) = [one for one in catalogues.load(copy).indicators if one.id == "measure_n39"]
    assert (one.title.ja, one.unit.en, one.disclosure) == ("試しの項目", "times", "D1")


def test_what_a_measure_is_of_a_year_is_said_of_this_measure_alone() -> None:
    """A count of a period is the sum of its halves, a state that of the year's end; no formula speaks of both."""
    loaded = catalogues.load(COMMITTED)
    kinds = {code.code: code for code in loaded.codes["period_kinds"]}
    own = {f"measure_{code.code.lower()}": code.extra["period_kind"] for code in loaded.codes["measures"]}
    told = [one for one in loaded.indicators if one.id in own]
    assert {own[one.id] for one in told} == set(kinds)
    for one in told:
        assert kinds[own[one.id]].ja in one.formula.ja and kinds[own[one.id]].en in one.formula.en
        assert not any(kind.en in one.formula.en for code, kind in kinds.items() if code != own[one.id])


def test_two_lists_cannot_share_a_letter(copy: Path) -> None:
    header = ",".join(FIELDS)
    (copy / "vocabulary" / "zoo.csv").write_text(
        f"{header}\nA1,動物,Animal,動物,Animal,,,,\n", encoding="utf-8"
    )
    with pytest.raises(CatalogueError, match="文字 A は"):
        catalogues.load(copy)


def test_another_encoding_is_named_with_its_line(copy: Path) -> None:
    path = copy / "vocabulary" / "barriers.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_bytes(
        "\n".join([lines[0], "X1,staff,Staff,,,,,,"]).encode() + b"\n" + lines[2].encode("cp932")
    )
    with pytest.raises(CatalogueError) as error:
        catalogues.load(copy)
    assert (error.value.file, error.value.line) == ("barriers.csv", 3)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "sources.toml").unlink()
    with pytest.raises(CatalogueError, match=r"sources\.toml 1行目: ファイルがありません"):
        catalogues.load(copy)


def test_excel_saves_with_a_mark_and_other_line_ends(copy: Path) -> None:
    path = copy / "vocabulary" / "agencies.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert catalogues.load(copy).code("agencies", "A20").ja == "社会福祉協議会"


def test_a_changed_code_stays_readable(copy: Path) -> None:
    with (copy / "code_map.csv").open("a", encoding="utf-8") as file:
        file.write("themes,T14,T90,2026-04-01,統合\n")
    *_, change = catalogues.load(copy).code_map
    assert (change.old_code, change.new_code, change.changed_on) == ("T14", "T90", date(2026, 4, 1))


def test_categories_asked_in_parts_are_told_as_one_over_the_years(catalogue: Catalogue) -> None:
    """Four categories were split as of fiscal 2025: each part is one before, and neither part can be guessed afterwards."""
    split = {
        "A31": ("A34", "A35", "A36"),
        "A43": ("A45", "A46"),
        "A44": ("A47", "A48"),
        "A54": ("A56", "A57", "A58", "A59"),
    }
    for whole, parts in split.items():
        assert catalogue.followers("agencies", whole) == parts
        assert [catalogue.current("agencies", whole, year) for year in (2024, 2025)] == [whole, None]
        for part in parts:
            assert [catalogue.current("agencies", part, year) for year in (2024, 2025)] == [whole, part]
            assert catalogue.series("agencies", part) == whole == catalogue.series("agencies", whole)
            assert catalogue.code("agencies", part).extra == catalogue.code("agencies", whole).extra | {
                key: value
                for key, value in catalogue.code("agencies", part).extra.items()
                if "definition" in key
            }
    others = [code.code for code in catalogue.codes["agencies"] if code.code not in sum(split.values(), ())]
    assert all(catalogue.series("agencies", code) == code for code in others)


def test_a_code_that_ended_is_followed_to_the_one_in_its_place(copy: Path) -> None:
    """Once a code is replaced, last year's answers are printed in the code of this year."""
    edit(copy / "vocabulary" / "themes.csv", "T14,アート・スポーツ・文化,", "T14,アート,")
    text = (copy / "vocabulary" / "themes.csv").read_text(encoding="utf-8").splitlines()
    text = [f"{line.rsplit(',', 1)[0]},2026-03-31" if line.startswith("T14,") else line for line in text]
    (copy / "vocabulary" / "themes.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    with (copy / "code_map.csv").open("a", encoding="utf-8") as file:
        file.write("themes,T14,T90,2026-04-01,統合\n")
    changed = catalogues.load(copy)
    assert [changed.current("themes", "T14", year) for year in (2025, 2026)] == ["T14", "T90"]
    assert changed.current("themes", "T01", 2026) == "T01"
    found = {"theme_codes": ["T01", "T14"], "title": "事例"}
    assert previous._in_codes_of(dict(found), changed.forms["F6"], changed, 2025) == (found, {})
    now, asked = previous._in_codes_of(dict(found), changed.forms["F6"], changed, 2026)
    assert (now["theme_codes"], asked) == (["T01", "T90"], {})


def test_an_answer_in_a_code_that_was_split_is_asked_again_with_last_years_beside(
    catalogue: Catalogue,
) -> None:
    found = {"agency_code": "A54", "body_code": "B01"}
    now, asked = previous._in_codes_of(dict(found), catalogue.forms["F2"], catalogue, 2025)
    assert (now["agency_code"], now["body_code"]) == (None, "B01")
    assert asked == {"agency_code": catalogue.code("agencies", "A54").label}
    assert previous._in_codes_of(dict(found), catalogue.forms["F2"], catalogue, 2024) == (found, {})


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_as_a_code_list_is_read_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "zoo.csv").write_bytes((",".join(FIELDS) + "\n" + body).encode("utf-8", "surrogatepass"))
    try:
        codes = vocabulary(folder)["zoo"]
    except CatalogueError as error:
        assert error.file == "zoo.csv" and error.line >= 1
    else:
        assert len({code.code for code in codes}) == len(codes)


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.integers(0, 9))
def test_exactly_one_digit_checks(head: str, digit: int) -> None:
    fits = [last for last in range(10) if is_lg_code(f"{head}{last}")]
    assert len(fits) == 1
    assert is_lg_code(f"{head}{digit}") == (digit in fits)
