"""form: the workbooks and CSV files that municipalities fill in."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.base import app, progress


@app.command()
def form(
    municipality: Annotated[
        str | None, typer.Option(help="団体コード（6桁。県の様式は県のコード。省略時は全団体と県）")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="年度（西暦。省略時は、4〜9月は前年度、10〜3月は今年度）")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="保存先のフォルダー（省略時は forms/年度）")] = None,
) -> None:
    """提出様式を作る: 前回の回答を記入した Excel と CSV。数は空けておき、前年度の数はセルを選ぶと出る。"""
    from etl import catalogue as catalogues
    from etl import forms, settings

    here = settings.load()
    asked = year or forms.asked_year(dt.date.today())
    folder = out or here.home / "forms" / str(asked)
    with progress(quiet=False) as report:
        files = forms.print_forms(here, catalogues.load(here.catalogue), asked, folder, municipality, report)
    books = sum(path.suffix == ".xlsx" for path in files)
    typer.echo(f"{asked}年度の様式を作りました: Excel {books} 件、CSV {len(files) - books} 件。")
    typer.echo(str(folder))
