"""The prefecture on paper, made real: its catalogue, its reference data, its workbooks printed by the product and filled in."""

import csv
import datetime as dt
import io
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from etl import catalogue as catalogues
from etl import forms, pipeline, settings, workdb
from etl.catalogue import Catalogue
from etl.forms.previous import beginning
from etl.register import review, store
from etl.settings import Settings
from tests.spec import paper

PREFECTURE = "470007"
PLACES = {line["略"]: line for line in dict(paper.tables(paper.ANSWERS / "00_見本県.md"))["市町村"]}
AREAS = {"東": "4701", "西": "4702", "隣": "4600"}
CODES = {short: line["団体コード"] for short, line in PLACES.items()} | {"県本体": PREFECTURE}
# Halves that a municipality never wrote on are left as they were printed.
Answers = dict[tuple[str, int, int], dict[str, list[dict[str, str]]]]

_TOML = """
code = "47"
ja = "見本県"
en = "Sample Prefecture"
municipalities = "reference/municipalities.csv"
boundaries = "reference/boundaries.geojson"
practices = "reference/practices.csv"
neighbours = ["465917"]
demo = true

[lead_department]
ja = "福祉課"
en = "Welfare Division"

[map]
lat = 26.5
lon = 128.0
"""
_FACTS = {
    "population": "人口", "population65": "65歳以上", "population75": "75歳以上", "households": "世帯",
    "single_households": "単独世帯", "single65_households": "65歳以上単独", "area_km2": "面積",
    "habitable_area_km2": "可住地", "city_class": "都市区分", "type": "都市区分", "name": "名", "kana": "よみ",
    "code6": "団体コード", "pref_code": "県",
}  # fmt: skip


