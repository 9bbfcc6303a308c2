"""What every command shares: the application, the console, progress bars."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from etl.catalogue import Catalogue
    from etl.settings import Settings

app = typer.Typer(
    help="つながり: 市町村の提出物を読み、検査し、秘匿処理をして、ダッシュボードに公表します。",
    no_args_is_help=True,
    # Typer would print the local variables with a traceback: true counts on a screen, and in a log.
    pretty_exceptions_enable=False,
)
# Standard output belongs to results: its last line is read by scripts, whatever else was said.
console = Console(stderr=True)

STAGES = {
    "form": "様式の作成",
    "give_back": "返す資料の作成",
    "reference": "参照データの取込み",
    "receive": "受付",
    "read": "読込",
    "check": "検査",
    "feedback": "返送物の作成",
    "facts": "集計",
    "protect": "秘匿処理",
    "snapshot": "公表データの作成",
    "publish": "公表",
    "audit": "秘匿の監査",
    "start": "足し合わせごとの下限",
    "completion": "補完秘匿",
    "clean_up": "公開に戻せるセルの確認",
    "exact": "最小費用の証明",
}
Json = Annotated[bool, typer.Option("--json", help="結果を JSON で出力する")]


class Work(NamedTuple):
    """The work file, open, with the settings and the catalogue that it belongs to."""

    con: "DuckDBPyConnection"
    settings: "Settings"
    catalogue: "Catalogue"


@contextmanager
def work() -> Iterator[Work]:
    """Open the work file once it is sure that this prefecture's data lies there."""
    # Here and not above: `--help` would else wait seconds for libraries that it does not need.
    from etl import catalogue as catalogues
    from etl import home, settings, workdb

    here = settings.load()
    catalogue = catalogues.load(here.catalogue)
    home.require(here, catalogue)
    with workdb.connect(here) as con:
        yield Work(con, here, catalogue)


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """A bar per stage on standard error; nothing when the output is for a script."""
    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, share: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=1.0)
                # A log file gets one line a stage; bars would fill it with control characters.
                if not quiet and not console.is_terminal:
                    console.print(f"{STAGES.get(stage, stage)} …")
            bars.update(tasks[stage], completed=share)

        yield report
