"""Readings in Latin letters (Hepburn without long marks), for places that have no official English name at hand."""

import re

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さ_すせそ",
    "t": "た__てと",
    "n": "なにぬねの",
    "h": "はひ_へほ",
    "m": "まみむめも",
    "y": "や_ゆ_よ",
    "r": "らりるれろ",
    "w": "わ___を",
    "g": "がぎぐげご",
    "z": "ざ_ずぜぞ",
    "d": "だ__でど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
_SINGLE = {
    kana: row + vowel
    for row, kanas in _ROWS.items()
    for kana, vowel in zip(kanas, "aiueo", strict=True)
    if kana != "_"
} | {
    "し": "shi",
    "ち": "chi",
    "つ": "tsu",
    "ふ": "fu",
    "じ": "ji",
    "ぢ": "ji",
    "づ": "zu",
    "ん": "n",
    "ヶ": "ga",
}
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
# The kind of municipality is not part of the name in English: とっとりし → Tottori.
_SUFFIXES = {"市": ("し",), "町": ("ちょう", "まち"), "村": ("むら", "そん"), "特別区": ("く",)}


def name(kana: str, kind: str) -> str:
    """とっとりし, 市 → Tottori."""
    stem = next((kana.removesuffix(end) for end in _SUFFIXES.get(kind, ()) if kana.endswith(end)), kana)
    return romanised(stem).capitalize()


def romanised(kana: str) -> str:
    """Hiragana in Latin letters; long o and u are written short, but not before 浦: ことうら → kotoura."""
    if kana.endswith("うら") and len(kana) > len("うら"):
        return romanised(kana.removesuffix("うら")) + "ura"
    letters = ""
    for sign in kana:
        if sign in _SMALL and letters.endswith("i"):
            stem = letters[:-1]
            letters = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + _SMALL[sign]
        else:
            letters += "っ" if sign == "っ" else _SINGLE.get(sign, "")
    # Before other consonants are doubled: Hepburn writes tch, not cch.
    letters = re.sub("っch", "tch", letters)
    letters = re.sub("っ(.)", r"\1\1", letters)
    return re.sub("uu", "u", re.sub("o[ou]", "o", letters))
