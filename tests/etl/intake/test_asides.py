"""What no reader of cells shows is handed to the search for personal information, place included where there is one."""

from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from etl.intake import read
from tests.etl.intake.test_px import _phonetic


def test_every_hiding_place_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "見出し"
    sheet["B2"].comment = Comment("in comment", "in author")
    book.properties.creator, book.properties.lastModifiedBy = "in creator", "in editor"
    sheet.oddHeader.center.text, sheet.evenFooter.left.text = "in header", "in footer"
    book.defined_names["in_name"] = DefinedName("in_name", attr_text='"in defined value"')
    sheet["Z900"] = "in far cell"
    sheet["C1"].hyperlink = "mailto:in.link@example.jp"
    choice = DataValidation(type="list", formula1='"in list"', prompt="in prompt")
    choice.add("D1")
    sheet.add_data_validation(choice)
    hidden = book.create_sheet("in sheet name")
    hidden.sheet_state = "veryHidden"
    path = tmp_path / "in file name.xlsx"
    book.save(path)
    texts = read(path).texts()
    told = " ".join(one.text for one in texts)
    places = (
        "comment|author|creator|editor|header|footer|defined value|far cell|list|prompt|sheet name|file name"
    )
    assert [place for place in places.split("|") if f"in {place}" not in told] == []
    assert "in_name" in told and "in.link@example.jp" in told
    at = {one.text: (one.sheet, one.row_no, one.column_letter) for one in texts}
    assert at["in comment"] == (sheet.title, 2, "B") and at["in far cell"] == (sheet.title, 900, "Z")


def test_phonetic_guides(tmp_path: Path) -> None:
    path = tmp_path / "guided.xlsx"
    path.write_bytes(_phonetic())
    assert ("phonetic", "レンケイモト") in {(one.kind, one.text) for one in read(path).texts()}
