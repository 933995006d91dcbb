"""OpenCitations: who cites whom by the Index, and what the works are by Meta. Works without a token.

    DESCRIBE    meta/v1/metadata, 10 works        REFERENCES, CITED_BY    index/v2, one work

Meta leaves out what it does not know. The Index answers `[]` for a work without citations, for one it does not know,
and where its own look-up of the id fails: so an empty list is never read as a zero here. Lists come whole.

A DOI is asked by before a PMID: the Index looks for the bare value among the numbers of all schemes, where a DOI is
unmistakable. Two underscores part the ids of a question to Meta, so a DOI with two is the last choice and goes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from graph.ids import ArticleId, Scheme
from graph.model import Record
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import chunks, distinct, first, halved
from harvest.sources.bodies import error_in, parse_json, refuse
from harvest.sources.opencitations.entities import NAME, ids_in
from harvest.sources.opencitations.lists import read_citations, read_references
from harvest.sources.opencitations.metadata import read_row, richest

BATCH = 10  # fifteen ids have answered 500
BETWEEN = "__"
PATHS = {Kind.REFERENCES: "index/v2/references", Kind.CITED_BY: "index/v2/citations"}


class OpenCitations:
    """Open citations of works with a DOI or a PMID. 180 requests a minute for everybody, with a token or without."""

    name = NAME
    limits = Limits(per_second=3, batch={Kind.DESCRIBE: BATCH, Kind.REFERENCES: 1, Kind.CITED_BY: 1})
    references_with_record = False
    cited_by_with_record = False

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        askable = [id_ for id_ in ids if _in_a_query(id_)]
        if kind in PATHS:
            return first(askable, Scheme.DOI, Scheme.PMID)
        if kind is not Kind.DESCRIBE:
            return None
        schemes = (Scheme.DOI, Scheme.PMID, Scheme.PMCID, Scheme.OPENALEX)
        return first(filter(_parts_well, askable), *schemes) or first(askable, *schemes)

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:  # noqa: ARG002  lists come whole
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        if kind in PATHS:
            return [self._list(kind, id_) for id_ in asked]
        alone = [(id_,) for id_ in asked if not _parts_well(id_)]
        return [self._metadata(batch) for batch in (*chunks([*filter(_parts_well, asked)], BATCH), *alone)]

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        return halved(request, self._metadata)

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:  # noqa: ARG002  what it leaves out it does not know
        return []

    def read(self, request: Request, body: bytes) -> Answer:
        rows = parse_json(request, body)
        if isinstance(rows, dict):
            refuse(request, f"it reports {error_in(rows) or rows.get('message') or 'nothing of what was asked'!r}")
        if not isinstance(rows, list):
            refuse(request, "it is no list")
        if request.kind is Kind.REFERENCES:
            return read_references(request, rows)
        if request.kind is Kind.CITED_BY:
            return read_citations(request, rows)
        return _read_metadata(request, rows)

    def _metadata(self, asked: tuple[ArticleId, ...]) -> Request:
        path = f"meta/v1/metadata/{BETWEEN.join(map(_spelt, asked))}"
        return Request(source=self.name, kind=Kind.DESCRIBE, path=path, asked=asked)

    def _list(self, kind: Kind, id_: ArticleId) -> Request:
        return Request(source=self.name, kind=kind, path=f"{PATHS[kind]}/{_spelt(id_)}", asked=(id_,))


def _read_metadata(request: Request, rows: Sequence[object]) -> Answer:
    """The records of what was asked for, one for each set of ids."""
    if rows and not any(isinstance(row, Mapping) and ids_in(row.get("id")) for row in rows):
        refuse(request, f"none of its {len(rows)} rows has an id")
    asked = frozenset(request.asked)
    told: dict[frozenset[ArticleId], list[Record]] = {}
    for row in rows:
        for record in read_row(row, asked) if isinstance(row, Mapping) else ():
            told.setdefault(record.ids, []).append(record)
    known = asked & frozenset().union(*told)
    return Answer(records=tuple(richest(records) for records in told.values()), known=known)


def _parts_well(id_: ArticleId) -> bool:
    return BETWEEN not in id_.value


def _in_a_query(id_: ArticleId) -> bool:
    """Whether the id can stand in the queries that are made of it, where quotes and backslashes end the text."""
    return not any(sign in id_.value for sign in "'\"\\")


def _spelt(id_: ArticleId) -> str:
    """The id in a path, with its scheme. Its slashes stay, as documented, but for those that a client would resolve."""
    odd = any(step in ("", ".", "..") for step in id_.value.split("/"))
    return f"{id_.scheme}:{quote(id_.value, safe='' if odd else '/')}"
