"""Every rule of the catalogue: a small world without a fault, and for each rule one thing that is wrong in it."""

import copy
import datetime as dt
import re
from typing import Any

import pytest

from etl.catalogue import Catalogue, Rule
from etl.catalogue.load import _locally
from etl.checks import crosschecks, messages
from etl.checks.columns import own_columns, row_schema
from etl.checks.sheet_account import SHEET_ROWS
from etl.register import store
from etl.workdb import Connection
from tests.etl.checks.test_cells import SENTENCES

HERE, THERE = "312011", "313025"
World = dict[str, list[dict[str, Any]]]


def _body(code: str, **own: Any) -> dict[str, Any]:
    row = {
        "body_code": code,
        "body_seq": 1,
        "body_name": "会議",
        "est_status": "E1",
        "est_date": dt.date(2024, 6, 1),
    }
    row |= {"setup_form": "S1", "host_dept": "I1", "secretariat": "W1", "handles_personal_info": "Z0"}
    row |= {"meeting_count": 4, "case_count": 10 if code != "B01" else None}
    row |= {"chair_sector": "public"}
    row |= {"op_mode": "M1", "pii_rule": True} if code in ("B02", "B03") else {}
    row |= {"public_notice": True, "coord_body": True} if code == "B02" else {}
    return row | own


def _flow(**own: Any) -> dict[str, Any]:
    row = {"period": "H1", "from_agency": "A11", "to_agency": "A20", "channel": "C1", "referral_count": 12}
    counts = {
        "consent_count": 10,
        "no_consent_legal_count": 0,
        "consent_unknown_count": 2,
        "established_count": 5,
    }
    return row | counts | {"joint_support_count": 1} | own


def _measure(code: str, value: int | None, period: str = "H1") -> dict[str, Any]:
    return {"period": period, "measure_code": code, "value": value}


WORLD: World = {
    "F0": [
        {"dept_name": "地域福祉課", "submitted_on": dt.date(2025, 4, 21), "revision_no": 1, "juso_status": "J1"}
        | {"participation_mode": "H1", "lonely_dept_same": "V1", "no_pii_ack": True, "pref_publish_ok": True}
    ],
    "F1": [_body(code) for code in ("B01", "B02", "B03", "B04")],
    "F2": [
        {"body_code": body, "agency_code": agency, "role": "R2", "org_count": 3, "new_org_count": 1}
        | {"invited_count": 4, "national_pf_count": 1}
        | {"operator_type": "O1" if agency == "A10" else None}
        for body, agency in (
            ("B01", "A02"), ("B01", "A10"), ("B02", "A02"), ("B02", "A10"), ("B03", "A01"), ("B04", "A01"),
        )
    ],
    "F3": [_flow(), _flow(channel="C2", no_consent_legal_count=2, consent_unknown_count=0)],
    "F4": [
        {"item_code": item, "status": "3", "since_fy": 2024, "evidence": "Y2"}
        for item in ("K21", "K22", "K23", "K24", "K25", "K26")
    ]
    + [{"item_code": "K27", "status": "1"}],
    "F5": [_measure("N01", 30), _measure("N02", 5), _measure("N08", 10), _measure("N09", 40)]
    + [_measure(code, 2, half) for code in ("N04", "N05") for half in ("H1", "H2")],
    "F6": [
        {"title": "郵便局と見守り", "case_fy": 2024, "design_codes": ["D1"], "theme_codes": ["T04"], "agency_codes": ["A52"]}
        | {"item_codes": ["K14"], "background": "背景", "action": "取組", "device": "工夫", "person_detail": "Q0"}
        | {"public_url": "https://www.city.tottori.lg.jp/page"}
    ],
    "F7": [{"period": "H1", "training_code": "G1", "audience": "L4", "sessions": 2, "participants": 40, "completed": 35}],
    "FP": [],
}  # fmt: skip


def _at(form: str, row: int = 0, year: int = 2024, place: str = HERE, **cells: Any) -> Any:
    """Change cells of one row."""

    def change(world: World) -> None:
        target = [r for r in world[form] if (r["lg_code"], r["fiscal_year"]) == (place, year)][row]
        target.update(cells)
        for name in cells:
            if f"{name}_state" in target:
                target[f"{name}_state"] = "value" if cells[name] is not None else "unknown"

    return change


