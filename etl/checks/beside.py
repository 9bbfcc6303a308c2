"""Text where the printed form has none: compared with the form itself, and whatever it does not print waits for a person.

No pattern knows every name. So a place is denied by default: a comment, a text box, a property, a sheet, a cell that no reader
uses is harmless only where all its words are words of the forms, of numbers or of office programs. None of it is ever loaded.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from etl.catalogue import Catalogue, is_lg_code, printed
from etl.checks import names
from etl.checks.privacy import numbered
from etl.checks.redaction import PLAIN
from etl.intake import Book, Sheet, traces
from etl.intake.book import shown_or_hidden
from etl.intake.text import Fault, clean, column_letter

COVERED = "○○"
# 260420, 20260420, 202604201530: a day, perhaps with its time.
_DAY_IN_NAME = re.compile(
    "(?:20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?:(?:[01][0-9]|2[0-3])(?:[0-5][0-9]){1,2})?"
)
_RUN = re.compile(r"[^\W_]+")
_ERA = re.compile("[RHrh](?=[0-9])|FY|[Hh][12](?![0-9])")
_ENDING = re.compile(
    r"\.(?:xls[xmb]?|xlt[xm]?|csv|tsv|txt|ods|html?|mht(?:ml)?|pdf|docx?|pptx?|zip|xml)$", re.IGNORECASE
)
_LONG_NUMBER = re.compile("[0-9]+")
_SHAPES = re.compile(
    r"(?:テキスト ?ボックス|図形?|グラフ|グループ化|コメント|オートシェイプ|フリーフォーム(?:: ?図形)?|吹き出し"
    r"|(?:角丸)?四角形?(?:[:/ ].*)?|正方形/長方形"
    r"|直線(?:矢印)?(?:コネクタ)?|(?:円/)?楕円|[左右上下]+(?:矢印|大かっこ|中かっこ|カーブ)|"
    r"Text ?Box|Rectangle|Rounded Rectangle|Shape|Chart|Picture|Image|Oval|Line|Straight (?:Arrow )?Connector"
    r"|AutoShape|Group|Comment|Object|Frame)"
    r" ?[0-9]*"
)
# 標準 2, 桁区切り 2 2, 標準_様式3: copies of the styles that the program brings, numbered or named after a sheet.
_STYLE = re.compile(
    r"標準|桁区切り|通貨|パーセント|ハイパーリンク|表示済み|未定義|メモ|良い|悪い|どちらでもない|入力|出力|計算|集計|見出し|説明文|警告文|リンク|セル|チェック|アクセント|タイトル|スタイル"
    r"|Normal|Comma|Currency|Percent|Hyperlink|Followed|Heading|Accent|Result|Default|Note|Footnote|Status|Good|Neutral|Bad|Warning|Error|Text|ConditionalStyle"
    r"|PageStyle|Style|Table|Pivot|Light|Medium|Dark|Excel|Built|in|Untitled|Explanatory|Input|Output|Total|Title|Calculation|Linked|Cell|Check|Slicer|Timeline",
    re.IGNORECASE,
)
# Custom properties of programs and of labels of secrecy; their values are numbers, dates and keys.
_PROPERTY = re.compile(
    r"(?:KSO\w+|ICV|ContentTypeId|MSIP_Label_[\w-]+_(?:Enabled|SetDate|Method|Name|SiteId|ActionId|ContentBits|Tag)|WorkbookGuid|AppVersion|DocSecurity"
    r"|ScaleCrop|LinksUpToDate|SharedDoc|HyperlinksChanged|MediaServiceImageTags|ComplianceAssetId|Generator)"
)
_KEY = re.compile(
    # our own numbers of practices
    r"(?<![0-9])[0-9]{6}-20[0-9]{2}-[0-9a-f]{4}(?![0-9a-f])|"
    r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?|0x[0-9A-Fa-f]+|[0-9A-F]{16,}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]+(?:\.[0-9]+){2,3}|P(?:T?[0-9.]+[DHMS])+|[a-z]{2}-[A-Z]{2}"
)
# What of a page, a code or a place a cell reference is made of: &P, $A$2:$L$40.
_REFERENCE = re.compile(r"&[A-Z]|&\"[^\"]*\"|&[0-9]+|#REF!")
_SHORT = re.compile(r"[A-Z]{1,2}|[a-z]{1,2}")
_DIGITS = re.compile(r"[0-9][0-9,. /:-]*[0-9]")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-/. ][0-9]{1,2}[-/. ][0-9]{1,2}(?: [0-9:]+)?")
_MOST_DIGITS, _RUNG = 8, 5
_CUT = 200
# A page of a municipality, a prefecture or the state.
PUBLIC_PAGE = re.compile(r"https?://[a-z0-9.-]+\.(?:lg|go)\.jp(?::443)?(?:/[^\s@]*)?", re.IGNORECASE)
_LAST_YEAR = "前年度 "
_ACCOUNT = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][._ -])?([A-Za-z]{4,13})[0-9]{0,4}(?![A-Za-z])")
_PATH = re.compile(r"[/\\]+")
# How each is taken away, in Excel's own words.
HOW = {
    "cell": "そのセルを",
    "sheet_name": "シートの名前を直すか、シートを",
    "comment": "コメントを",
    "header_footer": "ページ設定でヘッダー・フッターを",
    "text_box": "図形を",
    "defined_name": "「数式」の「名前の管理」で",
    "hyperlink": "ハイパーリンクを",
    "file_name": "ファイルの名前から",
    "number_format": "セルの表示形式を「標準」に戻して",
    "embedded": "埋め込まれたファイルを",
    "picture": "図・写真を",
    "attribute": "「Excel ブック (.xlsx)」で保存しなおして",
    "macro": "「Excel ブック (.xlsx)」で保存しなおしてマクロを",
    **dict.fromkeys(
        ("author", "property", "path", "reading", "phonetic", "strings", "printer", "part", "font"),
        "「ファイル」の「情報」の「ドキュメント検査」で",
    ),
}


@dataclass(frozen=True)
class Beside:
    """A text that the printed form does not have, and where it stands; ``kind`` is an aside's, or ``cell``."""

    kind: str
    text: str
    sheet: str = ""
    row_no: int | None = None
    column_letter: str = ""


