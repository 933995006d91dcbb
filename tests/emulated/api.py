"""What every emulated API has: a world, one source's view of it, and an order of its own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import TypeVar

from graph.ids import ArticleId, Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.worlds import Art, View, World, one_of

T = TypeVar("T")


class Api:
    """A scholarly API over a world. `dice` sets the order of what is answered, and nothing else."""

    name = ""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.view: View = world.views.get(self.name, View())
        self.by_id: dict[ArticleId, list[int]] = {}
        for number, ids in sorted(self.view.ids.items()):
            for id_ in ids | self.view.beside.get(number, frozenset()):
                self.by_id.setdefault(id_, []).append(number)
        self.cited: dict[int, list[int]] = {}
        self.citing: dict[int, list[int]] = {}
        for citing, cited in sorted(self.view.references):
            self.cited.setdefault(citing, []).append(cited)
        for citing, cited in sorted(self.view.citing):
            self.citing.setdefault(cited, []).append(citing)

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        """What it says at `path`, which is below its base URL. A body in JSON comes as the parameter `json`."""
        raise NotImplementedError

    def find(self, scheme: Scheme, values: Iterable[str]) -> list[int]:
        """The articles known by these ids, each once."""
        return list(dict.fromkeys(n for v in values for n in self.by_id.get(ArticleId(scheme, v), ())))

    def art(self, number: int) -> Art:
        return self.world.articles[number]

    def stated(self, number: int, scheme: Scheme) -> str | None:
        """The id of this scheme that the source gives to an article."""
        id_ = one_of(self.view.ids.get(number, frozenset()), scheme)
        return id_.value if id_ else None

    def doi(self, number: int) -> str | None:
        """The DOI as the source spells it: every third in capitals."""
        value = self.stated(number, Scheme.DOI)
        return value.upper() if value and number % 3 == 0 else value

    def mixed(self, things: Iterable[T]) -> list[T]:
        """The same in another order."""
        found = list(things)
        self.dice.shuffle(found)
        return found

    def pmids(self, numbers: Iterable[int]) -> list[int]:
        ids = (self.art(n).id(Scheme.PMID) for n in numbers)
        return self.mixed(int(id_.value) for id_ in ids if id_)


def place(cursor: str) -> int:
    """Where a page begins; a cursor that was never given begins again."""
    told = cursor.removeprefix("at")
    return int(told) if told.isdigit() else 0


def in_json(value: object, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())


def in_text(text: str, status: int) -> Reply:
    return Reply(status, {"Content-Type": "text/plain"}, text.encode())
