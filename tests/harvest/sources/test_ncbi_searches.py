"""esearch's answers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.ncbi import NCBI


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def result(*hits: int, count: int | None = None, **more: object) -> bytes:
    said = {"count": str(len(hits) if count is None else count), "idlist": [str(hit) for hit in hits]}
    return json.dumps({"header": {"type": "esearch"}, "esearchresult": said | more}).encode()


def look_up(body: bytes, *values: str) -> Answer:
    (request,) = NCBI().requests(Kind.LOOKUP, [Wanted(frozenset({doi(value)})) for value in values])
    return NCBI().read(request, body)


def test_one_doi_leads_to_its_hit() -> None:
    assert look_up(result(7), "10.1/a").leads == ((doi("10.1/a"), pmid(7)),)


def test_several_dois_are_led_to_every_hit_and_the_records_decide() -> None:
    leads = look_up(result(7, 8), "10.1/a", "10.1/b").leads
    assert leads == tuple((doi(f"10.1/{x}"), pmid(n)) for x in "ab" for n in (7, 8))


def test_no_hit_is_no_lead() -> None:
    empty = result(errorlist={"phrasesnotfound": ['"10.1/a"[AID]'], "fieldsnotfound": []})
    assert look_up(empty, "10.1/a") == Answer()


def test_a_flood_of_hits_is_asked_again_in_halves() -> None:
    answer = look_up(result(*range(1, 13), count=4000), "10.1/a", "10.1/b")
    assert answer.leads == ()
    assert [request.asked for request in answer.more] == [(doi("10.1/a"),), (doi("10.1/b"),)]
    assert look_up(result(1, 2, count=4000), "10.1/a") == Answer()


def test_a_title_finds_its_hits_best_first() -> None:
    (request,) = NCBI().requests(Kind.SEARCH, [Wanted(frozenset(), title="A title")])
    assert NCBI().read(request, result(9, 3, 9, 0)).found == (pmid(9), pmid(3))


def test_an_error_inside_http_200_is_no_empty_result(body: Callable[[str], bytes]) -> None:
    with pytest.raises(BadAnswer, match="retstart"):
        look_up(body("documented-bodies/esearch_retstart_ceiling_http200.json"), "10.1/a")


@pytest.mark.parametrize("said", [{}, {"idlist": []}, {"count": "0"}, {"count": "x", "idlist": []}, []])
def test_a_result_that_lacks_its_parts_is_refused(said: object) -> None:
    with pytest.raises(BadAnswer, match="ncbi"):
        look_up(json.dumps({"esearchresult": said}).encode(), "10.1/a")


def test_an_answer_of_another_utility_is_refused(body: Callable[[str], bytes]) -> None:
    with pytest.raises(BadAnswer, match="esearchresult"):
        look_up(body("documented-bodies/esummary_unknown_uid.json"), "10.1/a")
