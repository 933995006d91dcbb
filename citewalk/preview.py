"""What a harvest would take, said before anything is asked for at length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from citewalk.looking_up import accepted, seeds_by_title
from citewalk.printing import counted, print_json, say
from citewalk.settings import Settings
from citewalk.wiring import Choice, client_of
from graph.errors import Incomplete, NotFound
from graph.ids import ArticleId
from harvest.jobs import new_harvest_id
from harvest.plan import Estimate, look_ahead
from harvest.seedfiles.item import Item
from harvest.walk import WalkOptions

BUDGET_USD = 1.0  # what a key of OpenAlex may spend a day


def preview(
    settings: Settings,
    seeds: Sequence[ArticleId],
    walk: WalkOptions,
    choice: Choice,
    *,
    as_json: bool,
    nameless: Sequence[Item] = (),
) -> None:
    """Ask about the seeds alone and print what to expect; nothing is written to the graph."""
    for left, why in choice.left_out.items():
        say(f"{left} is left out: {why}")
    with client_of(settings, choice, namespace=new_harvest_id(datetime.now(UTC))) as line:
        if nameless:
            seeds = tuple(dict.fromkeys([*seeds, *accepted(seeds_by_title(nameless, choice.sources, line))]))
        expected, unknown, failed = look_ahead(seeds, walk, sources=choice.sources, line=line, rates=choice.rates)
    if failed.keys() >= choice.sources.keys():
        raise Incomplete(f"No source can be asked, so nothing is expected yet. {_reasons(failed)}.")
    if len(unknown) == len(seeds):
        named = ", ".join(map(str, seeds)) or "an article of any of the titles"
        raise NotFound(f"No source knows {named}. Check the id, or try another of it.")
    for seed in unknown:
        say(f"no source knows {seed}; check it")
    if as_json:
        print_json(asdict(expected))
    else:
        print("\n".join(in_lines(expected)))
    if failed:
        raise Incomplete(f"Some sources cannot be asked now, so there may be more. {_reasons(failed)}.")


def in_lines(expected: Estimate) -> list[str]:
    """The estimate for a person."""
    requests = ", ".join(f"{name} {number}" for name, number in sorted(expected.requests.items()))
    minutes = f"about {expected.minutes:g} minutes" if expected.minutes >= 1 else "less than a minute"
    return [_articles(expected), f"requests: about {requests}", minutes, *_price(expected)]


def _articles(expected: Estimate) -> str:
    if expected.bounded:
        articles = counted(expected.articles, "article")
        return (
            f"{articles}, of which {expected.known} are known (the budget ends the walk: raise --max-articles for more)"
        )
    if expected.known == expected.articles:
        return f"about {counted(expected.articles, 'article')}"
    return f"from {expected.known} to about {counted(expected.articles, 'article')}"


def _price(expected: Estimate) -> list[str]:
    if not expected.openalex_usd:
        return []
    more = "" if expected.openalex_usd <= BUDGET_USD else "; the rest waits for the next day"
    return [f"OpenAlex: about ${expected.openalex_usd:g} of the ${BUDGET_USD:g} that a key has a day{more}"]


def _reasons(failed: Mapping[str, str]) -> str:
    return "; ".join(failed.values())
