"""What is asked of Semantic Scholar."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graph.ids import ArticleId, Scheme, maybe_arxiv
from harvest.errors import BadAnswer, BudgetSpent, NotKnown, NotUnderstood, Refused, TryLater
from harvest.sources import SOURCES
from harvest.sources.base import Kind, Request, Wanted
from harvest.sources.s2 import S2
from harvest.sources.s2.citations import MOST, packed
from harvest.status import problem

Bodies = Callable[[str], bytes]
SHA = "0f40b1f08821e22e859c6050916cec3667778613"


def s2(number: int) -> ArticleId:
    return ArticleId(Scheme.S2, f"{number:040x}")


def describe(*ids: ArticleId) -> list[Request]:
    return S2().requests(Kind.DESCRIBE, [Wanted(frozenset({id_})) for id_ in ids])


def asked_ids(request: Request) -> list[str]:
    assert request.content is not None
    return json.loads(request.content)["ids"]


def citing(*counts: int | None) -> list[Request]:
    wanted = [Wanted(frozenset({s2(number)}), count) for number, count in enumerate(counts, 1)]
    return S2().requests(Kind.CITED_BY, wanted, most=1000)


def test_ids_are_spelt_as_semantic_scholar_spells_them() -> None:
    number = maybe_arxiv("2101.00001")
    assert number is not None
    ids = [
        ArticleId(Scheme.PMID, "19872477"),
        ArticleId(Scheme.DOI, "10.18653/v1/n18-3011"),
        ArticleId(Scheme.PMCID, "PMC2323736"),
        ArticleId(Scheme.S2, SHA),
        ArticleId(Scheme.S2, "CorpusId:470667"),
        number,
    ]
    (request,) = describe(*ids)
    spelt = dict(zip(request.asked, asked_ids(request), strict=True))
    assert [spelt[id_] for id_ in ids] == [
        "PMID:19872477",
        "DOI:10.18653/v1/n18-3011",
        "PMCID:2323736",
        SHA,
        "CorpusId:470667",
        "ARXIV:2101.00001",
    ]


def test_an_article_is_asked_for_by_the_id_that_it_has_here_else_by_doi_pmid_and_pmcid() -> None:
    ids = [
        ArticleId(Scheme.S2, SHA),
        ArticleId(Scheme.DOI, "10.1000/a"),
        ArticleId(Scheme.PMID, "7"),
        ArticleId(Scheme.PMCID, "PMC7"),
    ]
    for number, best in enumerate(ids):
        assert S2().handle(Kind.DESCRIBE, frozenset(ids[number:])) == best
    assert S2().handle(Kind.DESCRIBE, frozenset({ArticleId(Scheme.OPENALEX, "W1")})) is None


def test_five_hundred_ids_go_into_one_call_as_json() -> None:
    first, second = describe(*(ArticleId(Scheme.PMID, str(n)) for n in range(1, 502)))
    assert (first.method, first.path, len(asked_ids(first))) == ("POST", "paper/batch", 500)
    assert asked_ids(second) == ["PMID:501"]


def test_the_references_come_with_the_record_and_the_citations_do_not() -> None:
    fields = dict(describe(s2(1))[0].params)["fields"].split(",")
    assert {"externalIds", "citationCount", "referenceCount", "references.externalIds", "references.title"} <= set(
        fields
    )
    assert not any(field.startswith("citations") for field in fields)


def test_who_cites_is_asked_by_the_id_that_its_records_give() -> None:
    ids = frozenset({ArticleId(Scheme.DOI, "10.1000/a"), ArticleId(Scheme.S2, "CorpusId:5")})
    assert S2().handle(Kind.CITED_BY, ids) is None
    assert S2().handle(Kind.CITED_BY, ids | {s2(1)}) == s2(1)


def test_citations_are_packed_below_what_an_answer_holds() -> None:
    requests = citing(5000, 4999, 4998, 1, 0)
    assert [{id_.value[-1] for id_ in request.asked} for request in requests] == [{"1", "2", "5"}, {"3", "4"}]
    assert all(request.path == "paper/batch" for request in requests)


def test_no_more_than_five_hundred_articles_are_packed_together() -> None:
    assert [len(ids) for ids in packed({s2(n): 1 for n in range(1, 1002)})] == [500, 500, 1]


def test_articles_of_which_nothing_was_counted_are_asked_about_alone() -> None:
    requests = citing(None, 3, None)
    assert sorted(len(request.asked) for request in requests) == [1, 1, 1]


def test_a_hub_with_more_than_an_answer_holds_is_read_in_pages() -> None:
    small, hub = citing(9_999, 10_000)
    assert small.path == "paper/batch"
    assert hub.path == f"paper/{s2(2).value}/citations"
    assert dict(hub.params) == {"fields": "paperId,externalIds,year", "offset": "0", "limit": "1000"}
    assert hub.single


def test_packing_does_not_depend_on_the_order_of_the_articles() -> None:
    counts = {s2(n): n * 37 % 900 for n in range(1, 300)}
    backwards = dict(reversed(counts.items()))
    assert packed(counts) == packed(backwards)
    assert all(sum(counts[id_] for id_ in ids) <= MOST for ids in packed(counts))


def test_a_batch_can_be_halved_and_a_page_cannot() -> None:
    (request,) = describe(s2(1), s2(2), s2(3))
    halves = S2().halves(request)
    assert halves is not None
    assert [len(asked_ids(half)) for half in halves] == [1, 2]
    (hub,) = citing(20_000)
    assert S2().halves(hub) is None


def test_a_title_is_matched_to_its_paper() -> None:
    (request,) = S2().requests(Kind.SEARCH, [Wanted(frozenset(), title="Mining association rules")])
    assert (request.path, dict(request.params)["query"]) == ("paper/search/match", "Mining association rules")
    assert request.single  # a title that nothing matches is a 404


def test_the_key_is_a_header_and_without_one_nobody_is_asked() -> None:
    entry = SOURCES["s2"]
    assert entry.secret_headers("hush-hush") == {"x-api-key": "hush-hush"}
    assert entry.secret_params("hush-hush") == {}
    assert entry.needs_key
    assert S2().limits.per_second == 1


@pytest.mark.parametrize(
    ("file", "status", "error"),
    [
        ("002", 404, NotKnown),
        ("005", 400, NotUnderstood),
        ("057", 504, TryLater),
        ("065", 429, TryLater),
        ("067", 500, TryLater),
        ("070", 403, Refused),
    ],
)
def test_its_recorded_errors_mean_what_they_say(body: Bodies, file: str, status: int, error: type[Exception]) -> None:
    said = body(f"semanticscholar/errors/{file}.json")
    found = problem("s2", status, {}, said, 0)
    assert type(found) is error
    assert not isinstance(found, BudgetSpent)
    assert any(word in str(found) for word in said.decode().split('"') if len(word) > 8)
    for request in (*describe(s2(1)), *citing(5), *citing(20_000)):  # and under a good status they are no answer
        with pytest.raises(BadAnswer, match=r"s2: the answer to"):
            S2().read(request, said)
