"""What everybody may know: the lines, addresses and mail boxes that offices print in their guides.

None of them tells of a person, so none stops a file; a text with one is new and is read before it is published like any other.
What tells of somebody nearby (宅, 本人, a name) is nearer the truth: then the text stays as it is and the patterns judge it.
"""

import re
from collections.abc import Iterator

from etl.checks import names

# A long vowel is a dash where dashes have been made one sign.
_LONG_VOWEL = "[ー-]"
# Who has a line that anybody may ring: a body, a division, a desk, or the words of a notice.
_OFFICE = (
    r"(?:課(?![題程税外])|(?<!関)係(?![わるり])|室|(?<![全一内外])部(?![屋分落族])|(?<!結)局|(?<![入退通])院(?!内)"
    r"|(?<![登下休])校(?!生)|園(?![児芸])|館|署|庁"
    r"|(?<![住場台近居箇便長短])所|センター|社協|協議会|役場|窓口|事務|包括|本部|支部|保健|福祉|行政"
    r"|(?:連合|振興|委員|自治|町内|家族|育成|商工|商店|婦人|青年|老人|保護者|医師|[士師]|互助|愛護|福祉|連絡|親|法人|後援)会"
    r"|の会|サークル|クラブ"
    r"|法人|会社|\((?:株|有|社|福|社福|一社|特非|NPO)\)|団体|財団|社団|事業団|消防団|公社|組合|農協|漁協|生協|JA|NPO|銀行"
    r"|金庫|新聞社|交番|警察|消防"
    r"|(?<!支)店(?!主)|商店|旅館|ホテル|サロン|カフェ|食堂|拠点|ひろば|広場|プラザ|ホール|クリニック|ステーション"
    r"|ホーム(?!レス)|スクール|ネット|デスク|コーナー"
    r"|グループ|チーム|ダイヤル|ダイアル|ホットライン|コール|テレホン|SOS|いのちの電話|専用|代表(?!者)|\(代\)|申し?込"
    r"|問い?合|予約|受付|照会先|案内"
    r"|相談(?!者|あり|があ|歴|を?受|中|した|して|に来|に行))"
).replace("ー", _LONG_VOWEL)
_PERSON = (
    r"(?:(?<![在住居帰])宅(?!配|地|老|建|急)|邸|さん|さま|(?<![同多仕有模])様(?![式々子相態])|(?<![摂])氏(?![名神])"
    r"|[一-龥]君|くん|ちゃん|本人|母(?!子|国|体)|父(?!子|兄)"
    r"|家族|携帯|ケータイ|スマホ|自宅|自家|実家|独居|長男|長女|次男|次女|息子|娘|夫(?!婦)|妻|祖父|祖母|兄|姉|弟|妹|孫|親族"
    r"|知人|友人|隣人|個人|私用"
    r"|世帯主|相談者|利用者|対象者|患者|当事者|申請者|通報者|発見者|折り?返|留守|着信|かけ直|夜間可|[0-9][歳才]|男性|女性"
    r"|(?:[のたる]|お一人)方(?![はへがの向法針面々式等]))"
)
# 家族会, 女性相談支援センター, 母子保健係: a word for people that goes on as the name of a body.
_PERSON_WORD = re.compile(rf"{_PERSON}(?!の?[一-龥々ァ-ヶー-]{{0,10}}?{_OFFICE})")
_OFFICE_WORD = re.compile(_OFFICE)
_GAP = r"\s?[-(). /・~の)]{1,2}\s?"
_TOLL_FREE = re.compile(
    r"(?<![0-9])(?<![0-9]-)\(?0(?:120|570|800|990)(?:[ ()・.-]{1,2}(?:[0-9][ ()・.-]{0,2}){5,6}[0-9]|[0-9]{6,7})(?![0-9-])"
)
_MORE = r"(?:[~・][0-9]{1,4}(?![0-9]))?"
_CALL = r"(?:TEL|電話|FAX|ファック?ス|ファクス|℡|直通|代表|\(代\)|外線|ダイヤルイン|(?<![A-Za-z])[TF](?=[:.]))(?:番号)?"
_FIXED_LINE = re.compile(
    rf"(?<![0-9.])(?<![0-9]-)\(?0(?![789]0)[0-9]{{1,4}}{_GAP}[0-9]{{1,4}}{_GAP}[0-9]{{3,4}}(?![0-9]){_MORE}"
    rf"|(?<![0-9])(?<![0-9]-)0(?![789]0)[1-9][0-9]{{8}}(?![0-9])"
    # Without its area, or within the house: only behind a word that says what it is.
    rf"|{_CALL}[ :.はが=(]{{0,3}}[1-9][0-9]{{0,3}}{_GAP}[0-9]{{3,4}}(?![0-9-]){_MORE}"
    r"|(?:内線(?:番号)?|\(内\)|ext\.?|extension|ダイヤルイン|短縮|PHS)\s?[:は=-]?\s?[(\[]?[0-9]{2,6}(?![0-9-])",
    re.IGNORECASE,
)
# What no house number is: it begins with 0, or a word says that it is rung.
_ANY_LINE = re.compile(
    rf"{_CALL}[ :.はが=(]{{0,3}}[0-9]{{1,4}}(?:{_GAP}[0-9]{{2,4}}){{1,2}}(?![0-9-])"
    rf"|(?<![0-9.])(?<![0-9]-)\(?0[0-9]{{1,4}}{_GAP}[0-9]{{1,4}}{_GAP}[0-9]{{3,4}}(?![0-9-])",
    re.IGNORECASE,
)
_NEAR, _NEAR_NAME = 25, 12
_STOPS = re.compile("[。\n]")
# ミウラ and 三浦 wherever they stand; みうら only behind what asks for a name, for centres are called in kana as well.
_TOKEN = re.compile(r"[一-龥々]+|[ァ-ヶー]+|(?:(?<=[課係] )|(?<=:)|(?<=: ))[ぁ-ん]{2,}(?=[ (、]|$)")
# Family names that are quarters, days of the week or parts of a town as well.
_QUARTERS = frozenset("東西南北中金平") | {"南部", "大町", "本村", "別所", "国分", "出口"}


