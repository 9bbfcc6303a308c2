"""As LibreOffice shows it: every text is on its page, over no other, and drawn by a font that has its letters.

Office's own programs are not on a test machine. Where LibreOffice or pdftotext is missing these tests are skipped;
test_fits.py measures the same slides everywhere.
"""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path

import pandas as pd
import pptx
import pytest

from dashboard import words
from dashboard.charts import marks
from dashboard.export import docx as word
from dashboard.export import handout_pptx, handout_xlsx, plot
from dashboard.export import pptx as slides
from dashboard.export import xlsx as sheets
from dashboard.export.figure_record import FigureRecord
from dashboard.handout import give_back
from dashboard.widgets import recorder
from tests.dashboard.test_export import facts
from tests.dashboard.test_office import FIGURES

TOOLS = {"soffice": "LibreOffice", "pdftotext": "poppler-utils", "fc-list": "fontconfig"}
MISSING = [name for tool, name in TOOLS.items() if not shutil.which(tool)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)

Box = tuple[float, float, float, float]


def converted(folder: Path, files: dict[str, bytes]) -> dict[str, Path]:
    """Each file as PDF, all in one start of LibreOffice."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), *(str(folder / name) for name in files)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {name: (folder / name).with_suffix(".pdf") for name in files}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """`rendered({"a.pptx": data})`: each file as PDF."""
    return lambda files: converted(tmp_path_factory.mktemp("render"), files)


def pages(pdf: Path) -> Iterator[tuple[Box, list[tuple[Box, str]]]]:
    """Each page's box and its words with theirs, in points."""
    done = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
    )
    for wide, tall, body in PAGE.findall(done.stdout):
        found = [
            ((float(a), float(b), float(c), float(d)), unescape(text))
            for a, b, c, d, text in WORD.findall(body)
        ]
        yield (0.0, 0.0, float(wide), float(tall)), found


def faults(pdf: Path) -> list[str]:
    """Words that leave their page or lie over another word."""
    found = []
    for number, (page, said) in enumerate(pages(pdf), 1):
        for box, text in said:
            if box[0] < -1 or box[1] < -1 or box[2] > page[2] + 1 or box[3] > page[3] + 1:
                found.append(f"page {number}: {text!r} leaves the page")
        for at, (one, text) in enumerate(said):
            for other, more in said[at + 1 :]:
                if _shared(one, other) > 0.3:
                    found.append(f"page {number}: {text!r} over {more!r}")
    return found


def _shared(one: Box, other: Box) -> float:
    """The part of the smaller of two boxes that lies in the other; lines of text overhang each other a little."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    least = min((one[2] - one[0]) * (one[3] - one[1]), (other[2] - other[0]) * (other[3] - other[1]))
    return wide * tall / least if wide > 0 and tall > 0 and least > 0 else 0.0


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def stands(text: str, shown: str) -> bool:
    """Whether a text was read as one, or as the two lines of its cell, between which its neighbours are read."""
    return text in shown or any(text[:at] in shown and text[at:] in shown for at in range(2, len(text) - 1))


def texts(made: bytes) -> list[str]:
    show = pptx.Presentation(io.BytesIO(made))
    shapes = [shape for slide in show.slides for shape in slide.shapes]
    found = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    found += [
        cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells
    ]
    return [text for text in found if text.strip()]


def without_font(text: str) -> list[str]:
    """Letters that no font of this machine has: LibreOffice would draw an empty box."""
    return [
        letter
        for letter in sorted(set(letters(text)))
        if not subprocess.run(
            ["fc-list", f":charset={ord(letter):x}", "family"], capture_output=True, encoding="utf-8"
        ).stdout.strip()
    ]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_goes_back_is_shown_whole(snapshot, rendered, language):
    words.use(language)
    made = {
        f"{code}.pptx": handout_pptx.deck(give_back.handout(snapshot, 2025, code))
        for code in ("312011", "313718")
    }
    for name, pdf in rendered(made).items():
        assert faults(pdf) == [], name
        shown = letters("".join(text for _, said in pages(pdf) for _, text in said))
        assert [
            text for text in texts(made[name]) if len(text) < 12 and not stands(letters(text), shown)
        ] == []
    assert without_font("".join(texts(made["312011.pptx"]))) == []


def test_slides_of_every_kind_of_figure_are_shown_whole(rendered):
    words.use("ja")
    made = {f"{name}.pptx": slides.deck(figure()) for name, figure in FIGURES.items()}
    for name, pdf in rendered(made).items():
        assert faults(pdf) == [], name


def pairs() -> FigureRecord:
    """Few of many pairs, as of municipalities: most cells of the table are empty."""
    names = [f"{letter}市町" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申"]
    rows = [(one, names[(at * 7 + 3) % len(names)], 11 + at) for at, one in enumerate(names)]
    table = pd.DataFrame(rows, columns=["source", "target", "value"]).assign(state="value")
    draw = partial(marks.heat, table, x="target", y="source")
    return facts(table, draw=draw, headers={"source": "連携元", "target": "連携先", "value": "件数（件）"})


def test_a_table_of_mostly_empty_cells_stays_on_its_slides(rendered):
    """An empty cell is no higher than one with a number."""
    words.use("ja")
    made = slides.deck(pairs())
    (pdf,) = rendered({"pairs.pptx": made}).values()
    shown = list(pages(pdf))
    assert faults(pdf) == [] and len(shown) == len(pptx.Presentation(io.BytesIO(made)).slides)
    for number, (_, said) in enumerate(shown, 1):
        last = [box for box, text in said if text == "申市町" and box[0] < 100]
        foot = min(box[1] for box, text in said if text.startswith("回答") and box[1] > 300)
        assert last and last[0][3] < foot, number


def test_documents_and_workbooks_are_shown_whole(snapshot, rendered):
    words.use("ja")
    made = {f"{name}.docx": word.document(figure()) for name, figure in FIGURES.items()}
    made |= {f"{name}.xlsx": sheets.workbook(figure()) for name, figure in FIGURES.items()}
    made["back.xlsx"] = handout_xlsx.workbook(give_back.handout(snapshot, 2025, "312011"))
    for name, pdf in rendered(made).items():
        shown = [text for _, said in pages(pdf) for _, text in said]
        assert shown and not [text for text in shown if "###" in text], name
        assert not [one for one in faults(pdf) if "leaves" in one], name


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_map_of_a_document_names_every_municipality(snapshot, rendered, language):
    """Names stand on plates: one broken into two lines would show its sign alone."""
    (record,) = [
        one for one in recorder.gather(snapshot, "overview", {}, language).figures if one.key == "map"
    ]
    (pdf,) = rendered({"map.docx": word.document(record)}).values()
    with words.speaking(language):
        names = [name for name, *_ in plot.of(record).names]
    _, said = next(pages(pdf))
    top = letters("".join(text for box, text in said if box[1] < 480))  # above the table
    assert len(names) > 18 and [name for name in names if letters(name) not in top] == []


def test_a_text_that_is_too_long_is_seen(rendered):
    """What makes the tests above able to fail."""
    words.use("ja")
    show = pptx.Presentation(io.BytesIO(slides.deck(FIGURES["bars"]())))
    show.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].text = "長すぎる表題です。" * 60
    out = io.BytesIO()
    show.save(out)
    (pdf,) = rendered({"long.pptx": out.getvalue()}).values()
    assert faults(pdf)
    assert without_font("市\U000e0fff") == ["\U000e0fff"]
