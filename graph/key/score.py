"""The score of the default ranking, and its reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.key.links import Links, combined, links, shared_scale
from graph.key.telling import weights
from graph.key.texts import TextModel
from graph.measures.counts import citations_per_year, percentile
from graph.measures.pagerank import pagerank
from graph.projection import Floats, Ints, Mask, Projection

MOST_REASONS = 4


@dataclass(frozen=True, eq=False)
class Key:
    """The parts of the score by position, each between 0 and 1, and their weights, which add up to 1."""

    projection: Projection
    parts: dict[str, Floats]
    weights: dict[str, float]
    seeds: Ints
    links: Links | None

    @property
    def score(self) -> Floats:
        """The weighted mean of the parts."""
        return np.asarray(sum(self.weights[name] * part for name, part in self.parts.items()))

    def why(self, position: int) -> str:
        """The reasons for an article's place in words, those of the part that gives it most first."""
        reasons = {
            "links": self._of_links,
            "text": self._of_text,
            "standing": self._of_standing,
            "pagerank": self._of_pagerank,
            "pace": self._of_pace,
        }
        ordered = sorted(self.parts, key=lambda name: -self.weights[name] * self.parts[name][position])
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
        if not told and self.links.near[position] > 0:
            told.append(f"{ordinal(int(self._near_places[position]))} by nearness to your seeds over all paths")
        return told

    def _of_text(self, position: int) -> list[str]:
        share = self.parts["text"][position]
        return [f"its text is like your seeds' ({share:.0%} of the closest)"] if share >= 0.05 else []

    def _of_standing(self, position: int) -> list[str]:
        count, year = int(self.projection.citation_counts[position]), int(self.projection.years[position])
        if not count:
            return []
        of_year = f"of {year}" if year else "of unknown year"
        percent = int(self._percent_cited_less[position])  # cut, not rounded: nobody is above 100 %
        return [f"cited by {count} here" + (f", more than {percent}% of the articles {of_year}" if percent else "")]

    def _of_pagerank(self, position: int) -> list[str]:
        return [f"{ordinal(int(self._pagerank_places[position]))} by PageRank"]

    def _of_pace(self, position: int) -> list[str]:
        newest = self.projection.newest_year
        if newest is None or not self.projection.year_known[position]:
            return []
        years = newest - int(self.projection.years[position]) + 1
        return [f"{self.projection.citation_counts[position] / years:.1f} citations a year"]

    @cached_property
    def _near_places(self) -> Ints:
        assert self.links is not None  # noqa: S101  (as above)
        near = self.links.near.copy()
        near[self.seeds] = -1.0  # a seed is nearest to itself, and not listed
        return _places(near)

    @cached_property
    def _pagerank_places(self) -> Ints:
        return _places(self.parts["pagerank"])

    @cached_property
    def _percent_cited_less(self) -> Floats:
        """The share of the articles of its year that are cited less; `standing` counts half of its equals besides."""
        counts, years = self.projection.citation_counts, self.projection.years
        by_year = years * (counts.max(initial=0) + 1)
        ordered, of_years = np.sort(by_year + counts), np.sort(by_year)
        first, past = np.searchsorted(of_years, by_year), np.searchsorted(of_years, by_year, side="right")
        return np.asarray(100.0 * (np.searchsorted(ordered, by_year + counts) - first) / (past - first))


def key(projection: Projection, seeds: Ints, texts: TextModel | None = None) -> Key:
    """Put the parts together.

    With seeds: `links` (see `graph.key.links`), `text` where a `TextModel` is given, and `standing`, the percentile of
    its local citations among the articles of its year, so that age alone wins nothing. Signals are scaled by the best
    described article, as stubs have few known citations and would win every cosine. They weigh as `graph.key.telling`
    says: equally with one seed, by what finds each seed from the others with more.
    Without seeds: `standing`, `pagerank` and `pace` (citations per year), the last two as percentiles of all.
    Cost: two or three PageRanks, and a small part of one for each seed; the text is prepared once.
    """
    if not len(seeds):
        return _unseeded(projection, seeds)
    seeds = np.sort(seeds)  # however they are named, so that sums come out alike to the last digit
    among = _described(projection, texts)
    among[seeds] = False
    found = links(projection, seeds)
    parts = {"links": combined(found.signals, among)}
    if texts is not None:
        parts["text"] = shared_scale(texts.likeness(seeds), among)
    parts["standing"] = standing(projection)
    return Key(projection, parts, weights(projection, seeds, texts, among, parts), seeds, found)


def _unseeded(projection: Projection, seeds: Ints) -> Key:
    parts = {
        "standing": standing(projection),
        "pagerank": _percentile(pagerank(projection)),
        "pace": _percentile(np.nan_to_num(citations_per_year(projection))),
    }
    return Key(projection, parts, dict.fromkeys(parts, 1.0 / len(parts)), seeds, None)


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


def _places(values: Floats) -> Ints:
    """1 for the greatest; equal values share the better place."""
    return np.asarray(np.searchsorted(np.sort(-values), -values) + 1, dtype=np.int64)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
