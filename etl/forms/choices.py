"""What a cell offers and accepts: drop-downs, whole numbers or a mark, dates; a warning only, never a wall.

What is true can always be written: the checks of the load are the place where a value is judged.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from etl.catalogue import Catalogue, Column, Form, conditions
from etl.forms.values import STATUS

NEED = {"yes": "必須", "no": "任意", "conditional": "{when}に必須"}
_TITLE, _MESSAGE = 32, 255
_COUNT = "0以上の整数か、x（秘匿）・-（該当なし）・不詳 を記入してください。"


def list_names(forms: Sequence[Form], catalogue: Catalogue) -> dict[str, str]:
    """list → defined name on the code sheet, which holds however many entries."""
    used = {column.list for one in forms for column in one.columns if column.list}
    return {name: f"list_{name}" for name in catalogue.codes if name in used and name != "periods"}


def allow(
    sheet: Any,
    column_no: int,
    last_row: int,
    column: Column | None,
    form: Form,
    catalogue: Catalogue,
    last_year: Mapping[int, str],
) -> None:
    """Set what column ``column_no`` accepts in rows 1 to ``last_row``; rows of ``last_year`` also say what was told then."""
    for first, last in _runs(last_row, sorted(last_year)):
        rule = _rule(xl_rowcol_to_cell(first, column_no), column, form, catalogue)
        said = last_year.get(first, "")
        sheet.data_validation(first, column_no, last, column_no, rule | _words(column, form, catalogue, said))


def _runs(last_row: int, alone: Sequence[int]) -> list[tuple[int, int]]:
    """Rows 1 to ``last_row`` in runs, each row of ``alone`` by itself."""
    runs, start = [], 1
    for row in alone:
        if start < row:
            runs.append((start, row - 1))
        runs.append((row, row))
        start = row + 1
    return [*runs, (start, last_row)] if start <= last_row else runs


def _rule(cell: str, column: Column | None, form: Form, catalogue: Catalogue) -> dict[str, Any]:
    warn: dict[str, Any] = {"error_type": "warning", "error_title": "記入の確認"}
    if column is None or column.name == "period":
        labels = [catalogue.code("periods", period).label for period in form.periods]
        return warn | {"validate": "list", "source": labels, "error_message": "一覧から選んでください。"}
    if column.type == "code":
        return warn | {
            "validate": "list",
            "source": f"=list_{column.list}",
            "error_message": "一覧から選んでください。",
        }
    if column.type == "flag":
        return warn | {
            "validate": "list",
            "source": ["1", "0"],
            "error_message": "1 か 0 を記入してください。",
        }
    if column.type == "count":
        # A sign (x, －, 不詳) is an answer too, so the rule is a formula and no number range.
        marks = ",".join(f'{cell}="{mark}"' for mark in STATUS if mark)
        whole = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}=INT(N({cell})))"
        return warn | {"validate": "custom", "value": f"=OR({whole},{marks})", "error_message": _COUNT}
    if column.type in ("integer", "fiscal_year", "percent"):
        low, high = column.minimum or 0, column.maximum if column.maximum is not None else 9999
        message = f"{low}から{high}までの数を記入してください。"
        kind = "decimal" if column.type == "percent" else "integer"
        return warn | {
            "validate": kind,
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_message": message,
        }
    if column.type == "text" and column.max_length:
        message = f"{column.max_length}字以内で記入してください。"
        return warn | {
            "validate": "length",
            "criteria": "<=",
            "value": column.max_length,
            "error_message": message,
        }
    return {"validate": "any"}


def need(form: Form, column: Column, catalogue: Catalogue) -> str:
    """Whether a column must be filled: 必須, 任意, or the condition that the checks execute."""
    return NEED[column.required].format(when=conditions.spoken(form, column, catalogue.codes))


def _words(column: Column | None, form: Form, catalogue: Catalogue, last_year: str) -> dict[str, str]:
    """The message shown when a cell is chosen: need, meaning, and last year's answer."""
    if column is None:
        return {}
    meaning = column.definition.ja if column.definition else ""
    several = "複数は「;」で区切る。" if column.type in ("codes", "lg_codes") else ""
    message = "\n".join(filter(None, (last_year, f"【{need(form, column, catalogue)}】{meaning}{several}")))
    # Excel takes 32 and 255 characters; beyond them XlsxWriter leaves the whole rule out, with a warning alone.
    return {"input_title": column.ja[:_TITLE], "input_message": message[:_MESSAGE]}
