"""How much room a text takes on paper, from above: letters by their width, lines as Office breaks them.

A full-width letter is one em wide in the fonts named in our files (Meiryo UI) and in those that stand in for them. Latin
letters are measured as in the widest of these, DejaVu Sans; so a text that fits by this measure fits in all.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MILLIMETRES = 25.4 / 72  # of a point
LEADING = 1.25  # from line to line, in ems; written into the file, so that every program keeps it
# Hundredths of an em of the letters from blank to ~, one byte each.
_REGULAR = bytes.fromhex(
    "20292e5440604e1c282832542025202240404040404040404040222254545436644545464e403a4e4c1e1e4238574b4f"
    "3d4f46403e4a4563453e452822285432323e4037403e2440401c1c3a1c62403e40402a3528403c523c3c3540224054"
)
_BOLD = bytes.fromhex(
    "232e35544665581f2e2e3554262a26254646464646464646464628285454543b644e4d4a544545535426264e40645456"
    "4a564e4945524e6f4e49492e252e54323244483c48442c4848232343236948454848323c3048425d41423b48254854"
)
_OTHER = 0.8  # accented letters and half-width signs
_APART = 0.25  # ems that some programs set between full-width and Latin letters
# A line may end before a full-width letter and after a blank; closing signs stay with what they close.
_PIECE = re.compile(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef][、。，．）」』】〕・：；！？ー％]*")


@lru_cache(maxsize=8192)
def _ems(text: str, bold: bool) -> float:
    wide, before = 0.0, ""
    table = _BOLD if bold else _REGULAR
    for letter in text:
        full = unicodedata.east_asian_width(letter) in "WFA"
        kind = "full" if full else "latin"
        wide += _APART if before and kind != before else 0.0
        wide += 1.0 if full else table[ord(letter) - 32] / 100 if " " <= letter <= "~" else _OTHER
        before = kind
    return wide


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Millimetres of a line of text, its letters `size` points high."""
    return _ems(text, bold) * size * MILLIMETRES


def lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """How many lines a text breaks into within `room` millimetres; a word longer than a line is cut."""
    return sum(_lines(part, size, room, bold) for part in text.split("\n"))


def _lines(text: str, size: float, room: float, bold: bool) -> int:
    if width(text, size, bold=bold) <= room:
        return 1
    count, used, before = 1, 0.0, ""
    for piece in _PIECE.findall(text):
        kind = "" if piece.isspace() else "full" if piece[0] > "\u2e80" else "latin"
        wide = width(piece, size, bold=bold)
        # Set apart where one follows the other on a line, whichever comes first.
        apart = _APART * size * MILLIMETRES if used and before and kind and kind != before else 0.0
        before = kind
        if used + apart + wide <= room:
            used += apart + wide
        elif piece.isspace():
            continue
        elif wide <= room:
            count, used = count + 1, wide
        else:  # a word longer than a line begins on one of its own
            count += (1 if used else 0) + int(wide // room)
            used = wide % room
    return count


def height(text: str, size: float, room: float, *, bold: bool = False) -> float:
    """Millimetres from the top of the first line to the bottom of the last."""
    return lines(text, size, room, bold=bold) * size * LEADING * MILLIMETRES


def fitting(
    texts: Sequence[str], sizes: Sequence[float], room: float, tall: float, *, bold: bool = False
) -> float:
    """The largest of `sizes` (points, falling) at which the texts, one below the other, are no higher than `tall`."""
    for size in sizes:
        if sum(height(text, size, room, bold=bold) for text in texts) <= tall:
            return size
    return sizes[-1]


def columns(widest: Sequence[float], room: float) -> tuple[float, ...]:
    """Widths of columns whose texts want `widest`: what they want where there is room, else long ones share the rest."""
    if sum(widest) <= room:
        return tuple(part * room / sum(widest) for part in widest)
    level, left = 0.0, room
    for at, part in enumerate(sorted(widest)):
        level = left / (len(widest) - at)
        if part > level:
            break
        left -= part
    return tuple(min(part, level) for part in widest)
