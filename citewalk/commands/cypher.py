"""`citewalk cypher`: ask the graph."""

from __future__ import annotations

import json

import click

from citewalk.opening import store_of
from citewalk.printing import FORMATS, print_rows, say
from citewalk.settings import Settings
from graph.errors import BadInput

MOST_ROWS = 100_000
SECONDS = 60.0


@click.command()
@click.argument("query")
@click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter; V is read as JSON, else as text.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--write", is_flag=True, help="Let the statement change the graph.")
@click.pass_obj
def cypher(settings: Settings, /, query: str, params: tuple[str, ...], form: str, write: bool) -> None:
    """Run a Cypher statement; it only reads unless --write.

    For example: citewalk cypher 'MATCH (a:Article) WHERE a.year >= $from RETURN a.title' --param from=2020
    (a PMID is text in the graph: --param 'pmid="39843410"').
    """
    values = dict(map(_param, params))
    with store_of(settings) as store:
        table = store.query(query, values, write=write, most=MOST_ROWS, timeout=SECONDS)
    print_rows(table.columns, table.rows, form)
    if table.truncated:
        say(f"Only the first {MOST_ROWS:,} rows are shown; there are more. Add LIMIT, or page with SKIP.")
    elif not table.rows:
        if form == "table":
            say("Done; no rows came back.")
        for name, value in values.items():
            if _looks_like_an_id(value):
                say(f"${name} was read as a number; ids are text, so if it is one write --param '{name}=\"{value}\"'.")


def _param(text: str) -> tuple[str, object]:
    name, equals, raw = text.partition("=")
    if not equals or not name.strip():
        raise BadInput(f"--param {text!r} is not K=V; write it like --param year=2020.")
    try:
        return name.strip(), json.loads(raw, parse_constant=_no_number)
    except ValueError:
        return name.strip(), raw


def _looks_like_an_id(value: object) -> bool:
    """A whole number that is longer than a year may be a PMID, which equals no number."""
    return isinstance(value, int) and not isinstance(value, bool) and 10**4 <= value < 10**9


def _no_number(word: str) -> object:
    raise ValueError(word)
