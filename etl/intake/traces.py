"""Words of a workbook's package that stand in no cell and in no part read for its texts, for the search for personal information.

Number formats and names of cell styles (a format "0(松本様)" shows a name that no cell holds), where links lead, words
inside formulas, comments of the archive and of its XML, and files put into the file, which nobody looks into.
"""

import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from etl.intake.book import Aside, Unreadable

STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
EMBEDDED, PICTURE, MACRO = "embedded", "picture", "macro"
CLOSED = (EMBEDDED, PICTURE, MACRO)
"""Kinds of what is in a file and cannot be looked into."""
DROPPED = ("author", "printer", "part")
"""Kinds of words that every file has, a program's as a rule: in no kept copy, and asked about where they seem to be a name."""
# Small pictures of a file's first page: every program makes them, none of them is kept.
_PREVIEW = re.compile(r"(?:docProps/thumbnail\.|Thumbnails/)", re.IGNORECASE)
_PICTURES = re.compile(
    r"(?:^|/)(?:media|Pictures|ink|images)/[^/]+$|\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|ico|webp|heic)$",
    re.IGNORECASE,
)
_MACROS = re.compile(r"vbaProject|vbaData|/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE)
# What of a workbook is binary and no picture: the settings of a printer, the parts of an .xlsb.
_BINARY = re.compile(
    r"xl/printerSettings/[^/]+\.bin"
    r"|xl/(?:workbook|styles|sharedStrings|calcChain|metadata|comments[0-9]*|worksheets/(?:sheet|binaryIndex)[0-9]+"
    r"|tables/table[0-9]+|persons/person[0-9]*|threadedComments/[^/]+|externalLinks/externalLink[0-9]+|chartsheets/sheet[0-9]+)\.bin"
)
# Files within the file: a workbook, a document, an object of another program.
_EMBEDDED = re.compile(
    r"(?:^|/)(?:embeddings|ObjectReplacements)/|^Object [0-9]+/|^MBD|Ole10Native",
    re.IGNORECASE,
)
# Kinds of parts that spreadsheet programs write; whatever else is in the package was put there.
_OWN_KINDS = re.compile(
    "xml|rels|vml|bin|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|ico|psmdcp|sigs|fntdata|odttf|rdf|mimetype|layout-cache"
)
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥々]")
# An attribute that says something in words, an address or a number that can be rung.
_SPEAKING = re.compile(
    r"[ぁ-んァ-ヶ一-龥々ｦ-ﾟ]|[^\s@]@[^\s@]+\.|^(?:tel|mailto):|(?<![0-9])0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}(?![0-9])|^0[0-9]{9,10}$"
)
_PASSAGES = frozenset({"annotation", "text-box", "custom-shape", "frame", "caption"})
_XML_COMMENT = re.compile(rb"<!--(.*?)-->|<\?(?!xml|mso-)(.*?)\?>", re.DOTALL)
# How long the end of an archive is, and how much of what stands behind it is searched.
_END, _BEHIND = 22, 100_000
_PRINTER = re.compile(r"xl/printerSettings/[^/]+\.bin")
_TWO_WORDS = re.compile(r"[A-Za-z]{2,12}[ ._,-]+[A-Za-z]{2,12}")
_FONT = frozenset({"typeface", "font", "font-family", "font-name"})
_QUOTED = re.compile(r""""((?:[^"]|"")*)"|'([^']+)'|(?<![A-Z$0-9.:])([0-9]{3,})(?![0-9.:(])""")
# What a format shows as it stands: "words", \s, _) and the signs of a locale.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]"-]+)|([ぁ-んァ-ヶー一-龥々ｦ-ﾟ]+)')
# [赤], [Color 3], G/標準: what a format is made of, no words of its own.
_COLOUR = re.compile(r"\[(?!\$)[^\]]*\]|G/標準")
# name="…" of a style, defaultTableStyle="…" of all tables.
_NAMING = re.compile("name|default[A-Za-z]*Style")
_SCHEME = re.compile(r"^(mailto|tel|sms|callto|skype|sip|file):/*", re.IGNORECASE)
_WEB = re.compile(r"^https?://", re.IGNORECASE)


