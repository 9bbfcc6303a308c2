"""handbook: documents made from the catalogue and the SQL."""

from typing import Annotated

import typer

from etl.cli.base import app


@app.command()
def handbook(
    check: Annotated[bool, typer.Option("--check", help="書き換えずに、古くなった文書だけを挙げる")] = False,
) -> None:
    """用語集・指標・様式・表の文書を、カタログと SQL から作る。"""
    from etl import handbook as documents
    from etl import settings

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