def _twice(world: World) -> None:
    world["F3"].append(world["F3"][0] | {"row_no": 90, "referral_count": 13, "consent_count": 11})


def _without(form: str) -> Any:
    return lambda world: world.__setitem__(form, [])


def _without_body(world: World) -> None:
    world["F1"] = [row for row in world["F1"] if row["body_code"] != "B04"]
    world["F2"] = [row for row in world["F2"] if row["body_code"] != "B04"]
    world["F4"] = [row for row in world["F4"] if row["item_code"] != "K26"]
    world["F5"] = [row for row in world["F5"] if row["measure_code"] != "N04"]


def _last_year(world: World) -> None:
    world["F5"] += [
        row | {"fiscal_year": 2023, "value": 400} for row in world["F5"] if row["measure_code"] == "N09"
    ]
    world["F0"] += [row | {"fiscal_year": 2023} for row in world["F0"]]
    next(r for r in world["F5"] if r["measure_code"] == "N09" and r["fiscal_year"] == 2024)["value"] = 0
    next(r for r in world["F5"] if r["measure_code"] == "N08")["value"] = 0


def _two_years(shift: int) -> Any:
    """Twelve measures of the second half, whose answers of this year stand ``shift`` rows below their own."""
    values = [3, 40, 5, 60, 7, 80, 4, 50, 9, 30, 6, 70]

    def change(world: World) -> None:
        world["F0"] += [row | {"fiscal_year": 2023} for row in world["F0"]]
        for year, by in ((2023, 0), (2024, shift)):
            told = [values[(at - by) % len(values)] for at in range(len(values))]
            rows = [_measure(f"N{21 + at}", value, "H2") for at, value in enumerate(told)]
            filled = _filled({"F5": rows}, HERE)["F5"]
            world["F5"] += [row | {"fiscal_year": year, "row_no": 60 + row["row_no"]} for row in filled]

    return change


def _one_sided(world: World) -> None:
    """The other municipality has its own council and does not name us."""
    _at("F1", 1, setup_form="S5", joint_lg_codes=[THERE])(world)
    for form in ("F0", "F1"):
        world[form] += [row | {"lg_code": THERE, "row_no": row["row_no"] + 50} for row in world[form]]
    _at("F1", 1, place=THERE, setup_form="S1", joint_lg_codes=[])(world)


def _from_prefecture(**cells: Any) -> Any:
    def change(world: World) -> None:
        row = {"record_kind": "role", "record_seq": 1, "function": "U1", "role_split": "県"} | cells
        world["FP"] = _filled({"FP": [row]}, "310000")["FP"]

    return change


CASES: dict[str, Any] = {
    "VR01": _twice,
    "VR03": _without("F0"),
    "VR09": _at("F1", 1, coord_body=None),
    "VR12": _at("F3", consent_count=15),
    "VR13": _at("F3", established_count=13),
    "VR14": _at("F7", completed=41),
    "VR15": _without_body,
    "VR16": _at("F1", 3, est_date=dt.date(2025, 5, 1)),
    "VR17": _at("F1", 3, setup_form="S6"),
    "VR18": _at("F2", national_pf_count=4),
    "VR19": _at("F5", 2, value=41),
    "VR20": _at("F2", 5, body_code="B11"),
    "VR21": _one_sided,
    "VR22": _at("F1", 1, op_mode="M5"),
    "VR23": _at("F1", 0, case_count=3),
    "VR24": _at("F4", 4, status="0", since_fy=None, evidence=None),
    "VR25": _at("F1", 2, est_status="E2", est_date=None, op_mode="M1"),
    "VR26": _at("F5", 4, value=3),
    "VR27": _at("F3", from_agency="A20"),
    "VR28": _at("F3", no_consent_legal_count=2, consent_unknown_count=0),
    "VR29": _last_year,
    "VR30": _at("F4", 6, status="3", since_fy=2024, evidence="Y1"),
    "VR32": _at("F3", consent_unknown_count=None, consent_count=13),
    "VR33": _at("F1", 0, handles_personal_info="Z1"),
    "VR34": _at("F1", 1, est_date=dt.date(2024, 3, 1)),
    "VR35": _at("F2", 0, invited_count=2),
    "VR36": _at("F0", juso_status="J3"),
    "VR37": _at("F1", 0, meeting_count=0),
    "VR38": _at("F4", 0, since_fy=None),
    "VR39": _at("F2", 1, operator_type=None),
    "VR40": _at("F0", revision_no=2),
    "VR41": _at("F6", public_url="https://example.com/"),
    "VR43": _at("F1", 0, contract_years=3),
    "VR44": _at("F0", pref_publish_ok=False),
    "VR47": _two_years(1),
    "VR48": _at("F7", sessions=0),
    "VR49": _at("F1", 1, pii_rule=False),
    "VR50": _at("F0", 0, submitted_on=dt.date(2025, 3, 30)),
    "VR51": _at("F5", 0, value=None),
}


