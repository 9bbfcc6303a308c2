"""How long a run still takes, as far as anybody can know."""

from collections.abc import Mapping

# Seconds of each stage of the demo on two processors, in order. Only their proportions count: how fast this machine is, and
# how large this prefecture, is seen by the stages themselves.
PLAN = {"protect": 70.0, "snapshot": 1.0, "ranges": 6.0, "indicators": 1.0, "audit": 16.0, "publish": 1.0}
SURE = 0.08  # of the work must be done before the rest can be judged by it
LEAST = 3.0  # seconds of work, likewise


class Remaining:
    """Hears how far a run is and judges the rest by the pace so far.

    From the first stage of the plan on, the rest is that of the whole run; before, that of the stage in hand alone, since what
    comes after intake is as long as there is to protect, not as there is to read.
    """

    def __init__(self, plan: Mapping[str, float] = PLAN) -> None:
        self._plan = dict(plan)
        self._stage = ""
        self._share = 0.0
        self._began = 0.0  # the stage in hand; of the plan, its first stage

    @property
    def whole(self) -> bool:
        """Whether the rest is that of the whole run."""
        return self._stage in self._plan

    def hear(self, now: float, stage: str, share: float) -> None:
        """At `now` (seconds of any clock), `share` (0 to 1) of a stage is done."""
        if stage != self._stage:
            if not (stage in self._plan and self.whole):
                self._began = now
            self._stage, self._share = stage, 0.0
        self._share = max(self._share, min(share, 1.0))  # a task that is begun again takes nothing back

    def seconds(self, now: float) -> float | None:
        """Seconds to the end; None while nobody can know."""
        done, left = self._work()
        spent = now - self._began
        if spent < LEAST or done < SURE * (done + left):
            return None
        return spent * left / done

    def _work(self) -> tuple[float, float]:
        """What is done and what is left, in the seconds of the plan; of a stage outside the plan, in shares."""
        if not self.whole:
            return self._share, 1 - self._share
        stages = list(self._plan)
        place = stages.index(self._stage)
        length = self._plan[self._stage]
        done = sum(self._plan[stage] for stage in stages[:place]) + length * self._share
        return done, sum(self._plan.values()) - done


def in_words(seconds: float) -> str:
    """Rounded as coarsely as it is known: 「約 2 分 30 秒」."""
    if seconds < 10:
        return "まもなく"
    tens = max(10, round(seconds / 10) * 10)
    if tens < 60:
        return f"約 {tens} 秒"
    if tens < 300 and tens % 60:
        return f"約 {tens // 60} 分 {tens % 60} 秒"
    return f"約 {round(seconds / 60)} 分"
