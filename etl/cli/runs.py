"""load and demo: the pipeline from the inbox to the published snapshot."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.base import Json, app, progress, work

# Commands import what they need when they run: `--help` must not wait for DuckDB and pandas.
if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from etl.catalogue import Catalogue
    from etl.pipeline import Outcome
    from etl.progress import Progress
    from etl.register import Summary

# Two, because a practice is shared only when two different roles have confirmed it.
DEMO_ROLES = ("孤独・孤立対策担当", "重層的支援体制整備事業担当")


@app.command()
def load(
    inbox: Annotated[Path | None, typer.Option(help="提出物のフォルダー（省略時は既定の inbox）")] = None,
    as_json: Json = False,
) -> None:
    """提出物を読み込み、検査・秘匿処理をして、新しい公表データを作る。二度実行しても結果は変わらない。"""
    # Before anything is imported: the first word comes at once.
    with progress(quiet=as_json) as report:
        from etl import pipeline, settings

        outcome = pipeline.load(settings.load(), inbox, report)
    if as_json:
        typer.echo(outcome.as_json())
    else:
        _print_outcome(outcome)


def _print_outcome(outcome: "Outcome") -> None:
    _tell(outcome.kept)
    _print_summary(outcome.intake)
    if outcome.texts_waiting:
        typer.echo(
            f"まだ読んでいない文章が {outcome.texts_waiting} 件あり、公表データには入れていません（tsunagari review list）。"
        )
    if outcome.path is None:
        typer.echo("受理した提出物がないため、公表データは作っていません。")
        return
    typer.echo("公表データを作りました。" if outcome.changed else "前回から変わりはありません。")
    for cell in outcome.held_back:
        typer.echo(
            f"前回までは公表していましたが、今回の値を出すと差し引きで他の件数が分かるため x にしました: {cell}"
        )
    # Last, whatever was said before: `./run demo --build-only` is read by its last line.
    typer.echo(str(outcome.path))


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option(help="演示用の提出物を作り直す")] = False,
) -> None:
    """演示用の架空の提出物を作り、本番と同じ手順で読み込む。最後の行は公表データの場所。"""
    with progress(quiet=False) as report:
        kept, files, outcome = _demo(fresh, report)
    _tell(kept)
    if files:
        typer.echo(f"演示用の提出物（架空データ）を {files} 件作りました。")
    _print_outcome(outcome)


def _demo(fresh: bool, report: "Progress") -> "tuple[Path | None, int, Outcome]":
    """Where other data that lay here was moved, how many files were written, and what the load did."""
    from etl import catalogue as catalogues
    from etl import demo as world
    from etl import home, pipeline, settings

    here = settings.load()
    catalogue = catalogues.load(here.catalogue)
    if not catalogue.prefecture.demo:
        raise ValueError(
            "data/catalogue/prefecture.toml が demo = false のため、架空の提出物は作りません。"
            "演示を見るときは demo = true に戻すか、別の TSUNAGARI_HOME を指定してください。"
        )
    kept = home.hand_over(here, catalogue)
    here.prepare()
    files = 0
    # Files that lie there may have been changed by hand to try something out.
    if fresh or not any(here.inbox.iterdir()):
        files = len(world.write(here.inbox, catalogue, here, report))
        # Before the load: a load publishes what is approved by then.
        _release(world.practice_ids(catalogue, here))
    return kept, files, pipeline.load(here, progress=report, read=_read)


def _read(con: "DuckDBPyConnection", catalogue: "Catalogue") -> None:
    """Stand in for the official who reads every text of the demo."""
    from etl.register import review

    keys = [one.key for one in review.waiting(con, catalogue)]
    review.decide(con, catalogue, keys, review.ACCEPT, DEMO_ROLES[0])


def _tell(kept: Path | None) -> None:
    if kept:
        typer.echo(f"この置き場所にあった別のデータは、{kept} に移して残しました。新しく始めます。")


def _release(practices: list[str]) -> None:
    """Stand in for the two officials who read each practice; every sixth is left waiting for them."""
    from etl import pipeline

    with work() as (con, _, _):
        for number, practice in enumerate(practices, 1):
            for role in DEMO_ROLES if number % 6 else DEMO_ROLES[:1]:
                pipeline.approve(con, practice, role)


def _print_summary(summary: "Summary") -> None:
    if summary.rebuilt:
        typer.echo(f"作業ファイルを今の版に合わせ、受付済みの {summary.rebuilt} 件から作り直しました。")
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
    for one in summary.changes:
        told = f"{one['cell']} セル変更、{one['added']} 行追加、{one['removed']} 行削除"
        typer.echo(f"  改版 {one['lg_code']} {one['fiscal_year']}年度 {one['form']}: {told}")
    if summary.quarantined:
        typer.echo("  確認待ちのファイルは `tsunagari quarantine list` で分かります。")
    if summary.warnings + summary.errors:
        typer.echo("  市町村へ返すものは work/feedback/ にあります。")


OUTCOMES = {
    "finished": "公表",
    "unchanged": "変わりなし",
    "empty": "提出なし",
    "interrupted": "中断",
    "started": "実行中",
}


@app.command()
def log(
    number: Annotated[int, typer.Option("--number", "-n", help="新しい順に示す件数")] = 20,
    as_json: Json = False,
) -> None:
    """取り込みの記録: いつ始まり、いつ終わり、どうなったか。"""
    from etl import runlog

    with work() as (con, _, _):
        runs = runlog.recent(con, number)
    if as_json:
        typer.echo(json.dumps([asdict(run) for run in runs], ensure_ascii=False, indent=1, default=str))
        return
    for run in runs:
        ended = f"{run.ended:%H:%M:%S}" if run.ended else "—"
        outcome = OUTCOMES.get(run.outcome, f"失敗（{run.outcome}）")
        typer.echo(
            f"{run.started:%Y-%m-%d %H:%M:%S}〜{ended} {outcome} {run.snapshot_id or ''}"
            f"　提出物 {run.files}（受理 {run.accepted + run.warned}、返戻 {run.refused}、"
            f"確認待ち {run.quarantined}、重複 {run.duplicates}）　{run.rows} 行"
        )
    if not runs:
        typer.echo("まだ取り込んでいません。")
