"""Text as HTML in which no line ends inside a day, a snapshot's id, a number with its unit, or a name with an arrow."""

import re
from html import escape

# 2026-03-31 and 2026-03-31-79431d73 in their brackets; 令和8年3月31日; 9件 and 16/19市町村; （市町村）; 民生主管部局→協議会
# where it fits a telephone.
_WHOLE = re.compile(
    r"[（(]?\d{4}-\d{2}-\d{2}(?:-[0-9a-f]{8})?[）)]?"
    r"|[\u4e00-\u9fff]{2}(?:\d+|\u5143)\u5e74\d+\u6708\d+\u65e5"
    r"|[（(][\u4e00-\u9fff%]{1,5}[）)]"
    r"|[\d,./]*\d[\u4e00-\u9fff]{1,4}"
    r"|[^\s、。，「」（）→]{1,10}→[^\s、。，「」（）→]{1,8}"
)


def unbroken(text: str) -> str:
    """The text escaped, what belongs together in a span that keeps it on one line."""
    parts, end = [], 0
    for match in _WHOLE.finditer(text):
        parts += [escape(text[end : match.start()]), f'<span class="whole">{escape(match[0])}</span>']
        end = match.end()
    return "".join(parts) + escape(text[end:])
