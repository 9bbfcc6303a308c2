"""Whether every text of a slide has room, measured with the letters of the bundled font: what Office would cut or lay over."""

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pptx
from PIL import ImageFont

FONTS = Path(__file__).resolve().parents[2] / "dashboard" / "static" / "fonts"
EMU, POINT = 36000, 25.4 / 72  # of a millimetre, and millimetres of a point
SLACK = 0.8  # millimetres: programs round lines and margins differently
BREAKS = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef][、。，．）」』】〕・：；！？ー％]*")


@cache
def font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSansJP-{'Bold' if bold else 'Regular'}.woff2"), 100)


@cache
def wide(text: str, bold: bool) -> float:
    """Ems of a text on one line."""
    return font(bold).getlength(text) / 100


def lines(text: str, size: float, room: float, bold: bool) -> int:
    """Lines of a text in `room` millimetres, letters of `size` points; the shapes of the letters themselves decide."""
    count = 0
    for part in re.split(r"[\n\v]", text):
        count, used = count + 1, 0.0
        for piece in BREAKS.findall(part):
            long = wide(piece, bold) * size * POINT
            if used + long > room + 0.01 and used and not piece.isspace():
                count, used = count + 1, 0.0
            while long > room > 0:
                count, long = count + 1, long - room
            used += long
    return count


def unknown(text: str) -> list[str]:
    """Letters that the bundled font has no shape for: they would be drawn as empty boxes."""
    return [c for c in dict.fromkeys(text) if not c.isspace() and not _has(c)]


@cache
def _has(letter: str) -> bool:
    if unicodedata.category(letter) in ("Cn", "Co", "Cs"):
        return False
    drawn = bytes(font(False).getmask(letter, mode="L"))
    return not drawn or drawn != bytes(font(False).getmask("\U0010fffd", mode="L"))


def crowded(made: bytes) -> list[str]:
    """What does not fit, in words: a text higher than its box, a table that reaches over what stands below it."""
    found = []
    show = pptx.Presentation(io.BytesIO(made))
    for number, slide in enumerate(show.slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text.strip():
                found += [f"slide {number}: {one}" for one in _box(shape, show)]
            elif shape.has_table:
                found += [f"slide {number}: {one}" for one in _table(shape, slide, show)]
    return found


def _box(shape: Any, show: Any) -> Iterator[str]:
    frame = shape.text_frame
    room = (shape.width - frame.margin_left - frame.margin_right) / EMU
    if frame.word_wrap is False or (frame.word_wrap is None and not shape.is_placeholder):
        longest = max(_across(paragraph) for paragraph in frame.paragraphs)
        if longest > (show.slide_width - shape.left) / EMU + shape.left / EMU:
            yield f"{shape.name}: {frame.text[:40]!r} is wider than the slide"
        return
    tall = sum(_height(paragraph, room) for paragraph in frame.paragraphs)
    tall += (frame.margin_top + frame.margin_bottom) / EMU
    if tall > shape.height / EMU + SLACK:
        yield f"{shape.name}: {frame.text[:40]!r} needs {tall:.1f} of {shape.height / EMU:.1f} mm"
    if shape.top + shape.height > show.slide_height:
        yield f"{shape.name}: {frame.text[:40]!r} ends below the slide"


def _look(paragraph: Any) -> tuple[float, bool]:
    runs = [run for run in paragraph.runs if run.text]
    sizes = [run.font.size.pt for run in runs if run.font.size]
    return (max(sizes) if sizes else 18.0), any(run.font.bold for run in runs)


def _across(paragraph: Any) -> float:
    size, bold = _look(paragraph)
    return wide(paragraph.text, bold) * size * POINT


def _height(paragraph: Any, room: float) -> float:
    size, bold = _look(paragraph)
    spacing = paragraph.line_spacing
    step = spacing.pt if hasattr(spacing, "pt") else size * 1.2
    return lines(paragraph.text, size, room, bold) * step * POINT


def _table(shape: Any, slide: Any, show: Any) -> Iterator[str]:
    """Rows grow with their texts: where the table really ends, nothing else may have begun."""
    table, tall = shape.table, 0.0
    for row in table.rows:
        needed = row.height / EMU
        for cell, column in zip(row.cells, table.columns, strict=True):
            room = (column.width - cell.margin_left - cell.margin_right) / EMU
            text = sum(_height(paragraph, room) for paragraph in cell.text_frame.paragraphs if paragraph.text)
            needed = max(needed, text + (cell.margin_top + cell.margin_bottom) / EMU)
        tall += needed
    end = shape.top / EMU + tall
    if end > show.slide_height / EMU + SLACK:
        yield f"{shape.name}: ends at {end:.1f} mm, below the slide"
    for other in slide.shapes:
        beside = other.left >= shape.left + shape.width or other.left + other.width <= shape.left
        below = other.top >= shape.top + shape.height - 2 * EMU
        if other.shape_id != shape.shape_id and not beside and below and end > other.top / EMU + SLACK:
            yield f"{shape.name}: ends at {end:.1f} mm, over {other.name} at {other.top / EMU:.1f}"
