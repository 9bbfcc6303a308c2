"""Text as HTML in which no line ends inside a day, a snapshot's id, a number with its unit, or a name with an arrow."""

import re
from html import escape

_WHOLE = re.compile(
    r"[（(]?\d{4}-\d{2}-\d{2}(?:-[0-9a-f]{8})?[）)]?"  # （2026-03-31）, 2026-03-31-79431d73
    r"|[\u4e00-\u9fff]{2}(?:\d+|\u5143)\u5e74\d+\u6708\d+\u65e5"  # 令和8年3月31日
    r"|\d{1,2} [A-Z][a-z]{2,8} \d{4}"  # 31 March 2026
    r"|\d+–\d+"  # 0–7
    r"|[（(][\u4e00-\u9fff%]{1,5}[）)]"  # （市町村）
    r"|[\d,./]*\d[\u4e00-\u9fff]{1,4}"  # 9件, 16/19市町村
    r"|[^\s、。，「」（）→]{1,10}→[^\s、。，「」（）→]{1,8}"  # 民生主管部局→協議会, where it fits a telephone
)


def unbroken(text: str) -> str:
    """The text escaped, what belongs together in a span that keeps it on one line."""
    parts, end = [], 0
    for match in _WHOLE.finditer(text):
        parts += [escape(text[end : match.start()]), f'<span class="whole">{escape(match[0])}</span>']
        end = match.end()
    return "".join(parts) + escape(text[end:])
