"""What the answers make of a source."""

from __future__ import annotations

from graph.ids import ArticleId, Scheme
from harvest.ledger import Ledger
from harvest.sources.base import Kind

ONE, TWO = ArticleId(Scheme.PMID, "1"), ArticleId(Scheme.PMID, "2")


def asked(*sources: str) -> Ledger:
    ledger = Ledger(sources, {"openalex": "OPENALEX_API_KEY is not set"})
    for source in sources:
        ledger.note_asked(source, Kind.DESCRIBE, (ONE, TWO))
    return ledger


def test_a_source_that_answered_everything_is_complete() -> None:
    ledger = asked("icite")
    ledger.note_answer("icite", frozenset({ONE}))
    outcome = ledger.outcomes({"icite": 3})["icite"]
    assert (outcome.state, outcome.reason, outcome.requests) == ("complete", None, 3)


def test_a_source_that_was_left_out_says_why() -> None:
    outcome = asked("icite").outcomes({})["openalex"]
    assert (outcome.state, outcome.reason) == ("left out", "OPENALEX_API_KEY is not set")


def test_a_failure_makes_the_source_incomplete_and_names_the_articles() -> None:
    ledger = asked("icite", "ncbi")
    ledger.note_answer("ncbi", frozenset({ONE, TWO}))
    ledger.note_failure("icite", Kind.DESCRIBE, (ONE,), "icite did not answer")
    assert ledger.outcomes({})["icite"].state == "incomplete"
    assert "1 article not answered" in (ledger.outcomes({})["icite"].reason or "")
    assert ledger.failure(frozenset({ONE})) == "icite: icite did not answer"
    assert ledger.failure(frozenset({TWO})) is None
    assert not ledger.silent()


def test_a_source_that_knows_nothing_of_what_others_describe_is_incomplete() -> None:
    ledger = asked("icite", "ncbi")
    ledger.note_answer("ncbi", frozenset({ONE, TWO}))
    ledger.note_answer("icite", frozenset())
    assert ledger.suspect(frozenset({ONE, TWO})) == ("icite",)
    assert ledger.outcomes({})["icite"].state == "incomplete"


def test_nobody_is_suspected_when_nobody_describes_anything() -> None:
    ledger = asked("icite", "ncbi")
    assert ledger.suspect(frozenset()) == ()


def test_sources_that_all_failed_are_silent() -> None:
    ledger = asked("icite")
    ledger.note_failure("icite", Kind.DESCRIBE, (ONE, TWO), "refused")
    assert ledger.silent()
