"""reference: the official files that set a prefecture up."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.base import app, progress

NAMES = {
    "codes": "団体コード表（総務省）",
    "statistics": "SSDSE-市区町村（統計センター）",
    "areas": "圏域の一覧",
    "readings": "読みと英語名の訂正",
    "boundaries": "行政区域データ N03（国土数値情報）",
}
_LACKING = {
    "statistics": "人口が分かりません。tsunagari reference statistics で SSDSE-A を取り込んでください。",
    "boundaries": "境界がありません。図の上では形が出ません。同じ県・年の N03 か確かめてください。",
}
_SHOWN = 10


class Kind(StrEnum):
    """What kind of official file is brought in."""

    codes = "codes"
    statistics = "statistics"
    areas = "areas"
    readings = "readings"
    boundaries = "boundaries"


@app.command()
def reference(
    kind: Annotated[Kind, typer.Argument(help="、".join(f"{kind}＝{name}" for kind, name in NAMES.items()))],
    files: Annotated[
        list[Path],
        typer.Argument(help="公式ファイル（複数の県にまたがるときは続けて並べる）", metavar="FILE…"),
    ],
) -> None:
    """公式ファイルから市町村の一覧・人口・圏域・境界を取り込む。

    順に codes、statistics、areas、boundaries。読みの訂正は readings。"""
    from etl import catalogue as catalogues
    from etl import reference as official
    from etl import settings

    here = settings.load()
    catalogue = catalogues.load(here.catalogue)
    with progress(quiet=False) as report:
        report("reference", 0.0)
        loaded = official.load(kind.value, files, here, catalogue)
        report("reference", 1.0)
    typer.echo(
        f"{NAMES[kind.value]}を取り込みました。{catalogue.prefecture.ja}の対象は {loaded.municipalities} 市区町村です。"
    )
    for line in loaded.remarks:
        typer.echo(f"  {line}")
    for lacking, names in loaded.missing.items():
        more = f" ほか{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
        typer.echo(f"  {'、'.join(names[:_SHOWN])}{more}: {_LACKING[lacking]}")
    if (shapes := official.boundaries(here, catalogue)) and shapes.name == "tiles.geojson":
        typer.echo("  境界データがないため、地図はおおよその位置を示すタイルになります。")
    typer.echo(str(loaded.path))
    if loaded.picture:
        typer.echo(f"地図の下見（ブラウザーで開けます）: {loaded.picture}")
