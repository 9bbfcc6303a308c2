"""A fifth set for the door: 40 files that hold something personal, and 60 ordinary ones.

Every person, number, address and hamlet is invented. Written without sight of the patterns.

`python -m tests.etl.privacy.fifth` makes every file, opens it, and says what does not open.
"""

# ruff: noqa: E501 -- a case is one line

import io
import sys
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import NamedStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.etl.privacy.sent import (
    CATALOGUE,
    NAME,
    add_part,
    beside,
    book,
    cell,
    clean,
    csv,
    drawing,
    parts,
    relate,
    written,
)

Held = dict[str, bytes]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BOOK = "xl/workbook.xml"
CSV_NAME = "312011_F3_2024H2_r1.csv"


# ---------------------------------------------------------------- helpers


def sheet(opened: Any, form: str) -> Any:
    """The sheet of a form."""
    return opened[CATALOGUE.forms[form].sheet]


def swap(held: Held, name: str, old: str, new: str) -> None:
    """A piece of a part in place of another, which must be there."""
    text = held[name].decode()
    assert old in text, f"{name} has no {old}"
    held[name] = text.replace(old, new, 1).encode()


def link(held: Held, rels: str, kind: str, target: str, rid: str) -> None:
    """A relation from the workbook or the package."""
    entry = f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"/></Relationships>'
    swap(held, rels, "</Relationships>", entry)


def of_book(held: Held, name: str, data: bytes | str, content: str, kind: str, rid: str = "rId901") -> None:
    """A part that hangs on the workbook (name below xl/)."""
    add_part(held, f"xl/{name}", data, content)
    link(held, "xl/_rels/workbook.xml.rels", kind, name, rid)


def default(held: Held, extension: str, content: str) -> None:
    """The content type of an extension."""
    entry = f'<Default Extension="{extension}" ContentType="{content}"/><Override'
    swap(held, "[Content_Types].xml", "<Override", entry)


def core(**words: str) -> Callable[[Held], None]:
    """Words of the core properties."""

    def change(held: Held) -> None:
        given = "".join(
            f"<{k.replace('_', ':')}>{escape(v)}</{k.replace('_', ':')}>" for k, v in words.items()
        )
        held["docProps/core.xml"] = (
            HEAD + "<cp:coreProperties "
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{given}'
            '<dcterms:created xsi:type="dcterms:W3CDTF">2025-04-07T00:31:12Z</dcterms:created>'
            '<dcterms:modified xsi:type="dcterms:W3CDTF">2025-04-21T07:58:40Z</dcterms:modified>'
            "</cp:coreProperties>"
        ).encode()

    return change


def custom(words: dict[str, str]) -> Callable[[Held], None]:
    """Custom properties."""

    def change(held: Held) -> None:
        body = "".join(
            f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{escape(k)}">'
            f"<vt:lpwstr>{escape(v)}</vt:lpwstr></property>"
            for n, (k, v) in enumerate(words.items(), 2)
        )
        add_part(
            held,
            "docProps/custom.xml",
            HEAD
            + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
            f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{body}</Properties>',
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        )
        link(held, "_rels/.rels", f"{OFFICE}/custom-properties", "docProps/custom.xml", "rId901")

    return change


def where(folder: str) -> Callable[[Held], None]:
    """The folder that Excel remembers the workbook by."""

    def change(held: Held) -> None:
        swap(
            held,
            BOOK,
            "<bookViews>",
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:Choice Requires="x15"><x15ac:absPath url="{escape(folder)}" '
            'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice>'
            "</mc:AlternateContent><bookViews>",
        )
        swap(
            held,
            BOOK,
            "<workbook ",
            '<workbook xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" ',
        )

    return change


def custom_xml(body: str) -> Callable[[Held], None]:
    """An item of custom XML, as document servers leave it."""

    def change(held: Held) -> None:
        held["customXml/item1.xml"] = (HEAD + body).encode()
        link(held, "xl/_rels/workbook.xml.rels", f"{OFFICE}/customXml", "../customXml/item1.xml", "rId902")

    return change


def printer(device: str, form: str = "F3") -> Callable[[Held], None]:
    """Settings of a printer (DEVMODEW: the device's name, 64 bytes, then numbers)."""

    def change(held: Held) -> None:
        name = device.encode("utf-16le")[:62].ljust(64, b"\0")
        data = name + bytes.fromhex("0104000500dc003402c3ef800501000900") + b"\0" * 139
        add_part(held, "xl/printerSettings/printerSettings1.bin", data, f"{SHEETML}.printerSettings")
        relate(held, form, f"{OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin")

    return change