def closed(name: str) -> str | None:
    """Of which kind a part is that nobody can look into: a file of its own, a picture, macros; None for all others."""
    kind = posixpath.basename(name).rpartition(".")[2].lower()
    if name.endswith("/") or _PREVIEW.match(name):
        return None
    if _EMBEDDED.search(name) or not _OWN_KINDS.fullmatch(kind):
        return EMBEDDED
    if _MACROS.search(name):
        return MACRO
    if _PICTURES.search(name) and kind not in ("xml", "rels", "svg"):
        return PICTURE
    return EMBEDDED if kind == "bin" and not _BINARY.fullmatch(name) else None


def is_object(entry: str) -> bool:
    """Whether an entry of an old workbook holds another file."""
    return bool(_EMBEDDED.search(entry))


def speaking(value: str) -> bool:
    """Whether an attribute's value may say something of somebody."""
    return bool(_SPEAKING.search(value))


def of_archive(packed: zipfile.ZipFile, data: bytes) -> Iterator[Aside]:
    """Comments of the archive and of its entries, what stands behind its end, and names of entries that are no program's."""
    end = data.rfind(b"PK\x05\x06")
    behind = data[end + _END + len(packed.comment) :] if end >= 0 else b""
    if behind.strip(b"\0\r\n "):
        yield Aside("archive", _decoded(behind[:_BEHIND]))
    entries = packed.infolist()
    for comment in (packed.comment, *(entry.comment for entry in entries)):
        if comment:
            yield Aside("archive", _decoded(comment))
    for entry in entries:
        if _JAPANESE.search(entry.filename):
            yield Aside("archive", re.sub(r"[/_]|\.[A-Za-z]+$", " ", entry.filename))
        else:
            words = re.sub(r"[/_.-]+|[0-9]+", " ", entry.filename.rpartition(".")[0].rpartition("/")[2])
            yield Aside("part", words.strip())
        if _PRINTER.fullmatch(entry.filename):
            yield from of_printer(packed.read(entry))


def of_printer(settings: bytes) -> Iterator[Aside]:
    """The names of a printer and of its paper; the rest of the settings is the driver's own."""
    for start, size in ((0, 64), (102, 64)):
        text = settings[start : start + size].decode("utf-16-le", "ignore").partition("\0")[0]
        for part in re.split(r"[\\/]+", text):
            if len(part.strip()) > 1:
                yield Aside("printer", part.strip())


def of_other(element: Any) -> Iterator[Aside]:
    """Attributes of a part nobody reads that hold two words in letters, as names do."""
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] not in _FONT and _TWO_WORDS.fullmatch(value.strip()):
            yield Aside("part", value.strip())


def of_xml(data: bytes) -> Iterator[Aside]:
    """Comments and instructions that stand between the elements of a part."""
    if b"<!--" in data or data.count(b"<?") > data[:8].count(b"<?xml"):
        yield from (Aside("other", _decoded(one[1] or one[2])) for one in _XML_COMMENT.finditer(data))


def of_styles(events: Any) -> Iterator[Aside]:
    """Words in number formats, names of fonts, and names of styles: one that the program brought may be called anew."""
    for event, element in events:
        tag = str(element.tag).rpartition("}")[2]
        if event == "start":
            continue
        if tag == "numFmt":
            yield from of_format(element.get("formatCode", ""))
        elif tag == "name" and element.get("val"):
            yield Aside("font", element.get("val"))
        else:
            told = [
                value for name, value in element.attrib.items() if _NAMING.fullmatch(name) or speaking(value)
            ]
            yield from (Aside("style_name", text) for text in (*told, element.text or "") if text.strip())


def of_format(code: str) -> Iterator[Aside]:
    """The words that a number format shows as they stand."""
    bare = _COLOUR.sub("", code)
    words = "".join(
        word or sign or shown or bare_word for word, sign, shown, bare_word in _LITERAL.findall(bare)
    )
    if words.strip():
        yield Aside("number_format", words)


def of_strings(events: Any) -> Iterator[Aside]:
    """The table of texts: what the cells show – or once showed – and the readings above it."""
    for event, element in events:
        if event == "end" and str(element.tag).endswith("}si"):
            readings = [one for one in element if str(one.tag).endswith("}rPh")]
            for one in readings:
                element.remove(one)
            one_text(element)
            text = "".join(element.itertext())
            yield from of_phonetic(text, readings)
            yield Aside("strings", text)
            element.clear()


