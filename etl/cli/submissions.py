"""check, feedback, revisions: a file before it is sent, what goes back, what a new revision changed."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.base import Json, app, work

READY, FAULTY = "提出できます。", "直してから提出してください。"
# A sentence of its own: a question under 「提出できます」 is read by nobody.
ASKED = "確かめてから提出してください。正しければそのままで結構です（同じ回答を次の版で送ると、確かめたものとして扱います）。"
Municipality = Annotated[str, typer.Option("--municipality", help="団体コード（6桁）")]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="提出する前の様式（.xlsx・.csv など）")],
    out: Annotated[Path | None, typer.Option(help="色とコメントを付けた写しの保存先（.xlsx）")] = None,
    as_json: Json = False,
) -> None:
    """提出前のファイルを一つ、受付済みの提出物とも照らして検査する。何も残さない。直すか確かめる点があれば終了コード 1。"""
    from etl import catalogue as catalogues
    from etl import settings
    from etl.register import preview

    here = settings.load()
    checked = preview.check_file(here, catalogues.load(here.catalogue), file.resolve())
    if as_json:
        body = {"outcome": checked.result.outcome, "passes": checked.passes, "left_out": checked.left_out}
        body |= {"findings": checked.findings}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1, default=str))
    else:
        for one in checked.findings:
            typer.echo(one["message_ja"])
        if checked.left_out:
            typer.echo(checked.left_out)
        typer.echo(READY if checked.passes else ASKED if checked.sound else FAULTY)
    if out and not preview.annotate(file.resolve(), checked, out):
        typer.echo("個人情報の疑いなどで読み込めないファイルのため、写しは作りません。", err=True)
    if not checked.passes:
        raise typer.Exit(1)


@app.command()
def feedback(
    municipality: Annotated[str | None, typer.Option(help="団体コード（省略時は変わった団体すべて）")] = None,
) -> None:
    """市町村へ返すものを作る: 色とコメントを付けた様式の写しと、確認事項の一覧。原本には触れない。"""
    from etl.register import feedback as returning
    from etl.register import store

    with work() as (con, here, catalogue):
        store.prepare(con, catalogue)
        files = returning.give_back(con, here, catalogue, municipality)
    for path in files:
        typer.echo(str(path))
    typer.echo(f"{len(files)} 件作りました。" if files else "返すものはありません。")


@app.command()
def revisions(
    municipality: Municipality,
    year: Annotated[int, typer.Option(help="年度（西暦）")],
    as_json: Json = False,
) -> None:
    """版ごとの違いをセル単位で示す。"""
    from etl.register import revisions as versions
    from etl.register import store

    with work() as (con, _, catalogue):
        store.prepare(con, catalogue)
        changes = versions.difference(con, catalogue, municipality, year)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in changes], ensure_ascii=False, indent=1))
        return
    for one in changes:
        typer.echo(versions.sentence(one, catalogue))
    typer.echo(f"{len(changes)} か所が変わりました。" if changes else "版による違いはありません。")
