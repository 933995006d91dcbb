"""What OpenCitations Meta says of works."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Author, Record
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.opencitations import OpenCitations
from harvest.sources.opencitations.entities import ids_in

EXAMPLES = "opencitations/oc_api/documented_examples.json"


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def read(rows: object, *asked: ArticleId) -> Answer:
    (request,) = OpenCitations().requests(Kind.DESCRIBE, [Wanted(frozenset({id_})) for id_ in asked])
    return OpenCitations().read(request, json.dumps(rows).encode())


def only(**said: object) -> Record:
    (record,) = read([{"id": "doi:10.1000/a"} | said], doi("10.1000/a")).records
    return record


@pytest.fixture
def documented(body: Callable[[str], bytes]) -> list[dict[str, object]]:
    """The works of the official examples."""
    examples = json.loads(body(EXAMPLES))
    return [row for one in examples if one["doc"] == "meta_v1.hf" for row in one["output"]]


def test_a_documented_work_is_read(documented: list[dict[str, object]]) -> None:
    asked = doi("10.1007/s11192-022-04367-w")
    answer = read(documented, asked)
    (record,) = answer.records
    assert record.ids == {asked, ArticleId(Scheme.OPENALEX, "W3214893238")}
    assert (record.year, record.date, record.type) == (2022, "2022-06", "article")
    assert (record.journal, record.issn) == ("Scientometrics", "0138-9130")
    assert (record.volume, record.issue, record.pages) == ("127", "6", "3593-3612")
    assert record.authors is not None
    assert record.authors[0] == Author("Alessia Cioffi", "0000-0002-9812-4065")
    assert [author.name for author in record.authors][-1] == "Nooshin Shahidzadeh"
    assert (record.references, record.cited_by, record.cited_by_count, record.reference_count) == (None,) * 4
    assert answer.known == {asked}


def test_what_is_blank_is_not_known(documented: list[dict[str, object]]) -> None:
    (record,) = read(documented, doi("10.1007/978-1-4020-9632-7")).records
    assert (record.authors, record.journal, record.volume, record.issue, record.pages) == (None,) * 5
    assert (record.type, record.title) == ("book", "Adaptive Environmental Management")


def test_a_chapter_is_in_its_book(documented: list[dict[str, object]]) -> None:
    (record,) = read(documented, doi("10.1007/978-3-031-16802-4_36")).records
    assert (record.type, record.issn) == ("book-chapter", None)
    assert record.journal == "Linking Theory And Practice Of Digital Libraries"


def test_unknown_works_are_left_out_and_others_are_not_taken() -> None:
    rows = [{"id": "doi:10.1000/a", "title": "A"}, {"id": "doi:10.1000/other", "title": "O"}]
    answer = read(rows, doi("10.1000/a"), doi("10.1000/b"))
    assert answer.known == {doi("10.1000/a")}
    assert len(answer.records) == 1
    assert read([], doi("10.1000/a")) == Answer()


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        (
            "Peroni, Silvio [orcid:0000-0003-0530-4305 omid:ra/06]; Heibi, Ivan [omid:ra/07]",
            ["Silvio Peroni", "Ivan Heibi"],
        ),
        ("Peroni, Silvio; Dutton, Alexander", ["Silvio Peroni", "Alexander Dutton"]),  # as it was before 2022
        ("WHO Ebola Response Team [omid:ra/08]", ["WHO Ebola Response Team"]),
        ("Madonna, [omid:ra/09]; ,  [omid:ra/10]", ["Madonna"]),
    ],
)
def test_authors_are_named_given_name_first(said: str, authors: list[str]) -> None:
    assert [author.name for author in only(author=said).authors or ()] == authors


def test_a_number_that_is_no_orcid_is_none() -> None:
    assert only(author="A, B [omid:ra/0610116006]").authors == (Author("B A"),)
    assert only(author="A, B [orcid:0000-0003-0530-4300]").authors == (Author("B A"),)


@pytest.mark.parametrize(
    ("said", "date", "year"), [("2009", "2009", 2009), ("2022-06-31", "2022-06", 2022), ("", None, None)]
)
def test_dates_are_as_precise_as_they_hold_up(said: str, date: str | None, year: int | None) -> None:
    assert (only(pub_date=said).date, only(pub_date=said).year) == (date, year)


def test_all_ids_of_a_work_are_its_own_also_a_preprints() -> None:
    said = "omid:br/1 doi:10.7717/peerj-cs.163 pmid:33816816 doi:10.7287/peerj.preprints.26727v1 pmcid:PMC7924677"
    (record,) = read([{"id": said}], pmid(33816816)).records
    assert record.ids == {
        doi("10.7717/peerj-cs.163"),
        pmid(33816816),
        doi("10.7287/peerj.preprints.26727v1"),
        ArticleId(Scheme.PMCID, "PMC7924677"),
    }


@pytest.mark.parametrize("second", ["doi:10.1000/b", "pmid:8", "pmcid:PMC8"])
def test_of_a_work_with_two_numbers_of_one_scheme_only_the_asked_id_is_its_own(second: str) -> None:
    """They may be two articles that were taken for one."""
    said = f"doi:10.1000/a pmid:7 pmcid:PMC7 openalex:W1 {second}"
    answer = read([{"id": said, "title": "A"}], doi("10.1000/a"))
    assert [record.ids for record in answer.records] == [{doi("10.1000/a")}]
    both = read([{"id": said, "title": "A"}], doi("10.1000/a"), pmid(7))
    assert {record.ids for record in both.records} == {frozenset({doi("10.1000/a")}), frozenset({pmid(7)})}
    assert both.known == {doi("10.1000/a"), pmid(7)}


def test_twins_in_openalex_are_one_work() -> None:
    (record,) = read([{"id": "doi:10.1000/a openalex:W1 openalex:W2"}], doi("10.1000/a")).records
    assert len(record.ids) == 3


def test_rows_that_repeat_a_work_are_one_record_whatever_their_order() -> None:
    rows = [
        {"id": "doi:10.1000/a", "title": "A"},
        {"id": "doi:10.1000/a", "title": "A", "pub_date": "2001", "venue": "J [issn:1234-5678]"},
        {"id": "doi:10.1000/a", "title": "B", "pub_date": "2001"},
        {"id": "doi:10.1000/b"},
    ]
    answers = {frozenset(read(order, doi("10.1000/a"), doi("10.1000/b")).records) for order in permutations(rows)}
    assert len(answers) == 1
    (records,) = answers
    assert {record.journal for record in records} == {"J", None}
    assert len(records) == 2


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("omid:br/06101801781 doi:10.7717/peerj-cs.421 pmid:33817056", [doi("10.7717/peerj-cs.421"), pmid(33817056)]),
        ("10.7717/peerj-cs.421", [doi("10.7717/peerj-cs.421")]),
        ("coci => 10.7717/peerj-cs.421", [doi("10.7717/peerj-cs.421")]),
        ("coci => 10.7717/peerj-cs.421; poci => 33817056", [doi("10.7717/peerj-cs.421"), pmid(33817056)]),
        ("10.1002/(sici)1097(1989)40:5<342::aid>3.0.co;2-u", [doi("10.1002/(sici)1097(1989)40:5<342::aid>3.0.co;2-u")]),
        ("doi:10.1000/A doi:10.1000/a isbn:978 wikidata:Q1", [doi("10.1000/a")]),
        ("33817056", []),
        ("", []),
        (None, []),
        (["doi:10.1000/a"], []),
    ],
)
def test_ids_are_read_as_they_were_and_are_written(said: object, ids: list[ArticleId]) -> None:
    assert list(ids_in(said)) == ids
