"""Measures written back to the articles, so that Cypher can use them.

The property is `measure_` and the measure's name with `_` for `-`: `measure_pagerank`, `measure_k_core`. It says what
was so when it was computed: nothing keeps it up to date. Records and merges leave it alone; an absorbed article takes
its own along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import neo4j

from graph.lookup import chunks
from graph.store import Store

PREFIX = "measure_"
_SET = "UNWIND $rows AS row MATCH (a:Article {id: row.id}) SET a += row.kept RETURN count(*) AS n"
_OTHERS = "MATCH (a:Article) WHERE a[$name] IS NOT NULL RETURN a.id AS id"


def property_of(measure: str) -> str:
    """The property that holds a measure."""
    return PREFIX + measure.replace("-", "_")


def keep(store: Store, measure: str, scores: Mapping[str, float | int | None]) -> int:
    """Write the scores, and take away what an earlier run left on articles that have none now; how many have one.

    The numbers of communities are kept as a measure named `community`.
    In portions, each a transaction of its own: a reader may see some articles with new scores and some with old ones,
    but no writer waits long. An article that was merged away meanwhile is passed over.
    """
    name = property_of(measure)
    known = {id_: score for id_, score in scores.items() if score is not None}
    left = [str(row["id"]) for row in store.read(_OTHERS, {"name": name}) if row["id"] not in known]
    _write(store, ({"id": id_, "kept": {name: None}} for id_ in left))
    return _write(store, ({"id": id_, "kept": {name: score}} for id_, score in known.items()))


def _write(store: Store, rows: Iterable[Mapping[str, object]]) -> int:
    written = 0
    for chunk in chunks(sorted(rows, key=lambda row: str(row["id"]))):
        with store.connection.host.turn():
            written += store.connection.write(partial(_set, rows=list(chunk)))
    return written


def _set(tx: neo4j.ManagedTransaction, rows: list[Any]) -> int:
    return int(tx.run(_SET, rows=rows).single(strict=True)["n"])
