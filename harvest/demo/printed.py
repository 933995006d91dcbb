"""References that a PubMed page prints, as a batch for the store: those whose articles no record describes."""

from __future__ import annotations

from datetime import datetime

from graph.ids import ArticleId, Scheme
from graph.model import Author, Batch, Citation, Record
from harvest.demo.facts import Facts, PrintedReference

SOURCE = "ncbi"


def printed_references(facts: Facts, at: datetime) -> Batch:
    """What the page says of them. Apply it after the walk: the citing articles must be in the graph."""
    return Batch(
        at=at,
        records=tuple(map(_record, facts.printed)),
        citations=tuple(
            Citation(ArticleId(Scheme.PMID, reference.cited_by), _id(reference), SOURCE) for reference in facts.printed
        ),
    )


def _record(reference: PrintedReference) -> Record:
    return Record(
        source=SOURCE,
        ids=frozenset({_id(reference)}),
        title=reference.title,
        year=reference.year,
        journal=reference.journal,
        volume=reference.volume,
        pages=reference.pages,
        authors=(Author(_initials_first(reference.first_author)),) if reference.first_author else None,
    )


def _id(reference: PrintedReference) -> ArticleId:
    return ArticleId(Scheme.DOI, reference.doi) if reference.doi else ArticleId(Scheme.CITEWALK, f"{reference.id}")


def _initials_first(name: str) -> str:
    """As the records of the demo name their authors."""
    last, _, initials = name.rpartition(" ")
    return f"{initials} {last}"
