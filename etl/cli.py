"""The ``tsunagari`` command: collect, check, protect, publish. Every command prints Japanese and, with --json, data."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl import catalogue as catalogues
from etl import disclosure, pipeline, publish, settings, workdb
from etl import handbook as documents
from etl.checks import Summary
from etl.disclosure import exchange, margins, tables

app = typer.Typer(
    help="つながり: 市町村の提出物を読み、検査し、秘匿処理をして、ダッシュボードに公表します。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
console = Console(stderr=True)

STAGES = {
    "receive": "受付",
    "read": "読込",
    "check": "検査",
    "facts": "集計",
    "protect": "秘匿処理",
    "snapshot": "公表データの作成",
    "start": "足し合わせごとの下限",
    "repair": "補完秘匿",
    "reopen": "公開に戻せるセルの確認",
    "exact": "最小費用の証明",
}
DEMO_ROLES = ("孤独・孤立対策担当", "重層的支援体制整備事業担当")
Json = Annotated[bool, typer.Option("--json", help="結果を JSON で出力する")]


@app.command()
def load(
    inbox: Annotated[Path | None, typer.Option(help="提出物のフォルダー（省略時は既定の inbox）")] = None,
    as_json: Json = False,
) -> None:
    """提出物を読み込み、検査・秘匿処理をして、新しい公表データを作る。二度実行しても結果は変わらない。"""
    with _progress(quiet=as_json) as report:
        outcome = pipeline.load(settings.load(), inbox, report)
    if as_json:
        typer.echo(outcome.as_json())
        return
    _print_summary(outcome.intake)
    if outcome.path is None:
        typer.echo("受理した提出物がないため、公表データは作っていません。")
        return
    typer.echo("公表データを作りました。" if outcome.changed else "前回から変わりはありません。")
    typer.echo(str(outcome.path))


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option(help="演示用の提出物を作り直す")] = False,
) -> None:
    """演示用の架空の提出物を作り、本番と同じ手順で読み込む。最後の行は公表データの場所。"""
    from etl import demo as world

    here = settings.load()
    here.prepare()
    if fresh or not any(here.inbox.iterdir()):
        files = world.write(here.inbox, catalogues.load(here.catalogue), here)
        typer.echo(f"演示用の提出物（架空データ）を {len(files)} 件作りました。")
        _release(here, world.practice_ids(catalogues.load(here.catalogue), here))
    load()


def _release(here: settings.Settings, practices: list[str]) -> None:
    """Stand in for the two officials who read each practice; every sixth is left waiting for them."""
    with workdb.connect(here) as con:
        for number, practice in enumerate(practices, 1):
            for role in DEMO_ROLES if number % 6 else DEMO_ROLES[:1]:
                pipeline.approve(con, practice, role)


@app.command(name="publish")
def publish_command(snapshot: Annotated[str, typer.Argument(help="スナップショット番号")]) -> None:
    """指定した公表データをダッシュボードに出す。"""
    typer.echo(f"{publish.publish(settings.load(), snapshot).snapshot} を公表しました。")


@app.command()
def rollback() -> None:
    """一つ前の公表データに戻す。"""
    typer.echo(f"{publish.rollback(settings.load()).snapshot} に戻しました。")


@app.command()
def audit(
    snapshot: Annotated[
        str | None, typer.Argument(help="スナップショット番号（省略時は公表中のもの）")
    ] = None,
    as_json: Json = False,
) -> None:
    """公表データだけを使った引き算で、秘匿した件数が復元できないことを確かめる。"""
    here = settings.load()
    result = margins.audit(publish.file_of(here, snapshot), tables.declaration(here.catalogue))
    if as_json:
        typer.echo(json.dumps(result.as_dict(), ensure_ascii=False, indent=1))
    else:
        typer.echo(
            f"{result.snapshot}: {result.cells} セルのうち {result.hidden} セルを秘匿。"
            f"{result.relations} の足し合わせを試し、復元できたのは {result.recovered} セルです。"
        )
    if result.recovered:
        raise typer.Exit(1)


@app.command()
def protect(
    file: Annotated[Path, typer.Argument(help="表の JSON（values・relations・primary が必須）")],
) -> None:
    """足し合わせの関係を持つ表ひとつの、最も安い秘匿の仕方を求め、JSON で出力する。"""
    table, time_limit = exchange.read(file)
    with _progress(quiet=not console.is_terminal) as report:
        pattern = disclosure.protect(table, time_limit=time_limit, progress=report)
    typer.echo(json.dumps(exchange.answer_of(pattern)))


@app.command()
def handbook(
    check: Annotated[bool, typer.Option("--check", help="書き換えずに、古くなった文書だけを挙げる")] = False,
) -> None:
    """用語集・指標・様式・表の文書を、カタログと SQL から作る。"""
    root = settings.load().root
    if check:
        stale = documents.stale(root)
        if stale:
            typer.echo(f"古くなった文書: {'、'.join(stale)}。`tsunagari handbook` で作り直してください。")
            raise typer.Exit(1)
        typer.echo("文書は最新です。")
        return
    for path in documents.write(root):
        typer.echo(str(path.relative_to(root)))


@app.command()
def approve(
    practice: Annotated[str, typer.Argument(help="事例番号")],
    role: Annotated[str, typer.Option(help="確認した役割（例: 孤独・孤立対策担当、重層担当）")],
) -> None:
    """市町村の事例を県内に共有してよいと確認する。異なる二つの役割の確認がそろうと、次の load で公表される。"""
    with workdb.connect(settings.load()) as con:
        pipeline.approve(con, practice, role)
    typer.echo(f"{practice}: {role} の確認を記録しました。")


def main() -> None:
    """Run the command; an expected failure is one calm sentence on standard error, never a traceback."""
    _use_utf8()
    try:
        app()
    except (publish.PublishError, catalogues.CatalogueError, OSError, ValueError, RuntimeError) as error:
        console.print(f"エラー: {error}", style="bold", markup=False)
        sys.exit(1)


def _print_summary(summary: Summary) -> None:
    typer.echo(
        f"提出物 {summary.files} 件: 受理 {summary.accepted}、確認事項つきで受理 {summary.warned}、"
        f"返戻 {summary.refused}、個人情報の確認待ち {summary.quarantined}、重複 {summary.duplicates}"
    )
    typer.echo(
        f"読込 {summary.rows} 行、自動修正 {summary.fixes}、確認 {summary.warnings}、誤り {summary.errors}"
    )
    for file in summary.details:
        if file.outcome in ("refused", "quarantined", "conflict"):
            typer.echo(f"  {file.file_name}: {file.reason_ja}")


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """A bar per stage on standard error; nothing when the output is for a script."""
    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=1.0)
                if not quiet and not console.is_terminal:
                    console.print(f"{STAGES.get(stage, stage)} …")
            bars.update(tasks[stage], completed=share)

        yield report


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