def without_lines(text: str) -> str:
    """The text without toll-free numbers and the fixed lines and extensions of offices; mobile numbers always stay."""
    unnumbered, before = _TOLL_FREE.sub("、", text), ""
    while unnumbered != before:  # a second number stands nearer to its office once the first is gone
        before, unnumbered = unnumbered, _FIXED_LINE.sub(_of_office, unnumbered)
    return unnumbered


def _of_office(line: re.Match[str]) -> str:
    """A line is whose word stands nearer, an office's or a person's; without either it is anybody's, and stays."""
    text = line.string
    before = _STOPS.split(text[max(line.start() - _NEAR, 0) : line.start()])[-1]
    behind = _STOPS.split(text[line.end() : line.end() + _NEAR])[0]
    if _named(before[-_NEAR_NAME:]) or _named(behind[:_NEAR_NAME]):
        return line[0]
    office, person = (
        min(_distances(word, before, behind), default=None) for word in (_OFFICE_WORD, _PERSON_WORD)
    )
    return "、" if office is not None and (person is None or office < person) else line[0]


def _distances(word: re.Pattern[str], before: str, behind: str) -> Iterator[int]:
    """How many letters stand between a number and each such word before and behind it."""
    yield from (len(before) - found.end() for found in word.finditer(before))
    yield from (found.start() for found in word.finditer(behind))


def _named(text: str) -> bool:
    """Whether a name stands alone among the words: 問合せ 三浦, 森（0857…; 河原・用瀬の各支所 are places."""
    words = re.sub(rf"(?:[一-龥々]+[・、])+[一-龥々]+の?(?:各|両|三)?[一-龥々]*?{_OFFICE}", " ", text)
    return any(
        names.bare(token) or token in names.known().family
        for token in _TOKEN.findall(words)
        if token not in _QUARTERS
    )


