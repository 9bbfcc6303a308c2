"""`tsunagari protect FILE.json`: 表を渡すと秘匿の仕方が返り、直せない表は、どこが悪いかを日本語で言って終わる。"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl.suppression import BadTable, json_format, protect

SUMS = [
    [[0, 1], [1, 1], [2, -1]],
    [[3, 1], [4, 1], [5, -1]],
    [[0, 1], [3, 1], [6, -1]],
    [[1, 1], [4, 1], [7, -1]],
]
GIVEN = {
    "values": [3, 40, 43, 20, 31, 51, 23, 71],
    "relations": SUMS,
    "primary": [{"cell": 0, "lower": 2, "upper": 7, "sliding": 9}],
}


def run(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "etl.cli", "protect", str(file)]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


def test_a_table_goes_in_and_its_pattern_comes_out(tmp_path: Path) -> None:
    file = tmp_path / "table.json"
    file.write_text(json.dumps(GIVEN), "utf-8")
    done = run(file)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["suppressed"] == [0, 2, 6] or answer["cost"] == len(answer["suppressed"])
    assert answer["proven"] is True and answer["bound"] == answer["cost"] and answer["gap"] == 0
    low, high = answer["intervals"]["0"]
    assert low <= 1 and (high is None or high >= 10)


def test_a_refusal_is_one_japanese_sentence_and_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "table.json"
    file.write_text(json.dumps(GIVEN | {"values": [3, 40, 44, 20, 31, 51, 23, 71]}), "utf-8")
    done = run(file)
    assert done.returncode == 1 and done.stdout == ""
    assert "関係#0の合計が合いません（差-1）" in done.stderr and "Traceback" not in done.stderr


def test_every_optional_key_is_read() -> None:
    table, seconds = json_format.table_of(
        GIVEN
        | {
            "cost": [1, 1, 9, 1, 1, 9, 9, 9],
            "lower_bound": [1] * 8,
            "upper_bound": [100, None, 200, None, None, None, None, None],
            "public": [2, 5, 6, 7],
            "insiders": [{"knows": [3], "protects": []}],
            "time_limit": 5,
        }
    )
    assert seconds == 5 and table.upper_bound[1] is None and table.insiders[0].knows == (3,)
    assert protect(table).suppressed == {0, 1, 3, 4}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"values": [3, 40, 43, 20, 31, 51, 23, -71]}, "セル#7の値-71"),
        ({"values": [3.5, 40, 43, 20, 31, 51, 23, 71]}, "セル#0の値3.5"),
        ({"values": ["3", 40, 43, 20, 31, 51, 23, 71]}, "セル#0の値3"),
        ({"values": None}, "関係#0: セル番号0"),
        ({"relations": [*SUMS, [[0, 1], [9, -1]]]}, "関係#4: セル番号9"),
        ({"relations": [*SUMS, [[0, 1], [0, -1]]]}, "関係#4に同じセルが二度"),
        ({"relations": [*SUMS, [[0, 0]]]}, "関係#4の係数"),
        ({"relations": [*SUMS, [0, 1]]}, "relations[4]"),
        ({"primary": [{"cell": 8, "lower": 1, "upper": 1}]}, "セル番号8"),
        ({"primary": [{"cell": 0, "lower": 1}, {"cell": 0, "upper": 1}]}, "セル#0の保護が二重"),
        ({"primary": [{"cell": 0, "lower": 4, "upper": 1}]}, "セル#0は-1から4まで"),
        ({"primary": [{"cell": 0, "lower": "a"}]}, "primary[0]のlower"),
        ({"primary": [{"cell": 0, "lower": -1}]}, "セル#0の保護幅"),
        ({"primary": [{"lower": 1}]}, "primary[0]にcell"),
        ({"cost": [1, 2]}, "costは2個"),
        ({"cost": [1, 2, 3, 4, 5, 6, 7, -8]}, "セル#7の費用"),
        ({"lower_bound": [0] * 9}, "lower_boundは9個"),
        ({"upper_bound": [2] * 8}, "セル#0の値3が上限2"),
        ({"public": [0]}, "セル#0は公開と秘匿の両方"),
        ({"public": ["甲"]}, "publicのセル番号「甲」"),
        ({"insiders": [{"knows": [0], "protects": [0]}]}, "セル#0"),
        ({"insiders": [{"knows": [1, 2, 3, 6], "protects": [0]}]}, "セル#0、#0に対しては"),
        ({"time_limit": -1}, "time_limit"),
        ({"timelimit": 1}, "timelimit"),
    ],
)
def test_bad_input_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(BadTable) as refusal:
        table, _ = json_format.table_of(GIVEN | change)
        protect(table)
    assert named in refusal.value.ja


def test_a_file_that_is_not_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "table.json").write_text("[1,", "utf-8")
    with pytest.raises(BadTable, match=r"table\.json"):
        json_format.read(tmp_path / "table.json")
    with pytest.raises(BadTable, match=r"nowhere\.json"):
        json_format.read(tmp_path / "nowhere.json")


def test_real_coefficients_and_whole_floats_are_welcome() -> None:
    table, _ = json_format.table_of(
        {"values": [4.0, 6, 5], "relations": [[[0, 0.5], [1, 0.5], [2, -1]]], "primary": [{"cell": 0}]}
    )
    assert protect(table).cost == 2
