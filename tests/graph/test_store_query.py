"""A user's own statements: what comes back, what is cut, what is refused."""

from __future__ import annotations

import json

import pytest

from graph import guard
from graph.errors import BadInput
from graph.store import Store
from tests.graph.making import batch, cites, doi, pmid, record


@pytest.fixture
def small(store: Store) -> Store:
    store.apply(batch(record(pmid(1), doi("a"), title="One", year=2001), pmid(2), cites(pmid(1), pmid(2))))
    return store


class TestAnswers:
    def test_columns_are_named_as_returned(self, small: Store) -> None:
        table = small.query("MATCH (a:Article {pmid: $pmid}) RETURN a.title AS title, a.year", {"pmid": "1"})
        assert table.columns == ("title", "a.year")
        assert table.rows == (("One", 2001),)
        assert not table.truncated

    def test_everything_can_be_printed_as_json(self, small: Store) -> None:
        table = small.query(
            "MATCH p = (a:Article {pmid: '1'})-[c:CITES]->(b) "
            "RETURN a, c, p, [a, 1] AS some, {b: b.pmid} AS map, date('2020-02-03') AS day, "
            "datetime('2020-02-03T04:05:06Z') AS moment, duration('P1D') AS span, point({x: 1.0, y: 2.0}) AS place"
        )
        row = dict(zip(table.columns, json.loads(json.dumps(table.rows[0])), strict=True))
        assert row["a"]["title"] == "One"
        assert row["c"]["sources"] == ["ncbi"]
        assert [part.get("pmid") for part in row["p"]] == ["1", None, "2"]
        assert row["map"] == {"b": "2"}
        assert row["day"] == "2020-02-03"
        assert row["moment"].startswith("2020-02-03T04:05:06")
        assert row["span"] == "P1D"
        assert row["place"] == [1.0, 2.0]

    @pytest.mark.parametrize(
        ("most", "rows", "truncated"), [(3, 3, True), (10, 10, False), (11, 10, False), (0, 0, True)]
    )
    def test_more_rows_than_wanted_are_cut_and_said_so(
        self, store: Store, most: int, rows: int, truncated: bool
    ) -> None:
        table = store.query("UNWIND range(1, 10) AS x RETURN x", most=most)
        assert (len(table.rows), table.truncated) == (rows, truncated)

    def test_a_statement_without_rows_has_columns(self, store: Store) -> None:
        table = store.query("MATCH (a:Article) RETURN a.id AS id")
        assert (table.columns, table.rows, table.truncated) == (("id",), (), False)

    def test_titles_are_found_by_their_words(self, small: Store) -> None:
        found = small.query("CALL db.index.fulltext.queryNodes('Article[title]', 'one') YIELD node RETURN node.pmid")
        assert found.rows == (("1",),)

    def test_an_owner_may_write(self, small: Store) -> None:
        small.query("MATCH (a:Article {pmid: $p}) SET a.note = 'mine'", {"p": "1"}, write=True)
        assert small.query("MATCH (a:Article {note: 'mine'}) RETURN a.pmid").rows == (("1",),)

    def test_a_note_of_the_user_outlives_the_next_harvest(self, small: Store) -> None:
        small.query("MATCH (a:Article {pmid: '1'}) SET a.note = 'mine'", write=True)
        small.apply(batch(record(pmid(1), title="One", year=2002), hours=1))
        assert small.query("MATCH (a:Article {pmid: '1'}) RETURN a.note, a.year").rows == (("mine", 2002),)


class TestRefusals:
    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE (:Article {id: 'x'})",
            "MATCH (a:Article) SET a.title = 'x'",
            "MATCH (a:Article) DETACH DELETE a",
            "MATCH (a:Article) WITH a LIMIT 1 CALL { CREATE (:Thing) } RETURN a",
            "MERGE (:Thing {id: 1}) RETURN 1",
            "CREATE INDEX things IF NOT EXISTS FOR (t:Thing) ON (t.id)",
            "DROP INDEX article_year",
            "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
            "LOAD CSV FROM 'http://127.0.0.1:1/x' AS line RETURN line",
        ],
    )
    def test_a_reader_does_not_do_more_than_read(self, small: Store, statement: str) -> None:
        with pytest.raises(BadInput, match="refused"):
            small.query(statement)
        assert small.query("MATCH (n) RETURN count(n) AS n").rows[0] == small.query("MATCH (n) RETURN count(*)").rows[0]
        assert small.query("MATCH (a:Article {title: 'One'}) RETURN count(a)").rows == ((1,),)

    @pytest.mark.parametrize(
        "statement", ["RETRUN 1", "MATCH (a RETURN a", "MATCH (a) RETURN b", ")", "SELECT * FROM x"]
    )
    def test_what_is_not_understood_is_said(self, store: Store, statement: str) -> None:
        with pytest.raises(BadInput, match=r"not understood|failed"):
            store.query(statement)

    def test_an_empty_query_is_told_what_to_try(self, store: Store) -> None:
        with pytest.raises(BadInput, match="try: MATCH"):
            store.query("  \n")

    def test_a_missing_parameter_is_said(self, store: Store) -> None:
        with pytest.raises(BadInput):
            store.query("MATCH (a:Article {id: $id}) RETURN a.id + $other")


