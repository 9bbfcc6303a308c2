"""What every catalogue model shares: strict names, texts in two languages, municipality codes."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator


def is_lg_code(text: str) -> bool:
    """Six digits whose last is the check digit (全国地方公共団体コード): 11 − Σ(6…2 × digit) mod 11, its last digit."""
    return bool(re.fullmatch(r"[0-9]{6}", text)) and with_check_digit(text[:5]) == text


def with_check_digit(code5: str) -> str:
    """The six-digit code of five digits (JIS X 0402)."""
    total = sum(weight * int(digit) for weight, digit in zip(range(6, 1, -1), code5, strict=True))
    return f"{code5}{(11 - total % 11) % 10}"


def _lg_code(text: str) -> str:
    if not is_lg_code(text):
        raise ValueError(f"「{text}」は団体コード（検査数字付き6桁）ではありません")
    return text


# 都道府県 and the municipalities of another count stay what they are.
_PREFECTURE = re.compile("(?<!府)県")
_MUNICIPALITIES = re.compile("(?<![区特])市町村")


def local(text: str, prefecture: str) -> str:
    """Our own words as the prefecture of that name says them: 都内 and 区市町村 in 東京都, 道内 in 北海道, 府内 in a 府."""
    kind = prefecture[-1:]
    if kind not in "都道府":
        return text
    # 都 alone has 区 that are municipalities; 道 and 府 say 市町村 like everybody else.
    localised = _PREFECTURE.sub(kind, text)
    return _MUNICIPALITIES.sub("区市町村", localised) if kind == "都" else localised


LgCode = Annotated[str, AfterValidator(_lg_code)]


class Model(BaseModel):
    """Frozen, and strict about names: a misspelt key is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Words(Model):
    """One text in both languages, or empty in both."""

    ja: str
    en: str

    @model_validator(mode="after")
    def _both(self) -> Self:
        if bool(self.ja) != bool(self.en):
            raise ValueError("ja と en の一方だけが空です")
        return self


def _said(text: Words) -> Words:
    if not text.ja:
        raise ValueError("ja と en を書いてください")
    return text


Said = Annotated[Words, AfterValidator(_said)]
