"""A clean submission, the ways in which staff and programs spoil it, and what a person reads in each cell afterwards.

Nothing here knows how the reader works. ``Sent.truth`` is kept by hand beside the workbook: the number a person who looks at
the screen of a spreadsheet program reads under that heading in that row, or nothing where he reads no number or cannot tell."""

import copy
import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font, PatternFill

from tests.etl.intake.drawn import displayed, open_document

Key = tuple[str, ...]
Place = tuple[str, Key, str]
LG = "312011"
YEAR = 2025
HALVES = {"H1": "H1 上期（4〜9月）", "H2": "H2 下期（10〜3月）"}
NEIGHBOURS = ("313645", "313726", "314021", "312029")
SHEETS = {"F3": "様式3_連携", "F5": "様式5_支援・相談", "F7": "様式7_研修"}
HEADS = {
    "F3": [
        "期", "連携元", "連携先", "連携先団体コード", "経路", "つなぎ件数(件・延べ)", "うち本人同意あり(件)",
        "うち同意なし・法令等根拠あり(件)", "うち同意の有無不明(件)", "うち支援開始につながった件数(件)", "うち共同支援(件)",
    ],
    "F5": ["期", "測定項目", "値(単位は測定項目による)", "単位"],
    "F7": ["期", "研修区分", "対象者", "開催回数(回)", "参加者数(人・延べ)", "修了者数(人)", "両部局の共催", "県の主催"],
}  # fmt: skip
NAMES = {
    "F3": [
        "period", "from_agency", "to_agency", "to_lg_code", "channel", "referral_count", "consent_count",
        "no_consent_legal_count", "consent_unknown_count", "established_count", "joint_support_count",
    ],
    "F5": ["period", "measure_code", "value", "unit"],
    "F7": ["period", "training_code", "audience", "sessions", "participants", "completed", "joint_held", "pref_hosted"],
}  # fmt: skip
KEYS = {
    "F3": ("period", "from_agency", "to_agency", "to_lg_code", "channel"),
    "F5": ("period", "measure_code"),
    "F7": ("period", "training_code", "audience"),
}
FLAGS = ("joint_held", "pref_hosted")
COUNTS = {
    form: [name for name in names if name not in KEYS[form] and name != "unit"]
    for form, names in NAMES.items()
}
COVER_HEAD = [
    "団体コード", "年度", "担当部署", "提出日", "版", "修正理由", "重層実施状況", "重層実施計画の策定年度",
    "孤独・孤立対策の実施形態", "孤独部局と民生部局の関係", "個人情報なしの確認", "県内共有の可否",
]  # fmt: skip
COVER = [LG, YEAR, "地域福祉課", "2026-04-20", 1, None, "J1", 2022, "H1", "V1", 1, 1]


