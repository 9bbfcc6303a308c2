"""From files to a checked :class:`Catalogue`."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from etl import settings
from etl.catalogue.base import Model, Words, local
from etl.catalogue.contracts import Column, Form, Rule
from etl.catalogue.coverage import Coverage, faults
from etl.catalogue.disclosure import Disclosure, Fault, hold_against
from etl.catalogue.meaning import Columns, Groups
from etl.catalogue.models import Catalogue, Indicator, Prefecture, Source
from etl.catalogue.reading import CatalogueError, line_of, row_model, rows, text_of, toml_model
from etl.catalogue.vocabulary import Advice, Ambiguity, Code, CodeChange, OfficeWords, Term

FIELDS = ("code", "ja", "en", "short_ja", "short_en", "aliases", "legal_basis", "valid_from", "valid_to")
SEPARATOR = "｜"
LETTERED = re.compile(r"[A-Z]\d{1,2}")
# Columns whose values are codes of another list.
REFERENCES = {
    ("agencies", "sector6"): "sectors",
    ("agencies", "sec3"): "sec3",
    ("measures", "phase"): "phases",
    ("measures", "period_kind"): "period_kinds",
    ("measures", "part_of"): "measures",
    ("measures", "meeting_of"): "bodies",
    ("channels", "meeting_of"): "bodies",
    ("operators", "sec3"): "sec3",
    ("bodies", "duty"): "duties",
    ("items", "duty"): "duties",
}
Lists = dict[str, tuple[Code, ...]]


class _Sources(Model):
    source: tuple[Source, ...]


def load(root: Path | None = None) -> Catalogue:
    """Read and check the whole catalogue below ``root``; raises :class:`CatalogueError` naming file and line."""
    root = root or settings.load().catalogue
    # In the order of need: a form names lists and rules, an indicator its source.
    codes = vocabulary(root / "vocabulary")
    sources = toml_model(root / "sources.toml", _Sources).source
    prefecture = toml_model(root / "prefecture.toml", Prefecture)
    # Rules only: headings of forms stay as printed, since that is where their reader looks for them.
    rules = {rule.id: _locally(rule, prefecture.ja) for rule in _rules(root / "rules")}
    forms = {form.id: form for form in _forms(root / "forms", codes, rules)}
    columns = toml_model(root / "columns.toml", Columns)
    return Catalogue(
        root=root,
        codes=codes,
        forms=forms,
        prefecture=prefecture,
        sources=sources,
        indicators=tuple(_indicators(root / "indicators", {source.id for source in sources}, codes)),
        rules=rules,
        disclosure=_disclosure(root / "disclosure.toml", codes, forms, columns),
        glossary=tuple(_table(root / "glossary.csv", Term)),
        code_map=tuple(_code_map(root / "code_map.csv", codes)),
        columns=columns,
        groups=_groups(root / "groups.toml", codes, set(forms)),
        ambiguous=tuple(_ambiguous(root / "ambiguous.csv", codes)),
        advice=tuple(_advice(root / "unread.csv")),
        coverage=_coverage(root / "coverage.toml", forms, rules, codes, columns),
        office_words=toml_model(root / "office_words.toml", OfficeWords),
    )


def vocabulary(folder: Path) -> Lists:
    """Every list of the folder, checked against each other."""
    paths = sorted(folder.glob("*.csv"))
    lines: dict[tuple[str, str], int] = {}
    lists = {path.stem: tuple(_codes(path, lines)) for path in paths}
    _letters_apart(folder, lists)
    for measure in lists.get("measures", ()):
        kind = measure.extra.get("period_kind"), measure.extra.get("class")
        # a stock of people or cases would need a relation of its own in disclosure.toml: its halves do not add up
        if kind not in (("flow", "D1"), ("stock", "D1"), ("flow", "D2")):
            message = "period_kind は flow か stock、class は D1 か D2 です（stock は D1 だけ）"
            raise CatalogueError("measures.csv", lines["measures", measure.code], message)
    for (name, column), target in REFERENCES.items():
        known = {code.code for code in lists.get(target, ())}
        for code in lists.get(name, ()):
            value = code.extra.get(column, "")
            if value and value not in known:
                message = f"{column} の「{value}」は {target}.csv にありません"
                raise CatalogueError(f"{name}.csv", lines[name, code.code], message)
    return lists


def _codes(path: Path, lines: dict[tuple[str, str], int]) -> Iterable[Code]:
    first, labels = "", dict[str, str]()
    for sort, (line, row) in enumerate(rows(path, FIELDS)):
        code = row_model(path, line, _entry(path.stem, row) | {"sort": sort}, Code)
        if (path.stem, code.code) in lines:
            raise CatalogueError(path.name, line, f"コード「{code.code}」が重複しています")
        for label in {code.ja, *code.aliases}:
            if labels.setdefault(label, code.code) != code.code:
                raise CatalogueError(path.name, line, f"「{label}」は {labels[label]} も使っています")
        # The first code says how all of the list are written.
        first = first or code.code
        if LETTERED.fullmatch(first) and not (LETTERED.fullmatch(code.code) and code.code[0] == first[0]):
            raise CatalogueError(
                path.name, line, f"「{code.code}」は、この表の文字 {first[0]} で始まりません"
            )
        lines[path.stem, code.code] = line
        yield code


def _entry(name: str, row: dict[str, str]) -> dict[str, object]:
    given: dict[str, object] = {key: value for key, value in row.items() if key in FIELDS and value}
    aliases = tuple(alias.strip() for alias in row["aliases"].split(SEPARATOR) if alias.strip())
    return given | {
        "list": name,
        "aliases": aliases,
        "extra": {k: v for k, v in row.items() if k not in FIELDS},
    }


def _letters_apart(folder: Path, lists: Lists) -> None:
    """A letter belongs to one list, so that a code alone tells what it is."""
    owner: dict[str, str] = {}
    for name, codes in lists.items():
        if not codes or not LETTERED.fullmatch(codes[0].code):
            continue
        letter = codes[0].code[0]
        if letter in owner:
            # Line 2 is the first code, the one that shows the letter.
            raise CatalogueError(f"{name}.csv", 2, f"文字 {letter} は {owner[letter]}.csv が使っています")
        owner[letter] = name


def _forms(folder: Path, codes: Lists, rules: Mapping[str, Rule]) -> Iterable[Form]:
    for path in sorted(folder.glob("*.toml")):
        form = toml_model(path, Form)
        for index, column in enumerate(form.columns):
            if column.list and column.list not in codes:
                line = line_of(text_of(path), ("column", index, "list"))
                raise CatalogueError(path.name, line, f"コード表「{column.list}」がありません")
        # Only now that all lists are known: a condition is read with the lists of other columns.
        for index, column in enumerate(form.columns):
            if reason := _unmeetable(form, column, codes, rules):
                raise CatalogueError(path.name, line_of(text_of(path), ("column", index, "when")), reason)
        yield form


def _unmeetable(form: Form, column: Column, codes: Lists, rules: Mapping[str, Rule]) -> str:
    """Why a column's condition can never be met, or never be asked for; empty when it can."""
    for name, wanted in (column.when or {}).items():
        known = {code.code for code in codes.get(form[name].list or "", ())}
        if isinstance(wanted, tuple) and (not wanted or set(wanted) - known):
            return f"when の {name} に、コード表にないコードがあります"
    if column.when and "{asked}" not in (
        (rules[column.asked_by].sql or "") if column.asked_by in rules else ""
    ):
        return f"規則 {column.asked_by} は条件付きの項目を尋ねる規則（sql に {{asked}}）ではありません"
    return ""


