"""Every rule of reading (PX) and of personal information (PI): what it must tell, and a near neighbour that it must not."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml as ooxml
import openpyxl
import pytest
from openpyxl.comments import Comment

from etl.catalogue import Catalogue
from etl.checks.privacy import judge
from etl.forms import csv_twins
from tests.etl.intake.conftest import GOOD, HEAD, Desk, Seen, packed, row
from tests.etl.intake.test_covered import anchor, drawn

F3 = "様式3_連携"
FILES = Path(__file__).parent / "files"
Read = Callable[[Desk], Seen]


def _rows(*rows: list[Any], head: list[Any] | None = None, **more: Any) -> Read:
    return lambda desk: desk.book(list(rows), head=head, **more)


def _cover(**cells: Any) -> Read:
    return lambda desk: desk.book([GOOD], cover=cells)


def _head(at: int, text: str) -> list[Any]:
    return [*HEAD[:at], text, *HEAD[at + 1 :]]


def _bent(bend: Callable[[Any], Any]) -> Read:
    return lambda desk: desk.book([GOOD, row(channel="C2")], lambda book: bend(book[F3]))


def _csv(encoding: str = "utf-8-sig", name: str | None = None, count: int = 1) -> Read:
    return lambda desk: desk.csv([GOOD] * count, encoding, name)


def _kept(name: str) -> Read:
    return lambda desk: desk.read((FILES / name).read_bytes(), name)


def _sheet(name: str, state: str = "visible", *lines: list[Any]) -> Read:
    def add(book: Any) -> None:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for line in lines:
            sheet.append(line)

    return lambda desk: desk.book([GOOD], add)


def _book(name: str = "312011_2024_r1.xlsx", change: Callable[[bytes], bytes] = bytes) -> Read:
    def read(desk: Desk) -> Seen:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = F3
        for line in (HEAD, GOOD):
            book.active.append(line)
        return desk.read(change(packed(book)), name)

    return read


def _locked(data: bytes) -> bytes:
    target = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(data)).encrypt("secret", target)
    return target.getvalue()


def _shape(data: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(
            "xl/drawings/drawing1.xml",
            '<xdr:wsDr xmlns:xdr="urn:x"><xdr:oneCellAnchor><xdr:sp/></xdr:oneCellAnchor></xdr:wsDr>',
        )
    return target.getvalue()


def _empty_drawing(data: bytes) -> bytes:
    """What LibreOffice leaves in a sheet with cell notes."""
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", '<xdr:wsDr xmlns:xdr="urn:x"></xdr:wsDr>')
    return target.getvalue()


def _half(name: str, period: str | None) -> Read:
    return _sheet(name, "visible", HEAD, [period, *row(channel="C2")[1:]])


_OTHER_PLACE = [*HEAD, "団体コード"]


def _failing(desk: Desk) -> Seen:
    """A fault of the program itself while one file is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.checks.file.contents", lambda *_: 1 / 0)
        return desk.book([GOOD])


def _status(word: str, number: str = "10") -> Read:
    head = ["period", "from_agency", "to_agency", "channel", "referral_count", "referral_count_status"]
    line = ["H1", "A11", "A20", "C1", number, word]
    text = "\r\n".join(",".join(cells) for cells in ([*head, *NAMES[6:]], [*line, "8", "0", "2", "5", "0"]))
    return lambda desk: desk.read(text.encode("utf-8-sig"))


NAMES = [
    "period", "from_agency", "to_agency", "to_lg_code", "channel", "referral_count", "consent_count",
    "no_consent_legal_count", "consent_unknown_count", "established_count", "joint_support_count",
]  # fmt: skip


def _rate(written: str) -> Read:
    given = {"body_code": "B01", "agency_code": "A02", "org_count": 3, "role": "R2", "attended_rate": written}

    def read(desk: Desk) -> Seen:
        twins = csv_twins("312011", 2024, {"F2": [given]}, desk.catalogue)
        ((name, data),) = ((name, data) for name, data in twins.items() if "_F2_" in name)
        return desk.read(data, name)

    return read


