"""What a batch changes in the graph: values in, rows out.

`plan` is told what the graph knows (`graph.lookup`) and decides everything that is written (`graph.writing`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.attached import Attached, attach
from graph.division import divide
from graph.identity import Resolution, primary_of, resolve
from graph.ids import ArticleId
from graph.lookup import Known, grouped, listed
from graph.merge import MINE, Merged, weigh
from graph.model import Batch, Conflict, Record, Visit, VisitState
from graph.retracting import retractions
from graph.times import as_text
from graph.versions import version_rows

Row = dict[str, Any]

_PROGRESS = {VisitState.PENDING: 0, VisitState.FAILED: 1, VisitState.DONE: 2}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Rows to write. Every list is sorted, so that one batch is always the same statements."""

    owners: Mapping[ArticleId, str]
    merged: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    created: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    new_ids: list[Row] = field(default_factory=list)
    moved_ids: list[Row] = field(default_factory=list)
    tied_ids: list[Row] = field(default_factory=list)
    attached: Attached = field(default_factory=Attached)
    retracted: list[Row] = field(default_factory=list)
    awaited: tuple[str, ...] = ()
    versions: list[Row] = field(default_factory=list)
    citations: list[Row] = field(default_factory=list)
    similarities: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    cuts: list[Row] = field(default_factory=list)


def claims_of(batch: Batch) -> set[ArticleId]:
    """The ids that are resolved: those that records state of themselves."""
    if any(not record.ids for record in batch.records):
        raise ValueError("a record names at least one id of its article")
    return {id_ for record in batch.records for id_ in record.ids}


def mentions_of(batch: Batch) -> set[ArticleId]:
    """The ids that only need an owner."""
    ids = set(batch.stubs)
    ids |= {end for citation in batch.citations for end in (citation.citing, citation.cited)}
    ids |= {end for pair in batch.similarities for end in (pair.article, pair.similar)}
    ids |= {visit.article for visit in batch.visits} | {cut.article for cut in batch.cuts}
    ids |= {end for version in batch.versions for end in (version.preprint, version.published)}
    return ids | {r.retraction.notice for r in batch.records if r.retraction and r.retraction.notice}


def plan(batch: Batch, known: Known, mentioned: Mapping[ArticleId, str], awaited: Collection[str] = ()) -> Plan:
    """Decide what to write. `known` answers `claims_of`, `mentioned` what is known of `mentions_of`.

    `awaited` are the notices that earlier batches named (`graph.retracting`).
    Raises `ValueError` for a citation, similarity, visit or cut of an article that nobody knows.
    """
    fresh = [frozenset({stub}) for stub in batch.stubs if stub not in mentioned]
    resolution = resolve(known.ids, [record.ids for record in batch.records] + fresh)
    owners = {**mentioned, **resolution.owners}
    described = _by_owner(batch.records, resolution.owners)
    merged = _merged(known, resolution, described)
    created, changed = _articles(batch, known, resolution, merged)
    touched = {row["id"] for row in created + changed}
    retracted, still_awaited = retractions(batch, owners, awaited)
    sighted = {owners[stub] for stub in batch.stubs} | described.keys()
    known_ties = {id_: ties for id_, ties in resolution.ties.items() if id_ in known.ids}
    return Plan(
        owners=owners,
        merged=resolution.merged,
        conflicts=resolution.conflicts,
        created=created,
        changed=changed,
        seen=sorted(sighted - touched),
        new_ids=_new_ids(known, resolution),
        moved_ids=[
            {"value": str(id_), "article": resolution.owners[id_], "from": known.ids[id_].owner}
            for id_ in resolution.moved
        ],
        tied_ids=[
            {"value": str(id_), "ties": listed(ties)}
            for id_, ties in sorted(known_ties.items(), key=lambda item: str(item[0]))
        ],
        attached=attach(described, merged),
        retracted=retracted,
        awaited=still_awaited,
        versions=version_rows(batch, known, resolution, owners),
        citations=_citations(batch, owners),
        similarities=_similarities(batch, owners),
        visits=_visits(batch.visits, owners),
        cuts=_cuts(batch, owners),
    )


def _by_owner(records: Iterable[Record], owners: Mapping[ArticleId, str]) -> dict[str, list[Record]]:
    """The records of each article; one whose ids were divided describes the article of its best id."""
    described: dict[str, list[Record]] = {}
    for record in records:
        of = {owners[id_] for id_ in record.ids}
        owner = of.pop() if len(of) == 1 else owners[primary_of(record.ids)]
        described.setdefault(owner, []).append(record)
    return described


def _absorbed_by(resolution: Resolution) -> Mapping[str, list[str]]:
    absorbed: dict[str, list[str]] = {}
    for survivor, other in resolution.merged:
        absorbed.setdefault(survivor, []).append(other)
    return absorbed


def _new_ids(known: Known, resolution: Resolution) -> list[Row]:
    new = {str(id_): id_ for id_ in resolution.owners if id_ not in known.ids}
    return [
        {
            "value": value,
            "article": resolution.owners[new[value]],
            "ties": listed(resolution.ties.get(new[value], ())) or None,
        }
        for value in sorted(new)
    ]


