"""give-back: the results of each municipality as slides and workbook, made from the published snapshot by the other half.

The two halves do not import each other: this command starts ``python -m dashboard.handout``, which sees only what is
published. True counts leave the work file here, for the municipality that sent them, and only when asked for.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.base import Json, app, progress, work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

# Own counts that are published as x. What no table shows (latent) is not among them.
_HIDDEN = """
select f.place_code, s.table_id, s.fiscal_year, s.period, s.from_level, s.from_code, s.to_level, s.to_code, s.category, f.value
from safe_cell s join fct_cell f using (fiscal_year, table_id, period, place_kind, place_code, from_level, from_code, to_level,
                                        to_code, category)
where s.state = 'suppressed' and place_kind = 'municipality' and not f.latent
order by all"""


@app.command(name="give-back")
def give_back(
    codes: Annotated[list[str] | None, typer.Argument(help="団体コード（6桁。省略時は県内のすべて）")] = None,
    year: Annotated[int | None, typer.Option(help="年度（西暦。省略時は最新）")] = None,
    out: Annotated[Path | None, typer.Option(help="保存先（省略時は work/give-back）")] = None,
    own: Annotated[
        bool,
        typer.Option(
            "--own", help="その団体が提出した、公表では x の数も入れる（内部用。保存先は work/give-back-own）"
        ),
    ] = False,
    language: Annotated[str, typer.Option(help="ja か en")] = "ja",
    as_json: Json = False,
) -> None:
    """市町村へ返す集計結果を作る: 受付の結果、カルテ、県内での位置、前年度からの変化、似た市町村と事例（PowerPoint・Excel）。"""
    from etl import settings

    # Files that may be passed on and files that may not must not lie side by side.
    if own and out:
        raise ValueError("--own の資料は work/give-back-own だけに作ります。--out と一緒には使えません。")
    folder = (out or settings.load().work / ("give-back-own" if own else "give-back")).resolve()
    handed = _own_counts() if own else None
    command = ["--out", str(folder), "--language", language, *(["--year", str(year)] if year else [])]
    files = _made([*command, *(["--own"] if own else []), *(codes or [])], handed, quiet=as_json)
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "files": files}, ensure_ascii=False, indent=1))
        return
    typer.echo(
        f"{len(files)} 件のファイルを作りました。"
        + ("内部用です。その団体以外に渡さないでください。" if own else "")
    )
    typer.echo(str(folder))


def _made(arguments: "Sequence[str]", handed: str | None, *, quiet: bool) -> list[str]:
    """The files, as the other process names them one municipality after the other."""
    command = [sys.executable, "-m", "dashboard.handout", *arguments]
    files: list[str] = []
    with (
        progress(quiet=quiet) as report,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        ) as process,
    ):
        assert process.stdin and process.stdout and process.stderr
        # True counts go through a pipe: arguments stand in the list of processes, and a file would be left behind.
        process.stdin.write(handed or "")
        process.stdin.close()
        for line in process.stdout:
            told = json.loads(line)
            files += told["files"]
            report("give_back", told["number"] / told["of"])
        # Read last without a deadlock: the other half says nothing there but the few lines that it fails with.
        problem = process.stderr.read().strip()
    if process.returncode:
        raise RuntimeError(problem.splitlines()[-1] if problem else "集計結果を作れませんでした。")
    return files


def _own_counts() -> str:
    """Own counts of every municipality as JSON, of the very run that was published."""
    from etl import publish, workdb

    with work() as (con, here, _):
        shown = (publish.current(here) or {}).get("snapshot")
        # The work file holds its last load; beside another publication its counts would meet the wrong x.
        if _run_of(con) != shown:
            raise ValueError(
                f"公表中のデータ（{shown or 'なし'}）は、作業ファイルの最後の取込みのものではありません。"
                "tsunagari load のあとで、もう一度実行してください。"
            )
        rows = workdb.fetch(con, _HIDDEN)
    counts: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        counts.setdefault(str(row.pop("place_code")), []).append(row)
    return json.dumps(counts, ensure_ascii=False)


def _run_of(con: "DuckDBPyConnection") -> str:
    from etl import workdb

    return str(workdb.value(con, "select snapshot_id from ref_snapshot") or "")
