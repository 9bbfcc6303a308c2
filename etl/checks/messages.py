"""One finding as one sentence: sheet, row, column letter, header, value, what to do, rule; never over 120 characters."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from etl.catalogue import Catalogue, Column, Form, Rule
from etl.checks.sheet_account import place_of

# A sheet's name, and the letters of its columns.
Layout = tuple[str, dict[str, str]]
LIMIT = 120
SHORT = 20
_UNIT = re.compile(r"\([^()]*\)$")
_KEYS = {"period": ("期", "Period"), "lg_code": ("団体コード", "Code"), "fiscal_year": ("年度", "Year")}
_KEYS |= {"lg_name": ("団体名", "Name")}


def compose(rule: Rule, catalogue: Catalogue, finding: Mapping[str, Any]) -> tuple[str, str]:
    """(Japanese, English) of a finding with form, sheet, row_no, column_letter, column_name, value, after, other_*.

    ``said`` takes the place of the rule's message where the catalogue has a sentence for just this cell.
    """
    return _fit("ja", rule, catalogue, finding), _fit("en", rule, catalogue, finding)


def complete(catalogue: Catalogue, finding: dict[str, Any], layouts: Sequence[Layout] = ()) -> dict[str, Any]:
    """A finding with its place filled in from the layouts of its form's sheets, and its sentences."""
    rule = catalogue.rules[finding["rule"]]
    place = dict(finding)
    sheets = [sheet for sheet, _ in layouts]
    nth = sheets.index(place["sheet"]) if place.get("sheet") in sheets else 0
    if place.get("row_no") is not None:
        further, place["row_no"] = place_of(place["row_no"])
        nth = further or nth
    if nth < len(layouts):
        sheet, letters = layouts[nth]
        place["sheet"] = place.get("sheet") or sheet
        place["column_letter"] = place.get("column_letter") or letters.get(place.get("column_name") or "", "")
    place["further_sheet"] = place.get("sheet") if nth else None
    ja, en = compose(rule, catalogue, place)
    return place | {"severity": rule.severity, "message_ja": ja, "message_en": en}


def _fit(language: str, rule: Rule, catalogue: Catalogue, finding: Mapping[str, Any]) -> str:
    """The longest cut of value and headers that keeps the limit; at last the place alone."""
    for room in (SHORT, 14, 10, 6, 4, 2, 0):
        text = _sentence(language, rule, catalogue, finding, room)
        if len(text) <= LIMIT:
            return text
    return text[: LIMIT - 1] + "…"


def _sentence(language: str, rule: Rule, catalogue: Catalogue, finding: Mapping[str, Any], room: int) -> str:
    form = catalogue.forms.get(finding.get("form") or "")
    where = _place(language, form, finding, room) + _value(language, finding, room)
    other = _other(language, form, catalogue, finding, room)
    message = finding.get("said") or rule.message
    said = (message.ja if language == "ja" else message.en).replace("{other}", other)
    ids = "／" if language == "ja" else "/"
    cited = f"{rule.id}{ids}{rule.basis}" if rule.basis else rule.id
    return f"{where}：{said}（{cited}）" if language == "ja" else f"{where}: {said} ({cited})"


def _place(language: str, form: Form | None, finding: Mapping[str, Any], room: int) -> str:
    ja, row, letter = language == "ja", finding.get("row_no"), finding.get("column_letter")
    parts = [_sheet(ja, form, finding, room)]
    if row is not None:
        parts.append(f"{row}行目" if ja else f"row {row}")
    header = _header(ja, form, finding.get("column_name"), room)
    if ja:
        column = f"{letter}列" if letter else ""
        return " ".join([*parts, f"{column}「{header}」" if header else column]).strip()
    column = f"column {letter}" if letter else ""
    return " ".join([*parts, f'{column} "{header}"'.strip() if header else column]).strip()


def _sheet(ja: bool, form: Form | None, finding: Mapping[str, Any], room: int) -> str:
    if form:
        further = _cut(str(finding.get("further_sheet") or ""), room)
        own = form.sheet.split("_")[0] if ja else f"Form {form.id[1:]}"
        return own if not further else f"{own}（{further}）" if ja else f"{own} ({further})"
    return _cut(str(finding.get("sheet") or ("ファイル全体" if ja else "File")), max(room, 8))


def _header(ja: bool, form: Form | None, name: str | None, room: int) -> str:
    column = _column(form, name)
    if not room:
        return ""
    if column is None:
        return _KEYS[name][0 if ja else 1] if name in _KEYS else ""
    return _cut(column.ja if ja else column.en, room + 4)


def _column(form: Form | None, name: str | None) -> Column | None:
    return next((column for column in form.columns if column.name == name), None) if form else None


def _value(language: str, finding: Mapping[str, Any], room: int) -> str:
    value, after = finding.get("value"), finding.get("after")
    if value is None or str(value) == "" or not room:
        return ""
    text = f"{'' if language == 'ja' else ' '}= {_cut(str(value), room)}"
    return f"{text} → {_cut(str(after), room)}" if after is not None and str(after) != str(value) else text


def _other(
    language: str, form: Form | None, catalogue: Catalogue, finding: Mapping[str, Any], room: int
) -> str:
    """The cell it disagrees with: つなぎ件数 12; with its form when that is another one; N01 相談受付 12 in another row."""
    ja, name, value = (
        language == "ja",
        str(finding.get("other_name") or ""),
        str(finding.get("other_value") or ""),
    )
    elsewhere = ""
    if "." in name:
        form_id, name = name.split(".")
        form = catalogue.forms[form_id]
        elsewhere = form.sheet.split("_")[0] if ja else f"form {form.id[1:]}"
    if "=" in name:
        name, code = name.split("=")
        column = _column(form, name)
        label = catalogue.code(column.list, code) if column and column.list else None
        called = f" {label.short_ja if ja else label.short_en}" if label and room else ""
        return " ".join(part for part in (code + called, _cut(value, max(room, 6))) if part)
    if not name:
        return _cut(value, 3 * room) or "…"
    header = _UNIT.sub("", _header(ja, _with(form, name), name, room))
    return " ".join(part for part in (elsewhere, header, _cut(value, room)) if part)


def _with(form: Form | None, name: str) -> Form | None:
    return form if _column(form, name) else None


def _cut(text: str, room: int) -> str:
    one_line = " ".join(text.split())
    return "" if room < 1 else one_line if len(one_line) <= room else one_line[: room - 1] + "…"
