"""What every command shares: the application, the console, the work file, how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.console import Console

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from etl.catalogue import Catalogue
    from etl.progress import Progress
    from etl.settings import Settings

app = typer.Typer(
    help="つながり: 市町村の提出物を読み、検査し、秘匿処理をして、ダッシュボードに公表します。",
    no_args_is_help=True,
    # Typer would print the local variables with a traceback: true counts on a screen, and in a log.
    pretty_exceptions_enable=False,
)
# Standard output belongs to results: its last line is read by scripts, whatever else was said.
console = Console(stderr=True)

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
def progress(quiet: bool) -> Iterator["Progress"]:
    """Shows how far a command is, on standard error: bars on a terminal, lines in a log; nothing for a script."""
    from etl.cli import watching  # only now: `--help` waits for no bars

    if quiet:
        yield lambda *_: None
        return
    shown = watching.Bars(console) if console.is_terminal else watching.Lines(console)
    with shown:
        yield shown.hear
