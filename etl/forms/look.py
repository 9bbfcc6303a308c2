"""How a form looks on screen and on paper: colours, widths, page set-up."""

from typing import Any

from etl.catalogue import Column

FONT = "游ゴシック"
# Header colours by need; the words stand in 記入要領 and in each cell's message, so colour never speaks alone.
_HEAD = {"yes": ("#1F4E79", "#FFFFFF"), "conditional": ("#BDD7EE", "#1F2937"), "no": ("#E8EEF4", "#1F2937")}
# Characters across one page that stay legible.
PAGE_WIDTH = 190
# Height of the rows to fill in, in points.
HEIGHT = {"F0": 34, "F6": 150}
USUAL_HEIGHT = 19
_WIDTH = {"code": 15, "codes": 16, "count": 9.5, "integer": 6, "flag": 8.5, "date": 11.5, "fiscal_year": 8.5, "lg_code": 10,
          "lg_codes": 18, "percent": 7.5, "text": 20}  # fmt: skip
_LONG, _LONG_WIDTH = 150, 36
_WIDE_LISTS = {"agencies": 28, "bodies": 30, "measures": 30, "items": 32, "trainings": 26}


class Styles:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        base: dict[str, object] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        head = base | {
            "bold": True,
            "text_wrap": True,
            "align": "center",
            "border": 1,
            "border_color": "#7F8FA3",
        }
        cell = {**base, "border": 1, "border_color": "#B8C2CC"}
        self.heads = {
            need: book.add_format(head | {"bg_color": back, "font_color": ink})
            for need, (back, ink) in _HEAD.items()
        }
        self.fixed = book.add_format(cell | {"bg_color": "#F1F3F5", "shrink": True})
        self.missing = book.add_format({"bg_color": "#FFF4CC"})
        self.plain = book.add_format(base | {"text_wrap": True, "valign": "top"})
        self.running = book.add_format(base)
        self.strong = book.add_format(base | {"bold": True})
        self.title = book.add_format(base | {"bold": True, "font_size": 14})
        kinds: dict[str, dict[str, object]] = {
            "text": {"text_wrap": True},
            "codes": {"text_wrap": True},
            "code": {"shrink": True},
            "key": {"shrink": True},
            "count": {"num_format": "#,##0", "align": "right"},
            "date": {"num_format": "yyyy-mm-dd", "align": "center"},
        }
        kinds |= {kind: {"align": "center"} for kind in ("integer", "flag", "fiscal_year", "percent")}
        kinds |= {kind: {"num_format": "@", "text_wrap": True} for kind in ("lg_code", "lg_codes")}
        self._open = {
            kind: book.add_format({**cell, "locked": False, **kinds.get(kind, {})})
            for kind in (*_WIDTH, "key")
        }

    def open(self, column: Column | None) -> Any:
        """The format of a cell to fill in; only long texts run over several lines."""
        short = column is None or (column.type == "text" and (column.max_length or 0) < _LONG)
        return self._open["key" if column is None or short else column.type]


def width(column: Column | None) -> float:
    """Characters; a long text gets room, a code the room its names need."""
    if column is None:
        return 9
    if column.type == "text" and (column.max_length or 0) >= _LONG:
        return _LONG_WIDTH
    if column.name == "period":
        return 10
    return (
        _WIDE_LISTS.get(column.list or "", _WIDTH[column.type])
        if column.type == "code"
        else _WIDTH[column.type]
    )


def page(sheet: Any, heading: str, title: str, keep: int = 0, widths: float = 0) -> None:
    """A4 across, the header on every page, the first ``keep`` columns in sight; wide sheets go over two pages."""
    pages = max(1, round(widths / PAGE_WIDTH))
    sheet.freeze_panes(1, keep)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.fit_to_pages(pages, 0)
    sheet.repeat_rows(0)
    if pages > 1:
        sheet.repeat_columns(0, keep - 1)
    heading, title = (
        text.replace("&", "&&") for text in (heading, title)
    )  # alone it begins a code of the header
    sheet.set_header(f'&C&"{FONT},太字"&14{heading}&R&"{FONT}"&9{title}')
    sheet.set_footer(f'&L&"{FONT}"&8個人の氏名・連絡先は記入しないでください&R&"{FONT}"&9&P / &N ページ')
