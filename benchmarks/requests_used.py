"""How many requests does a walk take? Counts them over made-up sources, next to the fewest that could do.

    python benchmarks/requests_used.py --articles 2000 --depth 2

Prints one object a source: requests; minimum (whole batches over the ids of recorded articles that it was asked about,
and the further pages of its answers); ratio (requests to minimum); stepwise (the minimum depth by depth, since nobody
can ask about an article before it is named); singly (what a client takes that asks one article at a time); share
(requests to that). Ids that were asked about in vain, because a budget ended the walk, and what is asked once more
because a list had left it out, count as requests and not for the minimum.

Each source sees nine tenths of the world; but whoever gives out an id knows the article. PubMed has every PMID, and
Europe PMC has all that PubMed has, as they do in truth; OpenAlex has every work with an id of its own, or has merged
it. Lists of PMIDs lose one hit in a hundred at Europe PMC, so that some are asked for once more, alone. `--patchy`
takes that back: PubMed, Europe PMC and OpenAlex lack a tenth of those too, and Europe PMC loses one hit in seven.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graph.ids import ArticleId, Scheme
from graph.model import Applied, Batch, Harvest
from harvest.sources import SOURCES
from harvest.sources.base import Kind, Request
from harvest.walk import Walk, WalkOptions
from tests.emulated.europepmc import EuropePMC
from tests.emulation import Emulation
from tests.seven import SEVEN, make_seven
from tests.walking import Wire, begun
from tests.worlds import Ids, World

Group = tuple[Kind, Scheme, int]
LISTS = (Kind.LOOKUP, Kind.REFERENCES, Kind.CITED_BY)


def main() -> int:
    options = arguments()
    world = consistent(make_seven(options.seed, size=options.size, links=options.links, seen=options.seen, twins=0))
    world = world if options.patchy else registered(world)
    began = time.monotonic()
    trip = walked(world, options)
    seconds = time.monotonic() - began
    found = {"articles": len(trip.depths), "expanded": len(trip.expanded(options.depth)), "state": trip.state}
    print(json.dumps(found | {"seconds": round(seconds, 1)}))
    counts = {name: counted(name, trip, options.depth) for name in options.source}
    for name, count in counts.items():
        asked = [request for request in trip.asked if request.source == name]
        print(json.dumps({"source": name, **count, "kinds": kinds(asked)}))
    total = {
        what: sum(count[what] for count in counts.values()) for what in ("requests", "minimum", "stepwise", "singly")
    }
    print(json.dumps({"source": "all", **with_ratios(total)}))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000, help="the budget of the walk")
    parser.add_argument("--depth", type=int, default=2)
    parser.add_argument("--size", type=int, default=6_000, help="articles of the world")
    parser.add_argument("--links", type=float, default=24, help="references an article")
    parser.add_argument("--seen", type=float, default=0.9, help="the part of them that each source knows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patchy", action="store_true", help="sources lack articles to which they gave an id")
    parser.add_argument("--source", nargs="+", default=list(SEVEN), metavar="NAME")
    return parser.parse_args()


def consistent(world: World) -> World:
    """OpenAlex lists only works that it has, and gives the ids of those."""
    view = world.views["openalex"]
    pairs = frozenset(pair for pair in view.references if view.ids.keys() >= set(pair))
    ids = {number: world.articles[number].ids - {world.articles[number].id(Scheme.S2)} for number in view.ids}
    return world.seeing(openalex=replace(view, ids=ids, references=pairs, citing=pairs))


def registered(world: World) -> World:
    """PMIDs are of articles that PubMed has, OpenAlex ids of works that it has or merged; Europe PMC has PubMed."""
    by = {Scheme.PMID: world.views["ncbi"], Scheme.OPENALEX: world.views["openalex"]}
    given = {id_ for scheme, view in by.items() for ids in view.ids.values() for id_ in ids if id_.scheme is scheme}
    merged = {
        ArticleId(Scheme.OPENALEX, old): ArticleId(Scheme.OPENALEX, now) for old, now in world.merged_works.items()
    }
    given |= {old for old, now in merged.items() if now in given}

    def real(ids: Ids) -> Ids:
        return frozenset(id_ for id_ in ids if id_ in given or id_.scheme not in by)

    pubmed, europepmc = world.views["ncbi"], world.views["europepmc"]
    views = {**world.views, "europepmc": replace(europepmc, ids={**pubmed.ids, **europepmc.ids})}
    seen = {
        name: replace(view, ids={number: real(ids) for number, ids in view.ids.items() if real(ids)})
        for name, view in views.items()
    }
    for name in ("openalex", "opencitations"):  # they list only works that they have
        pairs = frozenset(pair for pair in seen[name].references if seen[name].ids.keys() >= set(pair))
        seen[name] = replace(seen[name], references=pairs, citing=pairs)
    articles = tuple(replace(article, ids=real(article.ids)) for article in world.articles)
    mentions = {
        number: tuple(id_ for id_ in ids if id_ in real(frozenset(ids))) for number, ids in world.mentions.items()
    }
    return replace(world, articles=articles, mentions=mentions, views=seen)


def emulated(world: World, *, patchy: bool) -> Emulation:
    emulation = Emulation(world)
    europepmc = emulation.apis["europepmc"]
    if isinstance(europepmc, EuropePMC) and not patchy:
        europepmc.loses = 100
    return emulation


def seed_of(world: World) -> ArticleId:
    """An article that PubMed knows."""
    view = world.views["ncbi"]
    return min(view.ids[min(view.ids)], key=str)


@dataclass
class Notes:
    """A graph that only remembers at which depth each article was."""

    depths: dict[ArticleId, int] = field(default_factory=dict)

    def apply(self, batch: Batch) -> Applied:
        self.depths |= {visit.article: visit.depth for visit in batch.visits}
        return Applied(owners={})

    def write_harvest(self, harvest: Harvest) -> None:
        """It needs no remembering."""


@dataclass(frozen=True)
class Trip:
    """A walk that has ended: what was asked, and the articles by the walk's own key."""

    asked: Sequence[Request]
    key_of: Callable[[ArticleId], str | None]
    depths: Mapping[str, int]
    state: str

    def expanded(self, depth: int) -> set[str]:
        """The articles that the walk went on from."""
        return {key for key, far in self.depths.items() if far < depth}


