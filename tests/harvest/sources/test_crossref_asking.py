"""How Crossref is asked, and which of its answers are believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer, NotKnown, NotUnderstood, SourceError, TryLater
from harvest.sources import SOURCES
from harvest.sources.base import Answer, Kind, Request, Wanted
from harvest.sources.crossref import MOST_LETTERS, Crossref
from harvest.status import problem

Cassette = Callable[[str], list[bytes]]
SINGLE = "crossref/habanero/test-settings/test_no_ua_string.yaml"
PAPER_QA = "multi-api/paper-qa/{}.yaml"


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def wanted(*values: str) -> list[Wanted]:
    return [Wanted(frozenset({doi(value)})) for value in values]


def describe(*values: str) -> list[Request]:
    return Crossref().requests(Kind.DESCRIBE, wanted(*values))


def search(title: str, author: str | None = None, year: int | None = None) -> Request:
    (request,) = Crossref().requests(Kind.SEARCH, [Wanted(frozenset(), title=title, author=author, year=year)])
    return request


def listing(*works: dict[str, object], total: int | None = None) -> bytes:
    count = len(works) if total is None else total
    message = {"total-results": count, "items": list(works), "items-per-page": 20}
    return json.dumps({"status": "ok", "message-type": "work-list", "message": message}).encode()


def test_fifty_dois_are_one_question() -> None:
    first, second = describe(*(f"10.1000/x.{n}" for n in range(51)))
    assert (len(first.asked), len(second.asked)) == (50, 1)
    params = dict(first.params)
    assert params["filter"] == ",".join(f"doi:{id_.value}" for id_ in first.asked)
    assert (first.path, params["rows"], first.single) == ("works", "50", False)


def test_long_dois_are_asked_for_in_smaller_batches_so_that_the_address_stays_short() -> None:
    requests = describe(*(f"10.1000/{'a/' * 100}{n}" for n in range(50)))
    assert len(requests) > 1
    assert all(len(quote(dict(request.params)["filter"], safe="")) <= MOST_LETTERS for request in requests)
    assert sum(len(request.asked) for request in requests) == 50


@pytest.mark.parametrize(
    "odd", ["10.1000/a,b", '10.1000/a"b', "10.1002/1097(199808)17:15<1661::aid-sim968>3.0.co;2-2", "10.1000/a b|c"]
)
def test_a_doi_that_a_filter_would_take_apart_is_asked_for_by_its_address(odd: str) -> None:
    listed, single = describe(odd, "10.1000/plain")
    assert listed.asked == (doi("10.1000/plain"),)
    assert (unquote(single.path), single.path.count("/")) == (f"works/{odd}", 1)
    assert single.single
    assert single.params == ()  # the route refuses `select`


def test_a_colon_does_not_keep_a_doi_out_of_a_list() -> None:
    (request,) = describe("10.1023/a:1007154515475", "10.1000/b")
    assert len(request.asked) == 2


def test_a_doi_cannot_climb_out_of_its_path() -> None:
    (request,) = describe("10.1000/../../secret,")
    assert request.path == "works/10.1000%2F..%2F..%2Fsecret%2C"


def test_only_dois_that_crossref_registers_are_asked_for() -> None:
    source = Crossref()
    assert source.handle(Kind.DESCRIBE, frozenset({ArticleId(Scheme.PMID, "1")})) is None
    assert source.handle(Kind.DESCRIBE, frozenset({doi("10.48550/arxiv.1706.03762")})) is None
    both = frozenset({doi("10.48550/arxiv.1706.03762"), doi("10.1000/a")})
    assert source.handle(Kind.DESCRIBE, both) == doi("10.1000/a")


@pytest.mark.parametrize("kind", [Kind.CITED_BY, Kind.REFERENCES, Kind.LOOKUP, Kind.SIMILAR])
def test_who_cites_is_not_asked_because_only_the_number_is_public(kind: Kind) -> None:
    assert Crossref().handle(kind, frozenset({doi("10.1000/a")})) is None
    assert Crossref().requests(kind, wanted("10.1000/a")) == []


def test_every_field_that_is_selected_is_one_that_a_list_gives() -> None:
    """Names as Crossref's refusal of an unknown one lists them. `language` and `subtype` are not among them."""
    valid = (
        "abstract,URL,resource,member,posted,score,created,degree,update-policy,short-title,license,ISSN,"
        "container-title,issued,update-to,issue,prefix,approved,indexed,article-number,clinical-trial-number,accepted,"
        "author,group-title,DOI,is-referenced-by-count,updated-by,event,chair,standards-body,original-title,funder,"
        "translator,published,archive,published-print,alternative-id,subject,subtitle,published-online,"
        "publisher-location,content-domain,reference,title,link,type,publisher,volume,references-count,ISBN,issn-type,"
        "assertion,deposited,page,content-created,short-container-title,relation,editor"
    )
    assert set(dict(describe("10.1000/a")[0].params)["select"].split(",")) <= set(valid.split(","))


