"""Lists without rubbish, repeats and the article itself."""

from __future__ import annotations

from graph.ids import ArticleId, Scheme
from harvest.sources.mentions import mentions


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


A, B = doi("10.1000/a"), doi("10.1000/b")


def test_entries_keep_their_order_and_their_ids() -> None:
    found = mentions([[pmid(2), B], [None, A], [pmid(1)]], own=())
    assert [one.ids for one in found] == [(pmid(2), B), (A,), (pmid(1),)]


def test_an_entry_whose_best_id_was_named_before_is_a_repeat() -> None:
    assert len(mentions([[pmid(1), A], [pmid(1)], [A], [pmid(2), A]], own=())) == 2


def test_entries_without_ids_are_no_mentions() -> None:
    assert mentions([[], [None]], own=()) == ()


def test_an_article_does_not_cite_itself_by_any_of_its_ids() -> None:
    assert mentions([[pmid(1)], [A], [A, pmid(2)]], own={pmid(1), A}) == ()


def test_its_own_doi_beside_the_pmid_of_another_is_an_error_of_the_list() -> None:
    (found,) = mentions([[pmid(2), A]], own={pmid(1), A})
    assert found.ids == (pmid(2),)
