"""Municipality codes and names, and what a file's name says about its content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from etl import reference
from etl.catalogue import Catalogue, is_lg_code
from etl.intake.text import clean, foreign_digits, key
from etl.settings import Settings

_NAME = re.compile(
    r"(?P<lg>[0-9]{6})_(?:(?P<form>F[0-7P])_)?(?P<fy>20[0-9]{2})(?P<period>FY|H1|H2)?(?:_r(?P<rev>[0-9]{1,2}))?(?![0-9])"
)
_REVISION = re.compile(r"_r([0-9]{1,2})$")
_CODE = re.compile(r"[0-9]{5,6}")
# 梼原/檮原, 塩釜/塩竈 and the small ケ: two spellings of one place.
_SPELLINGS = str.maketrans(
    {"ヶ": "ケ", "ヵ": "カ", "竈": "釜", "檮": "梼", "﨑": "崎", "髙": "高", "濵": "浜"}
)


@dataclass(frozen=True)
class Hint:
    """What the name of a file tells; content decides over it."""

    lg_code: str | None = None
    form: str | None = None
    fiscal_year: int | None = None
    period: str | None = None
    revision: int | None = None

    def contradicts(self, other: "Hint") -> bool:
        """Whether both name something and not the same: then equal bytes are still two submissions."""
        pairs = zip(
            (self.lg_code, self.form, self.fiscal_year, self.period),
            (other.lg_code, other.form, other.fiscal_year, other.period),
            strict=True,
        )
        return any(one is not None and two is not None and one != two for one, two in pairs)


def hint(stem: str) -> Hint:
    """Read a file name such as 313289_F3_2024H1_r1."""
    found = _NAME.match(stem)
    if found:
        revision = int(found["rev"]) if found["rev"] else None
        return Hint(found["lg"], found["form"], int(found["fy"]), found["period"], revision)
    ending = _REVISION.search(stem)
    return Hint(revision=int(ending[1]) if ending else None)


def parse_lg_code(value: object) -> tuple[str, bool]:
    """(six-digit code, whether it had to be mended); ``ValueError`` when the check digit fails.

    Five digits get back the zero that a spreadsheet takes away; the check digit then has to agree.
    """
    text = key(value).lstrip("'")
    if foreign_digits(value) or not _CODE.fullmatch(text) or not is_lg_code(code := text.zfill(6)):
        raise ValueError("not a municipality code")
    return code, str(value) != code


def same_name(written: object, name: str) -> bool:
    """Whether a name as written means this municipality; its prefecture or county may stand before it."""
    text, own = (key(one).translate(_SPELLINGS) for one in (written, name))
    return text == own or (text.endswith(own) and text[: -len(own)].endswith(("都", "道", "府", "県", "郡")))


def senders(settings: Settings, catalogue: Catalogue) -> dict[str, str]:
    """Code → name of all that may submit: the prefecture, its municipalities, the neighbours that share a body."""
    here = catalogue.prefecture
    try:
        known = (
            reference.municipalities(settings, catalogue).select(["code6", "name", "pref_code"]).to_pylist()
        )
    except (reference.OfficialFileError, OSError):
        return {}
    ours = {
        one["code6"]: one["name"]
        for one in known
        if one["pref_code"] == here.code or one["code6"] in here.neighbours
    }
    return {here.lg_code: here.ja, **ours}


def names_match(code: str, written: object, names: Mapping[str, str]) -> bool:
    """A name only confirms a code: it matches when it is blank, or the code's own, or the code is not known."""
    return not clean(written) or code not in names or same_name(written, names[code])
