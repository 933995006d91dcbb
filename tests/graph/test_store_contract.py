"""What every store does, whichever engine answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from graph.errors import NotFound
from graph.model import (
    Author,
    Batch,
    Citation,
    Cut,
    Direction,
    HarvestState,
    Loose,
    Notice,
    NoticeKind,
    Retraction,
    Similarity,
    SourceOutcome,
    Topic,
    VisitState,
)
from graph.store import Store
from tests.graph.asking import article, count
from tests.graph.dumping import dump
from tests.graph.making import DAWN, at, batch, cites, doi, openalex, own, pmid, record, visit, walk
from tests.stores import StoreAddress


def citations(store: Store) -> list[dict[str, object]]:
    rows = store.read(
        "MATCH (a:Article)-[c:CITES]->(b:Article) RETURN a.id AS citing, b.id AS cited, properties(c) AS c "
        "ORDER BY citing, cited"
    )
    return [dict(row) for row in rows]


class TestArticles:
    def test_a_record_becomes_an_article_with_its_ids(self, store: Store) -> None:
        applied = store.apply(batch(record(pmid(1), doi("a"), title="Asthma", year=2001)))
        assert applied.new_articles == 1
        assert applied.owners[pmid(1)] == applied.owners[doi("a")]
        found = article(store, pmid(1))
        assert (found["pmid"], found["doi"], found["title"], found["year"]) == ("1", "10.1000/a", "Asthma", 2001)
        assert found["sources"] == ["ncbi"]
        assert "stub" not in found
        assert count(store, "(:Identifier)-[:IDENTIFIES]->(:Article)") == 2

    def test_an_article_of_which_only_an_id_is_known_is_a_stub(self, store: Store) -> None:
        store.apply(batch(doi("x")))
        assert article(store, doi("x"))["stub"] is True
        assert article(store, doi("x"))["doi"] == "10.1000/x"

    def test_a_described_stub_is_none(self, store: Store) -> None:
        before = store.apply(batch(doi("x"))).owners[doi("x")]
        after = store.apply(batch(record(doi("x"), title="Known now"), hours=1)).owners[doi("x")]
        assert before == after
        assert "stub" not in article(store, doi("x"))

    def test_a_stub_never_takes_away_what_is_known(self, store: Store) -> None:
        store.apply(batch(record(doi("x"), title="Known")))
        store.apply(batch(doi("x"), hours=1))
        assert article(store, doi("x"))["title"] == "Known"
        assert "stub" not in article(store, doi("x"))

    def test_times_are_utc_text_and_first_seen_stays(self, store: Store) -> None:
        store.apply(batch(pmid(1)))
        store.apply(batch(pmid(1), hours=5))
        found = article(store, pmid(1))
        assert found["first_seen"] == "2026-01-02T03:04:05.000000Z"
        assert found["last_seen"] == "2026-01-02T08:04:05.000000Z"

    def test_a_late_batch_does_not_turn_last_seen_back(self, store: Store) -> None:
        store.apply(batch(pmid(1), pmid(2), cites(pmid(1), pmid(2)), hours=5))
        store.apply(batch(pmid(1), pmid(2), cites(pmid(1), pmid(2)), hours=2))
        assert article(store, pmid(1))["last_seen"] == "2026-01-02T08:04:05.000000Z"
        assert citations(store)[0]["c"]["last_seen"] == "2026-01-02T08:04:05.000000Z"  # type: ignore[index]

    def test_nothing_unknown_is_written_as_an_empty_text(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), title="A", abstract="", journal=" ", year=None)))
        assert not [value for value in article(store, pmid(1)).values() if value in ("", None)]

    def test_zero_is_kept_and_blank_is_not_known(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), title="A", cited_by_count=0)))
        assert article(store, pmid(1))["cited_by_count"] == 0
        assert "reference_count" not in article(store, pmid(1))

    def test_the_better_source_of_a_field_stands_in_any_order(self, store: Store) -> None:
        good, poor = record(pmid(1), title="Good", year=2000), record(pmid(1), source="s2", title="Poor", year=1999)
        store.apply(batch(good))
        store.apply(batch(poor, hours=1))
        store.apply(batch(replace(poor, ids=frozenset({pmid(2)}))))
        store.apply(batch(replace(good, ids=frozenset({pmid(2)})), hours=1))
        for number in (1, 2):
            assert article(store, pmid(number))["title"] == "Good"
            assert article(store, pmid(number))["sources"] == ["ncbi", "s2"]

    def test_an_id_never_seen_has_no_owner(self, store: Store) -> None:
        assert store.owners([pmid(404), own("nobody")]) == {}

    def test_our_own_id_finds_its_article(self, store: Store) -> None:
        owner = store.apply(batch(pmid(1))).owners[pmid(1)]
        assert store.owners([own(owner)]) == {own(owner): owner}

    def test_an_id_that_a_file_brings_is_kept(self, store: Store) -> None:
        applied = store.apply(batch(record(own("P17"), doi("p"), source="csv", title="From a file")))
        assert applied.owners[doi("p")] == "P17"
        assert store.owners([own("P17"), doi("p")]) == {own("P17"): "P17", doi("p"): "P17"}

    def test_a_files_id_of_a_known_article_becomes_another_name_of_it(self, store: Store) -> None:
        known = store.apply(batch(record(doi("p"), title="Known"))).owners[doi("p")]
        applied = store.apply(batch(record(own("P17"), doi("p"), source="csv", title="From a file"), hours=1))
        assert applied.owners[own("P17")] == known
        assert store.owners([own("P17")]) == {own("P17"): known}
        assert count(store, "(:Article)") == 1


class TestWhatHangsOnArticles:
    def test_authors_keep_their_order(self, store: Store) -> None:
        authors = (Author("Zed Q"), Author("Abe R", "0000-0001-2345-6789"), Author("Zed Q"))
        store.apply(batch(record(pmid(1), title="A", authors=authors)))
        rows = store.read("MATCH (p:Author)-[w:WROTE]->() RETURN w.position AS i, p.name AS name, p.orcid AS orcid")
        assert sorted((row["i"], row["name"], row["orcid"]) for row in rows) == [
            (1, "Zed Q", None),
            (2, "Abe R", "0000-0001-2345-6789"),
            (3, "Zed Q", None),
        ]

    def test_a_better_list_of_authors_replaces_the_other(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), source="icite", title="A", authors=(Author("Z Q"), Author("A R")))))
        store.apply(batch(record(pmid(1), title="A", authors=(Author("Zed Q"),)), hours=1))
        store.apply(batch(record(pmid(1), source="icite", title="A", authors=(Author("Z Q"), Author("A R"))), hours=2))
        assert [row["name"] for row in store.read("MATCH (p:Author)-->() RETURN p.name AS name")] == ["Zed Q"]
        assert count(store, "(:Author)") == 1

    def test_one_journal_of_an_issn_however_it_is_spelled(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), title="A", journal="J Clin Invest", issn="0021-9738")))
        store.apply(batch(record(pmid(2), title="B", journal="Journal of Clinical Investigation", issn="0021-9738")))
        rows = store.read("MATCH (j:Journal) RETURN j.title AS title, j.issn AS issn")
        assert [dict(row) for row in rows] == [{"title": "Journal of Clinical Investigation", "issn": "0021-9738"}]
        assert count(store, "(:Article)-[:PUBLISHED_IN]->(:Journal)") == 2

    def test_an_article_is_in_one_journal(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), source="icite", title="A", journal="J A")))
        store.apply(batch(record(pmid(1), title="A", journal="Journal A"), hours=1))
        rows = store.read("MATCH (:Article)-[:PUBLISHED_IN]->(j) RETURN j.title AS title")
        assert [row["title"] for row in rows] == ["Journal A"]
        assert article(store, pmid(1))["journal"] == "Journal A"

    def test_articles_that_are_divided_have_the_authors_that_are_told_of_each(self, store: Store) -> None:
        one = record(doi("a"), openalex(1), source="crossref", title="One", authors=(Author("Both A"),))
        store.apply(batch(one, record(pmid(1), openalex(1), title="One")))
        store.apply(batch(record(pmid(2), doi("a"), source="s2", title="Two", authors=(Author("Two B"),)), hours=1))
        names = "MATCH (a:Article)<-[:WROTE]-(p:Author) RETURN a.pmid AS pmid, p.name AS name ORDER BY pmid"
        assert [(row["pmid"], row["name"]) for row in store.read(names)] == [("1", "Both A"), ("2", "Two B")]
        store.apply(batch(record(pmid(1), source="s2", authors=(Author("One C"),)), hours=2))
        assert [(row["pmid"], row["name"]) for row in store.read(names)] == [("1", "One C"), ("2", "Two B")]

    def test_topics_of_all_sources_are_kept(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), title="A", topics=(Topic("Asthma", "MeSH"),))))
        store.apply(batch(record(pmid(1), source="openalex", topics=(Topic("asthma", "OpenAlex"),)), hours=1))
        rows = store.read("MATCH (:Article)-[:ABOUT]->(t:Topic) RETURN t.name AS name, t.scheme AS scheme")
        assert sorted((row["name"], row["scheme"]) for row in rows) == [("Asthma", "MeSH"), ("asthma", "OpenAlex")]

    def test_a_retraction_leads_to_its_notice(self, store: Store) -> None:
        said = Retraction(pmid(9), "2022-06-01", "ncbi")
        store.apply(batch(record(pmid(1), title="A", is_retracted=True, retraction=said), pmid(9)))
        assert article(store, pmid(1))["is_retracted"] is True
        rows = store.read("MATCH (a)-[:RETRACTED_BY]->(b) RETURN a.pmid AS a, b.pmid AS b")
        assert [dict(row) for row in rows] == [{"a": "1", "b": "9"}]

    def test_a_notice_that_is_not_in_the_graph_makes_no_article(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), title="A", retraction=Retraction(pmid(9), None, "ncbi"))))
        assert count(store, "(:Article)") == 1

    def test_a_notice_that_comes_later_is_tied_to_the_article_it_retracts(self, store: Store) -> None:
        said = Retraction(pmid(9), None, "ncbi")
        store.apply(batch(record(doi("a"), source="crossref", title="A", retraction=said), pmid(2)))
        store.apply(batch(record(pmid(1), doi("a"), title="A"), hours=1))
        store.apply(batch(doi("n"), hours=2))
        assert count(store, "()-[:RETRACTED_BY]->()") == 0
        store.apply(batch(record(pmid(9), doi("n"), title="Retraction of A"), hours=3))
        store.apply(batch(pmid(9), hours=4))
        rows = store.read("MATCH (a)-[:RETRACTED_BY]->(b) RETURN a.pmid AS a, b.pmid AS b")
        assert [dict(row) for row in rows] == [{"a": "1", "b": "9"}]
        assert store.read("MATCH (c:Citewalk) RETURN c.awaited AS awaited")[0]["awaited"] is None

    def test_notices_and_numbers_of_all_sources_are_kept(self, store: Store) -> None:
        notice = Notice(NoticeKind.CONCERN, doi("n"), "2021-05", "crossref")
        loose = (Loose(2, "A book"), Loose(11, "Me"))
        store.apply(batch(record(pmid(1), title="A", reference_count=12, loose=loose, notices=())))
        crossref = record(pmid(1), doi("a"), source="crossref", reference_count=0, cited_by_count=3, notices=(notice,))
        store.apply(batch(crossref, hours=1))
        store.apply(batch(replace(crossref, cited_by_count=4, notices=None), hours=2))
        found = article(store, pmid(1))
        assert (found["concerns"], found["concern_date"], found["corrections"]) == ([str(doi("n"))], "2021-05", [])
        assert found["unresolved_references"] == ["2 A book", "11 Me"]
        assert found["references_reported"] == ["crossref=0", "ncbi=12"]
        assert found["citing_reported"] == ["crossref=4"]

    def test_similar_articles_keep_score_and_source(self, store: Store) -> None:
        similar = Similarity(pmid(1), pmid(2), 0.5, "ncbi")
        for hours in (0, 1):
            store.apply(replace(batch(pmid(1), pmid(2), hours=hours), similarities=(similar,)))
        rows = store.read("MATCH (a)-[s:SIMILAR_TO]->(b) RETURN a.pmid AS a, b.pmid AS b, properties(s) AS s")
        assert [dict(row) for row in rows] == [{"a": "1", "b": "2", "s": {"score": 0.5, "source": "ncbi"}}]

    def test_a_cut_hub_says_how_many_were_left_out(self, store: Store) -> None:
        store.apply(replace(batch(pmid(1)), cuts=(Cut(pmid(1), 5000, 1000),)))
        found = article(store, pmid(1))
        assert (found["citing_found"], found["citing_kept"]) == (5000, 1000)

    def test_a_cut_ends_when_all_that_was_known_is_followed(self, store: Store) -> None:
        def cut(found: int, kept: int) -> tuple[object, object]:
            store.apply(replace(batch(pmid(1)), cuts=(Cut(pmid(1), found, kept),)))
            node = article(store, pmid(1))
            return node.get("citing_found"), node.get("citing_kept")

        assert cut(5, 5) == (None, None)
        assert cut(5000, 1000) == (5000, 1000)
        assert cut(30, 30) == (5000, 1000), "a source that fails today knows fewer"
        assert cut(4990, 4990) == (5000, 4990)
        assert cut(5001, 5001) == (None, None)


class TestCitations:
    def test_a_citation_goes_from_citing_to_cited(self, store: Store) -> None:
        applied = store.apply(batch(pmid(1), pmid(2), cites(pmid(1), pmid(2)), harvest=walk()))
        assert applied.new_citations == 1
        (only,) = citations(store)
        assert (only["citing"], only["cited"]) == (applied.owners[pmid(1)], applied.owners[pmid(2)])
        assert only["c"] == {
            "sources": ["ncbi"],
            "first_seen": "2026-01-02T03:04:05.000000Z",
            "last_seen": "2026-01-02T03:04:05.000000Z",
            "harvest": "h1",
        }

    def test_sources_are_a_sorted_union(self, store: Store) -> None:
        pair = pmid(1), pmid(2)
        store.apply(batch(*pair, cites(*pair, "openalex"), harvest=walk("h1")))
        store.apply(batch(cites(*pair, "icite"), cites(*pair, "s2"), hours=1, harvest=walk("h2")))
        store.apply(batch(cites(*pair, "crossref"), hours=2))
        (only,) = citations(store)
        assert only["c"] == {
            "sources": ["crossref", "icite", "openalex", "s2"],
            "first_seen": "2026-01-02T03:04:05.000000Z",
            "last_seen": "2026-01-02T05:04:05.000000Z",
            "harvest": "h1",
        }

    def test_a_source_that_a_user_wrote_is_kept(self, store: Store) -> None:
        pair = pmid(1), pmid(2)
        store.apply(batch(*pair, cites(*pair)))
        store.query("MATCH ()-[c:CITES]->() SET c.sources = ['ncbi', 'my notes']", write=True)
        store.apply(batch(cites(*pair, "icite"), hours=1))
        assert citations(store)[0]["c"]["sources"] == ["icite", "ncbi", "my notes"]  # type: ignore[index]

    def test_citations_in_a_circle_are_three(self, store: Store) -> None:
        ring = [cites(pmid(1), pmid(2)), cites(pmid(2), pmid(3)), cites(pmid(3), pmid(1))]
        assert store.apply(batch(pmid(1), pmid(2), pmid(3), *ring)).new_citations == 3

    def test_a_citation_of_an_unknown_article_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="pmid:9 belongs to no article"):
            store.apply(batch(pmid(1), cites(pmid(1), pmid(9))))
        assert count(store, "(:Article)") == 0

    def test_an_article_does_not_cite_its_other_id(self, store: Store) -> None:
        applied = store.apply(batch(record(pmid(1), doi("a"), title="A"), cites(pmid(1), doi("a"))))
        assert applied.new_citations == 0
        assert citations(store) == []

    def test_a_batch_larger_than_a_portion_is_whole(self, store: Store) -> None:
        many = [pmid(number) for number in range(1, 5203)]
        applied = store.apply(batch(*many, *(cites(new, old) for old, new in pairwise(many))))
        assert applied.new_articles == 5202
        assert applied.new_citations == 5201
        assert set(applied.owners) == set(many)


class TestHarvests:
    def test_a_harvest_comes_back_as_it_was_written(self, store: Store) -> None:
        harvest = walk(
            state=HarvestState.INCOMPLETE,
            seeds=("pmid:1", "doi:10.1/x"),
            parameters={"depth": 2, "direction": "both", "from_year": None, "sources": ["icite"]},
            finished=at(1),
            counts={"articles": 3, "stubs": 0},
            outcomes={"icite": SourceOutcome("incomplete", "did not answer", 7)},
            process="host:17:1",
            updated=at(2),
        )
        store.write_harvest(harvest)
        assert store.harvest("h1") == harvest
        store.write_harvest(replace(harvest, process=None, finished=None))
        assert store.harvest("h1") == replace(harvest, process=None, finished=None)

    def test_an_unknown_harvest_is_none(self, store: Store) -> None:
        assert store.harvest("nothing") is None
        assert store.harvests() == []

    def test_the_newest_harvest_is_first(self, store: Store) -> None:
        for name, hours in (("old", 0), ("new", 5), ("middle", 3)):
            store.write_harvest(walk(name, started=at(hours)))
        assert [harvest.id for harvest in store.harvests()] == ["new", "middle", "old"]

    def test_progress_is_written_with_its_data(self, store: Store) -> None:
        parts = [visit(pmid(1), 0, direction=Direction.SEED), visit(pmid(2), 1, VisitState.PENDING)]
        store.apply(batch(pmid(1), pmid(2), *parts, harvest=walk()))
        rows = store.read("MATCH (h:Harvest)-[r:REACHED]->(a) RETURN h.id AS h, a.pmid AS a, properties(r) AS r")
        assert sorted((row["h"], row["a"]) for row in rows) == [("h1", "1"), ("h1", "2")]
        told = {row["a"]: row["r"] for row in rows}
        assert told["1"] == {"depth": 0, "state": "done", "direction": "seed"}
        assert told["2"] == {"depth": 1, "state": "pending", "direction": "references"}

    def test_progress_moves_on_and_depth_only_down(self, store: Store) -> None:
        store.apply(batch(pmid(2), visit(pmid(2), 2, VisitState.PENDING), harvest=walk()))
        failed = replace(visit(pmid(2), 3, VisitState.FAILED), reason="no source knows it")
        store.apply(batch(failed, hours=1, harvest=walk()))
        assert store.read("MATCH ()-[r:REACHED]->() RETURN properties(r) AS r")[0]["r"] == {
            "depth": 2,
            "state": "failed",
            "direction": "references",
            "reason": "no source knows it",
        }
        store.apply(batch(visit(pmid(2), 1), hours=2, harvest=walk()))
        rows = store.read("MATCH ()-[r:REACHED]->() RETURN properties(r) AS r")
        assert [row["r"] for row in rows] == [{"depth": 1, "state": "done", "direction": "references"}]

    def test_visits_without_a_harvest_are_a_mistake(self, store: Store) -> None:
        with pytest.raises(ValueError, match="harvest"):
            store.apply(batch(pmid(1), visit(pmid(1), 0)))


class TestRepeating:
    def everything(self, hours: int) -> Batch:
        one = record(
            pmid(1),
            doi("a"),
            title="Asthma",
            year=2001,
            rcr=1.5,
            cited_by_count=3,
            journal="Chest",
            issn="0012-3692",
            keywords=("air", "lung"),
            authors=(Author("Zed Q"), Author("Abe R", "0000-0001")),
            topics=(Topic("Asthma", "MeSH"),),
            retraction=Retraction(pmid(3), "2020", "ncbi"),
        )
        two = record(pmid(2), source="icite", title="Breath", authors=())
        parts = [one, two, pmid(3), doi("stub"), cites(pmid(1), pmid(2)), cites(pmid(2), doi("stub"), "icite")]
        whole = batch(*parts, visit(pmid(1), 0), visit(pmid(3), 1), hours=hours, harvest=walk())
        return replace(whole, similarities=(Similarity(pmid(1), pmid(3), 0.25, "ncbi"),), cuts=(Cut(pmid(2), 9, 4),))

    def test_a_second_time_changes_nothing_but_last_seen(self, store: Store) -> None:
        store.apply(self.everything(0))
        before = dump(store)
        applied = store.apply(self.everything(7))
        assert (applied.new_articles, applied.new_citations, applied.merged, applied.conflicts) == (0, 0, (), ())
        assert dump(store) == before

    def test_the_same_batch_at_the_same_time_changes_nothing_at_all(self, store: Store) -> None:
        store.apply(self.everything(0))
        changed = ("our turn",)
        before = [line for line in dump(store, but=changed) if "Citewalk" not in line]
        store.apply(self.everything(0))
        assert [line for line in dump(store, but=changed) if "Citewalk" not in line] == before

    def test_an_empty_batch_is_nothing(self, store: Store) -> None:
        assert store.apply(Batch(at=DAWN)).new_articles == 0
        assert count(store, "(:Article)") == 0

    def test_a_second_store_sees_what_the_first_wrote(self, store: Store, store_address: StoreAddress) -> None:
        owner = store.apply(batch(pmid(1))).owners[pmid(1)]
        with store_address.open() as again:
            assert again.owners([pmid(1)]) == {pmid(1): owner}


class TestIdentity:
    def test_a_record_that_ties_two_articles_makes_them_one(self, store: Store) -> None:
        old = store.apply(batch(doi("a"))).owners[doi("a")]
        new = store.apply(batch(pmid(1), hours=1)).owners[pmid(1)]
        applied = store.apply(batch(record(pmid(1), doi("a"), title="One"), hours=2))
        assert applied.merged == ((old, new),)
        assert count(store, "(:Article)") == 1
        assert store.owners([pmid(1), doi("a"), own(new), own(old)]) == {
            pmid(1): old,
            doi("a"): old,
            own(new): old,
            own(old): old,
        }

    def test_a_merge_moves_every_relationship(self, store: Store) -> None:
        others = [pmid(number) for number in (7, 8, 9)]
        first = batch(
            doi("a"),
            *others,
            cites(doi("a"), pmid(7), "openalex"),
            cites(pmid(8), doi("a"), "openalex"),
            visit(doi("a"), 2, VisitState.PENDING),
            harvest=walk(),
        )
        store.apply(first)
        second = batch(
            record(pmid(1), source="icite", journal="Chest", title="Two", authors=(Author("Zed Q"),)),
            cites(pmid(1), pmid(7), "icite"),
            cites(pmid(9), pmid(1), "icite"),
            visit(pmid(1), 1),
            hours=1,
            harvest=walk(),
        )
        store.apply(replace(second, similarities=(Similarity(pmid(1), pmid(8), 1.0, "ncbi"),)))
        applied = store.apply(batch(record(pmid(1), doi("a"), title="One"), hours=2))
        survivor = applied.owners[pmid(1)]
        numbers = {owner: id_.value for id_, owner in store.owners(others).items()} | {survivor: "a"}
        found = {(numbers[str(c["citing"])], numbers[str(c["cited"])]): c["c"]["sources"] for c in citations(store)}  # type: ignore[index]
        assert found == {("a", "7"): ["icite", "openalex"], ("8", "a"): ["openalex"], ("9", "a"): ["icite"]}
        reached = store.read("MATCH ()-[r:REACHED]->(a {id: $id}) RETURN properties(r) AS r", {"id": survivor})
        assert [row["r"] for row in reached] == [{"depth": 1, "state": "done", "direction": "references"}]
        assert count(store, "(:Author {name: 'Zed Q'})-[:WROTE]->(:Article {title: 'One'})") == 1
        assert count(store, "(:Article {title: 'One'})-[:PUBLISHED_IN]->(:Journal {title: 'Chest'})") == 1
        assert count(store, "(:Article {title: 'One'})-[:SIMILAR_TO]->(:Article {pmid: '8'})") == 1
        moved = next(c["c"] for c in citations(store) if c["c"]["sources"] == ["icite", "openalex"])  # type: ignore[index]
        assert (moved["first_seen"], moved["last_seen"]) == (  # type: ignore[index]
            "2026-01-02T03:04:05.000000Z",
            "2026-01-02T04:04:05.000000Z",
        )

    def test_articles_that_cite_each_other_and_become_one_do_not_cite_themselves(self, store: Store) -> None:
        store.apply(batch(pmid(1), doi("a"), cites(pmid(1), doi("a")), cites(doi("a"), pmid(1))))
        store.apply(batch(record(pmid(1), doi("a"), title="One"), hours=1))
        assert citations(store) == []

    def test_two_pmids_of_one_doi_stay_two_articles_and_the_conflict_is_kept(
        self, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        store.apply(batch(record(pmid(1), doi("a"), title="One")))
        with caplog.at_level("WARNING"):
            applied = store.apply(batch(record(pmid(2), doi("a"), source="openalex", title="Two"), hours=1))
        assert len(set(store.owners([pmid(1), pmid(2)]).values())) == 2
        assert len(applied.conflicts) == 1
        assert "Kept apart" in caplog.text
        assert count(store, "(:Conflict)") == 1
        again = store.apply(batch(record(pmid(2), doi("a"), source="openalex", title="Two"), hours=2))
        assert again.conflicts == ()
        assert count(store, "(:Conflict)") == 1

    def test_only_the_ids_that_an_article_holds_stand_in_its_columns(self, store: Store) -> None:
        store.apply(batch(record(pmid(1), doi("a"), title="One")))
        store.apply(batch(record(pmid(2), doi("a"), title="Two"), hours=1))
        assert article(store, pmid(1))["doi"] == "10.1000/a"
        assert "doi" not in article(store, pmid(2))

    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
    def test_the_order_in_which_records_arrive_does_not_matter(self, store: Store, order: tuple[int, ...]) -> None:
        records = [
            record(pmid(1), doi("a"), title="One", year=2001),
            record(openalex(1), doi("a"), source="openalex", title="Uno", cited_by_count=4),
            record(openalex(1), doi("b"), source="s2", abstract="Text"),
            record(pmid(2), doi("b"), source="icite", title="Two"),
        ]
        for hours, number in enumerate(order):
            store.apply(batch(records[number], hours=hours))
        owners = store.owners([pmid(1), pmid(2), doi("a"), doi("b"), openalex(1)])
        assert owners[pmid(1)] == owners[doi("a")] == owners[openalex(1)]
        assert owners[pmid(2)] == owners[doi("b")] != owners[pmid(1)]
        assert article(store, pmid(1))["title"] == "One"
        assert article(store, pmid(1))["cited_by_count"] == 4
        assert article(store, pmid(2))["title"] == "Two"
        assert "cited_by_count" not in article(store, pmid(2))

    def test_a_chain_of_merges_ends_at_the_oldest(self, store: Store) -> None:
        ids = [doi("a"), openalex(1), pmid(1)]
        owners = [store.apply(batch(id_, hours=hours)).owners[id_] for hours, id_ in enumerate(ids)]
        store.apply(batch(record(pmid(1), openalex(1), source="openalex", title="x"), hours=3))
        store.apply(batch(record(openalex(1), doi("a"), source="openalex", title="x"), hours=4))
        assert set(store.owners([*ids, *map(own, owners)]).values()) == {owners[0]}

    def test_a_merge_can_be_undone(self, store: Store) -> None:
        store.apply(batch(record(doi("a"), source="crossref", title="Preprint", authors=(Author("Zed Q"),)), pmid(7)))
        store.apply(batch(record(pmid(1), title="Paper", journal="Chest"), pmid(8), hours=1))
        store.apply(batch(cites(doi("a"), pmid(7)), cites(pmid(1), pmid(7)), cites(pmid(8), pmid(1)), hours=1))
        ours = ("last_seen", "ties", "apart", "undone")
        before = [line for line in dump(store, but=ours) if "Citewalk" not in line]
        wrong = record(doi("a"), pmid(1), source="s2")
        ((survivor, absorbed),) = store.apply(batch(wrong, hours=2)).merged
        assert store.undo_merge(absorbed) == survivor
        after = [
            line for line in dump(store, but=ours) if not any(x in line for x in ("Citewalk", "Merge", "citewalk"))
        ]
        assert after == before
        assert [merge["id"] for merge in store.merges() if merge["undone"]] == [absorbed]

    def test_what_was_set_apart_stays_apart(self, store: Store) -> None:
        store.apply(batch(doi("a")))
        store.apply(batch(pmid(1), hours=1))
        wrong = record(doi("a"), pmid(1), source="s2", title="Both")
        ((survivor, absorbed),) = store.apply(batch(wrong, hours=2)).merged
        store.undo_merge(absorbed)
        assert store.apply(batch(wrong, hours=3)).merged == ()
        assert store.owners([doi("a"), pmid(1)]) == {doi("a"): survivor, pmid(1): absorbed}

    def test_there_is_no_merge_to_undo(self, store: Store) -> None:
        with pytest.raises(NotFound):
            store.undo_merge("nothing")


def test_a_graph_of_citations_is_one_transaction(store: Store) -> None:
    """What fails at its end has left nothing."""
    bad = Citation(pmid(1), pmid(404), "ncbi")
    with pytest.raises(ValueError, match="404"):
        store.apply(batch(record(pmid(1), title="A"), pmid(2), bad))
    assert count(store, "(n) WHERE NOT n:Citewalk") == 0
