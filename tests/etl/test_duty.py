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
