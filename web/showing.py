"""An article in full, as JSON and templates have it."""

from __future__ import annotations

from typing import Any

from graph.neighbourhood import Detail, Linked
from web.wording import byline_of, label_of, links_of


def shown_detail(detail: Detail) -> dict[str, Any]:
    """Everything that is known of an article, with its references and what cites it."""
    ids = {"pmid": detail.pmid, "doi": detail.doi, "pmcid": detail.pmcid, "openalex": detail.openalex, "s2": detail.s2}
    return {
        "id": detail.id,
        **ids,
        "label": label_of(detail.authors, detail.year, detail.title, ids),
        "title": detail.title,
        "byline": byline_of(detail.authors, detail.journal, detail.year),
        "authors": list(detail.authors) if detail.authors is not None else None,
        "abstract": detail.abstract,
        "year": detail.year,
        "journal": detail.journal,
        "stub": detail.stub,
        "is_retracted": detail.is_retracted,
        "retraction": detail.retraction,
        "expanded": detail.expanded,
        "cited_by_count": detail.cited_by_count,
        "described_by": list(detail.sources),
        "links": links_of(ids),
        "references": [_linked(linked) for linked in detail.references],
        "cited_by": [_linked(linked) for linked in detail.cited_by],
    }


def _linked(linked: Linked) -> dict[str, Any]:
    ids = {"pmid": linked.pmid, "doi": linked.doi}
    return {
        "id": linked.id,
        **ids,
        "label": label_of(linked.authors, linked.year, linked.title, ids),
        "title": linked.title,
        "byline": byline_of(linked.authors, linked.journal, linked.year),
        "year": linked.year,
        "is_retracted": linked.is_retracted,
        "sources": list(linked.sources),
    }
