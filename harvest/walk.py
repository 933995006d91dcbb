"""The walk: the dull loop between the frontier, which decides, and the sources and the store, which act.

Everything that was answered is kept on disk by the HTTP client under the harvest's id, so a walk that was cut off is
resumed by walking again: the same answers lead to the same steps, and only what was never answered goes over the
network. Data and progress are written together, in transactions that may be repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from graph.errors import StoreError
from graph.identity import primary_of
from graph.ids import ArticleId, Scheme
from graph.model import (
    Applied,
    Batch,
    Citation,
    Cut,
    Direction,
    Harvest,
    HarvestState,
    Record,
    Similarity,
    Visit,
    VisitState,
)
from harvest.asking import Fetcher, Reply, ask
from harvest.evidence import Evidence
from harvest.frontier import Frontier, newest
from harvest.ledger import INCOMPLETE, Ledger
from harvest.names import Names
from harvest.sources.base import Kind, Request, Source, Wanted

ROWS = 20_000  # citations written in one transaction


class Sink(Protocol):
    """The part of the store that a walk needs."""

    def apply(self, batch: Batch) -> Applied:
        """Write a batch in one transaction."""

    def write_harvest(self, harvest: Harvest) -> None:
        """Write the harvest's state."""


class Line(Fetcher, Protocol):
    """The part of the HTTP client that a walk needs."""

    requests: Mapping[str, int]

    def forget(self, source: str) -> None:
        """Ask the source again for everything that it has answered in this harvest."""


@dataclass(frozen=True, kw_only=True)
class WalkOptions:
    """How far and which way to walk. Articles at a depth below `depth` are expanded."""

    depth: int = 2
    direction: Direction = Direction.BOTH
    max_articles: int = 2000
    max_citing: int = 1000
    from_year: int | None = None
    to_year: int | None = None
    similar: bool = False

    def admits(self, year: int | None) -> bool:
        """Whether an article of this year is wanted; an unknown year is."""
        if year is None:
            return True
        return (self.from_year or year) <= year <= (self.to_year or year)


