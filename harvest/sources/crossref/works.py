"""Works: Crossref's JSON read as records. Every field but the DOI may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.ids import ArticleId, is_preprint, maybe_doi
from graph.model import Author, Record, Version
from harvest.sources import fields
from harvest.sources.crossref.dates import date_of
from harvest.sources.crossref.notices import (
    NAME,
    about_others,
    kind_of_notice,
    notices_in,
    read_updates,
    retraction_in,
)
from harvest.sources.crossref.references import read_references

SELECT = (
    "DOI,type,title,author,issued,container-title,ISSN,volume,issue,page,article-number,abstract,URL,references-count,"
    "reference,is-referenced-by-count,relation,update-to,updated-by"
)
"""`language` and `subtype` cannot be selected: a name that a list does not know fails the whole of it."""

HEADING = re.compile(r"<jats:title[^<>]*+>\s*+(?:abstract|summary)\s*+[.:]?\s*+</jats:title>", re.IGNORECASE)
PREPRINT_OF, HAS_PREPRINT = "is-preprint-of", "has-preprint"
SAME_WORK = ("is-version-of", "has-version")
"""Said of preprints, of new editions and of uploads alike: believed where one end only is a preprint's DOI."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work's own record, the versions it is tied to, and what it says as a notice about other articles."""

    doi: ArticleId
    record: Record
    versions: tuple[Version, ...]
    about: tuple[Record, ...]


def read_work(value: object) -> Work | None:
    """The work, or None for something without a DOI."""
    doi = maybe_doi(fields.inside(value, "DOI"))
    if not isinstance(value, Mapping) or doi is None:
        return None
    versions = tuple(_versions(value.get("relation"), doi))
    about = about_others(read_updates(value.get("update-to"), doi), doi)
    return Work(doi, _record(value, doi, versions), versions, about)


def _record(value: Mapping[str, object], doi: ArticleId, versions: tuple[Version, ...]) -> Record:
    date = date_of(value.get("issued"))
    references = read_references(value.get("reference"), doi)
    updates = read_updates(value.get("updated-by"), doi)
    retraction = retraction_in(updates)
    counted = fields.count(value.get("references-count")) or fields.count(value.get("reference-count"))
    return Record(
        source=NAME,
        ids=frozenset({doi}),
        title=_first(value.get("title")),
        abstract=_abstract(value.get("abstract")),
        year=fields.year(date[:4]) if date else None,
        date=date,
        journal=_first(value.get("container-title")),
        issn=_first(value.get("ISSN")),
        volume=fields.label(value.get("volume")),
        issue=fields.label(value.get("issue")),
        pages=fields.label(value.get("page")) or fields.label(value.get("article-number")),
        type=_type(value, doi, versions),
        language=fields.text(value.get("language")),
        authors=_authors(value.get("author")),
        is_retracted=True if retraction is not None else None,
        retraction=retraction,
        cited_by_count=fields.count(value.get("is-referenced-by-count")),
        reference_count=counted or None,  # 0 is what is counted where no list was deposited
        url=fields.link(value.get("URL")),
        references=references.mentions,
        unresolved=references.unresolved,
        loose=references.loose,
        notices=notices_in(updates),
    )


def _first(value: object) -> str | None:
    """The first of several titles, journals or ISSNs that says something."""
    listed = fields.many(value) or (value,)
    return next((said for one in listed if (said := fields.text(one))), None)


def _abstract(value: object) -> str | None:
    """Plain text without its own heading."""
    return fields.text(HEADING.sub(" ", value)) if isinstance(value, str) else None


def _authors(value: object) -> tuple[Author, ...] | None:
    """Authors as printed, given name first; groups by their name. None where nobody is listed."""
    authors = []
    for one in fields.many(value):
        parts = (fields.text(fields.inside(one, name)) for name in ("given", "family", "suffix"))
        name = " ".join(part for part in parts if part) or fields.text(fields.inside(one, "name"))
        if name:
            authors.append(Author(name, fields.orcid(fields.inside(one, "ORCID"))))
    return tuple(authors) or None


def _type(value: Mapping[str, object], doi: ArticleId, versions: tuple[Version, ...]) -> str | None:
    """The kind of publication in the words of other sources: notices by what they do, posted content by whose it is."""
    stated = fields.text(value.get("type"))
    if stated == "journal-article":
        return kind_of_notice(read_updates(value.get("update-to"), doi)) or "article"
    if stated == "posted-content":
        subtype = fields.text(value.get("subtype"))
        posted = subtype == "preprint" or is_preprint(doi) or any(version.preprint == doi for version in versions)
        return "preprint" if posted else "posted-content"
    return stated


def _versions(relation: object, doi: ArticleId) -> Iterator[Version]:
    """The preprints of a published work, or the published form of a preprint."""
    for name in (PREPRINT_OF, HAS_PREPRINT, *SAME_WORK):
        for entry in fields.many(fields.inside(relation, name)):
            other = maybe_doi(fields.inside(entry, "id")) if fields.inside(entry, "id-type") == "doi" else None
            if other is None or other == doi:
                continue
            if name == PREPRINT_OF or (name in SAME_WORK and is_preprint(doi) and not is_preprint(other)):
                yield Version(doi, other, NAME)
            elif name == HAS_PREPRINT or (name in SAME_WORK and is_preprint(other) and not is_preprint(doi)):
                yield Version(other, doi, NAME)
