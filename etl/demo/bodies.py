"""F0 and F1: the cover sheet, and which bodies stand, since when, in which form."""

from etl.demo import chance
from etl.demo.plan import SET_UP, YEARS, Place, Stage, partners, table
from etl.forms.values import Row

MARK = "（架空データ）"
PREFECTURES_PLATFORM = "とっとり孤独・孤立対策官民連携プラットフォーム（県設置）"
_COUNTS = [
    "contract_years",
    "meeting_count",
    "same_day_count",
    "integrated_count",
    "case_count",
    "fed_back_count",
]
_TRADES = ("post", "newspaper", "utility", "finance", "retail", "delivery", "transport", "pharmacy")
_FIELDS = ("T01", "T03", "T04", "T05", "T07", "T13")
_MODEL = {"312011": "2022", "312029": "2023", "313891": "2024"}
_MONTHS = {"B01": (6, 7, 10), "B02": (6, 8, 10)}


def cover(place: Place, year: int) -> Row:
    """The one row of F0; submitted in the April after the year's end."""
    stage, plan = place.stages[year], place.line["juso_plan_fy"]
    return {
        "lg_code": place.lg_code,
        "fiscal_year": year,
        "dept_name": place.line["department"] + MARK,
        "submitted_on": f"{year + 1}-04-{chance.between(8, 24, place.lg_code, year, 'sent'):02}",
        "revision_no": 1,
        "revision_reason": "",
        "juso_status": stage.juso,
        "juso_plan_fy": plan if plan and int(plan) <= year else "",
        "participation_mode": stage.mode,
        "lonely_dept_same": place.line["lonely_dept_same"],
        "no_pii_ack": 1,
        "pref_publish_ok": 1,
    } | _efforts(place, year)


def _efforts(place: Place, year: int) -> Row:
    """What the sheet asks of the law's articles: division, plan, desks, watching over, workplaces, the latest survey."""
    name = place.lg_code
    began = chance.between(2021, 2025, name, "division")
    surveyed = chance.between(2021, 2026, name, "surveyed")
    method = chance.pick(("residents", "hearing", "records"), name, "survey") if surveyed <= year else "none"
    asked = {"residents": (200, 2000), "hearing": (8, 40), "records": (100, 900)}
    trades = [
        trade for trade in _TRADES if chance.share(name, trade, "watches") < (0.6 if place.city else 0.35)
    ]
    fields = [field for field in _FIELDS if chance.share(name, field, "desk") < 0.45] or ["T05"]
    plan = chance.share(name, "plan")
    return {
        "lonely_dept_fy": began if began <= year else "",
        "local_plan": "own" if plan < 0.08 else "within" if plan < 0.3 else "none",
        "national_pf": int(chance.share(name, "national") < 0.15 + 0.1 * (year - YEARS[0])),
        "model_fy": _MODEL.get(name, "") if year >= int(_MODEL.get(name, year)) else "",
        "workplace": int(chance.share(name, "workplace") < 0.2 + 0.12 * (year - YEARS[0])),
        "watch_trades": ";".join(trades),
        "desk_count": chance.between(2, 6, name, "desks")
        if place.city
        else chance.between(1, 2, name, "desks"),
        "desk_fields": ";".join(fields),
        "desk_hours": chance.pick(("weekday", "weekday", "evening", "always"), name, "hours"),
        "hotline": int(chance.share(name, "hotline") < 0.5 + 0.2 * (year - YEARS[0])),
        "survey_method": method,
        "survey_fy": surveyed if method != "none" else "",
        "survey_count": chance.between(*asked[method], name, "asked") if method != "none" else "-",
    }


def rows(place: Place, year: int) -> list[Row]:
    """B01 to B04 always, then the bodies that were there before."""
    own = [
        _platform(place, year),
        _council(place, year),
        *(_conference(place, year, b) for b in ("B03", "B04")),
    ]
    return own + [_older(place, year, line) for line in _inventory(place, year)]


def meetings(place: Place, year: int, body_code: str) -> int:
    """Meetings in the year; F1, F5 and the cases discussed all follow from it."""
    stage = place.stages[year]
    if not stage.has(body_code):
        return 0
    # A place that runs the project with next to no cases: the demo needs its empty and hidden cells.
    if body_code in ("B03", "B04") and stage.quiet:
        return 2
    usual = {"B01": (3, 2), "B02": (6, 3), "B03": (10, 5), "B04": (14, 6)}[body_code][0 if place.city else 1]
    return (
        usual
        + chance.between(0, 1, place.lg_code, body_code, "usual")
        + chance.between(0, 1, place.lg_code, body_code, year)
    )


def _line(place: Place, body_code: str, **answers: object) -> Row:
    return {"body_code": body_code, "body_seq": 1} | dict.fromkeys(_COUNTS, "-") | answers


def _standing(place: Place, name: str, start: str, form: str, **answers: object) -> Row:
    """What every body tells that is set up."""
    host = place.line["host_dept"]
    other = {"host_other": place.line["department"]} if host == "I9" else {}
    return {"body_name": name, "est_date": start, "setup_form": form, "host_dept": host, "secretariat": "W1",
            "chair_sector": "public", "pf_relation": "U0"} | other | answers  # fmt: skip


