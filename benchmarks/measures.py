"""Every measure against networkx and against raw igraph and scipy, on one graph in one run.

    python benchmarks/measures.py [--articles 100000] [--citations 1000000] [--repeats 3] [--patience 120]
    python benchmarks/measures.py --graph FOLDER/NAME      reads NAME_nodes.csv.gz and NAME_edges.csv.gz
    python benchmarks/measures.py --articles 1000000 --citations 10000000 --repeats 1 --ours
    python benchmarks/measures.py --stores [--neo4j URL USER PASSWORD]      the projection as read from a store

All contenders begin with their own graph ready in memory; what it takes to make one is in rows of its own. Each runs in
a child process, so that its peak memory (beyond what the graph takes) is its own. Seconds are those of the processor,
as others may use the machine (set OMP_NUM_THREADS=1 to keep one to a core); the best of the repeats counts, and
`--patience` seconds on the wall are the limit for one. `x networkx` says how many times faster we are than networkx,
`of raw` our time as a share of the fastest raw library's. `--ours` leaves the others out.

Everyone starts from the same articles (networkx draws its own for betweenness) and iterates to a like tolerance. Where
networkx has no function, co-citation and coupling, it does what its user would write. It has no Leiden: its column
there shows Louvain, a cheaper algorithm that may leave a community in unconnected parts, so that row gives no ratio.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import multiprocessing
import random
import signal
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np
import projection_of_store
from scipy.sparse.linalg import eigsh, svds

from graph import projection_file
from graph.measures.betweenness import from_starts as betweenness_from
from graph.measures.cores import k_core
from graph.measures.counts import citations, percentile_within_year
from graph.measures.disruption import disruption
from graph.measures.harmonic import from_starts as harmonic_from
from graph.measures.hits import authority_and_hub
from graph.measures.pagerank import pagerank, personalised_pagerank
from graph.measures.similarity import co_citation, coupling
from graph.measures.spectral import TOLERANCE, eigenvector
from graph.projection import Projection
from graph.structure.communities import ITERATIONS, leiden
from graph.structure.main_path import main_path

STARTS = 32  # of the sampled measures, the same for all contenders
LEIDEN = "communities (Leiden)"

Work = Callable[[], object]


@dataclass(frozen=True)
class Cost:
    """Seconds and megabytes at the peak; None when it did not end within the patience."""

    seconds: float | None
    megabytes: float | None


def generated(articles: int, citations: int) -> Projection:
    """A graph in which each article cites earlier ones, early ones more often."""
    generator = np.random.default_rng(1)
    citing = generator.integers(1, articles, citations)
    cited = (citing * generator.random(citations) ** 2).astype(np.int64)
    years = 1950 + np.arange(articles) * 75 // articles
    return Projection.from_edges((f"W{i}" for i in range(articles)), citing, cited, years=years)


def read(stem: Path) -> Projection:
    """A graph kept as two gzipped tables."""
    with gzip.open(f"{stem}_nodes.csv.gz", "rt", encoding="utf-8") as file:
        nodes = [(row["n"], int(row["year"] or 0)) for row in csv.DictReader(file)]
    with gzip.open(f"{stem}_edges.csv.gz", "rt", encoding="utf-8") as file:
        edges = [(row["citing_n"], row["cited_n"]) for row in csv.DictReader(file)]
    years = np.array([year for _, year in nodes])
    return Projection.from_edges([n for n, _ in nodes], [a for a, _ in edges], [b for _, b in edges], years=years)


def ours(graph: Projection, seeds: Any, starts: Any) -> dict[str, Work]:
    n = len(starts)
    return {
        "citations": lambda: citations(graph),
        "pagerank": lambda: pagerank(graph),
        "personalised-pagerank": lambda: personalised_pagerank(graph, seeds),
        "authority and hub": lambda: authority_and_hub(graph),
        "eigenvector": lambda: eigenvector(graph),
        "k-core": lambda: k_core(graph),
        f"betweenness, {n} starts": lambda: betweenness_from(graph, starts, n),
        f"harmonic, {n} starts": lambda: harmonic_from(graph, starts, n),
        "co-citation": lambda: co_citation(graph, seeds),
        "coupling": lambda: coupling(graph, seeds),
        LEIDEN: lambda: leiden(graph),
        "percentile": lambda: percentile_within_year(graph),
        "disruption": lambda: disruption(graph),
        "main path": lambda: main_path(graph),
    }


def networkx_does(graph: nx.DiGraph[str], both: nx.Graph[str], seeds: list[str], starts: list[str]) -> dict[str, Work]:
    weights = dict.fromkeys(seeds, 1.0)
    n = len(graph)
    return {
        "citations": lambda: dict(graph.in_degree()),
        "pagerank": lambda: nx.pagerank(graph, tol=1e-10 / n, max_iter=1000),
        "personalised-pagerank": lambda: nx.pagerank(both, personalization=weights, tol=1e-10 / n, max_iter=1000),
        "authority and hub": lambda: nx.hits(graph, tol=TOLERANCE, max_iter=1000),
        "eigenvector": lambda: nx.eigenvector_centrality(both, max_iter=1000, tol=1e-10 / n),
        "k-core": lambda: nx.core_number(both),
        # It draws its own, from all articles, also from those that start no path.
        f"betweenness, {len(starts)} starts": lambda: nx.betweenness_centrality(graph, k=len(starts), seed=1),
        f"harmonic, {len(starts)} starts": lambda: nx.harmonic_centrality(graph, sources=starts),
        "co-citation": lambda: _shared(seeds, graph.predecessors, graph.successors),
        "coupling": lambda: _shared(seeds, graph.successors, graph.predecessors),
        LEIDEN: lambda: nx.community.louvain_communities(both, seed=1),
    }


def _shared(seeds: list[str], there: Callable[[str], Iterable[str]], back: Callable[[str], Iterable[str]]) -> object:
    """Per article what it shares with the seeds, a seed not with itself."""
    shared = Counter(article for seed in seeds for between in there(seed) for article in back(between))
    for seed in seeds:
        shared[seed] -= sum(1 for _ in there(seed))
    return shared


def igraph_does(graph: Any, both: Any, seeds: list[int], starts: list[int]) -> dict[str, Work]:
    n = len(starts)
    return {
        "citations": graph.indegree,
        "pagerank": graph.pagerank,
        "personalised-pagerank": lambda: both.personalized_pagerank(reset_vertices=seeds),
        "authority and hub": lambda: (graph.authority_score(), graph.hub_score()),
        "eigenvector": both.eigenvector_centrality,
        "k-core": both.coreness,
        f"betweenness, {n} starts": lambda: graph.betweenness(sources=starts),
        f"harmonic, {n} starts": lambda: [
            (1 / np.maximum(np.array(graph.distances(source=start)[0]), 1)).sum() for start in starts
        ],
        "co-citation": lambda: np.sum(graph.cocitation(seeds), axis=0),
        "coupling": lambda: np.sum(graph.bibcoupling(seeds), axis=0),
        LEIDEN: lambda: _leiden(both),
    }


def _leiden(both: Any) -> object:
    """From the same random numbers as ours, as the way to a partition may be long or short."""
    igraph.set_random_number_generator(random.Random(0))
    return both.community_leiden(objective_function="modularity", n_iterations=ITERATIONS)


def scipy_does(cites: Any, seeds: Any) -> dict[str, Work]:
    """What one would write with scipy alone."""
    cited_by, n = cites.T.tocsr(), cites.shape[0]
    links = ((cites + cited_by) > 0).astype(np.float64).tocsr()
    chosen = np.zeros(n)
    chosen[seeds] = 1.0
    return {
        "citations": lambda: np.asarray(cites.sum(axis=0)),
        "pagerank": lambda: _power(cited_by, np.diff(cites.indptr), np.ones(n) / n),
        "personalised-pagerank": lambda: _power(links, np.diff(links.indptr), chosen / chosen.sum()),
        "authority and hub": lambda: svds(cites, k=1, tol=TOLERANCE),
        "eigenvector": lambda: eigsh(links, k=1, which="LA", tol=TOLERANCE),
        "co-citation": lambda: cited_by @ (cites @ chosen),
        "coupling": lambda: cites @ (cited_by @ chosen),
    }


def _power(into: Any, degrees: Any, start: Any) -> Any:
    share = np.where(degrees > 0, 0.85 / np.maximum(degrees, 1), 0.0)
    scores = start
    for _ in range(1000):
        following = into @ (share * scores)
        following += (1 - following.sum()) * start
        if np.abs(following - scores).sum() < 1e-10:
            return following
        scores = following
    raise RuntimeError("no convergence")


def cost(work: Work, repeats: int, patience: int) -> Cost:
    """Run it in a child process."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_run, args=(work, repeats, patience, there))
    child.start()
    there.close()
    try:
        return Cost(*here.recv())
    except EOFError:
        return Cost(None, None)
    finally:
        child.join()


