"""A cell that cannot be used is told of by what stands in it: where it is, what is wrong with it, and what to write instead."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import catalogue as catalogues
from etl.catalogue import Column, Form
from etl.checks import messages, unread
from etl.checks.values import Judge

CATALOGUE = catalogues.load()
JUDGE = Judge(CATALOGUE)
ALL = [
    (form, column) for form in CATALOGUE.forms.values() for column in form.columns if column.type != "text"
]
YEAR = 2025
DITTOS = ("同上", "〃", "々", "″", "同左", "上に同じ", "（同上）", "↑", "''")
NUMBERS = {
    "digits": ("1②", "12²"),
    "magnitude": ("5千", "1.2万", "8割", "三千"),
    "numerals": ("十二", "五件"),
    "sign": ("〇", "○", "△", "?", "※"),
    "about": ("約50", "50程度", "50人くらい", "推計12"),
    "part": ("(12)", "12（再掲3）", "うち3", "12（うち女性4）"),
    "span": ("10～20", "10未満", "3以上", "10-20", "〜5"),
    "elsewhere": ("別紙のとおり", "様式5参照", "前年度と同じ"),
    "commas": ("1,23", "12,3456", ",5"),
    "several": ("12人中3人3回", "男5女3他1", "3+5+1"),
    "ditto": DITTOS,
}
# What people write, by the type of the column and the kind of sentence that helps them.
WRITTEN: dict[str, dict[str, tuple[object, ...]]] = {
    "count": NUMBERS
    | {
        "nothing": ("なし", "無し", "(なし)", "特になし", "対象外"),
        "pending": ("集計中", "未定", "調査中", "後日報告"),
        "share": ("80%", "12.5％"),
        "decimal": ("12.5", 0.5),
        "day": (dt.date(2024, 4, 12), dt.datetime(2025, 10, 1)),
        "truth": (True, False),
        "words": ("多数", "12※", "0件（該当なし）", "十数件", "たくさん"),
    },
    "percent": NUMBERS
    | {
        "nothing": ("なし",),
        "pending": ("集計中",),
        "day": (dt.date(2024, 4, 12),),
        "truth": (True,),
        "words": ("高い", "80点"),
    },
    "integer": NUMBERS
    | {
        "nothing_required": ("なし",),
        "pending": ("未定",),
        "decimal": ("1.5",),
        "day": (dt.date(2024, 4, 12),),
        "truth": (True,),
        "words": ("最終版",),
    },
    "date": {
        "ditto": DITTOS,
        "no_such_day": (
            "2月30日",
            "令和6年2月30日",
            "令和6年13月",
            "令和6年13月1日",
            "2025-02-29",
            "2024/4/31（水）",
            "20240231",
            "R6.0.1",
            "4/31",
            "令和７年６月３１日",
        ),
        "no_such_era": ("平成40年1月1日", "令和0年4月1日", "S70.4.1", "昭和99年12月31日"),
        "no_year": ("4月1日", "4/1"),
        "no_day": ("令和6年4月", "2024/4", "R6.4"),
        "no_era": ("6.4.1", "6年4月1日", "06/04/01"),
        "year_alone": ("2024年度", "令和6年", "R6", 2024, dt.datetime(1905, 7, 16)),
        "day_first": ("4/1/2024", "1.4.2024"),
        "serial": ("45383",),
        "bare_number": ("12", 7, "123456"),
        "several": ("令和6年4月1日頃", "R6.4.1〜R7.3.31", "2024-04-01、2024-05-01"),
        "pending": ("未定", "調整中"),
        "nothing": ("なし",),
        "elsewhere": ("別紙参照",),
        "truth": (True,),
        "words": ("春", "４月上旬"),
        "nothing_required": ("なし",),
        "state": ("不詳", "-"),
    },
    "fiscal_year": {
        "ditto": DITTOS,
        "no_era": ("6年度", "6", "06"),
        "day": ("2024/4/1", "R6.4", "令和6年13月", dt.date(2024, 4, 1)),
        "no_such_era": ("平成40年度", "令和0"),
        "several": ("2023・2024年度", "2023年度、2024年度"),
        "pending": ("未定",),
        "nothing": ("なし",),
        "nothing_required": ("なし",),
        "elsewhere": ("前年度と同じ",),
        "truth": (True,),
        "words": ("昔から",),
        "outside": ("2026", 1850, "2050年度"),
        "state": ("不詳",),
    },
    "flag": {
        "ditto": DITTOS,
        "secret": ("x", "Ｘ"),
        "pending": ("検討中", "有（予定）"),
        "nothing": ("該当せず",),
        "nothing_required": ("対象外",),
        "elsewhere": ("別紙",),
        "words": ("△", "2", "一部", "たぶん"),
        "state": ("不詳",),
        "day": (dt.date(2024, 4, 12),),
    },
    "code": {
        "ditto": DITTOS,
        "nothing": ("該当せず",),
        "nothing_required": ("該当せず",),
        "pending": ("追って回答",),
        "elsewhere": ("別紙",),
        "several": ("B02・B03", "E1、E2"),
        "truth": (True,),
        "state": ("不詳",),
    },
    "codes": {
        "ditto": DITTOS,
        "nothing": ("該当せず",),
        "pending": ("未定",),
        "elsewhere": ("別紙のとおり",),
        "truth": (True,),
    },
    "lg_code": {"ditto": DITTOS, "nothing": ("なし",), "nothing_required": ("なし",), "named": ("鳥取市",)}
    | {"elsewhere": ("別紙",)},
    "lg_codes": {"ditto": DITTOS, "nothing": ("なし",), "named": ("鳥取市",), "elsewhere": ("別紙",)},
}
CASES = [
    (type_, kind, raw) for type_, kinds in WRITTEN.items() for kind, raws in kinds.items() for raw in raws
]
# Told by the file alone, as by `test_a_sender_who_is_not_known`.
OF_FILES = {"no_heading", "not_of_file", "no_code", "elsewhere_sent", "no_year"}
GENERAL = {rule.message.ja for rule in CATALOGUE.rules.values() if rule.id in ("PX06", "VR05")}


def _said(form: Form, column: Column, raw: object) -> list[tuple[str, str, str]]:
    """(rule, Japanese, English) of each error in a cell, as its sender reads it."""
    rules = [one for one in JUDGE.cell(column, raw, YEAR).rules if CATALOGUE.rules[one].severity == "error"]
    finding = {"form": form.id, "row_no": 8, "column_letter": "AB", "column_name": column.name, "value": raw}
    return [
        (rule, *messages.compose(CATALOGUE.rules[rule], CATALOGUE, finding | {"said": advice}))
        for rule in rules
        for advice in (JUDGE.advice(column, raw, rule, YEAR),)
    ]


def _fits(column: Column, kind: str) -> bool:
    return kind not in ("nothing", "nothing_required", "state") or (
        (column.required == "yes") == (kind != "nothing")
    )


@pytest.mark.parametrize(("type_", "kind", "raw"), CASES, ids=str)
def test_the_sentence_fits_what_stands_in_the_cell(type_: str, kind: str, raw: object) -> None:
    wanted = CATALOGUE.advised(kind, type_)
    assert wanted, "no sentence for it"
    columns = [(form, column) for form, column in ALL if column.type == type_]
    judged = [(form, column) for form, column in columns if type_ == "count" or _fits(column, kind)]
    told = [one for form, column in judged for one in _said(form, column, raw)]
    begins = re.split(r"\{", wanted.ja)[0]
    assert any(begins in ja for _, ja, _ in told), told[:1]


def test_every_sentence_is_met_by_a_cell() -> None:
    """Of each kind; of which types a kind speaks, `types` says also where no form has such a column yet."""
    met = {kind for _, kind, _ in CASES} | OF_FILES | {"expired"}
    assert {one.kind for one in CATALOGUE.advice} == met


@given(st.sampled_from(ALL), st.sampled_from([raw for _, _, raw in CASES]))
def test_every_cell_that_is_refused_is_told_where_it_is_and_how_to_mend_it(
    one: tuple[Form, Column], raw: object
) -> None:
    form, column = one
    for rule, ja, en in _said(form, column, raw):
        assert len(ja) <= messages.LIMIT and len(en) <= messages.LIMIT, (ja, en)
        assert "8行目 AB列" in ja and "row 8 column AB" in en
        assert re.search("ください", ja) and not any(general in ja for general in GENERAL), (rule, ja)
        assert "{" not in ja + en


@pytest.mark.parametrize("one", CATALOGUE.advice, ids=lambda one: f"{one.kind}-{';'.join(one.types)}")
def test_what_a_sentence_gives_as_an_example_is_accepted(one: catalogues.Advice) -> None:
    """Whoever does as the sentence says is not sent back again."""
    examples = [word for part in re.findall("例：([^）]*)", one.ja) for word in part.split("、")]
    examples = [re.sub(".*なら ", "", word).strip() for word in examples]
    for type_ in one.types:
        for _, column in ALL:
            if column.type == type_ and type_ not in ("count", "integer") and column.name != "attended_rate":
                for example in examples:
                    rules = JUDGE.cell(column, example, YEAR).rules
                    errors = [rule for rule in rules if CATALOGUE.rules[rule].severity == "error"]
                    # A column may begin later than the year of an example that speaks of the form of a year.
                    assert set(errors) <= {"VR06"}, (column.name, example, errors)


def test_a_number_of_excel_is_told_as_the_day_that_it_may_be() -> None:
    form = CATALOGUE.forms["F1"]
    (told,) = _said(form, form["est_date"], "45383")
    assert "2024-04-01 のことなら" in told[1] and "2024-04-01" in told[2]


@pytest.mark.parametrize(
    ("form", "name", "raw", "least", "most"),
    [
        ("F1", "meeting_count", 61, "0", "60"),
        ("F2", "attended_rate", 101, "0", "100"),
        ("F2", "joined_fy", 2026, "1990", "2025"),
        ("F6", "design_codes", None, "", "3"),
    ],
)
def test_out_of_range_says_the_range(form: str, name: str, raw: object, least: str, most: str) -> None:
    column = CATALOGUE.forms[form][name]
    several = (
        raw if raw is not None else ";".join(code.code for code in CATALOGUE.codes[column.list or ""][:4])
    )
    (told,) = [one for one in _said(CATALOGUE.forms[form], column, several) if one[0] == "VR06"]
    assert least in told[1] and most in told[1] and most in told[2]


def test_a_code_whose_time_is_over_is_told_so() -> None:
    form = CATALOGUE.forms["F0"]
    ended = [
        (column, code.code)
        for form in CATALOGUE.forms.values()
        for column in form.columns
        if column.type == "code"
        for code in CATALOGUE.codes[column.list or ""]
        if "VR02" in JUDGE.cell(column, code.code, 1990).rules
    ]
    assert ended
    for column, code in ended:
        finding = {
            "form": form.id,
            "row_no": 8,
            "value": code,
            "said": JUDGE.advice(column, code, "VR02", 1990),
        }
        assert "その年度には使えない" in messages.compose(CATALOGUE.rules["VR02"], CATALOGUE, finding)[0]


@given(st.text(max_size=12), st.sampled_from(sorted({column.type for _, column in ALL})))
def test_whatever_stands_there_has_a_kind(text: str, type_: str) -> None:
    column = next(column for _, column in ALL if column.type == type_)
    assert isinstance(unread.kind_of(column, text), str)