@dataclass
class Sent:
    """A submission on its way: the workbook, its file's name, changes to its parts, and what a person reads in it."""

    book: Any
    truth: dict[Place, int]
    name: str = f"{LG}_{YEAR}_r1.xlsx"
    parts: list[Callable[[dict[str, bytes]], None]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    close: bool = False

    def sheet(self, form: str) -> Any:
        return self.book[SHEETS[form]]

    def ods(self) -> bytes:
        """The workbook as an open document: beside each value the text that is seen, looks as styles of letters."""
        return open_document(self.book)

    def csv(self) -> dict[str, bytes]:
        """One file per form, as a spreadsheet program saves it: the text that is seen in each cell."""
        found = {}
        for form in SHEETS:
            text = io.StringIO(newline="")
            rows = [[displayed(cell) for cell in row] for row in self.sheet(form).iter_rows()]
            csv.writer(text).writerows([row for row in rows if any(row)] if self.close else rows)
            name = self.name.replace(".xlsx", ".csv").replace(f"_{YEAR}", f"_{form}_{YEAR}", 1)
            found[name] = text.getvalue().encode("utf-8-sig")
        return found

    def bytes(self) -> bytes:
        target = io.BytesIO()
        self.book.save(target)
        if not self.parts:
            return target.getvalue()
        with zipfile.ZipFile(target) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        for change in self.parts:
            change(parts)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for name, data in parts.items():
                new.writestr(name, data)
        return packed.getvalue()


def clean(draw: random.Random) -> Sent:
    """A submission without a fault: cover, forms 3, 5 and 7, and the hidden sheet."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "提出票"
    first.append(COVER_HEAD)
    first.append(list(COVER))
    truth: dict[Place, int] = {}
    for form, rows in (("F3", _referrals(draw)), ("F5", _measures(draw)), ("F7", _trainings(draw))):
        sheet = book.create_sheet(SHEETS[form])
        sheet.append(HEADS[form])
        for row in rows:
            sheet.append(row)
            codes = {name: _code(row[at]) for at, name in enumerate(NAMES[form])}
            key = tuple(codes[name] for name in KEYS[form])
            for name in COUNTS[form]:
                value = row[NAMES[form].index(name)]
                if isinstance(value, int):
                    truth[form, key, name] = value
    meta = book.create_sheet("_meta")
    meta.append(["schema_id", "version", "lg_code", "fiscal_year"])
    meta.append(["tsunagari-forms", 1, LG, YEAR])
    meta.sheet_state = "veryHidden"
    return Sent(book, truth)


def _code(cell: Any) -> str:
    return "" if cell is None else str(cell).split(" ")[0]


def _referrals(draw: random.Random) -> list[list[Any]]:
    rows = []
    for half in HALVES.values():
        for target in draw.sample(["A20", "A22", "A30", "A40", "A50", "A25"], 4):
            count = draw.randint(3, 60)
            agreed = draw.randint(0, count)
            elsewhere = draw.choice([None, None, *NEIGHBOURS])
            rest = [draw.randint(0, count), draw.randint(0, count)]
            rows.append([half, "A11", target, elsewhere, "C1", count, agreed, 0, count - agreed, *rest])
    return rows


def _measures(draw: random.Random) -> list[list[Any]]:
    units = {"N01": "件", "N06": "件", "N07": "件", "N08": "人", "N10": "人", "N13": "人", "N16": "件"}
    return [
        [half, code, draw.randint(20, 3000), unit] for half in HALVES.values() for code, unit in units.items()
    ]


def _trainings(draw: random.Random) -> list[list[Any]]:
    rows = []
    for half in HALVES.values():
        for code, audience in draw.sample(
            [("G1", "L4"), ("G2", "L1"), ("G3", "L4"), ("G4", "L2"), ("G5", "L2")], 3
        ):
            people = draw.randint(11, 300)
            flags = [draw.randint(0, 1), draw.randint(0, 1)]
            rows.append([half, code, audience, draw.randint(1, 9), people, draw.randint(0, people), *flags])
    return rows


# ---- where things stand, as a person finds them ---------------------------------------------------------------


def _form(draw: random.Random) -> str:
    return draw.choice(list(SHEETS))


def _column(sent: Sent, form: str, name: str) -> int | None:
    """The (first) column with exactly the printed heading, or none when another fault took it away."""
    head = HEADS[form][NAMES[form].index(name)]
    return next(
        (cell.column for row in sent.sheet(form).iter_rows(max_row=4) for cell in row if cell.value == head),
        None,
    )


def _key(sent: Sent, form: str, row: int) -> Key | None:
    columns = [_column(sent, form, name) for name in KEYS[form]]
    if None in columns:
        return None
    codes = [_code(sent.sheet(form).cell(row, at or 1).value) for at in columns]
    if form == "F3" and len(codes[3]) == 5:
        codes[3] = next((one for one in NEIGHBOURS if one[:5] == codes[3]), codes[3])
    return tuple(codes)


def _pick(draw: random.Random, sent: Sent, form: str | None = None, flags: bool = False) -> Any:
    """(cell, place) of a number that a person still reads plainly; None when this sheet has none left."""
    form = form or _form(draw)
    found = []
    for name in COUNTS[form]:
        at = _column(sent, form, name)
        if at is None or (name in FLAGS) != flags:
            continue
        for row in range(2, sent.sheet(form).max_row + 1):
            cell, key = sent.sheet(form).cell(row, at), _key(sent, form, row)
            if key and isinstance(cell.value, int) and sent.truth.get((form, key, name)) == cell.value:
                found.append((cell, (form, key, name)))
    return draw.choice(found) if found else None


def _forget(sent: Sent, form: str) -> None:
    """A person cannot tell what counts in this form."""
    for place in [one for one in sent.truth if one[0] == form]:
        del sent.truth[place]


def _forget_all(sent: Sent) -> None:
    sent.truth.clear()


# ---- the faults --------------------------------------------------------------------------------------------------

Fault = Callable[[random.Random, Sent], None]


def struck_and_new(draw: random.Random, sent: Sent) -> None:
    """見え消し: the old number struck out, the new one beside it."""
    if not (hit := _pick(draw, sent)):
        return
    cell, place = hit
    new = draw.randint(1, 99)
    old = TextBlock(InlineFont(strike=True), str(cell.value))
    fresh = TextBlock(InlineFont(color="FFFF0000"), str(new))
    cell.value = CellRichText(
        *draw.choice([(old, fresh), (fresh, old), (old, " ", fresh), (old, "→", fresh)])
    )
    sent.truth[place] = new


def struck_cell(draw: random.Random, sent: Sent) -> None:
    if hit := _pick(draw, sent):
        hit[0].font = Font(strike=True)
        del sent.truth[hit[1]]


def struck_row(draw: random.Random, sent: Sent) -> None:
    if not (hit := _pick(draw, sent)):
        return
    cell, (form, key, _) = hit
    for one in sent.sheet(form)[cell.row]:
        one.font = Font(strike=True)
    for place in [one for one in sent.truth if one[:2] == (form, key)]:
        del sent.truth[place]


def superscript(draw: random.Random, sent: Sent) -> None:
    """A footnote's number set small behind the number."""
    if hit := _pick(draw, sent):
        mark = InlineFont(vertAlign=draw.choice(["superscript", "subscript"]))
        hit[0].value = CellRichText(
            str(hit[0].value), TextBlock(mark, draw.choice(["1", "2", "1)", "注1", "※1"]))
        )


def two_runs(draw: random.Random, sent: Sent) -> None:
    """One cell, two colours or sizes: two numbers for the eye, nobody knows which is meant."""
    if hit := _pick(draw, sent):
        font = draw.choice(
            [InlineFont(color="FFFF0000"), InlineFont(sz=6), InlineFont(b=True, color="FF0000FF")]
        )
        hit[0].value = CellRichText(str(hit[0].value), TextBlock(font, str(draw.randint(1, 99))))
        del sent.truth[hit[1]]


def percent(draw: random.Random, sent: Sent) -> None:
    """A count column that shows 80%: no count."""
    if hit := _pick(draw, sent):
        hit[0].number_format = draw.choice(["0%", "0.0%", "#,##0%"])
        hit[0].value = draw.choice([0, 1, 0.5, 0.85, 2])
        del sent.truth[hit[1]]


def scaled(draw: random.Random, sent: Sent) -> None:
    """A format that shows thousands: the eye reads 12 where 12,000 is stored."""
    if hit := _pick(draw, sent):
        shown = draw.randint(1, 9)
        form, factor = draw.choice(
            [("0,", 1000), ("#,##0,", 1000), ("0,,", 10**6), ('0,"千"', 1000), ('#,##0,"千円"', 1000)]
        )
        hit[0].number_format, hit[0].value = form, shown * factor
        if '"' in form:
            del sent.truth[hit[1]]
        else:
            sent.truth[hit[1]] = shown


def worded(draw: random.Random, sent: Sent) -> None:
    """A format that adds words or signs: not the plain number any more."""
    if hit := _pick(draw, sent):
        words = [
            '"約"0',
            '0"以上"',
            '0"未満"',
            '"(再掲)"0',
            '"秘匿"',
            ";;;",
            '0"(速報)"',
            '"-"',
            "\\x",
            '"R"0',
            '0"万"',
            '"△"0',
        ]
        hit[0].number_format = draw.choice(words)
        del sent.truth[hit[1]]


def glued(draw: random.Random, sent: Sent) -> None:
    """A digit that only the format writes."""
    if hit := _pick(draw, sent):
        hit[0].number_format = draw.choice(["1#0", '"1"0', "\\10"])
        del sent.truth[hit[1]]


def zero_as_dash(draw: random.Random, sent: Sent) -> None:
    """0 that is shown as -: the eye reads 該当なし."""
    if hit := _pick(draw, sent):
        hit[0].value = 0
        hit[0].number_format = draw.choice(
            ['#,##0;-#,##0;"-"', '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0;0;", '0;0;"該当なし"']
        )
        del sent.truth[hit[1]]


def rounded(draw: random.Random, sent: Sent) -> None:
    """A fraction shown as a whole number, or a date format on a count."""
    if hit := _pick(draw, sent):
        cell = hit[0]
        cell.number_format, cell.value = draw.choice(
            [("0", 12.4), ("#,##0", 2.5), ("yyyy/m/d", 45383), ("[h]:mm", 0.5), ("0.0", 12.4), ("# ?/?", 0.5)]
        )
        del sent.truth[hit[1]]


def carriage_return(draw: random.Random, sent: Sent) -> None:
    """Text pasted from a web system: an invisible sign in a heading, a label or a number."""
    form = _form(draw)
    kind = draw.choice(["heading", "label", "number"])
    if kind == "heading":
        name = draw.choice(COUNTS[form])
        at = _column(sent, form, name)
        if at is None:
            return
        cell = next(
            cell
            for row in sent.sheet(form).iter_rows(max_row=4)
            for cell in row
            if cell.column == at and cell.value
        )
        where = draw.randint(1, 3)
        value = cell.value
        cell.value = value[:where] + "_x000D_" + value[where:]
        sent.book.properties.title = "cr"
        _restore_heading(sent, form, cell, value)
    elif hit := _pick(draw, sent, form):
        if kind == "number":
            hit[0].value = f"{hit[0].value}_x000D_\n"
        else:
            label = sent.sheet(form).cell(hit[0].row, _column(sent, form, KEYS[form][0]) or 1)
            label.value = f"{_code(label.value)} _x000D_\n"


def _restore_heading(sent: Sent, form: str, cell: Any, value: str) -> None:
    """Other faults find the heading as before; the file carries the sign."""
    spoilt, title = cell.value, cell.parent.title
    cell.value = value

    def part(parts: dict[str, bytes]) -> None:
        old, new = f">{value}</t>".encode(), f">{spoilt}</t>".encode()
        for name in (one for one in parts if one.startswith(("xl/worksheets/", "xl/sharedStrings"))):
            parts[name] = parts[name].replace(old, new)

    assert title
    sent.parts.append(part)


def marked(draw: random.Random, sent: Sent) -> None:
    """A mark or a remark beside the number in its cell."""
    if hit := _pick(draw, sent):
        mark = draw.choice(
            [
                "x",
                "×",
                " 秘",
                "(秘匿)",
                "S",
                "P",
                "r",
                "*",
                "**",
                "※",
                "＊",
                "※1",
                "(注1)",
                "†",
                "約",
                "?",
                "～",
                "くらい",
                "＋1",
                "→15",
                "/15",
                "(12)",
                "-(未実施)",
                "未確認",
                "△",
            ]
        )
        hit[0].value = f"{hit[0].value}{mark}" if draw.random() < 0.7 else f"{mark}{hit[0].value}"
        del sent.truth[hit[1]]


def unknown_word(draw: random.Random, sent: Sent) -> None:
    if hit := _pick(draw, sent):
        hit[0].value = draw.choice(
            [
                "S",
                "P",
                "#",
                "非公開",
                "公表不可",
                "ｎ",
                "NA",
                "?",
                "照会中",
                "○",
                "別紙",
                "集計中",
                "同上",
                "〃",
                "↑",
                "なし",
            ]
        )
        del sent.truth[hit[1]]


def cross(draw: random.Random, sent: Sent) -> None:
    """○ and × for yes and no."""
    if hit := _pick(draw, sent, "F7", flags=True):
        cell, place = hit
        for row in range(2, sent.sheet("F7").max_row + 1):
            one = sent.sheet("F7").cell(row, cell.column)
            key = _key(sent, "F7", row)
            if key and one.value in (0, 1) and ("F7", key, place[2]) in sent.truth:
                one.value = draw.choice("○〇◯") if one.value else draw.choice("×✕✗❌")


def odd_flag(draw: random.Random, sent: Sent) -> None:
    if hit := _pick(draw, sent, "F7", flags=True):
        hit[0].value = draw.choice(["△", "一部", "2", 2, "検討中", "未定", "?", 0.5])
        del sent.truth[hit[1]]


def beside(draw: random.Random, sent: Sent) -> None:
    """One half beside the other under the same headings."""
    form = _form(draw)
    sheet = sent.sheet(form)
    width, moved = (
        sheet.max_column,
        [row for row in range(2, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("H2")],
    )
    if not moved:
        return
    left = width + draw.choice([1, 2])
    for at in range(1, width + 1):
        sheet.cell(1, left + at - 1).value = sheet.cell(1, at).value
        for down, row in enumerate(moved):
            sheet.cell(2 + down, left + at - 1).value = sheet.cell(row, at).value
            sheet.cell(row, at).value = None


def below(draw: random.Random, sent: Sent) -> None:
    """The second half under its own headings below the first."""
    form = _form(draw)
    sheet = sent.sheet(form)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    second = [row for row in rows[1:] if str(row[0]).startswith("H2")]
    if not second:
        return
    first = [row for row in rows[1:] if row not in second]
    sheet.delete_rows(1, sheet.max_row)
    gap: list[list[Any]] = draw.choice([[], [[None]], [["下期"]], [[None], [None]]])
    for row in [rows[0], *first, *gap, rows[0], *second]:
        sheet.append(row)


def heading_twice(draw: random.Random, sent: Sent) -> None:
    form = _form(draw)
    name = draw.choice(COUNTS[form])
    at = _column(sent, form, name)
    if at is None:
        return
    sheet = sent.sheet(form)
    to = sheet.max_column + 1
    sheet.cell(1, to).value = sheet.cell(1, at).value
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, at).value is not None:
            sheet.cell(row, to).value = draw.randint(0, 99)
    for place in [one for one in sent.truth if one[0] == form and one[2] == name]:
        del sent.truth[place]


def no_headings(draw: random.Random, sent: Sent) -> None:
    sheet = sent.sheet(form := _form(draw))
    heads = HEADS[form]
    for row in range(1, 5):
        if sum(sheet.cell(row, at).value in heads for at in range(1, len(heads) + 1)) > 1:
            sheet.delete_rows(row)
            return


def beyond_width(draw: random.Random, sent: Sent) -> None:
    """A number to the right of the last heading; what it is nobody knows. The row itself reads as before."""
    if hit := _pick(draw, sent):
        sheet = hit[0].parent
        sheet.cell(hit[0].row, sheet.max_column + draw.randint(1, 3)).value = draw.choice(
            [7, "7", "修正 12", "下期分 30"]
        )


def other_year_column(draw: random.Random, sent: Sent) -> None:
    """Last year's figures put in for comparison, left or right of the asked column."""
    form = _form(draw)
    name = draw.choice([one for one in COUNTS[form] if one not in FLAGS])
    at = _column(sent, form, name)
    if at is None:
        return
    sheet = sent.sheet(form)
    plain = re.sub(r"\(.*\)", "", HEADS[form][NAMES[form].index(name)])
    year = draw.choice(
        [
            "R6年度",
            "前年度",
            "令和6年度",
            "昨年度",
            "2024",
            "2024年度",
            "R6",
            "前年",
            "R5",
            "参考",
            "見込",
            "目標",
            "計画",
            "前回",
            "R6実績",
        ]
    )
    heading = draw.choice(
        [
            f"{plain}({year})",
            f"{plain}（{year}）",
            f"{plain}【{year}】",
            f"{plain} {year}",
            f"{year}{plain}",
            f"{plain}\n({year})",
        ]
    )
    rows = range(2, sheet.max_row + 1)
    at += draw.choice([0, 1])
    sheet.insert_cols(at)
    sheet.cell(1, at).value = heading
    for row in rows:
        sheet.cell(row, at).value = draw.randint(0, 99)


def five_digits(draw: random.Random, sent: Sent) -> None:
    sheet, at = sent.sheet("F3"), _column(sent, "F3", "to_lg_code")
    if at is None:
        return
    for row in range(2, sheet.max_row + 1):
        value = sheet.cell(row, at).value
        if value in NEIGHBOURS:
            sheet.cell(row, at).value = draw.choice([value[:5], int(value[:5])])


def nobodys_code(draw: random.Random, sent: Sent) -> None:
    sheet, at = sent.sheet("F3"), _column(sent, "F3", "to_lg_code")
    rows = [row for row in range(2, sheet.max_row + 1) if at and sheet.cell(row, at).value in NEIGHBOURS]
    if at is None or not rows:
        return
    row = draw.choice(rows)
    key = _key(sent, "F3", row)
    sheet.cell(row, at).value = draw.choice(["31399", 31399, "031364", "313998", "99999", 31200])
    for place in [one for one in sent.truth if one[:2] == ("F3", key)]:
        del sent.truth[place]


def copied_sheet(draw: random.Random, sent: Sent) -> None:
    """A second sheet of one form with other answers: which counts, nobody can tell."""
    form = _form(draw)
    twin = sent.book.copy_worksheet(sent.sheet(form))
    twin.title = draw.choice(
        [
            f"{SHEETS[form]} (2)",
            f"{SHEETS[form][:3]}_修正",
            f"{SHEETS[form]}_新",
            f"{SHEETS[form]}最終",
            "Sheet1",
            "修正版",
        ]
    )
    for row in twin.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, int) and draw.random() < 0.4:
                cell.value += draw.choice([1, 2, 10]) if cell.value > 1 else 0
    if draw.random() < 0.5:
        sent.book.move_sheet(twin, -2)
    _forget(sent, form)


def last_years_sheet(draw: random.Random, sent: Sent) -> None:
    """Last year's sheet kept for comparison, or this year's answers in a sheet of their own beside it."""
    form = _form(draw)
    twin = sent.book.copy_worksheet(sent.sheet(form))
    twin.title = draw.choice(
        ["R6", "昨年度", f"{SHEETS[form]}_R6", f"{SHEETS[form][:3]}(前年度)", "参考", "令和6年度"]
    )
    for row in twin.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, int) and cell.value > 1:
                cell.value += draw.randint(1, 20)
    if draw.random() < 0.5:
        sent.book.move_sheet(twin, -2)


