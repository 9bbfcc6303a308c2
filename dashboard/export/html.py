"""Pages as HTML that stands alone: figures one can point at, tables and feet, in one or more languages.

No server and no network: Plotly's library is written into the file once (or lies beside the pages of a site), everything
else is in the page. Without scripts the tables are there.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard import theme, words
from dashboard.export import plain
from dashboard.export.chapter import Chapter, KeyFigures, Pack, Part, Prose
from dashboard.export.figure_record import FigureRecord, display, published

_HERE = Path(__file__).parent
STYLE = (_HERE / "html.css").read_text(encoding="utf-8")
SCRIPT = (_HERE / "html.js").read_text(encoding="utf-8")
_HEIGHT = 460  # pixels, where a figure names none
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
# What Plotly (7.1) packs numbers as, by the names it gives them.
_TYPES = {"i1": np.int8, "i2": np.int16, "i4": np.int32, "u1": np.uint8, "u2": np.uint16, "u4": np.uint32,
          "f4": np.float32, "f8": np.float64}  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """What surrounds the pages of a file. style: of the product's own pages; library: Plotly, as text of a script.

    head: further elements of the head, as the scripts of a site; lead: what stands above the page, as its index.
    """

    style: str
    library: str = ""
    head: str = ""
    lead: str = ""


def document(packs: Sequence[Pack], frame: Frame) -> bytes:
    """One file; of several packs (the same in other languages) the first is open and a switch shows the others."""
    first = packs[0]
    bodies = []
    for pack in packs:
        with words.speaking(pack.language):
            bodies.append(_body(pack, shown=pack is first))
    switch = "".join(
        f'<button type="button" data-language="{pack.language}" aria-pressed="{str(pack is first).lower()}">'
        f"{escape(words.catalogue(pack.language)['app.japanese' if pack.language == 'ja' else 'app.english'])}</button>"
        for pack in packs
    )
    language_bar = f'<p class="languages">{switch}</p>' if len(packs) > 1 else ""
    return page(
        f"{first.title}｜{first.place}", first.language, language_bar + frame.lead + "".join(bodies), frame
    )


def page(title: str, language: str, body: str, frame: Frame) -> bytes:
    """A whole file around a body."""
    library = f"<script>{_inside_script(frame.library)}</script>" if frame.library else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f"<style>{frame.style}\n{STYLE}</style>{frame.head}</head><body>"
        f"{body}{library}<script>{SCRIPT}</script></body></html>"
    ).encode()


def names(pack: Pack) -> list[tuple[str, FigureRecord]]:
    """Each figure with its name in the file."""
    return [
        (_name(pack, number, record), record)
        for number, chapter in enumerate(pack.chapters)
        for record in chapter.figures
    ]


def _body(pack: Pack, *, shown: bool) -> str:
    """Cover, contents, chapters and what holds for all, in the language in force."""
    mark = f'<p class="demo">{escape(pack.demo)}</p>' if pack.demo else ""
    head = (
        f"{mark}<header><h1>{escape(pack.title)}</h1><p>{escape(pack.place)}</p>"
        f'<p class="chosen">{escape(_chosen(pack.selection))}</p></header>'
    )
    missing = "".join(f"<li>{escape(one)}</li>" for one in pack.missing)
    absent = f"<p>{escape(words.t('pack.missing'))}</p><ul>{missing}</ul>" if missing else ""
    chapters = "".join(_chapter(chapter, pack, number) for number, chapter in enumerate(pack.chapters))
    origin = "".join(
        f"<li>{escape(line)}</li>" for line in (*pack.origin, f"{words.t('csv.address')}：{pack.address}")
    )
    told = any(
        isinstance(part, Prose) for chapter in pack.chapters for part in chapter.parts
    )  # by the page itself
    states = "" if told else f'<p class="states">{escape(words.t("legend.line"))}</p>'
    title = f"{pack.title}｜{pack.place}"
    return (
        f'<main lang="{pack.language}" data-title="{escape(title)}"{"" if shown else " hidden"}>{head}{_contents(pack)}'
        f'{absent}{states}{chapters}<footer class="site"><ul>{origin}</ul></footer></main>'
    )


def _chosen(selection: str) -> str:
    return words.t("filter.chosen", list=selection) if selection else ""


def _contents(pack: Pack) -> str:
    """Every figure by its title, as links within the file."""
    if len(pack.figures) < 2:
        return ""
    items = "".join(f'<li><a href="#{name}">{escape(record.title)}</a></li>' for name, record in names(pack))
    label = escape(words.t("pack.contents"))
    return f'<nav class="contents" aria-label="{label}"><h2>{label}</h2><ol>{items}</ol></nav>'


def _name(pack: Pack, number: int, record: FigureRecord) -> str:
    return f"{pack.language}-{number}-{record.key}"


def _chapter(chapter: Chapter, pack: Pack, number: int) -> str:
    several = len(pack.chapters) > 1
    head = f'<h2 class="chapter">{escape(chapter.title)}</h2>' if several else ""
    chosen = f'<p class="chosen">{escape(_chosen(chapter.selection))}</p>' if several else ""
    parts = "".join(_part(part, pack, number) for part in chapter.parts)
    return f'<section class="page">{head}<p class="lead">{escape(chapter.lead)}</p>{chosen}{parts}</section>'


def _part(part: Part, pack: Pack, number: int) -> str:
    if isinstance(part, FigureRecord):
        return card(part, _name(pack, number, part))
    if isinstance(part, KeyFigures):
        return _key_figures(part)
    return _prose(part)


def _prose(prose: Prose) -> str:
    """Markup of ours as it is; a text with nothing but bold words and line breaks in it."""
    if prose.kind == "html":
        return f'<div class="text">{prose.text}</div>'
    if prose.kind == "link":
        return f'<p class="link">{escape(unescape(prose.text))}</p>'
    if prose.kind == "code":
        return f"<pre><code>{escape(prose.text)}</code></pre>"
    # A text from outside comes with its signs as entities, so that Markdown shows them: they are undone part by part.
    parts = _BOLD.split(prose.text)
    said = "".join(
        f"<strong>{escape(unescape(part))}</strong>" if at % 2 else escape(unescape(part))
        for at, part in enumerate(parts)
    )
    return "".join(f"<p>{text}</p>" for text in said.replace("  \n", "<br>").split("\n\n"))


def _key_figures(figures: KeyFigures) -> str:
    return '<dl class="tiles">' + "".join(
        f'<div class="tile"><dt>{escape(tile.label)}</dt><dd class="tile-value">{escape(tile.value)}'
        f'<span class="tile-unit">{escape(tile.unit)}</span></dd><dd class="tile-note">{escape(tile.note)}</dd>'
        f"{_folded('tile-help', 'app.explain', tile.definitions, tag='dd')}</div>"
        for tile in figures.items
    ) + "</dl>"  # fmt: skip


def card(record: FigureRecord, name: str) -> str:
    """One figure with title, reading, signs, drawing, table and foot, under a name unique in the file."""
    mark = f'<span class="demo-mark">{escape(record.demo)}</span>' if record.demo else ""
    signs = "".join(
        f'<li><span class="sign" style="background:{sign.fill};color:{sign.ink}">{escape(sign.glyph)}</span>'
        f"{escape(sign.word)}</li>"
        for sign in record.signs
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in record.notes)
    origin = "".join(f"<span>{escape(part)}</span> " for part in record.origin)
    lines = [
        (words.t("csv.filters"), record.selection),
        (words.t("csv.address"), record.address),
        (words.t("csv.seal"), record.sha256),
        (words.t("csv.python"), plain.python_line(record)),
    ]
    about = "".join(f"<dt>{escape(kind)}</dt><dd>{escape(text)}</dd>" for kind, text in lines if text)
    return (
        f'<section class="card" id="{name}"><div class="card-head"><h3 class="card-title">{escape(record.title)}</h3>'
        f'{mark}</div><p class="card-reading">{escape(record.reading)}</p>'
        + (f'<ul class="signs">{signs}</ul>' if signs else "")
        + _drawing(record)
        + _table(record)
        + (f'<ul class="card-notes">{notes}</ul>' if notes else "")
        + f'<p class="card-notes">{origin}</p>'
        + _folded("definition", "definition.open", [one.sentence for one in record.definitions])
        + f'<details class="definition"><summary>{escape(words.t("pack.again"))}</summary><dl>{about}</dl></details>'
        "</section>"
    )


def _folded(kind: str, phrase: str, sentences: Sequence[str], tag: str = "div") -> str:
    if not sentences:
        return ""
    items = "".join(f"<li><p>{escape(line)}</p></li>" for line in sentences)
    return (
        f'<{tag} class="{kind}"><details class="definition"><summary>{escape(words.t(phrase))}</summary>'
        f'<ul class="definitions">{items}</ul></details></{tag}>'
    )


def _drawing(record: FigureRecord) -> str:
    """Where the figure is drawn, and its description beside it as readable JSON."""
    if record.draw is None:
        return ""
    figure = record.draw()
    tall = int(figure.layout.height or _HEIGHT)
    wide = " wide" if figure.data and figure.data[0].type == "heatmap" else ""
    return (
        f'<div class="plot{wide}" role="img" aria-label="{escape(record.reading or record.title)}" '
        f'style="height:{tall}px"><script type="application/json">{_inside_script(_json(figure))}</script></div>'
    )


def _json(figure: go.Figure) -> str:
    """Plotly's description with every number written out: packed ones could be searched by nobody."""
    described = _unpacked(json.loads(figure.to_json()))
    # As wide as the page it is read on, which may be a telephone's.
    described["layout"] |= {"autosize": True}
    described["layout"].pop("width", None)
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _unpacked(value: Any) -> Any:
    if isinstance(value, Mapping) and set(value) >= {"dtype", "bdata"}:
        numbers = np.frombuffer(base64.b64decode(value["bdata"]), _TYPES[value["dtype"]])
        if shape := value.get("shape"):
            numbers = numbers.reshape([int(part) for part in str(shape).split(",")])
        return _finite(numbers.tolist())
    if isinstance(value, Mapping):
        return {name: _unpacked(part) for name, part in value.items()}
    return [_unpacked(part) for part in value] if isinstance(value, list) else value


