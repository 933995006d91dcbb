"""What there is to ask about an article: every source that can know it, by every id learned so far, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from graph.ids import ArticleId
from harvest.asking import Fetcher, Reply, ask
from harvest.batching import MANY, asks, best_lists, filled, handles, likes, together
from harvest.findings import Findings
from harvest.ledger import Ledger
from harvest.misses import Misses
from harvest.silence import Silence
from harvest.sources.base import Kind, Request, Source, Wanted
from harvest.sources.batches import place

DESCRIBING = (Kind.DESCRIBE, Kind.LOOKUP)
ROUND = 20
"""Whole batches that a source is asked before progress is written again."""


class Line(Fetcher, Protocol):
    """The part of the HTTP client that a walk needs."""

    @property
    def requests(self) -> Mapping[str, int]:
        """What went over the network so far, by source."""

    def forget(self, source: str) -> None:
        """Ask the source again for everything that it has answered in this harvest."""


class Enquiry:
    """Asks the sources of one walk and hands what they answer to its findings and its ledger."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        line: Line,
        findings: Findings,
        ledger: Ledger,
        *,
        max_citing: int,
        heard: Callable[[], None],
    ) -> None:
        self._leads: list[tuple[str, ArticleId]] = []  # (who was asked, what it led to)
        self.silence = Silence()
        self._misses = Misses()
        self._sources, self._line, self._findings, self._ledger = sources, line, findings, ledger
        self._max_citing, self._heard = max_citing, heard

    def open(self, kind: Kind, key: str) -> bool:
        """Whether a source could still be asked this about the article."""
        sources = self._sources.values()
        if any(self._wanted(source, kind, [key]) for source in sources):
            return True
        return kind is Kind.DESCRIBE and any(self._left_out(one, [key]) for one in sources)

    def gather(self, needed: Sequence[str], kinds: Iterable[Kind], besides: Sequence[str] = ()) -> None:
        """Ask about the needed articles until nothing new is learned; `besides` fill up the batches, best first.

        What a look-up leads to is described at once by the source that was asked: its record proves or refutes it.
        """
        for kind in kinds:
            while self.pose(kind, needed, besides) or (kind is Kind.DESCRIBE and self._doubt(needed, besides)):
                if kind is Kind.LOOKUP:
                    for name, leads in self._take_leads().items():
                        self.pose(Kind.DESCRIBE, leads, besides, only={name})
                    self.gather(needed, (Kind.DESCRIBE,), besides)

    def pose(
        self,
        kind: Kind,
        needed: Iterable[str],
        besides: Iterable[str] = (),
        *,
        only: Collection[str] | None = None,
        whole: bool = False,
        liked: bool = False,
        held: bool = False,
    ) -> bool:
        """Ask every source (or `only` some) what it can be asked of these and was not; whether anything was asked.

        Of the needed, all are asked about, or as many as make `whole` batches, of ids that are `liked` best; or where
        each scheme has lists of its own, part-filled ones are `held` back for what the one of the best scheme misses.
        """
        mine, others = self._distinct(needed), self._distinct(besides)
        return self._ask(self._requests(kind, mine, others, only=only, whole=whole, liked=liked, held=held))

    def recheck(self, keys: Sequence[str], only: Collection[str]) -> bool:
        """Ask these sources in another way for what their lists lost of the articles; whether anything was asked."""
        missed = {name: self._left_out(self._sources[name], keys) for name in only}
        return self._ask({name: self._again(name, each) for name, each in missed.items() if each})

    def _doubt(self, needed: Sequence[str], besides: Sequence[str]) -> bool:
        """Recheck before the walk goes on from the needed."""
        names = {one.name for one in self._sources.values() if self._left_out(one, needed)}
        return bool(names) and self.recheck([*needed, *besides], names)

    def describe(self, keys: Sequence[str]) -> bool:
        """Ask for the records of all these; whether anything was asked, so that there may be more to ask.

        Whole batches first, of ids that a source likes best before others: by then what was found under several names
        is known as one. Then what is left, the small batches before the large: what those teach fills these up. What
        lists left out comes after all that can be asked anew.
        """
        asked = self.pose(Kind.DESCRIBE, keys, whole=True, liked=True) or self.pose(Kind.DESCRIBE, keys, whole=True)
        steps = self._by_batch()
        asked = asked or any(self.pose(Kind.DESCRIBE, keys, only=names, held=True) for names in steps)
        return asked or any(self.recheck(keys, names) for names in steps)

    def _by_batch(self) -> list[set[str]]:
        """The sources by how many records they give at once; small batches, of which few are lost, go together."""
        sizes = {name: source.limits.batch.get(Kind.DESCRIBE, 1) for name, source in self._sources.items()}
        steps = sorted({max(size, MANY - 1) for size in sizes.values()})
        return [{name for name, size in sizes.items() if max(size, MANY - 1) == step} for step in steps]

    def _ask(self, requests: Mapping[str, Sequence[Request]]) -> bool:
        replies = ask(self._sources, self._line, requests, lambda _: self._heard())
        self._findings.identify([reply.answer for reply in replies if reply.answer is not None])
        for reply in replies:
            self._hear(reply)
        self._findings.companions.renew()
        return bool(requests)

    def _again(self, name: str, missed: Sequence[Sequence[ArticleId]]) -> list[Request]:
        """By the best id of each article, and by all where that takes no more requests."""
        again = self._sources[name].again
        best, every = (sorted({id_ for ids in missed for id_ in ids[:most]}, key=place) for most in (1, None))
        asked = every if len(again(every)) == len(again(best)) else best
        self._misses.settle(name, asked)
        return [replace(one, again=True) for one in again(asked)]

    def _left_out(self, source: Source, keys: Iterable[str]) -> list[list[ArticleId]]:
        """Of each article that the source has missed by all of its ids: those to be asked for once more, best first."""
        missed = self._misses.of(source.name)
        if not missed:
            return []
        asked, evidence = self._ledger.asked(source.name, Kind.DESCRIBE), self._findings.evidence
        found = []
        for key in self._distinct(keys):
            ids = handles(source, Kind.DESCRIBE, self._findings.names.ids(key).intersection(missed))
            if not ids or evidence.has_spoken(source.name, key):
                continue
            if self._question(source, Kind.DESCRIBE, key, asked) is None:
                found.append(ids)
        return found

    def _distinct(self, keys: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(map(self._findings.current, keys)))

    def _requests(
        self,
        kind: Kind,
        needed: Sequence[str],
        besides: Sequence[str],
        *,
        only: Collection[str] | None,
        whole: bool,
        liked: bool,
        held: bool,
    ) -> dict[str, list[Request]]:
        requests: dict[str, list[Request]] = {}
        for name, source in self._sources.items():
            wanted = self._wanted(source, kind, needed) if only is None or name in only else []
            if liked:
                wanted = [one for one in wanted if likes(source, kind, one.ids)]
            if not wanted:
                continue
            room = -len(wanted) % together(source, kind)
            wanted += self._wanted(source, kind, [key for key in besides if key not in needed], room)
            built = source.requests(kind, wanted, most=self._max_citing if kind is Kind.CITED_BY else None)
            if kind in DESCRIBING and not whole:
                wanted, built = filled(source, kind, wanted, built)
            asked = {source.handle(kind, one.ids) for one in wanted}
            if whole or held:
                batch = source.limits.batch.get(kind, 1)
                built = [one for one in built if len(one.asked) >= batch][:ROUND] if whole else best_lists(built, batch)
                asked = {id_ for one in built for id_ in one.asked}
            self._ledger.note_asked(name, kind, tuple(filter(None, asked)))
            if built:
                requests[name] = built
        return requests

    def _wanted(self, source: Source, kind: Kind, keys: Iterable[str], most: int | None = None) -> list[Wanted]:
        if not asks(source, kind):
            return []
        asked = self._ledger.asked(source.name, kind)
        found = (one for key in keys if (one := self._question(source, kind, key, asked)) is not None)
        return list(islice(found, most))

    def _question(self, source: Source, kind: Kind, key: str, asked: Collection[ArticleId]) -> Wanted | None:
        evidence = self._findings.evidence
        if evidence.has_spoken(source.name, key) is (kind in DESCRIBING):  # a list is asked of those who know it
            return None
        ids = self._findings.names.ids(key)
        if kind is Kind.LOOKUP and source.handle(Kind.DESCRIBE, ids) is not None:
            return None
        fresh = ids.difference(asked, () if kind in DESCRIBING else self._same_lists(source.name, key, asked))
        return Wanted(fresh, evidence.reported_citing(key, source.name)) if source.handle(kind, fresh) else None

    def _same_lists(self, source: str, key: str, asked: Collection[ArticleId]) -> set[ArticleId]:
        """Ids that would bring the same lists again: the source itself states them beside one that it was asked by.

        Two ids of one scheme in a record are entries that were joined, and each has its own lists.
        """
        same: set[ArticleId] = set()
        for record in self._findings.evidence.records(key):
            schemes = {id_.scheme for id_ in record.ids if id_ in asked}
            if record.source == source and schemes:
                same |= {id_ for id_ in record.ids if id_.scheme not in schemes}
        return same

    def _take_leads(self) -> dict[str, list[str]]:
        leads, self._leads = self._leads, []
        found: dict[str, list[str]] = {}
        for name, lead in leads:
            found.setdefault(name, []).append(self._findings.key(lead))
        return found

    def _hear(self, reply: Reply) -> None:
        request, answer = reply.request, reply.answer
        if answer is None:
            reason = reply.reason or "no answer"
            self._ledger.note_failure(request.source, request.kind, request.asked, reason)
            return
        if request.kind is Kind.DESCRIBE:  # an empty list says nothing of whether the source is well
            self._ledger.note_answer(request.source, answer.known)
        self.silence.note(request, answer)
        self._misses.note(request, answer)
        self._findings.hear(request.source, answer)
        self._leads += [(request.source, lead) for _, lead in answer.leads]