def one_text(element: Any) -> None:
    """A text is told once: of two, Excel would mend the file and keep one, nobody knows which."""
    if sum(str(one.tag).endswith("}t") for one in element) > 1:
        raise Unreadable("PX42")


def of_links(events: Any) -> Iterator[Aside]:
    """Where links lead: mail, telephone, a file by its path; of a web address what is asked of the page, and Japanese words."""
    for event, element in events:
        if event == "start" or element.get("TargetMode") != "External":
            continue
        yield from of_link(element.get("Target", ""))
        yield Aside("link", element.get("Target", ""))


def of_link(address: str) -> Iterator[Aside]:
    """The words of one address."""
    target = unquote(address)
    if _WEB.match(target):
        path, _, asked = re.sub("[?#]", "?", target).partition("?")
        target = "&".join([*(part for part in path.split("/") if _JAPANESE.search(part)), asked])
    scheme = _SCHEME.match(target)
    words = _SCHEME.sub("", target)
    if scheme and scheme[1].lower() not in ("mailto", "sip"):
        words = re.sub(r"[/\\_]", " ", words)
    yield from (Aside("hyperlink", one) for one in re.split(r"[?&]", words) if one.strip())


def of_formula(formula: str) -> Iterator[Aside]:
    """The words inside a formula as it would join them, and each alone: ="担当 "&"…"."""
    words = [
        (quoted or name or number).replace('""', '"') for quoted, name, number in _QUOTED.findall(formula)
    ]
    for text in dict.fromkeys(("".join(words), *words)):
        if text.strip():
            yield Aside("formula", _SCHEME.sub("", text))


def in_formula(formula: str) -> Iterator[str]:
    """What a rule's formula or a name's area says in words: texts in quotes, names of sheets and areas that are no program's."""
    texts = [text.replace('""', '"') for text, _, _ in _QUOTED.findall(formula) if text]
    yield from (*texts, *(name for _, name, _ in _QUOTED.findall(formula) if name))
    if _JAPANESE.search(bare := _QUOTED.sub(" ", formula)) or re.search(r"\[(?![.$])|//|\\\\", bare):
        yield bare
    if len(texts) > 1:
        yield "".join(texts)


def of_open_document(tag: str, element: Any, passages: int, in_table: int) -> Iterator[Aside]:
    """Comments, text boxes, links, formulas, formats and messages of an element of an OpenDocument sheet."""
    text = element.text or ""
    if text.strip() and passages:
        yield Aside("comment", text)
    elif text.strip() and not in_table:
        yield Aside("number_format" if tag == "text" else "other", text)
    for name, value in element.attrib.items():
        called = name.rpartition("}")[2]
        if called == "href":
            yield from of_link(value)
            yield Aside("link", value.lstrip("#") if value.startswith("#") else value)
        elif called == "formula":
            yield from of_formula(value)
        elif called == "condition":
            yield from (Aside("sheet_part", said) for said in in_formula(value) if said.strip())
        elif called in ("title", "display-name") and speaking(value):
            yield Aside("other", value)


def of_phonetic(text: str, readings: list[Any]) -> Iterator[Aside]:
    """Readings above words; those of other words (``reading``) were left there when the words were changed."""
    for one in readings:
        reading = "".join(one.itertext()).strip()
        first, last = (int(one.get(name) or 0) for name in ("sb", "eb"))
        if reading:
            yield Aside("phonetic", reading)
            if not reads(text[first:last], reading):
                yield Aside("reading", reading)


def reads(words: str, reading: str) -> bool:
    """Whether a reading may be that of the words: their kana in their order, one to five kana for each other letter."""
    pattern = "".join(
        f"{re.escape(sign)}?"
        if sign in "ッャュョァィゥェォー"
        else re.escape(sign)
        if "ァ" <= sign <= "ー"
        else "[ァ-ヶー・]{1,5}"
        for sign in _katakana(words)
        if sign not in " 　、。・「」（）()"
    )
    return bool(re.fullmatch(pattern, re.sub("[ 　、。・「」（）()]", "", _katakana(reading))))


def _katakana(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in folded)


def opens_passage(tag: str) -> bool:
    """Whether an element of an OpenDocument sheet holds text that is no cell's."""
    return tag in _PASSAGES


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")
