"""Short ways to say what tests write to a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.ids import ArticleId, Scheme
from graph.model import Batch, Citation, Direction, Harvest, HarvestState, Record, Visit, VisitState

DAWN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def at(hours: int) -> datetime:
    """Hours after dawn."""
    return DAWN + timedelta(hours=hours)


def pmid(number: object) -> ArticleId:
    return ArticleId(Scheme.PMID, str(number))


def doi(end: object) -> ArticleId:
    return ArticleId(Scheme.DOI, f"10.1000/{end}")


def preprint(number: object) -> ArticleId:
    return ArticleId(Scheme.DOI, f"10.1101/2020.01.01.{number:0>8}")


def openalex(number: object) -> ArticleId:
    return ArticleId(Scheme.OPENALEX, f"W{number}")


def own(value: str) -> ArticleId:
    return ArticleId(Scheme.CITEWALK, value)


def record(*ids: ArticleId, source: str = "ncbi", **said: object) -> Record:
    return Record(source=source, ids=frozenset(ids), **said)  # type: ignore[arg-type]


def batch(*parts: object, hours: int = 0, harvest: Harvest | None = None) -> Batch:
    """A batch of records, stubs, citations and visits, in any mix."""
    return Batch(
        at=at(hours),
        records=tuple(part for part in parts if isinstance(part, Record)),
        stubs=tuple(part for part in parts if isinstance(part, ArticleId)),
        citations=tuple(part for part in parts if isinstance(part, Citation)),
        visits=tuple(part for part in parts if isinstance(part, Visit)),
        harvest=harvest,
    )


def cites(citing: ArticleId, cited: ArticleId, source: str = "ncbi") -> Citation:
    return Citation(citing, cited, source)


def walk(name: str = "h1", state: HarvestState = HarvestState.RUNNING, **more: object) -> Harvest:
    known: dict[str, object] = {"seeds": ("pmid:1",), "parameters": {"depth": 2}, "started": at(0), **more}
    return Harvest(id=name, state=state, **known)  # type: ignore[arg-type]


def visit(
    article: ArticleId, depth: int, state: VisitState = VisitState.DONE, direction: Direction = Direction.REFERENCES
) -> Visit:
    return Visit(article, depth, state, direction)
