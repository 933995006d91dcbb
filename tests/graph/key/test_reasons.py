"""The numbers in the reasons, counted again from the citations by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

from graph.key.score import key
from graph.key.texts import TextModel
from graph.projection import Projection
from graph.ranking import Ranked, rank


class Recount:
    """Plain sets and sums over the pairs of a graph."""

    def __init__(self, graph: Projection, seeds: list[str]) -> None:
        self.graph, self.seeds = graph, set(seeds)
        self.cites: dict[str, set[str]] = {name: set() for name in graph.ids}
        self.cited: dict[str, set[str]] = {name: set() for name in graph.ids}
        for citing, cited in zip(*graph.pairs(), strict=True):
            self.cites[graph.ids[citing]].add(graph.ids[cited])
            self.cited[graph.ids[cited]].add(graph.ids[citing])

    def says(self, reason: str, row: Ranked) -> bool:
        """Whether that is so; a sentence that is not known here is an error."""
        cites, cited, many = self.cites[row.id], self.cited[row.id], len(self.seeds)
        year = int(self.graph.years[self.graph.index[row.id]])
        peers = [name for name, own in zip(self.graph.ids, self.graph.years.tolist(), strict=True) if own == year]
        less = 100 * sum(len(self.cited[name]) < len(cited) for name in peers) // len(peers)
        together = sum(bool(self.cites[name] & self.seeds) for name in cited)
        shared = sum(bool(self.cited[name] & self.seeds) for name in cites)
        times = {1: "once", 2: "twice"}.get(together, f"{together} times")
        known = [
            f"cited by {len(cited & self.seeds)} of your {many} seeds",
            f"cites {len(cites & self.seeds)} of your {many} seeds",
            f"cited together with your seeds {times}",
            f"shares {shared} reference{'s' if shared != 1 else ''} with your seeds",
            f"cited by {len(cited)} here, more than {less}% of the articles of {year}",
            f"cited by {len(cited)} here",
        ]
        return reason in known


def test_every_count_in_the_reasons_is_true(jijin: Projection):
    seeds = [jijin.ids[i] for i in np.argsort(-jijin.reference_counts, kind="stable")[:12]]
    recount = Recount(jijin, seeds)
    rows = rank(jijin, seeds=seeds, top=150)
    told = [(reason, row) for row in rows for reason in row.why.split("; ") if "nearness" not in reason]
    assert len(told) > 300
    assert [(reason, row.id) for reason, row in told if not recount.says(reason, row)] == []


def test_no_more_references_are_shared_than_there_are():
    # Three seeds cite the one reference of x: it shares one, not three.
    seeds = ["s1", "s2", "s3"]
    graph = Projection.from_edges([*seeds, "r", "x"], [*seeds, "x"], ["r"] * 4)
    assert "shares 1 reference with your seeds" in {row.id: row.why for row in rank(graph, seeds=seeds)}["x"]


def test_equals_are_not_more_than_each_other():
    graph = Projection.from_edges(["a", "b", "c", "x"], ["x", "x", "x"], ["a", "b", "c"], years=[2000] * 3 + [2001])
    why = {row.id: row.why for row in rank(graph)}
    assert "%" not in why["a"]
    assert why["a"].count("1st by PageRank") == why["b"].count("1st by PageRank") == 1


def test_a_seed_takes_no_place_by_nearness():
    # b is two steps from the seed: neither cited with it nor sharing a reference.
    graph = Projection.from_edges(["s", "a", "b"], ["s", "a"], ["a", "b"])
    found = key(graph, graph.positions(["s"]))
    place = re.search(r"(\w+) by nearness", found.why(graph.index["b"]))
    assert place is not None
    assert place[1] == "2nd"


@pytest.mark.parametrize("title", ["", "über den Sonnenwind", "太阳风的研究", "Солнечный ветер", "\u0000 { } ’"])
def test_titles_of_any_language_are_compared(title: str):
    texts = TextModel.of([title, title, "Mice in mazes", None])
    graph = Projection.from_edges(["a", "b", "c", "d"], [], [])
    rows = rank(graph, seeds=["a"], texts=texts)
    assert rows[0].id == "b"
    assert [row.id for row in rows[1:]] == ["c", "d"]
