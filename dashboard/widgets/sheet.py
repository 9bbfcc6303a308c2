"""Words and tables set as a document: chips, plain tables, the A4 sheet of one municipality, its print button."""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import formats, words
from dashboard.export.handout import History
from dashboard.widgets import run
from dashboard.widgets.unbroken import unbroken

STYLE = Path(__file__).parent / "sheet.css"
_SHORT, _LONG = 4, 30  # characters
_MANY = 5  # columns beyond which they find no room beside each other on a telephone
_BOUND = re.compile(r"(?<=^[○●◐△]) | (?=－)")
_TALL = 12  # pixels of the tallest bar of a history
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


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    prose: bool = False,
    drawn: int | None = None,
    histories: Sequence[History] = (),
) -> str:
    """A table whose first column names its rows (HTML), every text escaped; `prose` sets texts instead of numbers.

    drawn: the column in which the histories, one a row, stand as small bars.
    """
    head = _heads(heads)
    many = not prose and len(heads) > _MANY
    # Where a telephone has no room for them side by side, each cell stands below its own head.
    of = [f' data-head="{escape(name)}"' if many else "" for name in heads]
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f'<td class="history"{of[at]}>{bars(histories[nth])}</td>'
            if at == drawn
            else f"<td{of[at]}>{_fact(cell)}</td>"
            for at, cell in enumerate(row[1:], 1)
        )
        + "</tr>"
        for nth, row in enumerate(rows)
    )
    kind = " prose-table" if prose else " many" if many else ""
    return (
        f'<table class="facts{kind}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _fact(text: str) -> str:
    """A fact of a cell: no line ends between a sign and its word (△ 検討中); one may before a bracket."""
    return escape(_BOUND.sub("\u00a0", text)).replace("%（", "%<wbr>（")


def bars(years: History) -> str:
    """The years of a row as small bars from 0 (HTML), the last one dark; a year without a number has its sign and no bar."""
    spoken = words.t("format.comma").join(
        words.t("format.label_value", label=step.year, value=step.text) for step in years.steps
    )
    below = any(bar is not None and bar < 0 for bar in years.bars)
    reach = _TALL / 2 if below else _TALL
    parts = []
    for step, bar in zip(years.steps, years.bars, strict=True):
        if not bar:
            parts.append(f"<i>{escape(step.text if bar is None else '0')}</i>")
            continue
        # From the middle of the row where a year lies below 0, else from its foot.
        lift = reach - max(-bar, 0.0) * reach if below else 0.0
        look = f"height:{formats.number(abs(bar) * reach, 1)}px;margin-bottom:{formats.number(lift, 1)}px"
        parts.append(f'<i><span style="{look}"></span></i>')
    # Heard as a sentence, seen as bars: Streamlit lets no drawing (SVG) through here.
    return f'<span class="unseen">{escape(spoken)}</span><span class="history" aria-hidden="true">{"".join(parts)}</span>'


def plain(heads: Sequence[str], rows: Sequence[Sequence[str]], addresses: Sequence[str | None] = ()) -> str:
    """A table of texts, as wide as its place (HTML), every text escaped; `addresses` link the last cell of each row."""
    head = _heads(heads)
    links = [*addresses, *[None] * (len(rows) - len(addresses))]
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(_cell(cell, column) for cell, column in zip(rest[:-1], heads[1:], strict=False))
        # One text beside its name needs no head.
        + f"{_cell(rest[-1], heads[-1] if len(rest) > 1 else '', link)}</tr>"
        for (first, *rest), link in zip(rows, links, strict=True)
    )
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(text: str, head: str, address: str | None = None) -> str:
    """A cell: short texts stay on one line, long words such as addresses break anywhere; none is said to be none.

    head: of its column, which a telephone puts before the text, for there the cells of a row stand under each other.
    """
    if not text:
        return f'<td class="none">{escape(formats.symbol("not_applicable"))}</td>'
    kind = "short" if len(text) <= _SHORT else "long" if len(text) > _LONG and " " not in text else ""
    said = unbroken(text)
    if address:
        said = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{said}</a>'
    of = f' data-head="{escape(head)}"' if head else ""
    return f'<td class="{kind}"{of}>{said}</td>' if kind else f"<td{of}>{said}</td>"


def _heads(heads: Sequence[str]) -> str:
    """Column headers; a corner without words is a plain cell."""
    return "".join(f'<th scope="col">{escape(text)}</th>' if text else "<td></td>" for text in heads)