def _all(*changes: Any) -> Any:
    def change(world: World) -> None:
        for one in changes:
            one(world)

    return change


def _another(world: World) -> None:
    world["F3"].append(world["F3"][0] | {"row_no": 90, "to_agency": "A21"})


def _year_before(world: World) -> None:
    _last_year(world)
    _at("F5", 3, value=51)(world)
    _at("F5", 2, value=1)(world)


def _both_sided(world: World) -> None:
    _one_sided(world)
    _at("F1", 1, place=THERE, setup_form="S5", joint_lg_codes=[HERE])(world)


_M2 = _all(_at("F1", 1, op_mode="M2"), _at("F1", 2, op_mode="M2"))
# The nearest thing that each rule lets pass.
NEAR: dict[str, Any] = {
    "VR01": _another,
    "VR03": _without("F1"),
    "VR09": _at("F1", 1, coord_body=False),
    "VR12": _at("F3", consent_count=9, consent_unknown_count=3),
    "VR13": _at("F3", established_count=12),
    "VR14": _at("F7", completed=40),
    "VR15": _at("F1", 3, est_status="E4"),
    "VR16": _at("F1", 3, est_date=dt.date(2025, 4, 21)),
    "VR17": _at("F1", 3, setup_form="S6", est_status="E5"),
    "VR18": _at("F2", national_pf_count=3),
    "VR19": _at("F5", 2, value=40),
    "VR20": _at("F1", 3, est_status="E5"),
    "VR21": _both_sided,
    "VR22": _M2,
    "VR23": _at("F1", 1, case_count=3),
    "VR24": _at("F4", 4, status="1", since_fy=None, evidence=None),
    "VR25": _at("F1", 2, est_status="E5"),
    "VR26": _at("F5", 4, value=None),
    "VR27": _at("F3", from_agency="A11", to_agency="A11"),
    "VR28": _at("F3", channel="C9", no_consent_legal_count=2, consent_unknown_count=0),
    "VR29": _year_before,
    "VR30": _all(_M2, _at("F4", 6, status="3", since_fy=2024, evidence="Y1")),
    "VR32": _at("F3", consent_unknown_count=None, consent_count=12),
    "VR33": _at("F1", 2, handles_personal_info="Z1"),
    "VR34": _at("F1", 1, est_date=dt.date(2024, 4, 1)),
    "VR35": _at("F2", 0, invited_count=3),
    "VR36": _at("F0", juso_status="J2"),
    "VR37": _at("F1", 0, meeting_count=1),
    "VR38": _at("F4", 0, status="1", since_fy=None, evidence=None),
    "VR39": _at("F2", 1, operator_type="O3"),
    "VR40": _at("F0", revision_no=2, revision_reason="件数の見直し"),
    "VR41": _at("F6", public_url="https://www.cao.go.jp/"),
    "VR43": _at("F1", 0, secretariat="W2", contract_years=3),
    "VR44": _all(_at("F0", pref_publish_ok=False), _without("F6")),
    "VR47": _two_years(0),
    "VR48": _at("F7", sessions=0, participants=0, completed=0),
    "VR49": _at("F1", 3, pii_rule=False),
    "VR50": _at("F0", 0, submitted_on=dt.date(2025, 3, 31)),
    "VR51": _all(_at("F5", 0, value=None), _at("F5", 1, value=0)),
}
# What is told besides, because one fault is two: K26 or N04 cannot agree with a body that is not set up, and so on.
ALSO = {"VR25": {"VR20", "VR26"}, "VR20": {"VR24"}, "VR47": {"VR18", "VR51", "VR29"}}


