"""Texts from outside are shown, never obeyed: no link, picture, formula, colour or face is made of them."""

import ast
import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import words

ROOT = Path(words.__file__).parent
TRICKS = (
    "![x](http://evil.example/a.png) [ここ](http://evil.example) <img src=x onerror=alert(1)> $E=mc^2$ :red[赤] "
    ":material/home: :smile: **太字** # 見出し | 表 | `code` www.evil.example a@evil.example ~~消~~ \\"
)
# What Streamlit reads as Markdown.
SHOWN = {
    "write",
    "markdown",
    "warning",
    "info",
    "error",
    "success",
    "caption",
    "page_link",
    "button",
    "expander",
    "popover",
}
# What comes from outside by its name: a column that a submission fills, a parameter of the address.
OUTSIDE_COLUMNS = {
    "title",
    "place",
    "summary",
    "background",
    "action",
    "device",
    "result",
    "challenge",
    "sustain",
    "body_name",
}
OUTSIDE_NAMES = {"wanted", "text", "folder"}


@given(st.text())
def test_nothing_is_left_that_markdown_reads(text):
    shown = words.plain(text)
    assert not re.search(r"[!-\"$%'-/:<-@\[-`{-~]|&(?!#\d+;)|#(?!\d+;)", shown)
    unseen = [range(9), range(14, 32), range(127, 160), range(0x202A, 0x202F), range(0x2066, 0x206A)]
    gone = {chr(sign) for signs in unseen for sign in signs} | set("\u061c\u200e\u200f")
    left = "".join(sign for sign in text if sign not in gone)
    assert html.unescape(shown).replace("\u2060", "") == " ".join(left.split()).replace("\u2060", "")


def test_links_and_faces_are_parted():
    for piece in (
        "http://evil.example",
        "HTTPS://evil.example",
        "www.evil.example",
        "a@evil.example",
        ":smile:",
    ):
        assert piece not in html.unescape(words.plain(piece)) and "\u2060" in words.plain(piece)


@pytest.mark.parametrize(
    ("topic", "parameter"), [("practices", "case"), ("municipality", "find"), ("practices", "q")]
)
def test_tricks_in_the_address_are_shown_as_they_are(opened, topic, parameter):
    page = opened(topic, **{parameter: TRICKS}).at
    told = [one.value for kind in (page.markdown, page.warning, page.info, page.caption) for one in kind]
    assert not any(
        trick in text
        for text in told
        for trick in ("](http", "<img", "$E=", ":red[", ":material/home:", "www.evil")
    )
    assert not page.exception


def test_every_text_from_outside_goes_through_one_function():
    """A house rule: no such text is handed to Streamlit's Markdown but through `words.plain`."""
    faults = []
    for file in sorted([*(ROOT / "views").glob("*.py"), *(ROOT / "widgets").glob("*.py")]):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            function = call.func if isinstance(call, ast.Call) else None
            if (
                not isinstance(function, ast.Attribute)
                or function.attr not in SHOWN
                or ast.unparse(function.value) != "st"
            ):
                continue
            keywords = [one.value for one in call.keywords if one.arg in (None, "label", "body", "help")]
            faults += [
                f"{file.name}:{call.lineno} {name}"
                for part in [*call.args, *keywords]
                for name in _bare(part)
            ]
    assert faults == []


def _bare(part: ast.AST):
    """Names from outside below this node that no call of plain() stands above."""
    if isinstance(part, ast.Call) and ast.unparse(part.func).endswith("plain"):
        return
    if (
        isinstance(part, ast.Subscript)
        and isinstance(part.slice, ast.Constant)
        and part.slice.value in OUTSIDE_COLUMNS
    ):
        yield ast.unparse(part)
    if isinstance(part, ast.Name) and part.id in OUTSIDE_NAMES:
        yield part.id
    for child in ast.iter_child_nodes(part):
        yield from _bare(child)
