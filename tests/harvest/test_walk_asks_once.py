"""Nothing is asked for twice: an article's lists by whichever of its ids, its record only if it was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Kind, Request
from tests.emulation import Emulation
from tests.seven import make_seven, whole_seven
from tests.walking import Outcome, walk
from tests.worlds import one_of, pmid, work


@pytest.mark.parametrize("seed", range(3))
def test_lists_are_not_asked_for_again_by_an_id_that_the_source_gives_the_same_article(seed: int) -> None:
    world = make_seven(seed, size=40)
    entries = world.views["opencitations"].ids
    start = next(pmid for ids in entries.values() if one_of(ids, Scheme.DOI) and (pmid := one_of(ids, Scheme.PMID)))
    done = walk(Emulation(world), [start], sources=("opencitations", "openalex"), depth=3)
    asked = Counter(
        (request.kind, number)
        for request in done.wire.asked
        for number, ids in entries.items()
        if request.source == "opencitations"
        and request.kind in (Kind.REFERENCES, Kind.CITED_BY)
        and ids & set(request.asked)
    )
    assert asked
    assert max(asked.values()) == 1


def described(done: Outcome, source: str) -> list[Request]:
    return [one for one in done.wire.asked if (one.source, one.kind) == (source, Kind.DESCRIBE)]


def test_a_hit_that_a_list_lost_is_asked_for_once_more_alone_before_the_walk_goes_on() -> None:
    """Europe PMC loses article 7 where it is one of several."""
    world = whole_seven(9, [(n, 0) for n in range(1, 9)])
    done = walk(Emulation(world), [pmid(0)], sources=("europepmc",), depth=2)
    (again,) = (one for one in described(done, "europepmc") if one.again)
    assert again.asked == (pmid(7),)
    assert max(Counter(id_ for one in described(done, "europepmc") if not one.again for id_ in one.asked).values()) == 1
    lists = [one for one in done.wire.asked if one.kind is Kind.REFERENCES and pmid(7) in one.asked]
    assert len(lists) == 1


def test_a_work_that_was_merged_is_not_asked_for_singly_where_another_id_finds_it() -> None:
    """OpenCitations has an id that OpenAlex has given up beside the PMID by which it is known there."""
    world = whole_seven(3, [(0, 1), (0, 2)])
    former = ArticleId(Scheme.OPENALEX, "W999999")
    view = world.views["opencitations"]
    ids = {number: own - {work(number)} | ({former} if number == 1 else set()) for number, own in view.ids.items()}
    merged = replace(world, merged_works={former.value: work(1).value})
    world = merged.seeing(opencitations=replace(view, ids=ids))
    done = walk(Emulation(world), [pmid(0)], sources=("opencitations", "openalex"), depth=1)
    assert not [one for one in described(done, "openalex") if one.single]
    assert done.graph.ids[former].owner == done.graph.ids[work(1)].owner
