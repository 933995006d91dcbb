"""What every source promises, asked of all of them alike."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer
from harvest.sources import SOURCES
from harvest.sources.base import Answer, Kind, Request, Source, Wanted
from tests.examples import examples

PMID = ArticleId(Scheme.PMID, "12345")
OTHER = ArticleId(Scheme.PMID, "23456")
DOI = ArticleId(Scheme.DOI, "10.1000/a.b")
PMCID = ArticleId(Scheme.PMCID, "PMC777")
WORK = ArticleId(Scheme.OPENALEX, "W11")
PAPER_ID = ArticleId(Scheme.S2, "649def34f8be52c8b66281af98ae884c09aef38b")

ICITE = {
    "data": [
        {
            "pmid": 12345,
            "title": "One",
            "year": 2001,
            "doi": "10.1000/a.b",
            "authors": [{"firstName": "Ada", "lastName": "Byron", "fullName": "Byron, Ada"}],
            "citation_count": 2,
            "relative_citation_ratio": 1.5,
            "provisional": False,
            "citedByPmidsByYear": [{"3": 2003}, {"4": 2004}],
            "cited_by": [3, 4],
            "references": [1, 2],
        }
    ]
}
LINKS = {
    "header": {"type": "elink"},
    "linksets": [
        {
            "dbfrom": "pubmed",
            "ids": ["12345"],
            "linksetdbs": [
                {"dbto": "pubmed", "linkname": "pubmed_pubmed_citedin", "links": ["3", "4"]},
                {"dbto": "pubmed", "linkname": "pubmed_pubmed", "links": [{"id": "5", "score": 9}]},
            ],
        }
    ],
}
SEARCH = {"esearchresult": {"count": "1", "retmax": "1", "idlist": ["12345"], "errorlist": {"phrasesnotfound": []}}}
WORKS = {
    "meta": {"count": 250, "next_cursor": "abc", "x_query": {"url": "/works?api_key=hush-hush"}},
    "results": [
        {
            "id": "https://openalex.org/W11",
            "doi": "https://doi.org/10.1000/a.b",
            "ids": {
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/12345",
                "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/777",
            },
            "title": "One <i>two</i>",
            "publication_year": 2001,
            "publication_date": "2001-02-03",
            "authorships": [{"author": {"display_name": "Ada Byron", "orcid": None}}],
            "primary_location": {
                "source": {"display_name": "J", "issn_l": "1234-5678"},
                "landing_page_url": "https://a.b",
            },
            "biblio": {"volume": "1", "issue": 2, "first_page": "3", "last_page": "4"},
            "topics": [{"display_name": "T"}],
            "keywords": [{"display_name": "K"}],
            "cited_by_count": 3,
            "is_retracted": False,
            "referenced_works_count": 2,
            "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W11"],
            "abstract_inverted_index": {"Hello": [0, 2], "world": [1]},
        }
    ],
}
CROSSREF = {
    "status": "ok",
    "message-type": "work-list",
    "message": {
        "total-results": 1,
        "items": [
            {
                "DOI": "10.1000/A.B",
                "type": "journal-article",
                "title": ["One <i>two</i>"],
                "author": [{"given": "Ada", "family": "Byron", "ORCID": "https://orcid.org/0000-0002-1825-0097"}],
                "issued": {"date-parts": [[2001, 2, 3]]},
                "container-title": ["J"],
                "ISSN": ["1234-5678"],
                "volume": "1",
                "page": "3-4",
                "abstract": "<jats:title>Abstract</jats:title><jats:p>Hello</jats:p>",
                "URL": "https://doi.org/10.1000/a.b",
                "references-count": 2,
                "reference": [{"key": "1", "DOI": "10.1000/c"}, {"key": "2", "article-title": "Two", "year": "1999"}],
                "is-referenced-by-count": 3,
                "relation": {"has-preprint": [{"id-type": "doi", "id": "10.1101/123456"}]},
                "update-to": [{"DOI": "10.1000/d", "type": "correction", "updated": {"date-parts": [[2001, 2]]}}],
                "updated-by": [{"DOI": "10.1000/e", "type": "retraction", "updated": {"date-parts": [[2003]]}}],
            }
        ],
    },
}
EUROPEPMC = {
    "version": "6.9",
    "hitCount": 2,
    "nextCursorMark": "AoIIP4ZawSg1MzEyODI1MA==",
    "request": {"pageSize": 1, "cursorMark": "*"},
    "resultList": {
        "result": [
            {
                "id": "12345",
                "source": "MED",
                "pmid": "12345",
                "pmcid": "PMC777",
                "doi": "10.1000/A.B",
                "title": "One <i>two</i>",
                "authorList": {
                    "author": [
                        {
                            "firstName": "Ada",
                            "lastName": "Byron",
                            "authorId": {"type": "ORCID", "value": "0000-0002-1825-0097"},
                        }
                    ]
                },
                "journalInfo": {
                    "volume": "1",
                    "issue": "2",
                    "dateOfPublication": "2001 Feb",
                    "journal": {"title": "J", "issn": "1234-5678"},
                },
                "pubYear": "2001",
                "pageInfo": "3-4",
                "abstractText": "<h4>Aim</h4>Hello",
                "language": "eng",
                "pubTypeList": {"pubType": ["Journal Article"]},
                "keywordList": {"keyword": ["k"]},
                "meshHeadingList": {"meshHeading": [{"majorTopic_YN": "N", "descriptorName": "Humans"}]},
                "commentCorrectionList": {
                    "commentCorrection": [
                        {"id": "9", "source": "MED", "reference": "J. 2003 Jan 2;1", "type": "Retraction in"},
                        {"id": "8", "source": "MED", "reference": "J. 2002;1. doi: 10.1/x.", "type": "Erratum in"},
                        {"id": "PPR5", "source": "PPR", "type": "Preprint in", "orderIn": 10002},
                        {"id": "7", "source": "MED", "type": "Preprint of"},
                    ]
                },
                "citedByCount": 3,
                "firstPublicationDate": "2001-02-01",
            }
        ]
    },
    "referenceList": {
        "reference": [
            {"id": "7", "source": "MED", "title": "C", "pubYear": 1999, "citedOrder": 1, "match": "Y"},
            {"authorString": "Byron A.", "title": "Loose", "citedOrder": 2, "match": "N"},
            {"id": "PPR6", "source": "PPR", "citedOrder": 3},
        ]
    },
    "citationList": {
        "citation": [
            {"id": "3", "source": "MED", "title": "D", "pubYear": 2003, "citedByCount": 0},
            {"id": "PPR5", "source": "PPR", "pubYear": "2004"},
        ]
    },
}
PAPER = {
    "paperId": "649def34f8be52c8b66281af98ae884c09aef38b",
    "externalIds": {
        "DOI": "10.1000/A.B",
        "PubMed": "12345",
        "PubMedCentral": "777",
        "ArXiv": "2106.15928",
        "CorpusId": 5,
    },
    "title": "One <i>two</i>",
    "abstract": None,
    "year": 2001,
    "publicationDate": "2001-02-03",
    "venue": "J",
    "publicationVenue": {"issn": "1234-5678"},
    "journal": {"name": "J", "volume": "1", "pages": "3 - 4"},
    "publicationTypes": ["JournalArticle", "Review"],
    "authors": [{"authorId": "1", "name": "A. Byron"}],
    "citationCount": 2,
    "referenceCount": 2,
    "references": [
        {"paperId": None, "externalIds": None, "title": "Loose"},
        {"paperId": "0f40b1f08821e22e859c6050916cec3667778613", "externalIds": {"DOI": "10.1000/c"}, "title": "C"},
    ],
    "citations": [
        {"paperId": "c31c87c591a25c64fbaa82e8ac6a81831b6ac7ce", "externalIds": {"ArXiv": "1.2"}, "year": 2003}
    ],
}
PAPERS = {"offset": 0, "next": 1000, "data": [{"citingPaper": PAPER["citations"][0]}, {"citingPaper": None}]}
MATCH = {"data": [{**PAPER, "matchScore": 133.3}]}
WORK_ROW = {
    "id": "doi:10.1000/a.b pmid:12345 pmcid:PMC777 openalex:W11 omid:br/0612058700",
    "title": "One",
    "author": "Byron, Ada [orcid:0000-0002-1825-0097 omid:ra/1]; Group [omid:ra/2]",
    "pub_date": "2001-02",
    "page": "3-4",
    "issue": "2",
    "volume": "1",
    "venue": "J [issn:1234-5678 omid:br/2]",
    "type": "journal article",
}
CITATION_ROWS = [
    {
        "oci": "1-2",
        "citing": "omid:br/1 doi:10.1000/a.b pmid:12345",
        "cited": "doi:10.1000/c pmid:7",
        "creation": "2001-02",
    },
    {"oci": "3-1", "citing": "doi:10.1000/d doi:10.1101/123456", "cited": "omid:br/1 doi:10.1000/a.b pmid:12345"},
]
ARTICLES = """<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.example/pubmed.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">12345</PMID><Article><Journal><ISSN>1234-5678</ISSN>
<JournalIssue><Volume>1</Volume><PubDate><MedlineDate>2001 Dec-2002 Jan</MedlineDate></PubDate></JournalIssue>
<Title>J</Title></Journal><ArticleTitle>On <i>A</i></ArticleTitle><Abstract><AbstractText Label="AIM">x</AbstractText>
</Abstract><AuthorList><Author><LastName>Byron</LastName><ForeName>Ada</ForeName>
<Identifier Source="ORCID">0000-0002-1825-0097</Identifier></Author></AuthorList><PublicationTypeList>
<PublicationType>Review</PublicationType></PublicationTypeList></Article><CommentsCorrectionsList>
<CommentsCorrections RefType="RetractionIn"><RefSource>J. 2003 Jan 2;1</RefSource><PMID>9</PMID></CommentsCorrections>
</CommentsCorrectionsList><KeywordList><Keyword>k</Keyword></KeywordList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="doi">10.1000/a.b</ArticleId></ArticleIdList><ReferenceList><Reference><Citation>c</Citation>
<ArticleIdList><ArticleId IdType="pubmed">7</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle></PubmedArticleSet>"""

ALL = [(name, keyed) for name in sorted(SOURCES) for keyed in (False, True)]


@pytest.fixture(params=ALL, ids=[f"{name}-{'keyed' if keyed else 'keyless'}" for name, keyed in ALL])
def source(request: pytest.FixtureRequest) -> Source:
    name, keyed = request.param
    return SOURCES[name].build(keyed)


def wanted(*ids: ArticleId, citing: int | None = None) -> Wanted:
    return Wanted(frozenset(ids), citing=citing)


def many(count: int) -> list[Wanted]:
    """Articles known by a PMID, a DOI, a PMCID, an OpenAlex work, or several of these."""
    schemes = {
        Scheme.PMID: "{}",
        Scheme.DOI: "10.1000/x.{}",
        Scheme.PMCID: "PMC{}",
        Scheme.OPENALEX: "W{}",
        Scheme.S2: "s{}",
    }
    kinds = [[scheme] for scheme in schemes] + [list(schemes), [Scheme.DOI, Scheme.PMID]]
    return [
        wanted(*(ArticleId(scheme, schemes[scheme].format(number)) for scheme in kinds[number % len(kinds)]))
        for number in range(1, count + 1)
    ]


def questions(source: Source) -> Iterator[Request]:
    """One request of every form that a source can send."""
    for kind in Kind:
        singles = [[wanted(one)] for one in (PMID, DOI, PMCID, WORK, PAPER_ID)]
        for one in (*singles, [wanted(WORK, PAPER_ID, citing=5000)], [wanted(PAPER_ID, citing=50_000)]):
            yield from source.requests(kind, one, most=1000)
    yield from source.requests(Kind.SEARCH, [Wanted(frozenset(), title="A title")])


def bodies(request: Request) -> list[object]:
    if request.accept == "xml":
        return []
    lists: list[object] = [[PAPER], [None], [WORK_ROW], CITATION_ROWS, PAPERS, MATCH]
    return [ICITE, LINKS, SEARCH, WORKS, WORKS["results"][0], CROSSREF, EUROPEPMC, *lists]


@pytest.mark.parametrize("kind", list(Kind))
def test_requests_do_not_depend_on_the_order_of_the_articles_nor_on_repeats(source: Source, kind: Kind) -> None:
    articles = many(700)
    shuffled = articles * 2
    random.Random(7).shuffle(shuffled)
    assert source.requests(kind, shuffled, most=10) == source.requests(kind, articles, most=10)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_article_is_asked_for_once_by_its_handle_and_no_other(source: Source, kind: Kind) -> None:
    articles = many(700)
    handles = {source.handle(kind, one.ids) for one in articles} - {None}
    asked = [id_ for request in source.requests(kind, articles) for id_ in request.asked]
    assert len(asked) == len(set(asked))
    assert set(asked) == handles


@pytest.mark.parametrize("kind", list(Kind))
def test_batches_are_as_large_as_the_source_takes(source: Source, kind: Kind) -> None:
    numbered = [wanted(ArticleId(Scheme.PMID, str(n)), ArticleId(Scheme.OPENALEX, f"W{n}")) for n in range(1, 1001)]
    requests = source.requests(kind, numbered)
    if not requests:
        return
    most = source.limits.batch[kind]
    assert len(requests) == ceil(1000 / most)
    assert max(len(request.asked) for request in requests) == most


def test_a_source_can_be_asked_for_nothing(source: Source) -> None:
    assert all(source.requests(kind, []) == [] for kind in Kind)


def test_what_a_source_can_do_is_declared_with_its_batch_size(source: Source) -> None:
    for request in questions(source):
        assert len(request.asked) <= source.limits.batch[request.kind]
        assert request.source == source.name
        assert not request.path.startswith(("/", "http"))
    assert source.limits.per_second > 0


def test_who_cites_is_not_asked_for_where_it_comes_with_the_record(source: Source) -> None:
    if source.cited_by_with_record:
        assert source.requests(Kind.CITED_BY, many(20)) == []


def test_a_batch_is_divided_until_single_articles_remain(source: Source) -> None:
    for kind in Kind:
        for request in source.requests(kind, many(300)):
            waiting, singles = [request], []
            while waiting:
                part = waiting.pop()
                halves = source.halves(part)
                if halves is None:
                    singles.append(part)
                else:
                    waiting += halves
                    assert tuple(id_ for half in halves for id_ in half.asked) == part.asked
            assert sorted((id_ for one in singles for id_ in one.asked), key=str) == sorted(request.asked, key=str)
            assert all(len(one.asked) == 1 for one in singles)


def test_what_lists_missed_is_asked_for_again_each_id_once_and_in_batches(source: Source) -> None:
    handles = (source.handle(Kind.DESCRIBE, one.ids) for one in many(700))
    missed = list(dict.fromkeys(id_ for id_ in handles if id_ is not None))
    requests = source.again(missed)
    asked = [id_ for request in requests for id_ in request.asked]
    assert set(asked) in (set(missed), set())
    assert len(asked) == len(set(asked))
    for request in requests:
        assert (request.source, request.kind) == (source.name, Kind.DESCRIBE)
        assert len(request.asked) <= source.limits.batch[Kind.DESCRIBE]
    assert source.again([]) == []


WRONG = {
    "empty": b"",
    "blank": b" \r\n\t ",
    "a web page": b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Welcome</body></html>",
    "a web page that is XML": b"<html><body/></html>",
    "an error under 200": b'{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4","limit":"3"}',
    "an error in capitals": b'{"ERROR":"Search Backend failed"}',
    "errors": b'{"errors":[{"message":"no"}],"data":null}',
    "an error in XML": b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>",
    "an error in a set": b"<PubmedArticleSet><ERROR>no</ERROR></PubmedArticleSet>",
    "an error in links": b"<eLinkResult><ERROR>no</ERROR></eLinkResult>",
    "a list": b"[]",
    "null": b"null",
    "an empty object": b"{}",
    "words": b"Service temporarily unavailable",
    "no number": b'{"data": NaN}',
    "too deep": b"[" * 100_000,
    "cut off": b'{"data": [{"pmid": 1',
    "cut off XML": ARTICLES.encode()[:600],
    "another encoding": '{"data": []}'.encode("utf-16")[3:],
    "bytes": bytes(range(256)),
}


RIGHT = {("opencitations", "a list")}  # its answer for what it does not know


@pytest.mark.parametrize("what", sorted(WRONG))
def test_a_body_that_is_no_answer_is_refused_naming_the_source(source: Source, what: str) -> None:
    for request in questions(source) if (source.name, what) not in RIGHT else ():
        with pytest.raises(BadAnswer, match=source.name) as refusal:
            source.read(request, WRONG[what])
        assert len(str(refusal.value)) < 400


def consider(source: Source, request: Request, body: bytes) -> None:
    """Reading either refuses the body or says something that holds together."""
    try:
        answer = source.read(request, body)
    except BadAnswer:
        return
    holds_together(source, request, answer)


def holds_together(source: Source, request: Request, answer: Answer) -> None:
    asked = set(request.asked)
    assert answer.known <= asked
    assert answer.missed <= asked - answer.known
    for record in (*answer.records, *answer.about):
        assert record.source == source.name
        assert record.ids
        for mention in (*(record.references or ()), *(record.cited_by or ())):
            assert mention.ids[0] not in record.ids
        str(record).encode()  # nothing that cannot be stored
    for citing, cited in answer.citing:
        assert cited in asked
        assert citing != cited
    assert all(similarity.article in asked for similarity in answer.similarities)
    assert all(lead[0] in asked for lead in answer.leads)
    assert all(request.source == source.name for request in answer.more)


slow = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["0", "W0", "10.1/", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@slow
@given(noise=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(source: Source, noise: bytes) -> None:
    for request in questions(source):
        consider(source, request, noise)


@slow
@given(value=json_values, place=st.randoms(use_true_random=False))
def test_any_value_in_any_place_of_an_answer_is_read_or_refused(
    source: Source, value: object, place: random.Random
) -> None:
    for request in questions(source):
        for whole in bodies(request):
            changed = {"": copy.deepcopy(whole)}
            parent, name = place.choice(list(places(changed)))
            parent[name] = value
            consider(source, request, json.dumps(changed[""]).encode("utf-8", "surrogatepass"))


def places(value: object) -> Iterator[tuple[dict | list, str | int]]:
    """Every place inside a JSON value where another value can be put."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield value, name
        yield from places(one)


