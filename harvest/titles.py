"""Which article an item without an id is: candidates weighed against its title, first author and year.

The confidence is from 0 to 1: how alike the titles are, letter by letter and word by word, lowered where the year (by
more than one) or the first author's family name disagree, and never certain where they cannot be compared. Nothing
below `BAR` is accepted, and nothing that another candidate comes near, but a published article beside its preprint.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from graph.identity import primary_of
from graph.ids import ArticleId, Scheme, is_preprint
from graph.model import Record
from harvest.seedfiles.item import Item

BAR = 0.9
"""The least confidence that is accepted."""
NEAR = 0.05
"""Candidates no further apart than this cannot be told from each other."""
DISTINCTIVE = 30
"""Letters of a title below which many articles may bear it ("Introduction", "Editorial comment")."""
CEILING = {0: 0.95, 1: 0.98, 2: 1.0}
"""The most that a title counts with so many of author and year agreeing."""
CEILING_WHEN_SHORT = {0: 0.8, 1: 0.88, 2: 1.0}
OTHER_YEAR, OTHER_AUTHOR, OTHER_NUMBERS = 0.8, 0.7, 0.85
TOLD = 3

ROMAN = frozenset({"ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"})
GAPS = re.compile(r"[\W_]+")
MARKUP = re.compile(r"</?[a-z]{1,6}>", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An article that an item may be, as `sources` describe it."""

    ids: frozenset[ArticleId]
    title: str
    author: str | None = None
    year: int | None = None
    sources: tuple[str, ...] = ()
    confidence: float = 0.0

    @property
    def id(self) -> ArticleId:
        """The id that it is best known by."""
        return primary_of(self.ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was decided on an item: the article accepted, or none, and the best candidates with the reason."""

    item: Item
    accepted: Candidate | None
    candidates: tuple[Candidate, ...]
    why: str


def decide(item: Item, records: Iterable[Record]) -> Verdict:
    """Weigh all records that searches found for an item; those that share an id are one candidate."""
    found = sorted(_candidates(item, records), key=lambda one: (-one.confidence, str(one.id)))
    told = tuple(found[:TOLD])
    if not found:
        return Verdict(item=item, accepted=None, candidates=(), why="no source knows an article of that title")
    rivals = [one for one in found if found[0].confidence - one.confidence <= NEAR]
    chosen = [one for one in rivals if not _is_preprint(one)] or rivals
    if chosen[0].confidence < BAR:
        why = f"no article is like enough ({BAR:.2f} is needed)"
        return Verdict(item=item, accepted=None, candidates=told, why=why)
    if len(chosen) > 1:
        return Verdict(item=item, accepted=None, candidates=tuple(chosen[:TOLD]), why="several articles are as like")
    return Verdict(item=item, accepted=chosen[0], candidates=told, why="accepted")


def confidence(item: Item, record: Record) -> float:
    """How sure it is that the record describes the item, from 0 to 1; both have a title, or it is 0."""
    wanted, found = normalised(item.title or ""), normalised(record.title or "")
    if not wanted or not found:
        return 0.0
    by_letter = Indel.normalized_similarity(wanted, found)
    by_word = Indel.normalized_similarity(wanted.split(), found.split())
    likeness = (by_letter + by_word) / 2
    agreeing = 0
    if item.year is not None and record.year is not None:
        near = abs(item.year - record.year) <= 1
        agreeing, likeness = agreeing + near, likeness * (1 if near else OTHER_YEAR)
    if item.author and record.authors:
        same = same_family(item.author, record.authors[0].name)
        agreeing, likeness = agreeing + same, likeness * (1 if same else OTHER_AUTHOR)
    if _numbers(wanted) != _numbers(found):  # part 1 is not part 2
        likeness *= OTHER_NUMBERS
    ceiling = CEILING if len(wanted) >= DISTINCTIVE else CEILING_WHEN_SHORT
    return round(likeness * ceiling[agreeing], 4)


def normalised(title: str) -> str:
    """Case, accents, punctuation, markup and white space make no other title."""
    bare = unicodedata.normalize("NFKD", MARKUP.sub("", title).casefold())
    return GAPS.sub(" ", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip()


def same_family(family: str, name: str) -> bool:
    """Whether a printed name is of that family: all words of the one are words of the other."""
    words = normalised(family).split()
    return bool(words) and set(words) <= set(normalised(name).split())


def _candidates(item: Item, records: Iterable[Record]) -> list[Candidate]:
    found: list[Candidate] = []
    for record in sorted(records, key=lambda record: (record.source, sorted(map(str, record.ids)))):
        fresh = Candidate(
            ids=record.ids,
            title=record.title or "",
            author=record.authors[0].name if record.authors else None,
            year=record.year,
            sources=(record.source,),
            confidence=confidence(item, record),
        )
        for same in [one for one in found if one.ids & fresh.ids and _one_pmid(one, fresh)]:
            found.remove(same)
            fresh = _joined(same, fresh)
        found.append(fresh)
    return found


def _joined(one: Candidate, other: Candidate) -> Candidate:
    """Two descriptions of one article: the words of the one that is more like the item."""
    better = max(one, other, key=lambda candidate: candidate.confidence)
    return replace(better, ids=one.ids | other.ids, sources=tuple(sorted({*one.sources, *other.sources})))


def _one_pmid(*those: Candidate) -> bool:
    return len({id_ for one in those for id_ in one.ids if id_.scheme is Scheme.PMID}) <= 1


def _is_preprint(candidate: Candidate) -> bool:
    """Whether it is a preprint and nothing else."""
    dois = [id_ for id_ in candidate.ids if id_.scheme is Scheme.DOI]
    return bool(dois) and all(map(is_preprint, dois))


def _numbers(title: str) -> Counter[str]:
    return Counter(word for word in title.split() if word.isdigit() or word in ROMAN)


def listed(candidates: Sequence[Candidate]) -> str:
    """Candidates in a sentence, each with its confidence."""
    return "; ".join(
        f"{one.id} “{one.title}” ({one.year or 'year not known'}), {one.confidence:.2f}" for one in candidates
    )
