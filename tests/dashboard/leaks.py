"""Searching what leaves for what is hidden: the true counts of the work file, in every place of a file that can hold data.

Layout (sizes, positions, ids) is left aside, since any number may stand there; everything a reader, a program or a
search can take for a number of the figure is looked at: cells, caches of charts, embedded workbooks, shapes' names and
alternative texts, notes, metadata, data and hover texts of drawings, texts of pages.
"""

import io
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pandas as pd

from dashboard import store
from dashboard.export.figure_record import FigureRecord, published

_WHOLE = r"\d{1,3}(?:,\d{3})+|\d+"
# Not part of a longer word or number, of a date, a path or the place of a cell ($H$907); a whole number may be written 12.0.
_NUMBER = re.compile(rf"(?<![A-Za-z0-9_.,/%#$-])({_WHOLE})(?:\.0+)?(?![A-Za-z0-9_]|[.,]\d)")
_SPOKEN = ("descr", "name", "title", "string")  # attributes that are texts
# Of a drawing's layout, what the numbers of the figure decide; its sizes are the house's.
_OF_DATA = ("range", "tickvals", "ticktext", "text", "x", "y", "hovertext", "label")


def hidden(work: Path, snapshot: store.Snapshot) -> set[int]:
    """True counts that are suppressed, without those that also are a published number somewhere: these prove nothing."""
    with duckdb.connect(str(work), read_only=True) as con:
        true = {int(n) for (n,) in con.execute("select value from released_cell where hidden").fetchall()}
    return true - _published(snapshot)


def _published(snapshot: store.Snapshot) -> set[int]:
    told: set[int] = set()
    columns = store.query(
        snapshot,
        """select table_name, column_name from duckdb_columns()
           where regexp_matches(data_type, 'INT|DOUBLE|FLOAT|DECIMAL') and not internal""",
    )
    for table, column in columns.itertuples(index=False):
        found = store.query(
            snapshot, f'select distinct "{column}" as n from "{table}" where "{column}" is not null'
        )
        # A density of 1,222.6 people is shown as 1,223.
        told |= {round(n) for n in found["n"] if math.isfinite(n)}
    # the certificate is published as well; its numbers stand inside its entries
    for entry in store.query(snapshot, "select value::varchar as entry from certificate")["entry"]:
        told |= read(str(entry))
    return told


def told(records: Iterable[FigureRecord]) -> set[int]:
    """Whole numbers that these figures' tables show, sums of them by the words of one column and what two of a row differ by,
    as sentences and columns of differences say them.

    Such a number may happen to equal a hidden count of quite another cell.
    """
    found: set[int] = set()
    for record in records:
        table = published(record.table)
        counted = [column for column in table.columns if pd.api.types.is_numeric_dtype(table[column])]
        for column in counted:
            numbers = table[column].astype(float)
            groups = [
                numbers.groupby(table[by].astype(str)).sum() for by in table.columns.difference(counted)
            ]
            differences = [
                (numbers - table[other].astype(float)).abs().dropna() for other in counted if other != column
            ]
            for series in (numbers.dropna(), *groups, *differences):
                found |= {int(n) for n in series if n.is_integer()}
    return found


def parts(made: bytes) -> Iterator[tuple[str, str]]:
    """Every part of a package as text, packages inside it opened as well."""
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        for name in package.namelist():
            held = package.read(name)
            if held[:2] == b"PK":
                yield from ((f"{name}!{inner}", text) for inner, text in parts(held))
            else:
                yield name, held.decode("utf-8", "replace")


def numbers(name: str, content: bytes) -> Iterator[tuple[str, int]]:
    """(place, number) of everything that could be data in a file."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for inner in package.namelist():
                yield from numbers(f"{name}!{inner}", package.read(inner))
    elif name.endswith((".xml", ".rels")):
        for place, text in _of_xml(content):
            yield from ((f"{name} {place}", number) for number in read(text))
    elif name.endswith(".html"):
        for place, text in _of_html(content.decode("utf-8")):
            yield from ((f"{name} {place}", number) for number in read(text))


def read(text: str) -> set[int]:
    """The whole numbers of a text, thousands separated or not."""
    return {int(found.replace(",", "")) for found in _NUMBER.findall(text)}


def _of_xml(content: bytes) -> Iterator[tuple[str, str]]:
    """Texts and spoken attributes; a cell whose text lies apart holds only where that is."""
    root = ElementTree.fromstring(content)
    apart = {id(part) for cell in root.iter() if _tag(cell) == "c" and cell.get("t") == "s" for part in cell}
    for element in root.iter():
        if element.text and id(element) not in apart:
            yield _tag(element), element.text
        for attribute, text in element.attrib.items():
            if attribute.rpartition("}")[2] in _SPOKEN:
                yield f"{_tag(element)}@{attribute}", text


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_html(text: str) -> Iterator[tuple[str, str]]:
    for drawing in re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL):
        described = json.loads(drawing)
        yield "data", " ; ".join(_leaves(described["data"]))
        yield "layout", " ; ".join(_leaves(described["layout"], of_data=False))
    words = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    for attribute in re.findall(r'(?:aria-label|title|alt|data-title)="([^"]*)"', words):
        yield "attribute", unescape(attribute)
    yield "text", unescape(re.sub(r"<[^>]+>", " ; ", words))


def _leaves(value: object, *, of_data: bool = True) -> Iterator[str]:
    """Every text and number; of a layout only below what the data decide."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, of_data=of_data or name in _OF_DATA)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, of_data=of_data)
    elif of_data and isinstance(value, str):
        yield re.sub(r"<[^>]+>", " ", value)
    elif of_data and isinstance(value, int | float) and not isinstance(value, bool):
        yield str(int(value)) if float(value).is_integer() else ""
