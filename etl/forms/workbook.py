"""The workbook of all forms for one municipality and fiscal year; the prefecture's own sheet."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from etl.catalogue import Catalogue, Form
from etl.forms import choices, guide, look
from etl.forms.values import Row, columns, printed
from etl.forms.values import column as contract_of

# Workbooks with the same content have the same bytes.
MADE = dt.datetime(2023, 4, 1)
# Rows in all, where a form has no fixed list of rows; columns that stay in sight.
ROOM = {"F1": 30, "F2": 200, "F3": 200, "F6": 10, "F7": 40, "FP": 80}
KEEP = {"F0": 2, "F1": 3, "F2": 2, "F3": 3, "F4": 1, "F5": 2, "F6": 1, "F7": 3, "FP": 4}
# Columns printed for everyone and not to be changed.
FIXED = {"F0": ("lg_code", "fiscal_year"), "F4": ("item_code",), "F5": ("period", "measure_code", "unit")}
Last = Mapping[str, Sequence[Mapping[str, str]]]


def form(
    lg_code: str,
    fiscal_year: int,
    rows_by_form: Mapping[str, Sequence[Row]],
    catalogue: Catalogue,
    *,
    last: Last | None = None,
    name: str = "",
    mark: str = "",
    spare_rows: int | None = None,
) -> bytes:
    """F0 to F7, or the prefecture's FP, begun with rows (column → value or mark).

    ``last`` holds last year's answers beside the rows; ``spare_rows`` blank rows follow (by default as many as paper has
    room for). ``name`` and ``mark`` are printed at the head of every page.
    """
    own = lg_code == catalogue.prefecture.lg_code
    prefectures = catalogue.groups.members("prefecture_forms")
    forms = [one for one in catalogue.forms.values() if (one.id in prefectures) == own]
    rows = {one.id: list(rows_by_form.get(one.id, ())) for one in forms}
    if not own:
        rows["F0"] = rows["F0"] or [{"lg_code": lg_code, "fiscal_year": fiscal_year, "revision_no": 1}]
    title = f"{mark} {name} 令和{fiscal_year - 2018}年度（{fiscal_year}年度）".strip()
    target = io.BytesIO()
    book = _Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": MADE})
    styles, lists = look.Styles(book), choices.list_names(forms, catalogue)
    for declared in forms:
        printer = _Sheet(book.add_worksheet(declared.sheet), declared, catalogue, styles)
        printer.fill(rows[declared.id], (last or {}).get(declared.id, ()), spare_rows)
        heading = declared.sheet.replace("_", "　")
        look.page(printer.sheet, heading, title, KEEP.get(declared.id, 0), printer.width)
    guide.codes(book, lists, catalogue, styles, fiscal_year, title)
    guide.guide(book, forms, catalogue, styles, title)
    guide.meta(book, lg_code, fiscal_year)
    book.close()
    return target.getvalue()


class _Workbook(xlsxwriter.Workbook):
    """A workbook that asks Excel to write nobody's name into it when it is saved (ファイルを保存するときに個人情報を削除する)."""

    def _write_workbook_pr(self) -> None:
        self._xml_empty_tag(
            "workbookPr", [("filterPrivacy", 1), ("defaultThemeVersion", self.default_theme_version)]
        )


class _Sheet:
    """One form's sheet while it is printed."""

    def __init__(self, sheet: Any, declared: Form, catalogue: Catalogue, styles: look.Styles) -> None:
        self.sheet, self.form, self.catalogue, self.styles = sheet, declared, catalogue, styles
        self.names = columns(declared)
        self.width = sum(look.width(contract_of(declared, name)) for name in self.names)

    def fill(self, rows: Sequence[Row], last: Sequence[Mapping[str, str]], spare: int | None) -> None:
        """Header, rows, blank rows, drop-downs, protection."""
        room = max(ROOM.get(self.form.id, 0) - len(rows), 10 if self.form.id in ROOM else 0)
        end = max(len(rows) + (room if spare is None or self.form.id == "F0" else spare), 1)
        self.sheet.set_default_row(look.USUAL_HEIGHT)
        self.sheet.set_row(0, 48)
        if height := look.HEIGHT.get(self.form.id):
            for row in range(1, end + 1):
                self.sheet.set_row(row, height)
        for column_no, name in enumerate(self.names):
            self._column(column_no, name, rows, end)
            said = {n: _said(one[name]) for n, one in enumerate(last, 1) if name in one}
            said |= self._questions(name, rows)
            contract = contract_of(self.form, name)
            choices.allow(self.sheet, column_no, end, contract, self.form, self.catalogue, said)
            self.sheet.set_column(column_no, column_no, look.width(contract))
        self._point_out(end)
        # Without a password: it guards against slips, and whoever has to change a cell that we closed still can.
        self.sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "delete_rows": True,
                "sort": True,
            },
        )

    def _column(self, column_no: int, name: str, rows: Sequence[Row], end: int) -> None:
        contract = contract_of(self.form, name)
        head = self.styles.heads[contract.required if contract else "yes"]
        self.sheet.write(0, column_no, contract.ja if contract else "期", head)
        fixed = name in FIXED.get(self.form.id, ())
        for row_no in range(1, end + 1):
            value = rows[row_no - 1].get(name) if row_no <= len(rows) else None
            style = self.styles.fixed if fixed and value not in (None, "") else self.styles.open(contract)
            self._write(row_no, column_no, self._cell(name, value), style)

    def _cell(self, name: str, value: Any) -> Any:
        """A period is printed with its name, so that nobody has to know what H1 means."""
        if name == "period" and value in self.form.periods and self.form.periods != ("FY",):
            return self.catalogue.code("periods", value).label
        return printed(contract_of(self.form, name), value, self.catalogue)

    def _write(self, row: int, column_no: int, cell: Any, style: Any) -> None:
        if cell is None:
            self.sheet.write_blank(row, column_no, None, style)
        elif isinstance(cell, dt.date):
            self.sheet.write_datetime(row, column_no, dt.datetime.combine(cell, dt.time()), style)
        elif isinstance(cell, int):
            self.sheet.write_number(row, column_no, cell, style)
        else:
            self.sheet.write_string(row, column_no, cell, style)

    def _questions(self, name: str, rows: Sequence[Row]) -> dict[int, str]:
        """The checklist's question, told where it is answered."""
        if (self.form.id, name) != ("F4", "status"):
            return {}
        asked = {code.code: code.extra.get("question_ja", "") for code in self.catalogue.codes["items"]}
        return {n: asked.get(str(row.get("item_code")), "") for n, row in enumerate(rows, 1)}

    def _point_out(self, end: int) -> None:
        """A required cell stays yellow while its row has been begun."""
        across = f"$A2:${xl_col_to_name(len(self.names) - 1)}2"
        for column_no, name in enumerate(self.names):
            contract = contract_of(self.form, name)
            if contract and contract.required == "yes":
                cell = xl_rowcol_to_cell(1, column_no)
                rule = {"type": "formula", "criteria": f'=AND({cell}="",COUNTA({across})>0)'}
                self.sheet.conditional_format(
                    1, column_no, end, column_no, rule | {"format": self.styles.missing}
                )


def _said(last_year: str) -> str:
    return f"前年度 {last_year}"
