"""Heads of columns: whatever they say, none lies on another, none is cut, and a word stays whole."""

import math
from itertools import combinations, groupby

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard import words
from dashboard.charts import checklist, heads, labels, matrix, paper
from dashboard.widgets import screen

NAMES = st.lists(
    st.text("abMWi -会議の支援・（）カー", min_size=1, max_size=34).filter(str.strip),
    min_size=1,
    max_size=12,
    unique=True,
)
LINE = 14  # pixels from the top of the highest letter to the foot of the lowest


def wide(text: str) -> float:
    return labels.width(text) - labels.width("")


@given(NAMES, st.floats(22, 300))
def test_no_head_lies_on_its_neighbour(names, column):
    made = heads.heads(names, column)
    assert len(made.texts) == len(names)
    longest = max(wide(line) for text in made.texts for line in text.split("\n"))
    if made.angle == 0:
        assert longest < column
    else:
        assert all("\n" not in text for text in made.texts), "lines of a turned head would stand side by side"
        assert column * math.sin(math.radians(abs(made.angle))) >= LINE
        assert made.tall >= int(longest * math.sin(math.radians(abs(made.angle))))


@given(st.text("abM -会議の支援・（）カー12", min_size=1, max_size=40), st.integers(2, 20))
@example("Form 3", 3)
def test_every_line_is_a_piece_of_its_text_as_it_stands(text, width):
    for lines in (paper.broken(text, width).split("\n"), paper.words_in_lines(text, width)):
        assert all(line.strip() in text for line in lines), lines


@given(NAMES, st.floats(22, 300))
def test_a_head_says_its_whole_name(names, column):
    bare = str.maketrans("", "", " \n")
    told = [text.translate(bare) for text in heads.heads(names, column).texts]
    assert told == [name.translate(bare) for name in names]


@pytest.mark.parametrize(
    ("column", "angle"), [(170, 0), (110, 0), (60, 40), (24, -90)]
)  # as wide as its lines, as its words, as a line is high, narrower
def test_a_head_turns_only_where_a_word_has_no_room(column, angle):
    names = ["Deciding responsibility", "Handling of personal information", "Liaison"]
    assert heads.heads(names, column).angle == angle


@pytest.mark.parametrize(
    ("name", "column", "lines"),
    [
        ("個人情報の規程", 80, ["個人情報の", "規程"]),
        ("重層的支援会議", 75, ["重層的支援", "会議"]),  # a long word in parts of more than a letter …
        ("重層的支援会議", 40, None),  # … or, where they would be short, it turns
        ("コミュニティ", 75, None),
        ("Welfare → platform", 95, ["Welfare", "→ platform"]),
        ("つなぎ先\n件", 90, ["つなぎ先", "件"]),  # a unit stays below what it is of
    ],
)
def test_lines_end_between_words(name, column, lines):
    made = heads.heads([name], column)
    assert (made.texts[0].split("\n") if made.angle == 0 else None) == lines


def drawn(columns, rows=("甲市", "新温泉町（兵庫県）"), **given):
    frame = pd.DataFrame([(row, column, 1, "value") for row in rows for column in columns])
    return matrix.heat(
        frame.set_axis(["row", "column", "value", "state"], axis=1), x="column", y="row", **given
    )


def test_a_matrix_is_as_high_as_its_heads_need():
    short, long = drawn(["甲", "乙"]), drawn([f"Handling of personal information {n}" for n in range(9)])
    assert short.layout.xaxis.tickangle == 0 and long.layout.xaxis.tickangle
    assert long.layout.height - short.layout.height == heads.beyond(long) > 0 == heads.beyond(short)


def test_lines_of_heads_are_lines_on_the_page():
    """Not the letters <br>: what a chart writes is shown as it stands."""
    shown = paper.plain(drawn(["Deciding responsibility", "Liaison"], wide=400)).layout.xaxis.ticktext
    assert shown[0] == "Deciding<br>responsibility"


def test_long_names_of_rows_leave_the_columns_half_of_the_figure():
    names = ("Community building: participants (attendances)", "Portal")
    short, long = drawn(["FY2024", "FY2025"], rows=("A", "B")), drawn(["FY2024", "FY2025"], rows=names)
    assert long.layout.xaxis.tickangle == 0 and short.layout.yaxis.ticktext is None
    assert heads.room(long, heads.LEAST) >= heads.LEAST / 2
    lines = max(text.count("\n") + 1 for text in long.layout.yaxis.ticktext)
    assert (long.layout.height - 90) / 2 >= 16 * lines


def test_heads_are_laid_out_anew_for_another_width():
    names = [
        "Deciding responsibility",
        "Handling of personal information",
        "Understanding of the other party",
    ]
    figure = drawn(names, wide=heads.PAGE)
    before = figure.layout.height
    assert figure.layout.xaxis.tickangle == 0
    heads.stand(figure, screen.NARROW)
    assert figure.layout.xaxis.tickangle == 40 and figure.layout.height > before
    assert heads.stand(figure, heads.PAGE).layout.height == before


def test_names_of_rows_leave_the_columns_less_room():
    short, long = "新温泉町（兵庫県）", "社会福祉協議会・民生委員"
    few, more = drawn(["甲"], rows=(short,)), drawn(["甲"], rows=(long,))
    assert heads.room(few, 600) - heads.room(more, 600) == wide(long) - wide(short)


def test_a_word_longer_than_a_line_is_not_cut():
    words.use("ja")
    assert paper.words_in_lines("連絡調整担当", 3) == ["連絡調整担当"]


PARAGRAPHS = [
    "3(1)",
    "3(2)①",
    "法第18条",
    "施行通知第2の2",
    "法第15条第2項",
    "Enforcement notification 2-2",
    "Act Art. 17(1)",
]


@given(
    st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=15),
    st.sampled_from([screen.NARROW, 560, 700, heads.PAGE]),
)
def test_names_of_paragraphs_below_columns_lie_on_no_other(paragraphs, wide_):
    """In any window, on as many lines as it takes, on one where all have room there; none beyond the edge or the figure."""
    words.use("ja")
    figure = drawn([f"項目{at}" for at in range(len(paragraphs))], wide=wide_)
    lines, notes = checklist._brackets(paragraphs)
    paper.over(figure, lines, notes)
    inside = figure.layout.height - (figure.layout.margin.b or 0)
    heads.below(figure, wide_)
    across = heads.room(figure, wide_)
    boxes = []
    for note in figure.layout.annotations:
        x, half = (note.x + 0.5) * across / len(paragraphs) + note.xshift, wide(note.text) * 12 / 13 / 2
        boxes.append((x - half, x + half, -note.yshift))
        assert x + half <= across + (figure.layout.margin.r or 0) + 1
        assert LINE - 2 - note.yshift <= figure.layout.margin.b
    for one, other in combinations(boxes, 2):
        assert one[1] < other[0] or other[1] < one[0] or abs(one[2] - other[2]) >= LINE - 2
    runs = [len(list(run)) for _, run in groupby(paragraphs)]
    roomy = all(b[1] - b[0] + 4 <= n * across / len(paragraphs) for b, n in zip(boxes, runs, strict=True))
    assert not roomy or len({box[2] for box in boxes}) == 1
    assert figure.layout.height - figure.layout.margin.b == inside, "cells keep their height"
