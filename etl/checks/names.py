"""Names of persons in text: lists of family and given names, the titles people are addressed by, roles in front of names.

The lists (2,000 family names, 9,000 readings of given names with their spellings) come with a library; SudachiPy reads
running text as well when the extra ``[nlp]`` is installed. It over-reports on purpose: what it finds is looked at by a
person, never deleted, and never passed in silence.
"""

import importlib.util
import re
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import NamedTuple

import japanese_personal_name_dataset as dataset

from etl.checks import sayings

_TITLE = r"(?:さん|様|さま|氏|くん|君|ちゃん|殿|先生|(?:サン|サマ)(?![ァ-ヶー-]))"
_KANJI, _HIRAGANA, _KATAKANA = "一-龥々ヶ", "ぁ-ん", "ァ-ヶー"
# People addressed by what they are, and words that merely end like an honorific.
_ROLE = re.compile(
    r"(皆|皆々|みな|お客|客|相手|住民|市民|町民|村民|県民|区民|委員|相談員|支援員|保護司|職員|係|担当|役員|会員|利用者|高齢者|障害者|患者|"
    r"家族|長|母|父|お子|子|子供|兄|姉|弟|妹|嫁|奥|旦那|夫|妻|赤|坊|娘|息子|祖母|祖父|親|本人|当事者|参加者|相談者|世帯主|医者|看護師|先生|店|屋|"
    r"大家|隣|近所|業者|団体|企業|農家|常連|多|同|仕|有|模|神|王|異|一|両|別|各|貴|彼|諸|何|外|殿|たく|沢山|主|若|王子|姫|者|員|師|士|司|生|"
    r"おかあ|おとう|おじい|おばあ|おねえ|おにい|おじ|おば|おく|おこ|むすめ|むすこ|おい|めい|あか|ぼう|みせ|となり)$"
)
_HONORED = re.compile(
    rf"(?!(?<=お)(?:伊勢|八幡)|(?<=お伊)勢|(?<=お八)幡)"  # 伊勢さん may be anybody, お伊勢さん is the shrine alone
    rf"([{_KANJI}]{{1,6}}|[{_HIRAGANA}]{{2,6}}|[{_KATAKANA}]{{2,8}})"
    rf"(?: ([{_KANJI}{_HIRAGANA}{_KATAKANA}]{{1,5}}))?{_TITLE}"
    r"(?!式|子|相|々|方|態|名|変|な|かい|ざい|ん|ろく|りん|ぎょう|ぶつ|ぽ|歩|祭|拝|策|登山|詣|参り|見の|さん|サン|タ|組|ぐみ|チーム|クラス|ダル|プル|ライズ)"
)
# さんさん祭り, 燦々: a word of its own, and no title twice.
_SUNNY = re.compile("さん ?さん|サンサン")
# Whom people call さん without a person behind it: the moon, saints and shrines, shops, brands, mascots, animals of a nursery.
_THINGS = re.compile(
    r"お?(?:月|日|天道|星|地蔵|不動|観音|弘法|大師|天神|稲荷|いなり|恵比寿|えびす|エビス|戎|薬師如来|金毘羅|こんぴら|山|雛|雑煮|"
    r"つき|ひ|ほし|じぞう|いせ|ふどう|かんのん|だいし|てんじん|あげ|いも|まめ|かゆ|さかな|うさぎ|うま|ぞう|りす|くま|さる|きつね|たぬき|にんぎょう|ひなさま)"
    r"|サンタ|コープ|ペッパー|ヤクルト|コンビニ|スーパー|セブン|ローソン|ファミマ|イオン|クロネコ|ダスキン|ジャパネット|アレクサ|ドラえもん|キティ|ミッキー|"
    r"ウサギ|ゾウ|リス|クマ|サル|ネコ|イヌ|ヒヨコ|キリン|ライオン|パンダ|ペンギン|ウシ|ウマ|ヒツジ|ヤギ|コアラ|ゴリラ|"
    r"マスター|オーナー|シェフ|ナース|ガイド|シルバー|ベテラン|ゲスト|ドライバー|モデル|ファン|プロ|クラス|チーム|ロボット|ペット|ワン"
)
# Somebody in the public eye, or long dead, after whom something is called.
_CALLED = (
    r"(?:グローブ|杯|カップ|トロフィー|賞(?![与味罰状品金])|展(?![開望示])|記念(?!日|品|写真撮影|撮影)|文庫|文学|顕彰|財団|基金|奨学|像|生誕|没後|作品|原作|監督作"
    r"|フォーラム|シンポジウム|コンクール|フェスティバル|マラソン|ロード|(?:写真|絵画|版画|彫刻|漫画|まんが)?(?:美術館|博物館|資料館|文学館|記念館|図書館|ミュージアム)"
    r"|(?:ふるさと|郷土|歴史|文化|民[芸藝]|工芸|絵本|童謡|まんが|マンガ|漫画|顕彰)館)"
).replace("ー", "[ー-]")  # a long vowel is a dash where dashes have been made one sign
_CALLED_AFTER = re.compile(f"^{_CALLED}")
_INSTITUTION = re.compile(
    rf"(?<![{_KANJI}])(?P<family>[{_KANJI}]{{2,10}}?)(?P<kana>[{_HIRAGANA}]{{2,5}}|[{_KATAKANA}]{{2,6}})?"
    rf"(?P<last>[{_KANJI}]{{0,4}}?)(?={_CALLED})"
)
# 山本有三ふるさと文学館
_OF_A_HALL = frozenset({"ふるさと", "こども", "ふれあい", "みんなの"})
# Old shapes of letters in names, which lists write in the new one: 德丸, 髙田, 山﨑.
_SHAPES = str.maketrans("德髙﨑濵栁瀨增眞邉邊齋齊", "徳高崎浜柳瀬増真辺辺斎斎")
# A house open to all that is called like a home: NPO法人さとうさんち, まつもとさんち(居場所), 花子さんちのとなり(拠点名).
_HOME_NAME = (
    rf"[{_KANJI}{_HIRAGANA}{_KATAKANA}]{{1,8}}?(?:さん|ちゃん|くん)"
    rf"(?:[のン]?(?:ち(?![{_HIRAGANA}]{{0,2}}[{_KANJI}]?[がはをにへでも])|家|いえ|おうち)|んち)"
)
_OPEN_TO_ALL = r"(?:NPO|法人|社団|団体|居場所|拠点|サロン|カフェ|食堂|茶の間|集いの場|つどいの場|ひろば|広場|施設|グループホーム)"
_OPEN_HOUSE = re.compile(
    rf"(?<![{_KANJI}])(?:(?:一般|公益|特定非営利活動|合同|社会福祉)?{_OPEN_TO_ALL}[「『 ]?)"
    rf"(?P<behind>{_HOME_NAME})"
    rf"|(?P<before>{_HOME_NAME})(?:の[{_HIRAGANA}{_KANJI}]{{1,4}})?[」』]? ?(?:\([^()]{{0,12}})?"
    rf"{_OPEN_TO_ALL}(?!が(?:な|無)|に(?:行|来|通)|を(?:探|利用|勧))"
)
# What tells of somebody's home all the same.
_VISITED = re.compile("訪問|独居|暮ら|亡く|相談者|本人|歳|倒れ|入院|通院|見守|安否|ごみ|同居|世帯")
# 山口ミサヲ宅, 長尾 キク宅, 藤井久美宅, 小鳥遊みつ江の世帯
_AT_NAMED = re.compile(
    rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{1,4}}) ?"
    rf"([{_HIRAGANA}{_KATAKANA}]{{2,4}}[子美江枝恵代乃奈香太郎男夫雄]?|[{_HIRAGANA}]{{1,3}}[子美江枝恵代乃奈香])"
    rf"(?:宅|邸|様方|(?:の|ご|御)?(?:世帯|一家|夫妻|夫婦|自宅))"
)
_AT_WHOLE = re.compile(rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{3,6}}?)(?:宅|邸|様方)")
# 地域福祉課 保坂; 森脇より指摘
_BEHIND_OFFICE = re.compile(
    rf"[{_KANJI}](?:課|係|室)[ 　]+([{_KANJI}]{{2,4}})(?:[、・][{_KANJI}]{{2,4}})*$"
    rf"|(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{2,4}})(?:より|から)の?(?:指摘|連絡|依頼|申し?出|電話|聴取|聞き?取り)"
)
_GOES_ON = re.compile("[いうくすつぬむるりきしちみえけせてねめれ](?!か?ら)")
# Names of the old, written in katakana, which lists of today's names do not hold: トヨ, ハツエ, マツヨ.
_OLD = re.compile(
    "[ァ-ヶ]{1,2}[ヨエヱノミヲコ]|トメ|フサ|ハナ|ウメ|マツ|タケ|キク|ツル|カメ|トラ|シズ|スミ|フミ|ヨネ|イネ|ハル|ナツ|フユ|サト|キヌ|タツ|ミツ|ヨシ|スエ|シゲ|タカ|カネ"
)
_RUN = re.compile(rf"[{_KANJI}]{{3,6}}")
# 荒井キミ子, 佐藤ゆき: what follows is a title, a particle behind katakana or a last kanji, or no letter.
_MIXED = re.compile(
    rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{1,4}}) ?"
    rf"((?:[{_HIRAGANA}]{{1,3}}|[{_KATAKANA}]{{1,4}})[子美江枝恵代乃奈香太郎男夫雄一]"
    rf"|[{_KATAKANA}]{{2,5}})(?![{_KANJI}{_KATAKANA}])"
    rf"|(?<![{_KANJI}{_HIRAGANA}{_KATAKANA}])([{_KANJI}]{{2,4}}) ?([{_HIRAGANA}]{{2,4}})"
    rf"(?=[^{_HIRAGANA}{_KATAKANA}{_KANJI}]|$|さん|さま|様|氏|くん|ちゃん)"
)
_LAST = str.maketrans(
    dict(zip("子美江枝恵代乃奈香太男夫雄", "こみえええよのなかたおおお", strict=True))
    | {"郎": "ろう", "一": "いち"}
)
# Looked for at every place: 会長 梶原 正敏 holds two pairs.
_APART = re.compile(
    rf"(?<![{_KANJI}{_KATAKANA}])(?=([{_KANJI}]{{1,5}})([ ,.・])([{_KANJI}]{{1,4}})(?![{_KANJI}{_KATAKANA}]))"
)
# K・Sさん, K.S.様: initials of both names
_INITIALS = re.compile(
    r"(?<![A-Za-z])(?!(?:JA|PT|OT|ST|OB|OG|AI|CW|SW|SC)さん)[A-Z][.・]? ?[A-Z]\.?"
    r"(?:さん|様|さま|氏|くん|君|ちゃん|\((?:男|女)(?:性|児)?[ ・、]?[0-9]{1,2}[代歳才]?\))"
)
_OFFICES = (
    "課長補佐|課長|係長|部長|室長|局長|次長|主査|主事|主幹|参事|主任|校長|教頭|園長|施設長|院長|"
    "自治会長|町内会長|議員|先生|保健師|相談員|民生委員|ケアマネ|准?教授|副?会長|理事長"
)
_IN_OFFICE = re.compile(rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{1,4}}) ?(?:{_OFFICES})(?![会議室])")
# Whoever is listed behind such a word: 出席者:森下/片桐/五十嵐
_LISTED = re.compile(
    r"(?:出席者?|参加者|記入者?|作成者?|担当者?|対応者?|起案者?|承認者?|決裁者?|確認者?|報告者?|回答者?|入力者?|更新者?|責任者|代表者?|訪問者|同席者?|面談者?|支援者|通報者|"
    r"前任者?|後任者?|発見者|相談者|対象者|利用者|申請者|世帯主|本人|当事者|氏名|名前|実名|本名|照会先?|連絡先|問合せ先?|問い合わせ先?|聞取り|聞き取り|文責|起案)"
    rf"(?:[:は/】』」)>→=-] ?| )([{_KANJI}]{{1,5}}(?:[、,/・ ]+[{_KANJI}]{{1,5}})*)(?![{_KANJI}])"
)
# Whom work passes to, who alone is called by one letter, who does what, whose name is in katakana behind what asks for it.
_CHANGE = re.compile("引き?継|後任|前任|異動|交代|交替|転任|担当|変更")
_FROM_TO = re.compile(
    rf"(?<![{_KANJI}])([{_KANJI}]{{1,4}}) ?(?:→|⇒|->|=>) ?([{_KANJI}]{{1,4}}?)(?=[へにがはと、。() ]|$)"
)
_SHORT_NAME = re.compile(
    rf"(?:[長員師士]|担当|記入者?|作成者?|報告者|確認者|代表者?)[:=] ?([{_KANJI}])(?![{_KANJI}{_HIRAGANA}])"
)
_QUARTERS = frozenset("東西南北中金平")
_DOES = re.compile(
    rf"(?:訪問|担当|事務|記録|説明|連絡|送迎|対応|調整|受付|会計|庶務|司会|進行)は([{_KANJI}]{{2,4}})が"
)
_KANA_IN_CHARGE = re.compile(
    rf"(?:担当|記入|作成|確認|報告|起案|入力)者? ?[:は]? ?([{_KATAKANA}]{{2,6}})(?![{_KATAKANA}])"
)
_FOREIGN = re.compile(
    rf"(?<![{_KATAKANA}])[{_KATAKANA}]{{2,8}}・[{_KATAKANA}]{{2,8}}(?:宅|一家|の妻|の夫|の母|の父)"
    r"|(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss)\.? ?[A-Z][a-z]+ [A-Z][a-z]+"
)
_TIED = re.compile(
    rf"(?:妻|夫|長男|長女|次男|次女|三男|三女|息子|娘|孫|母|父|兄|姉|弟|妹|本人)[:=] ?([{_KANJI}]{{2,3}})(?![{_KANJI}])"
)
# Who belongs to a family: 小林宅, 森本家, 田村夫妻, 土屋ケース
_HOUSE = re.compile(
    rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{2,4}}?)(?:宅|邸|様方|方$|(?:ご|御)?(?:一家|夫妻|夫婦|親子)|兄弟|姉妹|家(?!族|庭|計|屋|具|畜|賃|事|裁)|(?:の)?(?:ケース|案件|世帯|事案)"
    r"|の(?:長男|長女|次男|次女|息子|娘|妻|夫|母|父|祖母|祖父|孫|嫁|家族|おば|おじ|お母|お父))"
)
# 森本（母）, Aさん(山根): a name beside a tie, or behind what stands in its place.
_BESIDE_TIE = re.compile(
    rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{2,4}})\((?:母|父|子|長男|長女|次男|次女|妻|夫|本人|祖母|祖父|姉|妹|兄|弟|孫|実子|養子)\)"
    rf"|(?:さん|氏|様|児童|生徒|[A-Z])\(([{_KANJI}]{{2,4}})\)"
)
# 社協の新井が: somebody of an office does something.
_OF_OFFICE = re.compile(
    rf"(?:社協|包括|役場|役所|[市町村県]|センター|事務所|保健所|学校|病院|施設|法人|[課係室])の([{_KANJI}]{{2,4}})(?=(?:が|は|も)(?:訪問|同席|同行|対応|電話|説明|参加|出席|担当|連絡|報告|面談|支援|相談|作成))"
)
# Whom a letter or a question goes to: 佐久間宛て, 三好あて
_ADDRESSED = re.compile(rf"(?<![{_KANJI}{_KATAKANA}])([{_KANJI}]{{2,4}}) ?(?:宛て?|あて)(?![名先])")
# A mascot or a programme is set in quotes.
_COINED = re.compile(
    rf"「[{_HIRAGANA}{_KATAKANA}]{{2,10}}(?:くん|ちゃん|さん|さま)(?!宅|家|本人|の|は|が|と|に|を)[{_KANJI}{_KATAKANA}ー-]{{0,10}}」"
)
_KANA_PAIR = re.compile(
    rf"(?<![{_HIRAGANA}])([{_HIRAGANA}]{{2,7}}) ([{_HIRAGANA}]{{2,6}})(?![{_HIRAGANA}])"
    rf"|(?<![{_KATAKANA}])([{_KATAKANA}]{{2,8}})[ ・]([{_KATAKANA}]{{2,7}})(?![{_KATAKANA}])"
)
_KANA_RUN = re.compile(rf"^(?:[{_HIRAGANA}]{{4,10}}|[{_KATAKANA}]{{4,10}})$")
_LETTERS = re.compile(
    r"(?<![A-Za-z@.])([A-Z][A-Za-z]{1,11})[ ,]{1,2}([A-Z][A-Za-z]{1,11})(?![A-Za-z@])|^([a-z]{2,12})[ ._-]([a-z]{2,12})$"
)
# Mr. Tanaka, Tanaka-san, H. Yamada
_LETTERS_HONORED = re.compile(
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr)\.? ?([A-Z][A-Za-z]{2,11})(?![A-Za-z])"
    r"|(?<![A-Za-z])([A-Za-z]{3,12})[ -]?(?:san|SAN|sama|さん|様|氏)(?![a-z])"
    r"|(?<![A-Za-z.])[A-Z]\. ?([A-Z][a-z]{2,11})(?![A-Za-z])"
)
_KANA_PLACE = re.compile(r"(?:ちょう|まち|むら|そん|けん|ぐん|チョウ|マチ|ムラ|ソン|ケン|グン|シ|し|ク|く)$")
# A letter at a time: 山 田 花 子, Ｙ Ａ Ｍ Ａ Ｄ Ａ.
_SIGN = rf"[{_KANJI}{_HIRAGANA}{_KATAKANA}A-Za-z]"
_SPACED = re.compile(
    rf"(?<!{_SIGN})(?:{_SIGN} +){{2,}}{_SIGN}(?!{_SIGN})|(?<!{_SIGN})(?:{_SIGN}[・._/|-]){{2,}}{_SIGN}(?!{_SIGN})"
)
_PLACE = re.compile(
    r"(市|町|村|区|県|郡|島|川|山|部|課|係|会|局|所|園|校|院|社|店|室|館|班|駅|寺|圏|線|橋|大|連|協|署|家|庁|団|組|所属|地区|支部)$"
)
# A role or a tie, then a name: 民生委員の栗原が, 係長 井手
_IN_CONTEXT = re.compile(
    r"(?:相談者|本人|対象者|利用者|世帯主|当事者|患者|長男|長女|次男|次女|三男|三女|夫|妻|母|父|祖母|祖父|兄|姉|弟|妹|息子|娘|孫|担当|代表|理事|監事|保護司|"
    rf"ケアマネ|ケアマネジャー|ヘルパー|ワーカー|主査|主事|主幹|主任|参事|[{_KANJI}](?:長|員|師|士)|(?<![{_KANJI}])故)"
    rf"(?:の|は|が|:|、|\(| |「|・|=)?([{_KANJI}]{{2,5}})(?=[はがのをにとも、。()」,さ /]|です|から|より|まで|宛|$)"
)
_KANA_ROLES = re.compile(
    r"(ボランティア|サポーター|ヘルパー|コーディネーター|ワーカー|リーダー|メンバー|オーナー|スタッフ|ユーザー|パートナー|ドクター|ママ|パパ)(さん|様|氏|さま)"
)
_KANA_HONORED = re.compile(
    rf"(?<![{_KATAKANA}])([{_KATAKANA}]{{2,8}})(?:さん|様|さま|氏|くん|ちゃん)(?!歩|祭|組)"
)
# What a rare family name ends in, and words that end alike.
_FAMILY_ENDS = "田川原山村野島嶋木谷沢澤井本藤崎﨑岡塚池尾浦津森林瀬倉石坂松屋永戸平見橋辺部浜濱"
_NO_FAMILY = re.compile(
    r"[市町村区県庁社所校園家館室会課]内|.*(?:各|全|本|当|市|町|村|県|国|係|部|課|同)[本部]|日本|基本|見本|資本|公平|水平|発見|意見|定見|不在|原則|一部|全部|内部|外部|東部|西部|南部|北部|中部|.*(?:支部|本部|事務局)"
)
# What a family name of two letters ends in, where a name is asked for: 神庭, 曽田.
_PAIR_ENDS = _FAMILY_ENDS + "庭"
# Kanji of a given name that hardly any other word ends in.
_GIVEN_ENDS = "子美恵奈江郎彦之雄哉斗咲菜香紗乃介輔太枝樹翔織莉"
# Prefectures that are family names as well.
_PREFECTURES = frozenset(
    re.findall(
        "..",
        "秋田山形宮城福島千葉富山石川福井山梨長野三重滋賀大阪奈良鳥取島根岡山広島山口徳島香川高知福岡佐賀長崎熊本大分宮崎",
    )
)
_NOT_WHO = frozenset({"大家", "南部", "大町", "本村", "別所", "新家", "出口", "国分", "三好"})
# Family names common where few people live, which the list does not hold.
_LOCAL = frozenset({"足羽", "福本", "岸本", "門脇", "音田", "生田", "谷本", "湯原", "米原"})
# Family and given name by their letters, and words all the same.
_COMMON = re.compile(r"^(?:北海道|[小中高大]+(?:学生|高生|校生)|[一-龥]{2}[者性的化等])$")
# Words of offices and firms that the list of given names holds as well: 日野振興センター, 中山文化祭.
_NO_GIVEN = frozenset({"振興", "健康", "文化", "友愛", "共生", "中央", "平和", "明治", "昭和"})
# A name before such a word is a place's: 河原健美センター.
_FACILITY = re.compile(
    "センタ[ー-]|ホ[ー-][ムル]|プラザ|ステ[ー-]ション|クリニック|ネット|サ[ー-]ビス|パ[ー-]ク|ランド|タウン|クラブ"
)
# 平成生まれ: the reign, not 平 成生.
_ERA = re.compile("(?:明治|大正|昭和|平成|令和)生")
_LONG = 8
_PIECE, _OVERLAP = 8_000, 20
Morpheme = tuple[str, tuple[str, ...]]


