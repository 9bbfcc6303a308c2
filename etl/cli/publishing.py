"""What is published: which snapshot, whether it keeps its secrets, which practices may be shared."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from etl.cli.base import Json, app, console, progress, work


@app.command(name="publish")
def publish_command(snapshot: Annotated[str, typer.Argument(help="スナップショット番号")]) -> None:
    """指定した公表データをダッシュボードに出す。"""
    from etl import publish, settings

    typer.echo(f"{publish.publish(settings.load(), snapshot).snapshot} を公表しました。")


@app.command()
def rollback() -> None:
    """一つ前の公表データに戻す。"""
    from etl import publish, settings

    typer.echo(f"{publish.rollback(settings.load()).snapshot} に戻しました。")


@app.command()
def audit(
    snapshot: Annotated[
        str | None, typer.Argument(help="スナップショット番号（省略時は公表中のもの）")
    ] = None,
    as_json: Json = False,
) -> None:
    """公表データだけを読む攻撃者として、秘匿した件数をどこまで絞り込めるかを計算し直す。過去の公表データも合わせて使う。"""
    with progress(quiet=as_json) as report:
        from etl import publish, settings

        certificate = publish.checked(settings.load(), snapshot, report)
    if as_json:
        typer.echo(json.dumps(certificate.as_dict(), ensure_ascii=False, indent=1))
    else:
        typer.echo(_certificate(certificate.snapshot, certificate.entries))
        typer.echo("問題はありません。" if certificate.passed else f"公表できません。{certificate.why_not()}")
    if not certificate.passed:
        raise typer.Exit(1)


def _besides(entries: dict[str, Any]) -> list[str]:
    """Who was tried besides municipalities, where the declaration names anybody."""
    tried = {"pairs": "件数を持ち寄る二市町村 {} 組", "providers": "自分の扱った件数を知る事業者 {}"}
    named = [words.format(entries[kind]) for kind, words in tried.items() if kind in entries]
    return [f"（{'、'.join(named)} の立場も含みます。）"] if named else []


def _certificate(snapshot: str, entries: dict[str, Any]) -> str:
    k = entries["threshold"]["k"]
    lines = [
        f"{snapshot}: {entries['systems']} 年度、0 を除く {entries['cells']} セルのうち {entries['hidden']} セルを秘匿。",
        f"公表していない {entries['unpublished']} の件数も加え、{entries['relations']} の足し合わせから推測を試みました。",
        f"復元できたのは {entries['recovered']} セル、推測の幅が最も狭いものは {entries['narrowest_interval']} です。",
        f"足し合わせから下限・上限が分かり、1〜{k} のどれでもあり得るとまでは言えないものは {entries['clipped']} セル。",
        f"自分の件数を知る市町村 {entries['insiders']} 団体の立場: 本当の件数で確かめた作成時は、値が分かるセルが "
        f"{entries['insider_recovered']}、幅の足りないセルが {entries['insider_narrow']}。",
        *_besides(entries),
        # A published file holds nobody's own counts, so an audit of it lends each insider supposed ones.
        f"（仮の件数での再計算では、守る対象でない {k} 以上の件数も含め "
        f"{entries['supposed']['insider_narrow']} セルの幅が狭くなります。）",
        f"合わせて読んだ過去の公表データは {len(entries['earlier'])} 件、計算は {entries['programs']} 回、"
        f"{entries['seconds']} 秒。",
    ]
    return "\n".join(lines)


@app.command()
def approve(
    practice: Annotated[str, typer.Argument(help="事例番号")],
    role: Annotated[str, typer.Option(help="確認した役割（例: 孤独・孤立対策担当、重層担当）")],
) -> None:
    """市町村の事例を県内に共有してよいと確認する。異なる二つの役割の確認がそろうと、次の load で公表される。"""
    from etl import pipeline

    with work() as (con, _, catalogue):
        pipeline.approve(con, practice, role)
        # Leave is the sender's to give: the officer hears at once where approvals alone do not suffice.
        held = {one: why for one, *_, why in pipeline.waiting(con) if why != "one_role"}
        typer.echo(f"{practice}: {role} の確認を記録しました。")
        if practice in held:
            typer.echo(
                f"ただし、確認がそろっても公表されません。{catalogue.code('withheld', held[practice]).ja}"
            )


@app.command()
def waiting() -> None:
    """提出された事例のうち、まだ共有していないものと、その理由を並べる（前回の load の時点）。"""
    from etl import pipeline

    with work() as (con, _, catalogue):
        found = pipeline.waiting(con)
        for practice, place, title, roles, why in found:
            said = f"確認 {roles}" if why == "one_role" else catalogue.code("withheld", why).ja
            typer.echo(f"{practice}\t{place}\t{title}\t{said}")
    if not found:
        typer.echo("共有を待つ事例はありません。")


@app.command()
def protect(
    file: Annotated[Path, typer.Argument(help="表の JSON（values・relations・primary が必須）")],
) -> None:
    """足し合わせの関係を持つ表ひとつの、最も安い秘匿の仕方を求め、JSON で出力する。"""
    # The engine knows no municipality: it can be tried and judged on any additive table.
    from etl import suppression
    from etl.suppression import json_format

    table, time_limit = json_format.read(file)
    with progress(quiet=not console.is_terminal) as report:
        pattern = suppression.protect(table, time_limit=time_limit, progress=report)
    typer.echo(json.dumps(json_format.answer_of(pattern)))
