"""Citations: how many articles can be asked about at once, and who cites them.

An answer holds at most 9,999 citations over all its papers; lists beyond come back empty without a word. So articles
are packed by the counts that Semantic Scholar reported, and a list that is shorter than its count is not believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.ids import ArticleId
from graph.model import Version
from harvest.sources import fields
from harvest.sources.base import Request
from harvest.sources.batches import place
from harvest.sources.entries import entry_of
from harvest.sources.s2.papers import NAME, ids_of

MOST = 9_999
"""Citations in an answer, and the last row that pages reach."""
BATCH = 500
PAGE = 1_000
MOST_PAGES = 40
CUT_AT = 1_000
"""Where some lists end, whatever the limit of the answer."""


@dataclass(slots=True)
class Citing:
    """Who cites the asked articles: the pairs of an `Answer`, with the years and versions that come with them."""

    pairs: dict[tuple[ArticleId, ArticleId], None]
    years: dict[ArticleId, int]
    versions: dict[Version, None]

    @classmethod
    def none(cls) -> Citing:
        return cls({}, {}, {})

    def add(self, papers: Iterable[object], cited: ArticleId) -> None:
        """These papers cite the asked one. Papers without any id and the paper itself are left out."""
        for paper in papers:
            ids, versions = entry_of(ids_of(paper), NAME)
            if not ids or cited in ids:
                continue
            self.pairs[ids[0], cited] = None
            self.versions |= dict.fromkeys(versions)
            year = fields.year(fields.inside(paper, "year"))
            if year is not None:
                self.years[ids[0]] = year


def packed(counts: Mapping[ArticleId, int | None]) -> list[tuple[ArticleId, ...]]:
    """Batches whose citations fit into one answer, largest first into the first with room; unknown counts go alone."""
    batches: list[tuple[int, list[ArticleId]]] = []
    for id_ in sorted(counts, key=lambda id_: (-_size(counts[id_]), place(id_))):
        size = _size(counts[id_])
        for index, (taken, ids) in enumerate(batches):
            if taken + size <= MOST and len(ids) < BATCH:
                batches[index] = (taken + size, [*ids, id_])
                break
        else:
            batches.append((size, [id_]))
    return [tuple(sorted(ids, key=place)) for _, ids in batches]


def cut_short(listed: int, count: int | None, total: int) -> bool:
    """Whether a list of `listed` citations lacks some of the `count`, where the answer holds `total` in all.

    The count alone does not tell: it may be some off. What is listed of an article asked alone up to the limit is all
    that there is to get.
    """
    return count is not None and listed < count and (listed in (0, CUT_AT) or (total >= MOST and listed < total))


def next_offset(request: Request, following: object, rows: Sequence[object]) -> int | None:
    """Where the next page begins; None at the end, and where pages reach no further.

    Raises ValueError where the pages go in circles or come in crumbs.
    """
    if following is None or not rows:
        return None
    start, offset = fields.count(following), int(dict(request.params)["offset"])
    if start is None or start < offset + len(rows) or request.page >= MOST_PAGES:
        raise ValueError(f"after row {offset} its pages do not go on")
    return start if start < MOST else None


def _size(count: int | None) -> int:
    return MOST if count is None else min(count, MOST)
