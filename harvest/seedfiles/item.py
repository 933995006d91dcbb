"""An item of a seed file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.ids import ArticleId


@dataclass(frozen=True, slots=True)
class Item:
    """One article as a file describes it: all its ids, its title, and where it stands (`entry smith2020`, `line 3`).

    `wrong` says in words why there are no ids, where that is known.
    """

    ids: tuple[ArticleId, ...]
    title: str | None = None
    where: str = ""
    wrong: str | None = None


def only(ids: Iterable[ArticleId | None]) -> tuple[ArticleId, ...]:
    """The ids that could be read, once each."""
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ is not None))
