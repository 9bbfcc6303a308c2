"""What the forms print: the sentences of their guide, and every word that stands anywhere on them."""

import re
import unicodedata
from collections.abc import Iterator

from etl.catalogue import conditions
from etl.catalogue.models import Catalogue

HOW = (
    "白いセルに記入してください。灰色のセルは変えられません。黄色のセルは、まだ記入のない必須の項目です。",
    "見出しの色は、濃い青＝必須、水色＝条件つきで必須、淡い灰色＝任意です。セルを選ぶと、記入のしかたと前年度の数が出ます。",
    "数のセルには、0 以上の整数か記号を記入します。x＝秘匿（公表を控える少ない数）、-＝該当なし、不詳＝分からない。",
    "空欄は未回答として扱います。0 とはみなしません。実績がないときは 0 と記入してください。",
    "会議体・参画・取組状況など、変わらない限り続く前年度の回答は記入してあります。変わったところだけ直してください。",
    "件数や人数は空けてあります。様式3には前年度に5件以上の経路を並べました。実績がなければ 0 とするか、行を消してください。",
    "行が足りないときは、行を挿入するか、下の行に続けてください。列の追加、セルの結合、見出しの変更はしないでください。",
    "個人の氏名・連絡先・生年月日・個人番号や、個人が分かる経過は、どのシートにも記入しないでください。受け取れなくなります。",
)
# What look.py and choices.py write around the words of the catalogue.
AROUND = (
    "記入要領 コード表 様式 項目 要否 記入のしかた 一覧 コード 名称 選択肢 根拠 記入の確認 前年度 架空データ ページ _meta",
    "令和6年度（2024年度） 期",
    "schema_id version lg_code fiscal_year tsunagari-forms tsunagari forms list",
    "個人の氏名・連絡先は記入しないでください 一覧から選んでください。 1 か 0 を記入してください。",
    "0から9までの数を記入してください。 60字以内で記入してください。 複数は「;」で区切る。【必須】【任意】",
    "0以上の整数か、x（秘匿）・-（該当なし）・不詳 を記入してください。",
    "lg_name 団体名 市町村名 市区町村名 自治体名 市町村コード 市区町村コード",
)
# Codes and places: A20, $L$40.
_CODE = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+")
_WORD = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]+")


def words_of(text: str) -> list[str]:
    """The words of a text without its numbers and codes: runs of Latin and of other letters."""
    return _WORD.findall(_CODE.sub(" ", unicodedata.normalize("NFKC", text)))


def words(catalogue: Catalogue) -> frozenset[str]:
    """Every word of the forms: of the catalogue, of its conditions as they are spoken, of the sentences around them."""
    return frozenset(
        word for text in _texts(catalogue) for word in _WORD.findall(unicodedata.normalize("NFKC", text))
    )


def _texts(catalogue: Catalogue) -> Iterator[str]:
    yield from (*HOW, *AROUND, catalogue.prefecture.ja)
    for codes in catalogue.codes.values():
        for code in codes:
            yield from _strings(code.model_dump())
            yield code.label
    yield from catalogue.codes
    for form in catalogue.forms.values():
        yield from _strings(form.model_dump())
        for column in form.columns:
            if column.when:
                yield f"【{conditions.spoken(form, column, catalogue.codes)}に必須】"


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _strings(inner)
