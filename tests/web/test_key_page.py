"""The key papers page and its rows over a real store."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shlex
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.ids import ArticleId, Scheme
from graph.kept_measures import keep
from graph.measures.registry import MeasureName
from graph.model import Batch, Record
from graph.projecting import Shelf, read_projection
from graph.projection import Projection
from graph.ranking import is_seeded, rank, sentence
from tests.web.conftest import Filled, Requests
from tests.web.made_up import AT, HOSTILE, SEED, pmid
from web.app import create_app
from web.computed import Computed
from web.context import WebContext

PLAIN = ("rank", "id", "pmid", "doi", "title", "year", "score", "why")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def projection(filled: Filled) -> Projection:
    return read_projection(filled.store)


def table(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(f"/api/v1/key?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json


def ids(shown: Any) -> list[str]:
    return [row["id"] for row in shown["rows"]]


def message(client: FlaskClient, query: str, status: int) -> str:
    answer = client.get(f"/api/v1/key?{query}")
    assert answer.status_code == status, answer.text
    assert answer.json
    return str(answer.json["error"]["message"])


@pytest.mark.parametrize("measure", list(MeasureName))
def test_every_measure_ranks_as_the_graph_package_does(
    client: FlaskClient, filled: Filled, projection: Projection, measure: MeasureName
) -> None:
    seeds = [filled.owners[SEED], filled.owners[pmid(4)]] if is_seeded(measure) else []
    shown = table(client, f"measure={measure}" + "".join(f"&seed={seed}" for seed in seeds))
    expected = rank(projection, measure, seeds, top=50)
    assert ids(shown) == [row.id for row in expected]
    assert [row["why"] for row in shown["rows"]] == [row.why for row in expected]
    assert [row["rank"] for row in shown["rows"]] == list(range(1, len(expected) + 1))
    assert shown["measure"]["sentence"] == sentence(measure)


def test_a_row_has_what_the_command_prints_and_what_the_table_shows(client: FlaskClient) -> None:
    row = table(client)["rows"][0]
    assert set(PLAIN) <= row.keys()
    assert row["journal"] == "Journal of Made-Up Results"
    assert row["authors"]
    assert row["local_citations"] > 0
    assert isinstance(row["cited_by_count"], int)
    assert isinstance(row["community"], int)


def test_what_is_not_known_is_null(client: FlaskClient, filled: Filled) -> None:
    rows = {row["id"]: row for row in table(client, "measure=cited-by-count&top=100")["rows"]}
    stub = rows[filled.owners[pmid(3)]]
    assert (stub["stub"], stub["title"], stub["journal"], stub["cited_by_count"], stub["score"]) == (
        *(True, None, None, None, None),
    )
    assert stub["why"] == "not known"
    assert list(rows)[-1] == stub["id"]


def test_seeds_are_left_out_of_what_is_compared_with_them(client: FlaskClient, filled: Filled) -> None:
    seed = filled.owners[SEED]
    shown = table(client, f"seed={seed}")
    assert [one["id"] for one in shown["seeds"]] == [seed]
    assert seed not in ids(shown)
    assert shown["ranked"] == shown["articles"] - 1


def test_seeds_are_marked_by_a_measure_that_makes_nothing_of_them(client: FlaskClient, filled: Filled) -> None:
    seed = filled.owners[SEED]
    shown = table(client, f"measure=citations&seed={seed}")
    assert [row["id"] for row in shown["rows"] if row["seed"]] == [seed]


def test_a_seed_may_be_named_as_people_name_it(client: FlaskClient, filled: Filled) -> None:
    shown = table(client, "seed=30000000&seed=10.5555%2Fmade.up.4&seed=https://pubmed.ncbi.nlm.nih.gov/30000000/")
    assert [one["id"] for one in shown["seeds"]] == [filled.owners[SEED], filled.owners[pmid(4)]]


def test_a_measure_that_needs_seeds_says_so(client: FlaskClient) -> None:
    shown = table(client, "measure=co-citation")
    assert shown["lacks_seeds"]
    assert shown["measure"]["needs_seeds"]
    assert shown["rows"] == []


def test_a_neighbourhood_is_part_of_the_whole_ranking(client: FlaskClient, filled: Filled) -> None:
    whole = ids(table(client, "measure=pagerank&top=100"))
    shown = table(client, f"measure=pagerank&around={filled.owners[pmid(4)]}&top=100")
    assert shown["articles"] == len(ids(shown)) < len(whole)
    assert ids(shown) == [id_ for id_ in whole if id_ in set(ids(shown))]
    further = table(client, f"measure=pagerank&around={filled.owners[pmid(4)]}&hops=2&top=100")
    assert further["articles"] > shown["articles"]


def test_retracted_articles_are_marked(client: FlaskClient, filled: Filled) -> None:
    rows = table(client, "top=100")["rows"]
    assert [row["id"] for row in rows if row["is_retracted"]] == [filled.owners[pmid(1)]]


def test_what_cites_a_retracted_article_says_whether_before_or_after_the_notice(
    client: FlaskClient, filled: Filled
) -> None:
    rows = {row["id"]: row for row in table(client, "top=100")["rows"]}
    found = filled.store.read(
        "MATCH (a)-[:CITES]->(:Article {is_retracted: true}) RETURN a.id AS id, a.year AS year ORDER BY id"
    )
    notice = "2019"
    expected = {
        row["id"]: "before" if year < notice else "after" if year > notice else "unknown"
        for row in found
        if (year := str(row["year"]))
    }
    assert expected
    assert {id_: row["cites_retracted"] for id_, row in rows.items() if row["cites_retracted"]} == expected


def test_communities_are_those_of_the_rows_and_wait_when_asked_to(filled: Filled, requested: Requests) -> None:
    client = create_app(WebContext(store=filled.store, jobs=requested)).test_client()
    first = table(client, "communities=0")
    assert first["communities"] is None
    assert {row["community"] for row in first["rows"]} == {None}
    full = table(client)
    assert {row["community"] for row in full["rows"]} == {one["number"] for one in full["communities"]}
    assert table(client, "communities=0") == full


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("measure=fame", 400, "no measure 'fame'"),
        ("seed=31999999", 404, "31999999 is not in this graph"),
        ("around=31999999", 404, "31999999 is not in this graph"),
        ("top=0", 400, "top is a whole number from 1"),
        ("hops=9", 400, "hops is a whole number from 1 to 2"),
        ("format=xml", 400, "format is json or csv"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(client: FlaskClient, query: str, status: int, words: str) -> None:
    assert words in message(client, query, status)


@pytest.mark.parametrize(("query", "status"), [("measure=fame", 400), ("seed=31999999", 404), ("", 200)])
def test_the_page_stands_whatever_is_asked(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/key?{query}")
    assert answer.status_code == status
    assert '<select name="measure">' in answer.text
    assert ("There is no measure" in answer.text) == (query == "measure=fame")


def test_csv_has_the_rows_and_no_cell_that_runs(client: FlaskClient, filled: Filled) -> None:
    formula = ArticleId(Scheme.PMID, "30009999")
    record = Record(source="ncbi", ids=frozenset({formula}), title='=HYPERLINK("https://bad.example")', journal="-1+1")
    filled.store.apply(Batch(at=AT, records=(record,)))
    answer = client.get("/api/v1/key?measure=disruption&top=100&format=csv")
    assert answer.mimetype == "text/csv"
    assert "key-papers-disruption.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    bad = next(row for row in rows if row["pmid"] == "30009999")
    assert bad["title"] == '\'=HYPERLINK("https://bad.example")'
    assert bad["journal"] == "'-1+1"
    assert bad["score"] == ""
    shown = table(client, "measure=disruption&top=100")["rows"]
    scored = [(float(row["score"]), row["id"]) for row in rows if row["score"]]
    assert scored == [(row["score"], row["id"]) for row in shown if row["score"] is not None]
    filled.store.query("MATCH (a:Article {pmid: '30009999'}) DETACH DELETE a", write=True)


def test_json_can_be_taken_along(client: FlaskClient) -> None:
    answer = client.get("/api/v1/key?measure=pagerank&format=json&download")
    assert "key-papers-pagerank.json" in answer.headers["Content-Disposition"]
    assert json.loads(answer.text) == table(client, "measure=pagerank")


def test_a_new_article_is_ranked_at_once(client: FlaskClient, filled: Filled) -> None:
    before = table(client)["articles"]
    late = ArticleId(Scheme.PMID, "30008888")
    filled.store.apply(Batch(at=AT, records=(Record(source="ncbi", ids=frozenset({late}), title="Late"),)))
    assert table(client)["articles"] == before + 1
    filled.store.query("MATCH (a:Article {pmid: '30008888'}) DETACH DELETE a", write=True)


def test_what_was_computed_is_kept_until_the_graph_changes(filled: Filled, tmp_path: Path) -> None:
    computed = Computed(filled.store, Shelf(tmp_path, "made up"))
    deadline = time.monotonic() + 200
    while not _keeps(computed, (filled.owners[SEED],)):
        # What was written before this test is brought into the engine's files a moment later, which counts as a change.
        assert time.monotonic() < deadline
    assert len(list(tmp_path.glob("*.npz"))) == 2  # the projection, and the texts for likeness with seeds


def _keeps(computed: Computed, seeds: tuple[str, ...]) -> bool:
    projection = computed.projection()
    first = computed.scoring(projection, MeasureName.KEY, seeds)
    others = computed.scoring(projection, MeasureName.KEY, ())
    return (
        computed.projection() is projection
        and computed.scoring(projection, MeasureName.KEY, seeds) is first
        and others is not first
    )


def test_what_most_readers_ask_first_is_computed_ahead(filled: Filled, tmp_path: Path) -> None:
    computed = Computed(filled.store, Shelf(tmp_path, "made up"))
    computed.prepare()
    assert [path.name.endswith("-projection.npz") for path in tmp_path.glob("*.npz")] == [True]


def test_the_command_names_what_was_asked(client: FlaskClient, filled: Filled) -> None:
    seed, centre = filled.owners[SEED], filled.owners[pmid(4)]
    shown = table(client, f"measure=coupling&seed={seed}&around={centre}&hops=2&top=20")
    words = [
        "citewalk",
        "rank",
        "--measure",
        "coupling",
        "--top",
        "20",
        "--seed",
        seed,
        "--around",
        centre,
        "--hops",
        "2",
    ]
    assert shlex.split(shown["command"]) == words
    assert table(client, shown["query"]) == shown


@pytest.mark.parametrize("measure", ["citations", "cited-by-count", "co-citation", "coupling"])
@pytest.mark.parametrize("around", [False, True])
def test_cypher_gives_the_same_rows(client: FlaskClient, filled: Filled, measure: str, around: bool) -> None:
    seeds = f"&seed={filled.owners[SEED]}&seed={filled.owners[pmid(7)]}"
    shown = table(client, f"measure={measure}&top=100{seeds}" + (f"&around={filled.owners[pmid(4)]}" if around else ""))
    found = filled.store.query(shown["cypher"]["text"], shown["cypher"]["parameters"])
    ranked = [(row["id"], row["score"]) for row in shown["rows"]]
    assert [(id_, score) for id_, _, _, score in found.rows] == ranked


def test_cypher_reads_what_the_command_has_written(client: FlaskClient, filled: Filled) -> None:
    shown = table(client, "measure=pagerank&top=10")
    keep(filled.store, "pagerank", {row["id"]: row["score"] for row in shown["rows"]})
    assert "citewalk rank --measure pagerank --store" in shown["cypher"]["text"]
    found = filled.store.query(shown["cypher"]["text"], shown["cypher"]["parameters"])
    assert [row[0] for row in found.rows] == ids(shown)


def test_titles_are_text(client: FlaskClient) -> None:
    rows = table(client, "top=100")["rows"]
    assert HOSTILE.replace("\u202e", "") in {(row["title"] or "").replace("\u202e", "") for row in rows}
    assert "<script>window.hit" not in client.get("/key").text


def test_the_home_page_and_a_neighbourhood_lead_here(client: FlaskClient, filled: Filled) -> None:
    centre = filled.owners[SEED]
    assert 'href="/key"' in client.get("/").text
    assert re.search(rf'href="/key\?around={re.escape(centre)}"', client.get(f"/graph/{centre}").text)


def test_a_picture_is_measured_as_the_table_is(client: FlaskClient, filled: Filled) -> None:
    centre = filled.owners[SEED]
    answer = client.get(f"/api/v1/measured/{centre}?measure=pagerank&communities=1&path=1").json
    assert answer
    rows = table(client, f"measure=pagerank&around={centre}&top=100")["rows"]
    assert answer["measure"]["scores"] == {row["id"]: row["score"] for row in rows}
    assert answer["communities"]["members"] == {row["id"]: row["community"] for row in rows}
    path, links = answer["main_path"]["path"], answer["main_path"]["links"]
    assert len(path) > 1
    assert [(one["cited"], one["citing"]) for one in links] == list(itertools.pairwise(path))


def test_a_picture_is_measured_where_it_was_opened_too(client: FlaskClient, filled: Filled) -> None:
    centre, four = filled.owners[SEED], filled.owners[pmid(4)]
    alone = client.get(f"/api/v1/measured/{centre}?measure=citations").json
    opened = client.get(f"/api/v1/measured/{centre}?measure=citations&expand={four}").json
    assert alone
    assert opened
    assert alone["measure"]["scores"].keys() < opened["measure"]["scores"].keys()
    assert alone["communities"] is alone["main_path"] is None


@pytest.mark.parametrize(
    ("query", "status"), [("measure=fame", 400), ("measure=co-citation", 400), ("hops=7", 400), ("", 200)]
)
def test_what_cannot_be_measured_is_said(client: FlaskClient, filled: Filled, query: str, status: int) -> None:
    assert client.get(f"/api/v1/measured/{filled.owners[SEED]}?{query}").status_code == status
    assert client.get("/api/v1/measured/nobody").status_code == 404
