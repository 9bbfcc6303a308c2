"""What pages say in sentences: of which place, to their end, with their units, and of what when there is nothing to show."""

import ast
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import store, words
from dashboard.charts import labels
from dashboard.queries.definitions import definitions
from dashboard.widgets import recorder
from dashboard.widgets.unbroken import unbroken
from tests.dashboard.tour import Stop
from tests.house.test_words import NAMES, phrases, placeholders

VIEWS = Path(__file__).resolve().parent.parent.parent / "dashboard" / "views"
# The whole prefecture, as a sentence names it. What compares a place with it names it beside its own number.
WHOLE = {
    "ja": re.compile("県内|県全体|全県"),
    "en": re.compile(r"\b(in|of) the prefecture\b|the prefecture's municip"),
}
COMPARES = {
    "ja": re.compile("県内の中央値|県内か県外|点線は"),
    "en": re.compile("median of the prefecture", re.IGNORECASE),
}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_figure_of_a_place_is_not_said_to_be_of_the_prefecture(tour: list[Stop], language: str) -> None:
    """Every figure of every view, with an area and with a municipality chosen."""
    wrong, seen = [], 0
    for stop in tour:
        for figure in stop.figures if stop.language == language else ():
            if figure.place.place_kind == "prefecture":
                continue
            seen += 1
            said = COMPARES[language].sub("", f"{figure.facts.title} {figure.facts.reading}")
            if WHOLE[language].search(said):
                wrong.append((str(stop), figure.facts.key, said))
        for number in stop.key_figures if stop.language == language else ():
            said = COMPARES[language].sub("", f"{number.tile.label} {number.tile.note}")
            if number.place.place_kind != "prefecture" and WHOLE[language].search(said):
                wrong.append((str(stop), number.tile.label, said))
    assert seen > 50 and wrong == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_title_says_nothing_twice(tour: list[Stop], language: str) -> None:
    """補足項目の取組状況（補足項目・年度末): what stands in the name is not said again behind it."""
    twice = set()
    for stop in tour:
        for figure in stop.figures if stop.language == language else ():
            name, _, rest = figure.facts.title.partition(figure.facts.unit)
            parts = re.split(r"[・、,]\s*", figure.facts.unit)
            # The unit may stand in both: 市町村数（…・市町村数）.
            named = {
                part for part in parts if len(part) > 3 and not part.endswith("数") and part not in UNITS
            }
            twice |= {(figure.facts.key, part) for part in named if rest and part in name}
    assert twice == set()


UNITS = {
    "organisations",
    "referrals",
    "practices",
    "municipalities",
    "cases",
    "items",
    "kinds",
    "meetings",
    "occasions",
}

ENDS = re.compile(r"(です|ます|ません|ました|でした|ください)(（[^）]*）)?$")


@pytest.mark.parametrize("name", NAMES)
def test_a_sentence_under_a_title_has_its_end(name: str) -> None:
    """「まだ事例がないのは、妊産婦・子育て。」 stops before it has said anything."""
    for key, phrase in phrases(name, "ja").items():
        if ".reading." in key or key.startswith("alt."):
            sentences = [sentence for sentence in phrase.split("。")[:-1] if sentence]
            assert [said for said in sentences if not ENDS.search(said)] == [], key


@given(name=st.text(alphabet="abc ,→", max_size=12), stop=st.sampled_from(["", ".", "conf.", "assoc."]))
def test_an_english_sentence_stops_once(name: str, stop: str) -> None:
    words.use("en")
    said = words.t("checklist.reading.items", list=f"“{name.rstrip('. ')}{stop}”")
    assert not re.search(r"\.[”\")]?\.", said) and said.rstrip("”").endswith((".", "”"))
    only = words.t("alt.only", item=f"{name.rstrip('. ')}{stop}")
    assert only.endswith(".") and not only.endswith("..")


def test_what_is_left_out_keeps_its_three_dots() -> None:
    words.use("en")
    assert words.t("alt.only", item="Saving...").startswith("Saving...")


def test_a_second_title_begins_small_in_english_only() -> None:
    words.use("en")
    assert words.inner("Times issues were fed back") == "times issues were fed back"
    assert words.inner("NPO seats") == "NPO seats" and words.inner("") == ""
    assert words.inner("A platform of several") == "a platform of several"
    words.use("ja")
    assert words.inner("PFへの課題共有") == "PFへの課題共有"


TEXT = st.text(alphabet="0123456789-/（）()件市町村、。 <>&a→協議会のはX", max_size=40)