def name_says_otherwise(draw: random.Random, sent: Sent) -> None:
    sent.name = draw.choice(
        [
            f"312029_{YEAR}_r1.xlsx",
            f"{LG}_2024_r1.xlsx",
            f"{LG}_2052_r1.xlsx",
            "313025_2025_r3.xlsx",
            f"{LG}_令和6年度_r1.xlsx",
            "【米子市】様式.xlsx",
        ]
    )
    _forget_all(sent)


def cover_says_otherwise(draw: random.Random, sent: Sent) -> None:
    cell, value = draw.choice(
        [
            ("A2", "312029"),
            ("B2", 2024),
            ("B2", "令和6年度"),
            ("B2", 2052),
            ("A2", 31202),
        ]
    )
    sent.book["提出票"][cell].value = value
    _forget_all(sent)


def meta_says_otherwise(draw: random.Random, sent: Sent) -> None:
    cell, value = draw.choice([("C2", "312029"), ("D2", 2024)])
    sent.book["_meta"][cell].value = value
    _forget_all(sent)


def two_covers(draw: random.Random, sent: Sent) -> None:
    """Last year's line left above this year's."""
    cover = sent.book["提出票"]
    old = [one.value for one in cover[2]]
    old[1] = 2024
    cover.insert_rows(2)
    for at, value in enumerate(old, 1):
        cover.cell(2, at).value = value
    _forget_all(sent)


