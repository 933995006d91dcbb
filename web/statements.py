"""The Cypher behind each view, for readers to take along; what the pages run gives the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class Statement(TypedDict):
    """A statement that anyone can run, with its parameters."""

    text: str
    parameters: dict[str, object]


HARVESTS = """\
MATCH (h:Harvest)
RETURN h.id AS harvest, h.state AS state, h.seeds AS seeds, h.started AS started
ORDER BY started DESC"""

HARVEST = """\
MATCH (h:Harvest {id: $harvest})-[r:REACHED]->(a:Article)
RETURN r.depth AS depth, r.state AS state, count(a) AS articles
ORDER BY depth, state"""

ARTICLE = """\
MATCH (a:Article {id: $article})-[c:CITES]-(other:Article)
RETURN startNode(c) = a AS cites, other.title AS title, other.year AS year, c.sources AS asserted_by
ORDER BY cites DESC, year DESC"""

NEIGHBOURHOOD = """\
MATCH (centre:Article)-[:CITES*1..{hops}]-(a:Article)
WHERE centre.id IN $centres AND NOT a.id IN $centres
WITH DISTINCT a
RETURN a.id AS id, a.title AS title, a.year AS year, COUNT {{ (a)<-[:CITES]-() }} AS citations
ORDER BY citations DESC LIMIT $most"""


def harvests() -> Statement:
    """Every harvest, newest first."""
    return {"text": HARVESTS, "parameters": {}}


def harvest(id_: str) -> Statement:
    """How far one harvest has come."""
    return {"text": HARVEST, "parameters": {"harvest": id_}}


def article(id_: str) -> Statement:
    """What an article cites and what cites it."""
    return {"text": ARTICLE, "parameters": {"article": id_}}


def neighbourhood(centre: str, expanded: Sequence[str], *, hops: int, most: int) -> Statement:
    """The articles around one, and around those that were expanded in its picture."""
    parameters: dict[str, object] = {"centres": [centre, *expanded], "most": most}
    return {"text": NEIGHBOURHOOD.format(hops=hops), "parameters": parameters}
