"""Tables on paper: Markdown tables of answers and of hand-counted numbers, read as they are printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS, COUNTS = HERE / "answers", HERE / "counts"
STATES = {
    "x": "suppressed", "－": "not_applicable", "-": "not_applicable", "不詳": "unknown", "…": "unanswered",
}  # fmt: skip
NOT_COUNTED = "?"
Line = dict[str, str]


@dataclass(frozen=True)
class Told:
    """What a cell of the count says: a number or a word, or the state it has instead."""

    value: float | str | None
    state: str


def tables(path: Path) -> Iterator[tuple[str, list[Line]]]:
    """(heading, lines) of every table of a Markdown file."""
    heading, header, lines = "", None, []
    for text in [*path.read_text("utf-8").splitlines(), ""]:
        if text.startswith("|"):
            cells = [cell.strip() for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]
            if header is None:
                header = cells
            elif not set("".join(cells)) <= set("-:"):
                assert len(cells) == len(header), f"{path.name}: {text}"
                lines.append(dict(zip(header, cells, strict=True)))
            continue
        if header is not None:
            yield heading, lines
            header, lines = None, []
        if text.startswith("#"):
            heading = text.lstrip("#").strip()


def counts() -> dict[str, list[Line]]:
    """Published table → hand-counted lines; the key of a cell is the column's own name (last word of its heading)."""
    found: dict[str, list[Line]] = {}
    for path in sorted(COUNTS.glob("*.md")):
        for heading, lines in tables(path):
            found[heading] = [{head.split()[-1]: cell for head, cell in line.items()} for line in lines]
    return found


def plain(cell: str) -> str:
    """The answer of a cell, without its sum and remarks: 「甲11＋丙3＝14（丙は…）」 → 14."""
    return re.split("[＝→]", re.sub("（[^）]*）", "", cell))[-1].strip()


def told(cell: str) -> Told:
    """The answer as value and state."""
    text = plain(cell)
    if text in STATES:
        return Told(None, STATES[text])
    if text == "無":
        return Told(None, "")
    try:
        return Told(float(text), "value")
    except ValueError:
        return Told({"真": True, "偽": False}.get(text, text), "value")


def each(cell: str) -> list[str]:
    """Keys joined by ・ are lines of their own."""
    return plain(cell).split("・")


SUM = re.compile(r"[＝→]?([甲乙丙]*[0-9.]+(?:[＋−][甲乙丙]*(?:[0-9.]+|－))+)＝(-?[0-9.]+)(?![0-9.])")


def sums(text: str) -> Iterator[tuple[str, float, float]]:
    """(as written, left side worked out, right side) of every plain sum of a text."""
    for left, right in SUM.findall(re.sub("（[^）]*）", "", text)):
        parts = re.findall(r"([＋−]?)[甲乙丙]*([0-9.]+|－)", left)
        amounts = [(-1 if sign == "−" else 1) * (0 if part == "－" else float(part)) for sign, part in parts]
        yield f"{left}＝{right}", sum(amounts), float(right)
