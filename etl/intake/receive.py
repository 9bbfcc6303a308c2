"""Taking files in: each is hashed and copied, and the original is never touched."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.settings import Settings

SUFFIXES = (".xlsx", ".xlsm", ".csv")


@dataclass(frozen=True)
class Received:
    """One file of the inbox."""

    path: Path
    sha256: str
    size: int

    @property
    def name(self) -> str:
        return self.path.name


def receive(inbox: Path) -> Iterator[Received]:
    """Every file of the inbox that may be a submission, by name."""
    for path in sorted(inbox.rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")):
            data = path.read_bytes()
            yield Received(path, hashlib.sha256(data).hexdigest(), len(data))


def keep(settings: Settings, file: Received, folder: str) -> str:
    """Copy the file to ``work/<folder>`` under its hash; the name below ``work``."""
    target = settings.work / folder / f"{file.sha256}{file.path.suffix.lower()}"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(file.path, part)
        part.replace(target)
    return target.relative_to(settings.work).as_posix()
