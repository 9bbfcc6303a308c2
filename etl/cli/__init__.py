"""The ``tsunagari`` command: collect, check, protect, publish. Every command prints Japanese and, with --json, data.

A command is a function in the file of its topic; importing the file registers it. What a command works with is imported
where it is used: ``--help`` and a mistyped word answer at once, and no command waits for libraries of another.
"""

import datetime as dt
import errno
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder

from etl.cli import (
    doctor,
    documents,
    forms,
    give_back,
    publishing,
    quarantine,
    reference,
    review,
    runs,
    site,
    submissions,
)
from etl.cli.base import app, console

__all__ = [
    "app",
    "doctor",
    "documents",
    "forms",
    "give_back",
    "main",
    "publishing",
    "quarantine",
    "reference",
    "review",
    "runs",
    "site",
    "submissions",
]


def main() -> None:
    """Run the command; a failure is one calm sentence on standard error, never a traceback."""
    _use_utf8()
    sys.meta_path.insert(0, _WithoutPandas())
    try:
        app()
    except Exception as error:
        # What we raise ourselves is among these and says what to do; the rest is a fault of the program.
        expected = isinstance(error, OSError | ValueError | RuntimeError)
        said = _said(error) if expected or _of_a_disk(error) else _kept(error)
        # Rich would take [ ] in the name of a file for its own marks.
        console.print(f"エラー: {said}", style="bold", markup=False, soft_wrap=True)
        sys.exit(1)


class _WithoutPandas(MetaPathFinder):
    """No command uses pandas, but Arrow looks for it at its first array and would wait for it: a fifth of a check.

    In the command's own process alone: whoever imports parts of it elsewhere may use both.
    """

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def _of_a_disk(error: Exception) -> bool:
    """DuckDB says of disks what the system says, in an error of its own."""
    return "No space left" in str(error) or "Read-only file system" in str(error)


def _kept(error: Exception) -> str:
    """A fault of the program: its trace is kept for whoever mends it, under a number that can be told on the telephone."""
    from etl import settings

    number = f"{dt.datetime.now():%Y%m%d-%H%M%S}"
    trace = "".join(traceback.format_exception(error))
    try:
        folder = settings.load().work / "log"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(trace, encoding="utf-8")
    except OSError:
        kept = type(error).__name__
    else:
        kept = f"記録 work/log/{number}.txt を担当者へお渡しください"
    return f"思わぬ不具合で止まりました（{kept}）。提出ファイルはそのまま残っています。"


def _said(error: Exception) -> str:
    """What the system says of disks and folders, in words that tell what to do; everything else says it itself."""
    where = getattr(error, "filename", None) or "データの保存先"
    reason = getattr(error, "errno", None)
    if reason is None and _of_a_disk(error):
        reason = errno.ENOSPC if "No space left" in str(error) else errno.EROFS
    match reason:
        case errno.ENOSPC | errno.EDQUOT:
            return f"{where} のディスクに空きがありません。空きを作ってから、もう一度実行してください。途中のものは残りません。"
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return f"{where} に書き込めません。フォルダーの権限を確かめるか、TSUNAGARI_HOME に書き込める場所を指定してください。"
        case errno.ENOENT:
            return f"{where} がありません。場所と名前を確かめてください。"
    return str(error)


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # UTF-8 fails only on names of files that could not be decoded when they were read.
            stream.reconfigure(encoding="utf-8", errors="replace")