def unexpected_half(draw: random.Random, sent: Sent) -> None:
    if not (hit := _pick(draw, sent)):
        return
    cell, (form, key, _) = hit
    sent.sheet(form).cell(cell.row, _column(sent, form, "period") or 1).value = draw.choice(
        ["FY", "通年", "H3", "年間", "第3四半期", "R6上期"]
    )
    for place in [one for one in sent.truth if one[:2] == (form, key)]:
        del sent.truth[place]


def hidden_row(draw: random.Random, sent: Sent) -> None:
    if hit := _pick(draw, sent):
        hit[0].parent.row_dimensions[hit[0].row].hidden = True


def text_between(draw: random.Random, sent: Sent) -> None:
    """A memo or an answer in words somewhere in the sheet."""
    sheet = sent.sheet(_form(draw))
    at = draw.randint(2, sheet.max_row)
    sheet.insert_rows(at)
    sheet.cell(at, draw.randint(1, sheet.max_column)).value = draw.choice(
        ["以下は確認中", "下期", "12", 12, "（内訳）", "未集計"]
    )


def typed_wide(draw: random.Random, sent: Sent) -> None:
    """Harmless: full width, thousands marks, a unit behind."""
    if hit := _pick(draw, sent):
        value = hit[0].value
        wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        hit[0].value = draw.choice([wide, f"{value:,}", f" {value} "])


