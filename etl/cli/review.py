"""review: free texts that a person reads before they are published."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from etl.cli.base import Json, app, work

reading = typer.Typer(
    help="自由記述を公表する前に、様式にない所の文字を受け取る前に、人が読む。読んでいない文章は公表データに入らない。同じ文章は一度読めばよい。",
    no_args_is_help=True,
)
app.add_typer(reading, name="review")
Keys = Annotated[list[str] | None, typer.Argument(help="文章の番号（list で分かります）", metavar="KEY…")]
All = Annotated[bool, typer.Option("--all", help="待っている文章すべて（list で読み終えてから）")]
Role = Annotated[str, typer.Option(help="読んだ役割（例: 孤独・孤立対策担当）。氏名は書かない")]


@reading.command("list")
def list_(as_json: Json = False) -> None:
    """まだ読んでいない文章を、書かれた場所とともに示す。"""
    from etl.register import review, store

    with work() as (con, _, catalogue):
        store.prepare(con, catalogue)
        texts = review.waiting(con, catalogue)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in texts], ensure_ascii=False, indent=1))
        return
    for waiting in texts:
        first = waiting.places[0]
        more = f" ほか{len(waiting.places) - 1}か所" if len(waiting.places) > 1 else ""
        row = f" {first.row_no}行目" if first.row_no else ""
        where = first.form if first.column else first.sheet
        place = f"{first.lg_code} {first.fiscal_year}年度 {where}{row}「{first.column_ja}」"
        typer.echo(f"{waiting.key}　{place}{more}\n    {waiting.text}")
    typer.echo(f"{len(texts)} 件の文章が確認を待っています。" if texts else "確認を待つ文章はありません。")


@reading.command()
def accept(role: Role, keys: Keys = None, everything: All = False) -> None:
    """公表してよいと認める。次の load から公表データに入る。"""
    count = _decide(keys, everything, "accept", role, "")
    typer.echo(f"{count} 件の文章を認めました。次の `tsunagari load` で公表データに入ります。")


@reading.command("return")
def return_(
    role: Role,
    reason: Annotated[str, typer.Option(help="差し戻す理由（文章の中身は書かない）")],
    keys: Keys = None,
) -> None:
    """公表せず、市町村に書き直しを求める。次の `tsunagari feedback` で返すものに入る。"""
    count = _decide(keys, False, "return", role, reason)
    typer.echo(f"{count} 件の文章を差し戻しにしました。`tsunagari load` で返すものを作れます。")


def _decide(keys: list[str] | None, everything: bool, decision: str, role: str, reason: str) -> int:
    from etl.register import review, store

    with work() as (con, _, catalogue):
        store.prepare(con, catalogue)
        chosen = [one.key for one in review.waiting(con, catalogue)] if everything else keys or []
        if not chosen and not everything:
            raise review.ReviewError("文章の番号を指定してください。tsunagari review list で分かります。")
        return len(review.decide(con, catalogue, chosen, decision, role, reason))