def _filled(world: World, place: str = HERE) -> World:
    """Rows with their keys, and a state beside every count."""
    filled = copy.deepcopy(world)
    for rows in filled.values():
        for row_no, row in enumerate(rows, start=2):
            row |= {"receipt_id": 1, "row_no": row_no, "lg_code": place, "fiscal_year": 2024}
            row.setdefault("period", "FY")
    return filled


def _found(con: Connection, catalogue: Catalogue, change: Any = None) -> list[dict[str, Any]]:
    world = _filled(WORLD)
    for form in catalogue.forms.values():
        for row in world.get(form.id, ()):
            for column in own_columns(form):
                if column.type == "count":
                    state = "value" if row.get(column.name) is not None else "not_applicable"
                    row[f"{column.name}_state"] = state
    if change:
        change(world)
    for form in catalogue.forms.values():
        con.execute(f"delete from {store.table_name(form)}")
        store.insert(con, store.table_name(form), row_schema(form), world.get(form.id, []))
    return crosschecks.run(con, catalogue, "form") + crosschecks.run(con, catalogue, "form", refusing=True)


def test_every_rule_has_a_case(catalogue: Catalogue) -> None:
    rules = {rule for rule in catalogue.rules if rule.startswith("VR")}
    assert rules == CASES.keys() | SENTENCES and not CASES.keys() & SENTENCES
    assert {rule.id for rule in catalogue.rules.values() if rule.sql} == CASES.keys() == NEAR.keys()


def test_a_world_without_faults_has_no_findings(memory: Connection, catalogue: Catalogue) -> None:
    assert _found(memory, catalogue) == []


@pytest.mark.parametrize("rule", CASES)
def test_the_rule_sees_its_fault_and_nothing_else(
    memory: Connection, catalogue: Catalogue, rule: str
) -> None:
    found = {one["rule"] for one in _found(memory, catalogue, CASES[rule])}
    assert rule in found
    assert found - {rule} <= ALSO.get(rule, set())


@pytest.mark.parametrize("rule", NEAR)
def test_the_rule_lets_its_neighbour_pass(memory: Connection, catalogue: Catalogue, rule: str) -> None:
    assert rule not in {one["rule"] for one in _found(memory, catalogue, NEAR[rule])}


def _events(halves: int, people: int) -> Any:
    def change(world: World) -> None:
        rows = [_measure("N27", halves), _measure("N28", people)]
        world["F5"] += [row | {"row_no": row["row_no"] + 40} for row in _filled({"F5": rows})["F5"]]

    return change


# What cannot be true together, and the nearest that can.
TOGETHER = [
    (_all(_at("F3", 1, channel="C3"), _at("F5", 4, value=0)), _all(_at("F3", 1, channel="C3"), _at("F5", 6, value=0)), "F5"),
    (_all(_at("F3", 1, channel="C2"), _at("F5", 6, value=0)), _all(_at("F3", 1, channel="C2"), _at("F5", 7, value=0)), "F5"),
    (_all(_at("F3", 1, channel="C4"), _at("F1", 1, meeting_count=0)), _at("F1", 1, meeting_count=0, case_count=0), "F1"),
    (_at("F1", 2, meeting_count=0), _at("F1", 2, meeting_count=None), "F1"),
    (_events(0, 30), _events(1, 30), "F5"),
    (_all(_at("F2", 0, org_count=0), _at("F2", 1, org_count=0)), _at("F2", 0, org_count=0), "F2"),
    (
        _all(_at("F2", 0, org_count=0), _at("F2", 1, org_count=0)),
        _all(_at("F2", 0, org_count=0), _at("F2", 1, org_count=0, individual_count=2)),
        "F2",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "right", "form"), TOGETHER)
def test_numbers_of_two_forms_that_cannot_both_be_true(
    memory: Connection, catalogue: Catalogue, wrong: Any, right: Any, form: str
) -> None:
    assert form in {one["form"] for one in _found(memory, catalogue, wrong) if one["rule"] == "VR48"}
    assert form not in {one["form"] for one in _found(memory, catalogue, right) if one["rule"] == "VR48"}


