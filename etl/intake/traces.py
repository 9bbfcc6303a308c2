"""Words of a workbook's package that stand in no cell and in no part read for its texts, for the search for personal information.

Number formats and names of cell styles (a format "0(松本様)" shows a name that no cell holds), where links lead, words
inside formulas, comments of the archive and of its XML, and files put into the file, which nobody looks into.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from etl.intake.book import Aside

STYLES = "xl/styles.xml"
EMBEDDED = "embedded"
# Files within the file: a workbook, a document, an object of another program.
_EMBEDDED = re.compile(
    r"(?:^|/)(?:embeddings|ObjectReplacements)/|^Object [0-9]+/|\.(?:xlsx|xlsm|xls|docx?|pptx?|pdf|msg|eml|zip|csv)$",
    re.IGNORECASE,
)
_XML_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
# What a format shows as it stands: "words", \s, _) and the signs of a locale.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SCHEME = re.compile(r"^(mailto|tel|sms|callto|skype|sip|file):/*", re.IGNORECASE)
_WEB = re.compile(r"^https?://", re.IGNORECASE)


def embedded(name: str) -> bool:
    """Whether a part of the package is a file of its own."""
    return bool(_EMBEDDED.search(name))


def of_archive(packed: zipfile.ZipFile) -> Iterator[Aside]:
    """Comments of the archive and of its entries."""
    for comment in (packed.comment, *(entry.comment for entry in packed.infolist())):
        if comment:
            yield Aside("archive", _decoded(comment))


def of_xml(data: bytes) -> Iterator[Aside]:
    """Comments that stand between the elements of a part."""
    if b"<!--" in data:
        yield from (Aside("other", _decoded(one[1])) for one in _XML_COMMENT.finditer(data))


def of_styles(events: Any) -> Iterator[Aside]:
    """Words in number formats, names of styles that somebody made."""
    for event, element in events:
        tag = str(element.tag).rpartition("}")[2]
        if event == "start":
            continue
        if tag == "numFmt":
            words = "".join(word or sign for word, sign in _LITERAL.findall(element.get("formatCode", "")))
            if words.strip():
                yield Aside("number_format", words)
        elif tag == "cellStyle" and element.get("builtinId") is None and element.get("name"):
            yield Aside("style_name", element.get("name"))


def of_links(events: Any) -> Iterator[Aside]:
    """Where links lead: mail, telephone, a file by its path; of a web address only what is asked of the page."""
    for event, element in events:
        if event == "start" or element.get("TargetMode") != "External":
            continue
        target = unquote(element.get("Target", ""))
        if _WEB.match(target):
            target = re.sub(r"^[^?#]*[?#]?", "", target)
        scheme = _SCHEME.match(target)
        words = _SCHEME.sub("", target)
        if scheme and scheme[1].lower() not in ("mailto", "sip"):
            words = re.sub(r"[/\\_]", " ", words)
        yield from (Aside("hyperlink", one) for one in re.split(r"[?&]", words) if one.strip())


def of_formula(formula: str) -> Iterator[Aside]:
    """The words inside a formula as it would join them, and each alone: ="担当 "&"…"."""
    words = [one.replace('""', '"') for one in _QUOTED.findall(formula)]
    for text in dict.fromkeys(("".join(words), *words)):
        if text.strip():
            yield Aside("formula", _SCHEME.sub("", text))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")
