"""esearch: PMIDs that answer to DOIs or to a title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.ids import ArticleId, maybe_pmid
from harvest.sources import fields
from harvest.sources.base import Answer, Request
from harvest.sources.bodies import error_in, parse_object, refuse

OPERATORS = re.compile(r"\b(AND|OR|NOT)\b")
NO_TITLE = re.compile(r"[\[\]\"(){}|*:/~]")
MOST_TERM = 300
"""Characters of a title that are searched for; the rest tells no more."""


def asked_in_quotes(id_: ArticleId) -> bool:
    """Whether a DOI can stand in a quoted phrase."""
    return '"' not in id_.value and "\\" not in id_.value


def doi_term(asked: Sequence[ArticleId]) -> str:
    """A search for articles with any of these DOIs among their article ids."""
    return " OR ".join(f'"{id_.value}"[AID]' for id_ in asked)


def title_term(title: str) -> str:
    """A search for the words of a title, without the signs that the query language gives a meaning."""
    words = OPERATORS.sub(lambda found: found.group().lower(), NO_TITLE.sub(" ", title)).split()
    return shortened(" ".join(words), MOST_TERM) + "[Title]"


def shortened(words: str, most: int) -> str:
    """As many whole words as fit: a part of a word is found nowhere."""
    return words if len(words) <= most else words[: most + 1].rpartition(" ")[0] or words[:most]


def retmax(asked: int) -> int:
    """Hits that so many DOIs may have: one each, and some room for errata that carry the DOI of their article."""
    return 2 * asked + 8


def read_look_up(request: Request, body: bytes) -> Answer | None:
    """Leads from each asked DOI to each hit, or None when a batch has more hits than its DOIs can have.

    The hits come without saying which DOI they answer; a phrase that PubMed does not find it may take apart into
    words, which floods the hits. Then the batch must be asked in halves. A single DOI may lead nowhere.
    """
    result = _result(request, body)
    hits, total = _hits(result), fields.count(result.get("count"))
    most = retmax(len(request.asked))
    if total is None:
        refuse(request, "it does not count its hits")
    if total > most or len(hits) > most:
        return None if len(request.asked) > 1 else Answer()
    return Answer(leads=tuple((asked, hit) for asked in request.asked for hit in hits))


def read_search(request: Request, body: bytes) -> Answer:
    """The hits, best first."""
    return Answer(found=_hits(_result(request, body)))


def _result(request: Request, body: bytes) -> Mapping[str, object]:
    result = parse_object(request, body).get("esearchresult")
    if not isinstance(result, dict):
        refuse(request, "it has no esearchresult")
    complaint = error_in(result)
    if complaint is not None:
        refuse(request, f"it reports {complaint!r}")
    if not isinstance(result.get("idlist"), list):
        refuse(request, "it has no list of hits")
    return result


def _hits(result: Mapping[str, object]) -> tuple[ArticleId, ...]:
    ids = (maybe_pmid(one) for one in fields.many(result.get("idlist")))
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None))
