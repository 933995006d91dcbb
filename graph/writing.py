"""Writing a plan: Cypher that both engines run, in one transaction.

Writers queue at the `Citewalk` node, which every write transaction touches first. Neo4j holds the second writer there;
the local engine lets it go on and refuses its commit, whereupon it starts again. So what a plan was made of still
holds when it is written, however many processes write.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import neo4j

from graph import harvests
from graph.connection import StalePlanError
from graph.ids import Scheme
from graph.lookup import chunks
from graph.merging import fold
from graph.model import Batch, Conflict
from graph.schema import VERSION
from graph.times import as_text
from graph.upsert import Plan

Row = dict[str, Any]

log = logging.getLogger(__name__)

_TOUCH = """
MERGE (c:Citewalk {id: 'graph'}) ON CREATE SET c.schema = $version, c.sources = []
SET c.last_seen = $now
RETURN c.sources AS sources, c.foreign AS foreign, c.moves AS moves, c.awaited AS awaited
"""
_MOVED = "MATCH (c:Citewalk {id: 'graph'}) SET c.moves = coalesce(c.moves, 0) + 1"
_NEWS = "MATCH (c:Citewalk {id: 'graph'}) SET c += $news"
CREATED = "UNWIND $rows AS row CREATE (a:Article {id: row.id}) SET a += row.properties"
CHANGED = "UNWIND $rows AS row MATCH (a:Article {id: row.id}) SET a += row.properties RETURN count(*) AS n"
_SEEN = """
UNWIND $rows AS row MATCH (a:Article {id: row})
SET a.last_seen = CASE WHEN a.last_seen > $at THEN a.last_seen ELSE $at END RETURN count(*) AS n
"""
_NEW_IDS = """
UNWIND $rows AS row MATCH (a:Article {id: row.article})
CREATE (i:Identifier {value: row.value}) SET i.ties = row.ties CREATE (i)-[:IDENTIFIES]->(a) RETURN count(*) AS n
"""
MOVED_IDS = """
UNWIND $rows AS row MATCH (i:Identifier {value: row.value}) USING INDEX i:Identifier(value)
MATCH (i)-[old:IDENTIFIES]->() MATCH (a:Article {id: row.article})
DELETE old CREATE (i)-[:IDENTIFIES]->(a) RETURN count(*) AS n
"""
TIED_IDS = "UNWIND $rows AS row MATCH (i:Identifier {value: row.value}) SET i.ties = row.ties RETURN count(*) AS n"
_PEOPLE = """
UNWIND $rows AS row MERGE (p:Author {id: row.id}) ON CREATE SET p.name = row.name, p.orcid = row.orcid
WITH p, row WHERE size(row.name) > size(p.name) OR (size(row.name) = size(p.name) AND row.name < p.name)
SET p.name = row.name
"""
_NO_LONGER_WROTE = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) USING INDEX a:Article(id) MATCH (a)<-[w:WROTE]-(p)
WHERE NOT (p.id + '@' + toString(w.position)) IN row.keep DELETE w
WITH DISTINCT p WHERE NOT EXISTS { (p)-[:WROTE]->() } DELETE p
"""
_WROTE = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) UNWIND row.authors AS author
MATCH (p:Author {id: author.id}) MERGE (a)<-[:WROTE {position: author.position}]-(p)
"""
_JOURNALS = """
UNWIND $rows AS row MERGE (j:Journal {id: row.id}) ON CREATE SET j.title = row.title, j.issn = row.issn
WITH j, row WHERE size(row.title) > size(j.title) OR (size(row.title) = size(j.title) AND row.title < j.title)
SET j.title = row.title
"""
_NO_LONGER_IN = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) USING INDEX a:Article(id) MATCH (a)-[p:PUBLISHED_IN]->(j)
WHERE j.id <> row.journal DELETE p
WITH DISTINCT j WHERE NOT EXISTS { (j)<-[:PUBLISHED_IN]-() } DELETE j
"""
_PUBLISHED = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) MATCH (j:Journal {id: row.journal})
MERGE (a)-[:PUBLISHED_IN]->(j) RETURN count(*) AS n
"""
_TOPICS = "UNWIND $rows AS row MERGE (t:Topic {id: row.id}) ON CREATE SET t.name = row.name, t.scheme = row.scheme"
_ABOUT = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) MATCH (t:Topic {id: row.topic})
MERGE (a)-[:ABOUT]->(t) RETURN count(*) AS n
"""
_RETRACTED = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) MATCH (b:Article {id: row.notice})
MERGE (a)-[:RETRACTED_BY]->(b) RETURN count(*) AS n
"""
# A source that no writer of ours has named stays in the list too: a user may have written it.
_SEEN_AGAIN = """
c.sources = [s IN $all WHERE s IN c.sources OR s IN row.sources] + [s IN c.sources WHERE NOT s IN $all],
  c.last_seen = CASE WHEN c.last_seen > $at THEN c.last_seen ELSE $at END
