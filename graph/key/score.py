"""The score of the default ranking, and its reasons in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.key.links import Links, combined, links, shared_scale
from graph.key.texts import TextModel
from graph.measures.counts import citations_per_year, percentile
from graph.measures.pagerank import pagerank
from graph.projection import Floats, Ints, Mask, Projection

MOST_REASONS = 4


@dataclass(frozen=True, eq=False)
class Key:
    """The parts of the score by position, each between 0 and 1; `score` is their mean."""

    projection: Projection
    parts: dict[str, Floats]
    seeds: Ints
    links: Links | None
    near_rank: Ints | None

    @property
    def score(self) -> Floats:
        return np.asarray(np.mean(list(self.parts.values()), axis=0))

    def why(self, position: int) -> str:
        """The reasons for an article's place in words, those of its greatest part first."""
        reasons = {
            "links": self._of_links,
            "text": self._of_text,
            "standing": self._of_standing,
            "pagerank": self._of_pagerank,
            "pace": self._of_pace,
        }
        ordered = sorted(self.parts, key=lambda name: -self.parts[name][position])
        told = [reason for name in ordered for reason in reasons[name](position)]
        return "; ".join(told[:MOST_REASONS]) or "nothing in this graph speaks for it"

    def _of_links(self, position: int) -> list[str]:
        assert self.links is not None  # noqa: S101  (the part is there only with seeds)
        told, seeds = [], len(self.seeds)
        if count := round(self.links.cited_by_seeds[position]):
            told.append(f"cited by {count} of your {_many(seeds, 'seed')}")
        if count := round(self.links.cites_seeds[position]):
            told.append(f"cites {count} of your {_many(seeds, 'seed')}")
        if count := round(self.links.together[position]):
            told.append(f"cited together with your seeds {_times(count)}")
        if count := round(self.links.shared[position]):
            told.append(f"shares {_many(count, 'reference')} with your seeds")
        if not told and self.near_rank is not None and self.links.near[position] > 0:
            told.append(f"{ordinal(int(self.near_rank[position]))} by nearness to your seeds over all paths")
        return told

    def _of_text(self, position: int) -> list[str]:
        share = self.parts["text"][position]
        return [f"its text is like your seeds' ({share:.0%} of the closest)"] if share >= 0.05 else []

    def _of_standing(self, position: int) -> list[str]:
        count, year = int(self.projection.citation_counts[position]), int(self.projection.years[position])
        if not count:
            return []
        of_year = f"of {year}" if year else "of unknown year"
        percent = int(100 * self.parts["standing"][position])  # cut, not rounded: nobody is above 100 %
        return [f"cited by {count} here, more than {percent}% of the articles {of_year}"]

    def _of_pagerank(self, position: int) -> list[str]:
        place = round((1 - self.parts["pagerank"][position]) * self.projection.articles + 0.5)
        return [f"{ordinal(place)} by PageRank"]

    def _of_pace(self, position: int) -> list[str]:
        newest = self.projection.newest_year
        if newest is None or not self.projection.year_known[position]:
            return []
        years = newest - int(self.projection.years[position]) + 1
        return [f"{self.projection.citation_counts[position] / years:.1f} citations a year"]


def key(projection: Projection, seeds: Ints, texts: TextModel | None = None) -> Key:
    """Put the parts together.

    With seeds: `links` (see `graph.key.links`), `text` where a `TextModel` is given, and `standing`, the percentile of
    its local citations among the articles of its year, so that age alone wins nothing. Signals are scaled by the best
    described article, as stubs have few known citations and would win every cosine.
    Without seeds: `standing`, `pagerank` and `pace` (citations per year), the last two as percentiles of all.
    Cost: two or three PageRanks; the text is prepared once.
    """
    parts: dict[str, Floats] = {}
    found, near_rank = None, None
    if len(seeds):
        among = _described(projection, texts)
        among[seeds] = False
        found = links(projection, seeds)
        near_rank = np.searchsorted(np.sort(-found.near), -found.near) + 1
        parts["links"] = combined(found.signals, among)
        if texts is not None:
            parts["text"] = shared_scale(texts.likeness(seeds), among)
        parts["standing"] = standing(projection)
    else:
        parts["standing"] = standing(projection)
        parts["pagerank"] = _percentile(pagerank(projection))
        parts["pace"] = _percentile(np.nan_to_num(citations_per_year(projection)))
    return Key(projection, parts, seeds, found, near_rank)


def standing(projection: Projection) -> Floats:
    """The percentile within the year, 0 to 1; articles without a year are compared among themselves."""
    return percentile(projection.citation_counts, projection.years) / 100


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _described(projection: Projection, texts: TextModel | None) -> Mask:
    known = projection.year_known if texts is None else projection.year_known | texts.known
    return np.asarray(known & ~projection.stubs)


def _percentile(values: Floats) -> Floats:
    return percentile(values, np.zeros(len(values), dtype=np.int64)) / 100


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
