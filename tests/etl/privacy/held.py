"""What offices really let slip into a form about people – all of them invented – and harmless files that look like it.

Written from complaints, correction notices and the habits of offices, without a look at the firewall. Two sets: ``HARMFUL``
and ``HARMLESS`` were shown to whoever mended the firewall afterwards; what was not shown stands in ``unseen.py``.
"""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.styles import NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.etl.privacy.sent import (
    CATALOGUE,
    LG,
    YEAR,
    Case,
    add_part,
    beside,
    book,
    clean,
    csv,
    drawing,
    formula,
    parts,
    relate,
    sheet_part,
    written,
)

HARMFUL: list[Case] = []
HARMLESS: list[Case] = []


def _bad(
    key: str, kind: str, where: str, why: str, make: Callable[[], bytes], name: str | None = None
) -> None:
    HARMFUL.append(Case(key, kind, where, why, make, name) if name else Case(key, kind, where, why, make))


def _good(key: str, kind: str, why: str, make: Callable[[], bytes], name: str | None = None) -> None:
    HARMLESS.append(Case(key, kind, "", why, make, name) if name else Case(key, kind, "", why, make))


def _sheet(opened: Any, form: str) -> Any:
    return opened[CATALOGUE.forms[form].sheet]


# --- Texts: names ---------------------------------------------------------------------------------------------------

for key, place, text, why in [
    (
        "name-plain",
        "F6.action",
        "佐々木陽介が週1回訪問し、買い物に同行した。",
        "a worker or volunteer by full name",
    ),
    ("name-spaced", "F6.action", "担い手の 渡 部 美 咲 さんが声を掛けた。", "a full name, letters set apart"),
    ("name-kana", "F6.background", "タカハシ ハルコさんから相談があった。", "a name in katakana"),
    ("name-hiragana", "F6.background", "相談者は すずき けんた。就労を希望。", "a name in hiragana"),
    ("name-halfkana", "F4.comment", "連絡先はﾅｶﾑﾗ ﾖｼｴ様", "a name in half-width kana"),
    ("name-letters", "F6.action", "Consulted by YAMADA Hanako last winter.", "a name in Latin letters"),
    ("name-letters-low", "F4.comment", "担当 Kenji Okamoto", "the officer's name in Latin letters"),
    (
        "name-given-san",
        "F6.background",
        "健太さんは中学2年から学校に行けていない。",
        "a given name and the story of a child",
    ),
    (
        "name-given-chan",
        "F6.background",
        "美結ちゃんの欠席が続き、学校から連絡があった。",
        "a child's given name",
    ),
    ("name-given-kun", "F6.result", "蓮くんは週3日の登校ができるようになった。", "a child's given name"),
    ("name-rare", "F6.action", "小鳥遊さん宅を月2回訪問した。", "a rare family name"),
    ("name-rare-2", "F6.background", "四十物谷さんからの相談が始まりだった。", "a rare family name"),
    ("name-rare-3", "F4.comment", "記入：勅使河原", "who filled in, by family name"),
    ("name-office", "F0.dept_name", "地域福祉課 主任 大久保", "the officer's name beside the department"),
    ("name-bracket", "F0.dept_name", "福祉課（担当：井手）", "the officer's name in brackets"),
    ("name-title", "F4.comment", "民生委員の栗原が把握", "a welfare commissioner by name"),
    ("name-chair", "F1.body_name", "孤独・孤立対策連絡会（会長 梶原 正敏）", "the chair's full name"),
    (
        "name-broken",
        "F6.action",
        "藤\u200b原\u200b由\u200b美さんと面談した。",
        "a name cut by zero-width characters",
    ),
    ("name-old", "F6.background", "齋藤ヨシノ様の見守りがきっかけ。", "an old person's full name"),
    ("name-foreign", "F6.background", "グエン・ティ・ランさんが孤立していた。", "a foreign resident's name"),
    (
        "name-initial",
        "F6.background",
        "Ｋ・Ｓさん（四丁目）のご家族から相談",
        "initials and the place of the house",
    ),
    ("name-wife", "F6.background", "区長の高木の妻が第一発見者。", "someone known by name and family tie"),
    ("name-slash", "F4.comment", "出席者：森下／片桐／五十嵐", "list of those present by family name"),
]:
    _bad(key, "name", place, why, written(place, text))

