"""Europe PMC's lists of what an article cites and of who cites it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Loose, Mention, Record
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Request, Wanted
from harvest.sources.europepmc import EuropePMC

SOURCE = EuropePMC()
FOLDER = "europepmc/citations-references-from-notebooks"
Row = dict[str, object]
NAMES = {Kind.REFERENCES: ("referenceList", "reference"), Kind.CITED_BY: ("citationList", "citation")}


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


PMCID = ArticleId(Scheme.PMCID, "PMC77")
DOI = ArticleId(Scheme.DOI, "10.1101/123456")


def ask(kind: Kind, *ids: ArticleId, most: int | None = None) -> Request:
    (request,) = SOURCE.requests(kind, [Wanted(frozenset(ids))], most=most)
    return request


def page(kind: Kind, *rows: object, total: int | None = None, size: int = 1000) -> bytes:
    outer, inner = NAMES[kind]
    count = len(rows) if total is None else total
    return json.dumps({"hitCount": count, "request": {"pageSize": size}, outer: {inner: list(rows)}}).encode()


def medline(number: int, **more: object) -> Row:
    return {"id": str(number), "source": "MED", "title": f"T{number}", "pubYear": 2000 + number, **more}


def cited(*rows: object, total: int | None = None) -> Record:
    (found,) = SOURCE.read(ask(Kind.REFERENCES, pmid(1)), page(Kind.REFERENCES, *rows, total=total)).records
    return found


def query(request: Request) -> str:
    return dict((*request.params, *request.form))["query"]


def test_lists_are_asked_for_article_by_article_under_the_number_they_are_kept_under() -> None:
    both = [Wanted(frozenset({pmid(1), PMCID})), Wanted(frozenset({PMCID, DOI}))]
    paths = [request.path for request in SOURCE.requests(Kind.REFERENCES, both)]
    assert paths == ["MED/1/references", "PMC/PMC77/references"]
    request = ask(Kind.CITED_BY, pmid(1))
    assert request.params == (("page", "1"), ("pageSize", "1000"), ("format", "json"))
    assert request.single  # an article without any has answered 404


def test_the_real_references_are_read_in_order(body: Callable[[str], bytes]) -> None:
    request = ask(Kind.REFERENCES, pmid(34308300))
    answer = SOURCE.read(request, body(f"{FOLDER}/references_MED_34308300_p1_2025-10-28_c38740d.json"))
    (record,) = answer.records
    assert record.ids == {pmid(34308300)}
    assert record.reference_count == 30
    assert len(record.references or ()) == 25
    assert (record.references or ())[0] == Mention((pmid(32150622),))
    assert (record.unresolved, record.loose, record.title) == (0, (), None)
    (following,) = answer.more  # this recording holds 25 of the 30
    assert (following.page, dict(following.params)["page"]) == (2, "2")


def test_the_real_citing_articles_are_read_with_their_years(body: Callable[[str], bytes]) -> None:
    request = ask(Kind.CITED_BY, pmid(34308300), most=1000)
    answer = SOURCE.read(request, body(f"{FOLDER}/citations_MED_34308300_p0_2025-10-28_c38740d.json"))
    assert len(answer.citing) == 23
    assert answer.citing[0] == (pmid(40903751), pmid(34308300))
    assert answer.years[pmid(40903751)] == 2025
    assert answer.known == {pmid(34308300)}
    assert answer.records == ()  # a row has neither DOI nor abstract: who is recorded is described in full
    look_up, following = answer.more
    assert query(look_up) == "(EXT_ID:PPR1078485 AND SRC:PPR) OR (EXT_ID:PPR1074014 AND SRC:PPR)"
    assert (following.page, following.most) == (2, 975)


def test_a_shortened_real_page_is_followed_by_pages_of_its_own_size(body: Callable[[str], bytes]) -> None:
    answer = SOURCE.read(
        ask(Kind.CITED_BY, pmid(37258680), most=3), body("documented-bodies/epmc_citations_37258680_trimmed.json")
    )
    assert len(answer.citing) == 2
    assert [(one.page, one.most) for one in answer.more] == [(2, 1)]


def test_citing_preprints_are_looked_up_by_their_numbers_and_described_at_once() -> None:
    rows = [{"id": f"PPR{n}", "source": "PPR", "title": "P"} for n in (5, 6, 7)]
    answer = SOURCE.read(ask(Kind.CITED_BY, pmid(1)), page(Kind.CITED_BY, medline(2), *rows))
    (look_up,) = answer.more
    hits = [
        {"id": "PPR6", "source": "PPR", "doi": "10.1101/666666", "title": "Six"},
        {"id": "PPR5", "source": "PPR", "doi": "10.1101/555555"},
        {"id": "PPR9", "source": "PPR", "doi": "10.1101/999999"},
    ]
    found = SOURCE.read(look_up, json.dumps({"hitCount": 3, "resultList": {"result": hits}}).encode())
    assert [(str(one), str(other)) for one, other in found.citing] == [
        ("doi:10.1101/555555", "pmid:1"),
        ("doi:10.1101/666666", "pmid:1"),
    ]
    assert [record.title for record in found.records] == [None, "Six"]
    (again,) = found.more
    assert query(again) == "EXT_ID:PPR7 AND SRC:PPR"
    gone = SOURCE.read(again, json.dumps({"hitCount": 0, "resultList": {"result": []}}).encode())
    assert gone == Answer(unnamed=1)


def test_citing_articles_without_any_usable_id_are_counted() -> None:
    rows = [
        medline(2),
        {"title": "T"},
        {"id": "x y", "source": "PPR"},
        {"id": None, "source": "MED"},
        {"doi": "10.1000/b"},
    ]
    answer = SOURCE.read(ask(Kind.CITED_BY, pmid(1)), page(Kind.CITED_BY, *rows))
    assert answer.citing == ((pmid(2), pmid(1)), (ArticleId(Scheme.DOI, "10.1000/b"), pmid(1)))
    assert answer.unnamed == 3
    nameless = json.dumps({"hitCount": 1, "resultList": {"result": [{"id": "PPR5", "source": "PPR"}]}}).encode()
    (look_up,) = SOURCE.read(ask(Kind.CITED_BY, pmid(1)), page(Kind.CITED_BY, {"id": "PPR5", "source": "PPR"})).more
    assert SOURCE.read(look_up, nameless) == Answer(unnamed=1)


def test_rows_are_taken_once_and_never_as_citing_themselves() -> None:
    rows = [medline(2), medline(1), medline(2), {"pmcid": "PMC5", "id": "PMC5", "source": "PMC"}]
    answer = SOURCE.read(ask(Kind.CITED_BY, pmid(1)), page(Kind.CITED_BY, *rows))
    assert [str(one) for one, _ in answer.citing] == ["pmid:2", "pmcid:PMC5"]


def test_a_hub_is_read_page_by_page_as_far_as_wanted() -> None:
    request = ask(Kind.CITED_BY, pmid(1), most=1500)
    rows = [medline(n) for n in range(2, 1002)]
    (second,) = SOURCE.read(request, page(Kind.CITED_BY, *rows, total=5000)).more
    assert (dict(second.params)["page"], second.most) == ("2", 500)
    assert SOURCE.read(second, page(Kind.CITED_BY, *rows, total=5000)).more == ()


def test_a_list_without_a_bound_is_read_to_its_end() -> None:
    request = ask(Kind.CITED_BY, pmid(1))
    (second,) = SOURCE.read(request, page(Kind.CITED_BY, medline(2), medline(3), total=3, size=2)).more
    assert SOURCE.read(second, page(Kind.CITED_BY, medline(4), total=3, size=2)).more == ()


@pytest.mark.parametrize("kind", list(NAMES))
def test_a_list_with_fewer_rows_than_it_counts_is_refused(kind: Kind) -> None:
    request = ask(kind, pmid(1))
    with pytest.raises(BadAnswer, match="page 1 lists 1 of the 2 rows"):
        SOURCE.read(request, page(kind, medline(2), total=2))
    with pytest.raises(BadAnswer, match="page 1 lists 0 of the 30 rows"):
        SOURCE.read(request, page(kind, total=30))
    (second,) = SOURCE.read(request, page(kind, medline(2), medline(3), total=4, size=2)).more
    with pytest.raises(BadAnswer, match="page 2 lists 0 of the 2 rows"):
        SOURCE.read(second, page(kind, total=4, size=2))


@pytest.mark.parametrize("count", [None, -1, "many", 1e300, True, [3]])
@pytest.mark.parametrize("kind", list(NAMES))
def test_a_list_that_does_not_count_its_rows_is_refused(kind: Kind, count: object) -> None:
    outer, inner = NAMES[kind]
    with pytest.raises(BadAnswer, match="does not count"):
        SOURCE.read(ask(kind, pmid(1)), json.dumps({"hitCount": count, outer: {inner: []}}).encode())


def test_more_rows_than_counted_are_all_taken() -> None:
    record = cited(medline(2), medline(3), total=1)
    assert (len(record.references or ()), record.reference_count) == (2, 2)


def test_references_that_were_not_matched_are_kept_as_text_with_their_place() -> None:
    unmatched = {
        "citedOrder": 7, "match": "N", "authorString": "Byron A.", "title": "On engines.", "pubYear": 1843,
        "publicationTitle": "Memoirs", "volume": "3", "issue": "2", "pageInfo": "666-731",
    }  # fmt: skip
    record = cited(medline(2, citedOrder=1, match="Y"), unmatched, {"match": "N"}, total=3)
    assert record.references == (Mention((pmid(2),)),)
    assert record.loose == (Loose(7, "Byron A. On engines. Memoirs. 1843;3(2):666-731."),)
    assert (record.unresolved, record.reference_count) == (2, 3)


def test_a_reference_names_its_article_best_id_first_and_never_the_citing_one() -> None:
    record = cited(medline(3, doi="10.1000/C", pmcid="PMC3"), medline(1), {"doi": "10.1000/d"}, medline(3))
    assert [[str(id_) for id_ in one.ids] for one in record.references or ()] == [
        ["pmid:3", "doi:10.1000/c", "pmcid:PMC3"],
        ["doi:10.1000/d"],
    ]


def test_cited_preprints_are_looked_up_too() -> None:
    answer = SOURCE.read(ask(Kind.REFERENCES, pmid(1)), page(Kind.REFERENCES, {"id": "PPR5", "source": "PPR"}))
    assert answer.records[0].references == ()
    assert answer.records[0].unresolved == 0
    (look_up,) = answer.more
    hit = {"id": "PPR5", "source": "PPR", "doi": DOI.value, "title": "Five"}
    found = SOURCE.read(look_up, json.dumps({"hitCount": 1, "resultList": {"result": [hit]}}).encode())
    preprint, citing = found.records
    assert preprint.ids == {DOI}
    assert (citing.ids, citing.references) == ({pmid(1)}, (Mention((DOI,)),))


def test_a_list_without_rows_is_no_list_of_references() -> None:
    assert SOURCE.read(ask(Kind.REFERENCES, pmid(1)), page(Kind.REFERENCES)) == Answer()


def test_where_there_is_no_list_the_full_text_is_asked_for_once() -> None:
    (request,) = SOURCE.read(ask(Kind.REFERENCES, pmid(1), PMCID), page(Kind.REFERENCES)).more
    assert (request.path, request.accept, request.asked) == ("PMC77/fullTextXML", "xml", (pmid(1),))
    assert request.single  # 404 is what an article answers that is not open access
    assert SOURCE.read(ask(Kind.REFERENCES, pmid(1), PMCID), page(Kind.REFERENCES, medline(2))).more == ()


def test_nobody_is_known_to_cite_nothing_by_an_empty_list() -> None:
    assert SOURCE.read(ask(Kind.CITED_BY, pmid(1)), page(Kind.CITED_BY)).known == frozenset()


@pytest.mark.parametrize("kind", list(NAMES))
def test_the_list_of_a_preprint_is_found_by_its_doi(kind: Kind) -> None:
    request = ask(kind, DOI, most=700)
    assert (request.path, query(request)) == ("search", f'DOI:"{DOI.value}"')
    hits = [{"id": "PPR5", "source": "PPR", "doi": DOI.value}, {"id": "PPR6", "source": "PPR", "doi": "10.1000/other"}]
    (listed,) = SOURCE.read(request, json.dumps({"hitCount": 2, "resultList": {"result": hits}}).encode()).more
    assert listed.path == f"PPR/PPR5/{'references' if kind is Kind.REFERENCES else 'citations'}"
    assert (listed.asked, listed.most) == ((DOI,), 700 if kind is Kind.CITED_BY else None)
    answer = SOURCE.read(listed, page(kind, medline(2)))
    assert answer.known == {DOI}


def test_an_article_that_is_only_in_pmc_has_its_list_there() -> None:
    request = ask(Kind.CITED_BY, ArticleId(Scheme.DOI, "10.1000/x"))
    hit = {"id": "PMC77", "source": "PMC", "pmcid": "PMC77", "doi": "10.1000/x"}
    (listed,) = SOURCE.read(request, json.dumps({"hitCount": 1, "resultList": {"result": [hit]}}).encode()).more
    assert listed.path == "PMC/PMC77/citations"
    assert PMCID in listed.also
