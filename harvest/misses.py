"""What lists left out though the source may know it: ids to be asked for once more, each at most once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from graph.ids import ArticleId
from harvest.sources.base import Answer, Request


class Misses:
    """The ids that each source has left out of its answers so far and was not asked for again."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[ArticleId]] = defaultdict(set)
        self._settled: defaultdict[str, set[ArticleId]] = defaultdict(set)

    def note(self, request: Request, answer: Answer) -> None:
        """A source answered: what it left out, unless it was asked for again already, less what it knows now."""
        missed = self._open[request.source]
        missed |= answer.missed - self._settled[request.source]
        missed -= answer.known

    def of(self, source: str) -> Collection[ArticleId]:
        """What the source left out."""
        return self._open[source]

    def settle(self, source: str, ids: Collection[ArticleId]) -> None:
        """The source is asked for these once more; its answer is believed whatever it says."""
        self._open[source].difference_update(ids)
        self._settled[source].update(ids)
