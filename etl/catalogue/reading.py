"""Reading catalogue files so that whatever is wrong is named by file and line."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)
# What pydantic finds, said so that the person who edits the file can mend it.
_REASONS = {
    "missing": "必要な項目がありません",
    "extra_forbidden": "知らない項目です。つづりを確かめてください",
    "string_too_short": "空欄にできません",
    "string_pattern_mismatch": "決められた形（コードや名前の文字の並び）ではありません",
    "literal_error": "決められた値のどれでもありません",
    "string_type": "文字列（引用符で囲んだ値）にしてください",
    "int_parsing": "整数にしてください",
    "int_type": "整数にしてください",
    "bool_parsing": "true か false にしてください",
    "date_from_datetime_parsing": "日付は 2025-04-01 の形で書いてください",
    "date_parsing": "日付は 2025-04-01 の形で書いてください",
    "too_short": "一つ以上必要です",
    "greater_than_equal": "小さすぎる値です",
    "less_than_equal": "大きすぎる値です",
    "greater_than": "小さすぎる値です",
    "string_too_long": "長すぎる文字列です",
    "float_type": "数にしてください",
    "bool_type": "true か false にしてください",
    "tuple_type": "[ ] で並べてください",
    "dict_type": "項目 = 値 の形で書いてください",
    "model_type": "項目 = 値 の形で書いてください",
}
# Whatever else pydantic finds: what it expects is told in its own words, after ours.
_OTHERWISE = "書き方が正しくありません（{}）"
_AT_LINE = re.compile(r"\(at line (\d+)")


class CatalogueError(ValueError):
    """A catalogue file that cannot be used: ``file`` (name below the catalogue), ``line``, ``message_ja``."""

    def __init__(self, file: Path | str, line: int, message_ja: str) -> None:
        self.file, self.line, self.message_ja = str(file), line, message_ja
        super().__init__(f"{file} {line}行目: {message_ja}")


def text_of(path: Path) -> str:
    """The file's text; UTF-8 with or without BOM."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise CatalogueError(path.name, 1, "ファイルがありません") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CatalogueError(path.name, line, "UTF-8 で保存してください") from error


def toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dict."""
    text = text_of(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # tomllib names no line where the file breaks off, only the end of the document.
        named = _AT_LINE.search(str(error))
        line = int(named.group(1)) if named else text.count("\n") + 1
        raise CatalogueError(path.name, line, f"TOML の書き方が正しくありません（{error}）") from error


def toml_model(path: Path, model: type[M]) -> M:
    """A TOML file as one model."""
    try:
        return model.model_validate(toml(path))
    except ValidationError as error:
        raise CatalogueError(path.name, line_of(text_of(path), _first(error)["loc"]), _say(error)) from error


def rows(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV file whose header must begin with ``required``; a broken row is named."""
    # strict: a stray quote in Excel's CSV is otherwise swallowed with the lines after it
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        if tuple(header[: len(required)]) != required or len(set(header)) < len(header):
            raise CatalogueError(
                path.name, 1, f"見出しは {','.join(required)} で始め、重複させないでください"
            )
        for cells in reader:
            if len(cells) != len(header):
                raise CatalogueError(
                    path.name, reader.line_num, f"列は {len(header)} 個のはずですが {len(cells)} 個あります"
                )
            yield reader.line_num, dict(zip(header, map(str.strip, cells), strict=True))
    except csv.Error as error:
        raise CatalogueError(
            path.name, reader.line_num, f"CSV の引用符が正しくありません（{error}）"
        ) from error


def row_model(path: Path, line: int, values: dict[str, Any], model: type[M]) -> M:
    """One CSV row as a model."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise CatalogueError(path.name, line, _say(error)) from error


def line_of(text: str, location: tuple[str | int, ...]) -> int:
    """Best line for a pydantic location such as ("column", 3, "list"): the n-th [[column]], then its key."""
    lines, line_no = text.splitlines(), 0
    end, keys = len(lines), [part for part in location if isinstance(part, str)]
    # pydantic names the n-th table, tomllib keeps no lines: count the headers of the text.
    heads = [i for i, line in enumerate(lines) if keys and line.strip() == f"[[{keys[0]}]]"]
    if heads:
        number = location[1] if len(location) > 1 else 0
        line_no = heads[number] if isinstance(number, int) and number < len(heads) else heads[0]
        end = next((i for i in range(line_no + 1, end) if lines[i].startswith("[")), end)
        keys = keys[1:]
    for part in keys:
        key = re.compile(rf"\s*(\[{re.escape(part)}\]|\"?{re.escape(part)}\"?\s*=)")
        line_no = next((i for i in range(line_no, end) if key.match(lines[i])), line_no)
    return line_no + 1


def _first(error: ValidationError) -> ErrorDetails:
    """A misspelt key before the key that is then missing: the former is the line to mend."""
    return min(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")


def _say(error: ValidationError) -> str:
    first = _first(error)
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        # A model's own sentence.
        reason = first["msg"].removeprefix("Value error, ")
    else:
        reason = _REASONS.get(first["type"], _OTHERWISE.format(first["msg"]))
    return f"{place}：{reason}" if place else reason
