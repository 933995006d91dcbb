"""An article in full, as JSON and templates have it."""

from __future__ import annotations

from typing import Any

from graph.neighbourhood import Detail, Linked
from web.wording import byline_of, label_of, links_of


def shown_detail(detail: Detail) -> dict[str, Any]:
    """Everything that is known of an article, with its references and what cites it."""
    ids = {
        "id": detail.id,
        "pmid": detail.pmid,
        "doi": detail.doi,
        "pmcid": detail.pmcid,
        "openalex": detail.openalex,
        "s2": detail.s2,
    }
    return {
        **ids,
        "label": label_of(detail.authors, detail.year, detail.title, ids),
        "title": detail.title,
        "byline": byline_of(detail.authors, detail.journal, detail.year),
        "printed": printed_in(detail),
        "authors": detail.authors,
        "abstract": detail.abstract,
        "year": detail.year,
        "journal": detail.journal,
        "stub": detail.stub,
        "type": detail.type,
        "topics": [{"name": name, "scheme": scheme} for name, scheme in detail.topics],
        "is_retracted": bool(detail.is_retracted),
        "retraction": _retraction(detail),
        "expanded": detail.expanded,
        "local_citations": detail.local_citations,
        "cited_by_count": detail.cited_by_count,
        "cut": {"found": detail.citing_found, "kept": detail.citing_kept} if detail.citing_found else None,
        "described_by": detail.sources,
        "links": links_of(ids),
        "references": [_linked(linked) for linked in detail.references],
        "cited_by": [_linked(linked) for linked in detail.cited_by],
    }


def printed_in(detail: Detail) -> str | None:
    """Journal, year, volume, issue and pages, as a reference list has them."""
    where = "".join([detail.volume or "", f"({detail.issue})" if detail.issue else ""])
    pages = f":{detail.pages}" if detail.pages else ""
    date = detail.date or (str(detail.year) if detail.year else "")
    parts = [detail.journal or "", f"{date};{where}{pages}" if where or pages else date]
    return ". ".join(part for part in parts if part) or None


def _retraction(detail: Detail) -> str | None:
    """What is known of the notice that retracts an article."""
    facts = [detail.retraction and f"notice {detail.retraction}", detail.retraction_date]
    known = ", ".join(fact for fact in facts if fact)
    return f"Retraction: {known}." if known else None


def _linked(linked: Linked) -> dict[str, Any]:
    ids = {"id": linked.id, "pmid": linked.pmid, "doi": linked.doi}
    return {
        **ids,
        "label": label_of(linked.authors, linked.year, linked.title, ids),
        "title": linked.title,
        "byline": byline_of(linked.authors, linked.journal, linked.year),
        "year": linked.year,
        "is_retracted": bool(linked.is_retracted),
        "sources": linked.sources,
    }