class Names(NamedTuple):
    """Family and given names: in kanji, as hiragana readings, in letters; ``popular`` given names in kanji."""

    family: frozenset[str]
    family_kana: frozenset[str]
    given: frozenset[str]
    given_kana: frozenset[str]
    popular: frozenset[str]
    family_letters: frozenset[str]
    given_letters: frozenset[str]


@cache
def known() -> Names:
    """The lists, read once."""
    men, women, last = dataset.load_dataset(kind="org", include_last_names=True)
    men_popular, women_popular = dataset.load_dataset(kind="opti")
    first, popular = {**men, **women}, {**men_popular, **women_popular}
    families = {name: entry for name, entry in last.items()}
    return Names(
        frozenset(families) | _LOCAL,
        frozenset(_reading(entry) for entry in families.values()),
        frozenset(kanji for entries in (men, women) for one in entries.values() for kanji in one["kanji"]),
        frozenset(first),
        frozenset(
            kanji for e in (men_popular, women_popular) for one in e.values() for kanji in one["kanji"]
        ),
        frozenset(short(str(entry["en"])) for entry in families.values()),
        frozenset(short(str(entry["en"])) for entry in popular.values()),
    )


def _reading(entry: object) -> str:
    return str(entry["reading"]) if isinstance(entry, dict) else ""


