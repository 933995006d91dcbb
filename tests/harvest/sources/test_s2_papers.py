"""What Semantic Scholar says of papers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.ids import ArticleId, Scheme, maybe_arxiv
from graph.model import Author, Loose, Record, Version
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Request, Wanted
from harvest.sources.s2 import S2
from tests.examples import examples

TURING = ArticleId(Scheme.S2, "2d5673caa9e6af3a7b82a43f19ee920992db07ad")
ARXIV = maybe_arxiv("2304.05376")
assert ARXIV is not None


def s2(number: int) -> ArticleId:
    return ArticleId(Scheme.S2, f"{number:040x}")


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def describe(*ids: ArticleId) -> Request:
    (request,) = S2().requests(Kind.DESCRIBE, [Wanted(frozenset({id_})) for id_ in ids])
    return request


def read(rows: object, *ids: ArticleId) -> Answer:
    return S2().read(describe(*ids), json.dumps(rows).encode())


def paper(number: int, **said: object) -> dict[str, object]:
    return {"paperId": s2(number).value, "externalIds": {"CorpusId": number}, **said}


def only(**said: object) -> Record:
    (record,) = read([paper(1, **said)], s2(1)).records
    return record


def test_a_batch_is_read_by_place_and_null_is_unknown(cassette: Callable[[str], list[bytes]]) -> None:
    (body,) = cassette("semanticscholar/danielnsilva/test_get_papers_not_found_warning.yaml")
    asked = (
        doi("10.2139/ssrn.2250500"),
        ArticleId(Scheme.S2, "CorpusId:470667"),
        ArticleId(Scheme.S2, "CorpusId:211530585"),
        ArticleId(Scheme.S2, "0f40b1f08821e22e859c6050916cec3667778613"),
    )
    unknown, difference, miracle, trial = json.loads(body)
    rows = dict(zip(asked, (miracle, difference, unknown, trial), strict=True))
    request = describe(*asked)
    answer = S2().read(request, json.dumps([rows[id_] for id_ in request.asked]).encode())
    assert answer.known == {asked[0], asked[1], asked[3]}
    told = {record.year: record for record in answer.records}
    assert told[2001].ids == {
        ArticleId(Scheme.S2, "CorpusId:470667"),
        ArticleId(Scheme.S2, "c31c87c591a25c64fbaa82e8ac6a81831b6ac7ce"),
        doi("10.2139/ssrn.288970"),
    }
    assert (told[2001].type, told[2001].date, told[2001].cited_by_count) == ("review", "2001-10-01", 10_670)
    assert told[2001].journal == "Experimental & Empirical Studies eJournal"
    assert [author.name for author in told[2001].authors or ()] == ["Marianne Bertrand", "E. Duflo", "S. Mullainathan"]
    assert (told[2013].reference_count, told[2013].references) == (67, None)  # the list was not asked for
    assert not answer.more


def test_a_paper_is_read_with_its_references(body: Callable[[str], bytes]) -> None:
    whole = json.loads(body("semanticscholar/danielnsilva/Paper.json"))
    answer = read([whole], TURING)
    (record,) = answer.records
    assert record.ids == {TURING, doi("10.1093/mind/lix.236.433")}
    assert (record.title, record.year, record.journal) == ("Computing Machinery and Intelligence", 1950, "Mind")
    assert (record.volume, record.pages, record.authors) == ("LIX", "433-460", (Author("A. Turing"),))
    assert (record.cited_by_count, record.reference_count) == (10_059, 14)
    assert len(record.references or ()) + record.unresolved == 14
    assert record.cited_by is None


def test_a_trimmed_body_of_2026_is_read(body: Callable[[str], bytes]) -> None:
    whole = json.loads(body("documented-bodies/s2_paper_37258680_trimmed.json"))
    (record,) = read([whole], pmid(37258680)).records
    assert {pmid(37258680), doi("10.1038/s41586-023-06139-9"), ArticleId(Scheme.PMCID, "PMC10949956")} < record.ids
    assert (record.pages, record.volume, record.date) == ("616-624", "618", "2023-05-31")
    assert (record.reference_count, record.references) == (159, None)


def test_nulls_everywhere_are_read(body: Callable[[str], bytes]) -> None:
    whole = json.loads(body("semanticscholar/danielnsilva/PaperWithNullValues.json"))
    (record,) = read([whole], TURING).records
    assert (record.authors, record.references, record.reference_count, record.cited_by_count) == (None,) * 4


def test_references_without_a_paper_are_kept_with_their_place_and_title(cassette: Callable[[str], list[bytes]]) -> None:
    pages = cassette("semanticscholar/danielnsilva/test_get_paper_references.yaml")
    entries = [row["citedPaper"] for page in pages for row in json.loads(page)["data"]]
    record = only(references=entries, referenceCount=67)
    assert len(entries) == record.reference_count == 67
    assert record.unresolved == len(record.loose) == 23
    assert len(record.references or ()) == 67 - 23
    assert (
        Loose(51, "Does Gender Matter for Firm Performance? Evidence from Eastern Europe and Central Asia")
        in record.loose
    )
    assert record.loose[0].position == 1 + next(n for n, one in enumerate(entries) if one["paperId"] is None)


def test_a_reference_that_has_neither_paper_nor_title_is_counted() -> None:
    record = only(references=[{"paperId": None, "title": None}, None, paper(2)], referenceCount=3)
    assert (record.unresolved, record.loose, len(record.references or ())) == (2, (), 1)


def test_a_reference_without_a_paper_may_have_a_doi() -> None:
    record = only(references=[{"paperId": None, "externalIds": {"DOI": "10.1000/A"}, "title": "x"}], referenceCount=1)
    assert [mention.ids for mention in record.references or ()] == [(doi("10.1000/a"),)]
    assert record.unresolved == 0


def test_references_that_were_withheld_are_not_known() -> None:
    record = only(references=None, referenceCount=0)
    assert (record.references, record.reference_count) == (None, None)


@pytest.mark.parametrize("count", [12, None, "x"])
def test_an_empty_list_is_no_zero_unless_the_count_says_so(count: object) -> None:
    record = only(references=[], referenceCount=count)
    assert record.references is None
    assert record.reference_count == (12 if count == 12 else None)
    assert only(references=[], referenceCount=0).references == ()
    assert only(references=[], referenceCount=0).reference_count == 0


def test_a_count_of_nought_beside_a_list_is_corrected() -> None:
    assert only(references=[paper(2), paper(3)], referenceCount=0).reference_count == 2


def test_a_list_shorter_than_its_count_does_not_lower_it() -> None:
    record = only(references=[paper(2)], referenceCount=30)
    assert (len(record.references or ()), record.reference_count) == (1, 30)


def test_the_paper_itself_and_repeats_are_left_out_of_its_references() -> None:
    record = only(references=[paper(1), paper(2), paper(2)], referenceCount=3)
    assert [mention.ids for mention in record.references or ()] == [(s2(2),)]


def test_all_own_ids_are_stated_also_the_preprint_beside_the_published_form() -> None:
    """A real paper of 2024 with its number on arXiv; that they are two articles is decided elsewhere."""
    ids = {
        "ArXiv": "2304.05376",
        "DOI": "10.1038/s42256-024-00832-8",
        "PubMed": "38799228",
        "PubMedCentral": "11116106",
    }
    record = read([paper(1, externalIds=ids)], doi("10.1038/s42256-024-00832-8")).records[0]
    assert record.ids == {
        ARXIV,
        doi("10.1038/s42256-024-00832-8"),
        pmid(38799228),
        ArticleId(Scheme.PMCID, "PMC11116106"),
        s2(1),
    }


def test_a_cited_work_is_its_published_form_with_the_preprint_as_a_version() -> None:
    cited = paper(2, externalIds={"ArXiv": "2304.05376", "DOI": "10.1038/s42256-024-00832-8", "PubMed": "38799228"})
    answer = read([paper(1, references=[cited], referenceCount=1)], s2(1))
    published = doi("10.1038/s42256-024-00832-8")
    assert [mention.ids for mention in answer.records[0].references or ()] == [(pmid(38799228), published, s2(2))]
    assert answer.versions == (Version(ARXIV, published, "s2"),)


def test_a_preprint_is_known_by_its_number() -> None:
    row = paper(1, externalIds={"ArXiv": "1706.03762", "CorpusId": 13756489})
    number = maybe_arxiv("1706.03762")
    assert number is not None
    assert read([row], number).known == {number}


def test_rows_in_another_order_are_told_by_their_ids() -> None:
    one, two = paper(1, externalIds={"DOI": "10.1000/A"}), paper(2, externalIds={"PubMed": "7"})
    straight, crossed = read([two, one], doi("10.1000/a"), pmid(7)), read([one, two], doi("10.1000/a"), pmid(7))
    assert set(straight.records) == set(crossed.records)
    assert straight.known == crossed.known == {doi("10.1000/a"), pmid(7)}


def test_a_row_that_states_another_pmid_than_the_one_asked_for_is_not_believed() -> None:
    assert read([paper(1, externalIds={"PubMed": "8"})], pmid(7)) == Answer()


def test_one_paper_under_two_of_the_asked_ids_is_described_once() -> None:
    row = paper(1, externalIds={"DOI": "10.1000/a", "PubMed": "7"})
    answer = read([row, row], doi("10.1000/a"), pmid(7))
    assert len(answer.records) == 1
    assert answer.known == {doi("10.1000/a"), pmid(7)}


def test_a_paper_that_was_merged_is_asked_for_alone_and_then_has_both_ids() -> None:
    answer = read([paper(9), paper(2)], s2(1), s2(2))
    assert answer.known == {s2(2)}
    (again,) = answer.more
    assert again.asked == (s2(1),)
    merged = S2().read(again, json.dumps([paper(9)]).encode())
    assert merged.records[0].ids == {s2(1), s2(9)}
    assert merged.known == {s2(1)}


@pytest.mark.parametrize("rows", [[], [paper(1)], [paper(1), None, None], [paper(1), "x"], {"data": []}])
def test_an_answer_of_the_wrong_length_or_shape_is_refused(rows: object) -> None:
    with pytest.raises(BadAnswer, match="s2"):
        read(rows, s2(1), s2(2))


def test_reference_lists_that_an_answer_had_no_room_for_are_asked_for_again() -> None:
    full = paper(1, references=[{"paperId": None, "title": "x"}] * 9_990, referenceCount=9_990)
    empty, withheld = paper(2, references=[], referenceCount=40), paper(3, references=None, referenceCount=40)
    answer = read([full, empty, withheld], s2(1), s2(2), s2(3))
    (again,) = answer.more
    assert again.asked == (s2(2),)
    assert S2().read(again, json.dumps([empty]).encode()).more == ()  # once is enough


def test_an_empty_list_that_there_was_room_for_is_not_asked_for_again() -> None:
    full = paper(1, references=[paper(7)] * 900, referenceCount=900)
    assert read([full, paper(2, references=[], referenceCount=40)], s2(1), s2(2)).more == ()


def test_a_search_finds_the_paper_and_describes_it(cassette: Callable[[str], list[bytes]]) -> None:
    (request,) = S2().requests(Kind.SEARCH, [Wanted(frozenset(), title="Attention is All you Need")])
    said = [
        body
        for body in cassette("multi-api/paper-qa/test_arxiv_doi_is_used_when_available.yaml")
        if b"matchScore" in body
    ]
    answer = S2().read(request, said[0])
    assert answer.found == (ArticleId(Scheme.S2, "204e3073870fae3d05bcbc2f6a8e263d9b72e776"),)
    (record,) = answer.records
    assert (record.title, record.year, record.type) == ("Attention is All you Need", 2017, "conference-paper")
    assert (record.journal, record.references) == ("Neural Information Processing Systems", None)


def test_a_search_may_find_nothing(cassette: Callable[[str], list[bytes]]) -> None:
    (request,) = S2().requests(Kind.SEARCH, [Wanted(frozenset(), title="x")])
    (said,) = [body for body in cassette("multi-api/paper-qa/test_s2_title_search_empty_data.yaml") if body]
    assert S2().read(request, said) == Answer()


def test_the_year_stands_where_the_date_contradicts_it() -> None:
    assert (only(year=2001, publicationDate="1999-01-01").date, only(publicationDate="1999-01-01").year) == (None, 1999)


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_damaged_real_answer_is_read_or_refused(body: Callable[[str], bytes], data: st.DataObject) -> None:
    whole = b"[" + body("documented-bodies/s2_paper_37258680_trimmed.json") + b"]"
    start = data.draw(st.integers(0, len(whole)))
    damage = data.draw(st.binary(max_size=12) | st.sampled_from([b"null", b'"', b"[]", b"{}", b"-1", b"1e999"]))
    damaged = whole[:start] + damage + whole[start + data.draw(st.integers(0, 40)) :]
    request = describe(pmid(37258680))
    try:
        answer = S2().read(request, damaged)
    except BadAnswer:
        return
    assert answer.known <= {pmid(37258680)}
    assert all(pmid(37258680) in record.ids for record in answer.records)