def walked(world: World, options: argparse.Namespace) -> Trip:
    wire = Wire(emulated(world, patchy=options.patchy))
    notes, seed = Notes(), seed_of(world)
    walking = Walk(
        begun([seed], "h1"),
        WalkOptions(depth=options.depth, max_articles=options.articles),
        sources={name: SOURCES[name].build(True) for name in options.source},
        left_out={},
        line=wire,
        sink=notes,
    )
    ended = walking.run([seed])
    find = walking.findings.names.find
    depths = {key: far for article, far in notes.depths.items() if (key := find(article)) is not None}
    return Trip(wire.asked, find, depths, str(ended.state))


def counted(source: str, trip: Trip, depth: int) -> dict[str, float]:
    """What one source was asked, and what it had to be asked at least."""
    mine = [request for request in trip.asked if request.source == source]
    batches = SOURCES[source].build(True).limits.batch
    recorded, onward = trip.depths.keys(), trip.expanded(depth)
    asked: defaultdict[Group, set[ArticleId]] = defaultdict(set)
    for request in mine:
        useful = onward if request.kind in LISTS else recorded
        asked[group_of(request, batches)] |= {id_ for id_ in request.asked if trip.key_of(id_) in useful}
    pages = sum(request.page > 1 for request in mine)
    minimum = pages + sum(ceil(len(ids) / batch) for (_, _, batch), ids in asked.items())
    steps = Counter((group, trip.depths[trip.key_of(id_) or ""]) for group, ids in asked.items() for id_ in ids)
    stepwise = pages + sum(ceil(many / batch) for ((_, _, batch), _), many in steps.items())
    singly = pages + sum(map(len, asked.values()))
    return with_ratios({"requests": len(mine), "minimum": minimum, "stepwise": stepwise, "singly": singly})


def group_of(request: Request, batches: Mapping[Kind, int]) -> Group:
    """What may share a request: ids of one scheme, unless they can only be asked for singly."""
    return request.kind, request.asked[0].scheme, 1 if request.single else batches.get(request.kind, 1)


def with_ratios(count: Mapping[str, float]) -> dict[str, float]:
    ratio, share = count["requests"] / max(count["minimum"], 1), count["requests"] / max(count["singly"], 1)
    return {**count, "ratio": round(ratio, 2), "share": round(share, 4)}


def kinds(requests: Sequence[Request]) -> dict[str, int]:
    return dict(sorted(Counter(str(request.kind) for request in requests).items()))


if __name__ == "__main__":
    sys.exit(main())
