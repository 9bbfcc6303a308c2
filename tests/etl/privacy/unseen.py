"""The second set: written before any result of the first was seen, and measured once, after the firewall was mended.

It is no measure of the next mending any more as soon as somebody mends the firewall by its misses: write another then.
"""

from typing import Any

from openpyxl.comments import Comment
from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.worksheet.datavalidation import DataValidation

from tests.etl.privacy.sent import (
    CATALOGUE,
    LG,
    YEAR,
    Case,
    beside,
    book,
    csv,
    drawing,
    formula,
    parts,
    written,
)

_F3 = [one.ja for one in CATALOGUE.forms["F3"].columns]
_ROW = ["H2", "A11", "A20", "", "C1", 31, 25, 0, 6, 12, 4]


def _rule(opened: Any) -> None:
    rule = DataValidation(
        type="custom", formula1="TRUE", errorTitle="誤り", error="飯塚（090-6060-7070）に電話してください"
    )
    rule.showErrorMessage = True
    rule.add("Z9")
    opened["様式5_支援・相談"].add_data_validation(rule)


def _property(opened: Any) -> None:
    held = CustomPropertyList()
    held.append(StringProperty(name="決裁", value="担当：榎本 千夏／係長：沼田"))
    opened.custom_doc_props = held


def _format(opened: Any) -> None:
    opened["様式3_連携"]["G2"].number_format = '0"人(うち三宅さん宅)"'


def _link(opened: Any) -> None:
    opened["様式7_研修"]["B2"].hyperlink = "mailto:ri-shibuya@example.com?subject=相談"


def _comment(opened: Any) -> None:
    opened["様式2_参画"]["C2"].comment = Comment("この方（渋谷リエさん、昭和40年生）は再掲です", "")


def _tab(opened: Any) -> None:
    opened.create_sheet("土屋ケース")


def _footer(opened: Any) -> None:
    opened["様式1_会議体"].oddFooter.left.text = "福祉課 桐生　内線 412"


HARMFUL = [
    Case("u-kana", "name", "F6.background", "a name in kana", written("F6.background", "クロカワ ヨシミ様（西区）の往診に同行")),
    Case("u-given", "name", "F6.action", "a given name", written("F6.action", "和子さん宅の雪かきを若者が担った。")),
    Case("u-rare", "name", "F4.comment", "a rare family name", written("F4.comment", "薬袋さんから毎月電話あり")),
    Case("u-role", "name", "F6.device", "a name behind a role", written("F6.device", "相談員の鶴見が橋渡しをした。")),
    Case("u-roman", "name", "F4.comment", "a name in letters", written("F4.comment", "Contact: Ms. Aoki Natsumi")),
    Case("u-tel", "number", "F6.sustain", "a number in kanji", written("F6.sustain", "零八〇　三三三三　四四四四に連絡")),
    Case("u-insured", "number", "F4.comment", "an insured number", written("F4.comment", "国保 記号31 番号 0123456 の世帯主")),
    Case("u-birth", "number", "F6.background", "a day of birth", written("F6.background", "大正十五年師走の一日に生まれた女性")),
    Case("u-address", "number", "F6.background", "a home", written("F6.background", "旭ケ丘五の十二の七に単身で暮らす")),
    Case("u-mail", "number", "F4.comment", "an address, disguised", written("F4.comment", "h.noda (at) example (dot) jp")),
    Case("u-life", "life", "F6.background", "a household that can be told",
         written("F6.background", "分校の最後の卒業生で、元消防団長の父と二人で暮らす47歳の長男")),
    Case("u-life-2", "life", "F6.action", "illness, age, sex",
         written("F6.action", "若年性認知症の58歳女性と高校生の息子を支えた。")),
    Case("u-split", "split", "様式7 beside the table", "a number over cells", beside("F7", "0859", "32", "0000")),
    Case("u-rule", "workbook", "message of a data validation", "whom to ring up", lambda: book(_rule)),
    Case("u-property", "workbook", "custom property", "who approved", lambda: book(_property)),
    Case("u-format", "workbook", "number format", "a household by name", lambda: book(_format)),
    Case("u-link", "workbook", "hyperlink", "a private address", lambda: book(_link)),
    Case("u-comment", "workbook", "comment", "a name and a year of birth", lambda: book(_comment)),
    Case("u-tab", "workbook", "sheet's name", "a case by name", lambda: book(_tab)),
    Case("u-footer", "workbook", "page footer", "an officer and an extension", lambda: book(_footer)),
    Case("u-formula", "workbook", "formula", "a name in a formula", formula("F4", "comment", '="相談員 "&"倉田 茜"')),
    Case("u-box", "package", "text box", "a name in a text box", parts(drawing("問合せ：戸田（とだ）まで"))),
    Case("u-file", "file", "file's name", "a name", written("F4.comment", "年1回"), f"{LG}_{YEAR}_r1_黒川さん確認済.xlsx"),
    Case("u-csv", "csv", "added column", "clients", csv([[*_ROW, "城戸 さだ子"]], [*_F3, "本人"]), f"{LG}_F3_{YEAR}H2_r1.csv"),
]  # fmt: skip

