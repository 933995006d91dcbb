"""Links between articles: retractions, corrections, concerns, and the two forms of a preprint that was published.

A link is named by the way it points: "Retraction in" says that this article was retracted by the linked one,
"Preprint of" that this is the preprint of the linked one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.ids import ArticleId, maybe_doi, maybe_pmcid, maybe_pmid
from graph.model import Notice, NoticeKind, Retraction
from harvest.sources import fields
from harvest.sources.europepmc.queries import MEDLINE, Foreign, foreign
from harvest.sources.ncbi.dates import loose_date

NAME = "europepmc"
RETRACTED = "retraction in"
KINDS = {
    "partial retraction in": NoticeKind.CORRECTION,
    "erratum in": NoticeKind.CORRECTION,
    "correction in": NoticeKind.CORRECTION,
    "corrected and republished in": NoticeKind.CORRECTION,
    "expression of concern in": NoticeKind.CONCERN,
}
PREPRINT_OF, PREPRINT_IN = "preprint of", "preprint in"
STATED_DOI = re.compile(r"\bdoi:\s{0,3}(10\.\S{1,300})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Links:
    """What the links of one article say.

    `published` is the published form where this is a preprint, `preprints` and `to_look_up` the preprints of a
    published article: Europe PMC names preprints by a number of its own.
    """

    retraction: Retraction | None = None
    notices: tuple[Notice, ...] = ()
    published: tuple[ArticleId, ...] = ()
    preprints: tuple[ArticleId, ...] = ()
    to_look_up: tuple[Foreign, ...] = ()


def read_links(result: Mapping[str, object]) -> Links:
    """The links of a result. Kinds that are not known here (comments, updates) say nothing."""
    links = list(_links(result))
    preprints = [link for kind, link in links if kind == PREPRINT_IN]
    retractions = [Retraction(_id(link), _date(link), NAME) for kind, link in links if kind == RETRACTED]
    notices = [Notice(KINDS[kind], _id(link), _date(link), NAME) for kind, link in links if kind in KINDS]
    published = [_id(link) for kind, link in links if kind == PREPRINT_OF]
    unnamed = [foreign(link.get("source"), link.get("id")) for link in preprints if _id(link) is None]
    return Links(
        retraction=retractions[0] if retractions else None,
        notices=tuple(dict.fromkeys(notices)),
        published=tuple(dict.fromkeys(id_ for id_ in published if id_)),
        preprints=tuple(dict.fromkeys(id_ for link in preprints if (id_ := _id(link)))),
        to_look_up=tuple(dict.fromkeys(entry for entry in unnamed if entry)),
    )


def _links(result: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for link in fields.many(fields.inside(result, "commentCorrectionList", "commentCorrection")):
        kind = fields.text(fields.inside(link, "type"))
        if kind and isinstance(link, Mapping):
            yield kind.lower(), link


def _id(link: Mapping[str, object]) -> ArticleId | None:
    """The linked article: by its number, else by the DOI in its citation."""
    source, number = link.get("source"), link.get("id")
    named = maybe_pmid(number) if source == MEDLINE else maybe_pmcid(number) if source == "PMC" else None
    stated = STATED_DOI.search(fields.text(link.get("reference")) or "")
    return named or (maybe_doi(stated[1]) if stated else None)


def _date(link: Mapping[str, object]) -> str | None:
    return loose_date(fields.text(link.get("reference")))
