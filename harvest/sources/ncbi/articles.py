"""efetch: PubMed's records of articles and of book chapters.

Unknown PMIDs are silently missing, deleted ones come under `DeleteCitation`; neither is a record. The article's own ids
stand in `PubmedData/ArticleIdList`, those inside a `Reference` are somebody else's. A record without a reference list
says nothing about references: many publishers do not deposit them.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from graph.ids import ArticleId, Scheme, maybe_doi, maybe_pmcid, maybe_pmid
from graph.model import Author, Record, Topic
from harvest.sources import fields
from harvest.sources.base import Answer, Request
from harvest.sources.bodies import parse_xml
from harvest.sources.ncbi.dates import published
from harvest.sources.ncbi.kinds import kind_of
from harvest.sources.ncbi.languages import language_of
from harvest.sources.ncbi.notices import NAME, read_about, read_notices, read_retraction
from harvest.sources.ncbi.references import read_references
from harvest.sources.text import inner_text

RETRACTED = "Retracted Publication"
UNTRANSLATED = "Not Available"


def read_articles(request: Request, body: bytes) -> Answer:
    """The records of the articles that were asked for, each in its highest version."""
    root = parse_xml(request, body, "PubmedArticleSet", "PubmedBookArticleSet")
    asked = frozenset(request.asked)
    found: dict[ArticleId, _Found] = {}
    for element in root.iterfind("*"):
        one = _read(element)
        if one is not None and one.pmid in asked and (one.pmid not in found or one.version > found[one.pmid].version):
            found[one.pmid] = one
    return Answer(
        records=tuple(one.record for one in found.values()),
        about=tuple(said for one in found.values() for said in one.about),
        known=frozenset(found),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """An article in one of its versions, and what it says as a notice about others."""

    pmid: ArticleId
    version: int
    record: Record
    about: tuple[Record, ...]


def _read(element: etree._Element) -> _Found | None:
    """An article, or None for anything else in the set."""
    inner = element.find(
        {"PubmedArticle": "MedlineCitation", "PubmedBookArticle": "BookDocument"}.get(str(element.tag), "-")
    )
    number = None if inner is None else inner.find("PMID")
    pmid = None if number is None else maybe_pmid(number.text)
    if inner is None or number is None or pmid is None:
        return None
    read = _chapter if inner.tag == "BookDocument" else _article
    record = read(element, inner, pmid)
    return _Found(pmid, fields.count(number.get("Version")) or 1, record, read_about(inner, record, pmid))


def _article(element: etree._Element, citation: etree._Element, pmid: ArticleId) -> Record:
    article = citation.find("Article")
    if article is None:
        article = etree.Element("Article")
    ids = _ids(element.find("PubmedData/ArticleIdList"), article, pmid)
    types = [said for one in article.iterfind("PublicationTypeList/PublicationType") if (said := inner_text(one))]
    date = published(article.find("Journal/JournalIssue/PubDate"), article.findall("ArticleDate"))
    keywords = _keywords(citation)
    references = read_references(element, citation, ids)
    retraction = read_retraction(citation)
    return Record(
        source=NAME,
        ids=ids,
        title=_title(article),
        abstract=_abstract(article),
        year=fields.year(date[:4]) if date else None,
        date=date,
        journal=_inner(article, "Journal/Title") or _inner(citation, "MedlineJournalInfo/MedlineTA"),
        # The linking ISSN is the same for all forms of a journal, and what other sources state.
        issn=_inner(citation, "MedlineJournalInfo/ISSNLinking") or _inner(article, "Journal/ISSN"),
        volume=_inner(article, "Journal/JournalIssue/Volume"),
        issue=_inner(article, "Journal/JournalIssue/Issue"),
        pages=_pages(article),
        type=kind_of(types),
        language=language_of(_inner(article, "Language")),
        keywords=keywords,
        authors=_authors(article.find("AuthorList")),
        topics=_topics(citation, keywords),
        is_retracted=retraction is not None or RETRACTED in types,
        retraction=retraction,
        reference_count=references.count,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid.value}/",
        references=references.mentions,
        unresolved=references.unresolved,
        loose=references.loose,
        notices=read_notices(citation),
    )


def _chapter(element: etree._Element, book: etree._Element, pmid: ArticleId) -> Record:
    """A chapter or a book of the NCBI Bookshelf, which is described in other places than an article."""
    lists = [element.find("PubmedBookData/ArticleIdList"), book.find("ArticleIdList")]
    ids = frozenset().union(*(_ids(one, book, pmid) for one in lists))
    types = [said for one in book.iterfind("PublicationType") if (said := inner_text(one))]
    date = published(book.find("ContributionDate"), [*book.findall("Book/PubDate")])
    keywords = _keywords(book)
    references = read_references(book, book, ids)
    return Record(
        source=NAME,
        ids=ids,
        title=_inner(book, "ArticleTitle") or _inner(book, "Book/BookTitle"),
        abstract=_abstract(book),
        year=fields.year(date[:4]) if date else None,
        date=date,
        journal=_inner(book, "Book/BookTitle"),
        volume=_inner(book, "Book/Volume"),
        pages=_pages(book),
        type="book-chapter" if book.find("ArticleTitle") is not None else "book",
        language=language_of(_inner(book, "Language")),
        keywords=keywords,
        authors=_authors(next((one for one in book.iterfind("AuthorList") if one.get("Type") != "editors"), None)),
        topics=_topics(book, keywords),
        is_retracted=RETRACTED in types,
        reference_count=references.count,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid.value}/",
        references=references.mentions,
        unresolved=references.unresolved,
        loose=references.loose,
    )


def _ids(stated: etree._Element | None, article: etree._Element, pmid: ArticleId) -> frozenset[ArticleId]:
    """The article's own ids; its DOI from `ELocationID` where the list has none and PubMed calls it valid."""
    found: dict[Scheme, ArticleId] = {}
    for one in () if stated is None else stated.iterfind("ArticleId"):
        read = {"doi": maybe_doi, "pmc": maybe_pmcid}.get(one.get("IdType", ""))
        id_ = read(inner_text(one)) if read else None
        if id_ is not None:
            found.setdefault(id_.scheme, id_)
    for one in article.iterfind("ELocationID[@EIdType='doi']"):
        id_ = maybe_doi(inner_text(one)) if one.get("ValidYN") != "N" else None
        if id_ is not None:
            found.setdefault(id_.scheme, id_)
    return frozenset({pmid, *found.values()})


