"""A fourth set for the door: 60 files that hold something personal, and 50 that only look as if they did.

Every person, number, account and address is invented. What is personal stands where work leaves it: half in the cells that
people fill in, half in what the programs of an office add to a file by themselves. What is harmless is what the same offices
write every day: organisations called after families, hotlines of the country, budget codes, the words of the law.

`python -m tests.etl.privacy.fourth` makes every file, opens it and says what does not open.
"""

# One case a line: a text is read as it stands in the cell.
# ruff: noqa: E501

import datetime
import io
import struct
import sys
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, NamedStyle, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from tests.etl.privacy import sent
from tests.etl.privacy.sent import CATALOGUE, LG, YEAR, add_part, beside, book, cell, parts, relate, written

Make = Callable[[], bytes]
Parts = dict[str, bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAW = "http://schemas.openxmlformats.org/drawingml/2006"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MICROSOFT = "http://schemas.microsoft.com/office"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


# ---------------------------------------------------------------- several cells at once


def filled(*values: tuple[str, Any, int]) -> Make:
    """Several values, each a place such as ``F6.background``, a value and a row."""

    def change(opened: Any) -> None:
        for place, value, row in values:
            cell(opened, *place.split("."), row=row).value = value

    return lambda: book(change)


def grid(form: str, *rows: tuple[Any, ...], first: int = 1) -> Make:
    """A block of cells with one free column between it and a form's table."""

    def change(opened: Any) -> None:
        sheet = opened[CATALOGUE.forms[form].sheet]
        at = sheet.max_column + 2
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                sheet.cell(first + down, at + right).value = value

    return lambda: book(change)


def on_sheet(form: str, change: Callable[[Any], None]) -> Make:
    """A form's sheet changed by openpyxl."""
    return lambda: book(lambda opened: change(opened[CATALOGUE.forms[form].sheet]))


def individual_number(eleven: str) -> int:
    """Twelve digits with the check digit of the ministerial order (令和元年総務省令)."""
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, 12)]
    rest = sum(int(d) * w for d, w in zip(reversed(eleven), weights, strict=True)) % 11
    return int(eleven + str(0 if rest <= 1 else 11 - rest))


# ---------------------------------------------------------------- parts of the package


def swap(held: Parts, name: str, old: str, new: str) -> None:
    """A piece of a part replaced once; a piece that is not there is an error."""
    text = held[name].decode()
    assert old in text, f"{name} holds no {old}"
    held[name] = text.replace(old, new, 1).encode()


def picture_type(held: Parts, ending: str, kind: str) -> None:
    """The content type of all parts with an ending."""
    swap(
        held,
        "[Content_Types].xml",
        "<Override ",
        f'<Default Extension="{ending}" ContentType="{kind}"/><Override ',
    )


def of_workbook(held: Parts, kind: str, target: str, mode: str = "") -> str:
    """A relation from the workbook to a part; gives its id."""
    name = "xl/_rels/workbook.xml.rels"
    rid = f"rIdY{held[name].count(b'<Relationship ')}"
    swap(
        held,
        name,
        "</Relationships>",
        f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"{mode}/></Relationships>',
    )
    return rid


def of_sheet(held: Parts, form: str, kind: str, target: str) -> str:
    """A relation from a form's sheet to a part; gives its id."""
    relate(held, form, kind, target)
    name = sent.sheet_part(form).replace("worksheets/", "worksheets/_rels/") + ".rels"
    return held[name].decode().rsplit('Id="', 1)[1].split('"', 1)[0]


