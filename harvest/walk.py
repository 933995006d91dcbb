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

from graph.errors import StoreError
from graph.ids import ArticleId
from graph.model import Cut, Direction, Harvest, HarvestState
from harvest.contradictions import contradictions
from harvest.enquiry import Enquiry, Line
from harvest.findings import Findings
from harvest.frontier import Frontier
from harvest.ledger import INCOMPLETE, Ledger
from harvest.scribe import STILL_ASKED, Scribe, Sink
from harvest.seeding import find_seeds
from harvest.sources.base import Kind, Source

__all__ = ["Progress", "Sink", "Walk", "WalkOptions"]

ENOUGH = 500  # articles that fill anybody's batch
LISTS = {
    Direction.REFERENCES: (Kind.REFERENCES,),
    Direction.CITED_BY: (Kind.CITED_BY,),
    Direction.BOTH: (Kind.REFERENCES, Kind.CITED_BY),
}


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
        self._line, self._report, self._now = line, report, now
        self._frontier = Frontier(depth=options.depth, most=options.max_articles)
        self.findings = Findings(self._joined)
        self._enquiry = Enquiry(
            sources, line, self.findings, self.ledger, max_citing=options.max_citing, heard=self._tell
        )
        self._scribe = Scribe(self._frontier, self.findings, self._enquiry, self.ledger, sink=sink, now=now)
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
                self._scribe.write(self._standing(), whole=True)
            self._close(HarvestState.INCOMPLETE, cut_off="the harvest was cut off; resume it to ask for the rest")
            raise
        return self._finish() if known else self._close(HarvestState.INCOMPLETE)

    def _start(self, seeds: list[str]) -> None:
        for key in seeds:
            self._frontier.find(key, depth=0, direction=Direction.SEED)
            if self._frontier.room > 0:
                self._record(key)
        if self.options.similar:
            self._enquiry.pose(Kind.SIMILAR, seeds)
            for _, similar in self.findings.similar:
                self._frontier.find(similar, depth=1, direction=Direction.SIMILAR, leaf=True)

    def _advance(self) -> None:
        while True:
            for grown in self.findings.take_grown():
                self._frontier.reopen(grown)
            self._keep_company()
            key = self._frontier.best()
            if key is None:
                self._doing = "describing"
                if self._enquiry.describe(list(self._frontier.recorded_keys())):
                    self._write()
                elif not self._conclude():
                    return
            elif self._ready(key):
                self._take(key)
            else:
                self._doing = "walking"
                self._write()
                self._enquiry.gather([key], self._kinds(key), self._worth_asking(key))

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
        self._accompany(key)

    def _keep_company(self) -> None:
        """Versions that were learned of since the last step, and lesser depths, reach all of a work."""
        companions = self.findings.companions
        due = companions.take_changed() | (self._frontier.take_moved() & companions.paired())
        for key in sorted(due):
            if key in self._frontier and self._frontier.spot(key).recorded:
                self._accompany(key)

    def _accompany(self, key: str) -> None:
        """The other versions of a recorded article are recorded with it, as far as there is room."""
        for other in self.findings.companions.of(key):
            if self._frontier.find(other, depth=self._frontier.spot(key).depth, direction=Direction.VERSION, leaf=True):
                self._accompany(other)
            spot = self._frontier.spot(other)
            if not spot.recorded and not spot.dropped and self._frontier.room > 0 and not self.options.filtered:
                self._record(other)

    def _onward(self, key: str) -> dict[str, Direction]:
        onward, found, kept = self.findings.onward(key, self.options.direction, self.options.max_citing)
        if self.options.direction is not Direction.REFERENCES:
            self._scribe.cuts[key] = Cut(self.findings.handle(key), found, kept)
        return onward

    def _kinds(self, key: str) -> tuple[Kind, ...]:
        if not self._frontier.expands(key):
            return (Kind.DESCRIBE,)
        lists = LISTS[self.options.direction]
        return Kind.DESCRIBE, Kind.LOOKUP, *lists

    def _ready(self, key: str) -> bool:
        if not self._frontier.expands(key) and not self.options.filtered:
            return True
        return not any(self._enquiry.open(kind, key) for kind in self._kinds(key))

    def _worth_asking(self, key: str) -> list[str]:
        """What to ask about together with `key`: what is pending, and what is known to become pending soon.

        Asking ahead changes no order; it only fills the batches. At most as many as there is room for are asked.
        """
        room = min(max(self._frontier.room, 1), ENOUGH)
        if not self._frontier.expands(key):
            return self._frontier.next_best(room, expanding=False)
        pending = self._frontier.next_best(room)
        if len(pending) >= ENOUGH:
            return pending
        soon = Counter(other for one in pending if self._ready(one) for other in self._ahead(one))
        ahead = sorted(soon, key=lambda other: (-soon[other], other))
        return pending + ahead[: room - len(pending)]

    def _ahead(self, key: str) -> list[str]:
        if self._frontier.spot(key).reach + 1 >= self.options.depth:
            return []
        onward, _, _ = self.findings.onward(key, self.options.direction, self.options.max_citing)
        return [other for other in onward if other not in self._frontier]

    def _joined(self, survivor: str, absorbed: str) -> None:
        self._changed = True
        self._frontier.merge(survivor, absorbed)
        self._scribe.join(survivor, absorbed)

    def _conclude(self) -> bool:
        """Write all there is, and join what only the store knows to be one article; whether there was anything.

        That waits for the end: a walk takes the same way whatever was in the graph before it.
        """
        self._changed = False
        self._scribe.write(self._standing(), whole=True)
        self.findings.adopt(self._scribe.owners())
        if not self._changed:
            found = contradictions(self.findings, list(self._frontier.recorded_keys()))
            self._scribe.write(self._standing(), whole=True, conflicts=found)
        return self._changed

    def _write(self) -> None:
        self._scribe.write(self._standing())
        self._tell()

    def _standing(self) -> Harvest:
        """The harvest as it stands, with what was asked of each source so far."""
        outcomes = self.ledger.outcomes(self._line.requests, cut_off=STILL_ASKED)
        return replace(self.harvest, counts=self._scribe.counts(), outcomes=outcomes, updated=self._now())

    def _finish(self) -> Harvest:
        described = filter(self.findings.evidence.described, self._frontier.recorded_keys())
        self.ledger.note_gaps(self._enquiry.silence.gaps(self.findings))
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
        self._scribe.close(self.harvest)
        return self.harvest

    def _tell(self) -> None:
        spent = sum(self._line.requests.values())
        frontier = self._frontier
        found = frontier.recorded + frontier.left_out()
        self._report(Progress(self._doing, frontier.recorded, found, frontier.most, spent))
