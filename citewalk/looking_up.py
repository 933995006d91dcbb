"""Seeds that are known by title alone: looked up before the walk, told on stderr, kept with the harvest.

What is still to be looked up stands among the harvest's parameters as [title, first author's family name, year], so a
harvest that was cut off before, or that no source answered, looks it up when it goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citewalk.printing import counted, say
from graph.ids import ArticleId
from graph.model import Harvest
from harvest.asking import Fetcher
from harvest.seedfiles.item import Item
from harvest.sources.base import Kind, Source
from harvest.title_search import LookedUp, look_up
from harvest.titles import Verdict, listed

TITLES = "titles"
"""The parameter of a harvest that keeps what is to be looked up."""


def with_titles(begun: Harvest, sources: Mapping[str, Source], line: Fetcher) -> tuple[Harvest, Mapping[str, str]]:
    """The harvest with the seeds that its titles turned out to be; titles that were not settled stay.

    Also the sources that did not answer about those, with their reasons: going on with the harvest asks them again.
    """
    items = titles_of(begun.parameters)
    if not items:
        return begun, {}
    try:
        found = seeds_by_title(items, sources, line)
    except KeyboardInterrupt:
        say(f"Interrupted, and kept. To go on: citewalk harvest --resume {begun.id}")
        raise
    seeds = dict.fromkeys([*begun.seeds, *map(str, accepted(found))])
    rest = [as_parameter(verdict.item) for verdict in found.verdicts if verdict.accepted is None]
    parameters = {name: value for name, value in begun.parameters.items() if name != TITLES}
    titled = replace(begun, seeds=tuple(seeds), parameters={**parameters, **({TITLES: rest} if rest else {})})
    return titled, {name: f"titles were not looked up: {why}" for name, why in found.failed.items() if rest}


def seeds_by_title(items: Sequence[Item], sources: Mapping[str, Source], line: Fetcher) -> LookedUp:
    """Look items up and tell on stderr what each turned out to be, with its confidence."""
    able = [name for name, source in sorted(sources.items()) if Kind.SEARCH in source.limits.batch]
    say(
        f"looking up {counted(len(items), 'title')} at {', '.join(able) or 'no source: none of those asked can search'}"
    )
    found = look_up(items, sources, line)
    for verdict in found.verdicts:
        say(sentence(verdict))
    for name, reason in sorted(found.failed.items()):
        say(f"{name} did not answer a search for a title: {reason}")
    if found.price:
        say(f"the searches at OpenAlex, which was asked last, took up to ${found.price:.3f} of the day's budget")
    return found


def accepted(found: LookedUp) -> list[ArticleId]:
    """The ids of the articles that were accepted."""
    return [verdict.accepted.id for verdict in found.verdicts if verdict.accepted]


def sentence(verdict: Verdict) -> str:
    """What an item turned out to be, or why it is left out and what it may be."""
    asked, best = verdict.item.title, verdict.accepted
    if best:
        said = f"“{best.title}” ({best.year or 'year not known'})"
        tellers = ", ".join(best.sources)
        return f"looked up: “{asked}” is {best.id}, {said}, confidence {best.confidence:.2f}, according to {tellers}"
    nearest = f"; nearest: {listed(verdict.candidates)}" if verdict.candidates else ""
    return f"left out: “{asked}” has no id, and {verdict.why}{nearest}. Give its PMID or DOI to add it."


def titles_of(parameters: Mapping[str, object]) -> list[Item]:
    """What a harvest is still to look up."""
    kept = parameters.get(TITLES)
    rows = [row for row in kept if isinstance(row, (list, tuple)) and len(row) == 3] if isinstance(kept, list) else []
    return [Item((), title=str(title), author=author, year=year) for title, author, year in rows]


def as_parameter(item: Item) -> list[object]:
    """An item as the parameters of a harvest keep it."""
    return [item.title, item.author, item.year]
