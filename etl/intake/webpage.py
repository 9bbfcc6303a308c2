"""Tables of web pages that were saved under the name of a workbook."""

import re
from collections.abc import Collection
from html.parser import HTMLParser
from urllib.parse import unquote

from etl.intake import cells, flatfile, traces
from etl.intake.book import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Area, Aside, Book, Sheet, Unreadable
from etl.intake.cells import Look
from etl.intake.text import Fault

_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|body|table|style|script)\b",
    re.I | re.S,
)
_NAMED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_STRUCK, _SMALL = ("s", "strike", "del"), ("sup", "sub")
_STYLE = re.compile(r"\.([\w-]+)[^{}.]*\{([^{}]*)\}")
_THROUGH = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)
_SLANTING = re.compile(r"mso-diagonal-(?:up|down)\s*:(?!\s*(?:none|0))", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub)", re.I)
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?<![\w-])(?:height|width)\s*:\s*0(?:\.0+)?(?:pt|px|cm|mm|in|em)?\s*(?:;|$)",
    re.I,
)
_WHITE = re.compile(r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?)\b", re.I)
# Letters of no size or of two points, seen through, or moved away.
_TINY = re.compile(
    r"font-size\s*:\s*(?:0+(?:\.0+)?(?:[a-z]+|%)?|[0-2](?:\.[0-9]+)?(?:px|pt))\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|(?<![\w-])color\s*:\s*(?:transparent|rgba\([^)]*,\s*0(?:\.0+)?\s*\))|text-indent\s*:\s*-[0-9]{3,}"
    r"|clip(?:-path)?\s*:\s*(?:rect|inset|circle\(0)",
    re.I,
)
# What makes a page show other digits than it holds: letters turned round, or written by its style alone.
_TURNED = re.compile(
    r"unicode-bidi\s*:\s*[a-z-]*override|(?<![\w-])direction\s*:\s*rtl|transform\s*:(?!\s*none)|writing-mode",
    re.I,
)
_GENERATED = re.compile(r"(?<![\w-])content\s*:\s*(?!none|normal|inherit|[\"']\s*[\"'])[^;}\s]", re.I)
_PAINTED = re.compile(r"background(?:-color)?\s*:(?!\s*(?:white|none|#fff(?:fff)?|transparent)\b)", re.I)
# So many elements are looked at around a text; the ends of more are missing.
_DEEPEST = 100
# Elements without an end.
_ALONE = (
    "br",
    "img",
    "hr",
    "input",
    "meta",
    "link",
    "col",
    "wbr",
    "area",
    "base",
    "embed",
    "source",
    "track",
    "param",
)
# Attributes whose values are words; looks and fonts, which are none; what programs say of themselves.
_WORDS = re.compile("alt|title|content|value|placeholder|summary|label|abbr|aria-[a-z]+|data-[a-z-]+")
_DRESS = ("style", "class", "face", "bgcolor", "xmlns")
_OF_PROGRAM = ("generator", "progid", "originator", "viewport")
# What holds a value that is no text of its cell: a person sees it there, the page does not say it.
_FIELDS = ("input", "select", "textarea", "object", "iframe", "canvas")
_PICTURES = ("img", "svg")
_NAMES = {"utf-8": "utf-8", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "euc-jp": "euc_jp"}


def is_page(data: bytes) -> bool:
    """Whether the bytes begin as a web page does."""
    return bool(_START.match(data[:2000].decode("latin-1").lstrip("\ufeffï»¿")))


def in_pieces(data: bytes) -> bool:
    """Whether it is a page of frames, or an archive of a page (.mht): their tables lie elsewhere."""
    start = data[:4000].lower()
    return b"mime-version:" in start or b"<frameset" in start or b"multipart/related" in start


