"""What lists left out: each id is asked for once more and no further."""

from __future__ import annotations

from graph.ids import ArticleId, Scheme
from harvest.misses import Misses
from harvest.sources.base import Answer, Kind, Request


def pmids(*numbers: int) -> frozenset[ArticleId]:
    return frozenset(ArticleId(Scheme.PMID, str(number)) for number in numbers)


def told(*, missed: frozenset[ArticleId] = frozenset(), known: frozenset[ArticleId] = frozenset()) -> Misses:
    misses = Misses()
    hear(misses, Answer(missed=missed, known=known))
    return misses


def hear(misses: Misses, answer: Answer) -> None:
    misses.note(Request(source="icite", kind=Kind.DESCRIBE, path="pubs", asked=()), answer)


def test_what_one_source_left_out_is_no_others_affair() -> None:
    misses = told(missed=pmids(1, 2))
    assert set(misses.of("icite")) == pmids(1, 2)
    assert not misses.of("ncbi")


def test_what_turned_out_to_be_known_is_not_missed() -> None:
    misses = told(missed=pmids(1, 2))
    hear(misses, Answer(known=pmids(2)))
    assert set(misses.of("icite")) == pmids(1)


def test_what_is_missing_twice_is_believed_missing() -> None:
    misses = told(missed=pmids(1, 2))
    misses.settle("icite", pmids(1))
    hear(misses, Answer(missed=pmids(1, 3)))
    assert set(misses.of("icite")) == pmids(2, 3)
