"""Under which key a walk keeps an article, whatever it hears first."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from graph.identity import new_id
from graph.ids import ArticleId, Scheme
from harvest.names import Names


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


W, DOI, PMC = ArticleId(Scheme.OPENALEX, "W5"), ArticleId(Scheme.DOI, "10.1/a"), ArticleId(Scheme.PMCID, "PMC9")


def names() -> tuple[Names, list[tuple[str, str]]]:
    merged: list[tuple[str, str]] = []
    return Names(lambda survivor, absorbed: merged.append((survivor, absorbed))), merged


def test_an_article_is_called_what_an_empty_store_would_call_it() -> None:
    known, _ = names()
    assert known.key(pmid(7)) == new_id(pmid(7))


def test_two_findings_of_one_article_are_joined_when_a_record_ties_them() -> None:
    known, merged = names()
    first, second = known.key(pmid(7)), known.key(W)
    assert known.tie(frozenset({pmid(7), W, DOI})) == first
    assert merged == [(first, second)]
    assert known.ids(first) == {pmid(7), W, DOI}


def test_what_was_joined_and_is_told_apart_is_named_once() -> None:
    """A preprint with a PMID that turns out to be the published form's."""
    known, _ = names()
    preprint = ArticleId(Scheme.DOI, "10.1101/2021.03.04.433962")
    known.tie({pmid(7), preprint})
    assert known.take_parted() == []
    known.tie({pmid(7), DOI})
    assert known.key(preprint) != known.key(pmid(7)) == known.key(DOI)
    assert known.take_parted() == [known.key(pmid(7))]
    assert known.take_parted() == []


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


def test_an_id_goes_to_the_pmid_that_is_tied_to_it_directly_however_late_that_is_heard() -> None:
    known, _ = names()
    known.tie(frozenset({pmid(2), DOI}))
    known.tie(frozenset({W, DOI}))
    known.tie(frozenset({pmid(1), W}))
    assert known.key(W) == new_id(pmid(1))
    assert known.key(DOI) == new_id(pmid(2))


def test_a_better_id_gives_the_article_another_key_and_says_so() -> None:
    known, merged = names()
    before = known.key(W)
    assert known.tie(frozenset({W, pmid(3)})) == new_id(pmid(3))
    assert merged == [(new_id(pmid(3)), before)]


def test_what_the_store_holds_to_be_one_article_is_one() -> None:
    known, merged = names()
    first, second = known.key(DOI), known.key(W)
    known.adopt({DOI: "theirs", W: "theirs"})
    assert known.key(W) == first
    assert merged == [(first, second)]


def test_the_store_cannot_fuse_two_pmids_either() -> None:
    known, merged = names()
    known.adopt({pmid(1): "theirs", pmid(2): "theirs"})
    assert known.key(pmid(1)) != known.key(pmid(2))
    assert merged == []


ANY_ID = st.sampled_from([*map(pmid, range(1, 4)), W, DOI, PMC, ArticleId(Scheme.DOI, "10.1/b")])


@given(st.lists(st.frozensets(ANY_ID, min_size=1, max_size=3), min_size=1, max_size=4))
def test_the_order_in_which_records_are_heard_does_not_matter(records: list[frozenset[ArticleId]]) -> None:
    outcomes = []
    for order in permutations(records):
        known, _ = names()
        for ids in order:
            known.tie(ids)
        outcomes.append({id_: known.key(id_) for ids in records for id_ in ids})
    assert all(outcome == outcomes[0] for outcome in outcomes)
    for key in outcomes[0].values():
        assert sum(id_.scheme is Scheme.PMID for id_ in {i for i, k in outcomes[0].items() if k == key}) < 2
