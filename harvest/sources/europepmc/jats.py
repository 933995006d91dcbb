"""JATS: the reference list of a full text, as `/PMC123/fullTextXML` gives it where an article is open access.

A `ref` holds one citation or several (`citation-alternatives`, or parts a, b, c of one number); each is a
`mixed-citation`, an `element-citation` or, in old texts, a `nlm-citation` or `citation`. Ids stand in `pub-id`, where
publishers did not tag them in a link to doi.org or PubMed, and else nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from graph.ids import ArticleId, Scheme, maybe_doi, maybe_pmcid, maybe_pmid
from graph.model import Loose, Mention
from harvest.sources.mentions import mentions
from harvest.sources.text import inner_text, plain

CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation")
READERS = {"pmid": maybe_pmid, "doi": maybe_doi, "pmcid": maybe_pmcid, "pmc": maybe_pmcid}
ORDER = (Scheme.PMID, Scheme.DOI, Scheme.PMCID)
LINK = "{http://www.w3.org/1999/xlink}href"
LINKED = ("doi.org/", "pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/")
MIXED = ("article-title", "chapter-title", "source", "part-title", "named-content", "italic", "bold", "trans-title")
UNPRINTED = ("label", "pub-id", "object-id", "ext-link")
CLINGING = re.compile(r"\s+([,.;:)\]])")
LONGEST = 2000
"""Characters of a reference that are kept as text."""


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The references with an id, and those without: all of them counted, with their text where they have one."""

    mentions: tuple[Mention, ...]
    unresolved: int
    loose: tuple[Loose, ...]
    count: int


def read_references(root: etree._Element, own: Collection[ArticleId]) -> ReferenceList | None:
    """What an article cites; None where it has no reference list. Positions count citations from 1."""
    listed = root.findall(".//ref-list")
    if not listed:
        return None
    citations = list(_citations(root))
    ids = [_ids(citation) for citation in citations]
    without = [(place, one) for place, one in enumerate(citations, 1) if not ids[place - 1]]
    texts = [(place, _text(one)) for place, one in without]
    loose = tuple(Loose(place, text) for place, text in texts if text)
    return ReferenceList(mentions(ids, own), len(without), loose, len(citations))


def own_pmcid(root: etree._Element) -> ArticleId | None:
    """The PMCID of the article itself, in the two ways that it is stated."""
    for one in root.iterfind(".//article-meta/article-id"):
        if one.get("pub-id-type") in ("pmcid", "pmc"):
            return maybe_pmcid(inner_text(one))
    return None


def _citations(root: etree._Element) -> Iterator[etree._Element]:
    """Each work that is cited, once: of alternatives the first, of a note without a citation the note."""
    for listed in _outermost(root, "ref-list"):
        for ref in _outermost(listed, "ref"):
            found = list(_outermost(ref, *CITATIONS))
            yield from [one for one in found if not _alternative(one)] or [ref]


def _outermost(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of these names that lie in no other of them."""
    walker = etree.iterwalk(root, events=("start",), tag=tags)
    for _, element in walker:
        yield element
        walker.skip_subtree()


def _alternative(citation: etree._Element) -> bool:
    """Whether a citation is another way of writing one that stands before it."""
    around = citation.getparent()
    if around is None or around.tag != "citation-alternatives":
        return False
    return next(citation.itersiblings(*CITATIONS, preceding=True), None) is not None


def _ids(citation: etree._Element) -> list[ArticleId]:
    """Its ids, best first, one of each scheme: tagged ones, else those it links to. A second DOI is another work's."""
    around = citation.getparent()
    whole = around if around is not None and around.tag == "citation-alternatives" else citation
    found: dict[Scheme, ArticleId] = {}
    for one in whole.iter("pub-id"):
        read = READERS.get((one.get("pub-id-type") or "").lower())
        id_ = read(inner_text(one)) if read else None
        if id_ is not None:
            found.setdefault(id_.scheme, id_)
    for id_ in () if found else _linked(whole):
        found.setdefault(id_.scheme, id_)
    return [found[scheme] for scheme in ORDER if scheme in found]


def _linked(citation: etree._Element) -> Iterator[ArticleId]:
    """The ids that a citation links to, by the type of the link or to a site that is known for them."""
    for one in citation.iter("ext-link", "uri"):
        address = one.get(LINK) or inner_text(one)
        read = READERS.get((one.get("ext-link-type") or "").lower())
        if read is not None:
            id_ = read(address)
        else:
            id_ = (maybe_doi(address) or maybe_pmid(address)) if any(site in address for site in LINKED) else None
        if id_ is not None:
            yield id_


def _text(citation: etree._Element) -> str:
    """The citation as text, with blanks between parts that only their tags keep apart."""
    words = " ".join(_words(citation))
    return plain(CLINGING.sub(r"\1", words))[:LONGEST].rstrip()


def _words(citation: etree._Element) -> Iterator[str]:
    walker = etree.iterwalk(citation, events=("start", "end"))
    for event, one in walker:
        if event == "end":
            yield (one.tail or "") if one is not citation else ""
        elif one.tag in UNPRINTED:
            walker.skip_subtree()
        elif one.tag in MIXED or not len(one):
            yield inner_text(one)
            walker.skip_subtree()
        else:
            yield one.text or ""