def _indicators(folder: Path, sources: set[str], codes: Lists) -> Iterable[Indicator]:
    for path in sorted(folder.glob("*/*.toml")):
        indicator = toml_model(path, Indicator)
        if (indicator.topic, indicator.id) != (path.parent.name, path.stem):
            raise CatalogueError(path.name, 1, "topic と id は、フォルダー名とファイル名に合わせてください")
        if indicator.source not in sources:
            line = line_of(text_of(path), ("source",))
            raise CatalogueError(path.name, line, f"出典「{indicator.source}」が sources.toml にありません")
        if indicator.each:
            yield from _of_each(path, indicator, codes)
        else:
            yield _with_duty(path, indicator, codes) if indicator.body else indicator


def _of_each(path: Path, pattern: Indicator, codes: Lists) -> Iterable[Indicator]:
    """One indicator a code of the list: its words, unit, class and legal basis are those of the code.

    A part (うち…, `part_of`) is named after its whole. What a column names of another list is said by that list: {phase_ja}.
    """
    listed = codes.get(str(pattern.each), ())
    if not listed or (set(pattern.but) - {code.code for code in listed}):
        where = ("but",) if listed else ("each",)
        raise CatalogueError(
            path.name, line_of(text_of(path), where), "each のコード表か、but のコードがありません"
        )
    by_code = {code.code: code for code in listed}
    columns = {column: target for (name, column), target in REFERENCES.items() if name == pattern.each}
    for code in listed:
        whole = by_code.get(code.extra.get("part_of", ""))
        if code.code not in pattern.but:
            wording = {"{code}": code.code, **{f"{{{name}}}": text for name, text in code.extra.items()}}
            for column, target in columns.items():
                for named in codes.get(target, ()):
                    if named.code == code.extra.get(column):
                        wording |= {f"{{{column}_ja}}": named.ja, f"{{{column}_en}}": named.en}
            wording |= {"{ja}": f"{whole.ja}：{code.ja}" if whole else code.ja}
            wording |= {"{en}": f"{whole.en}, {code.en}" if whole else code.en}
            yield _filled(pattern, code, wording)


