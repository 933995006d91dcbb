"""A second harvest of the made-up graph, one day later: three citing articles, and a source that failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from graph.ids import ArticleId, Scheme
from graph.model import Batch, Citation, Direction, HarvestState, Record, Visit, VisitState
from graph.store import Store
from tests.web.made_up import AT, HOSTILE, SEED, harvest, pmid

NEXT_DAY = AT + timedelta(days=1)
LATER = "h20261123-100000-made"


def late(k: int) -> ArticleId:
    """One of the articles that came later."""
    return ArticleId(Scheme.PMID, str(31_000_000 + k))


def add_news(store: Store) -> None:
    """Numbers 1 to 3 cite the seed, the first also an article that is new itself; the second has a hostile title."""
    titles = {1: "A new view of nerve blocks after hip fracture", 2: HOSTILE, 3: None}
    records = [
        Record(source="ncbi", ids=frozenset({late(k)}), title=title, year=2026 if title else None)
        for k, title in titles.items()
    ]
    cited = Record(
        source="ncbi", ids=frozenset({late(9)}), title="An old article that nobody here had cited", year=1999
    )
    pairs = [
        (late(1), SEED),
        (late(2), SEED),
        (late(3), SEED),
        (late(1), late(9)),
        (late(1), pmid(4)),
        (pmid(7), pmid(4)),
    ]
    ids = [late(k) for k in (1, 2, 3, 9)]
    store.apply(
        Batch(
            at=NEXT_DAY,
            records=(*records, cited),
            citations=tuple(Citation(a, b, source) for a, b in pairs for source in ("icite", "ncbi")),
            visits=tuple(Visit(id_, 1, VisitState.DONE, Direction.CITED_BY) for id_ in ids),
            harvest=replace(harvest(LATER, state=HarvestState.INCOMPLETE), started=NEXT_DAY, finished=NEXT_DAY),
        )
    )