# --- Texts: numbers and addresses -----------------------------------------------------------------------------------

for key, place, text, why in [
    ("tel-kanji", "F4.comment", "連絡は〇八五七の二二の〇一二三まで", "a telephone number in kanji digits"),
    ("tel-kanji-2", "F6.device", "電話（〇九〇－一二三四－五六七八）で確認", "a mobile number in kanji digits"),
    ("tel-bracket", "F4.comment", "℡０８５７（２０）０３４５", "a telephone number in full width"),
    ("tel-spaces", "F4.comment", "携帯 090 8765 4321", "a mobile number with blanks"),
    ("tel-dots", "F6.sustain", "080.2345.6789へ", "a mobile number with dots"),
    ("tel-81", "F4.comment", "+81 90 1234 5678", "a mobile number with the country's code"),
    ("tel-ext", "F0.dept_name", "地域福祉課（内線2314）", "an officer's extension"),
    ("tel-direct", "F4.comment", "直通 26-7158", "a direct line without the area code"),
    ("tel-glued", "F4.comment", "ご本人08012345678", "a mobile number glued to words"),
    ("mail-at", "F4.comment", "tanaka.y[at]city.example.lg.jp", "an officer's address, disguised"),
    ("mail-kana", "F4.comment", "m-kobayashi＠example.jp", "an address with a full-width sign"),
    ("mail-word", "F4.comment", "s.ito アットマーク example.ne.jp", "an address with the sign in words"),
    ("mynumber-spaced", "F4.comment", "個人番号 1234 5678 9018", "an individual number in groups"),
    ("mynumber-wide", "F6.background", "１２３４－５６７８－９０１８の世帯", "an individual number in full width"),
    ("insured", "F4.comment", "被保険者番号 0000123456", "an insured person's number"),
    ("insured-care", "F6.background", "介護保険（番号3100456）を利用中", "an insured person's number"),
    ("pension", "F4.comment", "基礎年金番号1234-567890", "a pension number"),
    ("handbook", "F4.comment", "療育手帳 第12345号", "the number of a handbook"),
    ("account", "F4.comment", "とっとり銀行 普通 1234567", "a bank account"),
    ("case-number", "F4.comment", "生活保護ケース番号 02-0417", "a welfare case's number"),
    ("birth-kanji", "F6.background", "昭和二十三年五月四日生の男性", "a date of birth in kanji digits"),
    ("birth-nijuu", "F6.background", "昭和廿三年生まれ、卅年来の独り暮らし", "a year of birth in old digits"),
    ("birth-letters", "F4.comment", "S23.5.4生", "a date of birth in short"),
    ("birth-dob", "F4.comment", "生年月日 19480504", "a date of birth as eight digits"),
    ("death", "F6.background", "令和6年2月11日に自宅で亡くなっているのを発見された男性", "a death with its day"),
    ("address-kanji", "F6.background", "東町二丁目三番四号のアパート", "an address in kanji digits without municipality"),
    ("address-short", "F4.comment", "幸町1-2-3-405", "an address without municipality"),
    ("address-banchi", "F6.background", "字上ノ原一二三番地の空き家に住む", "a lot number"),
    ("address-flat", "F6.background", "県営住宅 緑ヶ丘団地3号棟201号室の単身者", "a flat"),
    ("post", "F4.comment", "〒680-0011 本人宅", "a home's post code"),
    ("plate", "F4.comment", "鳥取 500 あ 12-34 の車中泊", "a car's number plate"),
]:  # fmt: skip
    _bad(key, "number", place, why, written(place, text))

# --- Texts: lives ---------------------------------------------------------------------------------------------------

