"""What is new after harvests of a source that gains citing articles, loses some, merges ids, and fails once."""

from __future__ import annotations

from graph.model import Harvest, HarvestState
from graph.news import News, Since
from graph.news_reading import read_news, read_since
from graph.store import Store
from graph.times import as_text
from harvest.demo.ncbi_replay import Reply
from harvest.sources import SOURCES
from harvest.sources.base import Request
from harvest.walk import Walk, WalkOptions
from tests.changing import FIRST, GAINED, LATER, MERGED, NAMES, ONLY_IN_OPENALEX, SEED
from tests.emulation import Emulation
from tests.walking import Wire, begun
from tests.worlds import World, pmid


def out_of_order(request: Request) -> Reply | None:
    """OpenAlex has a bad day."""
    return Reply(500, {"Content-Type": "text/plain"}, b"out of order") if request.source == "openalex" else None


def harvest(store: Store, name: str, seen: World, *, failing: bool = False) -> Harvest:
    wire = Wire(Emulation(seen), before=out_of_order if failing else lambda _: None)
    fresh = begun([pmid(SEED)], name)
    store.write_harvest(fresh)
    sources = {source: SOURCES[source].build(True) for source in NAMES}
    return Walk(fresh, WalkOptions(depth=1), sources=sources, left_out={}, line=wire, sink=store).run([pmid(SEED)])


def since(store: Store, name: str) -> News:
    return read_news(store, read_since(store, name))


def told(news: News) -> set[str]:
    """The new articles, each of which cites the seed anew, and nothing else is told."""
    assert {one.citing.id for one in news.citations} == {article.id for article in news.articles}
    assert {one.cited.pmid for one in news.citations} <= {pmid(SEED).value}
    assert len(news.citations) == len(news.articles)
    return {article.handle for article in news.articles}


def test_exactly_the_ten_that_were_gained_are_news(store: Store) -> None:
    assert harvest(store, "first", FIRST).state is HarvestState.COMPLETE
    assert harvest(store, "unlucky", LATER, failing=True).state is HarvestState.INCOMPLETE
    known_to_pubmed = {str(pmid(n)) for n in GAINED if n not in ONLY_IN_OPENALEX}
    news = since(store, "first")
    assert told(news) == known_to_pubmed
    assert [(gap.harvest, gap.source, gap.answered_by) for gap in news.gaps] == [("unlucky", "openalex", None)]

    last = harvest(store, "second", LATER)
    assert last.state is HarvestState.COMPLETE
    news = since(store, "first")
    assert told(news) == {str(pmid(n)) for n in GAINED}
    assert len(news.articles) == 10
    assert [(gap.harvest, gap.answered_by) for gap in news.gaps] == [("unlucky", "second")]
    by_source = {one.citing.handle: one.sources for one in news.citations}
    assert by_source[str(pmid(21))] == NAMES
    assert by_source[str(pmid(30))] == ("openalex",)
    assert told(since(store, "unlucky")) == {str(pmid(n)) for n in ONLY_IN_OPENALEX}
    assert told(since(store, "second")) == set()
    assert told(read_news(store, Since(as_text(last.finished or last.started)))) == set()
    assert len(store.merges()) == len(MERGED)

    assert harvest(store, "again", FIRST).state is HarvestState.COMPLETE  # those that were lost are back
    assert told(since(store, "second")) == set()
    assert len(told(since(store, "first"))) == 10
