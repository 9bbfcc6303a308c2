"""Interface words in Japanese and English, and the labels of codes and places.

Phrases live in `locales/<topic>.<lang>.toml`; each file holds tables whose keys are joined with a dot:
`[card] source = "出典：{names}"` is `t("card.source", names=…)`. Labels of codes come from the snapshot, so that
they always match the version of the numbers.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Protocol

LANGUAGES = ("ja", "en")
LOCALES = Path(__file__).parent / "locales"

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_kind = ["県"]
# 都道府県 and the municipalities of another count stay what they are.
_PREFECTURE = re.compile("(?<!府)県")
_MUNICIPALITIES = re.compile("(?<![区特])市町村")
_source: list[Callable[[], str | None]] = []
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
# What Markdown's extensions look for in plain text: http(s)://, www., name@host, :face:
_LINKED = re.compile(r"https?(?=:)|www(?=\.)|(?<=[\w+.-])(?=@)|:(?=[\w+-]+:)", re.IGNORECASE)
# Seen by nobody: control signs, and those that turn the direction of the text around them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ARTICLE = re.compile(r"第(\d+)条(?:の(\d+))?(?:第(\d+)項)?(?:第(\d+)号)?")


class Labels(Protocol):
    """What a snapshot offers to name things: see `store.Snapshot`."""

    @property
    def codes(self) -> Mapping[tuple[str, str], Mapping[str, str]]: ...

    @property
    def places(self) -> Mapping[tuple[str, str], Mapping[str, str]]: ...


def use(lang: str) -> None:
    """Speak `lang` ("ja" or "en") in this thread; anything else means Japanese."""
    _chosen.set(lang if lang in LANGUAGES else "ja")


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak `lang` inside the block: what is made later or elsewhere says it in the language it was asked in."""
    before = _chosen.set(lang if lang in LANGUAGES else "ja")
    try:
        yield
    finally:
        _chosen.reset(before)


def follow(source: Callable[[], str | None]) -> None:
    """Ask `source` for the language whenever `use` was not called (partial reruns start without a context)."""
    _source[:] = [source]


def lang() -> str:
    """The language in force: "ja" or "en"."""
    found = _chosen.get() or (_source[0]() if _source else None)
    return found if found in LANGUAGES else "ja"


def t(key: str, **values: object) -> str:
    """The phrase `key` in the language in force, its `{placeholders}` filled. KeyError names a missing phrase.

    A sentence about an empty `list` says that there is nothing to show.
    """
    phrases = catalogue(lang())
    if key not in phrases:
        raise KeyError(f"dashboard/locales: no phrase {key!r} in {lang()!r}")
    if values.get("list") == "":
        return phrases["alt.no_number"]
    phrase = phrases[key].format(**values) if values else phrases[key]
    return _STOPS.sub(r".\1", _ONE.sub(_single, phrase)) if lang() == "en" and values else phrase


# A name that ends in a full stop (“multi-layered conf.”) at the end of a sentence has its stop already.
_STOPS = re.compile(r"(?<!\.)\.([”\")]?)\.(?!\.)")
# What is counted in English phrases, and what may follow it: "1 municipalities have" is one that has.
_COUNTED = (
    "answers|bodies|calculations|cases|cells|counts|discussions|figures|forms|functions|hours|indicators|items|kinds|"
    "measures|meetings|municipalities|numbers|organisations|pages|pairs|persons|pieces|places|points|practices|"
    "receivers|referrals|reports|rows|senders|supporters|tags|times|units|years"
)
_VERBS = {
    "have": "has", "are": "is", "were": "was", "report": "reports", "point": "points", "sit": "sits", "refer": "refers",
}  # fmt: skip
_ONE = re.compile(rf"(?<![\w.,/–-])1 ({_COUNTED})\b( of [a-z]+)?(?: ({'|'.join(_VERBS)})\b)?")


def _single(match: re.Match[str]) -> str:
    """One thing is not several: "1 bodies" is 1 body."""
    noun, of, verb = match.groups()
    one = f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
    return f"1 {one}{of or ''}" + (f" {_VERBS[verb]}" if verb else "")


def inner(title: str) -> str:
    """A title inside a sentence or behind another: in English it begins small there, unless it begins with NPO or K11."""
    begins = title[1:2].islower() or title.startswith("A ")
    return title[:1].lower() + title[1:] if lang() == "en" and begins else title


def sentence(text: str) -> str:
    """A text that stands by itself, with its full stop."""
    stop = "。" if lang() == "ja" else "."
    return text if not text or text.endswith(("。", ".", "．")) else text + stop


def known(key: str) -> bool:
    """Whether the locales have the phrase `key`."""
    return key in catalogue(lang())


def speak_of(prefecture: str) -> None:
    """Say 都, 道 or 府 where the prefecture of that name is one, in all that follows."""
    _kind[:] = [prefecture[-1:] if prefecture[-1:] in "都道府" else "県"]


def kind() -> str:
    """What the prefecture spoken of is: 都, 道, 府 or 県."""
    return _kind[0]