_WITH_SUM = [["合計", None, None, None, None, 10, 8, 0, 2, 5, 0]]
# rule → (what it tells, what it lets pass)
READING: dict[str, tuple[Read, Read]] = {
    "PX01": (_csv("cp932"), _csv("utf-8-sig")),
    "PX02": (_rows(row(to="社協")), _rows(row(to="A20 社会福祉協議会"))),
    "PX03": (_rows(row(count="１０")), _rows(row(count="10"))),
    "PX04": (_rows(row(joint="△1")), _rows(row(joint="-"))),
    "PX05": (_rows(row(joint="－（秘匿）")), _rows(row(joint="x"))),
    "PX06": (_rows(row(count="約10")), _rows(row(count="10"))),
    "PX07": (_cover(submitted_on="R7.4.21"), _cover(submitted_on="2025-04-21")),
    "PX08": (_cover(fiscal_year="令和6年度"), _cover(fiscal_year=2024)),
    "PX09": (_bent(lambda sheet: sheet.merge_cells("B2:B3")), _bent(lambda sheet: sheet.insert_cols(20))),
    "PX10": (_rows(GOOD, ["※ 延べ件数"]), _rows(GOOD, row(channel="C2"))),
    "PX11": (_rows(GOOD, *_WITH_SUM), _rows(GOOD)),
    "PX12": (
        _bent(lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True)),
        _bent(lambda sheet: setattr(sheet.row_dimensions[40], "hidden", True)),
    ),
    "PX13": (_rows(row(joint="#N/A")), _rows(row(joint=None))),
    "PX14": (_book(change=_shape), _book(change=_empty_drawing)),
    "PX15": (_csv(name="312011_F3_2024H1_r1.xlsx"), _csv()),
    "PX16": (_book(change=_locked), _book()),
    "PX17": (_csv(count=20_000), _csv(count=200)),
    "PX18": (_rows(GOOD, head=_head(2, "つなぎ先")), _rows(GOOD)),
    "PX19": (_rows(row(to_lg=11002)), _rows(row(to_lg="011002"))),
    "PX20": (_rows(row(to_lg="011003")), _rows(row(to_lg="011002"))),
    "PX21": (_rows([*GOOD, "312029"], head=_OTHER_PLACE), _rows([*GOOD, "312011"], head=_OTHER_PLACE)),
    "PX22": (_rows(GOOD, head=_head(5, "つなぎ件数(世帯)")), _rows(GOOD, head=_head(5, "つなぎ件数(件)"))),
    "PX24": (
        _bent(lambda sheet: setattr(sheet["F2"], "comment", Comment("要確認", "係"))),
        _bent(lambda sheet: setattr(sheet["F2"], "number_format", "0")),
    ),
    "PX50": (
        _bent(lambda sheet: setattr(sheet["F2"], "comment", Comment("正しくは25件", "係"))),
        _bent(lambda sheet: setattr(sheet["F2"], "comment", Comment("令和7年4月2日に10件で確認", "係"))),
    ),
    "PX55": (_rows(GOOD, ["※F列は世帯数。人数は31人"]), _rows(GOOD, ["※ 令和6年度 延べ件数"])),
    "PX25": (lambda desk: desk.csv([row(to="=A20")]), lambda desk: desk.csv([row(to="A20")])),
    "PX26": (_rows(GOOD, head=_head(1, "連 携\n元")), _rows(GOOD)),
    "PX52": (
        lambda desk: desk.read(('"' + ",".join(HEAD) + "\r\n").encode()),
        lambda desk: desk.csv([GOOD]),
    ),
    "PX53": (
        lambda desk: desk.csv([GOOD, row(channel="C2")[:7]]),
        lambda desk: desk.csv([GOOD[:10], row(channel="C2")[:10]]),
    ),
    "PX54": (lambda desk: drawn(desk, anchor(2, 0, 2, 8)), lambda desk: drawn(desk, anchor(12, 0, 12, 8))),
    "PX28": (_book(change=lambda _: b"%PDF-1.7"), _book()),
    "PX29": (_sheet("控え", "hidden", ["メモ"]), _sheet("控え", "hidden")),
    "PX30": (_rows(row(count="10件")), _rows(row(count=10))),
    "PX31": (_cover(submitted_on="平成31年5月1日"), _cover(submitted_on="平成31年4月30日")),
    "PX32": (_rows(GOOD, [], HEAD, row(channel="C2")), _rows(GOOD, [], row(channel="C2"))),
    "PX33": (
        _bent(lambda sheet: sheet.merge_cells("F2:F3")),
        _bent(lambda sheet: sheet.merge_cells("B2:B3")),
    ),
    "PX34": (_half("つなぎ（下期）", None), _half("つなぎ（下期）", "H2")),
    "PX35": (_kept("312011_2024_r1.xls"), _book()),
    "PX36": (_failing, _book()),
    "PX37": (_cover(fiscal_year=2023), _cover(fiscal_year="令和6年度")),
    "PX38": (_rows(GOOD, name="312011_2052_r1.xlsx", cover={"fiscal_year": 2052}), _cover(fiscal_year=2024)),
    "PX39": (
        _bent(lambda sheet: setattr(sheet["F2"], "number_format", '"約"0')),
        _bent(lambda sheet: setattr(sheet["F2"], "number_format", '#,##0"件"')),
    ),
    "PX40": (
        _rows([*GOOD, 7], head=[*HEAD, "つなぎ件数(R5年度)"]),
        _rows(GOOD, head=[*HEAD, "つなぎ件数(R5年度)"]),
    ),
    "PX41": (
        _sheet("様式3 (2)", "visible", HEAD, GOOD),
        _sheet("様式3 (2)", "visible", HEAD, row(channel="C2")),
    ),
    "PX42": (_book(change=lambda _: b"MIME-Version: 1.0\r\n\r\n<html>"), _book()),
    "PX44": (
        _rows([*GOOD, "鳥取"], head=[*HEAD, "団体名"]),
        _rows([*GOOD, "鳥取市"], head=[*HEAD, "団体名"]),
    ),
    "PX45": (_rows([*GOOD, "米子市"], head=[*HEAD, "団体名"]), _rows([*GOOD, None], head=[*HEAD, "団体名"])),
    "PX43": (_status("秘"), _status("秘匿", "")),
    "PX51": (lambda desk: desk.csv([row(count="1,125")]), lambda desk: desk.csv([row(count='"1,125"')])),
    "PX48": (_rows(GOOD, ["※単位は千件"]), _rows(GOOD, ["※単位は件"])),
    "PX49": (_rows(HEAD, GOOD, head=["令和5年度 実績"]), _rows(HEAD, GOOD, head=["令和6年度 実績"])),
    "PX47": (_rate("0.8"), _rate("80%")),
    "PX46": (
        _rows(GOOD, name="312011_2024_r2.xlsx", cover={"revision_no": 1}),
        _rows(GOOD, name="312011_2024_r2.xlsx", cover={"revision_no": 2}),
    ),
}
PERSONAL: dict[str, tuple[str, str]] = {
    "PI01": ("個人番号 123456789018", "法人番号 7000012050002"),
    "PI02": ("123456789012", "12345678901"),
    "PI03": ("0857-26-7111", "312011-2024-1"),
    "PI04": ("a.b@example.jp", "A@B"),
    "PI05": ("鳥取市東町1丁目220番", "市内3か所、町内3-5回"),
    "PI06": ("昭和25年3月2日生まれ", "昭和25年3月2日設置"),
    "PI07": ("担当者：くらよし", "担当者会議で氏名を伏せた"),
    "PI08": ("田中さんの訪問を始めた", "民生委員さんの訪問を始めた"),
    "PI10": ("介護保険被保険者番号 0012345678", "整理番号を付けて保存した"),
    "PI09": ("82歳の女性が一人で暮らす", "80歳代の女性の参加が増えた"),
}


