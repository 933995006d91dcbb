"""Ranking, paths, communities, main paths and quality at the prompt, over a graph that came in as CSV."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

from tests.citewalk.commanding import Citewalk, Said, stopped_at_the_end

COLUMNS = ["rank", "id", "pmid", "doi", "title", "year", "score", "why"]
SEEDS = ("a03", "a05")
WORDS = ("asthma", "lung", "graph", "walk", "mouse", "risk", "gene", "sleep")


@pytest.fixture(scope="module")
def drawn() -> nx.DiGraph[str]:
    """Sixty articles that cite older ones, and two that cite each other."""
    generator = random.Random(5)
    graph: nx.DiGraph[str] = nx.DiGraph()
    names = [f"a{i:02}" for i in range(60)]
    for i, name in enumerate(names):
        graph.add_node(name, year=1990 + i // 3, title=f"=On {generator.choice(WORDS)} and {generator.choice(WORDS)}")
        graph.add_edges_from((name, cited) for cited in generator.sample(names[:i], min(i, generator.randrange(6))))
    graph.add_edge("a20", "a22")
    graph.add_edge("a22", "a20")
    return graph


@pytest.fixture(scope="module")
def loaded(drawn: nx.DiGraph[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citewalk]:
    """The command with that graph; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("loaded")
    with (folder / "nodes.csv").open("w", encoding="utf-8", newline="") as file:
        nodes = csv.writer(file)
        nodes.writerow(["id", "pmid", "doi", "title", "year"])
        for i, (name, facts) in enumerate(drawn.nodes(data=True)):
            nodes.writerow([name, 1000 + i, f"10.1000/{name}", "'" + facts["title"], facts["year"]])
    with (folder / "edges.csv").open("w", encoding="utf-8", newline="") as file:
        edges = csv.writer(file)
        edges.writerow(["citing", "cited"])
        edges.writerows(drawn.edges)
    with stopped_at_the_end(Citewalk(folder / "home")) as command:
        assert command.run("engine", "start").code == 0
        said = command.run("load", "csv", str(folder))
        assert said.code == 0, said.err
        yield command


def ranked(command: Citewalk, *words: str) -> list[dict[str, object]]:
    said = command.run("rank", "--format", "json", *words)
    assert said.code == 0, said.err
    rows: list[dict[str, object]] = said.json()
    return rows


def scores(rows: list[dict[str, object]]) -> dict[str, float]:
    return {str(row["id"]): float(str(row["score"])) for row in rows}


def refused(said: Said, code: int) -> str:
    assert (said.code, said.out) == (code, "")
    assert "Traceback" not in said.err
    return said.err


