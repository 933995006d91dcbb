"""iCite, the NIH Open Citation Collection: references and cited-by of 200 PMIDs in one call.

It answers in one of two formats: since July 2025 with lists of objects and real booleans, before that with strings
("Yes", "A Author, B Author"); lists may be null or, as in its CSV, PMIDs separated by blanks. Both are read.
No `fl` is sent: only the full answer is known to carry the years of the citing articles. Unknown PMIDs are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.ids import ArticleId, Scheme, maybe_doi, maybe_pmid
from graph.model import Author, Record
from harvest.sources import fields
from harvest.sources.base import Answer, Kind, Limits, Request, Wanted
from harvest.sources.batches import chunks, distinct, first, halved
from harvest.sources.bodies import parse_object, refuse
from harvest.sources.mentions import mentions

BATCH = 200  # 1,000 are documented, 500 have answered 413


class ICite:
    """References, cited-by and the Relative Citation Ratio of PubMed articles. Needs no key."""

    name = "icite"
    limits = Limits(per_second=2, batch={Kind.DESCRIBE: BATCH})
    references_with_record = True
    cited_by_with_record = True

    def handle(self, kind: Kind, ids: frozenset[ArticleId]) -> ArticleId | None:
        return first(ids, Scheme.PMID) if kind is Kind.DESCRIBE else None

    def requests(self, kind: Kind, wanted: Sequence[Wanted], *, most: int | None = None) -> list[Request]:  # noqa: ARG002  lists come whole
        asked = distinct(wanted, lambda ids: self.handle(kind, ids))
        return [self._request(batch) for batch in chunks(asked, BATCH)]

    def halves(self, request: Request) -> tuple[Request, Request] | None:
        return halved(request, self._request)

    def again(self, missed: Sequence[ArticleId]) -> list[Request]:  # noqa: ARG002  what it leaves out it does not know
        return []

    def read(self, request: Request, body: bytes) -> Answer:
        data = parse_object(request, body).get("data")
        if not isinstance(data, list):
            refuse(request, "it has no list of articles")
        records: dict[ArticleId, Record] = {}
        years: dict[ArticleId, int] = {}
        for entry in data:
            id_ = maybe_pmid(fields.inside(entry, "pmid")) or maybe_pmid(fields.inside(entry, "_id"))
            if isinstance(entry, Mapping) and id_ in request.asked and id_ not in records:
                citing = dict(_citing_years(entry))
                records[id_] = _record(id_, entry, citing)
                years |= {who: when for who, when in citing.items() if when is not None}
        return Answer(records=tuple(records.values()), known=frozenset(records), years=years)

    def _request(self, asked: tuple[ArticleId, ...]) -> Request:
        pmids = ",".join(id_.value for id_ in asked)
        return Request(source=self.name, kind=Kind.DESCRIBE, path="pubs", asked=asked, params=(("pmids", pmids),))


def _record(id_: ArticleId, entry: Mapping[str, object], citing: Mapping[ArticleId, int | None]) -> Record:
    doi = maybe_doi(entry.get("doi"))
    ids = frozenset({id_, doi} if doi else {id_})
    count = fields.count(_either(entry, "citation_count", "citedByCount"))
    references = _pmids(_either(entry, "references", "citedPmids"))
    cited_by = _pmids(_either(entry, "cited_by", "citedByPmids"))
    if cited_by is None and citing:
        cited_by = list(citing)
    if not cited_by and count:  # a list that was left out, not the zero it looks like
        cited_by = None
    listed = None if references is None else mentions(([one] for one in references), ids)
    return Record(
        source=ICite.name,
        ids=ids,
        title=fields.text(entry.get("title")),
        year=fields.year(_either(entry, "year", "pubYear")),
        journal=fields.text(entry.get("journal")),
        authors=_authors(entry.get("authors")),
        cited_by_count=count,
        reference_count=None if listed is None else len(listed),
        rcr=fields.real(_either(entry, "relative_citation_ratio", "rcr")),
        references=listed,
        cited_by=None if cited_by is None else mentions(([one] for one in cited_by), ids),
    )


def _either(entry: Mapping[str, object], *names: str) -> object:
    """A field under its usual name or the one that `legacy=false` gives it."""
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _pmids(value: object) -> list[ArticleId] | None:
    """A list of PMIDs, in JSON or separated by blanks; None where it is null."""
    if isinstance(value, str):
        value = value.split()
    if not isinstance(value, list):
        return None
    return [id_ for one in value if (id_ := maybe_pmid(one)) is not None]


def _citing_years(entry: Mapping[str, object]) -> Iterable[tuple[ArticleId, int | None]]:
    """What `citedByPmidsByYear`, a list of one-entry objects, says of citing articles."""
    for pair in fields.many(entry.get("citedByPmidsByYear")):
        for who, when in pair.items() if isinstance(pair, dict) else ():
            id_ = maybe_pmid(who)
            if id_ is not None:
                yield id_, fields.year(when)


def _authors(value: object) -> tuple[Author, ...] | None:
    """Authors as objects (now) or in one string (before), given name first."""
    if isinstance(value, str):
        names = [fields.text(name) for name in value.split(",")]
    elif isinstance(value, list):
        names = [_name(author) for author in value]
    else:
        return None
    return tuple(Author(name) for name in names if name)


def _name(author: object) -> str | None:
    given, family = fields.text(fields.inside(author, "firstName")), fields.text(fields.inside(author, "lastName"))
    if given or family:
        return " ".join(part for part in (given, family) if part)
    return fields.text(fields.inside(author, "fullName")) or fields.text(author)
