"""iCite in both of its formats."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme
from graph.model import Author, Record
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.icite import ICite

Pmids = Callable[..., list[Wanted]]


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def read(data: list[dict[str, object]], *asked: int) -> Answer:
    wanted = [Wanted(frozenset({pmid(number)})) for number in asked]
    return ICite().read(ICite().requests(Kind.DESCRIBE, wanted)[0], json.dumps({"data": data}).encode())


def only(data: dict[str, object]) -> Record:
    (record,) = read([{"pmid": 5} | data], 5).records
    return record


def numbers(mentions: object) -> list[int]:
    return [int(mention.ids[0].value) for mention in mentions]  # type: ignore[attr-defined]


def test_two_hundred_pmids_go_into_one_call(pmids: Pmids) -> None:
    first, second = ICite().requests(Kind.DESCRIBE, pmids(*range(1, 202)))
    assert first.path == "pubs"
    assert first.params == (("pmids", ",".join(map(str, range(1, 201)))),)
    assert second.params == (("pmids", "201"),)


def test_a_call_that_was_too_large_is_halved(pmids: Pmids) -> None:
    (request,) = ICite().requests(Kind.DESCRIBE, pmids(1, 2, 3))
    halves = ICite().halves(request)
    assert halves is not None
    assert [half.params for half in halves] == [(("pmids", "1"),), (("pmids", "2,3"),)]
    assert ICite().halves(halves[0]) is None


def test_the_format_since_july_2025_is_read(body: Callable[[str], bytes], pmids: Pmids) -> None:
    (request,) = ICite().requests(Kind.DESCRIBE, pmids(32162448))
    answer = ICite().read(request, body("documented-bodies/icite_pubs_32162448.json"))
    (record,) = answer.records
    assert record.ids == {pmid(32162448), ArticleId(Scheme.DOI, "10.1111/pan.13853")}
    assert record.title is not None
    assert record.title.startswith("Ultrasonographic evaluation of gastric emptying")
    assert (record.year, record.journal) == (2020, "Paediatr Anaesth")
    assert record.authors is not None
    assert [author.name for author in record.authors][:2] == ["Yan-Ling Zhang", "Hui Li"]
    assert len(record.authors) == 6
    assert record.rcr == pytest.approx(2.18475199552701)
    assert (record.cited_by_count, record.reference_count) == (17, 31)
    assert len(record.cited_by or ()) == 17
    assert len(record.references or ()) == 31
    assert answer.years[pmid(32997821)] == 2020
    assert len(answer.years) == 17
    assert answer.known == {pmid(32162448)}


def test_the_format_before_is_read(body: Callable[[str], bytes], pmids: Pmids) -> None:
    (request,) = ICite().requests(Kind.DESCRIBE, pmids(23456789, 27599104))
    answer = ICite().read(request, body("documented-bodies/icite_pubs_legacy_2024-02.json"))
    first, second = answer.records
    assert [author.name for author in first.authors or ()] == ["Arun Sharma", "Stephen M Schwartz", "Eduardo Méndez"]
    assert (first.cited_by_count, second.cited_by_count) == (46, 222)
    assert (first.rcr, second.rcr) == (1.78, 9.87)
    assert first.cited_by is None  # the recording has its lists blanked
    assert answer.years == {}


def test_the_names_of_the_unreleased_format_are_read_too() -> None:
    record = only({"citedByPmids": [6, 7], "citedPmids": [3], "rcr": 0.5, "citedByCount": 2, "pubYear": 1999})
    assert numbers(record.cited_by) == [6, 7]
    assert numbers(record.references) == [3]
    assert (record.rcr, record.cited_by_count, record.year) == (0.5, 2, 1999)


@pytest.mark.parametrize("flag", [True, False, "Yes", "No", None])
def test_a_provisional_ratio_is_kept_as_stated_however_the_flag_is_spelt(flag: object) -> None:
    assert only({"provisional": flag, "relative_citation_ratio": 1.25}).rcr == 1.25


def test_lists_that_are_null_are_not_known_and_no_zero() -> None:
    record = only({"references": None, "cited_by": None, "citation_count": None, "relative_citation_ratio": None})
    assert (record.references, record.cited_by) == (None, None)
    assert (record.reference_count, record.cited_by_count, record.rcr) == (None, None, None)


def test_lists_that_are_empty_are_a_zero() -> None:
    record = only({"references": [], "cited_by": [], "citation_count": 0})
    assert (record.references, record.cited_by) == ((), ())
    assert (record.reference_count, record.cited_by_count) == (0, 0)


def test_an_empty_list_beside_a_count_was_left_out_and_is_no_zero() -> None:
    assert only({"cited_by": [], "citation_count": 46}).cited_by is None


def test_lists_may_be_pmids_separated_by_blanks() -> None:
    record = only({"references": "1 2  3", "cited_by": "6 7"})
    assert numbers(record.references) == [1, 2, 3]
    assert numbers(record.cited_by) == [6, 7]


def test_pmid_zero_repeats_rubbish_and_the_article_itself_are_dropped() -> None:
    record = only({"references": [0, "0", 1, 1, "1", 5, None, "x", -4, 2], "cited_by": [5, 6, 6, 0]})
    assert numbers(record.references) == [1, 2]
    assert numbers(record.cited_by) == [6]
    assert record.reference_count == 2


def test_unknown_pmids_are_left_out_and_not_known() -> None:
    answer = read([{"pmid": 2}], 1, 2, 3)
    assert answer.known == {pmid(2)}


def test_articles_that_nobody_asked_for_are_not_taken() -> None:
    assert read([{"pmid": 9}], 1).records == ()


def test_the_years_of_citing_articles_stand_in_for_a_missing_list() -> None:
    answer = read([{"pmid": 5, "citedByPmidsByYear": [{"6": 2001}, {"7": None}, {"0": 2002}, "odd"]}], 5)
    assert numbers(answer.records[0].cited_by) == [6, 7]
    assert answer.years == {pmid(6): 2001}


@pytest.mark.parametrize(
    "authors",
    [
        [{"firstName": "Ada", "lastName": "Byron", "fullName": "Byron, Ada"}, {"lastName": "Group", "firstName": None}],
        "Ada Byron, Group",
        [{"fullName": "Ada Byron"}, "Group"],
    ],
)
def test_authors_are_named_given_name_first_in_every_format(authors: object) -> None:
    assert only({"authors": authors}).authors == (Author("Ada Byron"), Author("Group"))


def test_markup_in_titles_is_taken_out() -> None:
    assert only({"title": "H<sub>2</sub>O &amp; <i>E. coli</i>"}).title == "H2O & E. coli"
