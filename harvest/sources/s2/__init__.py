"""Semantic Scholar: papers of all fields with their references, and who cites them, 500 in one call.

    DESCRIBE  POST paper/batch, with the reference lists           SEARCH  paper/search/match
    CITED_BY  POST paper/batch, as many as 9,999 citations allow; of hubs with more, pages of /paper/{id}/citations

A batch answers in the order asked, with null for what is unknown; a row is believed only under an id that it states.
Citations come newest first as far as was seen, which nobody promises, so they are read whole, and of a hub as far as
pages reach: how many there are is the count's to say. Without a key all the world shares one pool, which answers 429.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from graph.ids import ArticleId, Scheme, arxiv_number
from graph.model import Version
from harvest.sources import fields
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import chunks, distinct, first, halved
from harvest.sources.bodies import error_in, parse_json, parse_object, refuse
from harvest.sources.s2.citations import BATCH, MOST, PAGE, Citing, cut_short, next_offset, packed
from harvest.sources.s2.papers import (
    DESCRIPTION,
    NAME,
    REFERENCES,
    Paper,
    corpus_id,
    ids_of,
    missing_references,
    paper_id,
    read_paper,
)

CITATIONS = "citationCount,citations.paperId,citations.externalIds,citations.year"
CITING = "paperId,externalIds,year"
MOST_TITLE = 300
"""Characters of a title that are searched for; the rest tells no more."""


class S2:
    """The Academic Graph. A key allows one request a second."""

    name = NAME
    limits = Limits(per_second=1, batch={Kind.DESCRIBE: BATCH, Kind.CITED_BY: BATCH, Kind.SEARCH: 1})
    references_with_record = True
    cited_by_with_record = False

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        if kind is Kind.DESCRIBE:
            return first(ids, Scheme.S2, Scheme.DOI, Scheme.PMID, Scheme.PMCID)
        if kind is Kind.CITED_BY:  # by the id that its own records give, so that nobody is asked about twice
            return first((id_ for id_ in ids if not id_.value.startswith("CorpusId:")), Scheme.S2)
        return None

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:  # noqa: ARG002  it cannot sort
        if kind is Kind.SEARCH:
            return [self._search(title) for title in sorted({one.title for one in wanted if one.title})]
        if kind is Kind.CITED_BY:
            return self._citing(self._counts(wanted))
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        return [self._batch(kind, batch) for batch in chunks(asked, BATCH)]

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        return halved(request, lambda asked: self._batch(request.kind, asked))

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:  # noqa: ARG002  a row stands for each id
        return []

    def read(self, request: Request, body: bytes) -> Answer:
        if request.kind is Kind.SEARCH:
            return self._read_search(request, body)
        if request.path != "paper/batch":
            return self._read_page(request, body)
        rows = _rows(request, body)
        return self._read_papers(request, rows) if request.kind is Kind.DESCRIBE else self._read_citing(request, rows)

    def _counts(self, wanted: Sequence[Wanted]) -> dict[ArticleId, int | None]:
        """The reported citations of each article, the most that was said; None where nothing was."""
        counts: dict[ArticleId, int | None] = {}
        for one in wanted:
            handle = self.handle(Kind.CITED_BY, one.ids)
            if handle is not None:
                known = [count for count in (counts.get(handle), one.citing) if count is not None]
                counts[handle] = max(known, default=None)
        return counts

    def _citing(self, counts: Mapping[ArticleId, int | None]) -> list[Request]:
        hubs = distinct([Wanted(frozenset({id_})) for id_, count in counts.items() if (count or 0) > MOST], self._s2)
        others = {id_: count for id_, count in counts.items() if id_ not in hubs}
        return [self._batch(Kind.CITED_BY, ids) for ids in packed(others)] + [self._page(id_) for id_ in hubs]

    def _s2(self, ids: frozenset[ArticleId]) -> ArticleId | None:
        return self.handle(Kind.CITED_BY, ids)

    def _batch(self, kind: Kind, asked: tuple[ArticleId, ...]) -> Request:
        wanted = f"{DESCRIPTION},{REFERENCES}" if kind is Kind.DESCRIBE else CITATIONS
        ids = json.dumps({"ids": [_spelt(id_) for id_ in asked]})
        return Request(
            source=self.name,
            kind=kind,
            path="paper/batch",
            asked=asked,
            method="POST",
            params=(("fields", wanted),),
            content=ids,
        )

    def _page(self, id_: ArticleId, offset: int = 0, number: int = 1) -> Request:
        limit = min(PAGE, MOST - offset)
        params = (("fields", CITING), ("offset", str(offset)), ("limit", str(limit)))
        path = f"paper/{quote(_spelt(id_), safe=':')}/citations"
        return Request(
            source=self.name, kind=Kind.CITED_BY, path=path, asked=(id_,), params=params, page=number, single=True
        )

    def _search(self, title: str) -> Request:
        params = (("query", title[:MOST_TITLE]), ("fields", DESCRIPTION))
        path = "paper/search/match"  # a title that nothing matches is a 404
        return Request(source=self.name, kind=Kind.SEARCH, path=path, asked=(), params=params, single=True)

    def _read_papers(self, request: Request, rows: Sequence[Mapping[str, object] | None]) -> Answer:
        asked = frozenset(request.asked)
        papers: dict[frozenset[ArticleId], Paper] = {}
        known: set[ArticleId] = set()
        moved: list[ArticleId] = []
        for wanted, row in zip(request.asked, rows, strict=True):
            if row is None or paper_id(row) is None:
                continue
            mine = asked & {*ids_of(row), corpus_id(row)}
            if (
                not mine and wanted.scheme is Scheme.S2
            ):  # merged into another paper; asked alone, it is told from a mix-up
                if len(rows) > 1:
                    moved.append(wanted)
                mine = asked if len(rows) == 1 else mine
            if mine:
                paper = read_paper(row, mine)
                papers[paper.record.ids] = paper
                known |= mine
        versions: dict[Version, None] = dict.fromkeys(one for paper in papers.values() for one in paper.versions)
        again = self._left_out(request, rows)
        return Answer(
            records=tuple(paper.record for paper in papers.values()),
            known=frozenset(known),
            versions=tuple(versions),
            more=(*again, *(self._batch(Kind.DESCRIBE, (id_,)) for id_ in moved)),
        )

    def _left_out(self, request: Request, rows: Sequence[Mapping[str, object] | None]) -> tuple[Request, ...]:
        """Once more, the papers whose references may have come back empty because the answer was full."""
        listed = sum(len(fields.many(row.get("references"))) for row in rows if row)
        missing = {id_: missing_references(row) for id_, row in zip(request.asked, rows, strict=True)}
        empty = tuple(id_ for id_, count in missing.items() if count)
        if not empty or not listed or listed + min(missing[id_] for id_ in empty) <= MOST:
            return ()
        return (self._batch(Kind.DESCRIBE, empty),)

    def _read_citing(self, request: Request, rows: Sequence[Mapping[str, object] | None]) -> Answer:
        asked, known, citing = frozenset(request.asked), set(), Citing.none()
        total = sum(len(fields.many(row.get("citations"))) for row in rows if row)
        short: dict[ArticleId, int | None] = {}
        unlisted: list[ArticleId] = []
        for row in rows:
            own = paper_id(row)
            listed = row.get("citations") if row else None
            if own in asked and row is not None and "citations" not in row and fields.count(row.get("citationCount")):
                unlisted.append(own)
            if own not in asked or row is None or not isinstance(listed, list):  # unknown, or the list is withheld
                continue
            count = fields.count(row.get("citationCount"))
            if cut_short(len(listed), count, total):
                short[own] = count
            if listed or count == 0:
                known.add(own)
            citing.add(listed, own)
        if short and not total and len(rows) > 1:
            refuse(request, f"it lists none of the {sum(count or 0 for count in short.values())} citations it counts")
        return _citing_answer(citing, known, [*self._citing_again(request, short), *map(self._page, unlisted)])

    def _citing_again(self, request: Request, short: Mapping[ArticleId, int | None]) -> list[Request]:
        """What to ask about articles whose citations were cut short: fewer at once, then each alone, then in pages."""
        if len(request.asked) == 1:
            return [self._page(id_) for id_ in short]
        if len(short) < len(request.asked):
            return self._citing(short)
        return [self._batch(Kind.CITED_BY, (id_,)) for id_ in short]

    def _read_page(self, request: Request, body: bytes) -> Answer:
        value = parse_object(request, body)
        if "data" not in value:
            refuse(request, str(value.get("message") or "it has no data"))
        rows = value["data"]
        if rows is None:  # withheld
            return Answer()
        if not isinstance(rows, list):
            refuse(request, "its data are no list")
        citing = Citing.none()
        citing.add((fields.inside(row, "citingPaper") for row in rows), request.asked[0])
        try:
            following = next_offset(request, value.get("next"), rows)
        except ValueError as error:
            refuse(request, str(error))
        more = [] if following is None else [self._page(request.asked[0], following, request.page + 1)]
        return _citing_answer(citing, set(request.asked) if rows else set(), more)

    def _read_search(self, request: Request, body: bytes) -> Answer:
        rows = parse_object(request, body).get("data")
        if not isinstance(rows, list):
            refuse(request, "it has no list of matches")
        papers = [read_paper(row) for row in rows if isinstance(row, dict) and paper_id(row) is not None]
        found = (first(paper.record.ids, Scheme.S2) for paper in papers)
        return Answer(
            records=tuple(paper.record for paper in papers), found=tuple(id_ for id_ in found if id_ is not None)
        )


def _rows(request: Request, body: bytes) -> list[Mapping[str, object] | None]:
    """The rows of a batch, one for each asked id."""
    value = parse_json(request, body)
    if isinstance(value, dict):
        refuse(request, f"it reports {error_in(value) or value.get('message') or 'nothing of what was asked'!r}")
    if not isinstance(value, list) or any(not isinstance(row, dict | None) for row in value):
        refuse(request, "it is no list of papers")
    if len(value) != len(request.asked):
        refuse(request, f"it has {len(value)} rows for {len(request.asked)} articles")
    return value


def _citing_answer(citing: Citing, known: set[ArticleId], more: Sequence[Request]) -> Answer:
    return Answer(
        citing=tuple(citing.pairs),
        years=citing.years,
        versions=tuple(citing.versions),
        known=frozenset(known),
        more=tuple(more),
    )


def _spelt(id_: ArticleId) -> str:
    """An id as Semantic Scholar writes it; papers on arXiv are known by their number, whatever DOI they have."""
    if id_.scheme is Scheme.S2:
        return id_.value
    number = arxiv_number(id_)
    return f"ARXIV:{number}" if number else f"{id_.scheme.upper()}:{id_.value.removeprefix('PMC')}"
