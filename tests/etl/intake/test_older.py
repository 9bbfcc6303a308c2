"""Workbooks of other formats: values, dates and error values are read; what cannot be checked is said."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.etl.intake.conftest import Desk, Seen

FILES = Path(__file__).parent / "files"
FORMATS = pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])


def _read(desk: Desk, kind: str) -> Seen:
    name = f"312011_2024_r1.{kind}"
    return desk.read((FILES / name).read_bytes(), name)


@FORMATS
def test_values_dates_and_states(desk: Desk, kind: str) -> None:
    seen = _read(desk, kind)
    assert seen.refused is None and seen.result.kind == kind
    assert [str(day) for day in seen.values("submitted_on", "F0")] == ["2025-04-21"]
    assert (seen.values("referral_count"), seen.values("established_count")) == ([10], [5])
    limits = {"PX15"} if kind == "ods" else {"PX15", "PX35"}
    assert limits == {"PX15", "PX35"} & set(seen.rules), "the format is accepted, and its limits are said"


@FORMATS
def test_an_error_value_is_never_a_blank(desk: Desk, kind: str) -> None:
    """#N/A, #REF! and #DIV/0! stand in one column of rows 3 to 5; the blank and the x beside them stay what they are."""
    seen = _read(desk, kind)
    found = [(one["row_no"], one["column_letter"]) for one in seen.result.findings if one["rule"] == "PX13"]
    assert found == [(3, "J"), (4, "J"), (5, "J")]
    assert len(seen.rows()) == 1 and seen.fate()["refused"] == 3


def test_repeated_cells_and_rows_of_an_open_document_keep_their_places(desk: Desk) -> None:
    source, target = zipfile.ZipFile(FILES / "312011_2024_r1.ods"), io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "content.xml":
                text = part.decode()
                sheet = text.index("様式3_連携")
                at = text.index("<table:table-row>", text.index("</table:table-row>", sheet))
                blank = (
                    '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
                )
                part = f"{text[:at]}{blank}{text[at:]}".encode()
            new.writestr(entry, part)
    seen = desk.read(target.getvalue(), "312011_2024_r1.ods")
    assert [one["row_no"] for one in seen.result.findings if one["rule"] == "PX13"] == [6, 7, 8]
    assert seen.values("row_no") == [5]
