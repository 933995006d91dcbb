"""The walk: the dull loop between the frontier, which decides, and the sources and the store, which act.

Everything that was answered is kept on disk by the HTTP client under the harvest's id, so a walk that was cut off is
resumed by walking again: the same answers lead to the same steps, and only what was never answered goes over the
network. Data and progress are written together, in transactions that may be repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from graph.errors import StoreError
from graph.ids import ArticleId
from graph.model import (
    Applied,
    Batch,
    Citation,
    Cut,
    Direction,
    Harvest,
    HarvestState,
    Similarity,
    Visit,
    VisitState,
)
from harvest.enquiry import Enquiry, Line
from harvest.findings import Findings
from harvest.frontier import Frontier
from harvest.ledger import INCOMPLETE, Ledger
from harvest.seeding import find_seeds
from harvest.sources.base import Kind, Source

ROWS = 20_000  # citations written in one transaction


class Sink(Protocol):
    """The part of the store that a walk needs."""

    def apply(self, batch: Batch) -> Applied:
        """Write a batch in one transaction."""

    def write_harvest(self, harvest: Harvest) -> None:
        """Write the harvest's state."""


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

    @property
    def filtered(self) -> bool:
        """Whether the year of an article decides."""
        return self.from_year is not None or self.to_year is not None

    def admits(self, year: int | None) -> bool:
        """Whether an article of this year is wanted; an unknown year is."""
        if year is None:
            return True
        return (self.from_year or year) <= year <= (self.to_year or year)


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
        self.ledger = Ledger(tuple(sources), left_out)
        self._line, self._sink, self._report, self._now = line, sink, report, now
        self._frontier = Frontier(depth=options.depth, most=options.max_articles)
        self.findings = Findings(self._joined)
        self._enquiry = Enquiry(
            sources, line, self.findings, self.ledger, max_citing=options.max_citing, heard=self._tell
        )
        self._cuts: dict[str, Cut] = {}
        self._shown: dict[str, Visit] = {}
        self._owners: dict[ArticleId, str] = {}  # what the store said
        self._absorbed: dict[str, str] = {}
        self._changed = False
        self._doing = "looking for the seeds"

    def run(self, seeds: Sequence[ArticleId]) -> Harvest:
        """Walk from the seeds to the end and return the harvest as it ended, having written everything.

        Seeds that no source knows are left in `unknown_seeds`; if none is known, the harvest is left incomplete.
        An interruption writes what is there, leaves the harvest incomplete and is raised again.
        """
        try:
            known, self.unknown_seeds = find_seeds(seeds, self._enquiry, self.findings, self.ledger)
            self._start(known)
            self._advance()
        except StoreError:
            raise
        except BaseException:
            with suppress(ValueError, LookupError):  # cut off in the middle of a thought; resuming thinks it again
                self._write()
            self._close(HarvestState.INCOMPLETE, cut_off="the harvest was cut off; resume it to ask for the rest")
            raise
        return self._finish() if known else self._close(HarvestState.INCOMPLETE)

    def _start(self, seeds: list[str]) -> None:
        for key in seeds:
            self._frontier.find(key, depth=0, direction=Direction.SEED)
            self._record(key)
        if self.options.similar:
            self._enquiry.pose(Kind.SIMILAR, seeds)
            for _, similar in self.findings.similar:
                self._frontier.find(similar, depth=1, direction=Direction.SIMILAR, leaf=True)

    def _advance(self) -> None:
        while True:
            for grown in self.findings.take_grown():
                self._frontier.reopen(grown)
            key = self._frontier.best()
            if key is None:
                self._doing = "describing"
                if self._enquiry.pose(Kind.DESCRIBE, list(self._frontier.recorded_keys())):
                    continue
                self._write()
                if not self._adopt():
                    return
            elif self._ready(key):
                self._take(key)
            else:
                self._doing = "walking"
                self._write()
                self._enquiry.gather(self._worth_asking(key), self._kinds(key))

    def _take(self, key: str) -> None:
        if not self._frontier.spot(key).recorded and not self.options.admits(self.findings.evidence.year(key)):
            self._frontier.drop(key)
            return
        self._record(key)
        if self._frontier.expands(key):
            self.findings.note_followed(key)
            self._frontier.expand(key, self._onward(key))

    def _record(self, key: str) -> None:
        self._frontier.record(key)
        self.findings.evidence.record(key)

    def _onward(self, key: str) -> dict[str, Direction]:
        onward, found, kept = self.findings.onward(key, self.options.direction, self.options.max_citing)
        if found > kept:
            self._cuts[key] = Cut(self.findings.handle(key), found, kept)
        return onward

    def _kinds(self, key: str) -> tuple[Kind, ...]:
        if not self._frontier.expands(key):
            return (Kind.DESCRIBE,)
        if self.options.direction is Direction.REFERENCES:
            return Kind.DESCRIBE, Kind.LOOKUP
        return Kind.DESCRIBE, Kind.LOOKUP, Kind.CITED_BY

    def _ready(self, key: str) -> bool:
        if not self._frontier.expands(key) and not self.options.filtered:
            return True
        return not any(self._enquiry.open(kind, key) for kind in self._kinds(key))

    def _worth_asking(self, key: str) -> list[str]:
        """What to ask about together with `key`: what is pending, and what is known to become pending soon.

        Asking ahead changes no order; it only fills the batches. At most as many as there is room for are asked.
        """
        room = max(self._frontier.room, 1)
        if not self._frontier.expands(key):
            return [key, *self._frontier.next_best(room, expanding=False)]
        pending = self._frontier.next_best(room)
        soon = Counter(other for one in pending if self._ready(one) for other in self._ahead(one))
        ahead = sorted(soon, key=lambda other: (-soon[other], other))
        return [key, *pending, *ahead[: room - len(pending)]]

    def _ahead(self, key: str) -> list[str]:
        if self._frontier.spot(key).depth + 1 >= self.options.depth:
            return []
        onward, _, _ = self.findings.onward(key, self.options.direction, self.options.max_citing)
        return [other for other in onward if other not in self._frontier]

    def _described(self, key: str) -> bool:
        return self.findings.evidence.described(key)

    def _joined(self, survivor: str, absorbed: str) -> None:
        self._changed = True
        self._frontier.merge(survivor, absorbed)
        for key in (survivor, absorbed):  # the store may have kept either's
            self._shown.pop(key, None)
        self._cuts.pop(absorbed, None)

    def _adopt(self) -> bool:
        """Join what only the store knows to be one article; whether there was anything.

        That waits for the end: a walk takes the same way whatever was in the graph before it.
        """
        self._changed = False
        self.findings.adopt({id_: self._standing_for(owner) for id_, owner in self._owners.items()})
        return self._changed

    def _standing_for(self, owner: str) -> str:
        while owner in self._absorbed:
            owner = self._absorbed[owner]
        return owner

    def _write(self) -> None:
        """Write what is new."""
        keys = list(self._frontier.recorded_keys())
        records = tuple(self.findings.evidence.take_records(keys))
        named = self._owners.keys() | {id_ for record in records for id_ in record.ids}
        stubs = tuple(handle for handle in map(self.findings.handle, keys) if handle not in named)
        arcs = self.findings.evidence.take_citations()
        fresh = {key: visit for key in keys if (visit := self._visit(key)) != self._shown.get(key)}
        if not records and not stubs and not arcs and not fresh:
            return
        self._shown |= fresh
        citations = [Citation(self.findings.handle(a), self.findings.handle(b), source) for a, b, source in arcs]
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

    def _apply(self, batch: Batch) -> None:
        applied = self._sink.apply(batch)
        self._owners |= applied.owners
        self._absorbed |= {absorbed: survivor for survivor, absorbed in applied.merged}
        self._tell()

    def _visit(self, key: str) -> Visit:
        spot, shown = self._frontier.spot(key), self._shown.get(key)
        reason = self.ledger.failure(self.findings.names.ids(key))
        if shown and not reason and shown.state is VisitState.DONE and shown.depth == spot.depth:
            return shown
        if self._frontier.expands(key) or self._enquiry.open(Kind.DESCRIBE, key):
            state = VisitState.PENDING
        else:
            state = VisitState.FAILED if reason else VisitState.DONE
        return Visit(self.findings.handle(key), spot.depth, state, spot.direction, reason)

    def _similarities(self) -> tuple[Similarity, ...]:
        recorded = set(self._frontier.recorded_keys())
        return tuple(s for pair, s in self.findings.similar.items() if recorded.issuperset(pair))

    def _standing(self) -> Harvest:
        return replace(self.harvest, counts=self._counts(), updated=self._now())

    def _counts(self) -> dict[str, int]:
        keys = list(self._frontier.recorded_keys())
        depths = [self._frontier.spot(key).depth for key in keys]
        return {
            "articles": len(keys),
            "stubs": sum(not self._described(key) for key in keys),
            "citations": self.findings.evidence.count_citations(),
            "left_out": self._frontier.left_out(),
            "cut": len(self._cuts),
            **{f"depth_{depth}": depths.count(depth) for depth in sorted(set(depths))},
        }

    def _finish(self) -> Harvest:
        described = (key for key in self._frontier.recorded_keys() if self._described(key))
        for silent in self.ledger.suspect(frozenset(id_ for key in described for id_ in self.findings.names.ids(key))):
            self._line.forget(silent)
        outcomes = self.ledger.outcomes(self._line.requests)
        missing = any(outcome.state == INCOMPLETE for outcome in outcomes.values())
        state = HarvestState.INCOMPLETE if missing else HarvestState.COMPLETE
        return self._close(state)

    def _close(self, state: HarvestState, *, cut_off: str | None = None) -> Harvest:
        now = self._now()
        outcomes = self.ledger.outcomes(self._line.requests, cut_off=cut_off)
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
