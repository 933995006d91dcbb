"""Notices: the comments and corrections that PubMed ties to an article, on the article and on the notice alike."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from graph.ids import ArticleId, Scheme, find_all, maybe_pmid
from graph.model import Notice, NoticeKind, Record, Retraction
from harvest.sources.ncbi.dates import loose_date
from harvest.sources.text import inner_text

NAME = "ncbi"
RETRACTED_IN, RETRACTION_OF = "RetractionIn", "RetractionOf"
IN = {
    "ErratumIn": NoticeKind.CORRECTION,
    "CorrectedandRepublishedIn": NoticeKind.CORRECTION,
    "UpdateIn": NoticeKind.CORRECTION,
    "PartialRetractionIn": NoticeKind.CORRECTION,  # the article still stands
    "ExpressionOfConcernIn": NoticeKind.CONCERN,
}
"""What an article's record calls its notices."""
OF = {
    "ErratumFor": NoticeKind.CORRECTION,
    "CorrectedandRepublishedFrom": NoticeKind.CORRECTION,
    "UpdateOf": NoticeKind.CORRECTION,
    "PartialRetractionOf": NoticeKind.CORRECTION,
    "ExpressionOfConcernFor": NoticeKind.CONCERN,
}
"""What a notice's record calls the articles that it is about."""


def read_retraction(citation: etree._Element) -> Retraction | None:
    """The notice that retracts the article. An expression of concern or an erratum is none."""
    entry = next(_entries(citation, RETRACTED_IN), None)
    return None if entry is None else Retraction(*_notice(entry), NAME)


def read_notices(citation: etree._Element) -> tuple[Notice, ...]:
    """The corrections and concerns, each once, in the order of the list."""
    found = (Notice(IN[entry.get("RefType", "")], *_notice(entry), NAME) for entry in _entries(citation, *IN))
    return tuple(dict.fromkeys(found))


def read_about(citation: etree._Element, notice: Record, pmid: ArticleId) -> tuple[Record, ...]:
    """What a notice says of the articles that it retracts or corrects: their PMID and the notice, no more."""
    said: dict[ArticleId, Record] = {}
    for entry in _entries(citation, RETRACTION_OF, *OF):
        other, kind = maybe_pmid(entry.findtext("PMID")), OF.get(entry.get("RefType", ""))
        if other is None or other == pmid or other in said:
            continue
        ids = frozenset({other})
        if kind is None:
            retraction = Retraction(pmid, notice.date, NAME)
            said[other] = Record(source=NAME, ids=ids, is_retracted=True, retraction=retraction)
        else:
            said[other] = Record(source=NAME, ids=ids, notices=(Notice(kind, pmid, notice.date, NAME),))
    return tuple(said.values())


def _entries(citation: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    listed = citation.iterfind("CommentsCorrectionsList/CommentsCorrections")
    return (entry for entry in listed if entry.get("RefType") in kinds)


def _notice(entry: etree._Element) -> tuple[ArticleId | None, str | None]:
    """The notice's PMID, or the DOI in the words that say where it appeared, and its date."""
    source = entry.find("RefSource")
    words = "" if source is None else inner_text(source)
    dois = (id_ for id_ in find_all(words) if id_.scheme is Scheme.DOI)
    return maybe_pmid(entry.findtext("PMID")) or next(dois, None), loose_date(words)