@slow
@given(place=st.randoms(use_true_random=False), noise=st.text(max_size=6))
def test_any_element_of_an_article_may_be_missing_or_rubbish(source: Source, place: random.Random, noise: str) -> None:
    root = etree.fromstring(ARTICLES.encode())
    for _ in range(3):
        element = place.choice(list(root.iter()))
        if place.random() < 0.4 and element.getparent() is not None:
            element.getparent().remove(element)
        else:
            element.text = "".join(letter for letter in noise if letter.isprintable())
            element.attrib.clear()
    for request in questions(source):
        consider(source, request, etree.tostring(root))


REAL = {
    "crossref": (Kind.DESCRIBE, ["crossref/habanero/test-works/test_works_field_queries.yaml#0"]),
    "europepmc": (
        Kind.CITED_BY,
        ["europepmc/citations-references-from-notebooks/citations_MED_34308300_p0_2025-10-28_c38740d.json"],
    ),
    "icite": (Kind.DESCRIBE, ["documented-bodies/icite_pubs_32162448.json"]),
    "ncbi": (
        Kind.DESCRIBE,
        ["ncbi-entrez/biopython/Entrez/pubmed7.xml", "ncbi-efetch/metapub/test_data/sample_article_20301577.xml"],
    ),
    "openalex": (Kind.DESCRIBE, ["openalex/b-vitamins/W2741809807.json"]),
    "opencitations": (Kind.CITED_BY, ["opencitations/citecorp/oc_coci_cites.yml#0"]),
    "s2": (Kind.DESCRIBE, ["semanticscholar/danielnsilva/test_get_papers_not_found_warning.yaml#0"]),
}


@slow
@given(data=st.data())
def test_damaged_real_bodies_are_read_or_refused(
    source: Source, body: Callable[[str], bytes], data: st.DataObject
) -> None:
    kind, paths = REAL[source.name]
    whole = body(data.draw(st.sampled_from(paths)))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    damaged = whole[:start] + data.draw(st.binary(max_size=12) | st.just(b"null") | st.just(b'"')) + whole[end:]
    ids = [wanted(ArticleId(Scheme.PMID, number)) for number in ("32162448", "29963580", "20301577", "29456894")]
    ids += [wanted(ArticleId(Scheme.DOI, doi)) for doi in ("10.1002/ece3.2314", "10.1108/jd-12-2013-0166")]
    for request in source.requests(kind, ids):
        consider(source, request, damaged)


@slow
@given(cut=st.integers(0, 3000), noise=st.binary(max_size=8))
def test_damaged_bytes_are_read_or_refused(source: Source, cut: int, noise: bytes) -> None:
    for request in questions(source):
        wholes = [json.dumps(one).encode() for one in bodies(request)] or [ARTICLES.encode()]
        for whole in wholes:
            consider(source, request, whole[:cut] + noise + whole[cut + len(noise) :])
