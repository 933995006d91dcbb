"""Made-up literature as seven sources see it: each a part, spelt its own way, with preprints and contradictions.

Where a source errs, the truth stays what the articles' own records say: a wrong pair of ids inside a reference list
names the article of its first id, and ties nothing.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph.ids import ARXIV_DOI, ArticleId, Scheme
from tests.worlds import Art, Ids, Pair, View, World, doi, pmcid, pmid, work

SEVEN = ("crossref", "europepmc", "icite", "ncbi", "openalex", "opencitations", "s2")
STATES: Mapping[str, Mapping[Scheme, float]] = {
    "ncbi": {Scheme.PMID: 1, Scheme.DOI: 0.8, Scheme.PMCID: 0.7},
    "icite": {Scheme.PMID: 1, Scheme.DOI: 0.7},
    "openalex": {Scheme.OPENALEX: 1, Scheme.PMID: 0.5, Scheme.DOI: 0.7, Scheme.PMCID: 0.3},
    "europepmc": {Scheme.PMID: 1, Scheme.PMCID: 0.9, Scheme.DOI: 0.8},
    "s2": {Scheme.S2: 1, Scheme.PMID: 0.6, Scheme.DOI: 0.8, Scheme.PMCID: 0.3},
    "opencitations": {Scheme.DOI: 0.9, Scheme.PMID: 0.7, Scheme.OPENALEX: 0.4, Scheme.PMCID: 0.2},
    "crossref": {Scheme.DOI: 1},
}
"""Which ids each source states, and how often."""
OWN: Mapping[str, tuple[Scheme, ...]] = {
    "ncbi": (Scheme.PMID,),
    "icite": (Scheme.PMID,),
    "openalex": (Scheme.OPENALEX,),
    "europepmc": (Scheme.PMID, Scheme.PMCID),
    "s2": (Scheme.S2,),
    "opencitations": (Scheme.DOI, Scheme.PMID),
    "crossref": (Scheme.DOI,),
}
"""One of these an article must have, and the source state, to be known there."""


def paper(number: int) -> ArticleId:
    return ArticleId(Scheme.S2, hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest())


def preprint_doi(number: int) -> ArticleId:
    """On bioRxiv or on arXiv, in turn."""
    where = f"{ARXIV_DOI}2103.{number:05}" if number % 2 else f"10.1101/2021.03.04.{400_000 + number}"
    return ArticleId(Scheme.DOI, where)


@dataclass
class _Draft:
    """A truth in the making."""

    dice: random.Random
    articles: list[Art]
    cites: set[Pair]
    twins: dict[int, int] = field(default_factory=dict)
    merged: dict[ArticleId, ArticleId] = field(default_factory=dict)  # former OpenAlex id -> the one it goes by now


def make_seven(seed: int, size: int = 40, links: float = 2.4, seen: float = 0.6, twins: float = 0.02) -> World:
    """A world of `size` articles, two or more of them also preprints, of which each source sees the part `seen`."""
    dice = random.Random(f"seven {seed}")
    articles = [Art(n, _some_ids(dice, n), 1980 + dice.randrange(45)) for n in range(size)]
    pairs = ((dice.randrange(size), dice.randrange(size)) for _ in range(int(size * links)))
    draft = _Draft(dice, articles, {pair for pair in pairs if pair[0] != pair[1]})
    _add_preprints(draft, max(2, round(size * twins)))
    mentions = {art.number: _mention(dice, art) for art in draft.articles}
    _contradict(draft, mentions)
    works = [w for art in draft.articles if (w := art.id(Scheme.OPENALEX)) and dice.random() < 0.1]
    draft.merged = {ArticleId(Scheme.OPENALEX, w.value.replace("W7", "W9")): w for w in works}
    views = {name: _view(draft, name, seen) for name in SEVEN}
    merged = {old.value: now.value for old, now in draft.merged.items()}
    return World(tuple(draft.articles), frozenset(draft.cites), views, mentions, {}, merged, draft.twins)


def _some_ids(dice: random.Random, number: int) -> Ids:
    makers = ((pmid, 0.75), (doi, 0.85), (pmcid, 0.35), (work, 0.85), (paper, 0.8))
    return frozenset(make(number) for make, odds in makers if dice.random() < odds) or frozenset({doi(number)})


def _add_preprints(draft: _Draft, many: int) -> None:
    """The preprint cites most of what the published form does, and is cited a little itself."""
    dice, size = draft.dice, len(draft.articles)
    printed = dice.sample([art.number for art in draft.articles if art.id(Scheme.DOI)], many)
    for number, published in enumerate(sorted(printed), start=size):
        ids = {preprint_doi(number), *(make(number) for make in (work, paper) if dice.random() < 0.5)}
        draft.articles.append(Art(number, frozenset(ids), draft.articles[published].year))
        draft.twins[number] = published
        draft.cites |= {(number, cited) for citing, cited in sorted(draft.cites) if citing == published}
        draft.cites |= {(dice.randrange(size), number) for _ in range(2)}


def _mention(dice: random.Random, art: Art) -> tuple[ArticleId, ...]:
    """How PubMed's lists call an article: a PMID where they can, a DOI or a PMCID besides or instead, or nothing."""
    ids = [id_ for scheme in (Scheme.PMID, Scheme.DOI, Scheme.PMCID) if (id_ := art.id(scheme))]
    return tuple(id_ for id_ in ids if dice.random() < 0.8)