def _platform(place: Place, year: int) -> Row:
    stage, line = place.stages[year], place.line
    row = _line(place, "B01", est_status=stage.platform)
    if stage.platform not in SET_UP:
        return row
    form, contracted = stage.platform_form, line["secretariat"] == "W2"
    joint, others = form == "S5", form in ("S2", "S3", "S4")
    name = PREFECTURES_PLATFORM if form == "S6" else line["platform_name"]
    made = chance.share(place.lg_code, "co_created") < 0.4 + 0.2 * (year - YEARS[0])
    if form == "S1":
        name = f"{place.name}孤独・孤立対策官民連携プラットフォーム"
    return row | _standing(place, name, _start(place, "B01", form), form) | {
        "joint_lg_codes": ";".join(partners(place)) if joint else "",
        "secretariat": line["secretariat"],
        "contract_years": chance.between(1, 3, place.lg_code, "contract") if contracted else "-",
        "contractor": chance.pick(("council", "npo", "company"), place.lg_code, "contractor") if contracted else "",
        "chair_sector": line["chair_sector"],
        "co_created": int(made),
        "policy_fy": min(year, place.since("B01") + chance.between(0, 1, place.lg_code, "aims")) if made else "",
        "pf_relation": "",
        "base_body_code": line["base_body"] if others else "",
        "handles_personal_info": "Z0",
        "pii_rule": 1,
        "meeting_count": _jointly(place, year) if joint else meetings(place, year, "B01"),
    }  # fmt: skip


def _jointly(place: Place, year: int) -> int:
    """A joint body met as often for each of its members."""
    # By the body, not by the place: all members must report the same meetings.
    return 3 + chance.between(0, 1, "joint platform", year)


def _council(place: Place, year: int) -> Row:
    stage = place.stages[year]
    row = _line(place, "B02", est_status=stage.council, op_mode=stage.op_mode)
    if stage.council not in SET_UP:
        return row
    held = meetings(place, year, "B02")
    name = f"{place.name}孤独・孤立対策地域協議会"
    added = {"base_body_code": "B03"} if stage.council_form in ("S2", "S4") else {}
    return row | _standing(place, name, _start(place, "B02", stage.council_form), stage.council_form) | added | {
        "pf_relation": "U1",
        "handles_personal_info": "Z1",
        "pii_rule": 1, "public_notice": 1, "coord_body": 1,
        "cooperation": int(chance.share(place.lg_code, year, "co-operation") < 0.5),
        "meeting_count": held,
        "case_count": chance.happen(held * (3.5 if place.city else 1.7), place.lg_code, year, "B02", "cases"),
        "fed_back_count": chance.between(1, 3, place.lg_code, year, "fed back"),
    } | _together(place, year)  # fmt: skip


def _together(place: Place, year: int) -> Row:
    """Meetings of the council held with the support conference, on the rows of both."""
    # Joint meetings are no more than either body held: a part above its whole would be a fault nobody planted.
    stage, held = place.stages[year], min(meetings(place, year, "B02"), meetings(place, year, "B03"))
    if stage.op_mode not in ("M1", "M2", "M3", "M4"):
        return {}
    return {
        "same_day_count": held if stage.op_mode == "M3" else 0,
        "integrated_count": held if stage.op_mode == "M4" else 0,
    }


def _conference(place: Place, year: int, body_code: str) -> Row:
    stage = place.stages[year]
    row = _line(place, body_code, est_status=stage.conferences)
    if body_code == "B03":
        row["op_mode"] = stage.op_mode
    if stage.conferences not in SET_UP:
        return row
    name = f"{place.name}{'支援会議' if body_code == 'B03' else '重層的支援会議'}"
    held = meetings(place, year, body_code)
    each = 0.0 if stage.quiet else 4.3 if place.city else 1.9
    shared = {"pii_rule": 1} | _together(place, year) if body_code == "B03" else {"pii_rule": 0}
    return row | _standing(place, name, _project_start(place, year), "S1", handles_personal_info="Z1") | shared | {
        "pf_relation": "U1" if stage.platform == "E1" and place.city else "U0",
        "meeting_count": held,
        "case_count": chance.happen(held * each, place.lg_code, year, body_code, "cases"),
    }  # fmt: skip


def _project_start(place: Place, year: int) -> str:
    """The first day of the fiscal year in which the project began."""
    began = next((y for y in YEARS if y in place.stages and place.stages[y].juso == "J1"), year)
    return f"{began if began > YEARS[0] else chance.between(2021, 2023, place.lg_code, 'project')}-04-01"


def _start(place: Place, body_code: str, form: str) -> str:
    # One body of several municipalities, or the prefecture's: all of its members tell the same day.
    if form in ("S5", "S6"):
        return "2024-07-01"
    first = place.since(body_code)
    year = first - 1 if (body_code, first) == ("B01", YEARS[0]) else first
    return f"{year}-{chance.pick(_MONTHS[body_code], place.lg_code, body_code, 'month'):02}-01"


def _inventory(place: Place, year: int) -> list[dict[str, str]]:
    return [
        dict(line)
        for line in table("bodies")
        if (not line["places"] or place.lg_code in line["places"].split(";"))
        and int(line["first_fy"]) <= year
    ]


def _older(place: Place, year: int, line: dict[str, str]) -> Row:
    """A body that was there before; it tells no cases, they belong to its own system."""
    code = line["body_code"]
    start = chance.between(int(line["first_fy"]), int(line["last_fy"]), place.lg_code, code, "start")
    usual = int(line["meetings_city"] if place.city else line["meetings_town"])
    close = place.city and chance.share(place.lg_code, code, "close") < 0.6
    answers = _standing(
        place,
        place.name + line["name"],
        f"{start}-04-01",
        "S1",
        pf_relation=_relation(place.stages[year], code, close, place),
    )
    return _line(place, code, est_status="E1") | answers | {
        "handles_personal_info": line["handles_personal_info"],
        "pii_rule": line["pii_rule"],
        "meeting_count": usual + chance.between(0, 2, place.lg_code, code, year),
    }  # fmt: skip


def _relation(stage: Stage, code: str, close: bool, place: Place) -> str:
    if stage.platform != "E1":
        return "U0"
    if code == place.line["base_body"]:
        return "U5"
    return "U1" if close else "U0"