for key, place, text, why in [
    (
        "life-8050",
        "F6.background",
        "80代の母と52歳長男の世帯（奥谷集落で唯一）",
        "a household everybody there knows",
    ),
    (
        "life-only",
        "F6.background",
        "町内でただ一人の透析患者の男性(61)が閉じこもり",
        "a person singled out by illness",
    ),
    (
        "life-police",
        "F6.background",
        "昨年の火災で家族を失った一家の長女を支援した",
        "a family known from the news",
    ),
    (
        "life-shop",
        "F6.background",
        "駅前の理髪店を営んでいた74歳男性、妻を亡くしてから外出せず",
        "a man known by his shop",
    ),
    (
        "life-child",
        "F6.action",
        "第二小5年の女児、父は服役中、祖母と二人暮らし",
        "a child, school year, father's prison",
    ),
    (
        "life-nation",
        "F6.background",
        "ベトナム籍の技能実習生（23歳・女性）が妊娠し相談",
        "age, sex, nationality and pregnancy",
    ),
    ("life-illness", "F4.comment", "統合失調症の40歳男性、措置入院を経て3月に退院", "illness, age, sex"),
    (
        "life-suicide",
        "F6.background",
        "元校長が昨春に自死し、残された妻(68)を見守る",
        "a suicide in a small place",
    ),
]:
    _bad(key, "life", place, why, written(place, text))


# --- Split over cells, under no heading, in columns not asked for ----------------------------------------------------

_bad(
    "split-tel",
    "split",
    "様式3 beside the table",
    "a number over three cells",
    beside("F3", "090", "1234", "5678"),
)
_bad("split-mynumber", "split", "様式3 beside the table", "an individual number over three cells",
     beside("F3", 1234, 5678, 9018))  # fmt: skip
_bad(
    "split-name",
    "split",
    "様式6 beside the table",
    "family and given name in two cells",
    beside("F6", "長谷川", "千代子"),
)
_bad(
    "split-birth",
    "split",
    "様式6 beside the table",
    "a date of birth over cells",
    beside("F6", "昭和", 23, 5, 4),
)


def _column(form: str, heading: str, *values: Any) -> Callable[[], bytes]:
    def change(opened: Any) -> None:
        sheet = _sheet(opened, form)
        at = sheet.max_column + 1
        for row, value in enumerate((heading, *values), 1):
            sheet.cell(row, at).value = value

    return lambda: book(change)


_bad(
    "column-birth",
    "column",
    "様式3 added column",
    "dates of birth as dates",
    _column("F3", "生年月日", 17657),
)
_bad("column-name", "column", "様式3 added column", "people's names", _column("F3", "対象者氏名", "西尾ふみ"))
_bad("column-initial", "column", "様式6 added column", "the officer", _column("F6", "担当", "足立"))
_bad(
    "column-number", "column", "様式3 added column", "numbers of persons", _column("F3", "宛名番号", 10045872)
)


# --- In the workbook, but not in what a table shows -------------------------------------------------------------------


def _on(form: str, do: Callable[[Any], None]) -> Callable[[], bytes]:
    return lambda: book(lambda opened: do(_sheet(opened, form)))


def _hide_row(sheet: Any) -> None:
    sheet["B9"] = "本人：今村さつき 090-1111-2222"
    sheet.row_dimensions[9].hidden = True


def _hide_column(sheet: Any) -> None:
    sheet["Z2"] = "今村さつき様"
    sheet.column_dimensions["Z"].hidden = True


def _comment(sheet: Any) -> None:
    sheet["B2"].comment = Comment("南さんのお母さんのケース、090-2222-3333", "x")


def _author(sheet: Any) -> None:
    sheet["B2"].comment = Comment("桑田課長に確認済み", "桑田")


def _header(sheet: Any) -> None:
    sheet.oddHeader.right.text = "担当 三浦 0857-22-1111"


def _footer(sheet: Any) -> None:
    sheet.evenFooter.left.text = "作成者：三浦 彩"


def _format(sheet: Any) -> None:
    sheet["F2"].number_format = '0"（相談者 松本百合子）"'


def _format_tel(sheet: Any) -> None:
    sheet["F2"].number_format = '"080-1234-9876 "0'


