"""What is new after harvests of a source that gains citing articles, loses some, merges ids, and fails once."""

from __future__ import annotations

from collections.abc import Collection

from graph.model import Harvest, HarvestState
from graph.news import News, Since
from graph.news_reading import read_news, read_since
from graph.store import Store
from graph.times import as_text
from harvest.demo.ncbi_replay import Reply
from harvest.sources import SOURCES
from harvest.sources.base import Request
from harvest.walk import Walk, WalkOptions
from tests.emulation import Emulation
from tests.walking import Wire, begun
from tests.worlds import View, World, doi, pmid, whole_world, work

SEED = 0
BEFORE, GAINED, LOST = range(1, 21), range(21, 31), (1, 2, 3)
MERGED, RENAMED = range(4, 9), range(9, 14)
ONLY_IN_OPENALEX = range(26, 31)
REFERENCES = {(SEED, n) for n in range(31, 35)}
NAMES = ("icite", "ncbi", "openalex")


def world(citing: Collection[int], *, later: bool) -> World:
    """The seed, what it cites and what cites it.

    At first OpenAlex states no other ids of the merged articles, so that they look like two each; later it
    does, and has renamed others.
    """
    whole = whole_world(35, {(n, SEED) for n in citing} | REFERENCES)
    shown = {SEED, *citing, *(cited for _, cited in REFERENCES)}
    views = {}
    for name, view in whole.views.items():
        ids = {n: stated for n, stated in view.ids.items() if n in shown}
        if name == "openalex":
            ids |= {n: frozenset({work(n)}) for n in MERGED if not later and n in shown}
            ids |= {n: frozenset({work(n + 500), doi(n)}) for n in RENAMED if later}
            pairs = view.references
        else:
            ids = {n: stated for n, stated in ids.items() if n not in ONLY_IN_OPENALEX}
            pairs = frozenset(pair for pair in view.references if pair[0] in ids)
        views[name] = View(ids, pairs, pairs)
    return whole.seeing(**views)


FIRST = world(BEFORE, later=False)
LATER = world([n for n in (*BEFORE, *GAINED) if n not in LOST], later=True)


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