@given(TEXT)
def test_what_is_kept_on_a_line_is_the_same_text(text: str) -> None:
    html = unbroken(text)
    assert unescape(re.sub(r'<span class="whole">|</span>', "", html)) == text
    assert "<span" not in re.sub(r'<span class="whole">[^<]*</span>', "", html)


@given(
    st.dates(),
    st.integers(0, 10**6),
    st.sampled_from(["件", "市町村", "団体", "回"]),
    st.text("0123456789abcdef", min_size=8, max_size=8),
)
def test_no_line_ends_in_a_day_a_number_with_its_unit_or_an_id(day, n, unit, seal) -> None:
    html = unbroken(
        f"基準日（{day.isoformat()}）は {n:,}{unit}、番号 {day.isoformat()}-{seal} と 民生主管部局→協議会"
    )
    kept = re.findall(r'<span class="whole">([^<]*)</span>', html)
    assert kept == [
        f"（{day.isoformat()}）",
        f"{n:,}{unit}",
        f"{day.isoformat()}-{seal}",
        "民生主管部局→協議会",
    ]


def test_every_empty_card_names_its_figure() -> None:
    """`page.empty("none", "seats")` shows `title.seats`: the phrase is there and whole, or the title is given."""
    known = {key: phrase for name in NAMES for key, phrase in phrases(name, "ja").items()}
    calls = 0
    for file in VIEWS.glob("*.py"):
        topic = next((name for name in recorder.TOPICS if name in file.stem), "about")
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in ("nothing_to_show", "empty") or len(node.args) != 2:
                continue
            calls += 1
            figure = node.args[1]
            if any(given.arg == "title" for given in node.keywords) or not isinstance(figure, ast.Constant):
                continue
            phrase = known.get(f"{topic}.title.{figure.value}", "{}")
            assert "{" not in phrase, (file.name, figure.value)
    assert calls > 40


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_an_empty_card_offers_the_filters_that_are_there(opened, altered, language) -> None:
    altered("update mart_linkage_place set value = null, state = 'suppressed'")
    page = opened("municipality", language, m="313254").fine()
    card = next(
        part.proto.body
        for part in page.at.get("html")
        if words.catalogue(language)["municipality.title.trend"] in part.proto.body
    )
    assert "card-title" in card
    said = page.said
    assert words.catalogue(language)["filter.area"].lower() not in _way_out(said, language)
    assert words.catalogue(language)["filter.municipality"].lower() in _way_out(said, language)
    assert "empty_trend_clear" not in {button.key for button in page.at.button}


def _way_out(said: str, language: str) -> str:
    begins, ends = {
        "ja": ("だけです。", "選び直して"),
        "en": ("Everything in this selection is one of these:", "municipality."),
    }[language]
    return re.search(f"{re.escape(begins)}(.*?){re.escape(ends)}", said, re.DOTALL | re.IGNORECASE).group(0)


def test_a_number_out_of_so_many_says_of_what_in_english() -> None:
    """16 /19: of what?"""
    for name in NAMES:
        for key, phrase in phrases(name, "en").items():
            assert not re.fullmatch(r"/ ?\{\w+\}", phrase), key


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_a_search_field_suggests_is_read_whole_on_a_telephone(language: str) -> None:
    """Of 390 pixels the margins, the sign of the search and its edges take 90; a letter there has 15 of them, in a figure 13."""
    values = {"list": {"ja": "31201、鳥取市、とっとりし", "en": "31201, Tottori"}[language]}
    for name in NAMES:
        for key, phrase in phrases(name, language).items():
            if key.endswith(("search_example", "find_example")):
                said = phrase.format(**{field: values[field] for field in placeholders(phrase)})
                assert (labels.width(said) - labels.width("")) * 15 / 13 <= 300, (key, said)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_definition_stands_in_whole_sentences(opened, language) -> None:
    page = opened("about", language, view="indicators").fine()
    stop = "。" if language == "ja" else "."
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page.html)
    assert cells and all(cells)  # a cell without a text has its sign
    words.use(language)
    for row in definitions(store.current()).to_dict("records"):
        assert any(
            cell == words.sentence(row["formula"]) and cell.endswith(stop) for cell in map(unescape, cells)
        ), row["indicator_id"]
    heads = [unescape(head) for head in re.findall(r'<h3 class="section">([^<]*)</h3>', page.html)]
    assert len(set(heads)) == len(heads) and words.t("topic.indicator") not in heads
    assert not [
        head for head in heads if (halves := head.split(": ")) and len(halves) == 2 and halves[0] == halves[1]
    ]