def short(letters: str) -> str:
    """Letters without the signs of long vowels: Satou, Satoh and SATO are one."""
    return re.sub(r"(?<=[aeiou])h(?=[^aeiouy]|$)", "", re.sub(r"ou|oo", "o", letters.lower())).replace(
        "uu", "u"
    )


def found(text: str) -> bool:
    """Whether the text seems to name a person."""
    if _INITIALS.search(text):
        return True
    text = text.translate(_SHAPES)
    text = text if _VISITED.search(text) else _OPEN_HOUSE.sub(" ", text)
    text = sayings.without(text, known().given_kana, known().family_kana)
    text = _INSTITUTION.sub(_of_institution, _SUNNY.sub(" ", _COINED.sub(" ", text)))
    joined = _SPACED.sub(lambda spaced: f" {re.sub('[ ・._/|-]', '', spaced[0])} ", text)
    if any(_is_name(honored[1], honored[2]) for honored in _HONORED.finditer(_KANA_ROLES.sub("", joined))):
        return True
    if _whole(joined) or _in_kana(joined) or _in_letters(joined) or _in_context(joined):
        return True
    read = tokenizer()
    return read is not None and len(joined) >= _LONG and named(read(joined))


def _of_institution(match: re.Match[str]) -> str:
    """石破二朗記念, 尾崎翠フォーラム, 水木しげる賞: who is named there is part of a name. 山田花子から記念に is nobody's."""
    kana, whole = match["kana"] or "", match[0]
    # With a title, or with words between (山田花子さんと文庫, 佐藤健太から記念), a person is spoken of.
    if (
        whole.endswith(("氏", "様", "殿", "君"))
        or kana in _WORDS
        or kana.startswith(("さん", "さま", "くん", "ちゃん"))
    ):
        return whole
    named = not kana or match["last"] or kana in _OF_A_HALL or _hiragana(kana) in known().given_kana
    return " " if named else whole