def white(draw: random.Random, sent: Sent) -> None:
    """A number nobody sees: white on white, still in the cell's edit line."""
    if hit := _pick(draw, sent):
        hit[0].font = copy.copy(Font(color="FFFFFFFF"))
        del sent.truth[hit[1]]


def blank_zeros(draw: random.Random, sent: Sent) -> None:
    """A sheet that shows no zeros: the eye reads a blank."""
    form = _form(draw)
    sent.sheet(form).sheet_view.showZeros = False
    for place in [one for one, value in sent.truth.items() if one[0] == form and value == 0]:
        del sent.truth[place]


def scaled_title(draw: random.Random, sent: Sent) -> None:
    """（単位：千人） over or under the table: what the numbers are, nobody knows who does not read it."""
    form = _form(draw)
    sheet = sent.sheet(form)
    words = draw.choice(
        ["（単位：千人）", "単位　百件", "※ 単位は千人", "(単位:千件)", "単位：十人", "※千人単位で記入"]
    )
    if draw.random() < 0.6:
        sheet.insert_rows(1)
        sheet.cell(1, draw.randint(1, 5)).value = words
    else:
        sheet.cell(sheet.max_row + 1, 1).value = f"※{words.lstrip('※ ')}"
    _forget(sent, form)


def other_years_title(draw: random.Random, sent: Sent) -> None:
    """Last year's table, its title left as it was; or a sheet named after last year."""
    form = _form(draw)
    sheet = sent.sheet(form)
    kind = draw.choice(["title", "half", "title"])
    if kind == "title":
        sheet.insert_rows(1)
        sheet.cell(1, 1).value = draw.choice(
            ["令和6年度 実績", "2024年度", "様式（R6年度分）", "【令和５年度】実績報告"]
        )
    elif (at := _column(sent, form, "period")) is not None:
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, at).value in HALVES.values():
                sheet.cell(
                    row, at
                ).value = f"{str(sheet.cell(row, at).value)[:2]} {draw.choice(['R6', '令和6', '2024'])}"
    _forget(sent, form)


