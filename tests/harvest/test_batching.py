"""How questions fill requests."""

from __future__ import annotations

from collections.abc import Sequence

from graph.ids import ArticleId, Scheme
from harvest.batching import best_lists, filled, handles
from harvest.sources import SOURCES
from harvest.sources.base import Kind, Request, Wanted
from tests.seven import paper
from tests.worlds import doi, pmcid, pmid, work

DESCRIBE, LOOKUP = Kind.DESCRIBE, Kind.LOOKUP


def known(*numbers: int) -> list[Wanted]:
    """Articles with a PMID, a DOI and a PMCID."""
    return [Wanted(frozenset({pmid(number), doi(number), pmcid(number)})) for number in numbers]


def asked(name: str, wanted: Sequence[Wanted], kind: Kind = DESCRIBE) -> list[ArticleId]:
    source = SOURCES[name].build(True)
    questions = list(wanted)
    _, requests = filled(source, kind, questions, source.requests(kind, questions))
    return [id_ for request in requests for id_ in request.asked]


def lists(name: str, *ids: ArticleId) -> list[Request]:
    return SOURCES[name].build(True).requests(DESCRIBE, [Wanted(frozenset({id_})) for id_ in ids])


def test_an_article_is_asked_for_by_all_its_ids_where_there_is_room() -> None:
    assert set(asked("s2", known(1, 2))) == {id_ for one in known(1, 2) for id_ in one.ids}


def test_further_ids_take_no_more_requests_and_make_no_answer_grow_much() -> None:
    assert len(asked("opencitations", known(*range(7)))) == 10
    assert len(asked("s2", known(*range(150)))) == 200
    assert len(asked("s2", known(*range(300)))) == 300


def test_where_each_scheme_has_its_own_list_nothing_is_added() -> None:
    assert set(asked("openalex", [*known(1), Wanted(frozenset({doi(2)}))])) == {pmid(1), doi(2)}


def test_a_doi_is_looked_up_beside_the_pmcid_where_dois_are_looked_up_anyhow() -> None:
    nameless = [Wanted(frozenset({pmcid(1), doi(1)})), Wanted(frozenset({doi(2)}))]
    assert set(asked("ncbi", nameless, LOOKUP)) == {pmcid(1), doi(1), doi(2)}
    assert set(asked("ncbi", nameless[:1], LOOKUP)) == {pmcid(1)}


def test_ids_come_best_first() -> None:
    ids = frozenset({paper(1), pmcid(1), doi(1), work(1)})
    assert [id_.scheme for id_ in handles(SOURCES["s2"].build(True), DESCRIBE, ids)] == [
        Scheme.S2,
        Scheme.DOI,
        Scheme.PMCID,
    ]


def test_of_lists_with_room_those_of_one_scheme_go_first() -> None:
    built = lists("openalex", *map(work, range(101)), pmid(1), doi(1))
    assert [len(one.asked) for one in best_lists(built, 100)] == [100, 1]
    assert best_lists(built, 100) == built[:2]
    assert best_lists(lists("s2", pmid(1), doi(2)), 500) == lists("s2", pmid(1), doi(2))
