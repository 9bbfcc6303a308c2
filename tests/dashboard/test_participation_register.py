"""Who sits where, body by body: what the rosters publish, and never a 0 where nobody could sit or nobody answered."""

import itertools
import re

import pytest

from dashboard import formats, store, words
from dashboard.queries import participation_register as query

BODIES = ("B01", "B02", "B03", "B04")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(
    "asked", [{}, {"area": "3101"}, {"m": "312029"}, {"fy": "2023", "body": "B02"}], ids=str
)
def test_the_view_draws_everywhere(opened, asked, language):
    opened("participation", language, view="register", **asked).fine()


@pytest.mark.parametrize("body", BODIES)
def test_seats_are_the_published_ones_and_zero_only_where_one_could_sit(snapshot, chosen, body):
    rows = query.seats(snapshot, chosen(), body)
    seats = store.query(
        snapshot,
        """select place_code, agency_code, org_count, org_count_state from mart_participation_seat
        where fiscal_year = $1 and place_kind = 'municipality' and agency_level = 'agency' and body_code = $2""",
        (snapshot.last_fy, body),
    )
    published = {(a, b): (n, s) for a, b, n, s in seats.itertuples(index=False)}
    stands = store.query(
        snapshot,
        """select lg_code, bool_or(stands) as stands from mart_participation_body
        where fiscal_year = $1 and body_code = $2 group by lg_code""",
        (snapshot.last_fy, body),
    ).set_index("lg_code")["stands"]
    assert not rows.duplicated(["lg_code", "agency_code"]).any()
    seen = set()
    for row in rows.to_dict("records"):
        key = (row["lg_code"], row["agency_code"])
        if key in published:
            seen.add(key)
            n, state = published[key]
            assert row["state"] == state and (formats.missing(n) or row["value"] == n)
        elif row["state"] == "value":
            assert row["value"] == 0 and stands[row["lg_code"]]
        else:
            assert formats.missing(row["value"]) and row["state"] in {"not_applicable", "unanswered"}
            assert row["state"] != "not_applicable" or not stands[row["lg_code"]]
    unknown = set(
        store.query(snapshot, "select member from dim_group where group_id = 'unknown_agency'")["member"]
    )
    assert seen == {key for key in published if key[1] not in unknown}


def test_one_municipality_narrows_every_row(snapshot, chosen):
    only = chosen(municipality="312029")
    assert set(query.seats(snapshot, only, "B01")["lg_code"]) == {"312029"}
    assert set(query.bodies(snapshot, only)["lg_code"]) == {"312029"}


def test_two_bodies_share_what_both_rosters_name(opened, snapshot):
    sql = """select a.agency_code from mart_participation_seat a join mart_participation_seat b
            on (a.fiscal_year, a.place_code, a.agency_code) = (b.fiscal_year, b.place_code, b.agency_code)
        where a.fiscal_year = $1 and a.place_kind = 'municipality' and b.place_kind = 'municipality' and a.place_code = '312011'
            and a.agency_level = 'agency' and b.agency_level = 'agency' and a.body_code = 'B02' and b.body_code = 'B03'
            and a.municipalities > 0 and b.municipalities > 0"""
    shared = store.query(snapshot, sql, (snapshot.last_fy,))["agency_code"].tolist()
    page = opened("participation", view="register", m="312011", one="B02", other="B03", hours="3").fine()
    told = re.search(r"共通して参画する機関の区分は (\d+)区分", page.said)
    assert told and int(told[1]) == len(shared)
    saved = re.search(
        r"試算：(\d+)区分 × ([\d,]+)回（開催回数の少ない方） × 3\.0時間 ＝ ([\d,.]+)時間", page.said
    )
    assert saved
    n, meetings, total = (float(part.replace(",", "")) for part in saved.groups())
    assert n == len(shared) and n * meetings * 3 == total


def test_the_register_names_every_body_once(snapshot, chosen):
    rows = query.bodies(snapshot, chosen())
    sql = "select count(*) as n from mart_participation_body where fiscal_year = $1 and state = 'value'"
    assert len(rows) == int(store.query(snapshot, sql, (snapshot.last_fy,))["n"].iloc[0])
    assert not rows["body"].isna().any() and not rows["word"].isna().any()


