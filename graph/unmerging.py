"""Undoing a merge: the absorbed article comes back with what it had, and its ids are set apart from the survivor's.

What the survivor has learnt since the merge about itself goes back to what it said before; the next harvest that sees
the two articles describes each anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import neo4j

from graph.errors import BadInput, NotFound
from graph.identity import KnownId, primary_of, resolve, set_apart
from graph.ids import ArticleId, Scheme
from graph.lookup import Known, find_known, find_owners, grouped, listed, many
from graph.merge import merge
from graph.merging import ALONE, Edge, delete_edges, drop_all, drop_orphans, read_edges, write_edges
from graph.times import as_text
from graph.upsert import difference
from graph.writing import CHANGED, CREATED, MOVED_IDS, TIED_IDS, count_move, send

_MERGE = "MATCH (m:Merge {id: $id}) RETURN properties(m) AS merge"
_FAR = "UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) ON CREATE SET n = row"
_DONE = "MATCH (m:Merge {id: $id}) SET m.undone = $at"
_APART = "UNWIND $rows AS row MATCH (i:Identifier {value: row.value}) SET i.apart = row.apart RETURN count(*) AS n"


def unmerge(tx: neo4j.ManagedTransaction, absorbed: str, at: datetime) -> str:
    """Bring an absorbed article back; the id of the article that it was taken out of."""
    row = tx.run(_MERGE, id=absorbed).single()
    if row is None:
        raise NotFound(f"No merge has absorbed an article {absorbed}.")
    logged = dict(row["merge"])
    if logged.get("undone"):
        raise BadInput(f"The merge of {absorbed} was undone on {logged['undone']} already.")
    known = find_known(tx, many(logged["ids"]) | {ArticleId(Scheme.CITEWALK, absorbed)})
    survivor = _divide(tx, known, logged, as_text(at))
    count_move(tx)
    tx.run(_DONE, id=absorbed, at=as_text(at)).consume()
    return survivor


def _divide(tx: neo4j.ManagedTransaction, known: Known, logged: Mapping[str, Any], at: str) -> str:
    absorbed = str(logged["id"])
    moved = json.loads(logged["moved"])
    own = set(many(logged["ids"]))
    survivor = known.ids[ArticleId(Scheme.CITEWALK, absorbed)].owner
    held = {id_ for id_, what in known.ids.items() if what.owner == survivor}
    theirs = (own | {ArticleId(Scheme.CITEWALK, absorbed)}) & held
    apart = {id_: known.ids[id_].apart | far for id_, far in set_apart(theirs, held - theirs).items()}
    divided = {
        id_: KnownId(what.owner, what.first_seen, what.ties, apart.get(id_, what.apart))
        for id_, what in known.ids.items()
    }
    resolution = resolve(divided, [])
    owners = _named(resolution.owners, {absorbed: own & held, survivor: held - theirs})
    groups = grouped(owners)
    for name in sorted(groups.keys() - known.articles.keys()):
        node = merge(moved["absorbed"] if name == absorbed else {}, (), groups[name]) | {"id": name, "last_seen": at}
        send(tx, CREATED, [{"id": name, "properties": {"first_seen": at} | node}], counted=False)
    before = merge(moved["survivor"], (), groups[survivor]) | {"id": survivor, "last_seen": at}
    send(tx, CHANGED, [{"id": survivor, "properties": difference(known.articles[survivor], before)}])
    gone = sorted((id_ for id_, what in known.ids.items() if owners[id_] != what.owner), key=str)
    send(tx, MOVED_IDS, [{"value": str(id_), "article": owners[id_]} for id_ in gone])
    send(tx, TIED_IDS, [{"value": str(id_), "ties": listed(ties)} for id_, ties in resolution.ties.items()])
    send(tx, _APART, [{"value": str(id_), "apart": listed(far)} for id_, far in sorted(apart.items(), key=str)])
    _give_back(tx, absorbed, survivor, moved)
    return survivor


def _named(owners: Mapping[ArticleId, str], names: Mapping[str, set[ArticleId]]) -> dict[ArticleId, str]:
    """Let each of the two articles have its own name, whichever of them resolution would call the older."""
    renamed = {owners[primary_of(ids)]: name for name, ids in names.items() if ids}
    return {id_: renamed.get(owner, owner) for id_, owner in owners.items()}


def _give_back(tx: neo4j.ManagedTransaction, absorbed: str, survivor: str, moved: Mapping[str, Any]) -> None:
    """The relationships of both as they were; of articles that were merged since, with those that hold them now."""
    lost = _current(tx, [_edge(absorbed, row) for row in moved["edges"]])
    kept = _current(tx, [_edge(survivor, row) for row in moved["kept"]])
    now = read_edges(tx, [survivor])
    for type_ in ALONE:
        drop_all(tx, type_, [survivor])
    delete_edges(tx, [replace(edge, article=survivor) for edge in lost if edge.type not in ALONE])
    for label in ("Author", "Journal"):
        far = [edge.far for edge in lost + kept if edge.label == label and edge.far]
        send(tx, _FAR.format(label=label), far, counted=False)
    write_edges(tx, lost + kept)
    drop_orphans(tx, now)


def _edge(article: str, row: list[Any]) -> Edge:
    return Edge(article, *row)


def _current(tx: neo4j.ManagedTransaction, edges: list[Edge]) -> list[Edge]:
    far = {ArticleId(Scheme.CITEWALK, edge.other) for edge in edges if edge.label == "Article"}
    now = find_owners(tx, far)
    return [
        replace(edge, other=now.get(ArticleId(Scheme.CITEWALK, edge.other), edge.other))
        if edge.label == "Article"
        else edge
        for edge in edges
    ]
