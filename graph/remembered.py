"""Which article holds an id, as this process last saw it: looking up both ends costs as much as writing a citation.

Every transaction that moves ids between articles raises `moves` on the `Citewalk` node, which all writers read with
their turn: what was remembered under another number is forgotten.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping

from graph.ids import ArticleId

MOST = 1_000_000
"""Ids remembered; some 300 MB. With more, all are forgotten and looked up anew."""


class Remembered:
    """Ids and their articles, valid for one number of moves. Usable from several threads."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._moves = -1
        self._owners: dict[ArticleId, str] = {}

    def recall(self, ids: Collection[ArticleId], moves: int) -> dict[ArticleId, str]:
        """The articles of those ids that are remembered."""
        with self._mutex:
            self._turn_to(moves)
            return {id_: self._owners[id_] for id_ in ids if id_ in self._owners}

    def learn(self, owners: Mapping[ArticleId, str], moves: int) -> None:
        """Remember what a committed transaction saw or made; one that was overtaken has nothing to tell."""
        with self._mutex:
            if moves < self._moves:
                return
            self._turn_to(moves)
            if len(self._owners) + len(owners) > MOST:
                self._owners.clear()
            self._owners.update(owners)

    def forget(self) -> None:
        """Somebody else has changed the graph."""
        with self._mutex:
            self._owners.clear()

    def _turn_to(self, moves: int) -> None:
        if moves != self._moves:
            self._moves = moves
            self._owners.clear()
