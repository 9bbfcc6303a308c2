"""The picture in the README, taken by the product itself: `./run picture` after the overview has changed."""

from pathlib import Path

SHOWN = Path(__file__).resolve().parent.parent.parent / "docs" / "images" / "overview.png"


def picture_overview(visit, settled):
    page = visit("/")
    page.set_viewport_size({"width": 1440, "height": 1180})
    settled(page).screenshot(path=SHOWN)
