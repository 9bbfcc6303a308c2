"""Addresses of files the browser loads beside the page itself; all from this server.

`python -m dashboard` serves them as routes (`/assets/…`); under `streamlit run` they go through the media store.
"""

from pathlib import Path

import plotly
from streamlit import runtime

from dashboard import store

PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts" / "fonts.css"
FONT_OF_WORDS = "/app/static/fonts/NotoSansJP-Regular-words.woff2"
FONT = "/app/static/fonts/NotoSansJP-Regular.woff2"
FONT_BOLD = "/app/static/fonts/NotoSansJP-Bold.woff2"

_routed: list[bool] = []


def route() -> None:
    """Told by the launcher: this process serves `/assets/`."""
    _routed[:] = [True]


def plotly_js() -> str:
    """Address of Plotly's library, needed only to draw a download."""
    return f"/assets/plotly-{plotly.__version__}.min.js" if _routed else _media(PLOTLY, "text/javascript")


def boundaries(snapshot: store.Snapshot) -> str:
    """Address of the municipal boundaries (GeoJSON, property lg_code)."""
    if _routed:
        return f"/assets/boundaries-{snapshot.id}.geojson"
    return _media(store.boundaries(snapshot), "application/geo+json")


def _media(path: Path, kind: str) -> str:
    if not runtime.exists():
        return ""
    return runtime.get_instance().media_file_mgr.add(str(path), kind, path.name)