def other_unit(draw: random.Random, sent: Sent) -> None:
    """The printed unit of a measure changed to another magnitude."""
    if (hit := _pick(draw, sent, "F5")) and (at := _column(sent, "F5", "unit")):
        hit[0].parent.cell(hit[0].row, at).value = draw.choice(
            ["千件", "百人", "千人", "万", "10人", "%", "千円", "世帯", "社"]
        )
        del sent.truth[hit[1]]


def unit_behind(draw: random.Random, sent: Sent) -> None:
    """A number of something else than is asked for: 3世帯, by hand or by the cell's format."""
    if hit := _pick(draw, sent):
        unit = draw.choice(["世帯", "社", "機関", "時間"])
        if draw.random() < 0.5:
            hit[0].value = f"{hit[0].value}{unit}"
        else:
            hit[0].number_format = f'0"{unit}"'
        del sent.truth[hit[1]]


def unit_of_a_heading(draw: random.Random, sent: Sent) -> None:
    """A heading whose unit was changed: all below it counts something else."""
    form, name, unit = draw.choice([("F3", "referral_count", "世帯"), ("F7", "participants", "人・実")])
    cell = sent.sheet(form).cell(1, _column(sent, form, name) or 1)
    cell.value = re.sub(r"\([^()]*\)$", f"({unit})", str(cell.value))
    for place in [one for one in sent.truth if (one[0], one[2]) == (form, name)]:
        del sent.truth[place]


