"""Under which key a walk keeps each article: ids on one side, keys on the other.

The store alone decides which ids are one article. Before an article is recorded the walk must still tell two findings
of it from two articles, so `Names` keeps the groups of ids that records state together, and takes over whatever the
store says as soon as it has spoken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

from graph.identity import new_id, primary_of
from graph.ids import ArticleId, Scheme

Merged = Callable[[str, str], None]
"""Called with (survivor, absorbed) when two keys turn out to be one article."""


class Names:
    """Keys of articles by id, and ids by key."""

    def __init__(self, merged: Merged) -> None:
        self._keys: dict[ArticleId, str] = {}
        self._ids: defaultdict[str, set[ArticleId]] = defaultdict(set)
        self._settled: set[str] = set()  # keys that the store gave
        self._merged = merged

    def key(self, id_: ArticleId) -> str:
        """The key of the article with this id; a new one for an id that was never met."""
        known = self._keys.get(id_)
        if known is None:
            known = new_id(id_)
            self._assign(id_, known)
        return known

    def ids(self, key: str) -> frozenset[ArticleId]:
        """All ids known of an article."""
        return frozenset(self._ids.get(key, ()))

    def tie(self, ids: frozenset[ArticleId]) -> str:
        """A record states these ids together: give its key, joining what was kept apart unless two PMIDs forbid it."""
        first = primary_of(ids)
        keys = {self._keys[id_] for id_ in ids if id_ in self._keys}
        settled = sorted(keys & self._settled)
        key = self._keys.get(first) or (settled or sorted(keys) or [new_id(first)])[0]
        if self._pmids(key, ids) > 1:  # the id that led here belongs to another PMID
            key = self.key(first)
        for id_ in sorted(ids, key=str):
            other = self._keys.get(id_)
            if other is None:
                self._assign(id_, key)
            elif other != key and other not in self._settled and self._pmids(key, self._ids[other]) < 2:
                self._join(key, other)
        return key

    def adopt(self, owners: Mapping[ArticleId, str]) -> None:
        """The store has spoken: these ids belong to these articles."""
        holders = set(owners.values())
        for id_, owner in owners.items():
            held = self._keys.get(id_)
            if held is not None and held != owner and held not in holders:
                self._join(owner, held)
            elif held is not None and held != owner:
                self._ids[held].discard(id_)
            self._assign(id_, owner)
            self._settled.add(owner)

    def absorb(self, survivor: str, absorbed: str) -> None:
        """The store has merged two articles."""
        self._join(survivor, absorbed)
        self._settled.add(survivor)

    def _pmids(self, key: str, more: Collection[ArticleId]) -> int:
        return len({id_ for id_ in (*self._ids.get(key, ()), *more) if id_.scheme is Scheme.PMID})

    def _assign(self, id_: ArticleId, key: str) -> None:
        self._keys[id_] = key
        self._ids[key].add(id_)

    def _join(self, survivor: str, absorbed: str) -> None:
        if survivor == absorbed:
            return
        for id_ in self._ids.pop(absorbed, set()):
            self._assign(id_, survivor)
        self._settled.discard(absorbed)
        self._merged(survivor, absorbed)