def pivot(field: str, items: list[str], records: bool = True) -> Callable[[Held], None]:
    """A cache of a pivot table with the items of its field."""

    def change(held: Held) -> None:
        shared = "".join(f'<s v="{escape(one)}"/>' for one in items)
        of_book(
            held,
            "pivotCache/pivotCacheDefinition1.xml",
            HEAD
            + f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedDate="45768.4" '
            f'createdVersion="8" refreshedVersion="8" minRefreshableVersion="3" recordCount="{len(items)}">'
            '<cacheSource type="worksheet"><worksheetSource ref="A1:B9" sheet="様式3_連携"/></cacheSource>'
            f'<cacheFields count="1"><cacheField name="{field}" numFmtId="0">'
            f'<sharedItems count="{len(items)}">{shared}</sharedItems></cacheField></cacheFields>'
            "</pivotCacheDefinition>",
            f"{SHEETML}.pivotCacheDefinition+xml",
            f"{OFFICE}/pivotCacheDefinition",
        )
        swap(
            held,
            BOOK,
            "</workbook>",
            '<pivotCaches><pivotCache cacheId="7" r:id="rId901"/></pivotCaches></workbook>',
        )
        rows = "".join(f'<r><x v="{n}"/></r>' for n in range(len(items)))
        add_part(
            held,
            "xl/pivotCache/pivotCacheRecords1.xml",
            HEAD + f'<pivotCacheRecords xmlns="{MAIN}" count="{len(items)}">{rows}</pivotCacheRecords>',
            f"{SHEETML}.pivotCacheRecords+xml",
        )
        held["xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels"] = (
            HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/pivotCacheRecords" Target="pivotCacheRecords1.xml"/></Relationships>'
        ).encode()

    return change


def thread(person: str, text: str, form: str = "F3", ref: str = "F2") -> Callable[[Held], None]:
    """A comment with answers, as Excel 365 keeps it, and who wrote it."""
    ns = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"

    def change(held: Held) -> None:
        who = "{6B1D0E52-8C0B-4B9F-9C55-0A6D7E3B1F20}"
        of_book(
            held,
            "persons/person.xml",
            HEAD + f'<personList xmlns="{ns}"><person displayName="{person}" id="{who}" userId="S-1-5-21" '
            'providerId="AD"/></personList>',
            "application/vnd.ms-excel.person+xml",
            f"{kind}/person",
        )
        add_part(
            held,
            "xl/threadedComments/threadedComment1.xml",
            HEAD + f'<ThreadedComments xmlns="{ns}"><threadedComment ref="{ref}" dT="2025-04-18T02:11:09.12" '
            f'personId="{who}" id="{{0C4A7D1B-7A11-4F0A-8E64-3D2B61C5A901}}"><text>{escape(text)}</text>'
            "</threadedComment></ThreadedComments>",
            "application/vnd.ms-excel.threadedcomments+xml",
        )
        relate(held, form, f"{kind}/threadedComment", "../threadedComments/threadedComment1.xml")

    return change


def both(*changes: Callable[[Held], None]) -> Callable[[], bytes]:
    """Several changes of one package."""

    def change(held: Held) -> None:
        for one in changes:
            one(held)

    return parts(change)


def note(form: str, ref: str, text: str, author: str) -> Callable[[], bytes]:
    """A note on a cell."""

    def change(opened: Any) -> None:
        sheet(opened, form)[ref].comment = Comment(text, author)

    return lambda: book(change)


def edited(change: Callable[[Any], Any]) -> Callable[[], bytes]:
    """Anything openpyxl does, in a case."""

    def run(opened: Any) -> None:
        change(opened)

    return lambda: book(run)


def several(*cells: tuple[str, Any]) -> Callable[[], bytes]:
    """Values in several columns of the first row."""

    def run(opened: Any) -> None:
        for place, value in cells:
            form, column = place.split(".")
            cell(opened, form, column).value = value

    return lambda: book(run)


def grid(form: str, rows: list[list[Any]], gap: int = 1, row: int = 2) -> Callable[[], bytes]:
    """A small table to the right of a form's, with empty columns between."""

    def run(opened: Any) -> None:
        target = sheet(opened, form)
        at = target.max_column + 1 + gap
        for down, line in enumerate(rows):
            for across, value in enumerate(line):
                target.cell(row + down, at + across).value = value

    return lambda: book(run)


def extra_sheet(title: str, rows: list[list[Any]], state: str = "visible") -> Callable[[], bytes]:
    """A further sheet."""

    def run(opened: Any) -> None:
        target = opened.create_sheet(title)
        for line in rows:
            target.append(line)
        target.sheet_state = state

    return lambda: book(run)