@pytest.mark.parametrize("rule", CASES)
def test_what_a_rule_found_is_told_whole(memory: Connection, catalogue: Catalogue, rule: str) -> None:
    """Sheet, header, value, the other cell, rule id; no placeholder left, no sentence over the limit."""
    for one in _found(memory, catalogue, CASES[rule]):
        told = messages.complete(catalogue, one)
        for text in (told["message_ja"], told["message_en"]):
            assert "{" not in text and one["rule"] in text and len(text) <= messages.LIMIT
        if "{other}" in catalogue.rules[one["rule"]].message.ja:
            assert str(one["other_value"]) in told["message_ja"]


def test_the_sentence_of_the_design(catalogue: Catalogue) -> None:
    place = {"form": "F3", "row_no": 8, "column_letter": "E", "column_name": "consent_count", "value": "15"}
    other = {"rule": "VR12", "other_name": "referral_count", "other_value": "12"}
    layouts = [("様式3_連携", {"consent_count": "E"}), ("下期", {"consent_count": "F"})]
    assert messages.complete(catalogue, place | other, layouts)["message_ja"] == (
        "様式3 8行目 E列「うち本人同意あり(件)」= 15：内訳の合計がつなぎ件数 12と一致しません。"
        "どちらかを修正してください。（VR12／L2-01）"
    )
    further = place | other | {"row_no": SHEET_ROWS + 8, "column_letter": ""}
    told = messages.complete(catalogue, further, layouts)
    assert told["message_ja"].startswith("様式3（下期） 8行目 F列") and told["row_no"] == 8


def _longest(rule: Rule, catalogue: Catalogue, form: str | None, column: str | None) -> dict[str, Any]:
    place = {
        "form": form,
        "sheet": "あ" * 31,
        "row_no": 1_048_576,
        "column_letter": "XFD",
        "column_name": column,
    }
    place["further_sheet"] = place["sheet"]
    values = {"value": "あ" * 200, "after": "い" * 200, "other_name": column, "other_value": "う" * 200}
    return place | values | {"rule": rule.id}


@pytest.mark.parametrize("prefecture", ["鳥取県", "東京都", "北海道", "大阪府", "京都府"])
def test_no_sentence_is_ever_longer_than_the_limit(catalogue: Catalogue, prefecture: str) -> None:
    """All rules with the longest headers of every form, the longest values, the last row and column of Excel, in the words
    of each kind of prefecture."""
    longest = 0
    for own in catalogue.rules.values():
        rule = _locally(own, prefecture)
        said = f"{rule.title.ja}{rule.message.ja}".replace("都道府県", "")
        assert prefecture[-1] == "県" or "県" not in said
        assert prefecture[-1] != "都" or not re.search("(?<![区特])市町村", said)
        for form in [*catalogue.forms.values(), None]:
            columns = sorted(form.columns, key=lambda c: len(c.ja) + len(c.en))[-2:] if form else []
            for column in [*(c.name for c in columns), None]:
                one = _longest(rule, catalogue, form.id if form else None, column)
                for text in messages.compose(rule, catalogue, one):
                    longest = max(longest, len(text))
                    assert text.endswith(
                        (f"{rule.id})", f"{rule.id}）", f"{rule.basis}）", f"{rule.basis})")
                    ), text
    assert longest <= messages.LIMIT


@pytest.mark.parametrize("mode", ["E5", "E4", "E3", "E2"])
def test_a_legitimate_absence_is_no_fault(memory: Connection, catalogue: Catalogue, mode: str) -> None:
    """A municipality that takes part in the prefecture's effort, or has set up nothing, has nothing to mend."""

    def absent(world: World) -> None:
        _at("F0", participation_mode="H2", juso_status="J4")(world)
        for row in world["F1"]:
            shared = {"setup_form": "S6", "host_dept": "I1", "secretariat": "W1"} if mode == "E5" else {}
            counts = {name: None for name in row if row.get(f"{name}_state") == "value"}
            states = {f"{name}_state": "not_applicable" for name in counts}
            nothing = {"est_date": None, "setup_form": None, "host_dept": None, "secretariat": None}
            modes = {"op_mode": "M0", "est_status": mode, "public_notice": None, "coord_body": None}
            row |= counts | states | nothing | shared | modes
        world["F2"] = []
        world["F3"] = [row for row in world["F3"] if row["channel"] == "C1"]
        world["F4"] = [row | {"status": "8", "since_fy": None, "evidence": None} for row in world["F4"]]

    assert _found(memory, catalogue, absent) == []


