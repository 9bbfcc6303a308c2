"""A submission of a fictitious year on which every case of this folder is written: the printed form, filled in by hand."""

import functools
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl

from etl import catalogue as catalogues
from etl import forms

LG = "312011"
YEAR = 2024
NAME = f"{LG}_{YEAR}_r1.xlsx"
PRINTED = ("コード表", "記入要領")
CATALOGUE = catalogues.load()
ROWS: dict[str, list[dict[str, Any]]] = {
    "F0": [
        {"lg_code": LG, "fiscal_year": YEAR, "dept_name": "地域福祉課", "submitted_on": "2025-04-21",
         "revision_no": 1, "juso_status": "J1", "participation_mode": "H1", "lonely_dept_same": "V1",
         "no_pii_ack": 1, "pref_publish_ok": 1},
    ],
    "F1": [
        {"body_code": "B01", "body_seq": 1, "body_name": "孤独・孤立対策官民連携プラットフォーム",
         "est_status": "E1", "est_date": "2023-06-01", "setup_form": "S1", "host_dept": "I1",
         "secretariat": "W1", "chair_sector": "public", "handles_personal_info": "Z0", "meeting_count": 3},
    ],
    "F2": [
        {"body_code": "B01", "agency_code": "A20", "org_count": 4, "role": "R2"},
        {"body_code": "B01", "agency_code": "A90", "org_count": 2, "role": "R3", "other_detail": "商店会"},
    ],
    "F3": [
        {"period": "H1", "from_agency": "A11", "to_agency": "A20", "channel": "C1", "referral_count": 24,
         "consent_count": 20, "no_consent_legal_count": 0, "consent_unknown_count": 4,
         "established_count": 11, "joint_support_count": 6},
    ],
    "F4": [{"item_code": "K12", "status": "3", "since_fy": 2023, "evidence": "Y2", "comment": "年2回"}],
    "F6": [
        {"title": "身近な居場所づくり", "case_fy": YEAR, "design_codes": "D5", "theme_codes": "T04",
         "agency_codes": "A20", "item_codes": "K12", "background": "相談窓口が分かりにくいという声があった。",
         "action": "公民館で月1回の茶話会を開いた。", "device": "参加の呼び掛けを関係機関で分担した。",
         "person_detail": "Q0"},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A file, what it holds, where, and why (harmful: why it is personal; harmless: why it might look so)."""

    key: str
    kind: str
    where: str
    why: str
    make: Callable[[], bytes]
    name: str = NAME


@functools.cache
def clean() -> bytes:
    """The submission without anything personal."""
    return forms.form(LG, YEAR, ROWS, CATALOGUE, spare_rows=3)


@functools.cache
def _answered() -> bytes:
    """The submission without its printed pages: 380 rows that hold no answer and would be read again in every case."""
    opened = openpyxl.load_workbook(io.BytesIO(clean()))
    for page in PRINTED:
        del opened[page]
    target = io.BytesIO()
    opened.save(target)
    return target.getvalue()


def book(change: Callable[[Any], None], whole: bool = False) -> bytes:
    """The submission opened, changed and saved by another program; ``whole``: with its printed pages."""
    opened = openpyxl.load_workbook(io.BytesIO(clean() if whole else _answered()))
    change(opened)
    target = io.BytesIO()
    opened.save(target)
    return target.getvalue()


def cell(opened: Any, form: str, column: str, row: int = 2) -> Any:
    """The cell of a form's column."""
    contract = CATALOGUE.forms[form]
    sheet = opened[contract.sheet]
    heading = next(one.ja for one in contract.columns if one.name == column)
    at = next(one.column for one in sheet[1] if one.value == heading)
    return sheet.cell(row, at)


def written(place: str, text: Any, row: int = 2) -> Callable[[], bytes]:
    """A value written into a column, given as ``F6.background``."""
    form, column = place.split(".")

    def change(opened: Any) -> None:
        cell(opened, form, column, row).value = text

    return lambda: book(change)


def beside(form: str, *values: Any, row: int = 2) -> Callable[[], bytes]:
    """Values in the cells to the right of a form's table, under no heading."""

    def change(opened: Any) -> None:
        sheet = opened[CATALOGUE.forms[form].sheet]
        at = sheet.max_column + 1
        for n, value in enumerate(values):
            sheet.cell(row, at + n).value = value

    return lambda: book(change)


def parts(change: Callable[[dict[str, bytes]], None], comment: bytes = b"") -> Callable[[], bytes]:
    """The submission with parts of its package changed or added, and a comment on the archive."""

    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(clean())) as old:
            held = {name: old.read(name) for name in old.namelist()}
        change(held)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            new.comment = comment
            for name, data in held.items():
                new.writestr(name, data)
        return target.getvalue()

    return make


def sheet_part(form: str) -> str:
    """Name of the part that holds a form's sheet."""
    order = [one.id for one in CATALOGUE.forms.values() if one.id != "FP"]
    return f"xl/worksheets/sheet{order.index(form) + 1}.xml"


def add_part(held: dict[str, bytes], name: str, data: bytes | str, kind: str) -> None:
    """A further part with its content type."""
    held[name] = data.encode() if isinstance(data, str) else data
    types = held["[Content_Types].xml"].decode()
    entry = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    held["[Content_Types].xml"] = types.replace("</Types>", entry).encode()


def relate(held: dict[str, bytes], form: str, kind: str, target: str) -> None:
    """A relation from a form's sheet to a part (target relative to the sheets' folder)."""
    sheet = sheet_part(form)
    name = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    head = b'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    old = held.get(name, head).decode()
    entry = f'<Relationship Id="rIdX{len(old)}" Type="{kind}" Target="{target}"/></Relationships>'
    held[name] = old.replace("</Relationships>", entry).encode()


def drawing(text: str, description: str = "") -> Callable[[dict[str, bytes]], None]:
    """A text box (or the alternative text of a shape) on the sheet of practices."""
    body = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>1'
        "</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to>"
        "<xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="図形 1" descr="{description}"/>'
        '<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )

    def change(held: dict[str, bytes]) -> None:
        add_part(
            held,
            "xl/drawings/drawing9.xml",
            body,
            "application/vnd.openxmlformats-officedocument.drawing+xml",
        )
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
        relate(held, "F6", kind, "../drawings/drawing9.xml")
        name = sheet_part("F6")
        rid = re.findall(
            r'Id="(rIdX\d+)"', held[name.replace("worksheets/", "worksheets/_rels/") + ".rels"].decode()
        )[-1]
        sheet = (
            held[name]
            .decode()
            .replace(
                "<worksheet ",
                '<worksheet xmlns:rx="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ',
                1,
            )
            if "xmlns:rx" not in held[name].decode()
            else held[name].decode()
        )
        held[name] = sheet.replace("</worksheet>", f'<drawing rx:id="{rid}"/></worksheet>').encode()

    return change


def formula(form: str, column: str, text: str) -> Callable[[], bytes]:
    """A formula nobody has worked out yet: the cell has no value kept with it."""
    return written(f"{form}.{column}", text)


def csv(rows: Sequence[Sequence[Any]], head: Sequence[str], encoding: str = "cp932") -> Callable[[], bytes]:
    """A CSV as spreadsheet programs save it."""
    lines = [",".join("" if one is None else str(one) for one in line) for line in [head, *rows]]
    return lambda: "\r\n".join(lines).encode(encoding)
