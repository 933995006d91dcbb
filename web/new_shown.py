"""What is new as the page lists it: as much as a reader can take in, and how much more there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.news import Group, Named, News
from web.wording import number_of

MOST_GROUPS = 200
MOST_IN_GROUP = 100
MOST_OTHERS = 100

Shown = dict[str, Any]


def shown(news: News) -> Shown:
    """The groups in two parts, by whether what is cited was known before, and the articles without new citations."""
    groups = news.groups
    known = [group for group in groups if group.cited.seed or not group.cited.new]
    return {
        "known": _groups(known),
        "fresh": _groups([group for group in groups if group not in known]),
        "others": {
            "rows": [
                _named(one) | {"sources": one.sources, "when": one.first_seen} for one in news.others[:MOST_OTHERS]
            ],
            "more": max(0, len(news.others) - MOST_OTHERS),
        },
    }


def _groups(groups: Sequence[Group]) -> Mapping[str, Any]:
    return {"rows": [_group(group) for group in groups[:MOST_GROUPS]], "more": max(0, len(groups) - MOST_GROUPS)}


def _group(group: Group) -> Shown:
    return {
        "cited": _named(group.cited),
        "total": len(group.citations),
        "more": max(0, len(group.citations) - MOST_IN_GROUP),
        "rows": [
            _named(one.citing) | {"sources": one.sources, "when": one.first_seen}
            for one in group.citations[:MOST_IN_GROUP]
        ],
    }


def _named(article: Named) -> Shown:
    ids = {"id": article.id, "pmid": article.pmid, "doi": article.doi}
    return {
        "id": article.id,
        "title": article.title or number_of(ids),
        "titled": article.title is not None,
        "year": article.year,
        "seed": article.seed,
        "new": article.new,
    }