def _filled(pattern: Indicator, code: Code, wording: Mapping[str, str]) -> Indicator:
    def fill(text: str) -> str:
        for name, word in wording.items():
            text = text.replace(name, word)
        return text

    def both(words: Words) -> dict[str, str]:
        return {"ja": fill(words.ja), "en": fill(words.en)}

    # Validated once more: what a code list fills in is no surer than what a file says.
    return Indicator.model_validate({
        **pattern.model_dump(by_alias=True, exclude={"each", "but"}),
        "id": f"{pattern.id}_{code.code.lower()}",
        "title": both(pattern.title),
        "unit": both(pattern.unit),
        "formula": both(pattern.formula),
        "class": code.extra["class"],
        "legal_basis": code.legal_basis or "",
        "sql": fill(pattern.sql or ""),
    })  # fmt: skip


def _with_duty(path: Path, indicator: Indicator, codes: Lists) -> Indicator:
    """The indicator of a body, its caution saying what the vocabulary knows of duty; its legal basis is the body's."""
    body = next((code for code in codes["bodies"] if code.code == indicator.body), None)
    duty = next((code for code in codes["duties"] if body and code.code == body.extra["duty"]), None)
    if body is None or duty is None:
        line = line_of(text_of(path), ("body",))
        raise CatalogueError(path.name, line, f"会議体 {indicator.body} の duty（義務の程度）がありません")
    if "{duty}" not in indicator.caution.ja or "{duty}" not in indicator.caution.en:
        line = line_of(text_of(path), ("caution",))
        raise CatalogueError(path.name, line, "会議体の指標の caution には {duty} を書いてください")
    caution = Words(
        ja=indicator.caution.ja.replace("{duty}", duty.extra["caution_ja"]),
        en=indicator.caution.en.replace("{duty}", duty.extra["caution_en"]),
    )
    # Where no duty is known, the law that names the body is no basis for one.
    basis = "" if duty.code == "none" else body.legal_basis
    return indicator.model_copy(update={"caution": caution, "legal_basis": basis})