def related(target: str, kind: str, mode: str = "") -> str:
    """A part of relations with one relation."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{kind}" Target="{target}"{mode}/></Relationships>'


def drawn(held: Parts, inner: str, form: str = "F6") -> None:
    """A drawing on a form's sheet: a shape, a picture or a frame between the anchor's corners."""
    corner = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"
    body = (
        f'{HEAD}<xdr:wsDr xmlns:xdr="{DRAW}/spreadsheetDrawing" xmlns:a="{DRAW}/main" xmlns:r="{OFFICE}"><xdr:twoCellAnchor>'
        f"{corner.format('from', 1, 7)}{corner.format('to', 4, 14)}{inner}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    add_part(
        held, "xl/drawings/drawing7.xml", body, "application/vnd.openxmlformats-officedocument.drawing+xml"
    )
    rid = of_sheet(held, form, f"{OFFICE}/drawing", "../drawings/drawing7.xml")
    swap(held, sent.sheet_part(form), "</worksheet>", f'<drawing r:id="{rid}"/></worksheet>')


def text_box(*paragraphs: tuple[str, ...]) -> Make:
    """A text box; each paragraph is cut into runs, as it is when a word was corrected by the input method."""
    told = "".join(
        "<a:p>"
        + "".join(
            f'<a:r><a:rPr lang="ja-JP" altLang="en-US" sz="1000"/><a:t>{escape(run)}</a:t></a:r>'
            for run in runs
        )
        + "</a:p>"
        for runs in paragraphs
    )
    shape = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="テキスト ボックス 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'</xdr:spPr><xdr:txBody><a:bodyPr vertOverflow="clip" wrap="square"/><a:lstStyle/>{told}</xdr:txBody></xdr:sp>'
    )
    return parts(lambda held: drawn(held, shape))


def picture(data: Callable[[], bytes], ending: str, kind: str, name: str = "図 1") -> Make:
    """A picture on the sheet of practices."""

    def change(held: Parts) -> None:
        held[f"xl/media/image1.{ending}"] = data()
        picture_type(held, ending, kind)
        held["xl/drawings/_rels/drawing7.xml.rels"] = related(
            f"../media/image1.{ending}", f"{OFFICE}/image"
        ).encode()
        drawn(
            held,
            f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name={quoteattr(name)}/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
            '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="900000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>',
        )

    return parts(change)


def chart(title: str, labels: tuple[str, ...], counts: tuple[int, ...], cells: str, series: str) -> Make:
    """A bar chart with the labels it kept when it was last drawn."""
    kept = "".join(f'<c:pt idx="{n}"><c:v>{escape(label)}</c:v></c:pt>' for n, label in enumerate(labels))
    numbers = "".join(f'<c:pt idx="{n}"><c:v>{count}</c:v></c:pt>' for n, count in enumerate(counts))
    size = f'<c:ptCount val="{len(labels)}"/>'
    body = (
        f'{HEAD}<c:chartSpace xmlns:c="{DRAW}/chart" xmlns:a="{DRAW}/main"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r>'
        f"<a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:layout/><c:barChart>"
        '<c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>'
        f'様式3_連携!$F$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(series)}</c:v></c:pt></c:strCache>'
        f"</c:strRef></c:tx><c:cat><c:strRef><c:f>{cells}</c:f><c:strCache>{size}{kept}</c:strCache></c:strRef></c:cat><c:val>"
        f"<c:numRef><c:f>様式3_連携!$F$2:$F$5</c:f><c:numCache><c:formatCode>General</c:formatCode>{size}{numbers}</c:numCache>"
        '</c:numRef></c:val></c:ser><c:axId val="1001"/><c:axId val="1002"/></c:barChart>'
        '<c:catAx><c:axId val="1001"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="1002"/></c:catAx>'
        '<c:valAx><c:axId val="1002"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1001"/></c:valAx>'
        "</c:plotArea></c:chart></c:chartSpace>"
    )
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="グラフ 1"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{DRAW}/chart"><c:chart xmlns:c="{DRAW}/chart" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    )

    def change(held: Parts) -> None:
        add_part(
            held,
            "xl/charts/chart1.xml",
            body,
            "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        )
        held["xl/drawings/_rels/drawing7.xml.rels"] = related(
            "../charts/chart1.xml", f"{OFFICE}/chart"
        ).encode()
        drawn(held, frame, "F3")

    return parts(change)


def threaded(who: str, text: str) -> Make:
    """A comment of Excel 365: the text in one part, who wrote it in another, a note for older programs in a third."""
    person, thread = "{7C1E6B0A-4D52-4F0C-9B7E-2A6D1F3C8E90}", "{A0D3C2B1-55E4-4C1D-8F6A-0B9E8D7C6A54}"

    def change(held: Parts) -> None:
        add_part(
            held,
            "xl/persons/person.xml",
            f'{HEAD}<personList xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments"><person displayName={quoteattr(who)} '
            f'id="{person}" userId="S::u104417@lgwan.local::5b2f" providerId="AD"/></personList>',
            "application/vnd.ms-excel.person+xml",
        )
        of_workbook(held, f"{MICROSOFT}/2017/10/relationships/person", "persons/person.xml")
        add_part(
            held,
            "xl/threadedComments/threadedComment1.xml",
            f'{HEAD}<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments"><threadedComment ref="F2" '
            f'dT="2025-04-18T08:12:40.21" personId="{person}" id="{thread}"><text>{escape(text)}</text></threadedComment></ThreadedComments>',
            "application/vnd.ms-excel.threadedcomments+xml",
        )
        of_sheet(
            held,
            "F4",
            f"{MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        )
        add_part(
            held,
            "xl/comments1.xml",
            f'{HEAD}<comments xmlns="{MAIN}"><authors><author>tc={thread}</author></authors><commentList><comment ref="F2" '
            f'authorId="0"><text><t>[スレッド化されたコメント]\nコメント:\n    {escape(text)}</t></text></comment></commentList></comments>',
            f"{EXCEL}.comments+xml",
        )
        of_sheet(held, "F4", f"{OFFICE}/comments", "../comments1.xml")

    return parts(change)


def form_control(text: str) -> Make:
    """A button or check box of the 'Forms' tool bar: its label stands in a VML part."""
    body = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe"/>'
        '<v:shape id="Check_x0020_Box_x0020_1" o:spid="_x0000_s1025" type="#_x0000_t201" '
        "style='position:absolute;margin-left:6pt;margin-top:90pt;width:120pt;height:18pt;z-index:1'><v:textbox><div "
        f'style=\'text-align:left\'><font face="ＭＳ Ｐゴシック" size="180" color="auto">{escape(text)}</font></div></v:textbox>'
        '<x:ClientData ObjectType="Checkbox"><x:Anchor>0, 8, 6, 2, 2, 40, 7, 6</x:Anchor><x:Checked>1</x:Checked></x:ClientData></v:shape></xml>'
    )

    def change(held: Parts) -> None:
        held["xl/drawings/vmlDrawing7.vml"] = body.encode()
        picture_type(held, "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        rid = of_sheet(held, "F4", f"{OFFICE}/vmlDrawing", "../drawings/vmlDrawing7.vml")
        swap(held, sent.sheet_part("F4"), "</worksheet>", f'<legacyDrawing r:id="{rid}"/></worksheet>')

    return parts(change)


def pivot_cache(names: tuple[str, ...]) -> Make:
    """A pivot table was made and deleted; what it had counted is still kept."""
    items = "".join(f'<s v="{name}"/>' for name in names)
    rows = "".join(f'<r><x v="{n}"/><n v="{n + 2}"/></r>' for n in range(len(names)))

    def change(held: Parts) -> None:
        add_part(
            held,
            "xl/pivotCache/pivotCacheDefinition1.xml",
            f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedDate="45765.7" createdVersion="6" '
            f'refreshedVersion="6" recordCount="{len(names)}"><cacheSource type="worksheet"><worksheetSource ref="A1:B4" sheet="Sheet2"/>'
            f'</cacheSource><cacheFields count="2"><cacheField name="対象" numFmtId="0"><sharedItems count="{len(names)}">{items}'
            '</sharedItems></cacheField><cacheField name="回数" numFmtId="0"><sharedItems containsSemiMixedTypes="0" '
            'containsString="0" containsNumber="1" containsInteger="1" minValue="2" maxValue="4"/></cacheField></cacheFields>'
            "</pivotCacheDefinition>",
            f"{EXCEL}.pivotCacheDefinition+xml",
        )
        add_part(
            held,
            "xl/pivotCache/pivotCacheRecords1.xml",
            f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" xmlns:r="{OFFICE}" count="{len(names)}">{rows}</pivotCacheRecords>',
            f"{EXCEL}.pivotCacheRecords+xml",
        )
        held["xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels"] = related(
            "pivotCacheRecords1.xml", f"{OFFICE}/pivotCacheRecords"
        ).encode()
        rid = of_workbook(held, f"{OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
        cache = f'<pivotCaches><pivotCache cacheId="1" r:id="{rid}"/></pivotCaches></workbook>'
        swap(held, "xl/workbook.xml", "</workbook>", cache)

    return parts(change)


def external_link(target: str, *values: str) -> Make:
    """A formula once looked into another book; the book's address and the cells it read are kept."""
    rows = "".join(
        f'<row r="{n}"><cell r="B{n}" t="str"><v>{escape(value)}</v></cell></row>'
        for n, value in enumerate(values, 2)
    )

    def change(held: Parts) -> None:
        add_part(
            held,
            "xl/externalLinks/externalLink1.xml",
            f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames><sheetName val="R6下"/></sheetNames>'
            f'<sheetDataSet><sheetData sheetId="0">{rows}</sheetData></sheetDataSet></externalBook></externalLink>',
            f"{EXCEL}.externalLink+xml",
        )
        held["xl/externalLinks/_rels/externalLink1.xml.rels"] = related(
            target, f"{OFFICE}/externalLinkPath", ' TargetMode="External"'
        ).encode()
        rid = of_workbook(held, f"{OFFICE}/externalLink", "externalLinks/externalLink1.xml")
        link = f'<externalReferences><externalReference r:id="{rid}"/></externalReferences><definedNames>'
        swap(held, "xl/workbook.xml", "<definedNames>", link)

    return parts(change)


