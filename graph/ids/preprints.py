"""Which DOIs are those of preprints: the servers' own prefixes.

A preprint and its published form are two articles of one work. Sources list their DOIs side by side as if they were
names of one article, and only the prefix tells which is which. Servers that share a publisher's prefix are told by
the beginning of what follows it.
"""

from __future__ import annotations

import re

from graph.ids.article_id import ArticleId, Scheme

SERVERS = (
    r"10\.48550/arxiv\.",  # arXiv
    r"10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}(?:v\d+)?$",  # bioRxiv and medRxiv beside the press's journals
    r"10\.64898/",  # bioRxiv and medRxiv since openRxiv
    r"10\.21203/rs\.",  # Research Square
    r"10\.2139/ssrn\.",  # SSRN
    r"10\.20944/preprints",  # Preprints.org
    r"10\.26434/chemrxiv",  # ChemRxiv
    r"10\.7287/peerj\.preprints",  # PeerJ Preprints
    r"10\.36227/techrxiv",  # TechRxiv
    r"10\.22541/au\.",  # Authorea
    r"10\.22541/essoar\.",  # ESS Open Archive
    r"10\.1002/essoar\.",  # the same, before
    r"10\.5194/egusphere-(?!egu)",  # EGUsphere, but not its conference abstracts
    r"10\.(?:31219|31222|31223|31224|31225|31226|31227|31228|31229|31230|31231|31232|31233|31234|31235|31236|35542)/",
    r"10\.1590/scielopreprints\.",  # SciELO Preprints
    r"10\.33774/",  # Cambridge Open Engage
    r"10\.32388/",  # Qeios
    r"10\.14293/s2199-1006\.1\.sor-",  # ScienceOpen Preprints
)
PREPRINT = re.compile("|".join(SERVERS))


def is_preprint(id_: ArticleId) -> bool:
    """Whether this is the DOI of a preprint."""
    return id_.scheme is Scheme.DOI and PREPRINT.match(id_.value) is not None