def plan_of(*operators: tuple[str, str]) -> dict[str, object]:
    plan: dict[str, object] = {"operatorType": "ProduceResults@neo4j", "args": {}, "children": []}
    for name, details in operators:
        plan = {"operatorType": f"{name}@neo4j", "args": {"Details": details}, "children": [plan]}
    return plan


class TestGuard:
    """The deciding part alone, for what the server under test has not installed."""

    @pytest.mark.parametrize(
        "cypher",
        [
            "RETURN apoc.load.json('http://x')",
            "RETURN apoc . load . json('http://x')",
            "RETURN `apoc`.`load`.`json`('http://x')",
            "RETURN \\u0061poc.load.json('http://x')",
            "RETURN /* harmless */ genai.vector.encode('x')",
            "RETURN 'it''s' + apoc.version()",
        ],
    )
    def test_functions_that_do_more_than_compute_are_refused(self, cypher: str) -> None:
        assert "function" in str(guard.objection(cypher, "r", plan_of()))

    @pytest.mark.parametrize(
        "cypher",
        [
            "RETURN date.truncate('year', date())",
            "RETURN 'apoc.load.json(1)'",
            "MATCH (a) RETURN a.title // apoc.load.json(1)",
            "MATCH (a) WHERE a.year IN [1] RETURN count(a)",
            "RETURN duration.between(date(), date())",
        ],
    )
    def test_what_only_computes_passes(self, cypher: str) -> None:
        assert guard.objection(cypher, "r", plan_of()) is None

    @pytest.mark.parametrize(
        "operator",
        [
            ("LoadCSV", "line"),
            ("TerminateTransactions", ""),
            ("ShowSettings", ""),
            ("ShowTransactions", ""),
            ("AdministrationCommand", ""),
            ("ProcedureCall", "apoc.load.json($a) :: (value :: MAP)"),
            ("ProcedureCall", "dbms.listConfig() :: (name :: STRING)"),
            ("ProcedureCall", "db.index.fulltext.awaitEventuallyConsistentIndexRefresh() :: ()"),
            ("ProcedureCall", "db.clearQueryCaches() :: (value :: STRING)"),
        ],
    )
    def test_operators_beyond_the_graph_are_refused(self, operator: tuple[str, str]) -> None:
        assert guard.objection("RETURN 1", "r", plan_of(("Projection", "x"), operator)) is not None

    @pytest.mark.parametrize(
        "details",
        [
            "db.labels() :: (label :: STRING)",
            "db.schema.visualization() :: (x)",
            "db.index.fulltext.queryNodes($a) :: ()",
        ],
    )
    def test_procedures_that_read_the_graph_pass(self, details: str) -> None:
        assert guard.objection("CALL x()", "r", plan_of(("ProcedureCall", details))) is None

    @pytest.mark.parametrize("kind", ["w", "rw", "s", None])
    def test_only_reading_plans_pass(self, kind: str | None) -> None:
        assert guard.objection("RETURN 1", kind, plan_of()) is not None

    @pytest.mark.parametrize(
        ("cypher", "plans"),
        [
            ("MATCH (a) RETURN a", "EXPLAIN MATCH (a) RETURN a"),
            ("PROFILE MATCH (a) RETURN a", "EXPLAIN  MATCH (a) RETURN a"),
            ("// why\n explain MATCH (a) RETURN a", "EXPLAIN  MATCH (a) RETURN a"),
        ],
    )
    def test_planning_runs_nothing(self, cypher: str, plans: str) -> None:
        assert guard.explained(cypher) == plans
