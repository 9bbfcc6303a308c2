"""The filters on top of a page, mirrored in the address with stable codes.

`?fy=2025&area=3101&m=312011&s=npo` reproduces a view; a filter left open is absent. The choice outlives a change
of page, where only the filters that page offers apply.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from html import escape

import streamlit as st

from dashboard import formats, store, words
from dashboard.queries import places
from dashboard.queries.chosen import Chosen
from dashboard.widgets import run, url_state

__all__ = ["Chosen", "clear", "described", "named", "show"]

PARAMETERS = {"fiscal_year": "fy", "area": "area", "municipality": "m", "sector": "s"}
ALL = ""


def show(snapshot: store.Snapshot, *names: str, required: Sequence[str] = ()) -> Chosen:
    """Draw the filters `names` (of PARAMETERS) in a row and return the choice.

    Without names nothing is drawn and the choice is the latest year of the whole prefecture. A filter in `required`
    has no "all" entry and starts with its first option.
    """
    chosen: dict[str, str | None] = {}
    if names:
        with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
            for name in names:
                chosen[name] = _select(snapshot, name, chosen, optional=name not in required)
    place = _chosen(snapshot, chosen)
    if (record := run.record()) is not None:
        record.chosen, record.filters = place, names
    else:  # what can be pressed is not printed; what was chosen is
        said = words.t("filter.chosen", list=described(snapshot, place))
        st.html(f'<p class="on-paper">{escape(said)}</p>')
    return place


def described(snapshot: store.Snapshot, chosen: Chosen) -> str:
    """The choice in one line, for captions and exports: 「令和7年度（2025年度）、東部圏域」."""
    parts = [
        formats.fiscal_year(chosen.fiscal_year),
        words.place(snapshot, chosen.place_kind, chosen.place_code),
    ]
    if chosen.sector:
        parts.append(words.code(snapshot, "sectors", chosen.sector))
    return words.t("format.comma").join(parts)


def clear() -> None:
    """Open every filter again (as a button's callback)."""
    url_state.forget(*PARAMETERS.values())


def _select(
    snapshot: store.Snapshot, name: str, chosen: dict[str, str | None], *, optional: bool
) -> str | None:
    options, label = _options(snapshot, name, chosen.get("area"))
    default = _default(name, snapshot)
    entries = [ALL, *options] if optional and name != "fiscal_year" else list(options)
    key = f"filter_{name}"
    # Read anew in every run: Streamlit forgets the value of a widget that the page before did not draw.
    asked = url_state.get(PARAMETERS[name]) or default
    # An area chosen after the municipality may not hold it; a year may be of a snapshot that was rolled back.
    if asked not in entries:
        url_state.put(PARAMETERS[name], None)
        asked = entries[0] if entries else ALL
    # Before the widget is drawn: afterwards, Streamlit raises; an index beside it would be told twice.
    st.session_state[key] = asked
    picked = st.selectbox(
        words.t(f"filter.{name}"),
        entries,
        key=key,
        format_func=lambda code: words.t(f"filter.all_{name}") if code == ALL else label(code),
        on_change=_mirror,
        args=(name, default),
        filter_mode="contains",
        help=words.t("filter.municipality_help") if name == "municipality" else None,
        width=320 if name == "municipality" else 240,
    )
    return picked or None


def _default(name: str, snapshot: store.Snapshot) -> str:
    return str(snapshot.last_fy) if name == "fiscal_year" else ALL


def _mirror(name: str, default: str) -> None:
    """What is chosen by default leaves the address clean."""
    code = st.session_state[f"filter_{name}"]
    url_state.put(PARAMETERS[name], None if code in (ALL, default) else code)


def _options(snapshot: store.Snapshot, name: str, area: str | None) -> tuple[list[str], Callable[[str], str]]:
    """Codes of a filter and how each is written."""
    if name == "fiscal_year":
        years = [str(year) for year in range(snapshot.last_fy, snapshot.first_fy - 1, -1)]
        return years, lambda year: formats.fiscal_year(int(year))
    if name == "sector":
        return list(snapshot.code_list("sectors")), lambda code: words.code(snapshot, "sectors", code)
    if name == "area":
        return places.areas(snapshot), lambda code: words.place(snapshot, "area", code)
    labels = _towns(snapshot, area)
    return list(labels), lambda code: labels.get(code, code)


@store.kept
def _towns(snapshot: store.Snapshot, area: str | None) -> dict[str, str]:
    towns = places.municipalities(snapshot, area)
    return {str(town["lg_code"]): _town(snapshot, town) for town in towns.to_dict("records")}


def _town(snapshot: store.Snapshot, town: Mapping[Hashable, object]) -> str:
    code = str(town["lg_code"])
    name = words.place(snapshot, "municipality", code)
    beside = [] if town["in_prefecture"] else [words.prefecture(snapshot, str(town["prefecture"]))]
    # Kana say nothing to who reads Tottori.
    if words.lang() == "ja":
        beside += places.readings(str(town["name_ja"]), str(town["kana"]))
    return named(code, name, beside)


def named(code: str, name: str, beside: Sequence[str]) -> str:
    """A municipality to choose: 「312011 鳥取市（とっとりし）」, with what else it can be found by in brackets."""
    if not beside:
        return words.t("filter.municipality_option", code=code, name=name)
    return words.t("filter.municipality_beside", code=code, name=name, list=formats.listed(beside))


def _chosen(snapshot: store.Snapshot, picked: dict[str, str | None]) -> Chosen:
    return Chosen.of(
        snapshot,
        int(picked.get("fiscal_year") or snapshot.last_fy),
        area=picked.get("area"),
        municipality=picked.get("municipality"),
        sector=picked.get("sector"),
    )
