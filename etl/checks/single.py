"""One file checked before it is submitted: the same checks, in memory, nothing loaded and nothing kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.catalogue import Catalogue
from etl.checks import feedback
from etl.checks.load import load_files
from etl.checks.summary import FileResult
from etl.intake.receive import Received, receive
from etl.settings import Settings


@dataclass(frozen=True)
class Checked:
    """What would become of the file, and every finding (rule, severity, place, message_ja, message_en)."""

    result: FileResult
    findings: list[dict[str, Any]]

    @property
    def passes(self) -> bool:
        """Whether it would be taken in without a fault to mend."""
        grave = any(one["severity"] in ("error", "quarantine", "refuse") for one in self.findings)
        return self.result.outcome in ("accepted", "warned") and not grave


def check_file(settings: Settings, catalogue: Catalogue, path: Path) -> Checked:
    """Check one file by itself; comparisons with other municipalities and years are left out."""
    if not path.is_file():
        raise ValueError(f"{path} がありません。")
    with duckdb.connect(":memory:") as con:
        summary = load_files(con, settings, catalogue, "check", [_received(path)], keep_copies=False)
        cursor = con.execute("""
            select rule, severity, form, sheet, row_no, column_letter, column_name, value, after, message_ja, message_en
            from finding order by form nulls first, row_no nulls first, column_letter""")
        names = [column[0] for column in cursor.description or ()]
        findings = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    return Checked(summary.details[0], findings)


def annotate(path: Path, checked: Checked, target: Path) -> bool:
    """Write the annotated copy beside; not of a file that may hold personal information."""
    if checked.result.outcome not in ("accepted", "warned"):
        return False
    target.write_bytes(feedback.annotated(path, checked.findings, path.name))
    return True


def _received(path: Path) -> Received:
    return next(file for file in receive(path.parent) if file.path == path)
