"""`citewalk harvest`: walk outward from seeds and keep what is found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from click.core import ParameterSource

from citewalk.harvesting import begin, options_of, parameters_of
from citewalk.harvesting import resume as go_on
from citewalk.looking_up import TITLES, as_parameter
from citewalk.preview import preview as look_ahead
from citewalk.printing import counted, say
from citewalk.settings import Settings
from citewalk.wiring import choose_sources
from graph.errors import BadInput
from graph.ids import ArticleId
from graph.model import Direction, Harvest, HarvestState
from harvest.jobs import new_harvest_id
from harvest.seeds import STDIN, Seeds, read_seeds
from harvest.walk import WalkOptions

WAYS = tuple(str(way) for way in (Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY))
MOST_TITLES = 300
"""Titles that are looked up: each takes a request of every source that can search."""
WITH_RESUME = {"resume", "as_json"}


@click.command()
@click.argument("seeds", nargs=-1, metavar="SEED...")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Seeds from a .bib, .ris, .nbib, CSL-JSON or text file, or a saved page (-: stdin).",
)
@click.option("--with-references", is_flag=True, help="Also start from what a saved page lists as its references.")
@click.option("--depth", type=click.IntRange(0, 10), default=2, show_default=True, help="How many steps to walk.")
@click.option("--direction", type=click.Choice(WAYS), default="both", show_default=True, help="Which way to walk.")
@click.option("--max-articles", type=click.IntRange(1), default=2000, show_default=True, help="Articles to record.")
@click.option("--max-citing", type=click.IntRange(0), default=1000, show_default=True, help="Citing articles per hub.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Ask only this source (repeatable).")
@click.option("--from-year", type=int, help="Leave out articles known to be older.")
@click.option("--to-year", type=int, help="Leave out articles known to be newer.")
@click.option("--similar", is_flag=True, help="Also PubMed's own similar articles of the seeds.")
@click.option("--preview", is_flag=True, help="Say what the walk would take, and stop.")
@click.option("--resume", metavar="HARVEST", help="Go on with a harvest that was cut off or is incomplete.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--as", "name", hidden=True, help="The id of the harvest, when another process has announced it.")
@click.pass_context
def harvest(
    context: click.Context,
    /,
    seeds: tuple[str, ...],
    files: tuple[str, ...],
    names: tuple[str, ...],
    with_references: bool,
    preview: bool,
    resume: str | None,
    as_json: bool,
    name: str | None,
    **options: object,
) -> None:
    """Walk references and citing articles outward from seeds.

    SEED is a PMID, DOI, PMCID or OpenAlex id, a URL that holds one, or a title in quotes, which is looked up. What is
    found is kept as the walk goes; Ctrl-C stops it, and --resume goes on.
    """
    settings: Settings = context.obj
    if resume is not None:
        _nothing_besides(context)
        go_on(settings, resume, as_json=as_json)
        return
    walk = options_of(options)
    found = read(seeds, files, walk, with_references=with_references)
    choice = choose_sources(settings, names)
    if preview:
        look_ahead(settings, found.ids, walk, choice, as_json=as_json, nameless=found.nameless)
        return
    fresh = _fresh(name, found, walk, sorted(choice.sources))
    begin(settings, fresh, walk, choice, as_json=as_json)


def _fresh(name: str | None, found: Seeds, walk: WalkOptions, sources: list[str]) -> Harvest:
    now = datetime.now(UTC)
    titles = {TITLES: [as_parameter(item) for item in found.nameless]} if found.nameless else {}
    return Harvest(
        id=name or new_harvest_id(now),
        seeds=tuple(map(str, found.ids)),
        parameters=parameters_of(walk, sources) | titles,
        state=HarvestState.RUNNING,
        started=now,
    )


def _nothing_besides(context: click.Context) -> None:
    """A resumed harvest has its seeds and options already; others would be passed over without a word."""
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if given and parameter.name not in WITH_RESUME:
            name = parameter.opts[0] if isinstance(parameter, click.Option) else "SEED"
            raise BadInput(f"--resume goes on with the seeds and options of that harvest; leave out {name}.")


def read(arguments: Sequence[str], files: Sequence[str], walk: WalkOptions, *, with_references: bool = False) -> Seeds:
    """The seeds that a command line and files name; what cannot be used is said. Raises `BadInput` where none can."""
    if not arguments and not files:
        raise BadInput("Give at least one SEED, such as 39843410 or 10.3340/jkns.2024.0081, or --file.")
    paths = [Path(file) for file in files]
    text = sys.stdin.read() if STDIN in paths else ""
    found = read_seeds(arguments, paths, stdin=text, with_references=with_references)
    for problem in found.problems:
        say(f"left out: {problem}")
    if found.references:
        say(f"the page lists {counted(found.references, 'reference')}; --with-references makes them seeds too")
    for item in found.nameless[MOST_TITLES:]:
        say(f"left out: “{item.title}” has no id, and {MOST_TITLES} titles are looked up at most")
    number = len(found.ids) + len(found.nameless[:MOST_TITLES])
    if number > walk.max_articles:
        raise BadInput(f"{number} seeds do not fit --max-articles {walk.max_articles}; raise it.")
    return replace(found, nameless=found.nameless[:MOST_TITLES])


def seeds_of(arguments: Sequence[str], files: Sequence[str], walk: WalkOptions) -> tuple[ArticleId, ...]:
    """The seeds that have an id, for what looks up no titles; raises `BadInput` where there are none."""
    found = read(arguments, files, walk)
    for title in found.titles:
        say(f"left out: “{title}” has no id; `citewalk harvest` looks it up, or add its PMID or DOI")
    if not found.ids:
        raise BadInput("None of the items has an id (PMID, DOI, PMCID, OpenAlex); add one to start from.")
    return found.ids
