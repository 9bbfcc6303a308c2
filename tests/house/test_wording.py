"""One thing has one name, and an English reader is told everything in English: in the catalogue and in the locales."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import catalogue
from tests.house.test_words import JAPANESE, NAMES, phrases

ROOT = Path(__file__).resolve().parent.parent.parent
LOADED = catalogue.load()
LAWS = {code.ja: code.en for code in LOADED.codes["laws"]}
# "Act on …" up to where its name can end; "Act on …" within a name that begins before it is a part of that name.
ACT = re.compile(r"(?<!Basic )\bAct (?:on|for) (?:the )?[A-Z][\w’'-]*(?: [\w’'-]+)*")


def english() -> Iterator[tuple[str, str]]:
    """Every English text of the catalogue's lists, indicators, sources and rules, and of the locales."""
    for name, codes in LOADED.codes.items():
        for code in codes:
            yield f"{name} {code.code}", code.en
            yield f"{name} {code.code} short", code.short_en
            yield from (
                (f"{name} {code.code} {key}", text) for key, text in code.extra.items() if key.endswith("_en")
            )
    for indicator in LOADED.indicators:
        for part in ("title", "unit", "formula", "caution"):
            yield f"{indicator.id} {part}", getattr(indicator, part).en
    for source in LOADED.sources:
        yield source.id, f"{source.title.en}. {source.attribution.en}"
    for path in sorted((ROOT / "data/catalogue").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield from (
                    (path.name, text) for key, text in row.items() if key and key.endswith("en") and text
                )
    for name in NAMES:
        yield from phrases(name, "en").items()


ENGLISH = list(english())


def test_a_law_has_one_english_name() -> None:
    """As the list `laws` says it; “Act on …” of any other wording is a second name of the same law."""
    known = set(LAWS.values())
    cited = {(where, match[0]) for where, text in ENGLISH for match in ACT.finditer(text)}
    assert len(cited) > 10
    assert {(where, act) for where, act in cited if not any(act.startswith(name) for name in known)} == set()


def test_every_law_that_is_cited_has_an_english_name() -> None:
    """A citation without one would stand half in Japanese: “医療法Art. 30-4”."""
    cited = [code.legal_basis for codes in LOADED.codes.values() for code in codes]
    cited += [term.legal_basis for term in LOADED.glossary]
    cited += [indicator.legal_basis for indicator in LOADED.indicators]
    # ・ parts two citations only behind an article; within a name it belongs to it (子ども・若者育成支援推進法).
    texts = [text.replace("条・", "条、") for text in cited if text]
    names = {name for text in texts for name in re.findall(r"[\u3400-\u9fff\u3040-\u30ff・]+法(?!律)", text)}
    assert len(names) > 10 and names - LAWS.keys() == set()


def test_columns_of_lists_that_are_english_hold_no_japanese() -> None:
    lists = [(where, text) for where, text in ENGLISH if where.split(" ")[0] in LOADED.codes]
    assert len(lists) > 500
    assert [(where, text) for where, text in lists if JAPANESE.search(text)] == []


def test_what_is_printed_of_an_item_has_its_english() -> None:
    """The paragraph stands under the columns of the checklist in either language."""
    for item in LOADED.codes["items"]:
        assert not JAPANESE.search(item.extra["paragraph_en"]), item.code
        assert bool(item.extra["paragraph"]) == bool(item.extra["paragraph_en"]), item.code


CODES = {
    code.code for codes in LOADED.codes.values() for code in codes if re.fullmatch(r"[A-Z]\d{1,2}", code.code)
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_definition_names_what_it_counts(language: str) -> None:
    """A code (B02, M2–M4, N08) says nothing to a reader; where one stands, its name stands beside it."""
    measures = {code.code: code for code in LOADED.codes["measures"]}
    for indicator in LOADED.indicators:
        for part in ("title", "formula", "caution"):
            text = getattr(getattr(indicator, part), language)
            for code in set(re.findall(r"(?<![A-Za-z])[A-Z]\d{1,2}\b", text)) & CODES:
                named = code in measures and getattr(measures[code], language).removeprefix(
                    "うち"
                ).removeprefix("of which ")
                assert named and named in text, (indicator.id, part, code)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_formula_is_said_in_words(language: str) -> None:
    """No names of variables with their indices: w_ij is read by whoever wrote it."""
    assert [i.id for i in LOADED.indicators if re.search(r"\w_\w|[Α-ω]_", getattr(i.formula, language))] == []


def test_a_conference_has_one_name() -> None:
    """支援会議 is “support conference”, 重層的支援会議 “multi-layered support conference”, as the glossary says."""
    other = re.compile(r"support meeting|multi-?layer(?!ed) |multilayer |Welfare Subcommittee", re.IGNORECASE)
    assert [(where, text) for where, text in ENGLISH if other.search(text)] == []


# Words of another form, and the one that is used; each was somewhere beside it.
OTHER = {
    r"\bfictional\b": "fictitious",
    r"\bend of (?:the )?(?:fiscal )?year\b": "year-end",
    r"\byear before\b": "previous year",
    r"\bdut(?:y|ies) to endeavour\b": "effort duty",
    r"\bwith (?:remarks|warnings)\b": "with points to confirm",
    r"\bmulti-layered conf": "multi-layered support conference",
    r"\bagency (?:type|categor)": "kind of organisation",
    r"\bcoordination provider\b": "multi-agency coordinator",
    r"(?<!multi-agency )(?<!daily support )(?<!–)\bcoordinators?\b(?! of the| 多)": "multi-agency coordinator",
    r"\bnet absorption\b": "received less passed on",
    r"\bintegrated meetings?\b": "meetings held as one",
    r"\bpreparing or considering\b": "planned or under consideration",
    r"\b[Cc]ouncils? of social welfare\b": "social welfare council",
    r"\blife support coordinators\b": "daily support coordinators",
    r"\bin most municipalities\b|\bthat most municipalities\b": "the largest number of municipalities",
    r"\banswering of\b|\b[Rr]eported of\b|\breport of \{": "for, or that answered that",
}


def toml_english() -> Iterator[tuple[str, str]]:
    """What columns, groups, forms and the declaration of disclosure say in English."""
    for path in sorted((ROOT / "data/catalogue").rglob("*.toml")):
        for text in re.findall(r'\b(?:head_)?en = "([^"]*)"', path.read_text("utf-8")):
            yield path.name, text


def test_one_thing_is_called_by_one_word() -> None:
    said = [*ENGLISH, *toml_english()]
    found = {
        (where, text, better)
        for where, text in said
        for other, better in OTHER.items()
        if re.search(other, text, re.IGNORECASE)
    }
    assert found == set()


def is_cut(short: str, long: str) -> bool:
    """Words of the long name in its order, each whole or with its end left off: “Residents' assoc.”, “Consumer co-ops”."""
    rest = iter(re.findall(r"[\w'’-]+", long.lower()))
    words = [word.removesuffix(".") for word in re.findall(r"[\w'’.-]+", short.lower())]
    return all(any(other.startswith((word, word.removesuffix("s"))) for other in rest) for word in words)


def test_what_is_a_cut() -> None:
    assert is_cut("Residents' assoc.", "Residents' associations")
    assert is_cut("Consumer co-ops", "Consumer co-operatives")
    assert not is_cut("Banks", "Financial institutions")
    assert not is_cut("Social welfare council", "Council of social welfare")


@pytest.mark.parametrize("name", ["agencies", "sectors", "sec3", "item_statuses", "est_statuses"])
def test_a_short_name_is_a_cut_of_the_whole(name: str) -> None:
    """Who meets both, a figure's head and its table's row, sees that they are one."""
    assert [c.code for c in LOADED.codes[name] if not is_cut(c.short_en, c.en) and c.code != "E5"] == []


def test_the_four_bodies_are_short_by_words_left_off() -> None:
    bodies = [code for code in LOADED.codes["bodies"] if code.extra["group"] == "core"]
    assert len(bodies) == 4 and [code.code for code in bodies if not is_cut(code.short_en, code.en)] == []


def test_an_indicator_of_one_measure_bears_its_name() -> None:
    """“Form 5 N03 (…)” is that measure, whoever writes the indicator by hand."""
    measures = {code.code: code for code in LOADED.codes["measures"]}
    of_one = {
        indicator.id: (indicator.title.en, measures[found[1]].en)
        for indicator in LOADED.indicators
        if (found := re.match(r"Form 5 (N\d\d) \(", indicator.formula.en))
    }
    assert len(of_one) > 20
    assert {name for name, (title, measure) in of_one.items() if not title.endswith(measure)} == set()


def test_of_several_none_is_said_to_be_the_most() -> None:
    """「最も多いのは{list}」 holds of one alone (dashboard/charts/alttext.py says which)."""
    found = {
        key
        for name in NAMES
        for key, text in phrases(name, "ja").items()
        if re.search(r"最も[^。、]*のは、?\{list\}", text)
    }
    assert found == {"alt.largest", "alt.largest_published"}


def test_an_agency_is_recognised_by_its_short_name() -> None:
    """A short name that another list or page also bears (Consultation, Participation) names two things."""
    others = {code.short_en for name in ("measures", "functions", "duties") for code in LOADED.codes[name]}
    topics = {phrases("common", "en").get(f"topic.{name}", "") for name in ("participation", "linkage")}
    agencies = {code.short_en: code.code for code in LOADED.codes["agencies"]}
    assert {name for name in agencies if name in others | topics and name != "Businesses"} == set()


def test_all_prefectures_are_named_in_english() -> None:
    """47 of them, as the official list of codes names them, and one's own as the installation does."""
    named = {code.ja: code.en for code in LOADED.codes["prefectures"]}
    with (ROOT / "data/reference/codes.csv").open(encoding="utf-8", newline="") as lines:
        official = {row["prefecture"] for row in csv.DictReader(lines)}
    assert named.keys() == official and len(set(named.values())) == 47
    assert named[LOADED.prefecture.ja] == LOADED.prefecture.en


# One spelling in all that we say, that of 公用文における漢字使用等について (平成22年内閣訓令第1号).
SPELT = {
    "および": "及び", "または": "又は", "すべて": "全て", "したうえ": "した上", "しかた": "仕方", "めやす": "目安",
    "どうし": "同士", "境い目": "境目", "をともに": "を共に", "人・延べ": "延べ人数・人", "延べ件。": "延べ件数・件",
}  # fmt: skip


def test_the_project_and_its_notification_have_one_english_name() -> None:
    """In full, or short as the terms say (multi-layered support, the project, the notification); never half of it."""
    half = re.compile(r"multi-layered support (project|system(?! project))|[Nn]otification on (?!linking)")
    assert [(where, text) for where, text in english() if half.search(text)] == []


def japanese() -> Iterator[tuple[str, str]]:
    """Every Japanese name and explanation of the catalogue: its lists, indicators and sources, and what has a ja."""
    for name, codes in LOADED.codes.items():
        for code in codes:
            yield f"{name} {code.code}", f"{code.ja} {code.short_ja} {code.extra.get('definition_ja', '')}"
    for indicator in LOADED.indicators:
        yield indicator.id, f"{indicator.title.ja} {indicator.formula.ja} {indicator.caution.ja}"
    for source in LOADED.sources:
        yield source.id, f"{source.title.ja} {source.attribution.ja}"
    for path in sorted((ROOT / "data/catalogue").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from (
                (path.name, text)
                for row in csv.DictReader(lines)
                for key, text in row.items()
                if key and key.endswith("ja") and text
            )
    for path in sorted((ROOT / "data/catalogue").rglob("*.toml")):
        said = re.findall(r'^(?:ja = |\w+ = \{ ja = )"([^"]*)"', path.read_text("utf-8"), re.MULTILINE)
        yield from ((path.name, text) for text in said)


def test_the_catalogue_spells_as_official_texts_do() -> None:
    # A unit is written as on the forms: 人・延べ.
    spellings = [spelt for spelt in SPELT if "延べ" not in spelt]
    said = list(japanese())
    assert len(said) > 1000
    assert {(where, spelt) for where, text in said for spelt in spellings if spelt in text} == set()


@pytest.mark.parametrize("name", NAMES)
def test_locales_spell_as_official_texts_do(name: str) -> None:
    said = phrases(name, "ja").items()
    other = {(key, spelt) for key, text in said for spelt in SPELT if spelt in f"{text}。"}
    assert other == set(), {spelt: SPELT[spelt] for _, spelt in other}
