"""`citewalk rank`: the articles of the graph in order of a measure."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence

import click

from citewalk.printing import FORMATS, print_rows, say
from citewalk.projected import Projected
from citewalk.settings import Settings
from graph.errors import BadInput
from graph.measures.registry import MeasureName
from graph.projected_texts import left_out_of
from graph.ranking import Ranked, is_seeded, sentence
from graph.ranking import rank as ranked

COLUMNS = ("rank", "id", "pmid", "doi", "title", "year", "score", "why")


@click.command()
@click.option("--measure", type=click.Choice([one.value for one in MeasureName]), default="key", show_default=True)
@click.option("--top", type=click.IntRange(min=0), default=20, show_default=True, help="How many; 0 for all.")
@click.option("--seed", "seeds", multiple=True, metavar="ID...", help="Articles to start from; may be repeated.")
@click.argument("more", nargs=-1, metavar="")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--around", metavar="ID", help="List only the neighbourhood of this article; scores stay the graph's.")
@click.option("--hops", type=click.IntRange(0, 10), default=1, show_default=True, help="How far around it.")
@click.option("--text/--no-text", default=True, help="Whether key compares titles and abstracts with the seeds'.")
@click.option("--fold-versions", "folded", is_flag=True, help="Rank a preprint and its published form as one.")
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
    around: str | None,
    hops: int,
    text: bool,
    folded: bool,
    keeping: bool,
    timing: bool,
) -> None:
    """Rank the articles of the graph by a measure.

    Best first, each with its reason.
    """
    measure = MeasureName(measure)
    named = _named(measure, seeds, more)
    if keeping and (around or folded):
        other = "--around" if around else "--fold-versions"
        raise BadInput(f"--store writes the scores of the whole graph as it is; leave {other} out.")
    with Projected(settings, fold_versions=folded) as graph:
        start = time.perf_counter()
        projection = graph.projection
        projected = time.perf_counter()
        ids = [graph.find(seed) for seed in named]
        comparing = measure is MeasureName.KEY and bool(ids) and text
        texts = graph.texts() if comparing else None
        among = projection.neighbourhood([graph.find(around)], hops) if around else None
        began = time.perf_counter()
        rows = ranked(projection, measure, ids, top=0 if keeping else top, texts=texts, among=among)
        computed = time.perf_counter()
        if keeping:
            _keep(graph, measure, rows)
    if form == "table":
        say(f"{measure}: {sentence(measure)}")
    if comparing and (left_out := left_out_of(projection)):
        say(left_out)
    print_rows(COLUMNS, _cells(graph, rows[: top or None], form), form)
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


def _keep(graph: Projected, measure: MeasureName, rows: Sequence[Ranked]) -> None:
    from graph.kept_measures import keep, property_of  # noqa: PLC0415  (see citewalk.projected)

    count = keep(graph.store, measure, {row.id: row.score for row in rows})
    say(f"{property_of(measure)} written to {count:,} articles.")


def _cells(graph: Projected, rows: Sequence[Ranked], form: str) -> Iterator[tuple[object, ...]]:
    for place, row in enumerate(rows, 1):
        score = f"{row.score:.6g}" if form == "table" and row.score is not None else row.score
        yield place, *graph.headline(row.id, form), score, row.why
