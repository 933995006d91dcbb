"""Lists that give the ids of two articles as those of one: nothing is fused, and every such pair is told."""

from __future__ import annotations

from dataclasses import replace

from graph.ids import ArticleId, Scheme
from graph.model import Applied, Batch, Conflict
from tests.emulation import Emulation
from tests.seven import SEVEN, make_seven
from tests.walking import MemoryGraph, walk
from tests.worlds import World, doi, pmid, whole_world


class Logged(MemoryGraph):
    """Keeps the conflicts that it is told of."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Conflict] = []

    def apply(self, batch: Batch) -> Applied:
        self.told += batch.conflicts
        return super().apply(batch)


def paired(*ids: ArticleId) -> World:
    """PubMed's list of article 0 calls article 1 by these ids."""
    world = whole_world(4, [(0, 1), (0, 2)])
    return replace(world, mentions={**world.mentions, 1: ids})


def told(world: World, *, depth: int = 2, sources: tuple[str, ...] = ("icite", "ncbi")) -> list[Conflict]:
    graph = Logged()
    done = walk(Emulation(world), [pmid(0)], depth=depth, sources=sources, graph=graph)
    assert graph.ids[pmid(1)].owner != graph.ids[pmid(2)].owner
    assert done.harvest.counts["articles"] == len(graph.articles)
    return graph.told


def test_a_pmid_beside_another_article_s_doi_is_told_with_both_sides_and_whose_list_it_was() -> None:
    (conflict,) = told(paired(pmid(1), doi(2)))
    assert conflict.ids == (pmid(1), doi(2))
    expected = "the reference list of pmid:1000 (ncbi) pairs pmid:1001 with doi:10.1000/s.2, which belongs to pmid:1002"
    assert conflict.reason == expected


def test_an_article_s_own_ids_side_by_side_are_no_contradiction() -> None:
    assert told(paired(pmid(1), doi(1))) == []


def test_an_id_that_nobody_describes_contradicts_nothing() -> None:
    assert told(paired(pmid(1), doi(77))) == []


def test_a_pmc_number_given_as_a_pmid_finds_a_stub_and_is_told() -> None:
    number = ArticleId(Scheme.PMID, "5002")
    world = whole_world(4, [(0, 1), (0, 2), (0, 3)])
    graph = Logged()
    wrong = replace(world, mentions={**world.mentions, 3: (number, doi(2))})
    walk(Emulation(wrong), [pmid(0)], depth=1, sources=("ncbi",), graph=graph)
    (conflict,) = graph.told
    assert conflict.ids == (number, doi(2))
    assert graph.articles[graph.ids[number].owner]["stub"]


def test_a_second_list_with_the_same_pair_adds_nothing() -> None:
    world = whole_world(4, [(0, 1), (0, 2), (3, 1), (3, 0)])
    assert len(told(replace(world, mentions={**world.mentions, 1: (pmid(1), doi(2))}))) == 1


def test_what_is_told_does_not_depend_on_the_order_of_the_answers() -> None:
    for number in range(4):
        world = make_seven(number)
        seed = min(world.views["ncbi"].ids[min(world.views["ncbi"].ids)], key=str)
        logs = []
        for shuffle in range(3):
            graph = Logged()
            walk(Emulation(world, shuffle=shuffle), [seed], depth=2, sources=SEVEN, graph=graph)
            logs.append(graph.told)
        assert all(log == logs[0] for log in logs)
        assert len({conflict.ids for conflict in logs[0]}) == len(logs[0])
