"""参画体制 as figures: nobody's answer is not a zero, joint bodies count as much as own ones, maps stay at home."""

import json
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import theme
from dashboard.charts import map as maps
from dashboard.charts import paper
from dashboard.charts import participation as chart

SHEET = maps.Sheet((133.1, 35.0, 134.5, 35.7))


def places(**changes) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "lg_code": ["312011", "312029"],
            "label": ["● 鳥取市", "○ 米子市"],
            "lat": [35.43, 35.42],
            "lon": [134.12, 133.34],
            "status": ["設置済", "予定なし"],
            "fill": ["#0017C1", "#FFFFFF"],
            "detail": ["鳥取市\n設置済", "米子市\n予定なし"],
        }
    )
    return frame.assign(**changes)


def pairs(points: list[tuple[float, float]]) -> pd.DataFrame:
    ends = [(a, b) for i, a in enumerate(points) for b in points[i + 1 :]]
    return pd.DataFrame({
        "from_lon": [a[0] for a, _ in ends], "from_lat": [a[1] for a, _ in ends],
        "to_lon": [b[0] for _, b in ends], "to_lat": [b[1] for _, b in ends],
        "width": 3, "state": "value", "detail": "", "directed": False,
    })  # fmt: skip


def test_a_joint_body_looks_as_set_up_as_an_own_one():
    assert theme.SETUP["S5"][:2] == theme.SETUP["E1"][:2]
    assert len({glyph for _, _, glyph in theme.SETUP.values()}) == len(theme.SETUP)


def test_every_cell_of_the_matrix_says_its_status_in_sign_and_word():
    frame = pd.DataFrame(
        {
            "municipality": ["鳥取市", "米子市"],
            "body": ["地域協議会"] * 2,
            "standing": ["E1", "E9"],
            "word": ["設置済", "未回答"],
        }
    )
    cells = chart.standings(frame, theme.SETUP, x="body", brief="word").data[-1]
    assert list(cells.text) == ["● 設置済", "… 未回答"]


def test_seven_joint_municipalities_need_six_lines():
    seven = [(134 + 0.1 * at, 35 + 0.03 * at * at) for at in range(7)]
    assert len(pairs(seven)) == 21
    kept = maps.spanned(pairs(seven))
    sides = kept[["from_lon", "from_lat"]].to_numpy(), kept[["to_lon", "to_lat"]].to_numpy()
    joined = {tuple(point) for side in sides for point in side}
    assert len(kept) == 6 and joined == set(seven)


def test_two_groups_stay_two_groups():
    near, far = [(134.0, 35.0), (134.1, 35.0), (134.2, 35.0)], [(133.0, 35.4), (133.1, 35.4)]
    assert len(maps.spanned(pd.concat([pairs(near), pairs(far)], ignore_index=True))) == 3


def test_the_map_asks_nobody_outside_and_carries_no_geometry():
    text = maps.deck(places(), "/assets/boundaries.geojson", sheet=SHEET).to_json()
    found = json.loads(text)
    assert found.get("mapProvider") is None and found["mapStyle"] is not None  # None would fetch a base map
    assert "http" not in text and "/assets/boundaries.geojson" in text
    assert len(text) < 12_000


def test_the_map_colours_by_code_and_leaves_the_rest_out():
    fill = maps._fills(places())
    assert 'id == "312011" ? [0, 23, 193, 255]' in fill and fill.endswith("[250, 250, 250, 255]")


def test_the_drawn_map_has_one_shape_a_status_and_names_every_place():
    square = np.array([[134.0, 35.0], [134.1, 35.0], [134.1, 35.1], [134.0, 35.0], [np.nan, np.nan]])
    drawn = maps.drawing(places(), {"312011": square, "312029": square + 0.2}, sheet=SHEET)
    assert [trace.name for trace in drawn.data] == ["設置済", "予定なし"]
    assert [note.text for note in drawn.layout.annotations] == ["● 鳥取市", "○ 米子市"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("重層的支援会議", 6, ["重層的支援会議"]),  # a letter alone would be no word
        ("支援会議の開催（回）", 7, ["支援会議の開催", "（回）"]),
        ("つながりサポーター養成", 8, ["つながり", "サポーター養成"]),
        ("既存の会議体の分科会に組込み", 8, ["既存の会議体の", "分科会に組込み"]),
        ("居場所（か所・年度末）", 8, ["居場所", "（か所・年度末）"]),
        ("数として読めない値｜様式5｜行の差戻し", 16, ["数として読めない値｜様式5｜", "行の差戻し"]),
        ("Consent breakdown | Form 3 | Row returned", 16, ["Consent breakdown |", "Form 3 | Row returned"]),
        ("Prefecture–coordinator", 10, ["Prefecture–", "coordinator"]),
        ("重層事業者 →協議会", 9, ["重層事業者", "→協議会"]),
        ("Providers in council", 9, ["Providers in", "council"]),
        ("福祉部局 →PF", 9, ["福祉部局", "→PF"]),
        ("PF", 6, ["PF"]),
        ("プラットフォームの参画団体（団体）", 8, ["プラットフォームの", "参画団体（団体）"]),
    ],
)
def test_axis_labels_break_without_losing_a_character(text, width, lines):
    broken = paper.broken(text, width).split("\n")
    assert broken == lines and "".join(broken).replace(" ", "") == text.replace(" ", "")


