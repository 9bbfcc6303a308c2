"""The workbook of all forms for one municipality and fiscal year; the prefecture's own sheet."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from etl.catalogue import Catalogue, Column, Form
from etl.forms.values import KEYS, Row, columns, printed
from etl.forms.values import column as contract_of

# Workbooks with the same content have the same bytes.
MADE = dt.datetime(2023, 4, 1)
PERIODS = ("H1", "H2")


def form(
    lg_code: str,
    fiscal_year: int,
    rows_by_form: Mapping[str, Sequence[Row]],
    catalogue: Catalogue,
    *,
    name: str = "",
    mark: str = "",
    spare_rows: int = 10,
) -> bytes:
    """F0 to F7 prefilled with rows (column → value or mark), ``spare_rows`` blank rows below each."""
    forms = [one for one in catalogue.forms.values() if one.id != "FP"]
    rows = {one.id: list(rows_by_form.get(one.id, ())) for one in forms}
    rows["F0"] = rows["F0"] or [{"lg_code": lg_code, "fiscal_year": fiscal_year, "revision_no": 1}]
    return _book(lg_code, fiscal_year, forms, rows, catalogue, f"{name} {mark}".strip(), spare_rows)


def prefecture_form(
    lg_code: str,
    fiscal_year: int,
    rows: Sequence[Row],
    catalogue: Catalogue,
    *,
    name: str = "",
    mark: str = "",
    spare_rows: int = 10,
) -> bytes:
    """The prefecture's own sheet."""
    own = catalogue.forms["FP"]
    title = f"{name} {mark}".strip()
    return _book(lg_code, fiscal_year, [own], {"FP": list(rows)}, catalogue, title, spare_rows)


def _book(
    lg_code: str,
    fiscal_year: int,
    forms: list[Form],
    rows: Mapping[str, list[Row]],
    catalogue: Catalogue,
    title: str,
    spare: int,
) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": MADE})
    styles = {
        "head": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1}),
        "open": book.add_format({"locked": False, "border": 1}),
    }
    lists = _code_names(forms, catalogue)
    for one in forms:
        _sheet(book, one, rows[one.id], catalogue, lists, styles, title, 0 if one.id == "F0" else spare)
    _codes(book, lists, catalogue, styles)
    _guide(book, forms, styles)
    meta = book.add_worksheet("_meta")
    meta.write_row(0, 0, ["schema_id", "version", "lg_code", "fiscal_year"])
    meta.write_row(1, 0, ["tsunagari-forms", 1, lg_code, fiscal_year])
    meta.very_hidden()
    book.close()
    return target.getvalue()


def _sheet(
    book: Any,
    one: Form,
    rows: list[Row],
    catalogue: Catalogue,
    lists: Mapping[str, str],
    styles: Mapping[str, Any],
    title: str,
    spare: int,
) -> None:
    sheet = book.add_worksheet(one.sheet)
    last = len(rows) + spare
    for at, name in enumerate(columns(one)):
        contract = contract_of(one, name)
        sheet.write(0, at, contract.ja if contract else "期", styles["head"])
        for row_no in range(1, last + 1):
            value = rows[row_no - 1].get(name) if row_no <= len(rows) else None
            cell = printed(contract, value, catalogue)
            sheet.write(row_no, at, cell, styles["open"]) if isinstance(cell, int) else sheet.write_string(
                row_no, at, cell, styles["open"]
            ) if cell else sheet.write_blank(row_no, at, None, styles["open"])
        _choices(sheet, at, max(last, 1), contract, lists)
    sheet.set_column(0, len(columns(one)) - 1, 18)
    _page(sheet, title)


def _choices(sheet: Any, at: int, last: int, contract: Column | None, lists: Mapping[str, str]) -> None:
    """Drop-downs; a warning only, so that what is true can always be written."""
    source: object = list(PERIODS) if contract is None else None
    if contract and contract.type == "code" and contract.list:
        source = f"={lists[contract.list]}"
    if source:
        sheet.data_validation(
            1, at, last, at, {"validate": "list", "source": source, "error_type": "warning"}
        )


def _page(sheet: Any, title: str) -> None:
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"format_columns": True, "insert_rows": True, "sort": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{title}&R&P/&N")


def _code_names(forms: list[Form], catalogue: Catalogue) -> dict[str, str]:
    used = {column.list for one in forms for column in one.columns if column.type == "code"}
    return {name: f"list_{name}" for name in catalogue.codes if name in used}


def _codes(book: Any, lists: Mapping[str, str], catalogue: Catalogue, styles: Mapping[str, Any]) -> None:
    sheet, at = book.add_worksheet("コード表"), 1
    sheet.write_row(0, 0, ["一覧", "コード", "名称", "選択肢", "根拠"], styles["head"])
    for name, defined in lists.items():
        first = at + 1
        for code in catalogue.codes[name]:
            sheet.write_row(at, 0, [name, code.code, code.ja, code.label, code.legal_basis or ""])
            at += 1
        book.define_name(defined, f"='コード表'!$D${first}:$D${at}")
    sheet.protect()


def _guide(book: Any, forms: list[Form], styles: Mapping[str, Any]) -> None:
    sheet, at = book.add_worksheet("記入要領"), 1
    sheet.write_row(0, 0, ["様式", "項目", "必須", "記入のしかた"], styles["head"])
    for one in forms:
        lines = [("", "", one.guidance.ja)]
        lines += [
            (c.ja, c.required, c.definition.ja if c.definition else "")
            for c in one.columns
            if c.name not in KEYS
        ]
        for line in lines:
            sheet.write_row(at, 0, [one.ja, *line])
            at += 1
    sheet.protect()
