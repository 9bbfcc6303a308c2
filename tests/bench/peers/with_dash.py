"""`python -m tests.bench.peers.with_dash PORT`: the three pages as a small Dash application shows them."""

import sys

from dash import Dash, Input, Output, callback, dcc, html

from tests.bench.peers import drawn

CONFIG = {"displayModeBar": False}


@callback(Output("page", "children"), Input("at", "pathname"), Input("year", "value"))
def page(path: str, year: int) -> list[html.Div | dcc.Graph]:
    tiles, figures = drawn.drawn(path.strip("/") or "linkage", year)
    numbers = [html.Div([html.P(name), html.B(value)], className="tile") for name, value in tiles]
    return [
        html.Div(numbers, style={"display": "flex", "gap": "12px"}),
        *(dcc.Graph(figure=one, config=CONFIG) for one in figures),
    ]


def main() -> None:
    app = Dash(__name__, title="peer")
    years = drawn.years(drawn.begin())
    app.layout = [
        dcc.Location("at"),
        dcc.Dropdown(years, years[0], id="year", clearable=False),
        html.Div(id="page"),
    ]
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)


if __name__ == "__main__":
    main()