def _in_context(text: str) -> bool:
    """A family name that a role, an office, a house or a list of those present makes somebody's."""
    context = (_IN_CONTEXT, _IN_OFFICE, _ADDRESSED, _OF_OFFICE)
    if any(is_family(who[1]) for one in context for who in one.finditer(text)):
        return True
    if any(is_family(who[1] or who[2]) for who in _BESIDE_TIE.finditer(text)):
        return True
    if any(is_family(house[1]) and house[1] not in _PREFECTURES for house in _HOUSE.finditer(text)):
        return True
    behind = (who[1] or who[2] for who in _BEHIND_OFFICE.finditer(text))
    if any(is_family(one) and one not in _PREFECTURES for one in behind) or _at_home(text):
        return True
    if _handed_over(text) or _told_by_a_tie(text):
        return True
    return any(
        like_family(name)
        or _both(name)
        or (len(name) == 2 and name[1] in _PAIR_ENDS and not _NO_FAMILY.fullmatch(name))
        for listed in _LISTED.finditer(text)
        for name in re.split("[、,/・ ]+", listed[1])
        if name not in _QUARTERS
    )


def _handed_over(text: str) -> bool:
    """渡辺→山根へ引継ぎ, 区長：森, 担当ミウラ, ジョアン・シルバ宅, 事務は古川が兼務."""
    if _CHANGE.search(text) and any(
        is_family(one[1]) and is_family(one[2]) and not {one[1], one[2]} & _PREFECTURES
        for one in _FROM_TO.finditer(text)
    ):
        return True
    if any(is_family(one[1]) and one[1] not in _QUARTERS for one in _SHORT_NAME.finditer(text)):
        return True
    if any(is_family(one[1]) and one[1] not in _PREFECTURES for one in _DOES.finditer(text)):
        return True
    if any(_hiragana(one[1]) in known().family_kana for one in _KANA_IN_CHARGE.finditer(text)):
        return True
    return bool(_FOREIGN.search(text))


