"""Articles that probably go by another id now, though no source says that the two ids are one.

An index merges its duplicates and forgets the id that loses; where the article has no other id, nothing ties the old
to the new. What is left is circumstance: a new article with the title and the year of one that was not seen again,
citing what that one cited. That is no proof, so nothing is merged; but it is no news either, and told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.lookup import chunks
from graph.store import Store

Row = Mapping[str, Any]

DISTINCTIVE = 30
"""Letters of a title below which several articles may well bear it."""
_GONE = """
UNWIND $rows AS row MATCH (x:Article {id: row.cited}) USING INDEX x:Article(id) MATCH (x)<-[:CITES]-(old)
WHERE old.last_seen < row.began AND old.title IS NOT NULL
RETURN row.cited AS cited, row.began AS began, old.id AS old, old.title AS title, old.year AS year, old.doi AS doi
"""


@dataclass(frozen=True, slots=True)
class Renames:
    """The old article by the new one's id, and the citations (citing, cited) of new ones that the old ones had."""

    old: Mapping[str, str]
    repeated: frozenset[tuple[str, str]] = frozenset()


def read_renames(store: Store, fresh: Mapping[str, Row], citations: Iterable[Row], began: Mapping[str, str]) -> Renames:
    """Which of the `fresh` articles (by id: `title`, `year`, `doi`) are known ones under another id.

    `citations` are the new ones, `began` says when each harvest began: what it saw itself has not vanished.
    """
    asked = [
        (one["citing"], one["cited"], began[one["harvest"]], str(fresh[one["citing"]]["title"] or ""))
        for one in citations
        if one["citing"] in fresh and one["harvest"] in began
    ]
    telling = [row for row in asked if len(row[3]) >= DISTINCTIVE]
    rows = [{"cited": cited, "began": at} for cited, at in sorted({(cited, at) for _, cited, at, _ in telling})]
    gone: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for chunk in chunks(rows):
        for row in store.read(_GONE, {"rows": list(chunk)}):
            gone[str(row["cited"]), str(row["began"]), str(row["title"])].append(row)
    return decide(fresh, [{**old, "new": new} for new, *where in telling for old in gone.get(tuple(where), ())])


def decide(fresh: Mapping[str, Row], twins: Collection[Row]) -> Renames:
    """Of the pairs that have a title and a cited article in common, those that nothing speaks against."""
    agreeing = {(row["new"], row["old"]) for row in twins if row["old"] not in fresh and _agree(fresh[row["new"]], row)}
    new, old = Counter(one for one, _ in agreeing), Counter(other for _, other in agreeing)
    sole = {one: other for one, other in agreeing if new[one] == old[other] == 1}
    return Renames(sole, frozenset((row["new"], row["cited"]) for row in twins if sole.get(row["new"]) == row["old"]))


def _agree(new: Row, old: Row) -> bool:
    """Same year as far as known, and not two DOIs, which are two articles."""
    return all(new[name] == old[name] or None in (new[name], old[name]) for name in ("year", "doi"))
