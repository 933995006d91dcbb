"""A saved page about one article: its own ids, not those of everything that it mentions.

An HTML page of PubMed, PMC or a publisher names its article in `citation_...` meta elements. Text that was copied or
saved from a PubMed page is told by its furniture; the article's own ids and its title stand above its abstract. What
the page lists as references is read for itself (`references_in`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from graph.ids import ArticleId, Scheme, find_all, maybe_doi, maybe_pmcid, maybe_pmid
from harvest.seedfiles.item import Item, family_of, only, year_of
from harvest.seedfiles.page_references import references

HTML = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<meta\s", re.IGNORECASE)
FURNITURE = ("PubMed Disclaimer", "Similar articles", "LinkOut - more resources", "NCBI Homepage", "Full text links")
BODY = re.compile(r"^[ \t#*]*(?:Abstract|Affiliations?|Similar articles|References|Keywords:.*)[ \t:]*$", re.MULTILINE)
OWN = "the page's own article"
DATES = ("citation_publication_date", "citation_date", "citation_online_date", "citation_year")
META = {
    "citation_pmid": maybe_pmid,
    "citation_doi": maybe_doi,
    "citation_pmcid": maybe_pmcid,
    "citation_pmc_id": maybe_pmcid,
    "uid": maybe_pmid,
    "dc.identifier": maybe_doi,
    "prism.doi": maybe_doi,
}


def is_page(text: str) -> bool:
    """Whether the text is a web page about one article, or the text of PubMed's."""
    return _is_html(text) or sum(f"\n{words}" in text for words in FURNITURE) >= 2


def items(text: str) -> Iterator[Item]:
    """The article of the page; where the page does not say which that is, everything that it mentions."""
    own = _stated(text) if _is_html(text) else _above_the_abstract(text)
    if own.ids or (own.title and own.author):
        yield own
    else:
        yield from (Item((id_,)) for id_ in find_all(text))


def references_in(text: str) -> list[Item]:
    """The numbered reference list of the page, in its order: each with its ids, or with title, author and year."""
    return references(text, _tree(text) if _is_html(text) else None)


def _is_html(text: str) -> bool:
    return HTML.search(text, 0, 5_000) is not None


def _tree(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(no_network=True, encoding="utf-8")
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def _stated(text: str) -> Item:
    tree = _tree(text)
    said: dict[str, str] = {}
    ids: list[ArticleId | None] = []
    for meta in () if tree is None else tree.iter("meta"):
        name, content = str(meta.get("name", "")).lower(), meta.get("content")
        said.setdefault(name, str(content or ""))
        ids.append(META[name](content) if name in META else None)
    title = said.get("citation_title") or None
    author = family_of(said.get("citation_author") or said.get("citation_authors", "").split(";")[0])
    year = year_of(*(said.get(name) for name in DATES))
    return Item(only(ids), title, OWN, author=author, year=year)


def _above_the_abstract(text: str) -> Item:
    """The first id of each scheme: a retraction or an erratum named up there comes after the article's own."""
    body = BODY.search(text)
    head = text[: body.start()] if body else text[:5_000]
    first: dict[Scheme, ArticleId] = {}
    for id_ in find_all(head):
        first.setdefault(id_.scheme, id_)
    return Item(tuple(first.values()), _title(head), OWN)


def _title(head: str) -> str | None:
    """The first line after those that hold the ids."""
    lines = [line.strip(" \t#*") for line in head.splitlines()]
    with_ids = [number for number, line in enumerate(lines) if find_all(line)]
    after = [line for line in lines[with_ids[-1] + 1 :] if line] if with_ids else []
    return after[0] if after else None
