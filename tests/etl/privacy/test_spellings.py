"""Each kind of personal information in the spellings people use: drawn at random, found every time."""

import datetime as dt
import re
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.jp import in_

from etl.checks import names
from etl.checks.neighbours import over_cells
from etl.checks.patterns import judge, tells_a_life
from etl.checks.privacy import safe, search
from etl.intake import Book, Sheet

DIGITS = "〇一二三四五六七八九"
MANY = settings(max_examples=60, deadline=None)
UNSEEN = st.sampled_from(["", "", "\u200b", "\u00ad", "\ufeff"])


def _families() -> list[str]:
    """Family names of two or more kanji that are no prefecture and end like no place."""
    return sorted(
        name for name in names.known().family if len(name) > 1 and names.is_family(name) and names.bare(name)
    )


def _wide(text: str) -> str:
    return text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})


def _kanji(text: str) -> str:
    return "".join(DIGITS[int(sign)] if sign.isdigit() else sign for sign in text)


WIDTH = st.sampled_from([str, _wide])
FAMILY = st.sampled_from(_families())
GIVEN = st.sampled_from(
    [
        "健太",
        "美咲",
        "陽菜",
        "翔太",
        "由美子",
        "千代子",
        "一郎",
        "和子",
        "大輔",
        "さくら",
        "キミ子",
        "ヨシエ",
        "ふみ子",
    ]
)
KANA = st.tuples(
    st.sampled_from(
        ["やまだ", "たかはし", "すずき", "こばやし", "わたなべ", "まつもと", "いけだ", "なかむら"]
    ),
    st.sampled_from(["はなこ", "けんた", "みさき", "よしえ", "たろう", "ゆうすけ", "まさこ"]),
)
LETTERS = st.tuples(
    st.sampled_from(["Yamada", "Takahashi", "Suzuki", "Kobayashi", "Satoh", "Tanaka"]),
    st.sampled_from(["Hanako", "Kenta", "Misaki", "Taro", "Yusuke", "Masako"]),
)
TITLE = st.sampled_from(["さん", "様", "氏", "さま", "殿", " さん", "　様"])


def _katakana(text: str) -> str:
    return "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in text)


def _rules(text: str, rule: str) -> None:
    assert rule in judge(text), text


@MANY
@given(
    text=st.sampled_from(
        [
            "山田健太さんの件",
            "電話 090-1234-5678",
            "taro.y@example.jp",
            "80代の母と50代のひきこもりの息子の世帯",
        ]
    ),
    masked=st.lists(st.booleans(), min_size=40, max_size=40),
    form=st.sampled_from(["&#{};", "&#x{:x};", "&#X{:04X};"]),
)
def test_letters_written_as_entities_of_a_web_page(text: str, masked: list[bool], form: str) -> None:
    """CSV made of a page: the sender's program shows &#23665;, a reader of pages 山."""
    written = "".join(form.format(ord(c)) if hide else c for c, hide in zip(text, masked, strict=False))
    assert judge(written) == judge(text) and tells_a_life(written) == tells_a_life(text)
    assert judge(text) or tells_a_life(text)


@MANY
@given(family=FAMILY, given=GIVEN)
def test_a_bare_name_in_entities(family: str, given: str) -> None:
    written = "".join(f"&#{ord(c)};" for c in family + given)
    assert safe(family + given) == safe(written) != written


@MANY
@given(FAMILY, GIVEN, st.sampled_from(["", " ", "　"]), UNSEEN)
def test_a_full_name(family: str, given: str, between: str, unseen: str) -> None:
    _rules(f"{family[:1]}{unseen}{family[1:]}{between}{given}さんと面談した", "PI08")
    _rules(f"{family} {given}", "PI08")


@MANY
@given(
    FAMILY,
    st.sampled_from(["花子", "和夫", "美恵子", "和子", "正夫"]),
    st.sampled_from(["氏", "様", "殿", "君", "先生"]),
)
def test_a_given_name_that_ends_like_a_role(family: str, given: str, title: str) -> None:
    _rules(f"{family}{given}{title}より聞き取り", "PI08")


@MANY
@given(FAMILY, TITLE)
def test_a_family_name_with_a_title(family: str, title: str) -> None:
    _rules(f"窓口で{title[0] if title[0] in ' 　' else ''} {family}{title.strip()}から相談があった", "PI08")


