"""Entities: the ids of a citing or cited work, as the Index and Meta list them.

v2      omid:br/06101801781 doi:10.7717/peerj-cs.421 pmid:33817056
v1      10.7717/peerj-cs.421, before that `coci => 10.7717/peerj-cs.421`, with `; ` between two indexes
"""

from __future__ import annotations

import re

from graph.ids import ArticleId, maybe_arxiv, maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid

NAME = "opencitations"
READERS = {
    "doi": maybe_doi,
    "pmid": maybe_pmid,
    "pmcid": maybe_pmcid,
    "openalex": maybe_openalex,
    "arxiv": maybe_arxiv,
}
INDEX = re.compile(r"(?:^|;\s+)([a-z]+) => ")
"""The old name of an index before its own ids: coci had DOIs, poci PMIDs."""
LONGEST = 20_000
"""Characters of a list of ids; what follows is rubbish."""


def ids_in(value: object) -> tuple[ArticleId, ...]:
    """The ids that are listed, in order, each once. Ids of no scheme of ours (omid, isbn, wikidata) are left out."""
    if not isinstance(value, str):
        return ()
    text = value[:LONGEST]
    if "=>" in text:
        text = INDEX.sub(lambda found: f" {'pmid' if found[1] == 'poci' else 'doi'}=> ", text)
    found: dict[ArticleId, None] = {}
    old = "doi"
    for word in text.split():
        if word.endswith("=>"):
            old = word[:-2]
            continue
        scheme, colon, rest = word.partition(":")
        if colon and scheme.lower() in READERS:
            id_ = READERS[scheme.lower()](rest)
        else:  # a bare DOI may hold a colon itself
            id_ = READERS[old](word) if word[:3] == "10." or old == "pmid" else None
        if id_ is not None:
            found[id_] = None
    return tuple(found)
