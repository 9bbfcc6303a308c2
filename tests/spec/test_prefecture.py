"""The hand-counted prefecture: every published number of every table against a count made on paper.

The count is written from the forms' instructions and the notification (`counts/00_読み方.md`), never from the product.
A published row that the count does not know fails, and so does a counted row that is not published.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import words
from tests.spec import paper, prefecture

pytestmark = pytest.mark.slow

Row = dict[str, Any]
Key = tuple[Any, ...]
# Tables and columns that hold no number of the prefecture's answers, and why.
NOT_COUNTED = {
    "certificate": "what the audit found out about the file itself",
    "snapshot": "identity and time of the file",
    "mart_practices_term": "weights of the search index",
    "mart_practices_gap": "order of suggestions; who is offered what is tested as a rule below",
    "mart_practices_tag": "the answer copied; tested as a rule below",
    "mart_quality_disclosure": "how much the method hides; counted in tests/oracle/test_quality.py, and a rule below",
}
K = 10
CLOSE = 0.0006


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the real pipeline publishes of the workbooks, in a home of its own."""
    return prefecture.publish(tmp_path_factory.mktemp("paper"))


@pytest.fixture
def published(snapshot: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published tables."""
    with duckdb.connect(snapshot, read_only=True) as con:
        con.execute("set enable_external_access = false")  # as the dashboard opens it
        yield con


def rows(con: duckdb.DuckDBPyConnection, mart: str) -> list[Row]:
    """Every row of a published table."""
    cursor = con.execute(f"select * from {mart}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def place(short: str) -> tuple[str, str]:
    """県・東・甲 → (place_kind, place_code)."""
    if short == "県":
        return "prefecture", prefecture.PREFECTURE
    if short in prefecture.AREAS:
        return "area", prefecture.AREAS[short]
    return "municipality", prefecture.CODES[short]


def agency(code: str) -> tuple[str, str]:
    """計・juso・A11 → (level, code)."""
    return ("total", "total") if code == "計" else ("agency", code) if code[0] == "A" else ("sector", code)


def key_of(mart: str, name: str, text: str) -> dict[str, Any]:
    """The key columns that one key cell stands for."""
    if name == "place":
        return dict(zip(("place_kind", "place_code"), place(text), strict=True))
    if name in ("from", "to"):
        one, code = agency(text)
        short = mart == "mart_linkage_breakdown"
        return {f"{name}_level": one, f"{name}_code": code} if not short or name == "from" else {}
    if name == "agency":
        return dict(zip(("agency_level", "agency_code"), agency(text), strict=True))
    if name == "category":
        return dict(zip(("dimension", "category"), text.split(":"), strict=True))
    if name == "to_code":
        return {"to_code": "" if text == "計" else text}
    if name in ("lg_code", "partner_code", "similar_lg_code"):
        return {name: prefecture.CODES[text]}
    return {
        name: int(text) if text.isdigit() and name in ("fiscal_year", "rank", "body_seq", "case_fy") else text
    }


KEYS = {
    "mart_participation_setup": "fiscal_year place body_code est_status",
    "mart_participation_body": "fiscal_year lg_code body_code body_seq",
    "mart_participation_joint": "fiscal_year body_code lg_code partner_code",
    "mart_participation_seat": "fiscal_year place body_code agency",
    "mart_participation_diversity": "fiscal_year place body_code",
    "mart_participation_overlap": "fiscal_year lg_code body_a body_b",
    "mart_participation_training": "fiscal_year place training_code audience",
    "mart_linkage_flow": "fiscal_year period place from to",
    "mart_linkage_place": "fiscal_year lg_code to_kind to_code",
    "mart_linkage_breakdown": "fiscal_year place from category",
    "mart_linkage_rate": "fiscal_year place rate",
    "mart_linkage_case": "fiscal_year place body_code",
    "mart_linkage_network": "fiscal_year metric",
    "mart_linkage_node": "fiscal_year agency_code",
    "mart_checklist_barrier": "fiscal_year place item_code barrier",
    "mart_municipality_stage": "fiscal_year lg_code",
    "mart_municipality_effort": "fiscal_year lg_code",
    "mart_participation_role": "fiscal_year place body_code role sector",
    "mart_participation_coseating": "fiscal_year agency_a agency_b",
    "mart_linkage_backbone": "fiscal_year from_code to_code",
    "mart_participation_operator": "fiscal_year lg_code agency_code operator_type",
    "mart_prefecture_contact": "fiscal_year lg_code",
    "mart_prefecture_role": "fiscal_year function",
    "mart_prefecture_body": "fiscal_year own_body",
    "mart_prefecture_seat": "fiscal_year lg_code own_body",
    "mart_prefecture_consultation": "fiscal_year lg_code consulted_on",
    "mart_prefecture_reuse": "fiscal_year lg_code",
    "mart_prefecture_level": "fiscal_year lg_code",
    "mart_prefecture_sharing": "fiscal_year share_method share_date",
    "mart_prefecture_support": "fiscal_year lg_code method",
    "mart_municipality_profile": "lg_code variable",
    "mart_municipality_similar": "lg_code rank",
    "mart_practices_case": "origin lg_code case_fy title_ja",
    "mart_quality_finding": "fiscal_year form rule severity",
    "mart_quality_submission": "fiscal_year lg_code form period",
    "mart_quality_coverage": "fiscal_year form period place",
    "dim_area": "area_code",
}
# Published rows that the count leaves to a rule in words (its heading says which): what they must hold then.
Rest = Callable[[Row], bool]


def _zero(row: Row) -> bool:
    return row["value"] == 0 and row["state"] == "value"


def _quiet(row: Row) -> bool:
    return row["value"] is None and row["state"] in ("not_applicable", "unanswered")


REST: dict[str, Rest] = {
    "mart_participation_setup": lambda row: (
        row["municipalities"] == 0 or row["place_code"] == prefecture.CODES["丁"]
    ),
    "mart_linkage_flow": lambda row: _zero(row) and row["place_code"] != prefecture.CODES["丙"],
    "mart_linkage_backbone": lambda row: (
        row["fiscal_year"] == 2024
    ),  # the pairs follow from what can be published
    "mart_linkage_place": lambda row: _zero(row) and not row["to_code"],
    "mart_linkage_breakdown": _zero,
    "mart_linkage_case": _quiet,
    "mart_linkage_rate": lambda row: row["place_kind"] == "area",
    "mart_practices_case": lambda row: row["origin"] == "annex",
    "mart_quality_coverage": lambda row: (
        row["place_kind"] != "prefecture" or row["form"] in ("F0", "F6", "FP")
    ),
    "dim_area": lambda row: not row["in_prefecture"],
}


def expected(mart: str) -> dict[Key, paper.Line]:
    """Key → counted line, every joined key a line of its own."""
    found: dict[Key, paper.Line] = {}
    for line in paper.counts()[mart]:
        keys: list[dict[str, Any]] = [{}]
        for name in KEYS[mart].split():
            keys = [old | key_of(mart, name, text) for old in keys for text in paper.each(line[name])]
        for key in keys:
            at = tuple(str(value) for value in key.values())
            assert at not in found, f"{mart} {at} is counted twice"
            found[at] = line
    return found


def key_columns(mart: str) -> list[str]:
    """The published columns that the key cells of a table fill."""
    names: list[str] = []
    for name in KEYS[mart].split():
        pair = {
            "place": ["place_kind", "place_code"], "from": ["from_level", "from_code"], "to": ["to_level", "to_code"],
            "agency": ["agency_level", "agency_code"], "category": ["dimension", "category"],
        }.get(name, [name])  # fmt: skip
        names += pair
    return names


def compared(mart: str, published_rows: list[Row]) -> Iterator[str]:
    """Every difference between the published rows of a table and the count."""
    counted, names = expected(mart), key_columns(mart)
    seen = set()
    for row in published_rows:
        key = tuple(str(row[name]) for name in names)
        if key in counted:
            seen.add(key)
            yield from (f"{' '.join(key)}: {said}" for said in differs(counted[key], row, KEYS[mart].split()))
        elif not REST.get(mart, lambda _: False)(row):
            yield f"{' '.join(key)}: published {shown(row, names)}, not counted"
    for key in counted.keys() - seen:
        if not optional(mart, counted[key]):
            yield f"{' '.join(key)}: counted, not published"


def optional(mart: str, line: paper.Line) -> bool:
    """Lines that say that there is nothing need no row."""
    text = line.get("value/state") or line.get("organisations") or line.get("value") or "1"
    if mart == "mart_participation_setup":
        return paper.plain(line["place"]).split("・")[0] not in "県東西"
    return paper.told(text).value in (0, None) and mart.startswith(
        ("mart_linkage", "mart_participation_diversity")
    )


def shown(row: Row, but: list[str]) -> str:
    """The numbers of a published row."""
    return ", ".join(
        f"{name}={value}" for name, value in row.items() if name not in but and value is not None
    )


def differs(line: paper.Line, row: Row, keys: list[str]) -> Iterator[str]:
    """What a published row says otherwise than its counted line."""
    for head, cell in line.items():
        if head in keys or head in ("must", "x") or cell == paper.NOT_COUNTED or not cell:
            continue
        names = head.split("/")
        if head == "answered/expected":
            n, asked = paper.plain(cell).split("/")
            if (row["answered"], row["expected"]) != (int(n), int(asked)):
                yield f"n/N {row['answered']}/{row['expected']}, counted {n}/{asked} ({cell})"
            continue
        wanted = paper.told(cell)
        if head == "similar_lg_code":
            wanted = paper.Told(prefecture.CODES[cell], "value")
        yield from cell_differs(wanted, row, names, cell, line)


def cell_differs(told: paper.Told, row: Row, names: list[str], cell: str, line: paper.Line) -> Iterator[str]:
    """One number or state against its cell on paper."""
    value, state = row[names[0]], row[names[1]] if len(names) > 1 else None
    protected = names == ["value", "state"] and "must" in line
    said = f"{names[0]} {value if value is not None else state}, counted {cell}"
    if protected and told.state == "value":
        counted = "rate" not in line and "metric" not in line and isinstance(told.value, float)
        if counted and 1 <= float(told.value or 0) < K and state != "suppressed":
            yield f"small count not hidden: {said}"
            return
        if state == "suppressed" and line["must"] != "○":
            return
    if len(names) > 1 and told.state and state != told.state:
        yield f"{said} (state {state})"
    elif not same(value, told.value):
        yield said


def same(value: Any, told: Any) -> bool:
    """Whether a published value is the one on paper, fractions to three decimals."""
    if told is None or value is None:
        return told is None and value is None
    if isinstance(told, bool):
        return value is told
    if isinstance(told, float) and isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value - told) <= CLOSE if told != int(told) or isinstance(value, float) else value == told
    return str(value) in (str(told), str(told).removesuffix(".0"))


@pytest.mark.parametrize("mart", KEYS)
def test_every_published_row_is_the_one_counted_by_hand(
    mart: str, published: duckdb.DuckDBPyConnection
) -> None:
    found = rows(published, mart)
    assert [*compared(mart, found)] == []


HALVES = ("H1", "H2", "FY")


# 様式5「拠点・団体・協定などは期末現在の数です」
STOCKS = ("N11", "N12", "N14", "N15", "N25", "N29", "N30", "N31", "N32")


def as_of(row: Row, cell: str) -> dt.date | None:
    """The day a stock stands for: the end of its half; of a year 31 March, or 30 September where no later one was told."""
    if row["measure_code"] not in STOCKS or paper.told(cell).state != "value":
        return None
    half = row["period"] == "H1" or cell.startswith("9月30日")
    return dt.date(row["fiscal_year"], 9, 30) if half else dt.date(row["fiscal_year"] + 1, 3, 31)


@pytest.mark.parametrize("mart", ["mart_participation_activity", "mart_linkage_support"])
def test_measures_of_form_5(mart: str, published: duckdb.DuckDBPyConnection) -> None:
    said, answered = {}, {}
    for line in paper.counts()[mart]:
        for short in paper.each(line["place"]):
            said[int(line["fiscal_year"]), line["measure_code"], place(short)] = line
    for line in paper.counts()["様式5の回答"]:
        for short in paper.each(line["place"]):
            answered |= {(int(line["fiscal_year"]), place(short), half): line[half] for half in HALVES}
    wrong = []
    for row in rows(published, mart):
        where = row["place_kind"], row["place_code"]
        key = row["fiscal_year"], row["measure_code"], where
        line = said.get(key)
        told = {"value/state": line[row["period"]] if line else "…"}
        told |= {"must": line["must"]} if line and "must" in line else {}
        wrong += [f"{key} {row['period']}: {one}" for one in differs(told, row, [])]
        if "stock_as_of" in row and row["stock_as_of"] != (day := as_of(row, told["value/state"])):
            wrong.append(f"{key} {row['period']}: as of {row['stock_as_of']}, counted {day}")
        if line and "9月30日" in line[row["period"]] and row["first_half_only"] != 1:
            wrong.append(f"{key}: 9月30日現在の市町村 {row['first_half_only']}, counted 1")
        n = answered.get((row["fiscal_year"], where, row["period"]))
        if "answered" in row and f"{row['answered']}/{row['expected']}" != n:
            wrong.append(f"{key} {row['period']}: n/N {row['answered']}/{row['expected']}, counted {n}")
    published_keys = {
        (r["fiscal_year"], r["measure_code"], (r["place_kind"], r["place_code"]))
        for r in rows(published, mart)
    }
    wrong += [f"{key}: counted, not published" for key in said.keys() - published_keys]
    assert wrong == []


RANGED = {
    "flow": ("period", "place_kind", "place_code", "from_code || '→' || to_code"),
    "place": ("'FY'", "'municipality'", "lg_code", "if(to_code = '', to_kind, to_code)"),
    "breakdown": ("'FY'", "place_kind", "place_code", "from_code || ' ' || dimension || ':' || category"),
    "support": ("period", "place_kind", "place_code", "measure_code"),
    "case": ("'FY'", "place_kind", "place_code", "body_code"),
}
TOTAL = "計"


def test_every_range_of_an_x_is_the_one_worked_out_from_published_margins(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """Every x that has a range, and no other; beside an indicator stands the range of the count that it copies."""
    found = {
        (mart, year, period, kind, code, what.replace("total", TOTAL)): (low, high)
        for mart, columns in RANGED.items()
        for year, period, kind, code, what, low, high in published.execute(f"""
            select fiscal_year, {", ".join(columns)}, value_low, value_high from mart_linkage_{mart}
            where value_low is not null or value_high is not null""").fetchall()
    }
    counted = {
        (line["mart"], int(line["fiscal_year"]), period, *place(short), line["what"]): tuple(
            int(end) if end else None for end in line["range"].split("〜")
        )
        for line in paper.counts()["x の範囲"]
        for period in paper.each(line["period"])
        for short in paper.each(line["place"])
    }
    assert found == counted
    copied = published.execute("""
        select fiscal_year, place_kind, place_code, value_low::bigint, value_high::bigint from mart_indicator
        where indicator_id = 'consultations' and value_low is not null""").fetchall()
    assert {("support", row[0], "FY", row[1], row[2], "N01"): row[3:] for row in copied} == {
        key: ends for key, ends in counted.items() if key[2] == "FY" and key[-1] == "N01"
    }


def test_the_checklist_is_as_answered(published: duckdb.DuckDBPyConnection) -> None:
    answers: dict[tuple[int, str, str], str] = {}
    for _, lines in paper.tables(paper.ANSWERS / "様式4_通知チェック.md"):
        for line in lines:
            for head in ("甲 2023", "乙 2023", "丙 2023", "甲 2024", "乙 2024", "丙 2024"):
                short, year = head.split()
                answers[int(year), prefecture.CODES[short], line["項目"]] = line[head]
    seats = {}
    for line in paper.counts()["mart_checklist_item"]:
        for item in paper.each(line["item_code"]):
            seats[int(line["fiscal_year"]), prefecture.CODES[line["lg_code"]], item] = line
    wrong, seen = [], set()
    for row in rows(published, "mart_checklist_item"):
        key = row["fiscal_year"], row["lg_code"], row["item_code"]
        if key not in answers:
            wrong.append(f"{key}: published {row['status']}, not counted")
            continue
        seen.add(key)
        parts = answers[key].split()
        status = parts[0] if parts else "9"
        barriers = [b for p in parts if p[0] == "X" for b in p.split(";")]
        wanted = {
            "status": status,
            "since_fy": next((int(p) for p in parts if p.isdigit() and len(p) == 4), None),
            "evidence": next((p for p in parts if p[0] == "Y"), None),
            "state": {"8": "not_applicable", "9": "unanswered"}.get(status, "value"),
        }
        wrong += [
            f"{key}: {name} {row[name]}, answered {value}"
            for name, value in wanted.items()
            if row[name] != value
        ]
        if sorted(row["barriers"] or []) != sorted(barriers):
            wrong.append(f"{key}: barriers {row['barriers']}, answered {barriers}")
        if key in seats:
            line = seats[key]
            wrong += [
                f"{key}: {one}"
                for one in differs({n: line[n] for n in ("derived_status", "agrees")}, row, [])
            ]
        elif row["derived_status"] is not None or row["agrees"] is not None:
            wrong.append(f"{key}: derived {row['derived_status']} {row['agrees']}, counted nothing")
    assert wrong + [f"{key}: answered, not published" for key in answers.keys() - seen] == []


def test_municipalities_by_item_and_status(published: duckdb.DuckDBPyConnection) -> None:
    said: dict[Key, tuple[int, str]] = {}
    for line in paper.counts()["mart_checklist_summary"]:
        for item in paper.each(line["item_code"]):
            for short in ("県", "東", "西"):
                *pairs, n = line[short].split()
                for status in "321089":
                    count = next((int(p[2:]) for p in pairs if p.startswith(f"{status}:")), 0)
                    said[int(line["fiscal_year"]), *place(short), item, status] = count, n.strip("[]")
    wrong, seen = [], set()
    for row in rows(published, "mart_checklist_summary"):
        key = row["fiscal_year"], row["place_kind"], row["place_code"], row["item_code"], row["status"]
        if row["place_kind"] == "municipality":
            continue  # its own answer, compared above
        now = row["municipalities"], f"{row['answered']}/{row['expected']}"
        seen.add(key)
        if now != said.get(key):
            wrong.append(f"{key}: {now}, counted {said.get(key)}")
    wrong += [
        f"{key}: {count} counted, not published"
        for key, (count, _) in said.items()
        if count and key not in seen
    ]
    assert wrong == []


SHARES = ("platform_private_share", "forms_answered")
RATES = ("absorption", "consent_rate", "established_rate")
BODIES_OF_THE_NEIGHBOUR = (
    "platform_joined", "juso_running", "council_joined", "support_meeting_joined", "multilayer_meeting_joined",
    "meetings_joined_up",
)  # fmt: skip
# 丁町 2024: its joint platform, 1＋2＝3 organisations, 2/3 of them 民, all three forms asked for; 2023: nothing came, 0/3＝0.
BESIDE = {
    ("platform_joined", 2024): 1.0, ("platform_organisations", 2024): 3.0, ("platform_private_share", 2024): 0.6667,
    ("forms_answered", 2024): 1.0, ("forms_answered", 2023): 0.0,
}  # fmt: skip
PROTECTED = (*RATES, "consultations", "referral_count")


def _parts(text: str, row: Row, indicator: str) -> Iterator[str]:
    """Numerator and denominator: of a count the value itself and none, of a share those of its fraction a/b."""
    said = row["numerator"], row["denominator"]
    if row["state"] != "value":
        wanted: tuple[float | None, float | None] = (None, None)
    elif fraction := re.search(r"(\d+)/(\d+)＝", text):
        wanted = float(fraction[1]), float(fraction[2])
    elif indicator in (*RATES, *SHARES):
        return
    else:
        wanted = row["value"], None
    if said != wanted:
        yield f"numerator and denominator {said}, counted {wanted}"


def test_indicators(published: duckdb.DuckDBPyConnection) -> None:
    found = {
        (row["indicator_id"], row["fiscal_year"], row["place_kind"], row["place_code"]): row
        for row in rows(published, "mart_indicator")
    }
    wrong, seen = [], set()
    for line in paper.counts()["mart_indicator"]:
        for year in paper.each(line["fiscal_year"]):
            for short in ("県", "東", "西", "甲", "乙", "丙"):
                key = line["indicator_id"], int(year), *place(short)
                seen.add(key)
                text, _, n = line[short].partition(" [")
                n = n.rstrip("]")
                row = found.get(key)
                if row is None:
                    if short == "県":
                        wrong.append(f"{key}: counted {line[short]}, not published")
                    continue
                if text != paper.NOT_COUNTED:
                    told = {"value/state": text}
                    if key[0] in PROTECTED:
                        told |= {"must": "", "rate": ""} if key[0] in RATES else {"must": ""}
                    wrong += [f"{key}: {one}" for one in differs(told, row, ["rate"])]
                    wrong += [f"{key}: {one}" for one in _parts(text, row, key[0])]
                if n and n != paper.NOT_COUNTED and f"{row['answered']}/{row['expected']}" != n:
                    wrong.append(f"{key}: n/N {row['answered']}/{row['expected']}, counted {n}")
    beside = {(name, 2024): 0.0 for name in BODIES_OF_THE_NEIGHBOUR} | BESIDE
    for key, row in found.items():
        neighbour = key[3] == prefecture.CODES["丁"] and same(row["value"], beside.get((key[0], key[1])))
        # a measure of form 5 is counted where its table is: the test below
        if key not in seen and not neighbour and not key[0].startswith("measure_"):
            wrong.append(f"{key}: published {row['value']} {row['state']}, not counted")
    assert wrong == []


def test_a_number_that_two_tables_tell_is_one_number(published: duckdb.DuckDBPyConnection) -> None:
    """What an indicator says of a place is what the table of its subject says there, states included."""
    wrong = published.execute("""
        with told as (
            select 'platform_organisations' as indicator_id, fiscal_year, place_kind, place_code, org_count::double as value,
                org_count_state as state
            from mart_participation_seat where body_code = 'B01' and agency_level = 'total'
            union all
            select 'platform_new_organisations', fiscal_year, place_kind, place_code, new_org_count, new_org_count_state
            from mart_participation_seat where body_code = 'B01' and agency_level = 'total'
            union all  -- one row of G1 a place: with one audience its sum is the row itself
            select 'supporters_trained', fiscal_year, place_kind, place_code, any_value(completed), any_value(completed_state)
            from mart_participation_training where training_code = 'G1' group by all having count(*) = 1
            union all
            select 'measure_' || lower(measure_code), fiscal_year, place_kind, place_code, value, state
            from mart_linkage_support where period = 'FY' and measure_code not in ('N01', 'N03', 'N08', 'N10')
            union all
            select 'measure_' || lower(measure_code), fiscal_year, place_kind, place_code, value, state
            from mart_participation_activity where period = 'FY'
        )
        select i.*, t.value, t.state from told t
        left join mart_indicator i using (indicator_id, fiscal_year, place_kind, place_code)
        where (i.value, i.state) is distinct from (t.value, t.state)""").fetchall()
    assert wrong == []


def test_what_is_left_out_adds_up_over_municipalities(published: duckdb.DuckDBPyConnection) -> None:
    wrong = published.execute("""
        with p as (select * from mart_quality_coverage where place_kind = 'prefecture' and form not in ('F0', 'F6', 'FP')),
        m as (select * from mart_quality_coverage where place_kind = 'municipality')
        select p.fiscal_year, p.form, p.period, p.answered, sum(m.answered)
        from p join m using (fiscal_year, form, period)
        where m.place_code like '47%'
        group by all
        having p.answered <> sum(m.answered) or any_value(p.half_only) <> sum(m.half_only)""").fetchall()
    assert wrong == []


def test_practices_offered_answer_an_open_item(published: duckdb.DuckDBPyConnection) -> None:
    """様式6: 関連する項目. A practice is offered for an item that is 未実施・検討中・一部実施, and only if it names that item."""
    wrong = published.execute("""
        select g.* from mart_practices_gap g
        where not exists (select 1 from mart_checklist_item i where (i.fiscal_year, i.lg_code, i.item_code)
                = (g.fiscal_year, g.lg_code, g.item_code) and i.status in ('0', '1', '2'))
            or not exists (select 1 from mart_practices_tag t where (t.practice_id, t.list, t.code)
                = (g.practice_id, 'items', g.item_code))
            or g.rank > 5""").fetchall()
    assert wrong == []
    tags = published.execute("""
        select c.title_ja, string_agg(t.list || ':' || t.code, ' ' order by t.list, t.code)
        from mart_practices_case c join mart_practices_tag t using (practice_id)
        where c.origin = 'submission' group by 1 order by 1""").fetchall()
    assert tags == [
        (
            "移動販売と声かけ",
            "agencies:A42 agencies:A50 bodies:B01 designs:D3 designs:D7 items:K12 items:K21 phases:early phases:prevention "
            "principles:society themes:T04 themes:T09",
        ),
        (
            "駅前の居場所づくり",
            "agencies:A20 agencies:A30 benefits:belonging bodies:B01 designs:D5 items:K14 phases:prevention principles:society "
            "principles:tie themes:T09",
        ),
    ]
    assert published.execute(
        "select count(*) from mart_practices_case where origin = 'annex'"
    ).fetchall() == [(16,)]


def test_nothing_is_hidden_in_the_year_without_a_small_count_of_referrals(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """2023: every count of form 3 is 0, or 10 and more, or x of its sender: the method has nothing to hide in R1 to R8."""
    assert (
        published.execute("""
        select table_id, hidden from mart_quality_disclosure
        where fiscal_year = 2023 and table_id like 'R%' and hidden > 0""").fetchall()
        == []
    )


def test_every_published_table_is_counted_or_says_why_not(published: duckdb.DuckDBPyConnection) -> None:
    names = {name for (name,) in published.execute("select table_name from duckdb_tables()").fetchall()}
    words = {name for name in names if name.startswith("dim_")}  # labels, definitions, official facts
    others = {
        "mart_participation_activity", "mart_linkage_support", "mart_checklist_item", "mart_checklist_summary", "mart_indicator",
    }  # fmt: skip
    assert names - words == (set(KEYS) | others | set(NOT_COUNTED)) - words


@pytest.mark.parametrize("path", sorted(paper.COUNTS.glob("*.md")), ids=lambda path: path.stem)
def test_the_sums_on_paper_add_up(path: Path) -> None:
    found = [*paper.sums(path.read_text("utf-8"))]
    assert [one for one, left, right in found if left != right] == []


TOPICS = ("overview", "participation", "linkage", "checklist", "quality", "practices", "prefecture")


@pytest.mark.parametrize("topic", TOPICS)
def test_the_key_figures_of_the_pages(topic: str, snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSUNAGARI_HOME", str(snapshot.parent.parent))
    words.use("ja")
    wrong = []
    for year in ("2023", "2024"):
        at = AppTest.from_file("../../dashboard/app.py", default_timeout=120)
        at.query_params["fy"] = year
        at.switch_page(f"views/{topic}.py").run()
        assert not at.exception
        page = "\n".join(part.proto.body for part in at.get("html"))
        shown = dict(re.findall(r'class="tile"><dt>(.*?)</dt><dd class="tile-value">(.*?)(?:<|$)', page))
        for line in paper.counts()["tiles"]:
            if (line["fiscal_year"], line["topic"]) == (year, topic):
                label = words.t(f"{topic}.tile.{line['name']}")
                assert label in shown, label
                value, told = shown.get(label), paper.plain(line["value"])
                if value != told and not (line["hidden"] and value == "x"):
                    wrong.append(f"{year} {label}: {value}, counted {line['value']}")
    assert wrong == []