def test_every_family_of_the_list_with_a_title() -> None:
    """A shrine may bear the name of a family; its own name begins with お."""
    assert [one for one in _families() if "PI08" not in judge(f"窓口で{one}さんから相談があった")] == []
    assert "PI08" not in judge("お伊勢さん参りの会") and "PI08" not in judge("お八幡さんのお祭り")


@MANY
@given(
    st.sampled_from(["健太", "美結", "陽菜", "和子", "蓮", "はなこ", "ケンタ", "ゆうすけ"]),
    st.sampled_from(["さん", "くん", "ちゃん", "様"]),
)
def test_a_given_name_with_a_title(given: str, title: str) -> None:
    _rules(f"{given}{title}は学校に通い始めた。", "PI08")


@MANY
@given(
    st.sampled_from(
        [
            "小鳥遊",
            "四十物谷",
            "勅使河原",
            "薬袋",
            "月見里",
            "東海林",
            "五十嵐",
            "八月一日",
            "一尺八寸",
            "鬼無里",
            "栗花落",
        ]
    ),
    TITLE,
)
def test_a_rare_family_name_with_a_title(family: str, title: str) -> None:
    _rules(f"{family}{title.strip()}宅を訪問した", "PI08")


@MANY
@given(KANA, st.sampled_from([" ", "　", "・"]), st.booleans(), st.sampled_from(["{}", "({})", "相談者 {}"]))
def test_a_name_in_kana(kana: tuple[str, str], between: str, katakana: bool, where: str) -> None:
    one, other = map(_katakana, kana) if katakana else kana
    _rules(where.format(f"{one}{between if katakana else ' '}{other}"), "PI08")


@MANY
@given(KANA, WIDTH)
def test_a_name_in_half_width_kana(kana: tuple[str, str], width: object) -> None:
    half = {"ヤマダ ハナコ": "ﾔﾏﾀﾞ ﾊﾅｺ", "タカハシ ケンタ": "ﾀｶﾊｼ ｹﾝﾀ", "スズキ ミサキ": "ｽｽﾞｷ ﾐｻｷ"}
    for text in half.values():
        _rules(text, "PI08")


@MANY
@given(
    LETTERS,
    st.sampled_from(["{} {}", "{}, {}", "{} {}"]),
    st.sampled_from([str, str.upper]),
    WIDTH,
    st.booleans(),
)
def test_a_name_in_letters(
    pair: tuple[str, str], shape: str, case: object, width: object, turned: bool
) -> None:
    assert callable(case) and callable(width)
    one, other = reversed(pair) if turned else pair
    _rules(width(shape.format(case(one), other)), "PI08")


@MANY
@given(
    st.sampled_from(["Yamada", "Takahashi", "Suzuki"]),
    st.sampled_from(["Mr. {}", "Ms {}", "{}-san", "{}さん", "T. {}"]),
)
def test_a_family_name_in_letters_with_a_title(family: str, shape: str) -> None:
    _rules(f"Contact: {shape.format(family)}", "PI08")


@MANY
@given(
    st.sampled_from(["山田花子", "渡部美咲", "高橋健太", "ヤマダハナコ", "YAMADAHANAKO"]),
    st.sampled_from([" ", "　", "  ", "・", "_", "/"]),
)
def test_letters_set_apart(name: str, gap: str) -> None:
    _rules(gap.join(name), "PI08")


@MANY
@given(
    FAMILY,
    st.sampled_from(
        [
            "担当：{}",
            "記入者 {}",
            "出席者：{}、",
            "承認＝{}",
            "【担当】{}",
            "係長　{}",
            "{}課長",
            "{}宅",
            "{}家の長男",
            "民生委員の{}が把握",
            "民生委員の{}（連絡済）",
            "問合せは{}宛てに",
            "{}あて送付",
        ]
    ),
)
def test_a_bare_family_name_beside_a_role(family: str, shape: str) -> None:
    _rules(shape.format(family).rstrip("、"), "PI08")


PHONE = st.one_of(
    st.tuples(st.sampled_from(["090", "080", "070"]), st.integers(1000, 9999), st.integers(1000, 9999)),
    st.tuples(st.sampled_from(["0857", "0858", "0859"]), st.integers(20, 99), st.integers(1000, 9999)),
    st.tuples(st.sampled_from(["03", "06"]), st.integers(3000, 6999), st.integers(1000, 9999)),
)
SEPARATORS = st.sampled_from(["-", "－", "ー", "−", "―", " ", "　", ".", "・", "/", "_", " - ", "の"])


