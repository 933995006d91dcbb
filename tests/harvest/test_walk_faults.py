"""Sources that die, fail or fall silent: nothing partial passes for complete, and going on mends it."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graph.errors import StoreError
from graph.ids import ArticleId, Scheme
from graph.model import Applied, Batch, Harvest, HarvestState
from graph.store import Store
from tests.emulation import Emulation
from tests.reach import reach
from tests.seven import SEVEN, make_seven, some_seed
from tests.walking import Found, MemoryGraph, bare, found_in, found_in_store, walk, walk_into
from tests.worlds import SOURCES, View, World, confused, doi, make_world, pmid, whole_world, work
from tests.worldwide import Call, Dying, Failing, Fault, Net

FAULTS: list[Dying | Failing] = [
    *(Dying(source, after) for source in SOURCES for after in (0, 2)),
    Failing("ncbi", frozenset({"1001", "1002", "1003"})),
    Failing("icite", frozenset({"1012"})),
    Failing("openalex", frozenset({"700012", "700020"})),
]


def seed_of(world: World) -> ArticleId:
    """A seed that all three know by its PMID."""
    return pmid(
        min(n for n in range(len(world.articles)) if all(pmid(n) in v.ids.get(n, ()) for v in world.views.values()))
    )


def undisturbed(folder: Path, world: World, seed: ArticleId) -> tuple[Harvest, Found, Counter[str]]:
    net, graph = Net(folder / "undisturbed", Emulation(world)), MemoryGraph()
    ended = net.harvest(graph, [seed], depth=3)
    return ended, bare(found_in(graph)), Counter(call.source for call in net.calls)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_going_on_after_a_fault_reaches_what_an_undisturbed_harvest_does(
    fault: Dying | Failing, tmp_path: Path
) -> None:
    world = make_world(1, links=3)
    seed = seed_of(world)
    whole, expected, least = undisturbed(tmp_path, world, seed)
    net, graph = Net(tmp_path / "disturbed", Emulation(world)), MemoryGraph()
    ended = net.harvest(graph, [seed], fault=deepcopy(fault), depth=3)
    assert ended.state is HarvestState.INCOMPLETE
    assert ended.outcomes[fault.source].state == "incomplete"
    assert ended.outcomes[fault.source].reason
    others = tuple(source for source in SOURCES if source != fault.source)
    assert all(ended.outcomes[source].state == "complete" for source in others)
    assert len(graph.articles) >= len(reach(world, [seed], 1, sources=others).depths)
    spent = Counter(call.source for call in net.calls)
    ended = net.harvest(graph, [seed], depth=3)
    spent += Counter(call.source for call in net.calls)
    assert (ended.state, ended.counts) == (HarvestState.COMPLETE, whole.counts)
    assert bare(found_in(graph)) == expected
    assert sum(spent[source] for source in others) <= 2 * sum(least[source] for source in others)


def test_going_on_with_what_is_complete_sends_nothing(tmp_path: Path) -> None:
    world = make_world(2, links=3)
    net, graph = Net(tmp_path, Emulation(world)), MemoryGraph()
    net.harvest(graph, [seed_of(world)], depth=3)
    net.harvest(graph, [seed_of(world)], depth=3)
    assert net.calls == []


@pytest.mark.parametrize("silent", SOURCES)
@pytest.mark.parametrize("similar", [False, True])
def test_a_source_that_knows_nothing_of_what_others_describe_is_incomplete_and_asked_again(
    silent: str, similar: bool, tmp_path: Path
) -> None:
    world = make_world(1, links=3)
    seed = seed_of(world)
    graph = MemoryGraph()
    net = Net(tmp_path / "silent", Emulation(world.seeing(**{silent: View()})))
    ended = net.harvest(graph, [seed], depth=3, similar=similar)
    assert ended.state is HarvestState.INCOMPLETE
    assert "knew none" in (ended.outcomes[silent].reason or "")
    assert {name for name, outcome in ended.outcomes.items() if outcome.state == "complete"} == {*SOURCES} - {silent}
    net.emulation = Emulation(world)
    ended = net.harvest(graph, [seed], depth=3, similar=similar)
    assert ended.state is HarvestState.COMPLETE
    assert bare(found_in(graph)) == undisturbed(tmp_path, world, seed)[1]


def test_a_source_that_fails_later_takes_nothing_away(tmp_path: Path) -> None:
    world = make_world(1, links=3)
    seed, graph = seed_of(world), MemoryGraph()
    net = Net(tmp_path, Emulation(world))
    net.harvest(graph, [seed], depth=3)
    before = dict(graph.articles), {pair: set(by) for pair, by in graph.cites.items()}
    for number, source in enumerate(SOURCES):
        net.harvest(graph, [seed], fault=Dying(source, 0), name=f"h{number + 2}", depth=3)
        assert ({id_: _lasting(node) for id_, node in graph.articles.items()}, graph.cites) == (
            {id_: _lasting(node) for id_, node in before[0].items()},
            before[1],
        )


def _lasting(node: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in node.items() if name != "last_seen"}


def test_an_unknown_seed_is_not_called_unknown_while_a_source_is_silent_about_it(tmp_path: Path) -> None:
    net, graph = Net(tmp_path, Emulation(whole_world(3, [(0, 1)]))), MemoryGraph()
    ended = net.harvest(graph, [pmid(77)], fault=Dying("icite", 0), depth=1)
    assert ended.state is HarvestState.INCOMPLETE
    assert ended.counts["articles"] == ended.counts["stubs"] == 1


def test_with_every_source_dead_the_seeds_are_kept_and_the_harvest_is_incomplete(tmp_path: Path) -> None:
    world = whole_world(3, [(0, 1)])
    net, graph = Net(tmp_path, Emulation(world)), MemoryGraph()
    faults = [Dying(source, 0) for source in SOURCES]
    ended = net.harvest(graph, [pmid(0), doi(2)], fault=_all(faults), depth=1)
    assert ended.state is HarvestState.INCOMPLETE
    assert all(outcome.reason for outcome in ended.outcomes.values())
    ended = net.harvest(graph, [pmid(0), doi(2)], depth=1)
    assert ended.state is HarvestState.COMPLETE
    assert ended.counts["stubs"] == 0


def _all(faults: list[Dying]) -> Fault:
    def struck(call: object) -> None:
        for fault in faults:
            fault(call)  # type: ignore[arg-type]

    return struck


def test_a_real_store_holds_the_same_after_a_fault_and_going_on(store: Store, tmp_path: Path) -> None:
    world = make_world(1, links=3)
    seed = seed_of(world)
    expected = undisturbed(tmp_path, world, seed)[1]
    net = Net(tmp_path / "disturbed", Emulation(world))
    net.harvest(store, [seed], fault=Dying("openalex", 2), depth=3)
    net.harvest(store, [seed], depth=3)
    assert bare(found_in_store(store)) == expected


class Killed(StoreError):
    """Ends the process that walks, as far as the walk can tell: nothing more is written or asked."""


@pytest.mark.parametrize(
    ("sources", "budget", "step"), [(SOURCES, 15, 4), (SOURCES, 10_000, 4), (SEVEN, 12, 23), (SEVEN, 10_000, 23)]
)
def test_a_harvest_killed_at_any_request_resumes_to_the_same_and_asks_at_most_what_was_in_flight_again(
    sources: tuple[str, ...], budget: int, step: int, tmp_path: Path
) -> None:
    world = make_world(1, links=3) if sources is SOURCES else make_seven(1)
    seed = seed_of(world) if sources is SOURCES else some_seed(world)
    options: dict[str, Any] = {"sources": sources, "depth": 3, "max_articles": budget}
    net, whole = Net(tmp_path / "undisturbed", Emulation(world)), MemoryGraph()
    net.harvest(whole, [seed], **options)
    least, expected = len(net.calls), found_in(whole)
    for moment in range(1, least, step):
        seen = count()

        def kill(_: Call, seen: count[int] = seen, moment: int = moment) -> None:
            if next(seen) >= moment:
                raise Killed("killed")

        disturbed, graph = Net(tmp_path / str(moment), Emulation(world, shuffle=moment)), MemoryGraph()
        with pytest.raises(Killed):
            disturbed.harvest(graph, [seed], fault=kill, **options)
        disturbed.harvest(graph, [seed], **options)
        assert found_in(graph) == expected
        assert len(disturbed.calls) <= least - moment + len(sources)


def test_an_interruption_writes_what_is_there_and_leaves_the_harvest_resumable(tmp_path: Path) -> None:
    world = make_world(1, links=3)
    seed = seed_of(world)
    expected = undisturbed(tmp_path, world, seed)[1]
    for moment in (1, 5, 12):
        seen = count()

        def interrupt(_: Call, seen: count[int] = seen, moment: int = moment) -> None:
            if next(seen) == moment:
                raise KeyboardInterrupt

        net, graph = Net(tmp_path / str(moment), Emulation(world)), MemoryGraph()
        with pytest.raises(KeyboardInterrupt):
            net.harvest(graph, [seed], fault=interrupt, depth=3)
        assert graph.harvest is not None
        assert graph.harvest.state is HarvestState.INCOMPLETE
        net.harvest(graph, [seed], depth=3)
        assert bare(found_in(graph)) == expected


@pytest.mark.parametrize("written", [False, True])
def test_a_harvest_killed_around_any_transaction_resumes_to_the_same(written: bool, tmp_path: Path) -> None:
    world = make_world(1, links=3)
    seed = seed_of(world)
    net, whole = Net(tmp_path / "undisturbed", Emulation(world)), MemoryGraph()
    net.harvest(whole, [seed], depth=3)
    for moment in range(whole.batches):
        disturbed, graph = Net(tmp_path / str(moment), Emulation(world)), Fragile(moment, written)
        with pytest.raises(Killed):
            disturbed.harvest(graph, [seed], depth=3)
        graph.moment = -1
        disturbed.harvest(graph, [seed], depth=3)
        assert found_in(graph) == found_in(whole)


class Fragile(MemoryGraph):
    """A graph whose process is killed at one of its transactions, just before or just after it is written."""

    def __init__(self, moment: int, written: bool) -> None:
        super().__init__()
        self.moment, self._written = moment, written

    def apply(self, batch: Batch) -> Applied:
        if self.batches == self.moment and not self._written:
            raise Killed("killed before")
        applied = super().apply(batch)
        if self.batches - 1 == self.moment:
            raise Killed("killed after")
        return applied


def contradictory() -> World:
    """A DOI that PubMed gives to article 0 and iCite to article 1; OpenAlex ties the work of 0 to the PMID of 1."""
    world = whole_world(5, [(2, 0), (2, 1), (0, 3), (1, 4)])
    views = dict(world.views)
    views["icite"] = View(
        {**views["icite"].ids, 0: frozenset({pmid(0)}), 1: frozenset({pmid(1), doi(0)})},
        views["icite"].references,
        views["icite"].citing,
    )
    views["openalex"] = View(
        {**views["openalex"].ids, 0: frozenset({work(0), doi(0), pmid(1)}), 1: frozenset({work(1), doi(1)})},
        views["openalex"].references,
        views["openalex"].citing,
    )
    return World(world.articles, world.cites, views, world.mentions)


@pytest.mark.parametrize("seed", [pmid(0), pmid(1), doi(0), doi(1), work(0), work(1), pmid(2)], ids=str)
def test_sources_that_contradict_each_other_never_make_one_article_of_two_pmids(
    seed: ArticleId, tmp_path: Path
) -> None:
    results = []
    for order in range(4):
        net, graph = Net(tmp_path / str(order), Emulation(contradictory(), shuffle=order)), MemoryGraph()
        ended = net.harvest(graph, [seed], depth=3)
        assert ended.state is HarvestState.COMPLETE
        found = bare(found_in(graph))
        assert all(sum(id_.scheme is Scheme.PMID for id_ in ids) <= 1 for ids in found.depths)
        assert {id_ for ids in found.depths for id_ in ids} >= {pmid(0), pmid(1), pmid(3), pmid(4)}
        results.append(found)
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("budget", [12, 10_000])
def test_nor_do_sources_that_mix_up_a_quarter_of_their_ids(budget: int) -> None:
    for number in range(20, 30):
        world = confused(make_world(number, links=3), number)
        seed = pmid(min(world.views["ncbi"].ids))
        done = [walk(Emulation(world, shuffle=order), [seed], depth=3, max_articles=budget) for order in range(3)]
        for one in done:
            assert all(sum(id_.scheme is Scheme.PMID for id_ in ids) <= 1 for ids in found_in(one.graph).depths)
            assert one.harvest.counts["articles"] == len(one.graph.articles) <= budget
            assert one.harvest.counts["citations"] == len(one.graph.cites)
        if budget == 10_000:
            assert all(bare(found_in(one.graph)) == bare(found_in(done[0].graph)) for one in done)


def test_a_real_store_holds_what_confused_sources_say_just_so(store: Store) -> None:
    world = confused(make_world(24, links=3), 24)
    seed = pmid(min(world.views["ncbi"].ids))
    walk_into(store, Emulation(world), [seed], depth=3)
    assert bare(found_in_store(store)) == bare(found_in(walk(Emulation(world), [seed], depth=3).graph))
