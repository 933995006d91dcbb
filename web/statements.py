"""The Cypher behind each view, for readers to take along; what the pages run gives the same rows."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TypedDict

from graph.kept_measures import property_of
from graph.measures.registry import MeasureName
from graph.ranking import takes_seeds


class Statement(TypedDict):
    """A statement that anyone can run, with its parameters."""

    text: str
    parameters: dict[str, object]


HARVESTS = """\
MATCH (h:Harvest)
RETURN h.id AS harvest, h.state AS state, h.seeds AS seeds, h.started AS started
ORDER BY started DESC"""

HARVEST = """\
MATCH (h:Harvest {id: $harvest})-[r:REACHED]->(a:Article)
RETURN r.depth AS depth, r.state AS state, count(a) AS articles
ORDER BY depth, state"""

OF_SCHEDULE = """\
MATCH (:Schedule {id: $schedule})-[r:RAN]->(h:Harvest)
RETURN r.window AS window, h.id AS harvest, h.state AS state, h.seeds AS seeds, h.started AS started
ORDER BY started DESC"""

SCHEDULES = """\
MATCH (s:Schedule)
OPTIONAL MATCH (s)-[r:RAN]->(h:Harvest)
RETURN s.id AS schedule, s.cron AS cron, s.timezone AS timezone, s.seeds AS seeds,
  r.window AS window, h.id AS harvest, h.state AS state
ORDER BY schedule, window DESC"""

ARTICLE = """\
MATCH (a:Article {id: $article})-[c:CITES]-(other:Article)
RETURN startNode(c) = a AS cites, other.title AS title, other.year AS year, c.sources AS asserted_by
ORDER BY cites DESC, year DESC"""

NEIGHBOURHOOD = """\
MATCH (:Article {{id: $centres[{k}]}})-[:CITES*0..{hops}]-(a:Article)
WITH DISTINCT a, COUNT {{ (a)<-[:CITES]-() }} AS citations
ORDER BY a.id = $centres[{k}] DESC, citations DESC, a.id LIMIT $most
RETURN a.id AS id, a.title AS title, a.year AS year, citations"""

COMPUTED = {
    MeasureName.CITATIONS: "COUNT { (a)<-[:CITES]-(b) WHERE b <> a }",
    MeasureName.CITED_BY_COUNT: "a.cited_by_count",
}
COMPUTED_WITH_SEEDS = {
    MeasureName.CO_CITATION: "OPTIONAL MATCH (a)<-[:CITES]-(:Article)-[:CITES]->(s:Article)",
    MeasureName.COUPLING: "OPTIONAL MATCH (a)-[:CITES]->(:Article)<-[:CITES]-(s:Article)",
}


def harvests(schedule: str | None = None) -> Statement:
    """Every harvest, newest first; or those of a schedule."""
    if schedule is not None:
        return {"text": OF_SCHEDULE, "parameters": {"schedule": schedule}}
    return {"text": HARVESTS, "parameters": {}}


def schedules() -> Statement:
    """Every schedule, with its runs."""
    return {"text": SCHEDULES, "parameters": {}}


def harvest(id_: str) -> Statement:
    """How far one harvest has come."""
    return {"text": HARVEST, "parameters": {"harvest": id_}}


def article(id_: str) -> Statement:
    """What an article cites and what cites it."""
    return {"text": ARTICLE, "parameters": {"article": id_}}


def neighbourhood(centre: str, expanded: Sequence[str], *, hops: int, most: int) -> Statement:
    """The articles around one, and around those that were expanded in its picture."""
    parts = [NEIGHBOURHOOD.format(k=k, hops=1 if k else hops) for k in range(1 + len(expanded))]
    parameters: dict[str, object] = {"centres": [centre, *expanded], "most": most}
    return {"text": "\nUNION\n".join(parts), "parameters": parameters}


def key(measure: MeasureName, seeds: Sequence[str], *, around: str | None, hops: int, top: int) -> Statement:
    """A ranking. What Cypher cannot compute is read from where `citewalk rank --store` writes it."""
    parameters: dict[str, object] = {"top": top}
    lines = ["MATCH (a:Article)"]
    if around is not None:
        parameters["around"] = around
        lines = [f"MATCH (:Article {{id: $around}})-[:CITES*0..{hops}]-(a:Article)", "WITH DISTINCT a"]
    if seeds and takes_seeds(measure):
        parameters["seeds"] = list(seeds)
        lines.append("WHERE NOT a.id IN $seeds")
    if measure in COMPUTED_WITH_SEEDS:
        parameters["seeds"] = list(seeds)
        lines += [COMPUTED_WITH_SEEDS[measure], "WHERE s.id IN $seeds", "WITH a, count(s) AS score"]
    elif measure in COMPUTED:
        lines.append(f"WITH a, {COMPUTED[measure]} AS score")
    else:
        given = "".join(f" --seed {shlex.quote(seed)}" for seed in seeds)
        lines.insert(0, f"// first, in a terminal: citewalk rank --measure {measure}{given} --store")
        lines.append(f"WITH a, a.{property_of(measure)} AS score")
    lines += ["RETURN a.id AS id, a.title AS title, a.year AS year, score"]
    # What has no score is listed too, and last.
    return {"text": "\n".join([*lines, "ORDER BY score IS NULL, score DESC, id LIMIT $top"]), "parameters": parameters}
