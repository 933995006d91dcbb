"""Lists that are asked for by themselves, batches that are filled, and what is written of it meanwhile."""

from __future__ import annotations

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Applied, Batch, Direction
from harvest.sources.base import Kind
from tests.emulation import Emulation
from tests.seven import SEVEN, make_seven
from tests.walking import MemoryGraph, Outcome, walk
from tests.worlds import View, World, doi, pmid, whole_world

LISTS = {Kind.REFERENCES, Kind.CITED_BY}


def seen_by(name: str, world: World) -> World:
    """The same world where this source knows all of it too."""
    ids = {art.number: frozenset({pmid(art.number), doi(art.number)}) for art in world.articles}
    return world.seeing(**{name: View(ids, world.cites, world.cites)})


def asked(done: Outcome, kind: Kind) -> list[ArticleId]:
    return [id_ for one in done.wire.asked if one.kind is kind and one.page == 1 for id_ in one.asked]


@pytest.mark.parametrize("name", ["europepmc", "opencitations"])
@pytest.mark.parametrize("direction", [Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY])
def test_reference_lists_are_asked_for_once_and_of_expanded_articles_alone(name: str, direction: Direction) -> None:
    world = seen_by(name, whole_world(7, [(0, 1), (1, 2), (3, 0), (4, 3), (5, 6)]))
    done = walk(Emulation(world), [pmid(0)], sources=(name,), depth=2, direction=direction)
    onward = {Direction.BOTH: {0, 1, 3}, Direction.REFERENCES: {0, 1}, Direction.CITED_BY: set()}[direction]
    lists = asked(done, Kind.REFERENCES)
    assert {done.graph.ids[id_].owner for id_ in lists} == {done.graph.ids[pmid(number)].owner for number in onward}
    assert len(lists) == len(onward)
    expected = {Direction.BOTH: 5, Direction.REFERENCES: 3, Direction.CITED_BY: 3}[direction]
    assert done.harvest.counts["articles"] == expected
    assert done.harvest.counts["stubs"] == 0


def test_a_list_that_came_by_itself_takes_nothing_from_the_record() -> None:
    world = seen_by("europepmc", whole_world(3, [(0, 1), (0, 2)]))
    done = walk(Emulation(world), [pmid(0)], sources=("europepmc",), depth=1)
    article = done.graph.articles[done.graph.ids[pmid(0)].owner]
    assert article["title"].startswith(world.articles[0].title)
    assert article["reference_count"] == 2


def test_nothing_is_asked_twice_of_any_source_and_no_list_of_an_article_at_the_last_depth() -> None:
    for number in range(6):
        world = make_seven(number, links=3)
        seed = min(world.views["ncbi"].ids[min(world.views["ncbi"].ids)], key=str)
        done = walk(Emulation(world), [seed], sources=SEVEN, depth=2)
        depths = {id_: done.graph.visits[known.owner]["depth"] for id_, known in done.graph.ids.items()}
        for source in SEVEN:
            mine = [one for one in done.wire.asked if one.source == source]
            same = [(one.kind, one.path, one.params, one.form, one.content, one.again) for one in mine]
            assert len(same) == len(set(same))
            late = [id_ for one in mine if one.kind in LISTS for id_ in one.asked if depths.get(id_, 0) > 1]
            assert late == []


def test_batches_of_articles_to_be_gone_on_from_are_filled_before_they_are_sent() -> None:
    """Article 0 has 60 neighbours, each with a list of its own to be asked for."""
    world = seen_by("opencitations", whole_world(62, [(0, n) for n in range(1, 61)] + [(n, 61) for n in range(1, 61)]))
    done = walk(Emulation(world), [pmid(0)], sources=("opencitations",), depth=2)
    described = [one for one in done.wire.asked if one.kind is Kind.DESCRIBE]
    assert len(described) == 1 + 6 + 1  # the seed, sixty by ten, the one behind them
    assert len(asked(done, Kind.REFERENCES)) == 61


def test_a_budget_wastes_no_more_than_was_asked_ahead() -> None:
    """500 articles cite the seed and 20 more may be recorded: lists are asked for by twenty at most."""
    world = seen_by("opencitations", whole_world(501, [(n, 0) for n in range(1, 501)]))
    done = walk(Emulation(world), [pmid(0)], sources=("opencitations",), depth=2, max_articles=21)
    assert done.harvest.counts["articles"] == 21
    assert len(asked(done, Kind.REFERENCES)) <= 41


class Watched(MemoryGraph):
    """Keeps every batch."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Batch] = []

    def apply(self, batch: Batch) -> Applied:
        self.said.append(batch)
        return super().apply(batch)


def test_while_a_harvest_runs_its_progress_tells_the_requests_and_failures_of_each_source() -> None:
    graph = Watched()
    world = whole_world(30, [(n, n + 1) for n in range(29)])
    done = walk(Emulation(world), [pmid(0)], sources=("icite", "ncbi"), depth=5, graph=graph)
    told = [batch.harvest.outcomes["icite"] for batch in graph.said if batch.harvest]
    assert [outcome.requests for outcome in told] == sorted(outcome.requests for outcome in told)
    assert told[0].requests < done.harvest.outcomes["icite"].requests
    assert {(outcome.state, outcome.reason) for outcome in told} == {("incomplete", "not asked everything yet")}
    assert done.harvest.outcomes["icite"].reason is None


def test_an_article_waits_for_its_first_record_so_that_no_two_names_of_it_are_written_as_two() -> None:
    """OpenAlex lists works and iCite PMIDs: all of them are found twice over before anything ties them."""
    world = whole_world(40, [(0, n) for n in range(1, 40)])
    done = walk(Emulation(world), [pmid(0)], sources=("icite", "openalex"), depth=1)
    assert done.harvest.counts["articles"] == 40
    assert not [id_ for id_ in done.graph.ids if id_.scheme is Scheme.CITEWALK]


def test_a_walk_of_a_thousand_articles_takes_a_fiftieth_of_what_asking_for_each_does() -> None:
    """Article 0 cites fifty, each of which cites nineteen more."""
    behind = [(n, 51 + 19 * (n - 1) + turn) for n in range(1, 51) for turn in range(19)]
    world = whole_world(1001, [(0, n) for n in range(1, 51)] + behind)
    done = walk(Emulation(world), [pmid(0)], sources=("icite", "ncbi", "openalex"), depth=2)
    assert done.harvest.counts["articles"] == 1001
    described, lists = 1001, 51
    assert done.wire.requests["icite"] == 1 + 1 + 5  # the seed, the fifty, and 950 by two hundred
    assert done.wire.requests["ncbi"] == 7 + 2
    assert done.wire.requests["openalex"] <= 1 + 1 + 10 + 4
    assert 50 * done.wire.requests.total() <= 3 * described + 2 * lists
