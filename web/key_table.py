"""A ranking as the key papers page shows it: its rows, what they were ranked by, and what has to be said about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graph.exchange.cells import to_cell
from graph.headlines import headline
from graph.projection import Mask, Projection
from graph.ranking import Ranked, Scoring, is_seeded, sentence, takes_seeds
from graph.retracted import citing_retracted
from graph.store import Store
from graph.structure.communities import Communities
from web import statements
from web.computed import Computed
from web.key_asked import KeyAsked
from web.wording import label_of

COLUMNS = (
    *("rank", "id", "pmid", "doi", "title", "journal", "year", "local_citations", "cited_by_count"),
    *("score", "community", "seed", "is_retracted", "cites_retracted", "why"),
)
_FACTS = """
UNWIND $ids AS id MATCH (a:Article {id: id})
RETURN id, a.journal AS journal, a.is_retracted AS is_retracted,
  [(a)<-[w:WROTE]-(p) WHERE w.position <= 4 | [w.position, p.name]] AS authors
"""

Facts = Mapping[str, Mapping[str, Any]]


def key_table(store: Store, computed: Computed, asked: KeyAsked, *, wait: bool = True) -> dict[str, Any]:
    """The rows and everything around them. Without `wait`, communities are None unless they are known already."""
    projection = computed.projection()
    among = None if asked.around is None else projection.neighbourhood([asked.around], asked.hops)
    lacking = is_seeded(asked.measure) and not asked.seeds
    scoring = computed.scoring(projection, asked.measure, asked.seeds) if projection.articles and not lacking else None
    ranked = scoring.best(asked.top, among) if scoring else []
    named = [*asked.seeds, *([asked.around] if asked.around else [])]
    facts = _facts(store, {*named, *(row.id for row in ranked)})
    groups = computed.communities(projection, wait=wait) if ranked else None
    citing = citing_retracted(store, [row.id for row in ranked])
    rows = [
        {"rank": place, **_row(projection, row, facts, groups), "seed": row.id in asked.seeds}
        | {"cites_retracted": citing.get(row.id)}
        for place, row in enumerate(ranked, 1)
    ]
    return {
        "measure": {
            "name": asked.measure,
            "sentence": sentence(asked.measure),
            "takes_seeds": takes_seeds(asked.measure),
            "needs_seeds": is_seeded(asked.measure),
        },
        "lacks_seeds": lacking,
        "seeds": [_named(projection, id_, facts) for id_ in asked.seeds],
        "around": _named(projection, asked.around, facts) if asked.around else None,
        "hops": asked.hops if asked.around else None,
        "top": asked.top,
        "articles": projection.articles if among is None else int(among.sum()),
        "ranked": _known(scoring, among) if scoring else 0,
        "rows": rows,
        "communities": None if groups is None else _present(groups, {row["community"] for row in rows}),
        "query": asked.query,
        "command": asked.command,
        "cypher": statements.key(asked.measure, asked.seeds, around=asked.around, hops=asked.hops, top=asked.top),
    }


def as_csv(table: Mapping[str, Any]) -> str:
    """The rows as CSV in which no cell is run by a spreadsheet; numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in table["rows"]:
        writer.writerow(
            value if isinstance(value := row[name], (int, float)) and not isinstance(value, bool) else to_cell(value)
            for name in COLUMNS
        )
    return out.getvalue()


def _row(projection: Projection, ranked: Ranked, facts: Facts, groups: Communities | None) -> dict[str, Any]:
    position = projection.index[ranked.id]
    named = _named(projection, ranked.id, facts)
    reported = None if projection.reported is None else projection.reported[position]
    return {
        **named,
        "score": ranked.score,
        "why": ranked.why,
        "local_citations": int(projection.citation_counts[position]),
        "cited_by_count": None if reported is None or np.isnan(reported) else int(reported),
        "community": None if groups is None else int(groups.membership[position]),
        "stub": bool(projection.stubs[position]),
    }


def _named(projection: Projection, id_: str, facts: Facts) -> dict[str, Any]:
    """What an article is called, also one that came after the projection was made."""
    known: dict[str, Any] = headline(projection, id_)._asdict() if id_ in projection.index else {"id": id_}
    told = facts.get(id_, {})
    authors = [name for _, name in sorted(told.get("authors") or ())] or None
    ids = {"id": id_, "pmid": known.get("pmid"), "doi": known.get("doi")}
    return {
        **known,
        "label": label_of(authors, known.get("year"), known.get("title"), ids),
        "authors": authors,
        "journal": told.get("journal"),
        "is_retracted": bool(told.get("is_retracted")),
    }


def _facts(store: Store, ids: set[str]) -> Facts:
    rows = store.read(_FACTS, {"ids": sorted(ids)}) if ids else ()
    return {str(row["id"]): row for row in rows}


def _known(scoring: Scoring, among: Mask | None) -> int:
    """How many articles have a score and a place."""
    listed = ~np.isnan(scoring.scores)
    listed[scoring.left_out] = False
    return int(listed.sum() if among is None else (listed & among).sum())


def _present(groups: Communities, numbers: set[int]) -> Sequence[dict[str, Any]]:
    return [
        {"number": group.number, "size": group.size, "terms": group.terms}
        for group in groups.communities
        if group.number in numbers
    ]
