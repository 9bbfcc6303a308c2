"""`python -m dashboard.handout --out DIR [CODE…]`: what goes back to municipalities, as files; a line of JSON for each.

With `--own` the counts that each municipality has sent, and that are published as x, come in on standard input as JSON
(`{code: [give_back.Count as an object]}`): whoever holds them hands them over, and nothing here looks for them.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard import store, words
from dashboard.export import handout_pptx, handout_xlsx
from dashboard.handout import give_back
from dashboard.handout.give_back import Count
from dashboard.queries import places


def main() -> None:
    """Write the files of each municipality; a problem is one sentence on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.handout", description=__doc__)
    parser.add_argument("codes", nargs="*", help="団体コード（省略時は県内の全て）")
    parser.add_argument("--out", type=Path, required=True, help="保存先のフォルダー")
    parser.add_argument("--year", type=int, help="年度（西暦。省略時は最新）")
    parser.add_argument("--language", choices=words.LANGUAGES, default="ja")
    parser.add_argument("--own", action="store_true", help="標準入力の、秘匿前の数を入れる")
    asked = parser.parse_args()
    # The command at the other end reads UTF-8; on Windows a pipe would carry CP932.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    words.use(asked.language)
    try:
        own = _read(sys.stdin.buffer.read()) if asked.own else None
        for told in written(store.current(), asked.out, asked.codes, asked.year, own):
            # A line as soon as a municipality is done: the other end moves its progress bar by them.
            print(json.dumps(told, ensure_ascii=False), flush=True)
    except (store.NoSnapshot, store.BrokenSnapshot):
        sys.exit("公表データがありません。先に tsunagari load（演示は tsunagari demo）を実行してください。")
    except (OSError, ValueError) as problem:
        sys.exit(str(problem))


def _read(text: bytes) -> dict[str, list[Count]]:
    return {code: [Count(**one) for one in counts] for code, counts in json.loads(text).items()}


def written(
    snapshot: store.Snapshot,
    out: Path,
    codes: Sequence[str] = (),
    fiscal_year: int | None = None,
    own: Mapping[str, Sequence[Count]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Write PPTX and XLSX of each municipality into `out`, with `own` into a folder of its own there.

    Yields code, number, of and files. Raises ValueError in plain words.
    """
    year = fiscal_year or snapshot.last_fy
    if not snapshot.first_fy <= year <= snapshot.last_fy:
        raise ValueError(
            f"{year}年度の公表データはありません（{snapshot.first_fy}〜{snapshot.last_fy}年度）。"
        )
    known = places.municipalities(snapshot)
    if strange := [code for code in codes if code not in set(known["lg_code"])]:
        raise ValueError(
            f"公表データにない団体コードです: {'、'.join(strange)}。6桁の団体コードで指定してください。"
        )
    wanted = list(codes) or known.loc[known["in_prefecture"], "lg_code"].tolist()
    private = own is not None
    out.mkdir(parents=True, exist_ok=True)
    if private:
        _private(out)
    for number, code in enumerate(wanted, 1):
        paper = give_back.handout(snapshot, year, code, None if own is None else own.get(code, ()))
        made = {"pptx": handout_pptx.deck(paper), "xlsx": handout_xlsx.workbook(paper)}
        folder = _private(out / code) if private else out
        files = [_save(folder / f"{paper.stem}.{kind}", data, private=private) for kind, data in made.items()]
        yield {"code": code, "number": number, "of": len(wanted), "files": [str(file) for file in files]}


def _private(folder: Path) -> Path:
    """A folder nobody else may look into."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # `mkdir` leaves a folder that is there already as open as it was.
    folder.chmod(0o700)
    return folder


def _save(path: Path, data: bytes, *, private: bool) -> Path:
    """Whole or not at all: a file that is open in Excel, or a disk that is full, leaves the older one as it was."""
    part = path.with_name(f".{path.name}.part")
    # Closed from its first byte: a mode set afterwards would leave a moment for others to read.
    with open(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666), "wb"
    ) as file:
        file.write(data)
    os.replace(part, path)
    return path


if __name__ == "__main__":
    main()
