"""What a walk will take, from what the seeds' records and lists already say. Nothing more is asked for it.

The first step is known: the articles next to the seeds have been named. Further steps are taken to spread as the known
ones do, less what their lists have in common where those of several neighbours are known; so they are upper bounds more
often than not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp

from graph.identity import primary_of
from graph.ids import ArticleId, Scheme
from graph.model import Direction
from harvest.batching import asks
from harvest.enquiry import Enquiry, Line
from harvest.findings import Findings
from harvest.ledger import Ledger
from harvest.seeding import find_seeds
from harvest.sources.base import Kind, Source
from harvest.walk import LISTS, WalkOptions

SECONDS_A_REQUEST = 0.7  # what an answer takes besides the waiting for one's turn
ROWS = {"openalex": 100, "s2": 9_999, "europepmc": 1_000}
"""Citing articles that one answer holds, where it does not hold all."""
USD_A_LIST = 0.0001  # what OpenAlex takes for a list; single works are free
MOST = 10**9


@dataclass(frozen=True, slots=True)
class Estimate:
    """Articles to expect (`known` of them are named already), requests by source, minutes, and OpenAlex's price in USD.

    Beyond the known ones the figures are rather too large than too small; `bounded` when the budget ends the walk.
    """

    articles: int
    known: int
    requests: Mapping[str, int]
    minutes: float
    openalex_usd: float
    bounded: bool


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is known before a walk: the seeds, how many articles are next to them, and how such articles spread.

    `spread` is how many neighbours an article has, `citing` how many of these cite it; `overlap` gives, for the lists
    of neighbours that are known, how many entries and how many distinct articles they name; `nameless` are neighbours
    that have a DOI or a PMCID and no PMID.
    """

    seeds: int
    neighbours: int
    spread: float
    citing: float = 0
    overlap: tuple[int, int] = (0, 0)
    nameless: int = 0


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
    if options.depth > 0:
        enquiry.gather(keys, LISTS[options.direction])
    failed = {name: outcome.reason for name, outcome in ledger.outcomes({}).items() if outcome.reason}
    return estimate(options, outlook(findings, keys, options), sources, rates), unknown, failed


def outlook(findings: Findings, seeds: Sequence[str], options: WalkOptions) -> Outlook:
    """What the answers about the seeds tell of the walk."""
    lists = {key: findings.onward(key, options.direction, options.max_citing)[0] for key in seeds}
    near = {other for onward in lists.values() for other in onward} - set(seeds)
    described = [key for key in near if findings.evidence.described(key)]
    cited = [[*findings.onward(key, Direction.REFERENCES, 0)[0]] for key in described]
    spreads = [_named(findings, onward) for onward in lists.values()]
    spreads += [_spread_of(findings, key, options) for key in described]
    return Outlook(
        seeds=len(seeds),
        neighbours=_named(findings, near),
        spread=sum(spreads) / max(len(spreads), 1),
        citing=sum(_citing(findings, key, options) for key in [*seeds, *described])
        / max(len(seeds) + len(described), 1),
        overlap=(sum(map(len, cited)), len({other for onward in cited for other in onward})),
        nameless=sum(_nameless(findings.names.ids(key)) for key in near),
    )


def _named(findings: Findings, keys: Iterable[str]) -> int:
    """How many articles these are at least: one that nobody has described may be named once in each scheme."""
    schemes = Counter(
        None if findings.evidence.described(key) else primary_of(findings.names.ids(key)).scheme for key in keys
    )
    described = schemes.pop(None, 0)
    return described + max(schemes.values(), default=0)


def _spread_of(findings: Findings, key: str, options: WalkOptions) -> int:
    """How many neighbours a described article has, by its record."""
    records = findings.evidence.records(key)
    references = max((record.reference_count or len(record.references or ()) for record in records), default=0)
    wanted = references if options.direction is not Direction.CITED_BY else 0
    return wanted + (_citing(findings, key, options) if options.direction is not Direction.REFERENCES else 0)


def _citing(findings: Findings, key: str, options: WalkOptions) -> int:
    return min(findings.evidence.reported_citing(key) or 0, options.max_citing)


def _nameless(ids: frozenset[ArticleId]) -> bool:
    schemes = {id_.scheme for id_ in ids}
    return Scheme.PMID not in schemes and bool(schemes & {Scheme.DOI, Scheme.PMCID})


def estimate(
    options: WalkOptions, known: Outlook, sources: Mapping[str, Source], rates: Mapping[str, float]
) -> Estimate:
    """What a walk takes by what is known before it.

    `rates` are requests a second. Sources are asked side by side, so the slowest sets the minutes.
    """
    levels = _within(levels_of(options, known), options.max_articles)
    reached = sum(levels_of(options, known))
    requests = {name: _requests(options, known, levels, source) for name, source in sources.items()}
    seconds = max((n * max(1 / (0.9 * rates[name]), SECONDS_A_REQUEST) for name, n in requests.items()), default=0.0)
    return Estimate(
        articles=sum(levels),
        known=sum(levels[:2]),
        requests=requests,
        minutes=round(seconds / 60, 1),
        openalex_usd=_price(requests, sources),
        bounded=reached > options.max_articles,
    )


def levels_of(options: WalkOptions, known: Outlook) -> list[int]:
    """How many articles each depth brings, the seeds first: each one leads back to where it was found, and onward."""
    levels = [known.seeds]
    if options.depth > 0:
        levels.append(known.neighbours)
    onward = max(known.spread - 1, 0)
    for _ in range(2, options.depth + 1):
        levels.append(min(ceil(distinct(levels[-1] * onward, *known.overlap)), MOST))
    return levels


def distinct(entries: float, seen: int, different: int) -> float:
    """How many articles so many entries of lists name, when `seen` entries name `different` articles.

    Entries are taken as drawn from a pool of M articles, of which t entries hit M (1 - exp(-t/M)); M is such that the
    known entries come out right. Without a known repetition every entry counts.
    """
    if not 0 < different < seen:
        return entries
    low, high = float(different), float(different) * seen * 2  # where nothing repeats, M is without bound
    for _ in range(60):
        pool = (low + high) / 2
        low, high = (low, pool) if pool * (1 - exp(-seen / pool)) > different else (pool, high)
    return min(entries, high * (1 - exp(-entries / high)))


def _within(levels: Sequence[int], most: int) -> list[int]:
    kept = []
    for level in levels:
        kept.append(min(level, most))
        most -= kept[-1]
    return kept


def _requests(options: WalkOptions, known: Outlook, levels: Sequence[int], source: Source) -> int:
    """Whole batches for each depth; a list that is longer than an answer takes several."""
    batch = source.limits.batch
    needed = sum(ceil(level / batch.get(Kind.DESCRIBE, 1)) for level in levels)
    expanded = levels[: options.depth]
    if Kind.LOOKUP in batch and options.depth > 1:
        looked_up = ceil(min(known.nameless, levels[1]) / batch[Kind.LOOKUP])
        needed += 2 * looked_up  # what it leads to is described at once
    for kind in LISTS[options.direction]:
        if asks(source, kind) and kind in batch:
            rows = sum(expanded) * known.citing / ROWS.get(source.name, MOST) if kind is Kind.CITED_BY else 0
            needed += max(sum(ceil(level / batch[kind]) for level in expanded), ceil(rows))
    return needed


def _price(requests: Mapping[str, int], sources: Mapping[str, Source]) -> float:
    lists = "openalex" in sources and sources["openalex"].limits.batch.get(Kind.DESCRIBE, 1) > 1
    return round(requests["openalex"] * USD_A_LIST, 4) if lists else 0.0
