"""A whole page or a briefing pack as one PowerPoint file: cover, contents, key figures, the slides of each figure, notes.

Every slide is A4 landscape, native and editable, numbered, and marked where its numbers are fictitious.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard import theme, words
from dashboard.export import plain, pptx
from dashboard.export.chapter import Chapter, Pack, notes
from dashboard.export.figure_record import writable, xml_text

_EDGE, _TOP, _END = 12.0, 30.0, 194.0  # millimetres
_ENTRIES = 20  # of the contents, or key figures, on one slide
_COLUMNS, _LINES = 175, 44  # of the notes on one slide, in Latin letters

Box = tuple[float, float, float, float]


def deck(pack: Pack) -> bytes:
    """The slides in the language of the pack."""
    pack = xml_text(pack)
    with words.speaking(pack.language):
        show = pptx.blank(pack)
        _Deck(show, pack).draw()
        return pptx.saved(show)


class _Deck:
    """The slides of one pack, from cover to notes."""

    def __init__(self, show: Any, pack: Pack) -> None:
        self.show, self.pack = show, pack

    def draw(self) -> None:
        """The contents name the slides of the figures, so they are filled in when those are there."""
        self._cover()
        entries = [(chapter, record.title) for chapter in self.pack.chapters for record in chapter.figures]
        tables = [self._contents(part) for part in _parts(entries, _ENTRIES)]
        starts = []
        for chapter in self.pack.chapters:
            self._key_figures(chapter)
            for record in chapter.figures:
                starts.append(len(self.show.slides) + 1)
                pptx.add(self.show, writable(record))
        cells = [row.cells[2] for table in tables for row in list(table.rows)[1:]]
        for cell, start in zip(cells, starts, strict=True):
            self._write(cell, str(start), 10)
        self._notes()
        self._number()

    def _cover(self) -> None:
        pack = self.pack
        slide = self._slide(pack.title, size=30, box=(_EDGE + 12, 52, pptx.WIDE - 2 * _EDGE - 24, 30))
        said = [pack.place, pack.selection]
        self._text(slide, (_EDGE + 12, 84, 249, 22), [line for line in said if line], 16)
        self._text(slide, (_EDGE + 12, 122, 249, 50), [*pack.origin, pack.address], 10, ink=theme.MUTED)
        if pack.missing:
            lines = [f"{words.t('pack.missing')}：{'、'.join(pack.missing)}"]
            self._text(slide, (_EDGE + 12, 176, 249, 16), lines, 9, ink=theme.DEMO_TEXT)

    def _contents(self, entries: Sequence[tuple[Chapter, str]]) -> Any:
        slide = self._slide(words.t("pack.contents"))
        heads = [words.t(f"pack.{name}") for name in ("page", "figure", "slide")]
        rows = [[chapter.title, title, ""] for chapter, title in entries]
        return self._table(slide, heads, rows, (70.0, 183.0, 20.0), words.t("pack.contents"))

    def _key_figures(self, chapter: Chapter) -> None:
        heads = [words.t(f"pack.{name}") for name in ("item", "number", "note")]
        for part in _parts(chapter.key_figures, _ENTRIES // 2):
            title = words.t("pack.key_figures", page=chapter.title)
            slide = self._slide(title)
            rows = [
                [one.label, f"{one.value} {one.unit}".strip(), "　".join(one.note.split("\n"))]
                for one in part
            ]
            self._table(slide, heads, rows, (98.0, 55.0, 120.0), title, size=13)
            self._text(
                slide, (_EDGE, _END - 10, 273, 9), ["　".join([chapter.selection, *self.pack.origin[1:3]])], 8
            )
            said = [f"{one.label}: {line}" for one in part for line in one.definitions]
            self._speak(slide, [*said, chapter.address])

    def _notes(self) -> None:
        colon = "：" if self.pack.language == "ja" else ": "
        lines = [text if text.startswith(kind) else f"{kind}{colon}{text}" for kind, text in notes(self.pack)]
        for part in _filled(lines):
            slide = self._slide(words.t("office.sheet.notes"))
            self._text(slide, (_EDGE, _TOP - 4, pptx.WIDE - 2 * _EDGE, _END - _TOP), part, 9)

    def _number(self) -> None:
        """Its number on every slide, as the contents say it."""
        total = len(self.show.slides)
        for at, slide in enumerate(self.show.slides, 1):
            box = (pptx.WIDE - _EDGE - 30, 203, 30, 6)
            made = self._text(slide, box, [f"{at}／{total}"], 8, ink=theme.MUTED)
            made.name = words.t("pack.slide")
            self._right(made.text_frame.paragraphs[0])

    def _slide(
        self, title: str, *, size: float = 20, box: Box = (_EDGE, 7, pptx.WIDE - 2 * _EDGE - 50, 15)
    ) -> Any:
        slide = self.show.slides.add_slide(self.show.slide_layouts[5])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = _places(box)
        head.text_frame.word_wrap = True
        self._lines(head.text_frame, [title], size, bold=True)
        if self.pack.demo:
            said = [self.pack.demo]
            mark = self._text(slide, (pptx.WIDE - _EDGE - 48, 8, 48, 8), said, 11, ink=theme.DEMO_TEXT)
            mark.fill.solid()
            mark.fill.fore_color.rgb = pptx.colour(theme.DEMO_FILL)
        self._speak(slide, [self.pack.title, *self.pack.origin, self.pack.address])
        return slide

    def _speak(self, slide: Any, lines: Sequence[str]) -> None:
        slide.notes_slide.notes_text_frame.text = "\n".join(map(plain.harmless, lines))

    def _lines(self, frame: Any, lines: Sequence[str], size: float, **look: Any) -> None:
        from pptx.enum.text import PP_ALIGN

        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            pptx.speak(paragraph, plain.harmless(line), size, language=self.pack.language, **look)

    def _text(self, slide: Any, box: Box, lines: Sequence[str], size: float, **look: Any) -> Any:
        made = slide.shapes.add_textbox(*_places(box))
        made.text_frame.word_wrap = True
        self._lines(made.text_frame, lines, size, **look)
        return made

    def _table(
        self,
        slide: Any,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        alternative: str,
        *,
        size: float = 10,
    ) -> Any:
        tall = min((_END - _TOP - 12) / (len(rows) + 1), 14.0 if size > 10 else 9.0)
        place = (_EDGE, _TOP, sum(widths), tall * (len(rows) + 1))
        frame = slide.shapes.add_table(len(rows) + 1, len(heads), *_places(place))
        pptx.describe(frame, words.t("office.table"), alternative)
        for column_no, wide in enumerate(widths):
            frame.table.columns[column_no].width = _emu(wide)
        for row_no, line in enumerate([heads, *rows]):
            frame.table.rows[row_no].height = _emu(tall)
            for cell, text in zip(frame.table.rows[row_no].cells, line, strict=True):
                cell.margin_top = cell.margin_bottom = _emu(0.4)
                cell.fill.solid()
                cell.fill.fore_color.rgb = pptx.colour(theme.CARD if row_no else theme.GRID)
                self._write(cell, text, size if row_no else 9, bold=row_no == 0)
        return frame.table

    def _write(self, cell: Any, text: str, size: float, **look: Any) -> None:
        from pptx.enum.text import MSO_ANCHOR

        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        if text:
            self._lines(cell.text_frame, [text], size, **look)

    def _right(self, paragraph: Any) -> None:
        from pptx.enum.text import PP_ALIGN

        paragraph.alignment = PP_ALIGN.RIGHT


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]


def _filled(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines slide by slide, as many as one holds when each is broken at its edge."""
    part: list[str] = []
    taken = 0
    for line in lines:
        needs = max(1, math.ceil(_wide(line) / _COLUMNS))
        if part and taken + needs > _LINES:
            yield part
            part, taken = [], 0
        part.append(line)
        taken += needs
    if part:
        yield part


def _wide(text: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if ord(letter) > 0x2000 else 1 for letter in text)


def _emu(millimetres: float) -> int:
    return round(millimetres * 36_000)


def _places(box: Box) -> tuple[int, ...]:
    return tuple(map(_emu, box))
