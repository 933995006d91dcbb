"""Preprints and their published forms: two articles of one work, recorded together.

Two articles are versions of each other where a source says so, or where one record lists the ids of both. Which they
are is worked out anew from all that was heard, so that the order in which it was heard does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from dataclasses import replace

from graph.identity import primary_of
from graph.ids import ArticleId
from graph.model import Record, Version
from harvest.evidence import Evidence
from harvest.names import Names

Stated = tuple[str, str, str]
"""(key of the preprint, key of the published form, source)"""


class Companions:
    """Which articles of a walk are versions of which, by key, and who says so."""

    def __init__(self, names: Names, evidence: Evidence) -> None:
        self._names, self._evidence = names, evidence
        self._heard: set[Version] = set()
        self._stated: set[Stated] = set()
        self._near: dict[str, set[str]] = {}
        self._changed: set[str] = set()
        self._told: set[tuple[Version, bool]] = set()

    def hear(self, versions: Iterable[Version]) -> None:
        """Take in what a source states; `renew` makes it count."""
        self._heard.update(versions)

    def renew(self) -> None:
        """Work out the pairs by all that is known now."""
        stated = {(self._names.key(one.preprint), self._names.key(one.published), one.source) for one in self._heard}
        self._stated = {(one, other, source) for one, other, source in stated | self._listed() if one != other}
        near: defaultdict[str, set[str]] = defaultdict(set)
        for preprint, published, _ in self._stated:
            near[preprint].add(published)
            near[published].add(preprint)
        self._changed |= {key for key, others in near.items() if others != self._near.get(key)}
        self._near = dict(near)

    def of(self, key: str) -> list[str]:
        """The other versions of the article."""
        return sorted(self._near.get(key, ()))

    def paired(self) -> Set[str]:
        """Every article that has another version."""
        return self._near.keys()

    def take_changed(self) -> set[str]:
        """The articles that have other versions than when this was last asked."""
        changed, self._changed = self._changed, set()
        return changed

    def take_versions(self, is_recorded: Callable[[str], bool]) -> tuple[Version, ...]:
        """What is to be written: of recorded articles, each statement once, and again when its other end is recorded.

        The other end may be known to the store already.
        """
        fresh = set()
        for preprint, published, source in self._stated:
            ends = is_recorded(preprint) + is_recorded(published)
            if ends:
                fresh.add((Version(self._handle(preprint), self._handle(published), source), ends == 2))
        fresh -= self._told
        self._told |= fresh
        return tuple(sorted({version for version, _ in fresh}, key=str))

    def trimmed(self, record: Record, key: str, is_recorded: Callable[[str], bool]) -> Record:
        """A record of the article without the ids of versions that are not recorded: they would become articles."""
        missing = {id_ for other in self.of(key) if not is_recorded(other) for id_ in self._names.ids(other)}
        kept = record.ids - missing
        return replace(record, ids=kept) if kept and kept != record.ids else record

    def _handle(self, key: str) -> ArticleId:
        return primary_of(self._names.ids(key))

    def _listed(self) -> set[Stated]:
        """Versions whose ids one record lists together."""
        found: set[Stated] = set()
        for one, other in self._names.versions():
            preprint, published = self._names.key(one), self._names.key(other)
            mine, theirs = self._names.ids(preprint), self._names.ids(published)
            said = (record for key in (preprint, published) for record in self._evidence.records(key))
            found |= {(preprint, published, r.source) for r in said if r.ids & mine and r.ids & theirs}
        return found
