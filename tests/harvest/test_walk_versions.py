"""Preprints and their published forms on a walk: two articles, recorded together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from graph.ids import ArticleId
from graph.model import Applied, Batch, Direction, HarvestState
from graph.store import Store
from tests.emulation import Emulation
from tests.reach import reach
from tests.seven import SEVEN, make_seven, preprint_doi
from tests.walking import MemoryGraph, Outcome, bare, found_in, found_in_store, walk, walk_into
from tests.worlds import Art, Pair, View, World, doi, pmid, whole_world

PREPRINT, PUBLISHED, BEHIND = 4, 1, 3
"""Article 0 cites 1, whose preprint is 4, which alone cites 3; nobody but 4 leads to 3."""
SOURCES = ("crossref", "icite")


def with_preprint(cites: list[Pair], *, told: bool = True) -> World:
    """A small world that iCite and Crossref see; Crossref tells of the preprint where `told`."""
    world = whole_world(PREPRINT, [pair for pair in cites if PREPRINT not in pair])
    preprint = Art(PREPRINT, frozenset({preprint_doi(PREPRINT)}), 2001)
    ids = {n: frozenset({doi(n)}) for n in range(PREPRINT)} | {PREPRINT: preprint.ids}
    pairs = frozenset({(PREPRINT, PUBLISHED)}) if told else frozenset()
    return replace(
        world.seeing(crossref=View(ids, frozenset(cites), versions=pairs), icite=world.views["icite"]),
        articles=(*world.articles, preprint),
        twins={PREPRINT: PUBLISHED},
    )


def listed_together(cites: list[Pair]) -> World:
    """The same, where only OpenCitations knows of the preprint: as another DOI of the published article."""
    world = with_preprint(cites, told=False)
    known = {n: frozenset({doi(n), pmid(n)}) for n in range(PREPRINT)}
    meta = View(known, beside={PUBLISHED: frozenset({preprint_doi(PREPRINT)})})
    return world.seeing(opencitations=meta, crossref=View())


CITES = [(0, PUBLISHED), (PREPRINT, BEHIND)]


def versions(graph: MemoryGraph) -> set[str]:
    """Who ties the preprint to its published form, in the right direction; nothing else is tied."""
    ((pair, sources),) = graph.versions.items()
    assert pair == (graph.ids[preprint_doi(PREPRINT)].owner, graph.ids[doi(PUBLISHED)].owner)
    return sources


def visit(done: Outcome, id_: ArticleId) -> tuple[int, str]:
    found = done.graph.visits[done.graph.ids[id_].owner]
    return found["depth"], found["direction"]


def test_a_preprint_is_recorded_with_its_published_form_and_not_gone_on_from() -> None:
    done = walk(Emulation(with_preprint(CITES)), [pmid(0)], sources=SOURCES, depth=3)
    assert visit(done, doi(PUBLISHED)) == (1, "references")
    assert visit(done, preprint_doi(PREPRINT)) == (1, "version")
    assert doi(BEHIND) not in done.graph.ids
    assert done.harvest.counts["articles"] == 3
    assert versions(done.graph) == {"crossref"}


def test_a_preprint_that_citations_reach_as_well_is_gone_on_from_by_their_depth() -> None:
    cites = [*CITES, (0, PREPRINT)]
    done = walk(Emulation(with_preprint(cites)), [pmid(0)], sources=SOURCES, depth=2)
    assert visit(done, preprint_doi(PREPRINT)) == (1, "references")
    assert doi(BEHIND) in done.graph.ids
    shallow = walk(Emulation(with_preprint(cites)), [pmid(0)], sources=SOURCES, depth=1)
    assert doi(BEHIND) not in shallow.graph.ids


def test_a_published_seed_brings_its_preprint_at_depth_zero() -> None:
    done = walk(Emulation(with_preprint(CITES)), [pmid(PUBLISHED)], sources=SOURCES, depth=1)
    assert visit(done, preprint_doi(PREPRINT)) == (0, "version")
    assert doi(BEHIND) not in done.graph.ids


@pytest.mark.parametrize("most", [1, 2])
def test_without_room_the_other_version_is_neither_recorded_nor_written(most: int) -> None:
    for world in (with_preprint(CITES), listed_together(CITES)):
        done = walk(Emulation(world), [pmid(0)], sources=(*SOURCES, "opencitations"), depth=1, max_articles=most)
        assert done.harvest.counts["articles"] == most
        assert len(done.graph.articles) == most
        assert preprint_doi(PREPRINT) not in done.graph.ids
        assert not done.graph.versions


def test_ids_that_one_source_lists_together_are_two_versions() -> None:
    done = walk(Emulation(listed_together(CITES)), [pmid(0)], sources=("icite", "opencitations"), depth=1)
    assert visit(done, preprint_doi(PREPRINT)) == (1, "version")
    assert versions(done.graph) == {"opencitations"}


def test_a_preprint_described_only_as_its_published_form_is_a_seed_together_with_that() -> None:
    world = listed_together([*CITES, (PUBLISHED, 2)])
    done = walk(Emulation(world), [preprint_doi(PREPRINT)], sources=("icite", "opencitations"), depth=1)
    assert done.unknown == ()
    assert visit(done, preprint_doi(PREPRINT)) == visit(done, pmid(PUBLISHED)) == (0, "seed")
    assert {pmid(0), pmid(2)} <= done.graph.ids.keys()
    alone = walk(Emulation(world), [preprint_doi(PREPRINT)], sources=("icite", "opencitations"), max_articles=1)
    assert len(alone.graph.articles) == 1


def test_years_bound_versions_too() -> None:
    world = with_preprint(CITES)
    world = replace(world, articles=(*world.articles[:PREPRINT], replace(world.articles[PREPRINT], year=1990)))
    done = walk(Emulation(world), [pmid(0)], sources=SOURCES, depth=1, from_year=2000)
    assert pmid(PUBLISHED) in done.graph.ids
    assert preprint_doi(PREPRINT) not in done.graph.ids


@dataclass
class Watched(MemoryGraph):
    """Keeps what it was told."""

    said: list[Batch] = field(default_factory=list)

    def apply(self, batch: Batch) -> Applied:
        self.said.append(batch)
        return super().apply(batch)


def test_a_version_that_only_the_graph_knows_is_told_to_it() -> None:
    graph = Watched()
    walk(
        Emulation(with_preprint(CITES)), [preprint_doi(PREPRINT)], sources=SOURCES, depth=0, max_articles=1, graph=graph
    )
    walk(Emulation(with_preprint(CITES)), [pmid(0)], sources=SOURCES, depth=1, max_articles=2, graph=graph, name="h2")
    assert versions(graph) == {"crossref"}
    told = [version for batch in graph.said for version in batch.versions]
    assert len(told) == 2  # once by each walk


@pytest.mark.parametrize("direction", [Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY])
def test_seven_sources_are_united_exactly_whatever_the_order_of_their_answers(direction: Direction) -> None:
    for number in range(5):
        world = make_seven(number, twins=0.1)
        seed = min(world.views["ncbi"].ids[min(world.views["ncbi"].ids)], key=str)
        expected = reach(world, [seed], 2, direction, SEVEN)
        for shuffle in range(3):
            done = walk(Emulation(world, shuffle=shuffle), [seed], sources=SEVEN, depth=2, direction=direction)
            found = bare(found_in(done.graph))
            assert (found.depths, found.citations) == (expected.depths, expected.citations)
            assert (found.stubs, found.versions) == (expected.stubs, expected.versions)


@pytest.mark.parametrize("most", [4, 9, 15])
def test_nor_does_the_order_matter_with_a_budget(most: int) -> None:
    for number in range(3):
        world = make_seven(number, twins=0.2)
        seed = min(world.views["ncbi"].ids[min(world.views["ncbi"].ids)], key=str)
        done = [
            walk(Emulation(world, shuffle=shuffle), [seed], sources=SEVEN, depth=2, max_articles=most)
            for shuffle in range(3)
        ]
        whole = len(reach(world, [seed], 2, Direction.BOTH, SEVEN).depths)
        assert len(done[0].graph.articles) == min(most, whole)
        assert all(bare(found_in(one.graph)) == bare(found_in(done[0].graph)) for one in done)


def test_a_real_store_holds_the_same(store: Store) -> None:
    world = make_seven(2, twins=0.1)
    seed = min(world.views["ncbi"].ids[min(world.views["ncbi"].ids)], key=str)
    ended = walk_into(store, Emulation(world), [seed], sources=SEVEN, depth=2)
    expected, found = reach(world, [seed], 2, Direction.BOTH, SEVEN), bare(found_in_store(store))
    assert ended.state is HarvestState.COMPLETE
    assert (found.depths, found.citations) == (expected.depths, expected.citations)
    assert (found.stubs, found.versions) == (expected.stubs, expected.versions)
