"""The names of a RETURN, read from the text."""

from __future__ import annotations

import pytest

from graph.columns import columns_of


@pytest.mark.parametrize(
    ("cypher", "names"),
    [
        ("MATCH (a) RETURN a.id AS id, a.title", ("id", "a.title")),
        ("MATCH (a) RETURN DISTINCT a.id as id ORDER BY id LIMIT 3", ("id",)),
        ("MATCH (a) RETURN count(*), [x IN [1, 2] | x] AS xs;", ("count(*)", "xs")),
        ("CALL { MATCH (a) RETURN a } RETURN a.id AS `my id`", ("my id",)),
        ("MATCH (a) RETURN 'a, b AS c' AS text // , more", ("text",)),
        ("MATCH (a) RETURN a.id AS id UNION MATCH (b) RETURN b.id AS id", ("id",)),
        ("MATCH (a) RETURN {x: 1, y: [1, 2]} AS map, a.limits", ("map", "a.limits")),
        ("MATCH (a) RETURN *", ()),
        ("MATCH (a) SET a.x = 1", ()),
        ("CALL db.labels()", ()),
    ],
)
def test_columns_are_those_of_the_last_return(cypher: str, names: tuple[str, ...]) -> None:
    assert columns_of(cypher) == names
