"""How people's numbers, addresses and birthdays are written: one pattern per kind, with its usual spellings.

What is written in Japanese numerals, in words, with letters apart or another sign for @ is brought to one spelling first
(:func:`plain`); the patterns then speak of that one alone.
"""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from phonenumbers import PhoneNumberMatcher
from stdnum.jp import in_

from etl.catalogue import is_lg_code
from etl.checks import names, public
from etl.intake.text import clean

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))
_URL = re.compile(r"https?://[!-~]+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_RUNG_UP = re.compile(r"(?<![0-9])0[789]0-?[0-9]{4}-?[0-9]{4}(?![0-9])")
# ?tel=0857261234: what a page is asked about a telephone.
_ASKED_TEL = re.compile(
    r"[?&#;](?:[a-z_]*(?:tel|phone|fax|mobile|denwa|keitai)[a-z_]*)=(\+?[0-9][0-9() -]{7,14}[0-9])(?![0-9])",
    re.IGNORECASE,
)
_TWELVE = re.compile(
    r"(?<![0-9])(?!(?:(?:19|20)[0-9]{2}[ ・-]?){3})[0-9]{4}[ ・-]?[0-9]{4}[ ・-]?[0-9]{4}(?![0-9])"
)
# 第202600012345号: a paper.
_PAPER = re.compile(r"(?:第|(?:文書|受付|起案|決裁|契約|伝票)番号\s?:?)\s?[0-9]{12}号?(?![0-9])")
# What a program calls a thing by is no number of a person.
_GUID = re.compile(r"\{?\b[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}\b\}?", re.IGNORECASE)
_POINT = r"\s?(?:\.|[\[(]?(?:dot|ドット|どっと|\.)[\])]?)\s?"
# taro[at]example.jp, taro（アット）example.jp, taro at example.jp, taro★example.jp, taro @ example . jp
_AT = re.compile(
    r"\s*(?:[\[(<{【〔「]\s*(?:at|a|アット|あっと|アットマーク|あっとまーく|@|◎|★|☆|●|■|#|\*)\s*(?:マーク)?\s*[\])>}】〕」]"
    r"|アットマーク|あっとまーく)\s*"
    r"|(?<=[A-Za-z0-9])\s*(?:[◎★☆●■◆#*]|アット|あっと|[ _-]at[ _-]|\s@)\s*"
    rf"(?=[a-z0-9-]+(?:{_POINT}[a-z0-9-]+)*?{_POINT}(?:jp|com|net|org|info|biz)(?![a-z]))"
    r"|(?<=[A-Za-z0-9])@\s+(?=[a-z])",
    re.IGNORECASE,
)
# An account of somebody, an invitation: line.me/ti/p/…, LINE ID: …, @hanako_y; an office's own is called 公式.
_SOCIAL = re.compile(
    r"line\.me/(?:R/)?ti/|lin\.ee/|(?:LINE|ライン|インスタ|X|Twitter)\s?(?:の)?(?:ID"
    r"|アカウント)\s*[:はが=]?\s*[A-Za-z0-9_.@-]{4,}"
    # LINEのhana_0412: letters with a digit or a line between are an account's, not a word (LINE WORKS)
    r"|(?:LINE|ライン|インスタ(?:グラム)?|カカオ|Skype)\s?(?:の|は|で|:)\s?"
    r"(?=[A-Za-z_.-]*[0-9_])[A-Za-z][A-Za-z0-9_.-]{3,}(?![A-Za-z0-9])"
    r"|(?:インスタ(?:グラム)?|ツイッター|TikTok|LINE|Instagram|Twitter|Threads|Facebook|Skype|カカオ(?:トーク)?|KakaoTalk"
    r"|WeChat)"
    r"\s?(?:[:@]|ID\s?[:は]?)\s?@?[A-Za-z][A-Za-z0-9_.]{3,}"
    r"|(?:instagram|twitter|facebook|tiktok|threads|(?<![A-Za-z.])x)\.com/[@A-Za-z0-9_.]{3,}"
    r"|(?<![\w@.])@[A-Za-z][A-Za-z0-9_.]{3,}(?![A-Za-z0-9@])",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"公式|広報")
_DOT = re.compile(
    r"\s*[\[(<{]\s*(?:dot|ドット|どっと|\.)\s*[\])>}]\s*|(?<=[a-z]) ?(?:ドット|どっと|\sdot\s) ?(?=[a-z])",
    re.IGNORECASE,
)
_GAPS = re.compile(r"(?<=[a-z])\s?\.\s(?=[a-z])|(?<=[a-z])\s\.(?=[a-z])", re.IGNORECASE)
_PHONE_LABEL = re.compile(
    r"^(?:電話番号|携帯電話|携帯番号|緊急連絡先|内線|内線番号|直通)$"
    r"|(?:電話番号|TEL|内線|直通|外線|短縮|ダイヤルイン|PHS|ext\.?|extension|FAX|ファクス|ファックス|\(内\)|電話|携帯"
    r"|(?<![A-Za-z])[TF][:.])"
    r"\s*(?:番号|は"
    r"|が)?\s*[:=-]?\s*[(\[「]?[0-9]{2}(?![0-9,.]*\s?(?:件|回|人|名|%|世帯|か所|カ所|台|円|年|日|時|分|本|組|団体|月|以上|歳|代))",
    re.IGNORECASE,
)
# Our own identifiers, code and year (012025_2025_r1, 012025-2025-1a2b), look like a toll-free number.
_OWN = re.compile(r"(?<![0-9])([0-9]{6})[-_ ](?=20[0-9]{2}(?![0-9]))")
_MOBILE = re.compile(r"(?<![0-9])[789]0[0-9]{8}(?![0-9])")
_LAND = re.compile(
    r"(?<![0-9.])\(?0[0-9]{1,4}\s?[-(). /_・の~:*#,]{1,3}(?:局\s?)?[0-9]{1,4}\s?[-(). /_・の~:*#局番,]{1,3}[0-9]{3,4}(?![0-9])"
)
# 0857-XX-XXXX of an example is nobody's number.
_PLACEHOLDER = re.compile(
    r"0[0-9]{1,4}[-(]?[X〇○*×]{2,4}[-)]?[X〇○*×0-9]{2,4}|[X〇○*×]{2,4}-[X〇○*×]{2,4}(?:-[X〇○*×]{3,4})?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    # A postal code is of hundreds of houses: with a house number behind it, it is an address.
    r"(?:〒|郵便番号\s*:?)\s*[0-9]{3}-?[0-9]{4}.{0,40}?[0-9](?:丁目|番|号|-[0-9]|$)"
    r"|[市区町村郡字条丘台沢原浜谷][一-龥々ァ-ヶヶケの]{0,8}(?<![内計民分役制外約])[0-9]{1,4}(?:丁目|番地|番[0-9]"
    r"|-[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9-]))(?!.{0,3}[人件回か名月])"
    r"|[0-9]{1,2}丁目[0-9]{1,3}(?:番|-|の)|(?<!第)(?<![0-9])[0-9]{1,4}番(?:地の?)?[0-9]{1,4}号|地番\s*:?\s*[0-9]"
    r"|(?:大字|(?<![一-龥])字|小字)[一-龥々ぁ-んァ-ヶー]{1,8}[0-9]{1,5}(?!\s?[人件回名世戸か歳])"
    r"|通.{1,8}(?:上る|下る|上ル|下ル|東入|西入)"
    r"|[一-龥々ァ-ヶ][0-9]{1,5}番地"
    r"|(?<![一-龥])(?!.{0,6}[式表図章節号版第和成年月料紙目款項案約][0-9])(?!.{0,8}(?:予算|科目|事業|文書|受付|照会|番号"
    r"|決裁|起案))[一-龥々ぁ-ん]{2,8}[0-9]{1,4}-[0-9]{1,4}-[0-9]{1,4}(?:-[0-9]{1,4})?(?![0-9-]|\s?[人件回名団か%])"
    r"|(?:ハイツ|ハイム|コーポ|マンション|アパート|メゾン|レジデンス|コート|パレス|ヴィラ|団地|ハウス|寮|荘|棟"
    r"|[県市町村都府道公]営住宅)"
    r"[一-龥々ぁ-んァ-ヶー\s]{0,8}[A-Z]?-?[0-9]{1,4}(?:号|-|$|\s|に(?:入居|転居|居住|住む|住み))|[0-9]{2,4}号室"
)
_FULL_DATE = r"(?:[0-9]{1,2}|元)\s?[年./・-]\s?[0-9]{1,2}\s?[月./・-]\s?[0-9]{1,2}日?"
# What a day founded, or the law, order or bylaw that is called by its day: 昭和25年5月4日法律第144号.
_FOUNDED = (
    r"\s?(?:に)?(?:設|創|発足|施行|制定|公布|開)"
    r"|\s?[一-龥]{0,8}(?:法律|政令|省令|府令|勅令|告示|条例|規則|訓令|規程)\s?第"
)
_BORN = re.compile(
    r"^(?:生年月日|生年|誕生日|出生日|DOB)$|(?:生年月日|生年|出生日|DOB)\s*[:は]?\s*(?:明治|大正|昭和|平成|令和)?\s?\S*[0-9]"
    r"|(?:誕生日|生まれ)\s*[:は]\s*\S*[0-9]"
    rf"|(?:(?:明治|大正|昭和|平成|令和|明|大|昭|平|令|[MTSHR])\s?{_FULL_DATE}|(?:19"
    rf"|20)[0-9]{{2}}[年./-]\s?[0-9]{{1,2}}[月./-]\s?[0-9]{{1,2}}日?)\s?[()（]?(?:生|誕生|出生)"
    r"|(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s?(?:[0-9]{1,2}|元)|(?:19|20)[0-9]{2})年\s?生(?!.{0,4}世代|徒|活|産|涯|じ)"
    r"|(?:(?:明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHR])\s?(?:[0-9]{1,2}|元)|(?:19"
    r"|20)[0-9]{2})[年./-]?\s?(?:[0-9]{1,2}月?)?\s?"
    r"(?:生$|生まれ(?!.{0,4}(?:世代|の会))|うまれ|生[のでまれ、。)])(?!徒|活|産|涯)"
    r"|(?:(?:明治|大正|昭和)[0-9元]{1,2}年(?!代)|19[0-8][0-9]年(?!代)).{1,14}(?:生まれ|うまれ|誕生|出生)(?!.{0,3}(?:世代|の会))"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? [0-9]{1,2}(?:st|nd|rd|th)?,? 19[0-8][0-9]"
    r"|(?<![0-9])[0-9]{1,2}/[0-9]{1,2}/19[0-8][0-9](?![0-9])"
    r"|[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? 19[0-8][0-9]"
    # The day on which something befell somebody.
    rf"|{_FULL_DATE}.{{0,20}}(?:死亡|亡くな|自死|自殺(?!対策|予防|防止)|逝去|搬送|逮捕|入院|退院|遺体)"
    # Nobody set up a body of this work before 1989: a whole date of those years in a text is somebody's.
    rf"|(?:明治|大正|昭和|(?<![A-Za-z0-9])[MTS]|(?<![一-龥])昭)\s?{_FULL_DATE}(?![0-9日]|{_FOUNDED})"
    rf"|(?<![0-9])19[0-8][0-9][年./-]\s?[0-9]{{1,2}}[月./-]\s?[0-9]{{1,2}}日?(?![0-9日]|{_FOUNDED})"
)
# Numbers that a register gives to one person.
_REGISTERED = re.compile(
    r"(?:被保険者|保険証|保険者|介護保険|健康保険|国保|後期高齢者?|年金|手帳|免許証?|旅券|パスポート|在留カード|口座|受給者"
    r"|診察券|患者|宛名|整理|"
    r"世帯|住民票|カルテ|ケース|利用者|相談者|登録)(?:証|等)?(?:の)?(?:記号)?[・.]?(?:番号|コード|No\.?|ID)\s*[:は]?\s*"
    r"(?!T[0-9]{13}(?![0-9]))"  # of a business that pays the tax on sales
    r"[A-Z]{0,2}[0-9][0-9 -]{3,}"
    r"|第[0-9]{3,}号 ?\((?:身障|療育|精神|手帳|[1-6]級)"
    r"|手帳(?:の)?(?:番号)?\s*:?\s*(?:[1-6]級)?\s*(?:第[0-9]{3,}号|[A-Z]-?[0-9]{3,})"
    # (番号3100456) behind the insurance, 手帳 第12345号, a column of such numbers, a car
    r"|(?:被保険者|保険証|介護保険|健康保険|国民健康保険|国保|社保|後期高齢|年金|手帳|免許証|旅券|パスポート|在留カード"
    r"|受給者証?|医療証|診察券|カルテ|"
    r"住民票コード|マイナンバーカード|ケース記録|口座|ゆうちょ)"
    r"(?!(?:法|料|計画|条例|特別会計|課|係|室|部)?(?:の)?(?:事業[所者]|施設|法人|指定))[^0-9、。\n]{0,12}[0-9][0-9 -]{3,}[0-9]"
    r"(?![0-9,]*\s?(?:件|人|名|円|世帯|回|%|年|月|団体|か所|千|万|億))"
    r"|(?<![0-9./-])0{2,}[0-9]{6,}(?![0-9])|(?<![0-9-])1[0-9]{4}-[0-9]{7,8}(?![0-9-])"
    r"|^(?:宛名|被保険者|保険証|介護保険|健康保険|年金|手帳|免許証|口座|受給者|"
    r"世帯|住民票|ケース|利用者|相談者|対象者|カルテ|患者|診察券|個人)(?:証)?(?:番号|コード|No\.?|ID)$"
    r"|^マイナンバー$"
    r"|[一-龥]{2,4} ?[0-9]{2,3} ?[あ-ん] ?(?:[0-9]{2}-?[0-9]{2}|[・.]{1,3}[0-9]{1,3})(?![0-9])"
    r"|(?<![A-Z0-9])[A-Z]{2}[0-9]{7}(?![0-9])|(?<![A-Z0-9])[A-Z]{2}[0-9]{8}[A-Z]{2}(?![A-Z0-9])"
    r"|(?<![0-9-])(?<!(?:受付|文書|決裁|起案|契約|発注|伝票)番号)(?<!(?:受付|文書|決裁|起案|契約|発注"
    r"|伝票)番号[ :])(?!0(?:120|570|800|990))[0-9]{4}-[0-9]{6}(?![0-9-])"
    r"|(?:普通|当座)(?:預金)?\s*:?\s*[0-9]{6,8}(?![0-9])|記号\s*:?\s*[0-9]{1,8}\s*[・、]?\s*番号\s*:?\s*[0-9]{3,8}"
)
# Somebody's life: a person or household, an age or that there is no other, and what befell them.
_WHO = (
    r"(?:男性|女性|男児|女児|男子|女子|夫|妻|父|母|息子|娘|長男|長女|次男|次女|祖父|祖母|世帯|一家|家庭|親子|夫婦|独居"
    r"|一人暮らし|独り暮らし|ひとり暮らし|"
    r"の方|患者|実習生|生徒|児童|住民|母子|父子|姉弟|兄弟|姉妹|兄妹|遺族|遺児)"
)
_AGED = (
    r"(?:[0-9]{1,3}(?:[歳才](?!以|未満)|代)|\([0-9]{2}\)|[小中高](?:学校?|校)?[1-6](?:年|の|$)|[1-6]年生?の)"
)
# An age that is one person's, not a limit or a decade.
_EXACT = (
    r"(?<![0-9])[0-9]{1,3}[歳才]"
    r"(?!以|未満|前後|児|から|~|-|まで|代|程度|になる|になった方|を迎え|到達|に達|の(?:部|集い|壁|方))"
)
# What somebody was, of whom a village has one.
_ONCE = (
    r"元[一-龥]{0,4}(?:長(?!会)|議員|教諭|教師|教員|警察官|消防士|住職|医師|看護師|保育士|運転手|調理員|漁師|大工|店主|選手"
    r"|力士|芸者|自衛官)"
)
# 唯一の becomes 唯1の where numerals are read (`plain`).
_ALONE = r"(?:唯[一1]|ただ[一1]人|[一1]人だけ|[一1]世帯だけ|[一1]軒だけ|だけの世帯|最後の)"
_BEFELL = (
    r"(?:入院|退院|措置|服役|受刑|逮捕|出所|妊娠|出産|自死|自殺|未遂|死別|亡く|他界|離婚|虐待|DV|暴力|借金|滞納|破産"
    r"|ひきこも|引きこも|閉じこも|不登校|障害|認知症|"
    r"統合失調|うつ|鬱|依存症|がん|癌|透析|難病|麻痺|要介護|生活保護|前科|車上生活|ホームレス|いじめ|火事|失った|亡くし|逃れ"
    r"|末期|性別違和|国籍|籍の|実習生|元[一-龥]{2,4}|営[むんみ]|失業|解雇|火災|事故|事件|家出|ごみ屋敷|孤立死|面倒|介護)"
)
_LIFE = re.compile(
    rf"{_AGED}.{{0,12}}{_WHO}.{{0,40}}{_BEFELL}|{_WHO}.{{0,12}}{_AGED}.{{0,40}}{_BEFELL}"
    rf"|{_BEFELL}.{{0,25}}{_AGED}.{{0,12}}{_WHO}"
    rf"|{_BEFELL}.{{0,25}}{_WHO}.{{0,8}}{_AGED}|{_ALONE}.{{0,25}}{_WHO}|{_WHO}.{{0,25}}{_ALONE}"
    rf"|{_EXACT}.{{0,20}}{_BEFELL}|{_BEFELL}.{{0,20}}{_EXACT}|{_ONCE}.{{0,20}}{_BEFELL}|{_BEFELL}.{{0,20}}{_ONCE}"
    rf"|{_AGED}.{{0,12}}{_WHO}.{{0,12}}{_AGED}.{{0,12}}{_WHO}.{{0,30}}(?:{_BEFELL}|{_ALONE}|集落|地区|丁目|近く|隣)"
)
# Counts and headings speak of many.
_MANY = re.compile(r"[0-9]\s?(?:件|人|名|世帯|%|か所|団体)|を対象|向け|など|等の")
# 〇九〇-一二三四-五六七八, 零八五七の二二の〇一二三, ゼロキュウゼロ…: digits in words, however the groups are set apart
_NUMERALS = "〇零○◯一二三四五六七八九壱弐参"
_SPOKEN = dict(
    zip(
        (
            "ゼロ",
            "レイ",
            "マル",
            "イチ",
            "ニ",
            "サン",
            "ヨン",
            "ゴ",
            "ロク",
            "ナナ",
            "ハチ",
            "キュウ",
            "キュー",
        ),
        "0001234567899",
        strict=True,
    )
)
_IN_SPEECH = re.compile(rf"(?:(?:{'|'.join(_SPOKEN)})[ 、・-]?){{9,}}")
_CHAIN = re.compile(
    rf"(?<![十百{_NUMERALS}0-9])[{_NUMERALS}0-9]{{1,8}}"
    rf"(?:\s?[-のノ之・.,()/_~局番 ]{{1,3}}[{_NUMERALS}0-9]{{1,8}}){{1,11}}(?![十百{_NUMERALS}0-9])"
)
# O9O-l234-5678: letters that look like digits, among digits.
_LOOKALIKE = re.compile(
    r"(?<![A-Za-z0-9])[0Oo][0-9OoIl|]{1,4}[- .]?[0-9OoIl|]{2,4}[- .][0-9OoIl|]{4}(?![A-Za-z0-9])"
)
_AS_DIGITS = str.maketrans("OoIl|", "00111")
_JOINED = re.compile(r"[^0-9]+")
_POSITIONAL = re.compile(rf"[{_NUMERALS}](?:[ -]?[{_NUMERALS}]){{2,}}")
# 昭和三十年, 廿五日, 三丁目; 旭ケ丘五の十二の七
_TALLIED = "一二三四五六七八九十百廿卅卌〇壱弐参拾"
_COUNTED = re.compile(
    rf"[{_TALLIED}元]+(?=[年月日丁番号歳才の・./-])|(?<=[年月丁番・./-])[{_TALLIED}]+|(?<=[0-9{_TALLIED}]の)[{_TALLIED}]+"
)
_HOUSE = re.compile(
    r"(?<=[町丘台通条字浜原沢野東西南北])\s?[0-9]{1,3}[のノ之][0-9]{1,3}(?:[のノ之][0-9]{1,4})?(?![0-9]|\s?[人件回つ割])"
)
_DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○◯", "0")
_DIGITS |= {"壱": "1", "弐": "2", "参": "3"}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "卌": 40}
_SPREAD = re.compile(r"(?<![0-9])[0-9](?:(?: - |[ ・._/|])[0-9]){5,}(?![0-9])")
_LABELS = (
    r"氏名|名前|お名前|本人氏名|担当者(?:氏名|名)?|記入者(?:氏名|名)?"
    r"|作成者(?:氏名|名)?|利用者名|対象者名|相談者名|フリガナ|ふりがな"
)
# 記入者：福祉課, 担当者：主事, 氏名：非公開: a division, a rank or that nothing is told.
_NOBODY = (
    r"[一-龥ァ-ヶー-]{0,12}(?:課|係|室|部|局|所|会|社協|役場|センタ[ー-]|主事|主査|主任|参事|[係課所局室次部]長|会長|職員"
    r"|担当|全員|複数名|[0-9]+名"
    r"|なし|無し|非公開|不明|匿名|未定|同上|別紙|省略|記入不要|書かない|記載しない)(?![一-龥])"
)
_LABEL = re.compile(rf"^(?:{_LABELS})$|(?:{_LABELS})\s*:\s*(?!{_NOBODY})\S|^(?:{_LABELS})[ ]+\S")
_AGE = r"[0-9]{1,3}[歳才](?!代|以|未満|前後|児|から|~|-|まで|程度)"
_SEX = r"男性|女性|男児|女児|男子|女子|夫|妻|父|母|息子|娘|長男|長女|祖父|祖母|\(男\)|\(女\)|男、|女、"
_AGE_AND_SEX = re.compile(rf"(?:{_AGE}).{{0,8}}(?:{_SEX})|(?:{_SEX}).{{0,8}}(?:{_AGE})")


