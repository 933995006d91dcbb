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
    stands_for = {seed: _known_as(findings.key(seed), findings) for seed in seeds}
    unknown: tuple[ArticleId, ...] = ()
    if not ledger.any_failure():
        unknown = tuple(seed for seed in seeds if not any(map(findings.evidence.described, stands_for[seed])))
    known = [stands_for[seed] for seed in seeds if seed not in unknown]
    return list(dict.fromkeys([*(keys[0] for keys in known), *(key for keys in known for key in keys)])), unknown


def _known_as(key: str, findings: Findings) -> list[str]:
    """The article itself; a preprint that nobody describes but as its published form, with that."""
    if findings.evidence.described(key):
        return [key]
    return [key, *filter(findings.evidence.described, findings.companions.of(key))]
