"""市町村カルテ, the A4 sheet of `handout.card` as one HTML document."""

from collections.abc import Sequence
from html import escape

from dashboard import words
from dashboard.export.handout import Part, Table
from dashboard.widgets import sheet


def document(part: Part, *, demo: bool) -> str:
    """Head, gist, bands of tables, notes."""
    mark = f'<span class="demo-mark">{escape(words.t("app.demo"))}</span>' if demo else ""
    gist = "".join(f"<p>{escape(line)}</p>" for line in part.gist)
    bands = "".join(_band(band.columns) for band in part.bands)
    return (
        f'<article class="sheet"><div class="card-head"><h2>{escape(part.title)}</h2>{mark}</div>'
        f'<p class="facts-line">{escape(part.facts)}</p><div class="gist">{gist}</div>{bands}'
        f'<p class="sheet-notes">{escape(" ｜ ".join(part.remarks))}</p></article>'
    )


def _band(columns: Sequence[Sequence[Table]]) -> str:
    said = "".join(f"<div>{''.join(map(_table, column))}</div>" for column in columns)
    return f'<div class="columns{" one" if len(columns) == 1 else ""}">{said}</div>'


def _table(table: Table) -> str:
    # Same tables as slide and workbook: one description, so that screen and file cannot differ.
    return sheet.table(
        table.caption,
        table.heads,
        table.rows,
        prose=table.prose,
        drawn=table.drawn,
        histories=table.histories,
    )