def roman(draw: random.Random, sent: Sent) -> None:
    """Ten in Roman numerals: no secret, and no digits either."""
    if hit := _pick(draw, sent):
        hit[0].value = draw.choice("ⅩⅹⅤⅠⓧ")
        del sent.truth[hit[1]]


def repeated(draw: random.Random, sent: Sent) -> None:
    """A number that fills its cell: 1 is seen as 1111."""
    if hit := _pick(draw, sent):
        hit[0].alignment = Alignment(horizontal="fill")
        del sent.truth[hit[1]]


def code_and_more(draw: random.Random, sent: Sent) -> None:
    """Words behind a code that make it another thing: 以外, 計, a second code, the other half."""
    if not (hit := _pick(draw, sent)):
        return
    cell, (form, key, _) = hit
    name = draw.choice([one for one in KEYS[form] if one != "to_lg_code"])
    label = sent.sheet(form).cell(cell.row, _column(sent, form, name) or 1)
    code = _code(label.value)
    more = ["以外", "を除く", " 計", "（再掲）", "・", "のうち委託", "?", "→"]
    other = "H1" if code == "H2" else "H2" if code == "H1" else f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    label.value = draw.choice([f"{code}{one}" if one not in "・→" else f"{code}{one}{other}" for one in more])
    if name == "period" and draw.random() < 0.5:
        label.value = f"{code} {HALVES[other][3:]}"
    for place in [one for one in sent.truth if one[:2] == (form, key)]:
        del sent.truth[place]


