"""What is asked of Europe PMC, and what must be asked again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Version
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Request, Wanted
from harvest.sources.europepmc import EuropePMC

SOURCE = EuropePMC()
Pmids = Callable[..., list[Wanted]]
Row = dict[str, object]


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def ask(kind: Kind, *ids: ArticleId, most: int | None = None) -> Request:
    (request,) = SOURCE.requests(kind, [Wanted(frozenset({id_})) for id_ in ids], most=most)
    return request


def query(request: Request) -> str:
    return dict((*request.params, *request.form))["query"]


def hits(*rows: Row, total: int | None = None, cursor: str = "next", size: int = 1000) -> bytes:
    whole = {
        "hitCount": len(rows) if total is None else total,
        "nextCursorMark": cursor,
        "request": {"pageSize": size},
        "resultList": {"result": list(rows)},
    }
    return json.dumps(whole).encode()


def medline(number: int, **more: object) -> Row:
    return {"id": str(number), "source": "MED", "pmid": str(number), "title": f"Title {number}", **more}


def preprint(number: int, name: str | None, **more: object) -> Row:
    stated = {"doi": name} if name else {}
    return {"id": f"PPR{number}", "source": "PPR", "title": "P", "pubYear": "2024", **stated, **more}


def link(kind: str, source: str, number: str) -> Row:
    return {"commentCorrectionList": {"commentCorrection": [{"type": kind, "source": source, "id": number}]}}


def read(request: Request, body: bytes) -> Answer:
    return SOURCE.read(request, body)


def test_ids_go_out_in_one_search_each_with_its_source() -> None:
    request = ask(Kind.DESCRIBE, pmid(1), doi("10.1000/x(y)"), ArticleId(Scheme.PMCID, "PMC7"))
    assert (request.method, request.path) == ("GET", "search")
    assert query(request) == '(EXT_ID:1 AND SRC:MED) OR DOI:"10.1000/x(y)" OR PMCID:PMC7'
    assert dict(request.params)["resultType"] == "core"


def test_long_queries_go_by_post(pmids: Pmids) -> None:
    (request,) = SOURCE.requests(Kind.DESCRIBE, pmids(*range(1, 101)))
    assert (request.method, request.path) == ("POST", "searchPOST")
    assert dict(request.form)["resultType"] == "core"
    assert dict(request.form)["synonym"] == "false"  # by POST it is on unless it is switched off


def test_a_hundred_and_one_articles_are_two_searches(pmids: Pmids) -> None:
    first, second = SOURCE.requests(Kind.DESCRIBE, pmids(*range(1, 102)))
    assert query(first).count("SRC:MED") == 100
    assert (second.path, query(second)) == ("search", "EXT_ID:101 AND SRC:MED")


@pytest.mark.parametrize("value", ['10.1000/a"b', "10.1000/a\\b"])
def test_a_doi_that_cannot_be_quoted_is_not_asked_for(value: str) -> None:
    ids = frozenset({doi(value)})
    assert SOURCE.handle(Kind.DESCRIBE, ids) is None
    assert SOURCE.handle(Kind.DESCRIBE, ids | {pmid(1)}) == pmid(1)


def test_articles_are_matched_by_id_and_not_by_place() -> None:
    request = ask(Kind.DESCRIBE, pmid(1), pmid(2), pmid(3))
    answer = read(request, hits(medline(9), medline(3), medline(1), medline(2), medline(3)))
    assert [record.title for record in answer.records] == ["Title 3", "Title 1", "Title 2"]
    assert answer.known == {pmid(1), pmid(2), pmid(3)}
    assert answer.more == ()


def test_what_a_list_of_ids_misses_is_asked_for_once_more_alone() -> None:
    request = ask(Kind.DESCRIBE, pmid(1), pmid(2), doi("10.1000/x"))
    answer = read(request, hits(medline(1)))
    assert (answer.known, answer.missed, answer.more) == ({pmid(1)}, {pmid(2), doi("10.1000/x")}, ())
    again = SOURCE.again([pmid(2), doi("10.1000/x")])
    assert [query(one) for one in again] == ["EXT_ID:2 AND SRC:MED", 'DOI:"10.1000/x"']
    assert all(one.path == "search" and one.kind is Kind.DESCRIBE for one in again)


def test_many_that_a_list_misses_are_asked_for_once_more_together_and_pmids_alone() -> None:
    dois = [doi(f"10.1000/x{number}") for number in range(201)]
    few, many = SOURCE.again([*dois[:6], pmid(2)]), SOURCE.again(dois)
    assert few[-1].asked == (pmid(2),)
    for lists, asked in ((few[:-1], dois[:6]), (many, dois)):
        assert {id_ for one in lists for id_ in one.asked} == set(asked)
        first = SOURCE.requests(Kind.DESCRIBE, [Wanted(frozenset({id_})) for id_ in asked])
        assert not {one.asked for one in lists} & {one.asked for one in first}
    assert [len(one.asked) for one in few] == [3, 3, 1]
    assert [len(one.asked) for one in many] == [67, 67, 67]


def test_what_is_not_found_alone_is_not_known_and_not_asked_for_again() -> None:
    assert read(ask(Kind.DESCRIBE, pmid(2)), hits()) == Answer()


def test_the_real_answer_to_a_search_that_finds_nothing_is_no_error(body: Callable[[str], bytes]) -> None:
    assert read(ask(Kind.DESCRIBE, pmid(2)), body("europepmc/pyeuropepmc/search_no_results.json")) == Answer()


def test_a_batch_with_more_hits_than_fit_on_a_page_is_halved() -> None:
    request = ask(Kind.DESCRIBE, pmid(1), pmid(2), pmid(3))
    answer = read(request, hits(medline(1), total=3, size=1))
    assert [one.asked for one in answer.more] == [(pmid(1),), (pmid(2), pmid(3))]


def test_the_hits_of_one_id_are_paged_by_cursor_until_the_last() -> None:
    first = ask(Kind.DESCRIBE, doi("10.1000/x"))
    (second,) = read(first, hits(medline(1), total=2, size=1, cursor="b")).more
    assert dict(second.params)["cursorMark"] == "b"
    assert read(second, hits(medline(2, doi="10.1000/x"), total=2, size=1, cursor="c")).more == ()


@pytest.mark.parametrize("cursor", ["*", "", None, 5])
def test_a_cursor_that_repeats_before_the_end_is_refused(cursor: object) -> None:
    with pytest.raises(BadAnswer, match="cursor repeats"):
        read(ask(Kind.DESCRIBE, doi("10.1000/x")), hits(medline(1), total=2, size=1, cursor=cursor))  # type: ignore[arg-type]


def test_hits_that_are_counted_but_not_listed_are_refused() -> None:
    with pytest.raises(BadAnswer, match="lists 1 of the 2"):
        read(ask(Kind.DESCRIBE, pmid(1), pmid(2)), hits(medline(1), total=2))


def test_the_pages_of_a_real_search_follow_each_other(recordings_pages: Sequence[dict[str, object]]) -> None:
    request = ask(Kind.DESCRIBE, doi("10.1000/x"))
    cursors = []
    for page in recordings_pages:
        (request,) = read(request, json.dumps(page).encode()).more
        cursors.append(dict(request.params)["cursorMark"])
    assert cursors == [page["nextCursorMark"] for page in recordings_pages]
    assert request.page == len(recordings_pages) + 1
    with pytest.raises(BadAnswer, match="cursor repeats"):
        read(request, json.dumps(recordings_pages[-1]).encode())


@pytest.fixture
def recordings_pages(body: Callable[[str], bytes]) -> list[dict[str, object]]:
    return list(json.loads(body("europepmc/pyeuropepmc/fetch_10pages_cancer.json")))


@pytest.mark.parametrize("name", ["epmc_error_no_query_http200.json", "epmc_error_pagesize_http200.json"])
@pytest.mark.parametrize("kind", [Kind.DESCRIBE, Kind.REFERENCES, Kind.CITED_BY])
def test_an_error_under_a_good_status_is_an_error(body: Callable[[str], bytes], name: str, kind: Kind) -> None:
    with pytest.raises(BadAnswer, match=r"europepmc: .*reports '(?:No search criteria|Invalid page size)"):
        read(ask(kind, pmid(1)), body(f"documented-bodies/{name}"))


def test_the_notice_of_maintenance_of_one_endpoint_is_an_error(body: Callable[[str], bytes]) -> None:
    with pytest.raises(BadAnswer):
        read(ask(Kind.REFERENCES, pmid(1)), body("documented-bodies/epmc_references_maintenance_503.txt"))


def test_the_details_of_nothing_are_no_list(body: Callable[[str], bytes]) -> None:
    details = body("europepmc/citations-references-from-notebooks/other_MED_00000000_p_2025-10-28_c38740d.json")
    assert read(ask(Kind.CITED_BY, pmid(1)), details) == Answer()
    assert read(ask(Kind.REFERENCES, pmid(1)), details) == Answer()


def test_a_preprint_states_what_it_was_published_as() -> None:
    answer = read(
        ask(Kind.DESCRIBE, doi("10.1101/2021.01.01.123456")),
        hits(preprint(5, "10.1101/2021.01.01.123456", **link("Preprint of", "MED", "77"))),
    )
    assert answer.versions == (Version(doi("10.1101/2021.01.01.123456"), pmid(77), "europepmc"),)
    assert answer.more == ()


def test_the_preprint_of_a_published_article_is_looked_up_by_its_number() -> None:
    asked = ask(Kind.DESCRIBE, pmid(1), pmid(2))
    answer = read(asked, hits(medline(1, **link("Preprint in", "PPR", "PPR8")), medline(2)))
    (look_up,) = answer.more
    assert (query(look_up), look_up.asked) == ("EXT_ID:PPR8 AND SRC:PPR", (pmid(1),))
    found = read(look_up, hits(preprint(8, "10.1101/123456")))
    assert found.versions == (Version(doi("10.1101/123456"), pmid(1), "europepmc"),)
    assert found.known == frozenset()
    assert [record.ids for record in found.records] == [{doi("10.1101/123456")}]


def test_several_preprints_are_looked_up_together_and_each_goes_to_its_article() -> None:
    asked = ask(Kind.DESCRIBE, pmid(1), pmid(2))
    rows = [medline(n, **link("Preprint in", "PPR", f"PPR{n}")) for n in (1, 2)]
    (look_up,) = read(asked, hits(*rows)).more
    answer = read(look_up, hits(preprint(2, "10.1101/222222")))
    assert answer.versions == (Version(doi("10.1101/222222"), pmid(2), "europepmc"),)
    (again,) = answer.more
    assert (query(again), again.asked) == ("EXT_ID:PPR1 AND SRC:PPR", (pmid(1),))
    assert read(again, hits()).more == ()
    one, other = SOURCE.halves(look_up) or ()
    assert (query(one), other.asked) == (query(again), (pmid(2),))
    assert SOURCE.halves(one) is None


def test_a_title_is_searched_for_with_its_author_and_about_its_year() -> None:
    wanted = [Wanted(frozenset(), title='On "A" AND\\ B ', author="O'Neil", year=2001)]
    (request,) = SOURCE.requests(Kind.SEARCH, wanted)
    assert query(request) == 'TITLE:"On A and B" AND AUTH:"O\'Neil" AND PUB_YEAR:[2000 TO 2002]'
    assert request.asked == ()


def test_a_title_that_is_not_found_with_its_author_is_searched_for_by_itself() -> None:
    (narrow,) = SOURCE.requests(Kind.SEARCH, [Wanted(frozenset(), title="One", author="Byron")])
    (wide,) = read(narrow, hits()).more
    assert query(wide) == 'TITLE:"One"'
    assert read(wide, hits()) == Answer()
    assert read(narrow, hits(medline(1))).more == ()


def test_hits_for_a_title_come_best_first_and_described() -> None:
    (request,) = SOURCE.requests(Kind.SEARCH, [Wanted(frozenset(), title="One")])
    answer = read(
        request, hits(medline(3), preprint(1, "10.1101/123456"), preprint(2, None), medline(2), total=90, size=4)
    )
    assert answer.found == (pmid(3), doi("10.1101/123456"), pmid(2))
    assert len(answer.records) == 3
    assert answer.more == ()


@pytest.mark.parametrize("title", ["", "  ", '"', None])
def test_a_blank_title_is_not_searched_for(title: str | None) -> None:
    assert SOURCE.requests(Kind.SEARCH, [Wanted(frozenset(), title=title)]) == []
