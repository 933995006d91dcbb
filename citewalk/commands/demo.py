"""`citewalk demo`: a bundled walk, replayed from disk through the real pipeline, and then the web pages."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from citewalk.commands.serve import HOST, PORT, listening, run
from citewalk.printing import say
from citewalk.settings import Settings
from citewalk.wiring import Choice, client_of, engine_options
from graph.ids import ArticleId, Scheme
from graph.model import Harvest, HarvestState
from graph.store import Store, open_store
from harvest.demo.facts import Facts, PlannedWalk, load_all
from harvest.demo.printed import printed_references
from harvest.demo.transport import BASE_URL, ReplayAdapter, demo_replay
from harvest.http import Endpoint
from harvest.jobs import this_process
from harvest.sources import SOURCES
from harvest.walk import Walk, WalkOptions

FIRST = ArticleId(Scheme.PMID, "39843410")  # the article that the project began with


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 for any free one.")
@click.option("--browser/--no-browser", default=None, help="Open the page in your browser (on a terminal: yes).")
@click.pass_obj
def demo(settings: Settings, /, port: int, browser: bool | None) -> None:
    """Show two real neighbourhoods, with no network, no server and no key."""
    folder = settings.home / "demo" / "graph"
    with listening(HOST, port) as door, open_store(folder, engine=engine_options(settings)) as store:
        say("Replaying the bundled walks ...")
        for facts in load_all():
            replay(settings, store, facts)
        begin = ArticleId(Scheme.PMID, load_all()[0].walks[0].seeds[0])
        page = store.owners([begin])[begin]
        example = str(FIRST)
        here = replace(settings, values={**settings.values, "CITEWALK_STORE": str(Path(folder))})
        browse = sys.stderr.isatty() if browser is None else browser
        run(here, store, door, page=f"/graph/{page}?hops=2", example=example, browse=browse)


def replay(settings: Settings, store: Store, facts: Facts) -> None:
    """Walk what the facts hold, with everything real but the network; what is there already is walked again."""
    now = datetime.now(UTC)
    for number, planned in enumerate(facts.walks, 1):
        _walk(settings, store, planned, f"demo-{facts.name}-{number}", now)
    if facts.printed:
        store.apply(printed_references(facts, now))


def _walk(settings: Settings, store: Store, planned: PlannedWalk, name: str, now: datetime) -> None:
    options = WalkOptions(depth=planned.depth)
    seeds = [ArticleId(Scheme.PMID, seed) for seed in planned.seeds]
    choice = Choice(
        sources={"ncbi": SOURCES["ncbi"].build(False)},
        endpoints={"ncbi": Endpoint(name="ncbi", base_url=BASE_URL, per_second=1000)},
        left_out={},
    )
    begun = Harvest(
        id=name,
        seeds=tuple(map(str, seeds)),
        parameters={**asdict(options), "direction": str(options.direction), "sources": ["ncbi"], "demo": True},
        state=HarvestState.RUNNING,
        started=now,
        process=this_process(),
    )
    store.write_harvest(begun)
    with client_of(
        settings, choice, namespace=f"{name}-{now.timestamp()}", adapter=ReplayAdapter(demo_replay())
    ) as line:
        Walk(begun, options, sources=choice.sources, left_out={}, line=line, sink=store).run(seeds)
