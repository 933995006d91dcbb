"""What a walk finds is written here: data and the progress that it stands for, in transactions that may be repeated.

Until the end an article waits for the first record of it: what is a PMID here and a DOI there may turn out to be one
article, and two that were written would have to be merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from graph.ids import ArticleId, Scheme, is_preprint
from graph.model import (
    Applied,
    Batch,
    Citation,
    Conflict,
    Cut,
    Harvest,
    Record,
    Similarity,
    Visit,
    VisitState,
)
from harvest.enquiry import Enquiry
from harvest.findings import Findings
from harvest.frontier import Frontier
from harvest.ledger import Ledger
from harvest.sources.base import Kind

ROWS = 20_000  # citations written in one transaction
STILL_ASKED = "not asked everything yet"


class Sink(Protocol):
    """The part of the store that a walk needs."""

    def apply(self, batch: Batch) -> Applied:
        """Write a batch in one transaction."""

    def write_harvest(self, harvest: Harvest) -> None:
        """Write the harvest's state."""


class Scribe:
    """Writes what is new of one walk, and remembers what the store made of it."""

    def __init__(
        self,
        frontier: Frontier,
        findings: Findings,
        enquiry: Enquiry,
        ledger: Ledger,
        *,
        sink: Sink,
        now: Callable[[], datetime],
    ) -> None:
        self.cuts: dict[str, Cut] = {}
        self._cuts_told: dict[str, Cut] = {}
        self._frontier, self._findings, self._enquiry, self._ledger = frontier, findings, enquiry, ledger
        self._sink, self._now = sink, now
        self._kept: set[str] = set()  # written, or in the batch that is being made
        self._shown: dict[str, Visit] = {}
        self._told: set[Conflict] = set()
        self._owners: dict[ArticleId, str] = {}  # what the store said
        self._absorbed: dict[str, str] = {}

    def write(self, harvest: Harvest, *, whole: bool = False, conflicts: Iterable[Conflict] = ()) -> None:
        """Write what is new: what somebody has described, or the `whole` of it with the stubs, and `conflicts` once."""
        keys = self._take_in(whole=whole)
        records = tuple(self._records(keys))
        named = self._owners.keys() | {id_ for record in records for id_ in record.ids}
        stubs = tuple(handle for handle in map(self._findings.handle, keys) if handle not in named)
        arcs = self._findings.evidence.take_citations()
        versions = self._findings.companions.take_versions(self._kept.__contains__)
        fresh = {key: visit for key in keys if (visit := self._visit(key)) != self._shown.get(key)}
        told = tuple(conflict for conflict in conflicts if conflict not in self._told)
        if not (records or stubs or arcs or versions or fresh or told):
            return
        self._shown |= fresh
        self._told.update(told)
        citations = [Citation(self._findings.handle(a), self._findings.handle(b), source) for a, b, source in arcs]
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
                    cuts=self._cuts() if last else (),
                    versions=versions if last else (),
                    conflicts=told if last else (),
                    harvest=harvest,
                )
            )

    def close(self, harvest: Harvest) -> None:
        """Write how the harvest ended."""
        self._sink.write_harvest(harvest)

    def join(self, survivor: str, absorbed: str) -> None:
        """Two keys turned out to be one article."""
        for key in (survivor, absorbed):  # the store may have kept either's
            self._shown.pop(key, None)
            self._cuts_told.pop(key, None)
        if absorbed in self._kept:
            self._kept.remove(absorbed)
            self._kept.add(survivor)
        self.cuts.pop(absorbed, None)

    def owners(self) -> Mapping[ArticleId, str]:
        """Which ids the store holds to be one article, after all merges."""
        return {id_: self._standing_for(owner) for id_, owner in self._owners.items()}

    def counts(self) -> dict[str, int]:
        """How much was recorded, and how deep."""
        keys = list(self._frontier.recorded_keys())
        depths = [self._frontier.spot(key).depth for key in keys]
        return {
            "articles": len(keys),
            "stubs": sum(not self._findings.evidence.described(key) for key in keys),
            "citations": self._findings.evidence.count_citations(),
            "left_out": self._frontier.left_out(),
            "cut": sum(cut.kept < cut.found for cut in self.cuts.values()),
            **{f"depth_{depth}": depths.count(depth) for depth in sorted(set(depths))},
        }

    def _cuts(self) -> tuple[Cut, ...]:
        """Of the articles that are written, those that were not told like this."""
        told = self._cuts_told
        fresh = {key: cut for key, cut in self.cuts.items() if key in self._kept and told.get(key) != cut}
        told |= fresh
        return tuple(fresh.values())

    def _take_in(self, *, whole: bool) -> list[str]:
        """The articles to be written by now, in the order of discovery."""
        evidence, companions = self._findings.evidence, self._findings.companions
        recorded = self._frontier.recorded_keys()
        keys = [key for key in recorded if whole or key in self._kept or self._is_ripe(key)]
        for key in keys:
            if key not in self._kept:
                self._kept.add(key)
                evidence.record(key)
                for other in companions.of(key):  # its records may name the one that is written now
                    evidence.renew(other)
        return keys

    def _is_ripe(self, key: str) -> bool:
        """Whether the article is described, and no more likely to be told apart from another than any.

        A PMID beside the DOI of a preprint: the next source may say whether it is that of the published form.
        """
        ids = self._findings.names.ids(key)
        if not self._findings.evidence.described(key):
            return False
        in_doubt = any(id_.scheme is Scheme.PMID for id_ in ids) and any(map(is_preprint, ids))
        return not in_doubt or not self._enquiry.open(Kind.DESCRIBE, key)

    def _records(self, keys: Iterable[str]) -> Iterable[Record]:
        for key, record in self._findings.evidence.take_records(keys):
            yield self._findings.companions.trimmed(record, key, self._kept.__contains__)

    def _apply(self, batch: Batch) -> None:
        applied = self._sink.apply(batch)
        self._owners |= applied.owners
        self._absorbed |= {absorbed: survivor for survivor, absorbed in applied.merged}

    def _standing_for(self, owner: str) -> str:
        while owner in self._absorbed:
            owner = self._absorbed[owner]
        return owner

    def _visit(self, key: str) -> Visit:
        spot, shown = self._frontier.spot(key), self._shown.get(key)
        reason = self._ledger.failure(self._findings.names.ids(key))
        if shown and not reason and shown.state is VisitState.DONE and shown.depth == spot.depth:
            return shown
        if self._frontier.expands(key) or self._enquiry.open(Kind.DESCRIBE, key):
            state = VisitState.PENDING
        else:
            state = VisitState.FAILED if reason else VisitState.DONE
        return Visit(self._findings.handle(key), spot.depth, state, spot.direction, reason)

    def _similarities(self) -> tuple[Similarity, ...]:
        return tuple(s for pair, s in self._findings.similar.items() if self._kept.issuperset(pair))