def merged_across(draw: random.Random, sent: Sent) -> None:
    """One number over two columns of counts: of which it is, nobody can tell."""
    if not (hit := _pick(draw, sent, draw.choice(["F3", "F7"]))):
        return
    cell, (form, key, name) = hit
    counts = [one for one in COUNTS[form] if one not in FLAGS]
    beside = counts[counts.index(name) + 1 :][:1] if name in counts else []
    if beside and _column(sent, form, beside[0]) == cell.column + 1:
        cell.parent.merge_cells(
            start_row=cell.row, end_row=cell.row, start_column=cell.column, end_column=cell.column + 1
        )
        for one in (name, beside[0]):
            sent.truth.pop((form, key, one), None)


def painted(draw: random.Random, sent: Sent) -> None:
    """Letters in the colour of their cell: blacked out, or made unseen."""
    if hit := _pick(draw, sent):
        colour, letters = draw.choice(
            [("FF000000", "FF000000"), ("FF000000", None), ("FFFFFF00", "FFFFFE00"), ("FFD9D9D9", "FFD8D9DA")]
        )
        hit[0].fill = PatternFill("solid", fgColor=colour)
        if letters:
            hit[0].font = Font(color=letters)
        del sent.truth[hit[1]]


FAULTS: dict[str, Fault] = {
    one.__name__: one
    for one in (
        struck_and_new, struck_cell, struck_row, superscript, two_runs, percent, scaled, worded, zero_as_dash, rounded,
        carriage_return, marked, unknown_word, cross, odd_flag, beside, below, heading_twice, no_headings, beyond_width,
        other_year_column, five_digits, nobodys_code, copied_sheet, last_years_sheet, name_says_otherwise,
        cover_says_otherwise, meta_says_otherwise, two_covers, unexpected_half, hidden_row, text_between, typed_wide,
        glued, blank_zeros, scaled_title, other_years_title, other_unit, white, unit_behind, unit_of_a_heading, roman,
        repeated,
        code_and_more, merged_across, painted,
    )
}  # fmt: skip
# What a CSV file carries: what stands in the cells, and no look, hidden part or second sheet.
IN_CSV = [
    "percent", "scaled", "worded", "zero_as_dash", "marked", "unknown_word", "cross", "odd_flag", "beside", "below",
    "heading_twice", "no_headings", "beyond_width", "other_year_column", "five_digits", "nobodys_code", "unexpected_half",
    "text_between", "typed_wide", "scaled_title", "other_years_title", "other_unit", "code_and_more",
    "unit_behind", "unit_of_a_heading", "roman",
]  # fmt: skip
# What an open document carries besides: all but what changes the parts of an .xlsx, and looks of its own.
IN_ODS = [
    name
    for name in FAULTS
    if name not in ("carriage_return", "blank_zeros", "painted", "merged_across", "repeated")
]


def spoil(seed: int, only: str | None = None, among: Sequence[str] = tuple(FAULTS)) -> Sent:
    """The submission of ``seed`` with one to three faults."""
    draw = random.Random(seed)
    sent = clean(draw)
    sent.close = draw.random() < 0.3
    for name in [only] if only else draw.sample(among, draw.randint(1, 3)):
        FAULTS[name](draw, sent)
        sent.done.append(name)
    return sent


def misread(sent: Sent, rows: dict[str, list[dict[str, Any]]]) -> dict[Place, str]:
    """What the reader took that a person would not read there, and what a person reads that it lost."""
    taken: dict[Place, list[Any]] = {}
    for form in SHEETS:
        for row in rows.get(form, []):
            key = tuple(str(row[name] or "") for name in KEYS[form])
            for name in COUNTS[form]:
                if row.get(name) is not None:
                    taken.setdefault((form, key, name), []).append(row[name])
    wrong = {
        place: f"{values} for {sent.truth.get(place)}"
        for place, values in taken.items()
        if values != [sent.truth.get(place)]
    }
    return wrong | {place: f"lost {value}" for place, value in sent.truth.items() if place not in taken}
