"""review: free texts that a person reads before they are published."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.base import Json, app, work

if TYPE_CHECKING:
    from etl.register.review import Place, Waiting

reading = typer.Typer(
    help="自由記述を公表する前に、様式にない所の文字を受け取る前に、人が読む。読んでいない文章は公表データに入らない。同じ文章は一度読めばよい。",
    no_args_is_help=True,
)
app.add_typer(reading, name="review")
Keys = Annotated[list[str] | None, typer.Argument(help="文章の番号（list で分かります）", metavar="KEY…")]
All = Annotated[bool, typer.Option("--all", help="待っている文章すべて（list で読み終えてから）")]
Role = Annotated[str, typer.Option(help="読んだ役割（例: 孤独・孤立対策担当）。氏名は書かない")]


_SHOWN = 5
"""Places of one text that are shown: the same words rarely stand in more kinds of places."""


def told(place: "Place") -> str:
    """312011 2024年度 F6 2行目 「背景」; beside the forms, what holds the text: 様式3_連携 4行目 F列 「コメント」."""
    sheet = place.sheet if place.sheet != place.column_ja else ""
    parts = (
        place.lg_code,
        f"{place.fiscal_year}年度",
        place.form if place.column else sheet or place.form,
        f"{place.row_no}行目" if place.row_no else "",
        f"{place.column_letter}列" if place.column_letter else "",
        f"「{place.column_ja}」",
    )
    return " ".join(part for part in parts if part)


def line(waiting: "Waiting") -> str:
    """One text under its key. Where the same words stand in a cell and, unseen, in a format, each kind of place is told."""
    # Turned round twice: a later key overwrites an earlier one, and each kind should keep its first place.
    kinds = list({(place.form, place.column_ja): place for place in reversed(waiting.places)}.values())[::-1]
    more = len(waiting.places) - len(kinds[:_SHOWN])
    places = "\n　　　　　".join(told(place) for place in kinds[:_SHOWN])
    return f"{waiting.key}　{places}{f' ほか{more}か所' if more else ''}\n    {waiting.text}"


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
        typer.echo(line(waiting))
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