@MANY
@given(PHONE, SEPARATORS, st.sampled_from([str, _wide, _kanji]), UNSEEN)
def test_a_telephone_number(parts: tuple[str, int, int], between: str, script: object, unseen: str) -> None:
    assert callable(script)
    first, middle, last = (script(str(part)) for part in parts)
    _rules(f"連絡先は{first}{between}{middle}{unseen}{between}{last}まで", "PI03")
    _rules(f"{first}（{middle}）{last}", "PI03")


@MANY
@given(PHONE)
def test_a_telephone_number_spoken_or_digit_by_digit(parts: tuple[str, int, int]) -> None:
    digits = "".join(map(str, parts))
    spoken = dict(
        zip(
            "0123456789",
            ["ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ"],
            strict=True,
        )
    )
    _rules("".join(spoken[sign] for sign in digits), "PI03")
    for gap in (" ", "　", "・", "."):
        _rules(gap.join(digits), "PI03")
    _rules(_kanji(digits), "PI03")


@MANY
@given(
    st.integers(10, 9999),
    st.sampled_from(["内線{}", "内線：{}", "（内線 {}）", "内線番号{}", "(内){}", "ext. {}"]),
    WIDTH,
)
def test_an_extension(number: int, shape: str, width: object) -> None:
    """Beside a division it is in every guide (tests/etl/privacy/test_ordinary.py); alone or behind a name it is somebody's."""
    assert callable(width)
    _rules(shape.format(width(str(number))), "PI03")
    _rules(f"三浦 {shape.format(width(str(number)))}", "PI03")


@MANY
@given(
    st.integers(20, 99),
    st.integers(1000, 9999),
    st.sampled_from(
        ["直通 {}-{}", "直通：{}－{}", "ダイヤルイン{}-{}", "電話{}-{}", "TEL {}-{}", "℡{}-{}", "FAX:{}-{}"]
    ),
)
def test_a_line_without_its_area(exchange: int, number: int, shape: str) -> None:
    _rules(shape.format(exchange, number), "PI03")


@MANY
@given(
    st.sampled_from(["taro.yamada", "h-noda", "s_ito", "k2"]),
    st.sampled_from(
        [
            "@",
            "＠",
            "[at]",
            "（at）",
            "(アット)",
            " at ",
            "アットマーク",
            "【@】",
            " [at] ",
            "★",
            "◎",
            "(あっと)",
            " @ ",
        ]
    ),
    st.sampled_from(["example.jp", "city.example.lg.jp", "example.com", "example.co.jp"]),
    st.sampled_from([".", "[dot]", "(dot)", "（ドット）"]),
)
def test_a_mail_address(user: str, at: str, host: str, dot: str) -> None:
    _rules(f"連絡は {user}{at}{host.replace('.', dot)} へ", "PI04")


@MANY
@given(
    st.sampled_from(["東町", "幸町", "旭ケ丘", "大字上ノ原", "緑が丘", "本通"]),
    st.tuples(st.integers(1, 9), st.integers(1, 29), st.integers(1, 29)),
    st.sampled_from(["{}丁目{}番{}号", "{}-{}-{}", "{}の{}の{}", "{}丁目{}-{}", "{}丁目{}の{}"]),
    st.sampled_from([str, _wide, "kanji"]),
)
def test_an_address_without_its_municipality(
    town: str, at: tuple[int, int, int], shape: str, script: object
) -> None:
    written = (
        [_tally(n) if script == "kanji" else script(str(n)) for n in at] if callable(script) or script else []
    )
    _rules(f"{town}{shape.format(*written)}に住む", "PI05")


