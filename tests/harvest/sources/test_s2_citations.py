"""Who cites a paper, as Semantic Scholar lists it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme, maybe_arxiv
from graph.model import Version
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Request, Wanted
from harvest.sources.s2 import S2

HUB = ArticleId(Scheme.S2, "f" * 40)


def s2(number: int) -> ArticleId:
    return ArticleId(Scheme.S2, f"{number:040x}")


def ask(*counts: int | None) -> Request:
    wanted = [Wanted(frozenset({s2(number)}), count) for number, count in enumerate(counts, 1)]
    (request,) = S2().requests(Kind.CITED_BY, wanted)
    return request


def row(number: int, citing: list[int] | None, count: int | None) -> dict[str, object]:
    listed = None if citing is None else [{"paperId": s2(n).value, "externalIds": None, "year": 2000} for n in citing]
    return {"paperId": s2(number).value, "citationCount": count, "citations": listed}


def read(request: Request, *rows: object) -> Answer:
    return S2().read(request, json.dumps(rows).encode())


def hub() -> Request:
    (request,) = S2().requests(Kind.CITED_BY, [Wanted(frozenset({HUB}), 20_000)])
    return request


def page(request: Request, citing: list[object] | None, **said: object) -> Answer:
    data = None if citing is None else [{"citingPaper": one} for one in citing]
    return S2().read(request, json.dumps({"data": data, **said}).encode())


def test_who_cites_several_papers_is_read_from_one_answer() -> None:
    answer = read(ask(2, 1, 0), row(1, [7, 8], 2), row(2, [7], 1), row(3, [], 0))
    assert answer.citing == ((s2(7), s2(1)), (s2(8), s2(1)), (s2(7), s2(2)))
    assert answer.years == {s2(7): 2000, s2(8): 2000}
    assert answer.known == {s2(1), s2(2), s2(3)}
    assert answer.more == ()


def test_real_citing_papers_go_by_the_ids_that_others_know(body: Callable[[str], bytes]) -> None:
    whole = json.loads(body("semanticscholar/danielnsilva/Paper.json"))
    turing = ArticleId(Scheme.S2, whole["paperId"])
    (request,) = S2().requests(Kind.CITED_BY, [Wanted(frozenset({turing}), 1_000)])
    answer = read(request, whole | {"citationCount": 1_000})
    assert len(answer.citing) == len(answer.years) == 1_000
    by_scheme = [one.scheme for one, _ in answer.citing]
    assert by_scheme.count(Scheme.PMID) == 219
    assert by_scheme.count(Scheme.S2) == 5  # without any other
    assert len(answer.versions) == 40
    assert all("arxiv" in version.preprint.value for version in answer.versions)


def test_a_thousand_of_ten_thousand_is_not_all_and_the_rest_is_read_in_pages(body: Callable[[str], bytes]) -> None:
    """The recorded paper counts 10,059 citations and lists 1,000."""
    whole = json.loads(body("semanticscholar/danielnsilva/Paper.json"))
    turing = ArticleId(Scheme.S2, whole["paperId"])
    (request,) = S2().requests(Kind.CITED_BY, [Wanted(frozenset({turing}))])
    (pages,) = read(request, whole).more
    assert pages.path == f"paper/{turing.value}/citations"


def test_a_list_that_is_empty_beside_a_count_was_left_out_and_is_asked_for_again() -> None:
    answer = read(ask(3, 2), row(1, [7, 8, 9], 3), row(2, [], 2))
    assert answer.known == {s2(1)}
    (again,) = answer.more
    assert (again.asked, again.path) == ((s2(2),), "paper/batch")
    (pages,) = read(again, row(2, [], 2)).more
    assert pages.path == f"paper/{s2(2).value}/citations"
    empty = page(pages, [])
    assert (empty.known, empty.more, empty.citing) == (frozenset(), (), ())  # never a zero


def test_lists_that_a_full_answer_cut_are_asked_for_again() -> None:
    """As seen: of 55 papers two had lists, of 8,667 and 1,332: 9,999 in all."""
    counts = (8_667, 1_332)
    answer = read(ask(*counts), row(1, list(range(10, 8_677)), 8_667), row(2, list(range(10, 1_342)), 1_400))
    assert [request.asked for request in answer.more] == [(s2(2),)]
    assert len(answer.citing) == 9_999


def test_an_answer_without_any_of_the_citations_it_counts_is_refused() -> None:
    with pytest.raises(BadAnswer, match="none of the 5 citations"):
        read(ask(3, 2), row(1, [], 3), row(2, [], 2))


def test_asking_again_ends() -> None:
    """Whatever is cut short again: first fewer at once, then each alone, then pages, which go on or end."""
    waiting, asked = [ask(*[1_500] * 6)], 0
    while waiting:
        request, asked = waiting.pop(), asked + 1
        assert asked < 40
        if request.path == "paper/batch":
            rows = [row(int(id_.value, 16), list(range(100, 1_100)), 1_500) for id_ in request.asked]
            waiting += read(request, *rows).more
        else:
            waiting += page(request, []).more
    assert asked == 1 + 6 + 6


def test_citations_that_are_withheld_are_no_zero() -> None:
    answer = read(ask(0), row(1, None, 0))
    assert (answer.known, answer.citing, answer.more) == (frozenset(), (), ())
    assert page(hub(), None) == Answer()


def test_a_list_that_a_batch_does_not_give_is_read_in_pages() -> None:
    without = {"paperId": s2(1).value, "citationCount": 4}
    answer = read(ask(4, 0), without, {"paperId": s2(2).value, "citationCount": 0})
    assert [request.path for request in answer.more] == [f"paper/{s2(1).value}/citations"]


def test_an_unknown_paper_says_nothing() -> None:
    answer = read(ask(1, 1), None, row(2, [7], 1))
    assert answer.known == {s2(2)}


def test_rows_in_another_order_are_told_by_their_paper_and_others_are_not_taken() -> None:
    crossed = read(ask(1, 1), row(2, [8], 1), row(1, [7], 1))
    assert set(crossed.citing) == {(s2(7), s2(1)), (s2(8), s2(2))}
    assert read(ask(1), row(5, [8], 1)) == Answer()


def test_the_paper_itself_and_papers_without_an_id_are_left_out() -> None:
    citing = row(1, [1, 7, 7], 4)
    citing["citations"] += [{"paperId": None, "title": "x"}, None]  # type: ignore[operator]
    assert read(ask(4), citing).citing == ((s2(7), s2(1)),)


def test_all_recorded_pages_are_read_to_the_end(cassette: Callable[[str], list[bytes]]) -> None:
    bodies = cassette("semanticscholar/danielnsilva/test_get_paper_citations.yaml")
    request, citing = hub(), set()
    for number, body in enumerate(bodies, 1):
        answer = S2().read(request, body)
        citing.update(answer.citing)
        assert answer.known == {HUB}
        if number < len(bodies):
            (request,) = answer.more
            assert (dict(request.params)["offset"], request.page) == (str(number * 100), number + 1)
    assert answer.more == ()
    assert len(citing) == 1_881 - 8  # eight rows have no paper


def test_pages_reach_9_999_rows_and_no_further() -> None:
    request, offsets = hub(), []
    while True:
        offset, limit = int(dict(request.params)["offset"]), int(dict(request.params)["limit"])
        offsets.append((offset, limit))
        rows = [{"paperId": s2(offset + n).value} for n in range(1, limit + 1)]
        answer = page(request, rows, next=offset + limit)
        if not answer.more:
            break
        (request,) = answer.more
    assert offsets[0] == (0, 1000)
    assert offsets[-1] == (9000, 999)
    assert len(offsets) == 10


@pytest.mark.parametrize("following", [0, 1, -5, "x", True])
def test_pages_that_do_not_go_on_are_refused(following: object) -> None:
    with pytest.raises(BadAnswer, match="do not go on"):
        page(hub(), [{"paperId": s2(1).value}, {"paperId": s2(2).value}], next=following)


def test_pages_in_crumbs_are_refused() -> None:
    def crumbs(request: Request) -> None:
        for offset in range(1, 10_000):
            (request,) = page(request, [{"paperId": s2(offset).value}], next=offset).more

    with pytest.raises(BadAnswer, match="do not go on"):
        crumbs(hub())


def test_a_citing_paper_is_its_published_form() -> None:
    ids = {"ArXiv": "2404.04750", "DOI": "10.1145/3637866"}
    answer = page(hub(), [{"paperId": s2(1).value, "externalIds": ids, "year": 2024}])
    published, preprint = ArticleId(Scheme.DOI, "10.1145/3637866"), maybe_arxiv("2404.04750")
    assert preprint is not None
    assert answer.citing == ((published, HUB),)
    assert answer.versions == (Version(preprint, published, "s2"),)
    assert answer.years == {published: 2024}