@lru_cache(maxsize=50_000)
def judge(value: object) -> tuple[str, ...]:
    """The rules that a cell or text meets, the gravest first."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ()
    whole = unmasked(value).replace("\n", " ")
    text = _PLACEHOLDER.sub(" ", _GUID.sub(" ", _URL.sub(_in_address, whole)))
    if len(whole) < 2 or (isinstance(value, float) and not value.is_integer()):
        return ()
    folded = plain(text)
    # 岡野貞一の is no 岡野貞1の: what names somebody is judged with its numerals as they stand.
    spelt = {"PI08": (text.translate(_DASHES), text)}
    found = tuple(
        rule for rule, finds in _FINDERS if any(map(finds, dict.fromkeys(spelt.get(rule, (folded, text)))))
    )
    social = "PI04" not in found and _SOCIAL.search(whole) and not _OFFICIAL.search(whole)
    return (*found, "PI04") if social else found


def unmasked(value: object) -> str:
    """A text with its letters written as such: programs that make CSV of a web page leave &#23665;&#30000; for 山田."""
    text = clean(value)
    return clean(_ENTITY.sub(lambda found: unescape(found[0]), text)) if "&" in text else text


def _in_address(match: re.Match[str]) -> str:
    """What of a page's address is judged as words: those written as %E5%B1%B1…, and numbers of mobile telephones."""
    words = re.sub("[!-~]+", " ", unquote(match[0])) if "%" in match[0] else " "
    asked = unquote(match[0])
    return " ".join((words, *_RUNG_UP.findall(asked), *_ASKED_TEL.findall(asked)))


