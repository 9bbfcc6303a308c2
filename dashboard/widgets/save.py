"""Downloads of a figure: CSV from the server, PNG and SVG drawn by the reader's own browser."""

from pathlib import Path

import streamlit as st

from dashboard import words
from dashboard.export import image, plain
from dashboard.export.facts import Facts
from dashboard.widgets import assets

_HERE = Path(__file__).parent
_SAYS = ("png", "svg", "saving", "saved", "failed")
_IMAGE_BUTTONS = st.components.v2.component(
    "tsunagari_image_buttons",
    html='<div class="row"><button type="button" data-kind="png"></button>'
    '<button type="button" data-kind="svg"></button></div><p role="status"></p>',
    css=(_HERE / "save.css").read_text(encoding="utf-8"),
    js=(_HERE / "save.js").read_text(encoding="utf-8"),
)


def buttons(facts: Facts) -> None:
    """CSV, and when there is a drawing PNG and SVG; the CSV is built only on click."""
    st.download_button(
        words.t("card.csv"),
        lambda: plain.table(facts),
        file_name=f"{facts.file_stem}.csv",
        mime="text/csv",
        key=f"csv_{facts.key}",
        on_click="ignore",
        width="stretch",
    )
    if facts.draw is None:
        return
    says = {name: words.t(f"card.{name}") for name in _SAYS}
    urls = {"plotly": assets.plotly_js(), "font": assets.FONT, "bold": assets.FONT_BOLD}
    sheet = image.sheet(facts.draw(), facts)
    _IMAGE_BUTTONS(key=f"image_{facts.key}", data={**sheet, "says": says, "urls": urls})
