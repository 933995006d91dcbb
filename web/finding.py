"""Articles of the graph by the words of their titles, for readers who have no id at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.store import Store
from web.wording import byline_of, number_of

MOST_FOUND = 10
MOST_WEIGHED = 50
MOST_WORDS = 60
MOSTLY = 0.75
"""The share of the words that a title has, at least; a word mistyped or left out is forgiven, a short query not."""
_WORD = re.compile(r"\w+")
# Only letters and digits are handed over: the index reads signs as a language of its own.
_BY_WORDS = """
CALL db.index.fulltext.queryNodes('Article[title]', $words) YIELD node, score
RETURN node.id AS id, node.pmid AS pmid, node.doi AS doi, node.title AS title, node.year AS year,
  node.journal AS journal, node.is_retracted AS is_retracted, score,
  [(node)<-[w:WROTE]-(p) WHERE w.position <= 4 | [w.position, p.name]] AS authors
ORDER BY score DESC, id LIMIT $most"""


@dataclass(frozen=True, slots=True)
class Found:
    """Articles whose titles have the words, best first; `exact` is the one whose title they are.

    With `more`, there are others that fit no better.
    """

    rows: Sequence[Mapping[str, Any]] = ()
    more: bool = False
    exact: str | None = None


def find_by_title(store: Store, text: str) -> Found:
    """The articles whose titles have most of these words."""
    words = _words(text)
    if not words or len(words) > MOST_WORDS:
        return Found()
    rows = store.read(_BY_WORDS, {"words": " ".join(words), "most": MOST_WEIGHED})
    exact = [str(row["id"]) for row in rows if _words(str(row["title"])) == words]
    alike = [row for row in rows if _share(words, str(row["title"])) >= MOSTLY]
    return Found(
        [_shown(row) for row in alike[:MOST_FOUND]], len(alike) > MOST_FOUND, exact[0] if len(exact) == 1 else None
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _share(words: Sequence[str], title: str) -> float:
    """Of the words, how many the title has, also as parts of its own: "block" is in "blocks"."""
    title = title.lower()
    return sum(word in title for word in words) / len(words)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    authors = [str(name) for _, name in sorted(row["authors"])]
    ids = {name: row[name] for name in ("id", "pmid", "doi")}
    return {
        "id": row["id"],
        "title": row["title"],
        "byline": byline_of(authors, row["journal"], row["year"]) or number_of(ids),
        "is_retracted": bool(row["is_retracted"]),
    }
