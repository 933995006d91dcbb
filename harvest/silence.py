"""Lists that a source leaves empty for everybody: an outage that looks like many zeros.

One empty list is believed where the source shows that it knows the article. That none of many has a single row, while
the source itself or others know of some for each, is believed of no source. What the source says itself comes first: a
count beside the list, then its lists of the other kind, which name the article or leave it out where others have it.
"""

from __future__ import annotations

from collections import defaultdict

from graph.ids import ArticleId
from harvest.findings import Findings
from harvest.sources.base import Answer, Kind, Request

LEAST = 10
"""Fewer empty lists than this prove nothing: a source may lag behind, or lack one publisher."""

WORDS = {
    Kind.REFERENCES: "listed no reference of any of the {} articles that are known to have some",
    Kind.CITED_BY: "listed nobody who cites any of the {} articles that are known to be cited",
}


class Silence:
    """Which sources have answered a kind of list with nothing but empty ones so far."""

    def __init__(self) -> None:
        self._empty: defaultdict[tuple[str, Kind], set[ArticleId]] = defaultdict(set)
        self._spoke: set[tuple[str, Kind]] = set()

    def note(self, request: Request, answer: Answer) -> None:
        """A source answered; what is no list is passed over."""
        if request.kind not in WORDS:
            return
        if answer.citing or answer.unnamed or any(one.references or one.unresolved for one in answer.records):
            self._spoke.add((request.source, request.kind))
        else:
            self._empty[request.source, request.kind].update(request.asked)

    def gaps(self, findings: Findings) -> dict[str, str]:
        """By source, which of its lists is not to be believed."""
        found: dict[str, str] = {}
        for (source, kind), asked in sorted(self._empty.items()):
            if (source, kind) in self._spoke or len(asked) < LEAST:
                continue
            contradicted = {key for key in map(findings.key, asked) if _has_some(findings, source, kind, key)}
            if len(contradicted) >= LEAST:
                said = WORDS[kind].format(len(contradicted))
                found[source] = f"{said}, which an outage can look like; resume to ask again"
        return found


def _has_some(findings: Findings, source: str, kind: Kind, key: str) -> bool:
    """Whether the source itself counted some, or does not count and what is listed elsewhere speaks against it."""
    evidence = findings.evidence
    mine = [record for record in evidence.records(key) if record.source == source]
    counts = [record.cited_by_count if kind is Kind.CITED_BY else record.reference_count for record in mine]
    told = [count for count in counts if count is not None]
    return max(told) > 0 if told else evidence.contradicts(source, key, cited=kind is Kind.CITED_BY)
