"""Entries that name one work by several ids."""

from __future__ import annotations

from graph.ids import ArticleId, Scheme
from graph.model import Version
from harvest.sources.entries import best_first, entry_of

PMID = ArticleId(Scheme.PMID, "33816816")
PUBLISHED = ArticleId(Scheme.DOI, "10.7717/peerj-cs.163")
PREPRINT = ArticleId(Scheme.DOI, "10.7287/peerj.preprints.26727v1")
EARLIER = ArticleId(Scheme.DOI, "10.48550/arxiv.2101.00001")


def test_a_citation_belongs_to_the_published_form_and_the_preprint_is_its_version() -> None:
    ids, versions = entry_of([PREPRINT, PUBLISHED, PMID], "s")
    assert ids == (PMID, PUBLISHED)
    assert versions == (Version(PREPRINT, PUBLISHED, "s"),)


def test_every_preprint_of_a_work_is_its_version() -> None:
    _, versions = entry_of([PREPRINT, PUBLISHED, EARLIER], "s")
    assert {version.preprint for version in versions} == {PREPRINT, EARLIER}


def test_a_preprint_alone_is_the_article() -> None:
    assert entry_of([PREPRINT], "s") == ((PREPRINT,), ())


def test_beside_two_published_dois_nothing_is_said_of_versions() -> None:
    other = ArticleId(Scheme.DOI, "10.1000/other")
    ids, versions = entry_of([PUBLISHED, other, PREPRINT], "s")
    assert ids == (PUBLISHED, other)
    assert versions == ()


def test_an_id_that_stands_alone_in_its_scheme_is_better_than_one_of_two() -> None:
    other = ArticleId(Scheme.PMID, "5")
    assert best_first([other, PMID, PUBLISHED]) == (PUBLISHED, other, PMID)
    assert best_first([PUBLISHED, PMID, PUBLISHED]) == (PMID, PUBLISHED)


def test_an_entry_without_ids_is_nobody() -> None:
    assert entry_of([], "s") == ((), ())
