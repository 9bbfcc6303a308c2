"""Taking files in: each is hashed and copied, and the original is never touched."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from etl.intake.places import Hint, hint
from etl.settings import Settings

# What the computer itself leaves in a folder.
_LITTER = ("~$", ".", "Thumbs.db", "desktop.ini", "README")


@dataclass(frozen=True)
class Received:
    """One file of the inbox; ``given`` is the name a kept copy came with, ``failure`` why it could not be taken in."""

    path: Path
    sha256: str
    size: int
    given: str = ""
    failure: BaseException | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        return self.given or self.path.name

    def same_as(self, earlier: Iterable[Hint]) -> bool:
        """Whether one of the earlier files of the same bytes says nothing else by its name.

        Two municipalities' blank CSV files are equal byte for byte, and still two answers.
        """
        mine = hint(Path(self.name).stem)
        return any(not mine.contradicts(one) for one in earlier)


def receive(inbox: Path) -> Iterator[Received]:
    """Every file of the inbox, by name; what cannot be read is refused later, with a reason."""
    for path in sorted(inbox.rglob("*")):
        if not path.name.startswith(_LITTER):
            try:
                file = received(path) if path.is_file() and not path.is_symlink() else None
            except Exception as error:
                file = _failed(path, error)
            if file:
                yield file


def received(path: Path) -> Received:
    """One file, whatever it is called and whether or not it can be opened."""
    try:
        with path.open("rb") as file:
            return Received(path, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
    except Exception as error:
        return _failed(path, error)


def _failed(path: Path, error: Exception) -> Received:
    """Known again by its name while it cannot be opened; once it can, by its bytes."""
    digest = hashlib.sha256(b"unopened\0" + str(path).encode("utf-8", "replace"))
    return Received(path, digest.hexdigest(), 0, failure=error)


def keep(settings: Settings, file: Received, folder: str, cut: Callable[[bytes], bytes] = bytes) -> str:
    """Write what ``cut`` leaves of the file to ``work/<folder>`` under the file's hash; the name below ``work``."""
    target = settings.work / folder / f"{file.sha256}{file.path.suffix.lower()}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o700)
    part = target.with_suffix(".part")
    part.write_bytes(cut(file.path.read_bytes()))
    part.replace(target)
    return target.relative_to(settings.work).as_posix()
