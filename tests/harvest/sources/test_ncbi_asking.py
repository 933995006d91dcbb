"""What is asked of the E-utilities, and how."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from harvest.sources import SOURCES
from harvest.sources.base import Kind, Wanted
from harvest.sources.ncbi import NCBI

Pmids = Callable[..., list[Wanted]]


def wanted(scheme: Scheme, *values: str) -> list[Wanted]:
    return [Wanted(frozenset({ArticleId(scheme, value)})) for value in values]


def test_records_are_fetched_by_post_two_hundred_at_a_time_as_xml(pmids: Pmids) -> None:
    first, second = NCBI().requests(Kind.DESCRIBE, pmids(*range(1, 300)))
    assert (first.method, first.path, first.accept) == ("POST", "efetch.fcgi", "xml")
    form = dict(first.form)
    assert (form["db"], form["retmode"]) == ("pubmed", "xml")
    assert form["id"] == ",".join(map(str, range(1, 201)))
    assert len(second.asked) == 99


def test_links_are_asked_for_with_one_id_parameter_per_article(pmids: Pmids) -> None:
    (request,) = NCBI().requests(Kind.CITED_BY, pmids(3, 2, 1))
    assert (request.method, request.path, request.accept) == ("POST", "elink.fcgi", "json or xml")
    assert [said for name, said in request.form if name == "id"] == ["1", "2", "3"]
    assert ("linkname", "pubmed_pubmed_citedin") in request.form
    assert ("retmode", "json") in request.form


def test_similar_articles_are_asked_for_with_their_scores(pmids: Pmids) -> None:
    (request,) = NCBI().requests(Kind.SIMILAR, pmids(1))
    assert ("cmd", "neighbor_score") in request.form
    assert ("linkname", "pubmed_pubmed") in request.form


def test_dois_are_looked_up_many_in_one_search() -> None:
    (request,) = NCBI().requests(Kind.LOOKUP, wanted(Scheme.DOI, "10.1/b", "10.1/a"))
    assert request.path == "esearch.fcgi"
    assert dict(request.form)["term"] == '"10.1/a"[AID] OR "10.1/b"[AID]'


def test_pmcids_are_looked_up_by_their_links_to_pubmed() -> None:
    (request,) = NCBI().requests(Kind.LOOKUP, wanted(Scheme.PMCID, "PMC12"))
    form = dict(request.form)
    assert (form["dbfrom"], form["linkname"], form["id"]) == ("pmc", "pmc_pubmed", "12")


def test_an_article_with_a_pmid_needs_no_look_up() -> None:
    ids = frozenset({ArticleId(Scheme.PMID, "1"), ArticleId(Scheme.DOI, "10.1/a")})
    assert NCBI().handle(Kind.LOOKUP, ids) is None


def test_a_doi_that_would_break_out_of_its_quotes_is_not_searched_for() -> None:
    assert NCBI().requests(Kind.LOOKUP, wanted(Scheme.DOI, '10.1/a"[AID] OR b')) == []


def test_a_title_is_searched_for_without_what_the_query_language_would_obey() -> None:
    title = 'The "best" of [AID] (and/or) A AND B* NOT c: {d}'
    (request,) = NCBI().requests(Kind.SEARCH, [Wanted(frozenset(), title=title)])
    form = dict(request.form)
    assert form["term"] == "The best of AID and or A and B not c d[Title]"
    assert form["sort"] == "relevance"


@pytest.mark.parametrize(("keyed", "rate"), [(False, 3), (True, 10)])
def test_a_key_raises_the_limit(keyed: bool, rate: float) -> None:
    assert NCBI(keyed=keyed).limits.per_second == rate


def test_every_request_is_introduced_and_the_key_is_no_part_of_it(pmids: Pmids) -> None:
    entry = SOURCES["ncbi"]
    assert entry.params == {"tool": "citewalk"}
    assert entry.private_params("me@example.org") == {"email": "me@example.org"}
    assert entry.private_params(None) == {}
    assert entry.secret_params("hush") == {"api_key": "hush"}
    assert entry.secret_headers("hush") == {}
    request = entry.build(True).requests(Kind.DESCRIBE, pmids(1))[0]
    assert "api_key" not in dict(request.form) | dict(request.params)
