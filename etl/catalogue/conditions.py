"""When a conditional column must be filled: said once in the form, printed on it and executed by the checks."""

from collections.abc import Iterator, Mapping

from etl.catalogue.contracts import AtLeast, Column, Form
from etl.catalogue.vocabulary import Code

Lists = Mapping[str, tuple[Code, ...]]
_NAMED = 2  # so many codes are printed with their names, more as codes and ranges


def spoken(form: Form, column: Column, lists: Lists) -> str:
    """「設置状況がE1（設置済）、会議体区分がB02〜B04の場合」; empty for a column without condition."""
    parts = (
        f"{form[name].ja}が{_values(form[name], wanted, lists)}"
        for name, wanted in (column.when or {}).items()
    )
    condition = "、".join(parts)
    return f"{condition}の場合" if condition else ""


def _values(other: Column, wanted: tuple[str, ...] | AtLeast, lists: Lists) -> str:
    if isinstance(wanted, AtLeast):
        return f"{wanted.minimum}以上"
    codes = lists[other.list or ""]
    named = [code for code in codes if code.code in wanted]
    # a code in small letters is written nowhere on the form, however many there are
    if len(named) <= _NAMED or any(code.code[0].islower() for code in named):
        return "・".join(
            code.ja if code.code[0].islower() else f"{code.code}（{code.short_ja}）" for code in named
        )
    places = [codes.index(code) for code in named]
    if places[-1] - places[0] == len(named) - 1:
        return f"{named[0].code}〜{named[-1].code}"
    return "・".join(code.code for code in named)


def statements(forms: Mapping[str, Form], rule: str) -> str:
    """SQL that selects every cell which this rule asks for: condition met, cell blank (未回答)."""
    selects = [
        _select(form, column, f"({_met(form, column)}) and {_blank(column)}")
        for form, column in conditional(forms)
        if column.asked_by == rule
    ]
    return " union all ".join(selects)


def contradictions(forms: Mapping[str, Form]) -> str:
    """SQL that selects every cell which is filled although the form says that then it has no meaning."""
    selects = [
        _select(form, column, f"not ({_met(form, column)}) and {_filled(column)}")
        for form, column in conditional(forms)
        if column.otherwise == "ask"
    ]
    return " union all ".join(selects)


def conditional(forms: Mapping[str, Form]) -> Iterator[tuple[Form, Column]]:
    """Every conditional column with its form."""
    for form in forms.values():
        yield from ((form, column) for column in form.columns if column.when)


def _select(form: Form, column: Column, where: str) -> str:
    located = f"select receipt_id, row_no, '{form.id}' as form, '{column.name}' as field"
    return f"{located} from {form.id.lower()} where {where}"


def _met(form: Form, column: Column) -> str:
    return " and ".join(_one(name, wanted) for name, wanted in (column.when or {}).items())


def _one(name: str, wanted: tuple[str, ...] | AtLeast) -> str:
    if isinstance(wanted, AtLeast):
        return f'"{name}" >= {wanted.minimum}'
    return f'"{name}" in ({", ".join(f"{code!r}" for code in wanted)})'


def _blank(column: Column) -> str:
    if column.type == "count":
        return f"coalesce({column.name}_state, 'unanswered') = 'unanswered'"
    if column.type in ("codes", "lg_codes"):
        return f'coalesce(len("{column.name}"), 0) = 0'
    return f'"{column.name}" is null'


def _filled(column: Column) -> str:
    """A count of 0 or － beside a condition that is not met says the same as a blank."""
    return f"{column.name} > 0" if column.type == "count" else f"not ({_blank(column)})"
