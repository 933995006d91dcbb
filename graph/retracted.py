"""Citations of retracted articles, and whether the citing article appeared before or after the notice.

The notice itself, and what was never dated, are told apart: a retraction notice names the article it retracts, which is
no citation in good faith or bad; and dates that are equal as far as both are known leave it open who came first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.store import Store

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

CYPHER = (
    "MATCH (a:Article)-[:CITES]->(r:Article) WHERE r.is_retracted AND a.id <> r.id AND NOT (r)-[:RETRACTED_BY]->(a) "
    "RETURN a.id, a.title, coalesce(a.date, toString(a.year)) AS appeared, r.id, r.title, r.retraction_date AS notice"
)
_ALL = """
MATCH (r:Article) WHERE r.is_retracted MATCH (a:Article)-[:CITES]->(r)
WHERE a.id <> r.id AND NOT (r)-[:RETRACTED_BY]->(a)
RETURN a.id AS citing, r.id AS cited, a.date AS date, a.year AS year, r.retraction_date AS notice
ORDER BY citing, cited
"""
_OF = """
UNWIND $ids AS id MATCH (a:Article {id: id})-[:CITES]->(r)
WHERE r.is_retracted AND a.id <> r.id AND NOT (r)-[:RETRACTED_BY]->(a)
RETURN a.id AS citing, r.id AS cited, a.date AS date, a.year AS year, r.retraction_date AS notice
ORDER BY citing, cited
"""


class When(StrEnum):
    """When an article appeared that cites a retracted one, against the notice; the gravest is the last."""

    BEFORE = "before"
    UNKNOWN = "unknown"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class CitesRetracted:
    """`citing` cites the retracted article `cited` (each by its `Article.id`)."""

    citing: str
    cited: str
    when: When


def when(date: object, year: object, notice: object) -> When:
    """When something appeared (a date as far as it is known, else a year) against the date of a notice."""
    appeared, retracted = _date(date) or _date(year), _date(notice)
    known = min(len(appeared), len(retracted))
    if appeared[:known] == retracted[:known]:
        return When.UNKNOWN
    return When.BEFORE if appeared < retracted else When.AFTER


def citations_of_retracted(store: Store) -> list[CitesRetracted]:
    """All of the graph, in the order of the ids. Cost: one look at every article, and the citations themselves."""
    return [_told(row) for row in store.read(_ALL)]


def citing_retracted(store: Store, ids: Collection[str]) -> dict[str, When]:
    """Those of some articles that cite a retracted one; where they cite several, the gravest."""
    found: dict[str, When] = {}
    for row in store.read(_OF, {"ids": sorted(ids)}) if ids else ():
        one = _told(row)
        found[one.citing] = max(found.get(one.citing, When.BEFORE), one.when, key=list(When).index)
    return found


def _told(row: Mapping[str, object]) -> CitesRetracted:
    return CitesRetracted(str(row["citing"]), str(row["cited"]), when(row["date"], row["year"], row["notice"]))


def _date(known: object) -> str:
    """As much of a date as is written as one: year, month, day."""
    found = DATE.match(str(known)) if known is not None else None
    return found[0] if found else ""