def test_an_address_gives_three_lists_a_second_and_travels_as_mailto() -> None:
    entry = SOURCES["crossref"]
    assert entry.opener == "CITEWALK_EMAIL"
    assert (entry.build(False).limits.per_second, entry.build(True).limits.per_second) == (1, 3)
    assert entry.private_params("me@example.org") == {"mailto": "me@example.org"}
    assert entry.private_params(None) == entry.params == {}


def test_unknown_dois_are_left_out_of_a_list_and_rows_that_nobody_asked_for_are_not_believed() -> None:
    (request,) = describe("10.1000/a", "10.1000/b")
    answer = Crossref().read(request, listing({"DOI": "10.1000/C"}, {"DOI": "10.1000/A"}, {"DOI": "10.1000/a"}))
    assert [record.ids for record in answer.records] == [{doi("10.1000/a")}]
    assert answer.known == {doi("10.1000/a")}


def test_of_two_rows_of_one_doi_the_same_one_stands_in_any_order() -> None:
    (request,) = describe("10.1000/a")
    poor, rich = {"DOI": "10.1000/a", "title": ["Z"]}, {"DOI": "10.1000/a", "reference": [{"DOI": "10.1000/b"}]}
    first, second = (Crossref().read(request, listing(*rows)) for rows in ((poor, rich), (rich, poor)))
    assert first == second
    assert first.records[0].references


def test_a_list_of_nothing_is_an_answer() -> None:
    (request,) = describe("10.1000/a")
    assert Crossref().read(request, listing()) == Answer()


def test_a_list_shorter_than_it_counts_is_refused() -> None:
    (request,) = describe("10.1000/a", "10.1000/b")
    with pytest.raises(BadAnswer, match="1 of the 2"):
        Crossref().read(request, listing({"DOI": "10.1000/a"}, total=2))


def test_another_work_than_the_one_asked_for_by_its_address_is_not_believed() -> None:
    (request,) = describe("10.1000/a,")
    body = json.dumps({"status": "ok", "message-type": "work", "message": {"DOI": "10.1000/other"}}).encode()
    assert Crossref().read(request, body) == Answer()


def test_a_recorded_single_work_is_read(cassette: Cassette) -> None:
    asked = doi("10.1371/journal.pone.0033693")
    request = Request(source="crossref", kind=Kind.DESCRIBE, path="works/x", asked=(asked,), single=True)
    (record,) = Crossref().read(request, cassette(SINGLE)[0]).records
    assert (record.ids, record.year) == ({asked}, 2012)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("crossref/habanero/test-cursor/test_cursor_fails_cursor_value.yaml", "invalid"),
        ("crossref/habanero/test-works/test_works_query_filters_not_allowed_with_dois.yaml", "does not support"),
        ("crossref/rcrossref/cr_works_with_cursor_fails_well.yml", "not usable"),
        ("crossref/habanero/test-works/test_works_bad_id_warn.yaml", "not JSON"),
    ],
)
def test_recorded_complaints_are_no_answers_were_they_to_come_with_200(
    cassette: Cassette, path: str, says: str
) -> None:
    bodies = [body for body in cassette(path) if b'"status":"ok"' not in body]
    assert bodies
    for request in (describe("10.1000/a")[0], search("A title")):
        for body in bodies:
            with pytest.raises(BadAnswer, match=says):
                Crossref().read(request, body)


@pytest.mark.parametrize(
    ("path", "code", "kind"),
    [
        ("crossref/habanero/test-works/test_works_bad_id_warn.yaml", 404, NotKnown),
        ("crossref/habanero/test-works/test_works_query_filters_not_allowed_with_dois.yaml", 400, NotUnderstood),
        ("crossref/rcrossref/cr_journals_faceting.yml", 504, TryLater),
        ("crossref/rcrossref/cr_journals_faceting.yml", 429, TryLater),
    ],
)
def test_recorded_refusals_are_told_apart_by_their_status(
    cassette: Cassette, path: str, code: int, kind: type[SourceError]
) -> None:
    found = problem("crossref", code, {}, cassette(path)[0], 0.0)
    assert type(found) is kind
    assert "<html" not in str(found)


def test_a_title_is_searched_for_with_what_else_is_known_of_it() -> None:
    params = dict(search("On  growth\nand form", "Thompson", 1917).params)
    assert params["query.bibliographic"] == "On growth and form Thompson 1917"
    assert params["rows"] == "3"
    assert len(dict(search("word " * 500).params)["query.bibliographic"]) <= 300


def test_a_recorded_search_finds_the_work_and_describes_it(cassette: Cassette) -> None:
    body = cassette(PAPER_QA.format("test_bulk_title_search"))[4]
    answer = Crossref().read(search("Augmenting large language models with chemistry tools"), body)
    assert answer.found == (doi("10.1038/s42256-024-00832-8"),)
    assert answer.records[0].title == "Augmenting large language models with chemistry tools"


def test_a_recorded_search_for_nonsense_finds_nothing(cassette: Cassette) -> None:
    body = cassette(PAPER_QA.format("test_bad_titles"))[0]
    assert Crossref().read(search("askldjrq3rjaw938h"), body) == Answer()
