"""The key papers of a graph that has no article, and of one that has a single one, on both engines."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.ids import ArticleId, Scheme
from graph.measures.registry import MeasureName
from graph.model import Batch, Record
from graph.store import Store
from tests.web.conftest import Requests
from tests.web.made_up import AT
from web.app import create_app
from web.context import WebContext

ALONE = ArticleId(Scheme.PMID, "31000000")


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return create_app(WebContext(store=store, jobs=Requests())).test_client()


def test_an_empty_graph_has_a_page_and_no_rows(client: FlaskClient) -> None:
    assert client.get("/key").status_code == 200
    for measure in MeasureName:
        shown = client.get(f"/api/v1/key?measure={measure}").json
        assert shown
        assert (shown["articles"], shown["ranked"], shown["rows"]) == (0, 0, [])


def test_a_single_article_is_ranked_and_can_be_the_only_seed(client: FlaskClient, store: Store) -> None:
    id_ = store.apply(Batch(at=AT, records=(Record(source="ncbi", ids=frozenset({ALONE}), title="Alone"),))).owners[
        ALONE
    ]
    for measure in MeasureName:
        shown = client.get(f"/api/v1/key?measure={measure}&seed={id_}").json
        assert shown
        assert [row["id"] for row in shown["rows"]] == ([] if shown["measure"]["takes_seeds"] else [id_])
