"""OpenAlex's works as records."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Author, Record, Topic
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.openalex import OpenAlex
from harvest.sources.openalex.works import read_work, upright

SNOWBALL = "openalex/openalexPro/fixtures/vcr/oa_snowball.yml"
Cassette = Callable[[str], list[bytes]]
Works = Callable[..., list[Wanted]]


def work(number: int | str) -> ArticleId:
    return ArticleId(Scheme.OPENALEX, f"W{number}")


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def record(**said: object) -> Record:
    found = read_work({"id": "https://openalex.org/W1"} | said)
    assert found is not None
    return found


def single(asked: ArticleId, **said: object) -> Answer:
    (request,) = OpenAlex().requests(Kind.DESCRIBE, [Wanted(frozenset({asked}))])
    return OpenAlex().read(request, json.dumps(said).encode())


def listed(asked: list[ArticleId], *results: object) -> Answer:
    (request,) = OpenAlex(keyed=True).requests(Kind.DESCRIBE, [Wanted(frozenset({id_})) for id_ in asked])
    return OpenAlex(keyed=True).read(request, json.dumps({"meta": {"count": 1}, "results": results}).encode())


def test_two_seeds_five_citing_and_38_cited_works_fit_together(cassette: Cassette, works: Works) -> None:
    """The lists by id, by `cites:` and by `cited_by:` were recorded of the same two seeds."""
    pages = cassette(SNOWBALL)
    source = OpenAlex(keyed=True)
    seeds = works("W3045921891", "W3046863325")
    described = source.read(source.requests(Kind.DESCRIBE, seeds)[0], pages[1])
    assert {len(record.references or ()) for record in described.records} == {6, 37}
    assert [record.cited_by_count for record in described.records] == [0, 5]
    assert described.more == ()

    citing = source.read(source.requests(Kind.CITED_BY, seeds)[0], pages[3])
    assert len(citing.records) == len(citing.citing) == 5
    assert {cited for _, cited in citing.citing} == {work(3046863325)}
    assert sorted(len(record.references or ()) for record in citing.records) == [35, 42, 58, 69, 94]

    cited = [read_work(one) for one in json.loads(pages[5])["results"]]
    assert len(cited) == 38
    known = {id_ for record in cited if record for id_ in record.ids}
    mentioned = {mention.ids[0] for record in described.records for mention in record.references or ()}
    assert (len(mentioned), len(mentioned & known)) == (42, 38)  # it no longer answers for 4 that it lists


def test_a_single_work_is_read_in_full(body: Callable[[str], bytes]) -> None:
    answer = single(work(2741809807), **json.loads(body("openalex/b-vitamins/W2741809807.json")))
    (record,) = answer.records
    assert record.ids == {
        work(2741809807),
        doi("10.7717/peerj.4375"),
        pmid(29456894),
        ArticleId(Scheme.PMCID, "PMC5815332"),  # stated as .../pmc/articles/5815332
    }
    assert (record.year, record.date, record.journal, record.issn) == (2018, "2018-02-13", "PeerJ", "2167-8359")
    assert (record.volume, record.issue, record.pages, record.type) == ("6", None, "e4375", "article")
    assert record.authors is not None
    assert record.authors[0] == Author("Heather Piwowar", "0000-0003-1613-5981")
    assert len(record.references or ()) == 45
    assert record.abstract is not None
    assert record.abstract.startswith("Despite growing interest in Open Access (OA) to scholarly literature, there is")
    assert record.topics is not None
    assert record.topics[1] == Topic("Academic Publishing and Open Access", "OpenAlex")


def test_markup_in_titles_is_taken_out() -> None:
    assert record(title="<i>b</i><sup>2</sup> &amp; √<i>b</i>\u2009<sub>1</sub>").title == "b2 & √b 1"
    assert record(title=None, display_name="Shown").title == "Shown"


def test_an_inverted_abstract_is_set_upright_and_holes_in_it_are_closed() -> None:
    assert upright({"world": [1, 9], "Hello": [0], "again": [5]}) == "Hello world again world"
    assert upright({}) is None
    assert upright(None) is None
    assert upright({"far": [10**9], "odd": ["x", -1], "here": [0]}) == "here"


def test_a_merged_work_is_known_under_both_of_its_ids() -> None:
    answer = single(work(1), id="https://openalex.org/W2", referenced_works=["https://openalex.org/W3"])
    assert answer.records[0].ids == {work(1), work(2)}
    assert answer.known == {work(1)}


def test_a_work_that_does_not_repeat_the_pmid_it_was_asked_by_has_it() -> None:
    assert single(pmid(7), id="https://openalex.org/W2").records[0].ids == {work(2), pmid(7)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [(doi("10.1000/preprint"), {"doi": "https://doi.org/10.1000/article"}), (pmid(7), {"ids": {"pmid": "8"}})],
)
def test_a_work_with_another_doi_or_pmid_is_not_the_one_asked_for(asked: ArticleId, said: dict[str, object]) -> None:
    assert single(asked, id="https://openalex.org/W2", **said) == Answer()


def test_of_several_works_with_one_pmid_the_one_with_most_references_speaks_for_all() -> None:
    ids = {"pmid": "https://pubmed.ncbi.nlm.nih.gov/7"}
    poor = {"id": "https://openalex.org/W2", "ids": ids, "title": "poor", "cited_by_count": 9, "referenced_works": []}
    rich = {"id": "https://openalex.org/W3", "ids": ids, "title": "rich", "referenced_works": ["W5"]}
    for order in ((poor, rich), (rich, poor)):
        answer = listed([pmid(7)], *order)
        (found,) = answer.records
        assert found.ids == {work(2), work(3), pmid(7)}
        assert (found.title, len(found.references or ())) == ("rich", 1)
        assert answer.known == {pmid(7)}


def test_works_with_one_doi_and_two_pmids_stay_apart() -> None:
    said = [
        {"id": f"https://openalex.org/W{n}", "doi": "https://doi.org/10.1000/a", "ids": {"pmid": str(n)}}
        for n in (2, 3)
    ]
    assert {found.ids for found in listed([doi("10.1000/a")], *said).records} == {
        frozenset({work(2), pmid(2), doi("10.1000/a")}),
        frozenset({work(3), pmid(3), doi("10.1000/a")}),
    }


def test_works_that_nobody_asked_for_are_not_taken() -> None:
    assert listed([pmid(7)], {"id": "https://openalex.org/W9"}) == Answer()


@pytest.mark.parametrize(
    ("said", "year", "date"),
    [
        ({"publication_year": 2020, "publication_date": "2020-02-03"}, 2020, "2020-02-03"),
        ({"publication_year": 2020, "publication_date": "2020-02-31"}, 2020, "2020-02"),
        ({"publication_year": 2020, "publication_date": "1900-01-01"}, 2020, None),
        ({"publication_year": 9999, "publication_date": "9999-01-01"}, None, None),
        ({"publication_year": None, "publication_date": "2020-02-03"}, 2020, "2020-02-03"),
        ({"publication_year": 0, "publication_date": "soon"}, None, None),
        ({"publication_year": 2031, "publication_date": "2031-01-01"}, 2031, "2031-01-01"),
    ],
)
def test_impossible_and_contradicting_dates_are_left_out(
    said: dict[str, object], year: int | None, date: str | None
) -> None:
    found = record(**said)
    assert (found.year, found.date) == (year, date)


def test_references_are_works_without_repeats_and_without_itself() -> None:
    found = record(referenced_works=["https://openalex.org/W2", "https://openalex.org/W1", "W2", None, "https://x"])
    assert [mention.ids for mention in found.references or ()] == [(work(2),)]
    assert found.reference_count == 1


def test_no_list_of_references_is_not_known_and_an_empty_one_is_a_zero() -> None:
    assert record(referenced_works=None).references is None
    assert record(referenced_works=[], referenced_works_count=0).references == ()
    withheld = record(referenced_works=[], referenced_works_count=12)
    assert (withheld.references, withheld.reference_count) == (None, 12)


def test_a_list_that_is_shorter_than_its_count_lacks_what_is_counted() -> None:
    short = record(referenced_works=["W5", "W6"], referenced_works_count=7)
    assert (len(short.references or ()), short.reference_count) == (2, 7)
    assert record(referenced_works=["W5", "W6"], referenced_works_count=1).reference_count == 2


def test_everything_may_be_null() -> None:
    names = (
        "doi ids title display_name publication_year publication_date authorships primary_location biblio language "
        "type topics keywords concepts cited_by_count is_retracted referenced_works referenced_works_count "
        "abstract_inverted_index"
    )
    blank = record(**dict.fromkeys(names.split()))
    assert blank == Record(source="openalex", ids=frozenset({work(1)}))


def test_nulls_inside_are_as_good_as_nothing() -> None:
    found = record(
        ids={"pmid": None},
        authorships=[None, {"author": None}, {"author": {"display_name": None}, "raw_author_name": "A. Byron"}],
        primary_location={"source": None, "landing_page_url": "javascript:alert(1)"},
        biblio={"first_page": None, "last_page": None},
        topics=[None, {"display_name": None}],
    )
    assert found == replace(record(), authors=(Author("A. Byron"),), topics=())


def test_the_first_hundred_authors_of_a_longer_list_are_kept_in_order() -> None:
    many = [{"author": {"display_name": f"A{n}"}} for n in range(100)]
    found = record(authorships=many, is_authors_truncated=True)
    assert [author.name for author in found.authors or ()] == [f"A{n}" for n in range(100)]


def test_concepts_stand_in_where_an_answer_has_no_topics() -> None:
    assert record(concepts=[{"display_name": "Spine"}]).topics == (Topic("Spine", "OpenAlex"),)


def test_retraction_language_type_and_pages_are_read() -> None:
    found = record(
        is_retracted=True, language="en", type="review", biblio={"volume": 3, "first_page": "7", "last_page": "7"}
    )
    assert (found.is_retracted, found.language, found.type, found.volume, found.pages) == (
        True,
        "en",
        "review",
        "3",
        "7",
    )