def test_the_register_says_each_answer_in_its_words(snapshot, chosen):
    """Every body of every municipality, the existing ones too: set-up, parent, department, secretariat, chair, tie, rules."""
    lists = {"form": ("setup_form", "setup_forms"), "parent": ("base_body_code", "bodies"), "host": ("host_dept", "host_depts"),
             "secretariat": ("secretariat", "secretariats"), "chair": ("chair_sector", "sec3"),
             "relation": ("pf_relation", "pf_relations"), "contractor": ("contractor", "contractors")}  # fmt: skip
    plain = (
        "contract_years",
        "pii_rule",
        "public_notice",
        "coord_body",
        "co_created",
        "cooperation",
        "policy_fy",
    )
    codes = store.query(snapshot, "select list, code, short_ja, ja from dim_code")
    said = {(row["list"], row["code"]): row["short_ja"] or row["ja"] for row in codes.to_dict("records")}
    mart = store.query(
        snapshot,
        "select * from mart_participation_body where fiscal_year = $1 and state = 'value' order by lg_code, body_code, body_seq",
        (snapshot.last_fy,),
    )
    rows = query.bodies(snapshot, chosen()).sort_values(["lg_code", "body_code"], kind="stable")
    assert set(rows["core"]) == {True, False}, "the four bodies and those that were there before"
    for row, held in zip(rows.to_dict("records"), mart.to_dict("records"), strict=True):
        assert (row["lg_code"], row["body_code"]) == (held["lg_code"], held["body_code"])
        for name, (column, listed) in lists.items():
            code = held[column]
            other = held["host_other"] if name == "host" else None
            beside = "" if formats.missing(other) else f"（{other}）"
            assert row[name] == ("" if formats.missing(code) else said[listed, code] + beside), (
                row["lg_code"], name,
            )  # fmt: skip
        for name in plain:
            assert (formats.missing(row[name]) and formats.missing(held[name])) or row[name] == held[name]


FORM_COLUMN = {
    "form": "setup_form", "host": "host_dept", "secretariat": "secretariat", "chair": "chair_sector",
    "parent": "base_body_code", "contract_years": "contract_years", "contractor": "contractor", "pii_rule": "pii_rule",
    "public_notice": "public_notice", "coord_body": "coord_body", "set_up_on": "est_date", "relation": "pf_relation",
    "co_created": "co_created", "policy": "policy_fy", "cooperation": "cooperation",
}  # fmt: skip
# Of an optional column the form says in words, not in a condition, when there is something to tell.
OPTIONAL = {
    "contractor": {"secretariat": ["W2", "W3"]},
    "pf_relation": {"est_status": ["E1", "E5"]},
    "co_created": {"est_status": ["E1", "E5"]},
    "cooperation": {"est_status": ["E1", "E5"]},
    "policy_fy": {"co_created": [True]},
}


def _of_whom(column, body_code):
    """Whether the form speaks of rows of that body: 「B01の行だけに記入」, 「PF（B01）のほかの会議体の行に記入」."""
    said = column.definition.ja if column.definition else ""
    alone = re.match(r"(B\d\d)の行だけに記入", said)
    beside = re.search(r"（(B\d\d)）のほかの会議体の行に記入", said)
    return body_code == alone[1] if alone else body_code != beside[1] if beside else True