def found(home: Path) -> Settings:
    """An installation for the prefecture on paper, in ``home``: the product's catalogue, its own prefecture.toml."""
    base = settings.load({"TSUNAGARI_HOME": str(home / "home")})
    shutil.copytree(base.catalogue, home / "catalogue")
    (home / "catalogue" / "prefecture.toml").write_text(_TOML, "utf-8")
    reference = home / "data" / "reference"
    shutil.copytree(base.reference, reference)
    (reference / "boundaries.geojson").write_text('{"type":"FeatureCollection","features":[]}', "utf-8")
    with (reference / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        fields = csv.DictReader(file).fieldnames or []
    areas = {name: code for name, code in AREAS.items()}
    with (reference / "municipalities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        for at, line in enumerate(PLACES.values()):
            row = {name: line[head] for name, head in _FACTS.items() if name in fields}
            row |= {"code5": line["団体コード"][:5], "prefecture": "見本県" if line["県"] == "47" else "隣県"}
            row |= {
                "name_en": f"Place {at}",
                "county": "",
                "lat": "26.5",
                "lon": "128",
                "office_outside": "0",
            }
            row |= {"label_lat": f"26.{at}", "label_lon": "128.0", "area_code": areas[line["圏域"]]}
            row |= {
                "area_name": f"{line['圏域']}圏域",
                "area_en": f"Area {line['圏域']}",
                "census_year": "2020",
            }
            writer.writerow({name: value for name, value in row.items() if name in fields})
    return replace(base, catalogue=home / "catalogue", reference=reference)


def answers(catalogue: Catalogue) -> Answers:
    """(municipality, year, revision) → form → rows of the form's own columns, from the tables on paper."""
    sent: Answers = defaultdict(lambda: defaultdict(list))
    editions = [
        (line["団体"], int(line["年度"]), int(line["版"]))
        for line in dict(paper.tables(paper.ANSWERS / "様式0_提出票.md"))["様式0 提出票"]
    ]
    for short, year, edition in editions:
        for form, rows in _of_municipality(catalogue, short, year, edition).items():
            sent[CODES[short], year, edition][form] = rows
    names = _names(catalogue, "FP")
    for _, lines in paper.tables(paper.ANSWERS / "県様式.md"):
        for line in lines:
            row = {names[head]: cell for head, cell in line.items()} | {"lg_code": PREFECTURE}
            sent[PREFECTURE, int(line["年度"]), 1]["FP"].append(row)
    return sent


def _of_municipality(
    catalogue: Catalogue, short: str, year: int, edition: int
) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for path in sorted(paper.ANSWERS.glob("様式*.md")):
        form = f"F{path.name[2]}"
        names = _names(catalogue, form) | {"期": "period"}
        for _, lines in paper.tables(path):
            if form in ("F4", "F5"):
                columns = [f"{short} {year}"] + ([f"{short} {year} 版1"] if edition == 1 else [])
                take = _checklist if form == "F4" else _measures
                chosen = [(line, column) for line in lines for column in columns if column in line]
                for line, column in chosen:
                    rows.setdefault(form, []).extend(take(line, line[column]))
                continue
            for line in lines:
                if (line["団体"], line["年度"]) == (short, str(year)) and line.get("版", str(edition)) == str(
                    edition
                ):
                    rows.setdefault(form, []).append(
                        {names[h]: cell for h, cell in line.items() if h in names}
                    )
    return {form: [row for row in of if row] for form, of in rows.items()}


def _checklist(line: paper.Line, cell: str) -> list[dict[str, str]]:
    row = {"item_code": line["項目"]}
    for part in cell.split():
        name = (
            "status" if len(part) == 1 else "since_fy" if part.isdigit() else
            "evidence" if part[0] == "Y" else "barrier"
        )  # fmt: skip
        row[name] = part
    return [row]


def _measures(line: paper.Line, cell: str) -> list[dict[str, str]]:
    halves = zip(("H1", "H2"), cell.split(), strict=True)
    return [
        {"measure_code": line["測定項目"], "period": half, "value": value}
        for half, value in halves
        if value != "空"
    ]


def _names(catalogue: Catalogue, form: str) -> dict[str, str]:
    return {column.ja: column.name for column in catalogue.forms[form].columns}


def workbook(
    catalogue: Catalogue,
    lg_code: str,
    year: int,
    edition: int,
    sent: dict[str, list[dict[str, str]]],
    only: tuple[str, ...] = (),
) -> bytes:
    """The product's printed form of a municipality, filled in cell by cell as an official would."""
    printed = forms.form(lg_code, year, beginning(None, catalogue, lg_code, year).rows, catalogue)
    book = openpyxl.load_workbook(io.BytesIO(printed))
    for form, rows in sent.items():
        _fill(book[catalogue.forms[form].sheet], catalogue, form, rows)
    only = only or (
        ("F0", "F1", "F2") if lg_code == CODES["丁"] else ()
    )  # the neighbour is asked for these alone
    for form in catalogue.forms.values():
        if only and form.id not in only and form.sheet in book.sheetnames:
            del book[form.sheet]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(sheet: Any, catalogue: Catalogue, form: str, rows: list[dict[str, str]]) -> None:
    names = _names(catalogue, form) | {"期": "period"}
    at = {names[cell.value]: cell.column for cell in sheet[1] if cell.value in names}
    keys = {
        "F1": ("body_code",),
        "F4": ("item_code",),
        "F5": ("measure_code", "period"),
        "FP": ("function",),
    }.get(form)
    known = {code.label: code.code for code in catalogue.codes["functions"]}
    printed = {}
    if keys:
        for line in range(2, sheet.max_row + 1):
            codes = tuple(known.get(code := _code(sheet.cell(line, at[key]).value), code) for key in keys)
            if any(codes):
                printed[codes] = line
    free = max(printed.values(), default=1) + 1
    if form == "F0":
        free = 2
    for row in rows:
        line = printed.get(tuple(row.get(key, "") for key in keys)) if keys else None
        if line is None:
            line, free = free, free + 1
        row = row | ({"body_seq": "1"} if form == "F1" else {})
        for name, cell in row.items():
            if name in at and cell and (not keys or name not in keys or line >= free - 1):
                sheet.cell(line, at[name]).value = _typed(name, cell)


def _code(value: Any) -> str:
    text = "" if value is None else str(value).split()[0]
    return {"上期（4〜9月）": "H1", "下期（10〜3月）": "H2"}.get(str(value), text)


def _typed(name: str, cell: str) -> Any:
    if name in ("submitted_on", "est_date", "share_date"):
        return dt.datetime.fromisoformat(cell)
    if cell == "－":
        return "-"  # as the form prints it
    return int(cell) if cell.isdigit() and "code" not in name else cell


def publish(home: Path) -> Path:
    """Send everything, have the texts read and the practices approved, load; the published file."""
    roles = {
        line["事例名"]: line["承認した役割"].split("・")
        for heading, lines in paper.tables(paper.ANSWERS / "00_見本県.md")
        if heading.startswith("事例の承認")
        for line in lines
    }
    numbers = _practice_numbers(home / "practices")

    def read(con: Any, catalogue: Catalogue) -> None:
        store.prepare(con, catalogue)
        keys = [one.key for one in review.waiting(con, catalogue)]
        if keys:
            review.decide(con, catalogue, keys, "accept", "課長", "")
        for title, number in numbers.items():
            for role in roles[title]:
                pipeline.approve(con, number, role)

    here = found(home / "all")
    _send(here)
    path = pipeline.load(here, read=read).path
    assert path is not None
    return path


def _practice_numbers(home: Path) -> dict[str, str]:
    """Title → number: practices get their numbers on arrival; a first installation with forms 0 and 6 alone tells them."""
    here = found(home)
    _send(here, ("F0", "F6"))
    pipeline.load(here)
    with workdb.connect(here) as con:
        return {title: practice for practice, _, title, _, _ in pipeline.waiting(con)}


def _send(here: Settings, only: tuple[str, ...] = ()) -> None:
    catalogue = catalogues.load(here.catalogue)
    here.prepare()
    for (lg_code, year, edition), sent in answers(catalogue).items():
        if not only or "F6" in sent:
            book = workbook(catalogue, lg_code, year, edition, sent, only)
            (here.inbox / f"{lg_code}_{year}_r{edition}.xlsx").write_bytes(book)
