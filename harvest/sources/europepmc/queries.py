"""Queries: how articles are searched for, and how a query that was sent is read again.

Lists of ids joined with OR lose hits that the same id finds alone, and a bare `EXT_ID:1` does not find what
`EXT_ID:1 AND SRC:MED` does: every id is asked for together with its source, and one that a list misses once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Request, Wanted

MEDLINE = "MED"
SCHEMES = (Scheme.PMID, Scheme.DOI, Scheme.PMCID)
MOST_TITLE = 300
"""Characters of a title that are searched for: queries by GET must stay below 1,500."""

OPERATORS = re.compile(r"\b(AND|OR|NOT)\b")
NO_PHRASE = re.compile(r'["\\]')
FOREIGN_ID = re.compile(r"[A-Za-z0-9]{1,40}", re.ASCII)
FOREIGN_SOURCE = re.compile(r"[A-Z]{2,4}", re.ASCII)
SOUGHT = re.compile(r"EXT_ID:([A-Za-z0-9]{1,40}) AND SRC:([A-Z]{2,4})\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Foreign:
    """An entry of Europe PMC that has no id of ours: a preprint (PPR123 of PPR), a patent, a thesis."""

    source: str
    id: str


def foreign(source: object, id_: object) -> Foreign | None:
    """The entry that a row names, where its id can stand in a query."""
    if not isinstance(source, str) or not isinstance(id_, str) or source == MEDLINE:
        return None
    named = FOREIGN_SOURCE.fullmatch(source) and FOREIGN_ID.fullmatch(id_)
    return Foreign(source, id_) if named else None


def askable(id_: ArticleId) -> bool:
    """Whether an id can stand in a query. A DOI is quoted there."""
    return id_.scheme in SCHEMES and (id_.scheme is not Scheme.DOI or NO_PHRASE.search(id_.value) is None)


def any_of(asked: Sequence[ArticleId | Foreign]) -> str:
    """A query for articles with any of these ids."""
    clauses = [_clause(id_) for id_ in asked]
    if len(clauses) == 1:
        return clauses[0]
    return " OR ".join(f"({clause})" if " AND " in clause else clause for clause in clauses)


def sought(request: Request) -> tuple[Foreign, ...]:
    """The entries without an id of ours that a request looks up; none where it asks by ids of ours."""
    query = dict((*request.params, *request.form)).get("query", "")
    return tuple(Foreign(source, id_) for id_, source in SOUGHT.findall(query) if source != MEDLINE)


def title_queries(wanted: Wanted) -> list[str]:
    """Searches for a title, the narrowest first: with its author and about its year, then by itself."""
    title = _phrase(wanted.title or "")[:MOST_TITLE].strip()
    if not title:
        return []
    plain = f'TITLE:"{title}"'
    family = _phrase(wanted.author or "")[:100]
    author = f' AND AUTH:"{family}"' if family else ""
    year = f" AND PUB_YEAR:[{wanted.year - 1} TO {wanted.year + 1}]" if wanted.year else ""
    return list(dict.fromkeys([plain + author + year, plain]))


def widened(query: str) -> str | None:
    """The search for the title by itself, where the query asked for more."""
    title = query[: query.index('"', len('TITLE:"')) + 1]
    return title if title != query else None


def _clause(id_: ArticleId | Foreign) -> str:
    if isinstance(id_, Foreign):
        return f"EXT_ID:{id_.id} AND SRC:{id_.source}"
    if id_.scheme is Scheme.PMID:
        return f"EXT_ID:{id_.value} AND SRC:{MEDLINE}"
    return f"PMCID:{id_.value}" if id_.scheme is Scheme.PMCID else f'DOI:"{id_.value}"'


def _phrase(text: str) -> str:
    """Words that can stand between quotes."""
    return " ".join(OPERATORS.sub(lambda found: found.group().lower(), NO_PHRASE.sub(" ", text)).split())