def _tally(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def _old(number: int) -> str:
    """廿三, 卅一."""
    tens, ones = divmod(number, 10)
    return {0: "", 1: "十", 2: "廿", 3: "卅", 4: "卌"}.get(tens, _tally(tens * 10)) + (
        DIGITS[ones] if ones else ""
    )


BORN = st.dates(dt.date(1927, 1, 1), dt.date(1988, 12, 31))


@MANY
@given(BORN, st.sampled_from([str, _wide, _tally, _old]))
def test_a_day_of_birth(day: dt.date, script: object) -> None:
    assert callable(script)
    year, month, date = (
        script(n) if script in (_tally, _old) else script(str(n))
        for n in (day.year - 1925, day.month, day.day)
    )
    _rules(f"昭和{year}年{month}月{date}日", "PI06")
    _rules(f"昭和{year}年生まれの方", "PI06")
    if script in (str, _wide):
        for shape in ("S{}.{}.{}", "昭{}.{}.{}", "S{}/{}/{}生"):
            _rules(shape.format(year, month, date), "PI06")
        _rules(f"{day:%Y/%m/%d}生", "PI06")
        _rules(f"{day:%Y.%m.%d}", "PI06")


@MANY
@given(
    st.sampled_from(
        [
            "被保険者番号",
            "介護保険被保険者番号：",
            "国保 ",
            "障害者手帳 第",
            "受給者証番号 ",
            "基礎年金番号",
            "宛名番号:",
            "口座番号 ",
        ]
    ),
    st.integers(100_000, 9_999_999_999),
    WIDTH,
)
def test_a_number_given_to_one_person(label: str, number: int, width: object) -> None:
    assert callable(width)
    _rules(f"{label}{width(str(number))}", "PI10")


# --- Over neighbouring cells -----------------------------------------------------------------------------------------


@MANY
@given(PHONE, st.integers(0, 3))
def test_a_telephone_number_over_cells(parts: tuple[str, int, int], before: int) -> None:
    first, middle, last = map(str, parts)
    for cells in (
        [first, middle, last],
        [f"{first}-{middle}", last],
        [first, f"{middle}-{last}"],
        [first, "-", middle, "-", last],
    ):
        found = list(over_cells([*[None] * before, *cells, None]))
        assert (before, "PI03") in found, cells


@MANY
@given(FAMILY, GIVEN)
def test_a_name_over_cells(family: str, given: str) -> None:
    assert (0, "PI08") in list(over_cells([family, given]))
    assert "PI08" in {one.rule for one in search(Book([Sheet("作業", [[family], [given], [None]])], "xlsx"))}


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (list("山田花子"), "PI08"),
        (list("09012345678"), "PI03"),
        ([90, 1234, 5678], "PI03"),
        (["昭和", 23, 5, 4], "PI06"),
        (["昭和23年", "5月", "4日"], "PI06"),
        (["taro", "@example.jp"], "PI04"),
        (["taro", "@", "example.jp"], "PI04"),
        (["幸町", "1-2-3"], "PI05"),
        (["被保険者番号", "0000123456"], "PI10"),
        (["ヤマダ", "ハナコ"], "PI08"),
        (["Hanako", "Yamada"], "PI08"),
    ],
)
def test_parts_in_cells_of_their_own(cells: list[object], rule: str) -> None:
    assert rule in {found for _, found in over_cells(cells)}


@MANY
@given(st.lists(st.integers(0, 9999).filter(lambda n: n not in (70, 80, 90)), min_size=3, max_size=14))
def test_counts_side_by_side_are_no_telephone_number(counts: list[int]) -> None:
    assert {rule for _, rule in over_cells(counts)} <= {
        "PI01"
    }  # one in ten of random numbers passes its check digit


@MANY
@given(st.lists(st.integers(2015, 2040), min_size=3, max_size=9))
def test_years_side_by_side_or_below_are_no_individual_number(years: list[int]) -> None:
    assert not list(over_cells(years))
    assert not list(search(Book([Sheet("様式4", [[year] for year in years])], "xlsx")))


@pytest.mark.parametrize(
    "office", ["地域福祉課", "長寿社会係", "福祉保健部", "見守り協議会", "包括支援センター"]
)
@pytest.mark.parametrize("beside", ["2025-04-21", "2025-4-1", "令和7年4月21日", "1-2", "3-1"])
def test_a_department_beside_a_date_or_a_number_is_no_address(office: str, beside: str) -> None:
    assert not list(over_cells(["312011", 2024, office, beside, "1"]))
    assert not list(over_cells(["312011", "2024", "鳥取市", "2025-04-21", "1", "J1"]))


@given(
    st.sampled_from(["予算科目", "事業コード", "受付番号", "文書番号", "別紙", "様式", "資料", "目"]),
    st.lists(st.integers(1, 99), min_size=3, max_size=4),
)
@MANY
def test_a_number_of_a_budget_or_a_paper_is_no_address(what: str, parts: list[int]) -> None:
    assert "PI05" not in judge(f"{what}{'-'.join(map(str, parts))}に計上")