def _contradict(draft: _Draft, mentions: dict[int, tuple[ArticleId, ...]]) -> None:
    """PubMed's lists pair one article's PMID with another's DOI, and give a PMC number where a PMID belongs."""
    dice, plain = draft.dice, [art for art in draft.articles if art.number not in draft.twins]
    for one in dice.sample([art for art in plain if art.id(Scheme.PMID)], 3):
        other = dice.choice([art for art in plain if art.id(Scheme.DOI) and art is not one])
        mentions[one.number] = (pmid(one.number), doi(other.number))
    in_pmc = [art for art in plain if art.id(Scheme.PMCID) and art.id(Scheme.DOI)]
    older = [art for art in plain if art.id(Scheme.PMID) and mentions[art.number][:1] != (pmid(art.number),)]
    if in_pmc and older:
        right, wrong = dice.choice(in_pmc), dice.choice(older)
        if right is not wrong:
            as_pmid = ArticleId(Scheme.PMID, pmcid(right.number).value.removeprefix("PMC"))
            draft.articles[wrong.number] = replace(wrong, ids=wrong.ids - {pmid(wrong.number)} | {as_pmid})
            mentions[right.number] = (as_pmid, doi(right.number))


def _view(draft: _Draft, name: str, seen: float) -> View:
    dice = draft.dice
    ids = {art.number: stated for art in draft.articles if (stated := _stated(draft, name, art, seen))}
    beside = {}
    for preprint, published in draft.twins.items():
        shows_both = name == "opencitations" or (name == "s2" and preprint % 2)  # s2: one DOI and an arXiv number
        one_entry = shows_both and published in ids and dice.random() < 0.5
        if one_entry and any(id_.scheme is Scheme.DOI for id_ in ids[published]):
            ids.pop(preprint, None)
            beside[published] = frozenset({preprint_doi(preprint)})
    pairs = sorted(draft.cites)
    if name == "opencitations":  # what it lists, it knows; others list what they cannot name, too
        pairs = [pair for pair in pairs if ids.keys() >= set(pair)]
    references = frozenset(pair for pair in pairs if pair[0] in ids and dice.random() < seen)
    citing = _citing(dice, name, pairs, references, seen)
    return View(
        ids, references, frozenset(pair for pair in citing if pair[1] in ids), beside, _relations(draft, name, ids)
    )


def _citing(
    dice: random.Random, name: str, pairs: Iterable[Pair], references: frozenset[Pair], seen: float
) -> frozenset[Pair]:
    if name == "crossref":
        return frozenset()
    if name in ("openalex", "opencitations", "s2"):  # both of their lists are made of one
        return references
    return frozenset(pair for pair in pairs if dice.random() < seen)


def _stated(draft: _Draft, name: str, art: Art, seen: float) -> Ids | None:
    """The ids that a source states of an article, or None where it does not know it."""
    own = [id_ for scheme in OWN[name] if (id_ := art.id(scheme))]
    if art.number in draft.twins and name == "europepmc":
        own = [preprint_doi(art.number)]
    if not own or draft.dice.random() > seen or (name == "crossref" and own[0].value.startswith(ARXIV_DOI)):
        return None
    stated = {i for i in sorted(art.ids, key=str) if draft.dice.random() < STATES[name].get(i.scheme, 0)} | {own[0]}
    former = {now: old for old, now in draft.merged.items()} if name == "opencitations" else {}
    return frozenset(former.get(id_, id_) for id_ in stated)  # it still has the ids that OpenAlex has given up


def _relations(draft: _Draft, name: str, ids: Mapping[int, Ids]) -> frozenset[Pair]:
    """Which preprints the source ties to their published forms: Crossref by DOI, Europe PMC where it has both."""
    if name == "crossref":
        return frozenset(pair for pair in draft.twins.items() if draft.dice.random() < 0.8)
    if name == "europepmc":
        return frozenset(pair for pair in draft.twins.items() if ids.keys() >= set(pair))
    return frozenset()


def whole_seven(size: int, cites: Iterable[Pair]) -> World:
    """A world that every source sees as it is: all articles with all ids, all citations."""
    articles = tuple(Art(n, frozenset({pmid(n), doi(n), pmcid(n), work(n), paper(n)}), 2000) for n in range(size))
    pairs = frozenset(cites)
    views = {
        name: View(
            {art.number: frozenset(i for i in art.ids if i.scheme in STATES[name]) for art in articles},
            pairs,
            frozenset() if name == "crossref" else pairs,
        )
        for name in SEVEN
    }
    return World(articles, pairs, views, {art.number: (pmid(art.number),) for art in articles})


def errata(world: World, seed: int) -> World:
    """The same world with two PMIDs for one DOI: PubMed or iCite gives the DOI of an article to its later erratum too.

    Whoever can tell the PMID of such an article tells it with its DOI.
    """
    dice = random.Random(f"errata {seed}")
    views = {name: dict(view.ids) for name, view in world.views.items()}
    later = sorted({n for name in ("icite", "ncbi") for n, ids in views[name].items() if pmid(n) in ids and n > 9})
    for erratum in dice.sample(later, 4):
        earlier = [art.number for art in world.articles[:erratum] if art.ids >= {pmid(art.number), doi(art.number)}]
        original = dice.choice(earlier)
        for name, ids in views.items():
            if doi(original) in ids.get(original, ()) and Scheme.PMID in STATES[name]:
                ids[original] |= {pmid(original)}
        for ids in (views[name] for name in ("icite", "ncbi") if erratum in views[name]):
            ids[erratum] = frozenset({pmid(erratum), doi(original)})
    return world.seeing(**{name: replace(view, ids=views[name]) for name, view in world.views.items()})


def some_seed(world: World, turn: int = 0) -> ArticleId:
    """A seed that some source knows, by one or another of its ids."""
    number = min(n for view in world.views.values() for n in view.ids)
    ids = sorted({id_ for view in world.views.values() for id_ in view.ids.get(number, ())}, key=str)
    return ids[turn % len(ids)]
