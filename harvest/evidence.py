"""What the sources said, kept until both ends of each citation are recorded.

Citations come from reference lists and cited-by lists of recorded and of not yet recorded articles alike; only those
between two recorded articles are written, each once per source that asserts it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

from graph.model import Record

Arc = tuple[str, str, str]
"""(citing key, cited key, source)"""


class Evidence:
    """Records and asserted citations by key, and which of them are still to be written."""

    def __init__(self) -> None:
        self._records: defaultdict[str, dict[tuple[str, str], Record]] = defaultdict(dict)
        self._asides: defaultdict[str, list[Record]] = defaultdict(list)  # what notices say of an article
        self._unwritten: set[str] = set()
        self._touching: defaultdict[str, set[Arc]] = defaultdict(set)  # every arc, under both of its ends
        self._ready: set[Arc] = set()
        self._written: set[Arc] = set()
        self._recorded: set[str] = set()
        self._recency: dict[str, tuple[int, int]] = {}

    def describe(self, key: str, record: Record) -> bool:
        """One source describes the article; whether that is news."""
        records, name = self._records[key], (record.source, " ".join(sorted(map(str, record.ids))))
        before = records.get(name)
        records[name] = _completed(record, before)
        if records[name] == before:
            return False
        self._unwritten.add(key)
        if record.year:
            self.date(key, record.year)
        return True

    def note(self, key: str, aside: Record) -> None:
        """A notice says that it retracts or corrects the article; that describes nobody."""
        if aside not in self._asides[key]:
            self._asides[key].append(aside)
            self._unwritten.add(key)

    def date(self, key: str, year: int = 0, pmid: int = 0) -> None:
        """When the article appeared, as far as anybody said: the latest year counts."""
        known = self._dated(key)
        self._recency[key] = (max(year, known[0]), max(pmid, known[1]))

    @property
    def recency(self) -> dict[str, tuple[int, int]]:
        """(year, PMID) of the articles where they are known."""
        return self._recency

    def records(self, key: str) -> list[Record]:
        """All that is known of the article, in a stable order."""
        return [record for _, record in sorted(self._records.get(key, {}).items())]

    def reported_citing(self, key: str, source: str | None = None) -> int | None:
        """How many articles cite it, as this source says, or the one that counts most of them; None where none does."""
        counts = (record.cited_by_count for record in self.records(key) if source in (None, record.source))
        return max((count for count in counts if count is not None), default=None)

    def speakers(self, key: str) -> frozenset[str]:
        """The sources that described the article."""
        return frozenset(source for source, _ in self._records.get(key, ()))

    def has_spoken(self, source: str, key: str) -> bool:
        """Whether this source described the article."""
        return any(name == source for name, _ in self._records.get(key, ()))

    def described(self, key: str) -> bool:
        """Whether any source described the article."""
        return bool(self._records.get(key))

    def year(self, key: str) -> int | None:
        """The year of the article, as the first source in alphabetical order states it."""
        return next((record.year for record in self.records(key) if record.year), None)

    def cite(self, citing: str, cited: str, source: str) -> None:
        """`source` asserts the citation. Self-citations are dropped."""
        arc = (citing, cited, source)
        if citing == cited or arc in self._touching[citing]:
            return
        self._touching[citing].add(arc)
        self._touching[cited].add(arc)
        if citing in self._recorded and cited in self._recorded:
            self._ready.add(arc)

    def contradicts(self, source: str, key: str, *, cited: bool) -> bool:
        """Whether what is asserted speaks against the source's word that nobody cites the article, or it cites nobody.

        The source itself asserts a citation, or others do of which it has said nothing from the other end either.
        """
        mine, far = (1, 0) if cited else (0, 1)
        arcs = [arc for arc in self._touching.get(key, ()) if arc[mine] == key]
        if any(arc[2] == source for arc in arcs):
            return True
        ends = {arc[far] for arc in arcs}
        lists = (other for end in ends for other in self._touching[end] if other[far] == end)
        return bool(ends) and not any(other[2] == source for other in lists)

    def record(self, key: str) -> None:
        """The article is recorded: citations that waited for it may be ready."""
        self._recorded.add(key)
        for arc in self._touching[key]:
            if arc[0] in self._recorded and arc[1] in self._recorded and arc not in self._written:
                self._ready.add(arc)

    def merge(self, survivor: str, absorbed: str) -> None:
        """Two keys turned out to be one article; nothing said of either is lost."""
        records = self._records.pop(absorbed, {})
        if records:
            self._records[survivor].update(records)
            self._unwritten.add(survivor)
        for aside in self._asides.pop(absorbed, ()):
            self.note(survivor, aside)
        self._unwritten.discard(absorbed)
        self.date(survivor, *self._recency.pop(absorbed, (0, 0)))
        if absorbed in self._recorded:
            self._recorded.discard(absorbed)
            self.record(survivor)
        for arc in self._touching.pop(absorbed, set()):
            other = arc[1] if arc[0] == absorbed else arc[0]
            self._touching[other].discard(arc)
            written = arc in self._written
            self._ready.discard(arc)
            self._written.discard(arc)
            renamed = _renamed(arc, survivor, absorbed)
            self.cite(*renamed)
            if written and renamed[0] != renamed[1]:  # the store has moved it with the article
                self._ready.discard(renamed)
                self._written.add(renamed)

    def give_back(self, key: str, whose: Callable[[Record], str]) -> list[Record]:
        """Take those records from the article that are of others, by their keys; it keeps what it cites by itself."""
        records = self._records.get(key, {})
        strange = {name: record for name, record in sorted(records.items()) if whose(record) != key}
        for name in strange:
            del records[name]
        return list(strange.values())

    def renew(self, key: str) -> None:
        """The records of the article are to be written again."""
        if self._records.get(key):
            self._unwritten.add(key)

    def take_records(self, keys: Iterable[str]) -> list[tuple[str, Record]]:
        """The records of these articles that were not written yet, by key; they count as written from now on."""
        fresh = [key for key in keys if key in self._unwritten]
        self._unwritten.difference_update(fresh)
        asides = self._asides
        return [(key, record) for key in fresh for record in _with_asides(self.records(key), asides.get(key, ()))]

    def take_citations(self) -> list[Arc]:
        """The citations between recorded articles that were not written yet; they count as written from now on."""
        ready = sorted(self._ready)
        self._written |= self._ready
        self._ready = set()
        return ready

    def _dated(self, key: str) -> tuple[int, int]:
        return self._recency.get(key, (0, 0))

    def count_citations(self) -> int:
        """Distinct (citing, cited) pairs among the recorded articles."""
        return len({arc[:2] for arc in self._written | self._ready})


def _completed(record: Record, before: Record | None) -> Record:
    """What a source says of an article in several answers: a list that came by itself takes no title away."""
    if before is None:
        return record
    kept = {field.name: getattr(before, field.name) for field in fields(Record) if getattr(record, field.name) is None}
    return replace(record, **kept, **_joined_lists(record, before))


def _joined_lists(record: Record, before: Record) -> dict[str, Any]:
    """The references of both: long lists come page by page, and some of their entries after another question."""
    if before.references is None:
        return {}
    if record.references is None:
        return {"unresolved": before.unresolved, "loose": before.loose}
    references = tuple(dict.fromkeys((*before.references, *record.references)))
    loose = tuple(sorted({*before.loose, *record.loose}, key=lambda one: (one.position, one.text)))
    news = len(references) > len(before.references) or len(loose) > len(before.loose)
    unresolved = before.unresolved + record.unresolved if news else max(before.unresolved, record.unresolved)
    return {"references": references, "unresolved": unresolved, "loose": loose}


def _with_asides(records: list[Record], asides: Iterable[Record]) -> list[Record]:
    """The records with what notices add: to what their source says of the article itself, else as all that it says."""
    told = list(records)
    for aside in sorted(asides, key=str):
        place = next((i for i, record in enumerate(told) if record.source == aside.source), None)
        if place is None:
            told.append(aside)
            continue
        own = told[place]
        named = {(notice.kind, notice.id) for notice in own.notices or ()}
        more = tuple(notice for notice in aside.notices or () if (notice.kind, notice.id) not in named)
        told[place] = replace(
            own,
            is_retracted=aside.is_retracted or own.is_retracted,
            retraction=own.retraction or aside.retraction,
            notices=(*(own.notices or ()), *more) if more else own.notices,
        )
    return told


def _renamed(arc: Arc, survivor: str, absorbed: str) -> Arc:
    citing, cited, source = arc
    return (survivor if citing == absorbed else citing, survivor if cited == absorbed else cited, source)
