"""Contradictions in lists: an entry that gives the ids of two articles as those of one.

Ids stated together in somebody's list are weak evidence. The entry stands for its best id and joins nothing; that its
other ids belong to somebody else is kept for people to see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.identity import order
from graph.ids import ArticleId
from graph.model import Conflict, Mention
from harvest.findings import Findings


def contradictions(findings: Findings, recorded: Iterable[str]) -> tuple[Conflict, ...]:
    """Pairs of ids that lists of recorded articles give to one article and that belong to two, each pair once.

    The other id's article is described by a source, so it is known to exist by itself. Of several lists with the same
    pair the first by id and source is named, so that nothing depends on the order of the answers.
    """
    told: dict[tuple[ArticleId, ArticleId], Conflict] = {}
    for key in sorted(recorded, key=lambda key: order(findings.handle(key))):
        for record in findings.evidence.records(key):
            whose = f"{findings.handle(key)} ({record.source})"
            lists = (("reference list", record.references), ("cited-by list", record.cited_by))
            for name, mentions in lists:
                for one, other in _torn(findings, mentions or ()):
                    reason = f"the {name} of {whose} pairs {one} with {other}, which {_belongs(findings, one, other)}"
                    told.setdefault((one, other), Conflict((one, other), reason))
    return tuple(told[pair] for pair in sorted(told, key=lambda pair: (order(pair[0]), order(pair[1]))))


def _torn(findings: Findings, mentions: Iterable[Mention]) -> Iterator[tuple[ArticleId, ArticleId]]:
    """(best id, other id) of entries whose ids are those of two articles that are no versions of one work."""
    for best, *others in (mention.ids for mention in mentions if len(mention.ids) > 1):
        mine = findings.key(best)
        for other in others:
            theirs = findings.names.find(other)
            if theirs is None or theirs == mine or not findings.evidence.described(theirs):
                continue
            if theirs not in findings.companions.of(mine):
                yield best, other


def _belongs(findings: Findings, one: ArticleId, other: ArticleId) -> str:
    theirs = findings.handle(findings.key(other))
    if theirs != other:
        return f"belongs to {theirs}"
    if findings.evidence.described(findings.key(one)):
        return "is another article"
    return f"is described as an article, while no source describes {one}"