HARMLESS = [
    Case("v-body", "text", "", "a body's name", written("F1.body_name", "ひとりぼっちをつくらない円卓")),
    Case("v-body-2", "text", "", "a body named after a district", written("F1.body_name", "吉野・三好地域見守り協議会")),
    Case("v-org", "text", "", "an organisation", written("F2.other_detail", "学校法人藤田学園、NPO法人さくらの家")),
    Case("v-org-2", "text", "", "a pharmacy", written("F2.other_detail", "中村薬局ほか市内薬局")),
    Case("v-dept", "text", "", "a department", written("F0.dept_name", "福祉保健部　ささえあい福祉局　孤独・孤立対策課")),
    Case("v-stat", "text", "", "statistics", written("F6.result", "登録者は1,234人、延べ5,678人、満足度90.1%")),
    Case("v-ages", "text", "", "ages in general", written("F6.background", "40歳から64歳までのひきこもりは推計で約300人")),
    Case("v-date", "text", "", "dates of the work", written("F6.action", "令和6年5月18日（土）に開会、令和7年2月に閉会")),
    Case("v-law", "text", "", "a law's number", written("F6.background", "昭和三十八年法律第百三十三号（老人福祉法）")),
    Case("v-san", "text", "", "さん in words", written("F6.device", "住民さん、大家さん、お隣さんの気付きを生かした。")),
    Case("v-kana", "text", "", "kana with blanks", written("F6.device", "アウトリーチ チームとピア サポーターを置いた。")),
    Case("v-latin", "text", "", "a project in letters", written("F6.device", "Hello Neighbor Project として広報した。")),
    Case("v-list", "text", "", "a numbered list", written("F6.action", "(1)周知 (2)相談 (3)同行、様式2-1から2-4を使用")),
    Case("v-help", "text", "", "a national helpline", written("F6.device", "よりそいホットラインの周知カードを配った。")),
    Case("v-note", "text", "", "a remark", written("F4.comment", "担当課で協議中。令和7年度に実施予定")),
    Case("v-place", "text", "", "districts", written("F6.background", "本町・栄町・旭町の商店街で空き店舗が増えた。")),
    Case("v-csv", "csv", "", "a plain CSV", csv([_ROW], _F3, "utf-8-sig"), f"{LG}_F3_{YEAR}H2_r1.csv"),
    Case("v-file", "file", "", "a copy's name", written("F4.comment", "年4回"), f"{LG}_{YEAR}_r1_最終版.xlsx"),
]  # fmt: skip

CASES = [(one.key, one.kind, one.make, one in HARMFUL, one.name) for one in (*HARMFUL, *HARMLESS)]
