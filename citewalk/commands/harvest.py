"""`citewalk harvest`: walk outward from seeds and keep what is found."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click
from filelock import FileLock, Timeout
from harvest.seeds import read_seeds

from citewalk.printing import say
from citewalk.progress import Reporter
from citewalk.settings import Settings
from citewalk.wiring import Choice, choose_sources, client_of, store_of
from graph.errors import BadInput, NotFound
from graph.ids import ArticleId, parse
from graph.model import Direction, Harvest, HarvestState
from graph.store import Store
from harvest.jobs import new_harvest_id, this_process
from harvest.ledger import LEFT_OUT
from harvest.plan import Estimate, look_ahead
from harvest.walk import Walk, WalkOptions

EXIT_INCOMPLETE = 3
WAYS = tuple(str(way) for way in (Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY))


@click.command()
@click.argument("seeds", nargs=-1, metavar="SEED...")
@click.option("--file", "files", multiple=True, metavar="FILE", help="Seeds from a .bib, .ris, .nbib or text file.")
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
@click.pass_obj
def harvest(
    settings: Settings,
    /,
    seeds: tuple[str, ...],
    files: tuple[str, ...],
    names: tuple[str, ...],
    preview: bool,
    resume: str | None,
    as_json: bool,
    name: str | None,
    **options: object,
) -> None:
    """Walk references and citing articles outward from SEED: a PMID, DOI, PMCID, OpenAlex id, or a URL with one."""
    if resume is not None:
        if seeds or files:
            raise BadInput("--resume goes on with the seeds of that harvest; leave out SEED and --file.")
        finish(settings, *_again(settings, resume), as_json=as_json)
        return
    walk = options_of(options)
    ids = _seeds(seeds, files, walk)
    choice = choose_sources(settings, names)
    if preview:
        _preview(settings, ids, walk, choice, as_json=as_json)
        return
    fresh = Harvest(
        id=name or new_harvest_id(datetime.now(UTC)),
        seeds=tuple(map(str, ids)),
        parameters={**asdict(walk), "direction": str(walk.direction), "sources": sorted(choice.sources)},
        state=HarvestState.RUNNING,
        started=datetime.now(UTC),
    )
    finish(settings, fresh, walk, choice, as_json=as_json)


def options_of(given: Mapping[str, object]) -> WalkOptions:
    """The walk that the options ask for."""
    walk = WalkOptions(**{**given, "direction": Direction(str(given["direction"]))})  # type: ignore[arg-type]
    if walk.from_year is not None and walk.to_year is not None and walk.from_year > walk.to_year:
        raise BadInput(f"--from-year {walk.from_year} is after --to-year {walk.to_year}; swap them.")
    return walk


def _seeds(arguments: Sequence[str], files: Sequence[str], walk: WalkOptions) -> tuple[ArticleId, ...]:
    if not arguments and not files:
        raise BadInput("Give at least one SEED, such as 39843410 or 10.3340/jkns.2024.0081, or --file.")
    found = read_seeds(arguments, [Path(file) for file in files])
    for problem in found.problems:
        say(f"left out: {problem}")
    for title in found.titles:
        say(f"left out: {title!r} has no id; look its PMID or DOI up and add it")
    if not found.ids:
        raise BadInput("None of the items has an id (PMID, DOI, PMCID, OpenAlex); add one to start from.")
    if len(found.ids) > walk.max_articles:
        raise BadInput(f"{len(found.ids)} seeds do not fit --max-articles {walk.max_articles}; raise it.")
    return found.ids


def _again(settings: Settings, id_: str) -> tuple[Harvest, WalkOptions, Choice]:
    with store_of(settings) as store:
        known = store.harvest(id_)
    if known is None:
        raise NotFound(f"There is no harvest {id_} in this graph; `citewalk harvests` lists those that there are.")
    said = dict(known.parameters)
    names = said.pop("sources", ())
    choice = choose_sources(settings, [str(n) for n in names] if isinstance(names, (list, tuple)) else ())
    return replace(known, state=HarvestState.RUNNING, finished=None), options_of(said), choice


def finish(settings: Settings, fresh: Harvest, walk: WalkOptions, choice: Choice, *, as_json: bool) -> None:
    """Walk to the end, print the outcome, and leave with the exit code that it deserves."""
    began = time.monotonic()
    for left, why in choice.left_out.items():
        say(f"{left} is left out: {why}")
    with _only_one(settings, fresh.id), store_of(settings) as store:
        done, unknown = run(settings, store, fresh, walk, choice, quiet=as_json)
    for seed in unknown:
        say(f"no source knows {seed}; check it")
    print(to_json(done, time.monotonic() - began) if as_json else to_text(done, time.monotonic() - began))
    if not done.counts.get("articles"):
        asked = ", ".join(sorted(choice.sources))
        raise NotFound(f"No source knows {', '.join(done.seeds)} (asked: {asked}). Check the id, or try another of it.")
    if done.state is not HarvestState.COMPLETE:
        say(f"Incomplete, and kept. To go on: citewalk harvest --resume {done.id}")
        raise SystemExit(EXIT_INCOMPLETE)


def run(
    settings: Settings, store: Store, fresh: Harvest, options: WalkOptions, choice: Choice, *, quiet: bool
) -> tuple[Harvest, tuple[ArticleId, ...]]:
    """One walk with the store open: the harvest as it ended, and the seeds that no source knows."""
    begun = replace(fresh, process=this_process(), updated=datetime.now(UTC))
    store.write_harvest(begun)  # before the first request
    with client_of(settings, choice, namespace=begun.id) as line, Reporter(quiet=quiet) as report:
        walk = Walk(
            begun, options, sources=choice.sources, left_out=choice.left_out, line=line, sink=store, report=report
        )
        try:
            return walk.run([parse(seed) for seed in begun.seeds]), walk.unknown_seeds
        except KeyboardInterrupt:
            say(f"\nInterrupted, and kept. To go on: citewalk harvest --resume {begun.id}")
            raise


def _only_one(settings: Settings, id_: str) -> FileLock:
    folder = settings.home / "harvests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{id_}.lock", blocking=False)
        lock.acquire()
    except Timeout:
        raise BadInput(f"Another process is working on harvest {id_}; wait for it, or stop it.") from None
    except OSError as error:
        raise BadInput(f"Nothing can be written in {settings.home} ({error.strerror}); set CITEWALK_HOME.") from None
    return lock


def _preview(
    settings: Settings, seeds: Sequence[ArticleId], walk: WalkOptions, choice: Choice, *, as_json: bool
) -> None:
    namespace = new_harvest_id(datetime.now(UTC))
    with client_of(settings, choice, namespace=namespace) as line:
        expected, unknown = look_ahead(seeds, walk, sources=choice.sources, line=line, rates=choice.rates)
        dead = {name: reason for name in choice.sources if (reason := line.dead(name))}
    for name, reason in dead.items():
        say(f"{name}: {reason}")
    if len(unknown) == len(seeds):
        raise NotFound(f"No source knows {', '.join(map(str, seeds))}. Check the id, or try another of it.")
    print(json.dumps(asdict(expected)) if as_json else _estimate(expected))
    if dead:
        raise SystemExit(EXIT_INCOMPLETE)


def _estimate(expected: Estimate) -> str:
    requests = ", ".join(f"{name} {number}" for name, number in sorted(expected.requests.items()))
    most = " (the budget ends the walk: raise --max-articles for more)" if expected.bounded else ""
    return f"about {expected.articles} articles{most}\nrequests: {requests}\nabout {expected.minutes:g} minutes"


def to_json(done: Harvest, seconds: float) -> str:
    """The outcome as one JSON object."""
    counts, outcomes = done.counts, done.outcomes
    return json.dumps(
        {
            "harvest": done.id,
            "state": str(done.state),
            "articles": counts.get("articles", 0),
            "stubs": counts.get("stubs", 0),
            "citations": counts.get("citations", 0),
            "depth_counts": {k.removeprefix("depth_"): n for k, n in counts.items() if k.startswith("depth_")},
            "requests": {name: o.requests for name, o in outcomes.items() if o.state != LEFT_OUT},
            "sources": {name: {"state": o.state, "reason": o.reason} for name, o in outcomes.items()},
            "seconds": round(seconds, 3),
        },
        ensure_ascii=False,
    )


def to_text(done: Harvest, seconds: float) -> str:
    """The outcome in a few lines."""
    counts = done.counts
    depths = ", ".join(f"{n} at depth {k.removeprefix('depth_')}" for k, n in counts.items() if k.startswith("depth_"))
    lines = [
        f"harvest {done.id}: {done.state} in {seconds:.1f} s",
        f"{counts.get('articles', 0)} articles ({depths or 'none'}; {counts.get('stubs', 0)} known by id only), "
        f"{counts.get('citations', 0)} citations among them",
    ]
    if counts.get("left_out"):
        lines.append(f"{counts['left_out']} more were found and not recorded: raise --max-articles for them")
    if counts.get("cut"):
        lines.append(f"{counts['cut']} articles have more citing articles than --max-citing; the newest were followed")
    for name, outcome in done.outcomes.items():
        reason = f" - {outcome.reason}" if outcome.reason else ""
        lines.append(f"  {name}: {outcome.state}, {outcome.requests} requests{reason}")
    return "\n".join(lines)
