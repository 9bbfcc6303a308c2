"""`python -m dashboard --port 8501`: serve the published snapshot on this machine, asking no one outside."""

import argparse
import contextlib
import gc
import importlib
import os
import pkgutil
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit import net_util

from dashboard import charts, export, queries, server, sockets, store, views, warming, widgets
from dashboard.widgets import page_frame

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Settle where things are, import everything once, then serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--port", type=int, default=8501, help="画面のポート番号 / port (8501)")
    port = parser.parse_args().port
    os.environ["TSUNAGARI_HOME"] = str(store.home().resolve())
    os.chdir(store.ROOT)  # where Streamlit finds .streamlit/config.toml
    _stay_inside()
    sockets.many_files()
    _import_all()
    warming.begin()
    app = st.App(
        HERE / "app.py", routes=server.routes(), middleware=server.middleware(), on_script_error=_broke_off
    )
    app.run(config={"server.port": port})


def _stay_inside() -> None:
    """Streamlit asks an outside service for its own address when a socket comes from a foreign origin."""
    net_util.get_external_ip = lambda: None


def _broke_off(_: Exception) -> bool:
    """Streamlit has written it to the log; the reader is told in plain words.

    What the browser had sent is forgotten: a value of a kind that its widget never sends (written to the socket by hand)
    stops Streamlit (1.67) before any page runs, and the next press shows the page as its address says.
    """
    page_frame.failed()
    st.session_state.clear()
    return True


def _import_all() -> None:
    """Import what pages need and open the snapshot, then keep it all out of the collector that runs after every run."""
    pd.options.mode.string_storage = (
        "python"  # a page's frames are small: Arrow texts cost more than they save
    )
    for package in (charts, export, queries, widgets, views):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if package is not views or module.name.startswith(
                "dashboard.views._"
            ):  # a page runs when imported
                importlib.import_module(module.name)
    with contextlib.suppress(store.NoSnapshot, store.BrokenSnapshot):
        snapshot = store.current()
        assert snapshot.codes and snapshot.places
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if __name__ == "__main__":
    main()
