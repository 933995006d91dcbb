"""How a harvest stands, in lines for a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from citewalk.outcome import as_lines
from graph.model import Harvest, HarvestState


@pytest.mark.parametrize(("articles", "advice"), [(20, "raise --max-articles for them"), (4, "going on with the")])
def test_what_was_not_recorded_is_put_down_to_the_budget_only_where_that_is_spent(articles: int, advice: str) -> None:
    stood = Harvest(
        id="h1",
        seeds=("pmid:1",),
        parameters={"max_articles": 20},
        state=HarvestState.INCOMPLETE,
        started=datetime(2026, 1, 2, tzinfo=UTC),
        counts={"articles": articles, "left_out": 8},
    )
    (line,) = [line for line in as_lines(stood, "incomplete", None) if "not recorded" in line]
    assert line.startswith(f"8 more were found and not recorded: {advice}")
