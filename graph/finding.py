"""From what a user calls an article to its `Article.id`."""

from __future__ import annotations

from graph.errors import BadInput, NotFound
from graph.ids import ArticleId, Scheme, parse
from graph.store import Store


def find_article(store: Store, text: str) -> str:
    """Our own id, or any id of the article in any spelling."""
    ours = ArticleId(Scheme.CITEWALK, text.strip())
    asked = [ours]
    try:
        asked.append(parse(text))
    except BadInput:
        if not text.strip():
            raise
    owners = store.owners(asked)
    for id_ in asked:
        if id_ in owners:
            return owners[id_]
    raise NotFound(f"{text} is not in this graph; harvest it first: citewalk harvest {text}")