def _told_by_a_tie(text: str) -> bool:
    """妻：和子: a given name behind what somebody is to another."""
    return any(
        one[1][-1] in _GIVEN_ENDS and one[1] in known().popular and one[1] not in _NO_GIVEN
        for one in _TIED.finditer(text)
    )


def _at_home(text: str) -> bool:
    """Whose house or household it is, by both names: a given name in kana, or all in kanji."""
    given_kana = known().given_kana
    return any(
        _hiragana(home[2]).translate(_LAST) in given_kana or _OLD.fullmatch(home[2])
        for home in _AT_NAMED.finditer(text)
        # 50代の子の世帯, 高齢者とその世帯: a particle, behind whom people are.
        if home[2] not in _WORDS
        and home[2][0] not in "のがをへ"
        and (
            is_family(home[1])
            or (len(home[1]) > 2 and not _PLACE.search(home[1]) and not _ROLE.search(home[1]))
        )
    ) or any(_both(home[1]) and not _PLACE.search(home[1]) for home in _AT_WHOLE.finditer(text))


def _both(text: str) -> bool:
    """Whether kanji are a family name and any given one, as only stands where a name is asked for: 池田蓮."""
    lists = known()
    return any(text[:at] in lists.family and text[at:] in lists.given for at in range(2, len(text)))