def local(text: str, kind: str) -> str:
    """A phrase as a prefecture of that kind says it: 県内 is 都内 in Tokyo, whose wards stand among the 区市町村.

    Words of the snapshot come so from the ETL.
    """
    if kind == "県":
        return text
    said = _PREFECTURE.sub(kind, text)
    return _MUNICIPALITIES.sub("区市町村", said) if kind == "都" else said


def catalogue(language: str) -> dict[str, str]:
    """All phrases of a language as `{"section.key": text}`."""
    return _phrases(language, _kind[0] if language == "ja" else "県")


@cache
def _phrases(language: str, kind: str) -> dict[str, str]:
    return {key: local(text, kind) for key, text in _written(language).items()}


@cache
def _written(language: str) -> dict[str, str]:
    phrases: dict[str, str] = {}
    for path in sorted(LOCALES.glob(f"*.{language}.toml")):
        phrases |= _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    return phrases


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


def indicators_of(topic: str) -> str:
    """What indicators of a page are called together: by the page's name; those that stand nowhere else have their own."""
    return t("indicator.measures" if topic == "indicator" else f"topic.{topic}")


def code(snapshot: Labels, list_name: str, value: str | None, *, short: bool = False) -> str:
    """Label of a code, e.g. `code(s, "agencies", "A20")`; the code itself when the list does not know it."""
    row = snapshot.codes.get((list_name, str(value)))
    if row is None:
        return "" if value is None else str(value)
    return (row[f"short_{lang()}"] if short else "") or row[lang()] or row["ja"]


def place(snapshot: Labels, kind: str, place_code: str) -> str:
    """Name of a place; `kind` is prefecture, area or municipality."""
    row = snapshot.places.get((kind, str(place_code)))
    return str(place_code) if row is None else row[lang()] or row["ja"]


def prefecture(snapshot: Labels, japanese: str) -> str:
    """Name of any of the 47 prefectures; as it is written where the snapshot's list does not know it."""
    named = (row for (name, _), row in snapshot.codes.items() if name == "prefectures")
    return next((row[lang()] for row in named if row["ja"] == japanese), japanese)


def plain(text: object) -> str:
    """Text from outside (a submission, an address, a file's name) as Markdown that shows it and obeys nothing in it.

    Signs of Markdown, of its directives and formulas become entities; addresses and :names: that would still be made
    into links and pictures of faces are parted by a joiner that nobody sees. Control signs are left out.
    """
    seen = " ".join(_UNSEEN.sub("", str(text)).split())
    parted = _LINKED.sub(lambda match: f"{match[0]}\u2060", seen)
    return _SIGNS.sub(lambda match: f"&#{ord(match[0])};", parted)


def either(japanese: str | None, english: str | None) -> str:
    """The one of two stored texts that fits the language in force."""
    return (english or japanese or "") if lang() == "en" else (japanese or english or "")


def basis(snapshot: Labels, citation: str) -> str:
    """Articles of law in the language in force: 社会福祉法第106条の6 is “Social Welfare Act, Art. 106-6” in English.

    Names of laws come from the code list `laws`; what it does not know stays as it is written.
    """
    if lang() == "ja" or not citation:
        return citation
    english_text = _SECTION.sub(r"sec. \1-\2 ", _ARTICLE.sub(_article, citation))
    named = [(row["ja"], row["en"]) for (name, _), row in snapshot.codes.items() if name == "laws"]
    for japanese, english in sorted(named, key=lambda pair: -len(pair[0])):
        # ・ before a name begins another law; behind an article it joins two of the same one.
        english_text = english_text.replace(f"・{japanese}", f"; {english}, ").replace(
            japanese, f"{english}, "
        )
    for japanese, english in _JOINTS:
        english_text = english_text.replace(japanese, english)
    # No comma where the citation ends, nor before a bracket.
    english_text = re.sub(r"(, )+(?=$|[;)])|,(?= *\()", "", re.sub(r" {2,}", " ", english_text))
    english_text = re.sub(r"(sec\. \d+-\d+) \(", r"\1(", english_text).strip()
    return english_text[:1].upper() + english_text[1:]


def cited(short: str) -> str:
    """The short name of an article as official texts write it: 法15条② is 法第15条第2項, 施行通知2-2 is 施行通知第2の2."""
    return _NOTICE.sub(r"施行通知第\1の\2", _CITED.sub(_in_full, short))


_CITED = re.compile(r"法(\d+)条([①-⑳]?)")
_NOTICE = re.compile(r"施行通知(\d+)-(\d+)")


def _in_full(match: re.Match[str]) -> str:
    article, paragraph = match.groups()
    return f"法第{article}条" + (f"第{ord(paragraph) - ord('①') + 1}項" if paragraph else "")


_SECTION = re.compile(r"第(\d+)の(\d+)")
_JOINTS = (("、", "; "), ("・", ", "), ("（", " ("), ("）", ")"), (",  ", ", "))


def _article(match: re.Match[str]) -> str:
    article, branch, paragraph, item = match.groups()
    parts = [f"Art. {article}" + (f"-{branch}" if branch else "")]
    parts += [f"para. {paragraph}"] if paragraph else []
    parts += [f"item {item}"] if item else []
    return " ".join(parts)
