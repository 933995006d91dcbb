"""What is asked of OpenCitations."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer
from harvest.sources import SOURCES
from harvest.sources.base import Kind, Request, Wanted
from harvest.sources.opencitations import OpenCitations

DOI = ArticleId(Scheme.DOI, "10.7717/peerj-cs.421")
PMID = ArticleId(Scheme.PMID, "33817056")
PMCID = ArticleId(Scheme.PMCID, "PMC7959643")
WORK = ArticleId(Scheme.OPENALEX, "W3136139225")


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def ask(kind: Kind, *ids: ArticleId) -> list[Request]:
    return OpenCitations().requests(kind, [Wanted(frozenset({id_})) for id_ in ids])


def test_meta_is_asked_about_ten_works_at_once_each_with_its_prefix() -> None:
    (request,) = ask(Kind.DESCRIBE, DOI, PMID, PMCID, WORK)
    works = "pmid:33817056__doi:10.7717/peerj-cs.421__pmcid:PMC7959643__openalex:W3136139225"
    assert request.path == f"meta/v1/metadata/{works}"
    many = ask(Kind.DESCRIBE, *(ArticleId(Scheme.PMID, str(n)) for n in range(1, 22)))
    assert [len(request.asked) for request in many] == [10, 10, 1]


def test_the_index_is_asked_about_one_work_with_the_prefix_that_it_demands() -> None:
    assert [request.path for request in ask(Kind.REFERENCES, DOI)] == ["index/v2/references/doi:10.7717/peerj-cs.421"]
    assert [request.path for request in ask(Kind.CITED_BY, PMID)] == ["index/v2/citations/pmid:33817056"]
    assert len(ask(Kind.CITED_BY, DOI, PMID)) == 2


@pytest.mark.parametrize("kind", [Kind.DESCRIBE, Kind.REFERENCES, Kind.CITED_BY])
def test_a_doi_comes_before_a_pmid(kind: Kind) -> None:
    assert OpenCitations().handle(kind, frozenset({PMID, DOI, PMCID, WORK})) == DOI
    assert OpenCitations().handle(kind, frozenset({PMID, PMCID, WORK})) == PMID


def test_the_index_knows_no_other_ids_and_meta_does() -> None:
    assert OpenCitations().handle(Kind.CITED_BY, frozenset({PMCID, WORK})) is None
    assert OpenCitations().handle(Kind.DESCRIBE, frozenset({PMCID, WORK})) == PMCID
    assert OpenCitations().handle(Kind.DESCRIBE, frozenset({ArticleId(Scheme.S2, "a" * 40)})) is None


def test_lists_do_not_come_with_the_record() -> None:
    assert not OpenCitations.references_with_record
    assert not OpenCitations.cited_by_with_record


def test_signs_that_mean_something_in_an_address_are_escaped_and_slashes_are_not() -> None:
    odd = "10.1002/(sici)1097-4571(198909)40:5<342::aid-asi7>3.0.co;2-u"
    (request,) = ask(Kind.REFERENCES, doi(odd))
    assert not set("<>;?# ") & set(request.path)
    assert unquote(request.path) == f"index/v2/references/doi:{odd}"
    (fragment,) = ask(Kind.REFERENCES, doi("10.1000/a?b#c%2f"))
    assert fragment.path == "index/v2/references/doi:10.1000/a%3Fb%23c%252f"


def test_a_doi_cannot_climb_out_of_its_path() -> None:
    (request,) = ask(Kind.CITED_BY, doi("10.1000/../../secret"))
    assert request.path == "index/v2/citations/doi:10.1000%2F..%2F..%2Fsecret"


def test_a_doi_with_two_underscores_is_the_last_choice_and_goes_alone() -> None:
    odd = doi("10.1000/a__b")
    assert OpenCitations().handle(Kind.DESCRIBE, frozenset({odd, PMID})) == PMID
    assert [request.asked for request in ask(Kind.DESCRIBE, DOI, odd)] == [(DOI,), (odd,)]
    assert OpenCitations().handle(Kind.REFERENCES, frozenset({odd, PMID})) == odd  # the Index takes one id whole


@pytest.mark.parametrize("sign", ["'", '"', "\\"])
def test_an_id_that_would_end_the_text_of_a_query_is_not_asked_by(sign: str) -> None:
    odd = doi(f"10.1000/a{sign}b")
    for kind in (Kind.DESCRIBE, Kind.REFERENCES, Kind.CITED_BY):
        assert OpenCitations().handle(kind, frozenset({odd})) is None
        assert OpenCitations().handle(kind, frozenset({odd, PMID})) == PMID


def test_only_questions_to_meta_can_be_halved() -> None:
    (request,) = ask(Kind.DESCRIBE, DOI, PMID)
    halves = OpenCitations().halves(request)
    assert halves is not None
    assert [half.asked for half in halves] == [(PMID,), (DOI,)]
    assert OpenCitations().halves(ask(Kind.REFERENCES, DOI)[0]) is None


def test_a_token_is_a_header_and_none_is_needed() -> None:
    entry = SOURCES["opencitations"]
    assert entry.secret_headers("hush-hush") == {"authorization": "hush-hush"}
    assert not entry.needs_key
    assert OpenCitations().limits.per_second * 60 == 180


@pytest.mark.parametrize("kind", [Kind.DESCRIBE, Kind.REFERENCES, Kind.CITED_BY])
@pytest.mark.parametrize(
    "said",
    [b'{"error": "HTTP status code 500: something wrong"}', b'{"message": "no"}', b"{}", b'"x"', b"[1]", b"[{}]"],
)
def test_what_is_no_list_of_works_or_citations_is_refused(kind: Kind, said: bytes) -> None:
    (request,) = ask(kind, DOI)
    with pytest.raises(BadAnswer, match="opencitations"):
        OpenCitations().read(request, said)
