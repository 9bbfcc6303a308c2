"""What is published: which snapshot, whether it keeps its secrets, which practices may be shared."""

import json
from pathlib import Path
from typing import Annotated

import typer

from etl import disclosure, pipeline, publish, settings, workdb
from etl.cli.base import Json, app, console, progress
from etl.disclosure import exchange, margins, tables


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
def approve(
    practice: Annotated[str, typer.Argument(help="事例番号")],
    role: Annotated[str, typer.Option(help="確認した役割（例: 孤独・孤立対策担当、重層担当）")],
) -> None:
    """市町村の事例を県内に共有してよいと確認する。異なる二つの役割の確認がそろうと、次の load で公表される。"""
    with workdb.connect(settings.load()) as con:
        pipeline.approve(con, practice, role)
    typer.echo(f"{practice}: {role} の確認を記録しました。")


@app.command()
def protect(
    file: Annotated[Path, typer.Argument(help="表の JSON（values・relations・primary が必須）")],
) -> None:
    """足し合わせの関係を持つ表ひとつの、最も安い秘匿の仕方を求め、JSON で出力する。"""
    table, time_limit = exchange.read(file)
    with progress(quiet=not console.is_terminal) as report:
        pattern = disclosure.protect(table, time_limit=time_limit, progress=report)
    typer.echo(json.dumps(exchange.answer_of(pattern)))
