"""From the ids that a user gave to articles that somebody knows."""

from __future__ import annotations

from collections.abc import Sequence

from graph.ids import ArticleId
from harvest.enquiry import Enquiry
from harvest.findings import Findings
from harvest.ledger import Ledger
from harvest.sources.base import Kind


def find_seeds(
    seeds: Sequence[ArticleId], enquiry: Enquiry, findings: Findings, ledger: Ledger
) -> tuple[list[str], tuple[ArticleId, ...]]:
    """Ask about the seeds alone: the keys of those to start from, in order, and the ids that no source knows.

    A source that cannot be asked by a seed's id is asked for its own id of it; what comes back counts only when its
    record states the seed's id. Where a source failed nobody can say that a seed is unknown, so all of them stay.
    """
    keys = [findings.key(seed) for seed in seeds]
    enquiry.gather(keys, (Kind.DESCRIBE, Kind.LOOKUP))
    unknown: tuple[ArticleId, ...] = ()
    if not ledger.any_failure():
        unknown = tuple(seed for seed in seeds if not findings.evidence.described(findings.key(seed)))
    known = (findings.key(seed) for seed in seeds if seed not in unknown)
    return list(dict.fromkeys(known)), unknown
