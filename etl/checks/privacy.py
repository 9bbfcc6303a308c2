"""The firewall: a file that seems to hold personal information is not read any further.

What was found is never kept, logged or shown: only the rule, the sheet and the place.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from etl.catalogue import Form
from etl.checks import names, neighbours
from etl.checks.patterns import judge, tells_a_life, unmasked
from etl.intake import Book, Sheet, traces
from etl.intake.book import Aside
from etl.intake.text import Fault, column_letter

# Where a header or footer stands and how it looks: &L left, &"font" …
_CODES = re.compile(r'&(?:"[^"]*"|[0-9]+|[A-Z])')
# Places too small for prose: a name there stands for itself.
_TERSE = frozenset(
    {"sheet_name", "number_format", "style_name", "hyperlink", "formula", "archive", "property", "attribute"}
)
_SENTENCE = 20
# Texts that carry no words of their own: numbers of ours, units.
NOT_READ = frozenset({"case_id", "case_ids", "unit"})
PLACES = {
    "comment": "コメント",
    "property": "プロパティ",
    "header_footer": "ヘッダー・フッター",
    "defined_name": "名前の定義",
    "text_box": "図形の文字",
    "phonetic": "ふりがな",
    "sheet_name": "シート名",
    "file_name": "ファイル名",
    "embedded": "埋め込みファイル",
    "picture": "図・写真",
    "macro": "マクロ",
    "author": "作成者・更新者",
    "path": "保存場所",
    "printer": "プリンターの設定",
    "part": "ファイルの内部",
    "font": "フォントの名前",
    "sheet_part": "シートの設定",
    "attribute": "ページの見えない文字",
    "reading": "ふりがな",
    "cell": "様式にない欄",
    "number_format": "表示形式",
    "style_name": "スタイル名",
    "hyperlink": "リンク先",
    "link": "リンク先",
    "formula": "数式",
    "archive": "ファイルの注記",
    "strings": "ファイル内の文字",
    "raw": "ファイル内の文字",
}
OUTSIDE = "表の外"
# Days before are a program's zero (1899, 1900, 1904); from the last of them on a body of this work may have been set up.
_FIRST_BORN, _WORK_BEGAN = 1905, 1989


def read_later(form: Form) -> list[str]:
    """The columns of a form whose texts a person reads before they are published."""
    return [column.name for column in form.columns if column.type == "text" and column.name not in NOT_READ]


@dataclass(frozen=True)
class Suspicion:
    """Where which rule was met; ``row_no`` and ``column_letter`` are empty outside the cells."""

    rule: str
    sheet: str
    row_no: int | None = None
    column_letter: str = ""
    kind: str = ""


def label(kind: str) -> str:
    """What the place of an aside is called."""
    return PLACES.get(kind, OUTSIDE)


def search(
    book: Book,
    file_name: str = "",
    reviewed: Collection[tuple[str, str]] = (),
    places: Collection[str] = (),
    founded: Collection[tuple[str, str]] = (),
) -> Iterator[Suspicion]:
    """Every suspicion: cells, hidden ones too, sheet names, comments, properties, headers, text boxes, the file's name.

    ``reviewed`` are the columns (sheet, letter) whose texts a person reads before they are published; ``places`` are names of
    municipalities, which name nobody; ``founded`` are columns that ask on which day a body was set up, however long ago.
    """
    stems = {name.rstrip("市町村区") for name in places}
    for rule in judge_name(file_name, stems):
        yield Suspicion(rule, PLACES["file_name"])
    for sheet in book.sheets:
        yield from _in_sheet(sheet, reviewed, founded)
    shown = {
        str(cell) for sheet in book.sheets for cells in sheet.rows for cell in cells if isinstance(cell, str)
    }
    for aside in book.texts():
        if aside.kind in ("strings", "raw") and aside.text in shown:
            continue
        if aside.kind in traces.CLOSED:
            yield Suspicion("PI12", label(aside.kind), kind=aside.kind)
        elif aside.kind not in ("file_name", "link"):
            place = aside.sheet or label(aside.kind)
            for rule in _aside(aside, stems):
                yield Suspicion(rule, place, aside.row_no, aside.column_letter)


def _in_sheet(
    sheet: Sheet, reviewed: Collection[tuple[str, str]], founded: Collection[tuple[str, str]]
) -> Iterator[Suspicion]:
    rows = [[_written(cell) for cell in cells] for cells in sheet.rows]
    for row_no, cells in enumerate(rows, start=1):
        for index, cell in enumerate(cells):
            letter = column_letter(index)
            for rule in judge(cell):
                yield Suspicion(rule, sheet.name, row_no, letter)
            if (sheet.name, letter) not in reviewed and tells_a_life(cell):
                yield Suspicion("PI13", sheet.name, row_no, letter)
            if (sheet.name, letter) not in founded and _long_ago(cell):
                yield Suspicion("PI06", sheet.name, row_no, letter)
        for index, rule in dict.fromkeys(neighbours.over_cells(cells)):
            yield Suspicion(rule, sheet.name, row_no, column_letter(index))
    for row, column, rule in dict.fromkeys(neighbours.down_cells(rows)):
        yield Suspicion(rule, sheet.name, row + 1, column_letter(column))
    for row, column in neighbours.under_headings(rows):
        yield Suspicion("PI07", sheet.name, row + 1, column_letter(column))


def _written(cell: object) -> object:
    """What stands in a cell, seen or not: a format such as ;;; hides a text from the eye, not from the firewall."""
    return cell.written if isinstance(cell, Fault) and cell.written is not None else cell


def _long_ago(cell: object) -> bool:
    """Whether a cell is a day of those years in which no work of this kind began: somebody's birthday, most likely."""
    return isinstance(cell, dt.date) and _FIRST_BORN <= cell.year < _WORK_BEGAN


