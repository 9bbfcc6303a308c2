"""A word that fits two codes is asked about, never guessed; every other word names one code."""

import re

import pytest

from etl import catalogue as catalogues
from etl.catalogue import Code, Column
from etl.checks import messages
from etl.checks.values import Judge
from etl.intake.text import key

CATALOGUE = catalogues.load()
JUDGE = Judge(CATALOGUE)
LISTS = sorted({column.list for form in CATALOGUE.forms.values() for column in form.columns if column.list})


def _words(code: Code) -> set[str]:
    """What people write for a code: its name with and without what tells it apart, short names, other spellings."""
    bare = re.sub(r"（[^）]*）|\([^)]*\)", "", code.ja)
    return {word for word in (bare, code.short_ja, code.short_en, code.en, *code.aliases) if word}


def _column(name: str) -> Column:
    return next(
        c for form in CATALOGUE.forms.values() for c in form.columns if c.list == name and c.type == "code"
    )


def test_one_word_names_one_code_or_is_declared_with_the_sentence_that_asks() -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for name in LISTS:
        printed = {key(word) for code in CATALOGUE.codes[name] for word in (code.code, code.ja, code.label)}
        for code in CATALOGUE.codes[name]:
            for word in _words(code):
                if key(word) not in printed:
                    found.setdefault((name, key(word)), set()).add(code.code)
    several = {at: codes for at, codes in found.items() if len(codes) > 1}
    declared = {(one.list, key(one.word)): set(one.codes) for one in CATALOGUE.ambiguous}
    assert several == declared


@pytest.mark.parametrize("one", CATALOGUE.ambiguous, ids=lambda one: one.word)
@pytest.mark.parametrize("written", ["{}", " {} ", "{}\u200b", "　{}"])
def test_a_word_that_fits_two_is_asked_about(one: catalogues.Ambiguity, written: str) -> None:
    column, cell = _column(one.list), written.format(one.word)
    judged = JUDGE.cell(column, cell, 2024)
    assert (judged.value, judged.rules) == (None, ("VR45",))
    said = JUDGE.advice(column, cell, "VR45", 2025)
    assert said and all(code in said.ja and code in said.en for code in one.codes)
    finding = {"form": "F1", "row_no": 3, "column_letter": "A", "column_name": "body_code", "value": one.word}
    ja, en = messages.compose(CATALOGUE.rules["VR45"], CATALOGUE, finding | {"said": said})
    assert said.ja in ja and said.en in en and len(ja) <= messages.LIMIT


@pytest.mark.parametrize(
    ("cell", "code", "rule"),
    [
        ("B03 支援会議", "B03", "PX02"),
        ("B12 支援会議", "B12", "PX02"),
        ("B04 支援会議", "B04", "VR10"),
        ("支援会議(社会福祉法)", "B03", "PX02"),
        ("生活困窮者支援会議", "B12", "PX02"),
        ("重層的支援会議", "B04", "PX02"),
    ],
)
def test_a_code_or_the_law_beside_the_word_answers_the_question(cell: str, code: str, rule: str) -> None:
    judged = JUDGE.cell(_column("bodies"), cell, 2024)
    assert (judged.value, judged.rules) == (code, (rule,))


def test_among_several_codes_the_one_that_is_unclear_is_asked_about() -> None:
    column = CATALOGUE.forms["F6"]["body_codes"]
    assert "VR45" in JUDGE.cell(column, "B01;支援会議", 2024).rules
    said = JUDGE.advice(column, "B01;支援会議", "VR45", 2025)
    assert said and "B12" in said.ja


@pytest.mark.parametrize("written", ["A54", "A54 協同組合（生協・農協・漁協・労協）", "協同組合", "Co-ops"])
def test_a_category_that_was_split_is_asked_about_in_its_parts(written: str) -> None:
    """As of fiscal 2025 the sender says which; before that nobody is asked."""
    column = _column("agencies")
    assert JUDGE.cell(column, written, 2024).value == "A54"
    assert JUDGE.cell(column, written, 2025).rules == ("VR45",)
    said = JUDGE.advice(column, written, "VR45", 2025)
    assert said and all(code in said.ja and code in said.en for code in ("A56", "A57", "A58", "A59"))
    finding = {
        "form": "F2",
        "row_no": 3,
        "column_letter": "B",
        "column_name": "agency_code",
        "value": written,
    }
    ja, en = messages.compose(CATALOGUE.rules["VR45"], CATALOGUE, finding | {"said": said})
    assert said.ja in ja and said.en in en and max(len(ja), len(en)) <= messages.LIMIT


@pytest.mark.parametrize(
    ("written", "code"),
    [("生協", "A56"), ("JA", "A57"), ("漁協", "A58"), ("ワーカーズコープ", "A59"), ("CSW", "A45"),
     ("生活支援コーディネーター", "A46"), ("ゲートキーパー", "A47"), ("つながりサポーター", "A48"), ("スポーツ団体", "A35")],
)  # fmt: skip
def test_a_part_named_for_a_year_before_it_is_the_whole(written: str, code: str) -> None:
    column, whole = _column("agencies"), CATALOGUE.series("agencies", code)
    assert JUDGE.cell(column, written, 2025).value == code
    before = JUDGE.cell(column, written, 2024)
    assert (before.value, before.rules) == (whole, ("PX02",))