class Known:
    """The words of the printed forms; ``places`` are the names of those who send."""

    def __init__(self, catalogue: Catalogue, places: Collection[str] = ()) -> None:
        places = {*places, *(place.rstrip("都道府県市区町村") for place in places)}
        named = {word for place in places for word in printed.words_of(place)}
        self.words = printed.words(catalogue) | catalogue.office_words.sheets | named
        self._judged: dict[str, bool] = {}
        # 孤独孤立調査票, 長寿福祉課回答: words written together; those of one letter are only the ones of offices.
        pieces = {word for word in self.words if len(word) > 1} | catalogue.office_words.files
        self._filing = re.compile(f"(?:{'|'.join(sorted(map(re.escape, pieces), key=len, reverse=True))})+")

    def harmless(self, text: str) -> bool:
        """Whether a text says nothing that the forms do not say themselves: their words, numbers, codes, dates."""
        if text not in self._judged:
            self._judged[text] = all(self._line(clean(line)) for line in re.split(r"[\n\r]", text))
        return self._judged[text]

    def usual(self, stem: str) -> bool:
        """Whether the name of a file says nothing but who sends which form of which year, and in which state it is."""
        runs = (_LONG_NUMBER.findall(run) for run in _DIGITS.findall(clean(stem)))
        if any(sum(map(len, run)) > _MOST_DIGITS and not all(map(_sent, run)) for run in runs):
            return False
        return all(self._filed(run) for run in _RUN.findall(stem))

    def covered(self, name: str) -> str:
        """A file's name with a sign in the place of each word that neither the forms nor offices use for files."""
        ending = _ENDING.search(name)
        stem = name[: ending.start()] if ending else name
        return _RUN.sub(lambda run: run[0] if self._filed(run[0]) else COVERED, stem) + name[len(stem) :]

    def _filed(self, run: str) -> bool:
        """Whether letters and digits written together are words of the forms, of senders and of office files alone."""
        return all(
            word in self.words or _SHORT.fullmatch(word) or self._filing.fullmatch(word)
            for word in printed.words_of(_ERA.sub(" ", clean(run)))
        )

    def _line(self, line: str) -> bool:
        if PUBLIC_PAGE.fullmatch(line) and not _of_somebody(line):
            return True
        line = _KEY.sub(" ", line.removeprefix(_LAST_YEAR))
        if any(
            sum(map(str.isdigit, run)) > _MOST_DIGITS and not _codes(run) for run in _DIGITS.findall(line)
        ):
            return False
        words = printed.words_of(_REFERENCE.sub(" ", line))
        # Excel takes 255 signs of a message, and may cut its last word.
        cut = len(line) > _CUT and words and any(one.startswith(words[-1]) for one in self.words)
        return all(self._word(word) for word in (words[:-1] if cut else words))

    def _word(self, word: str) -> bool:
        if word in self.words or _SHORT.fullmatch(word):
            return True
        rest = printed.words_of(PLAIN.sub(" ", word))
        return all(one in self.words or _SHORT.fullmatch(one) for one in rest) and rest != [word]


def _of_somebody(address: str) -> bool:
    """Whether a page's address may say whose it is: /staff/yamada-hanako.html, /~tanaka/, %E5…, a number that can be rung."""
    path = unquote(address).partition("://")[2].partition("/")[2]
    words = re.sub(r"\.[A-Za-z]{2,5}(?=$|[?#])|[/?&=#._+-]+", " ", path)
    digits = any(len(run) > _MOST_DIGITS for run in re.findall("[0-9]+", path.replace("-", "")))
    return not path.isascii() or "~" in path or digits or names.bare(words) or names.found(words)


def _sent(number: str) -> bool:
    """A number of a file's name that names nobody: a code, a year, a day, a time."""
    return is_lg_code(number) or len(number) <= 4 or bool(_DAY_IN_NAME.fullmatch(number))


def _codes(run: str) -> bool:
    """Codes of municipalities one behind the other, or a date."""
    return bool(_DATE.fullmatch(run)) or all(is_lg_code(one) for one in re.findall("[0-9]+", run))


