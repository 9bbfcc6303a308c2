"""CSV twins of the workbook: one file per form and period, a status column beside every count.

Office software runs a text that begins like a formula, so such a text begins with an apostrophe; the reader takes it off.
"""

import csv
import io
from collections.abc import Mapping, Sequence

from etl.catalogue import Catalogue, Form
from etl.forms.values import KEYS, STATUS, Row
from etl.intake.text import FORMULA


def csv_twins(
    lg_code: str,
    fiscal_year: int,
    rows_by_form: Mapping[str, Sequence[Row]],
    catalogue: Catalogue,
    *,
    revision: int = 1,
    encoding: str = "utf-8-sig",
    blank: bool = False,
) -> dict[str, bytes]:
    """File name → bytes (CRLF) for F0 to F7, or FP; files without rows only to be filled in (``blank``)."""
    own = lg_code == catalogue.prefecture.lg_code
    files = {}
    for form in catalogue.forms.values():
        for period in (
            form.periods if (form.id in catalogue.groups.members("prefecture_forms")) == own else ()
        ):
            rows = [row for row in rows_by_form.get(form.id, ()) if row.get("period", period) == period]
            if not rows and not blank:
                continue
            name = f"{lg_code}_{form.id}_{fiscal_year}{period}_r{revision}.csv"
            files[name] = _text(form, (lg_code, fiscal_year, period), rows).encode(encoding, "replace")
    return files


def _text(form: Form, keys: tuple[str, int, str], rows: Sequence[Row]) -> str:
    own = [column for column in form.columns if column.name not in KEYS]
    header = list(KEYS)
    for column in own:
        header += [column.name, f"{column.name}_status"] if column.type == "count" else [column.name]
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        line: list[object] = list(keys)
        for column in own:
            text = "" if row.get(column.name) is None else str(row[column.name])
            if column.type == "count":
                line += ["" if text in STATUS else text, STATUS.get(text, "V")]
            else:
                line.append(f"'{text}" if text.startswith(FORMULA) and len(text) > 1 else text)
        writer.writerow(line)
    return target.getvalue()
