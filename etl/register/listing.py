"""The list of faults as one printed page per municipality: number, place, what to do, room to tick off."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from etl.catalogue import Catalogue

HEAD = ("番号", "年度", "ファイル", "種類", "確認していただきたいこと", "済")
_LEAD = (
    "提出いただいた様式について、次の点をご確認ください。色の付いたセルに同じ文を付けた写し（〜_確認.xlsx）をお返しします。",
    "直したファイルは、版を一つ上げて再提出してください。「自動補正」は読み替えた内容のお知らせで、再提出は要りません。",
)


def page(rows: Sequence[Mapping[str, Any]], catalogue: Catalogue, name: str) -> bytes:
    """An A4 workbook, as wide as the page; the gravest first."""
    import xlsxwriter  # a check of one file makes no list, and would wait for it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": f"確認事項の一覧 {name}", "author": "つながり"})
    sheet = book.add_worksheet("確認事項の一覧")
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.write(0, 0, f"確認事項の一覧　{name}", bold)
    for at, line in enumerate(_LEAD, start=1):
        sheet.write(at, 0, line)
    first = len(_LEAD) + 2
    sheet.write_row(first, 0, HEAD, head)
    for number, row in enumerate(rows, start=1):
        kind = catalogue.code("severities", row["severity"]).ja
        told = (number, row["fiscal_year"] or "", row["file_name"], kind, row["message_ja"], "□")
        sheet.write_row(first + number, 0, told, cell)
    for column, width in enumerate((5, 7, 24, 13, 78, 4)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(first + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)
    sheet.set_footer("&L確認事項の一覧&R&P/&N")
    book.close()
    return target.getvalue()