def is_family(text: str) -> bool:
    """Whether a word is a family name and no common word for a place or a role."""
    return text in known().family and text not in _NOT_WHO


def like_family(text: str) -> bool:
    """Whether a word is a family name, or is built like the rare ones: 勅使河原, 四十物谷."""
    if is_family(text):
        return True
    built = 3 <= len(text) <= 5 and text[-1] in _FAMILY_ENDS
    return built and not _NO_FAMILY.fullmatch(text)


def pair(family: str, given: str) -> bool:
    """Whether two cells side by side hold a family and a given name."""
    return 0 < len(family) < 8 and 1 < len(given) < 8 and found(f"{family} {given}")


def bare(text: str, places: Collection[str] = ()) -> bool:
    """Whether a name stands for itself, as on the tab of a sheet: 村上, ハラダ, hanako.yamada. ``places`` are no persons."""
    lists = known()
    for token in re.findall(rf"[{_KANJI}]+|[{_HIRAGANA}]+|[{_KATAKANA}]+", text):
        if token in _PREFECTURES or token in places:
            continue
        if len(token) > 1 and is_family(token):
            return True
        if len(token) > 1 and token[-1] in _GIVEN_ENDS and token in lists.popular and len(token) < 4:
            return True
        if (
            len(token) > 2
            and (token[0] >= "ァ" or token == text.strip())
            and _hiragana(token) in lists.family_kana
        ):
            return True
    return any(
        _letters_pair(short(pair[1]), short(pair[2]))
        for pair in re.finditer(r"(?<![A-Za-z])(?=([A-Za-z]{3,12})[ ._-]([A-Za-z]{3,12})(?![A-Za-z]))", text)
    )


