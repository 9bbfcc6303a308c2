"""The forms municipalities fill in, printed from the catalogue: workbooks and their CSV twins."""

from etl.forms.folder import asked_year, print_forms
from etl.forms.previous import Beginning, beginning
from etl.forms.twins import csv_twins
from etl.forms.values import answers
from etl.forms.workbook import form

__all__ = ["Beginning", "answers", "asked_year", "beginning", "csv_twins", "form", "print_forms"]
