"""A new schedule as a form or a JSON body asks for it, as values; or a sentence that says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.errors import BadInput
from graph.model import Direction
from harvest.walk import WalkOptions
from web import asked

WAYS = tuple(str(way) for way in (Direction.BOTH, Direction.REFERENCES, Direction.CITED_BY))
MOST_DEPTH = 10
MOST_RECORDED = 999_999_999
LAST_YEAR = 9999
YES = frozenset({"on", "1", "yes", "true", "True"})
USUAL = WalkOptions()


@dataclass(frozen=True)
class Asked:
    """What is to be harvested when; `seeds` are ids as text."""

    cron: str
    timezone: str | None
    seeds: Sequence[str]
    options: Mapping[str, object]
    sources: Sequence[str] = field(default=())


def read_form(given: Mapping[str, str], sources: Sequence[str]) -> Asked:
    """The fields of the form, or what a body says in the same names; raises `BadInput`."""
    cron = given.get("cron", "").strip()
    if not cron:
        raise BadInput(
            "Say when: minute, hour, day of the month, month, day of the week; '0 3 * * 1' is Mondays at 3:00."
        )
    return Asked(
        cron=cron,
        timezone=given.get("timezone", "").strip() or None,
        seeds=[str(id_) for id_ in asked.ids_in(given.get("seeds", ""))],
        options=_options(given),
        sources=list(dict.fromkeys(sources)),
    )


def read_body(body: object) -> Asked:
    """The same as JSON: `cron`, `seeds` (a list), and as wanted `timezone`, `sources` (a list) and walk options."""
    if not isinstance(body, dict):
        raise BadInput('Send {"cron": "0 3 * * 1", "seeds": ["pmid:39843410"]} as JSON.')
    seeds, sources = _texts(body, "seeds"), _texts(body, "sources")
    known = {"cron", "timezone", "seeds", "sources", *WalkOptions.__dataclass_fields__}
    if unknown := sorted(set(map(str, body)) - known):
        raise BadInput(f"{unknown[0][:40]!r} is not among {', '.join(sorted(known))}.")
    plain = {name: str(value) for name, value in body.items() if value is not None and value is not False}
    return read_form(plain | {"seeds": "\n".join(seeds)}, sources)


def _texts(body: Mapping[str, object], name: str) -> list[str]:
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadInput(f"{name} is a list of texts.")
    return value


def mended(error: BadInput) -> str:
    """The sentence that the command would print, without the dashes of its options."""
    return re.sub(r"(?<!\S)--(?=[a-z])", "", str(error))


def _options(given: Mapping[str, str]) -> dict[str, Any]:
    direction = given.get("direction") or str(USUAL.direction)
    if direction not in WAYS:
        raise BadInput(f"direction is one of {', '.join(WAYS)}, not {direction[:40]!r}.")
    return {
        "depth": _number(given, "depth", USUAL.depth, least=0, most=MOST_DEPTH),
        "direction": direction,
        "max_articles": _number(given, "max_articles", USUAL.max_articles),
        "max_citing": _number(given, "max_citing", USUAL.max_citing, least=0),
        "from_year": _number(given, "from_year", None, most=LAST_YEAR),
        "to_year": _number(given, "to_year", None, most=LAST_YEAR),
        "similar": given.get("similar") in YES,
    }


def _number(
    given: Mapping[str, str], name: str, usual: int | None, *, least: int = 1, most: int = MOST_RECORDED
) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return usual
    return asked.whole(text, name=name.replace("_", " "), default=least, least=least, most=most)
