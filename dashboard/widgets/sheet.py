"""Words and tables set as a document: chips, plain tables, the A4 sheet of one municipality, its print button."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboard.widgets import run

STYLE = Path(__file__).parent / "sheet.css"
_SHORT, _LONG = 4, 30  # characters
_PRINT = st.components.v2.component(
    "tsunagari_print",
    html='<button type="button" class="print"></button>',
    css="""
.print {
  font: inherit; font-weight: 700; min-height: 44px; padding: 0 16px; border-radius: 8px; cursor: pointer;
  background: #fff; color: #0017c1; border: 1px solid #0017c1;
}
.print:hover { background: #e8f1fe; }
.print:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
""",
    js="""
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data
  button.onclick = () => window.print()
}
""",
)


def style() -> None:
    """Put the style sheet of documents on the page."""
    st.html(STYLE)


def print_button(label: str) -> None:
    """Open the browser's print dialogue."""
    if run.record() is None:
        _PRINT(key="print", data=label)


def chips(labels: Sequence[str]) -> str:
    """Tags as a list of chips (HTML)."""
    return '<ul class="chips">' + "".join(f"<li>{escape(label)}</li>" for label in labels) + "</ul>"


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, prose: bool = False) -> str:
    """A table whose first column names its rows (HTML), every text escaped; `prose` sets texts instead of numbers."""
    head = _heads(heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="facts{" prose-table" if prose else ""}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def plain(heads: Sequence[str], rows: Sequence[Sequence[str]], addresses: Sequence[str | None] = ()) -> str:
    """A table of texts, as wide as its place (HTML), every text escaped; `addresses` link the last cell of each row."""
    head = _heads(heads)
    links = [*addresses, *[None] * (len(rows) - len(addresses))]
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(_cell(cell) for cell in rest[:-1])
        + f"{_cell(rest[-1], link)}</tr>"
        for (first, *rest), link in zip(rows, links, strict=True)
    )
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(text: str, address: str | None = None) -> str:
    """A cell: short texts stay on one line, long words such as addresses break anywhere."""
    kind = "short" if len(text) <= _SHORT else "long" if len(text) > _LONG and " " not in text else ""
    said = escape(text)
    if address:
        said = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{said}</a>'
    return f'<td class="{kind}">{said}</td>' if kind else f"<td>{said}</td>"


def _heads(heads: Sequence[str]) -> str:
    """Column headers; a corner without words is a plain cell."""
    return "".join(f'<th scope="col">{escape(text)}</th>' if text else "<td></td>" for text in heads)