def _link(target: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["B2"].hyperlink = target

    return change


def _tip(sheet: Any) -> None:
    sheet["B2"].hyperlink = "https://www.example.lg.jp/"
    sheet["B2"].hyperlink.tooltip = "石田 和代さんの記録"


def _choice(sheet: Any) -> None:
    rule = DataValidation(type="list", formula1='"堀内,中条,平岡 翔太"')
    rule.add("Z5")
    sheet.add_data_validation(rule)


def _prompt(sheet: Any) -> None:
    rule = DataValidation(
        type="whole", formula1="0", promptTitle="問合せ", prompt="不明な点は野村 0857-33-4444 へ"
    )
    rule.showInputMessage = True
    rule.add("Z6")
    sheet.add_data_validation(rule)


def _chart(sheet: Any) -> None:
    chart = BarChart()
    chart.title = "坂口 真理子さんの支援回数"
    chart.add_data(Reference(sheet, min_col=6, min_row=1, max_row=2), titles_from_data=True)
    sheet.add_chart(chart, "N2")


def _style(opened: Any) -> None:
    opened.add_named_style(NamedStyle(name="宮崎さん用 090-3333-4444"))
    _sheet(opened, "F3")["F2"].style = "宮崎さん用 090-3333-4444"


def _sheet_name(name: str) -> Callable[[Any], None]:
    def change(opened: Any) -> None:
        opened.create_sheet(name)

    return change


def _further_sheet(opened: Any) -> None:
    sheet = opened.create_sheet("作業用")
    for line in (
        ("氏名", "住所", "状況"),
        ("上田 幹雄", "本町3丁目", "見守り"),
        ("久保 ハナ", "栄町", "訪問"),
    ):
        sheet.append(line)


def _hidden_sheet(opened: Any) -> None:
    _further_sheet(opened)
    opened["作業用"].sheet_state = "hidden"


def _very_hidden(opened: Any) -> None:
    _further_sheet(opened)
    opened["作業用"].sheet_state = "veryHidden"


def _custom(opened: Any) -> None:
    held = CustomPropertyList()
    held.append(StringProperty(name="承認者", value="吉岡 正典"))
    opened.custom_doc_props = held


def _defined(opened: Any) -> None:
    opened.defined_names["連絡先"] = DefinedName("連絡先", attr_text='"本田奈々 080-5555-6666"')


def _doc(**names: str) -> Callable[[Any], None]:
    def change(opened: Any) -> None:
        for name, value in names.items():
            setattr(opened.properties, name, value)

    return change


for key, where, why, make in [
    ("row-hidden", "hidden row", "a person and a number in a hidden row", _on("F3", _hide_row)),
    ("column-hidden", "hidden column", "a person in a hidden column", _on("F3", _hide_column)),
    ("comment", "comment", "a case told in a comment", _on("F3", _comment)),
    ("comment-officer", "comment", "an officer named in a comment", _on("F3", _author)),
    ("header", "page header", "an officer and number printed on each page", _on("F3", _header)),
    ("footer", "page footer of even pages", "who made it", _on("F3", _footer)),
    ("format-name", "number format", "a client's name shown by the format", _on("F3", _format)),
    ("format-tel", "number format", "a telephone shown by the format", _on("F3", _format_tel)),
    ("link-tel", "hyperlink", "a number behind a cell", _on("F3", _link("tel:09012348765"))),
    ("link-mail", "hyperlink", "an address behind a cell", _on("F3", _link("mailto:y-hirata@example.lg.jp"))),
    ("link-file", "hyperlink", "a path with a client's name", _on("F3", _link("file:///D:/ケース記録/福田光子様.docx"))),
    ("link-tip", "hyperlink's tip", "a client's name in the tip", _on("F3", _tip)),
    ("choices", "list of a data validation", "officers as choices", _on("F3", _choice)),
    ("prompt", "prompt of a data validation", "whom to ring up", _on("F3", _prompt)),
    ("chart", "chart's title", "a client's support drawn", _on("F3", _chart)),
    ("style", "name of a cell style", "a name and number", lambda: book(_style)),
    ("sheet-name", "sheet's name", "a client's name on a tab", lambda: book(_sheet_name("前川ミツ様"))),
    ("sheet-name-plain", "sheet's name", "an officer's name on a tab", lambda: book(_sheet_name("村上 智子"))),
    ("sheet-list", "further sheet", "a list of clients", lambda: book(_further_sheet)),
    ("sheet-hidden", "hidden sheet", "a list of clients", lambda: book(_hidden_sheet)),
    ("sheet-very-hidden", "very hidden sheet", "a list of clients", lambda: book(_very_hidden)),
    ("custom-property", "custom property", "the approver's name", lambda: book(_custom)),
    ("defined-name", "defined name", "a name and number", lambda: book(_defined)),
    ("doc-description", "docProps description", "a number", lambda: book(_doc(description="照会は水野まで 0857-44-5555"))),
    ("doc-subject", "docProps subject", "a client", lambda: book(_doc(subject="荒井キミ子さんのケース"))),
    ("doc-keywords", "docProps keywords", "a mobile number", lambda: book(_doc(keywords="070-1234-5678"))),
    ("formula-joined", "formula without kept value", "a name inside a formula",
     formula("F4", "comment", '="担当 "&"柴田 恵"')),
    ("formula-link", "formula without kept value", "an address inside a formula",
     formula("F4", "comment", '=HYPERLINK("mailto:k.ono@example.lg.jp","照会先")')),
    ("formula-tel", "formula without kept value", "a mobile number inside a formula",
     formula("F4", "comment", '=CONCATENATE("090","-","7777","-","8888")')),
    ("textbox", "text box", "a case told in a text box", parts(drawing("松岡さん（78歳）の自宅を訪問。080-9999-0000"))),
    ("textbox-name", "text box", "who made it", parts(drawing("作成：川上 裕子"))),
    ("alt-text", "alternative text", "who is on the picture", parts(drawing("写真", "茶話会の安田フサさん（89歳）"))),
]:  # fmt: skip
    _bad(key, "workbook", where, why, make)


# --- In the package ---------------------------------------------------------------------------------------------------


def _other_book() -> bytes:
    inner = openpyxl.Workbook()
    assert inner.active is not None
    inner.active.append(["氏名", "電話"])
    inner.active.append(["原田 志乃", "090-4444-1212"])
    target = io.BytesIO()
    inner.save(target)
    return target.getvalue()


_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _embed_book(held: dict[str, bytes]) -> None:
    add_part(held, "xl/embeddings/Microsoft_Excel_Sheet1.xlsx", _other_book(), _XLSX)
    relate(held, "F3", _REL + "package", "../embeddings/Microsoft_Excel_Sheet1.xlsx")


def _embed_object(held: dict[str, bytes]) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "古川 登さん".encode("utf-16-le") + bytes(600)
    add_part(
        held, "xl/embeddings/oleObject1.bin", data, "application/vnd.openxmlformats-officedocument.oleObject"
    )
    relate(held, "F3", _REL + "oleObject", "../embeddings/oleObject1.bin")


def _threaded(held: dict[str, bytes]) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    add_part(held, "xl/threadedComments/threadedComment1.xml",
             f'<ThreadedComments xmlns="{space}"><threadedComment ref="B2" dT="2025-04-01T00:00:00.00" '
             'personId="{1}" id="{2}"><text>新井タケさん、先月から入院です</text></threadedComment></ThreadedComments>',
             "application/vnd.ms-excel.threadedcomments+xml")  # fmt: skip
    relate(held, "F3", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
           "../threadedComments/threadedComment1.xml")  # fmt: skip


def _custom_xml(held: dict[str, bytes]) -> None:
    add_part(held, "customXml/item1.xml", "<record><client>岩崎 トメ</client><tel>0858-22-3344</tel></record>",
             "application/xml")  # fmt: skip


def _external(held: dict[str, bytes]) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    add_part(held, "xl/externalLinks/externalLink1.xml",
             f'<externalLink xmlns="{space}"><externalBook><sheetNames><sheetName val="台帳"/></sheetNames><sheetDataSet>'
             '<sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>杉山 義男</v></cell><cell r="B1" t="str">'
             "<v>昭和15年8月2日生</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>",
             "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml")  # fmt: skip


def _pivot(held: dict[str, bytes]) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    add_part(held, "xl/pivotCache/pivotCacheDefinition1.xml",
             f'<pivotCacheDefinition xmlns="{space}"><cacheFields count="1"><cacheField name="氏名"><sharedItems>'
             '<s v="大塚 静江"/><s v="小松 勲"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
             "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml")  # fmt: skip


def _left_over(held: dict[str, bytes]) -> None:
    sheet = held[sheet_part("F3")].decode()
    held[sheet_part("F3")] = sheet.replace(
        "</worksheet>", "<!-- 相談者 内藤ノブ 0857-55-6677 --></worksheet>"
    ).encode()


def _ruby(held: dict[str, bytes]) -> None:
    strings = held["xl/sharedStrings.xml"].decode()
    held["xl/sharedStrings.xml"] = strings.replace(
        "<si><t>商店会</t></si>",
        '<si><t>商店会</t><rPh sb="0" eb="3"><t>ヤマネ キヨシ 090-1212-3434</t></rPh></si>',
    ).encode()


def _nothing(held: dict[str, bytes]) -> None:
    pass


for key, where, why, make in [
    ("embedded-book", "embedded workbook", "a list of clients", parts(_embed_book)),
    ("embedded-object", "embedded object", "whatever it holds", parts(_embed_object)),
    ("threaded-comment", "threaded comment", "a client's illness", parts(_threaded)),
    ("custom-xml", "custom XML part", "a client and a number", parts(_custom_xml)),
    ("external-link", "kept values of another workbook", "a register of people", parts(_external)),
    ("pivot-cache", "kept values of a pivot table", "people's names", parts(_pivot)),
    (
        "zip-comment",
        "comment of the archive",
        "a client",
        parts(_nothing, "菅原サダ様 090-5656-7878".encode()),
    ),
    ("xml-comment", "comment in the sheet's XML", "a client and number", parts(_left_over)),
    ("ruby", "reading of a cell", "a name and number given as reading", parts(_ruby)),
]:
    _bad(key, "package", where, why, make)

# --- Names of files, CSV ------------------------------------------------------------------------------------------------

_F3 = [one.ja for one in CATALOGUE.forms["F3"].columns]
_ROW = ["H1", "A11", "A20", "", "C1", 24, 20, 0, 4, 11, 6]
_CSV = f"{LG}_F3_{YEAR}H1_r1.csv"
_F4 = [one.ja for one in CATALOGUE.forms["F4"].columns]
_F4_CSV = f"{LG}_F4_{YEAR}_r1.csv"

_bad("file-name", "file", "file's name", "a client's name", clean, f"{LG}_{YEAR}_r1_横山キク様分.xlsx")
_bad("file-tel", "file", "file's name", "a mobile number", clean, f"{LG}_{YEAR}_r1(09098761234).xlsx")
_bad("csv-column", "csv", "added column", "the officer", csv([[*_ROW, "丸山"]], [*_F3, "記入者"]), _CSV)
_bad("csv-beyond", "csv", "cell beyond the header", "a client", csv([[*_ROW, "平井 サチ"]], _F3), _CSV)
_bad(
    "csv-note",
    "csv",
    "備考",
    "a mobile number",
    csv([["K12", 3, 2023, "Y2", "", "本人携帯〇七〇・一一一一・二二二二"]], _F4),
    _F4_CSV,
)
_bad("csv-tail", "csv", "line below the table", "who made it", csv([_ROW, ["作成者 工藤 あゆみ"]], _F3), _CSV)


# ======================================================================================================================
# Harmless
# ======================================================================================================================

for key, place, text, why in [
    ("org-npo", "F2.other_detail", "特定非営利活動法人ひまわり", "an organisation called after a flower"),
    ("org-person", "F2.other_detail", "社会福祉法人敬仁会", "a body whose name could be a person's"),
    ("org-founder", "F2.other_detail", "渋沢栄一記念財団", "a foundation named after someone of history"),
    ("org-company", "F2.other_detail", "株式会社山田工務店", "a company with a family name"),
    ("org-clinic", "F2.other_detail", "医療法人林医院", "a clinic with a family name"),
    ("org-school", "F2.other_detail", "森高等学校", "a school called like a family"),
    ("org-coop", "F2.other_detail", "生活協同組合、郵便局、新聞販売店", "kinds of organisations"),
    (
        "place-1",
        "F6.background",
        "福山町・松江町・石川地区で空き家が増えた。",
        "place names like family names",
    ),
    ("place-2", "F6.action", "東部・中部・西部の3圏域で開いた。", "areas"),
    ("place-3", "F6.background", "上田地区の公民館の利用が減っていた。", "a district like a family name"),
    ("place-san", "F6.background", "大山さんろくの集落で買い物の足がない。", "a mountain's foot"),
    ("title-1", "F1.body_name", "つながり・ささえあい円卓会議", "a body with a made-up name"),
    ("title-2", "F1.body_name", "○○市孤独・孤立対策推進本部幹事会", "a body"),
    ("title-3", "F1.body_name", "はなさんかい（花三会）", "a body's name with さん inside"),
    ("title-4", "F1.body_name", "みんなの居場所ネットワーク「えんがわ」", "a body's name in kana"),
    ("san-word", "F6.action", "たくさんの方に参加いただいた。", "さん within a word"),
    ("san-shop", "F6.device", "八百屋さんや魚屋さんに声を掛けた。", "trades with さん"),
    ("san-role", "F6.device", "民生委員さん、区長さん、お母さん方の協力を得た。", "roles with さん"),
    ("san-all", "F6.result", "皆さんに好評で、利用者さんが増えた。", "everybody with さん"),
    ("sama", "F6.background", "様々な課題があり、多様な主体の参画が要る。", "様 within words"),
    ("kun", "F6.action", "マスコット「つながるくん」を作った。", "a mascot with くん"),
    ("ages", "F6.background", "65歳以上の単身世帯が3割を超える。", "statistics of ages"),
    (
        "ages-2",
        "F6.background",
        "80代の親と50代の子の世帯（いわゆる8050問題）への支援が課題。",
        "the 8050 problem in general",
    ),
    ("ages-3", "F6.result", "参加者は20代12人、30代8人、40代15人であった。", "counts by age band"),
    ("line-stat", "F6.result", "相談312件（前年度比104.2%）、うち孤独・孤立45件。", "a line of statistics"),
    ("line-yen", "F6.sustain", "委託料は年1,200,000円（令和6年度）。", "a sum of money"),
    (
        "date-set",
        "F6.background",
        "平成18年4月1日に設置した協議会を母体とした。",
        "the day a body was set up",
    ),
    (
        "date-kanji",
        "F6.background",
        "昭和二十六年に制定された社会福祉事業法の考え方",
        "the year of a law in kanji digits",
    ),
    ("law", "F6.background", "孤独・孤立対策推進法（令和5年法律第45号）第15条", "the number of a law"),
    ("law-2", "F6.background", "昭和26年法律第45号第106条の4第2項", "the number of a law"),
    ("notice", "F4.comment", "令和6年6月24日付け通知による", "a notice's date"),
    ("document", "F4.comment", "地福第1234号（令和6年7月1日）", "a document's number"),
    ("list", "F6.action", "1-1 居場所 1-2 見守り 2-1 相談会 2-2 研修", "a numbered list"),
    ("list-kanji", "F6.action", "一 周知 二 相談 三 見守り 四 居場所", "a list in kanji digits"),
    (
        "url",
        "F6.public_url",
        "https://www.pref.example.lg.jp/soshiki/12-345-6789/index.html",
        "an address of a web page",
    ),
    ("hotline", "F6.device", "孤独・孤立相談ダイヤル「#9999」を周知した。", "a public helpline"),
    ("product", "F6.device", "LINE、Zoom、Kintoneを使った。", "products in Latin letters"),
    ("product-2", "F6.device", "Microsoft Teams と Google Forms で出欠を取った。", "products of two words"),
    ("english", "F6.device", "Social Prescribing と Link Worker の考え方を参考にした。", "terms in English"),
    (
        "kana-words",
        "F6.action",
        "フード パントリー、コミュニティ カフェ、ユース センターを開いた。",
        "terms in katakana with blanks",
    ),
    ("hira-words", "F6.action", "まちの ほけんしつ を開いた。", "a place's name in hiragana with blanks"),
    ("office", "F0.dept_name", "健康福祉部長寿社会課地域共生係", "a department"),
    ("office-2", "F0.dept_name", "市民生活部 人権・男女共同参画課", "a department with a blank"),
    (
        "office-given",
        "F0.dept_name",
        "こども未来部 あゆみ推進室",
        "a department with a word like a given name",
    ),
    ("role-note", "F4.comment", "担当者会議を四半期に1回開催", "担当者 in a word"),
    ("charge", "F4.comment", "担当：地域福祉課", "担当 and a department"),
    ("filled-by", "F4.comment", "記入者欄は設けていない", "記入者 in a sentence"),
    ("present", "F4.comment", "出席者：社協、民児協、保健所、警察署", "those present are organisations"),
    (
        "made-up",
        "F6.background",
        "架空の事例：個人が特定されないよう加工した、ある高齢世帯の相談。",
        "declared invented",
    ),
    ("hours", "F6.action", "10:00-12:00、13:30-15:00の2回", "times"),
    ("range", "F6.result", "年間100-120-150人と増えた。", "a row of counts with dashes"),
    ("chome", "F6.action", "1丁目から3丁目までの自治会で開いた。", "areas without a house"),
]:
    _good(key, "text", why, written(place, text))


def _plain_format(sheet: Any) -> None:
    sheet["F2"].number_format = '#,##0"件"'


def _plain_link(sheet: Any) -> None:
    sheet["B2"].hyperlink = "https://www.cao.go.jp/kodoku_koritsu/index.html"


def _plain_header(sheet: Any) -> None:
    sheet.oddHeader.center.text = "令和6年度 孤独・孤立対策 様式3"


def _plain_choice(sheet: Any) -> None:
    rule = DataValidation(type="list", formula1='"実施,未実施,検討中"')
    rule.add("Z5")
    sheet.add_data_validation(rule)


def _plain_custom(opened: Any) -> None:
    held = CustomPropertyList()
    held.append(StringProperty(name="ContentTypeId", value="0x0101003A7C2E8D4B1F904CA6"))
    opened.custom_doc_props = held


for key, why, make in [
    ("format-unit", "a unit in the number format", _on("F3", _plain_format)),
    ("link-web", "a link to a ministry's page", _on("F3", _plain_link)),
    ("header-title", "the form's title as header", _on("F3", _plain_header)),
    ("choices-plain", "choices of answers", _on("F3", _plain_choice)),
    ("custom-plain", "a property written by software", lambda: book(_plain_custom)),
    ("doc-title", "the form's title", lambda: book(_doc(title="令和6年度 様式", subject="孤独・孤立対策"))),
    ("style-plain", "a style of the program", lambda: book(lambda b: b.add_named_style(NamedStyle(name="標準 2")))),
    ("name-print", "a print area", lambda: book(lambda b: b.defined_names.add(
        DefinedName("印刷範囲", attr_text="様式3_連携!$A$1:$K$20")))),
    ("sheet-note", "an empty further sheet", lambda: book(_sheet_name("メモ"))),
    ("untouched", "the form as printed", clean),
]:  # fmt: skip
    _good(key, "workbook", why, make)

_good("csv-plain", "csv", "a plain CSV", csv([_ROW], _F3), _CSV)
_good(
    "csv-note-plain",
    "csv",
    "a note without anybody",
    csv([["K12", 3, 2023, "Y2", "", "年2回の連絡会で共有"]], _F4),
    _F4_CSV,
)

CASES = [(one.key, one.kind, one.make, one in HARMFUL, one.name) for one in (*HARMFUL, *HARMLESS)]
