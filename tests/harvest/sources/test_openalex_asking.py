"""What is asked of OpenAlex with and without a key, and its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import unquote

import pytest

from graph.ids import ArticleId, Scheme
from harvest.errors import BadAnswer
from harvest.sources import SOURCES
from harvest.sources.base import Answer, Kind, Request, Wanted
from harvest.sources.openalex import OpenAlex

Works = Callable[..., list[Wanted]]


def work(number: int) -> ArticleId:
    return ArticleId(Scheme.OPENALEX, f"W{number}")


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def describe(*ids: ArticleId, keyed: bool = True) -> list[Request]:
    return OpenAlex(keyed=keyed).requests(Kind.DESCRIBE, [Wanted(frozenset({id_})) for id_ in ids])


def page(request: Request, results: list[object], **meta: object) -> Answer:
    return OpenAlex(keyed=True).read(request, json.dumps({"meta": meta, "results": results}).encode())


def citing(number: int, *cited: int) -> dict[str, object]:
    references = [f"https://openalex.org/W{one}" for one in cited]
    return {"id": f"https://openalex.org/W{number}", "referenced_works": references}


def test_articles_are_listed_by_their_best_id_a_hundred_at_a_time() -> None:
    wanted = [
        Wanted(frozenset({work(1), doi("10.1000/a")})),
        Wanted(frozenset({ArticleId(Scheme.PMID, "7"), doi("10.1000/b")})),
        Wanted(frozenset({doi("10.1000/c")})),
    ]
    requests = OpenAlex(keyed=True).requests(Kind.DESCRIBE, wanted)
    assert [dict(request.params)["filter"] for request in requests] == ["openalex:W1", "ids.pmid:7", "doi:10.1000/c"]
    assert {dict(request.params)["per_page"] for request in requests} == {"100"}
    assert [len(request.asked) for request in describe(*map(work, range(1, 202)))] == [100, 100, 1]


@pytest.mark.parametrize(
    "odd",
    ["10.1000/a,b", "10.1000/a|b", "10.1000/a!b", "10.1002/(sici)1<2::aid>3.0.co;2-m", "10.1000/a+b", "10.1000/ä"],
)
def test_a_doi_that_means_something_in_a_filter_is_asked_for_singly(odd: str) -> None:
    listed, single = describe(doi("10.1000/a.b-(c);d"), doi(odd))
    assert dict(listed.params)["filter"] == "doi:10.1000/a.b-(c);d"
    assert single.single
    assert unquote(single.path) == f"works/doi:{odd}"
    assert single.path.count("/") == 1


def test_pmcids_are_listed_by_their_digits_and_known_again_in_either_spelling() -> None:
    numbers = [ArticleId(Scheme.PMCID, f"PMC{number}") for number in (12, 13, 14)]
    (request,) = describe(*numbers)
    assert dict(request.params)["filter"] == "ids.pmcid:12|13|14"
    where = "https://www.ncbi.nlm.nih.gov/pmc/articles"
    rows = [{"id": f"W{n}", "ids": {"pmcid": f"{where}/{spelt}"}} for n, spelt in enumerate(("PMC12", "13"), 1)]
    assert page(request, rows, count=2).known == set(numbers[:2])


def test_where_pmcids_cannot_be_listed_they_are_asked_for_singly() -> None:
    numbers = [ArticleId(Scheme.PMCID, f"PMC{number}") for number in (12, 13, 14)]
    (listed,) = describe(*numbers)
    assert listed.halves_if_refused
    apart = OpenAlex(keyed=True).halves(listed) or ()
    assert [one.path for one in apart] == ["works/pmcid:PMC12", "works/pmcid:PMC13", "works/pmcid:PMC14"]
    assert all(one.single and not one.halves_if_refused for one in apart)
    assert not any(one.halves_if_refused for one in describe(work(1), doi("10.1000/a")))


def test_without_a_key_a_pmcid_is_asked_for_singly() -> None:
    (request,) = describe(ArticleId(Scheme.PMCID, "PMC12"), keyed=False)
    assert (request.path, request.single) == ("works/pmcid:PMC12", True)


def test_a_doi_cannot_climb_out_of_its_path() -> None:
    (request,) = describe(doi("10.1000/../../secret"), keyed=False)
    assert request.path == "works/doi:10.1000%2F..%2F..%2Fsecret"


def test_only_the_fields_that_are_read_are_asked_for() -> None:
    select = dict(describe(work(1))[0].params)["select"].split(",")
    assert {"id", "referenced_works", "abstract_inverted_index", "cited_by_count", "is_retracted"} <= set(select)


def test_the_filters_asked_by_are_filters_that_openalex_has(cassette: Callable[[str], list[bytes]]) -> None:
    said = json.loads(cassette("openalex/openalexPro/fixtures/vcr/opt_filter_names.yml")[0])["message"]
    assert {"openalex", "ids.pmid", "ids.pmcid", "doi", "cites"} <= set(said.split(": ")[1].split(", "))


def test_the_fields_asked_for_are_fields_that_openalex_has(cassette: Callable[[str], list[bytes]]) -> None:
    """Its 400 for an unknown field, of March 2026, lists all valid ones."""
    (said,) = cassette("openalex/openalexPro/fixtures/vcr/opt_select_fields.yml")
    valid = json.loads(said)["message"].split("are: ")[1].rstrip(".").split(", ")
    assert set(dict(describe(work(1))[0].params)["select"].split(",")) <= set(valid)
    with pytest.raises(BadAnswer, match="Invalid query parameters"):
        OpenAlex().read(describe(work(1), keyed=False)[0], said)


def test_without_a_key_works_are_asked_for_singly_and_free() -> None:
    requests = describe(work(1), ArticleId(Scheme.PMID, "7"), doi("10.1000/c"), keyed=False)
    assert [request.path for request in requests] == ["works/pmid:7", "works/doi:10.1000%2Fc", "works/W1"]
    assert all(request.single for request in requests)
    assert not any("cursor" in dict(request.params) for request in requests)


def test_without_a_key_nobody_can_be_asked_who_cites() -> None:
    source = OpenAlex()
    assert source.handle(Kind.CITED_BY, frozenset({work(1)})) is None
    assert source.requests(Kind.CITED_BY, [Wanted(frozenset({work(1)}))]) == []


def test_who_cites_a_hundred_works_is_one_question(works: Works) -> None:
    first, second = OpenAlex(keyed=True).requests(Kind.CITED_BY, works(*(f"W{n}" for n in range(1, 102))))
    params = dict(first.params)
    assert params["filter"] == "cites:" + "|".join(f"W{n}" for n in range(1, 101))
    assert (params["cursor"], params["per_page"]) == ("*", "100")
    assert second.asked == (work(101),)


def test_a_hub_is_asked_about_alone_newest_first_and_only_as_far_as_wanted() -> None:
    wanted = [Wanted(frozenset({work(n)}), citing=count) for n, count in ((1, 250), (2, 250), (3, 251), (4, None))]
    batch, hub = OpenAlex(keyed=True).requests(Kind.CITED_BY, wanted, most=250)
    assert batch.asked == (work(1), work(2), work(4))
    assert "sort" not in dict(batch.params)
    assert hub.asked == (work(3),)
    assert dict(hub.params)["sort"] == "publication_date:desc"
    pages = 1
    answer = page(hub, [citing(9, 3)], count=5000, next_cursor="c1")
    while answer.more:
        pages += 1
        (request,) = answer.more
        assert dict(request.params)["sort"] == "publication_date:desc"
        answer = page(request, [citing(9, 3)], count=5000, next_cursor=f"c{pages}")
    assert pages == 3  # of 100 each, for 250


def test_pages_follow_the_cursor_until_all_are_read(works: Works) -> None:
    (first,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))
    (second,) = page(first, [citing(9, 1)], count=150, next_cursor="abc").more
    assert (dict(second.params)["cursor"], second.page) == ("abc", 2)
    assert page(second, [citing(8, 1)] * 50, count=150, next_cursor="def").more == ()


def test_pages_may_be_smaller_than_was_asked_for(works: Works) -> None:
    (first,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"), most=15)
    (second,) = page(first, [citing(9, 1)] * 10, count=18, per_page=10, next_cursor="abc").more
    assert second.page == 2
    assert page(second, [citing(8, 1)] * 8, count=18, per_page=10, next_cursor="def").more == ()


@pytest.mark.parametrize(
    ("rows", "count", "cursor"), [(0, 500, "abc"), (1, 500, None), (2, 3, "abc"), (0, 1, None), (99, 100, "abc")]
)
def test_a_list_that_ends_before_all_that_it_counts_is_refused(
    works: Works, rows: int, count: int, cursor: str | None
) -> None:
    (first,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))
    with pytest.raises(BadAnswer, match=f"page 1 lists {rows} of the {count} works"):
        page(first, [citing(9, 1)] * rows, count=count, next_cursor=cursor)


def test_an_empty_page_is_the_end(works: Works) -> None:
    (first,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))
    assert page(first, [], count=0, next_cursor="abc").more == ()
    assert page(first, [], next_cursor="abc").more == ()


def test_a_cursor_that_repeats_is_refused(works: Works) -> None:
    (first,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))
    (second,) = page(first, [citing(9, 1)], count=500, next_cursor="abc").more
    with pytest.raises(BadAnswer, match="cursor repeats"):
        page(second, [citing(8, 1)], count=500, next_cursor="abc")


def test_cursors_that_go_in_circles_end(works: Works) -> None:
    (request,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))

    def circle(request: Request) -> None:
        for turn in range(100_000):
            (request,) = page(request, [citing(9, 1)], next_cursor="ab"[turn % 2]).more

    with pytest.raises(BadAnswer, match="cursor"):
        circle(request)


def test_each_citing_work_is_matched_by_its_own_references(works: Works) -> None:
    (request,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1", "W2"))
    answer = page(request, [citing(8, 1, 2, 5), citing(9, 2), citing(2, 1), citing(7, 6)], count=4)
    pairs = {(one.value, other.value) for one, other in answer.citing}
    assert pairs == {("W8", "W1"), ("W8", "W2"), ("W9", "W2"), ("W2", "W1")}
    assert answer.known == {work(1), work(2)}


def test_a_work_listed_as_citing_the_only_one_asked_for_cites_it_even_under_a_merged_id(works: Works) -> None:
    (request,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))
    assert page(request, [citing(8, 77)], count=1).citing == ((work(8), work(1)),)


def test_nobody_cites_is_a_zero(works: Works) -> None:
    (request,) = OpenAlex(keyed=True).requests(Kind.CITED_BY, works("W1"))
    answer = page(request, [], count=0, next_cursor=None)
    assert (answer.citing, answer.known) == ((), {work(1)})


def test_an_id_of_openalex_that_a_list_does_not_find_is_asked_for_singly() -> None:
    """A merged work answers only at its own address, by a redirect."""
    (request,) = describe(work(1), work(2))
    answer = page(request, [{"id": "https://openalex.org/W2"}], count=1)
    assert (answer.known, answer.missed, answer.more) == ({work(2)}, {work(1)}, ())
    (again,) = OpenAlex(keyed=True).again([work(1)])
    assert (again.path, again.single) == ("works/W1", True)


def test_a_pmid_that_a_list_does_not_find_is_unknown() -> None:
    (request,) = describe(ArticleId(Scheme.PMID, "7"))
    assert page(request, [], count=0) == Answer()


def test_a_key_is_a_header_and_what_an_answer_echoes_of_it_is_not_kept() -> None:
    entry = SOURCES["openalex"]
    assert entry.secret_headers("hush-hush") == {"Authorization": "Bearer hush-hush"}
    assert entry.secret_params("hush-hush") == {}
    (request,) = describe(*map(work, range(1, 101)))
    answer = page(
        request,
        [{"id": "https://openalex.org/W1"}],
        count=300,
        next_cursor="abc",
        x_query={"url": "/works?api_key=hush-hush"},
    )
    assert answer.more
    assert "hush" not in repr(answer)


def test_a_missing_key_said_in_a_body_is_no_answer(cassette: Callable[[str], list[bytes]]) -> None:
    (said,) = cassette("openalex/openalexPro/fixtures/vcr/pro_rate_limit_status_401.yml")
    with pytest.raises(BadAnswer, match="missing API key"):
        OpenAlex(keyed=True).read(describe(work(1))[0], said)


def test_the_web_page_for_an_unknown_work_is_no_record(cassette: Callable[[str], list[bytes]]) -> None:
    """The client reads its 404 as "unknown"; were it to come with 200, it must not be believed."""
    (said,) = cassette("multi-api/paper-qa/test_does_openalex_work[not-in-openalex].yaml")
    assert b"<html" in said.lower()
    with pytest.raises(BadAnswer, match="not JSON"):
        OpenAlex().read(describe(work(1), keyed=False)[0], said)
