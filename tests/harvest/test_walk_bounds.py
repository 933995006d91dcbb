"""Budgets, hubs and years: what bounds a walk, and what is said of it."""

from __future__ import annotations

import random

import pytest

from graph.identity import new_id
from graph.model import Direction
from tests.emulation import Emulation
from tests.reach import reach
from tests.walking import Outcome, found_in, walk
from tests.worlds import World, doi, make_world, pmid, whole_world

HUB = 0


def numbers(done: Outcome) -> set[int]:
    """The articles of a whole world that were recorded."""
    return {int(id_.value) - 1000 for ids in found_in(done.graph).depths for id_ in ids if id_.scheme == "pmid"}


def hub_world(size: int = 12) -> World:
    """Everybody cites article 0, the later the newer; article 0 cites the last, which cites the first."""
    citing = range(1, size - 1)
    pairs = [(n, HUB) for n in citing] + [(HUB, size - 1), (size - 1, 1)]
    return whole_world(size, pairs, {n: 1980 + n for n in range(size)})


def test_a_budget_is_never_exceeded_and_used_up_where_there_is_enough() -> None:
    for number in range(6):
        world = make_world(number, size=60, links=3)
        seed = pmid(min(world.views["ncbi"].ids))
        enough = len(reach(world, [seed], 3).depths)
        for most in (1, 2, 7, 20, enough, 1000):
            done = walk(Emulation(world), [seed], depth=3, max_articles=most)
            assert len(done.graph.articles) == min(most, enough)
            assert done.harvest.counts["articles"] == min(most, enough)


def test_the_article_linked_to_most_expanded_ones_comes_first() -> None:
    """0 cites 1 and 2, both cite 4, only 1 cites 3: the fourth place is for 4."""
    world = whole_world(5, [(0, 1), (0, 2), (1, 3), (1, 4), (2, 4)])
    done = walk(Emulation(world), [pmid(0)], depth=2, max_articles=4, direction=Direction.REFERENCES)
    assert numbers(done) == {0, 1, 2, 4}
    assert done.harvest.counts["left_out"] > 0


def best_first(world: World, seed: int, depth: int, most: int) -> set[int]:
    """The rule as it is written, article by article."""
    near: dict[int, set[int]] = {art.number: set() for art in world.articles}
    for citing, cited in world.cites:
        near[citing].add(cited)
        near[cited].add(citing)
    depths, links, recorded, expanded = {seed: 0}, {seed: 0}, set[int](), set[int]()
    while pending := [n for n in depths if n not in recorded or (n not in expanded and depths[n] < depth)]:
        open_to = [n for n in pending if n in recorded or len(recorded) < most]
        if not open_to:
            break
        best = min(open_to, key=lambda n: (n != seed, -links[n], depths[n], new_id(pmid(n))))
        recorded.add(best)
        if depths[best] < depth:
            expanded.add(best)
            for other in near[best]:
                links[other] = links.get(other, 0) + 1
                if depths[best] + 1 < depths.get(other, depth + 1):
                    depths[other] = depths[best] + 1
                    expanded.discard(other)
    return recorded


def test_a_budget_is_spent_best_first_to_the_letter() -> None:
    for number in range(10):
        dice = random.Random(number)
        pairs = {(dice.randrange(40), dice.randrange(40)) for _ in range(90)}
        world = whole_world(40, [(citing, cited) for citing, cited in pairs if citing != cited])
        for most in (5, 10, 20, 30):
            done = walk(Emulation(world), [pmid(0)], sources=("icite",), depth=3, max_articles=most)
            assert numbers(done) == best_first(world, 0, 3, most)


@pytest.mark.parametrize("sources", [("icite",), ("openalex",), ("icite", "ncbi", "openalex")], ids="+".join)
def test_a_hub_is_cut_newest_first_and_the_cut_is_kept(sources: tuple[str, ...]) -> None:
    done = walk(
        Emulation(hub_world()),
        [doi(HUB) if sources == ("openalex",) else pmid(HUB)],
        sources=sources,
        depth=1,
        max_citing=3,
    )
    assert numbers(done) == {HUB, 8, 9, 10, 11}
    assert done.harvest.counts["articles"] == 5
    assert done.harvest.counts["cut"] == 1
    (cut,) = done.graph.cuts.values()
    assert (cut["found"], cut["kept"]) == (10, 3)


def test_a_hub_of_many_pages_is_read_only_as_far_as_wanted_and_its_whole_size_is_told() -> None:
    world = hub_world(400)
    done = walk(
        Emulation(world), [pmid(HUB)], sources=("openalex",), depth=1, max_citing=100, direction=Direction.CITED_BY
    )
    assert numbers(done) == {HUB, *range(299, 399)}
    (cut,) = done.graph.cuts.values()
    assert (cut["found"], cut["kept"]) == (398, 100)
    assert done.wire.requests["openalex"] <= 3


def test_a_citation_beyond_the_cut_is_recorded_when_both_articles_are() -> None:
    done = walk(Emulation(hub_world()), [pmid(HUB)], depth=2, max_citing=3)
    found = found_in(done.graph)
    by_number = {min(int(i.value) for i in ids if i.scheme == "pmid") - 1000: ids for ids in found.depths}
    assert 1 in by_number
    assert found.citations[by_number[1], by_number[HUB]] == ("icite", "ncbi", "openalex")


def test_no_citing_articles_at_all_may_be_asked_for() -> None:
    done = walk(Emulation(hub_world()), [pmid(HUB)], depth=1, max_citing=0)
    assert numbers(done) == {HUB, 11}
    (cut,) = done.graph.cuts.values()
    assert (cut["found"], cut["kept"]) == (10, 0)


def test_years_bound_what_is_recorded_and_what_is_gone_on_from_but_never_the_seed() -> None:
    world = whole_world(
        6, [(0, 1), (1, 2), (0, 3), (3, 4), (4, 5)], {0: 1990, 1: 2001, 2: 2005, 3: 2010, 4: 2004, 5: 2006}
    )
    done = walk(Emulation(world), [pmid(0)], depth=3, from_year=2001, to_year=2005)
    assert numbers(done) == {0, 1, 2}
    assert done.harvest.counts["left_out"] == 0


def test_an_article_without_a_year_is_let_in() -> None:
    world = whole_world(3, [(0, 1)])
    unknown = world.seeing(
        **{name: type(view)({0: view.ids[0]}, view.references, view.citing) for name, view in world.views.items()}
    )
    done = walk(Emulation(unknown), [pmid(0)], depth=1, from_year=2024, sources=("icite", "ncbi"))
    assert numbers(done) == {0, 1}
    assert done.harvest.counts["stubs"] == 1
