"""Mentions: entries of reference and cited-by lists, without rubbish, repeats and the article itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graph.ids import ArticleId
from graph.model import Mention


def mentions(entries: Iterable[Iterable[ArticleId | None]], own: Collection[ArticleId]) -> tuple[Mention, ...]:
    """The entries that name another article, each once, in the order of the list.

    An entry repeats another when its best id was named before. An entry whose best id is the article's own is the
    article citing itself and left out; its own id beside somebody else's is an error of the list, and only that goes.
    """
    seen: set[ArticleId] = set()
    kept = []
    for entry in entries:
        ids = tuple(dict.fromkeys(id_ for id_ in entry if id_ is not None))
        if not ids or ids[0] in seen or ids[0] in own:
            continue
        ids = tuple(id_ for id_ in ids if id_ not in own)
        seen.update(ids)
        kept.append(Mention(ids))
    return tuple(kept)
