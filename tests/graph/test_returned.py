"""The names of a statement's RETURN, from its text."""

from __future__ import annotations

import pytest

from graph.returned import returned_names


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("MATCH (a) RETURN a", ("a",)),
        ("MATCH (a) RETURN a.pmid AS pmid, a.title", ("pmid", "a.title")),
        ("match (a) return distinct a.x as `the, x`, count(*) order by a.x limit 3", ("the, x", "count(*)")),
        ("MATCH (a) RETURN a.distinct AS x, CASE WHEN a.y THEN 'a, b' ELSE [1, 2] END AS y", ("x", "y")),
        ("MATCH (a) WHERE COUNT { MATCH (b) RETURN b } > 1 RETURN a.id AS id SKIP 1", ("id",)),
        ("CALL { MATCH (a) RETURN a.x AS inner } RETURN inner AS outer;", ("outer",)),
        ("RETURN 1 AS x UNION RETURN 2 AS x", ("x",)),
        ("RETURN 'it''s RETURN' AS x // RETURN 2 AS y", ("x",)),
        ("RETURN {a: 1, b: [2, 3]} AS map, f(1, 2)", ("map", "f(1, 2)")),
        ("RETURN 1 AS x, /* RETURN 3 */ 2 AS `a``b`", ("x", "a`b")),
        ("CREATE (a:X)", ()),
        ("MATCH (a) RETURN *", ()),
        ("", ()),
        ("MATCH (a) RETURN a.id AS id, a.title", ("id", "a.title")),
        ("MATCH (a) RETURN DISTINCT a.id as id ORDER BY id LIMIT 3", ("id",)),
        ("MATCH (a) RETURN count(*), [x IN [1, 2] | x] AS xs;", ("count(*)", "xs")),
        ("CALL { MATCH (a) RETURN a } RETURN a.id AS `my id`", ("my id",)),
        ("MATCH (a) RETURN 'a, b AS c' AS text // , more", ("text",)),
        ("MATCH (a) RETURN a.id AS id UNION MATCH (b) RETURN b.id AS id", ("id",)),
        ("MATCH (a) RETURN {x: 1, y: [1, 2]} AS map, a.limits", ("map", "a.limits")),
        ("MATCH (a) SET a.x = 1", ()),
        ("CALL db.labels()", ()),
    ],
)
def test_it_names_the_columns_as_neo4j_does(statement: str, names: tuple[str, ...]) -> None:
    assert returned_names(statement) == names