PARTS = ["支援", "会議", "の", "サポーター", "ショップ", "（回）", "「県」"]
SIGNS = ["・", "、", "→", " ", "PF", "support", "co-op", "–"]


@given(st.lists(st.sampled_from(PARTS + SIGNS), min_size=1, max_size=14).map("".join), st.integers(4, 16))
def test_a_label_is_broken_where_a_reader_would(text, width):
    """No word of Latin letters is cut, no line begins with a sign that ends one, none ends with one that begins one."""
    lines = paper.broken(text, width).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    text = re.sub(" +", " ", text)  # a line ends where a word does, whatever room was left behind it
    for before, line in pairwise(lines):
        cut = re.search("[（「→]$|[a-z]$", before) and re.match("[a-z]", line)
        hanging = re.match("[）」、・ーョッ]", line) or re.search("[（「→]$", before)
        assert not (cut or hanging) or f"{before} {line}" in text, lines


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=14).map("".join), st.integers(6, 16))
def test_no_line_of_a_label_is_longer_than_its_room(text, width):
    """But for a letter that would stand alone, and for signs that begin no line."""
    lines = paper.broken(text, width).split("\n")
    assert max(map(len, lines)) <= width + 2, lines


def history(states: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": ["相談（件）"] * 3,
            "year": ["R5(2023)", "R6(2024)", "R7(2025)"],
            "value": [12.0, None, None],
            "state": states,
        }
    )


def test_a_history_shows_numbers_and_signs_never_shades_for_signs():
    drawn = chart.trend(history(["value", "suppressed", "unanswered"]), ["R5(2023)", "R6(2024)", "R7(2025)"])
    assert list(drawn.data[-1].text) == ["12", "x", "…"]
    shades = np.asarray(drawn.data[0].z, dtype=float)
    assert shades[0][0] == 1 and np.isnan(shades[0][1:]).all()


def test_a_history_without_states_is_refused():
    with pytest.raises(ValueError, match="state"):
        chart.trend(history(["value"] * 3).drop(columns="state"), [])


def test_municipalities_without_both_bodies_carry_a_sign_instead_of_a_zero():
    frame = pd.DataFrame(
        {
            "municipality": ["鳥取市", "鳥取市", "米子市", "米子市", "大山町", "大山町"],
            "pair": ["meetings", "platform"] * 3,
            "value": [0.4, 0.5, None, None, None, None],
            "state": ["value"] * 2 + ["not_applicable"] * 2 + ["unanswered"] * 2,
        }
    )
    *shares, signs = chart.overlaps(frame).data
    assert all("米子市" not in trace.y for trace in shares)
    assert list(signs.y) == ["米子市", "大山町"] and list(signs.text) == ["－", "…"]
    assert all(x < 0 for x in signs.x)  # beside the scale: on it a sign would be a share
    assert [note.text for note in chart.overlaps(frame).layout.annotations] == ["40.0%", "50.0%"]


def test_horizontality_stands_on_zero_to_one():
    frame = pd.DataFrame({
        "measure": ["相互性"], "value": [0.4], "low": [0.3], "high": [0.5], "state": ["value"], "said": ["0.40"],
    })  # fmt: skip
    drawn = chart.horizontality(frame)
    assert tuple(drawn.layout.xaxis.range) == (0, 1.04)


def test_signs_and_fills_of_seats_differ_for_every_state():
    assert len({glyph for *_, glyph in theme.SEATS.values()}) == len(theme.SEATS)
    assert theme.SEATS["unanswered"][0] != theme.STATUS["0"][0]
