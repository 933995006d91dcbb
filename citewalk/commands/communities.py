"""`citewalk communities`: groups of articles that cite each other more than others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from citewalk.printing import FORMATS, print_json, print_rows, say
from citewalk.projected import Projected
from citewalk.settings import Settings
from graph.structure.communities import Communities
from graph.structure.communities import communities as found_communities

NAME = "community"
COLUMNS = ("number", "size", "terms", "central")


@click.command()
@click.option("--top", type=click.IntRange(min=0), default=20, show_default=True, help="How many; 0 for all.")
@click.option("--resolution", type=click.FloatRange(0, min_open=True), default=1.0, show_default=True)
@click.option("--random", "seed", type=int, default=0, show_default=True, help="The start of the random numbers.")
@click.option("--store", "keeping", is_flag=True, help="Also write their numbers to the articles, for Cypher.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.pass_obj
def communities(settings: Settings, /, top: int, resolution: float, seed: int, keeping: bool, form: str) -> None:
    """Divide the graph into communities.

    Largest first, each with the terms that set it apart and its central papers; json and csv also say which articles
    belong to each.
    """
    with Projected(settings) as graph:
        found = found_communities(graph.projection, headings=graph.headings(), resolution=resolution, seed=seed)
        if keeping:
            _keep(graph, found)
        shown = found.communities[: top or None]
        if form == "csv":
            print_rows(("community", "id", "pmid", "doi", "title", "year"), _members(graph, found, len(shown)), form)
        elif form == "json":
            print_json(_as_json(graph, found, len(shown)), indent=2)
        else:
            say(f"{len(found.communities):,} communities, modularity {found.modularity:.3f}")
            titles = [[graph.headline(id_).phrase for id_ in one.central] for one in shown]
            rows = [
                (one.number, one.size, ", ".join(one.terms), "\n".join(names))
                for one, names in zip(shown, titles, strict=True)
            ]
            print_rows(COLUMNS, rows, form)


def _keep(graph: Projected, found: Communities) -> None:
    from graph.kept_measures import keep, property_of  # noqa: PLC0415  (see citewalk.projected)

    numbers = dict(zip(graph.projection.ids, found.membership.tolist(), strict=True))
    count = keep(graph.store, NAME, numbers)
    say(f"{property_of(NAME)} written to {count:,} articles.")


def _members(graph: Projected, found: Communities, shown: int) -> Iterator[Sequence[object]]:
    for number, ids in enumerate(_ids(graph, found)[:shown]):
        yield from ((number, *graph.headline(id_, "csv")) for id_ in ids)


def _as_json(graph: Projected, found: Communities, shown: int) -> dict[str, object]:
    members = _ids(graph, found)
    return {
        "modularity": found.modularity,
        "communities": [
            {
                "number": one.number,
                "size": one.size,
                "terms": list(one.terms),
                "central": [graph.headline(id_)._asdict() for id_ in one.central],
                "members": members[one.number],
            }
            for one in found.communities[:shown]
        ],
    }


def _ids(graph: Projected, found: Communities) -> list[list[str]]:
    ids: list[list[str]] = [[] for _ in found.communities]
    for id_, number in zip(graph.projection.ids, found.membership.tolist(), strict=True):
        ids[number].append(id_)
    return ids