@given(st.integers(0, 9_999_999), st.sampled_from(["〒{}", "（〒{}）の本庁舎", "郵便番号{}"]))
@MANY
def test_a_postal_code_alone_is_no_address_and_with_a_house_number_it_is(number: int, shape: str) -> None:
    code = f"{number // 10_000:03d}-{number % 10_000:04d}"
    assert "PI05" not in judge(shape.format(code))
    assert "PI05" in judge(f"〒{code} 幸町3丁目4番5号")


@given(st.integers(20, 999), st.sampled_from("XＸ〇○*"))
@MANY
def test_a_number_of_an_example_is_nobodys(area: int, sign: str) -> None:
    assert "PI03" not in judge(f"（記入例）電話：0{area}-{sign * 2}-{sign * 4}")


@given(st.integers(20, 99), st.integers(20, 79), st.integers(0, 9999))
@MANY
def test_the_lines_of_an_office_are_no_persons_numbers_and_those_of_a_home_are(
    area: int, exchange: int, number: int
) -> None:
    line = f"08{area}-{exchange}-{number:04d}"
    for told in (
        f"地域福祉課（代表 {line}）",
        f"地域福祉課（直通 {line}）",
        f"（代表 {line}、内線 {exchange}21）",
    ):
        assert "PI03" not in judge(told)
    assert "PI03" in judge(f"地域福祉課（三浦 {line}）") and "PI03" in judge(f"直通 {line}、自宅")


@given(
    st.sampled_from(["けんた", "ももか", "はると", "ミナ"]),
    st.sampled_from(["体操", "通信", "カード", "マップ"]),
)
@MANY
def test_a_programme_named_after_a_mascot_is_nobody_and_a_child_is(name: str, what: str) -> None:
    assert "PI08" not in judge(f"「{name}くん{what}」で始める朝の居場所")
    assert "PI08" in judge(f"{name}くんの家を訪ねた")


@MANY
@given(
    st.sampled_from(["高橋", "小谷", "薬袋", "勅使河原", "四十物谷"]),
    st.sampled_from(["トヨ", "ハツエ", "マツヨ", "フサ", "キヨ", "ミサヲ", "ヨネ"]),
    st.sampled_from(["", " ", "　"]),
    st.sampled_from(["は畑にいる", "、本人", ""]),
)
def test_names_of_the_old(family: str, given_name: str, between: str, after: str) -> None:
    if family in names.known().family or names.like_family(family):
        _rules(f"{family}{between}{given_name}{after}", "PI08")
    _rules(f"サカキバラ{between or ' '}{given_name}", "PI08")


@MANY
@given(
    st.sampled_from(["高橋", "中村", "三浦", "山田", "小林"]),
    st.sampled_from(
        [
            "通り商店街",
            "町自治会",
            "医院",
            "薬局",
            "地区公民館",
            "小学校区",
            "支所",
            "川の清掃",
            "団地の集い",
            "建設",
            "家具店",
        ]
    ),
)
def test_places_and_firms_that_bear_a_family_name_are_nobody(family: str, word: str) -> None:
    assert "PI08" not in judge(f"{family}{word}と協定を結んだ")


@MANY
@given(
    st.sampled_from(
        [
            "https://line.me/ti/p/~{}",
            "https://www.instagram.com/{}/",
            "LINE ID: {}",
            "@{} に連絡",
            "https://x.com/{}",
        ]
    ),
    st.from_regex(r"[a-z]{4,8}[0-9]{2}", fullmatch=True),
)
def test_accounts_of_social_media(place: str, account: str) -> None:
    _rules(place.format(account), "PI04")
    assert "PI04" not in judge("公式" + place.format(account))


@MANY
@given(
    st.sampled_from(["予算科目", "起案番号", "契約第", "資料番号"]),
    st.integers(1, 99),
    st.integers(1, 99),
    st.integers(1, 9999),
)
def test_numbers_of_papers_are_no_addresses(word: str, one: int, two: int, three: int) -> None:
    assert "PI05" not in judge(f"{word}{one:02}-{two:02}-{three:04}により支出")


