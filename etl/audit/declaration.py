"""The audit's own reading of ``disclosure.toml``: what is declared, as the SQL with which a snapshot is attacked.

It shares nothing with the reader that the method uses, so that what one of the two misreads the other does not; a word
that neither file nor snapshot knows is refused here as well, since an equation dropped in silence weakens the attack.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Declared = dict[str, Any]


class Key(NamedTuple):
    """What a count is of."""

    table_id: str
    period: str
    place_kind: str
    place_code: str
    from_level: str
    from_code: str
    to_level: str
    to_code: str
    category: str


class Attackers(NamedTuple):
    """Who attacks from the inside besides every single municipality: two of one area, a provider of one agency."""

    pairs: bool = False
    providers: bool = False


MUNICIPALITIES_ALONE = Attackers()


KEY = ", ".join(Key._fields)
COLUMNS = Key._fields[1:]
CONDITIONS = ("period", "place_kind", "from_level", "from_code", "to_level", "to_code", "category")
JOINABLE = (*COLUMNS, "from_sector", "to_sector", "area_code")
VALUES = {
    "period": {"FY", "H1", "H2"},
    "place_kind": {"prefecture", "area", "municipality"},
    "from_level": {"agency", "sector", "total"},
    "to_level": {"agency", "sector", "total", "kind", "code"},
}
# Keys of each section; those after the bar may be left out.
SECTIONS = {
    "threshold": "k width small_population fine_population |",
    "level": "insiders |",
    "attackers": "pairs providers |",
    "cost": "prefecture area municipality total sector agency place places own series secret |",
}
# A declaration of before there was a choice has none: municipalities alone attack from the inside.
MAY_LACK = {"attackers"}
LISTS = {
    "mart": "name table form | fixed columns sql",
    "unpublished": "id ja cells sql |",
    "table": "id ja en cells | totals",
    "relation": "id ja parent child on | whole",
    "derived": "mart columns | key sql ja",
    "free": "mart columns |",
}


class DeclarationError(ValueError):
    """What ``disclosure.toml`` says cannot be audited; the message says where and why, in Japanese."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"disclosure.toml の {where}: {why}")


