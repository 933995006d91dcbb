"""Whether and when to ask again."""

import pytest

from harvest.errors import BadAnswer, BudgetSpent, NotKnown, Refused, SourceError, TooMuch, TryLater
from harvest.retry import RetryPolicy, retry_after

NOON = 1_795_348_800.0  # Sun, 22 Nov 2026 12:00:00 GMT


@pytest.mark.parametrize(
    ("problem", "tries"), [(TryLater, 4), (BadAnswer, 3), (BudgetSpent, 1), (TooMuch, 1), (Refused, 1), (NotKnown, 1)]
)
def test_each_problem_gets_its_number_of_tries(problem: type[SourceError], tries: int) -> None:
    policy = RetryPolicy(retries=3)
    assert next(n for n in range(1, 9) if not policy.again(problem("icite", "no"), n)) == tries


def test_no_retries_means_one_try() -> None:
    assert not RetryPolicy(retries=0).again(TryLater("icite", "no"), 1)
    assert not RetryPolicy(retries=0).again(BadAnswer("icite", "no"), 1)


def test_waits_double_up_to_the_longest_and_are_spread_over_their_span() -> None:
    policy = RetryPolicy()
    assert [policy.wait(tries, 1) for tries in range(1, 8)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert policy.wait(3, 0) == 0
    assert policy.wait(3, 0.25) == 0.5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("Sun, 22 Nov 2026 12:00:09 GMT", 9),
        ("Sun, 22 Nov 2026 13:00:09 +0100", 9),
        ("Sunday, 22-Nov-26 12:00:09 GMT", 9),
        ("Sun, 22 Nov 2026 11:59:00 GMT", 0),
        ("-5", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_seconds_and_dates(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOON) == seconds
