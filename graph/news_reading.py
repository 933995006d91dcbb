"""Reading what is new out of the graph; what it means is decided in `graph.news`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from graph.errors import NotFound
from graph.lookup import chunks
from graph.model import Harvest
from graph.news import FORMS, Named, NewCitation, News, Since, end_of, gaps, is_news, moment, newest_first
from graph.renames import read_renames
from graph.store import Store
from graph.times import as_text

Row = Mapping[str, Any]

NAMED = re.compile(r"[^\W\d][\w.-]{0,99}")

CITATIONS = """
MATCH (a:Article)-[c:CITES]->(b:Article)
WHERE c.first_seen >= $at AND (c.harvest IS NULL OR c.harvest <> $harvest)
RETURN a.id AS citing, b.id AS cited, c.sources AS sources, c.first_seen AS first_seen, c.harvest AS harvest
"""
"""The new citations; `$at` is a moment as the graph writes it, `$harvest` the harvest counted from, or ''."""
# The same, starting from articles that were seen since: a harvest sees every article that it writes citations of, and
# most of a large graph was not seen lately.
_OF_SEEN = """
MATCH (seen:Article) WHERE seen.last_seen >= $bound MATCH {pattern}
WHERE c.first_seen >= $at AND (c.harvest IS NULL OR c.harvest <> $harvest)
RETURN a.id AS citing, b.id AS cited, c.sources AS sources, c.first_seen AS first_seen, c.harvest AS harvest
"""
_CITING_SEEN = _OF_SEEN.format(pattern="(seen)-[c:CITES]->(b) WITH seen AS a, c, b")
_CITED_SEEN = _OF_SEEN.format(pattern="(a)-[c:CITES]->(seen) WITH a, c, seen AS b")
_ARTICLES = """
MATCH (a:Article) WHERE a.first_seen >= $at
RETURN a.id AS id, a.first_seen AS first_seen, [(a)<-[:REACHED]-(h) | h.id] AS reached
"""
_NAMED = """
UNWIND $ids AS id MATCH (a:Article {id: id})
RETURN id, a.pmid AS pmid, a.doi AS doi, a.title AS title, a.year AS year, a.first_seen AS first_seen,
  a.sources AS sources, [(a)<-[r:REACHED]-() | r.depth] AS depths
"""


def read_since(store: Store, text: str) -> Since:
    """What a user means by since: a harvest of the graph, or a date.

    Raises `NotFound` for a harvest that the graph does not have, `BadInput` for what is neither.
    """
    text = text.strip()
    if text and (found := store.harvest(text)):
        return Since(as_text(found.started), found.id)
    if NAMED.fullmatch(text):
        known = "`citewalk harvests` lists those that there are"
        raise NotFound(f"There is no harvest {text} in this graph; {known}. Or {FORMS}.")
    return Since(moment(text))


def read_news(store: Store, since: Since) -> News:
    """All that appeared since."""
    harvests = store.harvests()
    given = {"at": since.at, "harvest": since.harvest or ""}
    citations = _read_citations(store, given, harvests)
    spans = {one.id: (as_text(one.started), end_of(one)) for one in harvests}
    fresh = {str(row["id"]) for row in map(_row, store.read(_ARTICLES, given)) if is_news(row, since, spans)}
    linked = {str(row[end]) for row in citations for end in ("citing", "cited")}
    named = _read_named(store, fresh | linked)
    told = {id_: asdict(named[id_]) for id_ in fresh if id_ in named}
    renames = read_renames(store, told, citations, {id_: began for id_, (began, _) in spans.items()})
    for id_ in told.keys() - renames.old.keys():
        named[id_] = replace(named[id_], new=True)
    before = _read_named(store, renames.old.values())
    return News(
        since=since,
        articles=tuple(sorted((one for one in named.values() if one.new), key=newest_first)),
        citations=_citations([c for c in citations if (c["citing"], c["cited"]) not in renames.repeated], named),
        renamed=tuple((before[old], named[now]) for now, old in sorted(renames.old.items())),
        gaps=gaps(harvests, since),
    )


def _read_citations(store: Store, given: Mapping[str, object], harvests: Iterable[Harvest]) -> list[Row]:
    at = str(given["at"])
    lately = [one for one in harvests if (end_of(one) or at) >= at]
    bound = min([at, *(as_text(one.started) for one in lately)])
    if any("load" in one.parameters for one in lately):  # a file of citations alone sees no article
        bound = ""
    found: dict[tuple[str, str], Row] = {}
    for statement in (_CITING_SEEN, _CITED_SEEN):
        for row in map(_row, store.read(statement, {**given, "bound": bound})):
            found[row["citing"], row["cited"]] = row
    return list(found.values())


def _read_named(store: Store, ids: Collection[str]) -> dict[str, Named]:
    rows = (_row(row) for chunk in chunks(sorted(ids)) for row in store.read(_NAMED, {"ids": list(chunk)}))
    return {
        str(row["id"]): Named(
            **{name: row[name] for name in ("id", "pmid", "doi", "title", "year", "first_seen")},
            sources=tuple(row["sources"] or ()),
            seed=0 in row["depths"],
        )
        for row in rows
    }


def _citations(rows: Iterable[Row], named: Mapping[str, Named]) -> tuple[NewCitation, ...]:
    """Newest first; one whose article went while we read is left to the next time."""
    found = [
        NewCitation(
            citing=named[row["citing"]],
            cited=named[row["cited"]],
            sources=tuple(row["sources"] or ()),
            first_seen=str(row["first_seen"]),
            harvest=row["harvest"],
        )
        for row in rows
        if row["citing"] in named and row["cited"] in named
    ]
    found.sort(key=lambda one: (one.citing.id, one.cited.id))
    return tuple(sorted(found, key=lambda one: one.first_seen, reverse=True))


def _row(row: Mapping[str, object]) -> Row:
    return row