def _groups(path: Path, codes: Lists, forms: set[str]) -> Groups:
    """Every member must be a code of its list: a group that matches nothing would count nothing, silently."""
    groups = toml_model(path, Groups)
    known = {name: {code.code for code in entries} for name, entries in codes.items()} | {"forms": forms}
    uses = [("group", i, g.list, g.members) for i, g in enumerate(groups.group)]
    for i, seat in enumerate(groups.seat):
        uses += [("seat", i, "items", (seat.item,)), ("seat", i, "bodies", (seat.body,))]
        uses += [("seat", i, "agencies", seat.agencies)]
    for part, index, name, members in uses:
        for code in members:
            if code not in known.get(name, set()):
                line = line_of(text_of(path), (part, index))
                raise CatalogueError(path.name, line, f"「{code}」は {name} にありません")
    names = [group.id for group in groups.group]
    if len(set(names)) < len(names):
        raise CatalogueError(path.name, 1, "group の id が重複しています")
    return groups


def _disclosure(path: Path, codes: Lists, forms: Mapping[str, Form], columns: Columns) -> Disclosure:
    disclosure = toml_model(path, Disclosure)
    try:
        hold_against(disclosure, codes, forms, columns)
    except Fault as fault:
        raise CatalogueError(path.name, line_of(text_of(path), fault.where), fault.why) from fault
    return disclosure


def _coverage(
    path: Path, forms: Mapping[str, Form], rules: Mapping[str, Rule], codes: Lists, columns: Columns
) -> Coverage:
    coverage = toml_model(path, Coverage)
    # The first fault stops the reading: a CatalogueError names one line to mend.
    for number, key, reason in faults(coverage, forms, rules, codes, columns):
        raise CatalogueError(path.name, line_of(text_of(path), ("row", number, key)), reason)
    return coverage


def _rules(folder: Path) -> Iterable[Rule]:
    for path in sorted(folder.glob("*.toml")):
        rule = toml_model(path, Rule)
        if rule.id != path.stem:
            raise CatalogueError(
                path.name, line_of(text_of(path), ("id",)), "id をファイル名に合わせてください"
            )
        yield rule


def _locally(rule: Rule, prefecture: str) -> Rule:
    """A rule in the words of the prefecture: what it asks of a 区 is said of a 区."""
    title, message = (
        words.model_copy(update={"ja": local(words.ja, prefecture)}) for words in (rule.title, rule.message)
    )
    return rule.model_copy(update={"title": title, "message": message})


def _code_map(path: Path, codes: Lists) -> Iterable[CodeChange]:
    for line, row in rows(path, tuple(CodeChange.model_fields)):
        change = row_model(path, line, row, CodeChange)
        known = {code.code for code in codes.get(change.list, ())}
        for code in (change.old_code, change.new_code):
            if code not in known:
                raise CatalogueError(path.name, line, f"コード「{code}」は {change.list}.csv にありません")
        yield change


def _ambiguous(path: Path, codes: Lists) -> Iterable[Ambiguity]:
    for line, row in rows(path, tuple(Ambiguity.model_fields)):
        ambiguity = row_model(path, line, row | {"codes": tuple(row["codes"].split(";"))}, Ambiguity)
        if unknown := set(ambiguity.codes) - {code.code for code in codes.get(ambiguity.list, ())}:
            raise CatalogueError(
                path.name, line, f"コード「{sorted(unknown)[0]}」は {ambiguity.list}.csv にありません"
            )
        yield ambiguity


def _advice(path: Path) -> Iterable[Advice]:
    seen = set[tuple[str, str]]()
    for line, row in rows(path, tuple(Advice.model_fields)):
        advice = row_model(path, line, row | {"types": tuple(filter(None, row["types"].split(";")))}, Advice)
        places = {(advice.kind, type_) for type_ in advice.types or ("",)}
        if places & seen:
            raise CatalogueError(path.name, line, f"「{advice.kind}」の文が重複しています")
        seen |= places
        yield advice


def _table(path: Path, model: type[Term]) -> Iterable[Term]:
    for line, row in rows(path, tuple(model.model_fields)):
        yield row_model(path, line, {key: value or None for key, value in row.items()}, model)