def texts(book: Book, known: Known, read: Collection[tuple[str, int, str]]) -> Iterator[Beside]:
    """Every text of a file that nobody has printed and no reader takes: ``read`` are the cells (sheet, row, letter) that are."""
    shown = {clean(cell) for sheet in book.sheets for cell in _all_cells(sheet)}
    for sheet in book.sheets:
        yield from _cells(sheet, known, read)
        if not known.harmless(sheet.name) and book.kind not in ("csv", "html"):
            yield Beside("sheet_name", sheet.name, sheet.name)
    for aside in dict.fromkeys(book.asides):
        text = aside.text.strip()
        if text and clean(text) not in shown and _waits(aside.kind, text, known):
            told = UNTOLD.get(aside.kind, text)
            yield Beside(aside.kind, told, aside.sheet, aside.row_no, aside.column_letter)


def sheet_names(book: Book, known: Known) -> dict[str, str]:
    """Sheet → what it is called in records: by its number where its words may be somebody's name that no list holds.

    The one sheet of a CSV file or a page is called by the name of the file.
    """
    return {
        sheet.name: sheet.name if known.usual(sheet.name) else numbered(number)
        for number, sheet in enumerate(book.sheets, 1)
    }


def _all_cells(sheet: Sheet) -> Iterator[object]:
    yield from (cell for cells in sheet.rows for cell in cells if isinstance(cell, str))
    yield from (cell for cell in sheet.far.values() if isinstance(cell, str))


def _cells(sheet: Sheet, known: Known, read: Collection[tuple[str, int, str]]) -> Iterator[Beside]:
    """Row by row, so that what stands side by side is read together."""
    rows: dict[int, dict[int, object]] = {
        row: {column: cell for column, cell in enumerate(cells) if cell is not None}
        for row, cells in enumerate(sheet.rows)
    }
    for (row, column), cell in sheet.far.items():
        rows.setdefault(row, {})[column] = cell
    for row, cells in rows.items():
        unread = {
            column: shown_or_hidden(cell).strip()
            for column, cell in sorted(cells.items())
            if isinstance(cell, str | Fault)
            and (sheet.name, row + 1, column_letter(column)) not in read
            and not known.harmless(shown_or_hidden(cell))
        }
        if unread:
            text = "｜".join(unread.values())
            yield Beside("cell", text, sheet.name, row + 1, column_letter(min(unread)))


def _waits(kind: str, text: str, known: Known) -> bool:
    if kind in ("file_name", "phonetic", "raw"):
        return False
    if kind in traces.DROPPED:
        return names_somebody(text)
    if kind == "font":
        return names.found(clean(text))
    if kind == "path":
        return any(names_somebody(part) for part in _PATH.split(text))
    if kind == "style_name":
        text = _STYLE.sub(" ", text.replace("_", " "))
    if kind == "property" and _PROPERTY.fullmatch(text):
        return False
    # Nobody counts in a shape: digits there may be a number that can be rung, whose other half stands beside it.
    if kind == "text_box" and sum(map(str.isdigit, text)) >= _RUNG and not _DATE.fullmatch(text):
        return not _SHAPES.fullmatch(text)
    return not (_SHAPES.fullmatch(text) or known.harmless(text))


def names_somebody(text: str) -> bool:
    """Whether the name of an account or a folder is a person's: 田中 花子, TSUBOI Naoko, n-tanaka; not 福祉課端末3, user."""
    plain = clean(text).replace("_", " ").replace("　", " ")
    if names.found(plain) or names.bare(plain) or names.built(plain):
        return True
    lists = names.known()
    words = [names.short(word) for word in re.findall("[A-Za-z]{3,12}", plain)]
    both = len(words) == 2 and any(
        word in lists.family_letters or word in lists.given_letters for word in words
    )
    accounts = (one for found in _ACCOUNT.finditer(plain) for one in (found[1], found[1][1:], found[1][:-1]))
    return both or any(len(one) > 3 and names.short(one) in lists.family_letters for one in accounts)


# Whose file it is and where it lay is dropped at once, so its words are shown to nobody: only that they were there.
UNTOLD = {
    "printer": "（プリンターの設定に人の名前らしい文字があり、写しから除きました）",
    "part": "（ファイルの内部に人の名前らしい文字があり、写しから除きました）",
    "font": "（フォントの名前に人の名前らしい文字があり、写しから除きました）",
    "author": "（作成者・更新者に人の名前らしい文字があり、写しから除きました）",
    "path": "（保存場所に人の名前らしい文字があり、写しから除きました）",
}


def how(kind: str) -> str:
    """What to delete and where, as the beginning of a sentence that ends 消して or 削除し."""
    return HOW.get(kind, "「ファイル」の「情報」の「ドキュメント検査」で")


def read_cells(
    sheet: str, letters: dict[str, str], texts_of: Collection[str], rows: Iterable[int]
) -> set[tuple[str, int, str]]:
    """The cells of a form's texts that are loaded, and so read before they are published."""
    return {(sheet, row, letters[name]) for row in rows for name in texts_of if name in letters}
