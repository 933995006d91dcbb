"""Papers: Semantic Scholar's JSON read as records. Every field may be null."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.ids import ArticleId, maybe_arxiv, maybe_doi, maybe_pmcid, maybe_pmid, maybe_s2
from graph.model import Author, Loose, Mention, Record, Version
from harvest.sources import fields
from harvest.sources.entries import entry_of
from harvest.sources.mentions import mentions

NAME = "s2"
DESCRIPTION = (
    "externalIds,title,abstract,year,publicationDate,venue,publicationVenue,journal,publicationTypes,authors.name,"
    "citationCount,referenceCount"
)
REFERENCES = "references.paperId,references.externalIds,references.title"
EXTERNAL = {
    "PubMed": maybe_pmid,
    "DOI": maybe_doi,
    "PubMedCentral": maybe_pmcid,  # digits only
    "ArXiv": maybe_arxiv,
}
DASH = re.compile(r"\s*[-\u2013]\s*")
TYPES = {
    "MetaAnalysis": "meta-analysis",
    "Review": "review",
    "ClinicalTrial": "clinical-trial",
    "CaseReport": "case-report",
    "Editorial": "editorial",
    "LettersAndComments": "letter",
    "News": "news",
    "Dataset": "dataset",
    "BookSection": "book-chapter",
    "Book": "book",
    "Conference": "conference-paper",
    "JournalArticle": "article",
    "Study": "article",
}
"""Most telling first: a review is also an article."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A record with the versions that its reference list states."""

    record: Record
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class References:
    """What a paper cites; `listed` is None where the list is missing, or empty beside a count that is not 0."""

    listed: tuple[Mention, ...] | None = None
    loose: tuple[Loose, ...] = ()
    unresolved: int = 0
    count: int | None = None
    versions: tuple[Version, ...] = ()


def paper_id(value: object) -> ArticleId | None:
    """The paper's own id; null in entries that were not matched to a paper."""
    return maybe_s2(fields.inside(value, "paperId"))


def corpus_id(value: object) -> ArticleId | None:
    """The same paper's number, under which it can be asked for as well."""
    return maybe_s2(f"CorpusId:{fields.inside(value, 'externalIds', 'CorpusId')}")


def ids_of(value: object) -> tuple[ArticleId, ...]:
    """All ids that are stated of a paper but its CorpusId. A preprint's number may stand beside a published DOI."""
    stated = (read(fields.inside(value, "externalIds", name)) for name, read in EXTERNAL.items())
    return tuple(dict.fromkeys(id_ for id_ in (*stated, paper_id(value)) if id_ is not None))


def read_paper(value: Mapping[str, object], also: Collection[ArticleId] = ()) -> Paper:
    """The record of a paper; `also` are further ids that it is known to answer to."""
    ids = frozenset({*ids_of(value), *also})
    references = _references(value, ids)
    date = fields.iso_date(value.get("publicationDate"))
    in_year = fields.year(value.get("year"))
    if date and in_year and not date.startswith(f"{in_year:04}"):  # the two disagree: the year is the safer
        date = None
    pages = fields.label(fields.inside(value, "journal", "pages"))
    record = Record(
        source=NAME,
        ids=ids,
        title=fields.text(value.get("title")),
        abstract=fields.text(value.get("abstract")),
        year=in_year or (fields.year(date[:4]) if date else None),
        date=date,
        journal=fields.text(fields.inside(value, "journal", "name")) or fields.text(value.get("venue")),
        issn=fields.text(fields.inside(value, "publicationVenue", "issn")),
        volume=fields.label(fields.inside(value, "journal", "volume")),
        pages=DASH.sub("-", pages) if pages else None,
        type=_type(value.get("publicationTypes")),
        authors=_authors(value.get("authors")),
        cited_by_count=fields.count(value.get("citationCount")),
        reference_count=references.count,
        references=references.listed,
        unresolved=references.unresolved,
        loose=references.loose,
    )
    return Paper(record, references.versions)


def missing_references(value: object) -> int:
    """How many references were left out, as happens past the limit of an answer; 0 where any is listed."""
    count = fields.count(fields.inside(value, "referenceCount"))
    return count if count and fields.inside(value, "references") == [] else 0


def _references(value: Mapping[str, object], own: Collection[ArticleId]) -> References:
    """The entries with an id, those without, and how many there are: the list or the count, whichever is more.

    The count has been 0 beside a list; and publishers have lists withheld, which then are null.
    """
    count = fields.count(value.get("referenceCount"))
    stated = value.get("references")
    if not isinstance(stated, list) or (not stated and count != 0):
        return References(count=count or None)
    entries = [entry_of(ids_of(one), NAME) for one in stated]
    without = [(place, fields.inside(one, "title")) for place, one in enumerate(stated, 1) if not entries[place - 1][0]]
    texts = [(place, fields.text(title)) for place, title in without]
    listed = mentions((ids for ids, _ in entries), own)
    return References(
        listed=listed,
        loose=tuple(Loose(place, text) for place, text in texts if text),
        unresolved=len(without),
        count=max(count or 0, len(listed) + len(without)),
        versions=tuple(dict.fromkeys(version for _, versions in entries for version in versions)),
    )


def _authors(value: object) -> tuple[Author, ...] | None:
    if not isinstance(value, list):
        return None
    names = (fields.text(fields.inside(one, "name")) for one in value)
    return tuple(Author(name) for name in names if name)


def _type(value: object) -> str | None:
    """The most telling of a paper's types; one that is not listed here counts as an article."""
    stated = [one for one in fields.many(value) if isinstance(one, str)]
    return next((kind for name, kind in TYPES.items() if name in stated), "article" if stated else None)
