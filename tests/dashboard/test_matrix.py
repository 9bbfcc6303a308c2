"""Matrices: every cell says its number, sign or glyph; a suppressed cell is hatched and never shaded."""

import numpy as np
import pandas as pd

from dashboard import theme
from dashboard.charts import marks

FRAME = pd.DataFrame({
    "row": ["甲", "甲", "乙", "乙"], "column": ["A", "B"] * 2, "value": [10, 0, None, None],
    "state": ["value", "value", "suppressed", "unanswered"], "code": ["1", "2", "3", "4"],
})  # fmt: skip


def layers(drawn):
    return drawn.data[0], drawn.data[1:-1], drawn.data[-1]


def test_every_cell_carries_its_number_or_sign():
    *_, cells = layers(marks.heat(FRAME, x="column", y="row", unit="件"))
    told = dict(zip(zip(cells.y, cells.x, strict=True), cells.text, strict=True))
    assert told == {("甲", "A"): "10", ("甲", "B"): "0", ("乙", "A"): "x", ("乙", "B"): "…"}
    assert [spoken for _, spoken in cells.customdata] == ["10件", "0件", "x", "…"]


def test_only_numbers_are_shaded_and_only_suppressed_cells_hatched():
    shades, (hatch,), _ = layers(marks.heat(FRAME, x="column", y="row"))
    assert np.array_equal(np.asarray(shades.z, dtype=float), [[10, 0], [np.nan, np.nan]], equal_nan=True)
    assert hatch.fillpattern.shape == "/" and hatch.fillcolor == theme.HIDDEN_FILL
    assert [v for v in hatch.x if v is not None] == [-0.48, 0.48, 0.48, -0.48, -0.48]
    assert min(v for v in hatch.y if v is not None) == 1 - 0.48


def test_the_hatched_squares_lie_on_the_cells_they_belong_to():
    drawn = marks.heat(FRAME, x="column", y="row")
    for one, other in (("xaxis", "xaxis2"), ("yaxis", "yaxis2")):
        assert tuple(drawn.layout[one].range) == tuple(drawn.layout[other].range)
        assert drawn.layout[one].overlaying == f"{one[0]}2"


def test_nothing_suppressed_needs_no_hatch():
    shown = FRAME[FRAME["state"] != "suppressed"]
    assert len(marks.heat(shown, x="column", y="row").data) == 2


def test_a_pair_that_is_not_in_the_frame_stays_empty():
    shades, *_ = layers(marks.heat(FRAME.head(3), x="column", y="row"))
    assert np.isnan(np.asarray(shades.z, dtype=float)[1]).all()


def test_darker_is_more_and_numbers_stay_readable():
    many = pd.DataFrame(
        {"row": "甲", "column": list("abcdefghijk"), "value": range(0, 110, 10), "state": "value"}
    )
    drawn = marks.heat(many, x="column", y="row")
    inks = drawn.data[-1].textfont.color
    assert inks[0] == theme.INK and inks[-1] == theme.CARD
    assert drawn.data[0].zmin == 0 and drawn.data[0].zmax == 100


def test_orders_are_kept_and_the_first_row_is_on_top():
    drawn = marks.heat(FRAME, x="column", y="row", x_order=["B", "A"], y_order=["乙", "甲"])
    assert list(drawn.layout.xaxis.categoryarray) == ["B", "A"]
    assert list(drawn.layout.yaxis.categoryarray) == ["乙", "甲"] and tuple(drawn.layout.yaxis.range) == (
        1.5,
        -0.5,
    )


def test_a_cell_hands_on_its_key():
    cells = marks.heat(FRAME, x="column", y="row", key="code").data[-1]
    assert [key for key, _ in cells.customdata] == ["1", "2", "3", "4"]


STATUSES = pd.DataFrame({
    "row": list("甲乙丙"), "column": "①", "status": ["3", "0", "9"], "glyph": ["●", "○", "…"],
    "word": ["実施", "未実施", "未回答"],
})  # fmt: skip


def test_a_status_is_told_by_fill_glyph_and_word():
    drawn = marks.glyphs(STATUSES, x="column", y="row", glyph="glyph", status="status", word="word")
    assert list(drawn.data[-1].text) == ["●", "○", "…"]
    assert [word for _, word in drawn.data[-1].customdata] == ["実施", "未実施", "未回答"]
    order = list(theme.STATUS)
    assert np.asarray(drawn.data[0].z, dtype=float).ravel().tolist() == [
        order.index(s) for s in ("3", "0", "9")
    ]


def test_every_status_has_its_own_step_of_colour():
    drawn = marks.glyphs(STATUSES, x="column", y="row", glyph="glyph", status="status", word="word")
    scale = [colour for _, colour in drawn.data[0].colorscale]
    assert scale[::2] == scale[1::2] == [fill for fill, _ in theme.STATUS.values()]


def test_the_text_of_a_status_is_readable_on_its_fill():
    for fill, ink in theme.STATUS.values():
        assert marks.contrast(fill, ink) >= 4.5
