"""The year axis: five-year bands from left to right, and a column for every year.

Bands are not equally wide. A busy one grows, within limits, and years in which nothing appeared shrink into a gap: a
single reference of 1859 must not squeeze the last decade into a corner. Bands are drawn and named, so the scale stays
readable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

SPAN = 5
UNKNOWN_SHARE = 0.11  # of the width, for articles without a year
GAP = 0.35  # width of a run of empty bands, where a band of average traffic has 1
NARROWEST = 0.7
WIDEST = 3.0


@dataclass(frozen=True, slots=True)
class Band:
    """Some years and the part of the axis that is theirs; both ends are None for articles without a year."""

    first: int | None
    last: int | None
    left: float
    right: float

    @property
    def name(self) -> str:
        """What is written over it."""
        if self.first is None:
            return "no year"
        return str(self.first)

    def holds(self, year: int | None) -> bool:
        """Whether this year's column is in this band."""
        if year is None or self.first is None or self.last is None:
            return year is None and self.first is None
        return self.first <= year <= self.last

    def column(self, year: int | None) -> tuple[float, float]:
        """Left and right end of the column of a year that this band holds."""
        if year is None or self.first is None or self.last is None:
            return self.left, self.right
        step = (self.right - self.left) / (self.last - self.first + 1)
        return self.left + (year - self.first) * step, self.left + (year - self.first + 1) * step


@dataclass(frozen=True, slots=True)
class Axis:
    """Bands from left to right."""

    bands: tuple[Band, ...]

    def column(self, year: int | None) -> tuple[float, float]:
        """Left and right end of a year's column."""
        for band in self.bands:
            if band.holds(year):
                return band.column(year)
        raise KeyError(f"the year {year} is outside this axis")


def make_axis(years: Iterable[int | None], width: float) -> Axis:
    """An axis that has a column for each of `years`."""
    counts = Counter(years)
    unknown = counts.pop(None, 0)
    left = 0.0
    bands: list[Band] = []
    if unknown:
        left = width if not counts else width * UNKNOWN_SHARE
        bands.append(Band(None, None, 0.0, left))
    if counts:
        bands += _bands({year: n for year, n in counts.items() if year is not None}, left, width)
    return Axis(tuple(bands))


def _bands(counts: dict[int, int], left: float, right: float) -> list[Band]:
    spans = _spans(counts)
    busy = [n for _, _, n in spans if n]
    mean = sum(busy) / len(busy)
    shares = [min(max(sqrt(n / mean), NARROWEST), WIDEST) if n else GAP for _, _, n in spans]
    unit = (right - left) / sum(shares)
    bands = []
    for (first, last, _), share in zip(spans, shares, strict=True):
        bands.append(Band(first, last, left, left + share * unit))
        left += share * unit
    return bands


def _spans(counts: dict[int, int]) -> list[tuple[int, int, int]]:
    """(first year, last year, articles) of each band; neighbouring empty ones as one."""
    spans: list[tuple[int, int, int]] = []
    for start in range(min(counts) // SPAN * SPAN, max(counts) + 1, SPAN):
        # The last band ends with the last year: nothing can stand to the right of it.
        end = min(start + SPAN - 1, max(counts))
        traffic = sum(counts.get(year, 0) for year in range(start, end + 1))
        if not traffic and spans and not spans[-1][2]:
            start = spans.pop()[0]  # noqa: PLW2901
        spans.append((start, end, traffic))
    return spans