def test_a_wide_area_body_named_by_both_sides_is_no_fault(memory: Connection, catalogue: Catalogue) -> None:
    assert _found(memory, catalogue, _both_sided) == []


def _statuses(**of: tuple[str, str | None]) -> Any:
    """B02 and B03 with a status and a mode."""
    rows = {"B02": 1, "B03": 2}
    return _all(*(_at("F1", rows[b], est_status=e, op_mode=m) for b, (e, m) in of.items()))


@pytest.mark.parametrize("status", ["E2", "E3", "E4", "E9"])
@pytest.mark.parametrize("mode", ["M0", "M1", "M5", None])
def test_bodies_are_compared_only_where_both_stand(
    memory: Connection, catalogue: Catalogue, status: str, mode: str | None
) -> None:
    """Form 1 asks for the mode where the body stands: a body that does not stand disagrees with nobody."""
    for change in (
        _statuses(B02=(status, None), B03=("E1", mode)),
        _statuses(B02=("E1", mode), B03=(status, None)),
    ):
        assert "VR22" not in {one["rule"] for one in _found(memory, catalogue, change)}


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        (_statuses(B02=("E1", "M1"), B03=("E5", "M5")), {3}),
        (_statuses(B02=("E3", None), B03=("E1", "M3")), {4}),
        (_statuses(B02=("E1", "M2"), B03=("E4", None)), {3}),
        (_statuses(B02=("E2", "M4"), B03=("E2", "M4")), {3, 4}),
        (_statuses(B02=("E1", "M4"), B03=("E5", "M4")), set()),
        (_statuses(B02=("E1", None), B03=("E1", "M1")), set()),
    ],
)
def test_run_together_needs_both(
    memory: Connection, catalogue: Catalogue, change: Any, rows: set[int]
) -> None:
    """The row that is to be mended is named; a blank is asked for by VR09 alone."""
    found = [one for one in _found(memory, catalogue, change) if one["rule"] == "VR22"]
    assert {one["row_no"] for one in found} == rows


_COUNTS = (
    ("value", 0),
    ("value", 1),
    ("suppressed", None),
    ("unknown", None),
    ("not_applicable", None),
    ("unanswered", None),
)


@pytest.mark.parametrize("individuals", _COUNTS)
@pytest.mark.parametrize("organisations", _COUNTS)
def test_an_invitation_is_no_seat_and_a_blank_is_no_answer(
    memory: Connection,
    catalogue: Catalogue,
    organisations: tuple[str, int | None],
    individuals: tuple[str, int | None],
) -> None:
    """様式2: 参画している団体・人の数. Who was only asked to take part does not sit; x and 不詳 are somebody; blank is open."""
    told = {
        "org_count": organisations[1], "org_count_state": organisations[0],
        "individual_count": individuals[1], "individual_count_state": individuals[0], "invited_count": 9,
    }  # fmt: skip
    somebody = any(
        one in (("value", 1), ("suppressed", None), ("unknown", None)) for one in (organisations, individuals)
    )
    nothing = organisations[0] == "unanswered"

    def change(status: str) -> Any:
        def of(world: World) -> None:
            world["F2"][4] |= told
            _at("F4", 4, status=status)(world)

        return of

    for status, wrong in (("3", not somebody and not nothing), ("0", somebody)):
        found = {one["rule"] for one in _found(memory, catalogue, change(status))}
        assert ("VR24" in found) == wrong, (status, told)


@pytest.mark.parametrize("rule", ["VR20", "VR25"])
def test_a_body_without_a_status_contradicts_nothing(
    memory: Connection, catalogue: Catalogue, rule: str
) -> None:
    """Form 1 left as printed (E9 throughout), or one body of it: seats and channels stay as they were answered."""

    def blank(bodies: tuple[str, ...]) -> Any:
        def change(world: World) -> None:
            for row in world["F1"]:
                if row["body_code"] in bodies:
                    row |= {"est_status": "E9"}

        return change

    for bodies in (("B03",), ("B01", "B02", "B03", "B04")):
        assert rule not in {one["rule"] for one in _found(memory, catalogue, blank(bodies))}