@given(st.integers(0, 10**11 - 1), st.sampled_from(["", " ", "-", "・"]))
@MANY
def test_an_individual_number_however_its_groups_are_set_apart(number: int, between: str) -> None:
    digits = f"{number:011d}"
    whole = digits + in_.calc_check_digit(digits)
    if len(set(whole)) > 1 and not re.fullmatch(r"(?:(?:19|20)\d{2}){3}", whole):
        assert "PI01" in judge(between.join((whole[:4], whole[4:8], whole[8:])))


@given(st.uuids(), st.booleans())
@MANY
def test_what_a_program_calls_a_thing_by_is_no_number_of_a_person(name: uuid.UUID, braces: bool) -> None:
    said = str(name).upper()
    assert judge(f"{{{said}}}" if braces else said) == ()
    assert judge("{00000000-0001-0000-0000-000000000000}") == ()


BUILDINGS = st.sampled_from(
    ["市役所", "鳥取市役所", "町役場", "市役所第2庁舎", "県立図書館", "とりぎん文化会館", "中央公民館", "ふれあいセンター",
     "東小学校", "市立病院", "地域包括支援センター", "倉吉体育文化会館", "ひばりこども園", "さわやか会館"]
)  # fmt: skip
SITES = st.tuples(
    st.sampled_from(["葵町", "幸町", "尚徳町", "東町", "鴨川町", "大字浦富"]),
    st.integers(1, 2999),
    st.sampled_from(["番地", "-5", "番地の4", "-12-3", "番地2"]),
).map(lambda parts: "".join(map(str, parts)))


@MANY
@given(
    BUILDINGS,
    SITES,
    st.sampled_from(["{}（{}）の1階で開いた。", "{}({})にて", "会場：{} {}", "研修は{}（{}）で行う。"]),
    WIDTH,
)
def test_where_a_public_building_stands_is_no_address_of_somebody(
    building: str, site: str, frame: str, width: object
) -> None:
    assert callable(width)
    assert "PI05" not in judge(frame.format(building, width(site))), (building, site, frame)


@MANY
@given(BUILDINGS, SITES, st.sampled_from(["{}の{}で開いた。", "{}（{}）", "{}にある{}"]))
def test_so_it_is_with_the_address_in_front(building: str, site: str, frame: str) -> None:
    assert "PI05" not in judge(frame.format(site, building)), (building, site, frame)


@MANY
@given(
    BUILDINGS,
    SITES,
    st.sampled_from(
        [
            "{0}の隣の山田宅（{1}）", "{0}近くの{1}", "{0}そばの{1}のお宅", "{0}（利用者の自宅、{1}）",
            "{1}の女性が{0}に通う", "{1}に住む母と{0}を訪ねた",
            "{1}で{0}の職員が声をかけた", "{0}長（{1}）", "{0}に通う児童（{1}）", "山田アパート（{1}）は{0}の裏",
            "{0}（{1}の借家）", "{1}",
        ]
    ),
)  # fmt: skip
def test_a_home_beside_a_public_building_is_somebodys(building: str, site: str, frame: str) -> None:
    _rules(frame.format(building, site), "PI05")


NAMED = st.sampled_from(
    ["尾崎翠", "石破二朗", "植田正治", "佐藤健太", "鈴木一郎", "田中美咲", "山田太郎", "小林大輔"]
)
CALLED = st.sampled_from(
    [
        "記念講演会",
        "記念館",
        "賞",
        "フォーラム",
        "基金",
        "文庫",
        "杯",
        "顕彰会",
        "記念",
        "写真美術館",
        "文学賞",
        "財団",
    ]
)


@MANY
@given(NAMED, CALLED, st.sampled_from(["{}の会場で案内した。", "「{}」に参加", "市内の{}、町内の行事", "{}"]))
def test_an_institution_called_after_somebody_names_nobody(named: str, called: str, frame: str) -> None:
    assert "PI08" not in judge(frame.format(named + called)), (named, called)


@MANY
@given(
    NAMED,
    st.sampled_from(
        [
            "さんの記念に",
            "さんが賞を",
            "氏の展示",
            "様へ記念品",
            "さんと文庫の会",
            "君、フォーラムに",
            "様記念に",
        ]
    ),
)
def test_a_person_beside_an_institution_is_a_person(named: str, called: str) -> None:
    _rules(f"昨年は{named}{called}出席", "PI08")
