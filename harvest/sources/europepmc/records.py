"""Results: Europe PMC's core description of an article read as a record. Every field may be missing.

An article of PubMed is called by its PMID, one that is only in PMC by its PMCID, a preprint by its DOI: the number that
Europe PMC gives it (PPR123) is known nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph.ids import ArticleId, maybe_doi, maybe_pmcid, maybe_pmid
from graph.model import Author, Record, Topic, Version
from harvest.sources import fields
from harvest.sources.batches import first
from harvest.sources.europepmc.notices import NAME, Links, read_links
from harvest.sources.europepmc.queries import MEDLINE, SCHEMES, Foreign, foreign
from harvest.sources.ncbi.dates import loose_date
from harvest.sources.ncbi.kinds import KINDS, kind_of
from harvest.sources.ncbi.languages import language_of

PREPRINTS = "PPR"
RETRACTED = "retracted publication"
TYPES = {name.lower(): name for name in KINDS} | {
    "review-article": "Review",
    "systematic-review": "Systematic Review",
    "correction": "Published Erratum",
    "retraction": "Retraction of Publication",
    "expression-of-concern": "Expression of Concern",
    "case-report": "Case Reports",
}
"""PubMed's types by how they are spelt here, and the types of PMC that mean the same."""

HEADING = re.compile(r"<h[1-6]>([^<>]{1,200})</h[1-6]>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """One hit of a search: its record (None where it has no id of ours), its links, and what it is called there."""

    record: Record | None
    links: Links
    entry: Foreign | None

    @property
    def ids(self) -> frozenset[ArticleId]:
        """Its ids of ours."""
        return frozenset() if self.record is None else self.record.ids

    @property
    def handle(self) -> ArticleId | None:
        """The id to name it by."""
        return first(self.ids, *SCHEMES)

    def versions(self) -> tuple[Version, ...]:
        """The ties to other forms of the same work that it states by ids of ours."""
        own = self.handle
        if own is None:
            return ()
        ties = [(own, other) for other in self.links.published] + [(other, own) for other in self.links.preprints]
        return tuple(Version(preprint, published, NAME) for preprint, published in ties if preprint != published)


def read_result(value: object) -> Result | None:
    """A hit; None for something else."""
    if not isinstance(value, Mapping):
        return None
    links, ids = read_links(value), own_ids(value)
    record = _record(value, ids, links) if ids else None
    return Result(record, links, foreign(value.get("source"), value.get("id")))


def own_ids(value: Mapping[str, object]) -> frozenset[ArticleId]:
    """The ids of an article, or of a row of a list."""
    source, number = value.get("source"), value.get("id")
    stated = (
        maybe_pmid(value.get("pmid")) or (maybe_pmid(number) if source == MEDLINE else None),
        maybe_pmcid(value.get("pmcid")) or (maybe_pmcid(number) if source == "PMC" else None),
        maybe_doi(value.get("doi")),
    )
    return frozenset(id_ for id_ in stated if id_ is not None)


def _record(value: Mapping[str, object], ids: frozenset[ArticleId], links: Links) -> Record:
    types = _types(value)
    in_year = fields.year(value.get("pubYear"))
    date = _date(value)
    if date and in_year and not date.startswith(f"{in_year:04}"):  # the two disagree: the year is the safer
        date = None
    keywords = _texts(fields.inside(value, "keywordList", "keyword"))
    journal = fields.inside(value, "journalInfo", "journal")
    return Record(
        source=NAME,
        ids=ids,
        title=fields.text(value.get("title")),
        abstract=_abstract(value.get("abstractText")),
        year=in_year or (fields.year(date[:4]) if date else None),
        date=date,
        journal=fields.text(fields.inside(journal, "title")) or _server(value),
        issn=fields.text(fields.inside(journal, "issn")) or fields.text(fields.inside(journal, "essn")),
        volume=fields.label(fields.inside(value, "journalInfo", "volume")),
        issue=fields.label(fields.inside(value, "journalInfo", "issue")),
        pages=fields.label(value.get("pageInfo")),
        type=kind_of([TYPES.get(one.lower(), one) for one in types]),
        language=language_of(fields.text(value.get("language"))),
        keywords=keywords,
        authors=_authors(fields.inside(value, "authorList", "author")),
        topics=_topics(value, keywords),
        is_retracted=links.retraction is not None or RETRACTED in (one.lower() for one in types),
        retraction=links.retraction,
        cited_by_count=fields.count(value.get("citedByCount")),
        url=_page(value),
        notices=links.notices,
    )


def _types(value: Mapping[str, object]) -> list[str]:
    """The types of publication; `lite` results have them in one line."""
    listed = _texts(fields.inside(value, "pubTypeList", "pubType"))
    in_one_line = fields.text(value.get("pubType"))
    return list(listed or (in_one_line.split("; ") if in_one_line else ()))


def _date(value: Mapping[str, object]) -> str | None:
    """The date of the issue, made exact by the date online of the same year; a preprint has only the latter.

    Dates such as `printPublicationDate` are whole where the issue says no more than "2025 Dec": they are not used.
    """
    online = fields.iso_date(value.get("electronicPublicationDate")) or fields.iso_date(
        value.get("firstPublicationDate")
    )
    in_print = loose_date(fields.text(fields.inside(value, "journalInfo", "dateOfPublication")))
    if in_print is None:
        return online
    return online if len(in_print) == 4 and online and online.startswith(in_print) else in_print


def _abstract(value: object) -> str | None:
    """The sections one a line, each with the heading that it is printed under."""
    if not isinstance(value, str):
        return None
    start, *sections = HEADING.split(value)
    parts = [fields.text(start)]
    for heading, said in zip(sections[::2], sections[1::2], strict=True):
        label, section = (fields.text(heading) or "").rstrip(":. "), fields.text(said)
        parts.append(f"{label}: {section}" if label and section else section)
    return "\n".join(part for part in parts if part) or None


def _authors(listed: object) -> tuple[Author, ...] | None:
    """Authors as printed, given name first; groups by their collective name."""
    if not isinstance(listed, list):
        return None
    authors = []
    for one in listed:
        given = fields.text(fields.inside(one, "firstName")) or fields.text(fields.inside(one, "initials"))
        family = fields.text(fields.inside(one, "lastName"))
        named = " ".join(part for part in (given, family) if part) if family else None
        names = (named, *(fields.text(fields.inside(one, name)) for name in ("collectiveName", "fullName")))
        name = next((name for name in names if name), None)
        if name:
            is_orcid = fields.inside(one, "authorId", "type") == "ORCID"
            authors.append(Author(name, fields.orcid(fields.inside(one, "authorId", "value")) if is_orcid else None))
    return tuple(authors)


def _topics(value: Mapping[str, object], keywords: tuple[str, ...] | None) -> tuple[Topic, ...] | None:
    headings = fields.inside(value, "meshHeadingList", "meshHeading")
    if not isinstance(headings, list) and keywords is None:
        return None
    names = [fields.text(fields.inside(one, "descriptorName")) for one in fields.many(headings)]
    mesh = [Topic(name, "MeSH") for name in dict.fromkeys(names) if name]
    return (*mesh, *(Topic(name, "keyword") for name in keywords or ()))


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(dict.fromkeys(said for one in value if (said := fields.text(one))))


def _server(value: Mapping[str, object]) -> str | None:
    """The server of a preprint, which stands where a book has its publisher."""
    if value.get("source") != PREPRINTS:
        return None
    return fields.text(fields.inside(value, "bookOrReportDetails", "publisher"))


def _page(value: Mapping[str, object]) -> str | None:
    source, number = fields.text(value.get("source")), fields.text(value.get("id"))
    return fields.link(f"https://europepmc.org/article/{source}/{number}") if source and number else None