# Where an office, a school or a hall stands is printed in every guide: 市役所第2庁舎(葵町722番地), 尚徳町101-5のとりぎん文化会館.
_BUILDING = (
    r"(?:役所|役場|支所|出張所|庁舎|[市町村県区]庁|分室|図書館|会館|公民館|文化館|福祉館|隣保館|児童館|資料館|記念館|美術館"
    r"|博物館|体育館|交流館|集会場"
    r"|(?<![旅])館|公会堂|集会所|コミセン|センター|プラザ|ホール|ドーム|アリーナ|スタジオ|スペース|ステーション|ターミナル"
    r"|会場|ギャラリー|サロン|カフェ|食堂|キッチン"
    r"|学校|[小中]学|高校|高等部|大学|学園|学院|幼稚園|保育[園所]|こども園|子ども園|病院|医院|クリニック|診療所|薬局|歯科"
    r"|保健所|相談所|支援室|相談室|研修室|事業所"
    r"|作業所|工房|工場|製作所|研究所|試験場|児童相談所|福祉事務所|郵便局|警察署|消防署|交番|駐在所|税務署|法務局|裁判所"
    r"|銀行|金庫|支店|本店|本社|支社|駅|道の駅"
    r"|公園|広場|ひろば|運動場|グラウンド|競技場|市場|神社|大社|社務所|寺|教会|事務所|事務局|本部|支部|社協|協議会|組合|農協"
    r"|漁協|生協|JA|商工会|商工会議所"
    r"|連合会|振興会|財団|社団|法人|会社|商店|書店|酒店|旅館|ホテル|温泉|スーパー|ショップ|モール|店舗|居場所|拠点|窓口"
    r"|[一-龥]課|[一-龥]係|局"
    r"|特養|老健|デイ|苑|(?<![隣裏前奥横側方人親者])の(?:里|郷|杜|森|丘|家|園|湯|館|駅|広場|舎|庵))"
).replace("ー", _LONG_VOWEL)
_FIRM = (
    r"(?:(?:NPO|社会福祉|医療|学校|宗教|[一-龥]{2,8})?法人|(?:株式|有限|合同)会社|\((?:株|有|社福|一社|特非|NPO|福)\))"
    r" ?[一-龥々ァ-ヶーぁ-んA-Za-z-]{1,14}"
)
_QUOTED = r"「[^「」]{1,16}」"
_PLACE = rf"(?:{_BUILDING}|{_FIRM}|{_QUOTED})"
_WING = (
    r"(?:[本東西南北新旧別]館|[本分]庁舎|第?[0-9一二三四五六七八九]{1,2}(?:庁舎|号館|会議室|階)|[0-9]F"
    r"|[大小中]?(?:会議|研修|多目的|展示|相談)室|ホール|内)"
).replace("ー", _LONG_VOWEL)
# Who lives somewhere, or where that is as seen from elsewhere.
_AT_HOME = re.compile(
    r"宅|邸|実家|自家|住ま|住む|住み|住所|居住|在住|転居|入居|同居|暮ら|世帯|一家|家族|本人|氏|さん|様|相談者|利用者|当事者"
    r"|対象者|患者|児童の|生徒の|男性|女性|夫|妻|母|父|方$|隣|向かい|裏|近く|そば|号室|ハイツ|ハイム|コ[ー-]ポ|マンション"
    r"|アパ[ー-]ト|メゾン|レジデンス|団地|寮|荘|営住宅"
)
# 母子保健センター, 女性会館, 家族会, 研修のための住宅課: the word is part of a body's name.
_BODY = re.compile(
    rf"(?:母子|父子|女性|男性|家族|住まい|住宅|利用者|当事者|患者|本人|寮|荘)の?[一-龥ァ-ヶー-]{{0,8}}?(?:{_BUILDING}|会|の会)"
)
_NUMBERED = r"[0-9][0-9-]{0,12}(?:丁目[0-9-]{0,8})?(?:番地?[0-9]{0,4})?(?:の[0-9]{1,4})?号?"
_TOWN = "[一-龥々ァ-ヶぁ-ん]"
# Nothing but where it is: 倉吉市葵町722番地, 〒680-0011 東町1丁目220 2階.
_SITE = re.compile(
    r"(?:(?:住所|所在地)?[: ])?(?:〒? ?[0-9]{3}-?[0-9]{4} ?)?[一-龥々ァ-ヶぁ-ん -]{0,20}"
    rf"{_NUMBERED}(?: ?[0-9]{{1,2}}(?:階|F))?[、, ]{{0,2}}"
)
_BRACKETED = re.compile(rf"{_PLACE}{_WING}{{0,3}} ?\((?P<where>[^()]{{0,60}})\)")
_ASKED_WHERE = r"(?:会場|場所|所在地|開催地|集合)"
_BEHIND = re.compile(
    rf"(?:{_PLACE}{_WING}{{0,3}}|{_ASKED_WHERE})(?:[ :]{{1,2}}|は |、)(?:〒? ?[0-9]{{3}}-?[0-9]{{4}} ?)?"
    rf"{_TOWN}{{0,14}} ?{_TOWN}{{0,8}}{_NUMBERED}"
    r"(?=$|[。、,)」\n]| |で(?!、?[一-龥])|に(?!住|居|暮)|へ|を|の(?:[0-9]|会議室|ホ[ー-]ル))"
)
_BEFORE = re.compile(
    rf"{_TOWN}{{1,14}} ?{_NUMBERED}(?:にある|に立つ|に所在する| |の|、|\(|(?=「))"
    rf"(?P<named>{_FIRM}|{_QUOTED}|(?:(?![がをにはでへも])[一-龥々ァ-ヶーA-Za-zぁ-ん0-9-]){{0,14}}?{_BUILDING})"
)


def without_numbers_rung(text: str) -> str:
    """The text without telephone numbers, which look like houses of a street (町社会福祉協議会 電話0858-55-3500)."""
    return _ANY_LINE.sub("、", text)


