"""NCBI's E-utilities: PubMed records with their reference lists, who cites them, what is similar, and look-ups.

    DESCRIBE  efetch, 200 PMIDs        CITED_BY  elink pubmed_pubmed_citedin, 100 PMIDs
    SIMILAR   elink neighbor_score     LOOKUP    esearch [AID] for DOIs, elink pmc_pubmed for PMCIDs
    SEARCH    esearch [Title]

All but efetch speak JSON, and elink also the XML that it answers when `retmode` is overlooked. NCBI asks for `tool` and
`email` with every request: these and the key belong to the endpoint, not to the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import chunks, distinct, first, halved
from harvest.sources.ncbi.articles import read_articles
from harvest.sources.ncbi.links import CITED_IN, FROM_PMC, NEIGHBOURS, read_links
from harvest.sources.ncbi.searches import asked_in_quotes, doi_term, read_look_up, read_search, retmax, title_term

BATCHES = {Kind.DESCRIBE: 200, Kind.CITED_BY: 100, Kind.SIMILAR: 100, Kind.LOOKUP: 50, Kind.SEARCH: 1}


class NCBI:
    """PubMed. Works without a key at 3 requests a second, with one at 10."""

    name = "ncbi"
    references_with_record = True
    cited_by_with_record = False

    def __init__(self, *, keyed: bool = False) -> None:
        self.limits = Limits(per_second=10 if keyed else 3, batch=BATCHES)

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        pmid = first(ids, Scheme.PMID)
        if kind in (Kind.SEARCH, Kind.REFERENCES):
            return None
        if kind is not Kind.LOOKUP:
            return pmid
        # A PMCID is looked up by a number, which is more certain than a search for a DOI.
        other = first(ids, Scheme.PMCID) or first(filter(asked_in_quotes, ids), Scheme.DOI)
        return other if pmid is None else None

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:  # noqa: ARG002  elink has no pages
        if kind is Kind.SEARCH:
            return [self._search(title) for title in sorted({one.title for one in wanted if one.title})]
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        if not asked:
            return []
        kinds = [[id_ for id_ in asked if id_.scheme is scheme] for scheme in (Scheme.PMID, Scheme.PMCID, Scheme.DOI)]
        return [self._request(kind, batch) for ids in kinds for batch in chunks(ids, BATCHES[kind])]

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        return halved(request, lambda asked: self._request(request.kind, asked))

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:  # noqa: ARG002  what it leaves out it does not know
        return []

    def read(self, request: Request, body: bytes) -> Answer:
        if request.kind is Kind.DESCRIBE:
            return read_articles(request, body)
        if request.kind is Kind.SEARCH:
            return read_search(request, body)
        if request.path == "esearch.fcgi":
            answer = read_look_up(request, body)
            return answer if answer is not None else Answer(more=self.halves(request) or ())
        answer = read_links(request, body)
        left_out = tuple(id_ for id_ in request.asked if id_ not in answer.known)
        if left_out and request.kind is not Kind.LOOKUP:  # each id is due a set, if an empty one
            answer = replace(answer, more=(self._request(request.kind, left_out),))
        return answer

    def _request(self, kind: Kind, asked: tuple[ArticleId, ...]) -> Request:
        if kind is Kind.DESCRIBE:
            pmids = ",".join(id_.value for id_ in asked)
            return self._post(kind, "efetch.fcgi", asked, [("db", "pubmed"), ("id", pmids), ("retmode", "xml")])
        if kind is Kind.LOOKUP and asked[0].scheme is Scheme.DOI:
            return self._esearch(kind, asked, doi_term(asked), retmax(len(asked)))
        if kind is Kind.LOOKUP:
            return self._elink(kind, asked, FROM_PMC, "neighbor")
        if kind is Kind.SIMILAR:
            return self._elink(kind, asked, NEIGHBOURS, "neighbor_score")
        return self._elink(kind, asked, CITED_IN, "neighbor")

    def _elink(self, kind: Kind, asked: tuple[ArticleId, ...], linkname: str, cmd: str) -> Request:
        # One `id` per article keeps one set of links per article; joined by commas they would come as one.
        ids = [("id", id_.value.removeprefix("PMC")) for id_ in asked]
        where = [("dbfrom", linkname.split("_", maxsplit=1)[0]), ("db", "pubmed"), ("linkname", linkname), ("cmd", cmd)]
        return self._post(kind, "elink.fcgi", asked, [*where, ("retmode", "json"), *ids])

    def _search(self, title: str) -> Request:
        return self._esearch(Kind.SEARCH, (), title_term(title), 20)

    def _esearch(self, kind: Kind, asked: tuple[ArticleId, ...], term: str, most: int) -> Request:
        form = [("db", "pubmed"), ("term", term), ("retmax", str(most)), ("sort", "relevance"), ("retmode", "json")]
        return self._post(kind, "esearch.fcgi", asked, form)

    def _post(self, kind: Kind, path: str, asked: tuple[ArticleId, ...], form: list[tuple[str, str]]) -> Request:
        accept = {"efetch.fcgi": "xml", "elink.fcgi": "json or xml"}.get(path, "json")
        return Request(
            source=self.name, kind=kind, path=path, asked=asked, method="POST", form=tuple(form), accept=accept
        )
