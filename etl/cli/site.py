"""site: the public pages as static HTML, written by the dashboard, which the ETL knows only by its name."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.base import app


@app.command()
def site(
    folder: Annotated[Path, typer.Argument(help="書き出すフォルダー（空か、前に書き出したもの）")],
) -> None:
    """公表中の画面を、サーバーなしで開ける静的な HTML として書き出す（日英、目次つき）。"""
    done = subprocess.run([sys.executable, "-m", "dashboard.site", str(folder)])
    if done.returncode:
        raise typer.Exit(done.returncode)
