"""elink: sets of links, one per asked article, in JSON or XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from graph.ids import ArticleId, maybe_pmid
from graph.model import Similarity
from harvest.sources import fields
from harvest.sources.base import Answer, Kind, Request
from harvest.sources.bodies import error_in, parse_object, parse_xml, refuse

CITED_IN = "pubmed_pubmed_citedin"
NEIGHBOURS = "pubmed_pubmed"
FROM_PMC = "pmc_pubmed"
LINK_NAMES = {Kind.CITED_BY: CITED_IN, Kind.SIMILAR: NEIGHBOURS, Kind.LOOKUP: FROM_PMC}


@dataclass(frozen=True, slots=True)
class LinkSet:
    """What elink says of one call's `id` parameter: the ids in it, and links by name with their scores."""

    ids: tuple[str, ...]
    links: tuple[tuple[str, str, float | None], ...]  # (link name, id, score)


def read_links(request: Request, body: bytes) -> Answer:
    """The links of the kind asked for. A set without links shows that its article was asked and has none."""
    sets = _from_xml(request, body) if body.lstrip()[:1] == b"<" else _from_json(request, body)
    asked = {id_.value.removeprefix("PMC"): id_ for id_ in request.asked}
    linkname = LINK_NAMES[request.kind]
    found: dict[tuple[ArticleId, ArticleId], float | None] = {}
    known: set[ArticleId] = set()
    for links in sets:
        mine = {asked[id_] for id_ in links.ids if id_ in asked}
        if len(links.ids) > 1 and links.links:
            refuse(request, "it has joined the links of several articles into one set")
        known |= mine
        for name, id_, score in links.links:
            other = maybe_pmid(id_)
            if name == linkname and other is not None:
                found |= {(own, other): score for own in mine if own != other}
    if not known and request.kind is not Kind.LOOKUP:  # an article without links has an empty set
        refuse(request, "it has no links of what was asked for")
    return _answer(request, found, frozenset(known))


def _answer(
    request: Request, found: dict[tuple[ArticleId, ArticleId], float | None], known: frozenset[ArticleId]
) -> Answer:
    if request.kind is Kind.CITED_BY:
        return Answer(citing=tuple((other, own) for own, other in found), known=known)
    if request.kind is Kind.LOOKUP:
        return Answer(leads=tuple(found))
    similar = (
        Similarity(article=own, similar=other, score=score, source=request.source)
        for (own, other), score in found.items()
        if score is not None
    )
    return Answer(similarities=tuple(similar), known=known)


def _from_json(request: Request, body: bytes) -> Iterator[LinkSet]:
    sets = parse_object(request, body).get("linksets")
    if not isinstance(sets, list):
        refuse(request, "it has no link sets")
    for entry in sets:
        if not isinstance(entry, dict):
            refuse(request, "a link set is no object")
        databases = entry.get("linksetdbs", [])
        if not isinstance(databases, list):
            refuse(request, "the links of a set are no list")
        for one in (entry, *databases):
            complaint = error_in(one) if isinstance(one, dict) else "links that are no object"
            if complaint is not None:
                refuse(request, f"it reports {complaint!r}")
        ids = tuple(str(id_) for id_ in fields.many(entry.get("ids")) if isinstance(id_, str | int))
        yield LinkSet(ids, tuple(link for one in databases for link in _json_links(one)))


def _json_links(database: dict[str, object]) -> Iterator[tuple[str, str, float | None]]:
    """Links are bare ids, or with `neighbor_score` objects of id and score."""
    for link in fields.many(database.get("links")):
        id_, score = (link.get("id"), fields.real(link.get("score"))) if isinstance(link, dict) else (link, None)
        if isinstance(id_, str | int):
            yield str(database.get("linkname")), str(id_), score


def _from_xml(request: Request, body: bytes) -> Iterator[LinkSet]:
    root = parse_xml(request, body, "eLinkResult")
    for links in root.iterfind("LinkSet"):
        ids = tuple((id_.text or "").strip() for id_ in links.iterfind("IdList/Id"))
        yield LinkSet(ids, tuple(link for one in links.iterfind("LinkSetDb") for link in _xml_links(one)))


def _xml_links(database: etree._Element) -> Iterator[tuple[str, str, float | None]]:
    name = (database.findtext("LinkName") or "").strip()
    for link in database.iterfind("Link"):
        yield name, (link.findtext("Id") or "").strip(), fields.real(link.findtext("Score"))
