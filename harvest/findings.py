"""What a walk has learned so far: who the articles are, what is said of them, and which lists they came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from graph.identity import primary_of
from graph.ids import ArticleId, Scheme
from graph.model import Direction, Record, Similarity
from harvest.companions import Companions
from harvest.evidence import Evidence
from harvest.frontier import newest
from harvest.names import Names
from harvest.sources.base import Answer

Extent = frozenset[tuple[str, str]]
"""All that decides where a walk goes on from an article: its ids, who describes it, and its lists."""


@dataclass(slots=True)
class Lists:
    """What the sources answered about one article: its references and who cites it, by key."""

    references: set[str] = field(default_factory=set)
    citing: set[str] = field(default_factory=set)


class Findings:
    """Names, evidence and lists of one walk, kept in step when two keys turn out to be one article.

    `joined` is called with (survivor, absorbed) whenever that happens.
    """

    def __init__(self, joined: Callable[[str, str], None]) -> None:
        self.names = Names(self._joined)
        self.evidence = Evidence()
        self.companions = Companions(self.names, self.evidence)
        self.similar: dict[tuple[str, str], Similarity] = {}
        self._lists: defaultdict[str, Lists] = defaultdict(Lists)
        self._renamed: dict[str, str] = {}
        self._grown: set[str] = set()  # more may be known of these
        self._followed: dict[str, Extent] = {}
        self._tell = joined

    def identify(self, answers: Iterable[Answer]) -> None:
        """Work out which articles there are, by all that these answers tie together, before any of them is heard."""
        self.names.tie_all([record.ids for answer in answers for record in answer.records])
        self._part()

    def hear(self, source: str, answer: Answer) -> None:
        """Take in what a source answered; `identify` comes first, `companions.renew` last."""
        self.companions.hear(answer.versions)
        for record in answer.records:
            self._describe(record)
        for aside in answer.about:
            self.evidence.note(self.key(primary_of(aside.ids)), aside)
        for id_, year in answer.years.items():
            self.evidence.date(self.key(id_), year)
        for citing_id, cited_id in answer.citing:
            self._cited_by(self.key(cited_id), self.key(citing_id), source)
        for similarity in answer.similarities:
            self.similar[self.key(similarity.article), self.key(similarity.similar)] = similarity

    def key(self, id_: ArticleId) -> str:
        """The key of the article with this id."""
        key = self.names.key(id_)
        self._renamed.pop(key, None)  # an article that was joined by mistake and stands by itself again
        if id_.scheme is Scheme.PMID:
            self.evidence.date(key, pmid=int(id_.value))
        return key

    def handle(self, key: str) -> ArticleId:
        """The best id of an article: what it is called when talking to the store."""
        return primary_of(self.names.ids(self.current(key)))

    def current(self, key: str) -> str:
        """The key that an article goes by now."""
        while key in self._renamed:
            key = self._renamed[key]
        return key

    def onward(self, key: str, direction: Direction, most: int) -> tuple[dict[str, Direction], int, int]:
        """Where a walk goes on from the article: its references and who cites it, each with the way that leads there.

        Of the citing articles the `most` newest are followed; the rest is how many there are and were kept.
        """
        onward: dict[str, Direction] = {}
        lists, found, kept = self._lists[key], 0, 0
        if direction is not Direction.REFERENCES:
            citing, found = newest(map(self.current, lists.citing), self.evidence.recency, most)
            kept = len(citing)
            if kept == most:  # a source that was asked for no more of them has counted them all
                found = max(found, self.evidence.reported_citing(key) or 0)
            onward |= dict.fromkeys(citing, Direction.CITED_BY)
        if direction is not Direction.CITED_BY:
            onward |= dict.fromkeys(sorted(map(self.current, lists.references)), Direction.REFERENCES)
        return onward, found, kept

    def note_followed(self, key: str) -> None:
        """The walk goes on from the article by what is known of it now."""
        self._followed[key] = self._extent(key)

    def take_grown(self) -> list[str]:
        """The articles of which more is known than when the walk went on from them, each named once."""
        grown, self._grown = self._grown & self._followed.keys(), set()
        return sorted(key for key in grown if not self._extent(key) <= self._renewed(self._followed[key]))

    def _extent(self, key: str) -> Extent:
        lists = self._lists[key]
        said_by = {("described", source) for source in self.evidence.speakers(key)}
        asked_by = {("known as", str(id_)) for id_ in self.names.ids(key)}
        listed = {("cites", other) for other in lists.references} | {("cited by", other) for other in lists.citing}
        return self._renewed(frozenset(listed | said_by | asked_by))

    def _renewed(self, extent: Extent) -> Extent:
        return frozenset((way, self.current(other)) for way, other in extent)

    def adopt(self, owners: Mapping[ArticleId, str]) -> None:
        """Take over what the store holds to be one article."""
        self.names.adopt(owners)
        self._part()
        self.companions.renew()

    def _part(self) -> None:
        """What was said of an article that was taken for another goes with it."""
        for key in map(self.current, self.names.take_parted()):
            for record in self.evidence.give_back(key, lambda record: self.names.key(primary_of(record.ids))):
                self._describe(record)

    def _describe(self, record: Record) -> None:
        key = self.key(primary_of(record.ids))
        if self.evidence.describe(key, record):
            self._grown.add(key)
        for mention in record.references or ():
            cited = self.key(mention.ids[0])
            self._lists[key].references.add(cited)
            self.evidence.cite(key, cited, record.source)
        for mention in record.cited_by or ():
            self._cited_by(key, self.key(mention.ids[0]), record.source)

    def _cited_by(self, cited: str, citing: str, source: str) -> None:
        if citing not in self._lists[cited].citing:
            self._lists[cited].citing.add(citing)
            self._grown.add(cited)
        self.evidence.cite(citing, cited, source)

    def _joined(self, survivor: str, absorbed: str) -> None:
        self._renamed.pop(survivor, None)
        self._renamed[absorbed] = survivor
        self.evidence.merge(survivor, absorbed)
        self._grown.add(survivor)
        if absorbed in self._followed:
            self._followed.setdefault(survivor, self._followed.pop(absorbed))
        gone = self._lists.pop(absorbed, Lists())
        self._lists[survivor].references |= gone.references
        self._lists[survivor].citing |= gone.citing
        self.similar = {(self.current(a), self.current(b)): said for (a, b), said in self.similar.items()}
        self._tell(survivor, absorbed)
