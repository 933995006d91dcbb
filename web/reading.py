"""What the pages read from the graph: thin, and each reader says what it could not find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import BadInput, NotFound
from graph.ids import ArticleId, parse
from graph.model import Harvest
from graph.neighbourhood import Detail, Neighbourhood, read_article, read_neighbourhood
from graph.store import Store
from harvest.jobs import standing
from web import progress
from web.context import WebContext

_UNKNOWN = "This graph has no article “{}”. It may be in another graph, or not harvested yet: try its PMID or DOI."
_TITLES = "UNWIND $ids AS id MATCH (a:Article {id: id}) RETURN a.id AS id, a.title AS title"
_VISITS = """
MATCH (:Harvest {id: $harvest})-[r:REACHED]->(:Article)
RETURN r.state AS state, count(r) AS articles"""
_LATEST = """
MATCH (h:Harvest)-[:REACHED]->(:Article {id: $article})
RETURN h.id AS id ORDER BY h.started DESC LIMIT 1"""


def read_detail(store: Store, id_: str, *, linked: bool = True) -> Detail:
    """An article in full; without `linked`, all but its references and what cites it."""
    found = read_article(store, id_, linked=linked)
    if found is None:
        raise NotFound(_UNKNOWN.format(id_[:80]))
    return found


def read_around(store: Store, id_: str, *, hops: int, most: int) -> Neighbourhood:
    """The articles around one."""
    found = read_neighbourhood(store, id_, hops=hops, most=most)
    if found is None:
        raise NotFound(_UNKNOWN.format(id_[:80]))
    return found


def read_harvests(store: Store, *, most: int = 30, skip: int = 0, schedule: str | None = None) -> list[dict[str, Any]]:
    """The newest harvests as the pages show them, of one schedule where one is named; `skip` newer ones are left out.

    The share that is done is told only of those that are not complete.
    """
    wanted = [one for one in store.harvests() if schedule is None or one.parameters.get("schedule") == schedule]
    harvests = wanted[skip : skip + most]
    names = _names(store, harvests)
    return [_shown(store, harvest, names) for harvest in harvests]


def read_harvest(context: WebContext, id_: str) -> dict[str, Any]:
    """One harvest; also one whose process has not reached the graph yet."""
    harvest = context.store.harvest(id_)
    if harvest is not None:
        return _shown(context.store, harvest, _names(context.store, [harvest]))
    begun = context.jobs.begun(id_)
    if begun is None:
        raise NotFound(f"This graph has no harvest “{id_[:80]}”.")
    if begun.failure:
        raise BadInput(f"The harvest could not begin: {begun.failure}")
    return progress.starting(id_)


def read_partial(store: Store, article: str) -> dict[str, Any] | None:
    """The newest harvest that reached an article, when it is not complete."""
    rows = store.read(_LATEST, {"article": article})
    harvest = store.harvest(str(rows[0]["id"])) if rows else None
    if harvest is None or standing(harvest) == "complete":
        return None
    return _shown(store, harvest, _names(store, [harvest]))


def _shown(store: Store, harvest: Harvest, names: Mapping[str, tuple[str, str | None]]) -> dict[str, Any]:
    how = standing(harvest)
    visits: dict[str, int] = {}
    if how != "complete":
        rows = store.read(_VISITS, {"harvest": harvest.id})
        visits = {str(row["state"]): int(str(row["articles"])) for row in rows}
    name, centre = names[harvest.id]
    return progress.describe(harvest, standing=how, visits=visits, name=name, centre=centre)


def _names(store: Store, harvests: Sequence[Harvest]) -> dict[str, tuple[str, str | None]]:
    """What each harvest is called: the title of its first seed; and the article that this is."""
    firsts = {harvest.id: _parsed(harvest.seeds[0]) for harvest in harvests if harvest.seeds}
    owners = store.owners({id_ for id_ in firsts.values() if id_ is not None})
    rows = store.read(_TITLES, {"ids": sorted(set(owners.values()))}) if owners else []
    titles = {str(row["id"]): row["title"] for row in rows}
    named: dict[str, tuple[str, str | None]] = {}
    for harvest in harvests:
        first = firsts.get(harvest.id)
        centre = owners.get(first) if first else None
        name = str(titles.get(centre or "") or (harvest.seeds[0] if harvest.seeds else "no seed"))
        others = len(harvest.seeds) - 1
        named[harvest.id] = (f"{name} (and {others} more)" if others > 0 else name, centre)
    return named


def _parsed(seed: str) -> ArticleId | None:
    try:
        return parse(seed)
    except BadInput:
        return None
