"""docs/forms.ja.md: how to fill in every form, and what is checked."""

from typing import Any

from etl.catalogue import Catalogue, Column, Form, conditions
from etl.handbook.markdown import page, table


def document(catalogue: Catalogue, words: dict[str, Any], note: str) -> str:
    """Symbols first, then one section a form, then the rules."""
    say = words["forms"]
    sections = [_form(form, say, catalogue) for form in catalogue.forms.values()]
    return page(say["title"], note, say["intro"], _symbols(catalogue, say), *sections, _rules(catalogue, say))


def _symbols(catalogue: Catalogue, say: dict[str, Any]) -> str:
    # A number is written as it is: the state without a sign is no symbol to explain.
    states = [code for code in catalogue.codes["cell_states"] if code.aliases]
    rows = [(" ".join(f"`{alias}`" for alias in code.aliases), code.ja, code.en) for code in states]
    return f"## {say['symbols_title']}\n\n{table(say['symbols_header'], rows)}"


def _form(form: Form, say: dict[str, Any], catalogue: Catalogue) -> str:
    keys = [f"`{name}`" for name in form.grain]
    rows = [
        (
            c.ja,
            f"`{c.name}`",
            say["types"][c.type],
            say["required"][c.required],
            _range(c, say),
            _how(form, c, catalogue),
        )
        for c in form.columns
    ]
    head = f"## {form.sheet}\n\n{form.guidance.ja}\n\n{say['keys']}: {' × '.join(keys)}"
    return f"{head}\n\n{table(say['header'], rows)}"


def _range(column: Column, say: dict[str, Any]) -> str:
    if column.list:
        count = f"（{say['codes'].format(n=column.maximum)}）" if column.maximum else ""
        return f"`{column.list}`{count}"
    if column.max_length:
        return str(say["length"].format(n=column.max_length))
    least, most = (format(n, ",") if n is not None else "" for n in (column.minimum, column.maximum))
    # 2,024 is read as a number of something, 2024 as a year.
    if column.type == "fiscal_year":
        least, most = least.replace(",", ""), most.replace(",", "")
    return f"{least}〜{most}" if least or most else ""


def _how(form: Form, column: Column, catalogue: Catalogue) -> str:
    # From the same data that the rule executes: written by hand, eight conditions had drifted apart.
    when = conditions.spoken(form, column, catalogue.codes)
    # What no table and no rule reads has to say why it is asked for all the same.
    kept = f"（記録のみ：{column.kept.ja}）" if column.kept else ""
    return (f"【{when}】" if when else "") + (column.definition.ja if column.definition else "") + kept


def _rules(catalogue: Catalogue, say: dict[str, Any]) -> str:
    rows = [
        (
            rule.id,
            rule.title.ja,
            # With its thresholds: who has only the paper must find the municipalities that the screen counts.
            rule.when
            or rule.message.ja.replace(
                "{other}", "…"
            ),  # what reading mends or refuses is told by its message
            catalogue.code("severities", rule.severity).ja,
            " ".join(rule.forms),
            rule.basis,
        )
        for rule in catalogue.rules.values()
    ]
    return (
        f"## {say['rules_title']}\n\n{say['rules_intro']}\n\n{table(say['rules_header'], rows)}"
        if rows
        else ""
    )