def test_no_rule_is_without_its_cases(catalogue: Catalogue) -> None:
    of = {kind: {rule for rule in catalogue.rules if rule.startswith(kind)} for kind in ("PX", "PI", "VR")}
    assert of["PX"] == READING.keys()
    # PI11 is what a person says (checks/test_review.py); PI12 to PI14 stand outside the texts (privacy/test_places.py).
    assert of["PI"] == PERSONAL.keys() | {"PI11", "PI12", "PI13", "PI14"}
    assert sum(map(len, of.values())) == len(catalogue.rules)


@pytest.mark.parametrize("rule", READING)
def test_what_is_told_and_what_passes(desk: Desk, rule: str) -> None:
    wrong, right = READING[rule]
    assert rule in wrong(desk).rules
    passed = right(desk)
    assert rule not in passed.rules and (passed.rows() or passed.refused is None)


@pytest.mark.parametrize("rule", PERSONAL)
def test_what_is_personal_and_what_is_not(desk: Desk, rule: str) -> None:
    """In a text, and in a cell of a submission: what stops a file stops it there."""
    personal, other = PERSONAL[rule]
    assert rule in judge(personal) and judge(other) == ()
    seen = desk.book([[*GOOD, personal]], head=[*HEAD, "備考"])
    severity = desk.catalogue.rules[rule].severity
    assert rule in seen.rules
    assert (seen.refused is not None) == (severity in ("refuse", "quarantine"))
    assert desk.book([[*GOOD, other]], head=[*HEAD, "備考"]).refused is None
