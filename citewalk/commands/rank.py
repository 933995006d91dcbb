"""`citewalk rank`: the articles of the graph in order of a measure."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence

import click

from citewalk.lookup import find_article
from citewalk.printing import FORMATS, print_rows, say
from citewalk.projected import projection_of
from citewalk.settings import Settings
from citewalk.wiring import store_of
from graph.errors import BadInput
from graph.headlines import headline
from graph.kept_measures import keep, property_of
from graph.measures.registry import MeasureName
from graph.projected_texts import text_model
from graph.projection import Projection
from graph.ranking import Ranked, is_seeded, sentence
from graph.ranking import rank as ranked
from graph.store import Store

COLUMNS = ("rank", "id", "pmid", "doi", "title", "year", "score", "why")


@click.command()
@click.option("--measure", type=click.Choice([one.value for one in MeasureName]), default="key", show_default=True)
@click.option("--top", type=click.IntRange(min=0), default=20, show_default=True, help="How many; 0 for all.")
@click.option("--seed", "seeds", multiple=True, metavar="ID...", help="Articles to start from; may be repeated.")
@click.argument("more", nargs=-1, metavar="")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--text/--no-text", default=True, help="Whether key compares titles and abstracts with the seeds'.")
@click.option("--store", "keeping", is_flag=True, help="Also write the scores to the articles, for Cypher.")
@click.option("--timing", is_flag=True, help="Print the seconds taken to stderr, as JSON.")
@click.pass_obj
def rank(
    settings: Settings,
    /,
    measure: MeasureName,
    top: int,
    seeds: tuple[str, ...],
    more: tuple[str, ...],
    form: str,
    text: bool,
    keeping: bool,
    timing: bool,
) -> None:
    """Rank the articles of the graph by a measure, best first, each with its reason."""
    measure = MeasureName(measure)
    named = _named(measure, seeds, more)
    with store_of(settings) as store:
        start = time.perf_counter()
        projection = projection_of(settings, store)
        projected = time.perf_counter()
        ids = [find_article(store, seed) for seed in named]
        began = time.perf_counter()
        rows = _ranked(store, projection, measure, ids, 0 if keeping else top, text)
        computed = time.perf_counter()
        shown = rows[: top or None]
        if keeping:
            count = keep(store, measure, {row.id: row.score for row in rows})
            say(f"{property_of(measure)} written to {count:,} articles.")
    if form == "table":
        say(f"{measure}: {sentence(measure)}")
    print_rows(COLUMNS, _cells(projection, shown, form), form)
    if timing:
        say(json.dumps({"projection_s": projected - start, "compute_s": computed - began}))


def _named(measure: MeasureName, seeds: Sequence[str], more: Sequence[str]) -> list[str]:
    """The seeds: those after the first of a `--seed` reach us as bare words."""
    if more and not seeds:
        raise BadInput(f"{more[0]!r} is not understood; write --measure NAME, and --seed before the ids of seeds.")
    named = list(dict.fromkeys([*seeds, *more]))
    if is_seeded(measure) and not named:
        raise BadInput(f"{measure} compares with seeds; name at least one with --seed.")
    return named


def _ranked(
    store: Store, projection: Projection, measure: MeasureName, seeds: Sequence[str], top: int, text: bool
) -> list[Ranked]:
    texts = text_model(store, projection) if measure is MeasureName.KEY and seeds and text else None
    return ranked(projection, measure, seeds, top=top, texts=texts)


def _cells(projection: Projection, rows: Sequence[Ranked], form: str) -> Iterator[tuple[object, ...]]:
    for place, row in enumerate(rows, 1):
        score = f"{row.score:.6g}" if form == "table" and row.score is not None else row.score
        yield place, *headline(projection, row.id), score, row.why
