"""A preprint and its published form as one article, where somebody wants to count or draw them so."""

from __future__ import annotations

import json
from pathlib import Path

from tests.citewalk.commanding import Citewalk

NODES = "id,title,year\npre,Of trees,2019\narticle,Of trees,2020\nx,One,2021\ny,Two,2021\n"
EDGES = "citing,cited\nx,pre\ny,article\n"
TIE = "MATCH (p:Article {id: 'pre'}), (a:Article {id: 'article'}) MERGE (p)-[:VERSION_OF]->(a)"


def with_a_preprint(citewalk: Citewalk, folder: Path) -> Citewalk:
    folder.mkdir()
    (folder / "nodes.csv").write_text(NODES)
    (folder / "edges.csv").write_text(EDGES)
    assert citewalk.run("load", "csv", str(folder)).code == 0
    assert citewalk.run("cypher", TIE, "--write").code == 0
    return citewalk


def test_they_rank_and_leave_as_one_only_when_asked_to(citewalk: Citewalk, tmp_path: Path) -> None:
    graph = with_a_preprint(citewalk, tmp_path / "csv")
    count = ("rank", "--measure", "citations", "--format", "json")
    apart = {row["id"]: row["score"] for row in graph.run(*count).json()}
    assert (apart["pre"], apart["article"]) == (1, 1)
    folded = {row["id"]: row["score"] for row in graph.run(*count, "--fold-versions").json()}
    assert "pre" not in folded
    assert folded["article"] == 2

    seeded = graph.run("rank", "--seed", "pre", "--fold-versions", "--format", "json")
    assert seeded.code == 0, seeded.err
    assert "article" not in {row["id"] for row in seeded.json()}

    drawn = graph.run("export", "--format", "json", "--fold-versions", "-o", "-")
    assert {one["id"] for one in json.loads(drawn.out)["articles"]} == {"article", "x", "y"}
    refused = graph.run(*count, "--fold-versions", "--store")
    assert refused.code == 2
    assert "leave --fold-versions out" in refused.err
