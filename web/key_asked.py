"""Which ranking a reader asks for, as a value, and the command and the addresses that give it again."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from graph.errors import BadInput
from graph.measures.registry import MeasureName, measure_name
from web import asked

DEFAULT_TOP = 50
MOST_ROWS = 5_000


@dataclass(frozen=True)
class KeyAsked:
    """A ranking of the graph, or of what stands around one article; `seeds` and `around` are `Article.id`s."""

    measure: MeasureName = MeasureName.KEY
    seeds: tuple[str, ...] = ()
    around: str | None = None
    hops: int = 1
    top: int = DEFAULT_TOP

    @property
    def command(self) -> str:
        """The command that prints the same rows."""
        words = ["citewalk", "rank", "--measure", str(self.measure), "--top", str(self.top)]
        for seed in self.seeds:
            words += ["--seed", seed]
        if self.around is not None:
            words += ["--around", self.around, "--hops", str(self.hops)]
        return shlex.join(words)

    @property
    def query(self) -> str:
        """The query string that asks for it; what is at its default is left out."""
        parts: list[tuple[str, object]] = []
        if self.measure is not MeasureName.KEY:
            parts.append(("measure", self.measure))
        parts += [("seed", seed) for seed in self.seeds]
        if self.around is not None:
            parts += [("around", self.around)] + ([("hops", self.hops)] if self.hops != 1 else [])
        if self.top != DEFAULT_TOP:
            parts.append(("top", self.top))
        return urlencode(parts)


def key_asked(given: MultiDict[str, str], find: Callable[[str], str]) -> KeyAsked:
    """What an address asks for; `find` knows articles by what a reader calls them, and raises for a stranger."""
    seeds = [seed for seed in given.getlist("seed") if seed.strip()]
    if len(seeds) > asked.MOST_SEEDS:
        raise BadInput(f"That is {len(seeds)} seeds, and a page takes {asked.MOST_SEEDS}. Use `citewalk rank`.")
    around = given.get("around", "").strip()
    return KeyAsked(
        measure=measure_name(given.get("measure") or MeasureName.KEY),
        seeds=tuple(dict.fromkeys(map(find, seeds))),
        around=find(around) if around else None,
        hops=asked.whole(given.get("hops"), name="hops", default=1, most=asked.MOST_HOPS),
        top=asked.whole(given.get("top"), name="top", default=DEFAULT_TOP, most=MOST_ROWS),
    )
