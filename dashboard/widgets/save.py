"""Downloads of a figure: Office files and CSV from the server, PNG and SVG drawn by the reader's own browser.

A file is made when its button is pressed, and the library that makes it is imported then.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import streamlit as st

from dashboard import words
from dashboard.export import image, plain
from dashboard.export.figure_record import FigureRecord
from dashboard.widgets import assets

_HERE = Path(__file__).parent
_SAYS = ("png", "svg", "saving", "saved", "failed")
_OFFICE = "application/vnd.openxmlformats-officedocument"
XLSX, PPTX = f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.presentationml.presentation"
# What makes each Office file, and what it is called on the way to the browser.
_MAKERS = {
    "xlsx": ("workbook", XLSX),
    "pptx": ("deck", PPTX),
    "docx": ("document", f"{_OFFICE}.wordprocessingml.document"),
}
_IMAGE_BUTTONS = st.components.v2.component(
    "tsunagari_image_buttons",
    html='<div class="row"><button type="button" data-kind="png"></button>'
    '<button type="button" data-kind="svg"></button></div><p role="status"></p>',
    css=(_HERE / "save.css").read_text(encoding="utf-8"),
    js=(_HERE / "save.js").read_text(encoding="utf-8"),
)


def buttons(record: FigureRecord) -> None:
    """Excel, PowerPoint, Word and CSV, each built only on click; PNG and SVG when there is a drawing."""
    for kind, (maker, mime) in _MAKERS.items():
        _button(record, kind, words.t(f"office.{kind}"), mime, _office(record, kind, maker))
    _button(record, "csv", words.t("card.csv"), "text/csv", lambda: plain.table(record))
    if record.draw is None:
        return
    says = {name: words.t(f"card.{name}") for name in _SAYS}
    urls = {"plotly": assets.plotly_js(), "font": assets.FONT, "bold": assets.FONT_BOLD}
    sheet = image.sheet(record.draw(), record)
    _IMAGE_BUTTONS(key=f"image_{record.key}", data={**sheet, "says": says, "urls": urls})


def _office(record: FigureRecord, kind: str, maker: str) -> Callable[[], bytes]:
    return lambda: getattr(import_module(f"dashboard.export.{kind}"), maker)(record)


def _button(record: FigureRecord, kind: str, label: str, mime: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        make,
        file_name=f"{record.file_stem}.{kind}",
        mime=mime,
        key=f"{kind}_{record.key}",
        on_click="ignore",
        width="stretch",
    )
