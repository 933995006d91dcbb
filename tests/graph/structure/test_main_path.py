"""Path counts against paths walked one by one, the Pajek toys and a literature tabulated in 1988."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.projection import Projection
from graph.structure.criticality import backbone, criticality
from graph.structure.cycles import break_cycles
from graph.structure.main_path import Search, main_path
from graph.structure.path_counts import Count, onward, path_counts
from graph.structure.reduction import transitive_reduction
from graph.structure.search import distances

Draw = Callable[..., Projection]
Arcs = list[tuple[str, str]]  # cited -> citing, the way paths run


def from_arcs(arcs: Arcs) -> Projection:
    ids = sorted({end for arc in arcs for end in arc})
    return Projection.from_edges(ids, [citing for _, citing in arcs], [cited for cited, _ in arcs])


def counted(graph: Projection, count: Count) -> dict[tuple[str, str], int]:
    """By (cited, citing)."""
    found = path_counts(graph, count)
    triples = zip(found.cited, found.citing, found.counts, strict=True)
    return {(graph.ids[cited], graph.ids[citing]): value for cited, citing, value in triples}


TOY: Arcs = [(arc[0], arc[1]) for arc in ("12", "16", "23", "34", "35", "46", "47", "57", "67")]
TOY_COUNTS = {
    Count.SPC: [3, 1, 3, 2, 1, 1, 1, 1, 2],
    Count.SPLC: [3, 1, 6, 6, 3, 4, 4, 4, 6],
    Count.SPNP: [8, 2, 14, 12, 6, 8, 4, 4, 6],
}


@pytest.mark.parametrize("count", Count)
def test_counts_of_the_seven_article_toy(count: Count):
    assert counted(from_arcs(TOY), count) == dict(zip(TOY, TOY_COUNTS[count], strict=True))


def pajek_arcs(path: Path) -> Arcs:
    lines = path.read_text(encoding="latin-1").split("*Arcs")[1].split("*")[0].splitlines()
    return [(line.split()[0], line.split()[1]) for line in lines if line.strip()]


@pytest.mark.parametrize(
    ("extended", "count"), [("Test.net", Count.SPC), ("TestSPLC.net", Count.SPLC), ("TestSPNP.net", Count.SPNP)]
)
def test_pajek_toys_with_their_added_source_and_sink_give_our_counts(datasets: Path, extended: str, count: Count):
    # Pajek turns SPLC and SPNP into SPC by joining a source to every article, and every article to a sink.
    folder = datasets / "pajek-main-path"
    theirs = counted(from_arcs(pajek_arcs(folder / extended)), Count.SPC)
    ours = counted(from_arcs(pajek_arcs(folder / "Test.net")), count)
    assert ours == {arc: theirs[arc] for arc in ours}
    assert list(ours) == sorted(ours, key=lambda arc: (arc[1], arc[0]))


@st.composite
def acyclic(draw: st.DrawFn) -> Arcs:
    n = draw(st.integers(2, 8))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda pair: pair[0] < pair[1])
    return [(str(a), str(b)) for a, b in draw(st.lists(pairs, min_size=1, max_size=20, unique=True))]


def walked(arcs: Arcs) -> Iterator[list[str]]:
    """Every path of one step or more, from anywhere to anywhere."""
    paths = [[a, b] for a, b in arcs]
    while paths:
        path = paths.pop()
        yield path
        paths.extend([*path, b] for a, b in arcs if a == path[-1])


@given(acyclic(), st.sampled_from(list(Count)))
def test_counts_are_those_of_paths_walked_one_by_one(arcs: Arcs, count: Count):
    sources = {a for a, _ in arcs} - {b for _, b in arcs}
    sinks = {b for _, b in arcs} - {a for a, _ in arcs}
    expected = dict.fromkeys(arcs, 0)
    for path in walked(arcs):
        if (count is not Count.SPC or path[0] in sources) and (count is Count.SPNP or path[-1] in sinks):
            for arc in pairwise(path):
                expected[arc] += 1
    assert counted(from_arcs(arcs), count) == expected


@given(acyclic())
def test_the_global_main_path_has_the_greatest_sum(arcs: Arcs):
    graph = from_arcs(arcs)
    counts = counted(graph, Count.SPC)
    sums = {tuple(path): sum(counts[arc] for arc in pairwise(path)) for path in walked(arcs)}
    assert sums[main_path(graph).path] == max(sums.values())


def test_the_main_paths_of_the_toy():
    graph = from_arcs(TOY)
    # Sums: 1 2 3 4 6 7 = 3 + 3 + 2 + 1 + 2; at 4 the local search finds 6 and 7 equal and takes the lesser id.
    assert main_path(graph).path == ("1", "2", "3", "4", "6", "7")
    assert main_path(graph, search=Search.LOCAL).path == ("1", "2", "3", "4", "6", "7")
    assert main_path(graph, Count.SPNP, Search.LOCAL).path == ("1", "2", "3", "4", "6", "7")


def test_key_routes_add_branches():
    graph = from_arcs(TOY)
    assert main_path(graph, search=Search.KEY_ROUTE).path == ("1", "2", "3", "4", "6", "7")
    branched = main_path(graph, search=Search.KEY_ROUTE, routes=9)
    assert set(branched.path) == set("1234567")
    assert len(branched.links) == 9


def test_the_main_path_as_json_names_what_was_broken(drawn: Draw):
    found = main_path(drawn("b>a a>b c>b", a=2000, b=2001, c=2002)).as_json()
    assert json.loads(json.dumps(found)) == {
        "count": "spc",
        "broken": [{"citing": "a", "cited": "b"}],
        "arcs": [{"citing": "b", "cited": "a", "count": 1}, {"citing": "c", "cited": "b", "count": 1}],
        "path": ["a", "b", "c"],
    }


def test_a_graph_without_citations_has_no_main_path():
    assert main_path(Projection.from_edges(["a"], [], [])).path == ()


def test_counts_of_a_ladder_grow_past_every_machine_number():
    # 301 rungs of two articles, each citing both below: 2 ** 301 paths, a quarter of them over each citation.
    rungs = [(f"{i:03}{a}", f"{i + 1:03}{b}") for i in range(300) for a in "xy" for b in "xy"]
    assert set(counted(from_arcs(rungs), Count.SPC).values()) == {2**299}


def test_the_flow_of_a_real_graph_is_the_same_at_both_ends(hepth: Projection):
    graph = break_cycles(hepth).projection
    found = path_counts(graph)
    out_of_sources = sum(c for u, c in zip(found.cited, found.counts, strict=True) if graph.reference_counts[u] == 0)
    into_sinks = sum(c for v, c in zip(found.citing, found.counts, strict=True) if graph.citation_counts[v] == 0)
    assert out_of_sources == into_sinks
    assert out_of_sources > 2**300


# The centrality literature (Hummon, Doreian, Freeman 1990): its network as printed in 1988, and per article the number
# of simple paths onward, their least and greatest length, and how many articles lie on them.

CHANGED = ["109", "23", "101", "121", "3", "85"]  # the second line of row 131, which reads like a row 129


def centrality_network(folder: Path) -> dict[str, list[str]]:
    """Per article those that cite it, with row 131 put together again: its second line was read as citations by 129."""
    text = read_zipped(folder, "Org/CITATION.LST")
    rows = {m[1]: m[2].split() for m in re.finditer(r"^(\d+):(.*)$", text, re.MULTILINE)}
    for name in CHANGED:
        own_row = {"101"}  # cited by 129 on its own account
        rows[name] = [citing for citing in rows[name] if citing not in ("129", "131") or name in own_row] + ["131"]
    rows["129"].append("131")
    return rows


def centrality_figures(folder: Path) -> dict[str, tuple[int, ...]]:
    rows = (line.split() for line in read_zipped(folder, "Org/CITATION.CMD").splitlines())
    return {row[0]: tuple(int(figure) for figure in row[1:5]) for row in rows if row and row[0].isdigit()}


def read_zipped(folder: Path, name: str) -> str:
    with zipfile.ZipFile(folder / "pajek-main-path" / "pajek-centrality-literature.zip") as archive:
        inside = next(entry for entry in archive.namelist() if entry.endswith(name))
        return archive.read(inside).decode("latin-1").replace("\r", "")


def simple_paths(rows: dict[str, list[str]], start: str) -> tuple[int, int, int, int]:
    """Walked one by one, no article twice on a path, to articles that nobody cites."""
    if not rows[start]:
        return (1, 0, 0, 1)
    lengths: list[int] = []
    trail, on_trail = [iter(rows[start])], [start]
    while trail:
        following = next(trail[-1], None)
        if following is None:
            trail.pop()
            on_trail.pop()
        elif not rows[following]:
            lengths.append(len(on_trail))
        elif following not in on_trail:
            trail.append(iter(rows[following]))
            on_trail.append(following)
    return len(lengths), min(lengths), max(lengths), sum(lengths) + len(lengths)


def test_the_centrality_literature_is_reproduced_where_no_cycle_lies_ahead(datasets: Path):
    rows, figures = centrality_network(datasets), centrality_figures(datasets)
    graph = from_arcs([(cited, citing) for cited, row in rows.items() for citing in row])
    assert (graph.articles, graph.citations, graph.cycles()) == (121, 630, [["21", "22"], ["58", "59"]])
    acyclic_graph = break_cycles(graph)
    assert len(acyclic_graph.broken) == 2
    ours = dict(zip(graph.ids, onward(acyclic_graph.projection), strict=True))
    circle_ahead = {
        graph.ids[i]
        for name in ("21", "22", "58", "59")
        for i in np.flatnonzero(distances(graph.cites, graph.index[name]) >= 0)
    }
    free = set(graph.ids) - circle_ahead
    assert len(free) == 89
    assert {name: (o.paths, o.shortest, o.longest, o.articles) for name, o in ours.items() if name in free} == {
        name: figures[name] for name in free
    }


def test_the_rest_of_the_centrality_literature_is_its_simple_paths(datasets: Path):
    # Where a circle lies ahead the figures of 1988 run through it once, so breaking it has to lose some of the paths.
    rows, figures = centrality_network(datasets), centrality_figures(datasets)
    assert {name: simple_paths(rows, name) for name in rows} == figures


def test_criticality_is_the_longest_path_through(drawn: Draw):
    found = criticality(drawn("b>a c>b d>c e>a e>d f>a"))
    assert found.share.tolist() == [1, 1, 1, 1, 1, 1 / 4]
    assert backbone(drawn("b>a c>b d>a")) == ["a", "b", "c"]


def test_the_transitive_reduction_leaves_out_what_a_chain_tells(drawn: Draw):
    assert transitive_reduction(drawn("b>a c>b c>a d>c d>a")) == [("b", "a"), ("c", "b"), ("d", "c")]


def test_the_transitive_reduction_agrees_with_networkx(jijin: Projection):
    import networkx as nx

    graph = break_cycles(jijin).projection
    assert transitive_reduction(jijin) == sorted(nx.transitive_reduction(graph.to_networkx()).edges)
