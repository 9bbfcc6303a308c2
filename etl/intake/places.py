"""Municipality codes and names, and what a file's name says about its content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from etl import reference
from etl.catalogue import Catalogue, is_lg_code
from etl.intake.text import clean, foreign_digits, key
from etl.intake.wareki import parse_fiscal_year
from etl.settings import Settings

_NAME = re.compile(
    r"(?P<lg>[0-9]{6})_(?:(?P<form>F[0-7P])_)?(?P<fy>20[0-9]{2})(?P<period>FY|H1|H2)?(?:_r(?P<rev>[0-9]{1,2}))?(?![0-9])"
)
# The prefectures with designated cities, or special wards: only they have numbers from 100 to 199.
_WITH_WARDS = "01 04 11 12 13 14 15 22 23 26 27 28 33 34 40 43".split()  # noqa: SIM905
_SAID_YEAR = re.compile(r"(?:令和|平成|(?<![A-Za-z])[RH])(?:元|[1-9][0-9]?)年度|(?<![0-9])20[0-9]{2}年度")
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


class Senders(dict[str, str]):
    """Code → name of all that may submit; of ``prefecture`` (two digits) every municipality is among them."""

    prefecture: str = ""

    def somebodys(self, code: str) -> bool:
        """Whether a code can be a municipality's or prefecture's: elsewhere the lists are not at hand, only the ranges."""
        if code in self:
            return True
        elsewhere = "01" <= code[:2] <= "47" and code[:2] != self.prefecture
        wards = code[2] != "1" or code[:2] in _WITH_WARDS
        return elsewhere and (code[2:5] == "000" or (code[2] in "1234567" and wards))


def parse_lg_code(value: object, known: Mapping[str, str] | None = None) -> tuple[str, bool]:
    """(six-digit code, whether it had to be mended); ``ValueError`` when it is nobody's, as far as ``known`` tells.

    Five digits are a code without its leading zero, which a spreadsheet takes away, or one of JIS X 0402 without check
    digit: whichever of the two is somebody's, and neither when both are.
    """
    text = key(value).lstrip("'")
    if foreign_digits(value) or not _CODE.fullmatch(text):
        raise ValueError("not a municipality code")
    meant = [text] if len(text) == 6 else [text.zfill(6), *(f"{text}{digit}" for digit in range(10))]
    codes = [code for code in meant if is_lg_code(code)]
    if isinstance(known, Senders) and known:
        codes = [code for code in codes if known.somebodys(code)]
        ours = len(text) == 5 and text.startswith(known.prefecture)
        codes = [code for code in codes if code in known] or ([] if ours else codes)
    elif len(text) == 5:
        codes = [code for code in codes if code.startswith("0")]
    if len(codes) != 1:
        raise ValueError("not a municipality code")
    return codes[0], str(value) != codes[0]


def same_name(written: object, name: str) -> bool:
    """Whether a name as written means this municipality; its prefecture or county may stand before it."""
    text, own = (key(one).translate(_SPELLINGS) for one in (written, name))
    return text == own or (text.endswith(own) and text[: -len(own)].endswith(("都", "道", "府", "県", "郡")))


def senders(settings: Settings, catalogue: Catalogue) -> dict[str, str]:
    """Code → name of all that may submit: the prefecture, its municipalities, the neighbours that share a body."""
    here = catalogue.prefecture
    found = Senders()
    try:
        known = (
            reference.municipalities(settings, catalogue).select(["code6", "name", "pref_code"]).to_pylist()
        )
    except (reference.OfficialFileError, OSError):
        return found
    ours = {
        one["code6"]: one["name"]
        for one in known
        if one["pref_code"] == here.code or one["code6"] in here.neighbours
    }
    found |= {here.lg_code: here.ja, **ours}
    found.prefecture = here.code
    return found


def named_otherwise(stem: str, own: str, names: Mapping[str, str]) -> str:
    """The municipality a file's name speaks of, when it speaks of another than its own; '' otherwise."""
    text = clean(stem).translate(_SPELLINGS)
    said = [
        (code, name)
        for code, name in names.items()
        if len(name) > 2 and clean(name).translate(_SPELLINGS) in text
    ]
    if any(code == own for code, _ in said) or (own in names and names[own][:-1] in text):
        return ""
    return next((name for _, name in said), "")


def years_in(stem: str) -> set[int]:
    """The fiscal years a file's name speaks of in words: 令和6年度, R6年度, 2024年度."""
    return {parse_fiscal_year(found[0])[0] for found in _SAID_YEAR.finditer(clean(stem))}


def names_match(code: str, written: object, names: Mapping[str, str]) -> bool:
    """A name only confirms a code: it matches when it is blank, or the code's own, or the code is not known."""
    return not clean(written) or code not in names or same_name(written, names[code])
