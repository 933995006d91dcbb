"""Works: OpenAlex's JSON read as records. Every field may be null."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from graph.ids import ArticleId, Scheme, maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid
from graph.model import Author, Mention, Record, Topic
from harvest.sources import fields
from harvest.sources.batches import first
from harvest.sources.mentions import mentions
from harvest.sources.text import plain

NAME = "openalex"
SELECT = (
    "id,doi,ids,title,publication_year,publication_date,authorships,primary_location,biblio,language,type,topics,"
    "keywords,cited_by_count,is_retracted,referenced_works_count,referenced_works,abstract_inverted_index"
)
LONGEST = 20_000
"""Words of an abstract. Positions beyond are errors, and would make a text of nothing but gaps."""


def read_work(value: object) -> Record | None:
    """The record of a work, or None for something without an OpenAlex id."""
    own = maybe_openalex(fields.inside(value, "id")) or maybe_openalex(fields.inside(value, "ids", "openalex"))
    if not isinstance(value, Mapping) or own is None:
        return None
    ids = _ids(value, own)
    references = _references(value, ids)
    date = fields.iso_date(value.get("publication_date"))
    in_year = fields.year(value.get("publication_year"))
    if date and in_year and not date.startswith(f"{in_year:04}"):  # the two disagree: the year is the safer
        date = None
    keywords = _names(value.get("keywords"))
    location = fields.inside(value, "primary_location")
    return Record(
        source=NAME,
        ids=ids,
        title=fields.text(value.get("title")) or fields.text(value.get("display_name")),
        abstract=upright(value.get("abstract_inverted_index")),
        year=in_year or (fields.year(date[:4]) if date else None),
        date=date,
        journal=fields.text(fields.inside(location, "source", "display_name")),
        issn=fields.text(fields.inside(location, "source", "issn_l")),
        volume=fields.label(fields.inside(value, "biblio", "volume")),
        issue=fields.label(fields.inside(value, "biblio", "issue")),
        pages=_pages(value),
        type=fields.text(value.get("type")),
        language=fields.text(value.get("language")),
        keywords=keywords,
        authors=_authors(value.get("authorships")),
        topics=_topics(value),
        is_retracted=fields.truth(value.get("is_retracted")),
        cited_by_count=fields.count(value.get("cited_by_count")),
        reference_count=_reference_count(value, references),
        url=fields.link(fields.inside(location, "landing_page_url")),
        references=references,
    )


def gathered(works: Sequence[Record], asked: Collection[ArticleId]) -> tuple[Record, ...]:
    """One record per article: works that share an asked id and name no second PMID are one.

    Its fields and references are those of the work with the most references (then the most cited, then the lowest id),
    its ids those of all.
    """
    groups: defaultdict[tuple[ArticleId, ...], list[Record]] = defaultdict(list)
    alone: list[Record] = []
    for work in sorted(works, key=_richness):
        group = groups[tuple(sorted(work.ids & frozenset(asked), key=str))]
        (group if all(_agree(work, other) for other in group) else alone).append(work)
    merged = (replace(group[0], ids=frozenset().union(*(one.ids for one in group))) for group in groups.values())
    return (*merged, *alone)


def upright(index: object) -> str | None:
    """The abstract that an inverted index (word to positions) was made from."""
    if not isinstance(index, Mapping):
        return None
    placed = {
        place: word
        for word, places in index.items()
        for place in fields.many(places)
        if isinstance(place, int) and 0 <= place < LONGEST
    }
    return plain(" ".join(placed[place] for place in sorted(placed))) or None


def _ids(value: Mapping[str, object], own: ArticleId) -> frozenset[ArticleId]:
    """Its own ids; `ids.pmcid` comes with and without its letters."""
    stated = (
        maybe_doi(value.get("doi")) or maybe_doi(fields.inside(value, "ids", "doi")),
        maybe_pmid(fields.inside(value, "ids", "pmid")),
        maybe_pmcid(fields.inside(value, "ids", "pmcid")),
    )
    return frozenset({own, *(id_ for id_ in stated if id_ is not None)})


def _references(value: Mapping[str, object], own: Collection[ArticleId]) -> tuple[Mention, ...] | None:
    """The works it cites that OpenAlex knows; None where the list is missing or emptier than its own count."""
    listed = value.get("referenced_works")
    if not isinstance(listed, list):
        return None
    if not listed and fields.count(value.get("referenced_works_count")):
        return None
    return mentions(([maybe_openalex(one)] for one in listed), own)


def _reference_count(value: Mapping[str, object], references: Sequence[Mention] | None) -> int | None:
    """How many works it cites: those that were read, and what its list lacks of its own count."""
    counted, listed = fields.count(value.get("referenced_works_count")) or 0, value.get("referenced_works")
    if references is None:
        return counted or None
    return len(references) + max(counted - len(fields.many(listed)), 0)


def _authors(authorships: object) -> tuple[Author, ...] | None:
    """Authors in order. Lists of works name the first 100 only."""
    if not isinstance(authorships, list):
        return None
    authors = []
    for one in authorships:
        name = fields.text(fields.inside(one, "author", "display_name")) or fields.text(
            fields.inside(one, "raw_author_name")
        )
        if name:
            authors.append(Author(name, fields.orcid(fields.inside(one, "author", "orcid"))))
    return tuple(authors)


def _names(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    names = (fields.text(fields.inside(one, "display_name")) for one in value)
    return tuple(dict.fromkeys(name for name in names if name))


def _topics(value: Mapping[str, object]) -> tuple[Topic, ...] | None:
    """Topics, or the concepts that answers carried before there were topics."""
    names = _names(value.get("topics"))
    if not names:
        names = _names(value.get("concepts")) or names
    return None if names is None else tuple(Topic(name, "OpenAlex") for name in names)


def _pages(value: Mapping[str, object]) -> str | None:
    ends = [fields.label(fields.inside(value, "biblio", name)) for name in ("first_page", "last_page")]
    return "-".join(dict.fromkeys(end for end in ends if end)) or None


def _richness(work: Record) -> tuple[int, int, str]:
    own = first(work.ids, Scheme.OPENALEX)
    return -len(work.references or ()), -(work.cited_by_count or 0), str(own)


def _agree(one: Record, other: Record) -> bool:
    """Two PMIDs are two articles."""
    pmids = {id_ for work in (one, other) for id_ in work.ids if id_.scheme is Scheme.PMID}
    return len(pmids) < 2
