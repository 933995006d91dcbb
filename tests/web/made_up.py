"""A small graph about nothing real, written as a walk would write it: a source article and what stands around it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime

from graph.ids import ArticleId, Scheme
from graph.model import (
    Author,
    Batch,
    Citation,
    Direction,
    Harvest,
    HarvestState,
    Record,
    Retraction,
    SourceOutcome,
    Visit,
    VisitState,
)
from graph.store import Store

HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>&amp; "quoted" \u202e'
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SEED = ArticleId(Scheme.PMID, "30000000")
HARVEST = "h20261122-100000-made"
_NAMES = [
    "Okafor J",
    "Lindqvist K",
    "Tanaka M",
    "Ferreira A",
    "Nguyen T",
    "Schmidt B",
    "Rossi C",
    "O'Brien D",
    "Yıldız E",
]
_WORDS = [
    "early",
    "late",
    "regional",
    "general",
    "nerve",
    "block",
    "pain",
    "recovery",
    "fracture",
    "hip",
    "cohort",
    "trial",
]


def pmid(k: int) -> ArticleId:
    """The id of article number k; 0 is the source article."""
    return ArticleId(Scheme.PMID, str(30_000_000 + k))


def fill(store: Store, n: int = 60, *, state: HarvestState = HarvestState.INCOMPLETE) -> dict[ArticleId, str]:
    """Write the made-up graph; returns which `Article.id` each PMID got.

    Number 1 is retracted, 2 has a hostile title, 3 is a stub, 4 was expanded and has neighbours of its own.
    """
    chance = random.Random(5)
    years = [2014, *(2024 - int(30 * chance.random() ** 1.5) for _ in range(1, n))]
    records = tuple(_record(k, years[k], chance) for k in range(n) if k != 3)
    visits = tuple(
        Visit(pmid(k), 0 if k == 0 else 1, VisitState.FAILED if k % 7 == 5 else VisitState.DONE, Direction.BOTH)
        for k in range(n)
    )
    batch = Batch(
        at=AT,
        records=records,
        stubs=(pmid(3),),
        citations=tuple(_citations(years, chance)),
        visits=visits,
        harvest=harvest(HARVEST, state=state, counts={"articles": n, "citations": 2 * n, "stubs": 1}),
    )
    return dict(store.apply(batch).owners)


def harvest(id_: str, *, state: HarvestState, counts: Mapping[str, int] | None = None) -> Harvest:
    """A harvest from the source article, of which iCite did not answer when it is incomplete."""
    missing = state is HarvestState.INCOMPLETE
    outcomes = {
        "icite": SourceOutcome("incomplete", "did not answer within 20 seconds", 3)
        if missing
        else SourceOutcome("complete", None, 3),
        "ncbi": SourceOutcome("complete", None, 12),
    }
    return Harvest(
        id=id_,
        seeds=(str(SEED),),
        parameters={"depth": 1, "direction": "both"},
        state=state,
        started=AT,
        counts=counts or {},
        outcomes=outcomes,
    )


def _record(k: int, year: int, chance: random.Random) -> Record:
    title = " ".join(chance.choice(_WORDS) for _ in range(4 + k % 9)).capitalize()
    return Record(
        source="ncbi",
        ids=frozenset({pmid(k), ArticleId(Scheme.DOI, f"10.5555/made.up.{k}")}),
        title={0: "Regional anaesthesia after hip fracture in older adults", 2: HOSTILE}.get(k, title),
        abstract="Background: made up." if k % 2 == 0 else None,
        year=year,
        journal="Journal of Made-Up Results",
        authors=tuple(Author(name) for name in _NAMES[k % 5 : k % 5 + 1 + k % 4]),
        is_retracted=k == 1,
        retraction=Retraction(None, "2019-03-01", "ncbi") if k == 1 else None,
        cited_by_count=17 * k % 101,
    )


def _citations(years: list[int], chance: random.Random) -> list[Citation]:
    """The first 40 stand around the source article, the rest around number 4; some cite each other."""
    made: set[tuple[int, int]] = set()
    for k in range(1, len(years)):
        hub = 0 if k < 40 else 4
        made.add((k, hub) if years[k] >= years[hub] else (hub, k))
        other = int(len(years) * chance.random() ** 2)
        if years[other] < years[k] and (k < 40) == (other < 40):
            made.add((k, other))
    return [
        Citation(pmid(a), pmid(b), source)
        for a, b in sorted(made)
        for source in (("icite", "ncbi") if a % 2 else ("ncbi",))
    ]
