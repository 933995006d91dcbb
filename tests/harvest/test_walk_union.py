"""Three sources that each see a part: what they know together is found, whatever the order of their answers."""

from __future__ import annotations

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Direction, HarvestState
from graph.store import Store
from harvest.sources.base import Kind
from tests.emulation import Emulation
from tests.graph.dumping import dump
from tests.reach import reach
from tests.walking import Found, Outcome, bare, found_in, found_in_store, walk, walk_into
from tests.worlds import World, doi, make_world, pmcid, pmid, whole_world, work

BOTH, REFERENCES, CITED_BY = Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY


def first_known(world: World, turn: int = 0) -> ArticleId:
    """A seed that some source knows, by one or another of its ids."""
    number = min(n for view in world.views.values() for n in view.ids)
    ids = sorted({id_ for view in world.views.values() for id_ in view.ids.get(number, ())}, key=str)
    return ids[turn % len(ids)]


def assert_exactly(found: Found, world: World, seed: ArticleId, depth: int, direction: Direction) -> None:
    found, expected = bare(found), reach(world, [seed], depth, direction)
    assert found.depths == expected.depths
    assert found.citations == expected.citations
    assert found.stubs == expected.stubs


@pytest.mark.parametrize("direction", [BOTH, REFERENCES, CITED_BY])
@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_a_walk_finds_exactly_what_three_partial_sources_know_together(depth: int, direction: Direction) -> None:
    for number in range(12):
        world = make_world(number)
        seed = first_known(world, number)
        done = walk(Emulation(world, shuffle=number), [seed], depth=depth, direction=direction)
        assert_exactly(found_in(done.graph), world, seed, depth, direction)
        reasons = [outcome.reason for outcome in done.harvest.outcomes.values()]
        assert all(reason is None or reason.startswith("knew none of") for reason in reasons)
        assert done.harvest.counts["articles"] == len(done.graph.articles)
        assert done.harvest.counts["citations"] == len(done.graph.cites)


@pytest.mark.parametrize("seen", [0.4, 0.95])
def test_nor_does_it_matter_how_much_each_source_sees(seen: float) -> None:
    for number in range(8):
        world = make_world(100 + number, links=3.5, seen=seen)
        seed = first_known(world, number)
        done = walk(Emulation(world), [seed], depth=3)
        assert_exactly(found_in(done.graph), world, seed, 3, BOTH)


def test_the_order_of_the_answers_changes_nothing() -> None:
    world = make_world(13, links=3)
    seed = first_known(world)
    results = [found_in(walk(Emulation(world, shuffle=order), [seed], depth=3).graph) for order in range(12)]
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("most", [5, 12, 25])
def test_nor_does_it_with_a_budget(most: int) -> None:
    for number in range(4):
        world = make_world(number, size=50, links=3)
        seed = first_known(world, number)
        done = [walk(Emulation(world, shuffle=order), [seed], depth=3, max_articles=most) for order in range(4)]
        assert all(found_in(one.graph) == found_in(done[0].graph) for one in done)
        assert len(done[0].graph.articles) == min(most, len(reach(world, [seed], 3).depths))


@pytest.mark.parametrize("number", [3, 7])
def test_a_real_store_holds_the_same(store: Store, number: int) -> None:
    world = make_world(number)
    seed = first_known(world, number)
    walk_into(store, Emulation(world, shuffle=number), [seed], depth=3)
    assert_exactly(found_in_store(store), world, seed, 3, BOTH)


@pytest.mark.parametrize(
    ("seed", "sources"),
    [
        (doi(0), ("icite", "ncbi", "openalex")),
        (pmcid(0), ("icite", "ncbi", "openalex")),
        (work(0), ("icite", "ncbi", "openalex")),
        (doi(0), ("ncbi",)),
        (pmcid(0), ("ncbi",)),
        (doi(0), ("icite", "ncbi")),
        (doi(0), ("openalex",)),
        (work(0), ("openalex",)),
    ],
)
def test_any_id_of_an_article_leads_to_it(seed: ArticleId, sources: tuple[str, ...]) -> None:
    world = whole_world(4, [(0, 1), (2, 0), (2, 3)])
    done = walk(Emulation(world), [seed], sources=sources, depth=1)
    assert done.harvest.counts["articles"] == 3
    assert done.harvest.counts["stubs"] == 0
    assert {by for citation in done.graph.cites.values() for by in citation} == set(sources)
    assert done.unknown == ()


def test_an_article_found_in_openalex_alone_is_looked_up_in_pubmed_by_its_doi() -> None:
    """W1 has a DOI and no PMID there; only PubMed knows its PMID, and what it cites."""
    world = whole_world(3, [(0, 1)])
    openalex = world.views["openalex"]
    world = world.seeing(
        ncbi=type(openalex)({1: frozenset({pmid(1), doi(1)}), 2: frozenset({pmid(2)})}, frozenset({(1, 2)})),
        icite=type(openalex)({}),
        openalex=type(openalex)({0: frozenset({work(0)}), 1: frozenset({work(1), doi(1)})}, frozenset({(0, 1)})),
    )
    found = found_in(walk(Emulation(world), [work(0)], depth=2).graph)
    assert frozenset({work(1), doi(1), pmid(1)}) in found.depths
    assert found.depths[frozenset({pmid(2)})] == 2


