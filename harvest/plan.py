"""What a walk will cost, from what the seeds' records already say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from graph.ids import ArticleId
from graph.model import Direction
from harvest.enquiry import Enquiry, Line
from harvest.findings import Findings
from harvest.ledger import Ledger
from harvest.seeding import find_seeds
from harvest.sources.base import Kind, Source
from harvest.walk import WalkOptions

SECONDS_A_REQUEST = 0.7  # what an answer takes besides the waiting for one's turn


@dataclass(frozen=True, slots=True)
class Estimate:
    """Articles to expect, requests by source, and minutes; `bounded` when the budget ends the walk."""

    articles: int
    requests: Mapping[str, int]
    minutes: float
    bounded: bool


def look_ahead(
    seeds: Sequence[ArticleId],
    options: WalkOptions,
    *,
    sources: Mapping[str, Source],
    line: Line,
    rates: Mapping[str, float],
) -> tuple[Estimate, tuple[ArticleId, ...], Mapping[str, str]]:
    """Ask about the seeds alone and estimate the rest. Nothing is written.

    Also tells the seeds that no source knows, and why sources that left something unanswered did, by source.
    """
    findings, ledger = Findings(lambda *_: None), Ledger(tuple(sources), {})
    enquiry = Enquiry(sources, line, findings, ledger, max_citing=options.max_citing, heard=lambda: None)
    keys, unknown = find_seeds(seeds, enquiry, findings, ledger)
    if options.depth > 0 and options.direction is not Direction.REFERENCES:
        enquiry.gather(keys, (Kind.CITED_BY,))
    neighbours = [len(findings.onward(key, options.direction, options.max_citing)[0]) for key in keys]
    failed = {name: outcome.reason for name, outcome in ledger.outcomes({}).items() if outcome.reason}
    return estimate(options, neighbours, sources, rates), unknown, failed


def estimate(
    options: WalkOptions,
    neighbours: Sequence[int],
    sources: Mapping[str, Source],
    rates: Mapping[str, float],
) -> Estimate:
    """Expect every article to have as many neighbours as the seeds have on average.

    `neighbours` are the numbers of distinct articles that each seed cites or is cited by, as the walk would follow
    them; `rates` are requests a second. Sources are asked side by side, so the slowest sets the minutes.
    """
    levels = _levels(options, neighbours)
    reached = sum(levels)
    articles = min(options.max_articles, reached)
    expanded = min(articles, sum(levels[: options.depth]))
    asks_citing = options.direction is not Direction.REFERENCES
    requests = {}
    for name, source in sources.items():
        needed = ceil(articles / source.limits.batch.get(Kind.DESCRIBE, 1))
        if asks_citing and not source.cited_by_with_record and Kind.CITED_BY in source.limits.batch:
            needed += ceil(expanded / source.limits.batch[Kind.CITED_BY])
        requests[name] = needed
    seconds = max((n * max(1 / (0.9 * rates[name]), SECONDS_A_REQUEST) for name, n in requests.items()), default=0.0)
    return Estimate(articles, requests, round(seconds / 60, 1), reached > options.max_articles)


def _levels(options: WalkOptions, neighbours: Sequence[int]) -> list[int]:
    """How many articles each depth brings, the seeds first."""
    levels = [len(neighbours)]
    if options.depth > 0:
        levels.append(sum(neighbours))
    mean = ceil(sum(neighbours) / len(neighbours)) if neighbours else 0
    for _ in range(2, options.depth + 1):
        levels.append(min(levels[-1] * mean, 10**9))
    return levels
