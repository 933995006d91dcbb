"""Which articles are retracted by which notices, also where a notice comes into the graph after its article.

What a record names as its retraction and is not in the graph is *awaited*: the graph keeps the pair of ids, as text,
and the batch that brings the notice ties the two. An id rather than the article's own: articles merge meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from graph.identity import primary_of
from graph.ids import ArticleId, from_value
from graph.model import Batch, Record

Row = dict[str, Any]


def arriving(awaited: Iterable[str], ids: Collection[ArticleId]) -> set[ArticleId]:
    """The articles whose notices are among these ids."""
    named = {str(id_) for id_ in ids} if awaited else set()
    return {article for notice, article in map(_pair, awaited) if str(notice) in named}


def retractions(
    batch: Batch, owners: Mapping[ArticleId, str], awaited: Collection[str]
) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of the notices that are in the graph with their articles, and the pairs that are awaited from now on."""
    rows: set[tuple[str, str]] = set()
    still: set[str] = set()
    for notice, article in [*_named(batch.records), *map(_pair, awaited)]:
        if notice in owners and article in owners:
            rows.add((owners[article], owners[notice]))
        else:
            still.add(f"{notice}\t{article}")
    return (
        [{"article": article, "notice": notice} for article, notice in sorted(rows) if article != notice],
        tuple(sorted(still)),
    )


def _named(records: Iterable[Record]) -> list[tuple[ArticleId, ArticleId]]:
    return [
        (record.retraction.notice, primary_of(record.ids))
        for record in records
        if record.retraction and record.retraction.notice
    ]


def _pair(awaited: str) -> tuple[ArticleId, ArticleId]:
    notice, _, article = awaited.partition("\t")
    return from_value(notice), from_value(article)