@lru_cache(maxsize=50_000)
def tells_a_life(value: object) -> bool:
    """Whether a text tells of one household or person that could be known by it, without name or number."""
    text = unmasked(value) if isinstance(value, str) else ""
    folded = plain(text.replace("\n", " "))
    return bool(_LIFE.search(folded) and not _MANY.search(folded))


def plain(text: str) -> str:
    """The text with one kind of dash and @, digits close together, and Japanese numerals as digits where they count."""
    folded = _GAPS.sub(".", _DOT.sub(".", _AT.sub("@", text))).translate(_DASHES)
    folded = _LOOKALIKE.sub(lambda match: match[0].translate(_AS_DIGITS), folded)
    folded = _IN_SPEECH.sub(_spoken, folded)
    folded = _CHAIN.sub(_chained, folded)
    folded = _POSITIONAL.sub(lambda match: "".join(_DIGITS.get(sign, sign) for sign in match[0]), folded)
    folded = _COUNTED.sub(lambda match: _counted(match[0]), folded)
    folded = _HOUSE.sub(lambda match: re.sub("[のノ之]", "-", match[0]), folded)
    return _SPREAD.sub(lambda match: re.sub("[^0-9]", "", match[0]), folded)


def _chained(match: re.Match[str]) -> str:
    """Groups of nine to twelve digits, Japanese numerals among them, as 090-1234-5678."""
    digits = "".join(_DIGITS.get(sign, sign) for sign in match[0])
    if digits == match[0] or not 9 <= sum(map(str.isdigit, digits)) <= 12:
        return match[0]
    return _JOINED.sub("-", digits)


