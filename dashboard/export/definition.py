"""What a figure means, as the snapshot says it: formula, caution, legal basis and source of one indicator."""

from dataclasses import dataclass

from dashboard import words


@dataclass(frozen=True)
class Definition:
    """One entry of the indicator catalogue; every text is final, in the language of the interface.

    protected: made of counts of people or cases (class D2). form: the form its numbers come from, e.g. "F3".
    published_in: mart and column that hold its numbers. due: after which submissions its numbers come next.
    """

    id: str
    title: str
    unit: str
    formula: str
    caution: str
    legal_basis: str
    source: str
    protected: bool
    form: str
    published_in: str
    due: str = ""

    @property
    def by_municipality(self) -> bool:
        """Whether its numbers stand at every place, so that the page of indicators shows them."""
        return self.published_in == "mart_indicator.value"

    @property
    def sentence(self) -> str:
        """The definition in one paragraph."""
        return " ".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """The definition in sentences: what is counted, how to read it, what it rests on."""
        name = words.t("definition.named", title=self.title, unit=self.unit) if self.unit else self.title
        parts = {
            "definition.formula": words.t("definition.is", name=name, formula=self.formula),
            "definition.caution": self.caution,
            "definition.basis": self.legal_basis,
            "definition.source": self.source,
            "definition.due": self.due,
        }
        return tuple(words.t(phrase, text=text) for phrase, text in parts.items() if text)
