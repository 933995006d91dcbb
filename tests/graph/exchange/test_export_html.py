"""The HTML export stands alone and runs nothing that a title says."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest

from graph.exchange.content import ExportGraph
from graph.exchange.html_file import write
from graph.exchange.placing import positions

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \u2028 %%data%% %%script%%"
GRAPH = ExportGraph.make(
    [
        {"id": "a", "title": HOSTILE, "year": 2010, "depth": 0},
        {"id": "b", "title": "Cited", "year": 2000, "is_retracted": True},
        {"id": "c", "stub": True},
    ],
    [("a", "b", ["ncbi"]), ("a", "c", ["ncbi"])],
)


@pytest.fixture(scope="module")
def page() -> str:
    out = StringIO()
    write(GRAPH, out)
    return out.getvalue()


def data_of(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    loaded: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return loaded


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    assert "default-src 'none'" in page
    tags = re.findall(r"<(\w+)([^>]*)>", page.split("<script>", maxsplit=1)[0])
    assert [name for name, attributes in tags if re.search(r"\b(?:src|href|action)\s*=", attributes)] == []
    assert page.count("</script>") == 3


def test_a_hostile_title_stays_a_title(page: str) -> None:
    assert "alert(2)" in str(data_of(page)["nodes"][0]["title"])
    assert "<img" not in page
    assert data_of(page)["nodes"][0]["title"] == f"{HOSTILE}\njournal unknown, 2010\ncited 0 times here"


def test_articles_of_unknown_year_have_a_column_of_their_own() -> None:
    places = positions(GRAPH, {"a": 0, "b": 1, "c": 1})
    assert places["b"][0] < places["a"][0] < places["c"][0]


def test_a_retracted_article_says_so(page: str) -> None:
    retracted = next(node for node in data_of(page)["nodes"] if node["id"] == "b")
    assert "RETRACTED" in str(retracted["title"])


def test_arrows_run_from_citing_to_cited(page: str) -> None:
    assert [(edge["from"], edge["to"]) for edge in data_of(page)["edges"]] == [("a", "b"), ("a", "c")]
