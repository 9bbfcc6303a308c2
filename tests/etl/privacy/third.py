"""A third set for the door: 60 files that hold something personal, and 40 that only look as if they did.

Every person, number, address and hamlet is invented. The files are what staff leave behind: ledgers pasted beside a
table, memos of telephone calls, leftovers of other software. No two personal ones share both kind and place.

`python -m tests.etl.privacy.third` opens every file and says what does not open.
"""

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import openpyxl
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrData, StrRef, StrVal
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import ExifTags
from PIL import Image as Picture

from etl import catalogue as catalogues
from etl import forms, settings
from etl.demo.world import grow
from etl.forms.values import Row

YEAR = 2025
TOWN, PREFECTURE = "313289", "310000"

Rows = dict[str, list[Row]]
Parts = dict[str, bytes]


class File(NamedTuple):
    """How a file is made, and the name that it is sent under."""

    make: Callable[[], bytes]
    name: str = f"{TOWN}_{YEAR}_r1.xlsx"


# ---------------------------------------------------------------- the clean submission everything starts from

CATALOGUE = catalogues.load()

# A practice without anybody in it.
PRACTICE: Row = {
    "title": "公民館の開放日をつなぎの場にする",
    "case_fy": "2025",
    "design_codes": "D1;D7",
    "theme_codes": "T09",
    "body_codes": "B01",
    "agency_codes": "A20;A42",
    "item_codes": "K12",
    "background": "気軽に立ち寄れる場所が町の中心部に限られていた。",
    "action": "公民館の開放日に相談の職員が加わり、困り事を聴いたときのつなぎ先を一覧にした。",
    "device": "茶菓の準備を参加者と一緒に行い、話し始めるきっかけにした。",
    "result": "初めて参加した方が増え、関係機関への紹介も始まった。",
    "challenge": "冬の間の移動手段の確保が課題である。",
    "sustain": "社会福祉協議会の事業計画に位置づけた。",
    "public_url": "",
    "person_detail": "Q0",
}


@cache
def _world() -> Any:
    return grow(CATALOGUE, settings.load())


def rows_of(lg_code: str) -> Rows:
    """The clean answers of a municipality (or the prefecture), with one practice of our own."""
    rows = {form: [dict(row) for row in told] for form, told in _world()[lg_code, YEAR].items()}
    if lg_code != PREFECTURE:
        rows["F6"] = [dict(PRACTICE)]
    return rows


def _printed(lg_code: str, rows: Rows) -> bytes:
    return forms.form(lg_code, YEAR, rows, CATALOGUE, spare_rows=2)


# ---------------------------------------------------------------- four ways of leaving something in it


def answered(
    form: str, column: str, text: str, *, row: int = 0, lg: str = TOWN, also: Row | None = None
) -> File:
    """A text in a field of a form."""

    def make() -> bytes:
        rows = rows_of(lg)
        rows[form][row] |= {column: text} | (also or {})
        return _printed(lg, rows)

    return File(make, f"{lg}_{YEAR}_r{(also or {}).get('revision_no', 1)}.xlsx")


def edited(change: Callable[[Workbook], None]) -> File:
    """Something done to the workbook in a spreadsheet program."""

    def make() -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(_printed(TOWN, rows_of(TOWN))))
        change(book)
        return _saved(book)

    return File(make)


def packed(change: Callable[[Parts], None], *, on: File | None = None) -> File:
    """Something that a program left in the parts of the package."""

    def make() -> bytes:
        parts = _unzipped(on.make() if on else _printed(TOWN, rows_of(TOWN)))
        change(parts)
        return _zipped(parts)

    return File(make)


