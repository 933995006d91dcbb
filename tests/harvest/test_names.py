"""Under which key a walk keeps an article before and after the store has spoken."""

from __future__ import annotations

from graph.identity import new_id
from graph.ids import ArticleId, Scheme
from harvest.names import Names


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


W, DOI, PMC = ArticleId(Scheme.OPENALEX, "W5"), ArticleId(Scheme.DOI, "10.1/a"), ArticleId(Scheme.PMCID, "PMC9")


def names() -> tuple[Names, list[tuple[str, str]]]:
    merged: list[tuple[str, str]] = []
    return Names(lambda survivor, absorbed: merged.append((survivor, absorbed))), merged


def test_an_article_is_called_what_the_store_would_call_it() -> None:
    known, _ = names()
    assert known.key(pmid(7)) == new_id(pmid(7))


def test_two_findings_of_one_article_are_joined_when_a_record_ties_them() -> None:
    known, merged = names()
    first, second = known.key(pmid(7)), known.key(W)
    assert known.tie(frozenset({pmid(7), W, DOI})) == first
    assert merged == [(first, second)]
    assert known.ids(first) == {pmid(7), W, DOI}


def test_two_pmids_are_never_joined() -> None:
    known, merged = names()
    one = known.tie(frozenset({pmid(1), DOI}))
    two = known.tie(frozenset({pmid(2), DOI}))
    assert one != two
    assert merged == []
    assert DOI in known.ids(one)
    assert DOI not in known.ids(two)


def test_an_id_that_belongs_to_another_pmid_does_not_lead_a_record_there() -> None:
    known, _ = names()
    one = known.tie(frozenset({pmid(1), DOI}))
    assert known.tie(frozenset({pmid(2), DOI, PMC})) != one


def test_the_store_has_the_last_word() -> None:
    known, merged = names()
    mine = known.key(DOI)
    known.adopt({DOI: "theirs"})
    assert known.key(DOI) == "theirs"
    assert merged == [("theirs", mine)]


def test_an_id_that_the_store_moved_to_another_article_takes_nothing_else_along() -> None:
    known, merged = names()
    one = known.tie(frozenset({pmid(1), DOI}))
    two = known.key(pmid(2))
    known.adopt({pmid(1): one, pmid(2): two, DOI: two})
    assert merged == []
    assert known.ids(one) == {pmid(1)}
    assert known.ids(two) == {pmid(2), DOI}