RETURN count(*) AS n
"""
_CITATIONS = f"""
UNWIND $rows AS row MATCH (a:Article {{id: row.citing}}) MATCH (b:Article {{id: row.cited}})
MERGE (a)-[c:CITES]->(b)
ON CREATE SET c.sources = row.sources, c.first_seen = $at, c.last_seen = $at, c.harvest = $harvest
ON MATCH SET {_SEEN_AGAIN}
"""
_VERSIONS = f"""
UNWIND $rows AS row MATCH (a:Article {{id: row.preprint}}) MATCH (b:Article {{id: row.published}})
MERGE (a)-[c:VERSION_OF]->(b)
ON CREATE SET c.sources = row.sources, c.first_seen = $at, c.last_seen = $at
ON MATCH SET {_SEEN_AGAIN}
"""
_SIMILARITIES = """
UNWIND $rows AS row MATCH (a:Article {id: row.article}) MATCH (b:Article {id: row.similar})
MERGE (a)-[s:SIMILAR_TO {source: row.source}]->(b) SET s.score = row.score RETURN count(*) AS n
"""
# From the article's side: a MERGE from the harvest's would walk all that it has reached, for every row.
_VISITS = """
MATCH (h:Harvest {id: $harvest}) UNWIND $rows AS row MATCH (a:Article {id: row.id}) MERGE (a)<-[r:REACHED]-(h)
SET r.depth = CASE WHEN r.depth <= row.depth THEN r.depth ELSE row.depth END,
  r.state = row.state, r.direction = row.direction, r.reason = row.reason
RETURN count(*) AS n
"""
_CUTS = """
UNWIND $rows AS row MATCH (a:Article {id: row.id})
SET a.citing_found = row.found, a.citing_kept = row.kept RETURN count(*) AS n
"""
_FOLLOWED = """
UNWIND $rows AS row MATCH (a:Article {id: row.id}) WHERE a.citing_kept < row.kept
SET a.citing_kept = CASE WHEN row.kept < a.citing_found THEN row.kept END,
  a.citing_found = CASE WHEN row.kept < a.citing_found THEN a.citing_found END
