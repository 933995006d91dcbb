"""Running the demo: its walks, one after the other, through the same client, source, walk and store as any harvest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.ids import ArticleId, Scheme
from graph.model import Harvest, HarvestState
from harvest.demo.facts import Facts, PlannedWalk, load_all
from harvest.demo.printed import SOURCE, printed_references
from harvest.demo.transport import BASE_URL, ReplayAdapter, demo_replay
from harvest.http import Client, ClientOptions, Endpoint
from harvest.jobs import this_process
from harvest.sources import SOURCES
from harvest.walk import Progress, Sink, Walk, WalkOptions

PER_SECOND = 2000  # nobody's service is asked


def replay(sink: Sink, report: Callable[[Progress], None] = lambda _: None) -> list[Harvest]:
    """Harvest every neighbourhood of the demo into `sink`; a second time changes nothing but `last_seen`."""
    done: list[Harvest] = []
    adapter = ReplayAdapter(demo_replay())
    for facts in load_all():
        done += [_harvest(facts, number, adapter, sink, report) for number in range(len(facts.walks))]
        if facts.printed:
            sink.apply(printed_references(facts, datetime.now(UTC)))
    return done


def _harvest(
    facts: Facts, number: int, adapter: ReplayAdapter, sink: Sink, report: Callable[[Progress], None]
) -> Harvest:
    planned = facts.walks[number]
    options = WalkOptions(depth=planned.depth)
    fresh = _fresh(f"demo-{facts.name}-{number + 1}", planned, options)
    source = {SOURCE: SOURCES[SOURCE].build(False)}
    sink.write_harvest(fresh)
    # Answers are kept for the run only: the next version of the demo may know more.
    with TemporaryDirectory(prefix="citewalk-demo-") as folder, _client(fresh.id, adapter, Path(folder)) as line:
        walk = Walk(fresh, options, sources=source, left_out={}, line=line, sink=sink, report=report)
        return walk.run([ArticleId(Scheme.PMID, seed) for seed in planned.seeds])


def _client(namespace: str, adapter: ReplayAdapter, folder: Path) -> Client:
    endpoint = Endpoint(name=SOURCE, base_url=BASE_URL, per_second=PER_SECOND)
    options = ClientOptions(cache_folder=folder / "answers", limits_folder=folder / "limits")
    return Client({SOURCE: endpoint}, options, namespace=namespace, adapter=adapter)


def _fresh(id_: str, planned: PlannedWalk, options: WalkOptions) -> Harvest:
    return Harvest(
        id=id_,
        seeds=tuple(f"pmid:{seed}" for seed in planned.seeds),
        parameters={**asdict(options), "direction": str(options.direction), "sources": [SOURCE]},
        state=HarvestState.RUNNING,
        started=datetime.now(UTC),
        process=this_process(),
    )
