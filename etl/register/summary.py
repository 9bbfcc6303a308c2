"""What a run took in."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FileResult:
    """What became of one file."""

    file_name: str
    outcome: str
    lg_code: str | None
    reason_ja: str
    reason_en: str


@dataclass
class Summary:
    """Counts of files by outcome, of rows that count and of findings by severity; what new revisions changed.

    ``rebuilt`` files were read again because another version had made the work file; they stand in no other count.
    """

    files: int = 0
    accepted: int = 0
    warned: int = 0
    refused: int = 0
    quarantined: int = 0
    duplicates: int = 0
    rows: int = 0
    fixes: int = 0
    warnings: int = 0
    errors: int = 0
    rebuilt: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    details: list[FileResult] = field(default_factory=list)

    def add(self, result: FileResult) -> None:
        """Count one file; a clash of revisions counts as refused."""
        self.files += 1
        self.details.append(result)
        name = {"duplicate": "duplicates", "conflict": "refused", "superseded": "accepted"}.get(
            result.outcome
        )
        name = name or result.outcome
        setattr(self, name, getattr(self, name) + 1)