def _inner(element: etree._Element, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else (inner_text(found) or None)


def _title(article: etree._Element) -> str | None:
    """The title in English where there is one, else as it was printed."""
    title = _inner(article, "ArticleTitle")
    return title if title and title.strip("[].") != UNTRANSLATED else _inner(article, "VernacularTitle") or title


def _abstract(article: etree._Element) -> str | None:
    """The sections one a line, each with the label that it is printed under."""
    parts = []
    for section in article.iterfind("Abstract/AbstractText"):
        said, label = inner_text(section), (section.get("Label") or "").strip()
        if said:
            parts.append(f"{label}: {said}" if label and label.upper() != "UNLABELLED" else said)
    return "\n".join(parts) or None


def _pages(article: etree._Element) -> str | None:
    """Pages as PubMed prints them, else from first to last."""
    ends = [_inner(article, f"Pagination/{name}") for name in ("StartPage", "EndPage")]
    return _inner(article, "Pagination/MedlinePgn") or "-".join(end for end in ends if end) or None


def _authors(listed: etree._Element | None) -> tuple[Author, ...] | None:
    """Authors as printed, given name first; groups by their collective name; names marked as corrected left out."""
    if listed is None:
        return None
    authors = []
    for author in listed.iterfind("Author"):
        given = _inner(author, "ForeName") or _inner(author, "Initials")
        parts = (given, _inner(author, "LastName"), _inner(author, "Suffix"))
        name = " ".join(part for part in parts if part) or _inner(author, "CollectiveName")
        if name and author.get("ValidYN") != "N":
            authors.append(Author(name, _orcid(author)))
    return tuple(authors)


def _orcid(author: etree._Element) -> str | None:
    found = (fields.orcid(one.text) for one in author.iterfind("Identifier[@Source='ORCID']"))
    return next((orcid for orcid in found if orcid), None)


def _keywords(citation: etree._Element) -> tuple[str, ...] | None:
    """The keywords of the authors and of the indexers, each once; None where there is no list."""
    lists = citation.findall("KeywordList")
    said = [inner_text(one) for listed in lists for one in listed.iterfind("Keyword")]
    return tuple(dict.fromkeys(filter(None, said))) if lists else None


def _topics(citation: etree._Element, keywords: tuple[str, ...] | None) -> tuple[Topic, ...] | None:
    headings = citation.find("MeshHeadingList")
    if headings is None and keywords is None:
        return None
    names = [] if headings is None else [inner_text(one) for one in headings.iterfind("MeshHeading/DescriptorName")]
    mesh = [Topic(name, "MeSH") for name in dict.fromkeys(filter(None, names))]
    return (*mesh, *(Topic(name, "keyword") for name in keywords or ()))
