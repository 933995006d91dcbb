"""Reference lists of PubMed records: one list or many, nested or flat."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from graph.ids import ArticleId, maybe_doi, maybe_pmcid, maybe_pmid
from graph.model import Loose, Mention
from harvest.sources.mentions import mentions
from harvest.sources.text import inner_text

READERS = {"pubmed": maybe_pmid, "doi": maybe_doi, "pmc": maybe_pmcid, "pmcid": maybe_pmcid}
BEST_FIRST = ("pubmed", "doi", "pmc", "pmcid")

Entry = tuple[list[ArticleId], str]
"""The ids of a reference, best first, and its words."""


@dataclass(frozen=True, slots=True)
class References:
    """The references with an id (None where there is no list), how many were listed without, and their texts."""

    mentions: tuple[Mention, ...] | None = None
    unresolved: int = 0
    loose: tuple[Loose, ...] = ()

    @property
    def count(self) -> int | None:
        """How many there are, with an id or without; None where there is no list."""
        return None if self.mentions is None else len(self.mentions) + self.unresolved


def read_references(element: etree._Element, citation: etree._Element, own: Collection[ArticleId]) -> References:
    """What the record cites.

    Records from before 2019 list their references among the comments instead; they count where there is no list.
    """
    entries = list(_listed(element)) or list(_commented(citation))
    if not entries and element.find(".//ReferenceList") is None:
        return References()
    without = [(place, words) for place, (ids, words) in enumerate(entries, 1) if not ids]
    loose = tuple(Loose(place, words) for place, words in without if words)
    return References(mentions((ids for ids, _ in entries), own), len(without), loose)


def _listed(element: etree._Element) -> Iterator[Entry]:
    """The ids of each reference, best first, and its words. "0" and other rubbish is no id."""
    for reference in element.iter("Reference"):
        stated = [(one.get("IdType", "").lower(), one) for one in reference.iterfind("ArticleIdList/ArticleId")]
        found = (READERS[kind](inner_text(one)) for wanted in BEST_FIRST for kind, one in stated if kind == wanted)
        yield [id_ for id_ in found if id_ is not None], _words(reference, "Citation")


def _commented(citation: etree._Element) -> Iterator[Entry]:
    for cited in citation.iterfind("CommentsCorrectionsList/CommentsCorrections[@RefType='Cites']"):
        id_ = maybe_pmid(cited.findtext("PMID"))
        yield [] if id_ is None else [id_], _words(cited, "RefSource")


def _words(entry: etree._Element, tag: str) -> str:
    found = entry.find(tag)
    return "" if found is None else inner_text(found)