def read(data: bytes, stem: str, known: Collection[str]) -> Book:
    """One sheet per table, in the encoding that the page names."""
    named = _NAMED.search(data[:2000])
    encoding = _NAMES.get(named[1].decode("ascii").lower()) if named else None
    try:
        text, encoding = (data.decode(encoding), encoding) if encoding else flatfile.decode(data, known)
    except ValueError as error:
        raise Unreadable("PX28") from error
    page = _Page()
    page.feed(text)
    page.close()
    sheets = [
        Sheet(f"{stem}_{at}" if at else stem, table.rows(), table.merged, table.hidden, table.hidden_columns)
        for at, table in enumerate(page.tables)
    ]
    asides = [Aside("text_box", one) for one in page.outside]
    asides += [Aside("attribute", one) for one in page.attributes if one.strip()]
    return Book(sheets, "html", encoding=encoding, asides=[*asides, *page.links])


class _Grid:
    """The cells of one table, each in runs; a cell over several rows or columns is noted as merged."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[tuple[str, Look]]] = {}
        self.taken: set[tuple[int, int]] = set()
        self.merged: list[Area] = []
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.columns = 0
        self.held: dict[tuple[int, int], str] = {}
        self.row = -1

    def place(self, tall: int, wide: int) -> tuple[int, int]:
        """The next free place in the row, taken for a cell of this size."""
        column = 0
        while (self.row, column) in self.taken:
            column += 1
        # Spans are what the page claims: one cell could claim a million rows, so the grid is bounded before it grows.
        if self.row >= MAX_ROWS or column >= MAX_COLUMNS or len(self.taken) + tall * wide > MAX_CELLS:
            raise Unreadable("PX17")
        self.taken |= {(self.row + down, column + right) for down in range(tall) for right in range(wide)}
        if tall > 1 or wide > 1:
            self.merged.append(Area(self.row, column, self.row + tall - 1, column + wide - 1))
        return self.row, column

    def rows(self) -> list[list[object]]:
        wide = max((column for _, column in (*self.cells, *self.held)), default=-1) + 1
        return [[self._told((row, at)) for at in range(wide)] for row in range(self.row + 1)]

    def _told(self, place: tuple[int, int]) -> str | Fault | None:
        written = "".join(text for text, _ in self.cells.get(place, [])).strip()
        held = self.held.get(place)
        # A table within a cell may be the page's layout: it says nothing by itself, but is no blank where a count belongs.
        if held == "table":
            return Fault(written, cells.LOOK)
        if held in _FIELDS or (held in _PICTURES and not written):
            return Fault(cells.FIELD, cells.LOOK)
        parts = self.cells.get(place, [])
        shown = cells.runs(parts)
        # Its own empty part tells of a slanting line where nothing else stands.
        if any(look.crossed for _, look in parts):
            said = "".join(text for text, _ in parts).strip()
            return Fault(cells.CROSSED if isinstance(shown, str) and said else "", cells.LOOK, said or None)
        if (
            isinstance(shown, str)
            and shown.strip()
            and any(look.white for text, look in parts if text.strip())
        ):
            return Fault(cells.UNSEEN, cells.LOOK, shown.strip())
        return shown.strip() or None if isinstance(shown, str) else shown


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Grid] = []
        self.open: list[_Grid] = []
        self.at: tuple[int, int] | None = None
        self.around: list[tuple[int, int] | None] = []
        self.outside: list[str] = []
        self.attributes: list[str] = []
        self.links: list[Aside] = []
        self.classes: dict[str, str] = {}
        self.looks: list[tuple[str, Look]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes(tag, {name: value or "" for name, value in attrs})
        style = self._style(dict(attrs))
        if self.open and (
            tag == "bdo" or (dict(attrs).get("dir") or "").lower() == "rtl" or _TURNED.search(style)
        ):
            raise Unreadable("PX42")
        if tag not in _ALONE:
            self.looks = [*self.looks[-_DEEPEST:], (tag, self._look(tag, style))]
        if self.at and (tag == "table" or tag in _FIELDS or tag in _PICTURES):
            hidden = tag == "input" and (dict(attrs).get("type") or "").lower() == "hidden"
            if not hidden:
                self.open[-1].held.setdefault(self.at, tag)
        if tag == "table":
            self.around.append(self.at)
            self.at = None
            self.open.append(_Grid())
            self.tables.append(self.open[-1])
        elif tag == "tr" and self.open:
            self.open[-1].row += 1
            if _unseen(style, dict(attrs), "height"):
                self.open[-1].hidden.add(self.open[-1].row)
        elif tag == "col" and self.open:
            grid, wide = self.open[-1], min(_span(dict(attrs).get("span")), MAX_COLUMNS)
            if _unseen(style, dict(attrs), "width"):
                grid.hidden_columns |= set(range(grid.columns, grid.columns + wide))
            grid.columns += wide
        elif tag in ("td", "th") and self.open:
            grid, given = self.open[-1], dict(attrs)
            # A page may leave out <tr>; a cell then stands in the first row.
            grid.row = max(grid.row, 0)
            self.at = grid.place(_span(given.get("rowspan")), _span(given.get("colspan")))
            if _unseen(style, given, "width"):
                grid.hidden_columns.add(self.at[1])
            if self.looks and self.looks[-1][1].crossed:
                self.open[-1].cells.setdefault(self.at, []).append(("", self.looks[-1][1]))
        elif tag == "br" and self.at and self.open:
            self.handle_data("\n")

    def _attributes(self, tag: str, attrs: dict[str, str]) -> None:
        """What the attributes of an element say in words, and where it leads: nobody sees them."""
        technical = tag == "meta" and ("http-equiv" in attrs or attrs.get("name", "").lower() in _OF_PROGRAM)
        for name, value in attrs.items():
            if tag in ("a", "area") and name == "href":
                self.links += traces.of_link(value)
            elif (_WORDS.fullmatch(name) and not technical) or (
                name not in _DRESS and traces.speaking(unquote(value))
            ):
                self.attributes.append(unquote(value))

    def _style(self, attrs: dict[str, str | None]) -> str:
        """What the classes and the style of an element say."""
        named = (self.classes.get(one, "") for one in (attrs.get("class") or "").split())
        return ";".join(
            [*named, attrs.get("style") or "", f"color:{attrs['color']}" if attrs.get("color") else ""]
        )

    def _look(self, tag: str, style: str) -> Look:
        """How the text of an element is shown: as its parent's, and what the element adds."""
        outer = reversed(self.looks)
        if tag in ("td", "th"):  # the end of the cell before may be missing
            outer = (one for one in outer if one[0] in ("tr", "table"))
        above = next(outer, ("", cells.PLAIN))[1] if tag != "table" else cells.PLAIN
        return Look(
            struck=above.struck or tag in _STRUCK or bool(_THROUGH.search(style)),
            small=above.small or tag in _SMALL or bool(_RAISED.search(style) and tag not in ("td", "th")),
            crossed=tag in ("td", "th") and bool(_SLANTING.search(style)),
            white=bool(_TINY.search(style))
            or (not _PAINTED.search(style) and (above.white or bool(_WHITE.search(style)))),
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in [one for one, _ in self.looks]:
            while self.looks.pop()[0] != tag:
                continue
        if tag in ("td", "th"):
            self.at = None
        elif tag == "table" and self.open:
            self.open.pop()
            self.at = self.around.pop()

    def handle_data(self, data: str) -> None:
        if self.at and self.open:
            look = self.looks[-1][1] if self.looks else cells.PLAIN
            self.open[-1].cells.setdefault(self.at, []).append((data, look))
        elif data.strip():
            if self.looks and self.looks[-1][0] == "style":
                self._learn(data)
            self.outside.append(data.strip())

    def _learn(self, sheet: str) -> None:
        if _GENERATED.search(sheet):
            raise Unreadable("PX42")
        self.classes |= {name: told for name, told in _STYLE.findall(sheet)}

    def handle_comment(self, data: str) -> None:
        if self.looks and self.looks[-1][0] == "style":
            self._learn(data)
        # A comment of the page is seen by nobody and searched for personal information like all other text.
        self.outside.append(data)


def _unseen(style: str, attrs: dict[str, str | None], size: str) -> bool:
    """Whether a row, a column or a cell of a page is hidden, or of no size."""
    return bool(_NOT_SHOWN.search(style)) or "hidden" in attrs or (attrs.get(size) or "").strip() == "0"


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_ROWS) if text and text.isdecimal() and len(text) < 8 else 1