def test_pagerank_agrees_with_networkx_to_the_last_digits(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    rows = ranked(loaded, "--measure", "pagerank", "--top", "0")
    assert scores(rows) == pytest.approx(nx.pagerank(drawn, tol=1e-14, max_iter=1000), rel=1e-8)
    assert [row["rank"] for row in rows] == list(range(1, 61))
    assert [row["id"] for row in rows] == sorted(scores(rows), key=lambda id_: (-scores(rows)[id_], id_))


def test_a_row_says_which_article_it_is_and_why(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    (row,) = ranked(loaded, "--measure", "citations", "--top", "1")
    best, cited = min(drawn.in_degree, key=lambda pair: (-pair[1], pair[0]))
    assert list(row) == COLUMNS
    assert row == {
        "rank": 1,
        "id": best,
        "pmid": str(1000 + int(best[1:])),
        "doi": f"10.1000/{best}",
        "title": drawn.nodes[best]["title"],
        "year": drawn.nodes[best]["year"],
        "score": cited,
        "why": f"cited by {cited} articles of this graph",
    }


@pytest.mark.parametrize("words", ["", "--measure disruption", "--measure co-citation --seed a03 a05"])
def test_twenty_rows_with_reasons_are_the_default(loaded: Citewalk, words: str) -> None:
    rows = ranked(loaded, *words.split())
    assert len(rows) == 20
    assert all(row["why"] for row in rows)


def test_seeds_are_named_together_or_apart_by_any_id_and_left_out(loaded: Citewalk) -> None:
    coupling = ["--measure", "coupling", "--top", "0"]
    together = ranked(loaded, *coupling, "--seed", *SEEDS)
    assert ranked(loaded, *coupling, "--seed", SEEDS[1], "--seed", SEEDS[0]) == together
    assert ranked(loaded, "--seed", "1003", "https://doi.org/10.1000/A05", *coupling) == together
    assert len(together) == 58
    assert not {row["id"] for row in together} & set(SEEDS)


def test_a_neighbourhood_is_listed_in_the_order_of_the_whole_graph(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    near = {"a40", *drawn.successors("a40"), *drawn.predecessors("a40")}
    whole = ranked(loaded, "--measure", "pagerank", "--top", "0")
    part = ranked(loaded, "--measure", "pagerank", "--top", "0", "--around", "a40", "--hops", "1")
    assert [row["id"] for row in part] == [row["id"] for row in whole if row["id"] in near]
    assert "leave --around out" in refused(loaded.run("rank", "--around", "a40", "--store"), 2)


def test_coupling_counts_the_shared_references(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    rows = ranked(loaded, "--measure", "coupling", "--top", "0", "--seed", "a30", "a31")
    shared = {
        name: sum(len(set(drawn[name]) & set(drawn[seed])) for seed in ("a30", "a31"))
        for name in drawn
        if name not in ("a30", "a31")
    }
    assert scores(rows) == shared


def test_key_compares_texts_unless_told_not_to(loaded: Citewalk) -> None:
    with_texts = ranked(loaded, "--seed", *SEEDS, "--top", "0")
    without = ranked(loaded, "--seed", *SEEDS, "--top", "0", "--no-text")
    assert scores(with_texts) != scores(without)
    assert ranked(loaded, "--seed", *SEEDS, "--top", "0") == with_texts, "prepared texts are kept"


def test_csv_starts_with_the_names_and_no_title_is_a_formula(loaded: Citewalk) -> None:
    said = loaded.run("rank", "--measure", "citations", "--top", "3", "--format", "csv")
    names, *rows = csv.reader(io.StringIO(said.out))
    assert names == COLUMNS
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert all(row[4].startswith("'=On ") for row in rows)


def test_a_table_comes_with_what_the_measure_means(loaded: Citewalk) -> None:
    said = loaded.run("rank", "--measure", "hub", "--top", "2")
    assert said.out.split("\n")[0].split() == COLUMNS
    assert "HITS hub" in said.err


def test_timing_is_one_line_of_json_beside_the_result(loaded: Citewalk) -> None:
    said = loaded.run("rank", "--measure", "pagerank", "--format", "json", "--timing")
    assert len(said.json()) == 20
    (line,) = said.err.splitlines()
    timing = json.loads(line)
    assert set(timing) == {"projection_s", "compute_s"}
    assert all(0 <= seconds < 60 for seconds in timing.values())


def test_scores_can_be_kept_on_the_articles(loaded: Citewalk) -> None:
    said = loaded.run("rank", "--measure", "k-core", "--store", "--top", "3", "--format", "json")
    assert len(said.json()) == 3
    assert "measure_k_core written to 60 articles" in said.err
    rows = loaded.rows("MATCH (a:Article) RETURN a.id AS id, a.measure_k_core AS score")
    assert scores(rows) == scores(ranked(loaded, "--measure", "k-core", "--top", "0"))


def test_a_seeded_measure_without_seeds_says_what_it_lacks(loaded: Citewalk) -> None:
    assert "name at least one with --seed" in refused(loaded.run("rank", "--measure", "co-citation"), 2)


def test_an_unknown_seed_is_not_found(loaded: Citewalk) -> None:
    assert "99999 is not in this graph" in refused(loaded.run("rank", "--seed", "99999"), 4)


def test_a_stray_word_and_an_unknown_measure_are_refused(loaded: Citewalk) -> None:
    assert "write --measure NAME" in refused(loaded.run("rank", "pagerank"), 2)
    assert "pagerank" in refused(loaded.run("rank", "--measure", "pagernak"), 2)


def test_a_path_says_which_way_it_runs(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    there = loaded.run("path", "a59", "a00", "--all", "--format", "json").json()
    expected = sorted(nx.all_shortest_paths(drawn, "a59", "a00"))
    assert (there["way"], there["length"], there["total"]) == ("cites", len(expected[0]) - 1, len(expected))
    assert there["paths"] == expected
    assert {one["id"] for one in there["articles"]} == {id_ for path in expected for id_ in path}
    back = loaded.run("path", "1000", "1059", "--format", "json").json()
    assert (back["way"], back["paths"]) == ("cited-by", [expected[0][::-1]])
    assert "is cited by way of" in loaded.run("path", "a00", "a59").err


def test_articles_that_nothing_joins_are_not_found(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    assert "runs that way (cites)" in refused(loaded.run("path", "a00", "a59", "--way", "cites"), 4)
    assert "same article" in refused(loaded.run("path", "a05", "1005"), 2)


def test_the_main_path_is_on_the_graph_without_the_broken_citations(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    found = loaded.run("mainpath", "--count", "spnp", "--format", "json").json()
    assert list(found) == ["count", "broken", "arcs", "path"]
    acyclic = drawn.copy()
    acyclic.remove_edges_from([(one["citing"], one["cited"]) for one in found["broken"]])
    assert nx.is_directed_acyclic_graph(acyclic)
    counts = {(one["citing"], one["cited"]): one["count"] for one in found["arcs"]}
    assert set(counts) == set(acyclic.edges)
    citing, cited = max(counts, key=lambda arc: counts[arc])
    before = len(list(paths_from(acyclic, cited)))
    after = len(list(paths_from(acyclic.reverse(), citing)))
    assert counts[citing, cited] == before * after
    assert all(
        acyclic.has_edge(later, earlier) for earlier, later in zip(found["path"], found["path"][1:], strict=False)
    )


def paths_from(graph: nx.DiGraph[str], start: str) -> Iterator[str]:
    """The last article of every path that begins here, the shortest of which stays here."""
    yield start
    for further in graph[start]:
        yield from paths_from(graph, further)


def test_communities_share_out_all_articles_the_same_each_time(loaded: Citewalk, drawn: nx.DiGraph[str]) -> None:
    said = loaded.run("communities", "--format", "json", "--top", "0")
    groups = [one["members"] for one in said.json()["communities"]]
    assert sorted(id_ for members in groups for id_ in members) == sorted(drawn)
    linked = drawn.to_undirected()
    assert said.json()["modularity"] == pytest.approx(nx.community.modularity(linked, groups))
    assert loaded.run("communities", "--format", "json", "--top", "0").out == said.out
    rows = list(csv.DictReader(io.StringIO(loaded.run("communities", "--format", "csv").out)))
    assert {row["id"] for row in rows if row["community"] == "0"} == set(groups[0])


def test_communities_can_be_kept_on_the_articles(loaded: Citewalk) -> None:
    said = loaded.run("communities", "--store", "--format", "json", "--top", "0")
    assert "measure_community written to" in said.err
    query = "MATCH (a:Article) RETURN a.measure_community AS number, count(*) AS size ORDER BY number"
    kept = loaded.run("cypher", query, "--format", "json").json()
    assert [row["size"] for row in kept] == [one["size"] for one in said.json()["communities"]]


def test_quality_counts_what_is_odd_and_lists_it(loaded: Citewalk) -> None:
    report = loaded.run("quality", "--format", "json")
    assert report.code == 0, report.err
    assert (report.json()["articles"], report.json()["stubs"]) == (60, 0)
    found = {one["name"]: one for one in report.json()["findings"]}
    future = found["future-citations"]
    assert future["count"] == len(loaded.rows(future["cypher"]))
    assert found["cycles"]["count"] == len(loaded.rows(found["cycles"]["cypher"])) >= 1
    assert found["unknown-references"]["count"] == 0
    assert found["cycles"]["cypher"] in loaded.run("quality").out


def test_an_empty_graph_is_said_to_be_empty(tmp_path: Path) -> None:
    with stopped_at_the_end(Citewalk(tmp_path / "home")) as command:
        for words in ("rank", "communities", "mainpath", "quality", "path a b"):
            assert "The graph is empty" in refused(command.run(*words.split()), 4)


def test_a_projection_that_is_kept_needs_no_engine(drawn: nx.DiGraph[str], tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id\na\nb\n", encoding="utf-8")
    (tmp_path / "edges.csv").write_text("citing,cited\na,b\n", encoding="utf-8")
    with stopped_at_the_end(Citewalk(tmp_path / "home")) as command:
        assert command.run("load", "csv", str(tmp_path)).code == 0
        first = ranked(command, "--measure", "pagerank")
        command.run("engine", "stop")
        assert ranked(command, "--measure", "pagerank") == first
        assert command.engines() == []
        assert command.run("engine", "start").code == 0
        assert ranked(command, "--measure", "pagerank") == first
        command.run("cypher", "--write", "MATCH (a:Article {id: 'a'}) SET a.title = 'New'")
        assert [row["title"] for row in ranked(command, "--measure", "hub")] == ["New", None]


def test_a_kept_projection_waits_for_nothing_that_it_does_not_need() -> None:
    unneeded = "{'neo4j', 'igraph', 'requests', 'harvest', 'rich', 'scipy.linalg', 'graph.store'}"
    asked = f"import sys, citewalk.__main__, citewalk.commands.rank; print({unneeded} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