def test_rules_that_compare_within_a_half_say_so(catalogue: Catalogue) -> None:
    """What is asked about can be counted on paper only if the printed condition says of which period it speaks."""
    silent = [
        rule.id
        for rule in catalogue.rules.values()
        if rule.sql and re.search(r"\bperiod\b", rule.sql) and "期" not in (rule.when or "")
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("day", "half", "asked"),
    [
        (dt.date(2024, 5, 20), "H1", True),
        (dt.date(2024, 9, 30), "H1", True),
        (dt.date(2024, 10, 1), "H1", False),
        (dt.date(2024, 10, 1), "H2", True),
        (dt.date(2025, 3, 31), "H2", False),
        (dt.date(2025, 4, 30), "H2", False),
        (dt.date(2025, 5, 1), "H1", True),
    ],
)
def test_the_day_of_submission_is_held_against_the_halves_answered(
    memory: Connection, catalogue: Catalogue, day: dt.date, half: str, asked: bool
) -> None:
    def change(world: World) -> None:
        world["F0"][0]["submitted_on"] = day
        for form in ("F3", "F5", "F7"):
            world[form] = [row for row in world.get(form, []) if row["period"] <= half]

    memory.execute("delete from receipt")
    memory.execute("insert into receipt (receipt_id, received_at) values (1, '2025-04-30 09:00')")
    found = {one["rule"] for one in _found(memory, catalogue, change)}
    assert ("VR50" in found) == asked


# Every comparison of VR18 and its like: form, the part's row, its column and a number far above; the whole's row and column.
HELD = [
    ("F1", 1, "same_day_count", 1, "meeting_count"),
    ("F1", 1, "integrated_count", 1, "meeting_count"),
    ("F2", 0, "new_org_count", 0, "org_count"),
    ("F2", 0, "national_pf_count", 0, "org_count"),
    ("F3", 0, "joint_support_count", 0, "referral_count"),
    ("F3", 0, "established_count", 0, "referral_count"),
    ("F3", 0, "consent_count", 0, "referral_count"),
    ("F7", 0, "completed", 0, "participants"),
    ("F5", 1, "value", 0, "value"),
    ("F5", 2, "value", 3, "value"),
]
STATES = ("unanswered", "suppressed", "not_applicable", "unknown")


@pytest.mark.parametrize("gone", [*STATES, "no row", "twice"])
@pytest.mark.parametrize("side", ["whole", "part"])
@pytest.mark.parametrize(("form", "part", "column", "whole", "other"), HELD)
def test_nothing_is_held_against_what_is_no_number(
    memory: Connection, catalogue: Catalogue, form: str, part: int, column: str, whole: int, other: str,
    side: str, gone: str,
) -> None:  # fmt: skip
    """A number beside a blank, x, － or 不詳, a row that is not there or one that goes back for another reason."""
    at, name = (whole, other) if side == "whole" else (part, column)
    if gone in ("no row", "twice") and part == whole:
        return

    def change(world: World) -> None:
        _at(form, part, **{column: 900})(world)
        row = world[form][at]
        if gone == "twice":
            world[form].append(row | {"row_no": 95, name: (row[name] or 0) + 1000})
        elif gone == "no row":
            del world[form][at]
        else:
            row |= {name: None, f"{name}_state": gone}

    both = {"VR13", "VR14", "VR18", "VR19"} | ({"VR12", "VR32"} if side == "whole" else set())
    found = {one["rule"] for one in _found(memory, catalogue, change)}
    assert not found & both, found


def test_a_part_above_its_whole_is_told_with_both(memory: Connection, catalogue: Catalogue) -> None:
    (one,) = (found for found in _found(memory, catalogue, _at("F5", 1, value=72)) if found["rule"] == "VR18")
    ja, en = messages.compose(catalogue.rules["VR18"], catalogue, one)
    assert "= 72：内数が全体のN01 相談受付 30を超えています。" in ja, ja
    assert "A part above its whole, N01 Requests 30" in en, en


def test_a_part_without_its_whole_asks_for_it(memory: Connection, catalogue: Catalogue) -> None:
    (one,) = (
        found for found in _found(memory, catalogue, _at("F5", 0, value=None)) if found["rule"] == "VR51"
    )
    ja, _ = messages.compose(catalogue.rules["VR51"], catalogue, one)
    assert one["row_no"] == 3 and "全体のN01が数でありません" in ja, ja
