"""Where shapes, lines and pictures lie on the sheets of a workbook: a line drawn through a row may strike it out."""

import posixpath
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring

from etl.intake.book import Area

_ROW, _COLUMN = 238_125, 609_600
"""An ordinary row's height and column's width in EMU, for shapes of which only the beginning and the size are known."""


def areas(drawing: bytes) -> list[Area]:
    """The cells that lie under each shape of one drawing part."""
    return [area for anchor in fromstring(drawing) if (area := _area(anchor)) is not None]


def drawings_of(links: bytes) -> list[str]:
    """The file names of the drawing parts that a sheet's links name."""
    return [
        posixpath.basename(link.get("Target", ""))
        for link in fromstring(links)
        if link.get("Type", "").endswith("/drawing")
    ]


def _area(anchor: Any) -> Area | None:
    parts = {_tag(child): child for child in anchor}
    if "from" not in parts:
        return None
    first, last, size = (
        dict(_numbers(parts[name])) if name in parts else {} for name in ("from", "to", "ext")
    )
    top, left = first.get("row", 0), first.get("col", 0)
    if "to" in parts:
        # A shape that ends where a cell begins does not lie on it.
        return Area(top, left, max(top, _end(last, "row", "rowOff")), max(left, _end(last, "col", "colOff")))
    return Area(top, left, top + size.get("cy", 0) // _ROW, left + size.get("cx", 0) // _COLUMN)


def _end(corner: dict[str, int], name: str, offset: str) -> int:
    return corner.get(name, 0) - (not corner.get(offset, 0))


def _numbers(element: Any) -> Iterator[tuple[str, int]]:
    """Numbers within and beside an element: col, colOff, row, rowOff of a corner, cx and cy of a size."""
    told = [(_tag(child), child.text or "") for child in element] + list(element.attrib.items())
    yield from ((name, int(text)) for name, text in told if text.strip().lstrip("-").isdecimal())


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
