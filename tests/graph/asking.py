"""Short questions that tests ask a store."""

from __future__ import annotations

from graph.ids import ArticleId
from graph.store import Store


def article(store: Store, id_: ArticleId) -> dict[str, object]:
    """The properties of the article that holds an id."""
    rows = store.read("MATCH (a:Article {id: $id}) RETURN properties(a) AS a", {"id": store.owners([id_])[id_]})
    return dict(rows[0]["a"])  # type: ignore[call-overload,no-any-return]


def count(store: Store, pattern: str) -> object:
    return store.read(f"MATCH {pattern} RETURN count(*) AS n")[0]["n"]
