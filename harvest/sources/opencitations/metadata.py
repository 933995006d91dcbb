"""Metadata: rows of OpenCitations Meta read as records. A field that is not known is an empty text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from graph.ids import ArticleId, Scheme, is_preprint
from graph.model import Author, Record
from harvest.sources import fields
from harvest.sources.opencitations.entities import NAME, ids_in

IN_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]\s*$")
"""The ids that follow a name: `Peroni, Silvio [orcid:0000-0003-0530-4305 omid:ra/0614010840729]`."""
ISSN = re.compile(r"\bissn:(\d{4}-\d{3}[\dXx])\b")
TYPES = {
    "journal article": "article",
    "proceedings article": "conference-paper",
    "journal editorial": "editorial",
    "retraction notice": "retraction",
}


def read_row(row: Mapping[str, object], asked: Collection[ArticleId]) -> Iterator[Record]:
    """The record of an article that was asked for; nothing where the row is about another.

    Where the row lists several ids of one scheme, Meta may have taken two articles for one: then only the ids that
    were asked for are known to be an article's own, and each speaks for itself.
    """
    ids = ids_in(row.get("id"))
    mine = [id_ for id_ in dict.fromkeys(ids) if id_ in asked]
    if mine and _one_article(ids):
        yield _record(row, frozenset(ids))
    else:
        yield from (_record(row, frozenset({id_})) for id_ in mine)


def richest(records: Collection[Record]) -> Record:
    """Of several rows on one article the one that says most, whichever came first."""
    return max(records, key=lambda record: (_said(record), repr(record)))


def _one_article(ids: Collection[ArticleId]) -> bool:
    """Whether no registry gave the work two numbers. Preprints' DOIs and twins in OpenAlex are no contradiction."""
    given = [id_.scheme for id_ in set(ids) if id_.scheme is not Scheme.OPENALEX and not is_preprint(id_)]
    return len(given) == len(set(given))


def _record(row: Mapping[str, object], ids: frozenset[ArticleId]) -> Record:
    journal, about = _named(row.get("venue"))
    date = fields.iso_date(row.get("pub_date"))
    issn = ISSN.search(about)
    type_ = fields.text(row.get("type"))
    return Record(
        source=NAME,
        ids=ids,
        title=fields.text(row.get("title")),
        year=fields.year(date[:4]) if date else None,
        date=date,
        journal=journal,
        issn=issn[1].upper() if issn else None,
        volume=fields.label(row.get("volume")),
        issue=fields.label(row.get("issue")),
        pages=fields.label(row.get("page")),
        type=TYPES.get(type_, type_.replace(" ", "-")) if type_ else None,
        authors=_authors(row.get("author")),
    )


def _authors(value: object) -> tuple[Author, ...] | None:
    """`Family, Given [ids]; Group [ids]`, given name first; None where nobody is named."""
    if not isinstance(value, str):
        return None
    authors = []
    for one in value.split("; "):
        name, about = _named(one)
        family, _, given = (name or "").partition(",")
        name = " ".join(part for part in (given.strip(), family.strip()) if part)
        if name:
            authors.append(Author(name, fields.orcid(about) if "orcid:" in about else None))
    return tuple(authors) or None


def _named(value: object) -> tuple[str | None, str]:
    """A name, and the ids that follow it in brackets."""
    if not isinstance(value, str):
        return None, ""
    found = IN_BRACKETS.search(value)
    return fields.text(value[: found.start()] if found else value), found[1] if found else ""


def _said(record: Record) -> int:
    return sum(value is not None for value in (record.title, record.date, record.journal, record.authors, record.pages))
