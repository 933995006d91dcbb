"""Made-up literature: a truth, and what each source knows of it.

A world is drawn from a seed and is small enough to be compared as a whole. Every source sees a part of the articles,
states a part of their ids and asserts a part of the citations, so that only their union comes near the truth.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from graph.ids import ArticleId, Scheme

Pair = tuple[int, int]
Ids = frozenset[ArticleId]

SOURCES = ("icite", "ncbi", "openalex")
HANDLES = {
    "icite": (Scheme.PMID,),
    "ncbi": (Scheme.PMID,),
    "openalex": (Scheme.OPENALEX, Scheme.PMID, Scheme.DOI, Scheme.PMCID),
    "europepmc": (Scheme.PMID, Scheme.PMCID, Scheme.DOI),
    "s2": (Scheme.S2, Scheme.PMID, Scheme.DOI, Scheme.PMCID),
    "opencitations": (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.OPENALEX),
    "crossref": (Scheme.DOI,),
}
"""By which ids a source can be asked for a record."""


@dataclass(frozen=True)
class Art:
    """An article of the truth."""

    number: int
    ids: Ids
    year: int

    @property
    def title(self) -> str:
        return f"On the nature of subject {self.number}"

    def id(self, scheme: Scheme) -> ArticleId | None:
        return one_of(self.ids, scheme)


@dataclass(frozen=True)
class View:
    """What one source knows: articles with the ids it states, and citations in reference lists and cited-by lists."""

    ids: Mapping[int, Ids] = field(default_factory=dict)
    references: frozenset[Pair] = frozenset()
    citing: frozenset[Pair] = frozenset()
    beside: Mapping[int, Ids] = field(default_factory=dict)  # the preprint's ids that it lists with the article's own
    versions: frozenset[Pair] = frozenset()  # (preprint, published) that its records of either state

    def find(self, id_: ArticleId) -> int | None:
        """The article that the source knows by this id."""
        return self._numbers.get(id_)

    @cached_property
    def _numbers(self) -> Mapping[ArticleId, int]:
        stated = sorted(self.ids.items(), reverse=True)
        return {id_: number for number, ids in stated for id_ in ids | self.beside.get(number, frozenset())}


@dataclass(frozen=True)
class World:
    """A truth and the views on it."""

    articles: tuple[Art, ...]
    cites: frozenset[Pair]
    views: Mapping[str, View]
    mentions: Mapping[int, tuple[ArticleId, ...]]  # how PubMed's reference lists call an article, best id first
    similar: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    merged_works: Mapping[str, str] = field(default_factory=dict)  # former OpenAlex id -> the one it goes by now
    twins: Mapping[int, int] = field(default_factory=dict)  # preprint -> published

    def seeing(self, **views: View) -> World:
        """The same truth, seen otherwise by some sources."""
        return replace(self, views={**self.views, **views})


def one_of(ids: Iterable[ArticleId], scheme: Scheme) -> ArticleId | None:
    return min((id_ for id_ in ids if id_.scheme is scheme), key=str, default=None)


def pmid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMID, str(1000 + number))


def doi(number: int) -> ArticleId:
    return ArticleId(Scheme.DOI, f"10.1000/s.{number}")


def pmcid(number: int) -> ArticleId:
    return ArticleId(Scheme.PMCID, f"PMC{5000 + number}")


def work(number: int) -> ArticleId:
    return ArticleId(Scheme.OPENALEX, f"W{700000 + number}")


def make_world(seed: int, size: int = 40, links: float = 2.2, seen: float = 0.75) -> World:
    """A world of `size` articles with about `links` references each, of which each source sees the part `seen`."""
    dice = random.Random(seed)
    articles = tuple(Art(n, _some_ids(dice, n), 1980 + dice.randrange(45)) for n in range(size))
    cites = frozenset(
        pair for _ in range(int(size * links)) if (pair := (dice.randrange(size), dice.randrange(size)))[0] != pair[1]
    )
    views = {
        "ncbi": _view(dice, articles, cites, seen, {Scheme.PMID: 1, Scheme.DOI: 0.8, Scheme.PMCID: 0.7}),
        "icite": _view(dice, articles, cites, seen, {Scheme.PMID: 1, Scheme.DOI: 0.7}),
        "openalex": _view(
            dice,
            articles,
            cites,
            seen,
            {Scheme.OPENALEX: 1, Scheme.PMID: 0.5, Scheme.DOI: 0.7, Scheme.PMCID: 0.3},
        ),
    }
    return World(articles, cites, views, {art.number: _mention(dice, art) for art in articles})


def whole_world(size: int, cites: Iterable[Pair], years: Mapping[int, int] | None = None) -> World:
    """A world that every source sees as it is: all articles with all ids, all citations."""
    articles = tuple(
        Art(n, frozenset({pmid(n), doi(n), pmcid(n), work(n)}), (years or {}).get(n, 2000 + n % 25))
        for n in range(size)
    )
    pairs = frozenset(cites)
    everything = View({art.number: art.ids for art in articles}, pairs, pairs)
    in_pubmed = View({n: ids - {work(n)} for n, ids in everything.ids.items()}, pairs, pairs)
    in_icite = View({n: frozenset({pmid(n), doi(n)}) for n in everything.ids}, pairs, pairs)
    views = {"ncbi": in_pubmed, "icite": in_icite, "openalex": everything}
    return World(articles, pairs, views, {n: (pmid(n), doi(n)) for n in everything.ids})


def confused(world: World, seed: int, odds: float = 0.25) -> World:
    """The same world with ids mixed up: a source gives a part of its articles a DOI, PMCID or PMID of some other."""
    dice = random.Random(seed)
    strange = {"ncbi": (doi, pmcid), "icite": (doi,), "crossref": (doi,)}
    views = {}
    for name, view in world.views.items():
        ids = dict(view.ids)
        for number, stated in view.ids.items():
            if dice.random() < odds:
                wrong = dice.choice(strange.get(name, (doi, pmid, pmcid)))(dice.randrange(len(world.articles)))
                ids[number] = frozenset(id_ for id_ in stated if id_.scheme is not wrong.scheme) | {wrong}
        views[name] = replace(view, ids=ids)
    return replace(world, views=views)


def _some_ids(dice: random.Random, number: int) -> Ids:
    makers = ((pmid, 0.75), (doi, 0.8), (pmcid, 0.35), (work, 0.85))
    ids = frozenset(make(number) for make, odds in makers if dice.random() < odds)
    return ids or frozenset({work(number)})


def _view(
    dice: random.Random, articles: Iterable[Art], cites: Iterable[Pair], seen: float, stated: Mapping[Scheme, float]
) -> View:
    """A part of the articles that have the source's own id (the first of `stated`), and of the citations."""
    own = next(iter(stated))
    ids = {
        art.number: frozenset(id_ for id_ in sorted(art.ids, key=str) if dice.random() < stated.get(id_.scheme, 0))
        for art in articles
        if art.id(own) is not None and dice.random() < seen
    }
    pairs = sorted(cites)
    references = frozenset(pair for pair in pairs if dice.random() < seen)
    if own is Scheme.OPENALEX:  # both of its lists are made of one
        return View(ids, references, frozenset(pair for pair in references if pair[0] in ids))
    return View(ids, references, frozenset(pair for pair in pairs if dice.random() < seen))


def _mention(dice: random.Random, art: Art) -> tuple[ArticleId, ...]:
    """PubMed's lists give a PMID where they can, a DOI or a PMCID besides or instead, or nothing at all."""
    ids = [id_ for scheme in (Scheme.PMID, Scheme.DOI, Scheme.PMCID) if (id_ := art.id(scheme))]
    return tuple(id_ for id_ in ids if dice.random() < 0.8)