def ods(
    creator: str = "",
    annotation: tuple[str, str] | None = None,
    generator: str = "LibreOffice/24.2.7.2$Windows_X86_64",
) -> Callable[[], bytes]:
    """The submission as LibreOffice saves it, with a creator in the metadata and a note on a cell of form 3."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
    )

    def one(value: Any, extra: str) -> str:
        if value is None:
            return "<table:table-cell/>" if not extra else f"<table:table-cell>{extra}</table:table-cell>"
        if hasattr(value, "isoformat"):
            day = value.isoformat()[:10]
            return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}">{extra}<text:p>{value}</text:p></table:table-cell>'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{extra}{lines}</table:table-cell>'

    def make() -> bytes:
        opened = openpyxl.load_workbook(io.BytesIO(clean()))
        tables = []
        for target in opened.worksheets:
            lines = []
            for row in target.iter_rows():
                cells = []
                for held in row:
                    extra = ""
                    if annotation and target.title == CATALOGUE.forms["F3"].sheet and held.coordinate == "F2":
                        extra = (
                            f"<office:annotation><dc:creator>{annotation[0]}</dc:creator><dc:date>2025-04-18T11:02:00"
                            f"</dc:date><text:p>{annotation[1]}</text:p></office:annotation>"
                        )
                    cells.append(one(held.value, extra))
                lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
            look = "" if target.sheet_state == "visible" else ' table:style-name="taH"'
            tables.append(f'<table:table table:name="{target.title}"{look}>{"".join(lines)}</table:table>')
        content = (
            f'{HEAD}<office:document-content {names}><office:automatic-styles><style:style style:name="taH" '
            'style:family="table"><style:table-properties table:display="false"/></style:style>'
            f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(tables)}"
            "</office:spreadsheet></office:body></office:document-content>"
        )
        by = (
            f"<meta:initial-creator>{creator}</meta:initial-creator><dc:creator>{creator}</dc:creator>"
            if creator
            else ""
        )
        meta = (
            f"{HEAD}<office:document-meta {names}><office:meta><meta:generator>{generator}</meta:generator>{by}"
            "<dc:date>2025-04-21T16:40:11</dc:date><meta:editing-duration>PT42M10S</meta:editing-duration>"
            "<meta:editing-cycles>6</meta:editing-cycles></office:meta></office:document-meta>"
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        files = "".join(
            f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
            for path, media in [
                ("/", kind),
                *((p, "text/xml") for p in ("content.xml", "meta.xml", "styles.xml")),
            ]
        )
        target_file = io.BytesIO()
        with zipfile.ZipFile(target_file, "w", zipfile.ZIP_DEFLATED) as new:
            new.writestr("mimetype", kind, zipfile.ZIP_STORED)
            new.writestr("content.xml", content)
            new.writestr("meta.xml", meta)
            new.writestr(
                "styles.xml",
                f"{HEAD}<office:document-styles {names}><office:styles/></office:document-styles>",
            )
            new.writestr(
                "META-INF/manifest.xml",
                f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
                f'manifest:version="1.3">{files}</manifest:manifest>',
            )
        return target_file.getvalue()

    return make


def my_number(eleven: str) -> str:
    """Twelve digits with the right check digit."""
    total = sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(eleven), 1))
    rest = total % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


def ean(twelve: str) -> str:
    """Thirteen digits of an ISBN or JAN with the right check digit."""
    total = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(twelve))
    return twelve + str(-total % 10)


# ---------------------------------------------------------------- changes that need more than a line


def footer(opened: Any, left: str = "", centre: str = "", right: str = "", form: str = "F3") -> None:
    """Words at the foot of the printed page."""
    foot = sheet(opened, form).oddFooter
    foot.left.text, foot.center.text, foot.right.text = left or None, centre or None, right or None


def listed(opened: Any, formula: str, title: str, prompt: str) -> None:
    """A rule of entry on an empty column beside form 3."""
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.promptTitle, rule.prompt = title, prompt
    rule.add("P2:P40")
    sheet(opened, "F3").add_data_validation(rule)


def linked(opened: Any, ref: str, target: str, tip: str, form: str = "F4") -> None:
    """A link on a cell that keeps its text."""
    sheet(opened, form)[ref].hyperlink = Hyperlink(ref=ref, target=target, tooltip=tip)


def chart(opened: Any, title: str) -> None:
    """A chart of form 3's counts."""
    drawn = BarChart()
    target = sheet(opened, "F3")
    drawn.add_data(Reference(target, min_col=6, min_row=1, max_row=2), titles_from_data=True)
    drawn.title = title
    target.add_chart(drawn, "P8")


def formatted(opened: Any, code: str, form: str = "F3", column: str = "referral_count") -> None:
    """A number format on a count."""
    cell(opened, form, column).number_format = code


def named(opened: Any, name: str, value: str) -> None:
    """A defined name."""
    opened.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=value)


