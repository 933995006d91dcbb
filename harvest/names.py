"""Under which key a walk keeps each article: ids on one side, keys on the other.

A walk must tell two findings of one article from two articles before the store has seen either. So `Names` partitions
the ids that records state together by the store's own rules, and listens to what the store says of ids it has written.
A key is made of the best id known so far and of nothing else: neither the order of the answers nor what was in the
graph before changes it, so the order of a walk is the same every time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from graph.identity import new_id, primary_of, resolve
from graph.ids import ArticleId

Pair = tuple[ArticleId, ArticleId]
Merged = Callable[[str, str], None]
"""Called with (survivor, absorbed) when two keys turn out to be one article, or an article gets another key."""


class Names:
    """Keys of articles by id, and ids by key. A key is `new_id` of the best of its ids."""

    def __init__(self, merged: Merged) -> None:
        self._keys: dict[ArticleId, str] = {}
        self._ids: defaultdict[str, set[ArticleId]] = defaultdict(set)
        self._ties: defaultdict[ArticleId, set[ArticleId]] = defaultdict(set)
        self._versions: dict[ArticleId, set[Pair]] = {}
        self._merged = merged
        self._parted: set[str] = set()

    def key(self, id_: ArticleId) -> str:
        """The key of the article with this id; a new one for an id that was never met."""
        known = self._keys.get(id_)
        if known is None:
            known = new_id(id_)
            self._keys[id_] = known
            self._ids[known].add(id_)
        return known

    def find(self, id_: ArticleId) -> str | None:
        """The key of the article with this id, if it was met."""
        return self._keys.get(id_)

    def ids(self, key: str) -> frozenset[ArticleId]:
        """All ids known of an article."""
        return frozenset(self._ids.get(key, ()))

    def tie(self, ids: Collection[ArticleId]) -> str:
        """A record states these ids together: the key of the article that it describes."""
        self.tie_all([ids])
        return self._keys[primary_of(ids)]

    def tie_all(self, claims: Iterable[Collection[ArticleId]]) -> None:
        """Many records at once, in any order: no two articles are joined that later ones would part again."""
        fresh: set[ArticleId] = set()
        for ids in claims:
            first = primary_of(ids)
            if first not in self._keys or not self._ties[first].issuperset(id_ for id_ in ids if id_ != first):
                self._connect(first, ids)
                fresh.add(first)
        for first in sorted(fresh, key=str):
            if first in fresh:
                fresh -= self._settle(first)

    def adopt(self, owners: Mapping[ArticleId, str]) -> None:
        """The store has spoken: ids with one owner are one article."""
        groups: defaultdict[str, set[ArticleId]] = defaultdict(set)
        for id_, owner in owners.items():
            groups[owner].add(id_)
        for ids in groups.values():
            if len({self.key(id_) for id_ in ids}) > 1:
                self._connect(primary_of(ids), ids)
                self._settle(primary_of(ids))

    def take_parted(self) -> list[str]:
        """The articles that ids were taken from since this was last asked: what was one by mistake is two again."""
        parted, self._parted = self._parted, set()
        return sorted(parted)

    def versions(self) -> list[Pair]:
        """Which articles are versions of one work, as records list their ids together: (preprint, published)."""
        return [pair for pairs in self._versions.values() for pair in pairs]

    def _connect(self, first: ArticleId, ids: Iterable[ArticleId]) -> None:
        for id_ in ids:
            if id_ != first:
                self._ties[first].add(id_)
                self._ties[id_].add(first)

    def _settle(self, start: ArticleId) -> set[ArticleId]:
        """Work out anew which of the ids connected to this one are one article, and name the articles."""
        connected = self._connected(start)
        before = {self._keys[id_] for id_ in connected if id_ in self._keys}
        stood_for = {key: (primary_of(self._ids[key]), self._ids[key]) for key in before}
        stated = [frozenset({id_, far}) for id_ in connected for far in (self._ties[id_] or {id_})]
        groups: defaultdict[str, set[ArticleId]] = defaultdict(set)
        resolution = resolve({}, stated)
        for id_, owner in resolution.owners.items():
            groups[owner].add(id_)
        for id_ in connected:
            self._versions.pop(id_, None)
        for pair in resolution.versions:
            self._versions.setdefault(pair[0], set()).add(pair)
        for key in before:
            del self._ids[key]
        for group in groups.values():
            key = new_id(primary_of(group))
            self._ids[key] = group
            self._keys |= dict.fromkeys(group, key)
        for key, (best, ids) in sorted(stood_for.items()):
            if self._keys[best] != key:
                self._merged(self._keys[best], key)
            if any(self._keys[id_] != self._keys[best] for id_ in ids):
                self._parted.add(self._keys[best])
        return connected

    def _connected(self, start: ArticleId) -> set[ArticleId]:
        found, near = {start}, {start}
        while near:
            near = {far for id_ in near for far in self._ties[id_]} - found
            found |= near
        return found
