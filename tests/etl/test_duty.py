"""How far the law binds: one level per body and item, and no text that says another.

Levels from the notification of 24 June 2024 (1, 3(2)②③, 別添1) and the enforcement notification (第2の2(1)①): platforms and
councils 「努めるものとする」, the support conference 「組織することができる」, the multi-layered one 「非法定の会議」.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import catalogue as catalogues

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = catalogues.load()
BODIES = {"B01": "effort", "B02": "effort", "B03": "may", "B04": "none"}
BASES = {
    "B01": "孤独・孤立対策推進法第11条",
    "B02": "孤独・孤立対策推進法第15条第1項",
    "B03": "社会福祉法第106条の6",
    "K21": "通知3(2)①、孤独・孤立対策推進法第11条",
    "K22": "通知3(2)①、孤独・孤立対策推進法第11条",
    "K23": "通知3(2)②、孤独・孤立対策推進法第15条",
    "K24": "通知3(2)②、孤独・孤立対策推進法第15条",
    "K25": "通知3(2)③、社会福祉法第106条の6",
    "K26": "通知3(2)③",
    "K31": "通知3(3)",
    "K44": "施行通知第2の2(1)④",
    "K51": "孤独・孤立対策推進法第15条第2項",
    "K52": "孤独・孤立対策推進法第17条第1項",
}
# Every paragraph that can be cited: of the notification of 24 June 2024, and of the enforcement notification.
PARAGRAPHS = {
    "通知": {"1", "2", "3", "3(1)", "3(2)", "3(2)①", "3(2)②", "3(2)③", "3(2)④", "3(3)", "4"},
    "施行通知": {
        "第1の1", "第1の2", *(f"第1の2({number})" for number in range(1, 16)), "第2の1",
        "第2の2", "第2の2(1)", *(f"第2の2(1){sign}" for sign in "①②③④"), "第2の2(2)", "第2の2(3)", "第2の2(4)",
    },
}  # fmt: skip
CITATION = re.compile(r"(施行)?通知[ 　]?(第[12]の[0-9]+|[1-9](?![0-9月日年-]))((?:\([0-9]+\))?[①-⑳]?)")
# Articles of the Act that speak of the State alone (施行通知 第1の2(6)(7)(12)(13)(15)): its measures, plan, support,
# surveys and headquarters. No work of a prefecture or a municipality rests on one.
OF_THE_STATE = {7, 8, 13, 14, *range(20, 28)}
# Words for a level, and words that name one of the four bodies.
LEVELS = {
    "effort": "努力義務|effort dut(?:y|ies)|dut(?:y|ies) of effort",
    "may": "できる規定|組織することができる|law allows",
    "none": "非法定|法定外|法律に(?:定め|根拠)|not statutory|[Nn]ot laid down in law",
}
NAMES = {
    "B01": "プラットフォーム|[Pp]latforms?",
    "B02": "(?:地域)?協議会|councils?",
    "B04": "重層的支援会議|[Mm]ulti-layered(?: support)? conference",
    "B03": "(?<!重層的)支援会議（社会福祉法|support conference of the Social Welfare Act",
}


def test_the_levels_of_the_four_bodies() -> None:
    told = {code.code: code.extra["duty"] for code in CATALOGUE.codes["bodies"] if code.extra["duty"]}
    assert told == BODIES  # of other bodies the sources say nothing, and neither do we


def test_the_notification_is_advice_whatever_it_asks_for() -> None:
    for item in CATALOGUE.codes["items"]:
        wanted = {"K51": "duty", "K52": "may"}.get(item.code, "advice")
        assert item.extra["duty"] == wanted, item.code


@pytest.mark.parametrize(("code", "basis"), BASES.items())
def test_what_each_rests_on(code: str, basis: str) -> None:
    assert CATALOGUE.code("bodies" if code[0] == "B" else "items", code).legal_basis == basis


def test_no_statute_is_cited_for_what_is_not_in_law() -> None:
    """重層的支援会議 and the bodies of 施行通知 第2の2(4) that 「法に基づくものではない」."""
    for code in ("B04", "B21", "B22", "B23", "B24", "B25"):
        assert not re.search(r"法第[0-9]+条", CATALOGUE.code("bodies", code).legal_basis or "")


def _cited(text: str) -> list[tuple[str, str]]:
    """Which notification, and the paragraph as the table writes it."""
    return [(f"{match[1] or ''}通知", match[2] + match[3]) for match in CITATION.finditer(text)]


def test_a_citation_is_read_as_it_is_written() -> None:
    assert _cited("通知3(2)①、施行通知第2の2(1)③・通知 4") == [
        ("通知", "3(2)①"), ("施行通知", "第2の2(1)③"), ("通知", "4"),
    ]  # fmt: skip
    assert _cited("通知3(1)④") == [("通知", "3(1)④")] and "3(1)④" not in PARAGRAPHS["通知"]
    assert _cited("通知（令和6年6月24日）") == _cited("6月24日付け通知") == []


def test_every_paragraph_that_is_cited_is_there() -> None:
    """In the catalogue, on the screen and in the documents."""
    files = [*(ROOT / "data/catalogue").rglob("*.*"), *(ROOT / "dashboard/locales").glob("*.toml")]
    files += (ROOT / "docs").glob("*.md")
    cited = {
        (path.name, of, paragraph)
        for path in files
        for of, paragraph in _cited(path.read_text(encoding="utf-8"))
    }
    assert len(cited) > 30
    assert {one for one in cited if one[2] not in PARAGRAPHS[one[1]]} == set()
    printed = {item.extra["paragraph"] for item in CATALOGUE.codes["items"]}
    assert {paragraph for paragraph in printed if paragraph[0].isdigit()} <= PARAGRAPHS["通知"]


def _articles(text: str) -> set[int]:
    """Articles of the Act alone: 孤独・孤立対策推進法第5条・第6条 are 5 and 6."""
    lists = re.findall(r"孤独・孤立対策推進法((?:・?第[0-9]+条(?:第[0-9]+[項号])*)+)", text)
    return {int(number) for some in lists for number in re.findall(r"第([0-9]+)条", some)}


def test_no_work_of_a_prefecture_or_municipality_rests_on_an_article_of_the_state() -> None:
    assert _articles("孤独・孤立対策推進法第5条・第14条、社会福祉法第7条") == {5, 14}
    resting = {
        (name, code.code): code.legal_basis for name, codes in CATALOGUE.codes.items() for code in codes
    }
    resting |= {("indicator", one.id): one.legal_basis for one in CATALOGUE.indicators}
    of_the_state = {where for where, basis in resting.items() if _articles(basis or "") & OF_THE_STATE}
    assert of_the_state == {("events", "headquarters")}


def test_a_figure_of_a_body_says_its_level_and_no_other() -> None:
    found = {one.body: one for one in CATALOGUE.indicators if one.body}
    assert set(found) == set(BODIES)
    for code, level in BODIES.items():
        one = found[code]
        for text in (one.caution.ja, one.caution.en):
            assert {name for name, words in LEVELS.items() if re.search(words, text)} == {level}
        assert (one.legal_basis or "") == (
            "" if level == "none" else CATALOGUE.code("bodies", code).legal_basis
        )


def _texts() -> Iterator[tuple[str, str]]:
    files = [*(ROOT / "dashboard/locales").glob("*.toml"), *(ROOT / "data/catalogue").rglob("*.toml")]
    files += [ROOT / "data/catalogue/glossary.csv", ROOT / "data/catalogue/vocabulary/items.csv"]
    for path in files:
        for sentence in re.split(r"[。.\n]", path.read_text(encoding="utf-8").replace("Art.", "Art")):
            yield path.name, sentence


def test_no_sentence_of_the_product_gives_a_body_another_level() -> None:
    """Clause by clause: the level said last belongs to the bodies named since the one before."""
    wrong, seen = [], 0
    for file, sentence in _texts():
        for clause in re.split(r"、(?=支援会議|重層)|, (?=the )|, and ", sentence):
            levels = {name for name, words in LEVELS.items() if re.search(words, clause)}
            bodies = {code for code, words in NAMES.items() if re.search(words, clause)}
            seen += bool(levels and bodies)
            wrong += [(file, clause) for code in bodies if levels and levels != {BODIES[code]}]
    assert not wrong and seen >= 4


def test_bodies_that_the_enforcement_notification_names_bear_its_names() -> None:
    """施行通知 第2の2(4), of the bodies that no law prescribes."""
    named = {code.code: code.ja.removesuffix("等") for code in CATALOGUE.codes["bodies"]}
    assert {named[code] for code in ("B21", "B22", "B23", "B25")} == {
        "地域自殺対策プラットフォーム", "ひきこもり支援プラットフォーム",
        "就職氷河期世代活躍支援プラットフォーム", "被災者支援・復興支援の対策会議",
    }  # fmt: skip
