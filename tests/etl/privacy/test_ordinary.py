"""Kinds of ordinary words that look like somebody: all of a kind come in, and what tells of a person beside them is stopped."""

# ruff: noqa: E501 -- words side by side

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.checks import names
from etl.checks.patterns import judge
from tests.etl.privacy import ordinary

MANY = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize("kind", ordinary.NOBODY)
def test_what_offices_write_comes_in(kind: str) -> None:
    alarms = {text: judge(text) for text in ordinary.NOBODY[kind] if judge(text)}
    assert len(ordinary.NOBODY[kind]) >= 15 and alarms == {}


@pytest.mark.parametrize("kind", ordinary.SOMEBODY)
def test_what_tells_of_somebody_is_stopped(kind: str) -> None:
    missed = [text for text in ordinary.SOMEBODY[kind] if not judge(text)]
    assert len(ordinary.SOMEBODY[kind]) >= 15 and missed == []


OFFICES = st.sampled_from(
    ["地域福祉課", "健康推進係", "こども家庭センター", "町社会福祉協議会", "中央公民館", "保健所", "市立病院", "総合相談窓口", "NPO法人ともに",
     "総務部", "民生委員協議会事務局", "東小学校", "包括支援センター", "母子保健係", "女性相談支援センター", "家族会事務局"]
)  # fmt: skip
PEOPLE = st.sampled_from(
    [
        "本人",
        "母",
        "長男",
        "独居の方",
        "相談者",
        "ご自宅",
        "妻の携帯",
        "山根",
        "三浦",
        "保坂",
        "通報者",
        "隣人",
    ]
)
LINES = st.tuples(
    st.integers(20, 99),
    st.integers(20, 79),
    st.integers(1000, 9999),
    st.sampled_from(["08{}-{}-{}", "08{}（{}）{}", "08{}・{}・{}"]),
).map(lambda parts: parts[3].format(*parts[:3]))
LABELS = st.sampled_from(
    ["", " ", "　電話", " TEL ", "：", "（電話）", " FAX:", " 直通 ", " 代表 ", "相談専用 "]
)
WIDE = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")


@MANY
@given(
    OFFICES, LABELS, LINES, st.booleans(), st.sampled_from(["{0}{1}{2}", "{2}（{0}）", "申込は{0}（{2}）へ"])
)
def test_the_line_of_an_office_is_printed_for_all(
    office: str, label: str, line: str, wide: bool, frame: str
) -> None:
    text = frame.format(office, label, line.translate(WIDE) if wide else line)
    assert not {"PI03", "PI05"} & {*judge(text)}, text


@MANY
@given(OFFICES, PEOPLE, LINES, st.sampled_from(["{0}扱い、{1} {2}", "{0} {1}（{2}）", "{0}へ {2}（{1}）"]))
def test_a_line_nearer_to_somebody_is_that_persons(office: str, person: str, line: str, frame: str) -> None:
    text = frame.format(office, person, line)
    assert "PI03" in judge(text), text


@MANY
@given(OFFICES, LABELS, st.integers(10_000_000, 99_999_999), st.sampled_from(["090", "080", "070"]))
def test_a_mobile_telephone_is_somebodys_whatever_office_stands_beside(
    office: str, label: str, number: int, carrier: str
) -> None:
    eight = f"{number}"
    assert "PI03" in judge(f"{office}{label}{carrier}-{eight[:4]}-{eight[4:]}")


@MANY
@given(st.text("0123456789", min_size=6, max_size=7), st.sampled_from(["0120", "0570", "0800"]), st.data())
def test_a_number_free_of_charge_is_nobodys_however_it_is_set_apart(
    digits: str, free: str, data: st.DataObject
) -> None:
    if free == "0570" or len(digits) == 7:
        digits = digits[:6]
    parts = [data.draw(st.sampled_from(["", "", "-", " "])) + digit for digit in digits]
    assert not {"PI03", "PI05", "PI10"} & {*judge(f"フリーダイヤル {free}-{''.join(parts).lstrip('- ')}")}


@MANY
@given(OFFICES, st.integers(10, 9999), st.sampled_from(["{}（内線{}）", "{} 内線 {}", "{}：内線番号{}"]))
def test_an_extension_of_a_division_is_nobodys_and_of_a_person_is_his(
    office: str, number: int, frame: str
) -> None:
    assert "PI03" not in judge(frame.format(office, number))
    assert "PI03" in judge(frame.format("三浦", number)) and "PI03" in judge(f"内線{number}")


WORK = ["fukushi", "chouju", "kenkou", "hoken", "kodomo", "kosodate", "soudan", "soumu", "shakyo", "info", "chiiki", "kaigo", "houkatsu",
        "jinken", "seikatsu", "shien", "kyousei", "shimin"]  # fmt: skip
HOSTS = st.sampled_from(
    ["city.yonago.lg.jp", "town.chizu.lg.jp", "pref.tottori.lg.jp", "cao.go.jp", "hoki-shakyo.or.jp"]
)
PERSONS_BOXES = [
    "yamane",
    "taro",
    "k.mori",
    "tanaka-h",
    "hanako",
    "ito_ken",
    "sasaki",
    "miura",
    "kenji",
    "yuki",
    "m-okada",
    "noda",
]


@MANY
@given(st.lists(st.sampled_from(WORK), min_size=1, max_size=3), st.sampled_from(["", "-", "_", "."]), HOSTS)
def test_a_mail_box_called_by_its_work_is_an_offices(words: list[str], between: str, host: str) -> None:
    assert "PI04" not in judge(f"申込先 {between.join(words)}@{host}")


@MANY
@given(st.sampled_from(PERSONS_BOXES), st.sampled_from(WORK), HOSTS, st.booleans())
def test_a_mail_box_with_a_name_is_a_persons(person: str, word: str, host: str, beside: bool) -> None:
    box = f"{word}.{person}" if beside else person
    assert "PI04" in judge(f"{box}@{host}") and "PI04" in judge(f"{word}@gmail.com")


TRADES = st.sampled_from(
    [
        "駐在",
        "大工",
        "郵便屋",
        "お寺",
        "お医者",
        "駅員",
        "庭師",
        "女将",
        "おかみ",
        "住職",
        "床屋",
        "農協",
        "社協",
        "学生",
        "お遍路",
        "漁師",
        "店長",
        "おまわり",
    ]
)


@MANY
@given(TRADES, st.sampled_from(["{}さんの声かけ", "地元の{}さん", "{}さん、民生委員と連携", "{}さん会"]))
def test_a_trade_with_its_title_names_nobody(trade: str, frame: str) -> None:
    assert not names.found(frame.format(trade)), trade


@MANY
@given(
    TRADES,
    st.sampled_from(["山田", "三浦", "勅使河原", "中村"]),
    st.sampled_from(["{0}さんの{1}さん", "{1}さんと{0}さん"]),
)
def test_a_name_beside_a_trade_is_found(trade: str, name: str, frame: str) -> None:
    assert names.found(frame.format(trade, name))


@MANY
@given(st.sampled_from(["石井十次", "賀川豊彦", "山室軍平", "二宮尊徳", "佐藤健太"]),
       st.sampled_from(["の実践に学ぶ講座", "の生涯", "の思想を読む", "に学ぶ会", "の功績を紹介", "顕彰会"]))  # fmt: skip
def test_one_spoken_of_as_of_history_waits_and_who_is_met_is_stopped(who: str, how: str) -> None:
    assert "PI08" not in judge(f"{who}{how}")
    assert "PI08" in judge(f"講師の佐藤健太が{how}を話した")