def _spoken(match: re.Match[str]) -> str:
    return re.sub("|".join(_SPOKEN), lambda word: _SPOKEN[word[0]], re.sub("[ 、・-]", "", match[0]))


def _counted(numeral: str) -> str:
    """三十五 → 35, 廿五 → 25, 元 → 1; what is no such number stays."""
    if numeral == "元":
        return "1"
    if not set(numeral) & {*_TENS, "百"}:
        return "".join(_DIGITS.get(sign, sign) for sign in numeral)
    total, ones = 0, 0
    for sign in numeral:
        if sign == "百":
            total, ones = total + (ones or 1) * 100, 0
        elif sign == "十":
            total, ones = total + (ones or 1) * 10, 0
        elif sign in _TENS:
            total, ones = total + _TENS[sign], 0
        elif sign in _DIGITS:
            ones = int(_DIGITS[sign])
        else:
            return numeral
    return str(total + ones)


def _individual_number(text: str) -> bool:
    return any(in_.is_valid(re.sub(r"[ ・-]", "", match[0])) for match in _TWELVE.finditer(text))


def _twelve_digits(text: str) -> bool:
    numbers = [re.sub(r"[ ・-]", "", match[0]) for match in _TWELVE.finditer(_PAPER.sub(" ", text))]
    return any(not in_.is_valid(number) for number in numbers)


