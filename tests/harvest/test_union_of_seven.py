"""Seven sources that each see a part, spell ids their own way and contradict each other: what they know together is
found, whoever answers first and in whatever order, and never are two articles made one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Direction
from graph.store import Store
from tests.emulation import Emulation
from tests.judging import Judge
from tests.reach import reach
from tests.seven import SEVEN, errata, make_seven, some_seed, whole_seven
from tests.walking import Found, bare, found_in, found_in_store, shuffled, walk, walk_into
from tests.worlds import World, confused, pmid

WORLDS, ORDERS = 10, 21
"""210 orders here; `benchmarks/union.py` does as many as it is told."""


def judge_of(world: World, seed: ArticleId, depth: int, direction: Direction = Direction.BOTH) -> Judge:
    return Judge(world, reach(world, [seed], depth, direction, SEVEN))


@pytest.mark.parametrize("number", range(WORLDS))
def test_the_union_is_exactly_what_is_known_whatever_the_order(number: int) -> None:
    world = make_seven(number)
    seed = some_seed(world, number)
    judge = judge_of(world, seed, 3)
    for order in range(ORDERS):
        verdict = judge.judge(bare(found_in(shuffled(world, [seed], order, SEVEN, depth=3).graph)))
        assert verdict.perfect, str(verdict)


@pytest.mark.parametrize("direction", [Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_so_it_is_at_any_depth_and_either_way(depth: int, direction: Direction) -> None:
    for number in range(20, 32):
        world = make_seven(number)
        seed = some_seed(world, number)
        done = walk(Emulation(world, shuffle=number), [seed], sources=SEVEN, depth=depth, direction=direction)
        verdict = judge_of(world, seed, depth, direction).judge(bare(found_in(done.graph)))
        assert verdict.perfect, str(verdict)


@pytest.mark.parametrize(
    ("size", "links", "seen", "twins"), [(150, 1.6, 0.5, 0.02), (60, 3, 0.9, 0.2), (60, 3, 0.3, 0.2)]
)
def test_nor_does_it_matter_how_much_each_source_sees(size: int, links: float, seen: float, twins: float) -> None:
    for number in range(3):
        world = make_seven(number, size=size, links=links, seen=seen, twins=twins)
        seed = some_seed(world, number)
        done = walk(Emulation(world), [seed], sources=SEVEN, depth=3)
        verdict = judge_of(world, seed, 3).judge(bare(found_in(done.graph)))
        assert verdict.perfect, str(verdict)


def test_every_page_of_a_hub_is_read() -> None:
    """1,050 articles cite article 0, which is two pages at some sources and eleven at another."""
    world = whole_seven(1051, [(n, 0) for n in range(1, 1051)])
    done = walk(Emulation(world), [pmid(0)], sources=SEVEN, depth=1, max_articles=2000, max_citing=2000)
    verdict = judge_of(world, pmid(0), 1).judge(bare(found_in(done.graph)))
    assert verdict.perfect, str(verdict)
    assert set(done.graph.cites.popitem()[1]) == set(SEVEN)


@pytest.mark.parametrize("number", [1, 6])
def test_a_real_store_holds_the_same(store: Store, number: int) -> None:
    world = make_seven(number)
    seed = some_seed(world, number)
    walk_into(store, Emulation(world, shuffle=number), [seed], sources=SEVEN, depth=3)
    verdict = judge_of(world, seed, 3).judge(bare(found_in_store(store)))
    assert verdict.perfect, str(verdict)


def test_a_second_harvest_of_the_same_changes_nothing() -> None:
    for number in range(3):
        world = make_seven(number, size=50, links=3)
        seed = some_seed(world, number)
        options: dict[str, Any] = {"depth": 3, "max_articles": 25, "max_citing": 2}
        first = walk(Emulation(world), [seed], sources=SEVEN, **options).graph
        before = deepcopy((first.articles, first.cites, first.versions, first.conflicts))
        walk(Emulation(world), [seed], graph=first, name="h2", sources=SEVEN, **options)
        assert (first.articles, first.cites, first.versions, first.conflicts) == before


def test_a_list_that_pairs_the_ids_of_two_articles_is_told_with_both() -> None:
    """PubMed's lists pair the PMID of some articles with the DOI of others. All are found; each stays itself."""
    told = 0
    for number in range(WORLDS):
        world = make_seven(number)
        graph = walk(Emulation(world), [some_seed(world, number)], sources=SEVEN, depth=3).graph
        owners = {id_: known.owner for id_, known in graph.ids.items()}
        for conflict in graph.conflicts:
            one, other = conflict.ids
            assert owners.get(one) != owners.get(other)
            assert conflict.reason
        told += len(graph.conflicts)
    assert told


def test_two_pmids_for_one_doi_stay_two_articles_whatever_the_order() -> None:
    """An erratum comes after its article and is given its DOI by a source or two."""
    for number in range(6):
        world = errata(make_seven(number), number)
        seed = some_seed(world, number)
        walks = [shuffled(world, [seed], order, SEVEN, depth=3) for order in range(6)]
        results = [bare(found_in(done.graph)) for done in walks]
        assert all(result == results[0] for result in results)
        assert all(sum(id_.scheme is Scheme.PMID for id_ in ids) <= 1 for ids in results[0].depths)
        assert not any(fused(results[0], world))


@pytest.mark.parametrize("budget", [12, 10_000])
def test_sources_that_mix_up_a_fifth_of_their_ids_leave_one_graph_whatever_the_order(budget: int) -> None:
    for number in range(5):
        world = confused(make_seven(number, links=3), number, 0.2)
        seed = some_seed(world, number)
        done = [shuffled(world, [seed], order, SEVEN, depth=3, max_articles=budget) for order in range(3)]
        results = [bare(found_in(one.graph)) for one in done]
        assert all(result == results[0] for result in results)
        assert all(sum(id_.scheme is Scheme.PMID for id_ in ids) <= 1 for ids in results[0].depths)
        assert done[0].harvest.counts["articles"] == len(results[0].depths) <= budget
        assert done[0].harvest.counts["citations"] == len(results[0].citations)
        assert not results[0].strays


def fused(found: Found, world: World) -> list[list[ArticleId]]:
    """Articles that hold what only two can hold together: PMIDs, works and papers of both."""
    firm = {id_: art.number for art in world.articles for id_ in art.ids if id_.scheme is not Scheme.DOI}
    held = ([id_ for id_ in ids if id_ in firm] for ids in found.depths)
    return [ids for ids in held if len({firm[id_] for id_ in ids}) > 1]