def without_sites(text: str) -> str:
    """The text without the addresses of named public places; what tells of a home beside one leaves it as it is."""
    unplaced = _BRACKETED.sub(_unplaced, without_numbers_rung(text))
    return "".join(map(_without_site, re.split("(?<=[。\n])", unplaced)))


def _unplaced(site: re.Match[str]) -> str:
    place, where = site[0].split("(")[0], site["where"]
    alone = _SITE.fullmatch(where) and not _AT_HOME.search(where) and not names.bare(place)
    return place if alone else site[0]


def _without_site(sentence: str) -> str:
    if _AT_HOME.search(_BODY.sub(" ", sentence)):
        return sentence
    behind = _BEHIND.sub("", sentence)
    return _BEFORE.sub(lambda site: site[0] if names.bare(site["named"]) else site["named"], behind)


_MAIL = re.compile(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
# Words of work as mail boxes of offices are called, in the two ways that offices write them.
_WORK = (
    r"(?:[fh]ukus(?:h)?i|(?:ch|t|cy)[oy]o?u?j(?:y)?uu?|tyoujyu|chojyu|kenkou?|hoken|s(?:h|y)akai|(?:ch|t)iiki|kaigo|kourei"
    r"|korei"
    r"|s(?:h|y)ou?gai|hou?katsu|shien|sien|soudan|sodan"
    r"|sou?mu|kikaku|seisaku|zaisei|zeimu|koseki|kodomo|kosodate|katei|jidou|jido|hoiku|boshi|josei|danjo|kyou?dou|jinken"
    r"|kyou?iku|gakkou|gakko|syogai|shogai|gakus(?:h)?uu?|seikatsu"
    r"|hogo|engo|shimin|simin|chou?min|tyoumin|sonmin|kenmin|kumin|juu?min|jyuu?min|kurashi|kurasi|anshin|anzen|bou?sai|kiki"
    r"|kou?hou?|kou?chou?|jou?hou?|jyouhou|densan|johou"
    r"|kankyou?|kankou?|shou?kou?|syoukou|nou?rin|nousei|kensetsu|juu?taku|jyuutaku|suidou?|machi|machizukuri|zukuri|kyou?sei"
    r"|suishin|tsunagari|ibasho|kodoku|koritsu|hikikomori|jisatsu"
    r"|taisaku|s(?:h|y)akyou?|jimu|jimukyoku|uketsuke|madoguchi|info|mail|office|contact|support|web|webmaster|postmaster|admin"
    r"|kanri|desk|help|news|press|recruit|saiyou?|inquiry|otoiawase"
    r"|toiawase|moushikomi|mousikomi|yoyaku|kaigi|iryou?|iryo|nenkin|kokuho|koku(?:min)?|volunteer|borantia|sougou|sogo|sou?gou"
    r"|kyoutsuu|renkei|chousei|chosei|gyou?sei|gyou?kaku"
    r"|bunka|sports|tos(?:h)?okan|library|kouminkan|kominkan|center|centre|senta-?|care|net|team|dept|division|city|town"
    r"|village"
    r"|pref|kakari|shitsu|sitsu|kyoku|shisho|honchou?|group|all|daihyou?|hisho|gikai|senkyo|kansa|kaikei|keiyaku|nyusatsu"
    r"|toukei"
    r"|tokei|iju|ijuu?|teiju|furusato|kouryuu?|koryu|wakamono|seishounen|seisyonen)"
)
# What a word goes on with, a division, a kind of municipality, a number; alone they are syllables of names.
_TAIL = r"(?:[._-]?(?:ka|kakari|bu|shi|cho|son|ken|ku|sho|syo|vill|div|[0-9]{1,3})|[._-][a-z0-9]{1,2})"
_WORK_BOX = re.compile(rf"(?:[a-z][._-])?{_WORK}{_TAIL}?(?:[._-]?{_WORK}{_TAIL}?)*")
# Where a person has a mail box of his own: telephone companies and free mail.
_PRIVATE_HOST = re.compile(
    r"(?:^|\.)(?:gmail|googlemail|yahoo|ymail|outlook|hotmail|live|icloud|me|mac|aol|msn|docomo|ezweb|au|softbank|i|vodafone"
    r"|ymobile|uqmobile|rakuten|nifty|biglobe)\.",
    re.IGNORECASE,
)


def private_mail(text: str) -> bool:
    """Whether the text holds a mail address that is not called by a word of work (fukushi@city…lg.jp)."""
    return any(
        _PRIVATE_HOST.search(host) or not _WORK_BOX.fullmatch(box.lower())
        for box, host in _MAIL.findall(text)
    )
