"""How long a run puts up with a source that does not answer."""

from hypothesis import given
from hypothesis import strategies as st

from harvest.breaker import QUESTIONS, Breaker


def test_it_opens_when_the_patience_is_spent_and_says_why() -> None:
    breaker = Breaker(30).cost(20, "HTTP 503").cost(10, "no answer within 20 s")
    assert breaker.reason == "no success in 30 s (no answer within 20 s)"
    assert breaker.left == 0


def test_any_success_starts_afresh() -> None:
    breaker = Breaker(30).cost(29, "HTTP 503").failed("HTTP 503").succeeded()
    assert breaker == Breaker(30)
    assert breaker.cost(29, "HTTP 503").reason is None


def test_a_success_on_its_way_closes_it_again() -> None:
    assert Breaker(30).cost(30, "slow").succeeded().reason is None


def test_fast_failures_open_it_by_their_number() -> None:
    breaker = Breaker(30)
    for _ in range(QUESTIONS - 1):
        breaker = breaker.failed("refused")
    assert breaker.reason is None
    assert breaker.failed("refused").reason == "10 questions in a row failed (refused)"


def test_a_spent_budget_stays_spent() -> None:
    breaker = Breaker(30).opened("the budget is used up", exhausted=True).succeeded()
    assert breaker.reason == "the budget is used up"
    assert breaker.exhausted


def test_the_first_reason_is_kept() -> None:
    assert Breaker(1).opened("a").opened("b").cost(9, "c").failed("d").reason == "a"


@given(st.lists(st.floats(0, 100), max_size=50))
def test_what_is_left_never_grows_without_a_success(costs: list[float]) -> None:
    breaker = Breaker(30)
    for cost in costs:
        after = breaker.cost(cost, "slow")
        assert 0 <= after.left <= breaker.left
        breaker = after
    assert (breaker.reason is not None) == (sum(costs) >= 29.95)