def built(text: str) -> bool:
    """Whether a name, common or rare, stands alone in a small place: 多鯰孝一, 蓮佛 晴美. In prose this is far too strict."""
    lists = known()
    for token in re.findall(rf"[{_KANJI}]{{3,6}}", text):
        given = (token[at:] for at in range(max(len(token) - 3, 1), min(len(token) - 1, 5)))
        if not (_PLACE.search(token) or _COMMON.search(token)) and any(one in lists.popular for one in given):
            return True
    return any(
        apart[3] in lists.given and not _PLACE.search(apart[3]) and not _PLACE.search(apart[1])
        for apart in _APART.finditer(text)
        if apart[2] == " "
    )


def _is_name(first: str, second: str | None) -> bool:
    """Whether what stands before an honorific names somebody rather than a role."""
    lists = known()
    if second:
        return not _ROLE.fullmatch(second)
    if _THINGS.fullmatch(first):
        return False
    if first in lists.family or first in lists.popular:
        return not _ROLE.fullmatch(first)
    if len(first) > 1 and first[-1] in _GIVEN_ENDS and first in lists.given:
        return not _ROLE.fullmatch(first)
    if re.fullmatch(rf"[{_HIRAGANA}]+", first):
        ends = {first[at:] for at in range(max(len(first) - 5, 0), len(first) - 1)}
        family = any(len(end) > 2 and end in lists.family_kana for end in ends)
        if any(end.startswith("お") and _THINGS.fullmatch(end) for end in ends):
            return False
        return (family or not lists.given_kana.isdisjoint(ends)) and not _ROLE.search(first)
    if re.fullmatch(rf"[{_KATAKANA}]+", first):
        return True
    # 山田花子氏, 佐藤和夫様: the last letter of a given name is no role.
    return _family_and_given(first) or not _ROLE.search(first)


