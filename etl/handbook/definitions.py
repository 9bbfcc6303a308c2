"""docs/glossary.md and docs/indicators.md: what words and figures mean."""

from typing import Any

from etl.catalogue import Catalogue, Code, Indicator
from etl.handbook.markdown import page, table


def glossary(catalogue: Catalogue, words: dict[str, Any], note: str) -> str:
    """Terms, then every code list."""
    say = words["glossary"]
    terms = [
        (t.ja, t.en, f"`{t.term}`", f"{t.meaning_ja}\n{t.meaning_en}", t.legal_basis)
        for t in catalogue.glossary
    ]
    lists = [f"### {name}\n\n{_codes(codes, say)}" for name, codes in catalogue.codes.items()]
    return page(
        say["title"],
        note,
        f"## {say['terms']}\n\n{table(say['term_header'], terms)}",
        f"## {say['lists']}\n\n{say['list_intro']}",
        *lists,
    )


def indicators(catalogue: Catalogue, words: dict[str, Any], note: str) -> str:
    """One section an indicator, by topic."""
    say = words["indicators"]
    return page(
        say["title"], note, say["intro"], *(_indicator(one, catalogue, say) for one in catalogue.indicators)
    )


def _codes(codes: tuple[Code, ...], say: dict[str, Any]) -> str:
    rows = [(f"`{c.code}`", c.ja, c.en, "、".join(c.aliases), c.legal_basis, _validity(c)) for c in codes]
    return table(say["code_header"], rows)


def _validity(code: Code) -> str:
    # Codes that ended stay in the list: answers of earlier years are still told by them.
    if not (code.valid_from or code.valid_to):
        return ""
    return f"{code.valid_from or ''}〜{code.valid_to or ''}"


def _indicator(indicator: Indicator, catalogue: Catalogue, say: dict[str, Any]) -> str:
    source = next(source for source in catalogue.sources if source.id == indicator.source)
    facts = {
        "unit": _both(indicator.unit.ja, indicator.unit.en),
        "formula": _both(indicator.formula.ja, indicator.formula.en),
        "disclosure": indicator.disclosure,
        "direction": say["direction"][indicator.direction],
        "caution": _both(indicator.caution.ja, indicator.caution.en),
        "legal_basis": indicator.legal_basis or "",
        "form": catalogue.forms[indicator.form].sheet if indicator.form else "",
        "published_in": f"`{indicator.published_in}`",
        "source": _both(source.title.ja, source.title.en),
    }
    lines = [f"- {say['labels'][key]}: {value}" for key, value in facts.items() if value]
    return (
        f"## {indicator.title.ja} / {indicator.title.en}\n\n`{indicator.topic}/{indicator.id}`\n\n"
        + "\n".join(lines)
    )


def _both(ja: str, en: str) -> str:
    return f"{ja} / {en}" if ja else ""