"""
_CONFLICT = """
UNWIND $rows AS row MERGE (c:Conflict {id: row.id})
ON CREATE SET c.ids = row.ids, c.reason = row.reason, c.first_seen = $at SET c.last_seen = $at
"""


@dataclass(frozen=True)
class Turn:
    """What a writer is told with its turn."""

    sources: list[str]
    """All that have asserted citations or versions so far."""
    foreign: bool
    """Whether some articles have ids that a file brought."""
    moves: int = 0
    """Transactions that have moved ids between articles."""
    awaited: tuple[str, ...] = ()
    """Notices that retract articles and are not in the graph: by an id of each (`graph.retracting`)."""


def touch(tx: neo4j.ManagedTransaction) -> Turn:
    """Wait for our turn among the writers."""
    row = tx.run(_TOUCH, version=VERSION, now=as_text(datetime.now(UTC))).single(strict=True)
    return Turn(list(row["sources"] or ()), bool(row["foreign"]), int(row["moves"] or 0), tuple(row["awaited"] or ()))


def count_move(tx: neo4j.ManagedTransaction) -> None:
    """Let every process forget which article holds which id."""
    tx.run(_MOVED).consume()


def write(tx: neo4j.ManagedTransaction, batch: Batch, plan: Plan, turn: Turn) -> int:
    """Write all of a plan; how many citations are new."""
    at = as_text(batch.at)
    stated = plan.citations + plan.versions
    every = sorted({*turn.sources, *(source for row in stated for source in row["sources"])})
    foreign = turn.foreign or any(id_.scheme is Scheme.CITEWALK for record in batch.records for id_ in record.ids)
    if (every, foreign, plan.awaited) != (turn.sources, turn.foreign, turn.awaited):
        news = {"sources": every, "foreign": foreign or None, "awaited": list(plan.awaited) or None}
        tx.run(_NEWS, news=news).consume()
    _articles(tx, plan, at)
    _conflicts(tx, (*plan.conflicts, *batch.conflicts), at)
    _attached(tx, plan)
    harvest = batch.harvest.id if batch.harvest else None
    new = send(tx, _CITATIONS, plan.citations, at=at, harvest=harvest, all=every)
    send(tx, _SIMILARITIES, plan.similarities)
    send(tx, _RETRACTED, plan.retracted)
    send(tx, _VERSIONS, plan.versions, at=at, all=every)
    send(tx, _CUTS, [row for row in plan.cuts if row["kept"] < row["found"]])
    send(tx, _FOLLOWED, [row for row in plan.cuts if row["kept"] == row["found"]], counted=False)
    if batch.harvest:
        tx.run(harvests.WRITE, id=harvest, properties=harvests.as_properties(batch.harvest)).consume()
        send(tx, _VISITS, plan.visits, harvest=harvest)
    return new


def _articles(tx: neo4j.ManagedTransaction, plan: Plan, at: str) -> None:
    send(tx, CREATED, plan.created, counted=False)
    send(tx, MOVED_IDS, plan.moved_ids)
    if plan.moved_ids:
        count_move(tx)
    if plan.merged:
        fold(tx, plan.merged, {row["id"]: row["properties"] for row in plan.changed}, plan.moved_ids, at)
    send(tx, CHANGED, plan.changed)
    send(tx, _SEEN, plan.seen, at=at)
    send(tx, _NEW_IDS, plan.new_ids)
    send(tx, TIED_IDS, plan.tied_ids)


def _attached(tx: neo4j.ManagedTransaction, plan: Plan) -> None:
    what = plan.attached
    new = {row["id"] for row in plan.created}
    send(tx, _PEOPLE, what.people, counted=False)
    send(tx, _NO_LONGER_WROTE, [_kept(row) for row in what.wrote if row["article"] not in new], counted=False)
    send(tx, _WROTE, what.wrote, counted=False)
    send(tx, _JOURNALS, what.journals, counted=False)
    send(tx, _NO_LONGER_IN, [row for row in what.published if row["article"] not in new], counted=False)
    send(tx, _PUBLISHED, what.published)
    send(tx, _TOPICS, what.topics, counted=False)
    send(tx, _ABOUT, what.about)


def _kept(wrote: Row) -> Row:
    """The authors that an article keeps, each with its place in the list."""
    return {
        "article": wrote["article"],
        "keep": [f"{author['id']}@{author['position']}" for author in wrote["authors"]],
    }


def _conflicts(tx: neo4j.ManagedTransaction, conflicts: Iterable[Conflict], at: str) -> None:
    rows = {row["id"]: row for row in map(_conflict, conflicts)}
    send(tx, _CONFLICT, [rows[id_] for id_ in sorted(rows)], counted=False, at=at)


def _conflict(conflict: Conflict) -> Row:
    ids = sorted(map(str, conflict.ids))
    log.warning("Kept apart: %s and %s (%s).", *ids, conflict.reason)
    return {"id": "|".join(ids), "ids": ids, "reason": conflict.reason}


def send(
    tx: neo4j.ManagedTransaction, statement: str, rows: Sequence[Any], *, counted: bool = True, **parameters: Any
) -> int:
    """Send rows in portions; how many relationships were made. `counted`: each row must have found its nodes."""
    made = 0
    for chunk in chunks(rows):
        result = tx.run(statement, rows=chunk, **parameters)
        if counted:
            found = result.single(strict=True)["n"]
            if found != len(chunk):
                raise StalePlanError(f"{found} of {len(chunk)} rows found what they change")
        made += result.consume().counters.relationships_created
    return made
