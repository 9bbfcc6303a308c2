"""Colours, type and spacing of the product: the only file that names a colour.

Every mark colour keeps 3:1 and every text colour 4.5:1 on both page and card (tests/dashboard/test_theme.py).
Series palettes were chosen for their distance under normal, protan, deutan and tritan vision.
"""

FONT = "Noto Sans JP, BIZ UDPGothic, Yu Gothic UI, Meiryo, sans-serif"

PAGE = "#F8F8FB"
CARD = "#FFFFFF"
GRID = "#E6E6E6"
TEXT = "#1A1A1A"
INK = "#000000"
MUTED = "#626264"
PRIMARY = "#0017C1"
FOCUS = "#FFD43D"
DEMO_TEXT = "#6E2B00"
DEMO_FILL = "#FFF1DB"

SERIES: tuple[str, ...] = ("#0017C1", "#008DA6", "#FB5B01", "#A90000", "#1A1A1A")
SECTORS: dict[str, str] = {
    "gov": "#0017C1",
    "juso": "#3460FB",
    "welfare": "#A58000",
    "npo": "#A90000",
    "residents": "#6C006C",
    "business": "#1A1A1A",
    "other": "#767676",
}
SEQUENTIAL: tuple[str, ...] = ("#E8F1FE", "#C5D7FB", "#7096F8", "#3460FB", "#0017C1")
YEARS: tuple[str, ...] = ("#C5D7FB", "#7096F8", "#0017C1")  # the latest year is the darkest

HIDDEN_FILL = "#EDEDED"
HIDDEN_LINE = "#767676"
NO_DATA = "#CCCCCC"
OUTSIDE = "#FAFAFA"  # of a map: places that a figure is not about

# Of whom nobody knows: darker than a hidden number and than what does not apply, so that the three are told apart.
UNANSWERED = ("#D6D6D6", "#1A1A1A")

# Fill and text of a graded status, from in place (3) to not yet (0); 8 not applicable, 9 unanswered.
STATUS: dict[str, tuple[str, str]] = {
    "3": ("#0017C1", "#FFFFFF"),
    "2": ("#7096F8", "#1A1A1A"),
    "1": ("#C5D7FB", "#1A1A1A"),
    "0": ("#FFFFFF", "#1A1A1A"),
    "8": ("#EFEFEF", "#626264"),
    "9": UNANSWERED,
}

# Fill and text of an area of a map without a number; there is no hatching on a map, so a hidden one is the darkest.
STATES: dict[str, tuple[str, str]] = {
    "suppressed": ("#ADADAD", TEXT),
    "not_applicable": STATUS["8"],
    "unknown": UNANSWERED,
    "unanswered": UNANSWERED,
}

# Set-up status of a body: fill, text on it, glyph. Own set-up (E1), a joint one (S5, a set-up form) and joining another's
# (E5) weigh the same.
SETUP: dict[str, tuple[str, str, str]] = {
    "E1": ("#0017C1", "#FFFFFF", "●"),
    "S5": ("#0017C1", "#FFFFFF", "■"),
    "E5": ("#00708A", "#FFFFFF", "◆"),
    "E2": ("#7096F8", "#1A1A1A", "◐"),
    "E3": ("#C5D7FB", "#1A1A1A", "△"),
    "E4": ("#FFFFFF", "#1A1A1A", "○"),
    "E9": (*UNANSWERED, "…"),
}
# How the two meetings are run together, from apart to as one.
MODES: dict[str, tuple[str, str, str]] = {
    "M1": (*STATUS["0"], "○"),
    "M2": (*STATUS["2"], "◆"),
    "M3": (*STATUS["2"], "◐"),
    "M4": (*STATUS["3"], "●"),
    "M5": (*STATUS["1"], "△"),
    "M0": (*STATUS["8"], "－"),
    "unanswered": (*STATUS["9"], "…"),
}
# Stage of the multi-layered support system project; none of them is better or worse.
STAGES: dict[str, tuple[str, str, str]] = {
    "J1": (*STATUS["3"], "●"),
    "J2": (*STATUS["2"], "◐"),
    "J3": (*STATUS["1"], "△"),
    "J4": (*STATUS["0"], "○"),
    "J5": ("#00708A", "#FFFFFF", "◆"),
    "unanswered": (*STATUS["9"], "…"),
}
# Who runs a project of multi-layered support.
OPERATORS: dict[str, tuple[str, str, str]] = {
    "O1": (*STATUS["2"], "●"),
    "O2": (*STATUS["1"], "◆"),
    "O3": (*STATUS["0"], "◐"),
    "unanswered": (*STATUS["9"], "…"),
}
# Whether a department or operator has a seat in a body.
SEATS: dict[str, tuple[str, str, str]] = {
    "seated": (*STATUS["3"], "●"),
    "absent": (*STATUS["0"], "○"),
    "joined": (*SETUP["E5"][:2], "◆"),
    "none": (*STATUS["8"], "－"),
    "unanswered": (*STATUS["9"], "…"),
}
# Submission of a form: fill, text on it, glyph.
SUBMISSION: dict[str, tuple[str, str, str]] = {
    "accepted": ("#C5D7FB", "#1A1A1A", "●"),
    "warned": ("#E8F1FE", "#1A1A1A", "◐"),
    "refused": ("#FFE3D1", "#6E2B00", "▲"),
    "quarantined": ("#FFD0D0", "#6E0000", "◆"),
    "missing": (*UNANSWERED, "…"),
    "not_requested": ("#FFFFFF", "#626264", "－"),
}
# A form that is sent by whoever has something to tell.
OPTIONAL: tuple[str, str, str] = ("#FFFFFF", "#626264", "○")
# An accepted form of which rows went back: neither in place nor missing.
RETURNED: tuple[str, str, str] = ("#FFE3D1", "#6E2B00", "▼")

# How grave a finding of the checks is, as a mark.
SEVERITY: dict[str, str] = {
    "refuse": "#A90000",
    "quarantine": "#6C006C",
    "error": "#C74700",
    "warn": "#A58000",
    "fix": "#3460FB",
}

TEXT_ON_SURFACES: tuple[str, ...] = (TEXT, MUTED, PRIMARY)


def sector(code: str) -> str:
    """Colour of a sector; one that the list has gained and the theme not yet is grey, its name stands beside it."""
    return SECTORS.get(code, SECTORS["other"])


def layout(height: int = 360, *, legend: bool = True) -> dict[str, object]:
    """Plotly layout every figure starts from; `height` in pixels."""
    axis = {
        "gridcolor": GRID,
        "zerolinecolor": MUTED,
        "linecolor": MUTED,
        "automargin": True,
        "title": {"font": {"size": 13}},
        "tickfont": {"size": 13},
    }
    return {
        "height": height,
        "font": {"family": FONT, "size": 14, "color": TEXT},
        "paper_bgcolor": CARD,
        "plot_bgcolor": CARD,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "xaxis": {**axis},
        "yaxis": {**axis},
        "showlegend": legend,
        "legend": {
            "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal", "font": {"size": 13},
        },
        "hoverlabel": {
            "bgcolor": CARD, "bordercolor": MUTED, "font": {"family": FONT, "size": 13, "color": TEXT},
        },
        "colorway": list(SERIES),
        "dragmode": False,
        "separators": ".,",
    }  # fmt: skip