def test_an_unknown_seed_among_good_ones_is_reported_and_fails_nothing() -> None:
    world = whole_world(3, [(0, 1)])
    done = walk(Emulation(world), [pmid(0), pmid(77), doi(88), pmcid(99), work(66)], depth=1)
    assert set(done.unknown) == {pmid(77), doi(88), pmcid(99), work(66)}
    assert done.harvest.state is HarvestState.COMPLETE
    assert done.harvest.counts["articles"] == 2


def test_seeds_that_nobody_knows_leave_nothing_behind() -> None:
    done = walk(Emulation(whole_world(3, [(0, 1)])), [pmid(77), doi(88)], depth=1)
    assert set(done.unknown) == {pmid(77), doi(88)}
    assert not done.harvest.counts.get("articles")
    assert not done.graph.articles


def test_a_work_that_was_merged_is_found_by_its_former_id() -> None:
    world = whole_world(3, [(0, 1)])
    old = ArticleId(Scheme.OPENALEX, "W999999")
    merged = World(world.articles, world.cites, world.views, world.mentions, {}, {old.value: work(0).value})
    done = walk(Emulation(merged), [old], depth=1)
    assert done.unknown == ()
    assert frozenset({old, work(0), pmid(0), doi(0), pmcid(0)}) in found_in(done.graph).depths


def test_without_its_key_openalex_is_asked_for_single_works_and_the_others_fill_in() -> None:
    world = whole_world(4, [(0, 1), (2, 0)])
    done = walk(Emulation(world), [work(0)], keyed=False, depth=1)
    assert done.harvest.counts["articles"] == 3
    assert done.harvest.state is HarvestState.COMPLETE


def test_similar_articles_of_the_seeds_are_recorded_and_go_no_further() -> None:
    world = whole_world(5, [(0, 1), (3, 4)])
    world = World(world.articles, world.cites, world.views, world.mentions, {0: (3,)})
    done = walk(Emulation(world), [pmid(0)], depth=2, similar=True)
    assert done.harvest.counts["articles"] == 3
    assert len(done.graph.similar) == 1


def asked(done: Outcome, kind: Kind) -> list[tuple[str, ArticleId]]:
    return [(one.source, id_) for one in done.wire.asked if one.kind is kind and one.page == 1 for id_ in one.asked]


def test_nothing_is_asked_twice_and_no_list_alone_at_the_last_depth() -> None:
    for number in range(10):
        world = make_world(number, links=3)
        done = walk(Emulation(world), [first_known(world)], depth=2)
        found = found_in(done.graph)
        last = {id_ for ids, depth in found.depths.items() if depth == 2 for id_ in ids}
        assert not [id_ for _, id_ in asked(done, Kind.CITED_BY) + asked(done, Kind.LOOKUP) if id_ in last]
        for kind in (Kind.CITED_BY, Kind.LOOKUP):
            assert len(asked(done, kind)) == len(set(asked(done, kind)))
        described = [
            (one.again, one.source, id_) for one in done.wire.asked if one.kind is Kind.DESCRIBE for id_ in one.asked
        ]
        assert len(described) == len(set(described))


def test_a_depth_of_full_batches_costs_a_request_for_each_batch() -> None:
    """Article 0 is cited by 150 others: one step takes the seed's own questions and one round of batches."""
    world = whole_world(151, [(n, 0) for n in range(1, 151)])
    done = walk(Emulation(world), [pmid(0)], depth=1)
    assert done.harvest.counts["articles"] == 151
    assert done.wire.requests["icite"] == 2
    assert done.wire.requests["ncbi"] == 3  # the seed, who cites it, and the 150
    assert done.wire.requests["openalex"] == 3  # the seed, and two pages of who cites it


def test_a_second_harvest_of_the_same_changes_nothing() -> None:
    for number in range(6):
        world = make_world(number, size=50, links=3)
        seed, options = first_known(world, number), {"depth": 3, "max_articles": 25, "max_citing": 2}
        first = walk(Emulation(world, shuffle=1), [seed], **options)
        before = dict(first.graph.articles), {pair: set(by) for pair, by in first.graph.cites.items()}
        walk(Emulation(world, shuffle=2), [seed], graph=first.graph, name="h2", **options)
        assert (first.graph.articles, first.graph.cites) == before


def test_a_second_harvest_changes_nothing_in_a_real_store_but_when_all_was_last_seen(store: Store) -> None:
    world = make_world(5, links=3)
    seed = first_known(world)
    walk_into(store, Emulation(world, shuffle=1), [seed], depth=3, max_articles=25, max_citing=2)
    before = lasting(store)
    walk_into(store, Emulation(world, shuffle=2), [seed], name="h2", depth=3, max_articles=25, max_citing=2)
    assert lasting(store) == before


def lasting(store: Store) -> list[str]:
    """All that is in the graph but the harvests themselves."""
    return [line for line in dump(store) if "'Harvest'" not in line and "REACHED" not in line]