@dataclass(slots=True)
class _Lists:
    """What the sources answered about one article: its references and who cites it, by key."""

    references: set[str] = field(default_factory=set)
    citing: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a walk is, for a bar or a line."""

    doing: str
    recorded: int
    found: int
    most: int
    requests: int


class Walk:
    """One harvest in progress."""

    def __init__(
        self,
        harvest: Harvest,
        options: WalkOptions,
        *,
        sources: Mapping[str, Source],
        left_out: Mapping[str, str],
        line: Line,
        sink: Sink,
        report: Callable[[Progress], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.harvest = harvest
        self.options = options
        self.unknown_seeds: tuple[ArticleId, ...] = ()
        self._sources, self._line, self._sink = sources, line, sink
        self._report, self._now = report, now
        self._ledger = Ledger(tuple(sources), left_out)
        self._frontier = Frontier(depth=options.depth, most=options.max_articles)
        self._evidence = Evidence()
        self._names = Names(self._joined)
        self._lists: defaultdict[str, _Lists] = defaultdict(_Lists)
        self._renamed: dict[str, str] = {}
        self._similar: dict[tuple[str, str], Similarity] = {}
        self._cuts: dict[str, Cut] = {}
        self._shown: dict[str, Visit] = {}
        self._doing = "looking for the seeds"

    # the walk -----------------------------------------------------------------------------------------------------

    def run(self, seeds: Sequence[ArticleId]) -> Harvest:
        """Walk from the seeds to the end and return the harvest as it ended, having written everything.

        An interruption writes what is there, leaves the harvest incomplete and is raised again.
        """
        try:
            known = self.look(seeds)
            self._start(known)
            self._advance()
        except StoreError:
            raise
        except BaseException:
            self._stop_early()
            raise
        return self._finish() if known else self._close(HarvestState.INCOMPLETE)

    def look(self, seeds: Sequence[ArticleId]) -> list[str]:
        """Ask about the seeds alone and return the keys of those that are known; nothing is recorded yet.

        Seeds that no source knows are left in `unknown_seeds`; where a source failed, nobody can say so, and all stay.
        """
        self._doing = "looking for the seeds"
        keys = [self._names.key(seed) for seed in seeds]
        self._gather(keys, (Kind.DESCRIBE,))
        while self._pose(Kind.LOOKUP, keys):
            self._gather(list(map(self._names.key, self._leads)), (Kind.DESCRIBE,))
        if not self._ledger.any_failure():
            self.unknown_seeds = tuple(s for s in seeds if not self._evidence.described(self._names.key(s)))
        known = [seed for seed in seeds if seed not in self.unknown_seeds]
        return list(dict.fromkeys(self._names.key(seed) for seed in known))

    def _start(self, seeds: list[str]) -> None:
        for key in seeds:
            self._frontier.find(key, depth=0, direction=Direction.SEED)
            self._record(key)
        if self.options.similar:
            self._pose(Kind.SIMILAR, seeds)
            for _, similar in self._similar:
                self._frontier.find(similar, depth=1, direction=Direction.SIMILAR, leaf=True)

    def _advance(self) -> None:
        while True:
            key = self._frontier.best()
            if key is None:
                self._doing = "describing"
                if self._pose(Kind.DESCRIBE, list(self._frontier.recorded_keys())) or self._write():
                    continue
                return
            if self._unready(key):
                self._doing = "walking"
                self._write()
                self._gather(self._worth_asking(key), self._kinds(key))
            else:
                self._take(key)

    def _take(self, key: str) -> None:
        if not self._frontier.spot(key).recorded and not self.options.admits(self._evidence.year(key)):
            self._frontier.drop(key)
            return
        self._record(key)
        if self._frontier.expands(key):
            self._frontier.expand(key, self._onward(key))

    def _record(self, key: str) -> None:
        self._frontier.record(key)
        self._evidence.record(key)

    def _onward(self, key: str) -> dict[str, Direction]:
        lists, onward = self._lists[key], dict[str, Direction]()
        if self.options.direction is not Direction.REFERENCES:
            citing = map(self._current, lists.citing)
            kept, found = newest(citing, self._evidence.recency, self.options.max_citing)
            if found > len(kept):
                self._cuts[key] = Cut(self._handle(key), found, len(kept))
            onward |= dict.fromkeys(kept, Direction.CITED_BY)
        if self.options.direction is not Direction.CITED_BY:
            onward |= dict.fromkeys(sorted(map(self._current, lists.references)), Direction.REFERENCES)
        return onward

    # asking -------------------------------------------------------------------------------------------------------

    @property
    def _filtered(self) -> bool:
        return self.options.from_year is not None or self.options.to_year is not None

    def _kinds(self, key: str) -> tuple[Kind, ...]:
        if self._frontier.expands(key) and self.options.direction is not Direction.REFERENCES:
            return Kind.DESCRIBE, Kind.CITED_BY
        return (Kind.DESCRIBE,)

    def _unready(self, key: str) -> bool:
        if not self._frontier.expands(key) and not self._filtered:
            return False
        return any(self._questions(kind, [key]) for kind in self._kinds(key))

    def _worth_asking(self, key: str) -> list[str]:
        room = max(self._frontier.room, 1)
        return [key, *self._frontier.next_best(room, expanding=self._frontier.expands(key))]

    def _gather(self, keys: Sequence[str], kinds: Iterable[Kind]) -> None:
        for kind in kinds:
            while self._pose(kind, keys):
                pass

    def _questions(self, kind: Kind, keys: Iterable[str]) -> dict[str, list[Wanted]]:
        current = list(dict.fromkeys(map(self._current, keys)))
        questions = {name: self._wanted(source, kind, current) for name, source in self._sources.items()}
        return {name: wanted for name, wanted in questions.items() if wanted}

    def _wanted(self, source: Source, kind: Kind, keys: Sequence[str]) -> list[Wanted]:
        if kind is Kind.CITED_BY and source.cited_by_with_record:
            return []
        asked = self._ledger.asked(source.name, kind)
        wanted = []
        for key in keys:
            said = self._evidence.said(source.name, key)
            if said is not None and kind in (Kind.DESCRIBE, Kind.LOOKUP):
                continue
            ids = self._names.ids(key)
            if kind is Kind.LOOKUP and source.handle(Kind.DESCRIBE, ids) is not None:
                continue
            handle = source.handle(kind, ids - asked)
            if handle is not None:
                wanted.append(Wanted(frozenset({handle}), said.cited_by_count if said else None))
        return wanted

    def _pose(self, kind: Kind, keys: Iterable[str]) -> bool:
        """Ask every source what it can be asked and was not; whether anything was asked."""
        self._leads: list[ArticleId] = []
        requests: dict[str, list[Request]] = {}
        for name, wanted in self._questions(kind, keys).items():
            self._ledger.note_asked(name, kind, tuple(id_ for w in wanted for id_ in w.ids))
            most = self.options.max_citing if kind is Kind.CITED_BY else None
            requests[name] = self._sources[name].requests(kind, wanted, most=most)
        if not any(requests.values()):
            return False
        for reply in ask(self._sources, self._line, requests, lambda _: self._tell()):
            self._hear(reply)
        return True

    def _hear(self, reply: Reply) -> None:
        request, answer = reply.request, reply.answer
        if answer is None:
            reason = reply.reason or "no answer"
            self._ledger.note_failure(request.source, request.kind, request.asked, reason)
            return
        self._ledger.note_answer(request.source, answer.known)
        for record in answer.records:
            self._describe(record)
        for id_, year in answer.years.items():
            self._evidence.date(self._key(id_), year)
        for citing_id, cited_id in answer.citing:
            citing, cited = self._key(citing_id), self._key(cited_id)
            self._lists[cited].citing.add(citing)
            self._evidence.cite(citing, cited, request.source)
        for similarity in answer.similarities:
            pair = self._key(similarity.article), self._key(similarity.similar)
            self._similar[pair] = similarity
        self._leads += [lead for _, lead in answer.leads]

    def _describe(self, record: Record) -> None:
        key = self._names.tie(record.ids)
        self._evidence.describe(key, record)
        lists = self._lists[key]
        for mention in record.references or ():
            cited = self._key(mention.ids[0])
            lists.references.add(cited)
            self._evidence.cite(key, cited, record.source)
        for mention in record.cited_by or ():
            citing = self._key(mention.ids[0])
            lists.citing.add(citing)
            self._evidence.cite(citing, key, record.source)

    def _key(self, id_: ArticleId) -> str:
        key = self._names.key(id_)
        if id_.scheme is Scheme.PMID:
            self._evidence.date(key, pmid=int(id_.value))
        return key

    # names --------------------------------------------------------------------------------------------------------

    def _handle(self, key: str) -> ArticleId:
        return primary_of(self._names.ids(self._current(key)))

    def _current(self, key: str) -> str:
        while key in self._renamed:
            key = self._renamed[key]
        return key

    def _joined(self, survivor: str, absorbed: str) -> None:
        self._renamed.pop(survivor, None)
        self._renamed[absorbed] = survivor
        self._frontier.merge(survivor, absorbed)
        self._evidence.merge(survivor, absorbed)
        gone = self._lists.pop(absorbed, _Lists())
        self._lists[survivor].references |= gone.references
        self._lists[survivor].citing |= gone.citing
        self._shown.pop(absorbed, None)
        self._cuts.pop(absorbed, None)
        self._similar = {
            (self._current(one), self._current(other)): said for (one, other), said in self._similar.items()
        }

    # writing ------------------------------------------------------------------------------------------------------

    def _write(self) -> bool:
        """Write what is new; whether the store's answer changed which articles there are."""
        keys = list(self._frontier.recorded_keys())
        records = tuple(self._evidence.take_records(keys))
        stubs = tuple(self._handle(key) for key in keys if key not in self._shown and not self._evidence.described(key))
        arcs = self._evidence.take_citations()
        fresh = {key: visit for key in keys if (visit := self._visit(key)) != self._shown.get(key)}
        if not records and not stubs and not arcs and not fresh:
            return False
        self._shown |= fresh
        citations = [Citation(self._handle(a), self._handle(b), source) for a, b, source in arcs]
        before = len(keys)
        parts = [citations[i : i + ROWS] for i in range(0, len(citations), ROWS)] or [[]]
        for number, part in enumerate(parts):
            first, last = number == 0, number == len(parts) - 1
            self._apply(
                Batch(
                    at=self._now(),
                    records=records if first else (),
                    stubs=stubs if first else (),
                    citations=tuple(part),
                    similarities=self._similarities() if last else (),
                    visits=tuple(fresh.values()) if last else (),
                    cuts=tuple(self._cuts.values()) if last else (),
                    harvest=self._standing(),
                )
            )
        return self._frontier.recorded != before

    def _apply(self, batch: Batch) -> None:
        applied = self._sink.apply(batch)
        for survivor, absorbed in applied.merged:
            self._names.absorb(survivor, absorbed)
        self._names.adopt(applied.owners)
        self._tell()

    def _visit(self, key: str) -> Visit:
        spot, shown = self._frontier.spot(key), self._shown.get(key)
        if shown and shown.state is VisitState.DONE and shown.depth == spot.depth:
            return shown
        ids = self._names.ids(key)
        reason = self._ledger.failure(ids)
        if self._frontier.expands(key) or self._questions(Kind.DESCRIBE, [key]):
            state = VisitState.PENDING
        else:
            state = VisitState.FAILED if reason else VisitState.DONE
        return Visit(self._handle(key), spot.depth, state, spot.direction, reason)

    def _similarities(self) -> tuple[Similarity, ...]:
        recorded = set(self._frontier.recorded_keys())
        return tuple(s for pair, s in self._similar.items() if recorded.issuperset(pair))

    def _standing(self) -> Harvest:
        return replace(self.harvest, counts=self._counts(), updated=self._now())

    def _counts(self) -> dict[str, int]:
        keys = list(self._frontier.recorded_keys())
        depths = [self._frontier.spot(key).depth for key in keys]
        return {
            "articles": len(keys),
            "stubs": sum(not self._evidence.described(key) for key in keys),
            "citations": self._evidence.count_citations(),
            "left_out": self._frontier.left_out(),
            "cut": len(self._cuts),
            **{f"depth_{depth}": depths.count(depth) for depth in sorted(set(depths))},
        }

    def _finish(self) -> Harvest:
        described = (key for key in self._frontier.recorded_keys() if self._evidence.described(key))
        for silent in self._ledger.suspect(frozenset(id_ for key in described for id_ in self._names.ids(key))):
            self._line.forget(silent)
        outcomes = self._ledger.outcomes(self._line.requests)
        missing = any(outcome.state == INCOMPLETE for outcome in outcomes.values())
        state = HarvestState.INCOMPLETE if missing else HarvestState.COMPLETE
        return self._close(state)

    def _stop_early(self) -> None:
        self._write()
        self._close(HarvestState.INCOMPLETE)

    def _close(self, state: HarvestState) -> Harvest:
        now = self._now()
        outcomes = self._ledger.outcomes(self._line.requests)
        self.harvest = replace(
            self._standing(), state=state, finished=now, outcomes=outcomes, process=None, updated=now
        )
        self._sink.write_harvest(self.harvest)
        return self.harvest

    def _tell(self) -> None:
        spent = sum(self._line.requests.values())
        frontier = self._frontier
        found = frontier.recorded + frontier.left_out()
        self._report(Progress(self._doing, frontier.recorded, found, frontier.most, spent))
