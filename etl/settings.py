"""Where things live on this machine.

The institution is described in ``data/catalogue/prefecture.toml``; the machine by ``TSUNAGARI_*``
environment variables. ``TSUNAGARI_HOME`` moves everything a run writes.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Folders of one installation; ``home`` holds all run-time data."""

    root: Path
    home: Path
    inbox: Path
    work: Path
    snapshots: Path
    catalogue: Path
    reference: Path

    @property
    def workdb(self) -> Path:
        """The private work file: true counts, never opened by the dashboard."""
        return self.work / "work.duckdb"

    @property
    def pointer(self) -> Path:
        """The small file that names the current snapshot."""
        return self.snapshots / "current.json"

    def prepare(self) -> None:
        """Make the run-time folders."""
        for folder in (self.inbox, self.work, self.snapshots):
            folder.mkdir(parents=True, exist_ok=True)
        # True counts and kept copies lie here: for the office's own account alone, wherever the home was made.
        if self.work.stat().st_mode & 0o077:
            self.work.chmod(0o700)


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of this machine."""
    home = Path(environment.get("TSUNAGARI_HOME") or ROOT / "data").expanduser().resolve()
    return Settings(
        root=ROOT,
        home=home,
        inbox=home / "inbox",
        work=home / "work",
        snapshots=home / "snapshots",
        catalogue=ROOT / "data" / "catalogue",
        reference=ROOT / "data" / "reference",
    )