def listed(name: str, change: Callable[[list[list[str]]], None], *, encoding: str = "utf-8-sig") -> File:
    """A CSV file of a form, changed by cells."""

    def make() -> bytes:
        twin = forms.csv_twins(TOWN, YEAR, rows_of(TOWN), CATALOGUE)[name]
        table = list(csv.reader(io.StringIO(twin.decode("utf-8-sig"), newline="")))
        change(table)
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(table)
        return out.getvalue().encode(encoding)

    return File(make, name)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _unzipped(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


# ---------------------------------------------------------------- parts of a package

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWN = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
SHAPES = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
LINKED = f'xmlns:r="{OFFICE}/relationships"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _xml(text: str) -> bytes:
    return (HEAD + text).encode()


def _replaced(parts: Parts, name: str, old: str, new: str) -> None:
    text = parts[name].decode()
    if old not in text:
        raise ValueError(f"{name} holds no {old!r}")
    parts[name] = text.replace(old, new, 1).encode()


def _declared(parts: Parts, part: str, content_type: str) -> None:
    override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
    _replaced(parts, "[Content_Types].xml", "</Types>", f"{override}</Types>")


def _related(parts: Parts, owner: str, kind: str, target: str, mode: str = "") -> str:
    """A relationship of a part; returns its id."""
    folder, _, name = owner.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    parts.setdefault(rels, _xml(f'<Relationships xmlns="{PACKAGE}"></Relationships>'))
    number = f"rId{parts[rels].count(b'<Relationship ') + 101}"
    kind = kind if "://" in kind else f"{OFFICE}/relationships/{kind}"
    more = f' TargetMode="{mode}"' if mode else ""
    tag = f'<Relationship Id="{number}" Type="{kind}" Target="{escape(target)}"{more}/>'
    _replaced(parts, rels, "</Relationships>", f"{tag}</Relationships>")
    return number


def _appended(parts: Parts, sheet: int, tag: str) -> None:
    """An element at the end of a worksheet."""
    _replaced(parts, f"xl/worksheets/sheet{sheet}.xml", "</worksheet>", f"{tag}</worksheet>")


# ---------------------------------------------------------------- pieces of the personal files


def _beside(sheet: str, *lines: tuple[object, ...], row: int = 1) -> Callable[[Workbook], None]:
    """Cells pasted two columns right of the table."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        start = page.max_column + 3
        for down, line in enumerate(lines):
            for right, value in enumerate(line):
                page.cell(row + down, start + right, value)

    return change


def _below(sheet: str, *lines: tuple[object, ...]) -> Callable[[Workbook], None]:
    """Cells a few rows under the table."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        start = page.max_row + 4
        for down, line in enumerate(lines):
            for right, value in enumerate(line, start=1):
                page.cell(start + down, right, value)

    return change


def _in_cell(sheet: str, heading: str, value: str, row: int = 2) -> Callable[[Workbook], None]:
    """A text where a number was asked for."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if str(cell.value).startswith(heading))
        page.cell(row, column, value)

    return change


def _hidden_column(book: Workbook) -> None:
    page = book["様式2_参画"]
    column = page.max_column + 1
    homes = ("江浦六七八番地二", "緑町三丁目五ー一二", "桂台団地四棟一〇三号")
    for row, value in enumerate(("送付先", *homes), start=1):
        page.cell(row, column, value)
    page.column_dimensions[get_column_letter(column)].hidden = True


def _hidden_row(book: Workbook) -> None:
    page = book["様式4_通知チェック"]
    row = page.max_row + 2
    page.cell(row, 6, "上郷小5年(在籍4名)の女児。母は夜勤の看護師、父は単身赴任。先月から登校していない")
    page.row_dimensions[row].hidden = True


def _very_hidden(book: Workbook) -> None:
    page = book.create_sheet("work")
    page.append(["No", "生年月日", "性別", "開始"])
    for number, day, sex in ((1, 17241, "女"), (2, 15893, "男"), (3, 29570, "女")):
        page.append([number, day, sex, 45748])
        page.cell(page.max_row, 2).number_format = "[$-411]ge.m.d"
    page.sheet_state = "veryHidden"


def _call_memo(book: Workbook) -> None:
    page = book["様式5_支援・相談"]
    memo = "5/12 14時すぎ　オグラさん(妹)から入電　折り返し希望　夕方は畑に出ている"
    page["C4"].comment = Comment(memo, "福祉課")


def _comment_author(book: Workbook) -> None:
    page = book["様式3_連携"]
    page["F3"].comment = Comment("下期の値と合わせて確認済み", "城戸口 陽介")


def _footer(book: Workbook) -> None:
    page = book["様式7_研修"]
    page.oddFooter.left.text = "作成 生活支援C 門脇みのり"
    page.oddFooter.right.text = "&P / &N"


def _romaji_modifier(book: Workbook) -> None:
    book.properties.lastModifiedBy = "TSUBOI Naoko"


def _prompt(book: Workbook) -> None:
    page = book["様式7_研修"]
    hint = "数え方に迷ったら 田儀(内線214)か直通75-0143まで"
    rule = DataValidation(
        type="whole", operator="greaterThanOrEqual", formula1="0", promptTitle="数え方", prompt=hint
    )
    rule.showInputMessage = True
    rule.add("J2:J9")
    page.add_data_validation(rule)


def _mail_link(book: Workbook) -> None:
    cell = book["様式6_事例"]["R2"]
    cell.value = "問い合わせ"
    cell.hyperlink = "mailto:yuki-noto.0517@mail.example.ne.jp?subject=%E6%A7%98%E5%BC%8F6"


def _sheet_name(book: Workbook) -> None:
    book.create_sheet("佐治さん聞き取り")["A1"] = "（別紙）"


def _formula(book: Workbook) -> None:
    page = book["様式1_会議体"]
    page["AB3"] = '="連絡は"&"0858"&"-"&"76"&"-"&"0134"&"（夜間）"'


def _filter(book: Workbook) -> None:
    page = book["様式2_参画"]
    page["N1"] = "記入者"
    page.auto_filter.ref = f"A1:N{page.max_row}"
    page.auto_filter.add_filter_column(13, ["四十物 早苗", "五百蔵 昇"])


def _chart(book: Workbook) -> None:
    """A chart copied from a caseworker's own book: the cached labels came along."""
    cached = StrData(
        ptCount=3,
        pt=[StrVal(idx=0, v="安養寺 千鶴"), StrVal(idx=1, v="二階堂 豊"), StrVal(idx=2, v="久々湊 フサ")],
    )
    series = Series(tx=SeriesLabel(v="訪問回数"))
    series.val = NumDataSource(numRef=NumRef(f="'様式5_支援・相談'!$C$2:$C$4"))
    series.cat = AxDataSource(strRef=StrRef(f="'様式5_支援・相談'!$A$2:$A$4", strCache=cached))
    chart = BarChart()
    chart.series.append(series)
    book["様式5_支援・相談"].add_chart(chart, "G3")


def _photo(exif: Picture.Exif | None = None) -> Image:
    out = io.BytesIO()
    picture = Picture.new("RGB", (48, 32), (190, 205, 190))
    if exif is None:
        picture.save(out, "JPEG")
    else:
        picture.save(out, "JPEG", exif=exif)
    out.seek(0)
    return Image(out)


def _place_of_home(book: Workbook) -> None:
    """A photograph of a home taken with a telephone: the camera wrote where, when and whose it is."""
    exif = Picture.Exif()
    exif[ExifTags.Base.Artist] = "Minoru Kadowaki"
    gps = {1: "N", 2: (35.0, 15.0, 54.36), 3: "E", 4: (134.0, 13.0, 37.2)}
    exif[ExifTags.IFD.GPSInfo] = gps
    book["様式6_事例"].add_image(_photo(exif), "S2")


def _photographed(book: Workbook) -> None:
    book["様式6_事例"].add_image(_photo(), "S2")


def _alternative_text(parts: Parts) -> None:
    described = 'descr="宮前トキエ宅の縁側で話す民生委員"'
    name = "xl/drawings/drawing1.xml"
    parts[name] = re.sub(r'\s+descr="[^"]*"', "", parts[name].decode()).encode()
    _replaced(parts, name, "<cNvPr ", f"<cNvPr {described} ")


def _picture_name(parts: Parts) -> None:
    """A converter kept the name that the picture had in its folder."""
    old = next(name for name in parts if name.startswith("xl/media/"))
    new = "佐々布よし子様_20250612訪問.jpeg"
    parts[f"xl/media/{new}"] = parts.pop(old)
    _replaced(parts, "xl/drawings/_rels/drawing1.xml.rels", old.rpartition("/")[2], new)


def _shape(text: str) -> str:
    runs = f'<a:p><a:r><a:rPr lang="ja-JP"/><a:t>{escape(text)}</a:t></a:r></a:p>'
    ends = (
        "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        "</xdr:from><xdr:to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:to>"
    )
    look = (
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="300000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    )
    return (
        f"<xdr:wsDr {DRAWN} {SHAPES}><xdr:twoCellAnchor>{ends}"
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/>'
        f"</xdr:nvSpPr>{look}<xdr:txBody><a:bodyPr/><a:lstStyle/>{runs}</xdr:txBody></xdr:sp>"
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )


def _text_box(parts: Parts) -> None:
    text = "※大字奥上の尾﨑家(母・長男・次男の3人)は7月から数えない。三男が引き取って岡山へ"
    parts["xl/drawings/drawing1.xml"] = _xml(_shape(text))
    _declared(parts, "xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml")
    link = _related(parts, "xl/worksheets/sheet6.xml", "drawing", "../drawings/drawing1.xml")
    _appended(parts, 6, f'<drawing r:id="{link}"/>')


def _furigana(parts: Parts) -> None:
    """The words of a cell were changed by hand; the reading that the keyboard recorded stayed."""
    reading = '<rPh sb="0" eb="4"><t>タカナシミツエサマノケン</t></rPh><phoneticPr fontId="1"/>'
    text = "<si><t>気軽に立ち寄れる場所が町の中心部に限られていた。</t>"
    _replaced(parts, "xl/sharedStrings.xml", text, text + reading)


def _orphan(parts: Parts) -> None:
    """A string that no cell shows any more."""
    _replaced(parts, "xl/sharedStrings.xml", "</sst>", "<si><t>鹿野谷 房子(保証人 同 義一)</t></si></sst>")


THREAD = "{5A1C2E64-8F0B-4B7A-9D61-0C3B1F7E2A11}"
PERSON = "{7B9D3A10-2C44-4E55-8A0F-6E1D9C8B4F22}"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships"


def _threaded(book: Workbook) -> None:
    book["様式5_支援・相談"]["C6"].comment = Comment("[スレッド化されたコメント]\n上期は確定", f"tc={THREAD}")


def _persons(parts: Parts) -> None:
    """Who takes part in a thread stands in a part of its own."""
    who = '<person displayName="蓮佛 晴美" id="{}" userId="S::h-renbutsu@town.example.jp::0f6a" providerId="AD"/>'
    parts["xl/persons/person.xml"] = _xml(f'<personList xmlns="{THREADS}">{who.format(PERSON)}</personList>')
    said = f'<threadedComment ref="C6" dT="2025-06-02T04:10:00.00" personId="{PERSON}" id="{THREAD}">'
    thread = f'<ThreadedComments xmlns="{THREADS}">{said}<text>上期は確定</text></threadedComment></ThreadedComments>'
    parts["xl/threadedComments/threadedComment1.xml"] = _xml(thread)
    _declared(parts, "xl/persons/person.xml", "application/vnd.ms-excel.person+xml")
    kind = "application/vnd.ms-excel.threadedcomments+xml"
    _declared(parts, "xl/threadedComments/threadedComment1.xml", kind)
    _related(parts, "xl/workbook.xml", f"{THREADED}/person", "persons/person.xml")
    thread_kind = f"{THREADED}/threadedComment"
    _related(parts, "xl/worksheets/sheet6.xml", thread_kind, "../threadedComments/threadedComment1.xml")


def _saved_where(parts: Parts) -> None:
    """Excel writes down the folder that a book was saved in: here of a named person, by a client's name."""
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x15" '
        'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"'
    )
    folder = "C:\\Users\\kusunoki.mai\\Documents\\03_個別\\多鯰孝一\\"
    path = (
        '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath '
        f'url="{folder}" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/>'
        "</mc:Choice></mc:AlternateContent>"
    )
    _replaced(parts, "xl/workbook.xml", f'<workbook xmlns="{MAIN}"', f'<workbook xmlns="{MAIN}" {spaces}')
    _replaced(parts, "xl/workbook.xml", "<bookViews>", f"{path}<bookViews>")


def _another_book(parts: Parts) -> None:
    """A link to a ledger keeps what it last read there."""
    cells = "".join(
        f'<cell r="{place}" t="str"><v>{value}</v></cell>'
        for place, value in (("B4", "大呂"), ("C4", "ハツエ"), ("D4", "要介護3"))
    )
    link = (
        f'<externalLink xmlns="{MAIN}"><externalBook {LINKED} r:id="rId101"><sheetNames>'
        '<sheetName val="台帳"/></sheetNames><sheetDataSet><sheetData sheetId="0">'
        f'<row r="4">{cells}</row></sheetData></sheetDataSet></externalBook></externalLink>'
    )
    parts["xl/externalLinks/externalLink1.xml"] = _xml(link)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    _declared(parts, "xl/externalLinks/externalLink1.xml", kind)
    target = r"file:///\\fs01\fukushi\R7\soudan_daicho.xlsx"
    _related(parts, "xl/externalLinks/externalLink1.xml", "externalLinkPath", target, "External")
    number = _related(parts, "xl/workbook.xml", "externalLink", "externalLinks/externalLink1.xml")
    reference = f'<externalReferences><externalReference r:id="{number}"/></externalReferences>'
    _replaced(parts, "xl/workbook.xml", "<definedNames>", f"{reference}<definedNames>")


def _document(text: str) -> bytes:
    """A word processor's file with one paragraph."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    link = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    document = f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'
    return _zipped(
        {"[Content_Types].xml": _xml(types), "_rels/.rels": _xml(link), "word/document.xml": _xml(document)}
    )


def _embedded(parts: Parts) -> None:
    """A memo laid on a sheet as an icon."""
    memo = "電話メモ\n受付 6月3日 9時20分\n布勢川さん(71)　夫の暴力で昨夜から娘宅に避難\n薬が二日分しかない"
    parts["xl/embeddings/Microsoft_Word_Document1.docx"] = _document(memo)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    drawing = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    defaults = (
        f'<Default Extension="docx" ContentType="{kind}"/><Default Extension="vml" ContentType="{drawing}"/>'
    )
    _replaced(parts, "[Content_Types].xml", "<Override ", f"{defaults}<Override ")
    icon = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025" type="#_x0000_t75" '
        'style="position:absolute;width:64pt;height:48pt"><x:ClientData ObjectType="Pict">'
        "<x:Anchor>7,0,4,0,8,0,7,0</x:Anchor></x:ClientData></v:shape></xml>"
    )
    parts["xl/drawings/vmlDrawing1.vml"] = icon.encode()
    sheet = "xl/worksheets/sheet6.xml"
    shape = _related(parts, sheet, "vmlDrawing", "../drawings/vmlDrawing1.vml")
    memo_link = _related(parts, sheet, "package", "../embeddings/Microsoft_Word_Document1.docx")
    held = (
        f'<oleObject progId="Word.Document.12" dvAspect="DVASPECT_ICON" shapeId="1025" r:id="{memo_link}"/>'
    )
    _appended(parts, 6, f'<legacyDrawing r:id="{shape}"/><oleObjects>{held}</oleObjects>')


def _pivot(parts: Parts) -> None:
    """A pivot table's cache outlives the sheet that it was made from."""
    people = ("加知 徳一", "小別所 ミヨ", "来海 茂")
    items = "".join(f'<s v="{name}"/>' for name in people)
    fields = (
        f'<cacheFields count="2"><cacheField name="対象者" numFmtId="0"><sharedItems count="{len(people)}">{items}'
        '</sharedItems></cacheField><cacheField name="回数" numFmtId="0"><sharedItems containsSemiMixedTypes="0" '
        'containsString="0" containsNumber="1" containsInteger="1" minValue="2" maxValue="9"/></cacheField>'
        "</cacheFields>"
    )
    source = '<cacheSource type="worksheet"><worksheetSource ref="A1:B4" sheet="訪問"/></cacheSource>'
    counts = (4, 9, 2)
    lines = "".join(f'<r><x v="{place}"/><n v="{count}"/></r>' for place, count in enumerate(counts))
    parts["xl/pivotCache/pivotCacheRecords1.xml"] = _xml(
        f'<pivotCacheRecords xmlns="{MAIN}" count="{len(counts)}">{lines}</pivotCacheRecords>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCache"
    cache_part = "xl/pivotCache/pivotCacheDefinition1.xml"
    records = _related(parts, cache_part, "pivotCacheRecords", "pivotCacheRecords1.xml")
    parts[cache_part] = _xml(
        f'<pivotCacheDefinition xmlns="{MAIN}" {LINKED} r:id="{records}" recordCount="{len(counts)}">'
        f"{source}{fields}</pivotCacheDefinition>"
    )
    _declared(parts, cache_part, f"{kind}Definition+xml")
    _declared(parts, "xl/pivotCache/pivotCacheRecords1.xml", f"{kind}Records+xml")
    number = _related(
        parts, "xl/workbook.xml", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"
    )
    caches = f'<pivotCaches><pivotCache cacheId="1" r:id="{number}"/></pivotCaches>'
    _replaced(parts, "xl/workbook.xml", "</workbook>", f"{caches}</workbook>")


def _manager(parts: Parts) -> None:
    _replaced(parts, "docProps/app.xml", "<Company>", "<Manager>阿武隈 章</Manager><Company>")


def _extra_column(table: list[list[str]]) -> None:
    table[0].append("memo")
    for number, row in enumerate(table[1:]):
        row.append("弟から毎朝電話がある人（元消防団長、酒屋の二階）" if number == 2 else "")


def _signature(table: list[list[str]]) -> None:
    """A cell of several lines: the end of a mail came along."""
    signed = "一部実施。\n--\n木下谷 あかり\nAkari KINOSHITADANI\nakari.k@town.example.jp"
    table[5][table[0].index("comment")] = signed


PASTED_PDF = "（別添）\n　世　帯　調　書\n電　話　0 8 5 8 -\n7 6 - 0 1\n8 9\n続　柄　　本人"

# ---------------------------------------------------------------- the sixty

# Kind for the rates, what it is, place, what it says, bytes.
Told = tuple[str, str, str, str, File]

PERSONAL: tuple[Told, ...] = (
    (
        "name",
        "rare surname with 様",
        "F6 取組内容",
        "五十里様, twice, in the voice of a case record",
        answered(
            "F6",
            "action",
            "10/2 五十里様宅へ包括と同行訪問。十一月は五十里様の希望で居場所の料理の日に参加した。",
        ),
    ),
    (
        "name",
        "name in half-width kana",
        "F4 備考",
        "ｻｶｷﾊﾞﾗ ﾄﾖ, as the resident ledger prints it",
        answered("F4", "comment", "ｻｶｷﾊﾞﾗ ﾄﾖ(再掲)の分は同意書の写しを別に保管", row=4),
    ),
    (
        "name",
        "name in capitals of the alphabet",
        "F6 背景",
        "K. WATARAI, the eldest son, who came to the counter",
        answered("F6", "background", "K. WATARAI(長男)から窓口に申出があり、庁内で受け止める先を決めた。"),
    ),
    (
        "name",
        "full name without any title",
        "F2 その他内容",
        "a local historian who takes part on his own: 久留宮達男",
        answered("F2", "other_detail", "郷土史研究 久留宮達男", row=-1, also={"agency_code": "A90"}),
    ),
    (
        "name",
        "a resident's home as a name of a body",
        "F1 会議体名称",
        "平田キヨ子宅: a salon held at a named person's home",
        answered("F1", "body_name", "平田キヨ子宅ふれあいサロン連絡会", row=-1),
    ),
    (
        "name",
        "post and surname of an official",
        "F0 担当部署",
        "係長 鵜飼 after the department",
        answered("F0", "dept_name", "福祉保健課 地域福祉係長 鵜飼"),
    ),
    (
        "name",
        "by-name of an old woman and her niece's pet name",
        "F6 工夫",
        "しげばあ of the tofu shop and みっちゃん",
        answered(
            "F6", "device", "豆腐屋の「しげばあ」に語り部を頼み、送り迎えは姪のみっちゃんにお願いした。"
        ),
    ),
    (
        "name",
        "old characters set wide",
        "F6 成果",
        "渡 邉 德 藏 with full-width spaces between the characters",
        answered("F6", "result", "渡　邉　德　藏　は三か月後に農園で働き始め、見守りは終結した。"),
    ),
    (
        "name",
        "name in a title",
        "F6 事例名",
        "a woman's own field: 金戸マツヨさんの畑",
        answered("F6", "title", "金戸マツヨさんの畑から広がる居場所"),
    ),
    (
        "name",
        "another municipality's official",
        "FP 備考",
        "the prefecture notes who spoke: 寺谷主任",
        answered("FP", "comment", "智頭町の寺谷主任が説明、質疑は30分", row=-1, lg=PREFECTURE),
    ),
    (
        "life",
        "summary made by a language model",
        "F6 課題・学び",
        "Bさん with sex, age, hamlet, former work and a death in the family",
        answered(
            "F6",
            "challenge",
            "【要約】対象者: Bさん(女性・82歳・元小学校教員)。一昨年に長男を水難事故で亡くし、"
            "下俣野で一人暮らし。## 考察: 弔問を機に近隣との行き来が途絶えた点が重要です。",
        ),
    ),
    (
        "life",
        "last household of a hamlet",
        "F6 背景",
        "mother of ninety-one and a son who hunts, the only ones who stay in winter",
        answered(
            "F6",
            "background",
            "上板谷で冬を越すのは今や一軒で、九十一になる母と猟師の息子が雪囲いの中で暮らしている。",
        ),
    ),
    (
        "life",
        "the single household counted",
        "F4 備考",
        "a foreign father on his own who left technical training",
        answered(
            "F4",
            "comment",
            "該当は1世帯のみ（縫製工場をやめたベトナム出身の父と年長の子、町営住宅）",
            row=9,
        ),
    ),
    (
        "life",
        "illness of a known man's wife",
        "F6 継続の仕組み",
        "the district head's wife has dementia; the former postmaster holds the key",
        answered(
            "F6",
            "sustain",
            "去年から区長の奥さんの認知症が進んだため、鍵は隣の元郵便局長が預かって続けている。",
        ),
    ),
    (
        "life",
        "bereaved by a fire",
        "F0 修正理由",
        "the man in his seventies whose wife died in the fire of November",
        answered(
            "F0",
            "revision_reason",
            "11月の火事で妻を亡くした別所の七十代男性の1件を、上期から下期へ移したため",
            also={"revision_no": 2},
        ),
    ),
    (
        "life",
        "diagnosis of a grown-up son",
        "F6 成果",
        "the second son (38), schizophrenia, pension of the second grade",
        answered(
            "F6",
            "result",
            "10年こもっていた次男(38)は統合失調症と分かり、2月に町立病院へ入院、障害年金2級が決まった。",
        ),
    ),
    (
        "number",
        "telephone in Chinese numerals",
        "F4 備考",
        "〇八五八(七六)〇一二三 of the person concerned",
        answered("F4", "comment", "本人は日中不在、〇八五八（七六）〇一二三に夜かける", row=12),
    ),
    (
        "number",
        "telephone without area code",
        "F6 継続の仕組み",
        "76-0145, the sister's home",
        answered("F6", "sustain", "鍵が開いていないときは76-0145（妹の家）に知らせる約束になっている。"),
    ),
    (
        "number",
        "mobile telephone written for abroad",
        "F2 その他内容",
        "full-width +81 number of a volunteer",
        answered(
            "F2",
            "other_detail",
            "通訳ボランティア（＋８１　９０　１２３４　５６７８）",
            row=-1,
            also={"agency_code": "A90"},
        ),
    ),
    (
        "address",
        "home by lot number",
        "F6 取組内容",
        "字中河原一二三番地四 without a municipality",
        answered(
            "F6", "action", "外出が難しいため、字中河原一二三番地四へ週に一度、弁当と回覧を届けている。"
        ),
    ),
    (
        "birth",
        "date of birth with level of care",
        "F4 備考",
        "S22.3.5生, 要支援2",
        answered("F4", "comment", "対象1名(S22.3.5生、要支援2)。同意は口頭", row=14),
    ),
    (
        "number",
        "individual number (My Number)",
        "F6 成果",
        "twelve digits in groups of four",
        answered("F6", "result", "窓口で控えた番号 1234 5678 9018 により、還付の手続まで進んだ。"),
    ),
    (
        "online",
        "link to a private LINE account",
        "F6 公開ページ",
        "line.me address with an id instead of a public page",
        answered("F6", "public_url", "https://line.me/ti/p/~mitsu1947k"),
    ),
    (
        "online",
        "e-mail address with アット",
        "F6 背景",
        "matsu.kaneto アット mail.example.ne.jp",
        answered(
            "F6", "background", "代表者の matsu.kaneto アット mail.example.ne.jp に相談が集まっていた。"
        ),
    ),
    (
        "number",
        "car",
        "F6 課題・学び",
        "number plate of somebody who sleeps in the car",
        answered(
            "F6", "challenge", "道の駅で車中泊（鳥取580 さ 12-34、白の軽）を続ける方への声かけの時間帯。"
        ),
    ),
    (
        "number",
        "insured person's number",
        "F4 備考",
        "介護 被保番 0001234567",
        answered("F4", "comment", "介護の被保番０００１２３４５６７は転出により除いた", row=6),
    ),
    (
        "number",
        "number of a household in the resident register",
        "F0 修正理由",
        "宛名 and 世帯 numbers of one household",
        answered(
            "F0", "revision_reason", "宛名00047123・世帯00012390の重複を除いたため", also={"revision_no": 2}
        ),
    ),
    (
        "name",
        "name in a cell for a number",
        "F5 値",
        "3（うち鹿野さん2）",
        edited(_in_cell("様式5_支援・相談", "値", "3（うち鹿野さん2）", row=9)),
    ),
    (
        "life",
        "child of a small school",
        "F3 つなぎ件数",
        "the one case is a girl of the fifth year of a named school",
        edited(_in_cell("様式3_連携", "つなぎ件数", "1(下郷小5年の女の子)", row=4)),
    ),
    (
        "split",
        "surname and given name in two columns",
        "beside the table of F3",
        "姓 越智, 名 ハルヱ: pasted from a ledger",
        edited(_beside("様式3_連携", ("姓", "名"), ("越智", "ハルヱ"), ("由良", "宗一"))),
    ),
    (
        "split",
        "telephone over three cells",
        "below the table of F5",
        "0858 / 76 / 0167 as numbers, the zeros shown by nobody",
        edited(_below("様式5_支援・相談", ("TEL", 858, 76, 167))),
    ),
    (
        "number",
        "mobile telephone that lost its zero",
        "beside the table of F7",
        "9012348765 as a number under 携帯",
        edited(_beside("様式7_研修", ("携帯",), (9012348765,))),
    ),
    (
        "split",
        "name in upright writing",
        "below the table of F1",
        "one character in each cell, downward: 薬袋ゆき",
        edited(_below("様式1_会議体", *((letter,) for letter in "担当薬袋ゆき"))),
    ),
    (
        "split",
        "telephone broken by a converter of PDF",
        "記入要領",
        "digits with spaces and line breaks between them",
        edited(_below("記入要領", (PASTED_PDF,))),
    ),
    (
        "address",
        "home addresses",
        "hidden column of F2",
        "three addresses in Chinese numerals under 送付先",
        edited(_hidden_column),
    ),
    (
        "life",
        "absent child and her family",
        "hidden row of F4",
        "school, year, class of four, the parents' work",
        edited(_hidden_row),
    ),
    (
        "birth",
        "dates of birth",
        "sheet that Excel does not list",
        "three days as serial numbers with sex",
        edited(_very_hidden),
    ),
    ("workbook", "surname with さん", "name of a sheet", "佐治さん聞き取り", edited(_sheet_name)),
    (
        "workbook",
        "kin who called, in kana",
        "text of a comment",
        "オグラさん(妹), when to call back",
        edited(_call_memo),
    ),
    (
        "workbook",
        "official as author",
        "author of a comment",
        "城戸口 陽介 under a harmless remark",
        edited(_comment_author),
    ),
    ("workbook", "care coordinator's name", "footer", "門脇みのり, who made the sheet", edited(_footer)),
    (
        "workbook",
        "name in the alphabet, surname first",
        "last modified by",
        "TSUBOI Naoko",
        edited(_romaji_modifier),
    ),
    (
        "package",
        "head of a division",
        "manager of the file",
        "阿武隈 章 in docProps/app.xml",
        packed(_manager),
    ),
    (
        "workbook",
        "surname with extension and direct line",
        "message of a data validation",
        "田儀(内線214), 直通75-0143",
        edited(_prompt),
    ),
    ("workbook", "e-mail address", "target of a hyperlink", "mailto behind 問い合わせ", edited(_mail_link)),
    (
        "package",
        "three people of a named family",
        "text box",
        "尾﨑家 of 大字奥上 and where they went",
        packed(_text_box),
    ),
    (
        "package",
        "reading of a name",
        "furigana of a cell",
        "タカナシミツエ, left by the keyboard",
        packed(_furigana),
    ),
    (
        "package",
        "official in a thread",
        "list of persons of threaded comments",
        "蓮佛 晴美 with her account",
        packed(_persons, on=edited(_threaded)),
    ),
    ("package", "client and guarantor", "string that no cell shows", "鹿野谷 房子, 義一", packed(_orphan)),
    (
        "package",
        "client as a folder",
        "path that a book was saved under",
        "多鯰孝一 under kusunoki.mai",
        packed(_saved_where),
    ),
    (
        "package",
        "name and level of care",
        "cells kept of another book",
        "大呂 ハツエ, 要介護3",
        packed(_another_book),
    ),
    (
        "package",
        "violence at home",
        "embedded document",
        "memo of a call: 布勢川さん(71) has fled",
        packed(_embedded),
    ),
    (
        "package",
        "woman at her home",
        "alternative text of a picture",
        "宮前トキエ宅の縁側",
        packed(_alternative_text, on=edited(_photographed)),
    ),
    (
        "package",
        "place of a home",
        "EXIF of a photograph",
        "position and Minoru Kadowaki",
        edited(_place_of_home),
    ),
    ("package", "clients visited", "labels kept in a chart", "安養寺 千鶴 and two others", edited(_chart)),
    (
        "package",
        "client and day of visit",
        "name of a picture in the package",
        "佐々布よし子様_20250612訪問",
        packed(_picture_name, on=edited(_photographed)),
    ),
    ("workbook", "telephone put together", "formula without a value", "0858 & 76 & 0134", edited(_formula)),
    (
        "package",
        "clients of a pivot table",
        "cache of a pivot table",
        "加知 徳一, 小別所 ミヨ, 来海 茂",
        packed(_pivot),
    ),
    (
        "csv",
        "former head of the fire brigade",
        "column added to a CSV",
        "who is called by his brother every morning, and lives above the liquor shop",
        listed("313289_F3_2025H1_r1.csv", _extra_column),
    ),
    (
        "csv",
        "signature of a mail",
        "cell of several lines in a CSV (CP932)",
        "木下谷 あかり with romaji and address",
        listed("313289_F4_2025FY_r1.csv", _signature, encoding="cp932"),
    ),
)

# ---------------------------------------------------------------- pieces of the harmless files


def _office_properties(book: Workbook) -> None:
    book.properties.creator = "智頭町役場 福祉課"
    book.properties.lastModifiedBy = "福祉課共有端末3"
    book.properties.keywords = "孤独・孤立;重層;様式"


def _office_comment(book: Workbook) -> None:
    page = book["様式5_支援・相談"]
    page["C3"].comment = Comment("単位は件・延べ。前年度の値は令和6年度版(2024-10-31確定)を参照。", "福祉課")


def _office_footer(book: Workbook) -> None:
    page = book["様式3_連携"]
    page.oddFooter.left.text = "智頭町 福祉課 文書番号 智福第0857-12号"
    page.oddFooter.right.text = "&P / &N"


def _ages(book: Workbook) -> None:
    page = book.create_sheet("計算用")
    page.append(["年齢階級", "男", "女", "単身世帯"])
    for line in (["65〜69歳", 212, 240, 61], ["70〜74歳", 251, 277, 83], ["75〜79歳", 190, 238, 90]):
        page.append(line)
    page.append(["80歳以上", 301, 544, 178])
    page.sheet_state = "hidden"


def _law_link(book: Workbook) -> None:
    cell = book["記入要領"]["A3"]
    cell.hyperlink = "https://laws.e-gov.go.jp/law/505AC0000000045"


def _notices(table: list[list[str]]) -> None:
    column = table[0].index("comment")
    table[3][column] = "府孤推第32号・社援地発0624第5号(R6.6.24)を関係4課で供覧"
    table[8][column] = "国道373号と県道6号の沿線3地区で試行、残る9地区は2026年度"


def _cafe(table: list[list[str]]) -> None:
    column = table[0].index("action")
    table[1][column] = (
        "第1・第3木曜の10:00〜11:30に「喫茶もみじ」を開き、80代から小学生まで毎回15人前後が集う。"
    )


# ---------------------------------------------------------------- the forty

HARMLESS: tuple[Told, ...] = (
    (
        "harmless",
        "places called like families",
        "F1 会議体名称",
        "wards, not people",
        answered("F1", "body_name", "渡辺・中村・三田地区合同地域ケア会議", row=-1),
    ),
    (
        "harmless",
        "association of a shopping street",
        "F1 会議体名称",
        "高橋 is the street's name",
        answered("F1", "body_name", "高橋通り商店街振興組合見守り部会", row=-1),
    ),
    (
        "harmless",
        "branch office",
        "F1 主担当部局(その他)",
        "山田支所, an office in a place of that name",
        answered("F1", "host_other", "山田支所 市民福祉室", row=-1, also={"host_dept": "I9"}),
    ),
    (
        "harmless",
        "clinic and pharmacy",
        "F2 その他内容",
        "firms named after their founders",
        answered(
            "F2", "other_detail", "医療法人 佐藤内科クリニック、田中薬局", row=-1, also={"agency_code": "A90"}
        ),
    ),
    (
        "harmless",
        "law firm",
        "F2 その他内容",
        "a firm's name",
        answered(
            "F2", "other_detail", "森・藤井法律事務所（法人として参画）", row=-1, also={"agency_code": "A90"}
        ),
    ),
    (
        "harmless",
        "homes and nurseries called like girls",
        "F2 その他内容",
        "のぞみ, めぐみ, あゆみ, まこと are institutions",
        answered(
            "F2",
            "other_detail",
            "社会福祉法人のぞみ会（めぐみ園・あゆみ園・まこと学園）",
            row=-1,
            also={"agency_code": "A90"},
        ),
    ),
    (
        "harmless",
        "corporate number",
        "F2 その他内容",
        "the thirteen digits of a public body, published by the tax agency",
        answered(
            "F2", "other_detail", "鳥取県（法人番号7000020310000）", row=-1, also={"agency_code": "A90"}
        ),
    ),
    (
        "harmless",
        "roles without a person",
        "F0 担当部署",
        "会長 and 事務局 of the council beside the department",
        answered("F0", "dept_name", "福祉課（会長：福祉部長、事務局：社会福祉協議会）"),
    ),
    (
        "harmless",
        "sections called like girls",
        "F0 担当部署",
        "みらい課 ひかり係",
        answered("F0", "dept_name", "健康こども部 みらい課 ひかり係"),
    ),
    (
        "harmless",
        "numbers of forms and articles",
        "F0 修正理由",
        "3-2-1 and 106条の6第5項",
        answered(
            "F0",
            "revision_reason",
            "集計表3-2-1に第106条の6第5項の件数が入っていたため（様式5 N05）",
            also={"revision_no": 2},
        ),
    ),
    (
        "harmless",
        "date of a meeting",
        "F0 修正理由",
        "the day on which the figures were fixed",
        answered(
            "F0",
            "revision_reason",
            "令和7年5月14日の部会で確定した値に差し替えたため",
            also={"revision_no": 2},
        ),
    ),
    (
        "harmless",
        "laws and a notice of the municipality",
        "F4 備考",
        "numbers of laws with eras",
        answered(
            "F4",
            "comment",
            "昭和26年法律第45号、令和5年法律第45号及び令和7年3月25日告示第18号の要綱による",
            row=4,
        ),
    ),
    (
        "harmless",
        "budget item and draft number",
        "F4 備考",
        "codes with hyphens",
        answered("F4", "comment", "予算科目03-01-02-0412、起案2025-0714-0031で決裁済み", row=7),
    ),
    (
        "harmless",
        "households by age",
        "F4 備考",
        "counts of the census",
        answered("F4", "comment", "70歳以上の単身世帯1,204、うち80歳以上412（国勢調査）を対象に案内", row=9),
    ),
    (
        "harmless",
        "number of an establishment",
        "F4 備考",
        "ten digits of a care office, published by the prefecture",
        answered("F4", "comment", "介護保険事業所番号3171400123の事業所まで広げた", row=11),
    ),
    (
        "harmless",
        "names of programmes",
        "F6 事例名",
        "おとなりさん and お父さん are in the title",
        answered("F6", "title", "「おとなりさん運動」と「お父さんの台所」"),
    ),
    (
        "harmless",
        "8050",
        "F6 事例名",
        "the social question, no household",
        answered("F6", "title", "8050世帯への早めの声かけ"),
    ),
    (
        "harmless",
        "shares by age",
        "F6 背景",
        "statistics of consultations",
        answered(
            "F6",
            "background",
            "相談は40代から50代が全体の38.5%、65歳以上が21.0%を占め、20代は3.2%にとどまった。",
        ),
    ),
    (
        "harmless",
        "residents' associations",
        "F6 背景",
        "福田, 三浦, 大野 are wards",
        answered("F6", "background", "福田町・三浦町・大野町の三つの自治会で担い手が足りなくなっていた。"),
    ),
    (
        "harmless",
        "half-width kana that names nobody",
        "F6 背景",
        "words of care in half-width kana",
        answered("F6", "background", "ﾃﾞｲｻｰﾋﾞｽ､ｹｱﾏﾈ､ﾌﾟﾗｯﾄﾌｫｰﾑのﾒﾝﾊﾞｰで、役割の重なりが多かった。"),
    ),
    (
        "harmless",
        "terms that carry a name",
        "F6 取組内容",
        "Biestek, UCLA, Alzheimer, Down as terms",
        answered(
            "F6",
            "action",
            "バイステックの7原則とUCLA孤独感尺度を学び、アルツハイマー型認知症とダウン症の家族会の話を聴いた。",
        ),
    ),
    (
        "harmless",
        "firms that carry a name",
        "F6 取組内容",
        "大和, 鈴木, 本田, 松下 as firms",
        answered(
            "F6",
            "action",
            "大和運輸、鈴木自動車、本田モータース、松下電器商会の四社と見守りの協定を結んだ。",
        ),
    ),
    (
        "harmless",
        "timetable",
        "F6 取組内容",
        "hours and weekdays",
        answered(
            "F6", "action", "毎月第2・第4水曜の10:00-11:30に受付、13:30-15:00に交流、15:00-15:20に片付け。"
        ),
    ),
    (
        "harmless",
        "national dial number",
        "F6 工夫",
        "#9999 and 188, numbers of public lines",
        answered(
            "F6", "device", "孤独・孤立相談ダイヤル「#9999」と消費者ホットライン188を載せた札を全戸に配った。"
        ),
    ),
    (
        "harmless",
        "Aさん of teaching material",
        "F6 工夫",
        "invented and said to be so, as the form asks",
        answered(
            "F6",
            "device",
            "架空の「Aさん」「Bさん」の教材で検討した（個人が特定されないよう加工したもの）。",
            also={"person_detail": "Q1"},
        ),
    ),
    (
        "harmless",
        "sums and long numbers",
        "F6 成果",
        "yen and totals",
        answered("F6", "result", "延べ1,234人（前年度比+12.3%）、費用12345678円、満足度は5点中4.5であった。"),
    ),
    (
        "harmless",
        "prefectures and universities called like families",
        "F6 成果",
        "山口, 石川, 福島, 松本, 宮崎",
        answered("F6", "result", "松本大学と山口県・石川県・福島県・宮崎県小林市の職員が視察に訪れた。"),
    ),
    (
        "harmless",
        "names of bodies in the alphabet",
        "F6 成果",
        "Men's Shed, Mori no Ie, Link Worker",
        answered(
            "F6",
            "result",
            "Men's Shed Tottori、Cafe Mori no Ie、Link Workerの仕組みを紹介し、Tottori City Hallで展示した。",
        ),
    ),
    (
        "harmless",
        "words for personal information",
        "F6 課題・学び",
        "the words alone, no value",
        answered(
            "F6",
            "challenge",
            "氏名・生年月日・電話番号・住所・個人番号・口座を書かない様式に改め、名簿の保管も見直した。",
        ),
    ),
    (
        "harmless",
        "contract of several years",
        "F6 継続の仕組み",
        "社会福祉法人 中村会 and years with a hyphen",
        answered(
            "F6", "sustain", "社会福祉法人中村会と複数年契約（2025-2027年度、契約第07-118号）を結んだ。"
        ),
    ),
    (
        "harmless",
        "letters of chairpersons without names",
        "F6 継続の仕組み",
        "会長 and 事務局長 as roles",
        answered(
            "F6",
            "sustain",
            "民生委員児童委員協議会会長と自治連合会会長の連名で依頼し、事務局長会議で毎年確認する。",
        ),
    ),
    (
        "harmless",
        "public page with many digits",
        "F6 公開ページ",
        "an address of the prefecture",
        answered("F6", "public_url", "https://www.pref.tottori.lg.jp/secure/1234567/20250714_0902.pdf"),
    ),
    (
        "harmless",
        "areas and numbered papers",
        "FP 備考",
        "three areas, a number with hyphens",
        answered(
            "FP", "comment", "東部・中部・西部の3圏域で開催、資料番号2025-07-14-03", row=-1, lg=PREFECTURE
        ),
    ),
    (
        "harmless",
        "office as author",
        "properties of the file",
        "department and shared computer",
        edited(_office_properties),
    ),
    ("harmless", "remark on units", "comment", "by the department, with a date", edited(_office_comment)),
    ("harmless", "document number", "footer", "department and number of a document", edited(_office_footer)),
    ("harmless", "table of age groups", "hidden sheet", "counts by age and sex", edited(_ages)),
    (
        "harmless",
        "number of a law",
        "target of a hyperlink",
        "e-Gov address with fifteen characters",
        edited(_law_link),
    ),
    (
        "harmless",
        "notices and roads",
        "CSV of F4",
        "numbers of notices and of roads",
        listed("313289_F4_2025FY_r1.csv", _notices),
    ),
    (
        "harmless",
        "name of a café and hours",
        "CSV of F6 (CP932)",
        "喫茶もみじ, hours, age groups",
        listed("313289_F6_2025FY_r1.csv", _cafe, encoding="cp932"),
    ),
)

# ---------------------------------------------------------------- the set


def _numbered(letter: str, told: tuple[Told, ...]) -> dict[str, Told]:
    return {f"third-{letter}{number:02}": one for number, one in enumerate(told, start=1)}


TOLD = _numbered("p", PERSONAL) | _numbered("h", HARMLESS)

# What each file holds, where, in one line.
SAYS = {name: f"{place}: {what}. {says}" for name, (_, what, place, says, _) in TOLD.items()}

CASES = [
    (name, kind, file.make, name.startswith("third-p"), file.name) for name, (kind, *_, file) in TOLD.items()
]


CLEAN_NAME = f"{TOWN}_{YEAR}_r1.xlsx"


def CLEAN() -> bytes:
    """The submission that every file was made from."""
    return _printed(TOWN, rows_of(TOWN))


# ---------------------------------------------------------------- the set itself is looked at


def _unopened(name: str, data: bytes) -> str:
    """Why a file does not open; empty if it does."""
    try:
        if name.endswith(".csv"):
            text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp932")
            widths = {len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)}
            return "" if len(widths) == 1 else f"rows of different width {sorted(widths)}"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    ElementTree.fromstring(archive.read(part))
            if broken := archive.testzip():
                return f"{broken} is broken"
        openpyxl.load_workbook(io.BytesIO(data)).close()
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return ""


def faults() -> list[str]:
    """What is wrong with the set: nothing, or a line for each fault."""
    told = [f"{name}: {why}" for name, _, make, _, file in CASES if (why := _unopened(file, make()))]
    if (len(PERSONAL), len(HARMLESS)) != (60, 40):
        told.append(f"{len(PERSONAL)} personal and {len(HARMLESS)} harmless files")
    kinds = [(what, place) for _, what, place, *_ in TOLD.values()]
    told += [
        f"twice: {what}, {place}" for what, place in sorted({one for one in kinds if kinds.count(one) > 1})
    ]
    return told


if __name__ == "__main__":
    found = faults()
    print("\n".join(found) or f"{len(CASES)} files open")
    sys.exit(bool(found))
