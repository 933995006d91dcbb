"""Preprints and their published forms: which articles are versions of each other, who says so, as rows to write.

A source says it in so many words (`Batch.versions`), or it lists the ids of both as those of one article; then
`graph.identity` keeps the two apart and their versions are stated by whoever listed them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.identity import Resolution
from graph.ids import ArticleId, Scheme, is_preprint
from graph.lookup import Known, grouped
from graph.model import Batch, Record, Version
from graph.statements import tellers_of

Row = dict[str, Any]
Stated = Iterator[tuple[str, str, str]]
"""(preprint, published, source), both by their `Article.id`"""


def version_rows(batch: Batch, known: Known, resolution: Resolution, owners: Mapping[ArticleId, str]) -> list[Row]:
    """Which articles are versions of which, as far as both are in the graph or in the batch."""
    stated: dict[tuple[str, str], set[str]] = {}
    listed = [*_by_name(batch.versions, owners), *_by_records(batch.records, resolution)]
    for preprint, published, source in listed:
        stated.setdefault((preprint, published), set()).add(source)
    for preprint_id, published_id in resolution.versions:
        pair = owners[preprint_id], owners[published_id]
        if pair not in stated:
            stated[pair] = _who_listed(preprint_id, known)
    return [
        {"preprint": preprint, "published": published, "sources": sorted(sources)}
        for (preprint, published), sources in sorted(stated.items())
        if preprint != published
    ]


def _by_name(versions: Iterable[Version], owners: Mapping[ArticleId, str]) -> Stated:
    for version in versions:
        if version.preprint in owners and version.published in owners:
            yield owners[version.preprint], owners[version.published], version.source


def _by_records(records: Iterable[Record], resolution: Resolution) -> Stated:
    """What records state whose ids have become those of a preprint and of a published article."""
    several = [record for record in records if len({resolution.owners[id_] for id_ in record.ids}) > 1]
    if not several:
        return
    preprints, published = _kinds(resolution)
    for record in several:
        own = {resolution.owners[id_] for id_ in record.ids}
        for one in own & preprints:
            for other in own & published:
                yield one, other, record.source


def _kinds(resolution: Resolution) -> tuple[set[str], set[str]]:
    """The articles that have the DOI of a preprint, and those that have another."""
    preprints, published = set[str](), set[str]()
    for owner, ids in grouped(resolution.owners).items():
        for id_ in ids:
            if id_.scheme is Scheme.DOI:
                (preprints if is_preprint(id_) else published).add(owner)
    return preprints, published


def _who_listed(preprint: ArticleId, known: Known) -> set[str]:
    """Who gave the preprint's DOI to the article that has lost it now, as far as that article tells.

    It tells of one source, and not where another stands in its place; whoever states it again is added.
    """
    before = known.ids.get(preprint)
    node = known.articles.get(before.owner, {}) if before else {}
    source, speaker = tellers_of(node)["doi"][0]
    return {source} if node.get("doi") == preprint.value and source and speaker != str(preprint) else set()
