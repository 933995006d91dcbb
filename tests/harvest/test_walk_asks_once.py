"""An article's lists are asked for once, by whichever of its ids."""

from __future__ import annotations

from collections import Counter

import pytest

from graph.ids import Scheme
from harvest.sources.base import Kind
from tests.emulation import Emulation
from tests.seven import make_seven
from tests.walking import walk
from tests.worlds import one_of


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