def connection(command: str) -> Make:
    """A query to the office's own database, kept with its conditions."""
    body = (
        f'{HEAD}<connections xmlns="{MAIN}"><connection id="1" name="クエリ" type="1" refreshedVersion="6" background="1" saveData="1">'
        f'<dbPr connection="DSN=fukushi;DBQ=D:\\DATA\\soudan.accdb;DriverId=25;" command={quoteattr(command)}/></connection></connections>'
    )

    def change(held: Parts) -> None:
        add_part(held, "xl/connections.xml", body, f"{EXCEL}.connections+xml")
        of_workbook(held, f"{OFFICE}/connections", "connections.xml")

    return parts(change)


def printer(device: str, private: str) -> Make:
    """The settings of the printer last chosen: the device's name, the driver's own bytes after it (all UTF-16)."""
    name = device.encode("utf-16-le")[:62].ljust(64, b"\0")
    own = private.encode("utf-16-le") + b"\0\0"
    fixed = struct.pack("<HHHHI", 0x0401, 0x0600, 220, len(own), 0x0043FF80) + bytes(144)
    data = name + fixed + own

    def change(held: Parts) -> None:
        add_part(held, "xl/printerSettings/printerSettings1.bin", data, f"{EXCEL}.printerSettings")
        rid = of_sheet(held, "F3", f"{OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin")
        swap(held, sent.sheet_part("F3"), "<pageSetup ", f'<pageSetup r:id="{rid}" ')

    return parts(change)


