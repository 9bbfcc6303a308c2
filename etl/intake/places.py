"""Municipality codes and names, and what a file's name says about its content."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from etl import reference
from etl.catalogue import Catalogue, is_lg_code, with_check_digit
from etl.intake.text import clean, foreign_digits, key
from etl.intake.wareki import parse_fiscal_year
from etl.settings import ROOT, Settings

_NAME = re.compile(
    r"(?P<lg>[0-9]{6})_(?:(?P<form>F[0-7P])_)?(?P<fy>20[0-9]{2})(?P<period>FY|H1|H2)?(?:_r(?P<rev>[0-9]{1,2}))?(?![0-9])"
)
# R6 is a year as well, but R8.4.20 is a day, R8年4月 a month, and R8提出 says when it was sent.
_SAID_YEAR = re.compile(
    r"(?:令和|平成|(?<![A-Za-z])[RH])(?:元|[1-9][0-9]?)(?:年度|(?![0-9年月./-]|_?[0-9]|.?(?:提出|回答|送付|受付)))"
    r"|(?<![0-9])20[0-9]{2}年度"
)
# 様式2回目 is the second time, 様式3 the third form.
_SAID_FORMS = re.compile(r"様式 ?((?:[0-9](?![0-9回版枚部年月])(?:[.,、・と&] ?(?:様式 ?)?)?)+)")
_REVISION = re.compile(r"_r([0-9]{1,2})$")
_SAID_REVISION = re.compile(r"(?<![0-9])([0-9]{1,2})(?:版|回目)")
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
    match = _NAME.match(stem)
    if match:
        revision = int(match["rev"]) if match["rev"] else None
        return Hint(match["lg"], match["form"], int(match["fy"]), match["period"], revision)
    # A file renamed by its office often keeps no more than its number: 第2版, 2回目.
    ending = _REVISION.search(stem) or _SAID_REVISION.search(clean(stem))
    return Hint(revision=int(ending[1]) if ending else None)


@cache
def everybody() -> Mapping[str, str]:
    """Code → name of all municipalities and prefectures of the country, as of the list that the product brings."""
    with (ROOT / "data" / "reference" / "codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code6"]: row["name"] for row in csv.DictReader(file)}


def parse_lg_code(value: object, known: Mapping[str, str] = MappingProxyType({})) -> tuple[str, bool]:
    """(six-digit code, whether it had to be mended); ``ValueError`` when it is nobody's in the whole country.

    Five digits are a code of JIS X 0402, whose check digit is worked out, or one without its leading zero, which a
    spreadsheet takes away: whichever of the two is somebody's. When both are, the one of ``known``, those who may send.
    """
    # 313254.0 is what programs make of a code that they took for a number.
    text = re.sub(r"(?<=[0-9]{5})\.0$", "", key(value).lstrip("'"))
    if foreign_digits(value) or not _CODE.fullmatch(text):
        raise ValueError("not a municipality code")
    meant = {text} if len(text) == 6 else {with_check_digit(text), text.zfill(6)}
    codes = {code for code in meant if is_lg_code(code) and (code in known or code in everybody())}
    # Twelve numbers of five digits fit two places of the country; the sender's own counts.
    if len(codes) > 1:
        codes &= known.keys()
    if len(codes) != 1:
        raise ValueError("not a municipality code")
    code = codes.pop()
    return code, str(value) != code


def bare(name: str) -> str:
    """A place's name without what it is: 鳥取市 → 鳥取."""
    return re.sub("[都道府県市区町村]$", "", name)


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


def named_otherwise(stem: str, own: str, names: Mapping[str, str]) -> str:
    """The municipality a file's name speaks of, when it speaks of another than its own; '' otherwise."""
    text = clean(stem).translate(_SPELLINGS)
    spoken_of = [
        (code, name)
        for code, name in names.items()
        # Two characters (津市) are found in many other words, and 鳥取市町村 is no 鳥取市.
        if len(name) > 2
        and code[2:5] != "000"
        and (plain := clean(name).translate(_SPELLINGS)) in text
        and re.search(rf"{re.escape(plain)}(?![町村区])", text)
    ]
    if any(code == own for code, _ in spoken_of) or (own in names and names[own][:-1] in text):
        return ""
    return next((name for _, name in spoken_of), "")


def forms_in(stem: str, catalogue: Catalogue) -> set[str]:
    """The forms that a file's name speaks of: 様式3, 様式１・２; none where it speaks of several as 様式1〜7."""
    text = clean(stem)
    if re.search(r"様式 ?[0-9] ?(?:[~〜-]|から) ?(?:様式)? ?[0-9]|一式|全様式", text):
        return set()
    numbers = {number for found in _SAID_FORMS.findall(text) for number in re.findall("[0-9]", found)}
    return {f"F{number}" for number in numbers} & catalogue.forms.keys()


def years_in(stem: str) -> set[int]:
    """The fiscal years a file's name speaks of in words: 令和6年度, R6年度, 2024年度."""
    said = (match[0].removesuffix("年度") for match in _SAID_YEAR.finditer(clean(stem)))
    return {parse_fiscal_year(f"{one}年度")[0] for one in said}


def names_match(code: str, written: object, names: Mapping[str, str]) -> bool:
    """A name only confirms a code: it matches when it is blank, or the code's own, or the code is not known."""
    return not clean(written) or code not in names or same_name(written, names[code])


def nearly(code: str, written: object, names: Mapping[str, str]) -> bool:
    """Whether only 市, 町, 県 … is missing from the name: 鳥取 beside the code of 鳥取市."""
    return code in names and same_name(written, bare(names[code]))
