"""A table to protect as JSON, and the answer as JSON: for instances from the literature and for other offices' tables.

Only `values`, `relations` and `primary` are required; everything else has the default of `Table`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.suppression.model import BadTable, Insider, Pattern, Protection, Relation, Table

KEYS = ("values", "relations", "primary", "cost", "lower_bound", "upper_bound", "public", "insiders", "names")
LEVELS = ("lower", "upper", "sliding")


def read(file: Path) -> tuple[Table, float | None]:
    """The table of a JSON file and its time limit in seconds. Raises BadTable, saying what is wrong with the file."""
    try:
        # A byte order mark is what Notepad and Excel put before UTF-8; plain utf-8 would refuse the file.
        given = json.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise BadTable(f"ファイル{file}がありません。", f"no file {file}") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadTable(f"{file}はJSONとして読めません（{error}）。", f"{file} is not JSON") from error
    return table_of(given)


def table_of(given: Any) -> tuple[Table, float | None]:
    """The table that a decoded JSON object describes, and its time limit."""
    _object(given, (*KEYS, "time_limit"), ("values", "relations", "primary"), "JSON")
    limit = given.get("time_limit")
    if limit is not None and (not _number(limit) or limit < 0):
        raise BadTable(
            f"time_limit「{limit}」は0以上の秒数ではありません。", "time_limit must be seconds ≥ 0"
        )
    primary = tuple(_protection(number, item) for number, item in enumerate(_list(given, "primary")))
    table = Table(
        values=tuple(_whole(value) for value in _list(given, "values")),
        relations=tuple(_relation(number, item) for number, item in enumerate(_list(given, "relations"))),
        primary=primary,
        cost=_list(given, "cost"),
        lower_bound=_list(given, "lower_bound"),
        upper_bound=_list(given, "upper_bound"),
        public=frozenset(_cell(cell, "public") for cell in _list(given, "public")),
        names=_list(given, "names"),
        insiders=tuple(
            _insider(number, item, primary) for number, item in enumerate(_list(given, "insiders"))
        ),
    )
    return table, limit


def answer_of(pattern: Pattern) -> dict[str, Any]:
    """The pattern for JSON; an end of an interval that nothing limits is null."""
    return {
        "suppressed": sorted(pattern.suppressed),
        "cost": pattern.cost,
        "bound": pattern.bound,
        "proven": pattern.proven,
        "gap": pattern.gap,
        "seconds": round(pattern.seconds, 3),
        "intervals": {
            # JSON has no infinity; what Python writes for it is refused by other readers.
            str(cell): [end if math.isfinite(end) else None for end in interval]
            for cell, interval in sorted(pattern.intervals.items())
        },
    }


def _protection(number: int, item: Any) -> Protection:
    """Without any level a primary cell must at least not be computable: its interval is 1 wide."""
    where = f"primary[{number}]"
    _object(item, ("cell", *LEVELS), ("cell",), where)
    levels = {name: item[name] for name in LEVELS if item.get(name) is not None}
    for name, level in levels.items():
        if not _number(level):
            raise BadTable(
                f"{where}の{name}「{level}」は数ではありません。", f"{where}: {name} is not a number"
            )
    return Protection(_cell(item["cell"], where), **{"lower": 0, "upper": 0, **(levels or {"sliding": 1})})


def _relation(number: int, item: Any) -> Relation:
    where = f"relations[{number}]"
    if not isinstance(item, list) or not all(isinstance(term, list) and len(term) == 2 for term in item):
        raise BadTable(
            f"{where}は[[セル番号, 係数], …]の形ではありません。", f"{where} is not [[cell, coefficient], …]"
        )
    return Relation(f"#{number}", tuple((_cell(cell, where), weight) for cell, weight in item))


def _insider(number: int, item: Any, primary: tuple[Protection, ...]) -> Insider:
    where = f"insiders[{number}]"
    _object(item, ("name", "knows", "protects"), ("knows",), where)
    knows = tuple(_cell(cell, where) for cell in _list(item, "knows"))
    others = [p.cell for p in primary if p.cell not in knows]
    protects = (
        tuple(_cell(cell, where) for cell in _list(item, "protects")) if "protects" in item else tuple(others)
    )
    return Insider(str(item.get("name", f"#{number}")), knows, protects)


def _object(given: Any, allowed: tuple[str, ...], required: tuple[str, ...], where: str) -> None:
    if not isinstance(given, Mapping):
        raise BadTable(f"{where}は{{ }}の形ではありません。", f"{where} is not an object")
    for key in required:
        if key not in given:
            raise BadTable(f"{where}に{key}がありません。", f"{where} lacks {key}")
    for key in given:
        if key not in allowed:
            raise BadTable(
                f"{where}の「{key}」は知らない項目です（使える項目: {'、'.join(allowed)}）。",
                f"{where}: unknown key {key}",
            )


def _list(given: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    listed = given.get(key)
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise BadTable(f"{key}は[ ]の形ではありません。", f"{key} is not a list")
    return tuple(listed)


def _cell(cell: Any, where: str) -> int:
    if isinstance(cell, bool) or not _number(cell) or cell != int(cell):
        raise BadTable(
            f"{where}のセル番号「{cell}」は整数ではありません。", f"{where}: {cell} is no cell number"
        )
    return int(cell)


def _whole(value: Any) -> Any:
    """5.0 is the count 5; anything else is left for `validate` to judge."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
