"""Municipality codes, and what a file's name says about its content."""

import re
from dataclasses import dataclass

from etl.catalogue import is_lg_code
from etl.intake.text import key

_NAME = re.compile(
    r"(?P<lg>[0-9]{6})_(?:(?P<form>F[0-7P])_)?(?P<fy>20[0-9]{2})(?P<period>FY|H1|H2)?(?:_r(?P<rev>[0-9]+))?"
)
_REVISION = re.compile(r"_r([0-9]+)$")


@dataclass(frozen=True)
class Hint:
    """What the name of a file tells; content decides over it."""

    lg_code: str | None = None
    form: str | None = None
    fiscal_year: int | None = None
    period: str | None = None
    revision: int | None = None


def hint(stem: str) -> Hint:
    """Read a file name such as 313289_F3_2024H1_r1."""
    found = _NAME.match(stem)
    if found:
        revision = int(found["rev"]) if found["rev"] else None
        return Hint(found["lg"], found["form"], int(found["fy"]), found["period"], revision)
    ending = _REVISION.search(stem)
    return Hint(revision=int(ending[1]) if ending else None)


def parse_lg_code(value: object) -> tuple[str, bool]:
    """(six-digit code, whether a lost leading zero was restored); ``ValueError`` when the check digit fails."""
    text = key(value)
    code = text.zfill(6) if len(text) == 5 else text
    if not is_lg_code(code):
        raise ValueError("not a municipality code")
    return code, code != text
