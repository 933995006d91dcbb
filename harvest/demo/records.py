"""Facts as PubMed's XML: the records that efetch would send, with as much in them as is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from harvest.demo.facts import Facts, KnownArticle


def render(facts: Iterable[Facts]) -> dict[str, bytes]:
    """One `PubmedArticle` per known article, by PMID."""
    return {
        article.pmid: etree.tostring(_article(article, _cited(one, article.pmid)), encoding="utf-8")
        for one in facts
        for article in one.articles
    }


def _cited(facts: Facts, pmid: str) -> list[str]:
    return [citation.cited for citation in facts.citations if citation.citing == pmid]


def _article(article: KnownArticle, cited: Sequence[str]) -> etree._Element:
    issue = _node("JournalIssue", _node("PubDate", _text("Year", str(article.year))))
    described = _node("Article", _node("Journal", issue, _text("Title", article.journal)))
    described.append(_text("ArticleTitle", article.title))
    if article.first_author:
        described.append(_author(article.first_author))
    data = _node("PubmedData", _ids([("pubmed", article.pmid), ("doi", article.doi), ("pmc", article.pmcid)]))
    if article.references is not None:
        data.append(_reference_list(cited, article.references))
    return _node("PubmedArticle", _node("MedlineCitation", _text("PMID", article.pmid, Version="1"), described), data)


def _author(first: str) -> etree._Element:
    """The list says that it is not complete: the others are not part of the demo."""
    last, _, initials = first.rpartition(" ")
    names = [_text("LastName", last), _text("Initials", initials)] if last else [_text("LastName", first)]
    return _node("AuthorList", _node("Author", *names, ValidYN="Y"), CompleteYN="N")


def _reference_list(cited: Sequence[str], length: int) -> etree._Element:
    """As long as the real list; a reference whose article is not part of the demo has no id here."""
    known = [_node("Reference", _ids([("doi" if "/" in id_ else "pubmed", id_)])) for id_ in cited]
    return _node("ReferenceList", *known, *(_node("Reference") for _ in range(length - len(known))))


def _ids(stated: Iterable[tuple[str, str | None]]) -> etree._Element:
    return _node("ArticleIdList", *(_text("ArticleId", id_, IdType=kind) for kind, id_ in stated if id_))


def _node(tag: str, *children: etree._Element, **attributes: str) -> etree._Element:
    element = etree.Element(tag, attributes)
    element.extend(children)
    return element


def _text(tag: str, text: str, **attributes: str) -> etree._Element:
    element = etree.Element(tag, attributes)
    element.text = text
    return element