def ole(held: Held) -> None:
    """A memo that somebody dragged into the sheet."""
    text = "4/18 電話あり。棚橋ゆき江（字沖ノ原）、娘の携帯 080-4471-9036 へ折り返すこと".encode("utf-16le")
    data = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + text + b"\0" * 900
    default(held, "bin", "application/vnd.openxmlformats-officedocument.oleObject")
    held["xl/embeddings/oleObject1.bin"] = data
    relate(held, "F6", f"{OFFICE}/oleObject", "../embeddings/oleObject1.bin")


def outside(held: Held) -> None:
    """What was last seen in another workbook."""
    of_book(
        held,
        "externalLinks/externalLink1.xml",
        HEAD + f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="台帳"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="2">'
        '<cell r="A2" t="str"><v>羽咋 澄代</v></cell><cell r="B2" t="str"><v>S17.2.9</v></cell></row></sheetData>'
        "</sheetDataSet></externalBook></externalLink>",
        f"{SHEETML}.externalLink+xml",
        f"{OFFICE}/externalLink",
    )
    held["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="R6daicho.xlsx" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    swap(
        held,
        BOOK,
        "<definedNames>",
        '<externalReferences><externalReference r:id="rId901"/></externalReferences><definedNames>',
    )


def hidden_row(opened: Any) -> None:
    """A row put out of sight below form 4, not deleted."""
    target = sheet(opened, "F4")
    row = target.max_row + 3
    target.cell(row, 6).value = "（控え）三つ葉台の纐纈さん宅は次回訪問まで保留"
    target.row_dimensions[row].hidden = True


def subtotal(opened: Any) -> None:
    """A sum below form 3."""
    target = sheet(opened, "F3")
    row = target.max_row + 1
    target.cell(row, 1).value = "合計"
    for column in range(6, 12):
        letter = openpyxl.utils.get_column_letter(column)
        target.cell(row, column).value = f"=SUM({letter}2:{letter}{row - 1})"


def styles_of_years(opened: Any) -> None:
    """Names of styles that gather in an old workbook."""
    for name in (
        "標準 2",
        "標準 3 2",
        "桁区切り 2 3",
        "メモ 2",
        "パーセント 3",
        "見出し 1 2",
        "どちらでもない 2",
    ):
        opened.add_named_style(NamedStyle(name=name))


def calc_chain(held: Held) -> None:
    """The order in which Excel works out formulas."""
    of_book(
        held,
        "calcChain.xml",
        HEAD
        + f'<calcChain xmlns="{MAIN}"><c r="M2" i="4" l="1"/><c r="M3" i="4"/><c r="N2" i="4"/></calcChain>',
        f"{SHEETML}.calcChain+xml",
        f"{OFFICE}/calcChain",
    )


def theme(held: Held) -> None:
    """Fonts of a theme of 365."""
    name = "xl/theme/theme1.xml"
    text = held[name].decode()
    held[name] = text.replace("Cambria", "Aptos Display").replace("Calibri", "Aptos Narrow").encode()