@pytest.mark.parametrize("view", ["terms", "sources"])
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_tables_of_texts_have_no_blank_cell_and_keep_their_heads(opened, language, view) -> None:
    page = opened("about", language, view=view).fine()
    cells = re.findall(r"<td([^>]*)>(.*?)</td>", page.html)
    assert cells and all(text for _, text in cells)
    assert all("data-head=" in of or 'class="none"' in of for of, _ in cells)
    if language == "en" and view == "terms":
        articles = [text for of, text in cells if 'data-head="Legal basis"' in of]
        assert articles and not [text for text in articles if re.search(r"[\u3040-\u9fff]|, \(", text)]
    if view == "sources":
        assert not re.search(r">\d{4}-\d{2}-\d{2}<", page.html)


def test_lines_of_code_fit_a_telephone_and_their_comments_stand_alone(opened) -> None:
    code = next(part.value for part in opened("about", view="data").at.code if "import" in part.value)
    lines = code.splitlines()
    assert max(map(len, lines)) <= 33 and not [line for line in lines if "#" in line[1:]]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_search_counts_the_cases_it_lists(opened, language) -> None:
    page = opened("practices", language, q="居場所", all="1").fine()
    cards = page.html.count('class="clamp"')
    first = next(text.value for text in page.at.markdown if text.value.startswith("**"))
    assert int(re.search(r"\d+", first).group()) == cards > 9
    assert {"ja": "全てのことば", "en": "all the words"}[language] not in page.said
    assert words.catalogue(language)["practices.reading.whole_library"].strip() in page.said


@pytest.mark.parametrize("case", ["annex-02", "annex-10", "annex-16"])
def test_prefectures_are_named_in_english(opened, case) -> None:
    page = opened("practices", "en", case=case).fine()
    notes = re.findall(r'<p class="card-notes">([^<]*)</p>', page.html)
    assert notes and not re.search(r"[\u3040-\u9fff]", notes[0])


def test_a_list_is_of_names_and_not_of_letters(tour: list[Stop]) -> None:
    """「ボ、ラ、ン、テ、ィ、ア」: a text listed as if it were a list of texts."""
    letters = re.compile(r"(?:[^\W\d](?:、|, )+){4}")
    said = {
        text
        for stop in tour
        for figure in stop.figures
        for text in (figure.facts.title, figure.facts.reading, *figure.facts.notes, *figure.facts.origin)
    }
    assert len(said) > 500 and {text for text in said if letters.search(text)} == set()


def test_two_totals_of_one_agency_differ_by_what_their_note_says(tour: list[Stop], snapshot) -> None:
    """1,433 received at the end of the flow, 1,229 in the network: the rest is handed on within the category."""
    sql = """
        select n.agency_code, e.value - n.strength_in as rest, coalesce(w.value, 0) as within
        from mart_linkage_node n
        join mart_linkage_flow e on e.from_level = 'total' and e.to_level = 'agency' and e.to_code = n.agency_code
            and e.fiscal_year = n.fiscal_year and e.period = 'FY' and e.place_kind = 'prefecture'
        left join mart_linkage_flow w on w.from_code = n.agency_code and w.to_code = n.agency_code
            and w.to_level = 'agency' and w.fiscal_year = n.fiscal_year and w.period = 'FY' and w.place_kind = 'prefecture'
        where n.strength_in is not null and e.value is not null and coalesce(w.state, 'value') = 'value'"""
    rows = store.query(snapshot, sql)
    assert len(rows) > 20 and rows["rest"].eq(rows["within"]).all() and rows["rest"].gt(0).any()
    for language in words.LANGUAGES:
        note = words.catalogue(language)["linkage.note.across"]
        cards = {
            figure.facts.key: figure.facts.notes
            for stop in tour
            if stop.language == language
            for figure in stop.figures
        }
        assert note in cards["links"] and note in cards["balance"]


def test_a_view_has_one_name_for_a_kind_of_organisation(tour: list[Stop], snapshot) -> None:
    """“Comprehensive consultation provider” and “Consultation provider” with one number beside both read as two bodies."""
    kinds = [row for (name, _), row in snapshot.codes.items() if name == "agencies"]
    twice, seen = set(), 0
    for stop in tour:
        written = {
            cell
            for figure in stop.figures
            for column in figure.facts.table
            for cell in figure.facts.table[column]
            if isinstance(cell, str)
        }
        said = " ".join(figure.facts.reading for figure in stop.figures)
        written |= set(re.findall("“([^”]*)”", said))
        for row in kinds:
            long, short = row[stop.language], row[f"short_{stop.language}"]
            seen += bool(written & {long, short})
            if short and short != long and {long, short} <= written:
                twice.add((stop.topic, stop.asked.get("view"), long))
    assert seen > 100 and twice == set()
