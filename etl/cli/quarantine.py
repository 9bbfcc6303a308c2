"""quarantine: files held back for what seems personal, and a person's decision on each."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from etl.cli.base import Json, app, work

held = typer.Typer(
    help="個人情報の疑いで止めたファイルを、人が確かめて判断する。場所と種類だけを示し、値は示さない。",
    no_args_is_help=True,
)
app.add_typer(held, name="quarantine")
Receipt = Annotated[int, typer.Argument(help="受付番号（list で分かります）")]
Role = Annotated[str, typer.Option(help="判断した役割（例: 個人情報保護担当）。氏名は書かない")]
# Records name places and kinds, never values: a reason is searched like any other text.
Reason = Annotated[str, typer.Option(help="判断の理由（記載された値は書かない）")]


@held.command("list")
def list_(as_json: Json = False) -> None:
    """確認を待つファイル。"""
    from etl.register import quarantine

    with work() as (con, _, catalogue):
        files = quarantine.waiting(con, catalogue)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in files], ensure_ascii=False, indent=1, default=str))
        return
    for file in files:
        kinds = "・".join(catalogue.rules[rule].title.ja for rule in file.rules)
        state = "　解除済み（次の load で読み込み）" if file.decision == "release" else ""
        typer.echo(f"{file.receipt_id}: {file.file_name}　{file.places} か所（{kinds}）{state}")
    if not files:
        typer.echo("確認を待つファイルはありません。")


@held.command()
def show(receipt: Receipt, as_json: Json = False) -> None:
    """一つのファイルの、疑いのある場所と種類。"""
    from etl.register import quarantine

    with work() as (con, _, catalogue):
        places = quarantine.show(con, catalogue, receipt)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in places], ensure_ascii=False, indent=1))
        return
    for place in places:
        row = f" {place.row_no}行目" if place.row_no is not None else ""
        column = f" {place.column_letter}列" if place.column_letter else ""
        typer.echo(f"{place.sheet}{row}{column}: {place.kind_ja}（{place.rule}）")


@held.command()
def release(receipt: Receipt, role: Role, reason: Reason) -> None:
    """個人情報ではないと確かめたので、次の load で読み込む。"""
    _decide(receipt, "release", role, reason)
    typer.echo(f"受付番号 {receipt} を解除しました。次の `tsunagari load` で読み込みます。")


@held.command()
def refuse(receipt: Receipt, role: Role, reason: Reason) -> None:
    """個人情報があるので差し戻す。手元の写しは消す（inbox の原本には触れない）。"""
    _decide(receipt, "refuse", role, reason)
    typer.echo(f"受付番号 {receipt} を差し戻しにしました。`tsunagari feedback` で返す一覧を作れます。")


def _decide(receipt: int, decision: str, role: str, reason: str) -> None:
    from etl.register import quarantine

    with work() as (con, here, catalogue):
        quarantine.decide(con, here, catalogue, receipt, decision, role, reason)
