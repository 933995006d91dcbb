"""What is exported: a part of the graph as plain values, in an order that does not depend on how it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

BOOKKEEPING = frozenset({"provenance"})  # which source said which property, for later merges


class Link(NamedTuple):
    """One citation between two exported articles, by their `Article.id`."""

    citing: str
    cited: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportGraph:
    """Articles as their properties (`id` at least, `depth` where a harvest reached them) and the citations among them.

    `authors` are names as printed, in order, where they were read. Properties that are not known are left out, and so
    is the bookkeeping of merges; `make` takes care of it, of the order and of citations whose ends are not exported.
    """

    articles: tuple[Mapping[str, object], ...]
    citations: tuple[Link, ...]

    @classmethod
    def make(
        cls, articles: Iterable[Mapping[str, object]], citations: Iterable[tuple[str, str, Iterable[str]]]
    ) -> ExportGraph:
        """Sort, leave unknown properties out, and keep the citations whose two ends are among the articles."""
        known = sorted((_stated(article) for article in articles), key=_id)
        inside = {_id(article) for article in known}
        links = (
            Link(citing, cited, tuple(sorted(sources)))
            for citing, cited, sources in citations
            if citing in inside and cited in inside
        )
        return cls(tuple(known), tuple(sorted(links)))


def local_citations(graph: ExportGraph) -> dict[str, int]:
    """How often each article is cited within the export."""
    counts = dict.fromkeys((_id(article) for article in graph.articles), 0)
    for link in graph.citations:
        counts[link.cited] += 1
    return counts


def _id(article: Mapping[str, object]) -> str:
    return str(article["id"])


def _stated(article: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in article.items() if value is not None and value != "" and name not in BOOKKEEPING
    }
