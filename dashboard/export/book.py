"""A whole page or a briefing pack as one Excel workbook: contents, three sheets a figure, one sheet of all notes.

The sheets of a figure are those of its own workbook, numbered; the contents lead to them, and every sheet leads back.
"""

import io
from typing import Any

from dashboard import theme, words
from dashboard.export import native, plain, xlsx
from dashboard.export.chapter import Pack, notes
from dashboard.export.figure_record import writable, xml_text

_SHEETS = ("figure", "cross", "tidy")
_WIDTHS = (5, 26, 54, 13, 20, 24)  # letters of the columns of the contents


def workbook(pack: Pack) -> bytes:
    """The workbook in the language of the pack."""
    import xlsxwriter

    pack = xml_text(pack)
    with words.speaking(pack.language):
        out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            book.set_properties({"title": plain.harmless(pack.title), "author": "", "comments": pack.demo})
            book.formats[0].set_font_name(xlsx.FONT)
            written = _Book(book, pack)
            written.write()
        return native.placed(out.getvalue(), written.groups)


class _Book:
    """The sheets of one pack."""

    def __init__(self, book: Any, pack: Pack) -> None:
        self.book, self.pack = book, pack
        self.groups: dict[str, str] = {}
        plain_look = {"font_name": xlsx.FONT, "valign": "vcenter"}
        self.look = {
            "text": book.add_format(plain_look),
            "wrapped": book.add_format({**plain_look, "text_wrap": True}),
            "title": book.add_format({**plain_look, "bold": True, "font_size": 16}),
            "head": book.add_format({**plain_look, "bold": True, "bg_color": theme.PAGE, "bottom": 1}),
            "link": book.add_format({**plain_look, "font_color": theme.PRIMARY, "underline": 1}),
            "mark": book.add_format(
                {**plain_look, "bold": True, "font_color": theme.DEMO_TEXT, "bg_color": theme.DEMO_FILL}
            ),
        }

    def write(self) -> None:
        """Contents first; the sheets they lead to follow in the same order."""
        contents = self._sheet(words.t("pack.contents"), _WIDTHS)
        row = self._contents(contents)
        row = self._key_figures(contents, row)
        for number, record in enumerate(self.pack.figures, 1):
            self.groups |= xlsx.add(self.book, writable(record), f"{number} ").groups
        self._notes()

    def _sheet(self, name: str, widths: tuple[int, ...]) -> Any:
        pack = self.pack
        # 31 characters are the most that Excel lets a sheet be called by.
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4)
        sheet.hide_gridlines(2)
        sheet.set_footer("&L" + pack.snapshot_id + "&R&P / &N")
        sheet.set_header("&R" + pack.demo.replace("&", "&&"))
        for column_no, wide in enumerate(widths):
            sheet.set_column(column_no, column_no, wide)
        self._text(sheet, 0, 0, pack.title, "title")
        if pack.demo:
            self._text(sheet, 1, 0, pack.demo, "mark")
        return sheet

    def _text(self, sheet: Any, row: int, column: int, text: str, look: str = "text") -> None:
        sheet.write_string(row, column, plain.harmless(text), self.look[look])

    def _contents(self, sheet: Any) -> int:
        pack, row = self.pack, 2
        missing = [f"{words.t('pack.missing')}：{name}" for name in pack.missing]
        for line in (pack.place, pack.selection, *pack.origin, pack.address, *missing):
            if line:
                xlsx.line(sheet, row, plain.harmless(line), _WIDTHS, self.look["wrapped"])
                row += 1
        row += 1
        kinds = [words.t(f"office.sheet.{name}") for name in _SHEETS]
        heads = [words.t("pack.number_of"), words.t("pack.page"), words.t("pack.figure"), *kinds]
        for column_no, head in enumerate(heads):
            self._text(sheet, row, column_no, head, "head")
        number = 0
        for chapter in pack.chapters:
            for record in chapter.figures:
                row, number = row + 1, number + 1
                sheet.write_number(row, 0, number, self.look["text"])
                self._text(sheet, row, 1, chapter.title, "wrapped")
                self._text(sheet, row, 2, record.title, "wrapped")
                sheet.set_row(row, xlsx.deep(record.title, _WIDTHS[2], chapter.title, _WIDTHS[1]))
                for column_no, (name, kind) in enumerate(zip(_SHEETS, kinds, strict=True), 3):
                    where = f"internal:'{xlsx.sheet_name(f'{number} ', name)}'!A1"
                    sheet.write_url(row, column_no, where, self.look["link"], string=kind)
        return row + 2

    def _key_figures(self, sheet: Any, row: int) -> int:
        """As they stand on the page: a number with its unit is a text here."""
        key_figures = [(chapter, one) for chapter in self.pack.chapters for one in chapter.key_figures]
        if not key_figures:
            return row
        heads = ["", *(words.t(f"pack.{name}") for name in ("page", "item", "number", "unit", "note"))]
        for column_no, head in enumerate(heads):
            self._text(sheet, row, column_no, head, "head")
        for chapter, key_figure in key_figures:
            row += 1
            texts = (
                chapter.title,
                key_figure.label,
                key_figure.value,
                key_figure.unit,
                "　".join(key_figure.note.split("\n")),
            )
            for column_no, text in enumerate(texts, 1):
                self._text(sheet, row, column_no, text, "wrapped")
            sheet.set_row(row, max(map(xlsx.deep, texts, _WIDTHS[1:])))
        return row + 2

    def _notes(self) -> None:
        """What holds for all, then figure by figure."""
        sheet = self._sheet(words.t("office.sheet.notes"), (6, 24, 110))
        lines = [("", kind, text) for kind, text in notes(self.pack)]
        for nth, record in enumerate(self.pack.figures, 1):
            lines += [(str(nth), kind, text) for kind, text in plain.notes(record)]
        for row, (number, kind, text) in enumerate(lines, 3):
            self._text(sheet, row, 0, number)
            self._text(sheet, row, 1, kind, "head")
            self._text(sheet, row, 2, text, "wrapped")
            sheet.set_row(row, xlsx.deep(text, 110, kind, 24))