def _aside(aside: Aside, stems: Collection[str]) -> tuple[str, ...]:
    """The rules that a text outside the cells meets: nobody reads it later, so it is judged more strictly."""
    text = _CODES.sub(" ", aside.text) if aside.kind == "header_footer" else aside.text
    rules = judge(text)
    if aside.kind in (*traces.DROPPED, "path", "font"):
        # Every office file carries its author's name: it is dropped; what reaches a person stops the file.
        return tuple(rule for rule in rules if rule not in ("PI07", "PI08", "PI09"))
    if (
        aside.kind in _TERSE
        or (aside.kind in ("comment", "text_box", "header_footer", "sheet_part") and len(text) < _SENTENCE)
    ) and names.bare(unmasked(text), stems):
        rules = (*rules, "PI08")
    return (*rules, "PI13") if aside.kind not in ("strings", "raw") and tells_a_life(text) else rules


def sheet_label(book: Book, sheet: str, forms: Collection[str]) -> str:
    """What a sheet is called in records: one that is none of our forms by its number, lest its name tell too much."""
    known = {*forms, *PLACES.values(), OUTSIDE}
    number = next((n for n, one in enumerate(book.sheets, 1) if one.name == sheet), 0)
    return sheet if sheet in known or not number else numbered(number)


def numbered(number: int) -> str:
    """A sheet by its place in the workbook, from 1."""
    return f"{number}枚目のシート"


def safe(sheet: str | None) -> str | None:
    """A sheet's name for records; one that seems personal is withheld."""
    # ふりがな is what a place is called, and asks who as well.
    if sheet in PLACES.values():
        return sheet
    return "（名前を伏せたシート）" if sheet and (judge(sheet) or names.bare(unmasked(sheet))) else sheet


def judge_name(file_name: str, stems: Collection[str] = ()) -> tuple[str, ...]:
    """The rules that a file's name meets; ``stems`` are names of places."""
    words = file_name.rpartition(".")[0].replace("_", " ")
    return judge(words) or (("PI08",) if names.bare(unmasked(words), stems) else ())
