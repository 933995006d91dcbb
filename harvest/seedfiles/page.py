"""A saved page about one article: its own ids, not those of everything that it mentions.

An HTML page of PubMed, PMC or a publisher names its article in `citation_...` meta elements. Text that was copied or
saved from a PubMed page is told by its furniture; the article's own ids stand above its abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from graph.ids import ArticleId, Scheme, find_all, maybe_doi, maybe_pmcid, maybe_pmid
from harvest.seedfiles.item import Item, only

HTML = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<meta\s", re.IGNORECASE)
FURNITURE = ("PubMed Disclaimer", "Similar articles", "LinkOut - more resources", "NCBI Homepage", "Full text links")
BODY = re.compile(r"^[ \t#*]*(?:Abstract|Affiliations?|Similar articles|References|Keywords:.*)[ \t:]*$", re.MULTILINE)
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
    if own:
        yield Item(own, where="the page's own article")
    else:
        yield from (Item((id_,)) for id_ in find_all(text))


def _is_html(text: str) -> bool:
    return HTML.search(text, 0, 5_000) is not None


def _stated(text: str) -> tuple[ArticleId, ...]:
    parser = etree.HTMLParser(no_network=True, encoding="utf-8")
    tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if tree is None:
        return ()
    said = [(str(meta.get("name", "")).lower(), meta.get("content")) for meta in tree.iter("meta")]
    return only(META[name](content) for name, content in said if name in META)


def _above_the_abstract(text: str) -> tuple[ArticleId, ...]:
    """The first id of each scheme: a retraction or an erratum named up there comes after the article's own."""
    body = BODY.search(text)
    first: dict[Scheme, ArticleId] = {}
    for id_ in find_all(text[: body.start()] if body else text[:5_000]):
        first.setdefault(id_.scheme, id_)
    return tuple(first.values())