def test_a_blank_is_told_apart_from_what_the_form_does_not_ask(altered, opened, cards, catalogue):
    """Every column of the register, by the form itself: … where it asks that body, － where it does not, else the answer.

    What stands in the row of a body of which the form says that its row stays blank is no answer either.
    """
    columns = {column.name: column for column in catalogue.forms["F1"].columns}
    when = {name: columns[name].when or OPTIONAL.get(name, {}) for name in FORM_COLUMN.values()}
    blank = ", ".join(
        f"{name} = if(hash(lg_code || body_code || '{name}') % 3 = 0, null, {name})"
        for name in FORM_COLUMN.values()
    )
    snapshot = altered(
        # in rows that the form leaves blank somebody wrote all the same
        "update mart_participation_body set pf_relation = 'U3' where body_code = 'B01' and stands",
        "update mart_participation_body set co_created = true, policy_fy = 2024, cooperation = true "
        "where body_code in ('B03', 'B14') and stands",
        # few have a contractor, and one of them does not say which
        "update mart_participation_body set contractor = null where (fiscal_year, lg_code) in "
        "(select fiscal_year, max(lg_code) from mart_participation_body where contractor is not null group by fiscal_year)",
        f"update mart_participation_body set {blank}",
    )
    mart = store.query(snapshot, "select * from mart_participation_body where state = 'value' and fiscal_year = $1",
                       (snapshot.last_fy,))  # fmt: skip
    held = {
        (r["lg_code"], r["body_code"], "" if formats.missing(r["body_name"]) else r["body_name"]): r
        for r in mart.to_dict("records")
    }
    seen = {name: set() for name in FORM_COLUMN}
    for which in ("core", "earlier"):
        opened("participation", view="register", which=which).fine()
        table = cards["register"].table
        unasked = {"lg_code", "municipality", "body", "body_name", "word", "meetings", "meetings_state"}
        assert {*FORM_COLUMN} == {*table.columns} - unasked, "a column of which nothing is checked here"
        # the four by the names that every card gives them, the others in full
        name = "short_ja" if which == "core" else "ja"
        listed = store.query(snapshot, "select ja, short_ja, code from dim_code where list = 'bodies'")
        codes = listed.set_index(name)["code"]
        for row in table.to_dict("records"):
            body = held[row["lg_code"], codes[row["body"]], row["body_name"]]
            for name, column in FORM_COLUMN.items():
                theirs = _of_whom(columns[column], body["body_code"])
                asked = theirs and all(body[of] in among for of, among in when[column].items())
                sign = "…" if asked else "－"
                answered = theirs and not formats.missing(body[column])
                assert row[name] not in ("…", "－", "") if answered else row[name] == sign, (row, name)
                seen[name] |= {"answer"} if answered else {sign}
    every = {"answer", "…", "－"}
    assert {name: signs for name, signs in seen.items() if signs != every} == {}


def test_meetings_are_a_number_where_the_form_asks_for_one(snapshot, chosen):
    """Form 1 asks those set up for their meetings: of the others nothing applies, and no sign stands for another."""
    rows = query.bodies(snapshot, chosen())
    assert set(rows.loc[~rows["set_up"] & ~rows["stands"], "meetings_state"]) == {"not_applicable"}
    assert "not_applicable" not in set(rows.loc[rows["set_up"], "meetings_state"])


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_stages_are_those_of_the_cover_sheets(opened, snapshot, chosen, language):
    told = store.query(
        snapshot,
        "select lg_code, juso_status, juso_plan_fy, participation_mode, state from mart_municipality_stage "
        "where fiscal_year = $1",
        (snapshot.last_fy,),
    )
    with words.speaking(language):
        rows = query.stages(snapshot, chosen()).set_index("lg_code")
        assert set(rows.index) == set(told["lg_code"]) and "value" in set(told["state"])
        for lg_code, juso, plan, mode, state in told.itertuples(index=False):
            row = rows.loc[lg_code]
            assert row["state"] == state
            if state == "value":
                assert row["juso"] == words.code(snapshot, "juso_statuses", juso, short=True)
                assert row["carried_out"] == words.code(snapshot, "participation_modes", mode, short=True)
                assert formats.missing(row["plan_year"]) == formats.missing(plan)
    page = opened("participation", language, view="register").fine()
    with words.speaking(language):
        assert words.t("participation.title.stages") in page.said


def test_the_sheet_says_stage_plan_and_mode(opened, snapshot):
    sql = """select lg_code, juso_status, juso_plan_fy, participation_mode from mart_municipality_stage
        where fiscal_year = $1 and state = 'value' and juso_plan_fy is not null order by lg_code limit 1"""
    row = store.query(snapshot, sql, (snapshot.last_fy,)).iloc[0]
    html = opened("municipality", m=row["lg_code"]).fine().html
    assert f"重層：{words.code(snapshot, 'juso_statuses', row['juso_status'])}" in html
    assert (
        words.t(
            "municipality.fact.mode",
            mode=words.code(snapshot, "participation_modes", row["participation_mode"]),
        )
        in html
    )
    assert formats.fiscal_year_short(int(row["juso_plan_fy"])) in html


