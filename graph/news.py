"""What is new: the articles and citations that appeared since a moment, or since a harvest.

New is what the graph had not seen before. An article keeps the moment it was first seen when it is described, renamed
or merged, and a citation when it moves with a merge, so none of these is news, nor is what comes back after a source
had lost it. Sources that did not answer everything are named: what they would have told is missing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from graph.errors import BadInput
from graph.model import Harvest, HarvestState
from graph.times import as_text

Row = Mapping[str, Any]

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
FORMS = "write a date as 2026-11-22 (its beginning, UTC), or a time as 2026-11-22T10:15:00Z"


@dataclass(frozen=True, slots=True)
class Since:
    """From `at` on (a moment as the graph writes it), without what `harvest` itself brought, where one is named."""

    at: str
    harvest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """An article as news names it. `new`: the graph had not seen it before; `seed`: some harvest started from it."""

    id: str
    pmid: str | None = None
    doi: str | None = None
    title: str | None = None
    year: int | None = None
    first_seen: str | None = None
    sources: tuple[str, ...] = ()
    seed: bool = False
    new: bool = False

    @property
    def handle(self) -> str:
        """The id that it is best known by."""
        return f"pmid:{self.pmid}" if self.pmid else f"doi:{self.doi}" if self.doi else self.id


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCitation:
    """`citing` has `cited` among its references, as `sources` say; `harvest` found it first."""

    citing: Named
    cited: Named
    sources: tuple[str, ...]
    first_seen: str
    harvest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """What a harvest was not told, so that news may be missing; `source` is None where the harvest has not ended.

    `before`: it is the harvest that the news are counted from, so what it missed may be listed as new now.
    `answered_by` is a later harvest of the same seeds in which the source answered everything.
    """

    harvest: str
    source: str | None
    reason: str
    at: str
    before: bool = False
    answered_by: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The new citations of one article, newest first."""

    cited: Named
    citations: tuple[NewCitation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """All that appeared: the new articles, the new citations, and what nobody answered.

    `renamed` are known articles that probably came back under another id, as (before, now); see `graph.renames`.
    """

    since: Since
    articles: tuple[Named, ...]
    citations: tuple[NewCitation, ...]
    renamed: tuple[tuple[Named, Named], ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """The citations by what they cite: seeds first, then known articles, then new ones; the most cited first."""
        cited: dict[str, list[NewCitation]] = {}
        for citation in self.citations:
            cited.setdefault(citation.cited.id, []).append(citation)
        groups = [Group(cited=those[0].cited, citations=tuple(those)) for those in cited.values()]
        return tuple(sorted(groups, key=_weight))

    @property
    def others(self) -> tuple[Named, ...]:
        """The new articles that neither cite nor are cited anew."""
        linked = {end.id for citation in self.citations for end in (citation.citing, citation.cited)}
        return tuple(article for article in self.articles if article.id not in linked)


def moment(text: str) -> str:
    """A date or a time as the graph writes moments; without a zone it is UTC. Raises `BadInput`."""
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(f"{text[:40]!r} is neither a harvest nor a date; {FORMS}.") from None
    return as_text(max(at, EARLIEST))


def is_news(article: Row, since: Since, spans: Mapping[str, tuple[str, str | None]]) -> bool:
    """Whether an article that was first seen later than `since` is news.

    `article` has `first_seen` and the harvests that `reached` it; `spans` say from when to when each harvest went.
    What only the harvest counted from can have brought is none; it may have gone on beside or after others.
    """
    if since.harvest is None or since.harvest not in article["reached"]:
        return True
    first = str(article["first_seen"])
    others = (spans[id_] for id_ in article["reached"] if id_ != since.harvest and id_ in spans)
    return any(began <= first and (ended is None or first <= ended) for began, ended in others)


def gaps(harvests: Collection[Harvest], since: Since) -> tuple[Gap, ...]:
    """What the harvests since then, and the one before them, were not told; the oldest first."""
    ends = {one.id: end_of(one) for one in harvests}
    after = [one for one in harvests if one.id != since.harvest and (ends[one.id] or since.at) >= since.at]
    earlier = [one for one in harvests if one not in after]
    before = [one for one in earlier if one.id == since.harvest]
    if since.harvest is None:
        before = sorted(earlier, key=lambda one: ends[one.id] or "")[-1:]
    found = [gap for one in after for gap in _gaps_of(one, harvests)]
    found += [replace(gap, before=True) for one in before for gap in _gaps_of(one, harvests)]
    return tuple(sorted(found, key=lambda gap: (gap.at, gap.harvest, gap.source or "")))


def _gaps_of(one: Harvest, harvests: Iterable[Harvest]) -> list[Gap]:
    at = end_of(one) or as_text(one.updated or one.started)
    if one.state is HarvestState.RUNNING:
        return [Gap(harvest=one.id, source=None, reason="has not ended: it still runs, or was cut off", at=at)]
    return [
        Gap(
            harvest=one.id,
            source=name,
            reason=outcome.reason or "did not answer everything",
            at=at,
            answered_by=_answered_by(one, name, harvests),
        )
        for name, outcome in sorted(one.outcomes.items())
        if outcome.state == HarvestState.INCOMPLETE
    ]


def _answered_by(one: Harvest, source: str, harvests: Iterable[Harvest]) -> str | None:
    """The first later harvest that asked the same and was told everything by the source."""
    later = sorted((k for k in harvests if k.started > one.started and _asks(k) == _asks(one)), key=lambda k: k.started)
    told = (k.id for k in later if source in k.outcomes and k.outcomes[source].state == HarvestState.COMPLETE)
    return next(told, None)


def _asks(one: Harvest) -> tuple[frozenset[str], str]:
    options = {name: value for name, value in one.parameters.items() if name not in ("sources", "titles")}
    return frozenset(one.seeds), repr(sorted(options.items(), key=str))


def end_of(one: Harvest) -> str | None:
    """When it ended; None while it may go on."""
    if one.state is HarvestState.RUNNING:
        return None
    return as_text(one.finished or one.updated or one.started)


def _weight(group: Group) -> tuple[bool, bool, int, str]:
    return not group.cited.seed, group.cited.new, -len(group.citations), group.cited.id


def newest_first(article: Named) -> tuple[Sequence[int], str]:
    """Sorts the last seen first."""
    return [-ord(sign) for sign in article.first_seen or ""], article.id
