"""Faults of layout, made in a printed workbook as people make them in Excel."""

from collections.abc import Callable

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Bend = Callable[[Workbook], None]


def _sheet(book: Workbook, form_no: int) -> Worksheet:
    return next(sheet for sheet in book.worksheets if sheet.title.startswith(f"様式{form_no}_"))


def _column(sheet: Worksheet, header: str) -> int:
    return next(at for at, cell in enumerate(sheet[1], 1) if str(cell.value).startswith(header))


def title_rows(book: Workbook) -> None:
    """A title and a unit above the header."""
    sheet = _sheet(book, 5)
    sheet.insert_rows(1, 2)
    sheet["A1"], sheet["A2"] = "令和7年度 孤独・孤立対策に関する調査票", "（単位：件・人・団体）"


def group_header(book: Workbook) -> None:
    """A second header above the first, merged over the columns it groups."""
    sheet = _sheet(book, 3)
    first, last = _column(sheet, "うち本人同意"), _column(sheet, "うち共同支援")
    sheet.insert_rows(1)
    sheet.cell(1, first, "つなぎ件数の内訳")
    sheet.merge_cells(start_row=1, end_row=1, start_column=first, end_column=last)


def merged_cells(book: Workbook) -> None:
    """The same body on several rows, written once over all of them."""
    sheet = _sheet(book, 2)
    column = _column(sheet, "会議体区分")
    first = sheet.cell(2, column).value
    same = 2
    while sheet.cell(same + 1, column).value == first:
        same += 1
    sheet.merge_cells(start_row=2, end_row=same, start_column=column, end_column=column)


def hidden_column(book: Workbook) -> None:
    """A column put out of sight, its answers still in it."""
    sheet = _sheet(book, 2)
    letter = get_column_letter(_column(sheet, "出席率"))
    sheet.column_dimensions[letter].hidden = True


def renamed_column(book: Workbook) -> None:
    """A header in other words."""
    sheet = _sheet(book, 3)
    sheet.cell(1, _column(sheet, "つなぎ件数"), "つなぎ件数(件)")


def moved_column(book: Workbook) -> None:
    """Two columns in another order."""
    sheet = _sheet(book, 7)
    first, second = _column(sheet, "参加者数"), _column(sheet, "修了者数")
    for row in range(1, sheet.max_row + 1):
        one, other = sheet.cell(row, first), sheet.cell(row, second)
        one.value, other.value = other.value, one.value


def broken_header(book: Workbook) -> None:
    """A header broken over lines and spread with wide spaces."""
    sheet = _sheet(book, 5)
    sheet.cell(1, _column(sheet, "測定項目"), "測　定\n項　目")


def cell_comment(book: Workbook) -> None:
    """A note left for a colleague."""
    sheet = _sheet(book, 5)
    sheet["D2"].comment = Comment("前年度の数と見比べました。", "福祉課")