def test_another_department_is_named_where_its_name_was_read(snapshot, chosen):
    """主担当部局「その他」: its name stands behind the word, on the Japanese page alone (it is a Japanese text)."""
    rows = query.bodies(snapshot, chosen())
    assert rows["host"].str.fullmatch("その他（.+）").any() and rows["contractor"].ne("").any()
    with words.speaking("en"):
        assert not query.bodies(snapshot, chosen())["host"].str.contains("（").any()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_cover_sheet_says_since_when_plan_national_platform_and_model_project(
    opened, snapshot, chosen, language
):
    held = store.query(
        snapshot,
        "select lg_code, lonely_dept_fy, local_plan, national_pf, model_fy from mart_municipality_stage "
        "where fiscal_year = $1 and state = 'value'",
        (snapshot.last_fy,),
    ).set_index("lg_code")
    assert held.notna().any().all(), "the demo answers each of them somewhere"
    with words.speaking(language):
        rows = query.stages(snapshot, chosen()).set_index("lg_code")
        for lg_code, since, plan, national, model in held.itertuples():
            row = rows.loc[lg_code]
            assert row["local_plan"] == words.code(snapshot, "plan_kinds", plan, short=True)
            for shown, told in (("since_year", since), ("national_pf", national), ("model_year", model)):
                assert (formats.missing(row[shown]) and formats.missing(told)) or row[shown] == told
    page = opened("participation", language, view="register").fine()
    with words.speaking(language):
        heads = (words.t("participation.title.stages"), words.t("participation.title.operators"))
    assert all(head in page.said for head in heads)


def test_who_runs_a_project_is_what_its_rosters_say(snapshot, chosen):
    held = store.query(
        snapshot,
        "select lg_code, agency_code, operator_type from mart_participation_operator where fiscal_year = $1",
        (snapshot.last_fy,),
    )
    told = {key: set(part["operator_type"]) for key, part in held.groupby(["lg_code", "agency_code"])}
    rows = query.operators(snapshot, chosen())
    assert told and set(told) <= set(zip(rows["lg_code"], rows["agency_code"], strict=True))
    for row in rows.to_dict("records"):
        codes = set(row["codes"].split(";")) if isinstance(row["codes"], str) else set()
        assert codes == told.get((row["lg_code"], row["agency_code"]), set())


@pytest.mark.parametrize("body", ["B01", "B02", "B03", "B04"])
def test_roles_of_a_body_add_up_to_its_organisations(snapshot, chosen, body):
    rows = query.roles(snapshot, chosen(), body)
    whole = store.query(
        snapshot,
        "select org_count from mart_participation_seat where fiscal_year = $1 and place_kind = 'prefecture' "
        "and body_code = $2 and agency_level = 'total'",
        (snapshot.last_fy, body),
    )
    assert rows.loc[rows["state"] == "value", "value"].sum() == whole["org_count"].iloc[0]


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(BODIES, 2)))
def test_meetings_held_together_are_told_of_the_pair_that_was_asked(opened, snapshot, one, other):
    """Form 1 asks council and support conference how often they met together, and no other pair."""
    page = opened("participation", "en", view="register", m="312011", one=one, other=other).fine()
    words.use("en")
    names = [words.inner(words.code(snapshot, "bodies", code, short=True)) for code in (one, other)]
    told = [f"on the same day as the {name} and" in page.said for name in names]
    assert told == [{one, other} == {"B02", "B03"}] * 2


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("one", "other"), [("B01", "B03"), ("B02", "B03")])
def test_what_two_bodies_share_is_a_card_like_any_other(
    opened, cards, snapshot, chosen, language, one, other
):
    """With its year, n/N, date, source, snapshot and mark; its table counts and names who sits in both and in one alone."""
    opened("participation", language, view="register", m="312011", one=one, other=other).fine()
    card = cards["shared"]
    with words.speaking(language):
        assert formats.fiscal_year(snapshot.last_fy) in card.title
        assert words.place(snapshot, "municipality", "312011") in card.title
        assert card.demo == words.t("app.demo")
        assert len(card.origin) == len(cards["register"].origin)
        for said in (snapshot.id, formats.day(snapshot.as_of)):
            assert any(said in part for part in card.origin)
        seated = []
        for body in (one, other):
            rows = query.seats(snapshot, chosen(municipality="312011"), body)
            there = rows[rows["state"].eq("suppressed") | rows["value"].fillna(0).gt(0)]
            seated.append(set(there["agency"]))
        parts = [seated[0] & seated[1], seated[0] - seated[1], seated[1] - seated[0]]
        assert card.table["categories"].tolist() == [len(part) for part in parts]
        for names, part in zip(card.table["agency"], parts, strict=True):
            assert names == "－" if not part else set(names.split(words.t("format.comma"))) == part
