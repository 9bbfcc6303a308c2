"""What came of one file, and the guard that turns whatever goes wrong with it into a finding about it alone."""

import contextlib
import datetime as dt
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.checks import privacy
from etl.checks.beside import Beside
from etl.checks.messages import Layout
from etl.checks.redaction import Redaction, file_name
from etl.checks.rows import Row
from etl.checks.sheet_account import SheetAccount
from etl.intake import Received
from etl.intake.places import hint

_LOG = logging.getLogger("tsunagari.intake")
UNREAD = "PX36"


@dataclass
class Examined:
    """``name`` is the file's, as it may be shown; ``rows`` by form; ``refused`` is the rule that stops the whole file;
    ``findings`` are without ids.

    ``layouts`` is form → (sheet, column → letter) of each of its sheets. ``accounts`` has one entry per sheet: what became
    of each row that carries anything. ``again``: the very file has arrived before. ``beside``: texts that
    the printed form does not have, which a person reads. ``sheet_names``: what each sheet is called in records.
    """

    file: Received
    name: str = ""
    kind: str = ""
    lg_code: str | None = None
    fiscal_year: int | None = None
    revision: int = 1
    submitted_on: dt.date | None = None
    refused: str | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    periods: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    accounts: list[SheetAccount] = field(default_factory=list)
    redaction: Redaction = field(default_factory=Redaction)
    layouts: dict[str, list[Layout]] = field(default_factory=dict)
    again: bool = False
    beside: list[Beside] = field(default_factory=list)
    sheet_names: dict[str, str] = field(default_factory=dict)

    def recorded(self, sheet: str | None) -> str | None:
        """What is kept of a sheet's name; of the name of a place that is no sheet, itself unless it seems personal."""
        return self.sheet_names.get(sheet or "") or privacy.safe(sheet)

    def note(self, rule: str, form: str | None = None, **place: Any) -> None:
        """Keep a finding: sheet, row_no, column_letter, column_name; ``value`` only where it can tell of nobody."""
        if "value" in place:
            place |= {"value": self.redaction.value(place), "after": self.redaction.after(place)}
        self.findings.append({"rule": rule, "form": form} | place)

    def refuse(self, rule: str, **place: Any) -> None:
        """Stop the whole file; the first reason stays."""
        self.refused = self.refused or rule
        self.note(rule, **place)


def guarded(
    file: Received,
    step: Callable[[], Examined],
    before: Examined | None = None,
    cover: Callable[[str], str] = str,
) -> Examined:
    """What ``step`` makes of a file; whatever it raises is a finding (PX36) about this file alone.

    ``before`` is what was known of the file already, ``cover`` hides words of its name that nobody has looked at. The log
    gets a number, the kind of error and where it arose, never a text of the file.
    """
    try:
        return step()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the panic of a native reader is no Exception
        return _unread(file, error, before, cover)


def _unread(
    file: Received, error: BaseException, before: Examined | None, cover: Callable[[str], str]
) -> Examined:
    """Not even the log, or a name that cannot be judged, may stop the others: then the number stands alone."""
    result, number = Examined(file), file.sha256[:8]
    label = f"{number}{file.path.suffix.lower()}"
    with contextlib.suppress(Exception):
        named = hint(Path(file.name).stem)
        result.lg_code, result.fiscal_year = named.lg_code, named.fiscal_year
        result.revision = named.revision or 1
    if before is not None:
        result.lg_code, result.fiscal_year = before.lg_code, before.fiscal_year
        result.revision = before.revision
    with contextlib.suppress(Exception):
        label = before.name if before is not None and before.name else file_name(file, cover)
    with contextlib.suppress(Exception):
        steps = " < ".join(
            f"{Path(one.filename).name}:{one.lineno}"
            for one in reversed(traceback.extract_tb(error.__traceback__))
        )
        _LOG.error("unreadable file, no. %s: %s at %s", number, type(error).__name__, steps)
    result.name, result.refused = label, UNREAD
    result.findings = [{"rule": UNREAD, "form": None, "other_value": f"{number}・{label}"}]
    return result
