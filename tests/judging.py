"""How good a harvested graph is: what was found against what there was to find, and against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from graph.ids import ArticleId, Scheme
from tests.reach import Reached
from tests.walking import Found
from tests.worlds import Ids, World


@dataclass(frozen=True)
class Verdict:
    """Counts that may be added up over harvests. An article is right when it has exactly its ids and its depth."""

    articles: int = 0
    articles_found: int = 0
    articles_right: int = 0
    citations: int = 0
    citations_found: int = 0
    citations_right: int = 0
    provenance_right: int = 0  # of the citations that are right
    versions: int = 0
    versions_found: int = 0
    versions_right: int = 0
    duplicates: int = 0  # articles too many of what is known to be one
    fused: int = 0  # articles that hold ids of two articles of the truth

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    @property
    def perfect(self) -> bool:
        articles = self.articles == self.articles_found == self.articles_right
        citations = self.citations == self.citations_found == self.citations_right == self.provenance_right
        versions = self.versions == self.versions_found == self.versions_right
        return articles and citations and versions and not self.duplicates and not self.fused

    def __str__(self) -> str:
        told = (
            f"{name}: recall {_share(right, all_)}, precision {_share(right, found)} of {all_}"
            for name, right, found, all_ in (
                ("articles", self.articles_right, self.articles_found, self.articles),
                ("citations", self.citations_right, self.citations_found, self.citations),
                ("versions", self.versions_right, self.versions_found, self.versions),
            )
        )
        exact = _share(self.provenance_right, self.citations_right)
        return f"{'; '.join(told)}; provenance {exact}; {self.duplicates} duplicates; {self.fused} wrong merges"


@dataclass
class Judge:
    """Knows a world, and what a walk can find of it."""

    world: World
    expected: Reached
    _truth: Mapping[ArticleId, int] = field(init=False)

    def __post_init__(self) -> None:
        former = {ArticleId(Scheme.OPENALEX, old): _work(now) for old, now in self.world.merged_works.items()}
        truth = {id_: art.number for art in self.world.articles for id_ in art.ids}
        self._truth = truth | {old: truth[now] for old, now in former.items()}

    def judge(self, found: Found) -> Verdict:
        expected = self.expected
        right = found.citations.keys() & expected.citations.keys()
        return Verdict(
            articles=len(expected.depths),
            articles_found=len(found.depths) + found.strays,
            articles_right=sum(expected.depths.get(ids) == depth for ids, depth in found.depths.items()),
            citations=len(expected.citations),
            citations_found=len(found.citations),
            citations_right=len(right),
            provenance_right=sum(found.citations[pair] == expected.citations[pair] for pair in right),
            versions=len(expected.versions),
            versions_found=len(found.versions),
            versions_right=len(found.versions & expected.versions),
            duplicates=sum(self._duplicates(found)),
            fused=sum(len(self._numbers(ids)) > 1 for ids in found.depths),
        )

    def _numbers(self, ids: Ids) -> set[int]:
        return {self._truth[id_] for id_ in ids if id_ in self._truth}

    def _duplicates(self, found: Found) -> Iterator[int]:
        """How many articles too many were made of each that the sources together show to be one."""
        whole = {id_: ids for ids in self.expected.depths for id_ in ids}
        parts = Counter(one for ids in found.depths for one in {whole[id_] for id_ in ids if id_ in whole})
        yield from (many - 1 for many in parts.values())


def _work(value: str) -> ArticleId:
    return ArticleId(Scheme.OPENALEX, value)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.4g} %" if whole else "100 %"
