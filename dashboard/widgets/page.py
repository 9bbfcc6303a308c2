"""What the parts of one page share: its words, its snapshot, the choice of its reader, and the card with all three."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import formats, store, words
from dashboard.queries.answered import answered
from dashboard.widgets import filters
from dashboard.widgets.figure import card
from dashboard.widgets.filters import Chosen
from dashboard.widgets.switch import switch


@dataclass(frozen=True)
class Page:
    """A page speaks with the phrases of its own section of the locales: `page.t("title.map")`."""

    topic: str
    snapshot: store.Snapshot
    chosen: Chosen

    def t(self, key: str, **values: object) -> str:
        """The phrase `<topic>.<key>`."""
        return words.t(f"{self.topic}.{key}", **values)

    def code(self, list_name: str, code: str, *, short: bool = True) -> str:
        """The label of a code, short unless said otherwise."""
        return words.code(self.snapshot, list_name, code, short=short)

    def when(self, first: int | None = None) -> str:
        """The fiscal year shown, or the span that begins in `first`."""
        last = self.chosen.fiscal_year
        if first is None or first == last:
            return formats.fiscal_year(last)
        return words.t("format.span", first=formats.fiscal_year(first), last=formats.fiscal_year(last))

    def whole(self) -> Chosen:
        """The same choice for the whole prefecture: what is published only there."""
        code = self.snapshot.prefecture_lg_code
        return replace(self.chosen, area=None, municipality=None, place_kind="prefecture", place_code=code)

    def answered(self, form: str, *, whole: bool = False) -> tuple[int, int]:
        """(n, N) of one form in the place chosen, or in the whole prefecture."""
        return answered(self.snapshot, self.whole() if whole else self.chosen, form)

    def view(self, parameter: str, *codes: str) -> str:
        """Which of several views is open (`?<parameter>=code`), named by the phrases `<topic>.<parameter>.<code>`."""
        named = {code: self.t(f"{parameter}.{code}") for code in codes}
        return switch(parameter, named, label=self.t(f"{parameter}.label"))

    def body(self) -> str:
        """Which of the four bodies is looked at (`?body=B02`)."""
        named = {code: self.code("bodies", code) for code in ("B01", "B02", "B03", "B04")}
        return switch("body", named, label=self.t("bodies"))

    def card(
        self, key: str, figure: Any, table: pd.DataFrame, reading: str, *, whole: bool = False, **more: Any
    ) -> Any:
        """`figure.card` with title, unit and column names from `title.<key>`, `per.<key>` and `column.<name>`.

        `whole`: the figure shows the whole prefecture whatever is chosen.
        """
        named = [name for name in map(str, table.columns) if name != "state" and not name.endswith("_state")]
        said = {
            "title": self.t(f"title.{key}") if "title" not in more else "",
            "unit": self.t(f"per.{key}"),
            "period": self.when(),
            "headers": {name: self.t(f"column.{name}") for name in named},
            "selection": filters.described(self.whole()) if whole else None,
        }
        return card(key, figure, table, reading=reading, **{**said, **more})


def listed(parts: list[str]) -> str:
    """Parts of a sentence joined by the comma of the language; says so when there is none."""
    return words.t("format.comma").join(parts) if parts else words.t("alt.no_number")
