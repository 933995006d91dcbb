"""What there is to ask about an article: every source that can know it, by every id learned so far, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from graph.ids import ArticleId
from harvest.asking import Fetcher, Reply, ask
from harvest.findings import Findings
from harvest.ledger import Ledger
from harvest.sources.base import Kind, Request, Source, Wanted


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
        self.leads: list[ArticleId] = []
        self._sources, self._line, self._findings, self._ledger = sources, line, findings, ledger
        self._max_citing, self._heard = max_citing, heard

    def open(self, kind: Kind, key: str) -> bool:
        """Whether a source could still be asked this about the article."""
        return any(self._wanted(source, kind, [key]) for source in self._sources.values())

    def gather(self, keys: Sequence[str], kinds: Iterable[Kind]) -> None:
        """Ask about the articles until nothing new is learned; what a look-up leads to is described at once."""
        for kind in kinds:
            while self.pose(kind, keys):
                if kind is Kind.LOOKUP:
                    self.gather([*keys, *map(self._findings.key, self.leads)], (Kind.DESCRIBE,))

    def pose(self, kind: Kind, keys: Iterable[str]) -> bool:
        """Ask every source what it can be asked and was not; whether anything was asked."""
        self.leads = []
        requests = self._requests(kind, list(dict.fromkeys(map(self._findings.current, keys))))
        replies = ask(self._sources, self._line, requests, lambda _: self._heard())
        self._findings.identify([reply.answer for reply in replies if reply.answer is not None])
        for reply in replies:
            self._hear(reply)
        return bool(requests)

    def _requests(self, kind: Kind, keys: Sequence[str]) -> dict[str, list[Request]]:
        requests: dict[str, list[Request]] = {}
        for name, source in self._sources.items():
            wanted = self._wanted(source, kind, keys)
            if wanted:
                self._ledger.note_asked(name, kind, tuple(id_ for article in wanted for id_ in article.ids))
                most = self._max_citing if kind is Kind.CITED_BY else None
                requests[name] = source.requests(kind, wanted, most=most)
        return requests

    def _wanted(self, source: Source, kind: Kind, keys: Sequence[str]) -> list[Wanted]:
        if kind is Kind.CITED_BY and source.cited_by_with_record:
            return []
        asked = self._ledger.asked(source.name, kind)
        wanted = []
        for key in keys:
            said = self._findings.evidence.said(source.name, key)
            ids = self._findings.names.ids(key)
            if (said is not None) is (kind in (Kind.DESCRIBE, Kind.LOOKUP)):  # a list is asked of those who know it
                continue
            if kind is Kind.LOOKUP and source.handle(Kind.DESCRIBE, ids) is not None:
                continue
            handle = source.handle(kind, ids - asked)
            if handle is not None:
                wanted.append(Wanted(frozenset({handle}), said.cited_by_count if said else None))
        return wanted

    def _hear(self, reply: Reply) -> None:
        request, answer = reply.request, reply.answer
        if answer is None:
            reason = reply.reason or "no answer"
            self._ledger.note_failure(request.source, request.kind, request.asked, reason)
            return
        if request.kind is Kind.DESCRIBE:  # an empty list says nothing of whether the source is well
            self._ledger.note_answer(request.source, answer.known)
        self._findings.hear(request.source, answer)
        self.leads += [lead for _, lead in answer.leads]