def custom_xml(body: str, schema: str) -> Make:
    """What a document library writes into a file that went through it."""

    def change(held: Parts) -> None:
        held["customXml/item1.xml"] = (HEAD + body).encode()
        add_part(
            held,
            "customXml/itemProps1.xml",
            f'{HEAD}<ds:datastoreItem ds:itemID="{{0E5B7C11-7C0F-4B55-9D0A-64C2F0A1B7D3}}" xmlns:ds="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/customXml"><ds:schemaRefs><ds:schemaRef ds:uri="{schema}"/></ds:schemaRefs></ds:datastoreItem>',
            "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        )
        held["customXml/_rels/item1.xml.rels"] = related(
            "itemProps1.xml", f"{OFFICE}/customXmlProps"
        ).encode()
        of_workbook(held, f"{OFFICE}/customXml", "../customXml/item1.xml")

    return parts(change)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (CFB, version 3) with streams named by path; storages are made from the paths."""
    none, end, special = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    paths = [""]
    for path in streams:
        steps = path.split("/")
        paths += [p for n in range(1, len(steps) + 1) if (p := "/".join(steps[:n])) not in paths]

    def inside(folder: str) -> list[str]:
        found = [p for p in paths if p and p.rpartition("/")[0] == folder]
        return sorted(found, key=lambda p: (len(p.rpartition("/")[2]), p.upper()))

    # All streams stand in the mini stream, 64 bytes a piece; its length is what the root says.
    mini, mini_fat, starts = b"", [], {}
    for path, data in streams.items():
        assert 0 < len(data) < 4096
        starts[path] = len(mini_fat)
        pieces = -(-len(data) // 64)
        mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + pieces), end]
        mini += data.ljust(pieces * 64, b"\0")

    entries = b""
    for path in paths:
        name = (path.rpartition("/")[2] if path else "Root Entry").encode("utf-16-le") + b"\0\0"
        beside_it = inside(path.rpartition("/")[0]) if path else []
        later = beside_it[beside_it.index(path) + 1 :] if path else []
        within = inside(path)
        kind = 5 if not path else 2 if path in streams else 1
        start = starts.get(path, 0)
        entries += name.ljust(64, b"\0") + struct.pack("<HBB", len(name), kind, 1)
        entries += struct.pack(
            "<III", none, paths.index(later[0]) if later else none, paths.index(within[0]) if within else none
        )
        size = len(mini) if not path else len(streams.get(path, b""))
        entries += bytes(36) + struct.pack("<IQ", 0 if not path else start, size)
    blank = bytes(64) + struct.pack("<HBBIII", 0, 0, 1, none, none, none) + bytes(48)
    while len(entries) % 512:
        entries += blank

    def sectors(data: bytes, fill: bytes = b"\0") -> bytes:
        return data.ljust(-(-len(data) // 512) * 512, fill)

    bodies = [sectors(mini), entries, sectors(struct.pack(f"<{len(mini_fat)}I", *mini_fat), b"\xff")]
    fat: list[int] = []
    at = []
    for body in bodies:
        at.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + len(body) // 512), end]
    table = len(fat)
    fat.append(special)
    assert len(fat) <= 128
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack(
        "<IIIIIIIIII", 0, 1, at[1], 0, 4096, at[2], len(bodies[2]) // 512, end, 0, table
    )
    header = header.ljust(512, b"\xff")
    return header + b"".join(bodies) + struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")


def squeezed(text: bytes) -> bytes:
    """The container in which macros are kept (MS-OVBA 2.4.1), with literal tokens alone."""
    tokens = b"".join(b"\0" + text[n : n + 8] for n in range(0, len(text), 8))
    return b"\x01" + struct.pack("<H", (len(tokens) + 2 - 3) | 0xB000) + tokens


def macros(code: str) -> Make:
    """The book with macros, one module, named ``….xlsm``."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HI", kind, len(data)) + data

    def both(kind: int, wide: int, text: str) -> bytes:
        return record(kind, text.encode("cp932")) + record(wide, text.encode("utf-16-le"))

    def number(value: int, length: int = 4) -> bytes:
        return value.to_bytes(length, "little")

    listing = (
        record(1, number(3)) + record(2, number(0x411)) + record(0x14, number(0x411)) + record(3, number(932, 2))
        + record(4, b"VBAProject") + both(5, 0x40, "") + both(6, 0x3D, "") + record(7, number(0)) + record(8, number(0))
        + struct.pack("<HIIH", 9, 4, 1, 1) + both(0x0C, 0x3C, "") + record(0x0F, number(1, 2)) + record(0x13, number(0xFFFF, 2))
        + both(0x19, 0x47, "Module1") + both(0x1A, 0x32, "Module1") + both(0x1C, 0x48, "") + record(0x31, number(0))
        + record(0x1E, number(0)) + record(0x2C, number(0xFFFF, 2)) + record(0x21) + record(0x2B) + record(0x10)
    )  # fmt: skip
    project = 'ID="{5D1B7A60-0C1E-4E57-A5B4-0B5D2F9E77C1}"\r\nModule=Module1\r\nName="VBAProject"\r\nHelpContextID="0"\r\n'
    source = "\r\n".join(['Attribute VB_Name = "Module1"', *code.splitlines(), ""])
    data = compound(
        {
            "PROJECT": project.encode("cp932"),
            "VBA/_VBA_PROJECT": bytes.fromhex("cc61ffff000000"),
            "VBA/dir": squeezed(listing),
            "VBA/Module1": squeezed(source.encode("cp932")),
        }
    )

    def change(held: Parts) -> None:
        swap(
            held,
            "[Content_Types].xml",
            f"{EXCEL}.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
        add_part(held, "xl/vbaProject.bin", data, "application/vnd.ms-office.vbaProject")
        of_workbook(held, f"{MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin")

    return parts(change)


def dropped_in(name: str, text: str) -> Make:
    """A text file dragged onto a sheet: an object of the kind 'Package'."""
    label = name.encode("cp932") + b"\0"
    path = b"C:\\Temp\\" + label
    body = text.encode("cp932")
    inner = b"\x02\0" + label + path + b"\0\0\x03\0" + struct.pack("<I", len(path)) + path
    inner += struct.pack("<I", len(body)) + body
    data = compound({"\x01Ole10Native": struct.pack("<I", len(inner)) + inner})

    def change(held: Parts) -> None:
        add_part(
            held,
            "xl/embeddings/oleObject1.bin",
            data,
            "application/vnd.openxmlformats-officedocument.oleObject",
        )
        rid = of_sheet(held, "F6", f"{OFFICE}/oleObject", "../embeddings/oleObject1.bin")
        entry = f'<oleObjects><oleObject progId="パッケージャー シェル オブジェクト" dvAspect="DVASPECT_ICON" shapeId="1025" r:id="{rid}"/></oleObjects>'
        swap(held, sent.sheet_part("F6"), "</worksheet>", f"{entry}</worksheet>")

    return parts(change)


def note_on_paper() -> bytes:
    """A scanned slip of paper: only its pixels can be read."""
    paper = Picture.new("L", (520, 160), 250)
    pen = ImageDraw.Draw(paper)
    pen.text((24, 22), "TEL  090 - 6147 - 2258", fill=40, font=ImageFont.load_default(30))
    pen.text((24, 90), "KISHINE  Takayo  (yoru 8ji ~)", fill=40, font=ImageFont.load_default(26))
    target = io.BytesIO()
    paper.save(target, "PNG")
    return target.getvalue()


def photo_of_a_door() -> bytes:
    """A photograph taken with a telephone: where somebody lives stands in it to the second of arc."""
    door = Picture.new("RGB", (160, 120), (118, 110, 98))
    exif = Picture.Exif()
    exif[0x0110] = "SH-54D"
    exif[0x0132] = "2024:11:08 14:20:51"
    exif[0x8825] = {1: "N", 2: (35.0, 29.0, 41.87), 3: "E", 4: (134.0, 11.0, 8.42)}
    target = io.BytesIO()
    door.save(target, "JPEG", exif=exif)
    return target.getvalue()


def emblem() -> bytes:
    """A mark of the town, drawn."""
    mark = Picture.new("RGB", (64, 64), "white")
    pen = ImageDraw.Draw(mark)
    pen.ellipse((8, 8, 56, 56), outline=(20, 90, 60), width=6)
    pen.polygon([(32, 16), (46, 46), (18, 46)], fill=(20, 90, 60))
    target = io.BytesIO()
    mark.save(target, "PNG")
    return target.getvalue()


# ---------------------------------------------------------------- other formats


def ods(change: Callable[[Any], None] = lambda opened: None, before: str = "", meta: str = "") -> Make:
    """The submission as LibreOffice saves it: ``before`` goes ahead of the tables, ``meta`` into the file's description."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in {
            "office": "office", "table": "table", "text": "text", "style": "style", "meta": "meta", "manifest": "manifest",
        }.items()
    ) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip

    def one(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, datetime.datetime):
            day = value.date().isoformat()
            return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    def make() -> bytes:
        opened = openpyxl.load_workbook(io.BytesIO(sent.clean()))
        change(opened)
        tables = "".join(
            f'<table:table table:name={quoteattr(sheet.title)} table:style-name="{"ta1" if sheet.sheet_state == "visible" else "ta2"}">'
            + "".join(
                f"<table:table-row>{''.join(map(one, row))}</table:table-row>"
                for row in sheet.iter_rows(values_only=True)
            )
            + "</table:table>"
            for sheet in opened
        )
        shown = "".join(
            f'<style:style style:name="ta{n}" style:family="table"><style:table-properties table:display="{seen}"/></style:style>'
            for n, seen in ((1, "true"), (2, "false"))
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            new.writestr(zipfile.ZipInfo("mimetype"), kind)
            new.writestr(
                "content.xml",
                f'{HEAD}<office:document-content {spaces} office:version="1.3"><office:automatic-styles>{shown}</office:automatic-styles>'
                f"<office:body><office:spreadsheet>{before}{tables}</office:spreadsheet></office:body></office:document-content>",
            )
            new.writestr(
                "meta.xml",
                f'{HEAD}<office:document-meta {spaces} office:version="1.3"><office:meta><meta:generator>LibreOffice/7.6.4.1$Windows_X86_64 '
                "LibreOffice_project/e19e193f88cd6c0525a17fb7a176ed8e6a3e2aa1</meta:generator><meta:editing-duration>PT1H8M57S"
                f"</meta:editing-duration><meta:editing-cycles>12</meta:editing-cycles>{meta}</office:meta></office:document-meta>",
            )
            entries = "".join(
                f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{of}"/>'
                for path, of in (("/", kind), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
            )
            new.writestr(
                "META-INF/manifest.xml", f"{HEAD}<manifest:manifest {spaces}>{entries}</manifest:manifest>"
            )
        return target.getvalue()

    return make


def deleted_text(text: str) -> str:
    """The memory of 'record changes': what stood in a cell before somebody took the name out."""
    return (
        '<table:tracked-changes><table:cell-content-change table:id="ct1"><table:cell-address table:column="8" table:row="1" '
        'table:table="6"/><office:change-info><dc:creator/><dc:date>2025-04-18T17:02:11</dc:date></office:change-info>'
        '<table:previous><table:change-track-table-cell office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>"
    )


def table(form: str, *rows: dict[str, Any], after: str = "", encoding: str = "cp932") -> Make:
    """A form as a CSV with its Japanese headings; ``after`` is what a program wrote below it."""
    columns = CATALOGUE.forms[form].columns

    def field(value: Any) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text

    lines = [",".join(field(one.ja) for one in columns)]
    lines += [",".join(field(row.get(one.name)) for one in columns) for row in rows]
    return lambda: ("\r\n".join(lines) + "\r\n" + after).encode(encoding)


# ---------------------------------------------------------------- what openpyxl can do to a book


def visit_sheet(opened: Any) -> None:
    opened.create_sheet("11月8日江角訪問")["A1"] = "件数"


def second_meta(opened: Any) -> None:
    sheet = opened.create_sheet("Sheet9")
    for row in [
        ("№", "ｶﾅ", "続柄", "来所"),
        (1, "ﾄｵﾒﾂﾞｶ ｼｹﾞ", "本人", "9/3"),
        (2, "ﾄｵﾒﾂﾞｶ ﾋﾛｼ", "長男", "9/17"),
    ]:
        sheet.append(row)
    sheet.sheet_state = "veryHidden"


def narrow_column(sheet: Any) -> None:
    sheet["AX2"] = "小橋川マサ子ほか"
    sheet["AX2"].font = Font(color="FFFFFFFF")
    sheet.column_dimensions["AX"].hidden = True


def even_footer(sheet: Any) -> None:
    sheet.HeaderFooter.differentOddEven = True
    sheet.evenFooter.left.text = "起案　進木睦"


def choices(sheet: Any) -> None:
    rule = DataValidation(type="list", formula1='"花房,進木,桝田,小山内"', allow_blank=True)
    rule.add("K2:K40")
    sheet.add_data_validation(rule)


def hint(sheet: Any) -> None:
    rule = DataValidation(
        type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True, showInputMessage=True
    )
    rule.promptTitle, rule.prompt = "数え方", "迷ったら地域福祉課の瀬戸口（木曜は休み）に聞いてから入れる"
    rule.add("M2:M40")
    sheet.add_data_validation(rule)


def coloured(sheet: Any) -> None:
    fill = PatternFill("solid", bgColor="FFFFFF99")
    sheet.conditional_formatting.add("A2:P60", FormulaRule(formula=['$B2="倉恒芳江"'], fill=fill))


def number_in_words(sheet: Any) -> None:
    at = next(one.column for one in sheet[1] if one.value and "共同支援" in one.value)
    sheet.cell(2, at).number_format = '[=6]"倉恒・江角";General'


def tip(sheet: Any) -> None:
    sheet["B2"].hyperlink = Hyperlink(
        ref="B2", location="'コード表'!A1", tooltip="波多野さんの件（11月の電話）はここから"
    )


def filtered(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:P5"
    sheet.auto_filter.add_filter_column(1, ["澄川紘一", "身近な居場所づくり"])


def named_cell(opened: Any) -> None:
    name = DefinedName("対象行", attr_text="'様式3_連携'!$A$2", comment="江角シズヱ宅の分。消さないこと")
    opened.defined_names["対象行"] = name


def birthday(sheet: Any) -> None:
    at = sheet.max_column + 2
    sheet.cell(2, at).value = "Ａ（男）"
    sheet.cell(2, at + 1).value = datetime.datetime(1953, 2, 3)
    sheet.cell(2, at + 1).number_format = '[$-411]ggge"."m"."d'


def properties(**values: str) -> Make:
    """Properties of the document, as 'File – Info' shows them."""

    def change(opened: Any) -> None:
        for name, value in values.items():
            setattr(opened.properties, name, value)

    return lambda: book(change)


def print_ranges(opened: Any) -> None:
    sheet = opened["様式3_連携"]
    sheet.print_area = "A1:K5"
    sheet.print_title_rows = "1:1"
    opened.defined_names["合計欄"] = DefinedName("合計欄", attr_text="'様式3_連携'!$F$2:$F$5")


def office_styles(opened: Any) -> None:
    for name in ("標準 2", "桁区切り 2", "ハイパーリンク 2", "標準_Sheet1"):
        opened.add_named_style(NamedStyle(name, font=Font(name="ＭＳ Ｐ明朝", size=10.5)))
    sheet = opened["様式3_連携"]
    sheet["F2"].number_format = r'_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ '
    opened["提出票"]["D2"].number_format = '[$-411]ggge"年"m"月"d"日";@'
    sheet["A2"].style = "標準 2"


def note(text: str, author: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet["F1"].comment = Comment(text, author)

    return change


def footer(text: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet.oddFooter.left.text = text

    return change


def checks(sheet: Any) -> None:
    rule = DataValidation(type="list", formula1='"はい,いいえ,未定"', allow_blank=True, showInputMessage=True)
    rule.promptTitle, rule.prompt = "記入のしかた", "一覧から選んでください（空欄可）"
    rule.add("N2:N40")
    sheet.add_data_validation(rule)
    fill = PatternFill("solid", bgColor="FFFFC7CE")
    sheet.conditional_formatting.add("F2:F40", FormulaRule(formula=['AND($F2<>"",$F2<$G2)'], fill=fill))


def page_of_the_state(sheet: Any) -> None:
    sheet["R2"] = "参考（内閣府の頁）"
    sheet["R2"].hyperlink = Hyperlink(
        ref="R2", target="https://www.cao.go.jp/kodoku_koritsu/index.html", tooltip="内閣府 孤独・孤立対策"
    )


# ---------------------------------------------------------------- small makers for parts


def furigana(held: Parts) -> None:
    # The word was typed over, the reading that the input method kept for the name stayed.
    text = "相談窓口が分かりにくいという声があった。"
    kept = '<rPh sb="0" eb="2"><t>ハナフサムツミ</t></rPh><phoneticPr fontId="3"/>'
    swap(held, "xl/sharedStrings.xml", f"<si><t>{text}</t></si>", f"<si><t>{text}</t>{kept}</si>")


def manager(held: Parts) -> None:
    swap(held, "docProps/app.xml", "<DocSecurity>", "<Manager>乢　克己</Manager><DocSecurity>")


def write_reserved(held: Parts) -> None:
    kept = '<fileSharing userName="湯谷佳代子" reservationPassword="83AF"/><workbookPr '
    swap(held, "xl/workbook.xml", "<workbookPr ", kept)


def libre_office(held: Parts) -> None:
    program = (
        "LibreOffice/7.6.4.1$Windows_X86_64 LibreOffice_project/e19e193f88cd6c0525a17fb7a176ed8e6a3e2aa1"
    )
    swap(
        held,
        "docProps/app.xml",
        "<Application>Microsoft Excel</Application>",
        f"<Template></Template><TotalTime>4137</TotalTime><Application>{program}</Application>",
    )
    swap(
        held, "docProps/core.xml", "</cp:coreProperties>", "<dc:language>ja-JP</dc:language><cp:revision>12</cp:revision></cp:coreProperties>"
    )  # fmt: skip


def labelled(held: Parts) -> None:
    """The label of confidentiality that an office's licence puts on every file."""
    kind = f"{MICROSOFT}/2020/02/relationships/classificationlabels"
    body = (
        f'{HEAD}<clbl:labelList xmlns:clbl="{MICROSOFT}/2020/mipLabelMetadata"><clbl:label id="{{6f0c2b61-90b7-4f0e-8b5a-0857c1d23311}}" '
        'enabled="1" method="Standard" siteId="{2d1e8a90-1234-4b7c-9a55-090812345678}" contentBits="0" removed="0"/></clbl:labelList>'
    )
    add_part(held, "docMetadata/LabelInfo.xml", body, "application/vnd.ms-office.classificationlabels+xml")
    entry = f'<Relationship Id="rIdZ" Type="{kind}" Target="docMetadata/LabelInfo.xml"/></Relationships>'
    swap(held, "_rels/.rels", "</Relationships>", entry)


SHAREPOINT = "http://schemas.microsoft.com/office/2006/metadata/properties"
SHARED_WITH = (
    f'<p:properties xmlns:p="{SHAREPOINT}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><documentManagement>'
    '<SharedWithUsers xmlns="9d1f3a52-6f5e-4a0b-8a8e-2f7c3f1c0d11"><UserInfo><DisplayName>{}</DisplayName><AccountId>217</AccountId>'
    "<AccountType/></UserInfo></SharedWithUsers></documentManagement></p:properties>"
)
CONTENT_TYPE = (
    '<FormTemplates xmlns="http://schemas.microsoft.com/sharepoint/v3/contenttype/forms"><Display>DocumentLibraryForm</Display>'
    "<Edit>DocumentLibraryForm</Edit><New>DocumentLibraryForm</New></FormTemplates>"
)

MACRO = """' 様式3の集計 R6.5作成 桝田→R7.4から小山内
Sub 集計()
    Range("F6").Formula = "=SUM(F2:F5)"
    If Range("B6").Value = "" Then MsgBox "わからない時は桝田の携帯（070-8341-5526）へ"
End Sub"""

ROUTE = {
    "period": "H2", "from_agency": "A11", "to_agency": "A20", "channel": "C1", "referral_count": 31, "consent_count": 30,
    "no_consent_legal_count": 1, "consent_unknown_count": 0, "established_count": 12, "joint_support_count": 9,
}  # fmt: skip
ITEM = {"item_code": "K12", "status": "3", "since_fy": 2023, "evidence": "Y2"}
PRACTICE = sent.ROWS["F6"][0]


# ---------------------------------------------------------------- the cases

IN_CELLS: list[tuple[Any, ...]] = [
    # Who was at a meeting, by family names alone.
    ("attendance", "name", written("F6.action", "第3回の打合せ（出席：柏木、鷲見、小椋、社協から入江。欠席：乢）で訪問の順番を決めた。"), True),
    # Half-width kana of the resident register's screen.
    ("half-kana", "name", written("F4.comment", "説明済　ﾐﾎｷﾞ ｷﾖ　5/14窓口"), True),
    # Written from top to bottom with line breaks.
    ("vertical", "name", written("F6.challenge", "\n".join("記入　井手吉範")), True),
    # The page is public, the one who tells his story there is told by its address.
    ("page-of-one", "name", written("F6.public_url", "https://www.city.tottori.lg.jp/hikikomori/taiken/ohshima-takuya.html"), True),
    ("trainee", "name", written("F6.result", "実習で来たグエン・ティ・フオンが料理の会の世話役になり、同じ寮の5人も顔を出すようになった。"), True),
    # A role and a family name, without さん or 氏.
    ("bare-role", "name", written("F6.background", "発端は民生委員の勝部が区長会に持ち込んだ一枚のメモで、そこから空き家の夜の明かりのことが話題になった。"), True),
    ("care-of", "name", written("F2.other_detail", "ふれあいサロン「ひだまり」（谷本典之方）", 3), True),
    ("predecessor", "name", written("F0.revision_reason", "前任の遠目塚が下期の件数を上期に入れていたため、4月28日に差し替える。"), True),
    # The office's own number for a case.
    ("own-case-id", "name", written("F6.case_id", "R6訪問07-岸根ﾀｶ"), True),
    # A remark behind a code.
    ("behind-code", "name", written("F3.channel", "C1 個別の調整（折戸ＣＳＷ）"), True),
    # N("…") is how one writes a remark into a formula.
    ("remark-in-formula", "name", written("F4.comment", '=IF(N("桝田に確認済 R7.4.18")=0,"年2回","")'), True),
    ("long-vowel-phone", "number", written("F6.device", "都合が悪くなったら０９０ー６１４７ー２２５８へ直接もらうことにした。"), True),
    # No area code, a particle for the hyphen.
    ("town-phone", "number", written("F4.comment", "実施は月1回。連絡は本人宅22の4179（夜8時以降、留守電不可）"), True),
    # Pasted into the wrong cell: a valid individual number stands as a count.
    ("number-as-count", "number", filled(("F5.period", "H1", 2), ("F5.measure_code", "N08", 2), ("F5.value", individual_number("30518274966"), 2)), True),
    ("insured", "number", written("F4.comment", "下期は介保0003127748の更新待ちで1回延期"), True),
    ("postal-savings", "number", written("F6.sustain", "立替分は記号15230の番号20417751（世話役の通帳）へ毎月末に戻す。"), True),
    ("messenger", "number", written("F6.device", "夜は眠れないというので、ＬＩＮＥの yuzu8823 に短い言葉を送るだけの関わりから始めた。"), True),
    ("spelled-mail", "number", written("F6.sustain", "引継ぎ先は kiyo.m あっと ezweb どっと ne どっと jp、返事は遅い。"), True),
    ("half-kana-address", "address", written("F4.comment", "現地確認先 ｺﾔﾏﾁｮｳﾆｼ2-211-5ﾊｲﾂﾐﾅﾄ102"), True),
    ("flat", "address", written("F6.action", "毎週水曜の夕方、末恒団地Ｃ棟３０４のベランダに洗濯物が出ているかを下から見て、出ていない週は管理人と一緒に声を掛けた。"), True),
    ("kanji-lot", "address", written("F6.background", "湖山町北五の三一六の二で郵便物がたまっていると配達の人から知らせがあった。"), True),
    # The era in one character.
    ("square-era", "birth", written("F6.background", "㍼28.2.3生、㍻30年に離職、以後どの窓口にも来ていない。"), True),
    # Squares of a form, one digit each.
    ("one-digit-a-cell", "split", grid("F2", ("℡", 0, 9, 0, 6, 1, 4, 7, 2, 2, 5, 8), first=3), True),
    # The seals of approval beside the sheet.
    ("seals", "split", grid("F0", ("課長", "補佐", "係長", "係"), ("尾﨑", "乢", "福留", "木次谷")), True),
    ("dated", "split", on_sheet("F3", birthday), True),
    ("fishers", "life", written("F6.background", "港でただ一軒残っていた底引きの船主の家で、一昨年の春に父と兄が海から戻らなかった。残された母と妹は葬儀のあと誰とも話さなくなった。"), True),
    ("two-men", "life", written("F6.title", "町で初めて届け出た男性二人の世帯との一年"), True),
    ("fire", "life", written("F6.action", "三年前の正月に新聞に載った火事の家の次男が、祖母の離れに移ってから学校へ行けなくなり、養護の先生が昼休みに電話を続けた。"), True),
    ("life-as-count", "life", written("F3.referral_count", "24（1件は駐在所の奥さん）"), True),
]  # fmt: skip

ELSEWHERE: list[tuple[Any, ...]] = [
    ("sheet-title", "workbook", lambda: book(visit_sheet), True),
    ("second-hidden", "workbook", lambda: book(second_meta), True),
    ("white-column", "workbook", on_sheet("F3", narrow_column), True),
    ("even-pages", "workbook", on_sheet("F4", even_footer), True),
    ("choices", "workbook", on_sheet("F7", choices), True),
    ("input-hint", "workbook", on_sheet("F3", hint), True),
    ("condition", "workbook", on_sheet("F6", coloured), True),
    ("number-format", "workbook", on_sheet("F3", number_in_words), True),
    ("screen-tip", "workbook", on_sheet("F6", tip), True),
    ("filter", "workbook", on_sheet("F6", filtered), True),
    ("comment-of-name", "workbook", lambda: book(named_cell), True),
    ("thread-person", "package", threaded("瀬戸口 千晶（地域福祉課）", "上期と同じでよいか"), True),
    ("manager", "package", parts(manager), True),
    ("cut-runs", "package", text_box(("本人　澄", "川　紘", "一"), ("次回は", "第2火曜")), True),
    ("check-box", "package", form_control("福留ﾁｪｯｸ済 4/18"), True),
    ("chart-labels", "package", chart("訪問回数", ("三保木", "澄川", "遠目塚兄", "江角"), (8, 5, 3, 2), "様式3_連携!$B$20:$B$23", "回"), True),
    ("pivot", "package", pivot_cache(("岸根タカ代", "江角シズヱ", "谷本典之")), True),
    ("link", "package", external_link("file:///\\\\fs01\\fukushi\\R6\\soudan.xlsx", "倉恒芳江", "波多野　弘"), True),
    ("query", "package", connection("SELECT COUNT(*) FROM 相談 WHERE 年度=2024 AND 世帯主<>'小橋川 マサ子'"), True),
    ("macro", "package", macros(MACRO), True, f"{LG}_{YEAR}_r1.xlsm"),
    ("printer", "package", printer("\\\\PRT02\\RICOH IM C4500", "JobUser=進木睦;Dept=3104;Hold=1"), True),
    ("dropped-file", "package", dropped_in("電話メモ.txt", "11/8 江角シズヱさん 娘は大阪 23-8815\r\n"), True),
    ("scan", "package", picture(note_on_paper, "png", "image/png"), True),
    ("door", "package", picture(photo_of_a_door, "jpeg", "image/jpeg", "図 3"), True),
    ("shared-with", "package", custom_xml(SHARED_WITH.format("瀬戸口 千晶"), SHAREPOINT), True),
    ("reserved-by", "package", parts(write_reserved), True),
    ("reading", "package", parts(furigana), True),
    ("taken-back", "package", ods(before=deleted_text("相談者は倉恒芳江、同居の弟が連れて来た。")), True, f"{LG}_{YEAR}_r1.ods"),
    # A list program signs below its output.
    ("signed-export", "csv", table("F3", ROUTE, after="\r\n出力者：fukushi07 桝田亜由美　出力日時：2025/04/21 17:42\r\n"), True, f"{LG}_F3_{YEAR}H2_r1.csv"),
    ("on-leave", "csv", table("F4", ITEM | {"comment": "月1回\n※小山内が産休のため8月は休止"}, encoding="utf-8-sig"), True, f"{LG}_F4_{YEAR}FY_r1.csv"),
    ("checked-by", "file", sent.clean, True, f"{LG}_{YEAR}_r1（小山内ﾁｪｯｸ済）.xlsx"),
]  # fmt: skip

HARMLESS_CELLS: list[tuple[Any, ...]] = [
    ("clinics", "harmless", written("F2.other_detail", "田中医院、山本歯科クリニック、林眼科", 3), False),
    ("companies", "harmless", written("F2.other_detail", "株式会社大西、有限会社森本青果店、山田町自治会、佐藤地区老人クラブ連合会", 3), False),
    ("body", "harmless", written("F1.body_name", "石川・松本地区見守りネットワーク会議"), False),
    ("branch", "harmless", written("F0.dept_name", "中村総合支所　市民福祉課　福祉係"), False),
    ("corrected", "harmless", written("F0.revision_reason", "令和7年4月21日付け事務連絡により、様式3の8行目の件数を訂正"), False),
    ("inquiry", "harmless", written("F0.revision_reason", "照会番号2025-0421-0003への回答。様式5の単位を直した。"), False),
    ("law", "harmless", written("F4.comment", "社会福祉法第106条の4第2項第3号及び孤独・孤立対策推進法（令和5年法律第45号）第15条による"), False),
    ("notice", "harmless", written("F4.comment", "要綱は平成29年3月31日告示第28号。令和6年4月1日一部改正"), False),
    ("counts", "harmless", written("F4.comment", "相談1,090-432-658（総数-継続-新規）"), False),
    ("budget", "harmless", written("F4.comment", "予算科目03-01-02-0857（款-項-目-事業）に計上"), False),
    ("codes", "harmless", written("F4.comment", "団体コード313025・313289と共同。SSDSE-A-2024の人口を使用"), False),
    ("postal", "harmless", written("F4.comment", "本庁舎（〒680-8571）1階に総合窓口を置いた"), False),
    ("specimen", "harmless", written("F4.comment", "（記入例）担当：〇〇　〇〇　電話：0857-XX-XXXX"), False),
    ("meetings", "harmless", written("F4.comment", "R6.5.14、R6.8.9、R6.11.8、R7.2.14の計4回。次第は別紙1-2-3"), False),
    ("last-year", "harmless", beside("F3", "前年度", 312, "増減率", -0.085), False),
    ("count", "harmless", filled(("F5.period", "H1", 2), ("F5.measure_code", "N13", 2), ("F5.value", 80641, 2)), False),
    ("training", "harmless", filled(("F7.period", "H2", 2), ("F7.training_code", "G3", 2), ("F7.audience", "L4", 2), ("F7.sessions", 12, 2), ("F7.participants", 2258, 2), ("F7.completed", "-", 2)), False),
    ("hotline", "harmless", written("F6.action", "夜間はよりそいホットライン（0120-279-338）と孤独・孤立相談ダイヤル「#9999」の案内カードを、理容店と銭湯に置いた。"), False),
    ("address-of-page", "harmless", written("F6.public_url", "https://www.city.tottori.lg.jp/page/0857223111.html"), False),
    ("roles", "harmless", written("F6.device", "民生委員さん、区長さん、ＣＳＷ、生活支援コーディネーターが同じ地図に気付きの印を付け、印の数だけを持ち寄った。"), False),
    ("places", "harmless", written("F6.action", "佐藤公民館と小林集会所を隔週で開き、長田神社の夏まつり、吉岡温泉の足湯、浜村駅前の朝市に相談の机を一つ出した。"), False),
    ("dates", "harmless", written("F6.result", "令和6年11月8日から12月20日まで毎週金曜の計6回、延べ142人（実63人）が参加し、7団体が運営に加わった。"), False),
    ("ages", "harmless", written("F6.result", "参加者は80代42人、70代51人、50代31人で、女性が6割。初めての参加は28％、満足度は4.35（前年4.12）だった。"), False),
    ("policy", "harmless", written("F6.background", "8050問題、ヤングケアラー、ダブルケア、セルフ・ネグレクトなど、一つの課では受け止めにくい相談が増え、断らない窓口の形を庁内で話し合った。"), False),
    ("contract", "harmless", written("F6.sustain", "令和7年度から一般財源とし、委託は3年（2025.4.1～2028.3.31）の複数年契約とした。"), False),
    ("exercise", "harmless", written("F6.title", "「けんたくん体操」で始める朝の居場所"), False),
    ("old-house", "harmless", written("F6.device", "国の登録文化財である旧中井家住宅を会場にし、見学に来た人がそのまま茶話会に加われるようにした。"), False),
    ("without-names", "harmless", written("F6.challenge", "支援会議の資料から氏名・住所・生年月日を外し、年代と圏域だけで話す様式に改めたが、記録の突合に時間がかかる。"), False),
    ("post", "harmless", written("F6.action", "配達や検針の途中で気付いたことを知らせてもらう協定を、郵便局、新聞販売店、電力、水道、生協など11事業者と結んだ。知らせは地域包括支援センターが受け、緊急でないものは翌朝の打合せで行き先を決める。協定の事業者には半年に一度、件数とその後の対応の傾向を返している。"), False),
    ("library", "harmless", written("F6.action", "図書館の閲覧室の一角を平日の午後だけ「話しかけてもよい席」にし、司書と学生ボランティアが交代で座った。相談を掲げず、将棋盤とジグソーパズルを置き、帰り際に居場所の一覧を渡す。来る人が固まってきた頃に、ひきこもり支援センターの職員が月に一度まぎれて座るようにした。"), False),
    ("farm", "harmless", written("F6.action", "らっきょうの植付けと根切りの時期に、農協と就労準備支援の事業者が組んで半日だけの仕事を用意した。集合場所まではコミュニティバスの空き時間を使い、作業の前後に温かい汁物を囲む時間を置いた。賃金は農家が出し、送迎と付添いの費用は重層の参加支援の事業費で持った。"), False),
    ("snow", "harmless", written("F6.background", "合併前の旧3町村では高齢化率が45％を超え、雪の季節に外へ出られない世帯が増えている。除雪の登録世帯は5年で1.4倍の386世帯になり、作業に入った若い世代から、玄関先での立ち話が長くなったという声が自治会連合会に寄せられていた。"), False),
    ("pantry", "harmless", written("F6.sustain", "食料の置き場は社会福祉協議会の倉庫を使い、仕分は高校の生徒会と企業の社会貢献の日に合わせて月2回行う。寄附は現物のほか、共同募金の使途選択募金で受ける。運営の費用は市の補助（上限30万円）を3年で終え、その後は商工会議所の会員企業の会費で賄う計画である。"), False),
]  # fmt: skip

HARMLESS_ELSEWHERE: list[tuple[Any, ...]] = [
    ("administrator", "harmless", properties(creator="Administrator", lastModifiedBy="user01", title="令和6年度 様式", category="照会"), False),
    ("print-area", "harmless", lambda: book(print_ranges), False),
    ("styles", "harmless", lambda: book(office_styles), False),
    ("libre-office", "harmless", parts(libre_office), False),
    ("open-document", "harmless", ods(meta="<dc:language>ja-JP</dc:language>"), False, f"{LG}_{YEAR}_r1.ods"),
    ("explained", "harmless", on_sheet("F3", note("上期は4～9月、下期は10～3月。延べ数で数える。", "地域福祉課")), False),
    ("exchange", "harmless", on_sheet("F4", footer("鳥取市地域福祉課（代表 0857-20-4000）")), False),
    ("deadline", "harmless", text_box(("黄色のセルに記入してください。",), ("締切：令和7年4月30日（水）", "必着")), False),
    ("bars", "harmless", chart("つなぎ件数", ("上期", "下期", "計", "前年度"), (24, 31, 55, 48), "様式3_連携!$A$2:$A$5", "件数"), False),
    ("checks", "harmless", on_sheet("F3", checks), False),
    ("emblem", "harmless", picture(emblem, "png", "image/png", "市章"), False),
    ("library-form", "harmless", custom_xml(CONTENT_TYPE, "http://schemas.microsoft.com/sharepoint/v3/contenttype/forms"), False),
    ("label", "harmless", parts(labelled), False),
    ("printed", "harmless", printer("Microsoft Print to PDF", "PaperSize=A4;Resolution=600dpi"), False),
    ("page-of-the-state", "harmless", on_sheet("F6", page_of_the_state), False),
    ("plain-csv", "harmless", table("F3", ROUTE, encoding="utf-8-sig"), False, f"{LG}_F3_{YEAR}H2_r1.csv"),
    ("practice-csv", "harmless", table("F6", PRACTICE | {"result": "商店会、消防団、婦人会の3団体が当番に加わった。"}), False, f"{LG}_F6_{YEAR}FY_r1.csv"),
]  # fmt: skip

CASES: list[tuple[Any, ...]] = [*IN_CELLS, *ELSEWHERE, *HARMLESS_CELLS, *HARMLESS_ELSEWHERE]


# ---------------------------------------------------------------- whether the files are what they should be


def unreadable(make: Make, name: str = sent.NAME) -> str | None:
    """Why a file does not open, if it does not: parts of the package are read as XML, the book by openpyxl."""
    data = make()
    try:
        if name.endswith(".csv"):
            for encoding in ("utf-8-sig", "cp932"):
                try:
                    return None if data.decode(encoding).count(",") else "no table"
                except UnicodeDecodeError:
                    continue
            return "no encoding fits"
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            if wrong := held.testzip():
                return wrong
            for part in held.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    ElementTree.fromstring(held.read(part))
        if not name.endswith(".ods"):
            openpyxl.load_workbook(io.BytesIO(data), rich_text=True, keep_vba=name.endswith(".xlsm"))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    keys = [case[0] for case in CASES]
    assert len(set(keys)) == len(keys), "an id stands twice"
    print(f"{sum(case[3] for case in CASES)} personal, {sum(not case[3] for case in CASES)} harmless")
    faults = [f"{case[0]}: {why}" for case in CASES if (why := unreadable(case[2], *case[4:]))]
    sys.exit("\n".join(faults))
