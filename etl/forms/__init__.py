"""The forms municipalities fill in, printed from the catalogue: workbooks and their CSV twins."""

from etl.forms.twins import csv_twins
from etl.forms.values import answers
from etl.forms.workbook import form, prefecture_form

__all__ = ["answers", "csv_twins", "form", "prefecture_form"]
