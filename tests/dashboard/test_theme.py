"""Colours: readable on page and card, told apart by every eye, and named nowhere but in the theme."""

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from dashboard import theme
from etl import catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
SURFACES = (theme.PAGE, theme.CARD)
ON_FILL = {
    **{f"status {code}": (ink, fill) for code, (fill, ink) in theme.STATUS.items()},
    **{f"setup {code}": (ink, fill) for code, (fill, ink, _) in theme.SETUP.items()},
    **{f"submission {code}": (ink, fill) for code, (fill, ink, _) in theme.SUBMISSION.items()},
    **{f"state {name}": (ink, fill) for name, (fill, ink) in theme.STATES.items()},
    "demo": (theme.DEMO_TEXT, theme.DEMO_FILL),
    "hidden": (theme.TEXT, theme.HIDDEN_FILL),
}
MARKS = {*theme.SERIES, *theme.SECTORS.values(), *theme.SEVERITY.values(), theme.HIDDEN_LINE, theme.PRIMARY}
# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
EYES = {
    "every colour": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    lms = np.array([
        [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]) @ rgb  # fmt: skip
    return np.array([
        [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]) @ np.cbrt(lms)  # fmt: skip


def distance(one: str, other: str, eye: np.ndarray) -> float:
    seen = [oklab(np.clip(eye @ linear(c), 0, 1)) for c in (one, other)]
    return 100 * float(np.linalg.norm(seen[0] - seen[1]))


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#767676", "#F8F8FB") < 4.5


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    "fills",
    [
        [theme.STATES[name][0] for name in ("suppressed", "not_applicable", "unanswered")],
        [theme.STATUS[code][0] for code in "089"],
    ],
    ids=["areas of a map", "parts of a bar"],
)
def test_greys_of_different_meaning_are_apart(fills, eye):
    """Two steps of what an eye sees beside each other in a legend (2 is just noticed, in these units)."""
    assert all(distance(one, other, EYES[eye]) >= 4 for one, other in itertools.combinations(fills, 2))


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", theme.TEXT_ON_SURFACES)
def test_text_is_readable_on_every_surface(text, surface):
    assert contrast(text, surface) >= 4.5


@pytest.mark.parametrize(("ink", "fill"), ON_FILL.values(), ids=ON_FILL)
def test_text_is_readable_on_its_fill(ink, fill):
    assert contrast(ink, fill) >= 4.5


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("mark", sorted(MARKS))
def test_marks_stand_out_from_every_surface(mark, surface):
    assert contrast(mark, surface) >= 3


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES)
def test_series_are_told_apart_by_every_eye(eye):
    pairs = itertools.combinations(theme.SERIES, 2)
    assert min(distance(one, other, eye) for one, other in pairs) >= 14


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES)
def test_sectors_are_told_apart_by_every_eye(eye):
    named = [colour for sector, colour in theme.SECTORS.items() if sector != "other"]
    assert min(distance(one, other, eye) for one, other in itertools.combinations(named, 2)) >= 14


def test_the_graded_states_have_a_glyph_each():
    for table in (theme.SETUP, theme.SUBMISSION):
        glyphs = [glyph for _, _, glyph in table.values()]
        assert len(set(glyphs)) == len(glyphs)


def known() -> set[str]:
    """Every colour the theme names, in lower case."""
    return {
        found.lower()
        for found in re.findall(r"#[0-9A-Fa-f]{6}", (ROOT / "dashboard/theme.py").read_text("utf-8"))
    }


def test_style_sheets_use_the_colours_of_the_theme():
    strange = {
        f"{file.name} {colour}"
        for file in ROOT.glob("dashboard/widgets/*.css")
        for colour in re.findall(r"#[0-9A-Fa-f]{3,8}\b(?![^{]*{)", file.read_text("utf-8"))
        if whole(colour) not in known()
    }
    assert strange == set()


def whole(colour: str) -> str:
    return ("#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour).lower()


def test_no_other_code_names_a_colour():
    naming = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "dashboard").rglob("*.py")
        if file.name != "theme.py" and re.search(r'"#[0-9A-Fa-f]{3,8}"', file.read_text("utf-8"))
    ]
    assert naming == []


def test_the_server_settings_use_the_same_colours():
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]
    assert settings["backgroundColor"] == theme.PAGE and settings["textColor"] == theme.TEXT
    assert settings["primaryColor"] == theme.PRIMARY and settings["grayTextColor"] == theme.MUTED
    assert tuple(settings["chartCategoricalColors"]) == theme.SERIES
    assert settings["font"] == theme.FONT


def test_a_layout_is_the_caller_s_own():
    theme.layout()["xaxis"]["gridcolor"] = "red"
    assert theme.layout()["xaxis"]["gridcolor"] == theme.GRID
    assert theme.layout(legend=False)["showlegend"] is False


def test_every_code_that_is_drawn_has_its_look():
    """A code added to a list of the vocabulary needs a look; without one a page could not draw it."""
    lists = {name: {code.code for code in codes} for name, codes in catalogue.load().codes.items()}
    joint = set(catalogue.load().groups.members("joint_setup"))
    for name, looks, wanted in (
        ("SECTORS", theme.SECTORS, lists["sectors"]),
        ("STATUS", theme.STATUS, lists["item_statuses"]),
        ("SETUP", theme.SETUP, lists["est_statuses"] | joint),
        ("MODES", theme.MODES, lists["op_modes"] | {"unanswered"}),
        ("STAGES", theme.STAGES, lists["juso_statuses"] | {"unanswered"}),
        ("OPERATORS", theme.OPERATORS, lists["operators"] | {"unanswered"}),
        ("SUBMISSION", theme.SUBMISSION, lists["submission_statuses"]),
        ("SEVERITY", theme.SEVERITY, lists["severities"]),
    ):
        missing, idle = sorted(wanted - looks.keys()), sorted(looks.keys() - wanted)
        assert not missing, f"give {missing} a look in dashboard/theme.py, {name}"
        assert not idle, f"dashboard/theme.py, {name}: {idle} stand in no list of data/catalogue/vocabulary"


def test_a_sector_without_a_colour_is_drawn_as_other():
    assert theme.sector("npo") == theme.SECTORS["npo"]
    assert theme.sector("a sector of tomorrow") == theme.SECTORS["other"]