def _merged(known: Known, resolution: Resolution, described: Mapping[str, Sequence[Record]]) -> dict[str, Merged]:
    """What becomes of each article that is described or whose ids are others than before, in the order of its id."""
    groups = grouped(resolution.owners)
    absorbed = _absorbed_by(resolution)
    regrouped = {owner for id_, owner in resolution.owners.items() if id_ not in known.ids}
    regrouped |= {owner for id_ in resolution.moved for owner in (known.ids[id_].owner, resolution.owners[id_])}
    stays, comes = _divided(known, resolution)
    merged: dict[str, Merged] = {}
    for owner in sorted((regrouped & groups.keys()) | described.keys()):
        existing = stays.get(owner, known.articles.get(owner, {}))
        swallowed = [stays.get(other, known.articles[other]) for other in absorbed.get(owner, ())]
        result = weigh(existing, described.get(owner, ()), groups[owner], [*comes.get(owner, ()), *swallowed])
        for other in swallowed:
            for key in other.keys() - MINE - result.node.keys():
                result.node[key] = other[key]
        merged[owner] = result
    return merged


def _articles(
    batch: Batch, known: Known, resolution: Resolution, merged: Mapping[str, Merged]
) -> tuple[list[Row], list[Row]]:
    """Rows of new articles (whole) and of known ones (what differs; None takes a property away)."""
    at = as_text(batch.at)
    since = _divided_since(known, resolution)
    created: list[Row] = []
    changed: list[Row] = []
    for owner, result in merged.items():
        existing = known.articles.get(owner, {})
        node = result.node | {
            "id": owner,
            "first_seen": existing.get("first_seen") or since.get(owner) or at,
            "last_seen": max(at, str(existing.get("last_seen", ""))),
        }
        if not existing:
            created.append({"id": owner, "properties": node})
        elif new := difference(existing, node):
            changed.append({"id": owner, "properties": new})
    return created, changed


def _divided_since(known: Known, resolution: Resolution) -> dict[str, str]:
    """When articles that are divided from others were first seen: when they were."""
    since: dict[str, str] = {}
    for id_ in resolution.moved:
        owner, seen = resolution.owners[id_], known.ids[id_].first_seen
        if owner not in known.articles:
            since[owner] = min(since.get(owner, seen), seen)
    return since


def _divided(known: Known, resolution: Resolution) -> tuple[dict[str, Row], dict[str, list[Row]]]:
    """What articles keep that lose ids to others than those which absorb them, and what the others get."""
    into = {other: survivor for survivor, other in resolution.merged}
    lost: dict[str, dict[str, list[str]]] = {}
    for id_ in resolution.moved:
        was, now = known.ids[id_].owner, resolution.owners[id_]
        if into.get(was) != now:
            lost.setdefault(was, {}).setdefault(now, []).append(str(id_))
    stays: dict[str, Row] = {}
    comes: dict[str, list[Row]] = {}
    for was, gone in sorted(lost.items()):
        stays[was] = known.articles[was]
        for now, ids in sorted(gone.items()):
            stays[was], taken = divide(stays[was], ids)
            comes.setdefault(now, []).append(taken)
    return stays, comes


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Row:
    """The properties to set so that `before` becomes `after`."""
    gone = {key: None for key in before if key not in after}
    return gone | {key: value for key, value in after.items() if key not in before or before[key] != value}


def _owner(id_: ArticleId, owners: Mapping[ArticleId, str]) -> str:
    try:
        return owners[id_]
    except KeyError:
        raise ValueError(f"{id_} belongs to no article of the graph or of the batch") from None


def _citations(batch: Batch, owners: Mapping[ArticleId, str]) -> list[Row]:
    asserted: dict[tuple[str, str], set[str]] = {}
    for citation in batch.citations:
        pair = _owner(citation.citing, owners), _owner(citation.cited, owners)
        if pair[0] != pair[1]:  # two ids of one article: a source cites the preprint from its published version
            asserted.setdefault(pair, set()).add(citation.source)
    return [
        {"citing": citing, "cited": cited, "sources": sorted(sources)}
        for (citing, cited), sources in sorted(asserted.items())
    ]


def _similarities(batch: Batch, owners: Mapping[ArticleId, str]) -> list[Row]:
    scores: dict[tuple[str, str, str], float] = {}
    for pair in batch.similarities:
        key = _owner(pair.article, owners), _owner(pair.similar, owners), pair.source
        if key[0] != key[1]:
            scores[key] = max(pair.score, scores.get(key, pair.score))
    return [
        {"article": article, "similar": similar, "source": source, "score": score}
        for (article, similar, source), score in sorted(scores.items())
    ]


def _visits(visits: Iterable[Visit], owners: Mapping[ArticleId, str]) -> list[Row]:
    """One row an article: of two ids of one article, the progress of the further one and the lesser depth."""
    rows: dict[str, Row] = {}
    for visit in sorted(visits, key=lambda visit: (_PROGRESS[visit.state], -visit.depth)):
        owner = _owner(visit.article, owners)
        depth = min(visit.depth, rows.get(owner, {}).get("depth", visit.depth))
        rows[owner] = {
            "id": owner,
            "depth": depth,
            "state": str(visit.state),
            "direction": str(visit.direction),
            "reason": visit.reason or None,
        }
    return [rows[owner] for owner in sorted(rows)]


def _cuts(batch: Batch, owners: Mapping[ArticleId, str]) -> list[Row]:
    cuts: dict[str, Row] = {}
    for cut in batch.cuts:
        owner = _owner(cut.article, owners)
        if owner not in cuts or cuts[owner]["found"] < cut.found:
            cuts[owner] = {"id": owner, "found": cut.found, "kept": cut.kept}
    return [cuts[owner] for owner in sorted(cuts)]
