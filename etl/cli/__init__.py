"""The ``tsunagari`` command: collect, check, protect, publish. Every command prints Japanese and, with --json, data.

A command is a function in the file of its topic; importing the file registers it. What a command works with is imported
where it is used: ``--help`` and a mistyped word answer at once, and no command waits for libraries of another.
"""

import sys

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
    """Run the command; an expected failure is one calm sentence on standard error, never a traceback."""
    _use_utf8()
    try:
        app()
    except (OSError, ValueError, RuntimeError) as error:
        console.print(f"エラー: {error}", style="bold", markup=False, soft_wrap=True)
        sys.exit(1)


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
