"""Every kind of file that leaves the dashboard, and what makes it: of one figure, of a page or pack, of a give-back."""

from collections.abc import Callable

from dashboard.export import book, deck, docx, handout_pptx, handout_xlsx, html, plain, pptx, xlsx
from dashboard.export.chapter import Pack
from dashboard.export.figure_record import FigureRecord
from dashboard.export.handout import Handout
from dashboard.widgets import take


def page_html(pack: Pack) -> bytes:
    return html.document([pack], html.Frame(take.style()))


OFFICE: dict[str, Callable[[FigureRecord], bytes]] = {
    "xlsx": xlsx.workbook,
    "pptx": pptx.deck,
    "docx": docx.document,
}
FIGURE = {"csv": plain.table, **OFFICE}
PACK: dict[str, Callable[[Pack], bytes]] = {"pptx": deck.deck, "xlsx": book.workbook, "html": page_html}
BACK: dict[str, Callable[[Handout], bytes]] = {"pptx": handout_pptx.deck, "xlsx": handout_xlsx.workbook}