def google(held: Held) -> None:
    """What an export from Google Sheets leaves out."""
    for name in ("docProps/core.xml", "docProps/app.xml"):
        del held[name]
    types = held["[Content_Types].xml"].decode()
    for name, kind in (("core", "package.core-properties"), ("app", "officedocument.extended-properties")):
        types = types.replace(
            f'<Override PartName="/docProps/{name}.xml" ContentType="application/vnd.openxmlformats-{kind}+xml"/>',
            "",
        )
    held["[Content_Types].xml"] = types.encode()
    held["_rels/.rels"] = (
        HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode()


def company(held: Held) -> None:
    """Words on who owns the copy of Excel."""
    swap(
        held,
        "docProps/app.xml",
        "<Company></Company>",
        "<Manager>地域福祉課長</Manager><Company>鳥取市役所</Company>",
    )
    swap(held, "docProps/app.xml", "12.0000", "16.0300")


def label_info(held: Held) -> None:
    """The label of confidentiality of Microsoft 365."""
    add_part(
        held,
        "docMetadata/LabelInfo.xml",
        HEAD
        + '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label '
        'id="{2b5e7c10-44a1-4d1f-9a56-90c1b76e0d38}" enabled="1" method="Standard" '
        'siteId="{71d09a3c-0f52-4c6e-8a3b-5de2f4479c11}" contentBits="0" removed="0"/></clbl:labelList>',
        "application/vnd.ms-office.classificationlabels+xml",
    )
    kind = "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels"
    link(held, "_rels/.rels", kind, "docMetadata/LabelInfo.xml", "rId903")


def arrays(held: Held) -> None:
    """Metadata of dynamic arrays."""
    of_book(
        held,
        "metadata.xml",
        HEAD
        + f'<metadata xmlns="{MAIN}" xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
        '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
        'cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
        '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/>'
        "</ext></extLst></bk></futureMetadata></metadata>",
        f"{SHEETML}.sheetMetadata+xml",
        f"{OFFICE}/sheetMetadata",
    )


def revision_ids(held: Held) -> None:
    """Identities that 365 gives to every sheet."""
    for name in [one for one in held if one.startswith("xl/worksheets/sheet")]:
        n = int("".join(c for c in name if c.isdigit()))
        swap(
            held,
            name,
            "<worksheet ",
            '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="xr" '
            'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
            f'xr:uid="{{00000000-0001-0000-{n:02d}00-000000000000}}" ',
        )


def filtered(opened: Any) -> None:
    """A filter on the heading of form 3."""
    sheet(opened, "F3").auto_filter.ref = "A1:K4"
    sheet(opened, "F3").auto_filter.add_filter_column(0, ["H1 4〜9月"])


def wide(opened: Any) -> None:
    """The area to print and the rows repeated on each page."""
    target = sheet(opened, "F3")
    target.print_area = "A1:K40"
    target.print_title_rows = "1:1"
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = 9


def coloured(opened: Any, formula: str) -> None:
    """A rule of colour."""
    sheet(opened, "F3").conditional_formatting.add("F2:F40", FormulaRule(formula=[formula], stopIfTrue=False))


def whole_number(opened: Any) -> None:
    """A rule of entry with a message."""
    rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    rule.errorTitle, rule.error = (
        "入力できない値です",
        "0以上の整数を半角で入力してください。秘匿のときは x を入力します。",
    )
    rule.promptTitle, rule.prompt = "記入のしかた", "件数は延べ数です。該当がないときは - とします。"
    rule.add("N2:N20")
    sheet(opened, "F3").add_data_validation(rule)


def nothing(opened: Any) -> None:
    """Opened and saved by openpyxl."""


F3_HEAD = [
    "period", "from_agency", "to_agency", "to_lg_code", "channel", "referral_count", "consent_count",
    "no_consent_legal_count", "consent_unknown_count", "established_count", "joint_support_count",
]  # fmt: skip
F3_ROW: list[Any] = ["H2", "A11", "A20", None, "C1", 31, 28, 0, 3, 14, 9]

CONTENT_TYPE = (
    '<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"><documentManagement>{}'
    "</documentManagement></p:properties>"
)


# ---------------------------------------------------------------- what is personal

PERSONAL: list[tuple[Any, ...]] = [
    # names
    ("p-kana-caller", "name", written("F6.action", "月末の茶話会は公民館の鍵を預かるクノウ　ハツミさんに声を掛けてから開けている。"), True),
    ("p-latin-ext", "name", written("F4.comment", "Contact: HIGASHIONNA Hiroko / ext 2417, or her deputy T. Suguro"), True),
    ("p-rare-chair", "name", written("F2.other_detail", "商店会（取りまとめ 四月朔日善之助）"), True),
    ("p-trainee", "name", written("F6.background", "ブー・ティ・ランさんが職場を離れて行き場を失ったことが、町として言葉の壁に向き合う契機となった。"), True),
    ("p-two-scripts", "name", written("F6.challenge", "通訳が 王秀芳 と 김은숙 の二人に偏り、どちらかが休むと窓口が止まる。"), True),
    ("p-dept-clerk", "name", written("F0.dept_name", "地域福祉課 共生係（主任・勝呂）"), True),
    ("p-body-chair", "name", written("F1.body_name", "つながり会議　座長＝玉造まどか"), True),
    ("p-coded-suffix", "name", written("F3.from_agency", "A11 佐分利さん経由"), True),
    # numbers and ways to reach somebody
    ("p-phone-kanji", "number", written("F6.sustain", "休むときの知らせは〇九〇の七七一二の四〇六三（世話役の家）へ、と回覧に刷っている。"), True),
    ("p-phone-numeric", "number", written("F5.value", 8066120935), True),
    ("p-insured", "number", written("F4.comment", "２件目は介保・被保番 ０００４１７７２３６ の方、重複計上のため除外済み"), True),
    ("p-mynumber-caseid", "number", written("F6.case_id", "・".join((lambda n: (n[:4], n[4:8], n[8:]))(my_number("48210537716")))), True),
    ("p-mail-words", "number", written("F4.comment", "資料は mizuho.ukai(あっと)hanase-net(どっと)ne(どっと)jp に送ると早い"), True),
    ("p-line-id", "number", written("F6.device", "来づらい方とはLINEで結んでいる。友だち追加は hatsu_kuno1948 を検索。"), True),
    ("p-account", "number", written("F6.sustain", "お茶代は花瀬信金本店（普）0417728 クノウハツミ へ四半期ごとに振り込む。"), True),
    # addresses, births
    ("p-hamlet-plot", "address", written("F6.action", "字下木原小字堂ノ上百十七番二の空き家を借り、週二日だけ戸を開けている。"), True),
    ("p-block-room", "address", written("F6.background", "県営白鷺住宅４－３０５で応答がなく、隣室から通報を受けたのが始まりである。"), True),
    ("p-birth-old", "birth", written("F6.result", "昭和廿三年十一月三日生の女性が初めて外に出て、以後の会にも続けて来ている。"), True),
    ("p-birth-split", "split", beside("F3", "生", "昭", 17, 2, 9), True),
    ("p-ledger", "split", grid("F7", [["№", "出席", "住まい"], [1, "羽咋　澄代", "沖ノ原"], [2, "棚橋　ゆき江", "三つ葉台"]]), True),
    # lives
    ("p-life-dairy", "life", written("F6.background", "最後まで牛を飼っていた家の父親が春に倒れ、大阪から戻った長女が勤めを辞めて看ている。弟は十年余り二階から下りてこない。"), True),
    ("p-life-school", "life", written("F4.comment", "分校で今年ただ一人の六年生の母。夫の逮捕後、集落の寄合に呼ばれなくなった。"), True),
    ("p-life-temple", "life", written("F6.challenge", "住職の後妻だった方が檀家と折り合えず離れに籠もり、飲酒で二度搬送された。町に寺は一つで、職員も顔見知りのため訪ねにくい。"), True),
    # elsewhere in the package
    ("p-note-author", "package", note("F3", "F2", "24件で確定。電話で聞取り。", "纐纈 友梨奈"), True),
    ("p-thread", "package", both(thread("玉造 まどか", "@佐分利 この1件は白鷺住宅の羽咋さん？")), True),
    ("p-footer", "package", edited(lambda o: footer(o, "起案：勝呂", "&P", "折返し 0857-02-4417")), True),
    ("p-modified-by", "package", both(core(dc_creator="地域福祉課", cp_lastModifiedBy="東恩納　寛子")), True),
    ("p-custom-owner", "package", both(custom({"文書管理者": "鵜飼瑞穂", "連絡": "070-3318-5520"})), True),
    ("p-chart-title", "package", edited(lambda o: chart(o, "棚橋ゆき江さん宅への訪問回数")), True),
    ("p-pivot", "package", both(pivot("対象者", ["羽咋 澄代", "四月朔日 善之助", "クノウ ハツミ"])), True),
    ("p-hidden-row", "package", edited(hidden_row), True),
    ("p-hidden-sheet", "package", extra_sheet("作業用", [["受付", "相談された方", "続柄"], ["4/3", "佐分利 トメ", "母"], ["4/9", "玉造 一心", "子"]], "hidden"), True),
    ("p-validation", "package", edited(lambda o: listed(o, '"勝呂,玉造,東恩納,鵜飼"', "入力者", "自分の名字を選ぶ")), True),
    ("p-conditional", "package", edited(lambda o: coloured(o, '$P2="棚橋ゆき江"')), True),
    ("p-numfmt", "package", edited(lambda o: formatted(o, '0"件（うち羽咋澄代様3）"')), True),
    ("p-mailto", "package", edited(lambda o: linked(o, "F2", "mailto:m-ukai8@hanase-net.ne.jp?subject=K12", "鵜飼へ")), True),
    ("p-custom-xml", "package", both(custom_xml(CONTENT_TYPE.format("<Reviewer><UserInfo><DisplayName>佐分利 律</DisplayName><AccountId>41</AccountId></UserInfo></Reviewer>"))), True),
    ("p-ole-memo", "package", both(ole), True),
    ("p-external", "package", both(outside), True),
    ("p-ods-note", "package", ods("地域福祉課", ("勝呂 環", "沖ノ原の棚橋さん分を含む")), True, "312011_2024_r1.ods"),
]  # fmt: skip

# ---------------------------------------------------------------- what is harmless

HARMLESS: list[tuple[Any, ...]] = [
    # as programs write it
    ("h-openpyxl", "harmless", edited(nothing), False),
    ("h-path", "harmless", both(where("D:\\共有\\01_地域福祉課\\R6\\孤独・孤立対策\\様式\\")), False),
    ("h-creator-dept", "harmless", both(core(dc_creator="健康福祉部地域福祉課", cp_lastModifiedBy="地域福祉課共用01")), False),
    ("h-creator-generic", "harmless", both(core(dc_creator="user", cp_lastModifiedBy="Administrator")), False),
    ("h-company", "harmless", both(company), False),
    ("h-msip", "harmless", both(custom({"MSIP_Label_2b5e7c10-44a1-4d1f-9a56-90c1b76e0d38_Enabled": "true", "MSIP_Label_2b5e7c10-44a1-4d1f-9a56-90c1b76e0d38_SetDate": "2025-04-18T02:10:44Z"})), False),
    ("h-labelinfo", "harmless", both(label_info), False),
    ("h-theme365", "harmless", both(theme), False),
    ("h-styles", "harmless", edited(styles_of_years), False),
    ("h-calcchain", "harmless", both(calc_chain), False),
    ("h-printer", "harmless", both(printer("RICOH IM C4510 RPCS 2F東")), False),
    ("h-printer-fx", "harmless", both(printer("FF Apeos C5570 (本庁1階)")), False),
    ("h-names", "harmless", edited(lambda o: named(o, "集計範囲_上半期", "'様式3_連携'!$F$2:$F$40")), False),
    ("h-print-area", "harmless", edited(wide), False),
    ("h-autofilter", "harmless", edited(filtered), False),
    ("h-note-figure", "harmless", note("F3", "F2", "前年度より6件増。窓口を2か所から3か所に増やしたため。", "地域福祉課"), False),
    ("h-thread-dept", "harmless", both(thread("地域福祉課共用", "集計表と突合済み。下半期は別票。")), False),
    ("h-footer", "harmless", edited(lambda o: footer(o, "地域福祉課", "&P / &N ページ", "&D 作成")), False),
    ("h-chart", "harmless", edited(lambda o: chart(o, "図1　つなぎ件数の推移（令和6年度）")), False),
    ("h-pivot-agencies", "harmless", both(pivot("連携元", ["地域包括支援センター", "社会福祉協議会", "自立相談支援機関", "(空白)"])), False),
    ("h-validation", "harmless", edited(whole_number), False),
    ("h-conditional", "harmless", edited(lambda o: coloured(o, 'AND(ISNUMBER(F2),F2>AVERAGE($F$2:$F$40)*2)')), False),
    ("h-format-count", "harmless", edited(lambda o: formatted(o, '#,##0;[Red]-#,##0')), False),
    ("h-format-era", "harmless", edited(lambda o: formatted(o, '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', "F0", "submitted_on")), False),
    ("h-link-law", "harmless", edited(lambda o: linked(o, "F2", "https://laws.e-gov.go.jp/law/505AC0000000045", "孤独・孤立対策推進法")), False),
    ("h-sharepoint", "harmless", both(custom_xml(CONTENT_TYPE.format("<TaxCatchAll xmlns=\"9c1f0b7e-52d6-4f0a-8f39-6a2b7c51d0aa\"/><lcf76f155ced4ddcb4097134ff3c332f xmlns=\"3e7a\"><Terms/></lcf76f155ced4ddcb4097134ff3c332f>"))), False),
    ("h-textbox", "harmless", parts(drawing("※太枠内のみ記入し、4月末までに県へ送付", "吹き出し: 角を丸めた四角形")), False),
    ("h-google", "harmless", both(google), False),
    ("h-arrays", "harmless", both(arrays), False),
    ("h-xr-uid", "harmless", both(revision_ids), False),
    ("h-ods-lo24", "harmless", ods(), False, "312011_2024_r1.ods"),
    ("h-ods-lo7", "harmless", ods("地域福祉課", ("地域福祉課", "重複を除く"), "LibreOffice/7.6.4.1$Linux_X86_64"), False, "312011_2024_r1.ods"),
    ("h-csv-bom", "harmless", csv([F3_ROW], F3_HEAD, "utf-8-sig"), False, CSV_NAME),
    ("h-csv-thousands", "harmless", csv([["H2", "A11", "A20", None, "C1", '"1,031"', '"1,028"', 0, 3, 140, 90]], F3_HEAD), False, CSV_NAME),
    ("h-empty-sheet", "harmless", extra_sheet("Sheet1", []), False),
    # organisations, offices, places
    ("h-clinics", "harmless", written("F2.other_detail", "久野医院、東恩納内科クリニック、勝呂歯科"), False),
    ("h-foundation", "harmless", written("F2.other_detail", "公益財団法人山口育英会、佐分利記念財団"), False),
    ("h-memorial", "harmless", written("F6.action", "棚橋記念館の集会室を無料で借り、年6回の交流会を開いた。"), False),
    ("h-districts", "harmless", written("F6.result", "千代田地区、長谷川町、桜木町二丁目から四丁目までの自治会が参加した。"), False),
    ("h-posts", "harmless", written("F4.comment", "福祉部長、高齢者支援課長、教育委員会学校教育課長及び社協事務局長で構成"), False),
    ("h-dept-long", "harmless", written("F0.dept_name", "健康福祉部 地域共生社会推進課 つながり支援係"), False),
    ("h-body-name", "harmless", written("F1.body_name", "鳥取市つながりサポート官民連携プラットフォーム（通称：とりプラ）"), False),
    # figures and codes
    ("h-budget", "harmless", written("F4.comment", "予算額2,418,000円（3款1項2目12節、うち国庫1,209,000円）"), False),
    ("h-project-no", "harmless", written("F4.comment", "事業番号0301-0204-07、決裁 福発第1147号"), False),
    ("h-postal", "harmless", written("F4.comment", "郵便番号680-8570の区域を除く全域で実施"), False),
    ("h-statute", "harmless", written("F4.comment", "社会福祉法（昭和26年法律第45号）第106条の6及び令和6年法律第32号附則第3条による"), False),
    ("h-meetings", "harmless", written("F4.comment", "開催日：令和6年5月14日、R6.8.20、令和六年十一月十二日、R7.2.4"), False),
    ("h-isbn", "harmless", written("F6.device", f"図書館の「つながりの棚」に入門書（ISBN {ean('978412345067')}）など52冊を並べた。"), False),
    ("h-jan", "harmless", grid("F7", [["教材", "コード"], ["研修用冊子", int(ean("490123456780"))]]), False),
    ("h-thousands", "harmless", written("F5.value", "1,204"), False),
    ("h-subtotal", "harmless", edited(subtotal), False),
    ("h-table", "harmless", grid("F3", [["年齢階級", "男", "女"], ["65〜74歳", 1312, 1408], ["75〜84歳", 980, 1226], ["85歳以上", 415, 893]]), False),
    # prose, notes, links
    ("h-prose-survey", "harmless", written("F6.background", "令和5年度の住民意識調査（回答1,846人、回収率46.2％）では、困りごとを相談する相手がいないと答えた人が8.7％あり、特に単身世帯と転入後3年未満の世帯で高かった。制度の窓口に来る前の段階で気付く仕組みが課題とされた。"), False),
    ("h-prose-network", "harmless", written("F6.action", "配達や検針に携わる事業者と見守り協定を結び、異変に気付いたときは地域包括支援センターへ知らせる流れを整えた。協定先には年1回の研修を案内し、対応の結果は件数のみを返すこととした。誤報であっても責めないことを協定書に明記している。"), False),
    ("h-prose-8050", "harmless", written("F6.challenge", "80代の親と50代の子の世帯は推計で町内に210世帯とされるが、相談に至るのは1割に満たない。世帯全体を一つの計画で支えるには、高齢と障害の両分野で様式をそろえる必要がある。"), False),
    ("h-prose-san", "harmless", written("F6.device", "「お隣さん」「おひとりさま」など親しみやすい言葉をちらしに使い、民生委員さんや区長さんにも配布を頼んだ。"), False),
    ("h-training", "harmless", grid("F7", [["時間", "内容", "講師"], ["13:30", "開会・趣旨説明", "地域福祉課長"], ["13:40", "講義「社会的処方とは」", "県立大学 教員"], ["15:10", "班別討議", "社会福祉協議会"]]), False),
    ("h-letterhead", "harmless", grid("F4", [["令和7年4月21日"], ["鳥取県福祉保健部長　様"], ["鳥取市長（公印省略）"], ["孤独・孤立対策に係る調査について（回答）"]]), False),
    ("h-url", "harmless", several(("F6.public_url", "https://www.city.tottori.lg.jp/page/1048.html"), ("F6.sustain", "様式は https://www.cao.go.jp/kodoku_koritsu/index.html を参照し、毎年度見直す。")), False),
    ("h-footnotes", "harmless", grid("F3", [["注1）端数処理のため、内訳の計は総数と一致しない。"], ["注2）「x」は秘匿、「-」は該当なし、「…」は不詳。"], ["資料：地域福祉課「相談支援実績集計（令和7年3月末現在）」"]]), False),
]  # fmt: skip

CASES = PERSONAL + HARMLESS


# ---------------------------------------------------------------- opening


def opens(data: bytes, name: str) -> str | None:
    """What is wrong with a file, if anything."""
    try:
        if name.endswith(".csv"):
            for encoding in ("utf-8-sig", "cp932"):
                try:
                    assert data.decode(encoding)
                except UnicodeDecodeError:
                    continue
                return None
            return "no encoding"
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            broken = held.testzip()
            if broken:
                return f"broken part {broken}"
            for part in held.namelist():
                if part.endswith((".xml", ".rels")):
                    ElementTree.fromstring(held.read(part))
        if name.endswith(".xlsx"):
            openpyxl.load_workbook(io.BytesIO(data)).close()
    except Exception as error:  # whatever it is, it is told
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    failed = 0
    for key, _, make, _, *rest in CASES:
        try:
            told = opens(make(), rest[0] if rest else NAME)
        except Exception as wrong:  # whatever it is, it is told
            told = f"not made: {type(wrong).__name__}: {wrong}"
        if told:
            failed += 1
            print(f"{key}: {told}")
    bad = sum(1 for one in CASES if one[3])
    assert len({one[0] for one in CASES}) == len(CASES)
    print(f"{len(CASES)} files, {bad} personal, {len(CASES) - bad} harmless, {failed} that do not open")
    sys.exit(bool(failed))
