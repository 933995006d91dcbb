"""What was computed from the graph, kept in memory for as long as the graph stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from graph.errors import CitewalkError
from graph.finding import find_article
from graph.headings import read_headings
from graph.key.texts import TextModel
from graph.measures.registry import MeasureName
from graph.projected_texts import TEXTS, are_comparable, kept_texts, read_texts
from graph.projecting import Shelf, read_projection
from graph.projection import Projection
from graph.ranking import Scoring, score, takes_seeds
from graph.revision import is_still, revision
from graph.store import Store
from graph.structure.communities import Communities, communities

MOST_KEPT = 40
"""Scorings of one revision; each holds a few numbers an article."""

MOST_AHEAD = 50_000
"""Articles; reading more takes seconds and memory."""

_ARTICLES = "MATCH (a:Article) RETURN count(a) AS articles"

Asked = tuple[MeasureName, tuple[str, ...]]


@dataclass(eq=False)
class _Kept:
    """What is known of one revision of the graph."""

    projection: Projection
    scorings: OrderedDict[Asked, Scoring] = field(default_factory=OrderedDict)
    texts: tuple[TextModel | None] | None = None
    communities: Communities | None = None


class Computed:
    """Measures and communities of the graph as it is now, each computed once. Usable from several threads.

    One measure is computed at a time: two at once would take each other's memory and be no faster. Who asks for what
    is there already never waits, and nobody waits for the communities but who wants them.
    """

    def __init__(self, store: Store, shelf: Shelf | None = None) -> None:
        self._store = store
        self._shelf = shelf
        self._working = Lock()
        self._grouping = Lock()
        self._kept: _Kept | None = None

    def prepare(self) -> None:
        """Compute ahead what most readers ask for first, unless the graph is so large that nobody may want it."""
        with suppress(CitewalkError):  # who asks is told
            if int(str(self._store.read(_ARTICLES)[0]["articles"])) <= MOST_AHEAD:
                self.scoring(self.projection(), MeasureName.KEY, ())

    def projection(self) -> Projection:
        """The graph as it is now."""
        return self._current().projection

    def find(self, text: str) -> str:
        """The `Article.id` of what a reader calls an article; raises as `find_article` does."""
        kept = self._kept
        return text if kept is not None and text in kept.projection.index else find_article(self._store, text)

    def scoring(self, projection: Projection, measure: MeasureName, seeds: tuple[str, ...]) -> Scoring:
        """The scores of a measure; `seeds` are those that `citewalk rank` would be given, in that order."""
        asked = (measure, seeds if takes_seeds(measure) else ())
        kept = self._of(projection)
        if (found := kept.scorings.get(asked)) is None:
            with self._working:
                if (found := kept.scorings.get(asked)) is None:
                    texts = self._texts(kept) if measure is MeasureName.KEY and seeds else None
                    found = kept.scorings[asked] = score(projection, *asked, texts=texts)
                    while len(kept.scorings) > MOST_KEPT:
                        kept.scorings.popitem(last=False)
        return found

    def communities(self, projection: Projection, *, wait: bool = True) -> Communities | None:
        """The communities, named as `citewalk communities` names them; None without `wait` while nobody knows them."""
        kept = self._of(projection)
        if kept.communities is None and wait:
            with self._grouping:
                if kept.communities is None:
                    kept.communities = communities(projection, headings=read_headings(self._store, projection))
        return kept.communities

    def _current(self) -> _Kept:
        now = revision(self._store)
        kept = self._kept
        if kept is None or not is_still(kept.projection.revision, now):
            with self._working:
                kept = self._kept
                if kept is None or not is_still(kept.projection.revision, now):
                    kept = self._kept = _Kept(self._project(now))
        return kept

    def _of(self, projection: Projection) -> _Kept:
        """What is known of a projection that was handed out; one that has been replaced meanwhile is kept no more."""
        kept = self._kept
        return kept if kept is not None and kept.projection is projection else _Kept(projection)

    def _project(self, now: str) -> Projection:
        return read_projection(self._store, now) if self._shelf is None else self._shelf.project(self._store)

    def _texts(self, kept: _Kept) -> TextModel | None:
        if kept.texts is None:
            projection = kept.projection
            if self._shelf is not None:
                kept.texts = (kept_texts(projection, self._shelf.path(TEXTS), lambda: self._store),)
            else:
                kept.texts = (read_texts(self._store, projection) if are_comparable(projection) else None,)
        return kept.texts[0]
