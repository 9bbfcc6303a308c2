"""The sheets around the forms: コード表, 記入要領, and the hidden sheet that names schema, sender and year."""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.catalogue import Catalogue, Form
from etl.catalogue.printed import HOW
from etl.forms.choices import need
from etl.forms.look import Styles, page
from etl.forms.values import KEYS

SCHEMA = ("tsunagari-forms", 1)


def codes(
    book: Any, lists: Mapping[str, str], catalogue: Catalogue, styles: Styles, year: int, title: str
) -> None:
    """Every list used, with its codes valid in the year; each list's choices under a defined name."""
    sheet, row_no = book.add_worksheet("コード表"), 1
    sheet.write_row(0, 0, ["一覧", "コード", "名称", "選択肢", "根拠"], styles.heads["no"])
    for name, defined in lists.items():
        first = row_no + 1
        # Codes of the year asked about: a form for last year offers what was valid then.
        for code in (code for code in catalogue.codes[name] if code.valid_in(year)):
            line = [list_title(name, catalogue), code.code, code.ja, code.label, code.legal_basis or ""]
            sheet.write_row(row_no, 0, line, styles.plain)
            row_no += 1
        book.define_name(defined, f"='コード表'!$D${first}:$D${row_no}")
    for column, wide in enumerate((18, 10, 46, 50, 44)):
        sheet.set_column(column, column, wide)
    sheet.autofilter(0, 0, row_no - 1, 4)
    page(sheet, "コード表", title)
    # Protected without a password: it keeps from slips, not from anybody who needs to change it.
    sheet.protect("", {"autofilter": True})


def list_title(list_name: str, catalogue: Catalogue) -> str:
    """A list is called what its first column is called."""
    heads = (
        column.ja for form in catalogue.forms.values() for column in form.columns if column.list == list_name
    )
    return next(heads, list_name)


def guide(book: Any, forms: Sequence[Form], catalogue: Catalogue, styles: Styles, title: str) -> None:
    """How to fill in, in a page or two."""
    sheet, row_no = book.add_worksheet("記入要領"), 0
    sheet.write(row_no, 0, "記入要領", styles.title)
    for number, line in enumerate(HOW, 1):
        row_no += 1
        sheet.write(row_no, 0, f"{number}. {line}", styles.running)
    row_no += 2
    sheet.write_row(row_no, 0, ["様式", "項目", "要否", "記入のしかた"], styles.heads["no"])
    table = row_no
    for form in forms:
        row_no += 1
        sheet.write(row_no, 0, form.ja, styles.strong)
        sheet.write(row_no, 3, form.guidance.ja, styles.plain)
        for column in (column for column in form.columns if column.name not in KEYS):
            row_no += 1
            meaning = column.definition.ja if column.definition else ""
            sheet.write_row(row_no, 0, ["", column.ja, need(form, column, catalogue), meaning], styles.plain)
    for place, wide in enumerate((16, 34, 38, 78)):
        sheet.set_column(place, place, wide)
    page(sheet, "記入要領", title)
    sheet.repeat_rows(table)
    sheet.freeze_panes(0, 0)
    sheet.protect()


def meta(book: Any, lg_code: str, fiscal_year: int) -> None:
    """Read by the load, seen by nobody."""
    sheet = book.add_worksheet("_meta")
    sheet.write_row(0, 0, ["schema_id", "version", "lg_code", "fiscal_year"])
    sheet.write_row(1, 0, [*SCHEMA, lg_code, fiscal_year])
    # A sheet merely hidden would be shown by a right click, and looks like something to fill in.
    sheet.very_hidden()
