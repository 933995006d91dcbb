"""Preprints and their published forms, and refused ties, whichever engine keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.model import Conflict, Loose, Version
from graph.store import Store
from tests.graph.asking import article, count
from tests.graph.making import batch, doi, openalex, pmid, preprint, record


class TestVersions:
    def versions(self, store: Store) -> list[tuple[object, ...]]:
        rows = store.read(
            "MATCH (a)-[v:VERSION_OF]->(b) "
            "RETURN a.doi AS preprint, coalesce(b.pmid, b.doi) AS published, v.sources AS sources "
            "ORDER BY preprint, published"
        )
        return [tuple(row.values()) for row in rows]

    def test_a_preprint_listed_with_its_published_form_becomes_an_article_of_its_own(
        self, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        both = record(pmid(1), doi("a"), preprint(1), openalex(1), source="openalex", title="Paper")
        with caplog.at_level("WARNING"):
            applied = store.apply(batch(both))
        assert (applied.new_articles, applied.conflicts, caplog.text) == (2, (), "")
        assert self.versions(store) == [(preprint(1).value, "1", ["openalex"])]
        assert article(store, pmid(1))["title"] == "Paper"
        assert article(store, preprint(1))["stub"] is True

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_a_published_doi_that_comes_later_frees_the_preprint(self, store: Store, order: tuple[int, int]) -> None:
        records = [
            record(openalex(1), preprint(1), pmid(1), source="openalex", title="Paper", cited_by_count=4),
            record(pmid(1), doi("a"), source="icite", title="The paper"),
        ]
        for hours, number in enumerate(order):
            store.apply(batch(records[number], hours=hours))
        found = article(store, pmid(1))
        assert (found["doi"], found["openalex"], found["title"]) == (doi("a").value, "W1", "The paper")
        assert found["cited_by_count"] == 4
        assert self.versions(store) == [(preprint(1).value, "1", ["openalex"])]

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
    def test_what_was_said_of_the_preprint_goes_with_it(self, store: Store, order: tuple[int, ...]) -> None:
        records = [
            record(openalex(1), preprint(1), pmid(1), source="openalex", title="Paper", cited_by_count=4),
            record(preprint(1), source="crossref", title="Draft", cited_by_count=7, loose=(Loose(1, "A book"),)),
            record(pmid(1), doi("a"), source="icite", title="The paper", cited_by_count=5),
        ]
        for hours, number in enumerate(order):
            store.apply(batch(records[number], hours=hours))
        draft, paper = article(store, preprint(1)), article(store, pmid(1))
        assert (draft["title"], draft["citing_reported"]) == ("Draft", ["crossref=7"])
        assert draft["unresolved_references"] == ["1 A book"]
        assert (paper["title"], paper["citing_reported"]) == ("The paper", ["icite=5", "openalex=4"])
        assert "unresolved_references" not in paper
        store.apply(batch(records[0], hours=3))
        assert self.versions(store) == [(preprint(1).value, "1", ["openalex"])]

    def test_versions_are_stated_by_a_sorted_union_of_sources(self, store: Store) -> None:
        said = [Version(preprint(1), doi("a"), source) for source in ("s2", "crossref")]
        store.apply(replace(batch(preprint(1), doi("a")), versions=(said[0],)))
        store.apply(replace(batch(hours=1), versions=(said[1],)))
        store.apply(batch(record(doi("a"), preprint(1), source="openalex"), hours=2))
        assert self.versions(store) == [(preprint(1).value, doi("a").value, ["crossref", "openalex", "s2"])]
        row = store.read("MATCH ()-[v:VERSION_OF]->() RETURN v.first_seen < v.last_seen AS grew")[0]
        assert row["grew"] is True

    def test_a_version_that_nobody_has_fetched_makes_no_article(self, store: Store) -> None:
        store.apply(replace(batch(doi("a")), versions=(Version(preprint(1), doi("a"), "crossref"),)))
        assert self.versions(store) == []
        assert count(store, "(:Article)") == 1

    def test_an_article_is_no_version_of_itself(self, store: Store) -> None:
        one = record(doi("a"), doi("b"), title="Both of the registry", source="crossref")
        store.apply(replace(batch(one), versions=(Version(doi("a"), doi("b"), "s2"),)))
        assert self.versions(store) == []

    def test_a_merge_moves_versions_and_undoing_it_gives_them_back(self, store: Store) -> None:
        said = Version(preprint(1), doi("a"), "crossref")
        store.apply(replace(batch(preprint(1), doi("a")), versions=(said,)))
        store.apply(replace(batch(pmid(1), hours=1), versions=(replace(said, published=pmid(1), source="s2"),)))
        tie = record(pmid(1), doi("a"), source="icite", title="Paper")
        ((_, absorbed),) = store.apply(batch(tie, hours=2)).merged
        assert self.versions(store) == [(preprint(1).value, "1", ["crossref", "s2"])]
        store.undo_merge(absorbed)
        assert self.versions(store) == [
            (preprint(1).value, "1", ["s2"]),
            (preprint(1).value, doi("a").value, ["crossref"]),
        ]


class TestConflicts:
    def test_what_the_walk_refused_is_kept_with_both_sides(self, store: Store) -> None:
        refused = Conflict((pmid(2), doi("a")), "a reference list pairs them, their records do not")
        for hours in (0, 1):
            applied = store.apply(replace(batch(pmid(1), hours=hours), conflicts=(refused, refused)))
            assert applied.conflicts == ()
        rows = store.read("MATCH (c:Conflict) RETURN c.ids AS ids, c.reason AS reason")
        assert [dict(row) for row in rows] == [{"ids": [str(doi("a")), "pmid:2"], "reason": refused.reason}]