def declaration(catalogue: Path) -> Declared:
    """Read and check ``disclosure.toml``. Raises DeclarationError."""
    try:
        declared = tomllib.loads((catalogue / "disclosure.toml").read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError("ファイル", f"読めません（{error}）") from error
    check(declared)
    return declared


def check(declared: Mapping[str, Any]) -> None:
    """Raise DeclarationError at a key that is unknown or missing, or at a condition that cannot be read."""
    # Keys first: everything below takes them for granted.
    needed = [name for name in (*SECTIONS, *LISTS) if name not in MAY_LACK]
    _keys("先頭", declared, f"{' '.join(needed)} | {' '.join(MAY_LACK)}")
    for name, keys in SECTIONS.items():
        if name in declared or name not in MAY_LACK:
            _keys(f"[{name}]", declared[name], keys)
    for name, keys in LISTS.items():
        for number, entry in enumerate(declared[name], 1):
            _keys(f"[[{name}]] {number}番目", entry, keys)
    for where, value in _numbers(declared):
        # For Python true is a number as well.
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise DeclarationError(where, "数で書いてください")
    for where, value in _switches(declared):
        if not isinstance(value, bool):
            raise DeclarationError(where, "true か false で書いてください")
    tables = {mart["table"] for mart in declared["mart"]}
    for mart in declared["mart"]:
        for part in ("fixed", "columns", "sql"):
            _columns(f"[[mart]] {mart['table']} {part}", mart.get(part, {}), COLUMNS)
        for column, word in mart.get("fixed", {}).items():
            _known(f"[[mart]] {mart['table']}", column, [word])
            # The audit reads no vocabulary; total is the one code that stands in none.
            if column in ("from_code", "to_code") and word != "total":
                raise DeclarationError(
                    f"[[mart]] {mart['table']}", f"{column} に「{word}」という値はありません"
                )
    for where, side in _sides(declared):
        for condition in _each(side):
            _check_condition(where, condition, tables)
    for rule in declared["relation"]:
        where = f"[[relation]] {rule['id']} on"
        for pair in rule["on"]:
            if isinstance(pair, dict):
                _keys(where, pair, "parent child |")
            _columns(where, _pair(pair), JOINABLE)


def attackers(declared: Mapping[str, Any]) -> Attackers:
    """Who is declared to attack from the inside."""
    return Attackers(**declared.get("attackers", {}))


def holds(side: Any) -> str:
    """A side of a relation (one condition, or several of which one must hold) as SQL over the cells of a snapshot."""
    return " or ".join(f"({' and '.join(_clauses(condition))})" for condition in _each(side))


def joined(rule: Mapping[str, Any]) -> str:
    """What parent ``p`` and child ``c`` must have in common."""
    return " and ".join("p.{} = c.{}".format(*_pair(pair)) for pair in rule["on"])


def kinds(declared: Mapping[str, Any]) -> str:
    """The condition that every cell meets which a published table, or a rule of unpublished counts, says there is."""
    return " or ".join(holds(entry["cells"]) for name in ("table", "unpublished") for entry in declared[name])


def cell_columns(mart: Mapping[str, Any]) -> str:
    """How a row of a mart is read as a cell."""
    fixed = {column: _literal(word) for column, word in mart.get("fixed", {}).items()}
    source = fixed | mart.get("columns", {}) | mart.get("sql", {})
    return ", ".join(f"{source.get(column, column)} as {column}" for column in COLUMNS)


def _each(side: Any) -> list[Mapping[str, Any]]:
    return side if isinstance(side, list) else [side]


def _pair(pair: Any) -> tuple[str, str]:
    return (pair, pair) if isinstance(pair, str) else (pair["parent"], pair["child"])


def _clauses(condition: Mapping[str, Any]) -> Iterator[str]:
    # In other SQL than the method's, so that one slip does not make both drop the same cells.
    for column, wanted in condition.items():
        if column == "table":
            yield f"table_id = {_literal(wanted)}"
        elif isinstance(wanted, dict) and "dimension" in wanted:
            yield f"split_part({column}, ':', 1) = {_literal(wanted['dimension'])} and contains({column}, ':')"
        elif isinstance(wanted, dict):
            yield f"not ({_is(column, wanted['not'])})"
        else:
            yield _is(column, wanted)


def _is(column: str, words: str | list[str]) -> str:
    return f"list_contains([{', '.join(map(_literal, _words(words)))}], {column})"


def _literal(word: str) -> str:
    """A text of SQL, whatever signs are in it."""
    return "'" + word.replace("'", "''") + "'"


def _words(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _numbers(declared: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section in ("threshold", "cost"):
        yield from (
            (f"[{section}] {key}", value) for key, value in declared[section].items() if key != "places"
        )


def _switches(declared: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section in ("level", "attackers"):
        yield from ((f"[{section}] {key}", value) for key, value in declared.get(section, {}).items())


def _sides(declared: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "[cost] places", declared["cost"]["places"]
    for name, parts in (
        ("table", ("cells", "totals")),
        ("unpublished", ("cells",)),
        ("relation", ("parent", "child")),
    ):
        for entry in declared[name]:
            yield from ((f"[[{name}]] {entry['id']} {part}", entry[part]) for part in parts if part in entry)


def _check_condition(where: str, condition: Mapping[str, Any], tables: set[str]) -> None:
    _keys(where, condition, f"table | {' '.join(CONDITIONS)}")
    if condition["table"] not in tables:
        raise DeclarationError(where, f"表「{condition['table']}」は [[mart]] にありません")
    for column, wanted in condition.items():
        if isinstance(wanted, dict):
            if set(wanted) not in ({"not"}, {"dimension"}):
                raise DeclarationError(
                    where, f"{column} は {{ not = … }} か {{ dimension = … }} で書いてください"
                )
            _known(where, column, _words(wanted.get("not", [])))
        else:
            _known(where, column, _words(wanted))


def _known(where: str, column: str, words: Iterable[str]) -> None:
    for word in words:
        if column in VALUES and word not in VALUES[column]:
            raise DeclarationError(where, f"{column} に「{word}」という値はありません")


def _columns(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in known:
            raise DeclarationError(where, f"「{name}」という列はありません")


def _keys(where: str, entry: Any, keys: str) -> None:
    """Every key must be one of these, and none of those before the bar may be missing."""
    needed, optional = (part.split() for part in keys.split("|"))
    if not isinstance(entry, dict):
        raise DeclarationError(where, "項目 = 値 の形で書いてください")
    for key in entry:
        if key not in (*needed, *optional):
            raise DeclarationError(where, f"「{key}」は知らない項目です")
    for key in needed:
        if key not in entry:
            raise DeclarationError(where, f"「{key}」がありません")