def _run(work: Work, repeats: int, patience: int, to: Any) -> None:
    warnings.simplefilter("ignore")
    # By the clock on the wall: a limit in processor time would make Linux count that time in coarse ticks.
    signal.alarm(patience * repeats)
    before, best = _memory("VmRSS", reset=True), np.inf
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    after = _memory("VmHWM")
    to.send((best, None if before is None or after is None else after - before))


def _memory(line: str, *, reset: bool = False) -> float | None:
    """Megabytes as Linux tells them; resetting makes the peak begin anew."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    return float(next(row for row in status.splitlines() if row.startswith(line)).split()[1]) / 1024


def shown(found: Cost) -> str:
    if found.seconds is None:
        return f"{'too long':>10} {'':8}"
    return f"{found.seconds:9.3f}s {f'{found.megabytes:5.0f} MB' if found.megabytes is not None else '':8}"


def compare(graph: Projection, repeats: int, patience: int, *, alone: bool) -> None:
    seeds = np.argsort(-graph.citation_counts, kind="stable")[50:60]
    citing = np.flatnonzero(graph.reference_counts)
    starts = np.sort(np.random.default_rng(0).choice(citing, min(STARTS, len(citing)), replace=False))
    mine, rivals = ours(graph, seeds, starts), _rivals(graph, seeds, starts, alone=alone)
    print(f"{'':24} {'citewalk':19}" + "".join(f"{name:20}" for name in rivals) + "x networkx  of raw")
    for name, work in mine.items():
        found = cost(work, repeats, patience)
        theirs = {who: cost(does[name], repeats if who != "networkx" else 1, patience) if name in does else None
                  for who, does in rivals.items()}  # fmt: skip
        cells = "".join(f"{shown(one) if one else '':20}" for one in theirs.values())
        louvain = "  (networkx: Louvain)" if name == LEIDEN and "networkx" in theirs else ""
        print(f"{name:24} {shown(found)} {cells}{_ratios(found, theirs, alike=not louvain)}{louvain}", flush=True)


def _rivals(graph: Projection, seeds: Any, starts: Any, *, alone: bool) -> dict[str, dict[str, Work]]:
    if alone:
        return {}
    directed = graph.to_networkx()

    def named(positions: Any) -> list[str]:
        return [graph.ids[i] for i in positions]

    return {
        "networkx": networkx_does(directed, directed.to_undirected(), named(seeds), named(starts)),
        "igraph": igraph_does(graph.igraph, graph.linked_igraph, seeds.tolist(), starts.tolist()),
        "scipy": scipy_does(graph.cites, seeds),
    }


def _ratios(found: Cost, theirs: dict[str, Cost | None], *, alike: bool) -> str:
    """How the seconds compare; with networkx only where it does something `alike`."""
    if found.seconds is None:
        return ""
    slow = theirs.get("networkx") if alike else None
    raw = [one.seconds for who, one in theirs.items() if one and who != "networkx" and one.seconds is not None]
    times = f"{slow.seconds / found.seconds:8.0f}" if slow and slow.seconds is not None else f"{'':8}"
    return f"{times}    {found.seconds / min(raw):6.2f}" if raw else times


def preparations(graph: Projection) -> None:
    """What it takes to have the graph ready, in this process, as everything after needs it."""
    names, (citing, cited) = graph.ids, graph.pairs()
    steps: dict[str, Work] = {
        "from arrays": lambda: Projection.from_edges(names, citing, cited, years=graph.years),
        "transpose and links": lambda: (graph.cited_by, graph.links),
        "for igraph, directed": lambda: graph.igraph,
        "for igraph, links": lambda: graph.linked_igraph,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "projection"
        steps["to disk"] = lambda: projection_file.save(graph, path)
        steps["from disk"] = lambda: projection_file.load(path)
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            print(f"{name:24} {time.perf_counter() - start:9.3f}s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--citations", type=int, default=1_000_000)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--patience", type=int, default=120)
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--stores", action="store_true", help="measure the projection from the stores and nothing else")
    parser.add_argument("--neo4j", nargs=3, metavar=("URL", "USER", "PASSWORD"), help="a server, which is EMPTIED")
    given = parser.parse_args()
    graph = read(given.graph) if given.graph else generated(given.articles, given.citations)
    print(graph)
    if given.stores:
        projection_of_store.on_the_local_engine(graph)
        if given.neo4j:
            projection_of_store.on_a_server(graph, *given.neo4j)
        return
    preparations(graph)
    print(f"{'this process':24} {_memory('VmRSS') or 0:9.0f} MB, {_memory('VmHWM') or 0:.0f} MB at the peak")
    compare(graph, given.repeats, given.patience, alone=given.ours)


if __name__ == "__main__":
    main()