def _phone(text: str) -> bool:
    own = _OWN.sub(lambda match: " " if is_lg_code(match[1]) else match[0], text)
    folded = public.without_lines(own)
    if sum(map(str.isdigit, folded)) < 9:
        return bool(_PHONE_LABEL.search(folded))
    return bool(
        _PHONE_LABEL.search(folded)
        or _MOBILE.search(folded)
        or any(10 <= sum(map(str.isdigit, one[0])) <= 11 for one in _LAND.finditer(folded))
        or any(PhoneNumberMatcher(folded, "JP"))
    )


def _address(text: str) -> bool:
    """An address that is not where a public building stands."""
    unrung = public.without_numbers_rung(text)
    return bool(_ADDRESS.search(unrung)) and bool(_ADDRESS.search(public.without_sites(text)))


_FINDERS = (
    ("PI01", _individual_number),
    ("PI03", _phone),
    ("PI04", lambda text: "@" in text and public.private_mail(text)),
    ("PI05", _address),
    ("PI06", lambda text: bool(_BORN.search(text))),
    ("PI07", lambda text: bool(_LABEL.search(text))),
    ("PI08", names.found),
    ("PI09", lambda text: bool(_AGE_AND_SEX.search(text))),
    ("PI10", lambda text: bool(_REGISTERED.search(text))),
    ("PI02", _twelve_digits),
)
