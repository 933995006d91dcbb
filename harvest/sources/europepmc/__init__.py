"""Europe PMC: PubMed, PMC and the preprints of the life sciences, described and with their lists.

    DESCRIBE    search, 100 ids joined by OR; what such a list does not find is asked for once more, PMIDs alone,
                when the article is not found by another of its ids meanwhile
    REFERENCES  MED/1/references; where that is empty, the full text if it is open access
    CITED_BY    MED/1/citations
    SEARCH      search for a title, narrowed by author and year while that finds anything

Lists are asked for article by article, 1,000 rows a page. They name preprints by numbers of Europe PMC's own (PPR123),
which are looked up in one more search; an article that is known by its DOI alone has its number looked up first.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.ids import ArticleId, Scheme
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import chunks, distinct, first
from harvest.sources.europepmc.lists import parse_answer
from harvest.sources.europepmc.neighbours import read_cited, read_citing, read_full_text
from harvest.sources.europepmc.notices import NAME
from harvest.sources.europepmc.queries import SCHEMES, askable, sought, title_queries
from harvest.sources.europepmc.requests import BATCH, ROUTES, SEARCHES, list_of, search, title_search
from harvest.sources.europepmc.searches import halves, read_described, read_looked_up, read_place, read_search, rechecks


class EuropePMC:
    """PubMed with abstracts, PMC, preprints, and who cites whom among them. Needs no key."""

    name = NAME
    # No limit is published: 10 requests a second are said to be borne.
    limits = Limits(per_second=5, batch={Kind.DESCRIBE: BATCH, Kind.REFERENCES: 1, Kind.CITED_BY: 1, Kind.SEARCH: 1})
    references_with_record = False
    cited_by_with_record = False

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        known = [id_ for id_ in ids if askable(id_)]
        if kind is Kind.DESCRIBE:
            return first(known, *SCHEMES)
        # A list is kept under a number; for a DOI the number is looked up first.
        return first(known, Scheme.PMID, Scheme.PMCID, Scheme.DOI) if kind in ROUTES else None

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:
        if kind is Kind.SEARCH:
            narrowest = {queries[0] for one in wanted if (queries := title_queries(one))}
            return [title_search(query) for query in sorted(narrowest)]
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        if kind is Kind.DESCRIBE:
            return [search(kind, batch) for batch in chunks(asked, BATCH)]
        known_as = {self.handle(kind, one.ids): one.ids for one in wanted}
        return [list_of(kind, id_, known_as[id_], most if kind is Kind.CITED_BY else None) for id_ in asked]

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        return halves(request) if request.path in SEARCHES else None

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:
        return rechecks(missed)

    def read(self, request: Request, body: bytes) -> Answer:
        if request.accept == "xml":
            return read_full_text(request, body)
        value = parse_answer(request, body)
        if request.path not in SEARCHES:
            return read_citing(request, value) if request.kind is Kind.CITED_BY else read_cited(request, value)
        if request.kind is Kind.SEARCH:
            return read_search(request, value)
        if sought(request):
            return read_looked_up(request, value)
        return read_described(request, value) if request.kind is Kind.DESCRIBE else read_place(request, value)
