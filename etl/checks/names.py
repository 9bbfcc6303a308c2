"""Names of persons in running text: an honest layer of patterns, and SudachiPy when the extra ``[nlp]`` is installed.

It over-reports on purpose: what it finds is looked at by a person, never deleted, and never passed in silence.
"""

import importlib.util
import re
from collections.abc import Callable, Iterable
from functools import cache

# The commonest family names (public statistics of names); they cover about four people in ten.
FAMILY = """
佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡部 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上
木村 林 斎藤 斉藤 齋藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川
藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田
松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野
小島 工藤 谷口 今井 高田 丸山 増田 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田
松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地 菊池 市川 杉本 古川 大西 島田 水野 桜井
渡会 高野 吉川 山内 西田 飯田 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 服部 東
岩田 土屋 川崎 福島 本田 辻 樋口 秋山 田口 永井 中西 吉村 川上 石原 大橋 松岡 浜田 濱田 馬場
森本 星野 矢野 浅野 大島 望月 尾崎 荒木 小田 森下 足立 荒井 熊谷 須藤 岡崎 黒田 松村 米田
門脇 足羽 岸本 福本
""".split()  # noqa: SIM905 - a list this long is read better as text
# Characters that given names commonly end in.
_ENDS = (
    "子美恵香奈菜江枝代世乃花華郎朗夫男雄介助輔平也哉太斗人仁一二三司志史樹明昭彦之行幸弘浩宏博裕祐勝豊実"
    "誠進清茂勇翔蓮陽結愛莉里理沙紗咲希優真久正和秀英義吉信隆孝"
)
_FAMILY = "|".join(sorted(FAMILY, key=len, reverse=True))
_GIVEN = rf"[一-龥々ぁ-んァ-ヶ]{{0,2}}[{_ENDS}ぁ-んァ-ヶ]"
_TITLE = r"(?:さん|様|氏|くん|君|ちゃん|殿)"
_AFTER = r"(?![一-龥々ぁ-んァ-ヶー])"
# People addressed by what they are, and words that merely end like an honorific.
_NOT_A_NAME = re.compile(
    r"(皆|皆々|お客|客|相手|住民|市民|町民|村民|県民|区民|委員|相談員|支援員|保護司|職員|係|担当|役員|会員|利用者|高齢者|障害者|患者|"
    r"家族|母|父|子|孫|兄|姉|弟|妹|嫁|奥|旦那|夫|妻|赤|坊|娘|息子|祖母|祖父|親|本人|当事者|参加者|相談者|世帯主|医者|看護師|先生|店|屋|"
    r"大家|隣|近所|業者|団体|企業|農家|多|同|仕|有|模|神|王|異|一|両|別|各|貴|彼|諸|何|外|殿|たく|沢山|主|若|王子|姫|者|員|師|士|司|生)$"
)
_HONORED = re.compile(
    rf"([一-龥々]{{1,4}})(?: ([一-龥々ぁ-んァ-ヶ]{{1,4}}))?{_TITLE}(?!式|子|相|々|方|態|名|変|な)"
)
_FULL = re.compile(
    rf"(?<![一-龥々])(?:{_FAMILY})(?: {_GIVEN}|[一-龥々]{{0,2}}[{_ENDS}]| [一-龥々]{{1,3}}){_AFTER}"
)
_PLACE = re.compile(r"(市|町|村|区|県|郡|島|川|山|部|課|係|会|局|所|園|校|院|社|店|室|館|班|駅|寺|圏|線|橋)$")
_IN_CONTEXT = re.compile(
    r"(?:相談者|本人|対象者|利用者|世帯主|長男|長女|次男|次女|夫|妻|母|父|担当|委員長|会長|主任|係長)"
    rf"(?:の|は|が|:|、|\(| )({_FAMILY})(?=[はがのをにとも、。)]|$)"
)
# Katakana names with an honorific or a middle space: ヤマダ ハナコ.
_KANA = re.compile(r"^[ァ-ヶー]{2,6} [ァ-ヶー]{2,6}$|[ァ-ヶー]{2,8}(?:さん|様|氏)")
_KANA_ROLES = re.compile(
    r"(ボランティア|サポーター|ヘルパー|コーディネーター|ワーカー|リーダー|メンバー|オーナー|スタッフ|ユーザー|パートナー)(さん|様|氏)"
)
# Shortest text that can hold a name worth asking SudachiPy about; it takes no more than 49,149 bytes at once, a cell may
# hold twice as much. Pieces overlap by more than a name.
_LONG = 8
_PIECE, _OVERLAP = 8_000, 20
Morpheme = tuple[str, tuple[str, ...]]


def found(text: str) -> bool:
    """Whether the text seems to name a person."""
    if any(_is_name(honored[1], honored[2]) for honored in _HONORED.finditer(text)):
        return True
    if any(not _PLACE.search(full[0]) for full in _FULL.finditer(text)) or _IN_CONTEXT.search(text):
        return True
    if _KANA.search(_KANA_ROLES.sub("", text)):
        return True
    read = tokenizer()
    return read is not None and len(text) >= _LONG and named(read(text))


def _is_name(first: str, second: str | None) -> bool:
    """Whether what stands before an honorific names somebody rather than a role."""
    if second:
        return not _NOT_A_NAME.fullmatch(second)
    return first in FAMILY or not _NOT_A_NAME.search(first)


def named(morphemes: Iterable[Morpheme]) -> bool:
    """A family name followed by a given name, as the dictionary sees them; place names do not count."""
    before = ""
    for _, kinds in morphemes:
        kind = kinds[3] if len(kinds) > 3 and kinds[2] == "人名" else ""
        if before == "姓" and kind == "名":
            return True
        before = kind
    return False


@cache
def tokenizer() -> Callable[[str], list[Morpheme]] | None:
    """SudachiPy with its core dictionary, or None when the extra is not installed."""
    if not all(importlib.util.find_spec(name) for name in ("sudachipy", "sudachidict_core")):
        return None
    dictionary = importlib.import_module("sudachipy").Dictionary(dict="core").tokenizer()

    def read(text: str) -> list[Morpheme]:
        plain = text.encode("utf-8", "replace").decode("utf-8")
        starts = range(0, max(len(plain), 1), _PIECE - _OVERLAP)
        pieces = (plain[start : start + _PIECE] for start in starts)
        return [
            (one.surface(), tuple(one.part_of_speech()))
            for piece in pieces
            for one in dictionary.tokenize(piece)
        ]

    return read