def _family_and_given(text: str) -> bool:
    """Whether kanji are a family name and a given one written together."""
    return any(is_family(text[:at]) and text[at:] in known().popular for at in range(1, len(text) - 1))


def _whole(text: str) -> bool:
    """Family and given name together: known both, or a given name beside what may be a rare family name."""
    lists = known()
    for apart in _APART.finditer(text):
        family, sign, given = apart[1], apart[2], apart[3]
        if given not in (lists.given if sign == " " else lists.popular) or _PLACE.search(given):
            continue
        if family in lists.family and (sign == " " or len(family + given) > 2):
            return True
        if (
            len(given) > 1
            and given in lists.popular
            and given[-1] in _GIVEN_ENDS
            and not _PLACE.search(family)
        ):
            return True
    for run in _RUN.finditer(text):
        whole = run[0]
        if _CALLED_AFTER.match(text[run.end() :]):
            continue
        if _PLACE.search(whole) or _COMMON.search(whole) or _ERA.match(whole):
            continue
        facility = _FACILITY.match(text, run.end())
        for at in range(1, len(whole)):
            family, given = whole[:at], whole[at:]
            sure = len(given) > 1 and len(family) > 1
            # 高橋通り, 中村勝った: a last kanji that goes on in kana is a word.
            if len(given) == 1 and _GOES_ON.match(text, run.end()):
                continue
            if given in _NO_GIVEN or (facility and given not in lists.popular):
                continue
            if family in lists.family and given in (lists.given if sure else lists.popular):
                return True
            if len(whole) >= 4 and len(given) == 2 and given[-1] in _GIVEN_ENDS and given in lists.popular:
                return True
    return any(
        (family in lists.family or (len(family) > 1 and like_family(family)))
        and (_hiragana(given).translate(_LAST) in lists.given_kana or _OLD.fullmatch(given))
        and given not in _WORDS
        and not given.startswith(("さん", "さま", "くん", "ちゃん"))
        for mixed in _MIXED.finditer(text)
        for family, given in [(mixed[1] or mixed[3], mixed[2] or mixed[4])]
    )


# What follows a family name in a sentence and is a given name's reading as well: 佐藤から, 高橋など.
_WORDS = frozenset(
    re.findall(
        "..",
        "からなどまでよりですますではにはとはものことためうちほかいるあるありなるするしたしてさいたちごとのみだけほどまちあいまさいまなおいち",
    )
)


def _hiragana(text: str) -> str:
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in text)


def _in_kana(text: str) -> bool:
    """やまだ はなこ, ヤマダ・ハナコ; written together only where nothing else stands in the cell."""
    lists = known()
    for pair in _KANA_PAIR.finditer(text):
        family, given = (_hiragana(part) for part in (pair[1] or pair[3], pair[2] or pair[4]))
        named = given in lists.given_kana or (pair[4] and len(pair[3]) > 2 and _OLD.fullmatch(pair[4]))
        if named and (family in lists.family_kana or pair[3]):
            return True
    honored = (one for one in _KANA_HONORED.finditer(text) if not _THINGS.fullmatch(one[1]))
    if any(not _KANA_ROLES.search(one[0]) for one in honored):
        return True
    if not _KANA_RUN.fullmatch(text.strip()) or _KANA_PLACE.search(text.strip()):
        return False
    whole = _hiragana(text.strip())
    return any(
        whole[:at] in lists.family_kana and whole[at:] in lists.given_kana for at in range(2, len(whole) - 1)
    )


def _in_letters(text: str) -> bool:
    """Hanako Yamada, YAMADA Hanako, yamada,hanako, Ms. Tanaka."""
    lists = known()
    return (
        any(
            _letters_pair(short(pair[1] or pair[3]), short(pair[2] or pair[4]))
            for pair in _LETTERS.finditer(text)
        )
        or any(
            short(one[1] or one[2] or one[3]) in lists.family_letters
            for one in _LETTERS_HONORED.finditer(text)
        )
        or any(
            _run_together(short(run[0]), lists)
            for run in re.finditer(r"(?<![A-Za-z])[A-Z]{7,20}(?![A-Za-z])", text)
        )
    )


def _letters_pair(letter: str, other: str) -> bool:
    lists = known()
    return (letter in lists.family_letters and other in lists.given_letters) or (
        other in lists.family_letters and letter in lists.given_letters
    )


def _run_together(letters: str, lists: Names) -> bool:
    """YAMADAHANAKO."""
    return any(
        (letters[:at] in lists.family_letters and letters[at:] in lists.given_letters)
        or (letters[:at] in lists.given_letters and letters[at:] in lists.family_letters)
        for at in range(3, len(letters) - 2)
    )


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
