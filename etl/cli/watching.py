"""What is shown of a long command: bars on a terminal, lines with the time that is left in a log file."""

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from etl.cli.remaining import Remaining, in_words
from etl.progress import Part

BEAT = 10.0  # seconds that a log file is silent at most
STAGES = {
    "begin": "準備",
    "demo": "演示用の提出物の作成",
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
    "ranges": "x の範囲の計算",
    "indicators": "指標の計算",
    "publish": "公表",
    "audit": "秘匿の監査",
    "attainable": "守れる幅の確認",
    "start": "足し合わせごとの下限",
    "completion": "補完秘匿",
    "clean_up": "公開に戻せるセルの確認",
    "closing": "小さいかもしれないセルの確認",
    "exact": "最小費用の証明",
    "outside": "公表データを読む人の立場から",
    "insiders": "自分の件数を知る市町村の立場から",
}


class Lines:
    """A line when a stage begins, and a line every ten seconds within it: a log file is read while it is written."""

    def __init__(self, console: Console) -> None:
        self._console, self._rest, self._lock = console, Remaining(), threading.Lock()
        self._stage, self._share, self._parts = "begin", 0.0, tuple[Part, ...]()
        self._began = self._spoke = time.monotonic()
        self._over = threading.Event()
        # Who works may be silent for longer than a reader is patient, in a single query for instance.
        self._beats = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._say(f"{STAGES['begin']} …")
        self._beats.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._over.set()
        self._beats.join()
        if kind is None:
            self._say(f"終わりました（{_minutes(time.monotonic() - self._began)}）")

    def hear(self, stage: str, share: float, parts: Sequence[Part] = (), /) -> None:
        """See `etl.progress.Progress`."""
        with self._lock:
            begins = stage != self._stage
            self._stage, self._share, self._parts = stage, share, tuple(parts)
            self._rest.hear(time.monotonic(), stage, share)
            if begins:
                self._say(f"{STAGES.get(stage, stage)} …")

    def _beat(self) -> None:
        while not self._over.wait(0.5):
            with self._lock:
                if time.monotonic() - self._spoke >= BEAT:
                    self._say(self._state())

    def _state(self) -> str:
        """「秘匿処理 43 %（2024年度 補完秘匿 40 %、…）残り 約 1 分 20 秒」."""
        within = "、".join(
            f"{part.name} {_step(part)}{part.share:.0%}" for part in self._parts if part.share < 1
        )
        left, spent = _left(self._rest), _minutes(time.monotonic() - self._began)
        return (
            f"{STAGES.get(self._stage, self._stage)} {self._share:.0%}"
            f"{f'（{within}）' if within else ''} 開始から {spent}{f'、{left}' if left else ''}"
        )

    def _say(self, line: str) -> None:
        self._spoke = time.monotonic()
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


class Bars:
    """A bar for each stage and, below it, for each of the tasks that it has side by side."""

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
        )
        self._bars = Progress(*columns, console=console)
        self._rest, self._lock = Remaining(), threading.Lock()
        self._stages: dict[str, TaskID] = {}
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        self.hear("begin", 0.0)
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def hear(self, stage: str, share: float, parts: Sequence[Part] = (), /) -> None:
        """See `etl.progress.Progress`."""
        with self._lock:
            if stage not in self._stages:
                self._end_others()
                self._stages[stage] = self._bars.add_task(STAGES.get(stage, stage), total=1.0, left="")
            self._rest.hear(time.monotonic(), stage, share)
            self._bars.update(self._stages[stage], completed=share, left=_left(self._rest))
            for part in parts:
                self._show(part)

    def _show(self, part: Part) -> None:
        if part.name not in self._tasks:
            self._tasks[part.name] = self._bars.add_task(part.name, total=1.0, left="")
        self._bars.update(
            self._tasks[part.name], completed=part.share, description=f"　{part.name} {_step(part)}"
        )

    def _end_others(self) -> None:
        """A stage that is over is full, says nothing of what is left, and shows no task any more."""
        for bar in self._stages.values():
            self._bars.update(bar, completed=1.0, left="")
        for bar in self._tasks.values():
            self._bars.remove_task(bar)
        self._tasks.clear()


def _step(part: Part) -> str:
    return f"{STAGES.get(part.step, part.step)} " if part.step else ""


def _left(rest: Remaining) -> str:
    seconds = rest.seconds(time.monotonic())
    if seconds is None:
        return "残り時間は計算中" if rest.whole else ""
    said = in_words(seconds)
    return (
        (f"残り {said}" if said != "まもなく" else "まもなく終わります")
        if rest.whole
        else f"この段の残り {said}"
    )


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
