"""What else sources say of the made-up graph: notices, a preprint, their own counts, references without an id."""

from __future__ import annotations

from graph.ids import ArticleId, Scheme
from graph.model import Batch, Citation, Loose, Mention, Notice, NoticeKind, Record, Retraction, Version
from graph.store import Store
from tests.web.made_up import AT, HOSTILE, SEED, pmid

RETRACTED, CORRECTED = pmid(1), pmid(6)
NOTICE = ArticleId(Scheme.PMID, "32000001")
ELSEWHERE = ArticleId(Scheme.DOI, "10.5555/erratum.6")
PREPRINT = ArticleId(Scheme.DOI, "10.1101/2020.01.01.000001")


def add_more(store: Store) -> dict[ArticleId, str]:
    """Number 1 has a notice in the graph; 6 a correction elsewhere, concerns, a preprint; 0 has numbers and texts."""
    doi = ArticleId(Scheme.DOI, "10.5555/made.up.0")
    records = (
        Record(
            source="ncbi",
            ids=frozenset({RETRACTED}),
            is_retracted=True,
            retraction=Retraction(NOTICE, "2019-03-01", "ncbi"),
        ),
        Record(source="ncbi", ids=frozenset({NOTICE}), title="Retraction: one that was made up", year=2019),
        Record(
            source="crossref",
            ids=frozenset({CORRECTED}),
            notices=(
                Notice(NoticeKind.CORRECTION, ELSEWHERE, "2021-02-03", "crossref"),
                Notice(NoticeKind.CONCERN, None, "2021-05", "crossref"),
            ),
        ),
        Record(source="europepmc", ids=frozenset({PREPRINT}), title=f"Preprint {HOSTILE}", year=2020),
        Record(
            source="crossref",
            ids=frozenset({SEED, doi}),
            reference_count=38,
            references=(Mention((pmid(5),)),),
            unresolved=2,
            loose=(Loose(3, HOSTILE), Loose(12, "Berg A. A book without a number. 1987.")),
        ),
        Record(source="icite", ids=frozenset({SEED}), reference_count=30, cited_by_count=0),
    )
    batch = Batch(
        at=AT,
        records=records,
        citations=(Citation(PREPRINT, SEED, "europepmc"),),
        versions=(Version(PREPRINT, CORRECTED, "europepmc"),),
    )
    return dict(store.apply(batch).owners)
