"""How much of the engine's speed the store keeps, and how fast a neighbourhood is read.

    python benchmarks/store.py [--articles 50000] [--citations 500000] [--reads 500] [--neo4j URL USER PASSWORD]

Writes made-up articles and citations through `Store.apply` and, in turn, as many more as the same UNWIND batches sent
raw over the driver (planned beforehand: no look-ups, no resolution), into one graph. Prints rows per second, their
ratio, and the processor time that planning one takes, which a busy machine changes least. Then reads neighbourhoods as
the page does, in the graph of twice that size.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from projection_of_store import emptied

from graph import collector
from graph.engine import EngineOptions, stop
from graph.ids import ArticleId, Scheme
from graph.lookup import Known
from graph.model import Batch, Citation, Record
from graph.neighbourhood import read_neighbourhood
from graph.store import Store, open_store
from graph.upsert import plan
from graph.writing import Turn, write

ROWS = 10_000
WARM_UP = 3_000
AT = datetime(2026, 1, 1, tzinfo=UTC)


def made_articles(first: int, number: int) -> list[Record]:
    """Articles with the properties that a source gives."""
    return [
        Record(
            source="icite",
            ids=frozenset({pmid(n), ArticleId(Scheme.DOI, f"10.1000/{n}")}),
            title=f"A study of something, the {n}th of its kind, in a population",
            year=1980 + n % 45,
            journal=f"Journal {n % 500}",
            cited_by_count=n % 97,
        )
        for n in range(first, first + number)
    ]


def made_citations(first: int, articles: int, number: int) -> list[Citation]:
    """Citations of older articles, some of which are cited far more than others."""
    chance = random.Random(7)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < number:
        citing = chance.randrange(1, articles)
        cited = int(citing * chance.random() ** 2)
        if citing != cited:
            pairs.add((citing, cited))
    mixed = sorted(pairs)
    chance.shuffle(mixed)
    return [Citation(pmid(first + citing), pmid(first + cited), "icite") for citing, cited in mixed]


def pmid(number: int) -> ArticleId:
    """The id of a made-up article."""
    return ArticleId(Scheme.PMID, str(number + 1))


def batches(articles: Sequence[Record], citations: Sequence[Citation]) -> Iterator[Batch]:
    """First the articles, then the citations, in the portions in which both sides write."""
    for start in range(0, len(articles), ROWS):
        yield Batch(at=AT, records=tuple(articles[start : start + ROWS]))
    for start in range(0, len(citations), ROWS):
        yield Batch(at=AT, citations=tuple(citations[start : start + ROWS]))


def compare(store: Store, articles: int, citations: int, first: int = 0) -> dict[str, tuple[float, ...]]:
    """Seconds through the store, raw, and of planning (processor time); batch by batch in turn, to be fair."""
    ours = batches(made_articles(first, articles), made_citations(first, articles, citations))
    first += articles
    theirs = batches(made_articles(first, articles), made_citations(first, articles, citations))
    seconds: dict[str, tuple[float, ...]] = {"articles": (0.0, 0.0, 0.0), "citations": (0.0, 0.0, 0.0)}
    owners: dict[ArticleId, str] = {}
    for through, raw in zip(ours, theirs, strict=True):
        what = "articles" if through.records else "citations"
        start = time.perf_counter()
        store.apply(through)
        between = time.perf_counter()
        planning = time.process_time()
        with collector.resting():
            planned = plan(raw, Known(), owners)
        planning = time.process_time() - planning
        owners |= planned.owners
        ready = time.perf_counter()
        store.connection.write(partial(write, batch=raw, plan=planned, turn=Turn(["icite"], foreign=False)))
        done = time.perf_counter()
        spent = between - start, done - ready, planning
        seconds[what] = tuple(before + now for before, now in zip(seconds[what], spent, strict=True))
    return seconds


def tell(name: str, number: int, ours: float, raw: float, planning: float) -> None:
    """One line of the comparison."""
    speeds = f"store {number / ours:9,.0f}/s   raw {number / raw:9,.0f}/s   ratio {raw / ours:.2f}"
    print(f"{name:10} {speeds}   planning {planning / number * 1e6:.1f} us", flush=True)


def read_neighbourhoods(store: Store, articles: int, reads: int) -> None:
    """Print how long reading for the page takes, one neighbourhood at a time."""
    chance = random.Random(11)
    owners = list(store.owners({pmid(chance.randrange(articles)) for _ in range(reads)}).values())
    for centre in owners[:20]:
        read_neighbourhood(store, centre)
    times = []
    for centre in owners:
        start = time.perf_counter()
        read_neighbourhood(store, centre)
        times.append(time.perf_counter() - start)
    times.sort()
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"neighbourhood  p50 {p50 * 1000:.1f} ms   p99 {p99 * 1000:.1f} ms   ({len(times)} reads)", flush=True)


def measure(store: Store, articles: int, citations: int, reads: int) -> None:
    """All figures of one engine."""
    compare(store, WARM_UP, 5 * WARM_UP, first=10_000_000)
    seconds = compare(store, articles, citations)
    tell("articles", articles, *seconds["articles"])
    tell("citations", citations, *seconds["citations"])
    read_neighbourhoods(store, articles, reads)


def main() -> None:
    """Measure one engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--citations", type=int, default=500_000)
    parser.add_argument("--reads", type=int, default=500)
    parser.add_argument("--neo4j", nargs=3, metavar=("URL", "USER", "PASSWORD"), help="a server, which is EMPTIED")
    given = parser.parse_args()
    if given.neo4j:
        with emptied(*given.neo4j) as store:
            measure(store, given.articles, given.citations, given.reads)
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "graph"
        with open_store(place, engine=EngineOptions(heap="2g")) as store:
            measure(store, given.articles, given.citations, given.reads)
        stop(place)


if __name__ == "__main__":
    main()
