"""The pictures in the README, taken of the product itself: `./run picture` after a page or an export has changed."""

import subprocess
from pathlib import Path

from dashboard import store, words
from dashboard.handout import give_back
from dashboard.widgets import recorder
from tests.dashboard import kinds
from tests.dashboard.test_render import converted

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
DOTS = 1100  # of the longer side of a picture of paper


def picture_overview(visit, settled):
    page = visit("/")
    page.set_viewport_size({"width": 1440, "height": 1180})
    settled(page).screenshot(path=IMAGES / "overview.png")


def picture_exports(demo_home: Path, monkeypatch, tmp_path: Path):
    """Two slides of what a municipality gets back, a flow as a slide and a map as a sheet, as LibreOffice shows them."""
    monkeypatch.setenv("TSUNAGARI_HOME", str(demo_home))
    words.use("ja")
    snapshot = store.current()

    def figure(topic: str, key: str, **asked: str):
        found = recorder.gather(snapshot, topic, asked, "ja").figures
        return next(record for record in found if record.key == key)

    back = kinds.BACK["pptx"](give_back.handout(snapshot, snapshot.last_fy, "312011"))
    flow = kinds.OFFICE["pptx"](figure("linkage", "sankey", view="flow"))
    sheet = kinds.OFFICE["xlsx"](figure("overview", "map"))
    shown = converted(tmp_path, {"back.pptx": back, "flow.pptx": flow, "map.xlsx": sheet})
    for name, file, number in (
        ("municipality-slide", "back.pptx", 2),
        ("positions-slide", "back.pptx", 3),
        ("flow-slide", "flow.pptx", 1),
        ("map-workbook", "map.xlsx", 1),
    ):
        command = ["pdftoppm", "-png", "-singlefile", "-scale-to", str(DOTS), "-f", str(number)]
        subprocess.run([*command, str(shown[file]), str(IMAGES / name)], check=True)