def _finite(value: Any) -> Any:
    """Lists of numbers; what is none becomes null."""
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return value if np.isfinite(value) else None


def _inside_script(text: str) -> str:
    """Nothing in a script ends it."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _table(record: FigureRecord) -> str:
    """The published table as on screen: signs for what is not published."""
    table = display(FigureRecord(**{**vars(record), "table": published(record.table)}))
    names = [
        record.heads.get(name, record.headers.get(name, name))
        for name in record.table.columns
        if name in _shown(record)
    ]
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in names)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row) + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    # A table that stands for itself is not to be looked for behind a fold.
    opened = " open" if record.draw is None else ""
    return (
        f'<details class="table"{opened}><summary>{escape(words.t("card.table"))}</summary><div class="scroll">'
        f'<table class="plain"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _shown(record: FigureRecord) -> list[str]:
    return [c for c in map(str, record.table.columns) if c != "state" and not c.endswith("_state")]


def _cell(value: object) -> str:
    """A cell as people read it; markup is undone by the caller, and nothing here runs a formula."""
    found = value if isinstance(value, str) else plain.cell(value)
    return f"{found:,}" if isinstance(found, int | float) else str(found)


def colours() -> str:
    """What the style takes from the theme."""
    palette = {
        "page": theme.PAGE,
        "card": theme.CARD,
        "text": theme.TEXT,
        "primary": theme.PRIMARY,
        "line": theme.GRID,
    }
    return (
        ":root{"
        + "".join(f"--{name}:{code};" for name, code in palette.items())
        + f"--font:{theme.FONT};"
        + "}"
    )
